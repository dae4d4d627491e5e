"""RDF to NetworkX: what is exposed to what, what rests on what, who cites whom.

The one module that knows both. Nodes and edges come in sorted order, so that two runs on the same data give
the same network, and each edge names the claims that say so, so that provenance survives the projection.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, product
from typing import TYPE_CHECKING

from . import catalogue
from .model import Claim, Thing
from .store import Store
from .vocab import compact, expand, kind_of, slug

if TYPE_CHECKING:
    import networkx

__all__ = ["RELATIONS", "network"]

RELATIONS = (
    "exposed-to",
    "protected-from",
    "unclear-whether",
    "rests-on",
    "entails",
    "undermines",
    "addresses",
    "compatible-with",
    "incompatible-with",
    "undecided-with",
    "broader",
    "cites",
)
"""Every kind of edge there is. ``addresses`` stands for a Mitigation, which never fills a cell."""

Edge = tuple[str, str, str]

_VERDICTS = {"exposed": "exposed-to", "protected": "protected-from", "unclear": "unclear-whether"}

_BROADER = "SELECT ?from ?to WHERE { ?from skos:broader ?to }"

_CITED = """
SELECT ?from ?to WHERE {
  ?from ?relation ?to
  FILTER(STRSTARTS(STR(?relation), STR(cito:)) && STRSTARTS(STR(?from), STR(source:))
         && STRSTARTS(STR(?to), STR(source:)))
}"""


def network(store: Store, *, inferred: bool = False) -> networkx.MultiDiGraph:
    """Return techniques, failure modes, assumptions and works with the relations between them.

    Nodes are CURIEs (``"technique:rlhf"``) with the attributes ``iri``, ``kind``, ``label``, ``notation``,
    ``definition`` and ``position`` (None where a thing has no place in a list). Edges run from subject to
    object under the key of their kind, one of `RELATIONS`, with the attributes ``kind`` and ``claims``: the
    IRIs of the claims that say so, sorted; empty for ``broader`` and ``cites``, which are facts and no
    claims. Relations between techniques are symmetric and drawn once, from the lesser CURIE to the greater.
    What is only inferred makes an edge if ``inferred`` is true. Nodes and edges are sorted.
    """
    import networkx

    things = catalogue.things(store)
    edges = _edges(store, things, inferred)
    graph = networkx.MultiDiGraph()
    named = {compact(iri): thing for iri, thing in things.items()}
    ends = {end for start, stop, _ in edges for end in (start, stop)}
    for node in sorted(named.keys() | ends):
        graph.add_node(node, **_attributes(named.get(node) or _unknown(node)))
    for (start, stop, kind), claims in sorted(edges.items()):
        graph.add_edge(start, stop, key=kind, kind=kind, claims=tuple(sorted(claims)))
    return graph


def _attributes(thing: Thing) -> dict[str, str | int | None]:
    names = ("iri", "kind", "label", "notation", "definition", "position")
    return {name: getattr(thing, name) for name in names}


def _unknown(node: str) -> Thing:
    """Stand in for what a claim speaks of and no file describes; `validate` reports it."""
    iri = expand(node)
    return Thing(iri, slug(iri), kind_of(iri), label=slug(iri))


def _edges(store: Store, things: dict[str, Thing], inferred: bool) -> dict[Edge, set[str]]:
    found: dict[Edge, set[str]] = defaultdict(set)
    for claim in catalogue.claims(store).values():
        if inferred or claim.mode != "inferred":
            for edge in _said(claim):
                found[edge].add(claim.iri)
    for kind, query in (("broader", _BROADER), ("cites", _CITED)):
        for row in store.select(query):
            if row["from"] in things and row["to"] in things:
                found[compact(row["from"]), compact(row["to"]), kind] |= set()
    return found


def _said(claim: Claim) -> Iterator[Edge]:
    """Yield the edges that a claim says; a kind of claim that relates no two things says none."""

    def _of(name: str) -> tuple[str, ...]:
        return claim.says.get(name, ())

    if claim.kind == "assessment":
        kinds = [_VERDICTS[slug(v)] for v in map(expand, _of("verdict")) if slug(v) in _VERDICTS]
        yield from product(_of("technique"), _of("failureMode"), kinds)
    elif claim.kind == "reliance":
        yield from product(_of("technique"), _of("assumption"), ["rests-on"])
    elif claim.kind == "negation":
        yield from product(_of("failureMode"), _of("assumption"), _known(_of("degree"), ""))
    elif claim.kind == "mitigation":
        yield from product(_of("technique"), _of("failureMode"), ["addresses"])
    elif claim.kind == "compatibility":
        for pair, kind in product(combinations(sorted(_of("technique")), 2), _known(_of("verdict"), "-with")):
            yield (*pair, kind)


def _known(values: tuple[str, ...], suffix: str) -> list[str]:
    """Return the kinds of edge that values of the ontology stand for, leaving out what is none.

    >>> _known(("ccf:compatible", "ccf:perhaps"), "-with")
    ['compatible-with']
    """
    return [kind for kind in (slug(expand(value)) + suffix for value in values) if kind in RELATIONS]
