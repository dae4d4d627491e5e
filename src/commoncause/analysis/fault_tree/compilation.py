"""Compiling one module of a fault tree into a decision diagram, several orders of variables in a race."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, islice

from .budget import Budget, OutOfBudgetError
from .decision_diagram import Diagram
from .function import Function
from .native_diagram import native_function
from .normal_form import AND, ATLEAST, OR, NormalTree
from .variable_order import variable_orders

__all__ = ["Attempt", "compiled"]

FIRST_ROOM = 2_000
"""Nodes that the first order may take before the others are asked for: most modules need far fewer."""
ROOM_IN_PYTHON = 4_000
"""Nodes that each of the two likeliest orders may take before OxiDD is, if it is installed."""


class Attempt:
    """A module on its way into a diagram; it can be stopped when it has filled its room, and go on later."""

    def __init__(self, tree: NormalTree, module: int, order: list[int], budget: Budget) -> None:
        self.tree, self.module, self.order = tree, module, order
        self.diagram = Diagram(len(order), budget, FIRST_ROOM)
        self.function = {variable: self.diagram.node(level, 1, 0) for level, variable in enumerate(order)}
        self.size = len(order)

    @property
    def lag(self) -> tuple[int, int]:
        """How few gates are done, and how many nodes that took: less is better."""
        return -len(self.function), self.size

    def result(self) -> tuple[list[int], Function]:
        """Order of the variables and the module's function, once `go_on` has returned."""
        return self.order, self.diagram.function(self.function[self.module])

    def go_on(self, room: int) -> None:
        """Compile gate by gate from below; `OutOfBudgetError` past ``room`` nodes, or past the time."""
        self.diagram.most_nodes = room
        function, gates = self.function, self.tree.gates
        stack = [self.module]
        while stack:
            gate = stack[-1]
            if gate in function:
                stack.pop()
                continue
            kind, k, children = gates[gate]
            if missing := [abs(child) for child in children if abs(child) not in function]:
                stack.extend(reversed(missing))
                continue
            function[gate] = self._connected(kind, k, children)
            self.size = len(self.diagram.level)

    def _connected(self, kind: int, k: int, children: tuple[int, ...]) -> int:
        diagram, function = self.diagram, self.function
        below = [function[c] if c > 0 else diagram.negated(function[-c]) for c in children]
        # The deepest first: most of the work is then done on small diagrams.
        below.sort(key=diagram.level.__getitem__, reverse=True)
        if kind == ATLEAST:
            return diagram.atleast(k, below)
        connect: Callable[[int, int], int]
        connect = diagram.both if kind == AND else diagram.either if kind == OR else diagram.parity
        result = below[0]
        for other in below[1:]:
            result = connect(result, other)
        return result


def compiled(
    tree: NormalTree, module: int, inner: set[int], budget: Budget, most_nodes: int
) -> tuple[list[int], Function]:
    """Order of the variables of a module, and its function.

    The first order alone has a little room; then it races the second one; past `ROOM_IN_PYTHON` OxiDD takes
    over, if it is installed, with the order first that came further.

    Raises
    ------
    OutOfBudgetError
        If the time is up, or no order stays within ``most_nodes``.
    """
    orders = variable_orders(tree, module, inner, budget)
    attempts = [Attempt(tree, module, order, budget) for order in islice(orders, 1)]
    if _finished(attempts, min(FIRST_ROOM, most_nodes), budget):
        return attempts[0].result()
    attempts += [Attempt(tree, module, order, budget) for order in islice(orders, 1)]
    if done := _finished(attempts, min(ROOM_IN_PYTHON, most_nodes), budget):
        return done.result()
    attempts.sort(key=lambda attempt: -len(attempt.function))
    first = [attempt.order for attempt in attempts]
    if found := native_function(tree, module, chain(first, orders), budget, most_nodes):
        return found
    attempts += [Attempt(tree, module, order, budget) for order in orders]
    return _raced(attempts, budget, most_nodes).result()


def _finished(attempts: list[Attempt], room: int, budget: Budget) -> Attempt | None:
    """The first attempt that ends within the room."""
    for attempt in attempts:
        try:
            attempt.go_on(room)
        except OutOfBudgetError:
            budget.spend()
        else:
            return attempt
    return None


def _raced(attempts: list[Attempt], budget: Budget, most_nodes: int) -> Attempt:
    """The first attempt to end, when each round gives the leading half four times the room of the last."""
    room = 4 * ROOM_IN_PYTHON
    while True:
        if done := _finished(attempts, min(room, most_nodes), budget):
            return done
        budget.spend(room, most_nodes)
        attempts.sort(key=lambda attempt: attempt.lag)
        del attempts[(len(attempts) + 1) // 2 :]
        room *= 4
