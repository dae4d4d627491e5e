"""Minimal cut sets, path sets and single points of failure."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import count
from math import comb

from ..errors import InvalidInputError
from ..model import Matrix
from .readings import Json, both

__all__ = ["MOST_SETS", "MOST_UNIONS", "cut_sets_answer", "single_points_answer"]

MOST_SETS = 200_000
"""Most cut sets of one reading that are listed."""
MOST_UNIONS = 200_000
"""Most unions of exposures that are formed for path sets."""
SHARES = (0.3, 0.4)
"""Parts of the time left that go into listing all sets, then low orders; the rest is spent on counting."""

Exposure = Mapping[str, frozenset[str]]


def cut_sets_answer(
    matrix: Matrix,
    *,
    need: int = 1,
    max_order: int | None = None,
    paths: bool = False,
    time_limit: float = 10.0,
) -> Json:
    """Return the minimal cut sets, or path sets, of a portfolio: every technique of ``matrix``.

    ``complete_to_order`` is null where the list is complete, else the order up to which it is. Of a list
    that ends early, for more than `MOST_SETS` sets or ``time_limit`` seconds, ``stopped`` says why;
    ``count`` is exact where the sets could be counted without being listed, else null, and then
    ``at_least`` so many have been seen.
    """
    start, readings = time.monotonic(), [time_limit / 2, time_limit]
    known: list[tuple[Exposure, Json]] = []

    def _sets(exposure: Exposure) -> Json:
        deadline = start + readings.pop(0)
        if not (known and known[0][0] == exposure):
            found = (
                _paths(exposure, need, max_order) if paths else _cut_sets(exposure, need, max_order, deadline)
            )
            known[:] = [(exposure, found)]
        return known[0][1]

    return {**both(_sets, matrix), "techniques": list(matrix.techniques)}


def _paths(exposure: Exposure, need: int, max_order: int | None) -> Json:
    from ..analysis.path_sets import minimal_path_sets

    if need > 1 and (unions := comb(len(exposure), min(need, len(exposure)))) > MOST_UNIONS:
        what = f"{unions:,} unions of {need} exposures are too many to form"
        raise InvalidInputError(what, remedy="name fewer techniques with -t, or lower --need")
    whole = minimal_path_sets(exposure, need=need)
    return _listed([s for s in whole if max_order is None or len(s) <= max_order], max_order)


def _listed(sets: Iterable[tuple[str, ...]], order: int | None) -> Json:
    found = sorted(sets, key=lambda modes: (len(modes), modes))
    return {"count": len(found), "complete_to_order": order, "sets": [list(s) for s in found]}


def _cut_sets(exposure: Exposure, need: int, max_order: int | None, deadline: float) -> Json:
    """List every set; past `MOST_SETS` only the orders that can be listed whole, and count the rest."""
    reason, first = _taken(exposure, need, max_order, _until(deadline, SHARES[0]))
    if not reason:
        return _listed(first, max_order)
    listing = _until(deadline, SHARES[1])
    order, sets = 0, list[tuple[str, ...]]()
    for higher in count(1) if max_order is None else range(1, max_order + 1):
        stopped, more = _taken(exposure, need, higher, listing)
        if stopped:
            break
        order, sets = higher, more
    return {
        **_listed(sets, order),
        **_counted(exposure, need, max_order, deadline, max(len(first), len(sets))),
        "stopped": reason,
    }


def _until(deadline: float, share: float) -> float:
    now = time.monotonic()
    return now + share * (deadline - now)


def _taken(
    exposure: Exposure, need: int, order: int | None, deadline: float
) -> tuple[str, list[tuple[str, ...]]]:
    """All sets up to an order, or those until it is too late or too many: why, and the sets."""
    from ..analysis.cut_sets import iter_minimal_cut_sets
    from ..analysis.frontier import BeyondReachError
    from ..analysis.small_cut_sets import iter_small_cut_sets

    if order is None:
        found = iter_minimal_cut_sets(exposure, need=need)
    else:
        found = iter_small_cut_sets(exposure, order, need=need, deadline=deadline)
    taken: list[tuple[str, ...]] = []
    try:
        for modes in found:
            taken.append(modes)
            if len(taken) > MOST_SETS:
                return f"more than {MOST_SETS:,} sets", taken
            if not len(taken) & 255 and time.monotonic() > deadline:
                return "the time limit", taken
    except BeyondReachError:
        return "the time limit", taken
    return "", taken


def _counted(exposure: Exposure, need: int, max_order: int | None, deadline: float, seen: int) -> Json:
    """The number of sets without listing them, by states if these are few, else one by one."""
    from ..analysis.cut_set_counts import cut_set_counts
    from ..analysis.cut_sets import iter_minimal_cut_sets
    from ..analysis.frontier import BeyondReachError

    if need == 1:
        try:
            counts = cut_set_counts(exposure, max_order=max_order, deadline=_until(deadline, 0.7))
            return _number(counts)
        except BeyondReachError:
            pass
    if max_order is not None:
        return {"count": None, "at_least": seen}
    orders: Counter[int] = Counter()
    for number, modes in enumerate(iter_minimal_cut_sets(exposure, need=need)):
        orders[len(modes)] += 1
        if not number & 1023 and time.monotonic() > deadline:
            return {"count": None, "at_least": max(seen, number + 1)}
    return _number(orders)


def _number(counts: Mapping[int, int]) -> Json:
    by_order = {str(order): number for order, number in sorted(counts.items())}
    return {"count": sum(counts.values()), "by_order": by_order}


def single_points_answer(matrix: Matrix, assumptions: Matrix, *, need: int = 1) -> Json:
    """Return the failure modes, and the assumptions' failings, that alone defeat the portfolio."""
    from ..analysis.cut_sets import single_points_of_failure

    def _points(exposure: Exposure) -> list[str]:
        return list(single_points_of_failure(exposure, need=need))

    return {"failure_modes": both(_points, matrix), "assumptions": both(_points, assumptions)}
