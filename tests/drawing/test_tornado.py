"""The tornado chart: an axis that keeps order, bars between their ends, the widest swing first."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from commoncause.drawing.tornado import MOST_ROWS, Axis, tornado

from .pictures import SVG, any_name, assert_legible, parsed, swings, texts

probabilities = st.floats(0, 1)


@given(st.lists(probabilities, min_size=1, max_size=8))
def test_the_axis_keeps_the_order_and_its_bounds(values: list[float]) -> None:
    axis = Axis(values, 100, 200)
    places = [axis.place(value) for value in sorted(values)]
    assert places == sorted(places)
    assert all(100 - 1e-6 <= place <= 200 + 1e-6 for place in places)
    assert all(100 - 1e-6 <= axis.place(tick) <= 200 + 1e-6 for tick in axis.ticks())
    assert len(axis.ticks()) <= 25


def test_the_axis_is_logarithmic_past_a_decade() -> None:
    assert not Axis([0.1, 1.0], 0, 1).is_log
    assert Axis([0.09, 1.0], 0, 1).is_log
    axis = Axis([0.0, 0.01, 1.0], 0, 128)
    assert axis.place(0.0) == 0
    assert axis.place(0.01) == 28


def test_bars_run_between_their_ends_with_both_figures() -> None:
    rows = swings(("narrow",), 0.02, 0.03) + swings(("wide",), 0.01, 0.5)
    root = parsed(tornado({"certain": rows}, {"certain": 0.025}))
    found = texts(root)
    assert found.index("wide") < found.index("narrow")
    assert {"0.01", "0.5", "0.02", "0.03", "certain P = 0.025"} <= set(found)
    bars = [e.attrib for e in root.iter(SVG + "rect") if e.attrib["class"] == "cc-certain"][1:]
    wide, narrow = (
        (float(bar["x"]), float(bar["x"]) + float(bar["width"]))
        for bar in sorted(bars, key=lambda b: float(b["y"]))
    )
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


def test_both_readings_are_told_apart_by_fill_and_dash() -> None:
    rows = swings(("f",), 0.01, 0.5)
    svg = tornado({"certain": rows, "possible": rows}, {"certain": 0.1, "possible": 0.2})
    root = parsed(svg)
    bases = [e.attrib for e in root.iter(SVG + "line") if e.attrib["class"] == "cc-base"]
    assert sorted("stroke-dasharray" in base for base in bases) == [False, True]
    assert {"certain P = 0.1", "possible P = 0.2"} <= set(texts(root))
    assert_legible(root)


def test_zero_stands_apart_and_what_moves_nothing_says_so() -> None:
    rows = swings(("gone",), 0.0, 0.5) + swings(("still",), 0.1, 0.1)
    found = texts(parsed(tornado({"certain": rows}, {"certain": 0.1})))
    assert (
        "P, logarithmic; 0 stands apart" not in found
    )  # one positive value more than a decade apart is wanted
    rows += swings(("tiny",), 0.001, 0.5)
    found = texts(parsed(tornado({"certain": rows}, {"certain": 0.1})))
    assert "P, logarithmic; 0 stands apart" in found
    assert "no change" in found
    assert "Certain: gone moves P most: from 0 to 0.5; still not at all." in found


def test_two_causes_of_one_name_are_two_rows() -> None:
    rows = swings(("a", "b"), 0.1, 0.2)
    found = texts(parsed(tornado({"certain": rows}, {"certain": 0.1}, label=lambda *_: "same")))
    assert found.count("same") == 2


def test_rows_left_out_are_counted() -> None:
    rows = swings(tuple(f"f{i:03}" for i in range(MOST_ROWS + 3)), 0.1, 0.2)
    assert "Not drawn: 3 with narrower swings." in texts(parsed(tornado({"certain": rows}, {"certain": 0.1})))


def test_nothing_is_a_picture_that_says_so() -> None:
    found = texts(parsed(tornado({"certain": []}, {"certain": 0.0})))
    assert "Certain: no probability is varied." in found


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(any_name, probabilities, probabilities), max_size=6),
    probabilities,
    probabilities,
    any_name,
)
def test_any_names_and_probabilities_make_a_legible_picture(
    rows: list[tuple[str, float, float]], certain: float, possible: float, name: str
) -> None:
    assume(certain <= possible)
    found = [row for one, low, high in rows for row in swings((one,), min(low, high), max(low, high))]
    base = {"certain": certain, "possible": possible}
    svg = tornado({"certain": found, "possible": found}, base, label=lambda given_, _: given_ or name)
    root = parsed(svg)
    assert_legible(root)
    width = float(root.attrib["width"])
    for line in root.iter(SVG + "line"):
        assert 0 <= float(line.attrib["x1"]) <= width
    assert svg == tornado({"certain": found, "possible": found}, base, label=lambda given_, _: given_ or name)
