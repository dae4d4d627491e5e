"""The Pareto set of portfolios, against comparison of each with each."""

from __future__ import annotations

from itertools import combinations
from math import log10

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.analysis.incidence import incidence
from commoncause.analysis.orders import NEVER, order_of, order_table, shared_table
from commoncause.analysis.pareto import Constraints, nondominated, pareto_portfolios
from commoncause.analysis.portfolios import ranked_portfolios, undominated
from commoncause.analysis.probability import failure_probability
from commoncause.analysis.small_cut_sets import lowest_order

MODES = "abcd"
modes = st.frozensets(st.sampled_from(MODES))
readings = st.dictionaries(st.sampled_from("tuvwx"), st.tuples(modes, modes), min_size=1, max_size=4).map(
    lambda cells: ({t: a for t, (a, _) in cells.items()}, {t: a | b for t, (a, b) in cells.items()})
)
constraints = st.builds(
    lambda size, pair, tax, most, free: Constraints(
        max_size=size,
        incompatible=frozenset([frozenset(pair)]) if len(pair) == 2 else frozenset(),
        tax=tax,
        max_tax=most if tax else None,
        no_single_point=free,
    ),
    st.one_of(st.none(), st.integers(1, 4)),
    st.sets(st.sampled_from("tuvwx"), max_size=2),
    st.one_of(st.none(), st.fixed_dictionaries(dict.fromkeys("tuvwx", st.integers(0, 2)))),
    st.integers(0, 6),
    st.booleans(),
)


def figures(subset: tuple[str, ...], both, q, limits: Constraints) -> tuple:  # type: ignore[no-untyped-def]
    """What a portfolio is compared by, less being better."""
    found: list[float] = [len(subset)]
    for exposure in both:
        part = {t: exposure[t] for t in subset}
        order = lowest_order(part)
        p = failure_probability(part, q)
        found += [
            len(frozenset.intersection(*map(frozenset, part.values()))),
            -NEVER if order is None else -order,
            round(log10(p), 9) if p else -1000.0,
        ]
    return (*found, limits.total_tax(subset)) if limits.tax is not None else tuple(found)


@given(readings, constraints, st.permutations([0.1, 0.1, 0.2, 0.05]))
def test_it_is_what_no_other_portfolio_dominates(both, limits, chances):
    q = dict(zip(MODES, chances, strict=True))
    subsets = [s for n in range(1, len(both[0]) + 1) for s in combinations(sorted(both[0]), n)]
    admitted = {s: figures(s, both, q, limits) for s in subsets if limits.admits(s)}
    if limits.no_single_point:
        admitted = {s: f for s, f in admitted.items() if f[4] == 0}
    expected = [
        s
        for s, f in admitted.items()
        if not any(g != f and all(x <= y for x, y in zip(g, f, strict=True)) for g in admitted.values())
    ]
    assert pareto_portfolios(*both, q=q, constraints=limits) == sorted(expected, key=lambda s: (len(s), s))


@given(readings, constraints)
def test_ranked_portfolios_are_marked_by_the_same_rule(both, limits):
    q = dict.fromkeys(MODES, 0.1)
    size = limits.max_size or len(both[0])
    ranked = ranked_portfolios(*both, max_size=size, q=q, constraints=limits)
    taxed = limits.tax is not None and set(both[0]) <= set(limits.tax)
    marks = undominated(ranked, limits.tax if taxed else None)
    kept = [p.techniques for p, best in zip(ranked, marks, strict=True) if best]
    assert sorted(kept) == sorted(pareto_portfolios(*both, q=q, constraints=limits))


@given(st.lists(st.tuples(*[st.integers(0, 4)] * 3), min_size=1, max_size=60))
def test_rows_that_nothing_dominates(rows):
    expected = [
        not any(other != row and all(x <= y for x, y in zip(other, row, strict=True)) for other in rows)
        for row in rows
    ]
    assert nondominated(np.array(rows, dtype=float)).tolist() == expected


@given(readings)
def test_orders_and_shared_modes_of_all_portfolios(both):
    relation = incidence(both[1])
    orders, shared = order_table(relation), shared_table(relation)
    for number in range(1, len(orders)):
        part = {t: both[1][t] for index, t in enumerate(relation.techniques) if number >> index & 1}
        order = lowest_order(part)
        assert order_of(relation, number) == order
        assert orders[number] == (NEVER if order is None else order)
        assert shared[number] == len(frozenset.intersection(*part.values()))


def test_a_combination_takes_the_place_of_its_parts():
    e = {"a": ["m"], "b": ["n"], "a-with-b": ["m", "n"]}
    q = {"m": 0.1, "n": 0.1}
    assert ("a", "b") in pareto_portfolios(e, e, q=q)
    assert pareto_portfolios(e, e, q=q, combined={"a-with-b": ["a", "b"]}) == [("a",), ("b",)]
    assert ("a", "b") in pareto_portfolios(e, e, q=q, combined={"a-with-b": ["a", "b", "c"]})


def test_more_than_22_techniques_are_refused():
    many = {f"t{index}": ["m"] for index in range(23)}
    with pytest.raises(ValueError, match="name up to 22"):
        pareto_portfolios(many, many, q={"m": 0.1})


def test_table_1_within_two_techniques(certain, possible, tenth):
    found = pareto_portfolios(certain, possible, q=tenth, constraints=Constraints(max_size=2))
    assert ("representation-engineering", "scientist-ai") in found
    assert ("rlaif", "weak-to-strong") not in found
