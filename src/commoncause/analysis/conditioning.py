"""What a failure probability becomes if one cause occurs for certain, or never: all causes in two passes."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .conditioning_arrays import conditional_masses_in_arrays
from .frontier import MOST_IN_DICT, Frontier, Limits, States, Step, absorb, decide, settle
from .frontier_arrays import fit_in_arrays

__all__ = ["conditional_masses"]


def conditional_masses(
    problem: Frontier, chances: Sequence[float], limits: Limits
) -> dict[int, tuple[float, float]]:
    """Cause -> probability of being lost if it occurs for certain, and if it never does; both exact.

    One pass forward, which keeps the states before each cause, and one back, which weighs them by what
    becomes of them: as much work as a few sums, whatever the number of causes.

    Raises
    ------
    BeyondReachError
        If more states would have to be kept than ``limits`` allow, or the time is over.

    Examples
    --------
    >>> from .frontier import frontier
    >>> conditional_masses(frontier([0b01, 0b11], 0), [0.5, 0.25], Limits())
    {0: (1.0, 0.0), 1: (0.5, 0.5)}
    """
    layers = _layers(problem, chances, limits)
    if layers is None:
        return conditional_masses_in_arrays(problem, chances, limits)
    value: States = {}
    found = {}
    open_edges = 0
    for step, (states, lost) in zip(reversed(problem.steps), reversed(layers), strict=True):
        limits.require()
        chance = chances[step.cause]
        held = {state: _outcome(state, step.closing, open_edges, value, problem) for state in states}
        hit = _values_if_struck(states, step, open_edges, value, problem)
        found[step.cause] = (
            min(1.0, lost + math.fsum([p * hit[state | step.sure] for state, p in states.items()])),
            min(1.0, lost + math.fsum([p * held[state] for state, p in states.items()])),
        )
        value = {state: chance * hit[state | step.sure] + (1.0 - chance) * held[state] for state in states}
        open_edges |= step.closing
    return dict(sorted(found.items()))


def _layers(problem: Frontier, chances: Sequence[float], limits: Limits) -> list[tuple[States, float]] | None:
    """The states before each step and what is lost by then; impossible states are kept, with mass 0.

    None where they are so many that arrays are faster.
    """
    layers, lost, kept = [], 0.0, 0
    states = settle({0: 1.0}, problem.undecidable, problem)
    open_edges = (1 << problem.n) - 1 & ~problem.undecidable
    for step in problem.steps:
        layers.append((states, lost))
        kept += len(states)
        limits.require(kept)
        if len(states) > MOST_IN_DICT and fit_in_arrays(problem):
            return None
        states = settle(decide(states, step, chances[step.cause], every=True), step.closing, problem)
        open_edges &= ~step.closing
        lost += absorb(states, open_edges, problem)
    return layers


def _values_if_struck(
    states: States, step: Step, open_edges: int, value: States, problem: Frontier
) -> States:
    """Probability of being lost in the end for each state that the step's cause surely strikes first."""
    layers = [{state | step.sure for state in states}]
    for edge, _ in step.partly:
        layers.append(layers[-1] | {state | edge for state in layers[-1]})
    after = {state: _outcome(state, step.closing, open_edges, value, problem) for state in layers.pop()}
    for (edge, c), layer in zip(reversed(step.partly), reversed(layers), strict=True):
        after = {state: c * after[state | edge] + (1.0 - c) * after[state] for state in layer}
    return after


def _outcome(state: int, closing: int, open_edges: int, value: States, problem: Frontier) -> float:
    """Probability of being lost from a decided state, before the closing edges are settled."""
    n, spare = problem.n, problem.spare
    holding = (state >> n) + (closing & ~state).bit_count()
    if holding > spare:
        return 0.0
    if holding + (open_edges & ~state).bit_count() <= spare:
        return 1.0
    return value[state & ~closing & ((1 << n) - 1) | holding << n]
