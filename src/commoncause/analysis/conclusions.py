"""Tests of stated conclusions: each answers, of one exposure relation, whether a conclusion holds in it.

A test takes a `Case`: the techniques and failure modes that a conclusion is about, with those that it
singles out. ``TESTS`` maps the name that the ontology gives a test (``test:only-these-escape``) to its
function; what each one means is the first line of its docstring.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from math import comb

from .depth import fully_correlated, independent_product
from .incidence import Exposure
from .lattice import all_portfolio_probabilities
from .probability import failure_probability, marginal_probabilities

__all__ = ["CHANCE", "TESTS", "Case", "deciding_cells", "opposite"]

CHANCE = 0.1
"""The probability of every failure mode in the tests that need one: an illustration."""


@dataclass(frozen=True)
class Case:
    """What a conclusion is about, in one reading of one view."""

    exposure: Mapping[str, frozenset[str]]
    """Technique -> the failure modes it is exposed to, of those that the conclusion is about."""
    modes: frozenset[str]
    """The failure modes that the conclusion is about."""
    singled_out: frozenset[str] = frozenset()
    """The techniques and failure modes of which it says something special."""
    rests_on: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Technique -> the assumptions it rests on, of those that the conclusion is about."""
    assumptions: frozenset[str] = frozenset()
    """The assumptions that the conclusion is about."""

    @property
    def singled_techniques(self) -> frozenset[str]:
        """The techniques among those singled out."""
        return self.singled_out & self.exposure.keys()

    @property
    def others(self) -> frozenset[str]:
        """The techniques that are not singled out."""
        return frozenset(self.exposure) - self.singled_out

    @property
    def shared(self) -> frozenset[str]:
        """The failure modes that all techniques share."""
        return frozenset.intersection(*self.exposure.values()) if self.exposure else frozenset()

    def spread(self, mode: str) -> int:
        """Return the number of techniques exposed to ``mode``."""
        return sum(mode in modes for modes in self.exposure.values())

    def switched(self, cells: Collection[tuple[str, str]]) -> Case:
        """Return the case with these cells (technique, failure mode) turned over.

        >>> Case({"t": frozenset("f")}, frozenset("fg")).switched([("t", "g")]).exposure["t"] == {"f", "g"}
        True
        """
        turned = {t: frozenset(mode for technique, mode in cells if technique == t) for t in self.exposure}
        return replace(self, exposure={t: modes ^ turned[t] for t, modes in self.exposure.items()})


Test = Callable[[Case], bool]
Cells = tuple[tuple[str, str], ...]


def every_technique_exposed(case: Case) -> bool:
    """Every technique is exposed to at least one of the failure modes."""
    return all(case.exposure.values())


def most_techniques_exposed(case: Case) -> bool:
    """To each of the failure modes more than half of the techniques are exposed."""
    return all(2 * case.spread(mode) > len(case.exposure) for mode in case.modes)


def most_modes_are_widely_shared(case: Case) -> bool:
    """More than half of the failure modes affect at least half of the techniques."""
    wide = [mode for mode in case.modes if 2 * case.spread(mode) >= len(case.exposure)]
    return 2 * len(wide) > len(case.modes)


def shared_with_variation(case: Case) -> bool:
    """More than half of the failure modes affect several techniques, which yet do not all have the same."""
    shared = [mode for mode in case.modes if case.spread(mode) > 1]
    return 2 * len(shared) > len(case.modes) and len(set(case.exposure.values())) > 1


def only_these_escape(case: Case) -> bool:
    """Exactly the techniques singled out are exposed to none of the failure modes."""
    return {t for t, modes in case.exposure.items() if not modes} == case.singled_techniques


def these_escape(case: Case) -> bool:
    """The techniques singled out are exposed to none of the failure modes."""
    return not any(case.exposure[t] for t in case.singled_techniques)


def only_these_are_exposed(case: Case) -> bool:
    """Exactly the techniques singled out are exposed to each of the failure modes."""
    return {t for t, modes in case.exposure.items() if modes == case.modes} == case.singled_techniques


def these_are_exposed(case: Case) -> bool:
    """The techniques singled out, or all if none is, are exposed to each of the failure modes."""
    techniques = case.singled_techniques or frozenset(case.exposure)
    return all(case.exposure[t] == case.modes for t in techniques)


def exposed_to_these_only(case: Case) -> bool:
    """The techniques singled out are exposed to the failure modes singled out and to no other."""
    wanted = case.singled_out & case.modes
    return all(case.exposure[t] == wanted for t in case.singled_techniques)


def these_have_fewest_modes(case: Case) -> bool:
    """No other technique has fewer failure modes than a technique singled out."""
    most = max((len(case.exposure[t]) for t in case.singled_techniques), default=0)
    return all(len(case.exposure[t]) >= most for t in case.others)


def stands_apart(case: Case) -> bool:
    """No other technique has the same failure modes as one singled out."""
    return not any(case.exposure[t] == case.exposure[s] for s in case.singled_techniques for t in case.others)


def share_almost_all(case: Case) -> bool:
    """The techniques share all failure modes that any of them has, but for one at the most."""
    return 0 < len(frozenset().union(*case.exposure.values())) <= len(case.shared) + 1


def complement_each_other(case: Case) -> bool:
    """Each technique is spared a failure mode that another has, for every two of them."""
    rows = case.exposure.values()
    return all(a - b and b - a for a, b in combinations(rows, 2))


def cover_almost_all(case: Case) -> bool:
    """At most one of several failure modes defeats all the techniques."""
    return len(case.shared) <= 1 < len(case.modes)


def single_point_of_failure(case: Case) -> bool:
    """Some failure mode alone defeats all the techniques."""
    return bool(case.shared)


def in_every_cut_set(case: Case) -> bool:
    """The techniques can all be defeated, but never without one of the failure modes singled out."""
    return all(case.exposure.values()) and not all(m - case.singled_out for m in case.exposure.values())


def shares_an_assumption(case: Case) -> bool:
    """All the techniques rest on each of the assumptions."""
    return bool(case.assumptions) and all(
        case.assumptions <= case.rests_on.get(t, frozenset()) for t in case.exposure
    )


def independent_redundancy(case: Case) -> bool:
    """Ten independent techniques that fail with chance 0.1 fail together more rarely than one of 0.01."""
    return independent_product([0.1] * 10) < 0.01


def perfect_correlation(case: Case) -> bool:
    """Ten techniques of chance 0.1 that fail only together fail as often as one."""
    return fully_correlated([0.1] * 10) == 0.1


def dependence_raises_risk(case: Case) -> bool:
    """The techniques fail together more often than if they failed independently."""
    chances = dict.fromkeys(case.modes, CHANCE)
    alone = marginal_probabilities(case.exposure, chances).values()
    return _below(independent_product(alone), failure_probability(case.exposure, chances))


def less_reliable_can_add_more(case: Case) -> bool:
    """Next to some technique, one that fails more often alone leaves less risk than another would."""
    names, p = _portfolios(case)
    alone = {t: p[1 << i] for i, t in enumerate(names)}
    together = {
        (names[i], names[j]): p[1 << i | 1 << j] for i in range(len(names)) for j in range(len(names))
    }
    return any(
        _below(alone[t], alone[u]) and _below(together[base, u], together[base, t])
        for base in names
        for t in names
        for u in names
        if len({base, t, u}) == 3
    )


def general_modes_matter_more(case: Case) -> bool:
    """Averaged over all portfolios, a mode that affects more techniques has a greater Birnbaum importance."""
    rank = sorted(case.modes, key=lambda mode: (case.spread(mode), mode))
    importance = {mode: _mean_birnbaum(case, mode) for mode in rank}
    return all(
        _below(importance[f], importance[g])
        for f, g in combinations(rank, 2)
        if case.spread(f) < case.spread(g)
    )


def least_overlap_adds_most(case: Case) -> bool:
    """Those of the others that lower the risk of the ones singled out most share fewest modes with them."""
    group = {t: case.exposure[t] for t in case.singled_techniques}
    common = frozenset().union(*group.values())
    chances = dict.fromkeys(case.modes, CHANCE)
    left = {t: failure_probability({**group, t: case.exposure[t]}, chances) for t in case.others}
    least = min(len(case.exposure[t] & common) for t in case.others)
    best = min(left.values())
    return all(len(case.exposure[t] & common) == least for t in left if not _below(best, left[t]))


def _portfolios(case: Case) -> tuple[tuple[str, ...], list[float]]:
    names, p = all_portfolio_probabilities(case.exposure, dict.fromkeys(case.modes, CHANCE))
    return names, p.tolist()


def _mean_birnbaum(case: Case, mode: str) -> float:
    """Return P(fails | mode) - P(fails | not mode), averaged over all portfolios but the empty one."""
    chances = dict.fromkeys(case.modes, CHANCE)
    given, spared = (all_portfolio_probabilities(case.exposure, {**chances, mode: q})[1] for q in (1.0, 0.0))
    return float((given - spared)[1:].mean())


def _below(one: float, other: float) -> bool:
    """Say whether one number lies below another by more than rounding."""
    return one < other * (1 - 1e-9)


def _named(*tests: Test) -> dict[str, Test]:
    return {test.__name__.replace("_", "-"): test for test in tests}


TESTS: Mapping[str, Test] = _named(
    complement_each_other,
    cover_almost_all,
    dependence_raises_risk,
    every_technique_exposed,
    exposed_to_these_only,
    general_modes_matter_more,
    in_every_cut_set,
    independent_redundancy,
    least_overlap_adds_most,
    less_reliable_can_add_more,
    most_modes_are_widely_shared,
    most_techniques_exposed,
    only_these_are_exposed,
    only_these_escape,
    perfect_correlation,
    share_almost_all,
    shared_with_variation,
    shares_an_assumption,
    single_point_of_failure,
    stands_apart,
    these_are_exposed,
    these_escape,
    these_have_fewest_modes,
)
"""Name of a test, as the ontology has it -> the test."""


def deciding_cells(test: Test, one: Case, other: Case, *, most: int = 2_000) -> list[Cells]:
    """Return the smallest sets of cells that, taken from ``other``, turn the answer of ``one`` over.

    Every set of the smallest size that does so is returned, each sorted; none if no cells in which the two
    cases differ matter, or if more than ``most`` sets would have to be tried.

    >>> one, other = Case({"t": frozenset()}, frozenset("f")), Case({"t": frozenset("f")}, frozenset("f"))
    >>> deciding_cells(every_technique_exposed, one, other)
    [(('t', 'f'),)]
    """
    cells = sorted(_differing(one.exposure, other.exposure))
    answer, tried = test(one), 0
    for size in range(1, len(cells) + 1):
        tried += comb(len(cells), size)
        if tried > most:
            break
        sets = combinations(cells, size)
        if found := [chosen for chosen in sets if test(one.switched(chosen)) != answer]:
            return found
    return []


def opposite(case: Case) -> Case:
    """Return the case in which every cell reads the other way."""
    return replace(case, exposure={t: case.modes - modes for t, modes in case.exposure.items()})


def _differing(one: Exposure, other: Exposure) -> Iterator[tuple[str, str]]:
    return ((t, mode) for t in one for mode in frozenset(one[t]) ^ frozenset(other[t]))
