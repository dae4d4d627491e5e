"""A seeded Monte Carlo interval of the failure probability: statistical, not proved, and labelled so."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .frontier import BeyondReachError
from .incidence import Exposure, bits, failures_to_defeat, incidence
from .probability import Conditional, conditional_strengths, mode_probabilities
from .scenarios import Scenario, weighted_probabilities

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

__all__ = ["SampledInterval", "clopper_pearson", "sampled_interval"]

MOST_WORK = 1_000_000_000
MOST_CELLS = 20_000_000
FEWEST_SAMPLES, MOST_SAMPLES = 1_000, 200_000
CHUNK = 4_000_000


@dataclass(frozen=True, slots=True)
class SampledInterval:
    """The Clopper-Pearson interval of ``failures`` in ``samples`` draws from a generator of this seed."""

    lower: float
    upper: float
    failures: int
    samples: int
    seed: int
    confidence: float


def sampled_interval(
    exposure: Exposure,
    q: Mapping[str, float],
    scenarios: Sequence[Scenario] = (),
    *,
    need: int = 1,
    conditional: Conditional | None = None,
    seed: int = 0,
    samples: int | None = None,
    confidence: float = 0.95,
) -> SampledInterval:
    """Draw states of the modes, count the defeats, and give the interval that covers P so confidently.

    The number of samples depends on the size of the relation alone, so that the same question and seed give
    the same answer on every machine. Parameters and errors are those of `scenario_probability`;
    `BeyondReachError` where techniques times modes are more than 20 million.

    Examples
    --------
    >>> drawn = sampled_interval({"debate": ["al-gen"]}, {"al-gen": 0.1}, samples=10_000)
    >>> drawn.lower < 0.1 < drawn.upper
    True
    """
    import numpy as np

    relation = incidence(exposure)
    n, m = len(relation.techniques), len(relation.modes)
    failures_to_defeat(n, need)
    if n * m > MOST_CELLS:
        raise BeyondReachError(f"{n:,} techniques x {m:,} causes are too many to simulate")
    worlds = weighted_probabilities(q, scenarios)
    weights = np.cumsum([weight for weight, _ in worlds])
    chances = np.array([mode_probabilities(relation, q_s) for _, q_s in worlds]).reshape(len(worlds), m)
    strength = conditional_strengths(relation, conditional or {})
    if samples is None:
        samples = min(MOST_SAMPLES, max(FEWEST_SAMPLES, MOST_WORK // max(1, n * m)))
    sure, weak = _tables(relation.exposed, m, strength)
    draw = np.random.Generator(np.random.PCG64(seed))
    failures, left, rows = 0, samples, max(1, CHUNK // (n + m))
    while left:
        size = min(left, rows)
        world = np.minimum(np.searchsorted(weights, draw.random(size), side="right"), len(worlds) - 1)
        occurs = (draw.random((size, m)) < chances[world]).astype(np.float32)
        failed = occurs @ sure > 0
        if strength:
            failed |= draw.random((size, n)) < -np.expm1(occurs @ weak)
        failures += int(np.count_nonzero(n - failed.sum(axis=1) < need))
        left -= size
    lower, upper = clopper_pearson(failures, samples, confidence)
    return SampledInterval(lower, upper, failures, samples, seed, confidence)


def _tables(
    exposed: Sequence[int], m: int, strength: Mapping[tuple[int, int], float]
) -> tuple[NDArray[numpy.float32], NDArray[numpy.float32]]:
    """Modes x techniques: 1 where a mode strikes for certain; log(1 - c) where it strikes perhaps."""
    import numpy as np

    sure = np.zeros((m, len(exposed)), dtype=np.float32)
    for index, edge in enumerate(exposed):
        sure[[m - 1 - bit for bit in bits(edge)], index] = 1.0
    weak = np.zeros_like(sure)
    for (index, bit), c in strength.items():
        sure[m - 1 - bit, index], weak[m - 1 - bit, index] = 0.0, math.log1p(-c)
    return sure, weak


def clopper_pearson(failures: int, samples: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval of a binomial proportion: it covers the truth at least so often.

    Raises
    ------
    ValueError
        If there is no sample, or ``failures`` is not from 0 to ``samples``.

    References
    ----------
    C. J. Clopper, E. S. Pearson: "The use of confidence or fiducial limits illustrated in the case of the
    binomial", Biometrika 26 (1934) 404-413, https://doi.org/10.1093/biomet/26.4.404

    Examples
    --------
    >>> lower, upper = clopper_pearson(0, 100)
    >>> lower, round(upper, 6)
    (0.0, 0.036217)
    """
    if samples < 1 or not 0 <= failures <= samples:
        raise ValueError(
            f"{failures} failures in {samples} samples; give 0 <= failures <= samples, samples > 0"
        )
    half = (1.0 - confidence) / 2
    lower = 0.0 if failures == 0 else _quantile(failures, samples - failures + 1, half)
    upper = 1.0 if failures == samples else _quantile(failures + 1, samples - failures, 1.0 - half)
    return lower, upper


def _quantile(a: float, b: float, p: float) -> float:
    """The x at which the distribution function of Beta(a, b) is p, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(80):
        middle = (low + high) / 2
        if _beta_cdf(a, b, middle) < p:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _beta_cdf(a: float, b: float, x: float) -> float:
    """Regularised incomplete beta function, by its continued fraction (DLMF 8.17.22)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1.0 - _beta_cdf(b, a, 1.0 - x)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    # Modified Lentz: c and d are ratios of successive convergents.
    c, d, value = 1.0, 1.0 / (1.0 - (a + b) * x / (a + 1)), 1.0
    value = d
    for k in range(1, 10_000):
        for term in (
            k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k)),
            -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1)),
        ):
            d = 1.0 / (1.0 + term * d)
            c = 1.0 + term / c
            value *= c * d
        if abs(c * d - 1.0) < 1e-14:
            break
    return front * value / a
