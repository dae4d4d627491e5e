"""What resolving each open cell is worth, as bars: filled what is guaranteed, outlined what is at best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .lettering import counted, listed, name_of, text_width
from .readings import bar, figure, sample
from .svg import MARGIN, SMALL, WIDTH, Label, Picture, verbatim

__all__ = ["MOST_ROWS", "cell_values_picture"]

MOST_ROWS = 40
"""Cells that are drawn, those worth most first."""
_BAR, _GAP, _LONGEST_NAME, _FIGURE, _FIGURES = 12, 10, 230, 10.0, 120
_MOST_NAMED = 4

Row = Mapping[str, Any]


def cell_values_picture(
    rows: Sequence[Row], probability: Mapping[str, float] | None, *, label: Label = verbatim
) -> str:
    """Return the bars as SVG, in the order of the rows.

    Parameters
    ----------
    rows
        Each with ``technique``, ``failure_mode``, ``value_guaranteed`` and ``value_best``: by how much the
        range of P narrows. A negative value, of a range that may widen, has no bar.
    probability
        The range now, ``certain`` and ``possible``, to which the bars are in proportion.

    Examples
    --------
    >>> row = {"technique": "debate", "failure_mode": "s-tax", "value_guaranteed": 0.1, "value_best": 0.2}
    >>> "debate / s-tax" in cell_values_picture([row], {"certain": 0.1, "possible": 0.5})
    True
    """
    said = _reading(rows, probability, label)
    picture = Picture("cell-values", f"Value of resolving: {counted(len(rows), 'cell')}", said)
    picture.heading([said])
    picture.key([(sample("certain"), "guaranteed"), (sample("possible"), "at best")])
    shown = rows[:MOST_ROWS]
    if shown:
        _draw(picture, shown, max(float(row["value_best"]) for row in shown), label)
    notes = ["By how much the range of P is narrower once the cell is known, whatever it turns out to be."]
    if len(rows) > MOST_ROWS:
        notes.append(f"Not drawn: {len(rows) - MOST_ROWS:,} of lesser value.")
    picture.paragraphs(notes)
    return picture.svg()


def _reading(rows: Sequence[Row], probability: Mapping[str, float] | None, label: Label) -> str:
    """Say what the picture shows."""
    if not rows:
        return "No cell is open."
    now = (
        f"P lies from {figure(probability['certain'])} to {figure(probability['possible'])}. "
        if probability
        else ""
    )
    if rows[0]["value_best"] <= 0:
        return f"{now}No cell narrows it."
    best = figure(rows[0]["value_best"])
    first = [_name(row, label) for row in rows if figure(row["value_best"]) == best]
    verb = "narrows" if len(first) == 1 else "narrow"
    return f"{now}{listed(first, _MOST_NAMED)} {verb} it most: by up to {best}."


def _name(row: Row, label: Label) -> str:
    technique, mode = str(row["technique"]), str(row["failure_mode"])
    return " / ".join(
        name_of(label(name, kind), name) for name, kind in ((technique, "technique"), (mode, "failure-mode"))
    )


def _draw(picture: Picture, rows: Sequence[Row], most: float, label: Label) -> None:
    names = [_name(row, label) for row in rows]
    widest = min(max(text_width(name, SMALL) for name in names), _LONGEST_NAME)
    left, step = MARGIN + widest + 12, _BAR + _GAP
    long = WIDTH - MARGIN - left - _FIGURES
    top = picture.y + 10
    for i, (name, row) in enumerate(zip(names, rows, strict=True)):
        y = top + i * step
        picture.text(left - 10, y + _BAR - 2, name, size=SMALL, anchor="end", room=widest + 2)
        ends = []
        for value, reading in ((row["value_best"], "possible"), (row["value_guaranteed"], "certain")):
            wide = max(float(value), 0.0) / most * long if most > 0 else 0.0
            if wide > 0.5:
                bar(picture, (left, y), wide, _BAR, reading)
            ends.append(wide)
        said = f"{figure(row['value_guaranteed'])} .. {figure(row['value_best'])}"
        picture.text(left + max(ends) + 5, y + _BAR - 2, said, "muted", size=_FIGURE)
    picture.line((left, top - 4), (left, top + len(rows) * step - _GAP + 4), "axis")
    picture.y = top + len(rows) * step + 4
