"""Slices of cheese seen from the left, a little from above, and the arrows that go through their holes.

Painted from the right to the left, each slice over the arrow that leaves it: an arrow is hidden by the slice
it has passed and can be seen through the hole, as behind a real one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..model import Verdict
from .lettering import text_width, wrap
from .svg import MARGIN, SMALL, WIDTH, Picture, number, polygon

__all__ = ["OPEN", "Lane", "Slices"]

OPEN = {Verdict.EXPOSED: "exposed", Verdict.UNCLEAR: "unclear", Verdict.NOT_ASSESSED: "not assessed"}
"""Verdicts that are a hole, certain or possible, and what the key calls them."""

_ROW, _RADIUS, _RIM, _SLANT = 32, 9.5, 26, 0.42
_LONGEST_MODE, _LONGEST_NAME, _OUTCOME = 150, 120, 128
_TURN, _RISE = -40, 0.65
# Control points of a quarter of a circle, https://www.w3.org/TR/SVG2/paths.html
_K = 0.5523


@dataclass(frozen=True)
class Lane:
    """One failure mode across the slices: its verdicts, and how many slices let it through."""

    mode: str
    verdicts: tuple[Verdict, ...]
    certain: int
    """Slices passed when only what is exposed lets through; all of them for a single point of failure."""
    possible: int
    """Slices passed when what is not known lets through as well."""


class Slices:
    """Slices and lanes on a picture; ``lanes`` go by the labels of their modes, ``names`` are the slices'."""

    def __init__(self, picture: Picture, lanes: Sequence[Lane], names: Sequence[str]) -> None:
        self.picture, self.lanes, self.names = picture, lanes, names
        self.n = len(names)
        widest = max(text_width(lane.mode, SMALL, bold=True) for lane in lanes)
        self.left = MARGIN + min(widest, _LONGEST_MODE) + 8
        passing = any(lane.possible == self.n for lane in lanes)
        room = WIDTH - MARGIN - self.left - 16 - (_OUTCOME if passing else 8)
        self.pitch = min(room / self.n, 110)
        self.face = min(self.pitch * 0.5, 40)
        self.thick = min(self.pitch * 0.12, 8)
        self.top = 0.0

    def draw(self) -> None:
        """Add slices, lanes and names below what is there."""
        self.top = self.picture.y + 12 + self.face * _SLANT / 2
        self._modes()
        for i in reversed(range(self.n)):
            self._arrows(i)
            self._slice(i)
        self._arrows(-1)
        self.picture.y = self._y(len(self.lanes) - 1) + _RIM + self.face * _SLANT / 2
        self._names_below()

    def key(self, not_assessed: str) -> None:
        """Add what the signs mean, those that occur."""
        seen = {verdict for lane in self.lanes for verdict in lane.verdicts}
        said = OPEN | {Verdict.NOT_ASSESSED: f"not assessed: taken as {not_assessed}"}
        entries = [(_hole_sample(verdict), words) for verdict, words in said.items() if verdict in seen]
        if any(lane.possible < self.n for lane in self.lanes):
            entries.append((_tick, "protected: stops here"))
        if any(lane.possible == self.n for lane in self.lanes):
            entries.append((_arrow, "passes every slice"))
        if any(lane.certain < lane.possible for lane in self.lanes):
            entries.append((_dashes, "only if the hole is there"))
        self.picture.key(entries)

    def _x(self, i: int) -> float:
        """Where the arrows go through slice ``i``; at -1 they begin, at n they end."""
        if i < 0:
            return self.left
        return self.left + 16 + (i + 0.5) * self.pitch - (0.5 * self.pitch - 28 if i == self.n else 0)

    def _y(self, row: int) -> float:
        return self.top + _RIM + row * _ROW

    def _at(self, i: int, row: int, along: float, down: float) -> tuple[float, float]:
        """A point of the face, seen from the left: what is ``along`` the slice comes nearer and lower."""
        return self._x(i) + along, self._y(row) + down + along * _SLANT

    def _slice(self, i: int) -> None:
        half, last = self.face / 2, len(self.lanes) - 1
        far, near = self._at(i, 0, -half, -_RIM), self._at(i, 0, half, -_RIM)
        low, bottom = self._at(i, last, half, _RIM), self._at(i, last, -half, _RIM)
        behind = [(x + self.thick, y) for x, y in (far, near, low)]
        for side in ([far, behind[0], behind[1], near], [near, behind[1], behind[2], low]):
            self.picture.path(polygon(side), "side", stroke_width="0.75", stroke_linejoin="round")
        holes = {row: self._hole(i, row) for row, lane in enumerate(self.lanes) if lane.verdicts[i] in OPEN}
        face = polygon([far, near, low, bottom]) + "".join(holes.values())
        self.picture.path(face, "slice", self.names[i], fill_rule="evenodd", stroke_linejoin="round")
        for row, hole in holes.items():
            _film(self.picture, hole, self.lanes[row].verdicts[i])

    def _hole(self, i: int, row: int) -> str:
        """A circle on the face: four Bezier arcs, slanted as the face is."""
        wide = min(_RADIUS * 0.8, self.face * 0.36)

        def _point(along: float, down: float) -> str:
            x, y = self._at(i, row, along * wide, down * _RADIUS)
            return f"{number(x)} {number(y)}"

        half = [(1, _K), (_K, 1), (0, 1), (-_K, 1), (-1, _K), (-1, 0)]
        around = half + [(-along, -down) for along, down in half]
        return f"M{_point(1, 0)}C" + " ".join(_point(along, down) for along, down in around) + "Z"

    def _arrows(self, i: int) -> None:
        """The arrows from slice ``i`` to the next, and the ticks of what stops them there."""
        for row, lane in enumerate(self.lanes):
            if lane.possible <= i:
                continue
            y, end, through = self._y(row), self._x(i + 1), lane.possible == self.n
            thickness = 2.5 if through and lane.certain == self.n else 1.6
            dash = None if lane.certain > i else "4 3"
            look = "pierce" if through else "stopped"
            self.picture.line((self._x(i), y), (end, y), look, thickness, dash)
            if lane.possible == i + 1 < self.n:
                _tick(self.picture, end, y)

    def _modes(self) -> None:
        """The names of the lanes, and what comes out at the other end."""
        room = self.left - 8 - MARGIN
        for row, lane in enumerate(self.lanes):
            y, x, through = self._y(row), self._x(self.n), lane.possible == self.n
            look = "alarm" if through else "ink"
            self.picture.text(
                self.left - 8, y + 4, lane.mode, look, size=SMALL, room=room, anchor="end", bold=through
            )
            if through:
                certain = lane.certain == self.n
                _head(self.picture, x, y, "head" if certain else "hollow")
                said = "passes all" if certain else "may pass all"
                self.picture.text(x + 15, y + 4, said, look, size=SMALL, bold=True)

    def _names_below(self) -> None:
        room = self.pitch - 8
        lines = [wrap(name, room, SMALL) for name in self.names]
        whole = all(" ".join(found) == name for found, name in zip(lines, self.names, strict=True))
        if whole and max(map(len, lines)) <= 2:
            for i, found in enumerate(lines):
                for j, line in enumerate(found):
                    y = self.picture.y + 17 + 14 * j
                    self.picture.text(self._x(i), y, line, size=SMALL, anchor="middle")
            self.picture.y += 17 + 14 * (max(map(len, lines)) - 1)
            return
        for i, name in enumerate(self.names):
            x, y = self._x(i) + 6, self.picture.y + 14
            self.picture.text(x, y, name, size=SMALL, anchor="end", room=_LONGEST_NAME, turn=_TURN)
        longest = min(max(text_width(name, SMALL) for name in self.names), _LONGEST_NAME)
        self.picture.y += 18 + longest * _RISE


def _film(picture: Picture, hole: str, verdict: Verdict) -> None:
    """Cover a hole that is only possible with a film, its rim dashed, or dotted where nobody assessed it."""
    dash = {Verdict.UNCLEAR: "3 2", Verdict.NOT_ASSESSED: "0.5 2.5"}.get(verdict)
    if dash:
        rim = {"fill_opacity": "0.6", "stroke_width": "1.2", "stroke_linecap": "round"}
        picture.path(hole, "maybe", **rim, stroke_dasharray=dash)


def _tick(picture: Picture, x: float, y: float) -> None:
    picture.circle(x, y, 6.5, "shield")
    points = [(x - 3, y), (x - 0.8, y + 2.4), (x + 3.2, y - 2.6)]
    d = "M" + "L".join(f"{number(at)} {number(height)}" for at, height in points)
    picture.path(d, "tick", stroke_width="1.8", stroke_linecap="round", stroke_linejoin="round")


def _head(picture: Picture, x: float, y: float, look: str) -> None:
    picture.path(polygon([(x, y - 5), (x + 10, y), (x, y + 5)]), look, stroke_width="1.2")


def _arrow(picture: Picture, x: float, y: float) -> None:
    picture.line((x - 11, y), (x + 1, y), "pierce", 2.5)
    _head(picture, x + 1, y, "head")


def _dashes(picture: Picture, x: float, y: float) -> None:
    picture.line((x - 11, y), (x + 11, y), "stopped", 1.6, "4 3")


def _hole_sample(verdict: Verdict) -> Callable[[Picture, float, float], None]:
    def _sample(picture: Picture, x: float, y: float) -> None:
        box = polygon([(x - 11, y - 8), (x + 11, y - 8), (x + 11, y + 8), (x - 11, y + 8)])
        hole = f"M{number(x - 5)} {number(y)}a5 6 0 1 0 10 0a5 6 0 1 0 -10 0Z"
        picture.path(box + hole, "slice", fill_rule="evenodd", stroke_width="0.75")
        _film(picture, hole, verdict)

    return _sample
