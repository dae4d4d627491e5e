"""How much stands behind each cell, as a map: shaded by the number of papers, marked where gaps are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .lettering import counted, name_of, text_width
from .svg import MARGIN, SMALL, WIDTH, Label, Picture, Point, verbatim

__all__ = ["GLYPHS", "MOST_COLUMNS", "MOST_ROWS", "evidence_map"]

MOST_ROWS = 60
MOST_COLUMNS = 45
"""Techniques and failure modes that are drawn, in their order; past them a cell is too small to read."""
GLYPHS: Mapping[str, str] = {
    "contested": "≠",
    "unclear": "?",
    "stale": "†",
    "argued-without-citation": "∘",
}
"""Kind of gap -> its mark; a cell bears the first of these that it has."""
_SHADES = ((4, "certain", "ground"), (2, "side", "ink"), (1, "slice", "ink"))
"""Fewest papers -> look of the cell and of what is written on it."""
_HIGH, _WIDEST, _LONGEST_NAME, _WRITTEN = 17, 40, 150, 9.0

Row = Mapping[str, Any]
Sample = Callable[[Picture, float, float], None]


def evidence_map(
    rows: Sequence[Row],
    techniques: Sequence[str],
    failure_modes: Sequence[str],
    *,
    label: Label = verbatim,
) -> str:
    """Return the map as SVG: a row for each technique, a column for each failure mode, in the order given.

    Parameters
    ----------
    rows
        Cells with ``technique``, ``failure_mode``, ``papers`` and ``gaps``, as the evidence map has them.

    Examples
    --------
    >>> cell = {"technique": "debate", "failure_mode": "coll", "papers": ["p"], "gaps": ["contested"]}
    >>> "≠" in evidence_map([cell], ["debate"], ["coll"])
    True
    """
    cells = {(str(row["technique"]), str(row["failure_mode"])): row for row in rows}
    said = _reading(rows)
    picture = Picture("evidence-map", f"Evidence: {counted(len(rows), 'cell')}", said)
    picture.heading([said])
    key = [(_swatch(look), f"{least} or more papers") for least, look, _ in reversed(_SHADES)]
    picture.key([*key, *((_sign(glyph), gap) for gap, glyph in GLYPHS.items())])
    drawn = techniques[:MOST_ROWS], failure_modes[:MOST_COLUMNS]
    if all(drawn):
        _draw(picture, cells, *drawn, label)
    notes = [
        "Papers: the sources that state the claims, and the works they give as evidence. Empty: no claim."
    ]
    if hidden := len(techniques) - len(drawn[0]) + len(failure_modes) - len(drawn[1]):
        notes.append(f"Not drawn: {hidden:,} rows and columns.")
    picture.paragraphs(notes)
    return picture.svg()


def _reading(rows: Sequence[Row]) -> str:
    """Say what the picture shows."""
    gaps = Counter(gap for row in rows for gap in row["gaps"])
    assessed = len(rows) - gaps["never-assessed"]
    one = gaps["single-source"]
    return f"{assessed:,} of {counted(len(rows), 'cell')} assessed, {one:,} of them by one source alone."


def _draw(
    picture: Picture,
    cells: Mapping[tuple[str, str], Row],
    techniques: Sequence[str],
    modes: Sequence[str],
    label: Label,
) -> None:
    names = {t: name_of(label(t, "technique"), t) for t in techniques}
    titles = {f: name_of(label(f, "failure-mode"), f) for f in modes}
    beside = min(max(text_width(name, SMALL) for name in names.values()), _LONGEST_NAME)
    above = min(max(text_width(title, SMALL) for title in titles.values()), _LONGEST_NAME)
    left, top = MARGIN + beside + 8, picture.y + above + 10
    wide = min(_WIDEST, (WIDTH - MARGIN - left) / len(modes))
    for j, mode in enumerate(modes):
        x = left + (j + 0.5) * wide + 4
        picture.text(x, top - 5, titles[mode], size=SMALL, room=above + 2, turn=-90)
    for i, technique in enumerate(techniques):
        y = top + i * _HIGH
        name = names[technique]
        picture.text(left - 6, y + _HIGH - 5, name, size=SMALL, anchor="end", room=beside + 2)
        for j, mode in enumerate(modes):
            if row := cells.get((technique, mode)):
                corner = (left + j * wide, y)
                _cell(picture, row, corner, wide, f"{name} / {titles[mode]}")
    picture.y = top + len(techniques) * _HIGH + 6


def _cell(picture: Picture, row: Row, corner: Point, wide: float, name: str) -> None:
    number, (x, y) = len(row["papers"]), corner
    glyph = next((mark for gap, mark in GLYPHS.items() if gap in row["gaps"]), "")
    look, ink = next(((look, ink) for least, look, ink in _SHADES if number >= least), ("band", "ink"))
    tip = f"{name}: {counted(number, 'paper')}; {', '.join(row['gaps']) or 'no gap'}"
    if "never-assessed" in row["gaps"]:
        look = "band"
    picture.rect(x + 0.5, y + 0.5, wide - 1, _HIGH - 1, look, tip)
    written = f"{number or ''}{glyph}" if number else glyph
    if text_width(written, _WRITTEN) > wide:
        written = glyph
    if written:
        picture.text(x + wide / 2, y + _HIGH - 5, written, ink, size=_WRITTEN, anchor="middle")


def _swatch(look: str) -> Sample:
    def _drawn(picture: Picture, x: float, y: float) -> None:
        picture.rect(x - 8, y - 6, 16, 12, look)

    return _drawn


def _sign(glyph: str) -> Sample:
    def _drawn(picture: Picture, x: float, y: float) -> None:
        picture.text(x, y + 4, glyph, size=SMALL, anchor="middle")

    return _drawn
