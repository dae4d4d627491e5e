"""Choosing techniques: what to add to those that run, and the best portfolio for a goal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import InvalidInputError
from ..model import Matrix, Reading
from .choices import Terms
from .portfolios import portfolio_answer
from .readings import Json, both, plain, refusals

if TYPE_CHECKING:
    from ..analysis.pareto import Constraints

__all__ = ["additions_answer", "selection_answer"]

MOST_STATES = 1 << 15
"""States of the exact sum for the portfolio that was found; its P is null past them."""


def additions_answer(matrix: Matrix, terms: Terms) -> Json:
    """Return what each other technique adds to those given, and which of these are redundant.

    ``redundant``: each of those in ``covered_by`` fails only together with this one, so that leaving it out
    changes neither the cut sets nor P.
    """
    from ..analysis.additions import additions, redundant_techniques
    from ..analysis.portfolio_figures import in_effect

    given, combined = terms.constraints(matrix).given, terms.combined(matrix)
    readings = matrix.exposure(Reading.CERTAIN), matrix.exposure(Reading.POSSIBLE)
    with refusals():
        found = additions(*readings, given, terms.chances(matrix), combined=combined)
    rows = []
    for row in found:
        undecided, incompatible = (
            [t for t in sorted(given) if terms.choices.pairs([t, row.technique], verdict)]
            for verdict in ("undecided", "incompatible")
        )
        if row.technique not in terms.stand_ins and not (terms.compatible and incompatible):
            rows.append(
                {
                    "technique": row.technique,
                    "decades_gained": {r.value: plain(getattr(row.gained, r.value)) for r in Reading},
                    "probability": {r.value: getattr(row.probability, r.value) for r in Reading},
                    "undecided_with": undecided,
                    "incompatible_with": incompatible,
                    "unassessed": matrix.unassessed(row.technique),
                }
            )
    covered = both(redundant_techniques, matrix.of(in_effect(given, matrix.techniques, combined)))
    return {
        "given": sorted(given),
        "additions": rows,
        "redundant": {
            reading: [{"technique": t, "covered_by": list(by)} for t, by in techniques.items() if t in given]
            for reading, techniques in covered.items()
        },
    }


def selection_answer(
    matrix: Matrix, goal: str, terms: Terms, *, min_order: int = 2, time_limit: float = 60.0
) -> Json:
    """Return one of the best portfolios for a goal on the possible reading, by integer programming.

    ``found`` has its value, the proved bound of any other's, and whether the two meet. A combination with an
    assessment of its own is chosen as such: neither beside its parts nor by way of all of them. Raises
    `InvalidInputError` where a part of one is given, which would take that choice away.
    """
    from ..analysis.frontier import Limits
    from ..analysis.portfolio_figures import described_portfolios
    from ..analysis.selection import GOALS, selected_portfolio

    certain, possible = matrix.exposure(Reading.CERTAIN), matrix.exposure(Reading.POSSIBLE)
    q, combined = terms.chances(matrix), terms.combined(matrix)
    limits = _apart(terms.constraints(matrix), combined)
    with refusals():
        best = selected_portfolio(
            possible, goal, constraints=limits, min_order=min_order, time_limit=time_limit
        )
        chosen = [best.techniques] if best.techniques else []
        described = described_portfolios(
            certain,
            possible,
            chosen,
            q=q,
            combined=combined,
            limits=Limits(most_states=MOST_STATES, narrow=1),
        )
    figures = {"value": best.value, "bound": best.bound, "gap": best.gap, "proved": best.is_proved}
    return {
        "portfolios": [portfolio_answer(portfolio, matrix, terms, None) for portfolio in described],
        "found": {"goal": goal, "means": GOALS[goal], "min_order": min_order, **figures},
        **terms.as_json(matrix),
    }


def _apart(limits: Constraints, combined: Mapping[str, frozenset[str]]) -> Constraints:
    """Let combinations and their parts be chosen apart only."""
    for whole, parts in combined.items():
        if fixed := sorted(limits.given & parts):
            what = f"{', '.join(fixed)} is part of {whole}, which is assessed itself"
            remedy = "give that one, or leave it out by naming the techniques to choose from with -t"
            raise InvalidInputError(what, remedy=remedy)
    clashes = [frozenset({whole, part}) for whole, parts in combined.items() for part in parts]
    return replace(limits, incompatible=limits.incompatible.union(clashes, combined.values()))
