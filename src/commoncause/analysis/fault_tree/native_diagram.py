"""Large modules through OxiDD, a decision-diagram library in Rust: ten times as fast as plain Python here.

OxiDD builds the diagram; its nodes are then copied out, so that everything after that is the same code.

References
----------
N. Husung, C. Dubslaff, H. Hermanns, M. A. Koehl: "OxiDD: a safe, concurrent, modular, and performant decision
diagram framework in Rust", TACAS 2024, 255-275, https://doi.org/10.1007/978-3-031-57256-2_13
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING, Any

from .budget import Budget, OutOfBudgetError
from .decision_diagram import NODES_BETWEEN_CHECKS
from .function import Function
from .normal_form import AND, ATLEAST, OR, NormalTree, children_first

if TYPE_CHECKING:
    from oxidd.bcdd import BCDDFunction, BCDDManager

__all__ = ["native_function"]

ROOMS = tuple(1 << bits for bits in (16, 18, 20, 22, 24))
"""Nodes that an order may take, round by round (16 bytes each, and as much for the cache)."""
HEAD_START = 4
"""How many times the room of the others the likeliest order has in the first round."""
SECONDS_PER_NODE = 2e-6
"""How long it may take to fill a node of the room: OxiDD cannot be stopped in the middle of a gate."""


def native_function(
    tree: NormalTree, module: int, orders: Iterator[list[int]], budget: Budget, most_nodes: int
) -> tuple[list[int], Function] | None:
    """Order of the variables of a module, and its function; None if OxiDD is not installed.

    After each round the half of the orders that came less far is dropped, two always stay.

    Raises
    ------
    OutOfBudgetError
        If the time is up or does not suffice for more room, or every order needs too many nodes.
    """
    library = _library()
    if library is None:
        return None
    attempts: Iterator[_Attempt] = (_Attempt(tree, module, order) for order in orders)
    for turn, room in enumerate(ROOMS):
        tried: list[_Attempt] = []
        for place, attempt in enumerate(attempts):
            tried.append(attempt)
            own_room = room * HEAD_START if turn == place == 0 else room
            if attempt.room < own_room and (root := attempt.built(library, own_room, budget)):
                if turn == place == 0 and (rival := next(attempts, None)):
                    attempt, root = _smaller(attempt, root, rival, library, budget)
                return attempt.order, _copied(root, len(attempt.order), budget, most_nodes)
        tried.sort(key=lambda attempt: attempt.lag(room))
        attempts = iter(tried[: max(2, (len(tried) + 1) // 2)] if turn else tried)
    raise OutOfBudgetError(f"more than {ROOMS[-1]:,} nodes")


def _smaller(
    winner: _Attempt, root: BCDDFunction, rival: _Attempt, library: Any, budget: Budget
) -> tuple[_Attempt, BCDDFunction]:
    """The rival, if it needs less than half the room and its diagram is smaller.

    To copy a diagram, and to count its minimal solutions, takes far longer than to try another order.
    """
    other = rival.built(library, max(winner.sizes) // 2, budget)
    if other is not None and other.node_count() < root.node_count():
        return rival, other
    return winner, root


def _library() -> Any:
    """The compiled module of OxiDD; None if it is not there.

    Loaded without its package, which asks for its own version by `importlib.metadata`: that takes longer
    than most trees do.
    """
    package = find_spec("oxidd")
    found = PathFinder.find_spec("oxidd._oxidd", package.submodule_search_locations) if package else None
    if found is None or found.loader is None:
        return None
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return module


class _Attempt:
    """A module and an order of its variables; the largest ``room`` tried, and the nodes after each gate."""

    def __init__(self, tree: NormalTree, module: int, order: list[int]) -> None:
        self.order = order
        variables = set(order)
        own = {g: tree.gates[g] for g in children_first(tree.gates, module) if g not in variables}
        self.gates = [(gate, *own[gate]) for gate in children_first(own, module)]
        self.room = 0
        self.sizes: list[int] = []

    def lag(self, room: int) -> tuple[int, int]:
        """How little was done within a room, and how much of it that took: less is better."""
        within = [size for size in self.sizes if size <= room]
        return -len(within), max(within, default=0)

    def built(self, library: Any, room: int, budget: Budget) -> BCDDFunction | None:
        """The module's function; None if that needs more room."""
        budget.require(room * SECONDS_PER_NODE)
        self.room, self.sizes = room, []
        try:
            return self._connected(library.BCDDManager(room, room, 1), budget)
        except library.DDMemoryError:
            return None

    def _connected(self, manager: BCDDManager, budget: Budget) -> BCDDFunction:
        manager.add_vars(len(self.order))
        function = {variable: manager.var(level) for level, variable in enumerate(self.order)}
        deepest = len(self.order)
        root = manager.true()
        for gate, kind, k, children in self.gates:
            budget.spend()
            below = [function[child] if child > 0 else ~function[-child] for child in children]
            below.sort(key=lambda f: deepest if (at := f.node_level()) is None else at, reverse=True)
            function[gate] = root = _connected(manager, kind, k, below)
            self.sizes.append(manager.approx_num_inner_nodes())
        return root


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


def _copied(root: BCDDFunction, n_levels: int, budget: Budget, most_nodes: int) -> Function:
    """The nodes below the root, numbered from the deepest level up."""
    found, ones, zeros, by_level = _walked(root, n_levels, budget, most_nodes)
    number = [0] * len(found)
    for at in by_level.pop():
        number[at] = int(found[at].satisfiable())
    order = [at for same in reversed(by_level) for at in same]
    for new, at in enumerate(order, 2):
        number[at] = new
    levels = [level for level in reversed(range(n_levels)) for _ in by_level[level]]
    high, low = ([0, 1, *(number[places[at]] for at in order)] for places in (ones, zeros))
    return Function(n_levels, [n_levels, n_levels, *levels], high, low, number[0])


def _walked(
    root: BCDDFunction, n_levels: int, budget: Budget, most_nodes: int
) -> tuple[list[BCDDFunction], list[int], list[int], list[list[int]]]:
    """The nodes below the root as they are met; the places of their successors; the places at each level.

    Terminals come last by level, and succeed themselves.
    """
    found, count = [root], 1
    place = {root: 0}.setdefault
    ones: list[int] = []
    zeros: list[int] = []
    by_level: list[list[int]] = [[] for _ in range(n_levels + 1)]
    for at, node in enumerate(found):
        if not at % NODES_BETWEEN_CHECKS:
            budget.spend(at, most_nodes)
        successors = node.cofactors()
        if successors is None:
            by_level[n_levels].append(at)
            ones.append(at)
            zeros.append(at)
            continue
        by_level[node.node_level()].append(at)  # type: ignore[index]
        one, zero = successors
        there = place(one, count)
        ones.append(there)
        if there == count:
            found.append(one)
            count += 1
        there = place(zero, count)
        zeros.append(there)
        if there == count:
            found.append(zero)
            count += 1
    return found, ones, zeros, by_level
