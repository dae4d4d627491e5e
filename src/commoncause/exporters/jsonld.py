"""JSON-LD 1.1: flattened and compacted, sorted, a ``@graph`` for each named graph."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ..vocab import PREFIXES
from .statements import canonical_quads

if TYPE_CHECKING:
    from ..knowledge_base import KnowledgeBase

__all__ = ["jsonld"]

Json = dict[str, Any]

_TYPE = PREFIXES["rdf"] + "type"
_STRING = PREFIXES["xsd"] + "string"


def jsonld(kb: KnowledgeBase) -> str:
    """Return ontology and things at the top of ``@graph``, the claims of each source in a graph of its own.

    Node objects are sorted by ``@id``, keys and values by their text; literals keep their lexical form.
    Follows the W3C's JSON-LD 1.1; the lists of the ontology stand as rdf:first and rdf:rest.
    """
    quads = canonical_quads(kb.store)
    context = _context(quads)
    by_graph: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        graph = quad.graph_name
        by_graph["" if isinstance(graph, ox.DefaultGraph) else _id(graph, context)].append(quad)
    content = _nodes(by_graph.pop("", []), context)
    content += [{"@id": name, "@graph": _nodes(by_graph[name], context)} for name in sorted(by_graph)]
    document = {"@context": context, "@graph": content}
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _context(quads: Iterable[ox.Quad]) -> dict[str, str]:
    """Return the prefixes that no IRI has for its scheme: ``<text:a>`` must not be read as ``text:`` + a."""
    schemes = {iri.partition(":")[0] for quad in quads for iri in _iris(quad)}
    return {prefix: base for prefix, base in PREFIXES.items() if prefix not in schemes}


def _iris(quad: ox.Quad) -> Iterator[str]:
    for term in quad:
        if isinstance(term, ox.NamedNode):
            yield term.value
        elif isinstance(term, ox.Literal):
            yield term.datatype.value


def _nodes(quads: Iterable[ox.Quad], context: dict[str, str]) -> list[Json]:
    nodes: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        properties = nodes[_id(quad.subject, context)]
        if quad.predicate.value == _TYPE and not isinstance(quad.object, ox.Literal):
            properties["@type"].append(_id(quad.object, context))
        else:
            properties[_id(quad.predicate, context)].append(_value(quad.object, context))
    return [{"@id": name} | {p: _compacted(v) for p, v in nodes[name].items()} for name in sorted(nodes)]


def _compacted(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else sorted(values, key=_text)


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _value(term: Any, context: dict[str, str]) -> Any:
    if not isinstance(term, ox.Literal):
        return {"@id": _id(term, context)}
    if term.language:
        return {"@language": term.language, "@value": term.value}
    if term.datatype.value == _STRING:
        return term.value
    return {"@type": _id(term.datatype, context), "@value": term.value}


def _id(node: Any, context: dict[str, str]) -> str:
    """Return how the document names a node: ``prefix:local`` where that reads back as the same IRI."""
    if isinstance(node, ox.BlankNode):
        return str(node)
    iri = str(node.value)
    bases = [(len(base), prefix) for prefix, base in context.items() if iri.startswith(base)]
    if not bases:
        return iri
    length, prefix = max(bases)
    return iri if iri[length:].startswith("//") else f"{prefix}:{iri[length:]}"
