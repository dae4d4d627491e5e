"""Why: any answer as statements, each with the cells it rests on, the claims behind them and their places.

Nothing is argued here that the claims do not say: a statement names its cells, a cell its claims, a claim
its source, section and passages, and an inferred claim the claims it was inferred from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .answers import cell_answer
from .model import Assessment, Cell, Claim, Matrix, Reading
from .views import View

__all__ = ["EXPLAINED", "claim_json", "explain_answer", "explain_cells", "explanation", "why"]

Json = dict[str, Any]
Statement = tuple[str, list[Cell]]
EXPLAINED = ("matrix", "conflicts", "cut-sets", "single-points", "clusters", "portfolios")
"""The answers that `explain_answer` takes apart."""


def why(cell: Cell, claims: Mapping[str, Assessment], view: View) -> str:
    """Return the step from the claims on a cell to its verdict, in words.

    >>> from commoncause.model import Verdict
    >>> why(Cell("t", "f", Verdict.NOT_ASSESSED), {}, View())
    'no claim counts'
    """
    if not cell.claims:
        return "no claim counts"
    said = sorted({claims[iri].verdict.value for iri in cell.claims if iri in claims})
    number = f"{len(cell.claims)} claim{'s' if len(cell.claims) > 1 else ''}"
    bundle = "; the failure mode bundles narrower ones" if cell.is_bundle else ""
    if cell.is_contested:
        return f"{number} differ ({', '.join(said)}), read by the conflict rule {view.conflict!r}{bundle}"
    if said == [cell.verdict.value]:
        return f"{number} {'agree' if len(cell.claims) > 1 else 'says so'}{bundle}"
    return f"{number} ({', '.join(said)}), read as {cell.verdict.value}{bundle}"


def explain_cells(cells: Iterable[Cell]) -> list[Statement]:
    """Return one statement a cell."""
    words = {"exposed": "is exposed to", "protected": "is protected from"}
    words |= {"unclear": "may or may not be exposed to", "not-assessed": "has not been assessed for"}
    return [(f"{c.technique} {words[c.verdict.value]} {c.failure_mode}", [c]) for c in cells]


def explain_answer(
    name: str, answer: Json, matrix: Matrix, assumptions: Matrix, over: str = "failure-modes"
) -> list[Statement]:
    """Take an answer of `answers` apart into statements with their cells."""
    if name == "matrix":
        return explain_cells(matrix)
    if name == "conflicts":
        return explain_cells(cell for cell in matrix if cell.is_contested)
    if name == "single-points":
        return _points(answer, matrix, assumptions)
    relation = matrix if over == "failure-modes" else assumptions
    if name == "cut-sets":
        return _cut_sets(answer, relation)
    if name == "clusters":
        return [
            (f"{_all(c['members'])} share {_all(c['shared'])}", _block(relation, c["members"], c["shared"]))
            for c in answer["clusters"]
            if len(c["members"]) > 1
        ]
    return [
        (
            f"{_all(p['techniques'])} share {_all(p['shared'][r.value])} ({r.value})",
            _block(matrix, p["techniques"], p["shared"][r.value]),
        )
        for p in answer["portfolios"]
        for r in Reading
    ]


def _all(names: Iterable[str]) -> str:
    return ", ".join(names) or "nothing"


def _block(matrix: Matrix, rows: Iterable[str], columns: Iterable[str]) -> list[Cell]:
    columns = list(columns)
    return [matrix.cells[t, f] for t in rows for f in columns]


def _points(answer: Json, matrix: Matrix, assumptions: Matrix) -> list[Statement]:
    found = []
    for over, relation in (("failure_modes", matrix), ("assumptions", assumptions)):
        for reading, points in answer[over].items():
            for point in points:
                text = f"{point} alone defeats {_all(relation.techniques)} ({reading})"
                found.append((text, [relation.cells[t, point] for t in relation.techniques]))
    return found


def _cut_sets(answer: Json, matrix: Matrix) -> list[Statement]:
    found = []
    for reading in Reading:
        exposure = matrix.exposure(reading)
        for members in answer[reading.value]["sets"]:
            hits = [matrix.cells[t, f] for t in matrix.techniques for f in members if f in exposure[t]]
            found.append((f"{_all(members)} defeat the portfolio ({reading.value})", hits))
    return found


def explanation(
    statements: Iterable[Statement],
    claims: Mapping[str, Claim],
    assessments: Mapping[str, Assessment],
    view: View,
) -> Json:
    """Return statements with their cells, and every claim behind them by IRI, as plain values."""
    rows, needed = [], dict[str, None]()
    for text, cells in statements:
        steps = [{**cell_answer(cell), "why": why(cell, assessments, view)} for cell in cells]
        rows.append({"statement": text, "cells": steps})
        needed.update((iri, None) for cell in cells for iri in cell.claims)
    behind = _with_grounds(needed, claims)
    return {
        "statements": rows,
        "claims": {iri: claim_json(claims[iri]) for iri in behind if iri in claims}
        | {iri: _row(assessments[iri]) for iri in behind if iri not in claims and iri in assessments},
    }


def _with_grounds(iris: Iterable[str], claims: Mapping[str, Claim]) -> list[str]:
    """Return the claims and, for the inferred ones, the claims they come from, sorted."""
    found: set[str] = set()
    queue = list(iris)
    while queue:
        iri = queue.pop()
        if iri not in found:
            found.add(iri)
            grounds = claims[iri].derived_from if iri in claims else ()
            queue.extend(ground for ground in grounds if ground in claims)
    return sorted(found)


def claim_json(claim: Claim) -> Json:
    """Return a claim with its source, section, passages and what it was derived from."""
    return {
        "iri": claim.iri,
        "kind": claim.kind,
        "says": {name: list(values) for name, values in claim.says.items()},
        "source": claim.origin,
        "section": claim.section,
        "mode": claim.mode,
        "modality": claim.modality,
        "condition": claim.condition or None,
        "rationale": claim.rationale,
        "cites": list(claim.cites),
        "derived_from": list(claim.derived_from),
        "passages": [{"text": p.text, "start": p.start, "end": p.end} for p in claim.passages],
    }


def _row(claim: Assessment) -> Json:
    """Return a row of a user's own matrix, which has a place and a verdict and no more."""
    return {"iri": claim.iri, "kind": "row", "verdict": claim.verdict.value}
