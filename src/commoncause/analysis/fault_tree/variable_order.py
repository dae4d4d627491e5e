"""Orders in which to decide the variables of a module: no rule is best for all trees, so several are tried.

References
----------
M. Bouissou, F. Bruyere, A. Rauzy: "BDD based fault-tree processing: a comparison of variable ordering
heuristics", ESREL 1997, 2045-2052
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .budget import Budget
from .linear_arrangement import arranged
from .modules import inside
from .normal_form import NormalTree, children_first

__all__ = ["variable_orders"]

Below = dict[int, tuple[int, ...]]
"""Gate of the module -> its children, without signs, children first."""
Key = Callable[[int], tuple[float, ...]]


def variable_orders(
    tree: NormalTree, module: int, inner: set[int], budget: Budget | None = None
) -> Iterator[list[int]]:
    """Orders of a module's variables (events, and the modules ``inner``) worth a try.

    Depth-first ones, in which the children of a gate are sorted by how widely they are shared and how many
    leaves are below them, suit trees of votes and of parts that are used everywhere; arrangements made from
    them, in which the variables of a gate stand close together, suit most others. They come in turns.

    >>> gates = {4: (0, 0, (1, 2)), 5: (1, 0, (4, 2, 3))}
    >>> next(variable_orders(NormalTree(("a", "b", "c"), gates, 5), 5, set()))
    [2, 1, 3]
    """
    own = inside(tree, module, inner)
    gates = {n: tree.gates[n] for n in own}
    below: Below = {n: tuple(dict.fromkeys(map(abs, gates[n][2]))) for n in children_first(gates, module)}
    seen: set[tuple[int, ...]] = set()
    for order in _candidates(below, module, budget):
        if tuple(order) not in seen:
            seen.add(tuple(order))
            yield order


def _candidates(below: Below, top: int, budget: Budget | None) -> Iterator[list[int]]:
    uses = _uses(below)
    variables_first = _depth_first(below, top, lambda node: (node not in below, -uses[node]))
    yield _variables(below, variables_first)
    if len(below) == 1:
        return
    yield arranged(below, variables_first, budget=budget)
    leaves = _leaves(below)
    large_first = _depth_first(below, top, lambda node: (-uses[node], -leaves.get(node, 1)))
    yield arranged(below, large_first, home=3, shared=True, budget=budget)
    yield _variables(below, large_first)
    yield arranged(below, large_first, budget=budget)
    yield _variables(below, _depth_first(below, top, lambda node: (leaves.get(node, 1),)))


def _uses(below: Below) -> dict[int, int]:
    uses: dict[int, int] = {}
    for children in below.values():
        for child in children:
            uses[child] = uses.get(child, 0) + 1
    return uses


def _leaves(below: Below) -> dict[int, int]:
    leaves: dict[int, int] = {}
    for gate, children in below.items():
        leaves[gate] = sum(leaves.get(child, 1) for child in children)
    return leaves


def _depth_first(below: Below, top: int, key: Key) -> list[int]:
    """Gates and variables as they are met."""
    order: list[int] = []
    done: set[int] = set()
    stack = [top]
    while stack:
        node = stack.pop()
        if node in done:
            continue
        done.add(node)
        order.append(node)
        if node in below:
            stack.extend(sorted(below[node], key=key, reverse=True))
    return order


def _variables(below: Below, nodes: list[int]) -> list[int]:
    return [node for node in nodes if node not in below]
