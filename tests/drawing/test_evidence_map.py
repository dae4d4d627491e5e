"""The evidence map as a picture: a cell for each pair, shaded and marked, names as they are."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from commoncause.analysis.evidence import GAPS
from commoncause.drawing.evidence_map import GLYPHS, MOST_ROWS, evidence_map

from .pictures import SVG, any_name, assert_legible, parsed, texts


def row(technique: str, mode: str, papers: int, *gaps: str) -> dict[str, object]:
    return {
        "technique": technique,
        "failure_mode": mode,
        "papers": [str(i) for i in range(papers)],
        "gaps": gaps,
    }


def tips(svg: str) -> list[str]:
    return [str(e.text) for e in parsed(svg).iter(SVG + "title") if ";" in str(e.text)]


def test_each_cell_says_what_it_has() -> None:
    rows = [
        row("a", "f", 4),
        row("a", "g", 1, "contested", "single-source"),
        row("b", "f", 0, "never-assessed"),
    ]
    svg = evidence_map(rows, ["a", "b"], ["f", "g"])
    assert tips(svg) == [
        "a / f: 4 papers; no gap",
        "a / g: 1 paper; contested, single-source",
        "b / f: 0 papers; never-assessed",
    ]
    assert "1≠" in texts(parsed(svg))
    assert "2 of 3 cells assessed, 1 of them by one source alone." in texts(parsed(svg))


def test_the_marks_are_of_gaps_that_there_are() -> None:
    assert GLYPHS.keys() <= GAPS.keys()
    assert len(set(GLYPHS.values())) == len(GLYPHS)


def test_rows_past_the_last_are_counted() -> None:
    names = [f"t{i:03}" for i in range(MOST_ROWS + 5)]
    svg = evidence_map([row(name, "f", 1) for name in names], names, ["f"])
    assert len(tips(svg)) == MOST_ROWS
    assert "Not drawn: 5 rows and columns." in texts(parsed(svg))


def test_nothing_to_draw_is_a_picture_too() -> None:
    assert_legible(parsed(evidence_map([], [], [])))


@settings(max_examples=30, deadline=None)
@given(any_name, any_name, st.integers(0, 6), st.lists(st.sampled_from(list(GAPS)), unique=True))
def test_any_name_can_be_drawn(technique: str, mode: str, papers: int, gaps: list[str]) -> None:
    svg = evidence_map([row(technique, mode, papers, *gaps)], [technique], [mode])
    assert_legible(parsed(svg))
