"""Portfolios ranked by protection, and which of them no other dominates."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

from .incidence import Exposure
from .orders import NEVER
from .pareto import Constraints, nondominated
from .portfolio_figures import Portfolio, described_portfolios

__all__ = ["Portfolio", "ranked_portfolios", "undominated"]


def ranked_portfolios(
    certain: Exposure,
    possible: Exposure,
    *,
    max_size: int,
    q: Mapping[str, float],
    given: Collection[str] = (),
    no_single_point: bool = False,
    min_size: int = 1,
    constraints: Constraints | None = None,
    combined: Mapping[str, Collection[str]] | None = None,
) -> list[Portfolio]:
    """Every portfolio of the asked-for sizes, the best protected first.

    Parameters
    ----------
    certain, possible
        Technique -> the modes it is exposed to, with open cells read as protected and as exposed. The same
        techniques.
    max_size, min_size
        Numbers of techniques, both included.
    q
        Failure mode -> probability, in [0, 1].
    given
        Techniques that every portfolio contains.
    no_single_point
        Only portfolios whose techniques share no mode, on the possible reading.
    constraints
        What else a portfolio must be: compatible, and within its tax.
    combined
        Combination among the techniques -> its parts: it replaces them where a portfolio has all of them.

    Returns
    -------
    list of Portfolio
        By decades on the possible reading, descending, then on the certain reading, then by size, then by
        names. Probabilities are compared to 12 significant digits, so that rounding does not decide a tie.

    Raises
    ------
    ValueError
        If there is no technique, the readings differ in their techniques, ``given`` names an unknown
        technique or more of them than ``max_size``, the sizes are not 1 <= min_size <= max_size, or ``q``
        lacks a mode.

    Notes
    -----
    Up to 22 techniques all portfolios are tabulated at once where that is less work; otherwise only the
    subsets asked for are computed.

    Examples
    --------
    >>> exposure = {"rlhf": ["coll", "al-gen"], "debate": ["coll"], "oversight": ["al-gen"]}
    >>> ranked = ranked_portfolios(exposure, exposure, max_size=2, q={"coll": 0.1, "al-gen": 0.1})
    >>> ranked[0].techniques, ranked[0].shared.possible, round(ranked[0].decades.possible, 6)
    (('debate', 'oversight'), (), 2.0)
    """
    _check(certain, possible, given, min_size, max_size)
    techniques = sorted(certain)
    fixed = sorted(set(given))
    free = [technique for technique in techniques if technique not in set(fixed)]
    subsets = [
        tuple(sorted((*fixed, *added)))
        for size in range(max(min_size, len(fixed)), min(max_size, len(techniques)) + 1)
        for added in combinations(free, size - len(fixed))
    ]
    limits = constraints or Constraints()
    admitted = [subset for subset in subsets if limits.admits(subset)]
    is_free = no_single_point or limits.no_single_point
    return sorted(
        described_portfolios(certain, possible, admitted, q=q, combined=combined, no_single_point=is_free),
        key=_rank,
    )


def undominated(portfolios: Sequence[Portfolio], tax: Mapping[str, float] | None = None) -> list[bool]:
    """Whether none of the others dominates each of these portfolios, by the criteria of `pareto`.

    Examples
    --------
    >>> exposure = {"debate": ["coll"], "oversight": ["al-gen"], "rlhf": ["al-gen", "coll"]}
    >>> q = {"coll": 0.1, "al-gen": 0.1}
    >>> undominated(described_portfolios(exposure, exposure, [("debate",), ("rlhf",)], q=q))
    [True, False]
    """
    import numpy as np

    if not portfolios:
        return []
    rows = []
    for portfolio in portfolios:
        row: list[float] = [len(portfolio.techniques)]
        for reading in ("certain", "possible"):
            order = getattr(portfolio.order, reading)
            row += [
                len(getattr(portfolio.shared, reading)),
                -NEVER if order is None else -order,
                _rounded(getattr(portfolio.probability, reading)),
            ]
        rows.append([*row, sum((tax or {}).get(technique, 0.0) for technique in portfolio.techniques)])
    return [bool(best) for best in nondominated(np.array(rows))]


def _rank(portfolio: Portfolio) -> tuple[float, float, int, tuple[str, ...]]:
    p = portfolio.probability
    return _rounded(p.possible), _rounded(p.certain), len(portfolio.techniques), portfolio.techniques


def _rounded(p: float) -> float:
    return float(f"{p:.12g}")


def _check(
    certain: Exposure, possible: Exposure, given: Collection[str], min_size: int, max_size: int
) -> None:
    if not certain and not possible:
        raise ValueError("there is no technique to choose from; give at least one")
    if differing := sorted(set(certain) ^ set(possible)):
        raise ValueError(
            f"only one reading has {', '.join(differing)}; give both readings the same techniques"
        )
    if unknown := sorted(set(given) - set(certain)):
        raise ValueError(
            f"given names {', '.join(unknown)}, not among the techniques; choose from {sorted(certain)}"
        )
    if not 1 <= min_size <= max_size:
        raise ValueError(
            f"sizes {min_size} to {max_size} hold no portfolio; choose 1 <= min_size <= max_size"
        )
    if len(set(given)) > max_size:
        raise ValueError(
            f"given names {len(set(given))} techniques, but max_size is {max_size}; raise max_size"
        )
