"""A part of a knowledge base: what stands within a few steps of one thing, as a knowledge base of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ... import catalogue
from ...knowledge_base import KnowledgeBase
from ...model import Assessment, Claim, Thing
from ...vocab import compact, expand

if TYPE_CHECKING:
    import networkx

    from ...views import View

__all__ = ["MOST_STEPS", "Part", "part_around", "within"]

MOST_STEPS = 3
"""Steps from a thing beyond which nearly everything would be part of its surroundings."""


class Part(KnowledgeBase):
    """The part of ``whole`` that is made of the things ``kept``, by IRI, and of the claims about these alone.

    A claim counts as about these alone if it names none of the other things. The works that make such a claim
    or are cited by it come along, whatever ``kept`` says, so that no claim is without its grounds. What the
    sources conclude is tested on the whole, because a part says nothing of it.
    """

    def __init__(self, whole: KnowledgeBase, kept: Collection[str]) -> None:
        super().__init__(whole.store)
        self.whole = whole
        self._kept = _with_parts(kept, whole)

    @cached_property
    def claims(self) -> dict[str, Claim]:
        """The claims about the things kept, by IRI, and the defects found in these."""
        named = {compact(iri) for iri in self.whole.things}
        inside = {compact(iri) for iri in self._kept}
        about = {
            iri: claim
            for iri, claim in self.whole.claims.items()
            if (of := claim.things & named) and of <= inside
        }
        found = {iri: c for iri, c in self.whole.claims.items() if _is_defect_of(c, about)}
        return {iri: c for iri, c in self.whole.claims.items() if iri in about or iri in found}

    @cached_property
    def things(self) -> dict[str, Thing]:
        """The things kept, and the works behind the claims about them, by IRI."""
        grounds = {
            work for claim in self.claims.values() for work in (claim.source, claim.origin, *claim.cites)
        }
        works = {expand(f"source:{slug}") for slug in grounds if slug}
        return {iri: thing for iri, thing in self.whole.things.items() if iri in self._kept or iri in works}

    @cached_property
    def assessments(self) -> dict[str, Assessment]:
        """The assessments of the things kept, by IRI."""
        return {iri: claim for iri, claim in self.whole.assessments.items() if iri in self.claims}

    @cached_property
    def _reliances(self) -> list[dict[str, str]]:
        return [row for row in self.whole._reliances if row["claim"] in self.claims]

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The sources of the whole: a view may ask for one that says nothing here."""
        return self.whole.sources

    def conclusions(self, views: Mapping[str, View] | None = None) -> list[dict[str, Any]]:
        """Return the results of testing the conclusions on the whole, for those about the things kept."""
        return [row for row in self.whole.conclusions(views) if row["iri"] in self.claims]


def _with_parts(kept: Collection[str], whole: KnowledgeBase) -> frozenset[str]:
    """Add the parts of every bundle kept, and the bundle of every part: their cells are one."""
    found = set(kept)
    iri_of = {thing.slug: thing.iri for thing in whole.of_kind("failure-mode")}
    for bundle, parts in catalogue.bundles(whole.store).items():
        together = {iri_of[slug] for slug in (bundle, *parts) if slug in iri_of}
        found |= together if together & found else set()
    return frozenset(found)


def _is_defect_of(claim: Claim, claims: Collection[str]) -> bool:
    return claim.kind == "defect" and any(ground in claims for ground in claim.derived_from)


def part_around(whole: KnowledgeBase, network: networkx.MultiDiGraph, thing: Thing, steps: int) -> Part:
    """Return the part of ``whole`` within so many ``steps`` of a thing; ``network`` is that of `within`."""
    nodes = within(network, compact(thing.iri), steps)
    return Part(whole, {expand(node) for node in nodes} | {thing.iri})


def within(network: networkx.MultiDiGraph, start: str, steps: int) -> set[str]:
    """Return the nodes at most so many steps from ``start``, itself among them.

    A step goes along a relation in either direction, but not along ``protected-from``, which ties nothing
    together. A work ends the walk: what two things are cited in says little of either, so that one gets from
    a work to what it is evidence on, and along citations, only where ``start`` is a work itself.

    >>> import networkx as nx
    >>> g = nx.MultiDiGraph()
    >>> for node, kind in (("t", "technique"), ("f", "failure-mode"), ("u", "technique"), ("s", "source")):
    ...     g.add_node(node, kind=kind)
    >>> _ = g.add_edge("t", "f", key="exposed-to"), g.add_edge("u", "s", key="evidence")
    >>> _ = g.add_edge("f", "s", key="evidence"), g.add_edge("u", "f", key="protected-from")
    >>> sorted(within(g, "t", 2)), sorted(within(g, "s", 1))
    (['f', 's', 't'], ['f', 's', 'u'])
    """
    reached = {start} if start in network else set()
    rim = set(reached)
    passes_works = start in network and network.nodes[start].get("kind") == "source"
    for _ in range(steps):
        ends = {n for n in rim if passes_works or network.nodes[n].get("kind") != "source"}
        rim = {other for node in ends for other in _beside(network, node)} - reached
        reached |= rim
    return reached


def _beside(network: networkx.MultiDiGraph, node: str) -> Iterable[str]:
    for one, other, kind in (*network.out_edges(node, keys=True), *network.in_edges(node, keys=True)):
        if kind != "protected-from":
            yield other if one == node else one
