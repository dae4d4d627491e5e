"""Minimal cut sets and path sets of any coherent fault tree: listed, or counted by order without a list.

Read from decision diagrams; `commoncause.analysis.fault_tree.expansion` finds the same sets without them.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..incidence import bits
from .budget import Budget
from .compiled import CompiledTree
from .minimal_solutions import Sets
from .tree import FaultTree

__all__ = [
    "count_sets",
    "minimal_cut_sets_of_tree",
    "minimal_path_sets_of_tree",
    "require_coherent",
    "set_names",
    "sets_of",
]


def minimal_cut_sets_of_tree(
    tree: FaultTree, *, max_order: int | None = None, time_limit: float | None = None
) -> list[tuple[str, ...]]:
    """Every minimal set of basic events that makes the top event of a coherent tree occur.

    Parameters
    ----------
    tree
        A coherent tree: and, or and atleast gates. House events are constants.
    max_order
        List exactly the cut sets of at most this many events; all of them by default.
    time_limit
        Seconds after which to stop.

    Returns
    -------
    list of tuple of str
        Each sorted by name; the list by size, then by names. ``[()]`` if the top event always occurs.

    Raises
    ------
    ValueError
        If the tree is not coherent or ``max_order`` is less than 1.
    OutOfBudgetError
        If the time is up, or a diagram outgrows the memory meant for it.

    Examples
    --------
    >>> from .tree import Gate
    >>> gates = {"top": Gate("or", ("a", "both")), "both": Gate("and", ("b", "c"))}
    >>> minimal_cut_sets_of_tree(FaultTree("top", gates, {"a": None, "b": None, "c": None}))
    [('a',), ('b', 'c')]
    """
    require_coherent(tree, max_order)
    compiled = CompiledTree(tree, Budget(time_limit))
    return sets_of(compiled, compiled.cut_sets, max_order=max_order)


def minimal_path_sets_of_tree(
    tree: FaultTree, *, max_order: int | None = None, time_limit: float | None = None
) -> list[tuple[str, ...]]:
    """Every minimal set of basic events whose absence keeps the top event from occurring.

    Parameters, errors and order are those of `minimal_cut_sets_of_tree`.

    Examples
    --------
    >>> from .tree import Gate
    >>> gates = {"top": Gate("or", ("a", "both")), "both": Gate("and", ("b", "c"))}
    >>> minimal_path_sets_of_tree(FaultTree("top", gates, {"a": None, "b": None, "c": None}))
    [('a', 'b'), ('a', 'c')]
    """
    require_coherent(tree, max_order)
    compiled = CompiledTree(tree, Budget(time_limit))
    return sets_of(compiled, compiled.path_sets, max_order=max_order, dual=True)


def require_coherent(tree: FaultTree, max_order: int | None) -> None:
    """Refuse a tree that has no minimal cut sets, and an order below 1."""
    if not tree.is_coherent:
        raise ValueError(
            "minimal cut sets are not defined for this tree: it has negation (not, xor, nand, nor, iff, "
            "imply or cardinality gates); its probability is still exact"
        )
    if max_order is not None and max_order < 1:
        raise ValueError(f"max_order is {max_order}; choose 1 or more, or None for every set")


def count_sets(
    compiled: CompiledTree, families: dict[int, Sets], *, max_order: int | None = None, dual: bool = False
) -> dict[int, int]:
    """Order -> how many sets have it, ascending, without listing them.

    A family's counts by order are one polynomial in its module's counts, held in one integer with a field
    of bits for each order.
    """
    top = compiled.top
    if isinstance(top, bool):
        return {0: 1} if top is not dual else {}
    events = range(1, len(compiled.events) + 1)
    if max_order is None:
        width = _evaluated(compiled, families, dict.fromkeys(events, 1), None)[top].bit_length() + 1
    else:
        width = (len(events) ** max_order * 2).bit_length()
    start = dict.fromkeys(events, 1 << width)
    kept = None if max_order is None else (1 << (max_order + 1) * width) - 1
    packed = _evaluated(compiled, families, start, kept)[top]
    field, counts, order = (1 << width) - 1, {}, 0
    while packed:
        if packed & field:
            counts[order] = packed & field
        packed >>= width
        order += 1
    return counts


def _evaluated(
    compiled: CompiledTree, families: dict[int, Sets], value: dict[int, int], kept: int | None
) -> dict[int, int]:
    """Sum of products of the families, bottom up, from the values of the events; bits above ``kept`` cut."""
    for part in compiled.parts:
        compiled.budget.spend()
        sets = families[part.number]
        factors = [value[variable] for variable in part.variables]
        found = [0, 1]
        for level, high, low in zip(sets.level[2:], sets.high[2:], sets.low[2:], strict=True):
            product = factors[level] * found[high] + found[low]
            found.append(product if kept is None else product & kept)
        value[part.number] = found[sets.root]
    return value


def sets_of(
    compiled: CompiledTree, families: dict[int, Sets], *, max_order: int | None = None, dual: bool = False
) -> list[tuple[str, ...]]:
    """The sets themselves, by size, then by names."""
    if isinstance(compiled.top, bool):
        return [()] if compiled.top is not dual else []
    last = len(compiled.events)
    by_order: dict[int, list[int]] = {}
    for bitset in _iter_bitsets(compiled, families, max_order):
        by_order.setdefault(bitset.bit_count(), []).append(bitset)
    for same in by_order.values():
        same.sort(reverse=True)
    return [set_names(b, compiled.events, last) for order in sorted(by_order) for b in by_order[order]]


def set_names(bitset: int, events: tuple[str, ...], last: int) -> tuple[str, ...]:
    """Names in a bitset in which event n is bit ``last - n``, sorted.

    The larger of two sets of one size has the earlier names.
    """
    return tuple(events[last - 1 - bit] for bit in bits(bitset))[::-1]


def _iter_bitsets(compiled: CompiledTree, families: dict[int, Sets], max_order: int | None) -> Iterator[int]:
    """Walk the diagrams; a module met on the way is put off and walked when its parent's set is whole."""
    last = len(compiled.events)
    top = int(compiled.top)
    if top <= last:
        yield 1 << last - top
        return
    variables = {part.number: part.variables for part in compiled.parts}
    fewest = _fewest(compiled, families)
    room = last if max_order is None else max_order
    Entry = tuple[int, int, int, int, tuple[int, ...]]  # noqa: N806
    stack: list[Entry] = [(top, families[top].root, 0, room, ())]
    while stack:
        module, node, chosen, left, waiting = stack.pop()
        if node == 1:
            if not waiting:
                yield chosen
                continue
            module, waiting = waiting[0], waiting[1:]
            node, left = families[module].root, left + fewest[module][families[module].root]
        sets, least = families[module], fewest[module]
        if node == 0 or least[node] > left:
            continue
        stack.append((module, sets.low[node], chosen, left, waiting))
        variable = variables[module][sets.level[node]]
        if variable <= last:
            stack.append((module, sets.high[node], chosen | 1 << last - variable, left - 1, waiting))
        else:
            least_inside = fewest[variable][families[variable].root]
            stack.append((module, sets.high[node], chosen, left - least_inside, (*waiting, variable)))


def _fewest(compiled: CompiledTree, families: dict[int, Sets]) -> dict[int, list[int]]:
    """Module -> node -> size of the smallest set below it."""
    never = len(compiled.events) + 1
    found: dict[int, list[int]] = {}
    for part in compiled.parts:
        sets = families[part.number]
        size = [found[v][families[v].root] if v > len(compiled.events) else 1 for v in part.variables]
        least = [never, 0]
        for level, high, low in zip(sets.level[2:], sets.high[2:], sets.low[2:], strict=True):
            least.append(min(size[level] + least[high], least[low]))
        found[part.number] = least
    return found
