"""Minimal cut sets of a fault tree by multiplying its gates out: no decision diagram, low orders first."""

from __future__ import annotations

from ..hitting_sets import minimal_edges
from .budget import MOST_NODES, Budget
from .normal_form import AND, ATLEAST, OR, children_first, normal_tree
from .sets import require_coherent, set_names
from .tree import FaultTree

__all__ = ["expanded_cut_sets"]


def expanded_cut_sets(
    tree: FaultTree,
    *,
    max_order: int | None = None,
    budget: Budget | None = None,
    most_sets: int = MOST_NODES,
) -> list[tuple[str, ...]]:
    """The sets of `commoncause.analysis.fault_tree.sets.minimal_cut_sets_of_tree`, by products from below.

    Needs no decision diagram: with a low ``max_order`` it answers where those outgrow the memory.

    Examples
    --------
    >>> from .tree import Gate
    >>> gates = {"top": Gate("atleast", ("a", "b", "c"), k=2)}
    >>> expanded_cut_sets(FaultTree("top", gates, {"a": None, "b": None, "c": None}))
    [('a', 'b'), ('a', 'c'), ('b', 'c')]

    References
    ----------
    J. B. Fussell, W. E. Vesely: "A new methodology for obtaining cut sets for fault trees", Transactions of
    the American Nuclear Society 15 (1972) 262-263
    """
    require_coherent(tree, max_order)
    budget = budget or Budget()
    normal = normal_tree(tree)
    if isinstance(normal.top, bool):
        return [()] if normal.top else []
    last = len(normal.events)
    room = last if max_order is None else max_order
    families = {number: [1 << last - number] for number in range(1, last + 1)}
    for number in children_first(normal.gates, normal.top):
        kind, k, children = normal.gates[number]
        k = {AND: len(children), OR: 1, ATLEAST: k}[kind]
        rows: list[list[int]] = [[0], *([] for _ in range(k))]
        for index, child in enumerate(children):
            left = len(children) - 1 - index
            for j in range(min(k, index + 1), max(0, k - left - 1), -1):
                product = _product(rows[j - 1], families[child], room, budget, most_sets)
                rows[j] = minimal_edges(rows[j] + product) if rows[j] else product
        families[number] = rows[k]
    found = sorted(families[normal.top], key=lambda bitset: (bitset.bit_count(), -bitset))
    return [set_names(bitset, normal.events, last) for bitset in found]


def _product(first: list[int], second: list[int], room: int, budget: Budget, most: int) -> list[int]:
    """Minimal unions of one set of each family, of at most ``room`` events."""
    if first == [0]:
        return second
    found: set[int] = set()
    for one in first:
        budget.spend(len(found), most)
        found.update(union for other in second if (union := one | other).bit_count() <= room)
    return minimal_edges(list(found))
