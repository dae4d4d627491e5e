"""A measurement as people write one: ``40–60%``, ``more than 400 Elo``, ``about 52%``."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["measured"]

_TIGHT = frozenset({"%", "x"})
_LOWER = {"lowerBound": "at least", "exclusiveLowerBound": "more than"}
_UPPER = {"upperBound": "at most", "exclusiveUpperBound": "less than"}


def measured(says: Mapping[str, tuple[str, ...]]) -> str:
    """Return what a measurement says, from ``Claim.says``; empty if it gives neither number nor grade.

    >>> measured({"lowerBound": ("40",), "upperBound": ("60",), "unit": ("%",)})
    '40–60%'
    >>> measured({"exclusiveLowerBound": ("400",), "unit": ("Elo",)})
    'more than 400 Elo'
    >>> measured({"grade": ("a small number",)})
    'a small number'
    """
    grade, unit = _one(says, "grade"), _one(says, "unit")
    suffix = unit if unit in _TIGHT else f" {unit}" if unit else ""
    value, bounds = _number(_one(says, "value")), _bounds(says)
    numbers = f"{value or bounds}{suffix}" if value or bounds else ""
    numbers += f" ({bounds})" if value and bounds else ""
    if numbers and _one(says, "isApproximate") in {"true", "1"}:
        numbers = f"about {numbers}"
    return f"{grade} ({numbers})" if grade and numbers else grade or numbers


def _bounds(says: Mapping[str, tuple[str, ...]]) -> str:
    low, high = _number(_one(says, "lowerBound")), _number(_one(says, "upperBound"))
    if low and high:
        return f"{low}–{high}"
    told = ((words, _number(_one(says, name))) for name, words in (_LOWER | _UPPER).items())
    return " and ".join(f"{words} {number}" for words, number in told if number)


def _one(says: Mapping[str, tuple[str, ...]], name: str) -> str:
    return says.get(name, ("",))[0]


def _number(text: str) -> str:
    """Return a number with its thousands set apart from five digits on.

    >>> _number("175000000000"), _number("2027"), _number("0.5")
    ('175,000,000,000', '2027', '0.5')
    """
    is_long = text.isascii() and text.isdigit() and 5 <= len(text) <= 40
    return f"{int(text):,}" if is_long else text
