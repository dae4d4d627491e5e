"""What overturns a conclusion, against all sets of cells; derived and stated conclusions alike."""

from __future__ import annotations

from itertools import combinations, product
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commoncause.analysis.conclusions import TESTS, Case
from commoncause.analysis.cut_sets import minimal_cut_sets
from commoncause.analysis.flip_search import FormulaSearch, SearchLimits, TestSearch
from commoncause.analysis.frontier import BeyondReachError
from commoncause.analysis.overturning import Overturning, overturning
from commoncause.analysis.robustness import Conclusion, derived_conclusions, holds, search_of
from commoncause.analysis.stated_conclusions import IMMOVABLE, search_of_test

MODES = "abc"
SOURCES = ("paper", "wiki")
relations = st.dictionaries(
    st.sampled_from("tuv"), st.frozensets(st.sampled_from(MODES)), min_size=1, max_size=3
)
claimants = st.dictionaries(
    st.tuples(st.sampled_from("tuv"), st.sampled_from(MODES)),
    st.frozensets(st.sampled_from(SOURCES)),
    max_size=9,
)
ALL = SearchLimits(most_tried=10**6, most_listed=10**6)


def flipped(relation: dict, cells: tuple) -> dict:
    """The relation with these cells turned over."""
    return {t: modes ^ {f for u, f in cells if u == t} for t, modes in relation.items()}


def front(overturned, cells: list, sources) -> dict[tuple, int]:  # type: ignore[no-untyped-def]
    """Every overturning set that no other beats in sources and in size, with its number of sources."""
    found = {}
    for size in range(1, len(cells) + 1):
        for chosen in combinations(sorted(cells), size):
            if overturned(chosen):
                found[chosen] = len(frozenset().union(*map(sources, chosen)))
    return {
        chosen: n
        for chosen, n in found.items()
        if not any(
            len(other) <= len(chosen) and m <= n and (len(other), m) != (len(chosen), n)
            for other, m in found.items()
        )
    }


def ranked(found: dict[tuple, int]) -> list[tuple]:
    """In the order that is promised."""
    return sorted(found, key=lambda chosen: (found[chosen], len(chosen), chosen))


def check(answer: Overturning, expected: dict[tuple, int]) -> None:
    assert answer.is_proved
    assert not answer.more
    assert list(answer.flips) == ranked(expected)
    assert list(answer.sources) == [expected[flips] for flips in answer.flips]


mode_sets = st.frozensets(st.sampled_from(MODES), min_size=1)
KINDS = st.one_of(
    st.just(Conclusion("no-single-point")),
    st.just(Conclusion("undefeated")),
    st.builds(lambda f: Conclusion("single-point", modes=(f,)), st.sampled_from(MODES)),
    st.builds(lambda n: Conclusion("at-least", number=n), st.integers(2, 3)),
    st.builds(lambda n: Conclusion("suffices", number=n), st.integers(1, 3)),
    st.builds(lambda s: Conclusion("cut-set", modes=tuple(sorted(s))), mode_sets),
    st.just(Conclusion("adds")),
    st.just(Conclusion("share-nothing")),
)  # fmt: skip


def about(conclusion: Conclusion, relation: dict) -> Conclusion | None:
    """The conclusion about techniques of the relation."""
    needed = {"adds": 1, "share-nothing": 2}.get(conclusion.kind, 0)
    if len(relation) < 2 and needed:
        return None
    return Conclusion(conclusion.kind, tuple(sorted(relation)[:needed]), conclusion.modes, conclusion.number)


@settings(max_examples=150)
@given(relations, claimants, KINDS)
def test_derived_conclusions_are_overturned_by_the_smallest_sets(relation, said, kind):
    conclusion = about(kind, relation)
    if conclusion is None:
        return
    answer = holds(conclusion, relation)
    cells = [(t, f) for t in relation for f in MODES]
    expected = front(
        lambda chosen: holds(conclusion, flipped(relation, chosen)) != answer,
        cells,
        lambda cell: said.get(cell, frozenset()),
    )
    found = overturning(search_of(conclusion, relation, MODES), lambda cell: said.get(cell, frozenset()), ALL)
    check(found, expected)


@settings(max_examples=150)
@given(
    relations,
    claimants,
    st.sampled_from(sorted(set(TESTS) - IMMOVABLE - {"least-overlap-adds-most"})),
    st.frozensets(st.sampled_from("ta")),
)
def test_stated_conclusions_are_overturned_by_the_smallest_sets(relation, said, name, singled):
    resting = {t: modes & {"a", "b"} for t, modes in relation.items()}
    case = Case(relation, frozenset(MODES), singled, resting, frozenset("ab"))
    test, answer = TESTS[name], TESTS[name](case)

    def _overturned(chosen: tuple) -> bool:
        if name == "shares-an-assumption":
            return (
                test(Case(relation, case.modes, singled, flipped(case.rests_on, chosen), case.assumptions))
                != answer
            )
        return test(case.switched(chosen)) != answer

    cells = [(t, f) for t in relation for f in ("ab" if name == "shares-an-assumption" else MODES)]
    expected = front(_overturned, cells, lambda cell: said.get(cell, frozenset()))
    found = overturning(search_of_test(name, case), lambda cell: said.get(cell, frozenset()), ALL)
    check(found, expected)


@given(relations, relations)
def test_every_derived_conclusion_is_true_of_a_reading(one, other):
    readings = [one, {t: modes | other.get(t, frozenset()) for t, modes in one.items()}]
    for conclusion in derived_conclusions(readings):
        if conclusion.kind not in {"no-single-point", "adds"}:
            assert any(holds(conclusion, reading) for reading in readings), conclusion


@given(relations)
def test_adding_is_to_change_the_minimal_cut_sets(relation):
    for technique in relation:
        rest = {t: modes for t, modes in relation.items() if t != technique}
        if rest:
            changes = minimal_cut_sets(rest) != minimal_cut_sets(relation)
            assert holds(Conclusion("adds", (technique,)), relation) == changes


def test_arithmetic_is_overturned_by_no_cell():
    case = Case({"t": frozenset("a")}, frozenset("ab"))
    for name in IMMOVABLE:
        assert overturning(search_of_test(name, case), lambda _: ()) == Overturning((), (), True)


def test_one_cell_keeps_table_1_from_a_single_point(certain, possible):
    modes = {mode for own in possible.values() for mode in own}
    for reading in (certain, possible):
        relation = {t: frozenset(own) for t, own in reading.items()}
        search = search_of(Conclusion("no-single-point"), relation, modes)
        found = overturning(search, lambda _: ["dung-mai-2025"])
        assert found.flips == ((("scientist-ai", "al-gen"),),)
        assert found.sources == (1,)
        assert found.is_proved


def test_a_tie_of_many_sets_is_cut_short_and_says_so():
    relation = {f"t{i}": frozenset(f"m{j}" for j in range(40)) for i in range(5)}
    search = search_of(Conclusion("no-single-point"), relation, relation["t0"])
    found = overturning(search, lambda _: ["paper"], SearchLimits(most_listed=7))
    assert len(found.flips) == 7
    assert {len(flips) for flips in found.flips} == {40}
    assert (found.is_proved, found.more) == (True, True)


def test_what_stopped_the_search_is_said():
    cells = [("t", f"m{i:02}") for i in range(30)]
    search = TestSearch(lambda flips: len(flips) == 9, cells)
    found = overturning(search, lambda _: ["paper"], SearchLimits(most_tried=5_000))
    assert (found.flips, found.is_proved, found.searched_to) == ((), False, 3)
    over = overturning(search, lambda _: [], SearchLimits(deadline=-inf))
    assert not over.is_proved
    formula = FormulaSearch.of([[[{cell} for cell in cells]]])
    assert not overturning(formula, lambda _: [], SearchLimits(deadline=-inf)).is_proved


def test_sets_that_no_source_must_be_wrong_for_come_first():
    search = FormulaSearch.of([[[{("t", "a")}, {("t", "b"), ("t", "c")}]]])
    found = overturning(search, lambda cell: ["paper"] if cell[1] == "a" else [])
    assert found.flips == ((("t", "b"), ("t", "c")), (("t", "a"),))
    assert found.sources == (0, 1)


def test_too_many_sets_of_modes_are_beyond_reach():
    relation = {"t": frozenset(f"m{i}" for i in range(60)), "u": frozenset({"m0"})}
    with pytest.raises(BeyondReachError, match="too many to look at"):
        search_of(Conclusion("suffices", number=9), {**relation, "v": frozenset()}, relation["t"])
    with pytest.raises(BeyondReachError):
        holds(Conclusion("suffices", number=2), relation, deadline=-inf)


def test_all_pairs_of_a_small_portfolio():
    rows = [frozenset(c) for c in ("a", "b", "ab", "")]
    for left, right in product(rows, rows):
        found = derived_conclusions([{"t": left, "u": right}])
        shares = any(c.kind == "share-nothing" for c in found)
        assert shares == left.isdisjoint(right)
