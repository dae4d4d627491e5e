"""Large modules through OxiDD, a decision-diagram library in Rust: seven times as fast as plain Python here.

OxiDD builds the diagram; its nodes are then copied out, so that everything after that is the same code.

References
----------
N. Husung, C. Dubslaff, H. Hermanns, M. A. Koehl: "OxiDD: a safe, concurrent, modular, and performant decision
diagram framework in Rust", TACAS 2024, 255-275, https://doi.org/10.1007/978-3-031-57256-2_13
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from .budget import Budget, OutOfBudgetError
from .decision_diagram import NODES_BETWEEN_CHECKS, Diagram
from .normal_form import AND, ATLEAST, OR, NormalTree, children_first

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oxidd.bcdd import BCDDFunction, BCDDManager

__all__ = ["native_diagram"]

ROOMS = (1_000_000, 4_000_000, 16_000_000)
"""Nodes a diagram may take while it is built (16 bytes each, and as much for the cache), round by round."""
MOST_ORDERS = 2


def native_diagram(
    tree: NormalTree, module: int, orders: Iterable[list[int]], budget: Budget, most_nodes: int
) -> tuple[list[int], Diagram, int] | None:
    """Order of the variables, diagram and root of a module; None if OxiDD is not installed.

    Raises
    ------
    OutOfBudgetError
        If the time is up between two gates, or every order needs too many nodes.
    """
    try:
        from oxidd.bcdd import BCDDManager
        from oxidd.util import DDMemoryError
    except ImportError:
        return None
    tried = list(islice(orders, MOST_ORDERS))
    for room in ROOMS:
        for order in tried:
            manager = BCDDManager(room, room, 1)
            manager.add_vars(len(order))
            try:
                root = _built(manager, tree, module, order, budget)
            except DDMemoryError:
                continue
            diagram = Diagram(len(order), budget, most_nodes)
            return order, diagram, _copied(root, diagram, budget, most_nodes)
    raise OutOfBudgetError(f"more than {ROOMS[-1]:,} nodes")


def _built(
    manager: BCDDManager, tree: NormalTree, module: int, order: list[int], budget: Budget
) -> BCDDFunction:
    function = {variable: manager.var(level) for level, variable in enumerate(order)}
    deepest = len(order)
    own = {gate: tree.gates[gate] for gate in children_first(tree.gates, module) if gate not in function}
    for gate in _needed(own, module, function):
        budget.spend()
        kind, k, children = own[gate]
        below = [function[child] if child > 0 else ~function[-child] for child in children]
        below.sort(key=lambda f: deepest if (level := f.node_level()) is None else level, reverse=True)
        function[gate] = _connected(manager, kind, k, below)
    return function[module]


def _needed(own: dict[int, tuple[int, int, tuple[int, ...]]], module: int, known: Iterable[int]) -> list[int]:
    """The gates of the module that lie above its variables, children first."""
    variables = set(known)
    return children_first({gate: row for gate, row in own.items() if gate not in variables}, module)


def _connected(manager: BCDDManager, kind: int, k: int, below: list[BCDDFunction]) -> BCDDFunction:
    if kind == ATLEAST:
        rows = [manager.true()] + [manager.false()] * k
        for one in below:
            for j in range(k, 0, -1):
                rows[j] = one.ite(rows[j - 1], rows[j])
        return rows[k]
    result = below[0]
    for one in below[1:]:
        result = result & one if kind == AND else result | one if kind == OR else result ^ one
    return result


def _copied(root: BCDDFunction, diagram: Diagram, budget: Budget, most_nodes: int) -> int:
    """Append the nodes below the root to an empty diagram, successors first."""
    found: list[BCDDFunction] = [root]
    place = {root: 0}
    levels: list[int] = []
    ones: list[int] = []
    zeros: list[int] = []
    by_level: list[list[int]] = [[] for _ in range(diagram.n_levels)]
    end = diagram.n_levels
    for at, node in enumerate(found):
        level = node.node_level()
        if level is None:
            levels.append(end)
            ones.append(int(node.satisfiable()))
            zeros.append(at)
            continue
        if not at % NODES_BETWEEN_CHECKS:
            budget.spend(at, most_nodes)
        by_level[level].append(at)
        levels.append(level)
        for successor, places in zip(node.cofactors() or (), (ones, zeros), strict=True):
            there = place.setdefault(successor, len(found))
            if there == len(found):
                found.append(successor)
            places.append(there)
    number_of = [0] * len(found)
    order = [at for same in reversed(by_level) for at in same]
    for at, level in enumerate(levels):
        if level == end:
            number_of[at] = ones[at]
    for number, at in enumerate(order, 2):
        number_of[at] = number
    diagram.level.extend([levels[at] for at in order])
    diagram.high.extend([number_of[ones[at]] for at in order])
    diagram.low.extend([number_of[zeros[at]] for at in order])
    return number_of[0]
