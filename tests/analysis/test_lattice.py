"""All portfolios at once agree with each portfolio by itself."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.analysis import all_portfolio_probabilities, failure_probability

MODES = "abcdefgh"
exposures = st.dictionaries(
    st.sampled_from("tuvwxyz"), st.lists(st.sampled_from(MODES), max_size=8), min_size=1, max_size=7
)
chances = st.sampled_from([0.0, 1.0, 1e-12, 1 - 1e-12]) | st.floats(0, 1, allow_subnormal=False)
mode_chances = st.fixed_dictionaries(dict.fromkeys(MODES, chances))


@given(exposures, mode_chances)
def test_every_portfolio_of_the_table_is_its_own_probability(exposure, q):
    techniques, table = all_portfolio_probabilities(exposure, q)
    assert techniques == tuple(sorted(exposure))
    assert table.shape == (1 << len(techniques),)
    assert table[0] == 1.0
    for mask in range(1, len(table)):
        portfolio = {name: exposure[name] for bit, name in enumerate(techniques) if mask >> bit & 1}
        assert isclose(table[mask], failure_probability(portfolio, q), rel_tol=1e-8, abs_tol=1e-300)


def test_small_probabilities_do_not_drown_in_cancellation():
    exposure = {f"t{index:02}": [f"m{index:02}", "shared"] for index in range(12)}
    q = {f"m{index:02}": 1e-3 for index in range(12)} | {"shared": 1e-30}
    _, table = all_portfolio_probabilities(exposure, q)
    assert isclose(table[-1], 1e-30 + 1e-36, rel_tol=1e-12)
    assert isclose(table[0b11111], 1e-15, rel_tol=1e-12)


def test_adding_a_technique_never_raises_the_probability(possible, tenth):
    techniques, table = all_portfolio_probabilities(possible, tenth)
    for mask in range(len(table)):
        for bit in range(len(techniques)):
            assert table[mask | 1 << bit] <= table[mask] + 1e-15


def test_too_many_techniques_are_refused_with_a_way_out():
    exposure = {f"t{index}": ["coll"] for index in range(23)}
    with pytest.raises(ValueError, match=r"23 techniques .* at most 22, .* failure_probability"):
        all_portfolio_probabilities(exposure, {"coll": 0.1})


def test_no_technique_and_a_missing_probability_are_refused():
    with pytest.raises(ValueError, match="no technique"):
        all_portfolio_probabilities({}, {})
    with pytest.raises(ValueError, match="no probability for failure mode 'coll'"):
        all_portfolio_probabilities({"rlhf": ["coll"]}, {})
