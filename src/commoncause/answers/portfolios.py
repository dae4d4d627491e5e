"""Portfolios: ranked, or the Pareto set."""

from __future__ import annotations

from collections.abc import Iterable
from math import comb
from typing import TYPE_CHECKING, Any

from ..errors import InvalidInputError
from ..model import Matrix, Reading
from .choices import Terms
from .readings import Json, plain, refusals

if TYPE_CHECKING:
    from ..analysis.portfolio_figures import Portfolio

__all__ = ["MOST_PORTFOLIOS", "portfolio_answer", "portfolios_answer", "portfolios_to_rank"]

MOST_PORTFOLIOS = 200_000
"""Most portfolios that are ranked."""


def portfolios_answer(
    matrix: Matrix,
    *,
    max_size: int | None = None,
    p_default: float = 0.1,
    given: Iterable[str] = (),
    no_single_point: bool = False,
    terms: Terms | None = None,
    pareto: bool = False,
) -> Json:
    """Return portfolios of up to ``max_size`` techniques, the best of the possible reading first.

    ``shared`` are the failure modes to which every technique of the portfolio is exposed. Probabilities take
    modes as independent, each with ``p_default``, which is an illustration. ``terms`` say all this and more,
    and then the other options do not count. With ``pareto`` only the portfolios that no other dominates, the
    smallest first; else each is marked, among those asked for.
    """
    from ..analysis.pareto import CRITERIA

    terms = terms or Terms(
        p_default=p_default, given=frozenset(given), max_size=max_size, no_single_point=no_single_point
    )
    with refusals():
        found = _best(matrix, terms) if pareto else _ranked(matrix, terms)
    rows = [portfolio_answer(portfolio, matrix, terms, mark) for portfolio, mark in found]
    return {"portfolios": rows, "criteria": list(CRITERIA), **terms.as_json(matrix)}


def _best(matrix: Matrix, terms: Terms) -> list[tuple[Portfolio, bool]]:
    """Return the Pareto set, each with its mark."""
    from ..analysis.pareto import pareto_portfolios
    from ..analysis.portfolio_figures import described_portfolios

    q, combined = terms.chances(matrix), terms.combined(matrix)
    readings = matrix.exposure(Reading.CERTAIN), matrix.exposure(Reading.POSSIBLE)
    best = pareto_portfolios(*readings, q=q, constraints=terms.constraints(matrix), combined=combined)
    return [(portfolio, True) for portfolio in described_portfolios(*readings, best, q=q, combined=combined)]


def _ranked(matrix: Matrix, terms: Terms) -> list[tuple[Portfolio, bool]]:
    """Return all portfolios of the size asked for, the best first, each with its mark."""
    from ..analysis.portfolios import ranked_portfolios, undominated

    limits, size = terms.constraints(matrix), terms.max_size or len(matrix.techniques)
    choosable = matrix.of(terms.choosable(matrix)) if terms.stand_ins else matrix
    _require_number(choosable, size, limits.given)
    found = ranked_portfolios(
        matrix.exposure(Reading.CERTAIN),
        matrix.exposure(Reading.POSSIBLE),
        max_size=size,
        q=terms.chances(matrix),
        given=limits.given,
        constraints=limits,
        combined=terms.combined(matrix),
    )
    taxed = limits.tax and len(limits.tax) == len(matrix.techniques)
    return list(zip(found, undominated(found, limits.tax if taxed else None), strict=True))


def _require_number(matrix: Matrix, max_size: int, given: Iterable[str]) -> None:
    number = portfolios_to_rank(matrix, max_size, given)
    if number > MOST_PORTFOLIOS:
        remedy = (
            "lower --max-size, name techniques with -t or --given, or ask for one with --find; "
            f"at most {MOST_PORTFOLIOS:,} are ranked"
        )
        raise InvalidInputError(f"{number:,} portfolios", remedy=remedy)


def portfolios_to_rank(matrix: Matrix, max_size: int, given: Iterable[str] = ()) -> int:
    """Return how many portfolios of up to ``max_size`` techniques hold all of ``given``.

    >>> portfolios_to_rank(Matrix(("a", "b", "c"), (), {}), 2)
    6
    """
    fixed = set(given)
    free = len(matrix.techniques) - len(fixed)
    sizes = range(1 if not fixed else 0, min(max_size - len(fixed), free) + 1)
    return sum(comb(free, size) for size in sizes)


def portfolio_answer(portfolio: Portfolio, matrix: Matrix, terms: Terms, pareto: bool | None) -> Json:
    """Return a portfolio as JSON has it; ``pareto`` says whether no other dominates it, null if unknown.

    Figures that are beyond reach are null. Cells are counted of what is in effect: of a combination in place
    of its parts.
    """

    def _pair(name: str) -> Json:
        value = getattr(portfolio, name)
        return {reading.value: _defined(getattr(value, reading.value)) for reading in Reading}

    def _defined(value: Any) -> Any:
        return None if value != value else plain(value)

    members, choices = portfolio.techniques, terms.choices
    is_taxed = all(t in choices.tax for t in members)
    return {
        "techniques": list(members),
        **{name: _pair(name) for name in ("shared", "probability", "decades", "effective_layers")},
        "unassessed": sum(matrix.unassessed(t) for t in portfolio.effective),
        "cut_set_order": _pair("order"),
        "safety_tax": sum(choices.tax[t] for t in members) if is_taxed else None,
        "undecided": [list(pair) for pair in choices.pairs(members, "undecided")],
        "incompatible": [list(pair) for pair in choices.pairs(members, "incompatible")],
        "replaced_by": [t for t in portfolio.effective if t not in members],
        "pareto": pareto,
    }
