"""How many minimal cut sets there are, without listing them: a sum over frontiers.

The modes are decided one by one. What the undecided ones need to know of the past is a state: the open
techniques that no chosen mode strikes yet, and for each chosen mode that is not yet sure of a technique of
its own, the open techniques that it alone strikes. States are merged, and the sets behind each are counted
by order, so that the work grows with the states and not with the sets.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence

from .frontier import BeyondReachError, frontier
from .hitting_sets import minimal_edges
from .incidence import Exposure, failures_to_defeat, incidence

__all__ = ["cut_set_counts"]

MOST_STATES = 300_000

State = tuple[int, tuple[int, ...]]
"""Techniques that nothing strikes yet; for each mode that needs one, those it alone strikes. Open ones."""


def cut_set_counts(
    exposure: Exposure,
    *,
    max_order: int | None = None,
    most_states: int = MOST_STATES,
    deadline: float = math.inf,
) -> dict[int, int]:
    """Order -> number of minimal cut sets, orders ascending, for a portfolio that one technique saves.

    Parameters
    ----------
    max_order
        Count sets of at most this many modes.
    most_states
        States held at a time.
    deadline
        A moment of `time.monotonic` to end by.

    Raises
    ------
    ValueError
        If there is no technique.
    BeyondReachError
        If there are more states, or it takes longer.

    Notes
    -----
    Techniques that have no mode in common with the others, even through others, are counted apart; numbers
    by order are carried as one integer, a polynomial at a power of two larger than any count.

    Examples
    --------
    >>> cut_set_counts({"debate": ["coll", "al-gen"], "oversight": ["cap-dev", "al-gen"]})
    {1: 1, 2: 1}
    >>> cut_set_counts({f"t{i}": [f"{i}a", f"{i}b", f"{i}c"] for i in range(23)})
    {23: 94143178827}

    References
    ----------
    D. E. Knuth, The Art of Computer Programming 4A, section 7.1.4 (frontiers); the states are those of a
    zero-suppressed diagram of minimal hitting sets, of which only one level is kept.
    """
    relation = incidence(exposure)
    failures_to_defeat(len(relation.techniques), 1)
    edges = minimal_edges(relation.exposed)
    if 0 in edges:
        return {}
    width = len(relation.modes) + 1
    kept = (max_order or len(edges)) + 1
    mask = (1 << width * kept) - 1
    total = 1
    for part in _components(edges):
        total = total * _count(part, width, mask, most_states, deadline) & mask
    counts = ((order, total >> width * order & (1 << width) - 1) for order in range(kept))
    return {order: count for order, count in counts if count}


def _components(edges: Sequence[int]) -> Iterator[list[int]]:
    """Groups of edges that share vertices."""
    groups: list[tuple[int, list[int]]] = []
    for edge in edges:
        touching = [group for group in groups if group[0] & edge]
        groups = [group for group in groups if not group[0] & edge]
        union, members = edge, [edge]
        for vertices, own in touching:
            union |= vertices
            members += own
        groups.append((union, members))
    return (members for _, members in groups)


def _count(edges: list[int], width: int, mask: int, most_states: int, deadline: float) -> int:
    """The polynomial of the orders of the minimal hitting sets, as an integer."""
    states: dict[State, int] = {((1 << len(edges)) - 1, ()): 1}
    for step in frontier(edges, 0).steps:
        after: dict[State, int] = {}
        for number, ((unstruck, owned), ways) in enumerate(states.items()):
            if not number & 1023 and (len(after) > most_states or time.monotonic() > deadline):
                raise BeyondReachError("the cut sets are too many to count in the time and memory allowed")
            if not unstruck & step.closing:
                state = unstruck, _unsure(owned, step.closing)
                after[state] = after.get(state, 0) + ways
            own = unstruck & step.sure
            left = tuple(group & ~step.sure for group in owned)
            if own and all(left):
                state = unstruck & ~step.sure, _unsure((*left, own), step.closing)
                after[state] = after.get(state, 0) + (ways << width & mask)
        states = {state: ways for state, ways in after.items() if ways}
    return states.get((0, ()), 0)


def _unsure(owned: tuple[int, ...], closing: int) -> tuple[int, ...]:
    """The modes that still need a technique of their own: one that closes with theirs has it for good."""
    return tuple(sorted(group for group in owned if not group & closing))
