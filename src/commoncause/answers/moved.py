"""What of an answer is gone and what is new, between two states of the same question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from ..model import Reading
from .readings import Json

__all__ = ["LEVELS", "NO_CUT_SETS", "NO_POINTS", "moved", "moved_clusters", "moved_cut_sets", "moved_points"]

T = TypeVar("T")
LEVELS = ("failure_modes", "assumptions")
"""What single points of failure are of, as `single_points_answer` names it."""
NO_POINTS: Json = {over: {reading.value: [] for reading in Reading} for over in LEVELS}
NO_CUT_SETS: Json = {
    reading.value: {"count": 0, "complete_to_order": None, "sets": []} for reading in Reading
}
"""The answers on no technique at all, which nothing can defeat."""


def moved(before: Iterable[T], after: Iterable[T]) -> dict[str, list[T]]:
    """Return what is gone and what is new, each in its order.

    >>> moved(["a", "b"], ["b", "c"])
    {'gone': ['a'], 'new': ['c']}
    """
    old, new = list(before), list(after)
    return {"gone": [x for x in old if x not in new], "new": [x for x in new if x not in old]}


def moved_points(before: Json, after: Json) -> list[Json]:
    """Return a row for each single point of failure that is gone or new, of each level and reading."""
    return [
        {"over": over, "name": name, "reading": reading.value, "change": change}
        for over in LEVELS
        for reading in Reading
        for change, names in moved(before[over][reading.value], after[over][reading.value]).items()
        for name in names
    ]


def moved_cut_sets(before: Json, after: Json) -> Json:
    """Return a row for each minimal cut set that is gone or new, of two answers of `cut_sets_answer`.

    ``complete_to_order`` is null where every cut set was compared, else the order up to which they were.
    """
    rows, complete, counts = [], {}, {}
    for reading in Reading:
        old, new = before[reading.value], after[reading.value]
        orders = [x["complete_to_order"] for x in (old, new) if x["complete_to_order"] is not None]
        order = complete[reading.value] = min(orders, default=None)
        counts[reading.value] = {"before": old["count"], "after": new["count"]}
        known = [
            {tuple(s): None for s in found["sets"] if order is None or len(s) <= order}
            for found in (old, new)
        ]
        for change, gone, there in (("gone", *known), ("new", *reversed(known))):
            rows += [
                {"reading": reading.value, "change": change, "set": [*s]} for s in gone if s not in there
            ]
    return {"cut_sets": rows, "complete_to_order": complete, "cut_set_counts": counts}


def moved_clusters(before: Sequence[Json], after: Sequence[Json]) -> list[Json]:
    """Return a row for each group of techniques that is a cluster no longer, or now."""
    old, new = ({tuple(c["members"]): c for c in found} for found in (before, after))
    return [
        {"change": change, "members": [*members]}
        for change, names in moved(old, new).items()
        for members in names
    ]
