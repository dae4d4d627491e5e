"""What it is worth to resolve the cells that are unclear, contested or not assessed."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import comb

from ..analysis.bracket import Bracket
from ..analysis.depth import require_probability
from ..analysis.frontier import BeyondReachError, Limits
from ..analysis.resolution import (
    Resolution,
    completion_interval,
    decision,
    information_values,
    resolution_values,
)
from ..model import Cell, Matrix, Reading, Verdict
from .claims import cell_answer
from .readings import Json

__all__ = ["MOST_PAIRED", "Chances", "cell_values", "exact_by", "interval", "worth_resolving"]

MOST_PAIRED = 60
"""Cells of which each is paired with each: those worth most by themselves."""
_NOISE = 1e-12
_OPEN = {Verdict.UNCLEAR, Verdict.NOT_ASSESSED}


@dataclass(frozen=True)
class Chances:
    """Failure mode -> probability, by default one tenth, which is an illustration; a prior and a decision."""

    p: Mapping[str, float] = field(default_factory=dict)
    p_default: float = 0.1
    prior: float | None = None
    """With which an open cell is exposed."""
    size: int = 0
    """Techniques of the portfolio to choose."""

    def of(self, matrix: Matrix) -> dict[str, float]:
        """The probability of each failure mode of a matrix."""
        require_probability("p_default", self.p_default)
        return {mode: self.p.get(mode, self.p_default) for mode in matrix.failure_modes}


def worth_resolving(matrix: Matrix) -> list[Cell]:
    """Return the cells that are unclear or contested, then those that nobody assessed, each in order.

    >>> cells = [Cell("t", "f", Verdict.NOT_ASSESSED), Cell("t", "g", Verdict.UNCLEAR)]
    >>> matrix = Matrix(("t",), ("f", "g"), {("t", cell.failure_mode): cell for cell in cells})
    >>> [cell.failure_mode for cell in worth_resolving(matrix)]
    ['g', 'f']
    """
    found = [cell for cell in matrix if cell.verdict in _OPEN or cell.is_contested]
    return sorted(found, key=lambda cell: cell.verdict is Verdict.NOT_ASSESSED)


def exact_by(deadline: float) -> Limits:
    """Return limits that allow exact sums in little memory and give up at once past them."""
    return Limits(most_states=1 << 16, narrow=1, deadline=deadline, grace=0.0)


def interval(matrix: Matrix, chances: Chances, limits: Limits) -> Json | None:
    """Return the probability of failing under both readings; None where it is beyond reach."""
    try:
        found = completion_interval(*_readings(matrix), chances.of(matrix), limits=limits)
    except BeyondReachError:
        return None
    return _ends(found)


def cell_values(
    matrix: Matrix, chances: Chances, *, pairs: bool = False, deadline: float
) -> tuple[Json, dict[str, str]]:
    """Return the values of the cells worth resolving, best case first, and why any are missing.

    ``cells`` one by one and, if asked for, ``pairs``; ``decision`` and ``expected_value`` where a prior is
    given. Raises ValueError for a prior or a decision that cannot be.
    """
    start = time.monotonic()
    share = 0.5 if pairs or chances.prior is not None else 1.0
    limits = exact_by(start + (deadline - start) * share)
    cells = worth_resolving(matrix)
    found = _resolved(matrix, cells, chances, 1, limits)
    answer: Json = {"cells": _ranked([{**_cell(matrix, x.cells[0]), **_value(x)} for x in found])}
    left_out = _missing("cells", len(found), len(cells))
    limits = exact_by(deadline)
    if chances.prior is not None:
        answer["decision"], done = _expected(matrix, answer["cells"], chances, limits)
        left_out |= _missing("expected_value", done, len(cells))
    if pairs:
        best = [matrix.cells[row["technique"], row["failure_mode"]] for row in answer["cells"][:MOST_PAIRED]]
        together = _resolved(matrix, best, chances, 2, limits)
        rows = [{"cells": [_cell(matrix, c) for c in x.cells], **_value(x)} for x in together]
        answer["pairs"] = _ranked(rows)
        left_out |= _missing("pairs", len(rows), comb(len(cells), 2))
    return answer, left_out


def _missing(what: str, done: int, total: int) -> dict[str, str]:
    return {what: f"{done:,} of {total:,} computed"} if done < total else {}


def _readings(matrix: Matrix) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    return matrix.exposure(Reading.CERTAIN), matrix.exposure(Reading.POSSIBLE)


def _resolved(
    matrix: Matrix, cells: Sequence[Cell], chances: Chances, together: int, limits: Limits
) -> list[Resolution]:
    """The values of as many as the limits allow."""
    names = [(cell.technique, cell.failure_mode) for cell in cells]
    values = resolution_values(
        *_readings(matrix), names, chances.of(matrix), together=together, limits=limits
    )
    found: list[Resolution] = []
    try:
        for value in islice(values, comb(len(names), together)):
            found.append(value)
            limits.require()
    except BeyondReachError:
        pass
    return found


def _expected(matrix: Matrix, rows: Sequence[Json], chances: Chances, limits: Limits) -> tuple[Json, int]:
    """Add its expected value to each row as far as time allows; the decision, and how many were done."""
    prior, (certain, possible), q = chances.prior or 0.0, _readings(matrix), chances.of(matrix)
    now = decision(certain, possible, q, prior=prior, size=chances.size)
    done = 0
    for row in rows:
        row["expected_value"] = None
        if time.monotonic() < limits.deadline:
            cell = [(row["technique"], row["failure_mode"])]
            [(_, value, _)] = information_values(certain, possible, cell, q, prior=prior, size=chances.size)
            row["expected_value"], done = _clean(value), done + 1
    return {
        "prior": prior,
        "size": chances.size,
        "techniques": list(now.techniques),
        "probability": now.probability,
    }, done


def _cell(matrix: Matrix, name: tuple[str, str]) -> Json:
    cell = matrix.cells[name]
    return {**cell_answer(cell), "is_contested": cell.is_contested}


def _value(resolution: Resolution) -> Json:
    return {
        "value_guaranteed": _clean(resolution.guaranteed),
        "value_best": _clean(resolution.best),
        "outcomes": [
            {"verdicts": ["exposed" if is_exposed else "protected" for is_exposed in verdicts], **_ends(p)}
            for verdicts, p in resolution.outcomes
        ],
    }


def _ends(bracket: Bracket[float]) -> Json:
    return {"certain": bracket.certain, "possible": bracket.possible}


def _clean(value: float) -> float:
    """A difference that is rounding alone is none.

    >>> _clean(-1e-18), _clean(0.25)
    (0.0, 0.25)
    """
    return 0.0 if abs(value) < _NOISE else value


def _ranked(rows: Iterable[Json]) -> list[Json]:
    """The best case first, then what is guaranteed; ties, rounding apart, in the order given."""
    return sorted(
        rows, key=lambda row: tuple(-float(f"{row[x]:.9g}") for x in ("value_best", "value_guaranteed"))
    )
