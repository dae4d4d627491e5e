"""What follows from a matrix alone, as the page shows it: cut sets, single points, clusters, portfolios."""

from __future__ import annotations

from collections import Counter
from math import comb
from typing import Any

from ... import answers
from ...model import Matrix, Reading
from .clusterings import clusterings

__all__ = ["analysed"]

Json = dict[str, Any]

MOST_LISTED = 20
"""Techniques, and failure modes, up to which every cut set is sought; beyond, those up to `ORDER`."""
ORDER = 3
"""Order of cut sets up to which a larger matrix is analysed, and size of the portfolios that are compared."""
MOST_TRIED = 200_000
"""Sets of failure modes of one order that are gone through; where there are more, smaller ones only."""
MOST_SETS = 400
"""Cut sets of one reading that a page lists; of more it gives the number."""
MOST_PORTFOLIOS = 2000
"""Portfolios that are compared at most; where there are more, smaller ones only."""
MOST_RANKED = 150
"""Portfolios of one size that the page keeps, the best."""
MOST_CLUSTERED = 200
"""Techniques up to which clusters are sought; beyond, a page is no place to read them."""


def analysed(matrix: Matrix, resting: Matrix) -> Json:
    """Return the answers on a matrix that has cells; ``resting`` is what its techniques rest on.

    ``cut_sets`` has for each reading at most `MOST_SETS` sets, the smallest; ``counts`` are how many there
    are, null where they were not counted, and ``complete_to_order`` is null where none is of higher order.
    """
    few = len(matrix.techniques) <= MOST_CLUSTERED
    return {
        "cut_sets": _cut_sets(matrix),
        "single_points": answers.single_points_answer(matrix, resting),
        **(clusterings(matrix, resting) if few else {"clusters": []}),
        "portfolios": _portfolios(matrix),
    }


def _cut_sets(matrix: Matrix) -> Json:
    listed = max(len(matrix.techniques), len(matrix.failure_modes)) <= MOST_LISTED
    order = None if listed else _order(len(matrix.failure_modes))
    found = answers.cut_sets_answer(matrix, max_order=order)
    readings = {reading.value: found[reading.value] for reading in Reading}
    orders = [part["complete_to_order"] for part in readings.values()]
    known = [one for one in orders if one is not None]
    return {
        **{name: part["sets"][:MOST_SETS] for name, part in readings.items()},
        "counts": {name: part["count"] for name, part in readings.items()},
        "complete_to_order": min(known) if known else order,
    }


def _order(modes: int) -> int:
    """Return up to which order the sets of so many failure modes can be gone through.

    >>> _order(42), _order(500), _order(5000)
    (3, 2, 1)
    """
    return max(1, sum(comb(modes, order) <= MOST_TRIED for order in range(1, ORDER + 1)))


def _portfolios(matrix: Matrix) -> list[Json]:
    """Return the best portfolios of each size, in the order of their rank."""
    found = answers.portfolios_answer(matrix, max_size=_portfolio_size(len(matrix.techniques)))
    kept: list[Json] = []
    of_size: Counter[int] = Counter()
    for portfolio in found["portfolios"]:
        size = len(portfolio["techniques"])
        of_size[size] += 1
        if of_size[size] <= MOST_RANKED:
            kept.append({key: portfolio[key] for key in ("techniques", "shared")})
    return kept


def _portfolio_size(techniques: int) -> int:
    """Return the largest size up to which not too many portfolios can be made of so many techniques.

    >>> _portfolio_size(7), _portfolio_size(50), _portfolio_size(5000)
    (3, 2, 1)
    """
    made = [sum(comb(techniques, k) for k in range(1, size + 1)) for size in range(1, ORDER + 1)]
    return max(1, sum(number <= MOST_PORTFOLIOS for number in made))
