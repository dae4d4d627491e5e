"""Which probability matters most: P with one q at its low and at its high end, all others as they are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .depth import require_probability
from .frontier import Limits
from .importance import conditional_probabilities
from .incidence import Exposure
from .probability import Conditional
from .scenarios import Scenario, weighted_probabilities

__all__ = ["Swing", "tornado_swings"]


@dataclass(frozen=True, slots=True)
class Swing:
    """P with one cause's probability at ``low`` and at ``high``, in every scenario."""

    event: str
    low: float
    high: float
    p_low: float
    p_high: float


def tornado_swings(
    exposure: Exposure,
    q: Mapping[str, float],
    spans: Mapping[str, tuple[float, float]],
    *,
    need: int = 1,
    conditional: Conditional | None = None,
    scenarios: Sequence[Scenario] = (),
    limits: Limits | None = None,
) -> list[Swing]:
    """P at both ends of each span, the widest swing first, then by name.

    P is linear in each q: x P(S|e) + (1 - x) P(S|not e) at x, so that the ends are exact.

    Parameters
    ----------
    spans
        Cause of ``q`` -> (low, high), 0 <= low <= high <= 1.

    Raises
    ------
    BeyondReachError
        If ``limits`` do not suffice.
    ValueError
        If a span is not one, or is of a cause that ``q`` lacks.

    Examples
    --------
    >>> tornado_swings({"rlhf": ["coll"], "debate": ["coll"]}, {"coll": 0.1}, {"coll": (0.0, 0.5)})
    [Swing(event='coll', low=0.0, high=0.5, p_low=0.0, p_high=0.5)]
    """
    for event, (low, high) in spans.items():
        if event not in q:
            raise ValueError(f"a range for {event!r}, which has no probability; choose from {sorted(q)[:5]}")
        require_probability(f"the low end of {event!r}", low)
        require_probability(f"the high end of {event!r}", high)
        if low > high:
            raise ValueError(f"the range of {event!r} runs from {low} to {high}; give the lower end first")
    worlds = [
        (w, conditional_probabilities(exposure, chances, need=need, conditional=conditional, limits=limits))
        for w, chances in weighted_probabilities(q, scenarios)
    ]

    def _p(event: str, x: float) -> float:
        return math.fsum(w * (x * found[event][0] + (1.0 - x) * found[event][1]) for w, found in worlds)

    swings = [Swing(e, low, high, _p(e, low), _p(e, high)) for e, (low, high) in spans.items()]
    return sorted(swings, key=lambda swing: (float(f"{swing.p_low - swing.p_high:.9g}"), swing.event))
