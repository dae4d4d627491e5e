"""Residual failures: what a technique or an assumption fails by besides the listed failure modes.

Each becomes one more cause in the relation of techniques and causes, under a name that says what it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from .common_cause import Shares, basic_event_probabilities, common_cause_events
from .depth import require_probability
from .incidence import Exposure

__all__ = ["Residuals", "SimilarTechniques", "with_residuals"]


@dataclass(frozen=True, slots=True)
class SimilarTechniques:
    """Techniques whose residual failures have common causes, and the shares of a model of these."""

    members: tuple[str, ...]
    shares: Shares


@dataclass(frozen=True)
class Residuals:
    """Residual failures as given; all empty by default.

    ``relies`` and ``entailed_by`` count only for the assumptions in ``assumptions``: a failed assumption
    defeats every technique that relies on it, and a mode that entails its failing defeats them too, being
    the same event. A failed assumption never causes a mode.
    """

    techniques: Mapping[str, float] = field(default_factory=dict)
    """Technique -> probability of its residual failure."""
    similar: Sequence[SimilarTechniques] = ()
    assumptions: Mapping[str, float] = field(default_factory=dict)
    """Assumption -> probability of its failing by itself."""
    relies: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Technique -> the assumptions it rests on."""
    entailed_by: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Assumption -> the failure modes that entail its failing."""


def with_residuals(
    exposure: Exposure, q: Mapping[str, float], residuals: Residuals
) -> tuple[dict[str, frozenset[str]], dict[str, float]]:
    """The relation and the probabilities with a cause more for each residual failure.

    Such causes are called ``residual: TECHNIQUE``, ``residual: T, T`` (a common cause) and ``assumption: A``.

    Parameters
    ----------
    exposure
        Technique -> the failure modes it is exposed to.
    q
        Failure mode -> probability, in [0, 1].

    Raises
    ------
    ValueError
        If a residual is of a technique that ``exposure`` lacks, a technique is in two groups, the members
        of a group differ in their residual, a name is taken, or a probability is not from 0 to 1.

    Examples
    --------
    >>> with_residuals({"rlhf": ["coll"]}, {"coll": 0.1}, Residuals(techniques={"rlhf": 0.05}))[1]
    {'coll': 0.1, 'residual: rlhf': 0.05}
    """
    _require_known(exposure, residuals)
    causes = {**_of_techniques(residuals), **_of_assumptions(exposure, residuals)}
    if taken := sorted({name for name in causes if name in q}):
        raise ValueError(f"a failure mode is called {taken[0]!r}, as the residual is; rename it")
    wider = {technique: set(modes) for technique, modes in exposure.items()}
    for name, (struck, chance) in causes.items():
        require_probability(f"the probability of {name!r}", chance)
        for technique in struck:
            wider[technique].add(name)
    for technique, relied in residuals.relies.items():
        for assumption in set(relied) & set(residuals.assumptions):
            modes = residuals.entailed_by.get(assumption, ())
            wider.get(technique, set()).update(mode for mode in modes if mode in q)
    chances = {**q, **{name: chance for name, (_, chance) in causes.items()}}
    return {technique: frozenset(modes) for technique, modes in wider.items()}, chances


def _of_techniques(residuals: Residuals) -> dict[str, tuple[tuple[str, ...], float]]:
    """Name of each residual event -> the techniques it strikes, its probability."""
    grouped = {member for group in residuals.similar for member in group.members}
    causes: dict[str, tuple[tuple[str, ...], float]] = {
        f"residual: {technique}": ((technique,), chance)
        for technique, chance in sorted(residuals.techniques.items())
        if technique not in grouped
    }
    for group in residuals.similar:
        given = {residuals.techniques.get(member) for member in group.members}
        if len(given) > 1 or None in given:
            raise ValueError(
                f"the similar techniques {', '.join(group.members)} need one residual probability; "
                "give each the same"
            )
        total = residuals.techniques[group.members[0]]
        events = common_cause_events(group.members, basic_event_probabilities(group.shares, total))
        causes |= {f"residual: {', '.join(struck)}": (struck, p) for struck, p in events.items()}
    return causes


def _of_assumptions(exposure: Exposure, residuals: Residuals) -> dict[str, tuple[tuple[str, ...], float]]:
    return {
        f"assumption: {assumption}": (
            tuple(t for t in sorted(exposure) if assumption in residuals.relies.get(t, ())),
            chance,
        )
        for assumption, chance in sorted(residuals.assumptions.items())
    }


def _require_known(exposure: Exposure, residuals: Residuals) -> None:
    members = [member for group in residuals.similar for member in group.members]
    for technique in [*residuals.techniques, *members]:
        if technique not in exposure:
            known = ", ".join(sorted(exposure)[:5])
            raise ValueError(f"a residual of {technique!r}, not in the portfolio; choose from {known}")
    if twice := sorted({member for member in members if members.count(member) > 1}):
        raise ValueError(f"{twice[0]!r} is named twice among similar techniques; put it in one group")
