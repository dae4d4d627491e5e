"""Reduced ordered binary decision diagrams in plain Python, without recursion.

References
----------
R. E. Bryant: "Graph-based algorithms for Boolean function manipulation", IEEE Transactions on Computers
C-35 (1986) 677-691, https://doi.org/10.1109/TC.1986.1676819
"""

from __future__ import annotations

from collections.abc import Callable

from .budget import Budget
from .function import Function

__all__ = ["Diagram"]

NODES_BETWEEN_CHECKS = 20_000

Pair = tuple[int, int]


class Diagram:
    """Nodes 0 (false), 1 (true) and up; a node's number is larger than those of its successors.

    ``level[n]`` is the place of the node's variable in the order, ``high[n]`` and ``low[n]`` the functions
    where it is true and false.
    """

    def __init__(self, n_levels: int, budget: Budget, most_nodes: int) -> None:
        self.n_levels = n_levels
        self.level, self.low, self.high = [n_levels, n_levels], [0, 1], [0, 1]
        self.budget, self.most_nodes = budget, most_nodes
        self._node: dict[tuple[int, int, int], int] = {}
        self._and: dict[Pair, int] = {}
        self._or: dict[Pair, int] = {}
        self._not: dict[int, int] = {0: 1, 1: 0}

    def node(self, level: int, high: int, low: int) -> int:
        """If the variable at ``level`` then ``high`` else ``low``; each function is one node."""
        if high == low:
            return low
        key = (level, high, low)
        found = self._node.get(key)
        if found is None:
            found = self._node[key] = len(self.level)
            self.level.append(level)
            self.high.append(high)
            self.low.append(low)
        return found

    def _check(self) -> int:
        """Raise if there are too many nodes or it is too late; the size at which to ask again."""
        self.budget.spend(len(self.level), self.most_nodes)
        return len(self.level) + NODES_BETWEEN_CHECKS

    def both(self, f: int, g: int) -> int:
        """Conjunction of two functions."""
        return self._apply(f, g, 0, self._and)

    def either(self, f: int, g: int) -> int:
        """Disjunction of two functions."""
        return self._apply(f, g, 1, self._or)

    def _apply(self, f: int, g: int, absorbing: int, memo: dict[Pair, int]) -> int:
        at_once = _at_once(absorbing, memo)
        if (known := at_once(f, g)) is not None:
            return known
        level, high, low, unique = self.level, self.high, self.low, self._node
        check = self._check()
        start = (f, g) if f < g else (g, f)
        stack = [start]
        pop, push = stack.pop, stack.append
        while stack:
            pair = stack[-1]
            a, b = pair
            la, lb = level[a], level[b]
            if la < lb:
                top, a1, a0, b1, b0 = la, high[a], low[a], b, b
            elif la > lb:
                top, a1, a0, b1, b0 = lb, a, a, high[b], low[b]
            else:
                top, a1, a0, b1, b0 = la, high[a], low[a], high[b], low[b]
            if (one := at_once(a1, b1)) is None:
                push((a1, b1) if a1 < b1 else (b1, a1))
            if (zero := at_once(a0, b0)) is None:
                push((a0, b0) if a0 < b0 else (b0, a0))
                continue
            if one is None:
                continue
            pop()
            key = (top, one, zero)
            found = zero if one == zero else unique.get(key)
            if found is None:
                # `node`, in place: a call for each would take a tenth of the time.
                found = unique[key] = len(level)
                level.append(top)
                high.append(one)
                low.append(zero)
                if found > check:
                    check = self._check()
            memo[pair] = found
        return memo[start]

    def negated(self, f: int) -> int:
        """Negation of a function."""
        memo = self._not
        stack = [f]
        while stack:
            n = stack[-1]
            if n in memo:
                stack.pop()
                continue
            high, low = self.high[n], self.low[n]
            missing = [s for s in (high, low) if s not in memo]
            if missing:
                stack.extend(missing)
            else:
                memo[n] = self.node(self.level[n], memo[high], memo[low])
        return memo[f]

    def parity(self, f: int, g: int) -> int:
        """True where one of two functions is and the other is not."""
        return self.either(self.both(f, self.negated(g)), self.both(self.negated(f), g))

    def atleast(self, k: int, functions: list[int]) -> int:
        """True where at least ``k`` of the functions are: dynamic programming, last function first."""
        rows = [1] + [0] * k
        for f in functions:
            for j in range(k, 0, -1):
                rows[j] = self.either(rows[j], self.both(f, rows[j - 1]))
        return rows[k]

    def function(self, f: int) -> Function:
        """The nodes below f, f included, numbered anew."""
        seen, stack = {0, 1}, [f]
        while stack:
            n = stack.pop()
            if n not in seen:
                seen.add(n)
                stack.append(self.high[n])
                stack.append(self.low[n])
        kept = sorted(seen)
        number = {node: place for place, node in enumerate(kept)}
        return Function(
            self.n_levels,
            [self.level[node] for node in kept],
            [number[self.high[node]] for node in kept],
            [number[self.low[node]] for node in kept],
            number[f],
        )


def _at_once(absorbing: int, memo: dict[Pair, int]) -> Callable[[int, int], int | None]:
    """What two functions come to if that is plain or remembered, else None.

    0 absorbs in a conjunction, 1 in a disjunction; the other one changes nothing.
    """
    neutral, get = 1 - absorbing, memo.get

    def known(f: int, g: int) -> int | None:
        """Return the result if it needs no work."""
        if f == g or g == neutral:
            return f
        if f == absorbing or g == absorbing:
            return absorbing
        if f == neutral:
            return g
        return get((f, g) if f < g else (g, f))

    return known
