"""Exact probability that a portfolio fails.

The model: mode f occurs with probability q(f), independently of the other modes; an occurring mode defeats
each technique exposed to it with probability c(t, f), independently, certainly if nothing else is said; the
portfolio fails when fewer than ``need`` techniques hold.
"""

from __future__ import annotations

from collections.abc import Mapping

from .depth import require_probability
from .frontier import Frontier, Limits, failed_mass, frontier
from .hitting_sets import minimal_edges
from .incidence import Exposure, Incidence, failures_to_defeat, incidence

__all__ = [
    "Conditional",
    "conditional_strengths",
    "failure_probability",
    "marginal_probabilities",
    "mode_probabilities",
    "probability_limits",
    "sum_over_failed_sets",
]

Conditional = Mapping[tuple[str, str], float]
"""(technique, mode) -> probability that the mode, if it occurs, defeats the technique; 1 where not given."""


def failure_probability(
    exposure: Exposure, q: Mapping[str, float], *, need: int = 1, conditional: Conditional | None = None
) -> float:
    """Exact probability that fewer than ``need`` techniques hold.

    The modes are decided one by one, and the probability of each set of failed techniques is carried
    forward; a technique all of whose modes are decided is settled and leaves the frontier. Only
    non-negative terms are added and multiplied, so that the relative error stays near rounding even for a
    very small result.

    Parameters
    ----------
    exposure
        Technique -> the failure modes it is exposed to.
    q
        Failure mode -> probability, in [0, 1]; may say more than the modes of ``exposure``.
    need
        The portfolio holds while at least this many techniques hold.
    conditional
        (technique, mode) -> c(t, f), in [0, 1]: given that the mode occurs, the techniques it strikes fail
        independently with these probabilities. A pair without exposure is passed over.

    Raises
    ------
    ValueError
        If there is no technique, ``need`` is not between 1 and their number, or ``q`` lacks a mode, or
        anything but a number from 0 to 1 is given as a probability.

    Notes
    -----
    Up to 2^k states for k techniques, fewer where they overlap little; linear in the number of modes. A
    million states take some 0.3 s for each mode, and 100 MB; with more than 62 techniques, where a state is
    no longer an integer of 64 bits, ten times as long. `probability_limits` bounds what takes too many.

    Examples
    --------
    >>> portfolio = {"rlhf": ["coll", "al-gen"], "debate": ["eval-diff", "al-gen"]}
    >>> q = {"coll": 0.5, "eval-diff": 0.5, "al-gen": 0.1}
    >>> round(failure_probability(portfolio, q), 12)
    0.325
    >>> round(failure_probability(portfolio, q, conditional={("rlhf", "al-gen"): 0.5}), 12)
    0.3
    """
    problem, chances = sum_over_failed_sets(exposure, q, need=need, conditional=conditional)
    return failed_mass(problem, chances)[0]


def probability_limits(
    exposure: Exposure,
    q: Mapping[str, float],
    limits: Limits,
    *,
    need: int = 1,
    conditional: Conditional | None = None,
) -> tuple[float, float]:
    """Proved lower and upper bound of `failure_probability`, equal where ``limits`` sufficed.

    The sum is the same; past ``limits`` it goes on with the likeliest sets of failed techniques alone, and
    the probability of the others is the distance of the bounds.

    Examples
    --------
    >>> probability_limits({"debate": ["al-gen"]}, {"al-gen": 0.1}, Limits())
    (0.1, 0.1)
    """
    problem, chances = sum_over_failed_sets(exposure, q, need=need, conditional=conditional)
    return failed_mass(problem, chances, limits)


def sum_over_failed_sets(
    exposure: Exposure,
    q: Mapping[str, float],
    *,
    need: int = 1,
    conditional: Conditional | None = None,
    every_mode: bool = False,
) -> tuple[Frontier, list[float]]:
    """The sum as a `Frontier` whose cause number j is the mode of bit j, and the chances by bit.

    With ``every_mode`` the modes of probability 0 are among the causes too. Parameters and errors are those
    of `failure_probability`.
    """
    relation = incidence(exposure)
    failures_to_defeat(len(relation.techniques), need)
    chances = mode_probabilities(relation, q)[::-1]
    strength = conditional_strengths(relation, conditional or {})
    possible = sum(1 << bit for bit, chance in enumerate(chances) if chance > 0 or every_mode)
    edges = [edge & possible for edge in relation.exposed]
    for (index, bit), c in strength.items():
        if c == 0:
            edges[index] &= ~(1 << bit)
    partly = {(index, bit): c for (index, bit), c in strength.items() if edges[index] >> bit & 1}
    weak = {index for index, _ in partly}
    sure = [edge for index, edge in enumerate(edges) if index not in weak]
    # With need=1 a technique whose exposure contains another's fails whenever that one does.
    kept = minimal_edges(sure) if need == 1 else sure
    place = {index: len(kept) + rank for rank, index in enumerate(sorted(weak))}
    kept += [edges[index] for index in sorted(weak)]
    return frontier(kept, need - 1, {(place[index], bit): c for (index, bit), c in partly.items()}), chances


def conditional_strengths(relation: Incidence, conditional: Conditional) -> dict[tuple[int, int], float]:
    """(technique's index, mode's bit) -> c, for the exposed pairs that have a c below 1.

    Raises
    ------
    ValueError
        If a c is anything but a number from 0 to 1.
    """
    row = {technique: index for index, technique in enumerate(relation.techniques)}
    bit_of = {mode: len(relation.modes) - 1 - place for place, mode in enumerate(relation.modes)}
    found = {}
    for (technique, mode), c in conditional.items():
        require_probability(f"the probability that {mode!r} defeats {technique!r}", c)
        if technique in row and mode in bit_of and c < 1:
            index, bit = row[technique], bit_of[mode]
            if relation.exposed[index] >> bit & 1:
                found[index, bit] = float(c)
    return found


def marginal_probabilities(
    exposure: Exposure, q: Mapping[str, float], *, conditional: Conditional | None = None
) -> dict[str, float]:
    """P(t) for each technique alone, 1 - prod(1 - c(t, f) q(f)) over its modes; techniques sorted by name.

    Examples
    --------
    >>> marginal_probabilities({"debate": ["al-gen"], "none": []}, {"al-gen": 0.1})
    {'debate': 0.1, 'none': 0.0}
    """
    return {
        technique: failure_probability({technique: exposure[technique]}, q, conditional=conditional)
        for technique in sorted(exposure)
    }


def mode_probabilities(relation: Incidence, q: Mapping[str, float]) -> list[float]:
    """The probabilities of the relation's modes, in the order of ``relation.modes``.

    Raises
    ------
    ValueError
        If ``q`` lacks a mode or gives one anything but a number from 0 to 1.
    """
    for mode in relation.modes:
        if mode not in q:
            raise ValueError(f"no probability for failure mode {mode!r}; give one from 0 to 1")
        require_probability(f"the probability of {mode!r}", q[mode])
    return [float(q[mode]) for mode in relation.modes]
