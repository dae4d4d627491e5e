"""What stands around a thing: both sides, a line and a shape for each neighbour, names whole."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commoncause.drawing.lettering import text_width
from commoncause.drawing.surroundings import MOST_ROWS, Group, Neighbour, surroundings

from .pictures import any_name

KINDS = ("technique", "failure-mode", "assumption", "source", "attack", "framework")
VERDICTS = ("exposed", "unclear", "protected", "")
GROUPS = st.lists(
    st.builds(
        Group,
        words=st.sampled_from(("rests on", "is exposed to")),
        neighbours=st.lists(
            st.builds(Neighbour, any_name, st.sampled_from(KINDS), st.sampled_from(("", "a.html#b"))),
            min_size=1,
            max_size=15,
        ),
        verdict=st.sampled_from(VERDICTS),
        href=st.sampled_from(("", "#all")),
    ),
    max_size=4,
)


def sides(svg: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(f"<figure>{svg}</figure>"))


def paths(side: ElementTree.Element, look: str | None) -> list[str]:
    """Return the pieces of the path of a look."""
    found = [str(path.get("d")) for path in side.iter("path") if path.get("class") == look]
    return [piece for d in found for piece in d.split("M")[1:]]


def group(number: int, verdict: str = "", href: str = "") -> Group:
    return Group("is exposed to", [Neighbour(f"f{i}", "failure-mode") for i in range(number)], verdict, href)


def test_nothing_around_a_thing_is_no_picture() -> None:
    assert surroundings("RLHF", "technique", [], []) == ""


@pytest.mark.parametrize("verdict", VERDICTS)
def test_each_neighbour_has_a_line_a_shape_and_the_sign_of_its_verdict(verdict: str) -> None:
    (side,) = sides(surroundings("RLHF", "technique", [], [group(3, verdict)]))
    assert len(paths(side, verdict or None)) == 3
    assert len(paths(side, f"{verdict} sign")) == (3 if verdict else 0)
    assert len(paths(side, "failure-mode")) == 3
    assert len(paths(side, "technique")) == 1


def test_the_title_says_what_is_drawn() -> None:
    before, after = sides(surroundings("RLHF", "technique", [group(1)], [group(2), group(3, "protected")]))
    assert before.get("aria-label") == "RLHF is exposed to 1"
    assert after.get("aria-label") == "RLHF is exposed to 2, is exposed to 3"
    assert {side.get("role") for side in (before, after)} == {"group"}


def test_past_the_most_the_rest_is_counted_and_led_to_and_a_last_one_is_drawn_rather_than_counted() -> None:
    (whole,) = sides(surroundings("RLHF", "technique", [], [group(MOST_ROWS + 1, href="#all")]))
    (cut,) = sides(surroundings("RLHF", "technique", [], [group(MOST_ROWS + 2, href="#all")]))
    assert [len(paths(side, "failure-mode")) for side in (whole, cut)] == [MOST_ROWS + 1, MOST_ROWS]
    assert not list(whole.iter("a"))
    (way,) = cut.iter("a")
    assert (way.get("href"), "".join(way.itertext())) == ("#all", "and 2 more")


def test_a_long_name_is_one_link_whose_lines_are_words_apart() -> None:
    name = "Systems generalize benignly from alignment training"
    groups = [Group("rests on", [Neighbour(name, "assumption", "a.html")])]
    for side in sides(surroundings("RLHF", "technique", groups, groups)):
        (way,) = side.iter("a")
        assert " ".join("".join(way.itertext()).split()) == name
        assert len(list(way.iter("tspan"))) == 1


@settings(max_examples=60, deadline=None)
@given(any_name, st.sampled_from(KINDS), GROUPS, GROUPS)
def test_any_names_are_well_formed_and_stay_inside(
    name: str, kind: str, before: list[Group], after: list[Group]
) -> None:
    svg = surroundings(name, kind, before, after)
    assert svg == surroundings(name, kind, before, after)
    found = sides(svg)
    assert len(found) == bool(before) + bool(after)
    for side in found:
        width, height = (float(str(side.get(key))) for key in ("width", "height"))
        assert {element.tag for element in side.iter()} <= {"svg", "a", "text", "tspan", "path"}
        for text in (*side.iter("text"), *side.iter("tspan")):
            x, wide = float(str(text.get("x"))), text_width((text.text or "").strip(), 13)
            left = x - wide if side.get("text-anchor") == "end" else x
            assert -0.01 <= left <= left + wide <= width + 0.01
            assert 0 < float(str(text.get("y"))) < height
