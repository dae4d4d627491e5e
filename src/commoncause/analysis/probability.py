"""Exact probability that a portfolio fails.

The model: mode f occurs with probability q(f), independently of the other modes; a technique fails as soon
as one of the modes it is exposed to occurs; the portfolio fails when fewer than ``need`` techniques hold.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from heapq import heapify, heappop, heappush

from .depth import require_probability
from .hitting_sets import minimal_edges
from .incidence import Exposure, Incidence, bits, failures_to_defeat, incidence

__all__ = ["failure_probability", "marginal_probabilities", "mode_probabilities"]


def failure_probability(exposure: Exposure, q: Mapping[str, float], *, need: int = 1) -> float:
    """Exact probability that fewer than ``need`` techniques hold.

    The modes are decided one by one, and the probability of each set of failed techniques is carried
    forward; a technique all of whose modes are decided is settled and leaves the frontier. Only
    non-negative terms are added and multiplied, so that the relative error stays near rounding even for a
    very small result.

    Parameters
    ----------
    exposure
        Technique -> the failure modes it is exposed to.
    q
        Failure mode -> probability, in [0, 1]; may say more than the modes of ``exposure``.
    need
        The portfolio holds while at least this many techniques hold.

    Raises
    ------
    ValueError
        If there is no technique, ``need`` is not between 1 and their number, or ``q`` lacks a mode or gives
        one anything but a number from 0 to 1.

    Notes
    -----
    Up to 2^k states for k techniques, fewer where they overlap little; linear in the number of modes.

    Examples
    --------
    >>> portfolio = {"rlhf": ["coll", "al-gen"], "debate": ["eval-diff", "al-gen"]}
    >>> round(failure_probability(portfolio, {"coll": 0.5, "eval-diff": 0.5, "al-gen": 0.1}), 12)
    0.325
    """
    relation = incidence(exposure)
    failures_to_defeat(len(relation.techniques), need)
    chances = mode_probabilities(relation, q)
    # With need=1 a technique whose exposure contains another's fails whenever that one does.
    edges = minimal_edges(relation.exposed) if need == 1 else list(relation.exposed)
    possible = sum(1 << bit for bit, chance in enumerate(reversed(chances)) if chance > 0)
    return _frontier_sum([edge & possible for edge in edges], chances[::-1], need - 1)


def _frontier_sum(edges: list[int], chances: list[float], spare: int) -> float:
    """Probability that at most ``spare`` of the edges have no occurring bit; ``chances`` is indexed by bit.

    A state is the set of open edges that failed, and above bit n the number of settled edges that hold.
    """
    n, lost = len(edges), 0.0
    steps = _steps(edges)
    undecidable = sum(1 << index for index, edge in enumerate(edges) if not edge)
    open_edges = (1 << n) - 1 & ~undecidable
    states = _settle({0: 1.0}, undecidable, n, spare)
    for bit, struck, closing in steps:
        states = _decide(states, struck, chances[bit])
        if closing:
            open_edges &= ~closing
            states = _settle(states, closing, n, spare)
        lost += _absorb(states, open_edges, n, spare)
    return min(lost, 1.0)


def _steps(edges: list[int]) -> list[tuple[int, int, int]]:
    """The bits as they are decided: (bit, edges it strikes, edges it is the last bit of)."""
    struck: dict[int, int] = {}
    for index, edge in enumerate(edges):
        for bit in bits(edge):
            struck[bit] = struck.get(bit, 0) | 1 << index
    steps, closed = [], 0
    for bit in reversed(_order(edges, struck)):
        steps.append((bit, struck[bit], struck[bit] & ~closed))
        closed |= struck[bit]
    return steps[::-1]


def _order(edges: list[int], struck: dict[int, int]) -> dict[int, None]:
    """Bits edge by edge, each time of the edge that has the fewest left, so that edges are settled early."""
    queue = [(edge.bit_count(), edge, index) for index, edge in enumerate(edges)]
    heapify(queue)
    order: dict[int, None] = {}
    left = list(edges)
    while queue:
        _, seen, index = heappop(queue)
        if not seen or seen != left[index]:
            continue
        order.update(dict.fromkeys(bits(seen)))
        touched = 0
        for bit in bits(seen):
            touched |= struck[bit]
        for other in bits(touched):
            left[other] &= ~seen
            heappush(queue, (left[other].bit_count(), left[other], other))
    return order


def _decide(states: dict[int, float], struck: int, chance: float) -> dict[int, float]:
    """The states once a mode is decided: it occurs with probability ``chance``, and then ``struck`` fails."""
    after: dict[int, float] = {}
    so_far, spared = after.get, 1.0 - chance
    for state, p in states.items():
        hit = state | struck
        after[hit] = so_far(hit, 0.0) + p * chance
        if spared:
            after[state] = so_far(state, 0.0) + p * spared
    return after


def _settle(states: dict[int, float], closing: int, n: int, spare: int) -> dict[int, float]:
    """Count the closing edges that hold, in place of their bits; drop the states that hold for good."""
    after: dict[int, float] = {}
    for state, p in states.items():
        holding = (state >> n) + (closing & ~state).bit_count()
        if holding <= spare:
            key = state & ~closing & ((1 << n) - 1) | holding << n
            after[key] = after.get(key, 0.0) + p
    return after


def _absorb(states: dict[int, float], open_edges: int, n: int, spare: int) -> float:
    """Take the states that are defeated whatever still happens out of ``states``; their probability."""
    if spare == 0:
        return states.pop(open_edges, 0.0)
    defeated = [state for state in states if (state >> n) + (open_edges & ~state).bit_count() <= spare]
    return math.fsum([states.pop(state) for state in defeated])


def marginal_probabilities(exposure: Exposure, q: Mapping[str, float]) -> dict[str, float]:
    """P(t) for each technique alone, 1 - prod(1 - q(f)) over its modes; techniques sorted by name.

    Examples
    --------
    >>> marginal_probabilities({"debate": ["al-gen"], "none": []}, {"al-gen": 0.1})
    {'debate': 0.1, 'none': 0.0}
    """
    return {
        technique: failure_probability({technique: exposure[technique]}, q) for technique in sorted(exposure)
    }


def mode_probabilities(relation: Incidence, q: Mapping[str, float]) -> list[float]:
    """The probabilities of the relation's modes, in the order of ``relation.modes``.

    Raises
    ------
    ValueError
        If ``q`` lacks a mode or gives one anything but a number from 0 to 1.
    """
    for mode in relation.modes:
        if mode not in q:
            raise ValueError(f"no probability for failure mode {mode!r}; give one from 0 to 1")
        require_probability(f"the probability of {mode!r}", q[mode])
    return [float(q[mode]) for mode in relation.modes]
