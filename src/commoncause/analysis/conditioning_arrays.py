"""`conditional_masses` in numpy arrays, for sums of so many states that a dict is slow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .frontier_arrays import SortedStates, missing

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from .frontier import Frontier, Limits, Step

    Keys = NDArray[numpy.int64]
    Values = NDArray[numpy.float64]
    Layer = tuple[Keys, Values, float]

__all__ = ["conditional_masses_in_arrays"]

STATES_FOR_ONE = 4
"""As many states take the memory of one in a dict."""


def conditional_masses_in_arrays(
    problem: Frontier, chances: Sequence[float], limits: Limits
) -> dict[int, tuple[float, float]]:
    """As `conditional_masses`; the states must fit in arrays.

    Examples
    --------
    >>> from .frontier import Limits, frontier
    >>> conditional_masses_in_arrays(frontier([0b01, 0b11], 0), [0.5, 0.25], Limits())
    {0: (1.0, 0.0), 1: (0.5, 0.5)}
    """
    import numpy as np

    layers = _layers(problem, chances, limits)
    after = _Outcomes(problem, np.zeros(0, np.int64), np.zeros(0), 0)
    found = {}
    for step in reversed(problem.steps):
        limits.require()
        keys, masses, lost = layers.pop()
        chance = chances[step.cause]
        hit, held = after.if_struck(keys, step), after.of(keys, step.closing)
        found[step.cause] = (
            min(1.0, lost + float((masses * hit).sum())),
            min(1.0, lost + float((masses * held).sum())),
        )
        value = chance * hit + (1.0 - chance) * held
        after = _Outcomes(problem, keys, value, after.open_edges | step.closing)
    return dict(sorted(found.items()))


def _layers(problem: Frontier, chances: Sequence[float], limits: Limits) -> list[Layer]:
    """The states before each step, their masses and what is lost by then."""
    layers: list[Layer] = []
    lost, kept = 0.0, 0
    open_edges = (1 << problem.n) - 1 & ~problem.undecidable
    holding = problem.undecidable.bit_count()
    start = [holding << problem.n] if holding <= problem.spare else []
    states = SortedStates(start, [1.0] * len(start), problem)
    for step in problem.steps:
        layers.append((states.keys, states.masses, lost))
        kept += len(states)
        limits.require(kept // STATES_FOR_ONE)
        open_edges &= ~step.closing
        lost += states.advance(step, chances[step.cause], open_edges, every=True)
    return layers


class _Outcomes:
    """Probability of being lost in the end from each state between two steps."""

    def __init__(self, problem: Frontier, keys: Keys, value: Values, open_edges: int) -> None:
        self.problem, self.keys, self.value, self.open_edges = problem, keys, value, open_edges

    def of(self, keys: Keys, closing: int) -> Values:
        """From decided states, before the closing edges are settled."""
        import numpy as np

        n, spare = self.problem.n, self.problem.spare
        holding = (keys >> n) + missing(keys, closing)
        lost = holding + missing(keys, self.open_edges) <= spare
        outcome = lost.astype(np.float64)
        rest = (holding <= spare) & ~lost
        settled = (keys & self.open_edges | holding << n)[rest]
        outcome[rest] = self.value[np.searchsorted(self.keys, settled)]
        return outcome

    def if_struck(self, keys: Keys, step: Step) -> Values:
        """From states that the cause of the step strikes."""
        import numpy as np

        if not step.partly:
            return self.of(keys | step.sure, step.closing)
        layers = [np.unique(keys | step.sure)]
        for edge, _ in step.partly:
            layers.append(np.union1d(layers[-1], layers[-1] | edge))
        reached = layers.pop()
        outcome = self.of(reached, step.closing)
        for (edge, c), before in zip(reversed(step.partly), reversed(layers), strict=True):
            failed, held = (outcome[np.searchsorted(reached, x)] for x in (before | edge, before))
            outcome, reached = c * failed + (1.0 - c) * held, before
        hit: Values = outcome[np.searchsorted(reached, keys | step.sure)]
        return hit
