"""Portfolios as ranges: both ends where they belong, no end where nothing defeats, and what is shared."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commoncause.drawing.portfolio_ranges import MOST_ROWS, portfolio_ranges

from .pictures import SVG, any_name, assert_legible, parsed, portfolio, texts


def dots(svg: str, look: str) -> list[float]:
    found = (e.attrib for e in parsed(svg).iter(SVG + "circle") if e.attrib["class"] == f"cc-{look}")
    # The first is the sample of the key.
    return [float(a["cx"]) for a in found][1:]


def test_the_ends_are_to_scale() -> None:
    svg = portfolio_ranges([portfolio(("a",), 2.0, 1.0), portfolio(("b",), 1.5, 0.5)])
    (most, more), (less, least) = dots(svg, "certain"), dots(svg, "possible")
    assert most - less == pytest.approx(2 * (more - less), abs=0.05)
    assert less - least == pytest.approx(more - less, abs=0.05)


def test_certain_and_possible_sharing_are_told_apart() -> None:
    found = texts(parsed(portfolio_ranges([portfolio(("a", "b"))])))
    assert "a; may be b" in found
    assert "* a, b" in found
    free = {**portfolio(("a", "b")), "shared": {"certain": [], "possible": []}}
    assert "nothing" in texts(parsed(portfolio_ranges([free])))


def test_what_nothing_defeats_has_no_end() -> None:
    svg = portfolio_ranges([portfolio(("a",), "inf", 1.0)])
    assert (len(dots(svg, "certain")), len(dots(svg, "possible"))) == (0, 1)
    assert "1–∞" in texts(parsed(svg))
    assert "∞" in texts(parsed(portfolio_ranges([portfolio(("a",), "inf", float("inf"))])))


def test_what_cannot_be_computed_says_so() -> None:
    row = {**portfolio(("a",)), "decades": {"certain": None, "possible": None}}
    found = texts(parsed(portfolio_ranges([row])))
    assert found.count("P is beyond exact reach") + found.count("P is beyond exact reach.") == 2


def test_nothing_and_too_many() -> None:
    assert "No portfolio fits." in texts(parsed(portfolio_ranges([])))
    found = texts(parsed(portfolio_ranges([portfolio((f"t{i}",)) for i in range(MOST_ROWS + 4)])))
    assert "Not drawn: 4 more portfolios." in found


ends = st.floats(0, 300) | st.sampled_from(["inf", 0.0])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.lists(any_name, max_size=30), ends, ends), max_size=5))
def test_any_names_make_a_legible_picture(rows: list[tuple[list[str], float | str, float | str]]) -> None:
    given_ = [portfolio(tuple(names), best, least) for names, best, least in rows]  # type: ignore[arg-type]
    svg = portfolio_ranges(given_)
    assert_legible(parsed(svg))
