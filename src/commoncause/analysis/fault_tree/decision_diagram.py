"""Reduced ordered binary decision diagrams in plain Python, without recursion.

References
----------
R. E. Bryant: "Graph-based algorithms for Boolean function manipulation", IEEE Transactions on Computers
C-35 (1986) 677-691, https://doi.org/10.1109/TC.1986.1676819
"""

from __future__ import annotations

from .budget import Budget

__all__ = ["Diagram"]

NODES_BETWEEN_CHECKS = 20_000


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
        self._and: dict[tuple[int, int], int] = {}
        self._or: dict[tuple[int, int], int] = {}
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

    def _apply(self, f: int, g: int, absorbing: int, memo: dict[tuple[int, int], int]) -> int:
        neutral = 1 - absorbing
        if f == g or g == neutral:
            return f
        if f == absorbing or g == absorbing:
            return absorbing
        if f == neutral:
            return g
        if f > g:
            f, g = g, f
        if (f, g) in memo:
            return memo[f, g]
        level, high, low, unique = self.level, self.high, self.low, self._node
        check = self._check()
        stack = [(f, g)]
        pop, push, get = stack.pop, stack.append, memo.get
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
            r1: int | None
            r0: int | None
            if a1 == b1 or b1 == neutral:
                r1 = a1
            elif a1 == absorbing or b1 == absorbing:
                r1 = absorbing
            elif a1 == neutral:
                r1 = b1
            else:
                key = (a1, b1) if a1 < b1 else (b1, a1)
                r1 = get(key)
                if r1 is None:
                    push(key)
            if a0 == b0 or b0 == neutral:
                r0 = a0
            elif a0 == absorbing or b0 == absorbing:
                r0 = absorbing
            elif a0 == neutral:
                r0 = b0
            else:
                key = (a0, b0) if a0 < b0 else (b0, a0)
                r0 = get(key)
                if r0 is None:
                    push(key)
                    continue
            if r1 is None or r0 is None:
                continue
            pop()
            if r1 == r0:
                memo[pair] = r0
            else:
                triple = (top, r1, r0)
                found = unique.get(triple)
                if found is None:
                    found = unique[triple] = len(level)
                    level.append(top)
                    high.append(r1)
                    low.append(r0)
                    if found > check:
                        check = self._check()
                memo[pair] = found
        return memo[f, g]

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

    def reachable(self, f: int) -> list[int]:
        """Nodes below f, f included, terminals not; ascending, so that successors come first."""
        seen, stack = {0, 1}, [f]
        while stack:
            n = stack.pop()
            if n not in seen:
                seen.add(n)
                stack.append(self.high[n])
                stack.append(self.low[n])
        return sorted(seen)[2:]
