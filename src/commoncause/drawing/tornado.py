"""The tornado chart: how far P moves when one probability goes from its low to its high end.

The widest swing stands at the top. Where P spans more than a decade the axis is logarithmic, with a place of
its own for zero at the left, which no logarithm reaches.

References
----------
T. G. Eschenbach: "Spiderplots versus tornado diagrams for sensitivity analysis", Interfaces 22 (1992) 40-46,
https://doi.org/10.1287/inte.22.6.40
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from .lettering import counted, listed, name_of, text_width
from .readings import bar, figure, lanes_of, reading_key, readings_in
from .svg import MARGIN, SMALL, WIDTH, Label, Picture, verbatim
from .ticks import round_steps

__all__ = ["MOST_ROWS", "Axis", "tornado"]

MOST_ROWS = 40
"""Causes that are drawn, those with the widest swings."""
_BAR, _GAP, _LONGEST_NAME, _RANGE = 12, 14, 130, 10.0
_END, _STEP = 58, 32

# What is smaller is drawn as zero: no probability of interest, and floats lose their digits there.
_LEAST = 1e-300

Swing = Mapping[str, Any]


def tornado(
    swings: Mapping[str, Sequence[Swing]],
    base: Mapping[str, float],
    *,
    label: Label = verbatim,
    kind: str = "failure-mode",
) -> str:
    """Return the tornado chart as SVG, both readings on one axis.

    Parameters
    ----------
    swings
        Reading (``"certain"``, ``"possible"``, or one of them) -> rows with the ``failure_mode`` (or whatever
        ``kind`` says), the ends ``low`` and ``high`` of its probability, and P there: ``p_low``, ``p_high``.
    base
        Reading -> P with every probability as given.

    Examples
    --------
    >>> row = {"failure_mode": "al-gen", "low": 0.01, "high": 0.5, "p_low": 0.02, "p_high": 0.4}
    >>> "al-gen moves P most: from 0.02 to 0.4" in tornado({"certain": [row]}, {"certain": 0.1})
    True
    """
    key = kind.replace("-", "_")
    readings = readings_in(swings)
    rows: dict[str, dict[str, Swing]] = {}
    for reading in readings:
        for swing in swings[reading]:
            rows.setdefault(str(swing[key]), {})[reading] = swing
    order = sorted(rows, key=lambda name: (-max(_width(swing) for swing in rows[name].values()), name))
    names = {name: name_of(label(name, kind), name) for name in order}
    said = [_reading(reading, [rows[n] for n in order], names, key) for reading in readings]
    picture = Picture(
        "tornado", f"Tornado chart of P: {counted(len(rows), kind.replace('-', ' '))}", " ".join(said)
    )
    picture.heading(said)
    picture.key(reading_key(readings))
    if rows:
        shown = [(names[name], rows[name]) for name in order[:MOST_ROWS]]
        _draw(picture, shown, {reading: base[reading] for reading in readings})
    notes = [
        "A bar runs from P at the low end of one probability to P at its high end, all others as given; "
        "what moves P furthest stands first."
    ]
    if len(order) > MOST_ROWS:
        notes.append(f"Not drawn: {len(order) - MOST_ROWS:,} with narrower swings.")
    picture.paragraphs(notes)
    return picture.svg()


class Axis:
    """Values to places between two places: logarithmic past a decade, with zero apart.

    >>> axis = Axis([0.001, 0.1], 100, 200)
    >>> axis.place(0.001), axis.place(0.01), axis.place(0.1), axis.is_log
    (100.0, 150.0, 200.0, True)
    """

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        positive = [value for value in values if value > _LEAST]
        self.is_log = bool(positive) and max(positive) > 10 * min(positive)
        self.zero = start
        self.start = start + (28 if self.is_log and min(values) <= _LEAST else 0)
        self.end = end
        low, high = (min(positive), max(positive)) if self.is_log else (0.0, max([*positive, 0.0]) or 1.0)
        self.low, self.high = self._scaled(low), self._scaled(high)

    def place(self, value: float) -> float:
        """Return where a value stands."""
        if self.is_log and value <= _LEAST:
            return self.zero
        part = (self._scaled(value) - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)

    def ticks(self) -> list[float]:
        """Return round values within the axis, at most about ten."""
        if not self.is_log:
            return round_steps(self.high)
        decades = range(math.floor(self.low), math.ceil(self.high) + 1)
        leaps = (1, 2, 5) if len(decades) <= 4 else (1,)
        stride = max(1, len(decades) // 10)
        found = [leap * 10.0**decade for decade in decades[::stride] for leap in leaps]
        within = [v for v in found if self.low - 1e-9 <= self._scaled(v) <= self.high + 1e-9]
        return ([0.0] if self.start > self.zero else []) + within

    def _scaled(self, value: float) -> float:
        return math.log10(value) if self.is_log else value


def _width(swing: Swing) -> float:
    return abs(float(swing["p_high"]) - float(swing["p_low"]))


def _reading(reading: str, rows: Sequence[Mapping[str, Swing]], names: Mapping[str, str], key: str) -> str:
    """Say which cause moves P most."""
    found = [row[reading] for row in rows if reading in row]
    if not found:
        return f"{reading.capitalize()}: no probability is varied."
    most = max(found, key=_width)
    still = [names[str(swing[key])] for swing in found if _width(swing) == 0]
    said = f"{names[str(most[key])]} moves P most: from {figure(most['p_low'])} to {figure(most['p_high'])}"
    return f"{reading.capitalize()}: {said}{f'; {listed(still)} not at all' if still else ''}."


def _draw(
    picture: Picture, rows: Sequence[tuple[str, Mapping[str, Swing]]], base: Mapping[str, float]
) -> None:
    ends = [float(s[end]) for _, row in rows for s in row.values() for end in ("p_low", "p_high")]
    widest = max(text_width(name, SMALL) for name, _ in rows)
    left = MARGIN + max(min(widest, _LONGEST_NAME), 92) + 12
    axis = Axis([*ends, *base.values()], left + _END, WIDTH - MARGIN - _END)
    step = max(_BAR * len(base) + _GAP, _STEP)
    top = picture.y + 20 + 16 * len(base)
    bottom = top + step * len(rows)
    _grid(picture, axis, top, bottom)
    _bases(picture, axis, base, top, bottom)
    for i, (name, row) in enumerate(rows):
        y = top + i * step + (step - _BAR * len(base)) / 2
        middle = y + _BAR * len(base) / 2
        swing = next(iter(row.values()))
        spans = f"q {figure(swing['low'])} to {figure(swing['high'])}"
        picture.text(left, middle - 2, name, size=SMALL, anchor="end", room=left - MARGIN)
        picture.text(left, middle + 10, spans, "muted", size=_RANGE, anchor="end", room=left - MARGIN)
        for reading, below in lanes_of(row, _BAR).items():
            _swing(picture, axis, row[reading], y + below, reading)
    picture.y = bottom + 28


def _swing(picture: Picture, axis: Axis, swing: Swing, y: float, reading: str) -> None:
    p_low, p_high = float(swing["p_low"]), float(swing["p_high"])
    start, end = sorted((axis.place(p_low), axis.place(p_high)))
    texts = [figure(min(p_low, p_high)), figure(max(p_low, p_high))]
    if end - start < 1:
        _value(picture, end + 4, y, "no change", "start")
        picture.rect(start - 1, y + 1, 2, _BAR - 2, reading)
        return
    bar(picture, (start, y), end - start, _BAR, reading, f"P {texts[0]} to {texts[1]}")
    _value(picture, start - 4, y, texts[0], "end")
    _value(picture, end + 4, y, texts[1], "start")


def _value(picture: Picture, x: float, y: float, text: str, anchor: str) -> None:
    """Add a figure beside a bar, on a ground that hides the lines behind it."""
    wide = text_width(text, _RANGE) + 2
    picture.rect(x - wide + 1 if anchor == "end" else x - 1, y + 1, wide, _BAR - 2, "ground")
    picture.text(x, y + _BAR - 2.5, text, "muted", size=_RANGE, anchor=anchor)


def _grid(picture: Picture, axis: Axis, top: float, bottom: float) -> None:
    free = -math.inf
    for tick in axis.ticks():
        x, text = axis.place(tick), figure(tick)
        half = text_width(text, _RANGE) / 2
        if x - half < free:
            continue
        free = x + half + 6
        picture.line((x, top), (x, bottom), "rule", 1, "2 3" if tick == 0 and axis.is_log else None)
        picture.text(x, bottom + 14, text, "muted", size=_RANGE, anchor="middle")
    words = "P, logarithmic; 0 stands apart" if axis.start > axis.zero else "P, logarithmic"
    picture.text(
        WIDTH - MARGIN, bottom + 28, words if axis.is_log else "P", "muted", size=_RANGE, anchor="end"
    )


def _bases(picture: Picture, axis: Axis, base: Mapping[str, float], top: float, bottom: float) -> None:
    """Mark P itself: the words of the lesser reading left of its line, those of the other above and right."""
    for i, (reading, p) in enumerate(reversed(list(base.items()))):
        x, y = axis.place(p), top - 6 - 16 * (len(base) - 1 - i)
        text = f"{reading} P = {figure(p)}"
        wide = text_width(text, SMALL, bold=True)
        after = i < len(base) - 1 and x + wide < WIDTH - MARGIN
        picture.line((x, y + 4), (x, bottom), "base", 1.2, "4 3" if reading == "possible" else None)
        picture.text(x, y, text, size=SMALL, anchor="start" if after else "end", bold=True)
