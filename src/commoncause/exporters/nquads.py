"""N-Quads: one statement a line with the graph it stands in, sorted (W3C Recommendation of 2014)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .statements import canonical_quads

if TYPE_CHECKING:
    from ..knowledge_base import KnowledgeBase

__all__ = ["nquads"]


def nquads(kb: KnowledgeBase) -> str:
    """Return every statement but the inbox's, a line each; ontology and things stand in the default graph.

    The text is the canonical form of RDFC-1.0: equal text means equal data.
    """
    return "".join(sorted(f"{quad} .\n" for quad in canonical_quads(kb.store)))
