"""The vocabulary: the code names what the ontology defines, and the ontology stays within OWL 2 RL."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, URIRef

from commoncause.vocab import CCF, CLASSES, PREFIXES, PROPERTIES, TERMS, VALUES, compact

ONTOLOGY = Path(__file__).parent.parent.parent / "ontology"
GRAPH = rdflib.Graph().parse(ONTOLOGY / "commoncause.ttl")
SHAPES = rdflib.Graph().parse(ONTOLOGY / "shapes.ttl")
OWN = sorted(
    {
        str(s)
        for s in GRAPH.subjects()
        if str(s).startswith(CCF) and (s, RDF.type, OWL.AllDifferent) not in GRAPH
    }
)


def local(names: set[rdflib.term.Node]) -> set[str]:
    return {str(name).removeprefix(CCF) for name in names if str(name).startswith(CCF)}


def test_the_code_and_the_ontology_name_the_same_terms() -> None:
    assert {iri.removeprefix(CCF) for iri in OWN} == TERMS


def test_classes_are_classes_and_properties_are_properties() -> None:
    assert local(set(GRAPH.subjects(RDF.type, OWL.Class))) == CLASSES
    properties = {
        *GRAPH.subjects(RDF.type, OWL.ObjectProperty),
        *GRAPH.subjects(RDF.type, OWL.DatatypeProperty),
    }
    assert local(properties) == PROPERTIES


@pytest.mark.parametrize("name", VALUES)
def test_the_values_of_a_class_are_named_and_told_apart(name: str) -> None:
    members = local(set(GRAPH.subjects(RDF.type, URIRef(CCF + name))))
    assert members == set(VALUES[name])
    distinct = [
        local(set(GRAPH.items(head)))
        for axiom in GRAPH.subjects(RDF.type, OWL.AllDifferent)
        for head in GRAPH.objects(axiom, OWL.distinctMembers)
    ]
    assert members in distinct


@pytest.mark.parametrize("iri", OWN, ids=compact)
def test_a_term_says_what_it_is(iri: str) -> None:
    term = URIRef(iri)
    for predicate in (RDFS.label, SKOS.definition):
        texts = list(GRAPH.objects(term, predicate))
        assert len(texts) == 1, f"{compact(iri)}: write {predicate} once"
        assert isinstance(texts[0], rdflib.Literal)
        assert texts[0].language == "en"
    assert list(GRAPH.objects(term, RDFS.isDefinedBy)) == [URIRef(CCF.removesuffix("#"))]


@pytest.mark.parametrize("predicate", [RDFS.domain, RDFS.range], ids=["domain", "range"])
def test_domains_and_ranges_name_declared_classes(predicate: URIRef) -> None:
    declared = set(GRAPH.subjects(RDF.type, OWL.Class))
    datatypes = {rdflib.XSD.string, rdflib.XSD.integer, rdflib.XSD.boolean, RDF.langString, RDFS.Literal}
    assert set(GRAPH.objects(None, predicate)) <= declared | datatypes


def test_every_class_above_a_class_is_declared() -> None:
    assert set(GRAPH.objects(None, RDFS.subClassOf)) <= set(GRAPH.subjects(RDF.type, OWL.Class))


def test_no_axiom_counts() -> None:
    """SHACL counts; functional and cardinality axioms would make engines merge things instead."""
    assert not set(GRAPH.objects(None, RDF.type)) & {OWL.FunctionalProperty, OWL.InverseFunctionalProperty}
    counting = {
        OWL.cardinality,
        OWL.minCardinality,
        OWL.maxCardinality,
        OWL.qualifiedCardinality,
        OWL.disjointWith,
    }
    assert not set(GRAPH.predicates()) & counting


def test_nothing_that_owl_2_rl_lacks_is_used() -> None:
    assert not set(GRAPH.predicates()) & {
        OWL.hasSelf,
        OWL.disjointUnionOf,
        OWL.oneOf,
        OWL.unionOf,
        OWL.onProperty,
    }


def test_a_derived_property_carries_no_domain_that_would_type_things() -> None:
    for name in ("exposedTo", "protectedFrom", "unclearWhether", "restsOn"):
        assert (URIRef(CCF + name), RDFS.domain, None) not in GRAPH


def test_prefixes_of_the_files_are_those_of_the_code() -> None:
    for graph in (GRAPH, SHAPES):
        for prefix, base in graph.namespaces():
            assert PREFIXES.get(prefix, str(base)) == str(base)


# --- shapes

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
PROPERTY_SHAPES = sorted(SHAPES.subjects(RDF.type, SH.PropertyShape), key=str)


@pytest.mark.parametrize("shape", PROPERTY_SHAPES, ids=lambda shape: str(shape).rpartition("#")[2])
def test_a_shape_says_what_is_wrong_and_what_to_do(shape: URIRef) -> None:
    assert len(list(SHAPES.objects(shape, SH.message))) == 1
    assert len(list(SHAPES.objects(shape, SH.description))) == 1
    assert len(list(SHAPES.objects(shape, SH.path))) == 1
    (owner,) = SHAPES.subjects(SH.property, shape)
    assert str(shape).startswith(f"{owner}-"), (
        "the name of a property shape begins with that of its node shape"
    )


def test_shapes_are_plain_so_that_they_stay_quick() -> None:
    assert not set(SHAPES.predicates()) & {SH.sparql, SH.rule, SH.target, SH.js}


def test_shapes_speak_of_terms_that_exist() -> None:
    used = {node for triple in SHAPES for node in triple if str(node).startswith(CCF)}
    assert local(used) <= TERMS
