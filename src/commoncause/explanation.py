"""Why: any answer as statements, each with the cells it rests on, the claims behind them and their places.

Nothing is argued here that the claims do not say: a statement names its cells, a cell its claims, a claim
its source, section and passages, an inferred claim the claims it was inferred from, and a defect the claims
it casts doubt on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from .answers import cell_answer
from .conclusions import outcome
from .model import Assessment, Cell, Claim, Matrix, Reading, Verdict
from .views import View

__all__ = [
    "EXPLAINED",
    "MOST_STATEMENTS",
    "Statement",
    "claim_json",
    "explain_answer",
    "explain_cells",
    "explanation",
    "why",
]

Json = dict[str, Any]
EXPLAINED = (
    "matrix",
    "conclusions",
    "conflicts",
    "cut-sets",
    "single-points",
    "clusters",
    "portfolios",
    "risk",
    "robustness",
)
"""The answers that `explain_answer` takes apart."""
MOST_STATEMENTS = 200
"""Most statements that are unfolded; a program can ask for one cell or one portfolio at a time."""


class Statement(NamedTuple):
    """What an answer says, and the cells of failure modes or assumptions that it follows from."""

    text: str
    cells: list[Cell]
    over: str = "failure-modes"


_WORDS = {
    "failure-modes": {
        Verdict.EXPOSED: "is exposed to",
        Verdict.PROTECTED: "is protected from",
        Verdict.UNCLEAR: "may or may not be exposed to",
        Verdict.NOT_ASSESSED: "has not been assessed for",
    },
    "assumptions": {
        Verdict.EXPOSED: "rests on",
        Verdict.UNCLEAR: "rests, under a condition, on",
        Verdict.NOT_ASSESSED: "is not said to rest on",
    },
}


def why(cell: Cell, assessments: Mapping[str, Assessment], view: View) -> str:
    """Return the step from the claims on a cell to its verdict, in words.

    >>> why(Cell("t", "f", Verdict.NOT_ASSESSED), {}, View())
    'no claim counts'
    """
    if not cell.claims:
        return "no row covers it" if cell.verdict is Verdict.EXPOSED else "no claim counts"
    number = f"{len(cell.claims)} claim{'s' if len(cell.claims) > 1 else ''}"
    agree = "agree" if len(cell.claims) > 1 else "says so"
    said = sorted({view.verdict(assessments[iri]).value for iri in cell.claims if iri in assessments})
    bundle = "; the failure mode bundles narrower ones" if cell.is_bundle else ""
    if cell.is_contested:
        return f"{number} differ ({', '.join(said)}), read by the conflict rule {view.conflict!r}{bundle}"
    if said in ([], [cell.verdict.value]):
        return f"{number} {agree}{bundle}"
    return f"{number} ({', '.join(said)}), read as {cell.verdict.value}{bundle}"


def explain_cells(matrix: Matrix, *, contested: bool = False) -> list[Statement]:
    """Return one statement for each cell, or each contested cell, of a matrix."""
    words = _WORDS[matrix.over]
    return [
        Statement(f"{cell.technique} {words[cell.verdict]} {cell.failure_mode}", [cell], matrix.over)
        for cell in matrix
        if (cell.is_contested or not contested) and (cell.claims or matrix.over != "assumptions")
    ]


def explain_answer(name: str, answer: Json, matrix: Matrix, assumptions: Matrix) -> list[Statement]:
    """Take an answer of `answers` apart; ``matrix`` is what it was computed over.

    ``assumptions`` is what the single points of that level are read from.
    """
    if name in {"matrix", "conflicts"}:
        return explain_cells(matrix, contested=name == "conflicts")
    if name == "single-points":
        return [*_points(answer["failure_modes"], matrix), *_points(answer["assumptions"], assumptions)]
    if name == "cut-sets":
        return _cut_sets(answer, matrix)
    if name == "risk":
        return _risk(answer, matrix)
    if name == "robustness":
        return [*_overturned(answer["conclusions"]), *_resolved(answer["cells"])]
    if name == "conclusions":
        return _conclusions(answer)
    if name == "clusters":
        groups = [c for c in answer["clusters"] if len(c["members"]) > 1]
        return [_shared(matrix, c["members"], c["shared"]) for c in groups]
    return [
        _shared(matrix, p["techniques"], p["shared"][r.value], f" ({r.value})")
        for p in answer["portfolios"]
        for r in Reading
    ]


def _all(names: Iterable[str]) -> str:
    return ", ".join(names) or "nothing"


def _failing(matrix: Matrix) -> str:
    return "" if matrix.over == "failure-modes" else "the failing of "


def _shared(matrix: Matrix, rows: list[str], columns: list[str], how: str = "") -> Statement:
    cells = [matrix.cells[t, f] for t in rows for f in columns]
    verb = "share" if len(rows) > 1 else "has"
    return Statement(f"{_all(rows)} {verb} {_all(columns)}{how}", cells, matrix.over)


def _points(answer: Json, matrix: Matrix) -> list[Statement]:
    return [
        Statement(
            f"{_failing(matrix)}{point} alone defeats {_all(matrix.techniques)} ({reading})",
            [matrix.cells[t, point] for t in matrix.techniques],
            matrix.over,
        )
        for reading, points in answer.items()
        for point in points
    ]


def _risk(answer: Json, matrix: Matrix) -> list[Statement]:
    """Return, for each reading, the probability and every cell that it is a sum over."""
    found = []
    for reading in Reading:
        p = answer["probability"][reading.value]
        exposed = matrix.exposure(reading)
        cells = [matrix.cells[t, f] for t in matrix.techniques for f in sorted(exposed[t])]
        said = f"{p:.6g}" if isinstance(p, float) else "between two bounds"
        found.append(Statement(f"the portfolio fails with probability {said} ({reading.value})", cells))
    return found


def _conclusions(answer: Json) -> list[Statement]:
    """Return each conclusion with what its test says and the cells that decide."""
    return [
        Statement(
            f"{row['statement']} {outcome(row['results'])}",
            [_cell(cell) for cell in row["deciding_cells"]],
        )
        for row in answer["conclusions"]
        if row["deciding_cells"]
    ]


def _cell(row: Json) -> Cell:
    return Cell(row["technique"], row["failure_mode"], Verdict(row["verdict"]), tuple(row["claims"]))


def _overturned(rows: Iterable[Json]) -> list[Statement]:
    """Return each conclusion with the first of the smallest sets of cells that overturn it."""
    found = []
    for row in rows:
        for flips in row["flips"][:1]:
            holds = "holds" if row["holds"] else "does not hold"
            how = "" if row["reading"] == "both" else f" ({row['reading']})"
            cells = [f"{cell['technique']} / {cell['failure_mode']} {_turned(cell)}" for cell in flips]
            wrong = ", ".join(row["wrong"][0]) or "none"
            text = f"{row['statement'].rstrip('.')}: {holds}{how}; overturned by {', '.join(cells[:3])}"
            text += f" and {len(cells) - 3:,} more" if len(cells) > 3 else ""
            text += f"; sources wrong then: {wrong}"
            found.append(Statement(text, [_cell(cell) for cell in flips], flips[0]["over"]))
    return found


def _turned(cell: Json) -> str:
    if cell["over"] == "failure-modes":
        return str(cell["becomes"])
    return "relied on" if cell["becomes"] == "exposed" else "not relied on"


def _resolved(rows: Iterable[Json]) -> list[Statement]:
    """Return what each open cell is worth, with the cell."""
    return [
        Statement(
            f"resolving it narrows P by {row['value_guaranteed']:.4g} to {row['value_best']:.4g}",
            [_cell(row)],
        )
        for row in rows
    ]


def _cut_sets(answer: Json, matrix: Matrix) -> list[Statement]:
    found = []
    for reading in Reading:
        exposure = matrix.exposure(reading)
        for members in answer[reading.value]["sets"][:MOST_STATEMENTS]:
            hits = [matrix.cells[t, f] for t in matrix.techniques for f in members if f in exposure[t]]
            verb = "defeat" if len(members) > 1 else "defeats"
            what = _failing(matrix) + _all(members)
            text = f"{what} {verb} the portfolio ({reading.value})"
            found.append(Statement(text, hits, matrix.over))
    return found


def explanation(
    statements: list[Statement],
    claims: Mapping[str, Claim],
    assessments: Mapping[str, Assessment],
    view: View,
) -> Json:
    """Return statements with their cells, every claim behind them by IRI, and the defects that concern these.

    ``omitted`` counts the statements past `MOST_STATEMENTS`, which are left out.
    """
    rows, needed = [], dict[str, None]()
    for text, cells, over in statements[:MOST_STATEMENTS]:
        steps = [{**cell_answer(cell), "over": over, "why": why(cell, assessments, view)} for cell in cells]
        rows.append({"statement": text, "cells": steps})
        needed.update((iri, None) for cell in cells for iri in cell.claims)
    behind = _with_grounds(needed, claims)
    doubts = [c for c in claims.values() if c.kind == "defect" and needed.keys() & set(c.derived_from)]
    return {
        "statements": rows,
        "omitted": max(0, len(statements) - MOST_STATEMENTS),
        "claims": {iri: claim_json(claims[iri]) for iri in behind if iri in claims}
        | {iri: _row(assessments[iri]) for iri in behind if iri not in claims and iri in assessments},
        "defects": {claim.iri: claim_json(claim) for claim in doubts},
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
