"""The lowest order of a cut set, the number of shared modes, of every portfolio at once.

A set of modes defeats a portfolio if together they strike each of its techniques: the lowest order is the
size of the smallest cover by the modes' sets of techniques.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .incidence import Incidence

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

__all__ = ["NEVER", "order_of", "order_table", "shared_table"]

NEVER = 255
"""The order in a table where no set of modes defeats the portfolio."""


def order_of(relation: Incidence, portfolio: int) -> int | None:
    """The lowest order of a cut set of a portfolio, given as a bitset of techniques; None if there is none.

    Examples
    --------
    >>> from commoncause.analysis.incidence import incidence
    >>> order_of(incidence({"debate": ["coll"], "oversight": ["cap-dev"], "probes": ["coll"]}), 0b111)
    2
    """
    covers = _maximal([struck & portfolio for struck in relation.struck])
    reached, order = {0}, 0
    while reached:
        if portfolio in reached:
            return order
        order += 1
        # Of all the ways to go on, one strikes the first technique that is still left.
        reached = {
            union | cover
            for union in reached
            for cover in covers
            if cover & (rest := portfolio & ~union) & -rest
        }
    return None


def _maximal(sets: Sequence[int]) -> list[int]:
    kept: list[int] = []
    for candidate in sorted(set(sets), key=lambda s: -s.bit_count()):
        if candidate and not any(candidate & other == candidate for other in kept):
            kept.append(candidate)
    return kept


def order_table(relation: Incidence) -> NDArray[numpy.uint8]:
    """The lowest order of every portfolio, at the index of its bitset of techniques; `NEVER` if none.

    Unions of modes' sets of techniques are reached step by step; a portfolio has the least order of a union
    that holds it.

    Examples
    --------
    >>> from commoncause.analysis.incidence import incidence
    >>> order_table(incidence({"debate": ["coll"], "off-switch": [], "oversight": ["cap-dev"]})).tolist()
    [0, 1, 255, 255, 1, 2, 255, 255]
    """
    import numpy as np

    k = len(relation.techniques)
    table = np.full(1 << k, NEVER, dtype=np.uint8)
    table[0] = 0
    covers, front, order = _maximal(relation.struck), np.zeros(1, dtype=np.int64), 0
    while len(front):
        order += 1
        is_new = np.zeros(1 << k, dtype=bool)
        for cover in covers:
            is_new[front | cover] = True
        is_new &= table == NEVER
        front = np.flatnonzero(is_new)
        table[front] = order
    for bit in range(k):
        halves = table.reshape(-1, 2, 1 << bit)
        np.minimum(halves[:, 0], halves[:, 1], out=halves[:, 0])
    return table


def shared_table(relation: Incidence) -> NDArray[numpy.int32]:
    """The number of modes to which every technique is exposed, for every portfolio by its bitset.

    Examples
    --------
    >>> from commoncause.analysis.incidence import incidence
    >>> shared_table(incidence({"debate": ["coll", "al-gen"], "oversight": ["al-gen"]})).tolist()
    [2, 2, 1, 1]
    """
    import numpy as np

    k = len(relation.techniques)
    table = np.zeros(1 << k, dtype=np.int32)
    for struck in relation.struck:
        table[struck] += 1
    for bit in range(k):
        halves = table.reshape(-1, 2, 1 << bit)
        halves[:, 0] += halves[:, 1]
    return table
