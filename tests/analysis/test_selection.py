"""Integer programming, against all portfolios."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commoncause.analysis.pareto import Constraints
from commoncause.analysis.selection import GOALS, Selection, selected_portfolio
from commoncause.analysis.small_cut_sets import lowest_order

MODES = "abcde"
relations = st.dictionaries(
    st.sampled_from("tuvwxy"), st.frozensets(st.sampled_from(MODES)), min_size=1, max_size=6
)
constraints = st.builds(
    lambda size, pair, tax, most, free: Constraints(
        max_size=size,
        incompatible=frozenset([frozenset(pair)]) if len(pair) == 2 else frozenset(),
        tax=tax,
        max_tax=most if tax else None,
        no_single_point=free,
    ),
    st.one_of(st.none(), st.integers(1, 5)),
    st.sets(st.sampled_from("tuvwxy"), max_size=2),
    st.one_of(st.none(), st.dictionaries(st.sampled_from("tuvwxy"), st.integers(0, 2), max_size=6)),
    st.integers(0, 6),
    st.booleans(),
)


def value(goal: str, subset: tuple[str, ...], e: dict, min_order: int) -> int | None:
    """What a portfolio is worth for the goal, less being better; None where it misses it."""
    rows = [e[t] for t in subset]
    if goal == "independent":
        return None if any(a & b for a, b in combinations(rows, 2)) else -len(subset)
    if goal == "coverage":
        occurring = frozenset().union(*e.values())
        return -sum(any(mode not in row for row in rows) for mode in occurring)
    if not subset:
        return None
    order = lowest_order({t: e[t] for t in subset})
    return None if order is not None and order < min_order else len(subset)


@settings(max_examples=120)
@given(relations, constraints, st.sampled_from(sorted(GOALS)), st.integers(1, 4))
def test_no_portfolio_is_better(e, limits, goal, min_order):
    subsets = [s for n in range(len(e) + 1) for s in combinations(sorted(e), n)]
    fits = {}
    for subset in subsets:
        shared = frozenset.intersection(*(e[t] for t in subset)) if subset else frozenset().union(*e.values())
        if limits.admits(subset) and not (limits.no_single_point and shared):
            worth = value(goal, subset, e, min_order)
            if worth is not None:
                fits[subset] = worth
    found = selected_portfolio(e, goal, constraints=limits, min_order=min_order)
    assert found.is_proved
    if not fits:
        assert found.techniques is None
        return
    assert found.techniques in fits
    assert found.value == abs(fits[found.techniques])
    assert fits[found.techniques] == min(fits.values())
    assert found.gap == 0
    if goal == "coverage":
        best = [s for s, worth in fits.items() if worth == min(fits.values())]
        assert len(found.techniques) == min(map(len, best))


def test_two_techniques_of_table_1_share_nothing(possible):
    exposure = {t: frozenset(modes) for t, modes in possible.items()}
    pair = ("representation-engineering", "scientist-ai")
    assert selected_portfolio(exposure, "smallest") == Selection(pair, 2, 2, True)
    assert selected_portfolio(exposure, "independent") == Selection(pair, 2, 2, True)
    assert not lowest_order(exposure) > 2  # type: ignore[operator]
    assert selected_portfolio(exposure, "smallest", min_order=3) == Selection(None, None, None, True)


def test_hundreds_of_techniques():
    e = {f"t{i:03}": {f"m{(i * j) % 41}" for j in range(1, 8)} for i in range(300)}
    found = selected_portfolio(e, "smallest", min_order=3)
    assert found.is_proved
    assert found.techniques is not None
    assert lowest_order({t: e[t] for t in found.techniques}) >= 3  # type: ignore[operator]


def test_a_search_without_time_says_what_it_has():
    e = {f"t{i:03}": {f"m{(i * j) % 97}" for j in range(1, 40)} for i in range(400)}
    found = selected_portfolio(e, "smallest", min_order=5, time_limit=0.05)
    assert not found.is_proved
    assert found.gap is None or found.gap > 0


def test_what_cannot_be_asked_is_refused():
    with pytest.raises(ValueError, match="no goal 'best'"):
        selected_portfolio({"t": ["a"]}, "best")
    with pytest.raises(ValueError, match="at least one of each"):
        selected_portfolio({}, "smallest")
