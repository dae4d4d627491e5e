"""N-Quads: sorted, canonical, each claim in the graph of its source."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

import commoncause
from commoncause.errors import InvalidInputError
from commoncause.exporters import export
from commoncause.vocab import GRAPH


def nquads(kb) -> str:
    return export(kb, "nquads")["commoncause.nq"].decode()


def test_each_claim_stands_in_the_graph_of_its_source(kb):
    quads = list(ox.parse(nquads(kb), format=ox.RdfFormat.N_QUADS))
    stated = [q for q in quads if q.predicate.value.endswith("#statedIn")]
    assert {q.graph_name.value.removeprefix(GRAPH) for q in stated} == {
        q.object.value.rsplit("/", 1)[1] for q in stated
    }
    assert all(q.graph_name.value.endswith(q.object.value.rsplit("/", 1)[1]) for q in stated)


def test_the_lines_are_sorted_and_differ(small):
    lines = nquads(small).splitlines()
    assert lines == sorted(set(lines))


def test_blank_nodes_are_named_by_content_whatever_they_were_called(small, small_folder):
    assert nquads(commoncause.load(small_folder)) == nquads(small)
    assert "_:c14n0" in nquads(small)


def test_nothing_is_lost(small):
    read = ox.Dataset(ox.parse(nquads(small), format=ox.RdfFormat.N_QUADS))
    inbox = ox.NamedNode(GRAPH + "inbox")
    held = ox.Dataset(quad for quad in small.store.quads if quad.graph_name != inbox)
    for dataset in (read, held):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert read == held


@pytest.mark.parametrize("newer", ['"x"@en--ltr', "<<( technique:a technique:b technique:c )>>"])
def test_what_rdf_1_1_lacks_is_refused(tiny_kb, newer):
    kb = commoncause.load(tiny_kb(f"technique:a ccf:about {newer} ."))
    with pytest.raises(InvalidInputError, match=r"technique/a.*RDF 1\.2"):
        export(kb, "nquads")
