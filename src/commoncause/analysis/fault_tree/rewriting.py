"""Rewriting of a normal tree into an equal one that is easier to solve."""

from __future__ import annotations

from .normal_form import OR, NormalGate, NormalTree, children_first, simplified

__all__ = ["rewritten"]

Gates = dict[int, NormalGate]
ROUNDS = 8
"""Merging makes new groups, grouping new chains; a few rounds settle nearly all of it."""


def rewritten(tree: NormalTree) -> NormalTree:
    """The same function with chains of like gates merged and children that always go together grouped.

    >>> gates = {4: (OR, 0, (2, 3)), 5: (OR, 0, (1, 4))}
    >>> rewritten(NormalTree(("a", "b", "c"), gates, 5)).gates
    {4: (1, 0, (1, 2, 3))}
    """
    for _ in range(ROUNDS):
        if isinstance(tree.top, bool) or abs(tree.top) <= len(tree.events):
            return tree
        before = tree.gates
        tree = simplified(NormalTree(tree.events, _restricted(before, tree.top), tree.top))
        if isinstance(tree.top, bool) or not tree.gates:
            return tree
        gates = _coalesced(tree.gates, tree.top)
        gates = _grouped(gates, max(gates) + 1)
        tree = simplified(NormalTree(tree.events, gates, tree.top))
        if tree.gates == before:
            break
    return tree


def _uses(gates: Gates) -> dict[int, int]:
    uses: dict[int, int] = {}
    for _, _, children in gates.values():
        for child in children:
            uses[abs(child)] = uses.get(abs(child), 0) + 1
    return uses


def _coalesced(gates: Gates, top: int) -> Gates:
    """An and gate used once, by an and gate, gives its children to it; so with or, and across a negation."""
    uses = _uses(gates)
    gone: set[int] = set()
    after = dict(gates)
    for number in children_first(gates, top):
        kind, k, children = after[number]
        if kind > OR:
            continue
        kept: dict[int, None] = {}
        for child in children:
            below = after.get(abs(child))
            if below and uses[abs(child)] == 1 and below[0] == (kind if child > 0 else 1 - kind):
                gone.add(abs(child))
                kept.update(dict.fromkeys(below[2] if child > 0 else [-c for c in below[2]]))
            else:
                kept[child] = None
        after[number] = (kind, k, tuple(kept))
    return {number: gate for number, gate in after.items() if number not in gone}


def _grouped(gates: Gates, fresh: int) -> Gates:
    """Nodes that are children of exactly the same gates, all of one connective, become one gate."""
    parents: dict[int, list[int]] = {}
    for number, (_, _, children) in gates.items():
        for child in children:
            parents.setdefault(child, []).append(number)
    together: dict[tuple[int, ...], list[int]] = {}
    for child, above in parents.items():
        if len(above) > 1 and all(gates[gate][0] == gates[above[0]][0] <= OR for gate in above):
            together.setdefault(tuple(above), []).append(child)
    after = dict(gates)
    for gates_above, group in together.items():
        if len(group) < 2:
            continue
        members = set(group)
        after[fresh] = (gates[gates_above[0]][0], 0, tuple(group))
        for number in gates_above:
            kind, k, children = after[number]
            after[number] = (kind, k, (*(child for child in children if child not in members), fresh))
        fresh += 1
    return after


def _restricted(gates: Gates, top: int) -> Gates:
    """Below ``x or g`` x is false as far as g matters, below ``x and g`` it is true: put that in.

    What is known at a gate is what every way up to the top agrees on. Gates are handled after their parents.
    """
    uses = _uses(gates)
    known: dict[int, dict[int, bool]] = {abs(top): {}}
    after = dict(gates)
    for number in reversed(children_first(gates, top)):
        kind, k, children = gates[number]
        here = known.pop(number)
        after[number] = (kind, k, tuple(here[abs(c)] is (c > 0) if abs(c) in here else c for c in children))
        siblings = [c for c in children if kind <= OR and uses[abs(c)] > 1 and abs(c) not in here]
        for child in children:
            node = abs(child)
            if node not in gates:
                continue
            there = {abs(s): (s > 0) == (kind != OR) for s in siblings if abs(s) != node}
            if node not in known:
                known[node] = {**here, **there}
            else:
                agreed = known[node].items()
                known[node] = {n: v for n, v in agreed if there.get(n, here.get(n)) is v}
    return after
