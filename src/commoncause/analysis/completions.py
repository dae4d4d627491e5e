"""What holds whatever the unknown cells turn out to be: the range of any figure over all completions.

A completion reads each unknown cell as protected or as exposed. Figures that only grow with exposure lie
between the certain and the possible reading; importance and effective layers need not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import TypeVar

from .frontier import BeyondReachError, Limits
from .incidence import Exposure

__all__ = ["MOST_UNKNOWN", "completion_ranges", "completions", "unknown_cells"]

MOST_UNKNOWN = 12
Name = TypeVar("Name", bound=Hashable)


def unknown_cells(certain: Exposure, possible: Exposure) -> list[tuple[str, str]]:
    """The (technique, mode) pairs that only the possible reading has, sorted.

    Examples
    --------
    >>> unknown_cells({"debate": ["al-gen"]}, {"debate": ["al-gen", "s-tax"]})
    [('debate', 's-tax')]
    """
    return sorted((t, mode) for t in possible for mode in set(possible[t]) - set(certain.get(t, ())))


def completions(certain: Exposure, possible: Exposure) -> Iterator[dict[str, frozenset[str]]]:
    """Every relation between the two readings, 2^u for u unknown cells; the certain one first.

    Examples
    --------
    >>> [sorted(c["debate"]) for c in completions({"debate": ["al-gen"]}, {"debate": ["al-gen", "s-tax"]})]
    [['al-gen'], ['al-gen', 's-tax']]
    """
    cells = unknown_cells(certain, possible)
    for chosen in range(1 << len(cells)):
        exposure = {technique: set(certain.get(technique, ())) for technique in possible}
        for place, (technique, mode) in enumerate(cells):
            if chosen >> place & 1:
                exposure[technique].add(mode)
        yield {technique: frozenset(modes) for technique, modes in exposure.items()}


def completion_ranges(
    certain: Exposure,
    possible: Exposure,
    figures: Callable[[Exposure], Mapping[Name, float | None]],
    *,
    most_unknown: int = MOST_UNKNOWN,
    limits: Limits | None = None,
) -> dict[Name, tuple[float, float] | None]:
    """Smallest and largest value of each figure over all completions that define it; None if none does.

    Parameters
    ----------
    figures
        Relation -> figures by name, None where one is not defined.
    most_unknown
        Unknown cells up to which all completions are computed.
    limits
        The time there is.

    Raises
    ------
    BeyondReachError
        If there are more unknown cells, or the first completions show that the time will not suffice.

    Examples
    --------
    >>> completion_ranges({"debate": []}, {"debate": ["s-tax"]}, lambda e: {"modes": len(e["debate"])})
    {'modes': (0, 1)}
    """
    if (number := len(unknown_cells(certain, possible))) > most_unknown:
        raise BeyondReachError(f"{number} unknown cells have too many completions")
    found: dict[Name, tuple[float, float] | None] = {}
    start, limits = time.monotonic(), limits or Limits()
    for done, exposure in enumerate(completions(certain, possible)):
        limits.require_pace(start, done, 1 << number)
        for name, value in figures(exposure).items():
            known = found.get(name)
            if value is None:
                found.setdefault(name, None)
            elif known is None:
                found[name] = (value, value)
            else:
                found[name] = (min(known[0], value), max(known[1], value))
    return found
