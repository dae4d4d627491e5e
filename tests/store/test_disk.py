"""A store on disk: old or new and never between, held by its readers, refused in words."""

from __future__ import annotations

import gzip
import json
import os
import pickle
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

import commoncause
from commoncause.errors import InvalidInputError
from commoncause.loading import fill_disk
from commoncause.store import disk, open_store
from commoncause.store.disk import DiskStore, replaced
from commoncause.store.home import MANIFEST
from commoncause.vocab import INBOX_GRAPH

THING = 'technique:{0} a ccf:Technique , skos:Concept ; skos:prefLabel "{0}"@en .\n'


def editions(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_dir()]


def names(folder: Path) -> set[str]:
    return {thing.slug for thing in commoncause.load(folder).of_kind("technique")}


def test_what_follows_is_in_the_store(tiny_kb, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    claim = (
        "claim:c a ccf:Claim , ccf:Assessment ; ccf:statedIn source:a-source ; ccf:mode ccf:argued ;"
        " ccf:technique technique:a ; ccf:failureMode failure:f ; ccf:verdict ccf:exposed .\n"
    )
    mode = 'failure:f a ccf:FailureMode , skos:Concept ; skos:prefLabel "f"@en .\n'
    folder = tiny_kb(THING.format("a") + mode, claim)
    count = fill_disk(tmp_path / "store", [folder])
    kb = commoncause.load(tmp_path / "store")
    assert kb.store.query("ASK { technique:a ccf:exposedTo failure:f . ?cell a ccf:Cell }")
    assert count == len(list(commoncause.load(folder).store.quads)) == len(kb.store)  # type: ignore[attr-defined, arg-type]


def test_what_is_reviewed_has_a_database_of_its_own_that_takes_no_room(tiny_kb, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """A query that names no graph is over a union, however many graphs there are; the files are shared."""
    folder = tiny_kb("".join(THING.format(f"t{i}") for i in range(2_000)))
    (folder / "inbox").mkdir()
    (folder / "inbox" / "new.ttl").write_text('<urn:x> <urn:p> "inbox" .')
    fill_disk(tmp_path / "store", [folder])
    (edition,) = editions(tmp_path / "store")
    assert any(path.stat().st_nlink > 1 for path in (edition / "reviewed").glob("*.sst"))
    store = DiskStore.open(tmp_path / "store")
    assert store.reviewed is not None
    assert len(store.reviewed) == len(store) - 1
    assert not store.query('ASK { ?s ?p "inbox" }')
    for asked in ('ASK { GRAPH ?g { ?s ?p "inbox" } }', f'ASK FROM <{INBOX_GRAPH}> {{ ?s ?p "inbox" }}'):
        assert store.query(asked)
    store.close()
    assert len(pickle.loads(pickle.dumps(store))) == len(store)


def test_quads_in_a_folder_called_inbox_keep_their_graphs(tiny_kb, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "all.trig").write_text('<urn:g> { <urn:x> <urn:p> "quad" } <urn:y> <urn:p> "none" .')
    (folder / "new.ttl").write_text('<urn:x> <urn:p> "inbox" .')
    things = tiny_kb(THING.format("a")) / "things.ttl"
    fill_disk(tmp_path / "store", [things, folder / "all.trig", folder / "new.ttl"])
    store = DiskStore.open(tmp_path / "store")
    assert {row["o"] for row in store.select("SELECT ?o { ?s <urn:p> ?o }")} == {"quad", "none"}


def test_an_inbox_among_quads_is_not_part_of_an_answer_either(tmp_path: Path) -> None:
    quads = tmp_path / "all.nq"
    quads.write_text(f'<urn:x> <urn:p> "inbox" <{INBOX_GRAPH}> .\n<urn:x> <urn:p> "g" <urn:g> .\n')
    fill_disk(tmp_path / "store", [quads], as_is=True)
    store = DiskStore.open(tmp_path / "store")
    assert store.reviewed is None
    assert not store.query('ASK { ?s ?p "inbox" }')
    assert store.query('ASK { ?s ?p "g" }')


def test_formats_and_graphs(tiny_kb, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Turtle, N-Triples, N-Quads with their graphs, RDF/XML, each also compressed."""
    quads = tmp_path / "more.nq"
    quads.write_text("<urn:s> <urn:p> <urn:in-graph> <urn:g> .\n")
    triples = tmp_path / "more.nt.gz"
    triples.write_bytes(gzip.compress(b"<urn:s> <urn:p> <urn:compressed> .\n"))
    xml = tmp_path / "more.rdf"
    xml.write_bytes(
        ox.serialize(
            [ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("xml"))],
            format=ox.RdfFormat.RDF_XML,
        )
        or b""
    )
    fill_disk(tmp_path / "store", [tiny_kb(THING.format("a")), quads, triples, xml])
    store = open_store(tmp_path / "store")
    assert store.query('ASK { <urn:s> <urn:p> <urn:in-graph> , <urn:compressed> , "xml" }')
    assert store.query("ASK { GRAPH <urn:g> { ?s ?p <urn:in-graph> } }")


def test_what_was_derived_elsewhere_is_derived_anew(tiny_kb, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    stale = tmp_path / "stale.nq"
    stale.write_text("<urn:s> <urn:p> <urn:o> <https://w3id.org/commoncause/kb/graph/derived> .\n")
    fill_disk(tmp_path / "store", [tiny_kb(THING.format("a")), stale])
    assert not open_store(tmp_path / "store").query("ASK { <urn:s> ?p ?o }")


def test_a_new_load_replaces_the_old_store_and_leaves_nothing_of_it(tiny_kb, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    store = tmp_path / "store"
    fill_disk(store, [tiny_kb(THING.format("a"), name="one")])
    fill_disk(store, [tiny_kb(THING.format("b"), name="two")])
    assert names(store) == {"b"}
    assert len(editions(store)) == 1


def test_a_reader_keeps_what_it_reads(tiny_kb, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    store = tmp_path / "store"
    fill_disk(store, [tiny_kb(THING.format("a"), name="one")])
    reader = DiskStore.open(store)
    fill_disk(store, [tiny_kb(THING.format("b"), name="two")])
    assert reader.query("ASK { technique:a a ccf:Technique }")
    assert names(store) == {"b"}
    del reader
    fill_disk(store, [tiny_kb(THING.format("c"), name="three")])
    assert len(editions(store)) == 1


def test_a_store_travels_by_name(tiny_kb, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    fill_disk(tmp_path / "store", [tiny_kb(THING.format("a"))])
    store = DiskStore.open(tmp_path / "store")
    assert store.query("ASK { technique:a ?p ?o }")
    again: DiskStore = pickle.loads(pickle.dumps(store))
    assert again.query("ASK { technique:a ?p ?o }")
    assert again.edition() == store.edition()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("bad.ttl", "technique:a a .", "bad.ttl:1: not valid Turtle"),
        ("bad.nq", "<urn:s> <urn:p> .\n", "bad.nq:1: not valid RDF"),
        ("bad.xyz", "", "no format for a file so named"),
        ("bad.nt.gz", "no gzip", "bad.nt.gz: Not a gzipped file"),
        (
            "long.nt",
            f'<urn:s> <urn:p> "{"x" * 30_000}" .\n',
            "long.nt:1: <urn:s> has a text of 30,010 characters",
        ),
    ],
)
def test_a_file_that_is_not_valid_leaves_the_old_store(
    name: str, content: str, told: str, tiny_kb, tmp_path: Path, run
) -> None:  # type: ignore[no-untyped-def]
    store, bad = tmp_path / "store", tmp_path / name
    fill_disk(store, [tiny_kb(THING.format("a"))])
    bad.write_text(content)
    answer = run("load", "--store", store, bad)
    assert (answer.code, answer.out) == (1, "")
    assert told in answer.err.splitlines()[-1]
    assert names(store) == {"a"}
    assert len(editions(store)) == 1


def test_a_missing_file_is_told_before_anything_is_read(tmp_path: Path, run) -> None:  # type: ignore[no-untyped-def]
    answer = run("load", "--store", tmp_path / "store", tmp_path / "none.ttl")
    assert answer.code == 1
    assert "none.ttl: no such file" in answer.err
    assert not (tmp_path / "store").exists()


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path, run) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "letter.txt").write_text("mine")
    answer = run("load", "--store", tmp_path)
    assert answer.code == 1
    assert "a folder that is no store" in answer.err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "{}",
        "[]",
        '{"edition": "../..", "format": 1, "graphs": [], "triples": 1}',
        '{"edition": "abc", "format": 9, "graphs": [], "triples": 1}',
        '{"edition": "gone", "format": 1, "graphs": [], "triples": 1}',
    ],
)
def test_a_manifest_of_another_kind_is_one_line(manifest: str, tmp_path: Path, run) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / MANIFEST).write_text(manifest)
    answer = run("matrix", "--kb", tmp_path)
    assert (answer.code, answer.err.count("\n")) == (1, 1)
    assert "not a store that this version reads" in answer.err


def test_two_loads_do_not_meet(tmp_path: Path) -> None:
    at_work = pytest.raises(InvalidInputError, match="another load is at work")
    with replaced(tmp_path / "store") as path:
        ox.Store(str(path / "triples")).flush()
        with at_work, replaced(tmp_path / "store"):
            pass


def test_killed_at_any_moment_there_is_the_old_store_or_the_new(tiny_kb, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Twenty loads are killed with SIGKILL at random moments; then one is let through."""
    store, chance = tmp_path / "store", random.Random(20)
    fill_disk(store, [tiny_kb(THING.format("old"), name="one")])
    new = tiny_kb(THING.format("new"), name="two")
    many = new / "many.ttl"
    many.write_text("".join(f"<urn:s{n}> <urn:p> <urn:o{n % 7}> .\n" for n in range(40_000)))
    command = [sys.executable, "-m", "commoncause", "load", "--store", str(store), str(new)]
    begin = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    whole = time.monotonic() - begin
    seen = set()
    for _ in range(20):
        fill_disk(store, [tmp_path / "one"])
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(whole * chance.random())
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        found = names(store)
        assert found in ({"old"}, {"new"})
        count = int(DiskStore.open(store).select("SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o }")[0]["n"])
        assert count == (40_000 if found == {"new"} else 0)
        seen.add(found.pop())
    assert "old" in seen
    subprocess.run(command, check=True, capture_output=True)
    assert names(store) == {"new"}
    assert len(editions(store)) == 1


@pytest.mark.parametrize(("moment", "left"), [("before", "old"), ("after", "new")])
def test_ended_at_the_very_change_of_manifests(moment: str, left: str, tiny_kb, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    store = tmp_path / "store"
    fill_disk(store, [tiny_kb(THING.format("old"), name="one")])
    new = tiny_kb(THING.format("new"), name="two")
    end = "os._exit(9)" if moment == "before" else "(replace(*paths), os._exit(9))"
    script = (
        "import os, commoncause.cli as cli\nreplace = os.replace\n"
        f"os.replace = lambda *paths: {end}\ncli.main()\n"
    )
    command = [sys.executable, "-c", script, "load", "--store", str(store), str(new)]
    assert subprocess.run(command, capture_output=True).returncode == 9
    assert names(store) == {left}
    fill_disk(store, [new])
    assert (names(store), len(editions(store))) == ({"new"}, 1)


def test_load_tells_how_many(tiny_kb, tmp_path: Path, run) -> None:  # type: ignore[no-untyped-def]
    answer = run("load", "--store", tmp_path / "store", "--format", "json", tiny_kb(THING.format("a")))
    assert answer.json == {"triples": json.loads((tmp_path / "store" / MANIFEST).read_text())["triples"]}
    assert "deriving what follows" in answer.err


def test_a_store_opens_without_reading_it(tiny_kb, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """What is in the store is read when it is asked for: opening touches the manifest alone."""
    fill_disk(tmp_path / "store", [tiny_kb(THING.format("a"))])
    store = commoncause.load(tmp_path / "store").store
    assert "quads" not in vars(store)


def test_a_file_for_bulk_loaders_has_a_graph_on_every_line(tiny_kb, tmp_path: Path, run) -> None:  # type: ignore[no-untyped-def]
    folder = tiny_kb(THING.format("a"), "claim:c a ccf:Claim .")
    answer = run("load", "--store", tmp_path / "bulk.nq", "--format", "json", folder)
    quads = list(ox.parse(path=str(tmp_path / "bulk.nq")))
    assert len(quads) == answer.json["triples"]
    graphs = {quad.graph_name.value.rpartition("/")[2] for quad in quads}  # type: ignore[union-attr]
    assert graphs == {"things", "a-source", "derived"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bulk.nq", "kb"]


def test_as_it_is_nothing_is_derived_and_nothing_dropped(tiny_kb, tmp_path: Path, run) -> None:  # type: ignore[no-untyped-def]
    """What ``load --store bulk.nq`` writes is loaded as it is, and is the same knowledge base."""
    folder = tiny_kb(THING.format("a"), "claim:c a ccf:Claim .")
    run("load", "--store", tmp_path / "bulk.nq", folder)
    run("load", "--store", tmp_path / "store", "--as-is", tmp_path / "bulk.nq")
    (tmp_path / "plain.ttl").write_text("<urn:c> a <https://w3id.org/commoncause/ontology#Assessment> .")
    run("load", "--store", tmp_path / "plain", "--as-is", tmp_path / "plain.ttl")
    derived = "ASK { technique:a a airo:RiskControl }"
    assert open_store(tmp_path / "store").query(derived)
    assert not open_store(tmp_path / "plain").query("ASK { <urn:c> a ccf:Claim }")
    assert run("load", "--store", tmp_path / "x.nq", "--as-is", folder).code == 2


def test_a_load_that_fails_closes_its_database_before_it_clears_it_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An open database goes on writing, so that now and then the remains would stay."""
    bad = tmp_path / "bad.nt"
    bad.write_text("<urn:s> <urn:p> .\n")
    clear, opened = disk._clear, []

    def opening(folder: Path, kept: str | None) -> None:
        for path in folder.glob("*/triples"):
            ox.Store(str(path))  # raises OSError where another holds it
            opened.append(path)
        clear(folder, kept)

    monkeypatch.setattr(disk, "_clear", opening)
    with pytest.raises(InvalidInputError, match=r"bad\.nt"):
        fill_disk(tmp_path / "store", [bad])
    assert len(opened) == 1
