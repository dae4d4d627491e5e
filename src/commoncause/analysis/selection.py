"""The best portfolio for a goal among any number of techniques, by integer programming."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import islice

from .frontier import BeyondReachError
from .incidence import Exposure, incidence
from .integer_program import Program, Selection
from .pareto import Constraints
from .small_cut_sets import iter_small_cut_sets

__all__ = ["GOALS", "Selection", "selected_portfolio"]

GOALS = {
    "smallest": "the fewest techniques that no set of fewer failure modes than the order asked for defeats",
    "independent": "the most techniques of which no two share a failure mode",
    "coverage": "the most failure modes from which a technique is protected, by the fewest techniques",
}
CUT_SETS_AT_ONCE = 200


def selected_portfolio(
    exposure: Exposure,
    goal: str,
    *,
    constraints: Constraints | None = None,
    min_order: int = 2,
    time_limit: float = 60.0,
) -> Selection:
    """One of the best portfolios for a goal: exact, with a proof of optimality, or labelled with its gap.

    Parameters
    ----------
    exposure
        Technique -> the modes it is exposed to: the possible reading is the cautious one.
    goal
        One of the `GOALS`.
    constraints
        Which portfolios may be chosen. With ``max_tax`` techniques without a tax are not.
    min_order
        For ``"smallest"``: every cut set has at least so many modes; 2 means no single point of failure.
    time_limit
        In seconds.

    Raises
    ------
    ValueError
        If there is no technique, no such goal, or ``min_order`` is less than 1.

    Notes
    -----
    With x(t) = 1 for the techniques chosen: a mode f that strikes S(f) defeats no portfolio with
    sum over t not in S(f) of x(t) >= 1, a set of modes likewise, and sets are added as they are found to
    defeat what was chosen; no two share a mode if sum over S(f) of x(t) <= 1; f is covered if
    y(f) <= sum over t not in S(f) of x(t).

    Examples
    --------
    >>> e = {"rlhf": ["coll", "al-gen"], "debate": ["coll"], "oversight": ["al-gen"]}
    >>> selected_portfolio(e, "smallest")
    Selection(techniques=('debate', 'oversight'), value=2, bound=2, is_proved=True)
    """
    if goal not in GOALS:
        raise ValueError(f"no goal {goal!r}; choose from {', '.join(GOALS)}")
    if not exposure or min_order < 1:
        raise ValueError(f"{len(exposure)} techniques, order {min_order}; give at least one of each")
    program = Program(incidence(exposure), constraints or Constraints(), time.monotonic() + time_limit)
    program.constrain()
    if goal == "independent":
        program.share_nothing()
        return program.solved(-1)
    if goal == "coverage":
        program.cover()
        return _of_fewest(program, program.solved(-1, covering=True))
    return _smallest(program, exposure, min_order)


def _of_fewest(program: Program, best: Selection) -> Selection:
    """As many modes covered by the fewest techniques, if that is found in the time left."""
    if best.value is None or not best.is_proved:
        return best
    program.row(dict.fromkeys(range(program.n, program.width), 1.0), low=best.value)
    fewest = program.solved(1)
    return best if fewest.techniques is None else replace(best, techniques=fewest.techniques)


def _better(found: Selection, greedy: tuple[str, ...]) -> Selection:
    """The solver's portfolio, or the greedy one where the time was too short for one as small."""
    if found.value is not None and found.value <= len(greedy):
        return found
    return Selection(greedy, len(greedy), found.bound, is_proved=found.bound == len(greedy))


def _smallest(program: Program, exposure: Exposure, min_order: int) -> Selection:
    """Solve, look for a cut set that is too small, forbid it, and again."""
    program.row(dict.fromkeys(range(program.n), 1.0), low=1)
    if min_order > 1:
        program.spare(program.relation.struck)
    if min_order == 2 and (greedy := program.greedy()) is not None:
        # One technique without a single point of failure is one that has no failure mode at all.
        floor = max(len(program.limits.given), 2 if all(exposure.values()) else 1)
        if len(greedy) == floor:
            return Selection(greedy, floor, floor, is_proved=True)
        program.row(dict.fromkeys(range(program.n), 1.0), high=len(greedy))
        return _better(program.solved(1), greedy)
    while True:
        found = program.solved(1)
        if found.techniques is None or not found.is_proved:
            return found
        part = {t: exposure[t] for t in found.techniques}
        sets = iter_small_cut_sets(part, min_order - 1, deadline=program.deadline)
        try:
            too_small = list(islice(sets, CUT_SETS_AT_ONCE))
        except BeyondReachError:
            # What was chosen may break the order asked for: its size is a bound, no more.
            return Selection(None, None, found.bound, is_proved=False)
        if not too_small:
            return found
        program.spare(program.struck_by(modes) for modes in too_small)
