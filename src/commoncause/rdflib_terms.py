"""The same terms for rdflib: what the store holds, copied character by character."""

from __future__ import annotations

import logging

import pyoxigraph as ox
from rdflib import XSD, BNode, Literal, URIRef
from rdflib.term import Node

from .errors import InvalidInputError

__all__ = ["rdflib_term"]

# A literal that does not fit its datatype is for validation to report, not for rdflib's log.
logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)


def rdflib_term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Node:
    """Return the term for rdflib, its characters unchanged: ``normalize=False`` keeps ``"01"^^xsd:integer``.

    Raises `InvalidInputError` for a triple as a term (RDF 1.2), which rdflib does not know.

    >>> rdflib_term(ox.Literal("01", datatype=ox.NamedNode(str(XSD.integer)))).n3()
    '"01"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Triple):
        raise InvalidInputError("a triple as a term", where=str(term), remedy="say it with a claim")
    is_plain = term.language or term.datatype.value == str(XSD.string)
    datatype = None if is_plain else URIRef(term.datatype.value)
    return Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
