"""What stands around a thing, small enough for its page: at the left what is before it, at the right after.

Each side is a picture of its own, as wide as a telephone, which stands below the other where there is no room
beside it; both draw the thing at their inner edge, so that side by side they meet in it. Words, signs, shapes
and lines each tell what a relation is; colors come from the page's stylesheet, by class.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from .lettering import name_of, wrap
from .svg import Picture, Point, number

__all__ = ["MOST_ROWS", "Group", "Neighbour", "surroundings"]

MOST_ROWS: Final = 9
"""Neighbours that are drawn at one side, shared by its groups; the rest of each is counted."""
_FEWEST = 4
"""Neighbours of a group that are drawn however many groups there are."""
_WIDE, _SIZE, _LINES = 350, 13.0, 3
_ROW, _BASE, _LEADING, _HEAD = 24, 16, 15, 26
"""Heights: of a name, of the first baseline in it, of each further line (no gap to click into), of words."""
_HUB, _END, _SIGN, _SHAPE, _NAME = 11, 56, 66, 82, 94
"""How far from the inner edge things stand: the thing itself, the end of a line before a sign, and so on."""
_SHAPES: Final = {
    "technique": "m-5-5h10v10h-10z",
    "failure-mode": "m0-6 6 11h-12z",
    "assumption": "m0-7 7 7-7 7-7-7z",
    "source": "m-5 0a5 5 0 1 0 10 0 5 5 0 1 0-10 0z",
    "attack": "m-6-5h12l-6 11z",
}
_SIGNS: Final = {
    "exposed": "m-4-4 8 8m0-8-8 8",
    "protected": "m-4 0 3 4 5-8",
    "unclear": "m-3-2q0-3 3-3t3 3q0 2-3 4m0 3v.5",
}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Something that stands beside a thing; ``href`` leads to its page, and is empty where it has none."""

    name: str
    kind: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbours that a thing relates to in one way, as ``words`` say it from the thing to them.

    ``verdict`` is ``"exposed"``, ``"protected"``, ``"unclear"`` or empty; ``href`` leads to all of them.
    """

    words: str
    neighbours: Sequence[Neighbour]
    verdict: str = ""
    href: str = ""


def surroundings(name: str, kind: str, before: Sequence[Group], after: Sequence[Group]) -> str:
    """Return what stands before and after a thing as up to two SVG elements for a page; empty without any.

    Neighbours keep the order given; past `MOST_ROWS` at a side, they are counted.

    >>> after = [Group("is exposed to", [Neighbour("COLL", "failure-mode")], "exposed")]
    >>> svg = surroundings("RLHF", "technique", [], after)
    >>> svg.count("<svg"), 'aria-label="RLHF is exposed to 1"' in svg
    (1, True)
    """
    sides = ((before, False), (after, True))
    return "".join(_Side(name, kind, groups, outwards).svg() for groups, outwards in sides if groups)


class _Side:
    """One side; ``outwards`` means that it is the right one, at whose left edge the thing stands."""

    def __init__(self, name: str, kind: str, groups: Sequence[Group], outwards: bool) -> None:
        told = ", ".join(f"{group.words} {len(group.neighbours):,}" for group in groups)
        self.picture = Picture("surroundings", f"{name_of(name)} {told}", "")
        self.kind, self.groups, self.outwards = kind, groups, outwards
        self.most = max(_FEWEST, MOST_ROWS // len(groups))
        self.rows: dict[str, list[Point]] = defaultdict(list)

    def svg(self) -> str:
        """Return the side as an SVG element."""
        ends = [(group.verdict, self._group(group)) for group in self.groups]
        # As much below the last as there is above the first: the thing stands in the middle of both sides.
        self.picture.y += _HEAD
        middle = self.picture.y / 2
        for verdict, heights in ends:
            self._lines(verdict, middle, heights)
        for kind, places in self.rows.items():
            self._path(kind, (_at(place) + _shape(kind) for place in places))
        hub = f"translate({_xy((self._x(_HUB), middle))})scale(1.6)"
        self.picture.element("path", class_=self.kind, transform=hub, d=_at((0, 0)) + _shape(self.kind))
        return self.picture.inline(_WIDE, text_anchor=None if self.outwards else "end")

    def _x(self, distance: float) -> float:
        return distance if self.outwards else _WIDE - distance

    def _group(self, group: Group) -> list[float]:
        """Write the words and names of a group; return the heights at which its lines end."""
        total = len(group.neighbours)
        shown = group.neighbours[: self.most if total > self.most + 1 else total]
        self.picture.element("text", f"{group.words} {total:,}", x=self._x(_NAME), y=self.picture.y + 19)
        self.picture.y += _HEAD
        heights = [self._neighbour(neighbour) for neighbour in shown]
        if more := total - len(shown):
            self._name(f"and {more:,} more", group.href)
        return heights

    def _neighbour(self, neighbour: Neighbour) -> float:
        height = self._name(neighbour.name, neighbour.href)
        self.rows[neighbour.kind].append((self._x(_SHAPE), height))
        return height

    def _name(self, name: str, href: str) -> float:
        """Write a name in as many lines as it needs; return the height of their middle."""
        top, lines = self.picture.y, wrap(name_of(name), _WIDE - _NAME, _SIZE, most=_LINES)
        self.picture.y += _ROW + _LEADING * (len(lines) - 1)
        with self.picture.inside("a", href=href) if href else contextlib.nullcontext():
            self._written(lines, top + _BASE)
        return (top + self.picture.y) / 2

    def _written(self, lines: Sequence[str], y: float) -> None:
        """Write lines as one text; the space that parts their words is where it moves none of them."""
        before, after = ("", " ") if self.outwards else (" ", "")
        x, (first, *others) = self._x(_NAME), lines
        with self.picture.inside("text", x=x, y=y):
            self.picture.write(first + after if others else first)
            for i, line in enumerate(others, 1):
                with self.picture.inside("tspan", x=x, y=y + i * _LEADING):
                    self.picture.write(before + line + after)

    def _lines(self, verdict: str, middle: float, heights: Sequence[float]) -> None:
        """Draw a line to each height, where a sign stands before the shape, or the line goes on to it."""
        start, end, sign = (self._x(_HUB), middle), self._x(_END), _SIGNS.get(verdict)
        on = "" if sign else f"H{number(self._x(_SHAPE))}"
        self._path(verdict, (f"{_at(start)}L{_xy((end, height))}{on}" for height in heights))
        if sign:
            self._path(f"{verdict} sign", (_at((self._x(_SIGN), height)) + sign for height in heights))

    def _path(self, class_: str, pieces: Iterable[str]) -> None:
        self.picture.element("path", class_=class_ or None, d="".join(pieces))


def _shape(kind: str) -> str:
    return _SHAPES.get(kind, _SHAPES["technique"])


def _xy(place: Point) -> str:
    return f"{number(place[0])} {number(place[1])}"


def _at(place: Point) -> str:
    return f"M{_xy(place)}"
