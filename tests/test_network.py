"""RDF to NetworkX: every relation there is, with the claims that say so, in one order."""

from __future__ import annotations

import networkx
import pytest

from commoncause import KnowledgeBase, load
from commoncause.network import RELATIONS, network
from commoncause.vocab import KB

CLAIM = KB + "claim/"

THINGS = """
technique:a a ccf:Technique ; skos:prefLabel "A"@en ; skos:notation "AA" ; skos:definition "First."@en ;
    ccf:position 2 .
technique:b a ccf:Technique ; skos:prefLabel "B"@en ; skos:broader technique:a , category:odd .
failure:f a ccf:FailureMode ; skos:prefLabel "F"@en .
assumption:x a ccf:Assumption ; skos:prefLabel "X"@en .
source:a-source dcterms:title "S" ; cito:cites source:t .
source:t dcterms:title "T" ; cito:extends source:a-source .
"""

SAID = "ccf:statedIn source:a-source ; ccf:mode ccf:argued ; ccf:modality ccf:plain"

CLAIMS = f"""
claim:1 a ccf:Assessment ; {SAID} ; ccf:technique technique:a ; ccf:failureMode failure:f ;
    ccf:verdict ccf:exposed .
claim:0 a ccf:Assessment ; {SAID} ; ccf:technique technique:a ; ccf:failureMode failure:f ;
    ccf:verdict ccf:exposed .
claim:2 a ccf:Assessment ; {SAID} ; ccf:technique technique:a ; ccf:failureMode failure:f ;
    ccf:verdict ccf:unclear .
claim:3 a ccf:Assessment ; {SAID} ; ccf:technique technique:b ; ccf:failureMode failure:f ;
    ccf:verdict ccf:protected .
claim:4 a ccf:Reliance ; {SAID} ; ccf:technique technique:b ; ccf:assumption assumption:x .
claim:5 a ccf:Negation ; {SAID} ; ccf:failureMode failure:f ; ccf:assumption assumption:x ;
    ccf:degree ccf:entails .
claim:6 a ccf:Compatibility ; {SAID} ; ccf:technique technique:b , technique:a ; ccf:verdict ccf:undecided .
claim:7 a ccf:Mitigation ; {SAID} ; ccf:technique technique:b ; ccf:failureMode failure:nameless ;
    ccf:grade "high" .
claim:8 a ccf:Conclusion ; {SAID} ; ccf:about technique:a , failure:f .
"""


@pytest.fixture
def small(tiny_kb) -> KnowledgeBase:
    return load(tiny_kb(THINGS, CLAIMS))


def edges(graph: networkx.MultiDiGraph) -> dict[tuple[str, str, str], list[str]]:
    return {
        (start, stop, kind): [iri.removeprefix(CLAIM) for iri in data["claims"]]
        for start, stop, kind, data in graph.edges(keys=True, data=True)
    }


def test_every_relation_is_an_edge_that_names_its_claims(small):
    assert edges(network(small.store)) == {
        ("failure:f", "assumption:x", "entails"): ["5"],
        ("source:a-source", "source:t", "cites"): [],
        ("source:t", "source:a-source", "cites"): [],
        ("technique:a", "failure:f", "exposed-to"): ["0", "1"],
        ("technique:a", "failure:f", "unclear-whether"): ["2"],
        ("technique:a", "technique:b", "undecided-with"): ["6"],
        ("technique:b", "assumption:x", "rests-on"): ["4"],
        ("technique:b", "failure:f", "protected-from"): ["3"],
        ("technique:b", "failure:nameless", "addresses"): ["7"],
        ("technique:b", "technique:a", "broader"): [],
    }


def test_inferred_claims_make_edges_only_when_asked_for(small):
    inferred = edges(network(small.store, inferred=True))
    added = inferred.keys() - edges(network(small.store)).keys()
    assert added == {("technique:b", "failure:f", "exposed-to")}
    assert inferred[added.pop()] == ["inferred-b-f-exposed-a-source"]


def test_a_node_says_what_it_is(small):
    assert network(small.store).nodes["technique:a"] == {
        "iri": KB + "technique/a",
        "kind": "technique",
        "label": "A",
        "notation": "AA",
        "definition": "First.",
        "position": 2,
    }


def test_what_no_file_describes_is_still_a_whole_node(small):
    node = network(small.store).nodes["failure:nameless"]
    assert (node["kind"], node["label"], node["position"]) == ("failure-mode", "nameless", None)


def test_nodes_and_edges_come_sorted(kb):
    graph = network(kb.store)
    assert list(graph.nodes) == sorted(graph.nodes)
    by_node = [list(graph.out_edges(node, keys=True)) for node in graph.nodes]
    assert all(out == sorted(out) for out in by_node)


def test_the_shipped_network_holds_table_1(kb, table_1):
    graph = network(kb.store)
    for cell in kb.matrix(table_1):
        kind = {"exposed": "exposed-to", "protected": "protected-from", "unclear": "unclear-whether"}[
            cell.verdict
        ]
        data = graph.edges[f"technique:{cell.technique}", f"failure:{cell.failure_mode}", kind]
        assert set(cell.claims) <= set(data["claims"])


def test_every_edge_of_the_shipped_network_is_of_a_known_kind_and_between_described_things(kb):
    graph = network(kb.store)
    known = {thing.iri for thing in kb.things.values()}
    assert {kind for *_, kind in graph.edges(keys=True)} <= set(RELATIONS)
    assert {data["iri"] for _, data in graph.nodes(data=True)} == known
    claims = {iri for *_, data in graph.edges(data=True) for iri in data["claims"]}
    assert claims <= kb.claims.keys()
