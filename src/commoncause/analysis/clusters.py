"""Clusters of techniques that rest on the same things, and how far they depend on how one looks.

A community found once may be an accident of the similarity, the resolution or the random seed. So
communities are sought on a grid of all three, and techniques form a cluster where most of the runs put them
together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import combinations
from typing import TYPE_CHECKING

from .incidence import Exposure, Incidence, incidence

if TYPE_CHECKING:
    import networkx

__all__ = [
    "METRICS",
    "Cluster",
    "CoAssignment",
    "association",
    "co_assignment",
    "consensus_clusters",
    "jaccard",
    "phi",
    "simple_matching",
]

Metric = Callable[[int, int, int, int], float]
"""Similarity from four counts: attributes of both, of the first alone, of the second alone, of neither."""

RESOLUTIONS = (0.75, 1.0, 1.25)
SEEDS = tuple(range(10))


def jaccard(both: int, first: int, second: int, neither: int) -> float:
    """both / (both + first + second); 0 where neither technique has an attribute.

    Examples
    --------
    >>> jaccard(2, 1, 1, 6), jaccard(0, 0, 0, 6)
    (0.5, 0.0)
    """
    union = both + first + second
    return both / union if union else 0.0


def phi(both: int, first: int, second: int, neither: int) -> float:
    """Correlation, -1 to 1: (both*neither - first*second) / sqrt(product of the four margins).

    0 where a margin is 0: one of the techniques has every attribute, or none.

    Examples
    --------
    >>> phi(2, 0, 0, 2), phi(0, 2, 2, 0), phi(0, 0, 2, 2)
    (1.0, -1.0, 0.0)
    """
    margins = (both + first) * (both + second) * (neither + first) * (neither + second)
    return (both * neither - first * second) / math.sqrt(margins) if margins else 0.0


def simple_matching(both: int, first: int, second: int, neither: int) -> float:
    """(both + neither) / all, the share of attributes on which the techniques agree; 0 where there is none.

    Examples
    --------
    >>> simple_matching(2, 1, 1, 6), simple_matching(0, 0, 0, 0)
    (0.8, 0.0)
    """
    total = both + first + second + neither
    return (both + neither) / total if total else 0.0


METRICS: Mapping[str, Metric] = {"jaccard": jaccard, "phi": phi, "simple-matching": simple_matching}


def association(
    first: Collection[str], second: Collection[str], attributes: Collection[str], *, metric: Metric = jaccard
) -> float:
    """Similarity of two techniques by their attributes, among all ``attributes`` there are; never NaN.

    Examples
    --------
    >>> association(["coll", "al-gen"], ["al-gen"], ["coll", "al-gen", "s-tax"])
    0.5
    """
    one, other = set(first), set(second)
    neither = len(set(attributes) | one | other) - len(one | other)
    return metric(len(one & other), len(one - other), len(other - one), neither)


@dataclass(frozen=True, slots=True)
class CoAssignment:
    """How often the runs put techniques into one community."""

    techniques: tuple[str, ...]
    """Sorted by name."""
    together: tuple[tuple[float, ...], ...]
    """Row i, column j: share of the runs, 0 to 1, with i and j together. Symmetric, 1 on the diagonal."""
    alone: tuple[float, ...]
    """Share of the runs in which technique i was a community of its own."""
    runs: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """Techniques that most runs put together."""

    members: tuple[str, ...]
    """Sorted by name."""
    shared: tuple[str, ...]
    """The attributes of every member, sorted by name."""
    stability: float
    """The least share of the runs with two members together; for one member, the share with it alone."""


def co_assignment(
    relation: Exposure,
    *,
    metrics: Collection[str] = tuple(METRICS),
    resolutions: Sequence[float] = RESOLUTIONS,
    seeds: Sequence[int] = SEEDS,
) -> CoAssignment:
    """Share of the runs in which Louvain communities of the similarity network join each pair of techniques.

    One run for each metric, resolution and seed. Pairs with a similarity above 0 are linked, with it as the
    weight. The answer does not depend on the order of the relation.

    Parameters
    ----------
    relation
        Technique -> its attributes: assumptions or failure modes. A technique without any is linked only
        where the metric counts common absences.
    metrics
        Names among ``METRICS``.
    resolutions
        Above 1 smaller communities, below 1 larger ones.
    seeds
        Of the order in which Louvain visits the techniques.

    Raises
    ------
    ValueError
        If a metric is unknown, or the grid is empty.

    References
    ----------
    V. D. Blondel, J.-L. Guillaume, R. Lambiotte, E. Lefebvre: "Fast unfolding of communities in large
    networks", Journal of Statistical Mechanics (2008) P10008,
    https://doi.org/10.1088/1742-5468/2008/10/P10008
    """
    from networkx.algorithms.community import louvain_communities

    _check_grid(metrics, resolutions, seeds)
    table = incidence(relation)
    n = len(table.techniques)
    joined = [[0] * n for _ in range(n)]
    alone = [0] * n
    for metric in sorted(set(metrics)):
        network = _similarity_network(table, METRICS[metric])
        for resolution in resolutions:
            for seed in seeds:
                communities = louvain_communities(network, resolution=resolution, seed=seed) if n else []
                _count(communities, joined, alone)
    runs = len(set(metrics)) * len(resolutions) * len(seeds)
    together = tuple(tuple(count / runs for count in row) for row in joined)
    return CoAssignment(table.techniques, together, tuple(count / runs for count in alone), runs)


def consensus_clusters(
    relation: Exposure,
    *,
    metrics: Collection[str] = tuple(METRICS),
    resolutions: Sequence[float] = RESOLUTIONS,
    seeds: Sequence[int] = SEEDS,
) -> list[Cluster]:
    """Groups of techniques of which more than half of the runs of `co_assignment` put every pair together.

    Returns
    -------
    list of Cluster
        Every technique in exactly one; the largest first, then by names.

    Raises
    ------
    ValueError
        If a metric is unknown, or the grid is empty.

    Examples
    --------
    >>> relation = {"rlhf": ["a", "b"], "rlaif": ["a", "b"], "probing": ["c", "d"], "steering": ["c", "d"]}
    >>> for cluster in consensus_clusters(relation):
    ...     print(cluster.members, cluster.shared, cluster.stability)
    ('probing', 'steering') ('c', 'd') 1.0
    ('rlaif', 'rlhf') ('a', 'b') 1.0
    """
    frequency = co_assignment(relation, metrics=metrics, resolutions=resolutions, seeds=seeds)
    clusters = [_cluster(relation, frequency, members) for members in _complete_linkage(frequency.together)]
    return sorted(clusters, key=lambda cluster: (-len(cluster.members), cluster.members))


def _check_grid(metrics: Collection[str], resolutions: Sequence[float], seeds: Sequence[int]) -> None:
    if unknown := sorted(set(metrics) - set(METRICS)):
        raise ValueError(f"unknown metric {', '.join(unknown)}; choose from {', '.join(METRICS)}")
    if not metrics or not resolutions or not seeds:
        raise ValueError("the grid is empty; give at least one metric, one resolution and one seed")


def _similarity_network(table: Incidence, metric: Metric) -> networkx.Graph[int]:
    import networkx

    network: networkx.Graph[int] = networkx.Graph()
    network.add_nodes_from(range(len(table.techniques)))
    for (i, one), (j, other) in combinations(enumerate(table.exposed), 2):
        counts = (one & other).bit_count(), (one & ~other).bit_count(), (other & ~one).bit_count()
        similarity = metric(*counts, len(table.modes) - sum(counts))
        if similarity > 0:
            network.add_edge(i, j, weight=similarity)
    return network


def _count(communities: Collection[Collection[int]], joined: list[list[int]], alone: list[int]) -> None:
    for community in communities:
        for i in community:
            alone[i] += len(community) == 1
            for j in community:
                joined[i][j] += 1


def _complete_linkage(together: Sequence[Sequence[float]]) -> list[list[int]]:
    """Merge, closest first, groups of which every pair is joined by more than half of the runs.

    Linking single pairs instead would chain together members that hardly ever meet. Ties go to the groups
    with the smaller members.
    """
    groups = {i: [i] for i in range(len(together))}
    nearness = {i: dict(enumerate(row)) for i, row in enumerate(together)}
    pairs = combinations(range(len(together)), 2)
    queue = [(-together[i][j], i, j) for i, j in pairs if together[i][j] > 0.5]
    heapify(queue)
    while queue:
        frequency, i, j = heappop(queue)
        if i not in groups or j not in groups or nearness[i][j] != -frequency:
            continue
        groups[i] += groups.pop(j)
        for k in groups.keys() - {i}:
            both = min(nearness[i][k], nearness[j][k])
            if both < nearness[i][k]:
                nearness[i][k] = nearness[k][i] = both
                if both > 0.5:
                    heappush(queue, (-both, min(i, k), max(i, k)))
    return [sorted(members) for members in groups.values()]


def _cluster(relation: Exposure, frequency: CoAssignment, members: list[int]) -> Cluster:
    names = tuple(frequency.techniques[i] for i in members)
    shared = set.intersection(*(set(relation[name]) for name in names))
    pairs = [frequency.together[i][j] for i, j in combinations(members, 2)]
    stability = min(pairs) if pairs else frequency.alone[members[0]]
    return Cluster(names, tuple(sorted(shared)), stability)
