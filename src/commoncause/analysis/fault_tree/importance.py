"""Importance of the basic events of a fault tree, each measure with its formula.

P is the probability of the top event S; e a basic event with probability q; P(S|e) and P(S|not e) what P
would be with q = 1 and q = 0.
"""

from __future__ import annotations

import math

from ..importance import FORMULAS, Importance
from .compiled import CompiledTree, Part, part_probabilities

__all__ = ["FORMULAS", "Importance", "importance_of"]

SMALL = 1e-6


def importance_of(compiled: CompiledTree, q: list[float]) -> list[Importance]:
    """The importance of every event, in the order of their names.

    One pass up and one down each diagram, whatever the number of events; where a difference of nearly equal
    numbers would lose digits, the sum is taken again with q = 1 or 0.

    Examples
    --------
    >>> from .tree import FaultTree, Gate
    >>> tree = FaultTree("top", {"top": Gate("and", ("a", "b"))}, {"a": 0.5, "b": 0.1})
    >>> [(i.event, i.birnbaum, i.raw, i.rrw) for i in importance_of(CompiledTree(tree), [0.5, 0.1])]
    [('a', 0.1, 2.0, inf), ('b', 0.5, 10.0, inf)]
    """
    given = _conditionals(compiled, q)
    even = _conditionals(compiled, [0.5] * len(q))
    top = compiled.top
    p = float(top) if isinstance(top, bool) else compiled.probability(q)
    found = []
    for number, (event, chance) in enumerate(zip(compiled.events, q, strict=True), 1):
        with_it, without = given.get(number, (p, p))
        structural = even.get(number, (0.0, 0.0))
        found.append(_measures(event, p, chance, with_it, without, structural[0] - structural[1]))
    return found


def _measures(
    event: str, p: float, q: float, with_it: float, without: float, structural: float
) -> Importance:
    birnbaum = with_it - without
    if p == 0:
        return Importance(event, birnbaum, None, None, None, None, structural)
    return Importance(
        event,
        birnbaum,
        criticality=q * birnbaum / p,
        diagnostic=q * with_it / p,
        raw=with_it / p,
        rrw=p / without if without > 0 else math.inf,
        structural=structural,
    )


def _conditionals(compiled: CompiledTree, q: list[float]) -> dict[int, tuple[float, float]]:
    """Node -> P(S | the node is true), P(S | it is false), for the events and modules that S depends on."""
    top = compiled.top
    if isinstance(top, bool):
        return {}
    p = compiled.probabilities(q)
    found = {abs(top): (1.0, 0.0) if top > 0 else (0.0, 1.0)}
    for part in reversed(compiled.parts):
        if part.number not in found:
            continue
        true, false = found[part.number]
        for variable, (one, zero) in _within(part, p).items():
            found[variable] = (true * one + false * (1 - one), true * zero + false * (1 - zero))
    return found


def _within(part: Part, p: dict[int, float]) -> dict[int, tuple[float, float]]:
    """Variable -> P(module | variable), P(module | not variable)."""
    function, value = part.function, part_probabilities(part, p)
    root, high, low = function.root, function.high, function.low
    chance = [p[variable] for variable in part.variables]
    reach = [0.0] * len(value)
    reach[root] = 1.0
    ones, zeros, through = ([0.0] * function.n_levels for _ in range(3))
    for node in range(len(value) - 1, 1, -1):
        at, r, one, zero = function.level[node], reach[node], high[node], low[node]
        ones[at] += r * value[one]
        zeros[at] += r * value[zero]
        through[at] += r * value[node]
        reach[one] += r * chance[at]
        reach[zero] += r * (1.0 - chance[at])
    found = {}
    for at in set(function.level[2:]):
        around = value[root] - through[at]
        if around > SMALL * value[root]:
            found[part.variables[at]] = (ones[at] + around, zeros[at] + around)
        else:
            found[part.variables[at]] = _again(part, p, at)
    return found


def _again(part: Part, p: dict[int, float], at: int) -> tuple[float, float]:
    variable, root = part.variables[at], part.function.root
    chances = {other: p[other] for other in part.variables}
    one = part_probabilities(part, chances | {variable: 1.0})[root]
    zero = part_probabilities(part, chances | {variable: 0.0})[root]
    return one, zero
