"""How much of a matrix the page opens with: all, or what is exposed most where it is too large."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

__all__ = ["MOST_COLUMNS", "MOST_ROWS", "embedded", "foremost", "is_wide", "reach"]

Model = Mapping[str, Any]
Json = dict[str, Any]

MOST_ROWS, MOST_COLUMNS = 120, 80
"""Techniques and failure modes of the table that a page opens with; `static/matrix-order.js` shows more."""
NARROW = 14
"""Failure modes up to which their names stand upright over the columns."""
_TOLD = ("claims", "others", "defects", "conflict")


def is_wide(model: Model) -> bool:
    """Say whether the table has more columns than have room beside a graph."""
    return len(model["failure_modes"]) > NARROW


def reach(model: Model, axis: str) -> dict[str, int]:
    """Return slug -> number of exposed cells of each technique, or of each failure mode.

    ``axis`` is ``"technique"`` or ``"failure_mode"``. Cells that the model leaves out read as it says.
    """
    lists = {"technique": model["techniques"], "failure_mode": model["failure_modes"]}
    others = next(name for name in lists if name != axis)
    is_exposed = model.get("unlisted") == "exposed"
    found = {thing["slug"]: len(lists[others]) * is_exposed for thing in lists[axis]}
    for cell in model["cells"]:
        if cell[axis] in found:
            found[cell[axis]] += (cell["verdict"] == "exposed") - is_exposed
    return found


def foremost(model: Model) -> tuple[list[Json], list[Json]]:
    """Return the techniques and the failure modes that the table opens with.

    All of them in the model's order, unless one axis is too long: then those with most exposed cells, the
    first ones of a tie, most first.

    >>> few = {"techniques": [{"slug": "t"}], "failure_modes": [{"slug": "f"}], "cells": []}
    >>> foremost(few)
    ([{'slug': 't'}], [{'slug': 'f'}])
    """
    techniques, modes = list(model["techniques"]), list(model["failure_modes"])
    if len(techniques) <= MOST_ROWS and len(modes) <= MOST_COLUMNS:
        return techniques, modes
    return (
        _most(techniques, reach(model, "technique"))[:MOST_ROWS],
        _most(modes, reach(model, "failure_mode"))[:MOST_COLUMNS],
    )


def _most(things: Sequence[Json], exposed: Mapping[str, int]) -> list[Json]:
    return sorted(things, key=lambda thing: -exposed[thing["slug"]])


def embedded(model: Model) -> Json:
    """Return what the scripts of the page need of ``model``: cells that say something, answers they ask for.

    A cell of which nothing is told is left out and reads ``unlisted``, *not assessed* where the model does
    not say; lists that only the templates lay out are dropped.
    """
    blank = model.get("unlisted", "not-assessed")
    answers = {key: value for key, value in model.get("answers", {}).items() if key not in _LAID_OUT}
    ranked = [{"techniques": p["techniques"]} for p in answers.get("portfolios", ())]
    return {
        **{key: value for key, value in model.items() if key != "gaps"},
        "cells": _telling(model["cells"], blank),
        **({"answers": {**answers, "portfolios": ranked}} if answers else {}),
    }


_LAID_OUT = frozenset({"cut_sets", "single_points", "conflicts"})
"""Answers that no script asks for."""


def _telling(cells: Iterable[Json], blank: str) -> list[Json]:
    return [cell for cell in cells if cell["verdict"] != blank or any(cell.get(key) for key in _TOLD)]
