"""Open-PSA Model Exchange Format: the XML of fault trees that SCRAM, XFTA and others read.

https://open-psa.github.io/mef/ , edition 2.0d. Gates are written as the format has them; a vote that is an
and or an or, and a gate with one child, in their plain form, as SCRAM insists on. ``iff``, ``imply`` and
``cardinality`` are part of the format, but SCRAM 0.16 does not read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from ..analysis.fault_tree.tree import FaultTree, Gate
from ..importers.open_psa import NAME_ATTRIBUTE

__all__ = ["open_psa", "portfolio_open_psa"]

_IDENTIFIER = re.compile(r"[A-Za-z_]\w*(-\w+)*", re.ASCII)
_NOT_IDENTIFIER = re.compile(r"[^A-Za-z0-9_]+")
# What XML 1.0 cannot hold, even escaped (https://www.w3.org/TR/xml/#charsets).
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_REPLACEMENT = "\ufffd"


def open_psa(tree: FaultTree, name: str = "fault-tree", label: str = "") -> str:
    r"""Return the document; `commoncause.importers.open_psa.read_open_psa` gives an equal tree back.

    ``label`` tells people what the tree is.

    >>> tree = FaultTree("top", {"top": Gate("atleast", ("a", "b", "c"), k=2)}, dict.fromkeys("abc", 0.1))
    >>> print(*open_psa(tree).splitlines()[3:6], sep="\n")
        <define-gate name="top">
          <atleast min="2">
            <basic-event name="a"/>
    """
    identifier = _identifiers([*tree.gates, *tree.events, *tree.houses])
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<opsa-mef>"]
    lines.append(f"  <define-fault-tree name={quoteattr(_as_identifier(name))}>")
    lines += [f"    <label>{escape(_NOT_XML.sub(_REPLACEMENT, label))}</label>"] if label else []
    gates = dict(tree.gates)
    if tree.top not in gates:
        top = _free("top", set(identifier.values()))
        identifier[top] = top
        gates[top] = Gate("or", (tree.top,))
    for gate_name in sorted(gates, key=lambda gate: (gate != tree.top, gate)):
        lines += _defined("gate", gate_name, identifier, _formula(gates[gate_name], tree, identifier), 4)
    lines += ["  </define-fault-tree>", "  <model-data>"]
    for event, probability in sorted(tree.events.items()):
        value = [] if probability is None else [f'<float value="{float(probability)!r}"/>']
        lines += _defined("basic-event", event, identifier, value, 4)
    for house, on in sorted(tree.houses.items()):
        value = [f'<constant value="{str(bool(on)).lower()}"/>']
        lines += _defined("house-event", house, identifier, value, 4)
    return "\n".join([*lines, "  </model-data>", "</opsa-mef>", ""])


def _defined(kind: str, name: str, identifier: dict[str, str], body: list[str], indent: int) -> Iterator[str]:
    pad = " " * indent
    if identifier[name] != name:
        shown = quoteattr(_NOT_XML.sub(_REPLACEMENT, name))
        attribute = f'  <attribute name="{NAME_ATTRIBUTE}" value={shown}/>'
        body = ["<attributes>", attribute, "</attributes>", *body]
    if not body:
        yield f'{pad}<define-{kind} name="{identifier[name]}"/>'
        return
    yield f'{pad}<define-{kind} name="{identifier[name]}">'
    for line in body:
        yield f"{pad}  {line}"
    yield f"{pad}</define-{kind}>"


def _formula(gate: Gate, tree: FaultTree, identifier: dict[str, str]) -> list[str]:
    kind = gate.kind
    children = list(dict.fromkeys(gate.children)) if kind in ("and", "or", "nand", "nor") else gate.children
    below = [_reference(child, tree, identifier) for child in children]
    attributes = ""
    if kind == "atleast":
        if not gate.k:
            return ['<constant value="true"/>']
        if gate.k in (1, len(below)):
            return _formula(Gate("or" if gate.k == 1 else "and", gate.children), tree, identifier)
        attributes = f' min="{gate.k}"'
    elif kind == "cardinality":
        attributes = f' min="{gate.k}" max="{gate.most}"'
    if len(below) == 1 and kind in ("and", "or"):
        return below
    if len(below) == 1 and kind in ("nand", "nor"):
        kind = "not"
    if kind == "xor":
        return _exclusive(below)
    return [f"<{kind}{attributes}>", *(f"  {line}" for line in below), f"</{kind}>"]


def _exclusive(below: list[str]) -> list[str]:
    """Exclusive or of two at a time: SCRAM takes no more."""
    lines = [below[0]]
    for other in below[1:]:
        lines = ["<xor>", *(f"  {line}" for line in lines), f"  {other}", "</xor>"]
    return lines


def _reference(name: str, tree: FaultTree, identifier: dict[str, str]) -> str:
    kind = "gate" if name in tree.gates else "basic-event" if name in tree.events else "house-event"
    return f'<{kind} name="{identifier[name]}"/>'


def _identifiers(names: Iterable[str]) -> dict[str, str]:
    """Name -> an identifier of the format, each its own; the name itself where it is one."""
    names = list(names)
    found = {name: name for name in names if _IDENTIFIER.fullmatch(name)}
    taken = set(found)
    for name in names:
        if name not in found:
            found[name] = _free(_as_identifier(name), taken)
            taken.add(found[name])
    return found


def _as_identifier(name: str) -> str:
    if _IDENTIFIER.fullmatch(name):
        return name
    return "_" + _NOT_IDENTIFIER.sub("_", name).strip("_")


def _free(wanted: str, taken: set[str]) -> str:
    candidate, number = wanted, 2
    while candidate in taken:
        candidate, number = f"{wanted}_{number}", number + 1
    return candidate


def portfolio_open_psa(tree: FaultTree, reading: str, p_default: float) -> str:
    """Return the document of a portfolio's tree, with what its numbers are worth."""
    techniques = len(tree.gates[tree.top].children)
    label = f"Portfolio of {techniques} techniques, {reading} reading; P {p_default} is an illustration"
    return open_psa(tree, f"portfolio-{reading}", label)
