"""What it is worth to resolve an open cell: how far it would narrow what is known of the failure probability.

P lies between its certain and its possible value, and since P only grows with exposure these are its bounds
over all completions of the open cells. A cell that is found exposed, or protected, leaves a narrower range.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from .bracket import Bracket
from .depth import require_probability
from .frontier import BeyondReachError, Limits
from .incidence import Exposure
from .lattice import MOST_TECHNIQUES, all_portfolio_probabilities
from .probability import probability_limits

__all__ = [
    "Decision",
    "Resolution",
    "completion_interval",
    "decision",
    "information_values",
    "resolution_values",
]

Cell = tuple[str, str]
Readings = Bracket[dict[str, frozenset[str]]]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What resolving some cells would do to the range of P.

    ``outcomes`` has for each outcome the range that is left: the verdicts, True for exposed, in the order
    of ``cells``. ``guaranteed`` and ``best`` are the smallest and the largest reduction of its width over
    the outcomes, W - W(outcome).
    """

    cells: tuple[Cell, ...]
    guaranteed: float
    best: float
    outcomes: tuple[tuple[tuple[bool, ...], Bracket[float]], ...]


def completion_interval(
    certain: Exposure, possible: Exposure, q: Mapping[str, float], *, limits: Limits | None = None
) -> Bracket[float]:
    """The smallest and the largest P over all completions of the open cells: P certain and P possible.

    Raises
    ------
    ValueError
        If there is no technique, or ``q`` lacks a mode.
    BeyondReachError
        If ``limits`` do not suffice for the exact values.

    Examples
    --------
    >>> completion_interval({"debate": ["coll"]}, {"debate": ["coll", "s-tax"]}, {"coll": 0.5, "s-tax": 0.5})
    Bracket(certain=0.5, possible=0.75)
    """
    return Bracket(_exact(certain, q, limits), _exact(possible, q, limits))


def resolution_values(
    certain: Exposure,
    possible: Exposure,
    cells: Iterable[Cell],
    q: Mapping[str, float],
    *,
    together: int = 1,
    limits: Limits | None = None,
) -> Iterator[Resolution]:
    """The value of resolving each cell, or each ``together`` of the cells, one by one in the order given.

    Parameters
    ----------
    certain, possible
        Technique -> the modes it is exposed to, with open cells read as protected and as exposed.
    cells
        Cells to resolve. For a cell that is not open (contested, but read one way) a reduction can be
        negative: the range moves, and may widen.
    q
        Failure mode -> probability, in [0, 1].

    Raises
    ------
    ValueError, BeyondReachError
        As `completion_interval`.

    Examples
    --------
    >>> q = {"coll": 0.5, "s-tax": 0.5}
    >>> certain, possible = {"debate": ["coll"]}, {"debate": ["coll", "s-tax"]}
    >>> [value] = resolution_values(certain, possible, [("debate", "s-tax")], q)
    >>> value.guaranteed, value.best
    (0.25, 0.25)
    """
    readings = Bracket(_sets(certain), _sets(possible))
    whole = completion_interval(certain, possible, q, limits=limits)
    width = whole.possible - whole.certain
    for chosen in combinations(cells, together):
        outcomes = []
        for verdicts in product((True, False), repeat=together):
            left = _resolved(readings, dict(zip(chosen, verdicts, strict=True)))
            outcomes.append((verdicts, _changed(readings, whole, left, q, limits)))
        gains = [width - (p.possible - p.certain) for _, p in outcomes]
        yield Resolution(chosen, min(gains), max(gains), tuple(outcomes))


def _sets(exposure: Exposure) -> dict[str, frozenset[str]]:
    return {technique: frozenset(modes) for technique, modes in exposure.items()}


def _resolved(readings: Readings, verdicts: Mapping[Cell, bool]) -> Readings:
    """Both readings with these cells exposed (True) or protected."""

    def _read(exposure: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
        changed = dict(exposure)
        for (technique, mode), is_exposed in verdicts.items():
            own = changed[technique]
            changed[technique] = own | {mode} if is_exposed else own - {mode}
        return changed

    return Bracket(_read(readings.certain), _read(readings.possible))


def _changed(
    before: Readings, whole: Bracket[float], left: Readings, q: Mapping[str, float], limits: Limits | None
) -> Bracket[float]:
    """The range of P in readings of which one is often what it was."""
    certain = whole.certain if left.certain == before.certain else _exact(left.certain, q, limits)
    return Bracket(
        certain, whole.possible if left.possible == before.possible else _exact(left.possible, q, limits)
    )


def _exact(exposure: Exposure, q: Mapping[str, float], limits: Limits | None) -> float:
    if limits is None:
        limits = Limits(most_states=1 << 62)
    lower, upper = probability_limits(exposure, q, limits)
    if lower < upper:
        raise BeyondReachError("the exact probability takes more time or memory than allowed")
    return lower


@dataclass(frozen=True, slots=True)
class Decision:
    """The portfolio to run, and the probability that it fails as far as one can tell."""

    techniques: tuple[str, ...]
    probability: float


def decision(
    certain: Exposure, possible: Exposure, q: Mapping[str, float], *, prior: float, size: int
) -> Decision:
    """The portfolio of ``size`` techniques that is least likely to fail, open cells being exposed by chance.

    Each open cell is exposed with probability ``prior``, independently. An occurring mode then defeats a
    technique whose cell is open with just that probability, so that the mean over all completions is one
    exact sum with c(t, f) = prior. Ties go to the first by name.

    Raises
    ------
    ValueError
        If there is no technique, there are more than 22, there are not ``size`` of them, or ``prior`` is not
        a number from 0 to 1.

    Examples
    --------
    >>> decision({"a": ["m"], "b": []}, {"a": ["m"], "b": ["m"]}, {"m": 0.5}, prior=0.5, size=1)
    Decision(techniques=('b',), probability=0.25)
    """
    import numpy as np

    require_probability("prior", prior)
    if not 1 <= size <= len(possible):
        raise ValueError(f"no portfolio of {size} among {len(possible)} techniques; choose from 1 to these")
    open_cells = {(t, f): prior for t in possible for f in set(possible[t]) - set(certain[t])}
    techniques, table = all_portfolio_probabilities(possible, q, conditional=open_cells)
    subsets = list(combinations(range(len(techniques)), size))
    chances = table[[sum(1 << index for index in subset) for subset in subsets]]
    # Values that differ by rounding alone are one value: the first by name is taken.
    best = int(np.argmax(chances <= chances.min() * (1 + 1e-12)))
    return Decision(tuple(techniques[index] for index in subsets[best]), float(chances[best]))


def information_values(
    certain: Exposure,
    possible: Exposure,
    cells: Sequence[Cell],
    q: Mapping[str, float],
    *,
    prior: float,
    size: int,
) -> list[tuple[Cell, float, list[Decision]]]:
    """Expected value of information: by how much knowing a cell before deciding lowers the expected P.

    min_a E[P(a)] - sum over the verdicts v of pr(v) min_a E[P(a) | v], the choice a being a portfolio of
    ``size`` techniques: never negative, and positive only where a verdict would change the choice.

    Returns
    -------
    list of (cell, value, decisions)
        In the order of ``cells``; the decisions if it is exposed, and if it is protected.

    Raises
    ------
    ValueError
        As `decision`.

    Examples
    --------
    >>> [(cell, value, _)] = information_values(
    ...     {"a": ["m"], "b": []}, {"a": ["m"], "b": ["m", "n"]}, [("b", "n")], {"m": 0.5, "n": 0.5},
    ...     prior=0.5, size=1)
    >>> cell, round(value, 6)
    (('b', 'n'), 0.0625)
    """
    if len(possible) > MOST_TECHNIQUES:
        raise ValueError(
            f"{len(possible)} techniques have too many portfolios; name at most {MOST_TECHNIQUES}"
        )
    readings = Bracket(_sets(certain), _sets(possible))
    now = decision(certain, possible, q, prior=prior, size=size).probability
    rows = []
    for cell in cells:
        known = [_resolved(readings, {cell: verdict}) for verdict in (True, False)]
        choices = [decision(r.certain, r.possible, q, prior=prior, size=size) for r in known]
        expected = prior * choices[0].probability + (1 - prior) * choices[1].probability
        rows.append((cell, max(0.0, now - expected), choices))
    return rows
