"""Compiling one module of a fault tree into a decision diagram, several orders of variables side by side."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from .budget import Budget, OutOfBudgetError
from .decision_diagram import Diagram
from .native_diagram import native_diagram
from .normal_form import AND, ATLEAST, OR, NormalTree
from .variable_order import variable_orders

__all__ = ["Attempt", "compiled"]

FIRST_ROOM = 32_000
"""Nodes that the first attempt may take before another order is tried."""
ROOM_IN_PYTHON = 64_000


class Attempt:
    """A module on its way into a diagram; it can be stopped when it has filled its room, and go on later."""

    def __init__(self, tree: NormalTree, module: int, order: list[int], budget: Budget) -> None:
        self.tree, self.module, self.order = tree, module, order
        self.diagram = Diagram(len(order), budget, FIRST_ROOM)
        self.function = {variable: self.diagram.node(level, 1, 0) for level, variable in enumerate(order)}

    @property
    def root(self) -> int:
        """The module's function, once `go_on` has returned."""
        return self.function[self.module]

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
) -> tuple[list[int], Diagram, int]:
    """Order of the variables, diagram and root of a module.

    Each order of the variables has half the room of the one before it: all together take at most twice the
    nodes of the first, likeliest one, and an order far better than that still wins. Each round has four
    times the room of the last; past `ROOM_IN_PYTHON` OxiDD takes over, if it is installed.
    """
    attempts: list[Attempt] = []
    waiting = variable_orders(tree, module, inner)
    room = FIRST_ROOM
    while True:
        for place in itertools.count():
            if place == len(attempts):
                if (order := next(waiting, None)) is None:
                    break
                attempts.append(Attempt(tree, module, order, budget))
            try:
                attempts[place].go_on(min(room >> place, most_nodes))
            except OutOfBudgetError:
                budget.spend()
            else:
                done = attempts[place]
                return done.order, done.diagram, done.root
        budget.spend(room, most_nodes)
        room *= 4
        if room > ROOM_IN_PYTHON:
            orders = (attempt.order for attempt in attempts)
            native = native_diagram(tree, module, orders, budget, most_nodes)
            if native is not None:
                return native
