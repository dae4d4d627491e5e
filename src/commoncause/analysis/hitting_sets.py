"""Minimal hitting sets of a hypergraph of bitsets (hypergraph dualization), and their k-of-n generalisation.

References
----------
K. Murakami, T. Uno: "Efficient algorithms for dualizing large-scale hypergraphs", Discrete Applied
Mathematics 170 (2014) 83-94, https://doi.org/10.1016/j.dam.2014.01.012
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .incidence import bits

__all__ = ["HittingSets", "iter_minimal_hitting_sets", "iter_minimal_threshold_sets", "minimal_edges"]

HittingSets = tuple[int, int]
"""A batch ``(chosen, finishers)``: ``chosen`` with any one bit of ``finishers`` is a minimal hitting set."""

CACHED_INTERSECTIONS = 1 << 20


def minimal_edges(edges: Sequence[int]) -> list[int]:
    """Inclusion-minimal edges, each once, ascending by size, then by value.

    Whatever hits a part hits the whole, so the dropped edges never decide whether *every* edge is hit.

    Examples
    --------
    >>> minimal_edges([0b111, 0b011, 0b100, 0b011])
    [4, 3]
    """
    kept: list[int] = []
    kept_by_lowest_bit: dict[int, list[int]] = {}
    for edge in sorted(set(edges), key=lambda edge: (edge.bit_count(), edge)):
        if edge == 0:
            return [0]
        # A part of the edge has its lowest bit in the edge: only those need a look.
        candidates = (part for bit in bits(edge) for part in kept_by_lowest_bit.get(bit, ()))
        if not any(part & edge == part for part in candidates):
            kept.append(edge)
            kept_by_lowest_bit.setdefault((edge & -edge).bit_length() - 1, []).append(edge)
    return kept


def iter_minimal_hitting_sets(edges: Sequence[int], *, max_size: int | None = None) -> Iterator[HittingSets]:
    """Every minimal set of bits that meets every edge, in batches; no set comes twice.

    The MMCS search of Murakami and Uno with an explicit stack. A vertex stays in a partial set only while
    it is *critical*: alone in hitting some edge. Adding a vertex that lies in all the critical edges of
    another would end that, so such vertices are struck off before branching, and what is left in all
    uncovered edges finishes the set.

    Parameters
    ----------
    edges
        Bitsets of vertices, none empty, at least one.
    max_size
        Only sets of at most this many bits, and all of these.
    """
    edges = minimal_edges(edges)
    forced = sum(edge for edge in edges if edge.bit_count() == 1)
    edges = [edge for edge in edges if edge.bit_count() > 1]
    room = None if max_size is None else max_size - forced.bit_count()
    if edges:
        for chosen, finishers in _branch(edges, room):
            yield forced | chosen, finishers
    elif room is None or room >= 0:
        last = forced & -forced
        yield forced ^ last, last


def _branch(edges: Sequence[int], room: int | None) -> Iterator[HittingSets]:
    edge_of_bit = {1 << index: edge for index, edge in enumerate(edges)}
    hits = _hits(edges)
    common = _Intersections(edge_of_bit)
    stack: list[tuple[int, int, int, list[int]]] = [(0, (1 << len(edges)) - 1, common.vertices, [])]
    while stack:
        chosen, uncovered, candidates, critical = stack.pop()
        if finishers := candidates & common[uncovered]:
            if room is None or len(critical) < room:
                yield chosen, finishers
            candidates ^= finishers
        if (
            not candidates
            or not uncovered & (uncovered - 1)
            or (room is not None and len(critical) + 1 >= room)
        ):
            continue
        branch = _narrowest(edge_of_bit, uncovered, candidates)
        candidates ^= branch
        while branch:
            vertex = branch & -branch
            branch ^= vertex
            hit, missed = hits[vertex]
            kept = [own := uncovered & hit]
            blocked = common[own]
            for own in critical:
                if own & hit:  # What an unchanged one blocks has been struck off before.
                    own &= missed
                    blocked |= common[own]
                kept.append(own)
            if left := candidates & ~blocked:
                stack.append((chosen | vertex, uncovered & missed, left, kept))
            candidates |= vertex


class _Intersections(dict[int, int]):
    """Set of edges -> the vertices that lie in all of them (the empty set of edges: every vertex)."""

    def __init__(self, edge_of_bit: dict[int, int]) -> None:
        super().__init__()
        self.edge_of_bit = edge_of_bit
        self.vertices = (1 << max(edge_of_bit.values()).bit_length()) - 1

    def __missing__(self, edges: int) -> int:
        if len(self) >= CACHED_INTERSECTIONS:
            self.clear()
        common, rest = self.vertices, edges
        while rest and common:
            low = rest & -rest
            rest ^= low
            common &= self.edge_of_bit[low]
        self[edges] = common
        return common


def _narrowest(edge_of_bit: dict[int, int], edges: int, candidates: int) -> int:
    """The candidates of the edge that has fewest; 0 if an edge has none left."""
    best, fewest = candidates, candidates.bit_count() + 1
    while edges:
        low = edges & -edges
        edges ^= low
        choice = edge_of_bit[low] & candidates
        if (count := choice.bit_count()) < fewest:
            best, fewest = choice, count
            if count < 2:
                break
    return best


def _hits(edges: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Vertex (as a one-bit set) -> the edges it hits, and the complement of these."""
    hits: dict[int, int] = {}
    for index, edge in enumerate(edges):
        for bit in bits(edge):
            hits[1 << bit] = hits.get(1 << bit, 0) | 1 << index
    return {vertex: (hit, ~hit) for vertex, hit in hits.items()}


def iter_minimal_threshold_sets(
    edges: Sequence[int], target: int, *, max_size: int | None = None
) -> Iterator[HittingSets]:
    """Every minimal set of bits that meets at least ``target`` of the edges; no set comes twice.

    Edges may repeat, and each counts: only for ``target == len(edges)`` may they be reduced to the minimal
    ones. The search branches on one undecided edge: the set misses it, or its last vertex among the
    candidates is this one or that one. A vertex v of S stays necessary while S without v hits fewer than
    ``target`` edges; supersets only hit more, so the first unnecessary vertex ends a branch.

    Parameters
    ----------
    edges
        Bitsets of vertices; an empty edge is never met.
    target
        At least 1.
    max_size
        Only sets of at most this many bits, and all of these; at least 1.
    """
    edges = [edge for edge in edges if edge]
    if len(edges) < target:
        return
    edge_of_bit = {1 << index: edge for index, edge in enumerate(edges)}
    hits = _hits(edges)
    single = sum(vertex for vertex, (hit, _) in hits.items() if hit.bit_count() >= target)
    if single:
        yield 0, single
    stack: list[tuple[int, int, int, int, int, list[int]]]
    stack = [(0, (1 << len(edges)) - 1, len(edges) - target, target, sum(hits) ^ single, [])]
    while stack:
        chosen, undecided, spare, missing, candidates, critical = stack.pop()
        branch, edge, hopeless = _next_edge(edge_of_bit, undecided, candidates)
        spare -= hopeless.bit_count()
        if spare < 0:
            continue
        undecided ^= hopeless
        candidates ^= branch
        if spare:
            stack.append((chosen, undecided ^ edge, spare - 1, missing, candidates, critical))
        for bit in bits(branch):
            hit, missed = hits[1 << bit]
            own = undecided & hit
            kept = [c & missed for c in critical]
            lacking = missing - own.bit_count()
            # Without u the set lacks these and the edges that u alone hits: u is needed while any are left.
            if any(lacking + c.bit_count() <= 0 for c in kept):
                continue
            if lacking <= 0:
                yield chosen, 1 << bit
                continue
            if max_size is None or len(kept) + 1 < max_size:
                kept.append(own)
                stack.append((chosen | 1 << bit, undecided & missed, spare, lacking, candidates, kept))
            candidates |= 1 << bit


def _next_edge(edge_of_bit: dict[int, int], edges: int, candidates: int) -> tuple[int, int, int]:
    """Candidates and bit of the undecided edge with the fewest candidates; the edges that have none left."""
    best, best_edge, hopeless, fewest = 0, 0, 0, candidates.bit_count() + 1
    while edges:
        low = edges & -edges
        edges ^= low
        choice = edge_of_bit[low] & candidates
        if not choice:
            hopeless |= low
        elif (count := choice.bit_count()) < fewest:
            best, best_edge, fewest = choice, low, count
    return best, best_edge, hopeless
