"""One knowledge base in memory, on disk and on two real servers: the same answers."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

import commoncause
from commoncause import KnowledgeBase
from commoncause.errors import InvalidInputError
from commoncause.loading import fill_disk, fill_server
from commoncause.store import Store, open_store
from commoncause.store.remote import RemoteStore
from commoncause.vocab import INBOX_GRAPH

from .conftest import ROOT, Server

QUERIES = {path.stem: path.read_text() for path in sorted((ROOT / "ontology" / "queries").glob("*.rq"))}
INBOX = '<urn:x> <urn:p> "inbox" .'
COMMANDS = [
    ["matrix"],
    ["matrix", "--source", "dung-mai-2025", "--mode", "tabulated", "--split"],
    ["cut-sets", "--source", "dung-mai-2025", "--mode", "argued"],
    ["single-points", "--source", "dung-mai-2025", "--mode", "tabulated"],
    ["risk", "-t", "rlhf", "-t", "debate", "--source", "dung-mai-2025"],
    ["clusters"],
    ["conflicts"],
    ["conclusions"],
    ["defects"],
    ["show", "W2S"],
    ["explain", "IDA", "DEC-AL"],
]


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory, kb: KnowledgeBase) -> Path:
    """The shipped files, and an inbox."""
    folder = tmp_path_factory.mktemp("files") / "kb"
    (folder / "claims").mkdir(parents=True)
    (folder / "inbox").mkdir()
    for path in [*(ROOT / "kb").glob("*.ttl"), *(ROOT / "kb").glob("claims/*.ttl")]:
        (folder / path.relative_to(ROOT / "kb")).write_bytes(path.read_bytes())
    (folder / "inbox" / "new.ttl").write_text(INBOX)
    (folder.parent / "ontology").symlink_to(ROOT / "ontology")
    return folder


@pytest.fixture(scope="session")
def disk(tmp_path_factory: pytest.TempPathFactory, files: Path) -> str:
    folder = tmp_path_factory.mktemp("store") / "store"
    fill_disk(folder, [files])
    return str(folder)


@pytest.fixture(scope="session", params=["disk", "oxigraph", "virtuoso"])
def where(request: pytest.FixtureRequest, files: Path) -> str:
    """What ``--kb`` takes, the knowledge base loaded behind it."""
    if request.param == "disk":
        return str(request.getfixturevalue("disk"))
    server: Server = request.getfixturevalue(request.param)
    fill_server(server.graphs, [files])
    return server.query


@pytest.fixture(scope="session")
def store(where: str) -> Store:
    return open_store(where)


def rows(store: Store, query: str) -> list[list[str]]:
    """Return the solutions as what is printed of them, sorted."""
    result = store.query(query)
    assert isinstance(result, ox.QuerySolutions)
    names = [variable.value for variable in result.variables]
    return sorted([_printed(row[name]) for name in names] for row in result)


def _printed(term: object) -> str:
    """Return a term as text; the order within a GROUP_CONCAT is each engine's own (SPARQL 1.1, 18.5.1.7)."""
    return "; ".join(sorted(str(getattr(term, "value", "")).split("; ")))


@pytest.mark.parametrize("name", QUERIES)
def test_competency_questions_are_answered_alike(name: str, store: Store, kb: KnowledgeBase) -> None:
    assert rows(store, QUERIES[name]) == rows(kb.store, QUERIES[name])


def test_the_default_graph_is_the_union_without_the_inbox(store: Store) -> None:
    assert store.query(
        "ASK { ?c a ccf:Assessment ; ccf:technique ?t . ?t skos:prefLabel ?l . ccf:Claim a owl:Class }"
    )
    assert not store.query('ASK { ?s ?p "inbox" }')
    assert store.query('ASK { GRAPH ?g { ?s ?p "inbox" } }')
    assert store.query(f'ASK FROM <{INBOX_GRAPH}> {{ ?s ?p "inbox" }}')


def test_an_absent_graph_is_empty(store: Store) -> None:
    assert not store.query("ASK FROM <file:///etc/passwd> { ?s ?p ?o }")
    assert not store.query("ASK FROM NAMED <urn:none> { GRAPH ?g { ?s ?p ?o } }")


def test_construct_gives_triples_each_once(store: Store, kb: KnowledgeBase) -> None:
    text = "CONSTRUCT { ?t a ccf:Technique } WHERE { ?c ccf:technique ?t }"
    found, expected = store.query(text), kb.store.query(text)
    assert isinstance(found, ox.QueryTriples)
    assert sorted(map(str, set(found))) == sorted(map(str, set(expected)))  # type: ignore[arg-type]


def test_every_triple_is_there(store: Store, kb: KnowledgeBase) -> None:
    for graph in ("", *kb.store.graph_names):
        found = {
            (t.subject, t.predicate) for t in store.triples(graph) if isinstance(t.subject, ox.NamedNode)
        }
        own = {
            (t.subject, t.predicate) for t in kb.store.triples(graph) if isinstance(t.subject, ox.NamedNode)
        }
        assert found == own, graph


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_commands_answer_alike(command: list[str], where: str, run) -> None:  # type: ignore[no-untyped-def]
    local = run(*command, "--kb", ROOT / "kb", "--format", "json")
    assert run(*command, "--kb", where, "--format", "json").json == local.json


def test_exports_are_byte_identical(where: str, tmp_path: Path, run) -> None:  # type: ignore[no-untyped-def]
    """Virtuoso 7 keeps truth values as 1 and 0, and integers beyond 32 bits as decimals: no triples of it."""
    formats = ["html"] if where.endswith("/sparql") else ["html", "csv", "nquads"]
    for format_ in formats:
        for kb, name in ((ROOT / "kb", "files"), (where, "elsewhere")):
            assert run("export", format_, "--kb", kb, "--out", tmp_path / format_ / name).code == 0
        for path in (tmp_path / format_ / "files").iterdir():
            assert (tmp_path / format_ / "elsewhere" / path.name).read_bytes() == path.read_bytes(), path.name


def test_what_works_on_files_says_so(where: str, run) -> None:  # type: ignore[no-untyped-def]
    for command in ("validate", "fmt", "build"):
        answer = run(command, "--kb", where)
        assert (answer.code, answer.out) == (1, "")
        assert "has no files to work on" in answer.err or "have no files" in answer.err
        assert answer.err.count("\n") == 1


def test_a_second_upload_replaces_the_first(oxigraph: Server, tiny_kb) -> None:  # type: ignore[no-untyped-def]
    """Each graph is put as a whole; the shipped knowledge base comes back afterwards."""
    folder = tiny_kb('technique:a a ccf:Technique , skos:Concept ; skos:prefLabel "A"@en .\n')
    fill_server(oxigraph.graphs, [folder])
    names = {thing.slug for thing in commoncause.load(oxigraph.query).of_kind("technique")}
    fill_server(oxigraph.graphs, [ROOT / "kb"])
    assert "a" in names
    assert "rlhf" not in names


def test_a_server_that_holds_something_else_is_refused(oxigraph: Server) -> None:
    empty = RemoteStore.connect(oxigraph.query)
    assert empty.has_things
    with pytest.raises(InvalidInputError, match="404"):
        open_store(oxigraph.query + "/nowhere")


def test_a_wrong_password_says_what_to_write(virtuoso: Server) -> None:
    with pytest.raises(InvalidInputError, match="http://user:password@host/path") as told:
        fill_server(virtuoso.graphs.replace("dba:dba", "dba:wrong"), [ROOT / "kb"])
    assert "wrong" not in str(told.value)


def test_json_on_standard_output_alone(where: str, run) -> None:  # type: ignore[no-untyped-def]
    assert json.loads(run("query", "--kb", where, "-e", "ASK { }", "--format", "json").out)["boolean"] is True
