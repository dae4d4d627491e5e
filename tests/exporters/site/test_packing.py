"""Packing loses nothing: what the page unpacks is what was embedded."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from commoncause.exporters.site.packing import NAMES, ROWS, VALUES, packed

LEAF = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.text("#ab_é", max_size=3))
KEY = st.sampled_from(["a", "b", "__proto__"])
ABSENT = object()
JSON = st.recursive(LEAF, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEY, inner, max_size=3))
RECORDS = st.lists(st.fixed_dictionaries({"a": JSON}, optional={"b": LEAF}), min_size=2, max_size=5)


def unpacked(value: Any) -> Any:
    """The inverse as static/data.js has it."""
    if isinstance(value, list):
        return [unpacked(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    if not isinstance(value.get(ROWS), int) or isinstance(value.get(ROWS), bool):
        return {key: unpacked(entry) for key, entry in value.items()}
    keys = [key for key in value if not key.startswith("#")]
    columns = {key: column(value[key]) for key in keys}
    rows = [{k: columns[k][n] for k in keys if columns[k][n] is not ABSENT} for n in range(value[ROWS])]
    return dict(zip(full_names(value[NAMES]), rows, strict=True)) if NAMES in value else rows


def column(cells: Any) -> list[Any]:
    if not isinstance(cells, dict):
        return list(cells)
    if "front" in cells:
        return list(full_names(cells["front"]))
    runs = cells.get("runs", ())
    at = cells.get("at", [n for n, many in zip(runs[::2], runs[1::2], strict=True) for _ in range(many)])
    return [ABSENT if n < 0 else cells[VALUES][n] for n in at]


def full_names(coded: list[str]) -> list[str]:
    names = [""]
    for text in coded:
        length, _, rest = text.partition(" ")
        names.append(names[-1][: int(length)] + rest)
    return names[1:]


@given(RECORDS | st.dictionaries(st.text("x/é ", max_size=4), st.fixed_dictionaries({"a": JSON}), min_size=2))
def test_records_come_back_as_they_were(value: Any) -> None:
    assert unpacked(packed(value)) == value


def test_what_repeats_is_written_once() -> None:
    rows = [{"section": "Comparison of techniques", "n": n} for n in range(50)]
    assert len(json.dumps(packed(rows))) < len(json.dumps(rows)) / 4


def test_texts_that_begin_alike_say_so_once() -> None:
    rows = [{"iri": f"https://w3id.org/commoncause/claim/{n:03}"} for n in range(50)]
    assert len(json.dumps(packed(rows))) < len(json.dumps(rows)) / 3
    assert unpacked(packed(rows)) == rows


def test_records_of_different_shape_stay_as_they_are() -> None:
    for value in ([{"a": 1}, {"b": 1}], [{"a": 1}], [{}, {}], {"x": {"a": 1}, "y": 2}):
        assert packed(value) == value
