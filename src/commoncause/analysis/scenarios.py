"""Scenarios: weighted sets of mode probabilities, for modes that share a driver.

Given the scenario, modes occur independently; over all scenarios those that share a driver occur together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .depth import require_probability
from .incidence import Exposure
from .probability import Conditional, failure_probability, marginal_probabilities

__all__ = [
    "Scenario",
    "scenario_marginals",
    "scenario_probability",
    "weighted_probabilities",
]

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Scenario:
    """One state of the world: its weight, and the probabilities of the modes that it changes.

    >>> Scenario("fast takeoff", 0.2, {"cap-dev": 0.5}).weight
    0.2
    """

    name: str
    weight: float
    q: Mapping[str, float]


def weighted_probabilities(
    q: Mapping[str, float], scenarios: Sequence[Scenario] = ()
) -> list[tuple[float, dict[str, float]]]:
    """The (weight, q) of each scenario, ``q`` where it says nothing; without scenarios ``q`` with weight 1.

    Raises
    ------
    ValueError
        If the weights do not sum to 1 (to 1e-9), two scenarios have one name, one speaks of a mode that
        ``q`` lacks, or a weight or probability is anything but a number from 0 to 1.

    Examples
    --------
    >>> calm, race = Scenario("calm", 0.75, {}), Scenario("race", 0.25, {"coll": 1})
    >>> weighted_probabilities({"coll": 0.1}, [calm, race])
    [(0.75, {'coll': 0.1}), (0.25, {'coll': 1})]
    """
    if not scenarios:
        return [(1.0, dict(q))]
    names = [scenario.name for scenario in scenarios]
    for scenario in scenarios:
        if names.count(scenario.name) > 1:
            raise ValueError(f"two scenarios are called {scenario.name!r}; give each its own name")
        require_probability(f"the weight of scenario {scenario.name!r}", scenario.weight)
        for mode, chance in scenario.q.items():
            if mode not in q:
                known = ", ".join(sorted(q)[:5])
                raise ValueError(f"scenario {scenario.name!r} speaks of {mode!r}; choose from {known}")
            require_probability(f"the probability of {mode!r} in scenario {scenario.name!r}", chance)
    total = math.fsum(scenario.weight for scenario in scenarios)
    if abs(total - 1.0) > TOLERANCE:
        raise ValueError(f"the weights of the scenarios sum to {total:.12g}; make them sum to 1")
    return [(scenario.weight, {**q, **scenario.q}) for scenario in scenarios]


def scenario_probability(
    exposure: Exposure,
    q: Mapping[str, float],
    scenarios: Sequence[Scenario] = (),
    *,
    need: int = 1,
    conditional: Conditional | None = None,
) -> float:
    """P = sum of w(s) P(s): the probability that the portfolio fails, over all scenarios.

    Parameters and errors are those of `failure_probability` and `weighted_probabilities`.

    Examples
    --------
    >>> race = [Scenario("calm", 0.5, {"coll": 0.0, "s-tax": 0.0}), Scenario("race", 0.5, {})]
    >>> portfolio = {"rlhf": ["coll"], "scientist-ai": ["s-tax"]}
    >>> scenario_probability(portfolio, {"coll": 0.5, "s-tax": 0.5}, race)
    0.125
    """
    parts = [
        weight * failure_probability(exposure, chances, need=need, conditional=conditional)
        for weight, chances in weighted_probabilities(q, scenarios)
    ]
    return min(1.0, math.fsum(parts))


def scenario_marginals(
    exposure: Exposure,
    q: Mapping[str, float],
    scenarios: Sequence[Scenario] = (),
    *,
    conditional: Conditional | None = None,
) -> dict[str, float]:
    """P(t) of each technique alone, over all scenarios; techniques sorted by name.

    Examples
    --------
    >>> scenario_marginals({"rlhf": ["coll"]}, {"coll": 0.5})
    {'rlhf': 0.5}
    """
    total = dict.fromkeys(sorted(exposure), 0.0)
    for weight, chances in weighted_probabilities(q, scenarios):
        for technique, p in marginal_probabilities(exposure, chances, conditional=conditional).items():
            total[technique] += weight * p
    return total
