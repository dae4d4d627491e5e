"""A limit on time and size, so that long work stops with what is known so far."""

from __future__ import annotations

import time

__all__ = ["MOST_NODES", "Budget", "OutOfBudgetError"]

MOST_NODES = 3_000_000
"""Nodes of one decision diagram: about 1 GB of memory."""


class OutOfBudgetError(Exception):
    """The work was stopped; its text says which limit it met."""


class Budget:
    """Work may go on until ``time_limit`` seconds from now (without end if None).

    >>> Budget(None).spend(10, 100)
    """

    def __init__(self, time_limit: float | None = None) -> None:
        if time_limit is not None and not time_limit > 0:
            raise ValueError(f"time_limit is {time_limit!r}; give seconds, more than 0, or None")
        self.time_limit = time_limit
        self.end = None if time_limit is None else time.monotonic() + time_limit

    def spend(self, size: int = 0, most: int = MOST_NODES) -> None:
        """Raise `OutOfBudgetError` past the end, or where ``size`` is above ``most``."""
        if size > most:
            raise OutOfBudgetError(f"more than {most:,} nodes")
        if self.is_over:
            raise OutOfBudgetError(f"more than {self.time_limit:g} s")

    def require(self, seconds: float) -> None:
        """Raise `OutOfBudgetError` if less time is left than this."""
        if self.left is not None and self.left < seconds:
            raise OutOfBudgetError(f"more than {self.time_limit:g} s")

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return self.end is not None and time.monotonic() > self.end

    @property
    def left(self) -> float | None:
        """Seconds left; None if there is no end."""
        return None if self.end is None else max(self.end - time.monotonic(), 1e-9)
