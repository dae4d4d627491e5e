"""Given that these techniques run: what each other one would add, and which of them are redundant."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from .bracket import Bracket
from .depth import decades
from .incidence import Exposure
from .portfolio_figures import in_effect
from .probability import failure_probability

__all__ = ["Addition", "additions", "redundant_techniques"]


@dataclass(frozen=True, slots=True)
class Addition:
    """What a technique adds to a portfolio: decades of protection, and the probability that is left."""

    technique: str
    gained: Bracket[float]
    """log10 of P before / P after: negative where the combination it completes is worse than its parts."""
    probability: Bracket[float]


def additions(
    certain: Exposure,
    possible: Exposure,
    given: Collection[str],
    q: Mapping[str, float],
    *,
    combined: Mapping[str, Collection[str]] | None = None,
) -> list[Addition]:
    """What each technique that is not ``given`` would add, the most decades first.

    Parameters
    ----------
    certain, possible
        Technique -> the modes it is exposed to, with open cells read as protected and as exposed.
    given
        Techniques that run; none is a portfolio that surely fails.
    q
        Failure mode -> probability, in [0, 1].
    combined
        Combination -> its parts, which it replaces.

    Returns
    -------
    list of Addition
        By decades gained on the possible reading, descending, then on the certain reading, then by name;
        gains are compared to 9 decimals.

    Raises
    ------
    ValueError
        If ``given`` names an unknown technique, or ``q`` lacks a mode.

    Examples
    --------
    >>> e = {"rlhf": ["coll", "al-gen"], "debate": ["coll"], "oversight": ["al-gen"]}
    >>> [best, other] = additions(e, e, ["debate"], {"coll": 0.1, "al-gen": 0.1})
    >>> best.technique, round(best.gained.possible, 6), other.technique, round(other.gained.possible, 6)
    ('oversight', 1.0, 'rlhf', 0.0)
    """
    if unknown := sorted(set(given) - set(possible)):
        raise ValueError(f"given names {', '.join(unknown)}, not among the techniques")

    def _p(exposure: Exposure, techniques: Collection[str]) -> float:
        effective = in_effect(techniques, exposure, combined or {})
        return failure_probability({t: exposure[t] for t in effective}, q) if effective else 1.0

    before = Bracket(_p(certain, given), _p(possible, given))
    found = []
    for technique in sorted(set(possible) - set(given)):
        after = Bracket(_p(certain, [*given, technique]), _p(possible, [*given, technique]))
        gained = Bracket(_gained(before.certain, after.certain), _gained(before.possible, after.possible))
        found.append(Addition(technique, gained, after))
    return sorted(
        found, key=lambda a: (-round(a.gained.possible, 9), -round(a.gained.certain, 9), a.technique)
    )


def _gained(before: float, after: float) -> float:
    return 0.0 if before == after else decades(after) - decades(before)


def redundant_techniques(exposure: Exposure) -> dict[str, tuple[str, ...]]:
    """Technique -> the others that each make it redundant; only techniques that are, sorted by name.

    A technique is redundant if some other one fails only together with it, all its modes being modes of the
    first: without the first neither the cut sets nor P change, whatever the probabilities. Of techniques
    with the same modes each is redundant, but not all are.

    Examples
    --------
    >>> redundant_techniques({"rlhf": ["coll", "al-gen"], "debate": ["coll"], "oversight": ["al-gen"]})
    {'rlhf': ('debate', 'oversight')}
    """
    rows = {technique: frozenset(modes) for technique, modes in sorted(exposure.items())}
    covering = {
        technique: tuple(other for other, row in rows.items() if other != technique and row <= own)
        for technique, own in rows.items()
    }
    return {technique: others for technique, others in covering.items() if others}
