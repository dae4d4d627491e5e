"""Minimal cut sets, or path sets, as columns of dots: which conditions belong together, and in how many sets.

A column is a set, a dot marks each condition that belongs to it; sets stand by their order, the smallest
first. Sets of one condition share a column, in which no line joins the dots. At the left stands in how many
of the sets a condition is. The form is the lower half of an UpSet plot.

References
----------
A. Lex, N. Gehlenborg, H. Strobelt, R. Vuillemot, H. Pfister: "UpSet: visualization of intersecting sets",
IEEE Transactions on Visualization and Computer Graphics 20 (2014) 1983-1992,
https://doi.org/10.1109/TVCG.2014.2346248
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Any

from .lettering import counted, listed, name_of, text_width
from .readings import bar, reading_key, readings_in
from .svg import MARGIN, SMALL, WIDTH, Label, Picture, verbatim

__all__ = ["MOST_COLUMNS", "MOST_ROWS", "set_columns"]

MOST_COLUMNS = 12
"""Sets of several conditions that are drawn of each reading, the smallest; half of it beside long names."""
MOST_ROWS = 40
"""Conditions that are drawn, those of the smallest sets; sets that need another are not drawn."""
_ROW, _DOT, _BARS, _GAP, _GROUP = 24, 5.0, 40, 14, 54
_PITCHES = (34, 30, 26, 22, 20, 18, 16, 14, 12, 10, 8, 6)
_MOST_ORDERS = 3
_SHORTEST_NAMES, _LONGEST_NAMES = 120, 300

_LONGEST_SENTENCE = 120

# A cut set of one condition is a single point of failure.
_ALONE = {"certain": "head", "possible": "hollow"}

Sets = Sequence[Sequence[str]]


def set_columns(
    found: Mapping[str, Mapping[str, Any]],
    order: Sequence[str] = (),
    *,
    label: Label = verbatim,
    kind: str = "failure-mode",
    paths: bool = False,
    notes: Sequence[str] = (),
) -> str:
    """Return the picture as SVG, the readings side by side.

    Parameters
    ----------
    found
        Reading (``"certain"``, ``"possible"``, or one of them) -> ``sets``, their ``count`` (None where it is
        not known), and ``complete_to_order`` (None where all sets are there).
    order
        In which order the conditions stand; others follow by name.
    paths
        The sets are path sets: what must stay away, not what defeats.
    notes
        What else to say below the picture.

    Examples
    --------
    >>> found = {"certain": {"count": 1, "complete_to_order": None, "sets": [["coll", "al-gen"]]}}
    >>> "the smallest takes 2: al-gen + coll" in set_columns(found)
    True
    """
    place = {thing: i for i, thing in enumerate(order)}
    given = {reading: _ordered(found[reading], place) for reading in readings_in(found)}
    things = {thing for of in given.values() for s in of["sets"] for thing in s}
    names = {thing: name_of(label(thing, kind), thing) for thing in things}
    what = "minimal path set" if paths else "minimal cut set"
    said = [_reading(reading, given[reading], names, what) for reading in given]
    numbers = ", ".join(f"{_number(of)} {reading}" for reading, of in given.items())
    picture = Picture("cut-sets", f"{what.capitalize()}s: {numbers}", " ".join(said))
    picture.heading(said)
    kept = _drawable(given)
    widest = max((text_width(names[thing], SMALL) for thing in kept), default=0.0)
    most = MOST_COLUMNS if widest <= _SHORTEST_NAMES else MOST_COLUMNS // 2
    shown = {reading: _shown(of["sets"], kept, most) for reading, of in given.items()}
    drawn = {thing for sets in shown.values() for s in sets for thing in s}
    if drawn:
        rows = sorted(drawn, key=lambda thing: (place.get(thing, len(place)), thing))
        picture.key(reading_key(given))
        counts = {reading: Counter(thing for s in of["sets"] for thing in s) for reading, of in given.items()}
        _Columns(picture, {row: names[row] for row in rows}, shown, counts, paths=paths).draw()
    picture.y += 8
    picture.paragraphs([*_notes(given, shown, kind), *notes])
    return picture.svg()


def _ordered(of: Mapping[str, Any], place: Mapping[str, int]) -> dict[str, Any]:
    """Return the sets by order, and they and their conditions by the places of these."""

    def _places(names: Sequence[str]) -> list[tuple[int, str]]:
        return sorted((place.get(name, len(place)), name) for name in names)

    ordered = sorted(map(_places, of["sets"]), key=lambda s: (len(s), s))
    return {**of, "sets": [[name for _, name in s] for s in ordered]}


def _drawable(given: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """Return the conditions that may be drawn: those of the smallest sets, as far as there is room."""
    kept: set[str] = set()
    for s in sorted((s for of in given.values() for s in of["sets"]), key=len):
        if len(kept.union(s)) <= MOST_ROWS:
            kept.update(s)
    return kept


def _shown(sets: Sets, kept: Collection[str], most: int) -> list[Sequence[str]]:
    """Return the sets that are drawn: those of one condition, and the first of the lowest other orders."""
    fitting = [s for s in sets if set(s) <= set(kept)]
    orders = sorted({len(s) for s in fitting})[:_MOST_ORDERS]
    larger = [s for s in fitting if 1 < len(s) <= orders[-1]] if orders else []
    return [s for s in fitting if len(s) == 1] + larger[:most]


def _number(of: Mapping[str, Any]) -> str:
    return f"at least {of.get('at_least', len(of['sets'])):,}" if of["count"] is None else f"{of['count']:,}"


def _reading(reading: str, of: Mapping[str, Any], names: Mapping[str, str], what: str) -> str:
    """Say how many sets there are, and which is the smallest."""
    said = f"{reading.capitalize()}: {_number(of)} {what}{'' if of['count'] == 1 else 's'}"
    if not of["sets"]:
        nothing = f"no {what}" if of["complete_to_order"] is None else "no such set"
        order = of["complete_to_order"]
        none = f"none of order {order} or less" if order else "none listed"
        return f"{reading.capitalize()}: {nothing}." if of["count"] == 0 else f"{said}, {none}."
    least = min(map(len, of["sets"]))
    smallest = [s for s in of["sets"] if len(s) == least]
    if least == 1 and what == "minimal cut set":
        verb = "defeats" if len(smallest) == 1 else "defeat"
        return f"{said}; {listed([names[s[0]] for s in smallest])} alone {verb} the portfolio."
    texts = [" + ".join(names[thing] for thing in s) or "nothing" for s in smallest]
    most = 3 if sum(map(len, texts[:3])) < _LONGEST_SENTENCE else 1
    return f"{said}; the smallest {'takes' if len(texts) == 1 else 'take'} {least}: {listed(texts, most)}."


def _notes(given: Mapping[str, Mapping[str, Any]], shown: Mapping[str, Sets], kind: str) -> list[str]:
    notes = []
    if any(shown.values()):
        things = f"{kind.replace('-', ' ')}s"
        notes.append(f"Dots joined by a line are one set of {things}; at the left, in how many sets one is.")
    for reading, of in given.items():
        if more := len(of["sets"]) - len(shown[reading]):
            notes.append(f"Not drawn of {reading}: {counted(more, 'set')} more that are listed.")
        if of["complete_to_order"] is not None:
            notes.append(f"{reading.capitalize()}: sets are listed up to order {of['complete_to_order']}.")
    return notes


class _Columns:
    """Rows of names with bars at the left and columns of dots at the right; ``names``: row -> its label."""

    def __init__(
        self,
        picture: Picture,
        names: Mapping[str, str],
        shown: Mapping[str, Sets],
        counts: Mapping[str, Counter[str]],
        *,
        paths: bool,
    ) -> None:
        self.picture, self.names, self.paths, self.counts = picture, names, paths, counts
        self.groups = [
            (reading, order, _columns(list(sets)))
            for reading, found in shown.items()
            for order, sets in groupby(found, key=len)
        ]
        self.zero = MARGIN + max(text_width(self._figures(row), SMALL) for row in names) + 6 + _BARS
        room = WIDTH - MARGIN - self.zero - 24
        widest = min(max(text_width(name, SMALL) for name in names.values()), _LONGEST_NAMES)
        self.wide = min(widest, max(room - self._total(14), _SHORTEST_NAMES))
        self.left = self.zero + self.wide + 24
        self.pitch = next((p for p in _PITCHES if self._total(p) <= room - self.wide), _PITCHES[-1])
        self.top = picture.y + 48

    def _total(self, pitch: float) -> float:
        widths = [max(len(columns) * pitch, _GROUP) for *_, columns in self.groups]
        return sum(widths) + _GAP * (len(widths) - 1)

    def draw(self) -> None:
        """Draw the rows, then the columns of each order of each reading."""
        self._rows()
        x, before = self.left, ""
        for reading, order, columns in self.groups:
            width = max(len(columns) * self.pitch, _GROUP)
            if reading != before:
                self.picture.text(x, self.top - 28, reading, size=SMALL, bold=True)
            self.picture.text(x, self.top - 12, f"order {order}", "muted", size=SMALL)
            self.picture.line((x, self.top - 6), (x + width, self.top - 6), "axis")
            for i, chosen in enumerate(columns):
                self._column(x + (i + 0.5) * self.pitch, chosen, reading, alone=order == 1)
            x, before = x + width + _GAP, reading
        self.picture.y = self.top + len(self.names) * _ROW

    def _figures(self, row: str) -> str:
        return " | ".join(f"{count[row]:,}" for count in self.counts.values())

    def _rows(self) -> None:
        most = max(count[row] for count in self.counts.values() for row in self.names)
        self.picture.text(self.zero, self.top - 12, "in sets", "muted", size=SMALL, anchor="end")
        height = (_ROW - 8) / len(self.counts)
        for i, (row, name) in enumerate(self.names.items()):
            y = self.top + i * _ROW
            if i % 2 == 0:
                self.picture.rect(MARGIN, y, WIDTH - 2 * MARGIN, _ROW, "band")
            widths = [count[row] / most * _BARS for count in self.counts.values()]
            for j, (reading, width) in enumerate(zip(self.counts, widths, strict=True)):
                if width:
                    bar(self.picture, (self.zero - width, y + 4 + j * height), width, height, reading)
            end = self.zero - max(widths) - 5
            self.picture.text(end, y + 16, self._figures(row), "muted", size=SMALL, anchor="end")
            end = self.left - 12
            self.picture.text(end, y + 16, name, size=SMALL, anchor="end", room=self.wide)

    def _column(self, x: float, chosen: Sequence[str], reading: str, *, alone: bool) -> None:
        rows = {row: self.top + (i + 0.5) * _ROW for i, row in enumerate(self.names)}
        marked = [rows[thing] for thing in self.names if thing in chosen]
        radius, tip = (
            min(_DOT, self.pitch * 0.36),
            (", " if alone else " + ").join(self.names[thing] for thing in chosen),
        )
        if not alone and len(marked) > 1:
            self.picture.line((x, marked[0]), (x, marked[-1]), "link", 2)
        for y in rows.values():
            is_in = y in marked
            look = _ALONE[reading] if alone and not self.paths else reading
            self.picture.circle(
                x, y, radius if is_in else radius * 0.6, look if is_in else "off", tip if is_in else ""
            )


def _columns(sets: list[Sequence[str]]) -> list[Sequence[str]]:
    """Return a column for each set, and one for all sets of one condition."""
    return [[s[0] for s in sets]] if sets and len(sets[0]) == 1 else sets
