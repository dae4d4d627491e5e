"""The words of the domain as frozen values: things, claims, verdicts, cells, matrices.

Names of things are slugs (``"rlhf"``, ``"al-gen"``) or, where a matrix comes from a user's own file, the
names of that file. Claims are named by their IRIs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING

from .errors import UnknownNameError

if TYPE_CHECKING:
    import pandas

__all__ = [
    "Assessment",
    "Cell",
    "Claim",
    "Matrix",
    "Passage",
    "Reading",
    "Thing",
    "Verdict",
]


class Verdict(StrEnum):
    """What a cell says. ``NOT_ASSESSED`` is the absence of a claim, never a claim."""

    EXPOSED = "exposed"
    PROTECTED = "protected"
    UNCLEAR = "unclear"
    NOT_ASSESSED = "not-assessed"


class Reading(StrEnum):
    """How what is not known is read: certain takes it as protected, possible as exposed."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """Where a claim stands: code points ``start`` (from 0) to ``end`` (exclusive) of a text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Thing:
    """A technique, failure mode, assumption, work or other thing that claims speak of."""

    iri: str
    slug: str
    kind: str
    label: str
    notation: str = ""
    alternatives: tuple[str, ...] = ()
    definition: str = ""
    broader: tuple[str, ...] = ()
    position: int | None = None

    @property
    def order(self) -> tuple[int, str]:
        """Sort key: place in the source's own list, then slug; what has no place comes last."""
        return (self.position if self.position is not None else 1_000_000, self.slug)

    @property
    def short(self) -> str:
        """The notation where there is one, else the label."""
        return self.notation or self.label


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one claim says of one cell, with what a view needs to know about the claim."""

    iri: str
    technique: str
    failure_mode: str
    verdict: Verdict
    source: str = ""
    section: str = ""
    mode: str = ""
    modality: str = "plain"
    condition: str = ""
    date: str = ""
    grounds: frozenset[str] = frozenset()
    """The sources of the claims that an inferred one comes from."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim in full: what it says (``says``, slugs by property), where, how firmly, on what grounds."""

    iri: str
    kind: str
    says: Mapping[str, tuple[str, ...]]
    """What it says: property -> values, things as prefixed names, texts as they are."""
    source: str = ""
    section: str = ""
    mode: str = ""
    modality: str = ""
    condition: str = ""
    rationale: str = ""
    label: str = ""
    cites: tuple[str, ...] = ()
    attributed_to: tuple[str, ...] = ()
    """The works whose claim it reports."""
    derived_from: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()

    def slug(self, name: str) -> str:
        """Return the slug of the one thing or value said under ``name``; empty if nothing is said.

        >>> Claim("c", "assessment", {"verdict": ("ccf:exposed",)}).slug("verdict")
        'exposed'
        """
        return self.says.get(name, ("",))[0].rpartition(":")[2]

    @property
    def things(self) -> frozenset[str]:
        """The prefixed names of what the claim speaks of: techniques, failure modes, assumptions, values."""
        return frozenset(value for values in self.says.values() for value in values)

    @property
    def origin(self) -> str:
        """The source that makes the claim, or in whose text a curator found it; empty if it is nobody's."""
        if self.kind == "mapping":
            return ""
        works = [iri.rsplit("/", 1)[-1] for iri in self.derived_from if "/source/" in iri]
        found_in = [passage.text for passage in self.passages] or works[:1]
        return self.source or (found_in[0] if found_in else "")


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of a matrix: the verdict of a view and the claims that count for it, sorted by IRI."""

    technique: str
    failure_mode: str
    verdict: Verdict
    claims: tuple[str, ...] = ()
    is_contested: bool = False
    is_bundle: bool = False

    def _repr_html_(self) -> str:
        from .notebook import cell_html

        return cell_html(self)


@dataclass(frozen=True)
class Matrix:
    """Techniques against failure modes, a cell for every pair; both axes sorted by name.

    ``not_assessed`` says how the possible reading takes a cell without claims: exposed, or protected.
    """

    techniques: tuple[str, ...]
    failure_modes: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell] = field(repr=False)
    not_assessed: Verdict = Verdict.EXPOSED
    over: str = "failure-modes"
    """What the columns are: failure modes, or assumptions, whose failing defeats what rests on them."""

    def __iter__(self) -> Iterator[Cell]:
        """Yield the cells row by row."""
        return (self.cells[t, f] for t in self.techniques for f in self.failure_modes)

    def exposure(self, reading: Reading | str) -> dict[str, frozenset[str]]:
        """Return technique -> failure modes it is exposed to under ``reading``.

        >>> cell = Cell("t", "f", Verdict.UNCLEAR)
        >>> matrix = Matrix(("t",), ("f",), {("t", "f"): cell})
        >>> matrix.exposure("certain")["t"], matrix.exposure("possible")["t"]
        (frozenset(), frozenset({'f'}))
        """
        counted = {Verdict.EXPOSED}
        if Reading(reading) is Reading.POSSIBLE:
            counted |= {Verdict.UNCLEAR}
            if self.not_assessed is Verdict.EXPOSED:
                counted |= {Verdict.NOT_ASSESSED}
        return {
            t: frozenset(f for f in self.failure_modes if self.cells[t, f].verdict in counted)
            for t in self.techniques
        }

    def of(
        self, techniques: Iterable[str] = (), failure_modes: Iterable[str] = (), *, add: bool = False
    ) -> Matrix:
        """Return the matrix of these techniques and failure modes; an empty axis means all of it.

        A name that the matrix lacks is refused with `UnknownNameError`; with ``add`` it is added, its cells
        not assessed, which suits names that have been resolved already.
        """
        rows = tuple(sorted(set(techniques))) or self.techniques
        columns = tuple(sorted(set(failure_modes))) or self.failure_modes
        for kind, names, axis in (
            ("technique", rows, self.techniques),
            ("failure mode", columns, self.failure_modes),
        ):
            if not add and (strange := sorted(set(names) - set(axis))):
                like = get_close_matches(strange[0], axis, n=5, cutoff=0.5)
                raise UnknownNameError(
                    strange[0], f"{kind} of the matrix", candidates=tuple(like) or axis[:5]
                )
        blank = Verdict.NOT_ASSESSED
        cells = {(t, f): self.cells.get((t, f)) or Cell(t, f, blank) for t in rows for f in columns}
        return replace(self, techniques=rows, failure_modes=columns, cells=cells)

    def unassessed(self, technique: str) -> int:
        """Return the number of cells of ``technique`` that no claim fills."""
        return sum(self.cells[technique, f].verdict is Verdict.NOT_ASSESSED for f in self.failure_modes)

    def to_frame(self) -> pandas.DataFrame:
        """Return techniques by failure modes as a frame of the words of the verdicts.

        >>> Matrix(("t",), ("f",), {("t", "f"): Cell("t", "f", Verdict.UNCLEAR)}).to_frame().loc["t", "f"]
        'unclear'
        """
        from .frames import matrix_frame

        return matrix_frame(self)

    def _repr_html_(self) -> str:
        from .notebook import matrix_html

        return matrix_html(self)
