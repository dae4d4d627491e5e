"""The answers that people and programs get, as plain values: certain and possible, sorted, JSON-ready.

Each function takes matrices, asks `analysis`, and returns what section 6 of the design prints; the command
line, the page and ``explain`` share them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from .errors import InvalidInputError
from .model import Assessment, Cell, Claim, Matrix, Reading
from .views import conflicts

__all__ = [
    "both",
    "cell_answer",
    "clusters_answer",
    "conflicts_answer",
    "cut_sets_answer",
    "defects_answer",
    "matrix_answer",
    "portfolios_answer",
    "single_points_answer",
]

Json = dict[str, Any]


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn what `analysis` refuses into an error that a user can act on."""
    try:
        yield
    except ValueError as error:
        raise InvalidInputError(str(error)) from error


def both(compute: Callable[[Mapping[str, frozenset[str]]], Any], matrix: Matrix) -> Json:
    """Return ``compute`` of the exposure under each reading of what is not known."""
    with _refusals():
        return {reading.value: compute(matrix.exposure(reading)) for reading in Reading}


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


def conflicts_answer(matrix: Matrix, claims: Mapping[str, Assessment]) -> Json:
    """Return the contested cells, each with the claims that differ."""
    rows = [
        {
            "technique": cell.technique,
            "failure_mode": cell.failure_mode,
            "claims": [_claim_line(claims[iri]) for iri in cell.claims],
        }
        for cell in conflicts(matrix)
    ]
    return {"conflicts": rows, "statements": []}


def _claim_line(claim: Assessment) -> Json:
    return {
        "iri": claim.iri,
        "verdict": claim.verdict.value,
        "source": claim.source,
        "section": claim.section,
        "mode": claim.mode,
    }


def defects_answer(claims: Mapping[str, Claim]) -> Json:
    """Return the errors found in the sources, sorted by IRI."""
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
    ]
    return {"defects": rows}


def cut_sets_answer(
    matrix: Matrix, *, need: int = 1, max_order: int | None = None, paths: bool = False
) -> Json:
    """Return the minimal cut sets, or path sets, of a portfolio: every technique of ``matrix``.

    ``complete_to_order`` is null where the list is complete, else the order up to which it is.
    """
    from .analysis.cut_sets import minimal_cut_sets
    from .analysis.path_sets import minimal_path_sets

    def _sets(exposure: Mapping[str, frozenset[str]]) -> Json:
        if paths:
            found = minimal_path_sets(exposure, need=need)
            found = [s for s in found if max_order is None or len(s) <= max_order]
        else:
            found = minimal_cut_sets(exposure, need=need, max_order=max_order)
        return {"count": len(found), "complete_to_order": max_order, "sets": [list(s) for s in found]}

    return {**both(_sets, matrix), "techniques": list(matrix.techniques)}


def single_points_answer(matrix: Matrix, assumptions: Matrix, *, need: int = 1) -> Json:
    """Return the failure modes, and the assumptions' failings, that alone defeat the portfolio."""
    from .analysis.cut_sets import single_points_of_failure

    def _points(exposure: Mapping[str, frozenset[str]]) -> list[str]:
        return list(single_points_of_failure(exposure, need=need))

    return {"failure_modes": both(_points, matrix), "assumptions": both(_points, assumptions)}


def clusters_answer(matrix: Matrix) -> Json:
    """Return the clusters of techniques by what they share, and all formal concepts; certain reading."""
    from .analysis.clusters import consensus_clusters
    from .analysis.concepts import formal_concepts

    relation = matrix.exposure(Reading.CERTAIN)
    return {
        "clusters": [
            {"members": list(c.members), "shared": list(c.shared), "stability": c.stability}
            for c in consensus_clusters(relation)
        ],
        "concepts": [
            {"techniques": list(c.extent), "shared": list(c.intent)} for c in formal_concepts(relation)
        ],
    }


def portfolios_answer(
    matrix: Matrix,
    *,
    max_size: int,
    p_default: float = 0.1,
    given: Iterable[str] = (),
    no_single_point: bool = False,
) -> Json:
    """Return portfolios of up to ``max_size`` techniques, the best of the possible reading first.

    ``shared`` are the failure modes to which every technique of the portfolio is exposed. Probabilities take
    modes as independent, each with probability ``p_default``; the default is an illustration.
    """
    from .analysis.portfolios import ranked_portfolios

    with _refusals():
        found = ranked_portfolios(
            matrix.exposure(Reading.CERTAIN),
            matrix.exposure(Reading.POSSIBLE),
            max_size=max_size,
            q=dict.fromkeys(matrix.failure_modes, p_default),
            given=tuple(given),
            no_single_point=no_single_point,
        )
    return {"portfolios": [_portfolio(p, matrix) for p in found], "p_default": p_default}


def _portfolio(portfolio: Any, matrix: Matrix) -> Json:
    def _pair(name: str) -> Json:
        value = getattr(portfolio, name)
        return {"certain": _plain(value.certain), "possible": _plain(value.possible)}

    names = ("shared", "probability", "decades", "effective_layers")
    return {
        "techniques": list(portfolio.techniques),
        **{name: _pair(name) for name in names},
        "unassessed": sum(matrix.unassessed(t) for t in portfolio.techniques),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | frozenset):
        return sorted(value)
    return "inf" if value == float("inf") else value
