"""Fault trees: what is refused, and every answer against truth tables on small trees."""

import itertools
import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.analysis import failure_probability, minimal_cut_sets, minimal_path_sets
from commoncause.analysis.fault_tree.bounds import bounds_from_cut_sets, clopper_pearson, sampled_interval
from commoncause.analysis.fault_tree.budget import Budget, OutOfBudgetError
from commoncause.analysis.fault_tree.compiled import CompiledTree
from commoncause.analysis.fault_tree.expansion import expanded_cut_sets
from commoncause.analysis.fault_tree.importance import importance_of
from commoncause.analysis.fault_tree.linear_arrangement import arranged
from commoncause.analysis.fault_tree.normal_form import normal_tree
from commoncause.analysis.fault_tree.portfolio import tree_of
from commoncause.analysis.fault_tree.rewriting import rewritten
from commoncause.analysis.fault_tree.sets import (
    count_sets,
    minimal_cut_sets_of_tree,
    minimal_path_sets_of_tree,
)
from commoncause.analysis.fault_tree.solution import solve
from commoncause.analysis.fault_tree.tree import CONNECTIVES, FaultTree, Gate
from commoncause.analysis.fault_tree.variable_order import variable_orders

COHERENT = ("and", "or", "atleast")


@st.composite
def trees(draw, kinds=CONNECTIVES):
    """Small trees with shared children, house events, and votes of every number."""
    events = {
        f"e{n}": draw(st.sampled_from([0.0, 0.01, 0.3, 0.5, 1.0])) for n in range(draw(st.integers(1, 6)))
    }
    houses = {f"h{n}": draw(st.booleans()) for n in range(draw(st.integers(0, 2)))}
    names, gates = [*events, *houses], {}
    for number in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(kinds))
        least, most = {"not": (1, 1), "imply": (2, 2)}.get(kind, (2, 4))
        children = draw(st.lists(st.sampled_from(names[-8:]), min_size=least, max_size=most))
        k = draw(st.integers(0, len(children))) if kind in ("atleast", "cardinality") else None
        top = draw(st.integers(k, len(children))) if kind == "cardinality" else None
        gates[f"g{number}"] = Gate(kind, tuple(children), k, top)
        names.append(f"g{number}")
    return FaultTree(names[-1], gates, events, houses)


def value(tree, occurring):
    """Whether the top event occurs, straight from the definitions of the connectives."""
    known = {**tree.houses, **{event: event in occurring for event in tree.events}}
    for name in tree.order:
        gate = tree.gates[name]
        below = [known[child] for child in gate.children]
        known[name] = {
            "and": lambda b, _: all(b),
            "or": lambda b, _: any(b),
            "nand": lambda b, _: not all(b),
            "nor": lambda b, _: not any(b),
            "not": lambda b, _: not b[0],
            "xor": lambda b, _: sum(b) % 2 == 1,
            "iff": lambda b, _: len(set(b)) == 1,
            "imply": lambda b, _: not b[0] or b[1],
            "atleast": lambda b, g: sum(b) >= g.k,
            "cardinality": lambda b, g: g.k <= sum(b) <= g.most,
        }[gate.kind](below, gate)
    return known[tree.top]


def subsets(tree):
    return [set(c) for n in range(len(tree.events) + 1) for c in itertools.combinations(tree.events, n)]


def by_truth_table(tree, q):
    chance = {True: lambda e: q[e], False: lambda e: 1 - q[e]}
    return math.fsum(
        math.prod(chance[event in occurring](event) for event in tree.events)
        for occurring in subsets(tree)
        if value(tree, occurring)
    )


def minimal(sets):
    kept = [tuple(sorted(s)) for s in sets if not any(other < s for other in sets)]
    return sorted(kept, key=lambda names: (len(names), names))


def in_order(compiled, q):
    return [q[event] for event in compiled.events]


@given(trees())
def test_probability_is_that_of_the_truth_table(tree):
    compiled = CompiledTree(tree)
    expected = by_truth_table(tree, tree.events)
    assert compiled.probability(in_order(compiled, tree.events)) == pytest.approx(expected, abs=1e-14)


@given(trees(COHERENT))
def test_cut_sets_are_those_of_the_truth_table_by_both_algorithms(tree):
    expected = minimal([s for s in subsets(tree) if value(tree, s)])
    assert minimal_cut_sets_of_tree(tree) == expanded_cut_sets(tree) == expected


@given(trees(COHERENT))
def test_path_sets_are_those_of_the_truth_table(tree):
    expected = minimal([s for s in subsets(tree) if not value(tree, set(tree.events) - s)])
    assert minimal_path_sets_of_tree(tree) == expected


@given(trees(COHERENT), st.integers(1, 4))
def test_max_order_lists_and_counts_exactly_the_sets_up_to_it(tree, max_order):
    short = [s for s in minimal_cut_sets_of_tree(tree) if len(s) <= max_order]
    assert minimal_cut_sets_of_tree(tree, max_order=max_order) == short
    assert expanded_cut_sets(tree, max_order=max_order) == short
    orders = [len(s) for s in short]
    compiled = CompiledTree(tree)
    count = count_sets(compiled, compiled.cut_sets, max_order=max_order)
    assert count == {order: orders.count(order) for order in sorted(set(orders))}


@given(trees(COHERENT))
def test_counting_agrees_with_listing(tree):
    compiled = CompiledTree(tree)
    for dual, families, listed in (
        (False, compiled.cut_sets, minimal_cut_sets_of_tree(tree)),
        (True, compiled.path_sets, minimal_path_sets_of_tree(tree)),
    ):
        orders = [len(s) for s in listed]
        expected = {order: orders.count(order) for order in sorted(set(orders))}
        assert count_sets(compiled, families, dual=dual) == expected


@given(trees())
def test_importance_is_that_of_the_truth_table(tree):
    compiled = CompiledTree(tree)
    p = by_truth_table(tree, tree.events)
    for found in importance_of(compiled, in_order(compiled, tree.events)):
        q = tree.events[found.event]
        with_it = by_truth_table(tree, {**tree.events, found.event: 1.0})
        without = by_truth_table(tree, {**tree.events, found.event: 0.0})
        assert found.birnbaum == pytest.approx(with_it - without, abs=1e-12)
        even = dict.fromkeys(tree.events, 0.5)
        structural = by_truth_table(tree, {**even, found.event: 1.0}) - by_truth_table(
            tree, {**even, found.event: 0.0}
        )
        assert found.structural == pytest.approx(structural, abs=1e-12)
        if p > 1e-9:
            assert found.raw == pytest.approx(with_it / p)
            assert found.diagnostic == pytest.approx(q * with_it / p)
            assert found.criticality == pytest.approx(q * (with_it - without) / p, abs=1e-9)
            if without == 0:
                assert found.rrw == math.inf
            elif without > 1e-9:
                assert found.rrw == pytest.approx(p / without)


@given(trees())
def test_an_exhausted_budget_gives_bounds_that_hold(tree):
    solution = solve(tree, most_nodes=1)
    p = by_truth_table(tree, tree.events)
    if solution.exact:
        assert solution.probability == pytest.approx(p, abs=1e-14)
    elif solution.bounds is not None:
        assert solution.bounds.lower - 1e-12 <= p <= solution.bounds.upper + 1e-12


@given(trees(COHERENT), st.integers(1, 3))
def test_bounds_from_cut_sets_hold(tree, order):
    bounds = bounds_from_cut_sets(expanded_cut_sets(tree, max_order=order), tree.events, order)
    if value(tree, set()):
        return
    p = by_truth_table(tree, tree.events)
    assert bounds.lower - 1e-12 <= p <= bounds.upper + 1e-12


def test_table_1(certain, possible, tenth):
    for exposure, p in ((certain, 0.0130951), (possible, 0.0361)):
        solution = solve(tree_of(exposure, q=tenth))
        assert solution.probability == pytest.approx(p, abs=1e-15)
        assert solution.probability == pytest.approx(failure_probability(exposure, tenth))
    importance = {i.event: i for i in solution.importance}["al-gen"]
    assert importance.birnbaum == pytest.approx(0.261)
    assert importance.criticality == pytest.approx(0.722992, abs=1e-6)
    assert importance.diagnostic == pytest.approx(0.750693, abs=1e-6)
    assert importance.raw == pytest.approx(7.50693, abs=1e-5)
    assert importance.rrw == pytest.approx(3.61)
    tax = {i.event: i for i in solve(tree_of(certain, q=tenth)).importance}["s-tax"]
    assert tax.rrw == math.inf


def test_the_tree_of_a_portfolio_has_the_sets_of_the_portfolio(certain, possible):
    for exposure in (certain, possible):
        for need in range(1, len(exposure) + 1):
            tree = tree_of(exposure, need=need)
            assert minimal_cut_sets_of_tree(tree) == minimal_cut_sets(exposure, need=need)
            assert minimal_path_sets_of_tree(tree) == minimal_path_sets(exposure, need=need)


def test_an_assumption_fails_by_its_residual_or_by_a_mode_that_entails_it():
    tree = tree_of(
        {"debate": ["coll"], "rlhf": []},
        need=2,
        reliances={"rlhf": ["honest-judge"]},
        entailed_by={"honest-judge": ["em-mis"]},
        residual={"honest-judge": 0.2},
    )
    assert minimal_cut_sets_of_tree(tree) == [("coll",), ("em-mis",), ("honest-judge fails by itself",)]


def test_eighty_two_billion_cut_sets_are_counted():
    gates = {f"or{n}": Gate("or", tuple(f"e{n}-{m}" for m in range(12))) for n in range(10)}
    gates["top"] = Gate("and", (*gates,))
    events = {child: None for name in gates if name != "top" for child in gates[name].children}
    solution = solve(FaultTree("top", gates, events))
    assert solution.by_order == {10: 12**10}
    assert solution.probability is None
    assert "has no probability" in solution.reason


def test_a_chain_of_a_hundred_thousand_gates():
    n = 100_000
    gates = {
        f"g{i}": Gate("and" if i % 2 else "or", (f"g{i + 1}" if i + 1 < n else "last", f"e{i}"))
        for i in range(n)
    }
    tree = FaultTree("g0", gates, {**{f"e{i}": 0.5 for i in range(n)}, "last": 0.5})
    compiled = CompiledTree(tree)
    assert compiled.probability([0.5] * (n + 1)) == pytest.approx(2 / 3)
    assert count_sets(compiled, compiled.cut_sets, max_order=3) == {1: 1, 2: 1, 3: 1}


def test_negation_is_solved_for_p_and_has_no_minimal_cut_sets():
    tree = FaultTree("top", {"top": Gate("xor", ("a", "b"))}, {"a": 0.5, "b": 0.1})
    solution = solve(tree)
    assert solution.probability == pytest.approx(0.5)
    assert solution.count is None
    assert "not defined" in solution.reason
    with pytest.raises(ValueError, match="not defined for this tree"):
        minimal_cut_sets_of_tree(tree)


def test_a_time_limit_stops_the_work():
    n = 40
    gates = {
        f"g{i}": Gate("or", tuple(f"e{(i * i + 7 * j * j * (i + 1)) % 97}" for j in range(9)))
        for i in range(n)
    }
    gates["top"] = Gate("atleast", tuple(gates), 25)
    tree = FaultTree("top", gates, {f"e{i}": 0.1 for i in range(97)})
    solution = solve(tree, time_limit=0.2)
    assert solution.exact or (solution.interval is not None and "not exact" in solution.reason)
    with pytest.raises(OutOfBudgetError, match=r"more than 0\.001 s"):
        minimal_cut_sets_of_tree(tree, time_limit=0.001)


def test_the_same_seed_draws_the_same_sample():
    tree = FaultTree("top", {"top": Gate("atleast", ("a", "b", "c"), 2)}, dict.fromkeys("abc", 0.3))
    first, again = (sampled_interval(tree, samples=50_000, seed=7, confidence=0.9999) for _ in range(2))
    assert first == again
    assert first.lower < 0.216 < first.upper


def test_clopper_pearson_agrees_with_the_published_table():
    assert clopper_pearson(10, 100, 0.95) == pytest.approx((0.049005, 0.176223), abs=1e-6)
    assert clopper_pearson(100, 100, 0.95) == pytest.approx((0.963783, 1.0), abs=1e-6)


@pytest.mark.parametrize(
    ("gates", "events", "message"),
    [
        (
            {"top": Gate("or", ("a", "g")), "g": Gate("and", ("top", "a"))},
            {"a": 0.1},
            "loop: top -> g -> top",
        ),
        ({"top": Gate("or", ("top",))}, {}, "loop: top -> top"),
        ({"top": Gate("or", ("x",))}, {}, "'top' refers to 'x', which is not defined"),
        ({"top": Gate("or", ())}, {}, "'top' is empty"),
        ({"top": Gate("atleast", ("a", "b"), 3)}, {"a": 0.1, "b": 0.1}, "asks for 3 of 2"),
        ({"top": Gate("atleast", ("a", "b"))}, {"a": 0.1, "b": 0.1}, "asks for None of 2"),
        ({"top": Gate("cardinality", ("a", "b"), 2, 1)}, {"a": 0.1, "b": 0.1}, "allows 2 to 1 of 2"),
        ({"top": Gate("or", ("a",), 1)}, {"a": 0.1}, "only votes have one"),
        ({"top": Gate("maybe", ("a",))}, {"a": 0.1}, "'top' is 'maybe'; use one of"),
        ({"top": Gate("not", ("a", "a"))}, {"a": 0.1}, "has 2 children; give it 1"),
        ({"top": Gate("or", ("a",))}, {"a": 1.5}, "probability of 'a' is 1.5"),
        ({"top": Gate("or", ("a",))}, {"a": math.nan}, "probability of 'a' is nan"),
        ({"top": Gate("or", ("a",))}, {"a": "0.1"}, "probability of 'a' is '0.1'"),
        ({"top": Gate("or", ("a",))}, {"a": 0.1, "top": 0.1}, "'top' is a gate and a basic event"),
        ({"g": Gate("or", ("a",))}, {"a": 0.1}, "top event 'top' is not defined"),
    ],
)
def test_what_is_no_fault_tree_is_refused(gates, events, message):
    with pytest.raises(ValueError, match=message):
        FaultTree("top", gates, events)


def test_numbers_that_make_no_sense_are_refused():
    tree = FaultTree("top", {"top": Gate("or", ("a",))}, {"a": 0.1})
    for options in ({"max_order": 0}, {"time_limit": 0}):
        with pytest.raises(ValueError, match=r"give|choose"):
            solve(tree, **options)
    for options in ({"samples": 0}, {"confidence": 1}):
        with pytest.raises(ValueError, match="give"):
            sampled_interval(tree, **options)
    with pytest.raises(ValueError, match="reliances name 'x'"):
        tree_of({"a": []}, reliances={"x": []})


@pytest.mark.parametrize("library", ["oxidd", None])
@given(tree=trees())
def test_a_race_of_orders_gives_the_same_probability(library, tree):
    """With next to no room, so that every round of the race is run, in OxiDD and without it."""
    if library:
        pytest.importorskip(library)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("commoncause.analysis.fault_tree.compilation.FIRST_ROOM", 3)
        patch.setattr("commoncause.analysis.fault_tree.compilation.ROOM_IN_PYTHON", 4)
        patch.setattr("commoncause.analysis.fault_tree.native_diagram.ROOMS", (16, 64, 1 << 16))
        if not library:
            patch.setattr("commoncause.analysis.fault_tree.native_diagram._library", lambda: None)
        compiled = CompiledTree(tree)
    expected = by_truth_table(tree, tree.events)
    assert compiled.probability(in_order(compiled, tree.events)) == pytest.approx(expected, abs=1e-14)


def ladder(length):
    """Pairs of neighbours, of which each event but the ends is in two: small in the order of the events."""
    gates = {f"g{n}": Gate("and", (f"e{n}", f"e{n + 1}")) for n in range(length)}
    top = Gate("or", tuple(sorted(gates, key=lambda name: name[::-1])))
    return FaultTree("top", {**gates, "top": top}, {f"e{n}": 0.1 for n in range(length + 1)})


def test_every_order_has_every_variable_of_the_module_once():
    tree = rewritten(normal_tree(ladder(30)))
    orders = list(variable_orders(tree, tree.top, set()))
    assert len(orders) > 2
    assert {tuple(sorted(order)) for order in orders} == {tuple(range(1, 32))}


def test_an_arrangement_brings_neighbours_together():
    below = {100 + n: (n, n + 1) for n in range(1, 20)}
    line = arranged(below, [*range(2, 21, 2), *range(1, 21, 2), *below])
    assert max(abs(line.index(n) - line.index(n + 1)) for n in range(1, 20)) < 6


def test_an_arrangement_stops_when_the_time_is_up():
    budget = Budget(1e-9)
    with pytest.raises(OutOfBudgetError):
        arranged({100: (1, 2)}, [1, 2, 100], budget=budget)


def test_a_large_tree_is_answered_in_time_with_bounds_that_hold():
    """Events that are cut sets by themselves make the lower bound; the rest is far out of reach."""
    gates = {
        f"g{n}": Gate("atleast", tuple(f"e{(n * k) % 400}" for k in (3, 7, 11, 13)), 2) for n in range(400)
    }
    votes = {
        f"v{n}": Gate("atleast", tuple(f"g{(n + k) % 400}" for k in range(0, 90, 9)), 5) for n in range(90)
    }
    top = Gate("or", ("single", "other", "all"))
    gates |= votes | {"all": Gate("atleast", tuple(votes), 80), "top": top}
    used = {child for gate in gates.values() for child in gate.children if child not in gates}
    tree = FaultTree("top", gates, {**dict.fromkeys(sorted(used), 1e-3), "single": 0.3, "other": 0.5})
    before = time.process_time()
    solution = solve(tree, time_limit=2)
    assert time.process_time() - before < 20
    assert solution.reason.startswith("not exact")
    assert solution.bounds.lower == pytest.approx(0.65)
    assert solution.bounds.upper >= solution.bounds.lower
    assert solution.interval.lower < 0.65 < solution.interval.upper
