"""Files in, triples out: union graph, refusals with file and line, nothing dereferenced."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path

import pyoxigraph as ox
import pytest

from commoncause import KnowledgeBase, load
from commoncause.errors import InvalidInputError
from commoncause.store import MemoryStore, find_home, line_of
from commoncause.vocab import DERIVED_GRAPH, GRAPH

THING = 'technique:a a ccf:Technique , skos:Concept ; skos:prefLabel "A"@en .\n'


def test_the_default_graph_is_the_union_without_the_inbox(tiny_kb, tmp_path) -> None:  # type: ignore[no-untyped-def]
    folder = tiny_kb(THING, 'claim:c a ccf:Claim ; ccf:section "1" .')
    (folder / "inbox").mkdir()
    (folder / "inbox" / "new.ttl").write_text('<urn:x> <urn:p> "inbox" .')
    kb = load(folder)
    assert kb.store.query("ASK { technique:a a ccf:Technique . claim:c a ccf:Claim . ccf:Claim a owl:Class }")
    assert not kb.store.query('ASK { ?s ?p "inbox" }')
    assert kb.store.query('ASK { GRAPH ?g { ?s ?p "inbox" } }')


def test_each_claims_file_is_a_named_graph(kb: KnowledgeBase) -> None:
    graphs = {row["g"] for row in kb.store.select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}
    assert graphs == {
        DERIVED_GRAPH,
        *(GRAPH + name for name in ("ai-alignment-wiki", "dung-mai-2025", "dung-mai-2025-web-summary")),
    }


def test_from_selects_a_graph_of_the_store(kb: KnowledgeBase) -> None:
    count = "SELECT (COUNT(*) AS ?n) {{ }} WHERE { ?s a ccf:Defect }"
    named = kb.store.select(count.replace("{{ }}", f"FROM <{GRAPH}dung-mai-2025>"))
    absent = kb.store.select(count.replace("{{ }}", "FROM <file:///etc/passwd>"))
    assert int(named[0]["n"]) > 5
    assert absent == [{"n": "0"}]


def test_service_is_refused_before_anything_is_sent(kb: KnowledgeBase) -> None:
    with pytest.raises(InvalidInputError, match="SERVICE is refused"):
        kb.store.query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?t ccf:position 5SERVICE <http://127.0.0.1:9/> { ?s ?p ?t } }",
        "PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE:pn { ?s ?p ?o } }",
        "SELECT * { FILTER(1<2)SERVICE#>\n<http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { \\U00000053ervice <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ],
)
def test_no_spelling_of_service_gets_through(kb: KnowledgeBase, text: str) -> None:
    with pytest.raises(InvalidInputError, match=r"SERVICE is refused|the prefix 'SERVICE' is not declared"):
        kb.store.query(text)


def test_service_is_a_word_like_any_other_where_it_is_no_keyword(kb: KnowledgeBase) -> None:
    assert kb.store.query('ASK { VALUES ?service { "SERVICE" } } # service')


def test_no_query_reaches_a_server() -> None:
    """What the parser makes of SERVICE is tried on a real listener: nobody may call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        port = server.getsockname()[1]
        store = MemoryStore(find_home())
        for text in (
            f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}",
            f"SELECT * FROM <http://127.0.0.1:{port}/> {{ ?s ?p ?o }}",
            f"LOAD <http://127.0.0.1:{port}/>",
        ):
            with contextlib.suppress(InvalidInputError):
                list(store.query(text))
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * " + "{" * 20_000 + "}" * 20_000,
        "ASK { FILTER(" + "(" * 50_000 + "1" + ")" * 50_000 + ") }",
        "ASK { FILTER(" + "!" * 50_000 + "true) }",
        "SELECT * { ?s ?p " + '"a\\' * 100_000,
    ],
    ids=["braces", "brackets", "negations", "quotes"],
)
def test_a_query_that_would_break_the_parser_is_refused_at_once(kb: KnowledgeBase, text: str) -> None:
    with pytest.raises(InvalidInputError):
        kb.store.query(text)


def test_from_in_a_string_is_no_dataset_clause(kb: KnowledgeBase) -> None:
    assert kb.store.query('ASK { ?c a ccf:Assessment FILTER(CONTAINS("it came FROM here", "FROM")) }')


def test_a_syntax_error_in_turtle_names_file_and_line(tiny_kb) -> None:  # type: ignore[no-untyped-def]
    folder = tiny_kb(THING + 'technique:b a ccf:Technique ; skos:prefLabel "never closed .\n')
    with pytest.raises(InvalidInputError) as refusal:
        load(folder)
    line = line_of(folder / "things.ttl", "https://w3id.org/commoncause/kb/technique/b")
    assert str(refusal.value).startswith(f"{folder / 'things.ttl'}:{line}: not valid Turtle: ")
    assert "\n" not in str(refusal.value)


def test_a_giant_text_is_refused_with_its_place(tiny_kb) -> None:  # type: ignore[no-untyped-def]
    folder = tiny_kb(THING + f'technique:b skos:prefLabel "{"x" * 30_000}"@en .\n')
    with pytest.raises(InvalidInputError, match=r"30,0\d\d characters") as refusal:
        load(folder)
    assert (
        f"things.ttl:{line_of(folder / 'things.ttl', 'https://w3id.org/commoncause/kb/technique/b')}:"
        in str(refusal.value)
    )


def test_an_empty_or_missing_knowledge_base_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kb").mkdir()
    with pytest.raises(InvalidInputError, match="empty knowledge base"):
        load(tmp_path / "kb")
    with pytest.raises(InvalidInputError, match="no such folder"):
        load(tmp_path / "nowhere")


def test_a_failed_load_leaves_the_store_as_it_was(tiny_kb, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    store = MemoryStore.open(find_home(tiny_kb(THING)))
    before = len(store.quads)
    bad = tmp_path / "bad.ttl"
    bad.write_text("<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> oops")
    with pytest.raises(InvalidInputError):
        store.load(bad, GRAPH + "bad")
    assert len(store.quads) == before


def test_a_query_error_says_where(kb: KnowledgeBase) -> None:
    with pytest.raises(InvalidInputError, match=r"not a SPARQL query, at 2:\d+"):
        kb.store.query("SELECT ?s WHERE\n{ ?s ?p }")


def test_adding_what_is_known_adds_nothing(kb: KnowledgeBase) -> None:
    triple = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("c"))
    store = MemoryStore(kb.store.home)
    assert (store.add([triple]), store.add([triple])) == ({triple}, set())


def test_the_inbox_is_read_when_graphs_are_asked_for(tiny_kb) -> None:  # type: ignore[no-untyped-def]
    """A broken inbox stops nothing that does not look into it, and is told by file and line else."""
    folder = tiny_kb(THING)
    (folder / "inbox").mkdir()
    (folder / "inbox" / "bad.ttl").write_text("<urn:x> <urn:p> .")
    kb = load(folder)
    assert kb.store.query("ASK { technique:a a ccf:Technique }")
    with pytest.raises(InvalidInputError, match=r"inbox/bad\.ttl:1: not valid Turtle"):
        kb.store.query("ASK { GRAPH ?g { ?s ?p ?o } }")
    with pytest.raises(InvalidInputError, match=r"bad\.ttl"):
        kb.store.query(f"ASK FROM <{GRAPH}inbox> {{ ?s ?p ?o }}")
