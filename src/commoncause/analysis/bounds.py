"""Proved bounds of the failure probability, for portfolios beyond the reach of the exact sum.

Four arguments, each valid by itself; the best lower and the best upper bound are kept:

- the exact sum over sets of failed techniques, cut down to the likeliest sets (`probability_limits`);
- minimal cut sets up to an order m, from above: S needs one of them or more than m modes;
- the same from below: Bonferroni's sum P(C) - sum P(C and D) over chosen cut sets;
- a smaller portfolio: fewer than ``need`` of all techniques hold only if fewer than ``need`` of some do.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import comb

from .cut_sets import iter_minimal_cut_sets
from .frontier import Limits
from .incidence import Exposure
from .probability import Conditional, marginal_probabilities, probability_limits
from .scenarios import Scenario, weighted_probabilities

__all__ = ["Bounds", "cut_set_bounds", "poisson_binomial_tail", "probability_bounds"]

MOST_SETS = 20_000
MOST_PAIRED = 300
MOST_SEARCHED = 300_000
SMALLER_PORTFOLIOS = (6, 10, 14, 18, 30, 45, 60)
LARGEST_SMALLER = 64


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is proved of a probability: it lies from ``lower`` to ``upper``, both included."""

    lower: float
    upper: float

    @property
    def is_exact(self) -> bool:
        """Whether the bounds meet.

        >>> Bounds(0.1, 0.1).is_exact, Bounds(0.1, 0.2).is_exact
        (True, False)
        """
        return self.lower == self.upper


def probability_bounds(
    exposure: Exposure,
    q: Mapping[str, float],
    scenarios: Sequence[Scenario] = (),
    *,
    need: int = 1,
    conditional: Conditional | None = None,
    limits: Limits | None = None,
) -> Bounds:
    """P exactly where ``limits`` suffice, else proved bounds.

    Parameters and errors are those of `scenario_probability`.

    Examples
    --------
    >>> probability_bounds({"rlhf": ["coll"], "debate": ["coll", "al-gen"]}, {"coll": 0.25, "al-gen": 0.5})
    Bounds(lower=0.25, upper=0.25)
    """
    worlds = weighted_probabilities(q, scenarios)
    limits = limits or Limits()
    lower, upper = [], []
    for rank, (weight, chances) in enumerate(worlds):
        own = _share_of_time(limits, len(worlds) - rank)
        low, high = probability_limits(exposure, chances, own, need=need, conditional=conditional)
        if low < high:
            low, high = _tightened(low, high, exposure, chances, need, conditional)
        lower.append(weight * low)
        upper.append(weight * high)
    total = min(1.0, math.fsum(lower))
    return Bounds(total, max(total, min(1.0, math.fsum(upper))))


def _share_of_time(limits: Limits, parts: int) -> Limits:
    left = limits.deadline - time.monotonic()
    if math.isinf(left):
        return limits
    return replace(limits, deadline=time.monotonic() + max(0.0, left) / parts)


def _tightened(
    low: float,
    high: float,
    exposure: Exposure,
    q: Mapping[str, float],
    need: int,
    conditional: Conditional | None,
) -> tuple[float, float]:
    weak = {pair for pair, c in (conditional or {}).items() if c < 1}
    sure = {t: frozenset(f for f in modes if (t, f) not in weak) for t, modes in exposure.items()}
    # Failing surely where it fails perhaps makes P no smaller, never failing there no larger.
    by_cut_sets = cut_set_bounds(exposure, q, need=need)
    lower = by_cut_sets.lower if sure == exposure else cut_set_bounds(sure, q, need=need).lower
    upper = min(high, by_cut_sets.upper, _of_smaller_portfolios(exposure, q, need, conditional))
    return max(low, lower), max(low, lower, upper)


def cut_set_bounds(exposure: Exposure, q: Mapping[str, float], *, need: int = 1) -> Bounds:
    """Bounds from all minimal cut sets up to the largest order that can be listed soon.

    From above, where the orders up to m are listed: 1 - prod (1 - P(C)) over them, the min cut upper bound,
    and the probability that more than m modes occur, if there may be larger cut sets. From below: the gain
    P(C) - sum P(C and D) of each cut set over those chosen before it, where there is one.

    Raises
    ------
    ValueError
        As `minimal_cut_sets`.

    References
    ----------
    J. D. Esary, F. Proschan: "Coherent structures of non-identical components", Technometrics 5 (1963)
    191-209, https://doi.org/10.1080/00401706.1963.10490075

    Examples
    --------
    >>> cut_set_bounds({"rlhf": ["coll", "al-gen"], "debate": ["al-gen"]}, {"coll": 0.5, "al-gen": 0.25})
    Bounds(lower=0.25, upper=0.25)
    """
    modes = sorted({mode for exposed in exposure.values() for mode in exposed})
    order, cut_sets = _listed(exposure, need, len(modes))
    chances = [math.prod(q[mode] for mode in cut_set) for cut_set in cut_sets]
    upper = _any(chances)
    if order < min(len(modes), len(exposure)):
        upper += poisson_binomial_tail([q[mode] for mode in modes], order + 1)
    lower = _bonferroni(sorted(zip(chances, cut_sets, strict=True), reverse=True)[:MOST_PAIRED], q)
    return Bounds(min(1.0, lower), min(1.0, max(lower, upper)))


def _listed(exposure: Exposure, need: int, n_modes: int) -> tuple[int, list[tuple[str, ...]]]:
    """The largest order up to which all cut sets can be listed soon, and these."""
    listed: list[tuple[str, ...]] = []
    for order in range(1, min(n_modes, len(exposure)) + 1):
        # The search adds the last mode in batches: it looks at sets of one mode less.
        if comb(n_modes, order - 1) * len(exposure) > MOST_SEARCHED:
            return order - 1, listed
        found = list(islice(iter_minimal_cut_sets(exposure, need=need, max_order=order), MOST_SETS + 1))
        if len(found) > MOST_SETS:
            return order - 1, listed
        listed = found
    return min(n_modes, len(exposure)), listed


def _any(chances: Iterable[float]) -> float:
    """1 - prod(1 - p), without loss of digits for small p."""
    given = list(chances)
    return 1.0 if any(p >= 1 for p in given) else -math.expm1(math.fsum(math.log1p(-p) for p in given))


def _bonferroni(ranked: Iterable[tuple[float, Collection[str]]], q: Mapping[str, float]) -> float:
    chosen: list[frozenset[str]] = []
    total = 0.0
    for p, cut_set in ranked:
        together = math.fsum(math.prod(q[mode] for mode in other.union(cut_set)) for other in chosen)
        if p > together:
            chosen.append(frozenset(cut_set))
            total += p - together
    return total


def _of_smaller_portfolios(
    exposure: Exposure, q: Mapping[str, float], need: int, conditional: Conditional | None
) -> float:
    marginals = marginal_probabilities(exposure, q, conditional=conditional)
    strongest = sorted(marginals, key=lambda technique: (marginals[technique], technique))
    best = 1.0
    for more in SMALLER_PORTFOLIOS:
        size = need + more
        if size < len(strongest) and size <= LARGEST_SMALLER:
            part = {technique: exposure[technique] for technique in strongest[:size]}
            limits = Limits(narrow=1 << 12, deadline=time.monotonic() + 1, grace=1)
            best = min(best, probability_limits(part, q, limits, need=need, conditional=conditional)[1])
    return best


def poisson_binomial_tail(chances: Sequence[float], at_least: int) -> float:
    """Probability that at least ``at_least`` of independent events occur; a sum of non-negative terms.

    Examples
    --------
    >>> poisson_binomial_tail([0.5, 0.5], 1), poisson_binomial_tail([0.5, 0.5], 3)
    (0.75, 0.0)
    """
    import numpy as np

    if at_least <= 0:
        return 1.0
    counts = np.zeros(at_least)  # counts[i]: probability that exactly i have occurred so far
    counts[0], tail = 1.0, 0.0
    for chance in chances:
        tail += float(counts[-1]) * chance
        counts[1:] = counts[1:] * (1.0 - chance) + counts[:-1] * chance
        counts[0] *= 1.0 - chance
    return min(1.0, tail)
