"""Modules of a fault tree: parts that can be solved on their own.

References
----------
Y. Dutuit, A. Rauzy: "A linear-time algorithm to find modules of fault trees", IEEE Transactions on
Reliability 45 (1996) 422-425, https://doi.org/10.1109/24.537011
"""

from __future__ import annotations

from .normal_form import NormalTree, children_first

__all__ = ["inside", "modules"]


def modules(tree: NormalTree) -> list[int]:
    """Gates that share no event or gate with the rest of the tree, children first, the top gate last.

    Linear time: a gate is a module if the nodes below it are visited between its own first and second visit
    only.

    >>> gates = {4: (0, 0, (1, 2)), 5: (1, 0, (4, 3))}
    >>> modules(NormalTree(("a", "b", "c"), gates, 5))
    [4, 5]
    """
    first, last, second = _visits(tree)
    earliest, latest = dict(first), dict(last)
    found: list[int] = []
    for number in children_first(tree.gates, tree.top):
        below = [abs(child) for child in tree.gates[number][2]]
        low, high = min(earliest[node] for node in below), max(latest[node] for node in below)
        if low > first[number] and high < second[number]:
            found.append(number)
        earliest[number], latest[number] = min(low, first[number]), max(high, last[number])
    return found


def _visits(tree: NormalTree) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
    """Times of a depth-first walk: node -> first visit, node -> last visit, gate -> when it is left."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    second: dict[int, int] = {}
    stack = [abs(tree.top)]
    clock = 0
    while stack:
        number = stack.pop()
        clock += 1
        if number < 0:
            second[-number] = last[-number] = clock
            continue
        last[number] = clock
        if number not in first:
            first[number] = clock
            if number in tree.gates:
                stack.append(-number)
                stack.extend(abs(child) for child in tree.gates[number][2])
    return first, last, second


def inside(tree: NormalTree, module: int, inner: set[int]) -> set[int]:
    """Gates of a module that belong to no module within it."""
    found, stack = {module}, [module]
    while stack:
        for child in tree.gates[stack.pop()][2]:
            node = abs(child)
            if node in tree.gates and node not in inner and node not in found:
                found.add(node)
                stack.append(node)
    return found
