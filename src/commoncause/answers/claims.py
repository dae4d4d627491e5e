"""Cells, conflicts and defects as JSON has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from ..model import Assessment, Cell, Claim, Matrix
from ..views import conflicts
from ..vocab import compact
from .readings import Json

__all__ = ["cell_answer", "conflicts_answer", "defects_answer", "matrix_answer"]


def cell_answer(cell: Cell) -> Json:
    """Return a cell as the design's JSON has it."""
    return {
        "technique": cell.technique,
        "failure_mode": cell.failure_mode,
        "verdict": cell.verdict.value,
        "claims": list(cell.claims),
    }


def matrix_answer(matrix: Matrix) -> Json:
    """Return both axes and every cell, row by row."""
    return {
        "techniques": list(matrix.techniques),
        "failure_modes": list(matrix.failure_modes),
        "cells": [cell_answer(cell) for cell in matrix],
    }


def conflicts_answer(
    matrix: Matrix, assessments: Mapping[str, Assessment], claims: Iterable[Claim] = ()
) -> Json:
    """Return the contested cells, each with the claims that differ, and other contradictory statements.

    ``claims`` are those that count; among them ``statements`` finds classifications of one thing in several
    categories of one scheme, compatibilities of one pair with several verdicts, and defects that set claims
    against each other.
    """
    rows = [
        {
            "technique": cell.technique,
            "failure_mode": cell.failure_mode,
            "claims": [_claim_line(assessments[iri]) for iri in cell.claims],
        }
        for cell in conflicts(matrix)
    ]
    return {"conflicts": rows, "statements": _contradictions(list(claims))}


def _contradictions(claims: list[Claim]) -> list[Json]:
    by_topic: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.kind == "classification":
            by_topic["classification", *claim.says.get("about", ()), *claim.says.get("scheme", ())].append(
                claim
            )
        elif claim.kind == "compatibility":
            by_topic["compatibility", *claim.says.get("technique", ())].append(claim)
    found = [(topic, said) for topic, said in by_topic.items() if len({_position(c) for c in said}) > 1]
    known = {claim.iri: claim for claim in claims}
    for claim in claims:
        against = [known[iri] for iri in claim.derived_from if iri in known]
        if claim.kind == "defect" and len(against) > 1:
            found.append((("defect", compact(claim.iri)), against))
    return [
        {"kind": topic[0], "about": list(topic[1:]), "claims": [_statement_line(claim) for claim in said]}
        for topic, said in sorted(found, key=lambda row: row[0])
    ]


def _position(claim: Claim) -> tuple[str, ...]:
    """Return the side that a claim takes on its topic."""
    return claim.says.get("category") or claim.says.get("verdict", ())


def _statement_line(claim: Claim) -> Json:
    says = ", ".join(value.rpartition(":")[2] for value in _position(claim))
    place = {"source": claim.origin, "section": claim.section, "mode": claim.mode}
    return {"iri": claim.iri, "says": says, **place}


def _claim_line(claim: Assessment) -> Json:
    return {
        "iri": claim.iri,
        "verdict": claim.verdict.value,
        "source": claim.source,
        "section": claim.section,
        "mode": claim.mode,
    }


def defects_answer(
    claims: Mapping[str, Claim], *, sources: Collection[str] = (), severity: str | None = None
) -> Json:
    """Return the errors found in the sources (none named: in all), sorted by source and IRI."""
    rows = [
        {
            "iri": claim.iri,
            "source": claim.origin,
            "section": claim.section,
            "severity": claim.slug("severity"),
            "wrong": claim.says.get("wrong", ("",))[0],
            "right": claim.says.get("right", ("",))[0],
        }
        for claim in claims.values()
        if claim.kind == "defect"
        and (not sources or claim.origin in sources)
        and severity in {None, claim.slug("severity")}
    ]
    return {"defects": sorted(rows, key=lambda row: (row["source"], row["iri"]))}
