"""What the sources conclude, held against what they assess: the result is computed, never stored.

A conclusion names a test (``ccf:testedBy``), what it is about and what it singles out. The test runs on the
matrix of each view of the source that assesses all of it, once with what is unclear counted as protected
and once as exposed; the cells that turn one answer into another are those that decide.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from .analysis.conclusions import TESTS, Case, deciding_cells, opposite
from .answers import cell_answer
from .model import Claim, Matrix, Reading
from .views import View

__all__ = ["UNDISPUTED", "UNTESTED", "conclusions_answer", "outcome", "standard_views"]

Json = dict[str, Any]
MatrixOf = Callable[[View], Matrix]

UNTESTED = "none"
"""The test of conclusions on which no analysis bears."""
UNDISPUTED = "undisputed-by-its-source"
"""The test of what is attributed to another source: no defect on record disputes it."""

_UNCLEAR_AS = {Reading.CERTAIN: "protected", Reading.POSSIBLE: "exposed"}


@dataclass(frozen=True)
class _Trial:
    """One test of one conclusion: in which view and reading, on which matrix, with which result."""

    view: str
    unclear_as: str | None
    holds: bool | None
    matrix: Matrix | None = None
    case: Case | None = None

    def as_dict(self) -> Json:
        """Return the result as JSON has it."""
        return {"view": self.view, "unclear_as": self.unclear_as, "holds": self.holds}


def standard_views(claims: Iterable[Claim], source: str) -> dict[str, View]:
    """Return name -> view for the tables and for the prose of ``source``, where they assess anything.

    What it assesses among its conclusions, and what it reports of others, is left out: a conclusion is not
    to be tested against itself.
    """
    modes = {c.mode for c in claims if c.kind == "assessment" and c.source == source}
    return {
        f"{source}, {mode}": View(frozenset({source}), frozenset({mode}))
        for mode in ("tabulated", "argued")
        if mode in modes
    }


def conclusions_answer(
    claims: Mapping[str, Claim],
    matrix_of: MatrixOf,
    reliances_of: MatrixOf,
    views: Mapping[str, View] | None = None,
    *,
    parts: Collection[str] = (),
    held: Collection[str] = (),
) -> list[Json]:
    """Return every conclusion with the results of its test and the cells that decide, sorted by IRI.

    ``views`` are the views to test in by name; without them the `standard_views` of the conclusion's source,
    and where none of these assesses all that it is about, all that the source says, with what follows from
    it. ``parts`` are the failure modes that bundles are made of: a conclusion about one is tested with
    bundles split. ``held`` are the sources whose texts the knowledge base describes: what a source says of
    another can be disputed only then. ``holds`` is null where a view does not assess what the conclusion is
    about, and there are no results where no test bears on it.
    """
    matrices: dict[View, tuple[Matrix, Matrix]] = {}

    def _matrices(view: View) -> tuple[Matrix, Matrix]:
        if view not in matrices:
            matrices[view] = (matrix_of(view), reliances_of(view))
        return matrices[view]

    rows = []
    for claim in claims.values():
        if claim.kind != "conclusion":
            continue
        if claim.slug("testedBy") == UNDISPUTED:
            trials = _disputes(claim, claims, held)
        else:
            trials = _trials(
                claim, claims, _matrices, views, is_split=bool(_about(claim, "failure") & set(parts))
            )
        rows.append(
            {
                "iri": claim.iri,
                "source": claim.source,
                "section": claim.section,
                "statement": claim.label,
                "test": claim.slug("testedBy"),
                "results": [trial.as_dict() for trial in trials],
                "deciding_cells": _deciding(claim.slug("testedBy"), trials),
            }
        )
    return rows


def outcome(results: Iterable[Mapping[str, Any]]) -> str:
    """Return what the results come to in words.

    >>> outcome([{"holds": True}, {"holds": False}, {"holds": None}])
    'depends'
    """
    answers = {result["holds"] for result in results} - {None}
    if not answers:
        return "not tested"
    if len(answers) > 1:
        return "depends"
    return "holds" if answers == {True} else "does not hold"


def _trials(
    claim: Claim,
    claims: Mapping[str, Claim],
    matrices: Callable[[View], tuple[Matrix, Matrix]],
    views: Mapping[str, View] | None,
    *,
    is_split: bool,
) -> list[_Trial]:
    if claim.slug("testedBy") not in TESTS:
        return []
    found = []
    for title, view in (standard_views(claims.values(), claim.source) if views is None else views).items():
        found += _in_view(claim, title, *matrices(replace(view, split=view.split or is_split)))
    if views is None and all(trial.holds is None for trial in found):
        widest = View(frozenset({claim.source}), inferred=True, split=is_split)
        found = _in_view(claim, f"{claim.source}, with what follows", *matrices(widest))
    return found


def _disputes(claim: Claim, claims: Mapping[str, Claim], held: Collection[str]) -> list[_Trial]:
    """Return whether a recorded defect disputes what the claim says of a source whose text is held."""
    disputed = any(c.kind == "defect" and claim.iri in c.derived_from for c in claims.values())
    is_checked = bool(claim.attributed_to) and set(claim.attributed_to) <= set(held)
    return [_Trial("defects on record", None, not disputed if is_checked else None)]


def _in_view(claim: Claim, title: str, matrix: Matrix, reliances: Matrix) -> list[_Trial]:
    test = TESTS[claim.slug("testedBy")]
    techniques, modes, assumptions = (_about(claim, kind) for kind in ("technique", "failure", "assumption"))
    rows = reliances.techniques if assumptions else matrix.techniques
    if not (techniques <= set(rows) and modes <= set(matrix.failure_modes)):
        return [_Trial(title, None, None)]
    part = matrix.of(techniques, modes, add=True)
    resting = reliances.of(part.techniques, assumptions, add=True) if assumptions else None
    found = []
    for reading, unclear_as in _UNCLEAR_AS.items():
        case = Case(
            exposure=part.exposure(reading),
            modes=frozenset(part.failure_modes),
            singled_out=_slugs(claim.says.get("singlesOut", ())),
            rests_on=resting.exposure(reading) if resting else {},
            assumptions=assumptions,
        )
        found.append(_Trial(title, unclear_as, _answer(test, case), part, case))
    return found


def _answer(test: Callable[[Case], bool], case: Case) -> bool | None:
    """Return what a test says; nothing where there are too many techniques for it, or none."""
    try:
        return test(case) if case.exposure else None
    except ValueError:
        return None


def _about(claim: Claim, kind: str) -> frozenset[str]:
    return _slugs(name for name in claim.says.get("about", ()) if name.startswith(f"{kind}:"))


def _slugs(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.rpartition(":")[2] for name in names)


def _deciding(name: str, trials: list[_Trial]) -> list[Json]:
    """Return the cells, as each view reads them, on which the answer turns.

    Where the trials differ these are the smallest sets of cells that lead from one answer to another, where
    none holds the smallest whose change would make it hold.
    """
    run = [
        (trial.holds, trial.case) for trial in trials if trial.case is not None and trial.holds is not None
    ]
    pairs: set[tuple[str, str]] = set()
    for (holds, one), (held, other) in combinations(run, 2):
        if holds != held:
            pairs.update(cell for cells in deciding_cells(TESTS[name], one, other) for cell in cells)
    if run and not any(holds for holds, _ in run):
        pairs.update(c for _, case in run for cells in _repairs(name, case) for c in cells)
    rows = []
    for technique, mode in sorted(pairs):
        for trial in trials:
            if trial.matrix and (row := cell_answer(trial.matrix.cells[technique, mode])) not in rows:
                rows.append(row)
    return rows


def _repairs(name: str, case: Case) -> list[tuple[tuple[str, str], ...]]:
    return deciding_cells(TESTS[name], case, opposite(case), most=200)
