"""Portfolios as ranges of decades: from what they hold in the possible reading to what in the certain one.

A row is a portfolio; the outlined dot stands where every open cell turns out exposed, the filled one where
none does. What all of its techniques share stands beside it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .lettering import counted, listed, name_of, text_width, wrap
from .readings import figure
from .svg import MARGIN, SMALL, WIDTH, Label, Picture, polygon, verbatim
from .ticks import round_steps

__all__ = ["MOST_ROWS", "portfolio_ranges"]

MOST_ROWS = 30
"""Portfolios that are drawn, the first ones; the rest is counted."""
_LEADING, _NAMES, _WORDS, _FIGURE, _DOT, _MOST_LINES = 14, 206, 180, 10.0, 4.5, 3

_LEAST = 1e-9

Row = Mapping[str, Any]


def portfolio_ranges(portfolios: Sequence[Row], *, label: Label = verbatim, notes: Sequence[str] = ()) -> str:
    """Return the ranges as SVG, in the order given.

    Parameters
    ----------
    portfolios
        Each with its ``techniques``, ``decades`` and ``shared`` failure modes, both for ``"certain"`` and
        ``"possible"``, and whether it is in the Pareto set (``pareto``). Decades are a number, ``"inf"`` for
        a portfolio that nothing defeats, or None where they are beyond reach.
    notes
        What else to say below the picture.

    Examples
    --------
    >>> row = {"techniques": ["debate"], "decades": {"certain": 1.0, "possible": 0.7}, "pareto": True,
    ...     "shared": {"certain": [], "possible": ["coll"]}}
    >>> "debate leads with 0.7 decades" in portfolio_ranges([row])
    True
    """
    rows = [_Range(row, label) for row in portfolios[:MOST_ROWS]]
    said = _reading(portfolios, label)
    picture = Picture("portfolios", f"Portfolios: {len(portfolios):,}, by decades of safety", said)
    picture.heading([said])
    if rows:
        picture.key(_key())
        _Rows(picture, rows).draw()
    picture.y += 8
    more = len(portfolios) - len(rows)
    picture.paragraphs([*_notes(rows), *([f"Not drawn: {more:,} more portfolios."] if more else []), *notes])
    return picture.svg()


class _Range:
    """What is drawn of a portfolio."""

    def __init__(self, row: Row, label: Label) -> None:
        self.techniques = [name_of(label(t, "technique"), t) for t in row["techniques"]]
        self.is_best = bool(row.get("pareto"))
        self.low, self.high = (_number(row["decades"][reading]) for reading in ("possible", "certain"))
        names = {f: name_of(label(f, "failure-mode"), f) for f in row["shared"]["possible"]}
        self.shared = list(names.values())
        self.surely = [names[f] for f in names if f in set(row["shared"]["certain"])]

    def lines(self, room: float) -> list[str]:
        """Return the techniques in three lines at the most, counted where they do not fit."""
        mark = "* " if self.is_best else ""
        for most in range(len(self.techniques), 0, -1):
            lines = wrap(mark + listed(self.techniques, most), room, SMALL)
            if len(lines) <= _MOST_LINES:
                return lines
        return wrap(f"{mark}{counted(len(self.techniques), 'technique')}", room, SMALL)

    @property
    def figures(self) -> str:
        """The decades in figures."""
        return "–".join(dict.fromkeys(figure(x) for x in (self.low, self.high)))

    @property
    def said(self) -> str:
        """What all techniques share, by name where there is room."""
        if not self.shared:
            return "nothing"
        open_ = [name for name in self.shared if name not in self.surely]
        words = [", ".join(self.surely), f"may be {', '.join(open_)}" if open_ else ""]
        whole = "; ".join(filter(None, words))
        if text_width(whole, SMALL) <= _WORDS:
            return whole
        least = f"{len(self.surely):,}–" if open_ else ""
        return least + counted(len(self.shared), "failure mode")

    @property
    def known(self) -> list[float]:
        """The ends of the range that are numbers."""
        return [x for x in (self.low, self.high) if x is not None and math.isfinite(x)]


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def _reading(portfolios: Sequence[Row], label: Label) -> str:
    """Say which portfolio holds most, and how many have a single point of failure."""
    known = [row for row in portfolios if row["decades"]["possible"] is not None]
    if not known:
        return "P is beyond exact reach." if portfolios else "No portfolio fits."
    best = _Range(max(known, key=lambda row: _number(row["decades"]["possible"]) or 0.0), label)
    unit = "decade" if best.low == 1 else "decades"
    said = f"{listed(best.techniques)} leads with {figure(best.low)} {unit} in the possible reading"
    said += f", {figure(best.high)} in the certain one"
    single = sum(bool(row["shared"]["possible"]) for row in portfolios)
    have = "have" if single > 1 else "has"
    n = f"{single:,} of {counted(len(portfolios), 'portfolio')}" if single else "none"
    return f"{said}; {n} {have} a possible single point of failure."


def _notes(rows: Sequence[_Range]) -> list[str]:
    notes = ["Decades: -log10 of the probability of failing; 1 is a tenth, 2 a hundredth."] if rows else []
    if any(row.is_best for row in rows):
        notes.append("*: no other of these is as good in every respect and better in one.")
    return notes


def _key() -> list[tuple[Callable[[Picture, float, float], None], str]]:
    return [
        (_dot("possible"), "possible: unknown cells read as exposed"),
        (_dot("certain"), "certain: as protected"),
    ]


def _dot(look: str) -> Callable[[Picture, float, float], None]:
    return lambda picture, x, y: picture.circle(x, y, _DOT, look)


class _Rows:
    """Names at the left, ranges on one axis, what is shared at the right."""

    def __init__(self, picture: Picture, rows: Sequence[_Range]) -> None:
        self.picture, self.rows = picture, rows
        names = [f"* {listed(row.techniques, len(row.techniques))}" for row in rows]
        room = min(max(text_width(name, SMALL) for name in names), _NAMES)
        self.left = MARGIN + room + 14
        self.lines = [row.lines(room) for row in rows]
        endless = any(math.isinf(x) for row in rows for x in (row.low, row.high) if x is not None)
        self.words = WIDTH - MARGIN - _WORDS
        figures = max(text_width(row.figures, _FIGURE) for row in rows)
        self.right = self.words - 20 - figures - (34 if endless else 0)
        most = max((x for row in rows for x in row.known), default=0.0)
        self.most = most if most > _LEAST else 1.0

    def draw(self) -> None:
        """Draw the axis, then a row for each portfolio."""
        top = self.picture.y + 20
        heights = [max(len(found) * _LEADING, _LEADING) + 10 for found in self.lines]
        bottom = top + sum(heights)
        y = top
        for i, height in enumerate(heights):
            if i % 2 == 0:
                self.picture.rect(MARGIN, y, WIDTH - 2 * MARGIN, height, "band")
            y += height
        self._axis(top, bottom)
        y = top
        for row, lines, height in zip(self.rows, self.lines, heights, strict=True):
            self._row(row, lines, y, height)
            y += height
        self.picture.y = bottom + 28

    def _axis(self, top: float, bottom: float) -> None:
        free = -math.inf
        for tick in round_steps(self.most):
            x, half = self._x(tick), text_width(figure(tick), _FIGURE) / 2
            self.picture.line((x, top), (x, bottom), "rule" if tick else "axis")
            if x - half > free:
                self.picture.text(x, bottom + 14, figure(tick), "muted", size=_FIGURE, anchor="middle")
                free = x + half + 4
        self.picture.text(self._x(0), bottom + 28, "decades", "muted", size=_FIGURE)
        self.picture.text(self.words, top - 6, "shared by all", "muted", size=SMALL)

    def _x(self, value: float) -> float:
        return self.left + value / self.most * (self.right - self.left)

    def _row(self, row: _Range, lines: Sequence[str], y: float, height: float) -> None:
        first = y + height / 2 + 4 - (len(lines) - 1) * _LEADING / 2
        for i, line in enumerate(lines):
            x = self.left - 10
            self.picture.text(x, first + i * _LEADING, line, size=SMALL, anchor="end")
        self._range(row, y + height / 2)
        look = "alarm" if row.shared else "muted"
        self.picture.text(self.words, y + height / 2 + 4, row.said, look, size=SMALL, room=_WORDS)

    def _range(self, row: _Range, y: float) -> None:
        """The two dots and the line between; an arrow where there is no end."""
        if row.low is None or row.high is None:
            self.picture.text(self._x(0) + 6, y + 4, "P is beyond exact reach", "muted", size=_FIGURE)
            return
        end = self.right + 18
        low, high = (self._x(x) if math.isfinite(x) else end for x in (row.low, row.high))
        self.picture.line((low, y), (high, y), "link", 2)
        if math.isinf(row.high):
            look = "possible" if math.isinf(row.low) else "certain"
            points = [(end - 8, y - 5), (end, y), (end - 8, y + 5)]
            self.picture.path(polygon(points), look, "never fails")
        else:
            # The hollow dot stays in sight where both readings agree.
            self.picture.circle(high, y, _DOT, "certain")
        if math.isfinite(row.low):
            is_one = high - low < 1
            self.picture.circle(low, y, _DOT + 2 if is_one else _DOT, "possible")
            if is_one:
                self.picture.circle(high, y, _DOT - 1, "certain")
        self.picture.text(high + _DOT + 6, y + 4, row.figures, "muted", size=_FIGURE)
