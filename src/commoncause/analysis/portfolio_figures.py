"""What there is to say of one portfolio or of many: what it shares, how it fails, how deep it is."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from .bracket import Bracket
from .depth import decades, effective_layers
from .frontier import Limits
from .incidence import Exposure, incidence
from .lattice import MOST_TECHNIQUES, all_portfolio_probabilities, subset_probabilities
from .orders import order_of
from .probability import failure_probability, mode_probabilities, probability_limits

__all__ = ["Portfolio", "described_portfolios", "in_effect"]

LARGEST_TOGETHER = 12
TABLE_CELLS = 1 << 22


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A set of techniques, each of which alone suffices, under both readings of the open cells."""

    techniques: tuple[str, ...]
    """Sorted by name."""
    shared: Bracket[tuple[str, ...]]
    """The modes to which every technique is exposed, sorted: the portfolio's single points of failure."""
    probability: Bracket[float]
    """P(every technique fails)."""
    decades: Bracket[float]
    """-log10 of the probability; infinite where it is 0."""
    effective_layers: Bracket[float | None]
    """ln P / mean ln P(t); None where a P(t) is 0 or 1."""
    order: Bracket[int | None]
    """Size of the smallest cut set; None where nothing defeats the portfolio."""
    effective: tuple[str, ...]
    """The techniques, a combination that has been assessed itself in the place of its parts."""


def described_portfolios(
    certain: Exposure,
    possible: Exposure,
    subsets: Iterable[tuple[str, ...]],
    *,
    q: Mapping[str, float],
    combined: Mapping[str, Collection[str]] | None = None,
    no_single_point: bool = False,
    limits: Limits | None = None,
) -> list[Portfolio]:
    """What `ranked_portfolios` says of each of these portfolios, in their order.

    Where ``limits`` do not suffice for the exact probability, it is NaN, and so are decades; effective
    layers are None.

    Examples
    --------
    >>> exposure = {"debate": ["coll"], "oversight": ["al-gen"]}
    >>> q = {"coll": 0.1, "al-gen": 0.1}
    >>> [portfolio] = described_portfolios(exposure, exposure, [("debate", "oversight")], q=q)
    >>> portfolio.order.certain
    2
    """
    pairs = [(tuple(subset), in_effect(subset, certain, combined or {})) for subset in subsets]
    lower, upper = _Reading(certain, q, limits), _Reading(possible, q, limits)
    if no_single_point:
        pairs = [(subset, effective) for subset, effective in pairs if not upper.shared(effective)]
    each = [effective for _, effective in pairs]
    answers = zip(pairs, lower.probabilities(each), upper.probabilities(each), strict=True)
    return [_portfolio(pair, lower, upper, p_lower, p_upper) for pair, p_lower, p_upper in answers]


def in_effect(
    portfolio: Collection[str], techniques: Collection[str], combined: Mapping[str, Collection[str]]
) -> tuple[str, ...]:
    """The portfolio with each combination of the ``techniques`` in place of its parts, sorted by name.

    Where all parts of a combination are there, it takes their place, the combination of most parts first.

    Examples
    --------
    >>> among, parts = ["debate", "debate-re", "re", "rlhf"], {"debate-re": ["debate", "re"]}
    >>> in_effect(["re", "debate", "rlhf"], among, parts)
    ('debate-re', 'rlhf')
    """
    chosen = set(portfolio)
    for whole in sorted(set(combined).intersection(techniques), key=lambda w: (-len(combined[w]), w)):
        if whole in chosen or chosen.issuperset(combined[whole]):
            chosen = chosen.difference(combined[whole]) | {whole}
    return tuple(sorted(chosen))


class _Reading:
    """One reading of the exposures, with what is asked of it for many portfolios."""

    def __init__(self, exposure: Exposure, q: Mapping[str, float], limits: Limits | None = None) -> None:
        self.exposure, self.q, self.limits = exposure, q, limits
        self.relation = incidence(exposure)
        self.position = {technique: index for index, technique in enumerate(self.relation.techniques)}
        self.chances = mode_probabilities(self.relation, q)
        singles: list[tuple[str, ...]] = [(technique,) for technique in self.relation.techniques]
        self.marginals = dict(zip(self.relation.techniques, self.probabilities(singles), strict=True))

    def shared(self, subset: tuple[str, ...]) -> tuple[str, ...]:
        """The modes to which every technique of the subset is exposed, sorted."""
        common = -1
        for technique in subset:
            common &= self.relation.exposed[self.position[technique]]
        return self.relation.mode_names(common)

    def order(self, subset: tuple[str, ...]) -> int | None:
        """The size of the smallest cut set."""
        return order_of(self.relation, sum(1 << self.position[technique] for technique in subset))

    def layers(self, subset: tuple[str, ...], p: float) -> float | None:
        """Effective layers of the subset, which fails with probability ``p``."""
        return effective_layers(p, [self.marginals[technique] for technique in subset])

    def probabilities(self, subsets: list[tuple[str, ...]]) -> list[float]:
        """P(all fail) of each subset, in their order."""
        n = len(self.relation.techniques)
        if n <= MOST_TECHNIQUES and 1 << n <= sum(1 << len(subset) for subset in subsets):
            table = all_portfolio_probabilities(self.exposure, self.q)[1]
            return [float(table[sum(1 << self.position[t] for t in subset)]) for subset in subsets]
        answers: list[float] = []
        for size, group in groupby(subsets, key=len):
            answers += (self._together if size <= LARGEST_TOGETHER else self._apart)(list(group))
        return answers

    def _apart(self, subsets: list[tuple[str, ...]]) -> list[float]:
        portfolios = ({technique: self.exposure[technique] for technique in subset} for subset in subsets)
        if self.limits is None:
            return [failure_probability(portfolio, self.q) for portfolio in portfolios]
        bounds = [probability_limits(portfolio, self.q, self.limits) for portfolio in portfolios]
        return [lower if lower == upper else math.nan for lower, upper in bounds]

    def _together(self, subsets: list[tuple[str, ...]]) -> list[float]:
        positions = [[self.position[technique] for technique in subset] for subset in subsets]
        rows = max(1, TABLE_CELLS >> len(subsets[0]))
        parts = (positions[start : start + rows] for start in range(0, len(positions), rows))
        return [p for part in parts for p in subset_probabilities(self.relation, self.chances, part)]


def _portfolio(
    pair: tuple[tuple[str, ...], tuple[str, ...]],
    lower: _Reading,
    upper: _Reading,
    p_lower: float,
    p_upper: float,
) -> Portfolio:
    subset, effective = pair
    return Portfolio(
        subset,
        shared=Bracket(lower.shared(effective), upper.shared(effective)),
        probability=Bracket(p_lower, p_upper),
        decades=Bracket(_decades(p_lower), _decades(p_upper)),
        effective_layers=Bracket(lower.layers(effective, p_lower), upper.layers(effective, p_upper)),
        order=Bracket(lower.order(effective), upper.order(effective)),
        effective=effective,
    )


def _decades(p: float) -> float:
    return p if math.isnan(p) else decades(p)
