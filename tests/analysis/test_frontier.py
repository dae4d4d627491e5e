"""The sum over failed sets: in a dict, in sorted arrays and in tables it is the same."""

from math import isclose
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.analysis import all_portfolio_probabilities, conditioning, failure_probability, frontier
from commoncause.analysis.conditioning import conditional_masses
from commoncause.analysis.frontier import BeyondReachError, Limits, failed_mass
from commoncause.analysis.frontier_arrays import SortedStates, StateTable

chances = st.sampled_from([0.0, 1.0, 0.5, 1e-12]) | st.floats(0, 1, allow_subnormal=False)


@st.composite
def problems(draw):
    """A sum with sure and unsure strikes, and the chances of its causes."""
    edges = draw(st.lists(st.integers(0, 255), min_size=1, max_size=6))
    spare = draw(st.integers(0, len(edges) - 1))
    cells = [(index, bit) for index, edge in enumerate(edges) for bit in range(8) if edge >> bit & 1]
    some = st.lists(st.sampled_from(cells), max_size=8, unique=True) if cells else st.just([])
    partly = {cell: draw(st.sampled_from([0.0, 0.25, 0.9])) for cell in draw(some)}
    return frontier.frontier(edges, spare, partly), draw(st.lists(chances, min_size=8, max_size=8))


def in_form(most_in_dict, tables, compute):
    """Compute with no more than this many states in a dict, past that in tables or in sorted arrays."""
    with (
        patch.object(frontier, "MOST_IN_DICT", most_in_dict),
        patch.object(conditioning, "MOST_IN_DICT", most_in_dict),
        patch.object(StateTable, "pays", staticmethod(lambda states, open_edges: tables)),
    ):
        return compute()


@given(problems())
def test_the_sum_is_the_same_in_every_form(given_problem):
    expected = in_form(1_000, False, lambda: failed_mass(*given_problem))
    for most_in_dict, tables in ((0, False), (3, False), (0, True), (3, True)):
        found = in_form(most_in_dict, tables, lambda: failed_mass(*given_problem))
        assert isclose(found[0], expected[0], rel_tol=1e-12, abs_tol=1e-300)
        assert found[0] == found[1]


@given(problems())
def test_conditioning_is_the_same_in_arrays(given_problem):
    expected = in_form(1_000, False, lambda: conditional_masses(*given_problem, Limits()))
    found = in_form(0, False, lambda: conditional_masses(*given_problem, Limits()))
    assert list(found) == list(expected)
    for cause, (given_it, without) in expected.items():
        assert isclose(found[cause][0], given_it, rel_tol=1e-12, abs_tol=1e-300)
        assert isclose(found[cause][1], without, rel_tol=1e-12, abs_tol=1e-300)


@given(problems(), st.integers(1, 5), st.booleans())
def test_a_sum_cut_short_in_arrays_bounds_the_whole(given_problem, most, tables):
    whole = in_form(1_000, False, lambda: failed_mass(*given_problem)[0])
    limits = Limits(most_states=most, narrow=most)
    lower, upper = in_form(0, tables, lambda: failed_mass(*given_problem, limits))
    assert lower <= whole * (1 + 1e-12)
    assert upper >= whole * (1 - 1e-12)


def test_the_heaviest_states_of_a_table_are_those_of_the_array():
    problem = frontier.frontier([0b0111, 0b1110, 0b1011], 1)
    states = SortedStates([0b000, 0b011, 0b101, 0b110], [0.1, 0.4, 0.2, 0.3], problem)
    assert states.heaviest(2) == StateTable(states, 0b111).heaviest(2)
    assert states.heaviest(0) == ({}, 1.0)
    assert states.heaviest(9)[0] == {0b000: 0.1, 0b011: 0.4, 0b101: 0.2, 0b110: 0.3}


def test_states_kept_in_arrays_are_limited_too():
    problem = frontier.frontier([0b0111, 0b1110, 0b1011], 0)
    with pytest.raises(BeyondReachError):
        in_form(0, False, lambda: conditional_masses(problem, [0.5] * 4, Limits(most_kept=0)))


def random_exposure(n_techniques, n_modes):
    modes = [f"m{j:02}" for j in range(n_modes)]
    return {f"t{i:02}": [m for j, m in enumerate(modes) if (i * i + 3 * i * j + j * j) % 11 < 4]
            for i in range(n_techniques)}  # fmt: skip


@pytest.mark.parametrize("c", [1.0, 0.7])
def test_a_portfolio_in_tables_is_the_last_of_all_portfolios(c):
    exposure = random_exposure(14, 60)
    q = {mode: 0.02 for modes in exposure.values() for mode in modes}
    conditional = {(t, mode): c for t, modes in exposure.items() for mode in modes}
    expected = all_portfolio_probabilities(exposure, q, conditional=conditional)[1][-1]
    assert isclose(failure_probability(exposure, q, conditional=conditional), expected, rel_tol=1e-9)


def test_more_techniques_than_fit_in_an_integer_of_64_bits():
    exposure = random_exposure(70, 12)
    q = {mode: 0.1 for modes in exposure.values() for mode in modes}
    expected = failure_probability(exposure, q, need=4)
    assert isclose(in_form(0, False, lambda: failure_probability(exposure, q, need=4)), expected)
