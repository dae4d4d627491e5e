"""P(all fail) of many portfolios together: of all 2^k by one table, or of chosen subsets by a table each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from .incidence import Exposure, Incidence, bits, failures_to_defeat, incidence
from .probability import Conditional, conditional_strengths, mode_probabilities

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

__all__ = ["MOST_TECHNIQUES", "all_portfolio_probabilities", "subset_probabilities"]

MOST_TECHNIQUES = 22
RELATIVE_ERROR = 1e-9


def all_portfolio_probabilities(
    exposure: Exposure, q: Mapping[str, float], *, conditional: Conditional | None = None
) -> tuple[tuple[str, ...], NDArray[numpy.float64]]:
    """P(every technique of the portfolio fails), for every portfolio at once.

    P(T) is the alternating sum over the subsets W of T of the probability that no mode of W occurs: one
    zeta pass gives that probability for every W and one Moebius pass the sums. Where the result is so small
    that cancellation could cost it its ninth digit, the values come from a sum of non-negative terms, mode
    by mode.

    Parameters
    ----------
    exposure
        Technique -> the failure modes it is exposed to.
    q
        Failure mode -> probability, in [0, 1].
    conditional
        (technique, mode) -> c(t, f), in [0, 1], 1 where not given: given that the mode occurs, the
        techniques it strikes fail independently with these probabilities. Takes the sum of non-negative
        terms throughout.

    Returns
    -------
    techniques : tuple of str
        Sorted by name.
    probabilities : array of float, shape (2**k,)
        At index ``m`` the portfolio of the techniques whose bit is set in ``m``, bit i being
        ``techniques[i]``; the empty portfolio, at 0, fails with probability 1.

    Raises
    ------
    ValueError
        If there is no technique or there are more than 22, or ``q`` lacks a mode or gives one anything but
        a number from 0 to 1.

    Examples
    --------
    >>> names, p = all_portfolio_probabilities({"rlhf": ["coll", "al-gen"], "debate": ["al-gen"]},
    ...                                        {"coll": 0.5, "al-gen": 0.1})
    >>> names, [round(x, 12) for x in p.tolist()]
    (('debate', 'rlhf'), [1.0, 0.1, 0.55, 0.1])

    References
    ----------
    A. Bjorklund, T. Husfeldt, P. Kaski, M. Koivisto: "Fourier meets Moebius: fast subset convolution", STOC
    2007, https://doi.org/10.1145/1250790.1250801
    """
    relation = incidence(exposure)
    failures_to_defeat(len(relation.techniques), 1)
    chances = mode_probabilities(relation, q)
    if len(relation.techniques) > MOST_TECHNIQUES:
        raise ValueError(
            f"{len(relation.techniques)} techniques have too many portfolios to tabulate; give at most "
            f"{MOST_TECHNIQUES}, or ask for single portfolios with failure_probability"
        )
    strength = conditional_strengths(relation, conditional or {})
    if strength:
        return relation.techniques, _forward(relation, chances, strength)
    table = _moebius(relation, chances)
    # Rounding errors of 2^k signed terms add up to about the square root of their number.
    cancelled = table < math.ulp(1.0) * math.sqrt(table.size) / RELATIVE_ERROR
    if cancelled.any():
        table[cancelled] = _forward(relation, chances, {})[cancelled]
    return relation.techniques, table


def _moebius(relation: Incidence, chances: list[float]) -> NDArray[numpy.float64]:
    import numpy as np

    k = len(relation.techniques)
    surely_failed = 0
    exponent = np.zeros(1 << k)
    for struck, chance in zip(relation.struck, chances, strict=True):
        if chance < 1.0:
            exponent[struck] += math.log1p(-chance)
        else:
            surely_failed |= struck
    for bit in range(k):
        halves = exponent.reshape(-1, 2, 1 << bit)
        halves[:, 1] += halves[:, 0]
    # exponent[W] now sums the modes that strike nothing outside W; all others strike the complement of W.
    table: NDArray[numpy.float64] = np.exp(exponent[-1] - exponent[::-1])
    for bit in range(k):
        halves = table.reshape(-1, 2, 1 << bit)
        np.subtract(halves[:, 0], halves[:, 1], out=halves[:, 1])
    if surely_failed:
        table = table[np.arange(1 << k) & ~surely_failed]
    return table


def _forward(
    relation: Incidence, chances: list[float], strength: Mapping[tuple[int, int], float]
) -> NDArray[numpy.float64]:
    import numpy as np

    k = len(relation.techniques)
    low = min(k, 8)
    columns = np.arange(1 << low)
    table = np.zeros((2,) * (k - low) + (1 << low,))
    table.flat[0] = 1.0
    for bit, struck, chance in zip(range(len(chances))[::-1], relation.struck, chances, strict=True):
        weak = {index: c for index in bits(struck) if (c := strength.get((index, bit))) is not None}
        sure = struck & ~sum(1 << index for index in weak)
        # If the mode occurs, a portfolio fails where its unstruck part does: read that part, spread it.
        unstruck = tuple(slice(1 if sure >> bit & 1 else 2) for bit in range(k - 1, low - 1, -1))
        occurring = chance * table[unstruck].take(columns & ~sure, axis=-1)
        if weak:
            occurring = np.broadcast_to(occurring, table.shape).copy()
        for index, c in weak.items():
            halves = occurring.reshape(-1, 2, 1 << index)
            halves[:, 1] = c * halves[:, 0] + (1.0 - c) * halves[:, 1]
        table *= 1.0 - chance
        table += occurring
    return table.reshape(-1)


def subset_probabilities(relation: Incidence, chances: list[float], subsets: list[list[int]]) -> list[float]:
    """P(all fail) of subsets of one size, given as positions of techniques: a sum of non-negative terms.

    A row is the table of the 2^size parts of one subset; a mode that occurs leaves the part it spares.
    """
    import numpy as np

    members = np.array(subsets)
    size = members.shape[1]
    weights = 1 << np.arange(size)
    parts = np.arange(1 << size)
    table = np.zeros((len(subsets), 1 << size))
    table[:, 0] = 1.0
    for struck, chance in zip(relation.struck, chances, strict=True):
        hit = np.array([struck >> index & 1 for index in range(len(relation.techniques))])
        unstruck = parts & ~(hit[members] @ weights)[:, np.newaxis]
        occurring = chance * np.take_along_axis(table, unstruck, axis=1)
        table *= 1.0 - chance
        table += occurring
    return [float(p) for p in table[:, -1]]
