"""Minimal cut sets, path sets and single points of failure."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count, islice

from ..model import Matrix
from .readings import Json, both

__all__ = ["MOST_SETS", "cut_sets_answer", "single_points_answer"]

MOST_SETS = 200_000
"""Most cut sets of one reading that are listed."""


def cut_sets_answer(
    matrix: Matrix, *, need: int = 1, max_order: int | None = None, paths: bool = False
) -> Json:
    """Return the minimal cut sets, or path sets, of a portfolio: every technique of ``matrix``.

    ``complete_to_order`` is null where the list is complete, else the order up to which it is; ``count`` is
    null where there are more than `MOST_SETS`, which are not all listed.
    """
    from ..analysis.path_sets import minimal_path_sets

    def _sets(exposure: Mapping[str, frozenset[str]]) -> Json:
        if paths:
            whole = minimal_path_sets(exposure, need=need)
            found = [s for s in whole if max_order is None or len(s) <= max_order]
            return {"count": len(found), "complete_to_order": max_order, "sets": [list(s) for s in found]}
        return _bounded_cut_sets(exposure, need, max_order)

    return {**both(_sets, matrix), "techniques": list(matrix.techniques)}


def _bounded_cut_sets(exposure: Mapping[str, frozenset[str]], need: int, max_order: int | None) -> Json:
    """List every set; past `MOST_SETS` only the orders that can be listed whole, the count unknown."""
    from ..analysis.cut_sets import iter_minimal_cut_sets, minimal_cut_sets

    def _fits(order: int | None) -> bool:
        found = iter_minimal_cut_sets(exposure, need=need, max_order=order)
        return sum(1 for _ in islice(found, MOST_SETS + 1)) <= MOST_SETS

    if _fits(max_order):
        sets = minimal_cut_sets(exposure, need=need, max_order=max_order)
        return {"count": len(sets), "complete_to_order": max_order, "sets": [list(s) for s in sets]}
    order = next(n for n in count(1) if not _fits(n)) - 1
    sets = minimal_cut_sets(exposure, need=need, max_order=order) if order else []
    return {"count": None, "complete_to_order": order, "sets": [list(s) for s in sets]}


def single_points_answer(matrix: Matrix, assumptions: Matrix, *, need: int = 1) -> Json:
    """Return the failure modes, and the assumptions' failings, that alone defeat the portfolio."""
    from ..analysis.cut_sets import single_points_of_failure

    def _points(exposure: Mapping[str, frozenset[str]]) -> list[str]:
        return list(single_points_of_failure(exposure, need=need))

    return {"failure_modes": both(_points, matrix), "assumptions": both(_points, assumptions)}
