"""Fault trees in Open-PSA Model Exchange Format, the XML that SCRAM reads.

https://open-psa.github.io/mef/ , edition 2.0d. Read are fault trees with components, gates, basic events,
house events and parameters; what is not read (event trees, common-cause groups, substitutions) is an error
that names it, never left out in silence.
"""

from __future__ import annotations

from pathlib import Path

from ..analysis.fault_tree.tree import CONNECTIVES, FaultTree, Gate
from ..errors import InvalidInputError, shortened
from .open_psa_elements import name_of, numbers_of, require_one, truth_of, undefined
from .open_psa_expressions import MISSION_TIME, Expressions
from .safe_xml import Element, read_xml

__all__ = ["NAME_ATTRIBUTE", "read_open_psa"]

NAME_ATTRIBUTE = "commoncause-name"
"""Attribute of ours that keeps a name which is no identifier of the format."""

_DEFINITIONS = {
    "define-gate": "gate",
    "define-basic-event": "basic event",
    "define-house-event": "house event",
    "define-parameter": "parameter",
}
_CONTAINERS = ("define-fault-tree", "define-component", "model-data")
_IGNORED = ("label", "attributes")
_REFERENCES = ("gate", "basic-event", "house-event", "event")


def read_open_psa(*paths: Path, top: str | None = None, mission_time: float = MISSION_TIME) -> FaultTree:
    """Return the fault tree that the files define together.

    Parameters
    ----------
    top
        Name of the top gate; needed where several gates stand in no other gate.
    mission_time
        What ``system-mission-time`` stands for, in hours.

    Raises
    ------
    InvalidInputError
        With file and line: for XML that `read_xml` refuses, an element or expression that is not read, a
        name that is missing, repeated or undefined, a loop, a probability that is none.
    """
    reader = _Model(mission_time)
    for path in paths:
        root = read_xml(path)
        if root.tag != "opsa-mef":
            raise InvalidInputError(
                f"the root element is <{shortened(root.tag, 40)}>",
                where=root.where,
                remedy="give an Open-PSA model, <opsa-mef>",
            )
        reader.collect(root, ())
    return reader.tree(top, str(paths[0]) if paths else "")


class _Model:
    """The definitions of all files, by name; each with the path of the container it stands in."""

    def __init__(self, mission_time: float) -> None:
        self.defined: dict[str, tuple[str, Element, tuple[str, ...]]] = {}
        self.alias: dict[str, str] = {}
        self.gates: dict[str, Gate] = {}
        self.expressions = Expressions(self._parameter, mission_time)

    def collect(self, element: Element, base: tuple[str, ...], private: bool = False) -> None:
        """Take in the definitions below an element, those of components under their full names."""
        for child in element:
            if child.tag in _DEFINITIONS:
                self._define(child, base, private)
            elif child.tag in _CONTAINERS:
                inner = base if child.tag == "model-data" else (*base, name_of(child))
                hidden = {"private": True, "public": False}.get(child.attributes.get("role", ""), private)
                self.collect(child, inner, hidden)
            elif child.tag not in _IGNORED:
                raise InvalidInputError(
                    f"<{shortened(child.tag, 40)}> is not read",
                    where=child.where,
                    remedy="give fault trees with gates, basic events, house events and parameters",
                )

    def _define(self, element: Element, base: tuple[str, ...], private: bool) -> None:
        identifier = name_of(element)
        hidden = {"private": True, "public": False}.get(element.attributes.get("role", ""), private)
        path = ".".join((*base, identifier))
        key = path if hidden else identifier
        kind = _DEFINITIONS[element.tag]
        slot = f"parameter {key}" if kind == "parameter" else key
        if slot in self.defined:
            what = f"{kind} {shortened(key)!r} is defined twice"
            raise InvalidInputError(what, where=element.where, remedy=f"see {self.defined[slot][1].where}")
        self.defined[slot] = (kind, element, base)
        self.alias.setdefault(f"parameter {path}" if kind == "parameter" else path, slot)

    def _resolve(self, identifier: str, base: tuple[str, ...], prefix: str = "") -> str | None:
        """The definition meant: private in a container around, public, or by its full path."""
        for depth in range(len(base), -1, -1):
            path = prefix + ".".join((*base[:depth], identifier))
            if path in self.defined:
                return path
        return self.alias.get(prefix + identifier)

    def _parameter(
        self, identifier: str, base: tuple[str, ...], where: str
    ) -> tuple[Element, tuple[str, ...]]:
        slot = self._resolve(identifier, base, "parameter ")
        if slot is None:
            raise undefined("parameter", identifier, where)
        _, element, inner = self.defined[slot]
        return element, inner

    def tree(self, top: str | None, where: str) -> FaultTree:
        """The fault tree of everything collected."""
        shown = {slot: _shown(slot, element) for slot, (_, element, _) in self.defined.items()}
        if len(set(shown.values())) < len(shown):
            shown = {slot: slot for slot in shown}
        self.shown = shown
        events: dict[str, float | None] = {}
        houses: dict[str, bool] = {}
        for slot, (kind, element, base) in self.defined.items():
            body = [child for child in element if child.tag not in _IGNORED]
            if kind == "gate":
                require_one(body, element)
                self._gate(shown[slot], body[0], base)
            elif kind == "basic event":
                events[shown[slot]] = self._probability(body, element, base)
            elif kind == "house event":
                houses[shown[slot]] = bool(body) and truth_of(body[0])
        houses |= self._constants()
        root = self._top(top, where)
        try:
            return FaultTree(root, self.gates, events, houses)
        except ValueError as error:
            place = next(
                (e.where for s, (_, e, _) in self.defined.items() if repr(shown[s]) in str(error)), where
            )
            raise InvalidInputError(str(error), where=place) from error

    def _probability(self, body: list[Element], element: Element, base: tuple[str, ...]) -> float | None:
        if not body:
            return None
        require_one(body, element)
        value = self.expressions.value(body[0], base)
        if not 0 <= value <= 1:
            raise InvalidInputError(
                f"the probability of {shortened(name_of(element))!r} is {value!r}",
                where=element.where,
                remedy="give a number from 0 to 1",
            )
        return value

    def _gate(self, name: str, formula: Element, base: tuple[str, ...]) -> None:
        """A gate and those without a name in its formula, which are called after it."""
        stack, count = [(name, formula)], 0
        while stack:
            gate, element = stack.pop()
            if element.tag in (*_REFERENCES, "constant"):
                self.gates[gate] = Gate("or", (self._child(element, base),))
                continue
            if element.tag not in CONNECTIVES:
                raise InvalidInputError(
                    f"<{shortened(element.tag, 40)}> is no connective that is read",
                    where=element.where,
                    remedy=f"use {', '.join(CONNECTIVES)}",
                )
            children = []
            for child in element:
                if child.tag in (*_REFERENCES, "constant"):
                    children.append(self._child(child, base))
                elif child.tag not in _IGNORED:
                    count += 1
                    children.append(f"{name}#{count}")
                    stack.append((children[-1], child))
            self.gates[gate] = Gate(element.tag, tuple(children), *numbers_of(element))

    def _child(self, element: Element, base: tuple[str, ...]) -> str:
        if element.tag == "constant":
            return "#true" if truth_of(element) else "#false"
        identifier = name_of(element)
        slot = self._resolve(identifier, base)
        wanted = element.attributes.get("type", element.tag).replace("-", " ")
        if slot is None:
            raise undefined(wanted, identifier, element.where)
        kind = self.defined[slot][0]
        if wanted not in ("event", kind):
            what = f"{shortened(identifier)!r} is a {kind}, not a {wanted}"
            raise InvalidInputError(what, where=element.where, remedy=f"see {self.defined[slot][1].where}")
        return self.shown[slot]

    def _constants(self) -> dict[str, bool]:
        used = {child for gate in self.gates.values() for child in gate.children}
        return {name: name == "#true" for name in ("#true", "#false") if name in used}

    def _top(self, top: str | None, where: str) -> str:
        if top is not None:
            slot = self._resolve(top, ())
            if slot is None and top not in self.gates:
                raise undefined("top gate", top, where)
            return top if slot is None else self.shown[slot]
        used = {child for gate in self.gates.values() for child in gate.children}
        free = sorted(name for name in self.gates if name not in used)
        if len(free) == 1:
            return free[0]
        if not self.gates:
            raise InvalidInputError("no gate is defined", where=where, remedy="give a fault tree")
        if not free:
            return min(self.gates)  # A loop, which the tree's own check names.
        raise InvalidInputError(
            f"{len(free)} gates stand in no other: {', '.join(free[:5])}",
            where=where,
            remedy="choose the top",
        )


def _shown(slot: str, element: Element) -> str:
    for child in element:
        for attribute in child if child.tag == "attributes" else ():
            if attribute.attributes.get("name") == NAME_ATTRIBUTE:
                return attribute.attributes.get("value", slot)
    return slot
