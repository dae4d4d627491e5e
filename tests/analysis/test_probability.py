"""Failure probabilities: Table 1, and the sum over all combinations of modes in exact fractions."""

import time
from fractions import Fraction
from itertools import pairwise, product
from math import isclose, nan, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.analysis import (
    Limits,
    all_portfolio_probabilities,
    failure_probability,
    marginal_probabilities,
)
from commoncause.analysis.probability import probability_limits

from .brute_force import probability

MODES = "abcdef"
exposures = st.dictionaries(
    st.sampled_from("uvwxyz"), st.lists(st.sampled_from(MODES), max_size=6), min_size=1, max_size=5
)
chances = st.sampled_from([0.0, 1.0, 0.5, 1e-12, 1 - 1e-12]) | st.floats(0, 1, allow_subnormal=False)
mode_chances = st.fixed_dictionaries(dict.fromkeys(MODES, chances))


def by_definition(exposure, q, need=1):
    """Add up, exactly, every combination of modes that leaves fewer than ``need`` techniques."""
    modes = sorted({mode for exposed in exposure.values() for mode in exposed})
    total = Fraction(0)
    for occurs in product((False, True), repeat=len(modes)):
        state = dict(zip(modes, occurs, strict=True))
        holding = sum(not any(state[mode] for mode in exposed) for exposed in exposure.values())
        if holding < need:
            total += prod(Fraction(q[mode]) if state[mode] else 1 - Fraction(q[mode]) for mode in modes)
    return float(total)


@given(exposures, mode_chances)
def test_probability_is_that_of_the_definition_for_every_need(exposure, q):
    for need in range(1, len(exposure) + 1):
        expected = by_definition(exposure, q, need)
        assert isclose(failure_probability(exposure, q, need=need), expected, rel_tol=1e-12, abs_tol=1e-300)


@given(exposures, mode_chances)
def test_needing_more_techniques_is_never_safer(exposure, q):
    answers = [failure_probability(exposure, q, need=need) for need in range(1, len(exposure) + 1)]
    assert all(fewer <= more + 1e-12 for fewer, more in pairwise(answers))


@given(exposures, mode_chances)
def test_marginals_are_single_technique_portfolios(exposure, q):
    marginals = marginal_probabilities(exposure, q)
    assert list(marginals) == sorted(exposure)
    for technique, p in marginals.items():
        assert isclose(p, 1 - prod(1 - q[mode] for mode in set(exposure[technique])), abs_tol=1e-15)


def test_table_1_at_one_tenth_each(certain, possible, tenth):
    assert isclose(failure_probability(certain, tenth), 0.0130951, rel_tol=1e-12)
    assert isclose(failure_probability(possible, tenth), 0.0361, rel_tol=1e-12)


def test_tiny_probabilities_keep_their_digits():
    exposure = {f"t{index}": [f"m{index}"] for index in range(10)}
    q = {f"m{index}": 1e-20 for index in range(10)}
    assert isclose(failure_probability(exposure, q), 1e-200)


def test_a_technique_without_exposure_never_fails():
    assert failure_probability({"rlhf": ["coll"], "off-switch": []}, {"coll": 1.0}) == 0.0
    assert failure_probability({"rlhf": ["coll"], "off-switch": []}, {"coll": 0.25}, need=2) == 0.25


@pytest.mark.parametrize("value", [-0.1, 1.1, nan, float("inf")])
def test_what_is_no_probability_is_refused_by_name(value):
    with pytest.raises(ValueError, match=r"probability of 'coll' is .*; give a number from 0 to 1"):
        failure_probability({"rlhf": ["coll"]}, {"coll": value})


def test_a_mode_without_probability_is_refused_by_name():
    with pytest.raises(ValueError, match="no probability for failure mode 'coll'"):
        failure_probability({"rlhf": ["coll"]}, {"al-gen": 0.1})


def test_an_empty_portfolio_and_an_impossible_need_are_refused():
    with pytest.raises(ValueError, match="no technique"):
        failure_probability({}, {})
    with pytest.raises(ValueError, match="need is 2"):
        failure_probability({"rlhf": ["coll"]}, {"coll": 0.1}, need=2)


def test_ten_thousand_techniques():
    shared = {f"t{index}": ["shared"] for index in range(10_000)}
    assert failure_probability(shared, {"shared": 0.25}) == 0.25
    assert failure_probability(shared, {"shared": 0.25}, need=5_000) == 0.25
    own = {f"t{index}": [f"m{index}"] for index in range(10_000)}
    q = {f"m{index}": 1e-5 for index in range(10_000)}
    assert isclose(failure_probability(own, q, need=10_000), 1 - (1 - 1e-5) ** 10_000, rel_tol=1e-9)


def test_two_thousand_modes_in_two_techniques():
    modes = [f"m{index}" for index in range(2_000)]
    exposure = {"rlhf": modes[:1_500], "debate": modes[500:]}
    q = dict.fromkeys(modes, 1e-3)
    neither, one_alone = (1 - 1e-3) ** 1_000, 1 - (1 - 1e-3) ** 500
    assert isclose(failure_probability(exposure, q), 1 - neither * (1 - one_alone**2), rel_tol=1e-9)


cells = st.dictionaries(
    st.tuples(st.sampled_from("uvwxyz"), st.sampled_from(MODES)),
    st.sampled_from([0.0, 0.25, 0.9, 1.0]),
    max_size=6,
)
few = st.dictionaries(
    st.sampled_from("uvwxyz"), st.lists(st.sampled_from(MODES), max_size=5), min_size=1, max_size=4
)


@given(few, mode_chances, cells)
def test_conditional_failure_is_that_of_the_definition_for_every_need(exposure, q, conditional):
    for need in range(1, len(exposure) + 1):
        expected = probability(exposure, [(1.0, q)], need, conditional)
        found = failure_probability(exposure, q, need=need, conditional=conditional)
        assert isclose(found, expected, rel_tol=1e-9, abs_tol=1e-12)


@given(few, mode_chances, cells)
def test_all_portfolios_at_once_agree_where_failure_is_conditional(exposure, q, conditional):
    techniques, table = all_portfolio_probabilities(exposure, q, conditional=conditional)
    for mask in range(1, len(table)):
        portfolio = {name: exposure[name] for bit, name in enumerate(techniques) if mask >> bit & 1}
        expected = failure_probability(portfolio, q, conditional=conditional)
        assert isclose(table[mask], expected, rel_tol=1e-8, abs_tol=1e-15)


@given(exposures, mode_chances, st.integers(1, 6), st.integers(1, 5))
def test_a_sum_cut_short_bounds_what_it_does_not_reach(exposure, q, most, need):
    need = min(need, len(exposure))
    lower, upper = probability_limits(exposure, q, Limits(most_states=most, narrow=most), need=need)
    assert lower <= failure_probability(exposure, q, need=need) * (1 + 1e-12)
    assert upper >= failure_probability(exposure, q, need=need) * (1 - 1e-12)


def test_a_sum_out_of_time_ends_with_bounds():
    modes = [f"m{index}" for index in range(60)]
    exposure = {f"t{i}": [m for j, m in enumerate(modes) if (i * j) % 7 < 3] for i in range(60)}
    late = Limits(deadline=time.monotonic() - 1, grace=0.0)
    lower, upper = probability_limits(exposure, dict.fromkeys(modes, 0.1), late)
    assert 0 <= lower < upper <= 1


def test_a_conditional_probability_that_is_none_is_refused_by_name():
    with pytest.raises(ValueError, match=r"that 'coll' defeats 'rlhf' is 1.5; give a number from 0 to 1"):
        failure_probability({"rlhf": ["coll"]}, {"coll": 0.1}, conditional={("rlhf", "coll"): 1.5})
