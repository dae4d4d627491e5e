"""The quads that every RDF export writes, in one order and with one name for each blank node."""

from __future__ import annotations

import pyoxigraph as ox

from ..errors import InvalidInputError
from ..store import Store

__all__ = ["canonical_quads"]


def canonical_quads(store: Store) -> list[ox.Quad]:
    """Return what a query sees by default, all graphs but the inbox, sorted by their N-Quads lines.

    Blank nodes are named as RDF Dataset Canonicalization (W3C, RDFC-1.0) names them, because the names they
    get on loading differ from run to run. The ontology's lists are the only ones in the shipped files.
    Raises `InvalidInputError` for what RDF 1.1 lacks: a statement about a statement, a text with a direction.
    """
    quads = ox.Dataset(
        ox.Quad(s, p, o, ox.NamedNode(graph) if graph else ox.DefaultGraph())
        for graph in ("", *store.graph_names)
        for s, p, o in store.triples(graph)
    )
    for quad in quads:
        if isinstance(quad.object, ox.Triple) or getattr(quad.object, "direction", None) is not None:
            remedy = "say it in RDF 1.1, which every tool reads"
            raise InvalidInputError(f"{quad.object} is RDF 1.2", where=str(quad.subject), remedy=remedy)
    quads.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(quads, key=str)
