"""The value of resolving open cells, against all completions."""

from __future__ import annotations

from itertools import combinations, product
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.analysis.completions import completions, unknown_cells
from commoncause.analysis.frontier import BeyondReachError, Limits
from commoncause.analysis.probability import failure_probability
from commoncause.analysis.resolution import (
    completion_interval,
    decision,
    information_values,
    resolution_values,
)

MODES = "abcd"
chances = st.fixed_dictionaries(dict.fromkeys(MODES, st.floats(0.01, 0.99)))


@st.composite
def readings(draw, most_open: int = 4):  # type: ignore[no-untyped-def]
    techniques = draw(st.sets(st.sampled_from("tuv"), min_size=1))
    certain = {t: draw(st.frozensets(st.sampled_from(MODES))) for t in sorted(techniques)}
    free = [(t, f) for t in certain for f in MODES if f not in certain[t]]
    extra = draw(st.sets(st.sampled_from(free), max_size=most_open)) if free else set()
    possible = {t: own | {f for u, f in extra if u == t} for t, own in certain.items()}
    return certain, possible


def width(exposures, q) -> float:  # type: ignore[no-untyped-def]
    values = [failure_probability(e, q) for e in exposures]
    return max(values) - min(values)


@given(readings(), chances)
def test_the_interval_is_that_of_all_completions(both, q):
    values = [failure_probability(e, q) for e in completions(*both)]
    found = completion_interval(*both, q)
    assert isclose(found.certain, min(values), rel_tol=1e-9, abs_tol=1e-12)
    assert isclose(found.possible, max(values), rel_tol=1e-9, abs_tol=1e-12)


@given(readings(), chances, st.sampled_from([1, 2]))
def test_values_are_those_of_the_completions_left(both, q, together):
    cells = unknown_cells(*both)
    every = list(completions(*both))
    found = list(resolution_values(*both, cells, q, together=together))
    assert [value.cells for value in found] == list(combinations(cells, together))
    for value in found:
        gains = []
        for verdicts in product((True, False), repeat=together):
            left = [
                e
                for e in every
                if all((f in e[t]) == v for (t, f), v in zip(value.cells, verdicts, strict=True))
            ]
            gains.append(width(every, q) - width(left, q))
        assert isclose(value.guaranteed, min(gains), abs_tol=1e-9)
        assert isclose(value.best, max(gains), abs_tol=1e-9)
        assert -1e-12 <= value.guaranteed <= value.best + 1e-12


@given(readings(), chances, st.floats(0, 1))
def test_expected_risk_is_the_mean_over_completions(both, q, prior):
    cells = unknown_cells(*both)

    def _mean(group: tuple[str, ...]) -> float:
        total = 0.0
        for e in completions(*both):
            exposed = sum(f in e[t] for t, f in cells)
            weight = prior**exposed * (1 - prior) ** (len(cells) - exposed)
            total += weight * failure_probability({t: e[t] for t in group}, q)
        return total

    for size in range(1, len(both[0]) + 1):
        best = min(map(_mean, combinations(sorted(both[0]), size)))
        found = decision(*both, q, prior=prior, size=size)
        assert isclose(found.probability, best, rel_tol=1e-8, abs_tol=1e-12)
        assert isclose(_mean(found.techniques), best, rel_tol=1e-8, abs_tol=1e-12)


@given(readings(), chances, st.floats(0, 1))
def test_information_is_worth_something_only_if_it_changes_the_choice(both, q, prior):
    now = decision(*both, q, prior=prior, size=1)
    for cell, value, choices in information_values(*both, unknown_cells(*both), q, prior=prior, size=1):
        assert value >= 0
        if value > 1e-9:
            assert {choice.techniques for choice in choices} != {now.techniques}, cell


def test_table_1_has_three_cells_to_resolve(certain, possible, tenth):
    found = {
        v.cells[0]: v for v in resolution_values(certain, possible, unknown_cells(certain, possible), tenth)
    }
    assert set(found) == {("debate", "s-tax"), ("scientist-ai", "cap-dev"), ("scientist-ai", "coll")}
    span = completion_interval(certain, possible, tenth)
    assert isclose(span.certain, 0.0130951)
    assert isclose(span.possible, 0.0361)


def test_a_contested_cell_that_is_read_one_way_may_widen_the_range():
    certain, possible = {"t": frozenset("a")}, {"t": frozenset("ab")}
    [value] = resolution_values(certain, possible, [("t", "a")], {"a": 0.5, "b": 0.5})
    assert value.guaranteed == -0.25
    assert value.best == 0.0


def test_what_is_out_of_reach_says_so(certain, possible, tenth):
    with pytest.raises(BeyondReachError):
        list(
            resolution_values(
                certain, possible, [("debate", "s-tax")], tenth, limits=Limits(most_states=1, narrow=1)
            )
        )


@pytest.mark.parametrize(
    ("options", "message"),
    [({"prior": 1.5, "size": 1}, "prior is 1.5"), ({"prior": 0.5, "size": 9}, "no portfolio of 9")],
)
def test_what_cannot_be_asked_is_refused(certain, possible, tenth, options, message):
    with pytest.raises(ValueError, match=message):
        information_values(certain, possible, [], tenth, **options)
    many = {f"t{i:02}": ["s-tax"] for i in range(30)}
    with pytest.raises(ValueError, match="too many portfolios"):
        information_values(many, many, [], tenth, prior=0.5, size=1)
