"""Normal form of a fault tree: numbered and, or, atleast and xor gates over signed nodes; no constants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .tree import FaultTree, Gate

__all__ = ["AND", "ATLEAST", "OR", "XOR", "NormalGate", "NormalTree", "normal_tree", "simplified"]

AND, OR, ATLEAST, XOR = 0, 1, 2, 3
NormalGate = tuple[int, int, tuple[int, ...]]
"""Connective, k (0 but for a vote), children as signed nodes."""


@dataclass(slots=True)
class NormalTree:
    """Numbered nodes: 1 to ``len(events)`` are the events, larger numbers gates; -n says not n.

    A gate's number is larger than those of its children. ``top`` is a signed node, or the truth value of a
    tree that is constant.
    """

    events: tuple[str, ...]
    gates: dict[int, NormalGate]
    top: int | bool


_Ref = int | bool
"""A signed node, or a constant (bool)."""


class _Maker:
    """Makes gates, each once; ``ref`` maps names to signed nodes."""

    def __init__(self, first: int) -> None:
        self.next = first
        self.gates: dict[int, NormalGate] = {}
        self.made: dict[NormalGate, int] = {}

    def gate(self, kind: int, k: int, children: Iterable[int]) -> int:
        """Return the number of a gate, the same for the same kind and children."""
        in_order = tuple(children)
        key = (kind, k, tuple(sorted(in_order)))
        found = self.made.get(key)
        if found is None:
            found = self.made[key] = self.next
            self.gates[found] = (kind, k, in_order)
            self.next += 1
        return found

    def and_or(self, kind: int, children: Iterable[_Ref]) -> _Ref:
        """Return an AND or OR without constants and repeated children."""
        absorbing = kind == OR
        kept: dict[int, None] = {}
        for child in children:
            if isinstance(child, bool):
                if child is absorbing:
                    return absorbing
            elif -child in kept:
                return absorbing
            else:
                kept[child] = None
        if not kept:
            return not absorbing
        if len(kept) == 1:
            return next(iter(kept))
        return self.gate(kind, 0, kept)

    def atleast(self, k: int, children: Iterable[_Ref]) -> _Ref:
        """Return a vote with its constants counted."""
        kept: list[int] = []
        for child in children:
            if isinstance(child, bool):
                k -= child
            elif -child in kept:
                kept.remove(-child)
                k -= 1
            else:
                kept.append(child)
        if k <= 0 or k > len(kept):
            return k <= 0
        if k == 1 or k == len(kept):
            return self.and_or(OR if k == 1 else AND, kept)
        return self.gate(ATLEAST, k, kept)

    def xor(self, children: Iterable[_Ref]) -> _Ref:
        """Return an exclusive OR, children that stand twice cancelled."""
        odd, flip = dict[int, None](), False
        for child in children:
            if isinstance(child, bool):
                flip ^= child
                continue
            flip ^= child < 0
            if abs(child) in odd:
                del odd[abs(child)]
            else:
                odd[abs(child)] = None
        if not odd:
            return flip
        found = next(iter(odd)) if len(odd) == 1 else self.gate(XOR, 0, odd)
        return -found if flip else found

    def any(self, gate: Gate, children: list[_Ref]) -> _Ref:
        """Return a gate of any kind in terms of the others."""
        kind = gate.kind
        if kind in ("and", "nand"):
            found = self.and_or(AND, children)
        elif kind in ("or", "nor"):
            found = self.and_or(OR, children)
        elif kind == "not":
            found = children[0]
        elif kind == "xor":
            found = self.xor(children)
        elif kind == "imply":
            found = self.and_or(OR, [_negated(children[0]), children[1]])
        elif kind == "iff":
            none = self.and_or(AND, map(_negated, children))
            found = self.and_or(OR, [self.and_or(AND, children), none])
        else:
            found = self.atleast(gate.k or 0, children)
            if kind == "cardinality":
                more = self.atleast((gate.most or 0) + 1, children)
                found = self.and_or(AND, [found, _negated(more)])
        return _negated(found) if kind in ("not", "nand", "nor") else found


def _negated(ref: _Ref) -> _Ref:
    return not ref if isinstance(ref, bool) else -ref


def normal_tree(tree: FaultTree) -> NormalTree:
    """Normal form of a tree: house events and trivial gates are gone, equal gates are one.

    >>> tree = FaultTree("top", {"top": Gate("nor", ("a", "b", "off"))}, {"a": 0.1, "b": 0.1}, {"off": False})
    >>> normal_tree(tree)
    NormalTree(events=('a', 'b'), gates={3: (1, 0, (1, 2))}, top=-3)
    """
    events = tuple(sorted(tree.events))
    ref: dict[str, _Ref] = {name: bool(on) for name, on in tree.houses.items()}
    ref.update((name, number) for number, name in enumerate(events, 1))
    maker = _Maker(len(events) + 1)
    for name in tree.order:
        gate = tree.gates[name]
        ref[name] = maker.any(gate, [ref[child] for child in gate.children])
    return NormalTree(events, maker.gates, ref[tree.top])


def simplified(tree: NormalTree) -> NormalTree:
    """The tree made again from below: no gate with one child, no equal gates, none that is out of reach.

    Children may be constants (bool) here, and here only.
    """
    n = len(tree.events)
    maker = _Maker(n + 1)
    ref: dict[int, _Ref] = {}

    def signed(child: _Ref) -> _Ref:
        """Return a child as it is, a negated gate as its own negation."""
        if isinstance(child, bool) or abs(child) <= n:
            return child
        return ref[child] if child > 0 else _negated(ref[-child])

    for number in children_first(tree.gates, tree.top):
        kind, k, children = tree.gates[number]
        below = [signed(child) for child in children]
        if kind == ATLEAST:
            ref[number] = maker.atleast(k, below)
        else:
            ref[number] = maker.xor(below) if kind == XOR else maker.and_or(kind, below)
    return NormalTree(tree.events, maker.gates, signed(tree.top))


def children_first(gates: dict[int, NormalGate], top: int) -> list[int]:
    """The gates below a node, itself included, each after its children."""
    order: list[int] = []
    seen: set[int] = set()
    stack = [abs(top)]
    while stack:
        number = stack.pop()
        if number < 0:
            order.append(-number)
        elif number not in seen and number in gates:
            seen.add(number)
            stack.append(-number)
            stack.extend(abs(child) for child in gates[number][2] if abs(child) not in seen)
    return order
