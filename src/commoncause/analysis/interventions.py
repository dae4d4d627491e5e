"""What if: techniques taken out of the portfolio or made perfect, assumptions that fail.

Where `event_importance` conditions on causes that the model has, this changes the model: nothing is inferred
from the change about anything else.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from .frontier import Limits
from .importance import Importance, exact_probability, measures
from .incidence import Exposure
from .probability import Conditional
from .scenarios import Scenario, weighted_probabilities

__all__ = ["TECHNIQUE_FORMULAS", "TechniqueImportance", "importance_of_failing", "technique_importance"]

TECHNIQUE_FORMULAS = {
    "birnbaum": "P(S| t out) - P(S| t perfect)",
    "raw": "P(S| t out) / P",
    "rrw": "P / P(S| t perfect)",
}
"""Measures of a technique: it is taken out, or made perfect, whatever happens to the others."""


@dataclass(frozen=True, slots=True)
class TechniqueImportance:
    """The measures of one technique, by the `TECHNIQUE_FORMULAS`; None where P = 0 leaves one undefined."""

    technique: str
    birnbaum: float
    raw: float | None
    rrw: float | None


def importance_of_failing(
    exposure: Exposure,
    q: Mapping[str, float],
    together: Mapping[str, Collection[str]],
    *,
    need: int = 1,
    conditional: Conditional | None = None,
    scenarios: Sequence[Scenario] = (),
    limits: Limits | None = None,
) -> list[Importance]:
    """The importance of events that are not among the causes (q = 0), each defeating some techniques.

    What if an assumption failed on which these techniques rest? RAW tells; criticality and diagnostic are 0
    and RRW is 1, since the model gives the event no probability.

    Parameters
    ----------
    together
        Event -> the techniques it defeats, of those in ``exposure``.

    Examples
    --------
    >>> [row] = importance_of_failing({"rlhf": ["coll"], "debate": ["al-gen"]},
    ...                               {"coll": 0.5, "al-gen": 0.5}, {"evaluation is easy": ["debate"]})
    >>> row.event, row.birnbaum, row.raw, row.structural
    ('evaluation is easy', 0.25, 2.0, 0.25)
    """
    worlds, even = weighted_probabilities(q, scenarios), [(1.0, dict.fromkeys(q, 0.5))]
    limits = limits or Limits()

    def _p(out: Collection[str], worlds: list[tuple[float, dict[str, float]]]) -> float:
        left = {t: modes for t, modes in exposure.items() if t not in out}
        if len(left) < need:
            return 1.0
        return math.fsum(
            w * exact_probability(left, chances, need, conditional, limits) for w, chances in worlds
        )

    p, half = _p((), worlds), _p((), even)
    return [
        measures(event, 0.0, p, _p(struck, worlds), p, _p(struck, even) - half)
        for event, struck in sorted(together.items())
    ]


def technique_importance(
    exposure: Exposure,
    q: Mapping[str, float],
    *,
    need: int = 1,
    conditional: Conditional | None = None,
    scenarios: Sequence[Scenario] = (),
    limits: Limits | None = None,
) -> list[TechniqueImportance]:
    """The importance of every technique, sorted by name: P without it, and P if it could not fail.

    log10 of RAW is what the technique adds in decades.

    Examples
    --------
    >>> [debate, rlhf] = technique_importance({"rlhf": ["coll"], "debate": ["al-gen"]},
    ...                                       {"coll": 0.5, "al-gen": 0.125})
    >>> debate.raw, debate.rrw, rlhf.raw
    (8.0, inf, 2.0)
    """
    worlds, limits = weighted_probabilities(q, scenarios), limits or Limits()

    def _p(among: Exposure, holding: int) -> float:
        if holding < 1 or len(among) < holding:
            return 0.0 if holding < 1 else 1.0
        return math.fsum(
            w * exact_probability(among, chances, holding, conditional, limits) for w, chances in worlds
        )

    p, start = _p(exposure, need), time.monotonic()
    rows: list[TechniqueImportance] = []
    for technique in sorted(exposure):
        limits.require_pace(start, len(rows), len(exposure))
        others = {t: modes for t, modes in exposure.items() if t != technique}
        if need == 1:
            out, perfect = p + _held_alone(exposure, technique, worlds, conditional or {}, limits), 0.0
        else:
            out, perfect = _p(others, need), _p(others, need - 1)
        rrw = None if p == 0 else p / perfect if perfect > 0 else math.inf
        rows.append(TechniqueImportance(technique, out - perfect, out / p if p else None, rrw))
    return rows


def _held_alone(
    exposure: Exposure,
    technique: str,
    worlds: Sequence[tuple[float, Mapping[str, float]]],
    conditional: Conditional,
    limits: Limits,
) -> float:
    """P that the technique holds and no other does: a smaller sum, as none of its modes strikes it then."""
    others = {t: modes for t, modes in exposure.items() if t != technique}
    total = []
    for weight, q in worlds:
        holds, chances = weight, dict(q)
        for mode in set(exposure[technique]):
            c = conditional.get((technique, mode), 1.0)
            spared = 1.0 - c * q[mode]
            holds *= spared
            chances[mode] = q[mode] * (1.0 - c) / spared if spared else 0.0
        if holds and others:
            holds *= exact_probability(others, chances, 1, conditional, limits)
        total.append(holds)
    return math.fsum(total)
