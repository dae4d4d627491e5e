"""Records as columns: the form in which the page embeds its data, a third of the size of plain JSON.

A list of objects, or an object of objects, becomes one list a column, and a column with few different values
becomes those values and an index for each row, -1 where the object lacks the key; where rows repeat their
neighbours, each index once with the number of its rows (``runs``). Of an object's names, and of a column that
is all text where that is shorter (``front``), each is written as how many characters it has in common with
the one before, and the rest. ``unpack`` in ``static/data.js`` is the inverse.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from os.path import commonprefix
from typing import Any

__all__ = ["packed"]

ROWS = "#rows"
NAMES = "#names"
VALUES = "#values"
_ABSENT = object()


def packed(value: Any) -> Any:
    """Return a JSON value with its records packed. Its keys are names and IRIs, which never begin with ``#``.

    >>> packed([{"a": 1, "b": "x"}, {"a": 2, "b": "x"}])
    {'#rows': 2, 'a': [1, 2], 'b': ['x', 'x']}
    """
    if isinstance(value, Mapping):
        rows = list(value.values())
        if _are_records(rows):
            return {**_columns(rows), NAMES: list(front_coded(value))}
        return {key: packed(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return _columns(value) if _are_records(value) else [packed(entry) for entry in value]
    return value


def front_coded(names: Iterable[str]) -> Iterator[str]:
    """Yield each name as the length of what it shares with the one before, a space, and what is new.

    >>> list(front_coded(["claim/a", "claim/bc", "x y"]))
    ['0 claim/a', '6 bc', '0 x y']
    """
    last = ""
    for name in names:
        shared = commonprefix([last, name])  # noqa: RUF071 - characters are wanted, not folders
        # JavaScript counts other units beyond the basic plane.
        length = len(shared) if shared.isascii() else 0
        yield f"{length} {name[length:]}"
        last = name


def _are_records(rows: Sequence[Any]) -> bool:
    """Say whether rows are several objects that have a key in common."""
    if len(rows) < 2 or not all(isinstance(row, Mapping) for row in rows):
        return False
    return bool(frozenset.intersection(*(frozenset(row) for row in rows)))


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    keys = dict.fromkeys(key for row in rows for key in row)
    return {ROWS: len(rows), **{key: _column([row.get(key, _ABSENT) for row in rows]) for key in keys}}


def _column(cells: list[Any]) -> Any:
    """Return a column as it is, as its values and where they stand, or front-coded: the shortest."""
    texts = [None if cell is _ABSENT else json.dumps(cell, ensure_ascii=False) for cell in cells]
    place: dict[str, int] = {}
    at = [-1 if text is None else place.setdefault(text, len(place)) for text in texts]
    runs = [number for index, same in groupby(at) for number in (index, sum(1 for _ in same))]
    where = {"runs": runs} if len(json.dumps(runs)) < len(json.dumps(at)) else {"at": at}
    forms: list[Any] = [{VALUES: [json.loads(text) for text in place], **where}]
    if None not in texts:
        forms.insert(0, cells)
    if all(isinstance(cell, str) for cell in cells):
        forms.append({"front": list(front_coded(cells))})
    return min(forms, key=lambda form: len(json.dumps(form, ensure_ascii=False)))
