"""Round values along a linear axis."""

from __future__ import annotations

import math

__all__ = ["round_steps"]


def round_steps(high: float, most: int = 6) -> list[float]:
    """Return the multiples of a round number from 0 to ``high``, ascending, at most ``most`` steps.

    >>> round_steps(1.44), round_steps(0)
    ([0.0, 0.5, 1.0], [0.0])
    """
    if not 0 < high < math.inf:
        return [0.0]
    power = 10.0 ** math.floor(math.log10(high))
    step = next(s * power for s in (0.2, 0.5, 1, 2, 5) if high / (s * power) <= most)
    return [i * step for i in range(int(high / step + 1e-9) + 1)]
