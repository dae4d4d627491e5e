"""The bars of what causes strike: single points stand out, and what holds is named."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from commoncause.analysis.cut_sets import single_points_of_failure
from commoncause.drawing.reach import MOST_ROWS, MOST_SINGLE, reach_bars

from .pictures import TABLE_1, any_name, assert_legible, exposure, parsed, texts

modes = st.sets(st.sampled_from("fgh"))
portfolios = st.dictionaries(st.sampled_from("abcd"), modes, min_size=1)


def words(exposures: dict[str, object], **given_: int) -> list[str]:
    return texts(parsed(reach_bars(exposures, **given_)))  # type: ignore[arg-type]


def test_table_1_names_what_holds_al_gen_off() -> None:
    found = words({"failure-mode": exposure(TABLE_1)})
    assert "Certain and possible: no failure mode alone defeats the portfolio." in found
    row = found.index("al-gen")
    assert found[row : row + 3] == ["al-gen", "6", "scientist-ai"]
    row = found.index("cap-dev")
    assert found[row : row + 2] == ["cap-dev", "4–5"]


def test_with_three_needed_five_failures_defeat() -> None:
    found = words({"failure-mode": exposure(TABLE_1)}, fatal=5)
    assert "Certain: al-gen alone defeats the portfolio." in found
    assert "Possible: al-gen, cap-dev alone defeat the portfolio." in found


@given(portfolios, st.integers(1, 3))
def test_what_is_called_a_single_point_is_one(cells: dict[str, set[str]], need: int) -> None:
    need = min(need, len(cells))
    found = words({"failure-mode": {"certain": cells}}, fatal=len(cells) - need + 1)
    expected = single_points_of_failure(cells, need=need)
    assert found.count("single point of failure") == len(expected)


def test_an_assumption_defeats_by_failing() -> None:
    found = words({"failure-mode": {"certain": {"a": set()}}, "assumption": {"certain": {"a": {"x"}}}})
    assert "Certain: the failing of x alone defeats the portfolio." in found
    assert "None of the failure modes that count in this view strikes a technique." in found


def test_single_points_are_the_last_to_be_left_out() -> None:
    many = {f"f{i:03}" for i in range(MOST_ROWS + 5)}
    found = words({"failure-mode": {"certain": {"a": many, "b": many}}})
    assert found.count("single point of failure") == MOST_ROWS + 5
    many = {f"f{i:03}" for i in range(MOST_SINGLE + 5)}
    found = words({"failure-mode": {"certain": {"a": many}}})
    assert "Not drawn: 5 failure modes that reach less far." in found


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(any_name, st.sets(any_name, max_size=4), max_size=6), st.integers(1, 6))
def test_any_names_make_a_legible_picture(cells: dict[str, set[str]], fatal: int) -> None:
    both = {"certain": {t: set() for t in cells}, "possible": cells}
    given_ = {"failure-mode": both, "assumption": {"certain": cells, "possible": cells}}
    svg = reach_bars(given_, fatal=min(fatal, max(len(cells), 1)))
    assert_legible(parsed(svg))
