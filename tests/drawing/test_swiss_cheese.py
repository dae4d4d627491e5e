"""The Swiss-cheese picture: what passes every slice, what stops where, and what is said of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commoncause.analysis.cut_sets import single_points_of_failure
from commoncause.drawing.swiss_cheese import MOST_LANES, MOST_SLICES, lanes, swiss_cheese

from .pictures import SVG, TABLE_1, any_name, assert_legible, exposure, parsed, texts

verdicts = st.sampled_from(["exposed", "protected", "unclear", "not-assessed"])
portfolios = st.dictionaries(
    st.sampled_from("abcd"), st.dictionaries(st.sampled_from("fgh"), verdicts), min_size=1
)


def looks(svg: str, look: str) -> int:
    return sum(element.attrib.get("class") == f"cc-{look}" for element in parsed(svg).iter())


def marks(svg: str, name: str, look: str) -> list[dict[str, str]]:
    return [e.attrib for e in parsed(svg).iter(SVG + name) if e.attrib["class"] == f"cc-{look}"]


def test_table_1_has_no_single_point_and_one_mode_that_one_slice_holds() -> None:
    svg = swiss_cheese(TABLE_1)
    (said,) = [text for text in texts(parsed(svg)) if "passes every slice" in text]
    assert said == (
        "No failure mode certainly passes every slice. Held by one slice alone: al-gen (scientist-ai)."
    )
    assert looks(svg, "head") == looks(svg, "hollow") == 0
    # Seven lanes and the sample of the key: a tick each.
    assert len(marks(svg, "circle", "shield")) == 8


def test_a_hole_has_its_height_in_every_slice() -> None:
    svg = swiss_cheese(TABLE_1)
    heights = {float(line["y1"]) for line in marks(svg, "line", "stopped")}
    assert len(heights) == len(TABLE_1["rlhf"])
    assert all(line["y1"] == line["y2"] for line in marks(svg, "line", "stopped"))
    # The key has two samples, an exposed and an unclear hole.
    assert looks(svg, "maybe") == 3 + 1


@given(portfolios)
def test_what_passes_all_slices_is_a_single_point_of_failure(cells: dict[str, dict[str, str]]) -> None:
    whole = {t: {f: row.get(f, "not-assessed") for f in "fgh"} for t, row in cells.items()}
    for reading, exposed in exposure(whole).items():
        passing = [lane.mode for lane in lanes(whole) if getattr(lane, reading) == len(whole)]
        assert sorted(passing) == sorted(single_points_of_failure(exposed))


def test_certain_and_possible_differ_in_arrowhead_dash_and_words() -> None:
    cells = {t: {"sure": "exposed", "open": "unclear", "blank": "not-assessed"} for t in "ab"}
    svg = swiss_cheese(cells)
    found = texts(parsed(svg))
    assert (found.count("passes all"), found.count("may pass all")) == (1, 2)
    assert looks(svg, "head") == 2
    assert looks(svg, "hollow") == 2
    dashed = [line for line in marks(svg, "line", "pierce") if "stroke-dasharray" in line]
    assert len(dashed) == 4
    assert "open, blank pass if what is not known turns out exposed" in " ".join(found)


def test_what_is_not_assessed_can_be_taken_as_protected() -> None:
    cells = {"a": {"f": "not-assessed"}, "b": {"f": "exposed"}}
    assert "may pass all" in texts(parsed(swiss_cheese(cells)))
    relaxed = texts(parsed(swiss_cheese(cells, not_assessed="protected")))
    assert "may pass all" not in relaxed
    assert "not assessed: taken as protected" in relaxed


def test_many_techniques_share_the_last_slice_which_stops_what_any_of_them_stops() -> None:
    names = [f"t{i:02}" for i in range(MOST_SLICES + 20)]
    cells = {t: {"through": "exposed", "held": "exposed", "open": "exposed"} for t in names}
    cells[names[-1]] |= {"held": "protected", "open": "unclear"}
    svg = swiss_cheese(cells)
    assert looks(svg, "slice") == MOST_SLICES + 1 + 1  # and two samples in the key
    found = texts(parsed(svg))
    assert f"{len(names) - MOST_SLICES + 1} more" in " ".join(found)
    assert (found.count("passes all"), found.count("may pass all")) == (1, 1)
    assert_legible(parsed(svg))


def test_many_modes_are_counted_and_single_points_are_never_left_out() -> None:
    modes = [f"f{i:02}" for i in range(MOST_LANES + 12)]
    cells = {t: dict.fromkeys(modes, "protected") | {modes[-1]: "exposed"} for t in "ab"}
    found = texts(parsed(swiss_cheese(cells)))
    assert modes[-1] in found
    assert f"Not drawn: 12 of {len(modes)} failure modes; those that pass furthest come first." in found


@pytest.mark.parametrize("cells", [{}, {"a": {}}])
def test_nothing_is_a_picture_that_says_so(cells: dict[str, dict[str, str]]) -> None:
    assert "Nothing is assessed here." in texts(parsed(swiss_cheese(cells)))


def test_an_unknown_verdict_is_refused() -> None:
    with pytest.raises(ValueError, match="maybe"):
        swiss_cheese({"a": {"f": "maybe"}})


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(any_name, st.dictionaries(any_name, verdicts, max_size=4), max_size=14))
def test_any_names_make_a_legible_picture(cells: dict[str, dict[str, str]]) -> None:
    svg = swiss_cheese(cells)
    assert_legible(parsed(svg))
    assert svg == swiss_cheese(cells)
