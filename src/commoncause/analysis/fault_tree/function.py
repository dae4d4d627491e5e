"""One Boolean function as the nodes of its decision diagram, and no others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

__all__ = ["Function"]


@dataclass(frozen=True, slots=True)
class Function:
    """Nodes 0 (false), 1 (true) and up, each after its successors; all of them lie below ``root``.

    ``level[n]`` is the place of the node's variable in the order, ``high[n]`` and ``low[n]`` the functions
    where it is true and false.
    """

    n_levels: int
    level: list[int]
    high: list[int]
    low: list[int]
    root: int

    def nodes(self) -> Iterable[tuple[int, int, int]]:
        """Level, high and low of node 2, of node 3, and so on.

        >>> list(Function(1, [1, 1, 0], [0, 1, 1], [0, 1, 0], 2).nodes())
        [(0, 1, 0)]
        """
        return islice(zip(self.level, self.high, self.low, strict=True), 2, None)

    def dual(self) -> Function:
        """Not f(not x): true where keeping the chosen variables false keeps f false.

        >>> Function(1, [1, 1, 0], [0, 1, 1], [0, 1, 0], 2).dual().high
        [0, 1, 1]
        """
        other = [1, 0, *range(2, len(self.level))]
        high = [0, 1, *(other[node] for node in islice(self.low, 2, None))]
        low = [0, 1, *(other[node] for node in islice(self.high, 2, None))]
        return Function(self.n_levels, self.level, high, low, other[self.root])
