"""The communities of a library as discs: how many works each has, and which lean on each other.

A disc's area is its number of works, a line's width the number of links between two. The same communities
stand in the same places, since each draws its place from its own name (`forces`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from .forces import settled
from .lettering import counted
from .svg import MARGIN, SMALL, WIDTH, Picture, Point

__all__ = ["MOST_DRAWN", "community_map"]

Row = Mapping[str, Any]

MOST_DRAWN = 24
"""Communities that are drawn, the largest first."""
_HEIGHT, _LARGEST, _SMALLEST, _THICKEST = 460.0, 62.0, 10.0, 9.0


def community_map(
    communities: Sequence[Mapping[str, Any]],
    ties: Mapping[tuple[int, int], int],
    *,
    title: str,
    isolates: int,
) -> str:
    """Return the map as SVG.

    Parameters
    ----------
    communities
        Rows with ``community`` (a number from 1), ``works`` and ``label``, the largest first.
    ties
        (community, another) -> number of links between them.
    isolates
        Works without links, which are told and not drawn.

    Examples
    --------
    >>> svg = community_map([{"community": 1, "works": 3, "label": "debate"}], {}, title="T", isolates=0)
    >>> "debate" in svg
    True
    """
    drawn = communities[:MOST_DRAWN]
    shown = {row["community"] for row in drawn}
    kept = {pair: n for pair, n in sorted(ties.items()) if n and shown.issuperset(pair)}
    noun = "community" if len(communities) == 1 else "communities"
    said = f"{len(communities):,} {noun} of {counted(sum(row['works'] for row in communities), 'work')}."
    picture = Picture("communities", title, said)
    picture.heading([said])
    if drawn:
        _draw(picture, drawn, kept)
    notes = [
        f"{row['community']}  {row['label'] or 'no word of its own'}: {counted(row['works'], 'work')}"
        for row in drawn
    ]
    if len(communities) > len(drawn):
        notes.append(f"Not drawn: {len(communities) - len(drawn):,} smaller ones.")
    if isolates:
        notes.append(f"Apart: {counted(isolates, 'work')} without links.")
    picture.paragraphs(notes)
    return picture.svg()


def _draw(picture: Picture, drawn: Sequence[Row], ties: Mapping[tuple[int, int], int]) -> None:
    most = max(row["works"] for row in drawn)
    radius = {r["community"]: max(_LARGEST * math.sqrt(r["works"] / most), _SMALLEST) for r in drawn}
    places = _places(drawn, ties, picture.y + 12)
    widest = max(ties.values(), default=1)
    for (one, other), n in ties.items():
        picture.line(places[one], places[other], "axis", max(_THICKEST * n / widest, 0.5))
    for row in drawn:
        number = row["community"]
        x, y = places[number]
        picture.circle(x, y, radius[number], "slice", f"{number} {row['label']}: {row['works']:,}")
        picture.text(x, y + 4, str(number), size=SMALL, anchor="middle", bold=True)
    picture.y += _HEIGHT + 24


def _places(drawn: Sequence[Row], ties: Mapping[tuple[int, int], int], top: float) -> dict[int, Point]:
    """Spread the communities over the canvas, those with many links between them near each other."""
    size = {row["community"]: row["works"] for row in drawn}
    strong = [
        (str(one), str(other)) for (one, other), n in ties.items() if n > 0.02 * min(size[one], size[other])
    ]
    found = settled([str(number) for number in size], strong, gap=90)
    xs, ys = zip(*found.values(), strict=True)

    def _scaled(value: int, of: tuple[int, ...], start: float, room: float) -> float:
        low, high = min(of), max(of)
        return start + room * ((value - low) / (high - low) if high > low else 0.5)

    wide = WIDTH - 2 * MARGIN - 2 * _LARGEST
    return {
        int(name): (
            _scaled(x, xs, MARGIN + _LARGEST, wide),
            _scaled(y, ys, top + _LARGEST, _HEIGHT - 2 * _LARGEST),
        )
        for name, (x, y) in found.items()
    }
