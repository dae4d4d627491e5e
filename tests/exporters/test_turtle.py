"""Turtle loses nothing, needs no prefix but ours, and is written in the long form."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from commoncause.exporters import export
from commoncause.exporters.statements import canonical_quads


def canonical(quads) -> set[str]:
    """The triples of quads or triples, their blank nodes named by content."""
    dataset = ox.Dataset(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def turtle(kb) -> str:
    return export(kb, "turtle")["commoncause.ttl"].decode()


@pytest.mark.parametrize("which", ["kb", "small"])
def test_another_tool_reads_the_same_triples(which, request):
    base = request.getfixturevalue(which)
    read = ox.parse(turtle(base), format=ox.RdfFormat.TURTLE)
    assert canonical(read) == canonical(canonical_quads(base.store))


def test_rdflib_reads_the_same_graph(kb):
    triples = (ox.Quad(quad.subject, quad.predicate, quad.object) for quad in canonical_quads(kb.store))
    lines = "".join(f"{triple} .\n" for triple in triples)
    assert isomorphic(rdflib.Graph().parse(data=turtle(kb)), rdflib.Graph().parse(data=lines, format="nt"))


def test_lists_are_written_as_lists_and_lines_as_objects(kb):
    text = turtle(kb)
    assert (
        "owl:distinctMembers (\n        ccf:exposed\n        ccf:protected\n        ccf:unclear\n    ) ;"
        in text
    )
    assert "rdf:first" not in text
    assert "\ntechnique:rlhf\n    a\n" in text


def test_only_our_prefixes_are_declared(kb):
    from commoncause.vocab import PREFIXES

    declared = [line.split() for line in turtle(kb).splitlines() if line.startswith("PREFIX")]
    assert declared == sorted(declared)
    assert {name.rstrip(":"): iri.strip("<>") for _, name, iri in declared}.items() <= PREFIXES.items()


def test_the_inbox_is_left_out(small):
    assert "unreviewed" not in turtle(small)
    assert "unreviewed" not in export(small, "nquads")["commoncause.nq"].decode()
    assert "unreviewed" not in export(small, "jsonld")["commoncause.jsonld"].decode()
