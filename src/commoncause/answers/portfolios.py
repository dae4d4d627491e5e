"""Portfolios, ranked."""

from __future__ import annotations

from collections.abc import Iterable
from math import comb
from typing import Any

from ..errors import InvalidInputError
from ..model import Matrix, Reading
from .readings import Json, plain, refusals

__all__ = ["MOST_PORTFOLIOS", "portfolios_answer", "portfolios_to_rank"]

MOST_PORTFOLIOS = 200_000
"""Most portfolios that are ranked."""


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
    from ..analysis.portfolios import ranked_portfolios

    number = portfolios_to_rank(matrix, max_size, given)
    if number > MOST_PORTFOLIOS:
        remedy = (
            f"lower --max-size, or name techniques with -t or --given; at most {MOST_PORTFOLIOS:,} are ranked"
        )
        raise InvalidInputError(f"{number:,} portfolios", remedy=remedy)
    with refusals():
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
        return {"certain": plain(value.certain), "possible": plain(value.possible)}

    names = ("shared", "probability", "decades", "effective_layers")
    return {
        "techniques": list(portfolio.techniques),
        **{name: _pair(name) for name in names},
        "unassessed": sum(matrix.unassessed(t) for t in portfolio.techniques),
    }
