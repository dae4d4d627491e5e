"""Items of a JSON file with the lines they begin on: a list, one object that holds it, or a line an item."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ..errors import InvalidInputError
from .records import Rejected

__all__ = ["items", "strings", "text_of"]

_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder()


def items(text: str, where: str, under: tuple[str, ...]) -> Iterator[tuple[int, dict[str, Any]] | Rejected]:
    """Yield line and object of each item; what is no object is rejected.

    ``under`` are names under which an outer object may hold the list. Raises `InvalidInputError` with the
    position for text that is not JSON: nothing of such a file can be trusted to be whole.

    >>> list(items('[{"a": 1},\\n 5, {}]', "x.json", ()))
    [(1, {'a': 1}), Rejected(record='', line=2, reason='not an object of JSON'), (2, {})]
    >>> [line for line, _ in items('{"results": [\\n{}, {}]}', "x.json", ("results",))]
    [2, 2]
    """
    start = text.lstrip()[:1]
    if start == "[":
        yield from _in_list(text, text.index("[") + 1, where)
    elif start == "{" and (outer := _outer(text)) is not None:
        name = next((name for name in under if isinstance(outer.get(name), list)), "")
        if not name:
            yield _line(text, text.index("{")), outer
            return
        begin = re.search(rf'"{name}"\s*:\s*\[', text)
        yield from _in_list(text, begin.end() if begin else 0, where)
    elif start == "{":
        yield from _in_lines(text, where)
    else:
        raise InvalidInputError("not JSON", where=f"{where}:1", remedy="is it in another format?")


def _outer(text: str) -> dict[str, Any] | None:
    """Return the one object that a text is, None if it is something else or broken."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _in_list(text: str, position: int, where: str) -> Iterator[tuple[int, dict[str, Any]] | Rejected]:
    line, last = 1, 0
    while True:
        between = _BETWEEN.match(text, position)
        position = between.end() if between else position
        line, last = line + text.count("\n", last, position), position
        if text[position : position + 1] == "]":
            return
        try:
            item, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            raise _broken(error, f"{where}:{line}", position >= len(text)) from error
        yield _item(item, line)


def _in_lines(text: str, where: str) -> Iterator[tuple[int, dict[str, Any]] | Rejected]:
    """Yield the items of a file with a line for each; a line that is broken spoils no other."""
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except (ValueError, RecursionError) as error:
            if number == next(n for n, other in enumerate(lines, 1) if other.strip()):
                raise _broken(error, f"{where}:{number}", False) from error
            reason = str(_broken(error, "", False))
            yield Rejected("", number, reason.partition(": save")[0].partition(": export")[0])
            continue
        yield _item(item, number)


def _item(item: Any, line: int) -> tuple[int, dict[str, Any]] | Rejected:
    return (line, item) if isinstance(item, dict) else Rejected("", line, "not an object of JSON")


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _broken(error: Exception, where: str, is_end: bool) -> InvalidInputError:
    if isinstance(error, RecursionError):
        return InvalidInputError("JSON nested too deeply", where=where, remedy="export it anew")
    if is_end:
        return InvalidInputError("not JSON: it ends within the list", where=where, remedy="export it anew")
    what = error.msg if isinstance(error, json.JSONDecodeError) else "a number with too many digits"
    column = f", column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
    return InvalidInputError(f"not JSON{column}: {what}", where=where, remedy="export it anew")


def text_of(value: Any) -> str:
    """Return a text or number as text, the first of a list; anything else is empty.

    >>> text_of(["a", "b"]), text_of(5), text_of({"x": 1}), text_of(None), text_of(True)
    ('a', '5', '', '', '')
    """
    if isinstance(value, list):
        return text_of(value[0]) if value else ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def strings(value: Any) -> list[str]:
    """Return the texts of a list, or the one text that stands in its place.

    >>> strings(["a", 1, None]), strings("a"), strings(None)
    (['a', '1'], ['a'], [])
    """
    given = value if isinstance(value, list) else [value]
    return [text for item in given if (text := text_of(item))]
