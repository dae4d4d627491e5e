"""Minimal path sets: the definition by brute force, and duality with the cut sets."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.analysis import minimal_cut_sets, minimal_path_sets

exposures = st.dictionaries(
    st.sampled_from("tuvwxyz"), st.lists(st.sampled_from("abcdefg"), max_size=7), min_size=1, max_size=6
)


def by_definition(exposure, need):
    """Try every set of absent modes from the smallest, while all other modes occur."""
    modes = sorted({mode for exposed in exposure.values() for mode in exposed})
    found = []
    for size in range(len(modes) + 1):
        for absent in combinations(modes, size):
            holding = sum(set(exposed) <= set(absent) for exposed in exposure.values())
            if holding >= need and not any(set(smaller) <= set(absent) for smaller in found):
                found.append(absent)
    return found


@given(exposures)
def test_path_sets_are_those_of_the_definition_for_every_need(exposure):
    for need in range(1, len(exposure) + 1):
        assert minimal_path_sets(exposure, need=need) == by_definition(exposure, need)


@given(exposures)
def test_path_sets_are_the_minimal_sets_that_meet_every_cut_set(exposure):
    for need in range(1, len(exposure) + 1):
        cut_sets = minimal_cut_sets(exposure, need=need)
        if cut_sets:
            dual = {"-".join(cut_set): cut_set for cut_set in cut_sets}
            assert minimal_path_sets(exposure, need=need) == minimal_cut_sets(dual)
        else:
            assert minimal_path_sets(exposure, need=need) == [()]


def test_table_1_holds_by_its_least_exposed_techniques(certain, possible):
    assert minimal_path_sets(certain) == [
        ("s-tax",),
        ("al-gen", "dec-al"),
        ("al-gen", "cap-dev", "coll", "em-mis", "eval-diff"),
    ]
    assert minimal_path_sets(possible) == [
        ("al-gen", "dec-al"),
        ("al-gen", "s-tax"),
        ("cap-dev", "coll", "s-tax"),
    ]


def test_a_technique_without_exposure_holds_whatever_occurs():
    assert minimal_path_sets({"rlhf": ["coll"], "off-switch": []}) == [()]
    assert minimal_path_sets({"rlhf": ["coll"], "off-switch": []}, need=2) == [("coll",)]


@pytest.mark.parametrize(("exposure", "need"), [({}, 1), ({"rlhf": ["coll"]}, 0), ({"rlhf": ["coll"]}, 2)])
def test_an_impossible_need_is_refused(exposure, need):
    with pytest.raises(ValueError, match=r"need is|no technique"):
        minimal_path_sets(exposure, need=need)


def test_ten_thousand_techniques_that_share_one_mode():
    exposure = {f"t{index}": ["shared"] for index in range(10_000)}
    assert minimal_path_sets(exposure) == minimal_path_sets(exposure, need=5_000) == [("shared",)]
