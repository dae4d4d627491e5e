"""Works as dots in the discs of their communities: a map of a literature that can be read at three scales.

A community is a disc as large as its works need, near those that it has many links with; its works stand
inside, those that are linked near each other. Every place begins at one that a name gives (`forces`), so
that one more work leaves the map recognisable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING

from .forces import Place, settled, slots

if TYPE_CHECKING:
    from .forces import Array

__all__ = ["MOST_DISCS", "Disc", "WorksMap", "works_map"]

MOST_DISCS = 80
"""Communities that are drawn, the largest."""
_SETTLED = 400
"""Works of a community up to which their links decide where they stand."""
_PITCH, _MARGIN, _GAP = 30, 26, 18
"""Between two dots, from the outermost dot to the disc's edge, between two discs."""
_ROUNDS, _PULL, _WIDER = 400, 0.015, 1.7
"""Of drawing the discs together; how much in each, and how much more from above and below than from aside."""


@dataclass(frozen=True, slots=True)
class Disc:
    """Where a community stands: the centre of its disc and its radius."""

    x: int
    y: int
    radius: int


@dataclass(frozen=True, slots=True)
class WorksMap:
    """Discs by community, and places by work; what is in no disc has no place."""

    discs: Mapping[int, Disc]
    places: Mapping[str, Place]


def works_map(communities: Mapping[str, int], links: Iterable[tuple[str, str]]) -> WorksMap:
    """Return the map of works, given as name -> community (from 1, the largest first), and their links.

    Discs keep apart from each other. The same input gives the same map.

    >>> found = works_map({"a": 1, "b": 1, "c": 1, "d": 2, "e": 2}, [("a", "b"), ("c", "d"), ("d", "e")])
    >>> [disc.radius for disc in found.discs.values()], sorted(found.places)
    ([57, 39], ['a', 'b', 'c', 'd', 'e'])
    """
    members: dict[int, list[str]] = defaultdict(list)
    for work in sorted(communities):
        if communities[work] <= MOST_DISCS:
            members[communities[work]].append(work)
    inside: dict[int, list[tuple[str, str]]] = defaultdict(list)
    across: dict[tuple[int, int], int] = defaultdict(int)
    for one, other in sorted(links):
        ends = sorted((communities[one], communities[other]))
        if ends[0] == ends[1]:
            inside[ends[0]].append((one, other))
        elif ends[1] <= MOST_DISCS:
            across[ends[0], ends[1]] += 1
    placed = {number: _within(of, inside[number]) for number, of in sorted(members.items())}
    radius = {number: _radius(of.values()) for number, of in placed.items()}
    centres = _centres({number: _head(of, inside[number]) for number, of in members.items()}, radius, across)
    discs = {number: Disc(*centres[number], radius[number]) for number in placed}
    places = {
        work: (x + discs[number].x, y + discs[number].y)
        for number, of in placed.items()
        for work, (x, y) in of.items()
    }
    return WorksMap(discs, places)


def _within(works: Sequence[str], links: Sequence[tuple[str, str]]) -> dict[str, Place]:
    """Place the works of a community around the middle of its disc."""
    many = len(works) > _SETTLED
    found = slots(works, gap=_PITCH / 2) if many else settled(works, links, gap=_PITCH)
    xs, ys = zip(*found.values(), strict=True)
    x, y = (min(xs) + max(xs)) // 2, (min(ys) + max(ys)) // 2
    return {work: (place[0] - x, place[1] - y) for work, place in found.items()}


def _radius(places: Iterable[Place]) -> int:
    return round(max(hypot(x, y) for x, y in places)) + _MARGIN


def _head(works: Sequence[str], links: Sequence[tuple[str, str]]) -> str:
    """Return the work that a community is known by: the one with most links inside, the first of a tie."""
    number = dict.fromkeys(works, 0)
    for pair in links:
        for work in pair:
            number[work] += 1
    return min(works, key=lambda work: (-number[work], work))


def _centres(
    heads: Mapping[int, str], radius: Mapping[int, int], across: Mapping[tuple[int, int], int]
) -> dict[int, Place]:
    """Place discs near those they have most links with, then draw them together as far as they go."""
    import numpy as np

    numbers = list(heads)
    if not numbers:
        return {}
    size = {heads[number]: 1 + 8 * radius[number] / max(radius.values()) for number in numbers}
    tied = [(heads[one], heads[other]) for one, other in sorted(across)]
    start = settled([heads[number] for number in numbers], tied, gap=max(radius.values()) // 2, sizes=size)
    place = np.array([start[heads[number]] for number in numbers], dtype=np.float64)
    reach = np.array([radius[number] for number in numbers], dtype=np.float64)
    apart = reach[:, None] + reach[None, :] + _GAP
    for _ in range(_ROUNDS):
        place = place * (1 - _PULL * np.array([1, _WIDER])) + _pushed(place, apart)
    for _ in range(_ROUNDS):
        place = place + 1.01 * _pushed(place, apart)
    return {number: (round(x), round(y)) for number, (x, y) in zip(numbers, place.tolist(), strict=True)}


def _pushed(place: Array, apart: Array) -> Array:
    """Return how far each disc gives way to those that it overlaps."""
    import numpy as np

    away = place[:, None, :] - place[None, :, :]
    length = np.sqrt((away**2).sum(axis=2))
    short = np.maximum(0, apart - length)
    np.fill_diagonal(short, 0)
    short[short < 0.5] = 0
    push: Array = (away * (0.5 * short / np.maximum(length, 1e-9))[:, :, None]).sum(axis=1)
    return push
