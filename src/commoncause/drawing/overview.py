"""The map of a network too large to be drawn node by node: its clusters, and how they hang together.

Clusters are Louvain communities (Blondel et al. 2008). Nodes are visited in an order drawn from their names
instead of at random, so that one more node leaves the order of the others, and with it most clusters, alone.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from .forces import settled

if TYPE_CHECKING:
    import networkx

__all__ = ["SHOWN_AT_ONCE", "Group", "Overview", "overview"]

SHOWN_AT_ONCE = 2000
"""Nodes up to which a graph is drawn node by node."""
MOST_GROUPS = 80
"""Clusters that are drawn; the smallest stand together as one."""
GAP = 90


@dataclass(frozen=True, slots=True)
class Group:
    """A cluster: where it stands, how many nodes of each kind it holds, and its busiest nodes."""

    place: tuple[int, int]
    kinds: Mapping[str, int]
    busiest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Clusters, largest first, the last one perhaps of what is left over; which node is in which; and ties.

    ``ties`` are (one cluster, another, number of relations between them), sorted.
    """

    groups: tuple[Group, ...]
    of: Mapping[str, int]
    ties: tuple[tuple[int, int, int], ...]


def overview(network: networkx.MultiDiGraph) -> Overview:
    """Return the clusters of a network, whatever its size. The same network gives the same answer.

    >>> import networkx as nx
    >>> found = overview(nx.MultiDiGraph([("a", "b"), ("b", "c"), ("x", "y"), ("y", "x")]))
    >>> [group.busiest for group in found.groups]
    [('b', 'a', 'c'), ('x', 'y')]
    """
    import networkx as nx

    plain = nx.Graph()
    plain.add_nodes_from(sorted(map(str, network)))
    plain.add_edges_from(sorted((str(u), str(v)) for u, v in network.edges() if u != v))
    degree = dict(plain.degree)
    found = nx.community.louvain_communities(plain, seed=_ByName())
    parts = [sorted(part, key=lambda node: (-degree[node], node)) for part in found]
    parts.sort(key=lambda part: (-len(part), part[0]))
    kept = (
        parts
        if len(parts) <= MOST_GROUPS
        else [*parts[: MOST_GROUPS - 1], list(chain(*parts[MOST_GROUPS - 1 :]))]
    )
    of = {node: i for i, part in enumerate(kept) for node in part}
    crossing = Counter((min(of[u], of[v]), max(of[u], of[v])) for u, v in plain.edges() if of[u] != of[v])
    places = _places(kept, crossing)
    kinds = {str(node): str(data.get("kind", "")) for node, data in network.nodes(data=True)}
    groups = [
        Group(place, dict(sorted(Counter(kinds[node] for node in part).items())), tuple(part[:3]))
        for part, place in zip(kept, places, strict=True)
    ]
    return Overview(tuple(groups), of, tuple((u, v, n) for (u, v), n in sorted(crossing.items())))


def _places(parts: Sequence[Sequence[str]], crossing: Mapping[tuple[int, int], int]) -> list[tuple[int, int]]:
    # A cluster is known by its busiest node: as long as that stays, so does its place.
    heads = [part[0] for part in parts]
    whole = max(map(len, parts), default=1)
    strong = [
        (heads[u], heads[v]) for (u, v), n in crossing.items() if n > 0.02 * min(len(parts[u]), len(parts[v]))
    ]
    placed = settled(
        heads,
        sorted(strong),
        gap=GAP,
        sizes={head: 1 + 8 * len(p) / whole for head, p in zip(heads, parts, strict=True)},
    )
    return [placed[head] for head in heads]


class _ByName(random.Random):
    """Shuffles by what things are called."""

    def shuffle(self, x: Any) -> None:
        """Sort in place."""
        x.sort(key=lambda node: hashlib.blake2b(str(node).encode("utf-8", "replace"), digest_size=8).digest())
