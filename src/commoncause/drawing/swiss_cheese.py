"""The Swiss-cheese picture: techniques as slices, failure modes as holes, and what passes through them all.

A failure mode has one height in every slice. Its arrow goes on while the slices have a hole there and ends at
the first that protects: solid as far as the holes are certain, dashed from the first that is only possible.

References
----------
J. Reason: "Human error: models and management", BMJ 320 (2000) 768-770,
https://doi.org/10.1136/bmj.320.7237.768
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from ..model import Verdict
from .lettering import counted, listed, name_of
from .slices import OPEN, Lane, Slices
from .svg import Label, Picture, verbatim

__all__ = ["MOST_LANES", "MOST_SLICES", "lanes", "swiss_cheese"]

MOST_SLICES = 12
"""Slices that are drawn; where there are more techniques, the last slice stands for all others."""
MOST_LANES = 30
"""Failure modes that are drawn, those that pass furthest first; the rest is counted."""


def swiss_cheese(
    cells: Mapping[str, Mapping[str, str]], *, label: Label = verbatim, not_assessed: str = "exposed"
) -> str:
    """Return the picture of a portfolio in which each technique alone suffices, as SVG.

    Parameters
    ----------
    cells
        Technique -> failure mode -> verdict (``exposed``, ``protected``, ``unclear``, ``not-assessed``, the
        last where a pair is missing). Slices and lanes stand in this order.
    label
        Name and kind (``"technique"``, ``"failure-mode"``) -> what people call it.
    not_assessed
        How the possible reading takes a cell that nobody assessed: ``exposed`` or ``protected``.

    Raises
    ------
    ValueError
        For a verdict that there is not.

    Examples
    --------
    >>> svg = swiss_cheese({"rlhf": {"al-gen": "exposed"}, "debate": {"al-gen": "exposed"}})
    >>> "al-gen passes every slice" in svg
    True
    """
    found = lanes(cells, not_assessed)
    title = f"Swiss cheese: {counted(len(cells), 'technique')}, {counted(len(found), 'failure mode')}"
    named = {lane.mode: name_of(label(lane.mode, "failure-mode"), lane.mode) for lane in found}
    slices = [name_of(label(technique, "technique"), technique) for technique in cells]
    said = _reading([replace(lane, mode=named[lane.mode]) for lane in found], slices)
    picture = Picture("swiss-cheese", title, said)
    picture.heading([said])
    shown = _furthest(found, len(cells))
    if shown and cells:
        rest = len(cells) - MOST_SLICES + 1 if len(cells) > MOST_SLICES else 0
        drawn = [replace(_with_the_rest(lane, rest), mode=named[lane.mode]) for lane in shown]
        names = slices[: len(slices) - rest] + ([f"{rest:,} more"] if rest else [])
        cheese = Slices(picture, drawn, names)
        cheese.key(not_assessed)
        cheese.draw()
    picture.y += 8
    picture.paragraphs(_notes(len(found), len(shown)))
    return picture.svg()


def lanes(cells: Mapping[str, Mapping[str, str]], not_assessed: str = "exposed") -> list[Lane]:
    """Return a lane for each failure mode, in the order in which the techniques name them.

    >>> [lane] = lanes({"a": {"f": "exposed"}, "b": {"f": "unclear"}, "c": {"f": "protected"}})
    >>> lane.certain, lane.possible
    (1, 2)
    """
    passing = OPEN.keys() - (set() if not_assessed == Verdict.EXPOSED else {Verdict.NOT_ASSESSED})
    found = []
    for mode in dict.fromkeys(mode for row in cells.values() for mode in row):
        verdicts = tuple(Verdict(row.get(mode, Verdict.NOT_ASSESSED)) for row in cells.values())
        found.append(Lane(mode, verdicts, _passed(verdicts, {Verdict.EXPOSED}), _passed(verdicts, passing)))
    return found


def _passed(verdicts: Sequence[Verdict], passing: Collection[Verdict]) -> int:
    """Return how many of the first verdicts let through."""
    return next((i for i, verdict in enumerate(verdicts) if verdict not in passing), len(verdicts))


def _furthest(found: Sequence[Lane], n: int) -> list[Lane]:
    """Return the lanes to draw, in their order: single points of failure before all others."""

    def _rank(lane: Lane) -> tuple[bool, bool, int, int]:
        return lane.certain < n, lane.possible < n, -lane.certain, -lane.possible

    kept = {lane.mode for lane in sorted(found, key=_rank)[:MOST_LANES]}
    return [lane for lane in found if lane.mode in kept]


def _with_the_rest(lane: Lane, rest: int) -> Lane:
    """Return the lane with one slice for the last ``rest`` techniques: it stops what any of them stops."""
    if not rest:
        return lane
    n = len(lane.verdicts)
    kept = n - rest
    certain, possible = (
        kept + 1 if passed == n else min(passed, kept) for passed in (lane.certain, lane.possible)
    )
    others = set(lane.verdicts[kept:])
    verdict = Verdict.PROTECTED if Verdict.PROTECTED in others else Verdict.UNCLEAR
    verdict = Verdict.EXPOSED if others == {Verdict.EXPOSED} else verdict
    return Lane(lane.mode, (*lane.verdicts[:kept], verdict), certain, possible)


def _reading(found: Sequence[Lane], slices: Sequence[str]) -> str:
    """Say what the picture shows, whatever the order of the slices."""
    n = len(slices)
    if not n or not found:
        return "Nothing is assessed here."
    through = [lane.mode for lane in found if lane.certain == n]
    perhaps = [lane.mode for lane in found if lane.certain < n == lane.possible]
    said = "No failure mode certainly passes every slice."
    if through:
        said = f"{listed(through)} {'passes' if len(through) == 1 else 'pass'} every slice."
    if perhaps:
        verb = "passes" if len(perhaps) == 1 else "pass"
        said += f" {listed(perhaps)} {verb} if what is not known turns out exposed."
    held = [(lane.mode, lane.verdicts.index(Verdict.PROTECTED)) for lane in found if _protecting(lane) == 1]
    if held and not through:
        said += f" Held by one slice alone: {listed([f'{mode} ({slices[i]})' for mode, i in held])}."
    return said


def _protecting(lane: Lane) -> int:
    return lane.verdicts.count(Verdict.PROTECTED)


def _notes(n: int, drawn: int) -> list[str]:
    notes = ["Slices stand in the order given: which one stops an arrow first says nothing of its strength."]
    if n > drawn:
        notes.append(f"Not drawn: {n - drawn:,} of {n:,} failure modes; those that pass furthest come first.")
    return notes
