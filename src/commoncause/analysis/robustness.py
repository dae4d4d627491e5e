"""What a portfolio's structure says, conclusion by conclusion, and which cells would have to differ.

A `Conclusion` is one of a closed list of statements (`KINDS`) about techniques and failure modes. Each is
overturned by a monotone formula of flips, which `flip_search` searches and `overturning` ranks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from math import comb, inf

from .cut_sets import single_points_of_failure
from .flip_search import Cell, Clauses, Flips, FormulaSearch
from .frontier import BeyondReachError
from .small_cut_sets import iter_small_cut_sets, lowest_order

__all__ = ["KINDS", "Conclusion", "derived_conclusions", "holds", "search_of"]

Relation = Mapping[str, frozenset[str]]

MOST_COMPARED = 60
"""Most techniques of which each is compared with each."""
MOST_CUT_SETS = 10
"""Most cut sets of the lowest order that are conclusions of their own."""
MOST_ALTERNATIVES = 20_000
"""Most sets of failure modes that are looked at one by one."""
CUT_SETS_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A statement of one of the `KINDS` about these techniques, failure modes or number."""

    kind: str
    techniques: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    number: int = 0


def derived_conclusions(readings: Sequence[Relation], *, deadline: float = inf) -> list[Conclusion]:
    """The conclusions worth testing: those that one of the readings suggests.

    In the order: single points, orders, cut sets of the lowest order, what each technique adds, pairs that
    share nothing. Pairs and single techniques only of portfolios of up to `MOST_COMPARED`; orders only where
    the lowest is found by the ``deadline``, a moment of `time.monotonic`.

    Raises
    ------
    ValueError
        If there is no technique.

    Examples
    --------
    >>> relation = {"rlhf": frozenset({"coll", "al-gen"}), "debate": frozenset({"al-gen"})}
    >>> [conclusion.kind for conclusion in derived_conclusions([relation])]
    ['no-single-point', 'single-point', 'adds', 'adds']
    """
    found = [Conclusion("no-single-point")]
    for relation in readings:
        found += [Conclusion("single-point", modes=(mode,)) for mode in single_points_of_failure(relation)]
    for relation in readings:
        try:
            found += _of_lowest_order(relation, deadline)
        except BeyondReachError:
            continue
    techniques = sorted(readings[0])
    if 1 < len(techniques) <= MOST_COMPARED:
        found += [Conclusion("adds", techniques=(t,)) for t in techniques]
        pairs = combinations(techniques, 2)
        found += [c for c in (Conclusion("share-nothing", pair) for pair in pairs) if holds(c, readings[0])]
    return list(dict.fromkeys(found))


def _of_lowest_order(relation: Relation, deadline: float) -> Iterator[Conclusion]:
    order = lowest_order(relation, deadline=deadline)
    if order is None:
        yield Conclusion("undefeated")
    elif order > 1:
        if order > 2:
            yield Conclusion("at-least", number=order)
        yield Conclusion("suffices", number=order)
        sets = islice(iter_small_cut_sets(relation, order, deadline=deadline), MOST_CUT_SETS)
        yield from (Conclusion("cut-set", modes=modes) for modes in sorted(sets))


def holds(conclusion: Conclusion, relation: Relation, *, deadline: float = inf) -> bool:
    """Whether the conclusion holds in a relation.

    Raises
    ------
    BeyondReachError
        If that is not known by the ``deadline``.

    Examples
    --------

    >>> holds(Conclusion("no-single-point"), {"rlhf": frozenset({"coll"}), "debate": frozenset({"al-gen"})})
    True
    """
    return KINDS[conclusion.kind][0](conclusion, relation, deadline)


def search_of(
    conclusion: Conclusion, relation: Relation, modes: Iterable[str], *, deadline: float = inf
) -> FormulaSearch:
    """What overturns the conclusion: it holds no longer, or holds now.

    Parameters
    ----------
    modes
        All failure modes, those to which no technique is exposed too.

    Raises
    ------
    BeyondReachError
        If too many sets of modes would have to be looked at; from the search, past the ``deadline``.

    Examples
    --------
    >>> relation = {"rlhf": frozenset({"coll"}), "debate": frozenset({"al-gen"})}
    >>> search = search_of(Conclusion("no-single-point"), relation, ["al-gen", "coll"])
    >>> sorted(search.cells)
    [('debate', 'coll'), ('rlhf', 'al-gen')]
    """
    return KINDS[conclusion.kind][1](conclusion, relation, tuple(sorted(modes)), deadline)


def _suffices(number: int, relation: Relation, deadline: float) -> bool:
    if number == 1:
        return bool(single_points_of_failure(relation))
    return next(iter_small_cut_sets(relation, number, deadline=deadline), None) is not None


def _redundant(technique: str, relation: Relation) -> bool:
    return any(relation[t] <= relation[technique] for t in relation if t != technique)


def _strengthened(number: int, relation: Relation, deadline: float) -> FormulaSearch:
    """Until no ``number`` modes defeat all: some technique must lose every mode of each cut set."""

    def _clauses(done: Flips) -> Iterator[list[Flips]]:
        left = {t: frozenset(f for f in modes if (t, f) not in done) for t, modes in relation.items()}
        cut_sets = iter_small_cut_sets(left, number, deadline=deadline)
        for cut_set in islice(cut_sets, CUT_SETS_AT_ONCE):
            yield [frozenset((t, f) for f in cut_set if f in left[t]) for t in left]

    return FormulaSearch([_clauses], ((t, f) for t in relation for f in relation[t]))


def _weakened(number: int, relation: Relation, modes: tuple[str, ...]) -> FormulaSearch:
    """Until some ``number`` modes defeat all: each technique that they miss must be exposed to one."""
    if number > len(modes):
        return FormulaSearch([], [])
    if comb(len(modes), number) > MOST_ALTERNATIVES:
        raise BeyondReachError(f"{comb(len(modes), number):,} sets of {number} modes are too many to look at")
    chosen = [frozenset(c) for c in combinations(modes, number)]
    cells = ((t, f) for t in relation for f in modes if f not in relation[t])
    return FormulaSearch([_missed(cut_set, relation) for cut_set in chosen], cells)


def _missed(cut_set: frozenset[str], relation: Relation) -> Clauses:
    spared = [t for t in relation if cut_set.isdisjoint(relation[t])]
    clauses = [[frozenset([(t, f)]) for f in sorted(cut_set)] for t in spared]
    return lambda done: [clause for clause in clauses if not any(term <= done for term in clause)]


def _one(cells: Iterable[Cell]) -> FormulaSearch:
    """Any one of the cells."""
    return FormulaSearch.of([[{cell}]] for cell in cells)


def _all(cells: Iterable[Cell]) -> FormulaSearch:
    """All the cells together."""
    return FormulaSearch.of([[[list(cells)]]])


def _of_single_point(c: Conclusion, relation: Relation, _m: tuple[str, ...], _d: float) -> FormulaSearch:
    (mode,) = c.modes
    spared = [(t, mode) for t in relation if mode not in relation[t]]
    return _all(spared) if spared else _one((t, mode) for t in relation)


def _of_number(number: int, relation: Relation, modes: tuple[str, ...], deadline: float) -> FormulaSearch:
    if _suffices(number, relation, deadline):
        return _strengthened(number, relation, deadline)
    return _weakened(number, relation, modes)


def _of_cut_set(c: Conclusion, relation: Relation, _m: tuple[str, ...], _d: float) -> FormulaSearch:
    struck = {t: relation[t].intersection(c.modes) for t in relation}
    spared = [t for t, modes in struck.items() if not modes]
    if spared:
        return FormulaSearch.of([[[{(t, f)} for f in c.modes] for t in spared]])
    return FormulaSearch.of([[{(t, f) for f in modes}]] for t, modes in struck.items())


def _of_protection(c: Conclusion, relation: Relation, modes: tuple[str, ...], _d: float) -> FormulaSearch:
    """Redundant is what another technique covers: that one fails only if this one does."""
    (own,) = c.techniques
    others = [t for t in relation if t != own]
    if not _redundant(own, relation):
        excess = {t: sorted(relation[t] - relation[own]) for t in others}
        return FormulaSearch.of([[{(t, f)}, {(own, f)}] for f in excess[t]] for t in others)
    covering = [t for t in others if relation[t] <= relation[own]]
    return FormulaSearch.of([[[_witness(own, t, f, relation) for f in modes] for t in covering]])


def _witness(own: str, other: str, mode: str, relation: Relation) -> set[Cell]:
    """The flips after which ``mode`` strikes the other technique and spares this one."""
    cells = {(own, mode)} if mode in relation[own] else set()
    return cells if mode in relation[other] else cells | {(other, mode)}


def _of_pair(c: Conclusion, relation: Relation, modes: tuple[str, ...], _d: float) -> FormulaSearch:
    one, other = c.techniques
    if shared := sorted(relation[one] & relation[other]):
        return FormulaSearch.of([[[{(one, f)}, {(other, f)}] for f in shared]])
    return FormulaSearch.of([[{(t, f) for t in c.techniques if f not in relation[t]}]] for f in modes)


def _of_defeat(_c: Conclusion, relation: Relation, modes: tuple[str, ...], _d: float) -> FormulaSearch:
    if sure := [t for t in relation if not relation[t]]:
        return FormulaSearch.of([[[{(t, f)} for f in modes] for t in sure]])
    return FormulaSearch.of([[{(t, f) for f in relation[t]}]] for t in relation)


Test = Callable[[Conclusion, Relation, float], bool]
Formula = Callable[[Conclusion, Relation, tuple[str, ...], float], FormulaSearch]

KINDS: Mapping[str, tuple[Test, Formula]] = {
    "no-single-point": (lambda _, e, d: not _suffices(1, e, d), lambda _, e, m, d: _of_number(1, e, m, d)),
    "single-point": (lambda c, e, _: all(c.modes[0] in e[t] for t in e), _of_single_point),
    "at-least": (
        lambda c, e, d: not _suffices(c.number - 1, e, d),
        lambda c, e, m, d: _of_number(c.number - 1, e, m, d),
    ),
    "suffices": (
        lambda c, e, d: _suffices(c.number, e, d),
        lambda c, e, m, d: _of_number(c.number, e, m, d),
    ),
    "cut-set": (lambda c, e, _: all(e[t].intersection(c.modes) for t in e), _of_cut_set),
    "adds": (lambda c, e, _: not _redundant(c.techniques[0], e), _of_protection),
    "share-nothing": (lambda c, e, _: e[c.techniques[0]].isdisjoint(e[c.techniques[1]]), _of_pair),
    "undefeated": (lambda _c, e, _d: not all(e.values()), _of_defeat),
}
"""Name of a kind of conclusion -> whether one holds, and what overturns it.

- no-single-point: no single mode defeats the portfolio; single-point: this mode does;
- at-least, suffices: it takes at least so many modes; so many can do it;
- cut-set: these modes together do; undefeated: no set of modes does;
- adds: the technique is not redundant: without it some set of modes would newly defeat the portfolio;
- share-nothing: no mode strikes both techniques.
"""
