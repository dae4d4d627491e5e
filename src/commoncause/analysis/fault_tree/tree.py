"""Fault trees: a top event, gates, basic events with probabilities, house events; checked when made.

Terms are those of the Open-PSA Model Exchange Format (Epstein, Rauzy, Reinhart, 2017) and of NUREG-0492.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

__all__ = ["CONNECTIVES", "FaultTree", "Gate"]

CONNECTIVES = ("and", "or", "atleast", "cardinality", "not", "xor", "nand", "nor", "iff", "imply")
"""What a gate can be: ``xor`` is true for an odd number of true children, ``iff`` if all agree."""
_COHERENT = frozenset({"and", "or", "atleast"})
_ARITY = {"not": (1, 1), "imply": (2, 2), "iff": (2, None), "xor": (2, None)}


@dataclass(frozen=True, slots=True)
class Gate:
    """One connective over named children; a child named twice counts twice in a vote.

    ``k`` is the least number of true children of ``atleast`` and ``cardinality``; ``most`` the greatest one
    of ``cardinality``.

    >>> Gate("atleast", ("pump-1", "pump-2", "pump-3"), k=2).k
    2
    """

    kind: str
    children: tuple[str, ...]
    k: int | None = None
    most: int | None = None

    def __post_init__(self) -> None:
        if isinstance(self.children, str):
            raise TypeError(f"the children of a gate are one string, {self.children!r}; give a list of names")
        object.__setattr__(self, "children", tuple(self.children))


@dataclass(frozen=True)
class FaultTree:
    """A fault tree, valid by construction: no loop, no unknown name, no empty gate.

    Parameters
    ----------
    top
        Name of a gate or an event.
    gates
        Name -> gate. Gates may share children: a directed acyclic graph.
    events
        Basic event -> probability in [0, 1], or None where it is not known: cut sets need none.
    houses
        House event -> whether it is on.

    Raises
    ------
    ValueError
        For a loop (named), an unknown or doubly used name, an empty gate, a vote over more than there are,
        or a probability that is not a number from 0 to 1.

    Examples
    --------
    >>> tree = FaultTree("top", {"top": Gate("or", ("a", "both")), "both": Gate("and", ("b", "c"))},
    ...                  {"a": 0.01, "b": 0.1, "c": 0.1})
    >>> tree.order, tree.is_coherent
    (('both', 'top'), True)
    """

    top: str
    gates: Mapping[str, Gate]
    events: Mapping[str, float | None]
    houses: Mapping[str, bool] = field(default_factory=dict)
    order: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """The gates that the top event rests on, each after its children."""

    def __post_init__(self) -> None:
        self._require_own_names()
        for name, gate in self.gates.items():
            _require_gate(name, gate)
            for child in gate.children:
                if not self._knows(child):
                    raise ValueError(f"gate {name!r} refers to {child!r}, which is not defined; define it")
        if not self._knows(self.top):
            raise ValueError(f"the top event {self.top!r} is not defined; name a gate or an event")
        for event, probability in self.events.items():
            _require_probability(event, probability)
        everything = _children_first(self.gates, self.gates)
        reached = _reached(self.gates, self.top)
        object.__setattr__(self, "order", tuple(name for name in everything if name in reached))

    def _knows(self, name: str) -> bool:
        return name in self.gates or name in self.events or name in self.houses

    def _require_own_names(self) -> None:
        groups = {"gate": self.gates, "basic event": self.events, "house event": self.houses}
        seen: dict[str, str] = {}
        for group, names in groups.items():
            for name in names:
                if not isinstance(name, str):
                    raise TypeError(f"{group} {name!r} is not a string; name it by a string")
                if name in seen:
                    raise ValueError(f"{name!r} is a {seen[name]} and a {group}; give each its own name")
                seen[name] = group

    @property
    def is_coherent(self) -> bool:
        """Whether more failures never mend the system: only and, or and atleast gates below the top."""
        return all(self.gates[name].kind in _COHERENT for name in self.order)

    def probabilities_of(self, events: Iterable[str]) -> list[float]:
        """The probabilities of some events, in their order; ValueError if one has none.

        >>> FaultTree("a", {}, {"a": 0.1}).probabilities_of(["a"])
        [0.1]
        """
        found = []
        for event in events:
            probability = self.events[event]
            if probability is None:
                raise ValueError(f"basic event {event!r} has no probability; give one from 0 to 1")
            found.append(float(probability))
        return found


def _require_gate(name: str, gate: Gate) -> None:
    n, kind = len(gate.children), gate.kind
    if kind not in CONNECTIVES:
        raise ValueError(f"gate {name!r} is {kind!r}; use one of {', '.join(CONNECTIVES)}")
    if not n:
        raise ValueError(f"gate {name!r} is empty; give it a child or take it out")
    least, most = _ARITY.get(kind, (1, None))
    if n < least or (most is not None and n > most):
        wanted = least if most == least else f"at least {least}"
        raise ValueError(f"gate {name!r} ({kind}) has {n} children; give it {wanted}")
    if kind not in ("atleast", "cardinality"):
        if gate.k is not None or gate.most is not None:
            raise ValueError(f"gate {name!r} ({kind}) has a number k or most; only votes have one")
        return
    if not _is_count(gate.k) or not 0 <= gate.k <= n:  # type: ignore[operator]
        raise ValueError(f"gate {name!r} asks for {gate.k} of {n} children; choose k from 0 to {n}")
    if kind == "cardinality" and (not _is_count(gate.most) or not gate.k <= gate.most <= n):  # type: ignore[operator]
        raise ValueError(
            f"gate {name!r} allows {gate.k} to {gate.most} of {n} children; choose k <= most <= {n}"
        )
    if kind == "atleast" and gate.most is not None:
        raise ValueError(f"gate {name!r} (atleast) has a greatest number; make it cardinality")


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _require_probability(event: str, value: object) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise ValueError(f"the probability of {event!r} is {value!r}; give a number from 0 to 1")


def _reached(gates: Mapping[str, Gate], top: str) -> set[str]:
    reached, stack = {top}, [top]
    while stack:
        if gate := gates.get(stack.pop()):
            new = set(gate.children) - reached
            reached |= new
            stack.extend(new)
    return reached


def _children_first(gates: Mapping[str, Gate], roots: Collection[str]) -> list[str]:
    """Gates in an order in which each stands after its children; the loop is named if there is none."""
    order: list[str] = []
    state: dict[str, bool] = {}
    for root in roots:
        if root in state:
            continue
        state[root] = True
        stack = [(root, iter(gates[root].children))]
        while stack:
            name, children = stack[-1]
            child = next((c for c in children if c in gates and state.get(c) is not False), None)
            if child is None:
                state[name] = False
                order.append(name)
                stack.pop()
            elif child in state:
                loop = [open_name for open_name, _ in stack]
                loop = loop[loop.index(child) :]
                shown = loop if len(loop) <= 10 else [*loop[:5], "...", *loop[-4:]]
                raise ValueError(f"gates form a loop: {' -> '.join([*shown, child])}; cut it")
            else:
                state[child] = True
                stack.append((child, iter(gates[child].children)))
    return order
