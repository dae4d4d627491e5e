"""The sum behind exact probabilities: causes are decided one by one, the mass of each failed set carried on.

Techniques are *edges* (bit i for edge i), causes are numbered. A cause that occurs strikes some edges surely
and some with a probability of their own. A state is the set of open edges that failed, and above bit n the
number of settled edges that hold. Only non-negative terms are added and multiplied, so that the relative
error stays near rounding even for a very small result.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush, nlargest

from .frontier_arrays import PER_FAILURE, SortedStates, StateTable, fit_in_arrays
from .incidence import bits

__all__ = [
    "BeyondReachError",
    "Frontier",
    "Limits",
    "absorb",
    "decide",
    "failed_mass",
    "frontier",
    "settle",
]

MOST_IN_DICT = 1 << 12
States = dict[int, float]


class BeyondReachError(Exception):
    """The exact sum would take more states or more time than was allowed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a sum may go: states held at a time, states kept, a moment of `time.monotonic` to end by.

    Past the first or the last, `failed_mass` goes on with the ``narrow`` heaviest states; past ``deadline +
    grace`` it stops. A million states are about 120 MB in a dict, a quarter of that in arrays.
    """

    most_states: int = 1 << 20
    most_kept: int = 1 << 22
    narrow: int = 1 << 14
    deadline: float = math.inf
    grace: float = 5.0

    def require(self, kept: int = 0) -> None:
        """Raise `BeyondReachError` where the states kept are too many or the time is over."""
        if kept > self.most_kept or time.monotonic() > self.deadline:
            raise BeyondReachError("more states or time than allowed")

    def require_pace(self, start: float, done: int, total: int) -> None:
        """Raise `BeyondReachError` where ``done`` of ``total`` since ``start`` is too slow to be ready."""
        now = time.monotonic()
        if done and now + (now - start) / done * (total - done) > self.deadline:
            raise BeyondReachError(f"all {total:,} computations take more time than allowed")


@dataclass(frozen=True, slots=True)
class Step:
    """One cause: the edges it strikes surely, those with a probability, those it is the last cause of."""

    cause: int
    sure: int
    partly: tuple[tuple[int, float], ...]
    closing: int


@dataclass(frozen=True, slots=True)
class Frontier:
    """The causes in the order in which they are decided; lost if at most ``spare`` of ``n`` edges hold."""

    n: int
    spare: int
    steps: tuple[Step, ...]
    undecidable: int
    """The edges without any cause, which hold."""


def frontier(
    edges: Sequence[int], spare: int, partly: Mapping[tuple[int, int], float] | None = None
) -> Frontier:
    """Order the causes of ``edges`` so that few edges are open at a time.

    Parameters
    ----------
    edges
        For each edge the bitset of its causes.
    spare
        Lost if at most this many edges hold.
    partly
        (edge, cause) -> probability below 1 with which the occurring cause strikes the edge.

    Examples
    --------
    >>> [step.cause for step in frontier([0b011, 0b110], 0).steps]
    [1, 0, 2]
    """
    struck: dict[int, int] = {}
    for index, edge in enumerate(edges):
        for bit in bits(edge):
            struck[bit] = struck.get(bit, 0) | 1 << index
    weak: dict[int, list[tuple[int, float]]] = {}
    for (index, bit), chance in sorted((partly or {}).items()):
        weak.setdefault(bit, []).append((1 << index, chance))
    steps, closed = [], 0
    for bit in reversed(_order(edges, struck)):
        unsure = tuple(weak.get(bit, ()))
        sure = struck[bit] & ~sum(edge for edge, _ in unsure)
        steps.append(Step(bit, sure, unsure, struck[bit] & ~closed))
        closed |= struck[bit]
    undecidable = sum(1 << index for index, edge in enumerate(edges) if not edge)
    return Frontier(len(edges), spare, tuple(reversed(steps)), undecidable)


def _order(edges: Sequence[int], struck: Mapping[int, int]) -> dict[int, None]:
    """Bits edge by edge, each time of the edge that has the fewest left, so that edges are settled early.

    Of the bits of an edge those first that strike most edges: 5 to 10 % fewer states.
    """
    queue = [(edge.bit_count(), edge, index) for index, edge in enumerate(edges)]
    heapify(queue)
    order: dict[int, None] = {}
    left = list(edges)
    while queue:
        _, seen, index = heappop(queue)
        if not seen or seen != left[index]:
            continue
        order.update(dict.fromkeys(sorted(bits(seen), key=lambda bit: -struck[bit].bit_count())))
        touched = 0
        for bit in bits(seen):
            touched |= struck[bit]
        for other in bits(touched):
            left[other] &= ~seen
            heappush(queue, (left[other].bit_count(), left[other], other))
    return order


def failed_mass(
    problem: Frontier, chances: Sequence[float], limits: Limits | None = None
) -> tuple[float, float]:
    """Probability that at most ``spare`` edges hold: proved lower and upper bound, equal where exact.

    ``chances`` is indexed by cause. Without ``limits`` the answer is exact, at whatever cost; with them the
    lightest states are given up, and their mass is what the bounds differ by.

    Examples
    --------
    >>> failed_mass(frontier([0b01, 0b11], 0), [0.5, 0.5])
    (0.5, 0.5)
    """
    lost = unknown = 0.0
    most = limits.most_states if limits else 0
    states: States | SortedStates | StateTable = settle({0: 1.0}, problem.undecidable, problem)
    open_edges = (1 << problem.n) - 1 & ~problem.undecidable
    for step in problem.steps:
        open_edges &= ~step.closing
        if isinstance(states, dict):
            states, gone = _advance(states, step, chances[step.cause], open_edges, problem)
        else:
            gone = states.advance(step, chances[step.cause], open_edges)
        lost += gone
        if limits:
            late = time.monotonic() - limits.deadline
            if len(states) > most or late > 0:
                most = limits.narrow if late < limits.grace else 0
                states, dropped = _heaviest(states, most)
                unknown += dropped
        states = _compact(states, open_edges, problem)
    return min(lost, 1.0), min(lost + unknown, 1.0)


def _compact(
    states: States | SortedStates | StateTable, open_edges: int, problem: Frontier
) -> States | SortedStates | StateTable:
    """The states in the form in which so many are decided soonest."""
    if isinstance(states, dict) and len(states) > MOST_IN_DICT and fit_in_arrays(problem):
        return SortedStates(states.keys(), states.values(), problem)
    if isinstance(states, SortedStates) and StateTable.pays(states, open_edges):
        return StateTable(states, open_edges)
    return states


def _advance(
    states: States, step: Step, chance: float, open_edges: int, problem: Frontier
) -> tuple[States, float]:
    """The states once a cause is decided and what it closes is settled, and the mass lost by then."""
    if problem.spare or step.partly:
        states = decide(states, step, chance)
        if step.closing:
            states = settle(states, step.closing, problem)
        return states, absorb(states, open_edges, problem)
    struck, spared = step.sure & open_edges, 1.0 - chance
    if step.closing or not spared:
        states = _closed(states, step.closing, struck, open_edges, chance)
    else:
        # In place: a state that the cause changes only loses mass, and one that it leaves only gains.
        so_far = states.get
        for state, p in list(states.items()):
            hit = state | struck
            if hit != state:
                states[state] = p * spared
                states[hit] = so_far(hit, 0.0) + p * chance
    return states, states.pop(open_edges, 0.0)


def _closed(states: States, closing: int, struck: int, open_edges: int, chance: float) -> States:
    """The states once the last cause of the edges ``closing`` is decided, where every edge must fail."""
    spared = 1.0 - chance
    after: States = {}
    so_far = after.get
    for state, p in states.items():
        kept = state & open_edges
        hit = kept | struck
        if (
            spared and state & closing == closing
        ):  # Else, if the cause does not occur, an edge holds for good.
            if hit == kept:
                after[hit] = so_far(hit, 0.0) + p
                continue
            after[kept] = so_far(kept, 0.0) + p * spared
        after[hit] = so_far(hit, 0.0) + p * chance
    return after


def decide(states: States, step: Step, chance: float, *, every: bool = False) -> States:
    """The states once a cause is decided: it occurs with probability ``chance``, and then strikes."""
    sure, spared = step.sure, 1.0 - chance
    after: States = {}
    so_far = after.get
    if step.partly:
        for state, p in _strike(states, step).items():
            after[state] = p * chance
    else:
        for state, p in states.items():
            hit = state | sure
            after[hit] = so_far(hit, 0.0) + p * chance
    if spared or every:
        for state, p in states.items():
            after[state] = so_far(state, 0.0) + p * spared
    return after


def _strike(states: States, step: Step) -> States:
    after: States = {}
    for state, p in states.items():
        hit = state | step.sure
        after[hit] = after.get(hit, 0.0) + p
    for edge, c in step.partly:
        before, after = after, {}
        for state, p in before.items():
            hit = state | edge
            after[hit] = after.get(hit, 0.0) + (p if state & edge else p * c)
            if not state & edge:
                after[state] = after.get(state, 0.0) + p * (1.0 - c)
    return after


def settle(states: States, closing: int, problem: Frontier) -> States:
    """Count the closing edges that hold, in place of their bits; drop the states that hold for good."""
    after: States = {}
    n, spare = problem.n, problem.spare
    kept = ((1 << n) - 1) & ~closing
    for state, p in states.items():
        holding = (state >> n) + (closing & ~state).bit_count()
        if holding <= spare:
            key = state & kept | holding << n
            after[key] = after.get(key, 0.0) + p
    return after


def absorb(states: States, open_edges: int, problem: Frontier) -> float:
    """Take the states that are lost whatever still happens out of ``states``; their probability."""
    n, spare = problem.n, problem.spare
    if spare == 0:
        return states.pop(open_edges, 0.0)
    lost = [state for state in states if (state >> n) + (open_edges & ~state).bit_count() <= spare]
    return math.fsum([states.pop(state) for state in lost])


def _heaviest(states: States | SortedStates | StateTable, most: int) -> tuple[States, float]:
    """At most ``most`` states, and the mass of the others.

    One half are the heaviest, which decide the upper bound; the other those most likely to be lost, which
    decide the lower: heavy, with many edges failed.
    """
    if not isinstance(states, dict):
        return states.heaviest(most)
    if len(states) <= most:
        return states, 0.0
    items = states.items()
    kept = dict(nlargest(most // 2, items, key=lambda item: item[1]))
    kept |= nlargest(most - most // 2, items, key=lambda item: item[1] * PER_FAILURE ** item[0].bit_count())
    return kept, math.fsum(p for state, p in items if state not in kept)
