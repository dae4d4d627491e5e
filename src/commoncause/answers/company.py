"""A probability beside the figures that say what it means for depth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..analysis.bounds import Bounds, poisson_binomial_tail
from ..analysis.depth import common_cause_share, decades, effective_layers, independent_product
from .readings import plain

__all__ = ["company"]


def company(bounds: Bounds, marginals: list[float], need: int) -> dict[str, Any]:
    """The probability beside what it would be if techniques failed independently, or together."""
    failures = len(marginals) - need + 1
    product = independent_product(marginals) if need == 1 else poisson_binomial_tail(marginals, failures)

    def _share(p: float) -> float | None:
        if need == 1:
            share = common_cause_share(p, marginals)
            return None if share is None else max(0.0, share)
        return 1.0 - product / p if p > 0 else None

    def _layers(p: float) -> float | None:
        return effective_layers(p, marginals) if need == 1 else None

    return {
        "probability": _between(lambda p: p, bounds),
        "independent": product,
        "fully_correlated": sorted(marginals, reverse=True)[failures - 1],
        "common_cause_share": _between(_share, bounds),
        "decades": _between(decades, bounds, falls=True),
        "effective_layers": _between(_layers, bounds, falls=True),
    }


def _between(figure: Callable[[float], float | None], bounds: Bounds, *, falls: bool = False) -> Any:
    """A monotone figure of P: a value where P is exact, else its bounds (null: none on that side)."""
    if bounds.is_exact:
        return plain(figure(bounds.lower))
    ends = [figure(bounds.lower), figure(bounds.upper)]
    lower, upper = reversed(ends) if falls else ends
    return None if lower is upper is None else {"lower": plain(lower), "upper": plain(upper)}
