"""Bounds, simulated intervals and ranges over completions hold what they promise to hold."""

from itertools import product
from math import fsum, inf, isclose, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.analysis import (
    BeyondReachError,
    Limits,
    Scenario,
    clopper_pearson,
    completion_ranges,
    completions,
    cut_set_bounds,
    event_importance,
    failure_probability,
    probability_bounds,
    sampled_interval,
    scenario_probability,
    unknown_cells,
)
from commoncause.analysis import bounds as bounds_module
from commoncause.analysis.bounds import poisson_binomial_tail

MODES = "abcdef"
exposures = st.dictionaries(
    st.sampled_from("uvwxyz"), st.lists(st.sampled_from(MODES), max_size=6), min_size=1, max_size=6
)
chances = st.sampled_from([0.0, 1.0]) | st.floats(0, 1, allow_subnormal=False)
mode_chances = st.fixed_dictionaries(dict.fromkeys(MODES, chances))
conditionals = st.dictionaries(
    st.tuples(st.sampled_from("uvwxyz"), st.sampled_from(MODES)),
    st.sampled_from([0.0, 0.25, 0.9]),
    max_size=4,
)
needs = st.integers(1, 6)


def between(lower, p, upper):
    return lower <= p + 1e-12 and p <= upper + 1e-12


@given(exposures, mode_chances, needs, st.sampled_from([1, 20, 300_000]))
def test_cut_set_orders_bound_the_probability(exposure, q, need, searched):
    need = min(need, len(exposure))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bounds_module, "MOST_SEARCHED", searched)
        found = cut_set_bounds(exposure, q, need=need)
    assert between(found.lower, failure_probability(exposure, q, need=need), found.upper)


@given(exposures, mode_chances, mode_chances, st.floats(0, 1), conditionals, needs)
def test_bounds_hold_where_the_exact_sum_is_cut_short(exposure, q, other, weight, conditional, need):
    need = min(need, len(exposure))
    scenarios = [Scenario("one", weight, {}), Scenario("two", 1 - weight, other)]
    given_too = {"need": need, "conditional": conditional}
    exact = scenario_probability(exposure, q, scenarios, **given_too)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bounds_module, "SMALLER_PORTFOLIOS", (0, 1, 2))
        cut = probability_bounds(exposure, q, scenarios, limits=Limits(most_states=2, narrow=1), **given_too)
    assert between(cut.lower, exact, cut.upper)
    whole = probability_bounds(exposure, q, scenarios, **given_too)
    assert whole.is_exact
    assert isclose(whole.lower, exact, rel_tol=1e-12, abs_tol=1e-300)


@given(st.lists(st.floats(0, 1, allow_subnormal=False), max_size=7), st.integers(0, 8))
def test_the_number_of_events_has_its_distribution(chances, at_least):
    expected = fsum(
        prod(p if occurs else 1 - p for p, occurs in zip(chances, states, strict=True))
        for states in product((False, True), repeat=len(chances))
        if sum(states) >= at_least
    )
    assert isclose(poisson_binomial_tail(chances, at_least), expected, rel_tol=1e-9, abs_tol=1e-12)


@pytest.mark.parametrize(
    ("failures", "samples"), [(0, 50), (1, 50), (25, 50), (50, 50), (7, 100_000), (3_000, 10_000)]
)
def test_the_interval_is_that_of_clopper_and_pearson(failures, samples):
    beta = pytest.importorskip("scipy.stats").beta
    lower, upper = clopper_pearson(failures, samples)
    assert isclose(
        lower, 0.0 if not failures else beta.ppf(0.025, failures, samples - failures + 1), rel_tol=1e-7
    )
    assert isclose(
        upper, 1.0 if failures == samples else beta.ppf(0.975, failures + 1, samples - failures), rel_tol=1e-7
    )


@pytest.mark.parametrize(("failures", "samples"), [(0, 0), (-1, 5), (6, 5)])
def test_an_impossible_count_is_refused(failures, samples):
    with pytest.raises(ValueError, match="0 <= failures <= samples"):
        clopper_pearson(failures, samples)


@given(exposures, mode_chances, mode_chances, conditionals, needs)
def test_simulated_failures_are_as_frequent_as_they_are_likely(exposure, q, other, conditional, need):
    need = min(need, len(exposure))
    scenarios = [Scenario("one", 0.25, {}), Scenario("two", 0.75, other)]
    given_too = {"need": need, "conditional": conditional}
    drawn = sampled_interval(exposure, q, scenarios, samples=4_000, confidence=1 - 1e-9, **given_too)
    assert between(drawn.lower, scenario_probability(exposure, q, scenarios, **given_too), drawn.upper)


def test_the_same_seed_gives_the_same_interval(possible, tenth):
    one, two, three = (sampled_interval(possible, tenth, samples=20_000, seed=seed) for seed in (5, 5, 6))
    assert one == two
    assert one.failures != three.failures
    assert one.lower < 0.0361 < one.upper


def test_completions_lie_between_the_readings(certain, possible):
    assert unknown_cells(certain, possible) == [
        ("debate", "s-tax"), ("scientist-ai", "cap-dev"), ("scientist-ai", "coll")
    ]  # fmt: skip
    found = list(completions(certain, possible))
    assert len(found) == 8
    assert len({tuple(sorted((t, tuple(sorted(m))) for t, m in e.items())) for e in found}) == 8
    assert all(set(certain[t]) <= modes <= set(possible[t]) for e in found for t, modes in e.items())


def test_importance_leaves_its_two_readings(certain, possible, tenth):
    def figures(exposure):
        return {(row.event, "rrw"): row.rrw for row in event_importance(exposure, tenth)} | {
            (row.event, "birnbaum"): row.birnbaum for row in event_importance(exposure, tenth)
        }

    ranges = completion_ranges(certain, possible, figures)
    by_hand = [figures(exposure) for exposure in completions(certain, possible)]
    for name, span in ranges.items():
        assert span == (min(f[name] for f in by_hand), max(f[name] for f in by_hand))
    assert ranges["s-tax", "rrw"][1] == inf
    assert ranges["al-gen", "birnbaum"][1] > max(
        figures(e)["al-gen", "birnbaum"] for e in (certain, possible)
    )


def test_a_figure_that_no_completion_defines_has_no_range():
    assert completion_ranges({"a": []}, {"a": ["f"]}, lambda _: {"x": None}) == {"x": None}
    defined_once = completion_ranges({"a": []}, {"a": ["f"]}, lambda e: {"x": 1.0 if e["a"] else None})
    assert defined_once == {"x": (1.0, 1.0)}


def test_too_many_unknown_cells_are_said_to_be_so():
    with pytest.raises(BeyondReachError, match="13 unknown cells"):
        completion_ranges({"a": []}, {"a": [f"f{i}" for i in range(13)]}, lambda _: {})
    with pytest.raises(BeyondReachError, match="all 2 computations"):
        completion_ranges({"a": []}, {"a": ["f"]}, lambda _: {}, limits=Limits(deadline=0.0))
