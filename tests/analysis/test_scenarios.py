"""Scenarios: the weighted sum by the definition, and what is no set of scenarios."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.analysis import (
    Scenario,
    failure_probability,
    scenario_marginals,
    scenario_probability,
)

from .brute_force import probability

MODES = "abcd"
exposures = st.dictionaries(
    st.sampled_from("wxyz"), st.lists(st.sampled_from(MODES), max_size=4), min_size=1, max_size=4
)
mode_chances = st.fixed_dictionaries(dict.fromkeys(MODES, st.floats(0, 1, allow_subnormal=False)))
changes = st.dictionaries(st.sampled_from(MODES), st.floats(0, 1, allow_subnormal=False))
conditionals = st.dictionaries(
    st.tuples(st.sampled_from("wxyz"), st.sampled_from(MODES)), st.sampled_from([0.0, 0.25, 0.9]), max_size=4
)


@given(exposures, mode_chances, changes, changes, st.floats(0, 1), conditionals)
def test_probability_is_the_weighted_sum_over_every_state(exposure, q, one, two, weight, conditional):
    scenarios = [Scenario("one", weight, one), Scenario("two", 1 - weight, two)]
    worlds = [(weight, {**q, **one}), (1 - weight, {**q, **two})]
    for need in range(1, len(exposure) + 1):
        found = scenario_probability(exposure, q, scenarios, need=need, conditional=conditional)
        expected = probability(exposure, worlds, need, conditional)
        assert isclose(found, expected, rel_tol=1e-9, abs_tol=1e-12)
    for technique, p in scenario_marginals(exposure, q, scenarios, conditional=conditional).items():
        alone = {technique: exposure[technique]}
        assert isclose(p, probability(alone, worlds, 1, conditional), rel_tol=1e-9, abs_tol=1e-12)


def test_without_scenarios_it_is_the_plain_probability(possible, tenth):
    assert scenario_probability(possible, tenth) == failure_probability(possible, tenth)


def test_a_shared_driver_makes_joint_failure_likelier():
    portfolio, q = {"rlhf": ["coll"], "debate": ["al-gen"]}, {"coll": 0.1, "al-gen": 0.1}
    low, high = {"coll": 0.0, "al-gen": 0.0}, {"coll": 0.2, "al-gen": 0.2}
    driven = scenario_probability(portfolio, q, [Scenario("calm", 0.5, low), Scenario("race", 0.5, high)])
    assert isclose(driven, 0.02)
    assert isclose(failure_probability(portfolio, q), 0.01)


@pytest.mark.parametrize(
    ("scenarios", "words"),
    [
        ([Scenario("a", 0.5, {})], "sum to 0.5"),
        ([Scenario("a", 0.5, {}), Scenario("a", 0.5, {})], "two scenarios are called 'a'"),
        ([Scenario("a", 1.0, {"cool": 0.1})], "speaks of 'cool'; choose from coll"),
        ([Scenario("a", 1.0, {"coll": float("nan")})], "scenario 'a' is nan"),
        ([Scenario("a", 1.5, {}), Scenario("b", -0.5, {})], "weight of scenario 'a' is 1.5"),
    ],
)
def test_what_are_no_scenarios_is_refused(scenarios, words):
    with pytest.raises(ValueError, match=words):
        scenario_probability({"rlhf": ["coll"]}, {"coll": 0.1}, scenarios)
