"""The smallest sets of cell changes that overturn a conclusion, ranked by who must be wrong, then by size."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from .flip_search import Cell, Flips, Found, Search, SearchLimits

__all__ = ["Overturning", "overturning"]


@dataclass(frozen=True, slots=True)
class Overturning:
    """What overturns a conclusion: sets that no other beats both in sources and in cells.

    ``flips`` are ranked by the number of sources that must be wrong, then by size, then by names;
    ``sources`` has that number for each. ``is_proved``: the search was complete, so that no set is better
    and, unless there are ``more`` of the same ranks, none is missing. Otherwise every set of at most
    ``searched_to`` cells has been tried.
    """

    flips: tuple[tuple[Cell, ...], ...]
    sources: tuple[int, ...]
    is_proved: bool
    more: bool = False
    searched_to: int = 0


def overturning(
    search: Search, sources: Callable[[Cell], Collection[str]], limits: SearchLimits | None = None
) -> Overturning:
    """Rank the sets of cells that overturn a conclusion.

    Parameters
    ----------
    search
        The conclusion, as `FormulaSearch` or `TestSearch`.
    sources
        Cell -> the independent sources that must be wrong for it to flip; none for an open cell.

    Notes
    -----
    First the smallest sets whatever their sources; then, for s = 0, 1, ... sources, the smallest sets among
    the cells that each choice of s sources speaks for, as long as they can be of use.

    Examples
    --------
    >>> from commoncause.analysis.flip_search import FormulaSearch
    >>> search = FormulaSearch.of([[[{("a", "f")}], [{("b", "f")}]], [[{("a", "g"), ("c", "g")}]]])
    >>> found = overturning(search, lambda cell: {"a": ["paper"], "b": ["wiki"]}.get(cell[0], []))
    >>> found.flips, found.sources
    (((('a', 'g'), ('c', 'g')),), (1,))
    """
    limits = limits or SearchLimits()
    cost = {cell: frozenset(sources(cell)) for cell in search.cells}
    names = sorted(frozenset().union(*cost.values()))
    whole = search.smallest(frozenset(cost), 0, len(cost) + 1, limits)
    found = {flips: _number_of(flips, cost) for flips in whole.sets}
    least = len(whole.sets[0]) if whole.sets else whole.searched_to + 1
    # Where all smallest sets are known, so is the number of sources that only larger sets can undercut.
    known = not whole.more and bool(found)
    levels = range(min(found.values()) if known else len(names) + 1 if least <= len(cost) else 0)
    is_proved, best, more = True, len(cost) + 1, False
    for number in levels:
        level = _with_sources(search, cost, (names, number), (least - 1, best), limits)
        is_proved &= level.is_complete
        if level.sets:
            best, more = len(level.sets[0]), more or level.more
            found |= {flips: _number_of(flips, cost) for flips in level.sets}
        if best <= least:
            break
    return _ranked(found, limits.most_listed, is_proved and whole.is_complete, more, whole.searched_to)


def _number_of(flips: Flips, cost: Mapping[Cell, frozenset[str]]) -> int:
    return len(frozenset().union(*(cost[cell] for cell in flips)))


def _ranked(
    found: Mapping[Flips, int], most: int, is_proved: bool, more: bool, searched_to: int
) -> Overturning:
    """The sets that none beats, as many as are listed."""
    ranks = {(n, len(flips)) for flips, n in found.items()}
    beaten = {
        rank for rank in ranks for other in ranks - {rank} if other[0] <= rank[0] and other[1] <= rank[1]
    }
    kept = [flips for flips, n in found.items() if (n, len(flips)) not in beaten]
    kept.sort(key=lambda flips: (found[flips], len(flips), sorted(flips)))
    return Overturning(
        tuple(tuple(sorted(flips)) for flips in kept[:most]),
        tuple(found[flips] for flips in kept[:most]),
        is_proved,
        more or len(kept) > most,
        searched_to,
    )


def _with_sources(
    search: Search,
    cost: Mapping[Cell, frozenset[str]],
    choice: tuple[Sequence[str], int],
    sizes: tuple[int, int],
    limits: SearchLimits,
) -> Found:
    """The smallest sets that need no more than a ``choice`` of so many of these sources to be wrong."""
    above, below = sizes
    found = Found([], above)
    for wrong in map(frozenset, combinations(*choice)):
        if time.monotonic() > limits.deadline:
            found.is_complete = False
            break
        allowed = frozenset(cell for cell, who in cost.items() if who <= wrong)
        own = search.smallest(allowed, above, below, limits)
        found.is_complete &= own.is_complete
        found.more |= own.more
        if own.sets and len(own.sets[0]) < below - 1:
            found.sets, below = [], len(own.sets[0]) + 1
        found.sets += own.sets
    found.sets = list(dict.fromkeys(found.sets))
    return found
