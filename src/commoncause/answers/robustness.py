"""How firmly conclusions stand: what overturns each, which open cells matter, what hangs on one source."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..analysis.flip_search import SearchLimits, TestSearch
from ..analysis.frontier import BeyondReachError
from ..analysis.overturning import Overturning, overturning
from ..analysis.robustness import derived_conclusions
from ..model import Cell, Matrix, Reading
from .claims import cell_answer
from .hazards import Hazards, model_in_words
from .leaving_out import Before, Variants, leave_one_out, merged
from .readings import Json, refusals
from .resolving import Chances, cell_values, exact_by, interval
from .testable import Situation, Testable, testables

__all__ = ["MOST_FLIPS", "robustness_answer"]

MOST_FLIPS = 10
"""Most sets of cells that are listed of one rank of a conclusion."""
_TRIED_A_SECOND = 100
"""Sets that a search tries for each second of the time limit, so that it ends alike on every machine."""
_SLOW_TESTS = {"dependence-raises-risk": 10, "general-modes-matter-more": 10}
"""Test -> how many times fewer sets are tried of it."""
_SHARES = {"conclusions": 0.5, "cells": 0.7}
"""When a part must be there, as a share of the time limit."""
MOST_SEARCHED = 20_000
"""Cells of a portfolio up to which flips are searched."""
_UNKNOWN = Overturning((), (), is_proved=False)
_OF_WHAT_IS_LEFT = 0.25
"""Share of the time left that one search may take."""


@dataclass(frozen=True)
class _Budget:
    end: float
    most_tried: int

    def limits(self, testable: Testable, search: object) -> SearchLimits:
        """Return what one search may take: fewer tries where a test is slow."""
        fewer = _SLOW_TESTS.get(testable.said.get("test", ""), 1) if isinstance(search, TestSearch) else 1
        return SearchLimits(max(1, self.most_tried // fewer), MOST_FLIPS, self.slice())

    def slice(self) -> float:
        """Return the moment by which one search of many has to end."""
        now = time.monotonic()
        return min(self.end, now + _OF_WHAT_IS_LEFT * (self.end - now))


def robustness_answer(
    situation: Situation,
    behind: Callable[[Cell], frozenset[str]],
    *,
    chances: Chances | None = None,
    pairs: bool = False,
    variants: Mapping[str, Variants] | None = None,
    time_limit: float = 20.0,
) -> Json:
    """Return what would overturn each conclusion, what resolving each open cell is worth, and what changes
    without one source, failure mode or claim.

    ``conclusions`` are in the order of `derived_conclusions`, then those of sources by IRI; one row where
    both readings agree in everything, else one for each. ``sources`` is how many must be wrong for the first
    of the ``flips``, and ``proved`` says that no set needs fewer of them, or as few and fewer cells; else all
    sets of up to ``searched_to`` cells have been tried. What was out of reach in ``time_limit`` seconds is
    under ``left_out``.

    Parameters
    ----------
    behind
        Cell -> the sources that must be wrong for it to read otherwise (`testable.sources_behind`).
    variants
        Kind of thing left out (``"source"``, ``"failure_mode"``, ``"claim"``) -> name -> situation without.

    Raises
    ------
    InvalidInputError
        If there is no technique, or for a probability or a decision that cannot be.

    Examples
    --------
    >>> from commoncause.answers.testable import sources_behind
    >>> from commoncause.model import Verdict
    >>> from commoncause.views import View
    >>> cells = [Cell("t", "f", Verdict.UNCLEAR), Cell("u", "f", Verdict.EXPOSED, ("row",))]
    >>> matrix = Matrix(("t", "u"), ("f",), {(cell.technique, "f"): cell for cell in cells})
    >>> answer = robustness_answer(Situation(matrix), sources_behind({}, {}, View(), "paper"))
    >>> [(row["reading"], row["holds"], row["sources"]) for row in answer["conclusions"][:2]]
    [('certain', True, 0), ('possible', False, 0)]
    """
    chances, start = chances or Chances(), time.monotonic()
    with refusals():
        interval_then = interval(situation.matrix, chances, exact_by(start + 0.2 * time_limit))
        end = {part: start + share * time_limit for part, share in _SHARES.items()}
        budget = _Budget(end["conclusions"], math.ceil(_TRIED_A_SECOND * time_limit))
        before = _before(situation, interval_then, budget)
        conclusions = [
            {**testable.said, **row}
            for key, testable in before.tested.items()
            for row in _rows(testable, before.answers[key], behind, budget)
        ]
        left_out = _not_searched(conclusions, situation.matrix)
        values, missing = cell_values(situation.matrix, chances, pairs=pairs, deadline=end["cells"])
        left_out |= missing
        without: Json = {}
        for name, own in (variants or {}).items():
            without[name], missing = leave_one_out(name, own, before, chances, start + time_limit)
            left_out |= missing
    answer = {"conclusions": conclusions, **values, "leave_one_out": without}
    return {**answer, **_premises(situation.matrix, chances, interval_then), "left_out": left_out}


def _premises(matrix: Matrix, chances: Chances, probability: Json | None) -> Json:
    return {
        "techniques": list(matrix.techniques),
        "probability": probability,
        "p": chances.of(matrix),
        "p_default": chances.p_default,
        "model": model_in_words(matrix, Hazards(chances.p, chances.p_default)),
    }


def _before(situation: Situation, probability: Json | None, budget: _Budget) -> Before:
    relations = [situation.matrix.exposure(reading) for reading in Reading]
    derived = derived_conclusions(relations, deadline=budget.slice())
    tested = testables(situation, derived)
    answers = {key: {r: x.holds(r, budget.slice()) for r in Reading} for key, x in tested.items()}
    return Before(situation.matrix, tested, answers, probability)


def _rows(
    testable: Testable,
    answers: Mapping[Reading, bool | None],
    behind: Callable[[Cell], frozenset[str]],
    budget: _Budget,
) -> list[Json]:
    """What overturns a conclusion under each reading."""
    found = {}
    for reading, holds in answers.items():
        result = _UNKNOWN if holds is None else _overturning(testable, reading, behind, budget)
        exposed = testable.cells.exposure(reading) if result.flips else {}
        flips = [[_flipped(testable.cells, name, exposed) for name in names] for names in result.flips]
        found[reading] = {
            "holds": holds,
            "flips": flips,
            "sources": result.sources[0] if flips else None,
            "wrong": [_wrong(testable.cells, names, behind) for names in result.flips],
            "proved": result.is_proved,
            "more": result.more,
            "searched_to": result.searched_to,
        }
    return merged(found)


def _overturning(
    testable: Testable, reading: Reading, behind: Callable[[Cell], frozenset[str]], budget: _Budget
) -> Overturning:
    cells = testable.cells.cells
    if len(cells) > MOST_SEARCHED or time.monotonic() > budget.end:
        return _UNKNOWN
    try:
        search = testable.search(reading, budget.slice())
        return overturning(search, lambda name: behind(cells[name]), budget.limits(testable, search))
    except (BeyondReachError, ValueError):
        return _UNKNOWN


def _not_searched(rows: Sequence[Json], matrix: Matrix) -> dict[str, str]:
    """Why nothing is known of what overturns some conclusions."""
    unknown = [row for row in rows if not (row["proved"] or row["flips"] or row["searched_to"])]
    if not unknown:
        return {}
    is_large = len(matrix.cells) > MOST_SEARCHED
    why = f"more than {MOST_SEARCHED:,} cells are not searched" if is_large else "the time was over"
    return {"flips": f"not known of {len(unknown):,} of {len(rows):,} rows: {why}"}


def _flipped(matrix: Matrix, name: tuple[str, str], exposed: Mapping[str, frozenset[str]]) -> Json:
    """A cell, and what it would have to be."""
    becomes = "protected" if name[1] in exposed[name[0]] else "exposed"
    return {**cell_answer(matrix.cells[name]), "becomes": becomes, "over": matrix.over}


def _wrong(
    matrix: Matrix, names: tuple[tuple[str, str], ...], behind: Callable[[Cell], frozenset[str]]
) -> list[str]:
    return sorted(frozenset().union(*(behind(matrix.cells[name]) for name in names)))
