"""The UpSet plot of an exposure: which failure modes strike exactly which techniques together.

A column is a set of techniques and counts the failure modes that strike these and no other; a dot marks each
technique of the set. Sizes of the single sets stand at the left.

References
----------
A. Lex, N. Gehlenborg, H. Strobelt, R. Vuillemot, H. Pfister: "UpSet: visualization of intersecting sets",
IEEE Transactions on Visualization and Computer Graphics 20 (2014) 1983-1992,
https://doi.org/10.1109/TVCG.2014.2346248
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from .lettering import counted, fit, listed, name_of, text_width
from .readings import bar, reading_key
from .svg import MARGIN, SMALL, WIDTH, Label, Picture, verbatim

__all__ = ["MOST_COLUMNS", "MOST_ROWS", "Intersection", "intersections", "upset"]

MOST_COLUMNS = 12
"""Intersections that are drawn of each reading unless said otherwise."""
MOST_ROWS = 40
"""Techniques that are drawn, the most exposed first; all of them count."""
_ROW, _BARS, _DOT = 24, 96, 5.0
_SIZES, _LONGEST_NAME, _LONGEST_LABEL = 84, 130, 150
_TURN, _RISE = -50, 0.78

# What is in every set is a single point of failure, or is protected from nothing.
_ALL = {"certain": "head", "possible": "hollow"}

Sets = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Intersection:
    """The elements that are in exactly these sets, all sorted by name."""

    sets: tuple[str, ...]
    elements: tuple[str, ...]


def intersections(exposure: Sets) -> list[Intersection]:
    """Return the exact intersections that hold anything, the largest first, then by the names of the sets.

    >>> [(i.sets, i.elements) for i in intersections({"a": {"f", "g"}, "b": {"g"}})]
    [(('a',), ('f',)), (('a', 'b'), ('g',))]
    """
    of: dict[str, set[str]] = defaultdict(set)
    for name, elements in exposure.items():
        for element in elements:
            of[element].add(name)
    exact: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for element, names in sorted(of.items()):
        exact[tuple(sorted(names))].append(element)
    return sorted(
        (Intersection(sets, tuple(elements)) for sets, elements in exact.items()),
        key=lambda found: (-len(found.elements), found.sets),
    )


def upset(
    exposure: Mapping[str, Sets],
    *,
    label: Label = verbatim,
    kinds: tuple[str, str] = ("technique", "failure-mode"),
    most_columns: int = MOST_COLUMNS,
) -> str:
    """Return the UpSet plot as SVG, the readings side by side.

    Parameters
    ----------
    exposure
        Reading (``"certain"``, ``"possible"``, or one of them) -> technique -> its failure modes. Rows stand
        in the order of the first reading.
    kinds
        What the rows are, and what is counted; swap them for an exposure of modes to techniques.
    most_columns
        Intersections that are drawn of each reading; the picture says how many more there are.

    Examples
    --------
    >>> svg = upset({"certain": {"rlhf": {"al-gen"}, "debate": {"al-gen"}}})
    >>> "al-gen has all 2 techniques" in svg
    True
    """
    rows, things = (kind.replace("-", " ") for kind in kinds)
    given = {r: exposure[r] for r in ("certain", "possible") if r in exposure}
    names = list(dict.fromkeys(name for sets in given.values() for name in sets))
    elements = {element for sets in given.values() for of in sets.values() for element in of}
    title = f"UpSet plot: {counted(len(names), rows)}, {counted(len(elements), things)}"
    found = {reading: intersections(sets) for reading, sets in given.items()}
    called = {element: name_of(label(element, kinds[1]), element) for element in elements}
    said = [_reading(reading, found[reading], len(names), called, (rows, things)) for reading in found]
    picture = Picture("upset", title, " ".join(said))
    picture.heading(said)
    picture.key(reading_key(given))
    if names and elements:
        shown = {reading: columns[:most_columns] for reading, columns in found.items()}
        drawn = _largest(names, given)
        plot = _Plot(picture, {name: name_of(label(name, kinds[0]), name) for name in drawn}, shown, called)
        plot.draw(given, len(names))
        picture.paragraphs(_notes(found, shown, len(names) - len(drawn), rows, things))
    return picture.svg()


def _largest(names: Sequence[str], given: Mapping[str, Sets]) -> list[str]:
    size = {name: max(len(sets.get(name, ())) for sets in given.values()) for name in names}
    kept = set(sorted(names, key=lambda name: (-size[name], name))[:MOST_ROWS])
    return [name for name in names if name in kept]


def _reading(
    reading: str, found: Sequence[Intersection], n: int, called: Mapping[str, str], kinds: tuple[str, str]
) -> str:
    """Say what is in most sets, and how much is in several."""
    most = max((len(column.sets) for column in found), default=0)
    widest = [called[e] for column in found for e in column.elements if len(column.sets) == most]
    if not widest:
        return f"{reading.capitalize()}: nothing is exposed."
    of = f"all {counted(n, kinds[0])}" if most == n else f"{most:,} of {counted(n, kinds[0])}, the most"
    shared = sum(len(column.elements) for column in found if len(column.sets) > 1)
    total = sum(len(column.elements) for column in found)
    every = f"{listed(widest)} {'has' if len(widest) == 1 else 'have'} {of}"
    return f"{reading.capitalize()}: {every}; {shared:,} of {counted(total, kinds[1])} have more than one."


def _notes(
    found: Mapping[str, Sequence[Intersection]],
    shown: Mapping[str, Sequence[Intersection]],
    hidden: int,
    rows: str,
    things: str,
) -> list[str]:
    notes = [f"A column counts the {things}s that have all the {rows}s with a dot, and no other."]
    for reading, columns in found.items():
        left_out = columns[len(shown[reading]) :]
        if left_out:
            n = sum(len(column.elements) for column in left_out)
            what = f"{counted(len(left_out), 'smaller intersection')} with {counted(n, things)}"
            notes.append(f"Left out of {reading}: {what}.")
    if hidden:
        notes.append(f"Not drawn, but counted: {counted(hidden, rows)} with the smallest sets.")
    return notes


class _Plot:
    """Rows of names with bars at the left and columns of dots at the right; ``names``: row -> its label."""

    def __init__(
        self,
        picture: Picture,
        names: Mapping[str, str],
        shown: Mapping[str, Sequence[Intersection]],
        called: Mapping[str, str],
    ) -> None:
        self.picture, self.names, self.shown, self.called = picture, names, shown, called
        widest = max(text_width(name, SMALL) for name in names.values())
        self.zero = MARGIN + _SIZES
        self.left = self.zero + 10 + min(widest, _LONGEST_NAME) + 14
        n = sum(map(len, shown.values())) + len(shown) - 1
        self.pitch = min((WIDTH - MARGIN - self.left) / max(n, 1), 40)
        self.top = picture.y + 48 + _BARS
        self.tallest = max((len(c.elements) for columns in shown.values() for c in columns), default=1)

    def draw(self, given: Mapping[str, Sets], n: int) -> None:
        """Draw the rows, then the columns of each reading."""
        self._rows(given)
        x = self.left
        for reading, columns in self.shown.items():
            if columns:
                self.picture.text(x, self.top - _BARS - 30, reading, size=SMALL, bold=True)
            for column in columns:
                self._column(x + self.pitch / 2, column, reading, len(column.sets) == n)
                x += self.pitch
            x += self.pitch
        labels = [self._label(column) for columns in self.shown.values() for column in columns]
        longest = min(max(text_width(text, SMALL, bold=True) for text in labels), _LONGEST_LABEL)
        self.picture.y = self.top + len(self.names) * _ROW + 12 + longest * _RISE

    def _rows(self, given: Mapping[str, Sets]) -> None:
        sizes = {row: [len(sets.get(row, ())) for sets in given.values()] for row in self.names}
        most = max(max(size) for size in sizes.values()) or 1
        for i, (row, name) in enumerate(self.names.items()):
            y = self.top + i * _ROW
            if i % 2 == 0:
                self.picture.rect(MARGIN, y, WIDTH - 2 * MARGIN, _ROW, "band")
            for reading, size in reversed(list(zip(given, sizes[row], strict=True))):
                width = size / most * (_SIZES - 40)
                bar(self.picture, (self.zero - width, y + 5), width, _ROW - 10, reading)
            text = "–".join(map(str, dict.fromkeys(sizes[row])))
            x = self.zero - max(sizes[row]) / most * (_SIZES - 40) - 5
            self.picture.text(x, y + 16, text, "muted", size=SMALL, anchor="end")
            end = self.left - 12
            self.picture.text(end, y + 16, name, size=SMALL, anchor="end", room=_LONGEST_NAME)

    def _column(self, x: float, column: Intersection, reading: str, whole: bool) -> None:
        height, n = len(column.elements) / self.tallest * _BARS, len(column.elements)
        wide, base = min(self.pitch * 0.62, 22), self.top - 6
        filled = _ALL[reading] if whole else reading
        tip = f"{listed([self.called[e] for e in column.elements])}: {listed(column.sets)}"
        bar(self.picture, (x - wide / 2, base - height), wide, height, filled, tip)
        look = "alarm" if whole else "ink"
        self.picture.text(x, base - 4 - height, f"{n:,}", look, size=SMALL, anchor="middle", bold=whole)
        rows = {row: self.top + (i + 0.5) * _ROW for i, row in enumerate(self.names)}
        marked = [y for row, y in rows.items() if row in column.sets]
        if marked:
            self.picture.line((x, marked[0]), (x, marked[-1]), "pierce" if whole else "link", 2)
        for y in rows.values():
            self.picture.circle(x, y, min(_DOT, self.pitch * 0.3), filled if y in marked else "off")
        below, text = self.top + len(rows) * _ROW + 12, self._label(column)
        self.picture.text(x + 5, below, text, look, size=SMALL, anchor="end", bold=whole, turn=_TURN)

    def _label(self, column: Intersection) -> str:
        """Name what is in the column: all of it where there is room, else the first and how many more."""
        names = [self.called[element] for element in column.elements]
        whole = ", ".join(names)
        if text_width(whole, SMALL, bold=True) <= _LONGEST_LABEL:
            return whole
        more = f" + {len(names) - 1:,} more" if len(names) > 1 else ""
        return fit(names[0], _LONGEST_LABEL - text_width(more, SMALL, bold=True), SMALL, bold=True) + more
