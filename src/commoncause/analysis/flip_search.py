"""Searches for the smallest sets of cells whose flips overturn a conclusion, exact and by growing size.

`FormulaSearch` works on a monotone formula: alternatives of clauses of terms, a term being a set of cells
whose flips together do what the clause asks (branch and bound on the clauses). `TestSearch` works on any
test of the changed relation: all sets of cells.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Protocol, TypeVar

from .frontier import BeyondReachError

__all__ = ["Cell", "Clauses", "Flips", "FormulaSearch", "Found", "Search", "SearchLimits", "TestSearch"]

Cell = tuple[str, str]
"""(technique, failure mode)."""
Flips = frozenset[Cell]
Clause = Sequence[Flips]
"""Terms, one of which must be flipped whole."""
Clauses = Callable[[Flips], Iterable[Clause]]
"""The clauses that are not met after some flips, in the relation so changed; none: overturned."""

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """How far a search may go: sets it tries, sets it lists, a moment of `time.monotonic` to end by."""

    most_tried: int = 200_000
    most_listed: int = 20
    deadline: float = math.inf


@dataclass(slots=True)
class Found:
    """The smallest sets among some cells; the size up to which all were tried; whether ``more`` are left."""

    sets: list[Flips]
    searched_to: int
    is_complete: bool = True
    more: bool = False


class Search(Protocol):
    """An engine: the smallest sets of more than ``above`` and less than ``below`` allowed cells."""

    @property
    def cells(self) -> Collection[Cell]:
        """The cells that may help."""
        ...

    def smallest(self, allowed: Flips, above: int, below: int, limits: SearchLimits) -> Found:
        """Return them, all of one size."""
        ...


class FormulaSearch:
    """A monotone conclusion: overturned where all clauses of one of the alternatives are met.

    ``alternatives`` are functions: flips done -> the clauses still to be met; ``cells`` those that may help.
    """

    def __init__(self, alternatives: Sequence[Clauses], cells: Iterable[Cell]) -> None:
        self.alternatives = alternatives
        self.cells: Collection[Cell] = frozenset(cells)

    @classmethod
    def of(cls, alternatives: Iterable[Iterable[Iterable[Iterable[Cell]]]]) -> FormulaSearch:
        """The formula whose alternatives have fixed clauses, sorted, so that it is searched in one order."""
        fixed = sorted(
            (
                _in_order([_in_order(map(frozenset, clause)) for clause in clauses])
                for clauses in alternatives
            ),
            key=_names,
        )
        cells = {cell for clauses in fixed for clause in clauses for term in clause for cell in term}
        return cls([_fixed(clauses) for clauses in fixed], cells)

    def smallest(self, allowed: Flips, above: int, below: int, limits: SearchLimits) -> Found:
        """The smallest sets of ``allowed`` cells, in rounds of growing size; what is too small is skipped."""
        found = Found([], above)
        try:
            self._search(found, allowed, below, limits)
        except BeyondReachError:
            found.is_complete = False
        return found

    def _search(self, found: Found, allowed: Flips, below: int, limits: SearchLimits) -> None:
        feasible = [clauses for clauses in self.alternatives if not any(True for _ in clauses(allowed))]
        tried, size = 0, found.searched_to + 1
        while feasible and size < below and not found.sets:
            further = math.inf
            for flips, bound in (node for clauses in feasible for node in _nodes(clauses, allowed, size)):
                tried += 1
                if tried > limits.most_tried or time.monotonic() > limits.deadline:
                    raise BeyondReachError("the search was stopped")
                further = min(further, bound)
                if flips is not None and flips not in found.sets:
                    found.more = len(found.sets) == limits.most_listed
                    if found.more:
                        return
                    found.sets.append(flips)
            found.searched_to = size
            size = int(min(further, below))
        if not found.sets:
            found.searched_to = below - 1


def _names(nested: Any) -> Any:
    return sorted(nested) if isinstance(nested, frozenset) else [_names(part) for part in nested]


def _in_order(parts: Iterable[Part]) -> list[Part]:
    return sorted(parts, key=_names)


def _fixed(clauses: Sequence[Clause]) -> Clauses:
    return lambda done: [clause for clause in clauses if not any(term <= done for term in clause)]


def _nodes(clauses: Clauses, allowed: Flips, size: int) -> Iterator[tuple[Flips | None, float]]:
    """The sets of up to ``size`` cells that meet all clauses, each branch on one clause.

    With None comes a lower bound of the size of what was cut off, infinite at nodes where nothing was.
    """
    stack: list[Flips] = [frozenset()]
    seen: set[Flips] = set(stack)
    while stack:
        done = stack.pop()
        unmet = [_terms(clause, done, allowed) for clause in clauses(done)]
        if not unmet:
            yield done, math.inf
            continue
        bound = len(done) + _least(unmet) if all(unmet) else math.inf
        yield None, bound if bound > size else math.inf
        if bound > size:
            continue
        forced = frozenset().union(*(terms[0] for terms in unmet if len(terms) == 1))
        for term in [forced] if forced else min(unmet, key=len):
            larger = done | term
            if len(larger) <= size and larger not in seen:
                seen.add(larger)
                stack.append(larger)
            elif len(larger) > size:
                yield None, len(larger)


def _terms(clause: Clause, done: Flips, allowed: Flips) -> list[Flips]:
    return sorted((term - done for term in clause if term <= allowed), key=lambda t: (-len(t), sorted(t)))


def _least(unmet: Sequence[Sequence[Flips]]) -> int:
    """Cells that must still flip: clauses that have no cell in common add up."""
    used: set[Cell] = set()
    least = 0
    for terms in sorted(unmet, key=len):
        cells = frozenset().union(*terms)
        if used.isdisjoint(cells):
            used |= cells
            least += min(map(len, terms))
    return least


class TestSearch:
    """Any conclusion: overturned where a test of the relation with the cells flipped says so."""

    __test__ = False

    def __init__(self, test: Callable[[tuple[Cell, ...]], bool], cells: Iterable[Cell]) -> None:
        self.test = test
        self.cells: Collection[Cell] = sorted(set(cells))

    def smallest(self, allowed: Flips, above: int, below: int, limits: SearchLimits) -> Found:
        """The smallest sets of ``allowed`` cells: all sets of one size before the next."""
        cells = [cell for cell in self.cells if cell in allowed]
        tried = 0
        for size in range(above + 1, min(below, len(cells) + 1)):
            tried += math.comb(len(cells), size)
            if tried > limits.most_tried:
                return Found([], size - 1, is_complete=False)
            sets: list[Flips] = []
            for chosen in combinations(cells, size):
                if time.monotonic() > limits.deadline:
                    return Found(sets, size - 1, is_complete=False)
                if self.test(chosen):
                    sets.append(frozenset(chosen))
            if sets:
                return Found(sets, size)
        return Found([], below - 1)
