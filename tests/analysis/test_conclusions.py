"""Tests of conclusions: each on relations where the answer is plain; what decides, by brute force."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.analysis.conclusions import TESTS, Case, deciding_cells, opposite


def case(rows: str, modes: str = "abc", single: str = "", **more: frozenset[str]) -> Case:
    """Make a case of rows such as ``"x:ab y:b"``: techniques with the letters of their failure modes."""
    exposure = {row.split(":")[0]: frozenset(row.split(":")[1]) for row in rows.split()}
    return Case(exposure, frozenset(modes), frozenset(single), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "yes", "no"),
    [
        ("every-technique-exposed", case("x:a y:b"), case("x:a y:")),
        ("most-techniques-exposed", case("x:a y:a z:", "a"), case("x:a y:", "a")),
        ("most-modes-are-widely-shared", case("x:ab y:ab z:c"), case("x:a y:a z:")),
        ("shared-with-variation", case("x:ab y:ab z:c"), case("x:ab y:ab")),
        ("only-these-escape", case("x:ab y: z:a", single="y"), case("x:ab y: z:", single="y")),
        ("these-escape", case("x:ab y: z:", single="y"), case("x:ab y:c z:", single="y")),
        ("only-these-are-exposed", case("x:a y:", "a", "x"), case("x:a y:a", "a", "x")),
        ("these-are-exposed", case("x:a y:a", "a", "x"), case("x: y:a", "a", "x")),
        ("exposed-to-these-only", case("x:a y:bc", single="xa"), case("x:ab y:bc", single="xa")),
        ("these-have-fewest-modes", case("x:a y:bc z:c", single="x"), case("x:ab y:bc z:c", single="x")),
        ("stands-apart", case("x:a y:bc z:bc", single="x"), case("x:a y:a z:bc", single="x")),
        ("share-almost-all", case("x:abc y:ab"), case("x:abc y:a")),
        ("complement-each-other", case("x:ab y:bc"), case("x:ab y:b")),
        ("cover-almost-all", case("x:ab y:bc"), case("x:ab y:ab")),
        ("single-point-of-failure", case("x:ab y:bc"), case("x:a y:bc")),
        ("in-every-cut-set", case("x:a y:ab", single="a"), case("x:ac y:ab", single="a")),
        ("dependence-raises-risk", case("x:a y:ab"), case("x:a y:b")),
        # next to x, w (worse alone) leaves less risk than y, which has x's one mode
        ("less-reliable-can-add-more", case("x:a y:a w:bc"), case("x:a y:a w:a")),
        # d strikes one technique, and a two that c strikes as well: to stop d is worth more
        ("general-modes-matter-more", case("x:a y:a z:ab", "ab"), case("x:b y:d z:abc w:b v:abc", "abcd")),
        # y shares nothing with x and yet fails so often alone that z, which shares a mode, adds more
        (
            "least-overlap-adds-most",
            case("x:ab y:ab z:c", single="x"),
            case("x:ab y:cdefghij z:a", "abcdefghij", "x"),
        ),
    ],
)
def test_a_test_says_yes_and_no(name: str, yes: Case, no: Case) -> None:
    assert (TESTS[name](yes), TESTS[name](no)) == (True, False)


def test_every_test_is_tried() -> None:
    """The three that are not above have tests of their own."""
    tried = {name for name, *_ in test_a_test_says_yes_and_no.pytestmark[0].args[1]}  # type: ignore[attr-defined]
    assert TESTS.keys() - tried == {"shares-an-assumption", "independent-redundancy", "perfect-correlation"}


def test_an_assumption_is_shared_only_where_all_rest_on_it() -> None:
    shares = TESTS["shares-an-assumption"]
    both = case("x: y:", rests_on={"x": frozenset("p"), "y": frozenset("pq")}, assumptions=frozenset("p"))  # type: ignore[arg-type]
    assert shares(both)
    assert not shares(Case(both.exposure, both.modes, rests_on=both.rests_on, assumptions=frozenset("q")))
    assert not shares(case("x: y:"))


def test_what_holds_of_numbers_holds_of_every_case() -> None:
    assert TESTS["independent-redundancy"](case("x:"))
    assert TESTS["perfect-correlation"](case("x:"))


CASES = st.fixed_dictionaries({name: st.frozensets(st.sampled_from("abc")) for name in "xyz"}).map(
    lambda exposure: Case(exposure, frozenset("abc"), frozenset("xa"))
)


@given(CASES, CASES, st.sampled_from(sorted(set(TESTS) - {"general-modes-matter-more"})))
def test_the_deciding_cells_are_the_smallest_sets_that_turn_the_answer(
    one: Case, other: Case, name: str
) -> None:
    test = TESTS[name]
    differing = [(t, f) for t in "xyz" for f in "abc" if (f in one.exposure[t]) != (f in other.exposure[t])]
    turning = [
        chosen
        for size in range(1, len(differing) + 1)
        for chosen in combinations(differing, size)
        if test(one.switched(chosen)) != test(one)
    ]
    smallest = min(map(len, turning), default=0)
    assert sorted(deciding_cells(test, one, other)) == sorted(c for c in turning if len(c) == smallest)
    if test(one) != test(other):
        assert turning


@given(CASES)
def test_the_opposite_of_the_opposite_is_the_case_itself(one: Case) -> None:
    assert opposite(opposite(one)) == one


def test_too_many_sets_are_not_tried() -> None:
    wide = Case({"x": frozenset()}, frozenset(map(str, range(30))))
    assert deciding_cells(lambda case: len(case.exposure["x"]) < 5, wide, opposite(wide)) == []
