"""Common-cause models of NUREG/CR-5485: what they conserve, how they convert, and residual failures."""

from itertools import pairwise
from math import comb, fsum, isclose, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.analysis import (
    Residuals,
    SimilarTechniques,
    alpha_from_greek,
    alpha_shares,
    basic_event_probabilities,
    beta_shares,
    common_cause_events,
    failure_probability,
    greek_from_alpha,
    greek_shares,
    group_failure_probability,
    with_residuals,
)

from .brute_force import probability

letters = st.lists(st.floats(0, 1, allow_subnormal=False), min_size=1, max_size=5)
totals = st.floats(0, 1, allow_subnormal=False)


@st.composite
def alphas(draw):
    weights = draw(st.lists(st.floats(0.01, 1), min_size=2, max_size=6))
    return [weight / fsum(weights) for weight in weights]


@given(letters, totals)
def test_greek_letters_conserve_the_failure_probability_of_a_component(rho, total):
    q = basic_event_probabilities(greek_shares(rho), total)
    m = len(q)
    assert isclose(fsum(comb(m - 1, k) * p for k, p in enumerate(q)), total, rel_tol=1e-12, abs_tol=1e-300)


@given(alphas(), totals, st.booleans())
def test_alpha_factors_conserve_it_too(alpha, total, staggered):
    q = basic_event_probabilities(alpha_shares(alpha, staggered=staggered), total)
    m = len(q)
    assert isclose(fsum(comb(m - 1, k) * p for k, p in enumerate(q)), total, rel_tol=1e-12, abs_tol=1e-300)


@given(letters, totals)
def test_events_that_strike_a_member_add_up_to_its_failure_probability(rho, total):
    names = [f"t{index}" for index in range(len(rho) + 1)]
    events = common_cause_events(names, basic_event_probabilities(greek_shares(rho), total))
    for name in names:
        struck = fsum(p for members, p in events.items() if name in members)
        assert isclose(struck, total, rel_tol=1e-9, abs_tol=1e-300)


@given(alphas(), totals)
def test_alpha_factors_follow_the_formulas_of_the_report(alpha, total):
    m, alpha_t = len(alpha), fsum(k * a for k, a in enumerate(alpha, 1))
    plain = basic_event_probabilities(alpha_shares(alpha), total)
    staggered = basic_event_probabilities(alpha_shares(alpha, staggered=True), total)
    for k, a in enumerate(alpha, 1):
        assert isclose(
            plain[k - 1], k / comb(m - 1, k - 1) * a / alpha_t * total, rel_tol=1e-9, abs_tol=1e-300
        )
        assert isclose(staggered[k - 1], a / comb(m - 1, k - 1) * total, rel_tol=1e-9, abs_tol=1e-300)


@given(alphas())
def test_an_alpha_factor_is_the_part_of_events_that_fail_so_many(alpha):
    q = basic_event_probabilities(alpha_shares(alpha), 0.1)
    events = [comb(len(q), k) * p for k, p in enumerate(q, 1)]
    assert all(isclose(e / fsum(events), a, rel_tol=1e-9) for e, a in zip(events, alpha, strict=True))


@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=5), totals)
def test_greek_letters_follow_the_formula_of_the_report(rho, total):
    m, chain = len(rho) + 1, [1.0, *rho, 0.0]
    for k, p in enumerate(basic_event_probabilities(greek_shares(rho), total), 1):
        expected = prod(chain[:k]) * (1 - chain[k]) / comb(m - 1, k - 1) * total
        assert isclose(p, expected, rel_tol=1e-9, abs_tol=1e-300)


@given(alphas(), st.booleans())
def test_alpha_and_greek_convert_into_each_other(alpha, staggered):
    rho = greek_from_alpha(alpha, staggered=staggered)
    back = alpha_from_greek(rho, staggered=staggered)
    assert all(isclose(a, b, rel_tol=1e-9) for a, b in zip(alpha, back, strict=True))
    for one, two in zip(greek_shares(rho), alpha_shares(alpha, staggered=staggered), strict=True):
        assert isclose(one, two, rel_tol=1e-9)


def test_the_beta_factor_is_the_greek_model_whose_other_letters_are_one():
    assert beta_shares(4, 0.1) == pytest.approx(greek_shares([0.1, 1.0, 1.0]))


def test_three_alike_fail_together_by_every_partition():
    q1, q2, q3 = basic_event_probabilities(greek_shares([0.1, 0.3]), 0.01)
    pairs = [q2] * 3
    no_triple = probability(
        {"a": ["a", "ab", "ac"], "b": ["b", "ab", "bc"], "c": ["c", "ac", "bc"]},
        [(1.0, dict.fromkeys("abc", q1) | dict(zip(("ab", "ac", "bc"), pairs, strict=True)))],
    )
    assert isclose(group_failure_probability((q1, q2, q3)), q3 + (1 - q3) * no_triple, rel_tol=1e-9)


def test_more_sharing_is_never_safer():
    ps = [
        group_failure_probability(basic_event_probabilities(beta_shares(3, b), 0.05))
        for b in (0, 0.1, 0.5, 1)
    ]
    assert isclose(ps[0], 0.05**3)
    assert isclose(ps[-1], 0.05)
    assert all(less < more for less, more in pairwise(ps))


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: beta_shares(1, 0.1), "group of 1"),
        (lambda: beta_shares(11, 0.1), "choose 2 to 10"),
        (lambda: beta_shares(2, float("nan")), "beta is nan"),
        (lambda: greek_shares([1.2]), "Greek letter is 1.2"),
        (lambda: alpha_shares([0.5, 0.4]), "sum to 0.9"),
        (lambda: common_cause_events(["a", "b", "a"], (0.1, 0.1, 0.1)), "names a member twice"),
        (lambda: common_cause_events(["a", "b"], (0.1,)), "1 numbers for a group of 2"),
    ],
)
def test_what_is_no_model_is_refused(build, words):
    with pytest.raises(ValueError, match=words):
        build()


def test_residual_failures_are_causes_of_their_own():
    portfolio = {"rlhf": ["coll"], "rlaif": ["coll"], "debate": ["al-gen"]}
    q = {"coll": 0.1, "al-gen": 0.2}
    group = SimilarTechniques(("rlhf", "rlaif"), beta_shares(2, 0.2))
    residuals = Residuals(
        techniques={"rlhf": 0.05, "rlaif": 0.05},
        similar=[group],
        assumptions={"judging-is-easy": 0.02},
        relies={"rlhf": ["judging-is-easy"], "debate": ["judging-is-easy"]},
        entailed_by={"judging-is-easy": ["al-gen", "not-in-the-view"]},
    )
    wider, chances = with_residuals(portfolio, q, residuals)
    assert wider == {
        "rlhf": {"coll", "al-gen", "residual: rlhf", "residual: rlaif, rlhf", "assumption: judging-is-easy"},
        "rlaif": {"coll", "residual: rlaif", "residual: rlaif, rlhf"},
        "debate": {"al-gen", "assumption: judging-is-easy"},
    }
    added = {"residual: rlhf": 0.04, "residual: rlaif": 0.04, "residual: rlaif, rlhf": 0.01}
    assert chances == pytest.approx({**q, **added, "assumption: judging-is-easy": 0.02})
    assert isclose(failure_probability(wider, chances), probability(wider, [(1.0, chances)]), rel_tol=1e-12)


@pytest.mark.parametrize(
    ("residuals", "words"),
    [
        (Residuals(techniques={"rlfh": 0.1}), "'rlfh', not in the portfolio; choose from debate, rlhf"),
        (Residuals(techniques={"rlhf": 1.1}), "'residual: rlhf' is 1.1"),
        (
            Residuals(techniques={"rlhf": 0.1}, similar=[SimilarTechniques(("rlhf", "debate"), (0.5, 0.5))]),
            "need one residual",
        ),
        (Residuals(similar=[SimilarTechniques(("rlhf", "rlhf"), (0.5, 0.5))]), "named twice"),
    ],
)
def test_residuals_that_do_not_fit_are_refused(residuals, words):
    with pytest.raises(ValueError, match=words):
        with_residuals({"rlhf": ["coll"], "debate": []}, {"coll": 0.1}, residuals)


def test_a_mode_called_like_a_residual_is_refused():
    with pytest.raises(ValueError, match="rename it"):
        with_residuals({"a": ["residual: a"]}, {"residual: a": 0.1}, Residuals(techniques={"a": 0.1}))
