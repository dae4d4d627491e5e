"""The checks find the same rows in another engine, so that people may use their own."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from commoncause.rdflib_terms import rdflib_term
from commoncause.reasoning import derive
from commoncause.store import Home, MemoryStore
from commoncause.validation import Check, checks
from commoncause.vocab import DERIVED_GRAPH, GRAPH, INBOX_GRAPH

ROOT = Path(__file__).parent.parent.parent
HOME = Home(ROOT / "tests" / "fixtures" / "good" / "kb", ROOT / "ontology")
BROKEN = ROOT / "tests" / "fixtures" / "broken"


def files(name: str) -> dict[Path, str]:
    """The files of the good knowledge base and one fixture, each with its graph."""
    fixture = BROKEN / f"{name}.ttl"
    found = dict.fromkeys([HOME.ontology / "commoncause.ttl", *HOME.thing_files], "")
    found |= {path: GRAPH + path.stem for path in HOME.claim_files}
    folder = sorted((BROKEN / name).rglob("*.ttl"))
    graphs = {path: "inbox" if path.parent.name == "inbox" else path.stem for path in folder}
    return found | ({fixture: ""} if fixture.exists() else {path: GRAPH + graphs[path] for path in folder})


@pytest.mark.parametrize("check", checks(HOME), ids=lambda check: check.name)
def test_rdflib_finds_the_same_rows(check: Check) -> None:
    """Its default graph is made what ours is: the union of all graphs but the inbox."""
    store, dataset = MemoryStore(HOME), rdflib.Dataset()
    for path, graph in files(check.name).items():
        store.load(path, graph)
        if graph:
            dataset.graph(rdflib.URIRef(graph)).parse(path)
        if graph != INBOX_GRAPH:
            dataset.default_graph.parse(path)
    derive(store, {"match"})
    for quad in store.quads.quads_for_pattern(None, None, None, ox.NamedNode(DERIVED_GRAPH)):
        s, p, o = map(rdflib_term, (quad.subject, quad.predicate, quad.object))
        dataset.graph(rdflib.URIRef(DERIVED_GRAPH)).add((s, p, o))
        dataset.default_graph.add((s, p, o))
    ours = {row["focus"] for row in store.select(check.query)}
    theirs = {str(row[rdflib.Variable("focus")]) for row in dataset.query(check.query).bindings}
    assert ours == theirs != set()
