"""The answers that people and programs get, as plain values: certain and possible, sorted, JSON-ready.

Each function takes matrices, asks `analysis`, and returns what section 6 of the design prints; the command
line, the page and ``explain`` share them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count, islice
from math import comb
from typing import Any

from .errors import InvalidInputError
from .model import Assessment, Cell, Claim, Matrix, Reading
from .views import conflicts
from .vocab import compact

__all__ = [
    "both",
    "cell_answer",
    "clusters_answer",
    "conflicts_answer",
    "cut_sets_answer",
    "defects_answer",
    "matrix_answer",
    "portfolios_answer",
    "portfolios_to_rank",
    "single_points_answer",
]

Json = dict[str, Any]

MOST_SETS = 200_000
"""Most cut sets of one reading that are listed."""
MOST_PORTFOLIOS = 200_000
"""Most portfolios that are ranked."""
MOST_CONCEPTS = 100_000
"""Most formal concepts that are listed."""
MOST_CLUSTERED = 1_000
"""Most techniques that are compared with each other."""


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


def cut_sets_answer(
    matrix: Matrix, *, need: int = 1, max_order: int | None = None, paths: bool = False
) -> Json:
    """Return the minimal cut sets, or path sets, of a portfolio: every technique of ``matrix``.

    ``complete_to_order`` is null where the list is complete, else the order up to which it is; ``count`` is
    null where there are more than `MOST_SETS`, which are not all listed.
    """
    from .analysis.path_sets import minimal_path_sets

    def _sets(exposure: Mapping[str, frozenset[str]]) -> Json:
        if paths:
            whole = minimal_path_sets(exposure, need=need)
            found = [s for s in whole if max_order is None or len(s) <= max_order]
            return {"count": len(found), "complete_to_order": max_order, "sets": [list(s) for s in found]}
        return _bounded_cut_sets(exposure, need, max_order)

    return {**both(_sets, matrix), "techniques": list(matrix.techniques)}


def _bounded_cut_sets(exposure: Mapping[str, frozenset[str]], need: int, max_order: int | None) -> Json:
    """List every set; past `MOST_SETS` only the orders that can be listed whole, the count unknown."""
    from .analysis.cut_sets import iter_minimal_cut_sets, minimal_cut_sets

    def _fits(order: int | None) -> bool:
        found = iter_minimal_cut_sets(exposure, need=need, max_order=order)
        return sum(1 for _ in islice(found, MOST_SETS + 1)) <= MOST_SETS

    if _fits(max_order):
        sets = minimal_cut_sets(exposure, need=need, max_order=max_order)
        return {"count": len(sets), "complete_to_order": max_order, "sets": [list(s) for s in sets]}
    order = next(n for n in count(1) if not _fits(n)) - 1
    sets = minimal_cut_sets(exposure, need=need, max_order=order) if order else []
    return {"count": None, "complete_to_order": order, "sets": [list(s) for s in sets]}


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

    if len(matrix.techniques) > MOST_CLUSTERED:
        what = f"{len(matrix.techniques):,} techniques are too many to compare in pairs"
        raise InvalidInputError(what, remedy=f"name up to {MOST_CLUSTERED:,} with -t")
    relation = matrix.exposure(Reading.CERTAIN)
    with _refusals():
        concepts = formal_concepts(relation, most=MOST_CONCEPTS)
    return {
        "clusters": [
            {"members": list(c.members), "shared": list(c.shared), "stability": c.stability}
            for c in consensus_clusters(relation)
        ],
        "concepts": [{"techniques": list(c.extent), "shared": list(c.intent)} for c in concepts],
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

    number = portfolios_to_rank(matrix, max_size, given)
    if number > MOST_PORTFOLIOS:
        remedy = (
            f"lower --max-size, or name techniques with -t or --given; at most {MOST_PORTFOLIOS:,} are ranked"
        )
        raise InvalidInputError(f"{number:,} portfolios", remedy=remedy)
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


def portfolios_to_rank(matrix: Matrix, max_size: int, given: Iterable[str] = ()) -> int:
    """Return how many portfolios of up to ``max_size`` techniques hold all of ``given``.

    >>> portfolios_to_rank(Matrix(("a", "b", "c"), (), {}), 2)
    6
    """
    fixed = set(given)
    free = len(matrix.techniques) - len(fixed)
    sizes = range(1 if not fixed else 0, min(max_size - len(fixed), free) + 1)
    return sum(comb(free, size) for size in sizes)


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
