"""Importance bars: in proportion, from where a measure begins, and infinite where it is."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commoncause.analysis.importance import FORMULAS, event_importance
from commoncause.drawing.bars import MEASURES, MOST_ROWS, importance_bars

from .pictures import SVG, TABLE_1, any_name, assert_legible, exposure, parsed, rows, texts


def bars(svg: str, look: str = "certain") -> list[dict[str, str]]:
    """Return the bars without the sample of the key, from the top to the bottom."""
    found = [e.attrib for e in parsed(svg).iter(SVG + "rect") if e.attrib["class"] == f"cc-{look}"][1:]
    return sorted(found, key=lambda bar: float(bar["y"]))


def length(bar: dict[str, str]) -> float:
    return float(bar["width"]) + 1


def test_every_measure_of_the_analysis_can_be_drawn() -> None:
    assert MEASURES.keys() == FORMULAS.keys()


def test_table_1_has_an_infinite_bar_under_certain_alone() -> None:
    q = dict.fromkeys(TABLE_1["rlhf"], 0.1)
    found = {
        reading: [{"failure_mode": row.event, **{m: getattr(row, m) for m in FORMULAS}} for row in measured]
        for reading, measured in ((r, event_importance(e, q)) for r, e in exposure(TABLE_1).items())
    }
    svg = importance_bars(found, formulas=FORMULAS)
    root = parsed(svg)
    pointed = [e.attrib["class"] for e in root.iter(SVG + "path")]
    assert pointed == ["cc-certain"]
    assert texts(root).count("∞") == 1
    assert {"0.261", "0.723", "7.51", "3.61", FORMULAS["raw"], "Birnbaum"} <= set(texts(root))
    assert "Possible: al-gen ranks first by Birnbaum (0.261)." in texts(root)
    assert_legible(root)


def test_bars_begin_at_zero_and_are_in_proportion() -> None:
    given_ = rows(("a",), birnbaum=0.4) + rows(("b",), birnbaum=0.1) + rows(("c",), birnbaum=0.0)
    found = bars(importance_bars({"certain": given_}, ["birnbaum"]))
    assert len(found) == 2
    assert abs(length(found[0]) / length(found[1]) - 4) < 0.1


def test_ratios_begin_at_one_and_are_logarithmic() -> None:
    given_ = rows(("a",), raw=100.0) + rows(("b",), raw=10.0) + rows(("c",), raw=1.0)
    found = bars(importance_bars({"certain": given_}, ["raw"]))
    assert len(found) == 2
    assert abs(length(found[0]) / length(found[1]) - 2) < 0.05


def test_what_is_undefined_is_a_dash() -> None:
    svg = importance_bars({"certain": rows(("a",), rrw=None)}, ["rrw"])
    assert "–" in texts(parsed(svg))
    assert "Certain: RRW is not defined." in texts(parsed(svg))


def test_an_unknown_measure_lists_those_there_are() -> None:
    with pytest.raises(ValueError, match="'fussell-vesely' is no measure; choose from birnbaum, criticality"):
        importance_bars({}, ["fussell-vesely"])


def test_techniques_have_measures_too() -> None:
    svg = importance_bars({"possible": [{"technique": "rlhf", "raw": 2.0}]}, ["raw"], kind="technique")
    assert "Importance: 1 technique" in svg


def test_rows_left_out_are_counted() -> None:
    svg = importance_bars(
        {"certain": rows(tuple(f"f{i:03}" for i in range(MOST_ROWS + 2)), raw=2.0)}, ["raw"]
    )
    assert "Not drawn: 2 of lesser importance." in texts(parsed(svg))


values = st.one_of(st.none(), st.just("inf"), st.just(math.inf), st.floats(0, 1e300))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(any_name, values, values), max_size=6))
def test_any_names_and_values_make_a_legible_picture(given_: list[tuple[str, object, object]]) -> None:
    found = [row for name, one, other in given_ for row in rows((name,), birnbaum=one, raw=other, rrw=other)]
    svg = importance_bars({"certain": found, "possible": found}, ["birnbaum", "raw", "rrw"])
    assert_legible(parsed(svg))
