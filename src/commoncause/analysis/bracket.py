"""An answer given twice: on the certain and on the possible reading of the cells whose verdict is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

__all__ = ["Bracket"]

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Bracket(Generic[T_co]):
    """``certain``: open cells count as protected; ``possible``: they count as exposed.

    For what is monotone in exposure, such as the failure probability, the truth lies between the two.

    Examples
    --------
    >>> Bracket(certain=0.01, possible=0.04)
    Bracket(certain=0.01, possible=0.04)
    """

    certain: T_co
    possible: T_co
