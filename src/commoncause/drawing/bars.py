"""Importance as bars: a panel for each measure, a row for each cause, both readings in each place.

Differences and shares begin at 0. The ratios RAW and RRW begin at 1, which says that a cause changes nothing,
and are drawn on a logarithmic scale; an infinite one runs out in a point. Panels have scales of their own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from .lettering import clean, counted, listed, name_of, text_width, wrap
from .readings import bar, figure, lanes_of, pointed_bar, reading_key, readings_in
from .svg import MARGIN, SMALL, WIDTH, Label, Picture, verbatim

__all__ = ["MEASURES", "MOST_ROWS", "importance_bars"]

MEASURES = {
    "birnbaum": "Birnbaum",
    "criticality": "Criticality",
    "diagnostic": "Diagnostic",
    "raw": "RAW",
    "rrw": "RRW",
    "structural": "Structural",
}
"""Measures that can be drawn, and what they are called."""
MOST_ROWS = 40
"""Causes that are drawn, the most important first."""
_RATIOS = frozenset({"raw", "rrw"})
_BAR, _GAP, _LONGEST_NAME, _FIGURE = 11, 11, 150, 10.0
_BETWEEN = 18

Row = Mapping[str, Any]


def importance_bars(
    importance: Mapping[str, Sequence[Row]],
    measures: Sequence[str] = ("birnbaum", "criticality", "raw", "rrw"),
    *,
    formulas: Mapping[str, str] | None = None,
    label: Label = verbatim,
    kind: str = "failure-mode",
) -> str:
    """Return the bars as SVG, the rows sorted by the first measure.

    Parameters
    ----------
    importance
        Reading (``"certain"``, ``"possible"``, or one of them) -> rows with the ``failure_mode`` (or whatever
        ``kind`` says) and a number for each measure; ``"inf"`` is infinite, None undefined.
    measures
        Keys of `MEASURES`, a panel each; four are as many as can be read.
    formulas
        Measure -> its formula, which stands below its name.

    Raises
    ------
    ValueError
        For a measure that there is not.

    Examples
    --------
    >>> svg = importance_bars({"certain": [{"failure_mode": "s-tax", "rrw": "inf"}]}, ["rrw"])
    >>> "s-tax ranks first" in svg, "∞" in svg
    (True, True)
    """
    if strange := sorted(set(measures) - MEASURES.keys()):
        raise ValueError(f"{strange[0]!r} is no measure; choose from {', '.join(MEASURES)}")
    key, readings = kind.replace("-", "_"), readings_in(importance)
    rows: dict[str, dict[str, Row]] = {}
    for reading in readings:
        for row in importance[reading]:
            rows.setdefault(str(row[key]), {})[reading] = row
    order = sorted(rows, key=lambda name: (-_rank(rows[name], measures[0]), name))
    names = {name: name_of(label(name, kind), name) for name in order}
    said = [
        _reading(r, [(names[n], rows[n][r]) for n in order if r in rows[n]], measures[0]) for r in readings
    ]
    title = f"Importance: {counted(len(rows), kind.replace('-', ' '))}"
    picture = Picture("importance", title, " ".join(said))
    picture.heading(said)
    picture.key(reading_key(readings))
    if rows:
        shown = [(names[name], rows[name]) for name in order[:MOST_ROWS]]
        _Panels(picture, shown, measures, len(readings)).draw(formulas or {})
    picture.paragraphs(_notes(measures, len(order)))
    return picture.svg()


def _number(value: object) -> float | None:
    """Return a figure of an answer as a number.

    >>> _number("inf"), _number(None), _number(2)
    (inf, None, 2.0)
    """
    if value is None:
        return None
    found = float(str(value))
    return None if math.isnan(found) else found


def _rank(row: Mapping[str, Row], measure: str) -> float:
    return max((_number(found.get(measure)) or 0.0) for found in row.values())


def _reading(reading: str, rows: Sequence[tuple[str, Row]], measure: str) -> str:
    """Say which cause comes first."""
    found = [(_number(row.get(measure)), name) for name, row in rows]
    known = [(value, name) for value, name in found if value is not None]
    if not known:
        return f"{reading.capitalize()}: {MEASURES[measure]} is not defined."
    most = max(value for value, _ in known)
    first = [name for value, name in known if value == most]
    verb = "ranks" if len(first) == 1 else "rank"
    return f"{reading.capitalize()}: {listed(first)} {verb} first by {MEASURES[measure]} ({figure(most)})."


def _notes(measures: Sequence[str], n: int) -> list[str]:
    notes = ["Each panel has a scale of its own."]
    if _RATIOS & set(measures):
        notes[0] += " Ratios begin at 1 (no effect) and are logarithmic; a pointed bar is infinite."
    if n > MOST_ROWS:
        notes.append(f"Not drawn: {n - MOST_ROWS:,} of lesser importance.")
    return notes


class _Panels:
    """The panels beside one column of names."""

    def __init__(
        self,
        picture: Picture,
        rows: Sequence[tuple[str, Mapping[str, Row]]],
        measures: Sequence[str],
        readings: int,
    ) -> None:
        self.picture, self.rows, self.measures = picture, rows, measures
        widest = min(max(text_width(name, SMALL) for name, _ in rows), _LONGEST_NAME)
        self.left = MARGIN + widest + 12
        self.pitch = min((WIDTH - MARGIN - self.left + _BETWEEN) / len(measures), 330)
        self.bars = readings * _BAR
        self.top = 0.0

    def draw(self, formulas: Mapping[str, str]) -> None:
        """Draw the headers, then a row for each thing."""
        self.top = self._headers(formulas)
        step = self.bars + _GAP
        for i, (name, _) in enumerate(self.rows):
            y = self.top + i * step
            if i % 2 == 0:
                self.picture.rect(MARGIN, y, WIDTH - 2 * MARGIN, step, "band")
            room = self.left - 10 - MARGIN
            self.picture.text(self.left - 10, y + step / 2 + 4, name, size=SMALL, anchor="end", room=room)
        for j, measure in enumerate(self.measures):
            self._panel(self.left + j * self.pitch, measure)
        self.picture.y = self.top + len(self.rows) * step + 4

    def _headers(self, formulas: Mapping[str, str]) -> float:
        room, most = self.pitch - _BETWEEN, 0
        for j, measure in enumerate(self.measures):
            x, y = self.left + j * self.pitch, self.picture.y + 22
            self.picture.text(x, y, MEASURES[measure], size=SMALL, bold=True, room=room)
            lines = wrap(clean(formulas.get(measure, "")), room, _FIGURE, most=3)
            for i, line in enumerate(lines):
                self.picture.text(x, y + 14 + 13 * i, line, "muted", size=_FIGURE)
            most = max(most, len(lines))
        return self.picture.y + 22 + 13 * most + 10

    def _panel(self, x: float, measure: str) -> None:
        """One measure: its bars and their figures, from the line at which it begins."""
        step, room = self.bars + _GAP, self.pitch - _BETWEEN
        values = [_number(row[reading].get(measure)) for _, row in self.rows for reading in row]
        figures = max((text_width(figure(value), _FIGURE) for value in values), default=0.0)
        long = room - figures - 6
        most = max((_length(v, measure) for v in values if v is not None and math.isfinite(v)), default=0.0)
        for i, (_, row) in enumerate(self.rows):
            for reading, below in lanes_of(row, _BAR).items():
                value = _number(row[reading].get(measure))
                corner = (x, self.top + i * step + _GAP / 2 + below)
                wide = self._bar(corner, value, measure, (long, most), reading)
                at = corner[1] + _BAR - 2
                self.picture.text(x + wide + 4, at, figure(value), "muted", size=_FIGURE)
        self.picture.line((x, self.top), (x, self.top + len(self.rows) * step), "axis")

    def _bar(
        self,
        corner: tuple[float, float],
        value: float | None,
        measure: str,
        scale: tuple[float, float],
        reading: str,
    ) -> float:
        """Draw one value and return how long it is; ``scale``: the longest bar, and what it stands for."""
        long, most = scale
        if value is None:
            return 0.0
        if math.isinf(value):
            pointed_bar(self.picture, corner, long, _BAR, reading)
            return long
        # A finite bar stays clear of the point of an infinite one.
        wide = _length(value, measure) / most * long * 0.88 if most else 0.0
        if wide > 0.5:
            bar(self.picture, corner, wide, _BAR, reading)
        return wide


def _length(value: float, measure: str) -> float:
    return max(math.log(max(value, 1.0)) if measure in _RATIOS else value, 0.0)
