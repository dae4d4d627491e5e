"""Minimal cut sets: Table 1, the definition by brute force, and an independent algorithm."""

from itertools import combinations, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.analysis import (
    count_minimal_cut_sets,
    iter_minimal_cut_sets,
    minimal_cut_sets,
    single_points_of_failure,
)

exposures = st.dictionaries(
    st.sampled_from("tuvwxyz"), st.lists(st.sampled_from("abcdefgh"), max_size=8), min_size=1, max_size=6
)


def in_order(sets):
    return sorted(sets, key=lambda names: (len(names), names))


def by_definition(exposure, need):
    """Try every set of modes from the smallest."""
    modes = sorted({mode for exposed in exposure.values() for mode in exposed})
    found = []
    for size in range(len(modes) + 1):
        for chosen in combinations(modes, size):
            holding = sum(not set(chosen) & set(exposed) for exposed in exposure.values())
            if holding < need and not any(set(smaller) <= set(chosen) for smaller in found):
                found.append(chosen)
    return found


def by_berge_multiplication(exposure):
    """C. Berge's method: multiply the exposures out one by one, keeping the minimal products."""
    products = {frozenset()}
    for exposed in exposure.values():
        larger = {product | {mode} for product in products for mode in exposed}
        products = {one for one in larger if not any(other < one for other in larger)}
    return in_order(tuple(sorted(product)) for product in products)


def needs(exposure):
    return range(1, len(exposure) + 1)


def test_table_1_on_the_certain_reading(certain):
    assert minimal_cut_sets(certain) == [
        ("al-gen", "s-tax"),
        ("cap-dev", "dec-al", "s-tax"),
        ("coll", "dec-al", "s-tax"),
        ("dec-al", "em-mis", "s-tax"),
        ("dec-al", "eval-diff", "s-tax"),
    ]


def test_table_1_on_the_possible_reading(possible):
    assert minimal_cut_sets(possible) == [
        ("al-gen", "cap-dev"),
        ("al-gen", "coll"),
        ("al-gen", "s-tax"),
        ("dec-al", "s-tax"),
    ]


def test_table_1_has_no_single_point_of_failure(certain, possible):
    assert single_points_of_failure(certain) == single_points_of_failure(possible) == ()


def test_the_three_feedback_techniques_share_five_modes(certain):
    feedback = {name: certain[name] for name in ("rlhf", "rlaif", "weak-to-strong")}
    assert single_points_of_failure(feedback) == ("al-gen", "cap-dev", "dec-al", "em-mis", "eval-diff")


@given(exposures)
def test_cut_sets_are_those_of_the_definition_for_every_need(exposure):
    for need in needs(exposure):
        assert minimal_cut_sets(exposure, need=need) == by_definition(exposure, need)


@given(
    st.dictionaries(
        st.integers(0, 99).map("t{:02}".format), st.sets(st.integers(0, 19).map("m{:02}".format)), min_size=1
    )
)
def test_cut_sets_agree_with_berge_multiplication(exposure):
    assert minimal_cut_sets(exposure) == by_berge_multiplication(exposure)


@given(exposures, st.integers(1, 9))
def test_max_order_lists_exactly_the_sets_up_to_it(exposure, max_order):
    for need in needs(exposure):
        every = minimal_cut_sets(exposure, need=need)
        short = minimal_cut_sets(exposure, need=need, max_order=max_order)
        assert short == [cut_set for cut_set in every if len(cut_set) <= max_order]


@given(exposures)
def test_iterating_finds_the_same_sets_each_once(exposure):
    for need in needs(exposure):
        assert in_order(iter_minimal_cut_sets(exposure, need=need)) == minimal_cut_sets(exposure, need=need)


@given(exposures)
def test_counting_agrees_with_listing(exposure):
    for need in needs(exposure):
        orders = [len(cut_set) for cut_set in minimal_cut_sets(exposure, need=need)]
        assert count_minimal_cut_sets(exposure, need=need) == {
            order: orders.count(order) for order in sorted(set(orders))
        }


@given(exposures)
def test_single_points_are_the_cut_sets_of_order_1(exposure):
    for need in needs(exposure):
        singles = minimal_cut_sets(exposure, need=need, max_order=1)
        assert single_points_of_failure(exposure, need=need) == tuple(mode for (mode,) in singles)


@given(exposures, st.randoms(use_true_random=False))
def test_order_and_repetition_of_names_do_not_matter(exposure, random):
    items = [(technique, exposed * 2) for technique, exposed in exposure.items()]
    random.shuffle(items)
    assert minimal_cut_sets(dict(items)) == minimal_cut_sets(exposure)


def test_a_technique_without_exposure_never_fails():
    exposure = {"rlhf": ["coll"], "off-switch": []}
    assert minimal_cut_sets(exposure) == []
    assert count_minimal_cut_sets(exposure) == {}
    assert single_points_of_failure(exposure) == ()


def test_a_technique_without_exposure_counts_as_holding():
    exposure = {"rlhf": ["coll"], "debate": ["al-gen"], "off-switch": []}
    assert minimal_cut_sets(exposure, need=2) == [("al-gen", "coll")]
    assert minimal_cut_sets(exposure, need=3) == [("al-gen",), ("coll",)]


def test_equal_techniques_count_each_on_its_own_when_several_are_needed():
    exposure = {"rlhf": ["coll"], "rlaif": ["coll"], "debate": ["al-gen"]}
    assert minimal_cut_sets(exposure, need=2) == [("coll",)]


@pytest.mark.parametrize("answer", [minimal_cut_sets, iter_minimal_cut_sets, count_minimal_cut_sets])
@pytest.mark.parametrize(
    ("exposure", "options", "message"),
    [
        ({}, {}, "no technique; name at least one"),
        ({"rlhf": ["coll"]}, {"need": 0}, "need is 0.* from 1 to 1"),
        ({"rlhf": ["coll"], "debate": []}, {"need": 3}, "need is 3.* from 1 to 2"),
        ({"rlhf": ["coll"]}, {"max_order": 0}, "max_order is 0; choose 1 or more"),
    ],
)
def test_what_cannot_be_answered_is_refused_at_the_call(answer, exposure, options, message):
    with pytest.raises(ValueError, match=message):
        answer(exposure, **options)


def test_single_points_refuse_a_need_beyond_the_portfolio():
    with pytest.raises(ValueError, match="need is 2"):
        single_points_of_failure({"rlhf": ["coll"]}, need=2)


@pytest.mark.parametrize(
    ("exposure", "message"),
    [
        ({"rlhf": "coll"}, "the modes of 'rlhf' are one string"),
        ({"rlhf": ["coll", 7]}, "mode 7 of technique 'rlhf' is not a string"),
        ({7: ["coll"]}, "technique 7 is not a string"),
    ],
)
def test_names_that_are_not_strings_are_refused(exposure, message):
    with pytest.raises(TypeError, match=message):
        minimal_cut_sets(exposure)


def test_ten_thousand_techniques_that_share_one_mode():
    exposure = {f"t{index}": ["shared"] for index in range(10_000)}
    assert minimal_cut_sets(exposure) == minimal_cut_sets(exposure, need=5_000) == [("shared",)]


def test_ten_thousand_techniques_with_a_mode_each():
    exposure = {f"t{index:05}": [f"m{index:05}"] for index in range(10_000)}
    assert minimal_cut_sets(exposure) == [tuple(f"m{index:05}" for index in range(10_000))]
    assert minimal_cut_sets(exposure, max_order=9_999) == []
    assert len(minimal_cut_sets(exposure, need=10_000)) == 10_000


def test_search_deeper_than_the_recursion_limit():
    exposure = {f"t{index:04}": [f"a{index:04}", f"b{index:04}"] for index in range(1_200)}
    found = list(islice(iter_minimal_cut_sets(exposure), 5))
    assert len(set(found)) == 5
    assert {len(cut_set) for cut_set in found} == {1_200}


def test_two_thousand_modes_in_one_technique():
    modes = [f"m{index:04}" for index in range(2_000)]
    assert minimal_cut_sets({"rlhf": modes}) == [(mode,) for mode in modes]
    assert count_minimal_cut_sets({"rlhf": modes[:1_500], "debate": modes[500:]}) == {1: 1_000, 2: 250_000}
