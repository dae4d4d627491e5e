"""Scenarios from CSV: weighted sets of mode probabilities, a row for each mode that a scenario changes.

Columns ``scenario,weight,failure_mode,p``. The weight stands in one row of the scenario at least and is the
same in all; a row without failure mode only names a scenario, which changes nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

from ..analysis.scenarios import Scenario
from ..errors import CommoncauseError, InvalidInputError
from ..files import read_text

__all__ = ["read_scenarios"]

_COLUMNS = ("scenario", "weight", "failure_mode", "p")


def read_scenarios(path: Path, columns_of: Callable[[str], list[str]]) -> list[Scenario]:
    """Return the scenarios of a CSV file in its order; ``columns_of`` resolves the name of a failure mode.

    Raises `InvalidInputError` with file and line for a file that cannot be read, a wrong header, a missing
    or contradictory weight, or what is not a number from 0 to 1.
    """
    reader = csv.DictReader(io.StringIO(read_text(path, pipes=True), newline=""), strict=True)
    weights: dict[str, float] = {}
    chances: dict[str, dict[str, float]] = {}
    try:
        missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            remedy = f"the first line must name the columns {','.join(_COLUMNS)}"
            raise InvalidInputError(f"{', '.join(missing)} missing", where=f"{path}:1", remedy=remedy)
        for row in reader:
            where = f"{path}:{reader.line_num}"
            fields = {name: (row[name] or "").strip() for name in _COLUMNS}
            if any(fields.values()):
                _take(fields, where, weights, chances, columns_of)
    except csv.Error as error:
        where = f"{path}:{reader.line_num}"
        raise InvalidInputError(f"not CSV: {error}", where=where, remedy="quote the cell") from error
    if unweighted := [name for name in chances if name not in weights]:
        what = f"scenario {unweighted[0]!r} has no weight"
        raise InvalidInputError(what, where=str(path), remedy="give it in one of its rows")
    if not chances:
        raise InvalidInputError("no scenario", where=str(path), remedy="add a row for each mode it changes")
    return [Scenario(name, weights[name], q) for name, q in chances.items()]


def _take(
    fields: dict[str, str],
    where: str,
    weights: dict[str, float],
    chances: dict[str, dict[str, float]],
    columns_of: Callable[[str], list[str]],
) -> None:
    name = fields["scenario"]
    if not name:
        raise InvalidInputError("no scenario", where=where, remedy="name it in each of its rows")
    q = chances.setdefault(name, {})
    if fields["weight"]:
        weight = _number(fields["weight"], "weight", where)
        if weights.setdefault(name, weight) != weight:
            what = f"scenario {name!r} has the weights {weights[name]} and {weight}"
            raise InvalidInputError(what, where=where, remedy="give one weight")
    if not fields["failure_mode"]:
        return
    p = _number(fields["p"], "p", where)
    try:
        modes = columns_of(fields["failure_mode"])
    except CommoncauseError as error:
        raise InvalidInputError(f"{where}: {error}") from error
    for mode in modes:
        if q.setdefault(mode, p) != p:
            what = f"{mode!r} has two probabilities in scenario {name!r}"
            raise InvalidInputError(what, where=where, remedy="give one")


def _number(text: str, column: str, where: str) -> float:
    """Return a number from 0 to 1.

    >>> _number("0.25", "p", "a.csv:2")
    0.25
    """
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not 0 <= value <= 1:
        what = f"{column} is {text[:40]!r}"
        raise InvalidInputError(what, where=where, remedy="give a number from 0 to 1")
    return value
