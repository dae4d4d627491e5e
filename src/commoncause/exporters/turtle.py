"""Turtle: the union of all graphs in the long form, a line an object, so that a diff shows what changed.

rdflib's ``longturtle`` with two corrections: it would write 0.123456789 as 1.234568e-01 and "1"^^xsd:boolean
as the integer 1, and it would follow a circular list for ever.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from rdflib import RDF, XSD, BNode, Graph, Literal
from rdflib.plugins.serializers.longturtle import LongTurtleSerializer
from rdflib.term import Node

from ..rdflib_terms import rdflib_term
from ..vocab import PREFIXES
from .statements import canonical_quads

if TYPE_CHECKING:
    from ..knowledge_base import KnowledgeBase

__all__ = ["turtle"]

# The forms that Turtle may write without quotes (https://www.w3.org/TR/turtle/#abbrev), lossless ones only.
_BARE = {
    XSD.boolean: re.compile("true|false"),
    XSD.decimal: re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD.integer: re.compile("[+-]?[0-9]+"),
}


def turtle(kb: KnowledgeBase) -> str:
    """Return ontology, things, claims and what is derived from them as one Turtle file.

    The prefixes are those of `commoncause.vocab`; which source a claim comes from stands in ``ccf:statedIn``.
    """
    graph = Graph(bind_namespaces="none")
    for prefix, base in PREFIXES.items():
        graph.bind(prefix, base)
    for quad in canonical_quads(kb.store):
        graph.add((rdflib_term(quad.subject), rdflib_term(quad.predicate), rdflib_term(quad.object)))
    stream = io.BytesIO()
    _Serializer(graph).serialize(stream)  # type: ignore[no-untyped-call]
    return stream.getvalue().decode("utf-8")


class _Serializer(LongTurtleSerializer):
    """``longturtle`` that keeps every literal as it is and writes short only the lists that are lists."""

    def label(self, node: Node, position: int) -> str:
        """Return a node as Turtle writes it, a literal character by character."""
        if not isinstance(node, Literal):
            return str(super().label(node, position))  # type: ignore[no-untyped-call]
        if node.datatype in _BARE and _BARE[node.datatype].fullmatch(node):
            return str(node)
        if node.datatype is None:
            return node.n3()
        datatype = self.get_pname(node.datatype, False)  # type: ignore[no-untyped-call]
        return f"{Literal(str(node)).n3()}^^{datatype or node.datatype.n3()}"

    def isValidList(self, l_: Node | None) -> bool:  # noqa: N802 - the name is rdflib's
        """Say whether ``l_`` is a well-formed list that nothing else points into."""
        seen: set[Node | None] = set()
        while l_ != RDF.nil:
            if l_ in seen or not isinstance(l_, BNode) or self._references[l_] != 1:
                return False
            seen.add(l_)
            if sorted(map(str, self.store.predicates(l_))) != [str(RDF.first), str(RDF.rest)]:
                return False
            l_ = self.store.value(l_, RDF.rest)
        return bool(seen)
