"""Importance of failure modes and of other causes of failure.

S is the failing of the portfolio and P its probability, e a cause with probability q. Every P(S|e) is exact,
by conditioning; where scenarios are given, conditioning on e also tells how likely each scenario is.

References
----------
M. van der Borst, H. Schoonakker: "An overview of PSA importance measures", Reliability Engineering and
System Safety 72 (2001) 241-245, https://doi.org/10.1016/S0951-8320(01)00007-2
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .conditioning import conditional_masses
from .frontier import BeyondReachError, Limits, failed_mass
from .incidence import Exposure
from .probability import Conditional, probability_limits, sum_over_failed_sets
from .scenarios import Scenario, weighted_probabilities

__all__ = [
    "FORMULAS",
    "Importance",
    "conditional_probabilities",
    "event_importance",
    "exact_probability",
    "measures",
]

FORMULAS = {
    "birnbaum": "P(S|e) - P(S|not e)",
    "criticality": "q * birnbaum / P",
    "diagnostic": "P(e|S) = q * P(S|e) / P",
    "raw": "P(S|e) / P",
    "rrw": "P / P(S|not e)",
    "structural": "birnbaum where every event has probability 1/2",
}
"""What each measure of a cause means here; "Fussell-Vesely" has several meanings in use and is left out."""
ROUNDING = 1e-13
"""P(S|e) and P(S|not e) that differ by less of themselves are equal: the rest is rounding."""


@dataclass(frozen=True, slots=True)
class Importance:
    """The measures of one event, by the `FORMULAS`; None where P = 0 leaves one undefined.

    ``rrw`` is infinite where the portfolio cannot fail without the event.
    """

    event: str
    birnbaum: float
    criticality: float | None
    diagnostic: float | None
    raw: float | None
    rrw: float | None
    structural: float


def measures(
    event: str, q: float, p: float, given: float, without: float, structural: float = 0.0
) -> Importance:
    """The measures from q, P, P(S|e) and P(S|not e).

    Examples
    --------
    >>> measures("al-gen", q=0.5, p=0.25, given=0.5, without=0.0).rrw
    inf
    """
    if abs(given - without) <= ROUNDING * max(given, without):
        given = without = p
    birnbaum = given - without
    if p == 0:
        return Importance(event, birnbaum, None, None, None, None, structural)
    return Importance(
        event,
        birnbaum,
        criticality=q * birnbaum / p,
        diagnostic=min(1.0, q * given / p),
        raw=given / p,
        rrw=p / without if without > 0 else math.inf,
        structural=structural,
    )


def event_importance(
    exposure: Exposure,
    q: Mapping[str, float],
    *,
    need: int = 1,
    conditional: Conditional | None = None,
    scenarios: Sequence[Scenario] = (),
    limits: Limits | None = None,
) -> list[Importance]:
    """The importance of every cause in ``q``, sorted by name.

    Parameters
    ----------
    exposure
        Technique -> the causes it is exposed to.
    q
        Cause -> probability, in [0, 1]; causes that strike nothing have importance 0.
    need, conditional, scenarios
        As for `scenario_probability`.
    limits
        How much work may be done.

    Raises
    ------
    BeyondReachError
        If that does not suffice.
    ValueError
        For what `scenario_probability` refuses.

    Notes
    -----
    One pass forward and one back for each scenario, and for the structural measure, whatever the number of
    causes; past `Limits.most_kept` two sums for each cause.

    Examples
    --------
    >>> [al_gen, coll] = event_importance({"rlhf": ["coll", "al-gen"], "debate": ["al-gen"]},
    ...                             {"coll": 0.5, "al-gen": 0.5})
    >>> al_gen.event, al_gen.birnbaum, al_gen.criticality, al_gen.raw, al_gen.rrw
    ('al-gen', 1.0, 1.0, 2.0, inf)
    >>> coll.birnbaum, coll.structural
    (0.0, 0.0)
    """
    worlds = weighted_probabilities(q, scenarios)
    limits = limits or Limits()

    def _conditionals(chances: Mapping[str, float]) -> dict[str, tuple[float, float]]:
        return conditional_probabilities(exposure, chances, need=need, conditional=conditional, limits=limits)

    parts = [(w, chances, _conditionals(chances)) for w, chances in worlds]
    p = math.fsum(
        w * exact_probability(exposure, chances, need, conditional, limits) for w, chances, _ in parts
    )
    even = _conditionals(dict.fromkeys(q, 0.5))
    rows = []
    for event in sorted(q):
        chance, given, without = _mixed((w, chances[event], *found[event]) for w, chances, found in parts)
        rows.append(measures(event, chance, p, given, without, even[event][0] - even[event][1]))
    return rows


def _mixed(worlds: Iterable[tuple[float, float, float, float]]) -> tuple[float, float, float]:
    """q, P(S|e) and P(S|not e) from (weight, q, P(S|e), P(S|not e)) of each scenario, by Bayes' rule.

    Where e never or always occurs, what cannot be conditioned on is taken with the scenarios' own weights.
    """
    rows = list(worlds)
    if len(rows) == 1:
        return rows[0][1:]
    q = math.fsum(w * chance for w, chance, _, _ in rows)
    spared = math.fsum(w * (1.0 - chance) for w, chance, _, _ in rows)
    if q > 0:
        given = math.fsum(w * chance * yes for w, chance, yes, _ in rows) / q
    else:
        given = math.fsum(w * yes for w, _, yes, _ in rows)
    if spared > 0:
        without = math.fsum(w * (1.0 - chance) * no for w, chance, _, no in rows) / spared
    else:
        without = math.fsum(w * no for w, _, _, no in rows)
    return q, given, without


def conditional_probabilities(
    exposure: Exposure,
    q: Mapping[str, float],
    *,
    need: int = 1,
    conditional: Conditional | None = None,
    limits: Limits | None = None,
) -> dict[str, tuple[float, float]]:
    """Cause -> (P(S|e), P(S|not e)), exact, for every cause in ``q``, sorted by name.

    P is linear in each q: at another value x of q(e) it is x P(S|e) + (1 - x) P(S|not e).

    Raises
    ------
    BeyondReachError
        If ``limits`` do not suffice.

    Examples
    --------
    >>> conditional_probabilities({"rlhf": ["coll", "al-gen"]}, {"coll": 0.5, "al-gen": 0.25})
    {'al-gen': (1.0, 0.5), 'coll': (1.0, 0.25)}
    """
    limits = limits or Limits()
    problem, chances = sum_over_failed_sets(exposure, q, need=need, conditional=conditional, every_mode=True)
    modes = sorted({mode for modes in exposure.values() for mode in modes}, reverse=True)
    try:
        found = conditional_masses(problem, chances, limits)
    except BeyondReachError:
        found, start = {}, time.monotonic()
        for step in problem.steps:
            limits.require_pace(start, len(found), len(problem.steps))
            sides = [[*chances[: step.cause], end, *chances[step.cause + 1 :]] for end in (1.0, 0.0)]
            given, without = (exact_of(failed_mass(problem, side, limits)) for side in sides)
            found[step.cause] = given, without
    p = exact_probability(exposure, q, need, conditional, limits) if len(found) < len(q) else 0.0
    named = {modes[cause]: pair for cause, pair in found.items()}
    return {event: named.get(event, (p, p)) for event in sorted(q)}


def exact_probability(
    exposure: Exposure, q: Mapping[str, float], need: int, conditional: Conditional | None, limits: Limits
) -> float:
    """P exactly, or `BeyondReachError` where ``limits`` do not suffice."""
    limits.require()
    return exact_of(probability_limits(exposure, q, limits, need=need, conditional=conditional))


def exact_of(bounds: tuple[float, float]) -> float:
    """Return the one number that both bounds are; raise `BeyondReachError` if they differ."""
    lower, upper = bounds
    if lower < upper:
        raise BeyondReachError("more states or time than allowed")
    return lower
