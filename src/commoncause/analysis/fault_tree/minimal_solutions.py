"""Minimal solutions of a monotone decision diagram, as a zero-suppressed diagram of sets.

References
----------
A. Rauzy: "New algorithms for fault trees analysis", Reliability Engineering and System Safety 40 (1993)
203-211, https://doi.org/10.1016/0951-8320(93)90060-C
A. Rauzy: "Mathematical foundations of minimal cutsets", IEEE Transactions on Reliability 50 (2001) 389-396,
https://doi.org/10.1109/24.983400
"""

from __future__ import annotations

from .budget import Budget
from .decision_diagram import NODES_BETWEEN_CHECKS
from .function import Function

__all__ = ["Sets", "minimal_solutions"]


class Sets:
    """Families of sets: node 0 is no set, 1 the empty set; a node has the sets of ``low``, and those of
    ``high`` with its variable added. A node's number is larger than those of its successors.
    """

    def __init__(self, n_levels: int) -> None:
        self.level, self.low, self.high = [n_levels, n_levels], [0, 1], [0, 1]
        self.root = 0
        self._node: dict[tuple[int, int, int], int] = {}

    def node(self, level: int, high: int, low: int) -> int:
        """Sets of ``low``, and sets of ``high`` with the variable at ``level``."""
        if not high:
            return low
        key = (level, high, low)
        found = self._node.get(key)
        if found is None:
            found = self._node[key] = len(self.level)
            self.level.append(level)
            self.high.append(high)
            self.low.append(low)
        return found


def minimal_solutions(function: Function, budget: Budget, most_nodes: int) -> Sets:
    """Minimal sets of variables that make a monotone function true.

    For f = if x then f1 else f0 they are those of f0, and x with each minimal solution of f1 at which f0 is
    false.
    """
    sets = Sets(function.n_levels)
    of = [0, 1]
    where_false = _WhereFalse(sets, function, budget, most_nodes)
    for level, high, low in function.nodes():
        budget.spend(len(sets.level), most_nodes)
        of.append(sets.node(level, where_false.of(of[high], low), of[low]))
    sets.root = of[function.root]
    return sets


class _WhereFalse:
    """The sets of families at which monotone functions are false; what was found is remembered."""

    def __init__(self, sets: Sets, function: Function, budget: Budget, most_nodes: int) -> None:
        self.sets, self.function = sets, function
        self.budget, self.most_nodes = budget, most_nodes
        self.memo: dict[tuple[int, int], int] = {}

    def of(self, family: int, function: int) -> int:
        """The sets of one family at which the function of one node is false."""
        if function == 1 or family == 0:
            return 0
        if function == 0 or family == 1:
            return family
        set_level, set_high, set_low = self.sets.level, self.sets.high, self.sets.low
        level, high, low = self.function.level, self.function.high, self.function.low
        memo, get, make = self.memo, self.memo.get, self.sets.node
        check = len(memo) + NODES_BETWEEN_CHECKS
        stack = [(family, function)]
        push, pop = stack.append, stack.pop
        while stack:
            a, b = key = stack[-1]
            top = set_level[a]
            # Variables that no set of the family has are false.
            while level[b] < top:
                b = low[b]
            a1, a0 = set_high[a], set_low[a]
            b1, b0 = (high[b], low[b]) if level[b] == top else (b, b)
            if b1 == 1 or a1 == 0:
                one: int | None = 0
            elif b1 == 0 or a1 == 1:
                one = a1
            elif (one := get((a1, b1))) is None:
                push((a1, b1))
            if b0 == 1 or a0 == 0:
                zero: int | None = 0
            elif b0 == 0 or a0 == 1:
                zero = a0
            elif (zero := get((a0, b0))) is None:
                push((a0, b0))
            if one is None or zero is None:
                continue
            pop()
            memo[key] = make(top, one, zero)
            if len(memo) > check:
                self.budget.spend(len(memo), 4 * self.most_nodes)
                check = len(memo) + NODES_BETWEEN_CHECKS
        return memo[family, function]
