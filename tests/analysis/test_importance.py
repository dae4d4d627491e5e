"""Importance: Table 1, and conditioning by adding up every state of the world."""

from math import fsum, inf, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.analysis import (
    FORMULAS,
    BeyondReachError,
    Limits,
    Scenario,
    conditional_probabilities,
    event_importance,
    failure_probability,
    importance,
    importance_of_failing,
    scenario_probability,
    technique_importance,
    tornado_swings,
)
from commoncause.analysis.scenarios import weighted_probabilities

from .brute_force import joint, probability

MODES = "abcd"
exposures = st.dictionaries(
    st.sampled_from("vwxyz"), st.lists(st.sampled_from(MODES), max_size=4), min_size=1, max_size=4
)
chances = st.sampled_from([0.0, 1.0, 0.5]) | st.floats(0.001, 0.999)
mode_chances = st.fixed_dictionaries(dict.fromkeys(MODES, chances))
inner_chances = st.fixed_dictionaries(dict.fromkeys(MODES, st.floats(0.01, 0.99)))
conditionals = st.dictionaries(
    st.tuples(st.sampled_from("vwxyz"), st.sampled_from(MODES)), st.sampled_from([0.0, 0.25, 0.9]), max_size=4
)
needs = st.integers(1, 4)


def same(found, expected):
    return isclose(found, expected, rel_tol=1e-9, abs_tol=1e-12)


def test_table_1_at_one_tenth_each(certain, possible, tenth):
    rows = {row.event: row for row in event_importance(certain, tenth)}
    assert rows["s-tax"].rrw == inf
    row = {row.event: row for row in event_importance(possible, tenth)}["al-gen"]
    assert isclose(row.birnbaum, 0.261, rel_tol=1e-12)
    assert isclose(row.criticality, 0.722992, abs_tol=5e-7)
    assert isclose(row.diagnostic, 0.750693, abs_tol=5e-7)
    assert isclose(row.raw, 7.50693, abs_tol=5e-6)
    assert isclose(row.rrw, 3.61, rel_tol=1e-12)
    assert isclose(row.structural, 0.625, rel_tol=1e-12)


@given(exposures, mode_chances, conditionals, needs)
def test_conditioning_is_setting_the_probability_to_one_and_to_zero(exposure, q, conditional, need):
    need = min(need, len(exposure))
    found = conditional_probabilities(exposure, q, need=need, conditional=conditional)
    assert list(found) == sorted(q)
    for mode, (given_it, without) in found.items():
        assert same(given_it, probability(exposure, [(1.0, {**q, mode: 1.0})], need, conditional))
        assert same(without, probability(exposure, [(1.0, {**q, mode: 0.0})], need, conditional))


@given(exposures, inner_chances, inner_chances, st.floats(0.1, 0.9), conditionals, needs)
def test_measures_are_those_of_the_joint_distribution(exposure, q, other, weight, conditional, need):
    need = min(need, len(exposure))
    scenarios = [Scenario("one", weight, {}), Scenario("two", 1 - weight, other)]
    states = joint(exposure, weighted_probabilities(q, scenarios), need, conditional)
    p = fsum(w * fails for _, w, fails in states)
    for row in event_importance(exposure, q, need=need, conditional=conditional, scenarios=scenarios):
        occurs = fsum(w for occurring, w, _ in states if row.event in occurring)
        both = fsum(w * fails for occurring, w, fails in states if row.event in occurring)
        with_it, without = both / occurs, (p - both) / (1 - occurs)
        assert same(row.birnbaum, with_it - without)
        if p > 1e-6:
            assert same(row.diagnostic, both / p)
            assert same(row.raw, with_it / p)
            assert same(row.criticality, occurs * (with_it - without) / p)
            assert row.rrw == inf or isclose(row.rrw, p / without, rel_tol=1e-6)


@given(exposures, mode_chances, needs)
def test_structural_importance_is_birnbaum_at_one_half(exposure, q, need):
    need = min(need, len(exposure))
    halves = {row.event: row.birnbaum for row in event_importance(exposure, dict.fromkeys(q, 0.5), need=need)}
    assert {row.event: row.structural for row in event_importance(exposure, q, need=need)} == halves


@given(exposures, mode_chances)
def test_measures_of_a_coherent_portfolio_have_the_signs_they_must(exposure, q):
    for row in event_importance(exposure, q):
        assert row.birnbaum >= 0
        if row.raw is not None:
            assert row.raw >= 1 - 1e-12
            assert row.rrw >= 1 - 1e-12
            assert 0 <= row.diagnostic <= 1


def test_two_sums_for_each_mode_give_what_the_two_passes_give(monkeypatch, possible, tenth):
    both_passes = event_importance(possible, tenth)

    def refuse(*_):
        raise BeyondReachError

    monkeypatch.setattr(importance, "conditional_masses", refuse)
    for slow, fast in zip(event_importance(possible, tenth), both_passes, strict=True):
        assert all(same(getattr(slow, name), getattr(fast, name)) for name in FORMULAS)


def test_what_is_out_of_reach_is_said(possible, tenth):
    with pytest.raises(BeyondReachError, match="more states or time"):
        event_importance(possible, tenth, limits=Limits(most_states=1, most_kept=1, narrow=1))


def test_without_failure_what_divides_by_it_is_undefined():
    (row,) = event_importance({"rlhf": ["coll"], "off-switch": []}, {"coll": 0.5})
    assert (row.birnbaum, row.criticality, row.raw, row.rrw) == (0.0, None, None, None)


@given(exposures, mode_chances, conditionals, needs)
def test_a_technique_out_or_perfect_is_a_portfolio_changed_so(exposure, q, conditional, need):
    need = min(need, len(exposure))
    p = probability(exposure, [(1.0, q)], need, conditional)
    for row in technique_importance(exposure, q, need=need, conditional=conditional):
        perfect = {**exposure, row.technique: []}
        out = {**exposure, row.technique: ["out"]}
        p_perfect = probability(perfect, [(1.0, q)], need, conditional)
        p_out = probability(out, [(1.0, {**q, "out": 1.0})], need, conditional)
        assert same(row.birnbaum, p_out - p_perfect)
        if p > 1e-6:
            assert same(row.raw, p_out / p)
            assert row.rrw == inf or isclose(row.rrw, p / p_perfect, rel_tol=1e-6)


@given(exposures, mode_chances, st.sets(st.sampled_from("vwxyz")), needs)
def test_an_event_outside_the_model_is_one_of_probability_zero_inside(exposure, q, struck, need):
    need, struck = min(need, len(exposure)), struck & set(exposure)
    (outside,) = importance_of_failing(exposure, q, {"event": struck}, need=need)
    wider = {t: [*modes, *(["event"] if t in struck else [])] for t, modes in exposure.items()}
    inside = next(r for r in event_importance(wider, {**q, "event": 0.0}, need=need) if r.event == "event")
    assert same(outside.birnbaum, inside.birnbaum)
    assert (outside.raw is None) == (inside.raw is None)
    assert outside.raw is None or isclose(outside.raw, inside.raw, rel_tol=1e-9)


@given(exposures, mode_chances, st.sampled_from(MODES), st.floats(0, 0.5), st.floats(0.5, 1))
def test_the_ends_of_a_tornado_are_probabilities_at_these_values(exposure, q, mode, low, high):
    scenarios = [Scenario("one", 0.25, {}), Scenario("two", 0.75, {"a": 0.5})]
    (swing,) = tornado_swings(exposure, q, {mode: (low, high)}, scenarios=scenarios)
    for end, found in ((low, swing.p_low), (high, swing.p_high)):
        fixed = [Scenario(s.name, s.weight, {**s.q, mode: end}) for s in scenarios]
        assert same(found, scenario_probability(exposure, q, fixed))


def test_a_tornado_has_the_widest_swing_first(possible, tenth):
    swings = tornado_swings(possible, tenth, dict.fromkeys(tenth, (0.05, 0.2)))
    assert [s.event for s in swings[:3]] == ["al-gen", "s-tax", "dec-al"]
    assert all(s.p_low <= failure_probability(possible, tenth) <= s.p_high for s in swings)


@pytest.mark.parametrize(
    ("spans", "words"),
    [
        ({"coll": (0.5, 0.1)}, "give the lower end first"),
        ({"coll": (0.5, 1.1)}, "from 0 to 1"),
        ({"x": (0, 1)}, "choose from"),
    ],
)
def test_a_range_that_is_none_is_refused(spans, words):
    with pytest.raises(ValueError, match=words):
        tornado_swings({"rlhf": ["coll"]}, {"coll": 0.1}, spans)
