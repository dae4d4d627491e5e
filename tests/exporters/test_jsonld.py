"""JSON-LD: valid, sorted, and the same dataset to whoever parses it."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
import rdflib

from commoncause.exporters import export
from commoncause.vocab import GRAPH


def jsonld(kb) -> str:
    return export(kb, "jsonld")["commoncause.jsonld"].decode()


def canonical(text: str | bytes, format_: ox.RdfFormat) -> ox.Dataset:
    dataset = ox.Dataset(ox.parse(text, format=format_))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


@pytest.mark.parametrize("which", ["kb", "small"])
def test_it_holds_the_dataset_of_the_nquads(which, request):
    base = request.getfixturevalue(which)
    want = canonical(export(base, "nquads")["commoncause.nq"], ox.RdfFormat.N_QUADS)
    assert canonical(jsonld(base), ox.RdfFormat.JSON_LD) == want


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # by rdflib's own parser
def test_rdflib_reads_the_same_dataset(kb):
    read = rdflib.Dataset()
    read.parse(data=jsonld(kb), format="json-ld")
    want = canonical(export(kb, "nquads")["commoncause.nq"], ox.RdfFormat.N_QUADS)
    assert canonical(read.serialize(format="nquads"), ox.RdfFormat.N_QUADS) == want


def test_nodes_keys_and_graphs_are_sorted(small):
    document = json.loads(jsonld(small), object_pairs_hook=_sorted_keys)
    assert [*document] == ["@context", "@graph"]
    graphs = [node for node in document["@graph"] if "@graph" in node]
    assert [graph["@id"] for graph in graphs] == [GRAPH + "derived", GRAPH + "s-2025"]
    for nodes in ([n for n in document["@graph"] if "@graph" not in n], *(g["@graph"] for g in graphs)):
        ids = [node["@id"] for node in nodes]
        assert ids == sorted(set(ids))


def _sorted_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    assert [key for key, _ in pairs] == sorted(key for key, _ in pairs)
    return dict(pairs)


def test_a_claim_reads_as_people_write_it(kb):
    document = json.loads(jsonld(kb))
    graph = next(node for node in document["@graph"] if node["@id"] == GRAPH + "dung-mai-2025")
    claim = next(node for node in graph["@graph"] if node["@id"] == "claim:dung-mai-2025-table-1-ida-dec-al")
    assert claim["@type"] == "ccf:Assessment"
    assert claim["ccf:verdict"] == {"@id": "ccf:protected"}
    assert claim["ccf:section"] == "Table 1"
    assert claim["ccf:rationale"]["@language"] == "en"


def test_a_prefix_that_some_iri_has_for_its_scheme_is_not_declared(small, kb):
    assert "text" not in json.loads(jsonld(small))["@context"]
    assert "text" in json.loads(jsonld(kb))["@context"]
