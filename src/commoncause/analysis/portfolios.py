"""Portfolios ranked by protection: the subsets of the techniques, what each shares and how each fails."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations, groupby

from .bracket import Bracket
from .depth import decades, effective_layers
from .incidence import Exposure, incidence
from .lattice import MOST_TECHNIQUES, all_portfolio_probabilities, subset_probabilities
from .probability import failure_probability, mode_probabilities

__all__ = ["Portfolio", "ranked_portfolios"]

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


def ranked_portfolios(
    certain: Exposure,
    possible: Exposure,
    *,
    max_size: int,
    q: Mapping[str, float],
    given: Collection[str] = (),
    no_single_point: bool = False,
    min_size: int = 1,
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
    lower, upper = _Reading(certain, q), _Reading(possible, q)
    if no_single_point:
        subsets = [subset for subset in subsets if not upper.shared(subset)]
    answers = zip(subsets, lower.probabilities(subsets), upper.probabilities(subsets), strict=True)
    portfolios = [_portfolio(subset, lower, upper, p_lower, p_upper) for subset, p_lower, p_upper in answers]
    return sorted(portfolios, key=_rank)


class _Reading:
    """One reading of the exposures, with what is asked of it for many portfolios."""

    def __init__(self, exposure: Exposure, q: Mapping[str, float]) -> None:
        self.exposure, self.q = exposure, q
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
        return [failure_probability(portfolio, self.q) for portfolio in portfolios]

    def _together(self, subsets: list[tuple[str, ...]]) -> list[float]:
        positions = [[self.position[technique] for technique in subset] for subset in subsets]
        rows = max(1, TABLE_CELLS >> len(subsets[0]))
        parts = (positions[start : start + rows] for start in range(0, len(positions), rows))
        return [p for part in parts for p in subset_probabilities(self.relation, self.chances, part)]


def _portfolio(
    subset: tuple[str, ...], lower: _Reading, upper: _Reading, p_lower: float, p_upper: float
) -> Portfolio:
    return Portfolio(
        subset,
        shared=Bracket(lower.shared(subset), upper.shared(subset)),
        probability=Bracket(p_lower, p_upper),
        decades=Bracket(decades(p_lower), decades(p_upper)),
        effective_layers=Bracket(lower.layers(subset, p_lower), upper.layers(subset, p_upper)),
    )


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
