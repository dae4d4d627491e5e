"""What changes if one source, one failure mode or one claim did not count."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from ..analysis.robustness import Conclusion
from ..model import Matrix, Reading
from .readings import Json
from .resolving import Chances, exact_by, interval
from .stated import Stated
from .testable import Key, Situation, Testable, testables

__all__ = ["Before", "Variants", "leave_one_out", "merged", "without_modes"]

Variants = Mapping[str, Callable[[], Situation]]
"""What is left out -> the situation without it."""
Answers = Mapping[Reading, bool | None]


@dataclass(frozen=True)
class Before:
    """What comes out with everything in its place."""

    matrix: Matrix
    tested: Mapping[Key, Testable]
    answers: Mapping[Key, Answers]
    probability: Json | None


def leave_one_out(
    name: str, variants: Variants, before: Before, chances: Chances, deadline: float
) -> tuple[list[Json], dict[str, str]]:
    """Return a row for each of the ``variants``, in their order, and why any is missing.

    A row has, beside what is left out under ``name``, what leaves the axes with it, the probability of
    failing then, and the ``changes``: conclusions that held and do not, or the other way round;
    ``holds_without`` is null where a conclusion is about something that nobody speaks of now.

    >>> leave_one_out("source", {}, Before(Matrix((), (), {}), {}, {}, None), Chances(), 0.0)
    ([], {})
    """
    rows: list[Json] = []
    for left_out, situation in variants.items():
        if time.monotonic() > deadline:
            done = f"{len(rows):,} of {len(variants):,} computed"
            return rows, {f"without one {name.replace('_', ' ')}": done}
        rows.append({name: left_out, **_row(situation(), before, chances, deadline)})
    return rows, {}


def _row(now: Situation, before: Before, chances: Chances, deadline: float) -> Json:
    own = testables(now, (key for key in before.tested if isinstance(key, Conclusion)))
    changes = []
    for key, testable in before.tested.items():
        changes += _changes(testable, before.answers[key], own.get(key), deadline)
    rows, columns = now.matrix.techniques, now.matrix.failure_modes
    return {
        "techniques_gone": [t for t in before.matrix.techniques if now.is_empty or t not in rows],
        "failure_modes_gone": [f for f in before.matrix.failure_modes if now.is_empty or f not in columns],
        "probability": _probability(now, before, chances, deadline),
        "changes": changes,
    }


def _probability(now: Situation, before: Before, chances: Chances, deadline: float) -> Json | None:
    if now.is_empty:
        return None
    if all(now.matrix.exposure(reading) == before.matrix.exposure(reading) for reading in Reading):
        return before.probability
    return interval(now.matrix, chances, exact_by(deadline))


def _changes(testable: Testable, answers: Answers, now: Testable | None, deadline: float) -> list[Json]:
    """What becomes of a conclusion, in one row where both readings change alike."""
    found = {}
    for reading, held in answers.items():
        if held is None or (now and now.grounds[reading] == testable.grounds[reading]):
            continue
        holds = now.holds(reading, deadline) if now else None
        if holds != held and (holds is not None or now is None):
            found[reading] = {"holds": held, "holds_without": holds}
    return [{**testable.said, **row} for row in merged(found)]


def merged(rows: Mapping[Reading, Json]) -> list[Json]:
    """Return the rows with their ``reading``; one row, of both, where they say the same.

    >>> merged({Reading.CERTAIN: {"n": 1}, Reading.POSSIBLE: {"n": 1}})
    [{'reading': 'both', 'n': 1}]
    """
    different = list(rows.values())
    if len(different) == len(Reading) and different[0] == different[1]:
        return [{"reading": "both", **different[0]}]
    return [{"reading": reading.value, **row} for reading, row in rows.items()]


def without_modes(stated: Stated, modes: Collection[str]) -> Stated | None:
    """Return a stated conclusion without some failure modes; None where it is about one of them."""
    left = [mode for mode in stated.cells.failure_modes if mode not in modes]
    if any(name.removeprefix("failure:") in modes for name in stated.claim.says.get("about", ())):
        return None
    if stated.cells.over != "failure-modes" or len(left) == len(stated.cells.failure_modes):
        return stated
    cases = {
        reading: replace(
            case,
            exposure={t: own - {*modes} for t, own in case.exposure.items()},
            modes=case.modes - {*modes},
        )
        for reading, case in stated.cases.items()
    }
    return replace(stated, cells=stated.cells.of(failure_modes=left), cases=cases) if left else None
