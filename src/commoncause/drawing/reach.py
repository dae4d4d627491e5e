"""How far each cause reaches: bars of the techniques that it strikes, up to the number that defeats them all.

A bar is filled as far as the exposures are certain and outlined as far as they are possible. Where it gets to
the line, the cause is a single point of failure; else the techniques that hold even then stand beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from .lettering import counted, listed, name_of, text_width
from .readings import bar, reading_key, readings_in
from .svg import MARGIN, SMALL, WIDTH, Label, Picture, verbatim

__all__ = ["MOST_ROWS", "reach_bars"]

MOST_ROWS = 20
"""Causes of a kind that are drawn, single points of failure and then those that reach furthest."""
MOST_SINGLE = 60
"""Single points of failure of a kind that are drawn, where there are more of them."""
_ROW, _BAR, _LONGEST_NAME, _BARS = 24, 14, 250, 190

Exposures = Mapping[str, Mapping[str, Collection[str]]]


@dataclass(frozen=True)
class _Cause:
    """A cause, how many techniques it strikes in each reading, and those that it strikes in none."""

    name: str
    struck: Mapping[str, int]
    holding: Sequence[str]

    def rank(self, fatal: int) -> tuple[int, ...]:
        """In how many readings it is no single point of failure, then how far it falls short."""
        struck = list(self.struck.values())
        return sum(n < fatal for n in struck), *(-n for n in struck)


def reach_bars(
    exposures: Mapping[str, Exposures], *, fatal: int | None = None, label: Label = verbatim
) -> str:
    """Return the bars as SVG, a panel for each kind of cause, those that reach furthest first.

    Parameters
    ----------
    exposures
        Kind of cause (``"failure-mode"``, ``"assumption"``) -> reading (``"certain"``, ``"possible"``, or one
        of them) -> technique -> the causes that strike it.
    fatal
        Failures of techniques that defeat the portfolio; all of them unless said otherwise.

    Examples
    --------
    >>> exposure = {"certain": {"rlhf": {"al-gen", "coll"}, "debate": {"al-gen"}}}
    >>> "al-gen alone defeats the portfolio" in reach_bars({"failure-mode": exposure})
    True
    """
    techniques = list(dict.fromkeys(t for of in exposures.values() for sets in of.values() for t in sets))
    fatal = len(techniques) if fatal is None else fatal
    panels = {kind: _causes(of, kind, label, fatal) for kind, of in exposures.items()}
    readings = readings_in({reading for of in exposures.values() for reading in of})
    said = _readings(readings, panels, fatal)
    picture = Picture(
        "reach", f"Single points of failure of {counted(len(techniques), 'technique')}", " ".join(said)
    )
    picture.heading(said)
    if any(panels.values()) and techniques:
        picture.key(reading_key(readings))
        _Panels(picture, panels, len(techniques), fatal).draw()
    picture.y += 8
    picture.paragraphs(_notes(panels, len(techniques), fatal))
    return picture.svg()


def _causes(of: Exposures, kind: str, label: Label, fatal: int) -> list[_Cause]:
    """Return the causes of a kind: single points of failure, then those that reach furthest, then by name."""
    readings = readings_in(of)
    names = sorted({cause for sets in of.values() for causes in sets.values() for cause in causes})
    found = []
    for cause in names:
        struck = {r: sum(cause in causes for causes in of[r].values()) for r in readings}
        free = [t for t, causes in of[readings[-1]].items() if cause not in causes]
        holding = [name_of(label(t, "technique"), t) for t in free]
        found.append(_Cause(name_of(label(cause, kind), cause), struck, holding))
    return sorted(found, key=lambda cause: (*cause.rank(fatal), cause.name))


def _readings(readings: Sequence[str], panels: Mapping[str, Sequence[_Cause]], fatal: int) -> list[str]:
    said = [_reading(reading, panels, fatal) for reading in readings]
    if len(set(said)) == 1:
        return [f"{' and '.join(readings).capitalize()}: {said[0]}"]
    return [f"{reading.capitalize()}: {words}" for reading, words in zip(readings, said, strict=True)]


def _reading(reading: str, panels: Mapping[str, Sequence[_Cause]], fatal: int) -> str:
    """Say what alone defeats the portfolio."""
    said = []
    for kind, causes in panels.items():
        alone = [cause.name for cause in causes if cause.struck.get(reading, 0) >= fatal]
        failing = "the failing of " if kind == "assumption" else ""
        verb = "defeat" if len(alone) > 1 and not failing else "defeats"
        if alone:
            said.append(f"{failing}{listed(alone)} alone {verb} the portfolio")
    whole = (
        "; ".join(said)
        or f"no {' and no '.join(kind.replace('-', ' ') for kind in panels)} alone defeats the portfolio"
    )
    return f"{whole}."


def _notes(panels: Mapping[str, Sequence[_Cause]], n: int, fatal: int) -> list[str]:
    notes = [
        "A bar counts the techniques that one cause strikes; "
        f"{fatal:,} of {n:,} failures defeat the portfolio."
    ]
    for kind, causes in panels.items():
        things = f"{kind.replace('-', ' ')}s"
        if not causes:
            notes.append(f"None of the {things} that count in this view strikes a technique.")
        elif more := len(causes) - len(_drawn(causes, fatal)):
            notes.append(f"Not drawn: {more:,} {things} that reach less far.")
    return notes


def _drawn(causes: Sequence[_Cause], fatal: int) -> Sequence[_Cause]:
    alone = sum(max(cause.struck.values()) >= fatal for cause in causes)
    return causes[: max(MOST_ROWS, min(alone, MOST_SINGLE))]


class _Panels:
    """A panel below the other, names at the left and words at the right of the bars."""

    def __init__(self, picture: Picture, panels: Mapping[str, Sequence[_Cause]], n: int, fatal: int) -> None:
        self.picture, self.n, self.fatal = picture, n, fatal
        self.panels = {kind: _drawn(causes, fatal) for kind, causes in panels.items() if causes}
        names = [cause.name for causes in self.panels.values() for cause in causes]
        self.left = (
            MARGIN + min(max(text_width(name, SMALL, bold=True) for name in names), _LONGEST_NAME) + 12
        )
        self.figures = self.left + _BARS + 10
        widest = max(text_width(_span(cause), SMALL) for causes in self.panels.values() for cause in causes)
        self.words = self.figures + widest + 12

    def draw(self) -> None:
        """Draw the panels, each under the name of its kind."""
        for kind, causes in self.panels.items():
            top, end = self.picture.y + 26, self.left + self.fatal / self.n * _BARS
            self._header(top - 8, f"{kind.replace('-', ' ')}s", end)
            for i, cause in enumerate(causes):
                self._row(top + i * _ROW, cause, shaded=i % 2 == 0)
            bottom = top + len(causes) * _ROW
            self.picture.line((self.left, top), (self.left, bottom), "axis")
            self.picture.line((end, top), (end, bottom), "pierce", 1.6)
            self.picture.y = bottom

    def _header(self, y: float, name: str, end: float) -> None:
        """Name the columns; what the line means stands left of it, or right where there is no room."""
        words, free = f"defeat at {self.fatal:,}", MARGIN + text_width(name, SMALL, bold=True) + 8
        self.picture.text(MARGIN, y, name, size=SMALL, bold=True)
        if end - text_width(words, SMALL) >= free:
            self.picture.text(end, y, words, "alarm", size=SMALL, anchor="end")
        else:
            self.picture.text(max(end, free), y, words, "alarm", size=SMALL)
        self.picture.text(self.words, y, "what holds then", "muted", size=SMALL)

    def _row(self, y: float, cause: _Cause, *, shaded: bool) -> None:
        if shaded:
            self.picture.rect(MARGIN, y, WIDTH - 2 * MARGIN, _ROW, "band")
        alone = [reading for reading, n in cause.struck.items() if n >= self.fatal]
        look = "alarm" if alone else "ink"
        room = self.left - 10 - MARGIN
        self.picture.text(
            self.left - 10, y + 16, cause.name, look, size=SMALL, anchor="end", bold=bool(alone), room=room
        )
        for reading, n in reversed(list(cause.struck.items())):
            if n:
                size = (n / self.n * _BARS, _BAR)
                bar(self.picture, (self.left, y + (_ROW - _BAR) / 2), *size, reading)
        self.picture.text(self.figures, y + 16, _span(cause), "muted", size=SMALL)
        words = self._verdict(cause, alone)
        room = WIDTH - MARGIN - self.words
        self.picture.text(self.words, y + 16, words, look, size=SMALL, bold=bool(alone), room=room)

    def _verdict(self, cause: _Cause, alone: Sequence[str]) -> str:
        """Say what a bar means: a single point of failure, or which techniques still hold."""
        if alone:
            certain = "certain" in alone or list(cause.struck) == ["possible"]
            return "single point of failure" if certain else "may be a single point"
        whole, room = ", ".join(cause.holding), WIDTH - MARGIN - self.words
        return whole if text_width(whole, SMALL) <= room else counted(len(cause.holding), "technique")


def _span(cause: _Cause) -> str:
    return "–".join(f"{n:,}" for n in dict.fromkeys(cause.struck.values()))
