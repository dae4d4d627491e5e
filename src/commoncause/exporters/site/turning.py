"""Which cell matters most: what it would take to defeat all techniques, were one cell read the other way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...analysis import minimal_cut_sets
from ...model import Matrix, Reading, Verdict

__all__ = ["turning"]

MOST_CELLS = 400
"""Cells up to which each is turned over; beyond, nothing is."""
MOST_TOGETHER = 4
"""Largest sets of failure modes that are looked for."""


def turning(matrix: Matrix, pairs: Sequence[tuple[str, str]]) -> dict[str, list[list[int]]]:
    """Return the smallest sets that defeat all techniques for certain: now, and with each cell turned over.

    A pair is their order and their number, ``[0, 0]`` where none of up to `MOST_TOGETHER` does. An exposed
    cell is turned to protected, any other to exposed; ``cells`` follow ``pairs`` of technique and failure
    mode and are empty where there are too many.

    >>> from commoncause.model import Cell
    >>> cells = {("a", "f"): Cell("a", "f", Verdict.EXPOSED), ("b", "f"): Cell("b", "f", Verdict.UNCLEAR)}
    >>> turning(Matrix(("a", "b"), ("f",), cells), list(cells))
    {'now': [[0, 0]], 'cells': [[0, 0], [1, 1]]}
    """
    if not pairs or len(pairs) > MOST_CELLS:
        return {"now": [], "cells": []}
    exposure = matrix.exposure(Reading.CERTAIN)
    turned = []
    for technique, mode in pairs:
        row = exposure[technique]
        is_exposed = matrix.cells[technique, mode].verdict is Verdict.EXPOSED
        other = row - {mode} if is_exposed else row | {mode}
        turned.append(_smallest({**exposure, technique: other}))
    return {"now": [_smallest(exposure)], "cells": turned}


def _smallest(exposure: Mapping[str, frozenset[str]]) -> list[int]:
    for order in range(1, MOST_TOGETHER + 1):
        if found := minimal_cut_sets(exposure, max_order=order):
            return [order, len(found)]
    return [0, 0]
