"""Expressions of Open-PSA models: numbers, parameters, arithmetic, and what has a point value."""

from __future__ import annotations

import math
from collections.abc import Callable

from ..errors import InvalidInputError, shortened
from .safe_xml import Element

__all__ = ["MISSION_TIME", "Expressions"]

MISSION_TIME = 8760.0
"""Hours; SCRAM's default too."""

Base = tuple[str, ...]
Lookup = Callable[[str, Base, str], tuple[Element, Base]]

_FUNCTIONS: dict[str, tuple[int, int | None, Callable[[list[float]], float]]] = {
    "add": (1, None, math.fsum),
    "sub": (1, None, lambda x: x[0] - math.fsum(x[1:])),
    "mul": (1, None, math.prod),
    "div": (1, None, lambda x: x[0] / math.prod(x[1:])),
    "neg": (1, 1, lambda x: -x[0]),
    "pow": (2, 2, lambda x: math.pow(*x)),
    "abs": (1, 1, lambda x: abs(x[0])),
    "exp": (1, 1, lambda x: math.exp(x[0])),
    "log": (1, 1, lambda x: math.log(x[0])),
    "log10": (1, 1, lambda x: math.log10(x[0])),
    "sqrt": (1, 1, lambda x: math.sqrt(x[0])),
    "min": (1, None, min),
    "max": (1, None, max),
    "mean": (1, None, lambda x: math.fsum(x) / len(x)),
    "pi": (0, 0, lambda _: math.pi),
    # Rate and time: 1 - exp(-rate * time).
    "exponential": (2, 2, lambda x: -math.expm1(-x[0] * x[1])),
    # Scale, shape, time shift, time.
    "Weibull": (4, 4, lambda x: -math.expm1(-(((x[3] - x[2]) / x[0]) ** x[1]))),
    # Probability on demand, failure rate, repair rate, time.
    "GLM": (4, 4, lambda x: _repairable(*x)),
    # Distributions stand for their means.
    "uniform-deviate": (2, 2, lambda x: (x[0] + x[1]) / 2),
    "normal-deviate": (2, 2, lambda x: x[0]),
    "lognormal-deviate": (3, 3, lambda x: x[0]),
}


def _repairable(gamma: float, failure: float, repair: float, time: float) -> float:
    total = failure + repair
    return failure / total - (failure - gamma * total) / total * math.exp(-total * time)


class Expressions:
    """Values of expressions; a parameter is looked up by name and worked out once."""

    def __init__(self, lookup: Lookup, mission_time: float) -> None:
        self.lookup, self.mission_time = lookup, mission_time
        self.known: dict[str, float] = {}
        self.open: list[str] = []

    def value(self, element: Element, base: Base) -> float:
        """The value of an expression.

        Raises
        ------
        InvalidInputError
            With file and line: for an expression that is not read, a number that is none, a parameter that
            is not defined or that is defined by itself.
        """
        tag = element.tag
        if tag in ("float", "int"):
            return _number(element)
        if tag == "bool":
            return float(element.attributes.get("value") == "true")
        if tag == "system-mission-time":
            return self.mission_time
        if tag == "parameter":
            return self._parameter(element, base)
        if tag not in _FUNCTIONS:
            raise InvalidInputError(
                f"the expression <{shortened(tag, 40)}> is not read",
                where=element.where,
                remedy=f"use float, int, bool, parameter, system-mission-time, {', '.join(_FUNCTIONS)}",
            )
        least, most, function = _FUNCTIONS[tag]
        values = [self.value(child, base) for child in element]
        if len(values) < least or (most is not None and len(values) > most):
            what = f"<{tag}> has {len(values)} arguments"
            raise InvalidInputError(what, where=element.where, remedy=f"give it {least}")
        try:
            return float(function(values))
        except (ArithmeticError, ValueError, TypeError) as error:
            what = f"<{tag}> of {', '.join(f'{value:g}' for value in values[:5])} has no value"
            raise InvalidInputError(what, where=element.where, remedy="check its arguments") from error

    def _parameter(self, element: Element, base: Base) -> float:
        name = element.attributes.get("name", "")
        definition, inner = self.lookup(name, base, element.where)
        place = definition.where
        if place in self.known:
            return self.known[place]
        if place in self.open or len(self.open) > 100:
            what = f"parameter {shortened(name)!r} is defined by itself, or through more than 100 others"
            raise InvalidInputError(what, where=place, remedy="cut the loop")
        body = [child for child in definition if child.tag not in ("label", "attributes")]
        if len(body) != 1:
            what = f"parameter {shortened(name)!r} has {len(body)} expressions"
            raise InvalidInputError(what, where=place, remedy="give it one")
        self.open.append(place)
        self.known[place] = self.value(body[0], inner)
        self.open.pop()
        return self.known[place]


def _number(element: Element) -> float:
    text = element.attributes.get("value", "")
    try:
        value = float(text) if "_" not in text else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        what = f"the value of <{element.tag}> is {shortened(text, 40)!r}"
        raise InvalidInputError(what, where=element.where, remedy="give a number")
    return value
