"""The Goal Structuring Notation in the terms of OntoGSN: elements, their statements, their relations.

OntoGSN 1.2 (https://w3id.org/OntoGSN/ontology, https://github.com/fortiss/OntoGSN) is an ontology of the GSN
Community Standard, version 3 (https://scsc.uk/gsn). `TERMS` is the one place that spells its names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote

from rdflib import RDF, Graph, Literal, URIRef

from ..vocab import PREFIXES

__all__ = ["TERMS", "Notation"]

GSN: Final = "https://w3id.org/OntoGSN/ontology#"
SCHEMA: Final = "http://schema.org/"
TERMS: Final[Mapping[str, str]] = {
    "case": GSN + "AssuranceCase",
    "argument": GSN + "Argument",
    "goal": GSN + "Goal",
    "strategy": GSN + "Strategy",
    "solution": GSN + "Solution",
    "assumption": GSN + "Assumption",
    "justification": GSN + "Justification",
    "context": GSN + "Context",
    "artefact": GSN + "Artefact",
    "contains": GSN + "contains",
    "statement": GSN + "statement",
    "supported by": GSN + "supportedBy",
    "in context of": GSN + "inContextOf",
    "challenges": GSN + "challenges",
    "refers to": GSN + "refersTo",
    "top": GSN + "top",
    "true": GSN + "true",
    "in doubt": GSN + "inDoubt",
    "undeveloped": GSN + "undeveloped",
    "identifier": SCHEMA + "identifier",
    "description": SCHEMA + "description",
    "derived from": PREFIXES["prov"] + "wasDerivedFrom",
    "cites": PREFIXES["cito"] + "cites",
    "about": PREFIXES["rdfs"] + "seeAlso",
    "license": PREFIXES["dcterms"] + "license",
    "label": PREFIXES["rdfs"] + "label",
}
"""What the case says -> the IRI that says it."""
_PREFIXES = "assumption cito claim dcterms failure prov rdfs source technique".split()


class Notation:
    """The triples of one case, its elements named below ``base``."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.graph = Graph(bind_namespaces="none")
        named = {"case": base, "gsn": GSN, "schema": SCHEMA} | {name: PREFIXES[name] for name in _PREFIXES}
        for prefix, iri in named.items():
            self.graph.bind(prefix, iri)

    def say(self, subject: str, term: str, value: str | bool | URIRef) -> None:
        """Add one triple about the element called ``subject``; a text is a text, a URIRef a thing."""
        term_, object_ = URIRef(TERMS[term]), value if isinstance(value, URIRef) else Literal(value)
        self.graph.add((self.iri(subject), term_, object_))

    def iri(self, name: str) -> URIRef:
        """Return the IRI of the element called ``name``, which need not be there yet."""
        return URIRef(self.base + quote(name, safe="_-"))

    def element(self, name: str, kind: str, statement: str, about: Iterable[str] = ()) -> None:
        """Add an element; a goal stands in the context ``C``, since OntoGSN wants each to have one."""
        self.graph.add((self.iri(name), RDF.type, URIRef(TERMS[kind])))
        self.say(name, "identifier", name)
        self.say(name, "statement", statement)
        for thing in about:
            self.say(name, "about", URIRef(thing))
        if kind == "goal":
            self.link(name, "in context of", "C")

    def link(self, name: str, term: str, other: str) -> None:
        """Add a relation between two elements, a key of `TERMS`."""
        self.say(name, term, self.iri(other))

    def turtle(self) -> str:
        """Return the case as Turtle, a line an object, the same bytes for the same triples."""
        return self.graph.serialize(format="longturtle")
