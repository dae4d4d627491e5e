"""Ranked portfolios: Table 1, and each portfolio against the functions for one."""

from itertools import combinations, pairwise
from math import inf, isclose, log10

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.analysis import (
    Bracket,
    decades,
    effective_layers,
    failure_probability,
    marginal_probabilities,
    minimal_cut_sets,
    ranked_portfolios,
    single_points_of_failure,
)
from commoncause.analysis.additions import additions, redundant_techniques
from commoncause.analysis.incidence import incidence
from commoncause.analysis.pareto import Constraints, replaced
from commoncause.analysis.portfolio_figures import in_effect
from commoncause.analysis.small_cut_sets import lowest_order

modes = st.sets(st.sampled_from("abcdef"))
readings = st.dictionaries(st.sampled_from("tuvwxyz"), st.tuples(modes, modes), min_size=1, max_size=6).map(
    lambda cells: ({t: a for t, (a, _) in cells.items()}, {t: a | b for t, (a, b) in cells.items()})
)
q_inside = st.fixed_dictionaries(dict.fromkeys("abcdef", st.floats(1e-6, 0.999)))


@given(readings, q_inside, st.integers(1, 7), st.integers(1, 3))
def test_each_portfolio_is_described_as_by_the_functions_for_one(both, q, max_size, min_size):
    certain, possible = both
    ranked = ranked_portfolios(certain, possible, max_size=max(max_size, min_size), min_size=min_size, q=q)
    sizes = range(min_size, max(max_size, min_size) + 1)
    assert sorted(p.techniques for p in ranked) == sorted(
        subset for size in sizes for subset in combinations(sorted(certain), size)
    )
    for portfolio in ranked:
        for reading, exposure in (("certain", certain), ("possible", possible)):
            part = {technique: exposure[technique] for technique in portfolio.techniques}
            p = failure_probability(part, q)
            marginals = list(marginal_probabilities(part, q).values())
            assert getattr(portfolio.shared, reading) == single_points_of_failure(part)
            assert getattr(portfolio.order, reading) == lowest_order(part)
            assert isclose(getattr(portfolio.probability, reading), p, rel_tol=1e-8)
            assert isclose(getattr(portfolio.decades, reading), decades(p), abs_tol=1e-8)
            layers = effective_layers(p, marginals)
            if layers is None:
                assert getattr(portfolio.effective_layers, reading) is None
            else:
                assert isclose(getattr(portfolio.effective_layers, reading), layers, rel_tol=1e-6)


@given(readings, q_inside)
def test_the_best_protected_come_first(both, q):
    ranked = ranked_portfolios(*both, max_size=6, q=q)
    protection = [(p.decades.possible, p.decades.certain) for p in ranked]
    for (better, _), (worse, _) in pairwise(protection):
        assert better >= worse - 1e-9


@given(readings, q_inside, st.randoms(use_true_random=False))
def test_the_order_of_the_relation_does_not_matter(both, q, random):
    names = list(both[0])
    random.shuffle(names)
    shuffled = ({name: reading[name] for name in names} for reading in both)
    assert ranked_portfolios(*shuffled, max_size=3, q=q) == ranked_portfolios(*both, max_size=3, q=q)


@given(readings, q_inside)
def test_large_relations_answer_as_small_ones(both, q):
    """Twenty idle techniques push the relation past the table of all portfolios."""
    idle = {f"idle-{index:02}": ["a"] for index in range(20)}
    kept = ranked_portfolios(*both, max_size=2, q=q)
    padded = ranked_portfolios(*(reading | idle for reading in both), max_size=2, q=q)
    inside = {p.techniques: p for p in padded if not set(p.techniques) & set(idle)}
    assert len(inside) == len(kept)
    for portfolio in kept:
        twin = inside[portfolio.techniques]
        assert twin.shared == portfolio.shared
        assert isclose(twin.probability.possible, portfolio.probability.possible, rel_tol=1e-8)
        assert isclose(twin.probability.certain, portfolio.probability.certain, rel_tol=1e-8)


def test_only_one_pair_of_table_1_shares_nothing_on_both_readings(certain, possible, tenth):
    pairs = ranked_portfolios(certain, possible, max_size=2, min_size=2, q=tenth)
    assert len(pairs) == 21
    nothing = Bracket(certain=(), possible=())
    assert [pair.techniques for pair in pairs if pair.shared == nothing] == [
        ("representation-engineering", "scientist-ai")
    ]


def test_debate_and_representation_engineering_share_generalisation_alone(certain, possible, tenth):
    (pair,) = ranked_portfolios(
        certain, possible, max_size=2, q=tenth, given=["debate", "representation-engineering"]
    )
    assert pair.shared == Bracket(certain=("al-gen",), possible=("al-gen",))


def test_all_seven_of_table_1(certain, possible, tenth):
    (portfolio,) = ranked_portfolios(certain, possible, min_size=7, max_size=7, q=tenth)
    assert isclose(portfolio.probability.certain, 0.0130951, rel_tol=1e-9)
    assert isclose(portfolio.probability.possible, 0.0361, rel_tol=1e-9)
    assert isclose(portfolio.decades.possible, 1.4424927981, rel_tol=1e-9)


def test_given_techniques_are_in_every_portfolio(certain, possible, tenth):
    ranked = ranked_portfolios(certain, possible, max_size=3, q=tenth, given=["debate"])
    assert len(ranked) == 1 + 6 + 15
    assert all("debate" in portfolio.techniques for portfolio in ranked)


def test_no_single_point_looks_at_the_possible_reading(certain, possible, tenth):
    ranked = ranked_portfolios(certain, possible, max_size=2, q=tenth, no_single_point=True)
    assert [portfolio.techniques for portfolio in ranked] == [("representation-engineering", "scientist-ai")]


def test_equally_protected_portfolios_come_by_size_then_name():
    exposure = {"b": ["m"], "a": ["m"], "c": ["m", "n"]}
    ranked = ranked_portfolios(exposure, exposure, max_size=2, q={"m": 0.1, "n": 0.1})
    assert [portfolio.techniques for portfolio in ranked] == [
        ("a",), ("b",), ("a", "b"), ("a", "c"), ("b", "c"), ("c",)
    ]  # fmt: skip


def test_a_technique_that_never_fails_leads():
    exposure = {"rlhf": ["coll"], "off-switch": []}
    first = ranked_portfolios(exposure, exposure, max_size=2, q={"coll": 0.1})[0]
    assert first.techniques == ("off-switch",)
    assert first.decades == Bracket(certain=inf, possible=inf)
    assert first.effective_layers == Bracket(certain=None, possible=None)
    assert first.shared == Bracket(certain=(), possible=())


def test_many_given_techniques_of_a_large_relation():
    exposure = {f"t{index:02}": [f"m{index % 9}", f"m{index % 7}"] for index in range(30)}
    q = {f"m{index}": 0.2 for index in range(9)}
    chosen = sorted(exposure)[:13]
    ranked = ranked_portfolios(exposure, exposure, max_size=14, q=q, given=chosen)
    assert len(ranked) == 1 + 17
    for portfolio in ranked:
        part = {technique: exposure[technique] for technique in portfolio.techniques}
        assert isclose(portfolio.probability.possible, failure_probability(part, q), rel_tol=1e-9)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"max_size": 0}, "sizes 1 to 0 hold no portfolio"),
        ({"max_size": 2, "min_size": 3}, "sizes 3 to 2 hold no portfolio"),
        ({"max_size": 2, "given": ["debte"]}, "given names debte"),
        ({"max_size": 1, "given": ["debate", "rlhf"]}, "max_size is 1; raise max_size"),
    ],
)
def test_what_cannot_be_asked_is_refused(certain, possible, tenth, options, message):
    with pytest.raises(ValueError, match=message):
        ranked_portfolios(certain, possible, q=tenth, **options)


def test_readings_of_different_techniques_are_refused():
    with pytest.raises(ValueError, match="only one reading has debate"):
        ranked_portfolios({"rlhf": []}, {"rlhf": [], "debate": []}, max_size=1, q={})
    with pytest.raises(ValueError, match="no technique"):
        ranked_portfolios({}, {}, max_size=1, q={})


@given(readings, q_inside, st.sets(st.sampled_from("tuvwxyz"), max_size=3))
def test_what_an_addition_gains(both, q, named):
    running = sorted(named & set(both[0]))
    found = additions(*both, running, q)
    assert sorted(a.technique for a in found) == sorted(set(both[0]) - set(running))
    gains = [round(a.gained.possible, 9) for a in found]
    assert gains == sorted(gains, reverse=True)
    for addition in found:
        for reading, exposure in (("certain", both[0]), ("possible", both[1])):
            p = [1.0, 1.0]
            for index, names in enumerate((running, [*running, addition.technique])):
                p[index] = failure_probability({t: exposure[t] for t in names}, q) if names else 1.0
            assert isclose(getattr(addition.probability, reading), p[1], rel_tol=1e-9)
            gained = getattr(addition.gained, reading)
            assert gained >= -1e-9
            assert gained == inf or p[0] == 0 or isclose(gained, log10(p[0] / p[1]), abs_tol=1e-9)


@given(readings, q_inside)
def test_redundant_is_what_changes_neither_cut_sets_nor_p(both, q):
    exposure = both[1]
    found = redundant_techniques(exposure)
    for technique in exposure:
        rest = {t: modes for t, modes in exposure.items() if t != technique}
        if rest:
            same = minimal_cut_sets(rest) == minimal_cut_sets(exposure)
            assert (technique in found) == same
            assert not same or isclose(failure_probability(rest, q), failure_probability(exposure, q))


def test_a_combination_replaces_its_parts_and_can_hurt():
    exposure = {"debate": ["coll"], "re": ["s-tax"], "debate-re": ["coll", "s-tax"], "rlhf": ["al-gen"]}
    q = dict.fromkeys(["coll", "s-tax", "al-gen"], 0.1)
    parts = {"debate-re": ["debate", "re"]}
    ranked = {p.techniques: p for p in ranked_portfolios(exposure, exposure, max_size=4, q=q, combined=parts)}
    both = ranked["debate", "re"]
    assert both.effective == ("debate-re",)
    assert isclose(both.probability.possible, 0.19)
    assert both.shared.possible == ("coll", "s-tax")
    assert ranked["debate",].probability.possible == pytest.approx(0.1)
    first = additions(exposure, exposure, ["debate"], q, combined=parts)
    gained = {a.technique: a.gained.possible for a in first}
    assert gained["re"] < 0 < gained["rlhf"]


@given(st.sets(st.sampled_from("abcdef"), min_size=1))
def test_combinations_are_read_alike_one_by_one_and_all_at_once(chosen):
    combined = {"e": ["a", "b"], "f": ["a", "b", "c"], "z": ["a", "c"]}
    relation = incidence({name: [] for name in "abcdef"})
    bitset = sum(1 << relation.techniques.index(name) for name in chosen)
    (number,) = replaced(numpy.array([bitset]), list(relation.techniques), combined)
    assert in_effect(chosen, "abcdef", combined) == relation.technique_names(int(number))


def test_constraints_leave_portfolios_out(certain, possible, tenth):
    limits = Constraints(
        incompatible=frozenset([frozenset({"debate", "rlhf"})]),
        tax={"debate": 1, "rlhf": 0, "rlaif": 0},
        max_tax=1,
    )
    found = ranked_portfolios(certain, possible, max_size=3, q=tenth, constraints=limits)
    assert sorted(p.techniques for p in found) == [
        ("debate",), ("debate", "rlaif"), ("rlaif",), ("rlaif", "rlhf"), ("rlhf",)
    ]  # fmt: skip
