"""Which cells would have to differ for a stated conclusion to come out the other way.

Where a test of `conclusions` asks for certain cells, these are searched as a formula, which is exact at any
size; any other test is tried on all sets of cells of one size after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from .conclusions import TESTS, Case
from .flip_search import Cell, FormulaSearch, Search, TestSearch

__all__ = ["IMMOVABLE", "search_of_test"]

IMMOVABLE = frozenset({"independent-redundancy", "perfect-correlation"})
"""Tests that look at no cell: arithmetic."""


def search_of_test(test: str, case: Case) -> Search:
    """What overturns the answer of a test.

    The flips are of cells (technique, failure mode), or of pairs (technique, assumption) for the test that
    looks at these.

    Raises
    ------
    KeyError
        If there is no test of this name.

    Examples
    --------
    >>> case = Case({"rlhf": frozenset({"coll"}), "debate": frozenset()}, frozenset({"coll"}))
    >>> sorted(search_of_test("every-technique-exposed", case).cells)
    [('debate', 'coll')]
    """
    if test in IMMOVABLE:
        return FormulaSearch([], [])
    if test in _FORMULAS:
        return _FORMULAS[test](case, TESTS[test](case))
    run, answer = TESTS[test], TESTS[test](case)
    cells = [(t, f) for t in case.exposure for f in case.modes]
    return TestSearch(lambda flips: run(case.switched(flips)) != answer, cells)


def _turned(wanted: Iterable[Cell], answer: bool) -> FormulaSearch:
    """A test that all of these cells, and no fewer, read as wanted: one that differs is enough, or all."""
    cells = list(wanted)
    return FormulaSearch.of([[[{cell}]] for cell in cells] if answer else [[[cells]]] if cells else [])


def _every_technique_exposed(case: Case, answer: bool) -> FormulaSearch:
    if answer:
        return FormulaSearch.of([[{(t, f) for f in modes}]] for t, modes in case.exposure.items())
    return FormulaSearch.of([[[{(t, f)} for f in case.modes] for t, own in case.exposure.items() if not own]])


def _these_are_exposed(case: Case, answer: bool) -> FormulaSearch:
    techniques = case.singled_techniques or frozenset(case.exposure)
    lacking = [(t, f) for t in techniques for f in case.modes - case.exposure[t]]
    return _turned([(t, f) for t in techniques for f in case.modes] if answer else lacking, answer)


def _these_escape(case: Case, answer: bool) -> FormulaSearch:
    singled = case.singled_techniques
    having = [(t, f) for t in singled for f in case.exposure[t]]
    return _turned([(t, f) for t in singled for f in case.modes] if answer else having, answer)


def _only_these_escape(case: Case, answer: bool) -> FormulaSearch:
    singled, exposure = case.singled_techniques, case.exposure
    others = [t for t in exposure if t not in singled]
    if answer:
        gains = [[[{(t, f)}]] for t in singled for f in case.modes]
        return FormulaSearch.of([*gains, *([[{(t, f) for f in exposure[t]}]] for t in others)])
    losses = [[{(t, f)}] for t in singled for f in exposure[t]]
    return FormulaSearch.of([[*losses, *([{(t, f)} for f in case.modes] for t in others if not exposure[t])]])


def _single_point_of_failure(case: Case, answer: bool) -> FormulaSearch:
    exposure = case.exposure
    if answer:
        return FormulaSearch.of([[[{(t, f)} for t in exposure] for f in case.shared]])
    return FormulaSearch.of([[{(t, f) for t in exposure if f not in exposure[t]}]] for f in case.modes)


def _shares_an_assumption(case: Case, answer: bool) -> FormulaSearch:
    pairs = [(t, a) for t in case.exposure for a in case.assumptions]
    lacking = [(t, a) for t, a in pairs if a not in case.rests_on.get(t, ())]
    return _turned(pairs if answer else lacking, answer)


_FORMULAS: Mapping[str, Callable[[Case, bool], FormulaSearch]] = {
    "every-technique-exposed": _every_technique_exposed,
    "only-these-escape": _only_these_escape,
    "shares-an-assumption": _shares_an_assumption,
    "single-point-of-failure": _single_point_of_failure,
    "these-are-exposed": _these_are_exposed,
    "these-escape": _these_escape,
}
