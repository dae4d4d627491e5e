"""Conclusions that can be tested, from wherever they come: what the portfolio's structure says, and what
sources state.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Protocol

from ..analysis.conclusions import TESTS, Case
from ..analysis.flip_search import Search
from ..analysis.frontier import BeyondReachError
from ..analysis.robustness import Conclusion, holds, search_of
from ..analysis.stated_conclusions import search_of_test
from ..model import Assessment, Cell, Claim, Matrix, Reading, Verdict
from ..views import View
from .readings import Json
from .stated import Stated
from .statements import in_words

__all__ = ["Situation", "Testable", "sources_behind", "testables"]

Relation = Mapping[str, frozenset[str]]
Key = Conclusion | str

_OPEN = {Verdict.UNCLEAR, Verdict.NOT_ASSESSED}


@dataclass(frozen=True)
class Situation:
    """A portfolio as some claims have it, and the stated conclusions that can be tested there."""

    matrix: Matrix
    stated: tuple[Stated, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left of which one could say anything."""
        blank = (cell.verdict is Verdict.NOT_ASSESSED for cell in self.matrix)
        return not self.matrix.techniques or all(blank)


class Testable(Protocol):
    """A conclusion, with what it looks at under each reading."""

    said: Json
    """What JSON has of it: its words, its kind, what it is about."""
    cells: Matrix
    grounds: Mapping[Reading, Relation | Case]
    """What its test looks at: where this is the same, the answer is."""

    def holds(self, reading: Reading, deadline: float = inf) -> bool | None:
        """Whether it holds; None where that is not known by the ``deadline``, or no test can tell."""
        ...

    def search(self, reading: Reading, deadline: float = inf) -> Search:
        """What overturns it; `BeyondReachError` where that is not known by the ``deadline``."""
        ...


class _Derived:
    """A conclusion about the structure of a portfolio."""

    def __init__(self, conclusion: Conclusion, matrix: Matrix, grounds: Mapping[Reading, Relation]) -> None:
        self.conclusion, self.cells, self.relations = conclusion, matrix, grounds
        self.grounds: Mapping[Reading, Relation | Case] = {**grounds}
        about: Json = {
            "kind": conclusion.kind,
            "techniques": list(conclusion.techniques),
            "failure_modes": list(conclusion.modes),
            "number": conclusion.number,
        }
        self.said: Json = {"statement": in_words(about), **about}

    def holds(self, reading: Reading, deadline: float = inf) -> bool | None:
        """As `Testable`."""
        try:
            return holds(self.conclusion, self.relations[reading], deadline=deadline)
        except BeyondReachError:
            return None

    def search(self, reading: Reading, deadline: float = inf) -> Search:
        """As `Testable`."""
        relation = self.relations[reading]
        return search_of(self.conclusion, relation, self.cells.failure_modes, deadline=deadline)


class _FromSource:
    """A conclusion that a source states."""

    def __init__(self, stated: Stated) -> None:
        self.stated, self.cells = stated, stated.cells
        self.grounds: Mapping[Reading, Relation | Case] = {**stated.cases}
        claim = stated.claim
        place = {"claim": claim.iri, "source": claim.source, "section": claim.section}
        self.said: Json = {"statement": claim.label, "kind": "stated", "test": stated.test, **place}

    def holds(self, reading: Reading, deadline: float = inf) -> bool | None:
        """As `Testable`; tests refuse portfolios that are too large for them."""
        try:
            return TESTS[self.stated.test](self.stated.cases[reading])
        except ValueError:
            return None

    def search(self, reading: Reading, deadline: float = inf) -> Search:
        """As `Testable`."""
        return search_of_test(self.stated.test, self.stated.cases[reading])


def testables(situation: Situation, derived: Iterable[Conclusion]) -> dict[Key, Testable]:
    """Return what can be tested: those of the ``derived`` conclusions that are about this portfolio, in
    their order, and the stated ones, by IRI; nothing where nothing is assessed.

    >>> list(testables(Situation(Matrix((), (), {})), [Conclusion("no-single-point")]))
    []
    """
    if situation.is_empty:
        return {}
    matrix = situation.matrix
    grounds = {reading: matrix.exposure(reading) for reading in Reading}
    found: dict[Key, Testable] = {
        conclusion: _Derived(conclusion, matrix, grounds)
        for conclusion in derived
        if {*conclusion.techniques} <= {*matrix.techniques} and {*conclusion.modes} <= {*matrix.failure_modes}
    }
    return found | {stated.claim.iri: _FromSource(stated) for stated in situation.stated}


def sources_behind(
    assessments: Mapping[str, Assessment], claims: Mapping[str, Claim], view: View, own: str = ""
) -> Callable[[Cell], frozenset[str]]:
    """Return what tells of a cell which sources must be wrong for it to read otherwise, none if it is open.

    Those of the claims that give the cell its verdict. An inferred claim counts as one source, wrong where
    any of those it follows from is; a row of a user's own file as that file, ``own``.

    >>> behind = sources_behind({"c": Assessment("c", "t", "f", Verdict.EXPOSED, "paper")}, {}, View())
    >>> sorted(behind(Cell("t", "f", Verdict.EXPOSED, ("c",))))
    ['paper']
    >>> sorted(behind(Cell("t", "f", Verdict.UNCLEAR, ("c",))))
    []
    """

    def _name(iri: str) -> str:
        if iri in assessments:
            found = assessments[iri]
            return found.source or " or ".join(sorted(found.grounds)) or own
        return claims[iri].source or own if iri in claims else own

    def _gives(iri: str, verdict: Verdict) -> bool:
        return iri not in assessments or view.verdict(assessments[iri]) is verdict

    def _behind(cell: Cell) -> frozenset[str]:
        if cell.verdict in _OPEN:
            return frozenset()
        giving: Collection[str] = [iri for iri in cell.claims if _gives(iri, cell.verdict)]
        return frozenset(map(_name, giving or cell.claims)) or frozenset({own})

    return _behind
