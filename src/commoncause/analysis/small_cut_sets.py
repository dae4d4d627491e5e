"""Minimal cut sets of low order, searched by the clock: listed order by order, and the lowest order.

`cut_sets` lists all minimal cut sets fast; where they are too many, only the low orders can be had, and a
search for these must know early that a branch needs more modes than are left.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence

from .frontier import BeyondReachError
from .hitting_sets import minimal_edges
from .incidence import Exposure, bits, failures_to_defeat, incidence

__all__ = ["iter_small_cut_sets", "lowest_order"]


def iter_small_cut_sets(
    exposure: Exposure, max_order: int, *, need: int = 1, deadline: float = math.inf
) -> Iterator[tuple[str, ...]]:
    """Every minimal cut set of at most ``max_order`` modes, each once, sorted by name; in no promised order.

    Parameters
    ----------
    deadline
        A moment of `time.monotonic` to end by.

    Raises
    ------
    ValueError
        If there is no technique, or ``need`` is not between 1 and their number.
    BeyondReachError
        While iterating, if the deadline has passed.

    Examples
    --------
    >>> portfolio = {"debate": ["coll", "al-gen"], "oversight": ["cap-dev", "al-gen"]}
    >>> list(iter_small_cut_sets(portfolio, 1)), len(list(iter_small_cut_sets(portfolio, 2)))
    ([('al-gen',)], 2)
    """
    relation = incidence(exposure)
    fatal = failures_to_defeat(len(relation.techniques), need)
    if need == 1:
        sets = _hitting_sets(minimal_edges(relation.exposed), max_order, deadline)
    else:
        sets = _threshold_sets(relation.struck[::-1], fatal, max_order, deadline)
    return map(relation.mode_names, sets)


def lowest_order(exposure: Exposure, *, need: int = 1, deadline: float = math.inf) -> int | None:
    """Size of the smallest cut set; None if nothing defeats the portfolio.

    Errors are those of `iter_small_cut_sets`.

    Examples
    --------
    >>> lowest_order({"debate": ["coll"], "oversight": ["cap-dev"]}), lowest_order({"off-switch": []})
    (2, None)
    """
    modes = {mode for own in exposure.values() for mode in own}
    if sum(map(bool, exposure.values())) < failures_to_defeat(len(exposure), need):
        return None
    orders = range(1, len(modes) + 1)
    return next(n for n in orders if any(iter_small_cut_sets(exposure, n, need=need, deadline=deadline)))


def _require(deadline: float) -> None:
    if time.monotonic() > deadline:
        raise BeyondReachError("the time is over")


def _hitting_sets(edges: Sequence[int], most: int, deadline: float) -> Iterator[int]:
    """Minimal hitting sets of at most ``most`` bits: `hitting_sets`, and a bound on the bits still needed."""
    if 0 in edges:
        return
    hits: dict[int, int] = {}
    for index, edge in enumerate(edges):
        for bit in bits(edge):
            hits[1 << bit] = hits.get(1 << bit, 0) | 1 << index
    stack: list[tuple[int, int, int, list[int]]] = [(0, (1 << len(edges)) - 1, sum(hits), [])]
    while stack:
        _require(deadline)
        chosen, uncovered, candidates, critical = stack.pop()
        if not uncovered:
            yield chosen
            continue
        needed, branch = _needed(edges, uncovered, candidates)
        if len(critical) + needed > most:
            continue
        candidates ^= branch
        for vertex in (1 << bit for bit in bits(branch)):
            hit = hits[vertex]
            kept = [own & ~hit for own in critical]
            if all(kept):
                stack.append((chosen | vertex, uncovered & ~hit, candidates, [*kept, uncovered & hit]))
            candidates |= vertex


def _needed(edges: Sequence[int], uncovered: int, candidates: int) -> tuple[float, int]:
    """How many bits it takes at least (edges without a common candidate); the narrowest edge's candidates."""
    used, count, best = 0, 0, candidates
    fewest = candidates.bit_count() + 1
    for index in bits(uncovered):
        choice = edges[index] & candidates
        if not choice:
            return math.inf, 0
        if not choice & used:
            used |= choice
            count += 1
        if (size := choice.bit_count()) < fewest:
            best, fewest = choice, size
    return count, best


def _threshold_sets(struck: Sequence[int], fatal: int, most: int, deadline: float) -> Iterator[int]:
    """Minimal sets of at most ``most`` bits that strike ``fatal`` techniques: all sets in the order of reach.

    ``struck`` has the techniques of each bit. What the widest bits left cannot make up for is cut off.
    """
    order = sorted(range(len(struck)), key=lambda bit: -struck[bit].bit_count())
    reach = [struck[bit].bit_count() for bit in order]
    stack: list[tuple[int, int, list[int]]] = [(0, 0, [])]
    while stack:
        _require(deadline)
        place, failed, chosen = stack.pop()
        if failed.bit_count() >= fatal:
            if all(_union(struck, chosen, out).bit_count() < fatal for out in chosen):
                yield sum(1 << bit for bit in chosen)
            continue
        room = most - len(chosen)
        if place < len(order) and failed.bit_count() + sum(reach[place : place + room]) >= fatal:
            stack.append((place + 1, failed, chosen))
            stack.append((place + 1, failed | struck[order[place]], [*chosen, order[place]]))


def _union(struck: Sequence[int], chosen: Sequence[int], out: int) -> int:
    union = 0
    for bit in chosen:
        if bit != out:
            union |= struck[bit]
    return union
