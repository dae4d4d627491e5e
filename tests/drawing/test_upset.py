"""The UpSet plot: exact intersections, each once, the largest first."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from commoncause.drawing.upset import MOST_ROWS, intersections, upset

from .pictures import SVG, TABLE_1, any_name, assert_legible, exposure, parsed, texts

sets = st.dictionaries(st.text(max_size=3), st.sets(st.sampled_from("fghij")), max_size=5)


def marks(svg: str, name: str, *looks: str) -> list[dict[str, str]]:
    classes = {f"cc-{look}" for look in looks}
    return [e.attrib for e in parsed(svg).iter(SVG + name) if e.attrib["class"] in classes]


@given(sets)
def test_every_element_is_in_one_intersection_with_all_its_sets(given_: dict[str, set[str]]) -> None:
    found = intersections(given_)
    elements = [element for column in found for element in column.elements]
    assert sorted(elements) == sorted(set().union(*given_.values()))
    for column in found:
        for element in column.elements:
            assert column.sets == tuple(sorted(name for name in given_ if element in given_[name]))
    order = [(-len(column.elements), column.sets) for column in found]
    assert order == sorted(order)


def test_table_1_is_drawn_column_by_column() -> None:
    shown = exposure(TABLE_1)
    columns = {reading: intersections(found) for reading, found in shown.items()}
    svg = upset(shown)
    for reading, found in columns.items():
        dots = sum(len(column.sets) for column in found)
        assert len(marks(svg, "circle", reading)) == dots
    assert (
        "Certain: al-gen has 6 of 7 techniques, the most; 7 of 7 failure modes have more than one."
        in texts(parsed(svg))
    )


def test_bars_are_in_proportion_to_what_they_count() -> None:
    svg = upset({"certain": {"a": {"f", "g", "h"}, "b": {"i"}}})
    rows = float(marks(svg, "rect", "band")[0]["y"])
    above = [bar for bar in marks(svg, "rect", "certain")[1:] if float(bar["y"]) < rows]
    tall, low = sorted((float(bar["height"]) + 1 for bar in above), reverse=True)
    assert abs(tall / low - 3) < 0.05


def test_what_is_in_every_set_stands_out_by_look_weight_and_words() -> None:
    svg = upset({"certain": {"a": {"f"}, "b": {"f"}}, "possible": {"a": {"f", "g"}, "b": {"f", "g"}}})
    assert len(marks(svg, "circle", "head")) == 2
    assert len(marks(svg, "circle", "hollow")) == 2
    assert "Possible: f, g have all 2 techniques" in " ".join(texts(parsed(svg)))


def test_columns_left_out_are_counted() -> None:
    many = {f"t{i:02}": {f"f{i:02}"} for i in range(20)}
    svg = upset({"certain": many}, most_columns=5)
    assert "Left out of certain: 15 smaller intersections with 15 failure modes." in texts(parsed(svg))
    assert len(marks(svg, "circle", "certain")) == 5


def test_rows_left_out_still_count() -> None:
    many = {f"t{i:03}": {"f"} if i else set() for i in range(MOST_ROWS + 5)}
    svg = upset({"certain": many})
    assert "Not drawn, but counted: 5 techniques with the smallest sets." in texts(parsed(svg))
    assert_legible(parsed(svg))


def test_modes_can_be_the_rows() -> None:
    svg = upset({"certain": {"al-gen": {"rlhf", "debate"}}}, kinds=("failure-mode", "technique"))
    assert "UpSet plot: 1 failure mode, 2 techniques" in svg
    assert (
        "A column counts the techniques that have all the failure modes with a dot, and no other."
        in texts(parsed(svg))
    )


def test_nothing_is_a_picture_that_says_so() -> None:
    for shown in ({}, {"certain": {}}, {"certain": {"a": set()}}):
        assert_legible(parsed(upset(shown)))
    assert "Certain: nothing is exposed." in texts(parsed(upset({"certain": {"a": set()}})))


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(any_name, st.sets(any_name, max_size=4), max_size=8))
def test_any_names_make_a_legible_picture(given_: dict[str, set[str]]) -> None:
    svg = upset({"certain": given_, "possible": {name: found | {"x"} for name, found in given_.items()}})
    assert_legible(parsed(svg))
