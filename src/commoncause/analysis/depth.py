"""What a failure probability says about depth: decades of protection, and how independent its layers are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

__all__ = [
    "common_cause_share",
    "decades",
    "effective_layers",
    "fully_correlated",
    "independent_product",
    "require_probability",
]


def independent_product(marginals: Iterable[float]) -> float:
    """prod P(t): what the probability would be if the techniques failed independently; 1 for none.

    Examples
    --------
    >>> independent_product([0.5, 0.5])
    0.25
    """
    return math.prod(marginals)


def fully_correlated(marginals: Iterable[float]) -> float:
    """min P(t): what the probability would be if the techniques failed together whenever they can.

    Raises
    ------
    ValueError
        If there is no technique.

    Examples
    --------
    >>> fully_correlated([0.5, 0.1])
    0.1
    """
    return min(marginals)


def common_cause_share(p: float, marginals: Iterable[float]) -> float | None:
    """1 - prod P(t) / P: the part of the failure probability that independent techniques would not have.

    None if P is 0.

    Examples
    --------
    >>> common_cause_share(0.5, [0.5, 0.5])
    0.5
    """
    return 1.0 - independent_product(marginals) / p if p > 0 else None


def decades(p: float) -> float:
    """-log10 p: the protection in powers of ten; infinite at 0.

    Raises
    ------
    ValueError
        If ``p`` is not a number from 0 to 1.

    Examples
    --------
    >>> decades(0.001), decades(1.0), decades(0.0)
    (3.0, 0.0, inf)
    """
    require_probability("p", p)
    if p == 0:
        return math.inf
    return -math.log10(p) if p < 1 else 0.0


def effective_layers(p: float, marginals: Sequence[float]) -> float | None:
    """ln P / mean ln P(t): how many independent techniques of their average strength would fail as rarely.

    Between 1 (they fail together) and their number (they fail independently), for a portfolio that one
    holding technique saves. None if a P(t) is 0 or 1, if P is 0, or if there is no technique.

    Examples
    --------
    >>> effective_layers(0.25, [0.5, 0.5]), effective_layers(0.5, [0.5, 0.5])
    (2.0, 1.0)
    """
    if not marginals or not p > 0 or any(not 0 < marginal < 1 for marginal in marginals):
        return None
    return math.log(p) * len(marginals) / math.fsum(map(math.log, marginals))


def require_probability(name: str, value: float) -> None:
    """Refuse what is not a number from 0 to 1, NaN included.

    Raises
    ------
    ValueError
        With ``name``, which says whose value it is.
    """
    if not 0 <= value <= 1:
        raise ValueError(f"{name} is {value!r}; give a number from 0 to 1")
