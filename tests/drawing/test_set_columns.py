"""Minimal cut sets as columns: each set one column, single points in a column of their own."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from commoncause.analysis.cut_sets import minimal_cut_sets
from commoncause.drawing.set_columns import MOST_COLUMNS, MOST_ROWS, set_columns

from .pictures import MODES, SVG, TABLE_1, any_name, assert_legible, exposure, parsed, texts


def answer(sets: list[list[str]], **more: object) -> dict[str, object]:
    return {"count": len(sets), "complete_to_order": None, "sets": sets} | more


def marks(svg: str, name: str, look: str) -> list[dict[str, str]]:
    return [e.attrib for e in parsed(svg).iter(SVG + name) if e.attrib["class"] == f"cc-{look}"]


def test_table_1_has_five_certain_and_four_possible_columns() -> None:
    found = {r: answer([list(s) for s in minimal_cut_sets(e)]) for r, e in exposure(TABLE_1).items()}
    svg = set_columns(found, MODES)
    said = " ".join(texts(parsed(svg)))
    assert "Minimal cut sets: 5 certain, 4 possible" in said
    assert "the smallest takes 2: s-tax + al-gen." in said
    # A line for each set, a dot for each of its modes.
    assert len(marks(svg, "line", "link")) == 5 + 4
    assert len(marks(svg, "circle", "certain")) == 2 + 4 * 3
    assert len(marks(svg, "circle", "possible")) == 4 * 2


def test_single_points_share_a_column_without_a_line() -> None:
    svg = set_columns({"certain": answer([["f"], ["g"], ["h", "i"]])})
    dots = marks(svg, "circle", "head")
    assert (len(dots), len({dot["cx"] for dot in dots}), len(marks(svg, "line", "link"))) == (2, 1, 1)
    assert "f, g alone defeat the portfolio" in " ".join(texts(parsed(svg)))


def test_a_path_set_of_one_is_no_alarm() -> None:
    svg = set_columns({"certain": answer([["f"]])}, paths=True)
    assert not marks(svg, "circle", "head")
    assert "1 minimal path set; the smallest takes 1: f." in " ".join(texts(parsed(svg)))


def test_what_is_not_drawn_is_counted() -> None:
    wide = answer([[f"f{i:02}", f"g{i:02}"] for i in range(MOST_ROWS)], count=None, at_least=999)
    wide["complete_to_order"] = 2
    svg = set_columns({"possible": wide})
    said = " ".join(texts(parsed(svg)))
    assert len(marks(svg, "line", "link")) == MOST_COLUMNS
    assert "at least 999 minimal cut sets" in said
    assert f"Not drawn of possible: {MOST_ROWS - MOST_COLUMNS} sets more" in said
    assert "Possible: sets are listed up to order 2." in said


def test_nothing_is_a_picture_that_says_so() -> None:
    svg = set_columns({"certain": answer([]), "possible": answer([], count=None, at_least=7)})
    found = texts(parsed(svg))
    assert "Certain: no minimal cut set." in found
    assert "Possible: at least 7 minimal cut sets, none listed." in found


sets = st.lists(st.lists(any_name, max_size=5, unique=True), max_size=20)


@settings(max_examples=40, deadline=None)
@given(sets, sets, st.booleans())
def test_any_sets_make_a_legible_picture(one: list[list[str]], other: list[list[str]], paths: bool) -> None:
    given_ = {"certain": answer(one), "possible": answer(other)}
    svg = set_columns(given_, paths=paths)
    assert_legible(parsed(svg))
    assert svg == set_columns(given_, paths=paths)
