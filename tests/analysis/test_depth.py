"""Decades, effective layers and the two extremes of dependence."""

from math import inf, isclose, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.analysis import (
    common_cause_share,
    decades,
    effective_layers,
    failure_probability,
    fully_correlated,
    independent_product,
    marginal_probabilities,
)

exposures = st.dictionaries(
    st.sampled_from("tuvwxyz"), st.sets(st.sampled_from("abcdefg"), min_size=1), min_size=1, max_size=7
)
q_inside = st.fixed_dictionaries(dict.fromkeys("abcdefg", st.floats(1e-6, 0.999)))


def test_decades_count_powers_of_ten():
    assert decades(0.001) == 3.0
    assert decades(0.0) == inf
    assert str(decades(1.0)) == "0.0"


@pytest.mark.parametrize("p", [-0.1, 1.5, nan])
def test_decades_of_no_probability_are_refused(p):
    with pytest.raises(ValueError, match="give a number from 0 to 1"):
        decades(p)


@given(exposures, q_inside)
def test_probability_lies_between_independence_and_full_correlation(exposure, q):
    p = failure_probability(exposure, q)
    marginals = list(marginal_probabilities(exposure, q).values())
    assert independent_product(marginals) <= p * (1 + 1e-12)
    assert p <= fully_correlated(marginals) * (1 + 1e-12)
    assert -1e-12 <= common_cause_share(p, marginals) <= 1


@given(exposures, q_inside)
def test_effective_layers_lie_between_one_and_the_number_of_techniques(exposure, q):
    p = failure_probability(exposure, q)
    marginals = list(marginal_probabilities(exposure, q).values())
    assert 1 - 1e-9 <= effective_layers(p, marginals) <= len(marginals) + 1e-9


def test_techniques_apart_count_in_full_and_techniques_alike_once():
    q = {"coll": 0.1, "al-gen": 0.2}
    apart, alike = {"rlhf": ["coll"], "debate": ["al-gen"]}, {"rlhf": ["coll"], "debate": ["coll"]}
    assert isclose(effective_layers(failure_probability(apart, q), [0.1, 0.2]), 2)
    assert isclose(effective_layers(failure_probability(alike, q), [0.1, 0.1]), 1)


@pytest.mark.parametrize(("p", "marginals"), [(0.0, [0.0, 0.5]), (0.5, [1.0, 0.5]), (0.0, [0.5]), (1.0, [])])
def test_effective_layers_are_undefined_where_a_technique_is_certain(p, marginals):
    assert effective_layers(p, marginals) is None


def test_common_cause_share_is_undefined_without_failure():
    assert common_cause_share(0.0, [0.0, 0.5]) is None
    assert isclose(common_cause_share(0.1, [0.1, 0.1]), 0.9)
