"""What elements of Open-PSA models say: names, numbers, truth values; errors carry file and line."""

from __future__ import annotations

from ..errors import InvalidInputError, shortened
from .safe_xml import Element

__all__ = ["name_of", "numbers_of", "require_one", "truth_of", "undefined"]


def name_of(element: Element) -> str:
    """The name of an element; `InvalidInputError` if it has none."""
    name = element.attributes.get("name", "").strip()
    if not name:
        raise InvalidInputError(
            f"<{shortened(element.tag, 40)}> has no name", where=element.where, remedy="name it"
        )
    return name


def require_one(body: list[Element], element: Element) -> None:
    """Refuse a definition without, or with several, formulas or expressions."""
    if len(body) != 1:
        what = f"{shortened(name_of(element))!r} has {len(body)} formulas or expressions"
        raise InvalidInputError(what, where=element.where, remedy="give it one")


def truth_of(element: Element) -> bool:
    """The value of a Boolean constant."""
    value = element.attributes.get("value")
    if value not in ("true", "false"):
        raise InvalidInputError(
            f"the value of <{shortened(element.tag, 40)}> is {value!r}",
            where=element.where,
            remedy="true or false",
        )
    return value == "true"


def numbers_of(element: Element) -> tuple[int | None, int | None]:
    """``min`` and ``max`` of a gate; None where it has none."""
    found: list[int | None] = []
    for name in ("min", "max"):
        text = element.attributes.get(name)
        if text is not None and not (text.isascii() and text.isdigit() and len(text) < 10):
            what = f"{name} is {shortened(text, 40)!r}"
            raise InvalidInputError(what, where=element.where, remedy="give a whole number")
        found.append(None if text is None else int(text))
    return found[0], found[1]


def undefined(kind: str, identifier: str, where: str) -> InvalidInputError:
    """The error for a name that is not defined."""
    return InvalidInputError(
        f"{kind} {shortened(identifier)!r} is not defined", where=where, remedy="define it"
    )
