"""The value of open cells as bars: in proportion, both in one place, names as they are."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from commoncause.drawing.cell_values import MOST_ROWS, cell_values_picture

from .pictures import SVG, any_name, assert_legible, parsed, texts

NOW = {"certain": 0.1, "possible": 0.5}


def row(technique: str, guaranteed: float, best: float) -> dict[str, object]:
    return {
        "technique": technique,
        "failure_mode": "s-tax",
        "value_guaranteed": guaranteed,
        "value_best": best,
    }


def lengths(svg: str, look: str) -> list[float]:
    """Return the lengths of the bars below the sample of the key, from the top to the bottom."""
    found = [e.attrib for e in parsed(svg).iter(SVG + "rect") if e.attrib["class"] == f"cc-{look}"][1:]
    return [float(bar["width"]) + 1 for bar in sorted(found, key=lambda bar: float(bar["y"]))]


def test_bars_are_in_proportion() -> None:
    svg = cell_values_picture([row("a", 0.1, 0.4), row("b", 0.0, 0.2)], NOW)
    assert abs(lengths(svg, "possible")[0] / lengths(svg, "possible")[1] - 2) < 0.05
    assert abs(lengths(svg, "possible")[0] / lengths(svg, "certain")[0] - 4) < 0.05
    assert len(lengths(svg, "certain")) == 1
    assert "P lies from 0.1 to 0.5. a / s-tax narrows it most: by up to 0.4." in texts(parsed(svg))


def test_what_may_widen_the_range_has_no_bar() -> None:
    svg = cell_values_picture([row("a", -0.2, 0.0), row("b", -0.1, 0.0)], None)
    assert lengths(svg, "certain") == lengths(svg, "possible") == []
    assert "No cell narrows it." in texts(parsed(svg))


def test_a_tie_names_all() -> None:
    svg = cell_values_picture([row("a", 0.1, 0.2), row("b", 0.0, 0.2), row("c", 0.0, 0.1)], NOW)
    assert any("a / s-tax, b / s-tax narrow it most: by up to 0.2." in text for text in texts(parsed(svg)))


def test_no_cell_and_many_cells_can_be_drawn() -> None:
    assert "No cell is open." in texts(parsed(cell_values_picture([], NOW)))
    many = cell_values_picture([row(f"t{i}", 0.1, 0.2) for i in range(MOST_ROWS + 5)], NOW)
    assert len(lengths(many, "possible")) == MOST_ROWS
    assert any("Not drawn: 5" in text for text in texts(parsed(many)))


@settings(max_examples=25)
@given(st.lists(any_name, min_size=1, max_size=4))
def test_any_name_stays_text(names: list[str]) -> None:
    assert_legible(parsed(cell_values_picture([row(name, 0.1, 0.2) for name in names], NOW)))
