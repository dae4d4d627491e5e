"""Orders in which to decide the variables of a module: no rule is best for all trees, so several are tried.

References
----------
S. Minato, N. Ishiura, S. Yajima: "Shared binary decision diagram with attributed edges for efficient Boolean
function manipulation", DAC 1990, 52-57, https://doi.org/10.1145/123186.123225
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .modules import inside
from .normal_form import NormalTree, children_first

__all__ = ["variable_orders"]

LARGEST_FOR_WEIGHTS = 2_000
"""Gates of a module up to which the quadratic order by weights is tried."""

Below = dict[int, tuple[int, ...]]
"""Gate of the module -> its children, without signs, children first."""


def variable_orders(tree: NormalTree, module: int, inner: set[int]) -> Iterator[list[int]]:
    """Orders of a module's variables (events, and the modules ``inner``) worth a try, the likeliest first.

    First the order by weights: the variable with the greatest share of the top gate is taken away, again and
    again. Then depth-first ones, in which the children of a gate are sorted by how widely they are shared,
    how many leaves are below them, or by their share of the top gate.

    >>> gates = {4: (0, 0, (1, 2)), 5: (1, 0, (4, 2, 3))}
    >>> next(variable_orders(NormalTree(("a", "b", "c"), gates, 5), 5, set()))
    [2, 1, 3]
    """
    own = inside(tree, module, inner)
    gates = {n: tree.gates[n] for n in own}
    below: Below = {n: tuple(dict.fromkeys(map(abs, gates[n][2]))) for n in children_first(gates, module)}
    seen: set[tuple[int, ...]] = set()
    for order in _candidates(below, module):
        if tuple(order) not in seen:
            seen.add(tuple(order))
            yield order


def _candidates(below: Below, module: int) -> Iterator[list[int]]:
    if len(below) <= LARGEST_FOR_WEIGHTS:
        yield _by_weights(below, module)
    uses, leaves, share = _uses(below), _leaves(below), _shares(below, module, set())
    keys: list[Callable[[int], tuple[float, ...]]] = [
        lambda node: (-uses[node], leaves.get(node, 1)),
        lambda node: (leaves.get(node, 1),),
        lambda node: (-uses[node], -leaves.get(node, 1)),
        lambda node: (-share[node],),
        lambda node: (node not in below, -uses[node]),
    ]
    for key in keys:
        yield _depth_first(below, module, key)


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


def _shares(below: Below, top: int, gone: set[int]) -> dict[int, float]:
    """Each gate's share, from 1 at the top, split evenly among its children that are not gone."""
    share = {top: 1.0}
    for gate in reversed(below):
        if own := share.get(gate):
            left = [child for child in below[gate] if child not in gone]
            for child in left:
                share[child] = share.get(child, 0.0) + own / len(left)
    return share


def _depth_first(below: Below, top: int, key: Callable[[int], tuple[float, ...]]) -> list[int]:
    order: list[int] = []
    done: set[int] = set()
    stack = [top]
    while stack:
        node = stack.pop()
        if node in done:
            continue
        done.add(node)
        if node in below:
            stack.extend(sorted(below[node], key=key, reverse=True))
        else:
            order.append(node)
    return order


def _by_weights(below: Below, top: int) -> list[int]:
    order: list[int] = []
    gone: set[int] = set()
    while top not in gone:
        share = _shares(below, top, gone)
        variable = max((n for n in share if n not in below), key=lambda n: (share[n], -n))
        order.append(variable)
        gone.add(variable)
        for gate, children in below.items():
            if gate not in gone and all(child in gone for child in children):
                gone.add(gate)
    return order
