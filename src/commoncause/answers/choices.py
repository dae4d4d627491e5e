"""What bears on choosing techniques: safety taxes, compatibility, combinations, and what is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from ..catalogue import combinations as combinations_of
from ..errors import InvalidInputError
from ..model import Claim, Matrix
from ..store import Store
from ..views import View
from .readings import Json

if TYPE_CHECKING:
    from ..analysis.pareto import Constraints

__all__ = ["TAXES", "Choices", "Terms", "choices_of", "combined_in"]

TAXES = {"safety-tax-low": 0, "safety-tax-moderate": 1, "safety-tax-high": 2}
"""Category of the scheme of safety taxes -> its place in their order, which is all that adding up goes by."""

Pair = tuple[str, str]


@dataclass(frozen=True)
class Choices:
    """What is known of the techniques beside their exposure."""

    tax: Mapping[str, float] = field(default_factory=dict)
    """Technique -> its tax; the highest where sources differ."""
    contested_tax: frozenset[str] = frozenset()
    """The techniques to whose tax that applies."""
    compatibility: Mapping[Pair, str] = field(default_factory=dict)
    """Pair of techniques, sorted -> compatible, incompatible or undecided."""
    combined: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Combination -> the techniques it is made of."""

    def pairs(self, techniques: Collection[str], verdict: str) -> list[Pair]:
        """Return the pairs of ``techniques`` of which this is said, sorted.

        >>> Choices(compatibility={("a", "b"): "undecided"}).pairs(["b", "a"], "undecided")
        [('a', 'b')]
        """
        given = combinations(sorted(techniques), 2)
        return [pair for pair in given if self.compatibility.get(pair) == verdict]


@dataclass(frozen=True)
class Terms:
    """On what terms portfolios are compared, and which may be chosen."""

    choices: Choices = field(default_factory=Choices)
    p: Mapping[str, float] = field(default_factory=dict)
    """Failure mode -> probability."""
    p_default: float = 0.1
    """Of any other failure mode: an illustration."""
    given: frozenset[str] = frozenset()
    """Techniques that every portfolio holds."""
    max_size: int | None = None
    max_tax: float | None = None
    compatible: bool = False
    """Leave out what is said to be incompatible."""
    no_single_point: bool = False
    stand_ins: frozenset[str] = frozenset()
    """Combinations that are no choice themselves, since nobody named them: they stand in for their parts."""

    def choosable(self, matrix: Matrix) -> list[str]:
        """Return the techniques that portfolios are made of, sorted."""
        return [t for t in matrix.techniques if t not in self.stand_ins]

    def chances(self, matrix: Matrix) -> dict[str, float]:
        """Return failure mode -> probability."""
        return {mode: self.p.get(mode, self.p_default) for mode in matrix.failure_modes}

    def combined(self, matrix: Matrix) -> dict[str, frozenset[str]]:
        """Return the combinations that have an assessment of their own, with their parts."""
        return combined_in(matrix, self.choices.combined)

    def constraints(self, matrix: Matrix) -> Constraints:
        """Return which portfolios may be chosen; raise `InvalidInputError` for a stranger that is given."""
        from ..analysis.pareto import Constraints

        choosable = self.choosable(matrix)
        if unknown := sorted(self.given.difference(choosable)):
            what = f"{', '.join(unknown)}: not among the techniques that are chosen from"
            raise InvalidInputError(what, remedy="name them with -t too")
        pairs = self.choices.pairs(choosable, "incompatible") if self.compatible else []
        tax = {t: self.choices.tax[t] for t in choosable if t in self.choices.tax}
        return Constraints(
            given=self.given,
            max_size=self.max_size,
            incompatible=frozenset(map(frozenset, [*pairs, *((t,) for t in self.stand_ins)])),
            tax={**tax, **dict.fromkeys(self.stand_ins, 0)} if tax else None,
            max_tax=self.max_tax,
            no_single_point=self.no_single_point,
        )

    def as_json(self, matrix: Matrix) -> Json:
        """Return what an answer rests on."""
        return {
            "p_default": self.p_default,
            "p": dict(self.p),
            "untaxed": [t for t in self.choosable(matrix) if t not in self.choices.tax],
            "contested_tax": [t for t in self.choosable(matrix) if t in self.choices.contested_tax],
        }


def combined_in(matrix: Matrix, combined: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Return the combinations that have an assessment of their own in ``matrix``, with their parts.

    Where a portfolio holds such a combination, or all of its parts, it counts in place of these.
    """
    width = len(matrix.failure_modes)
    return {t: combined[t] for t in matrix.techniques if t in combined and matrix.unassessed(t) < width}


def choices_of(claims: Iterable[Claim], view: View, store: Store) -> Choices:
    """Return what the claims that count in ``view`` say; a disagreement on compatibility is undecided."""
    counted = [claim for claim in claims if view.admits(claim.source, claim.mode)]
    taxes: dict[str, set[float]] = defaultdict(set)
    verdicts: dict[Pair, set[str]] = defaultdict(set)
    for claim in counted:
        if claim.kind == "classification" and claim.slug("category") in TAXES:
            for thing in claim.says.get("about", ()):
                taxes[thing.rpartition(":")[2]].add(TAXES[claim.slug("category")])
        elif claim.kind == "compatibility":
            pair = sorted(name.rpartition(":")[2] for name in claim.says.get("technique", ()))
            firm = claim.modality != "conditional" or claim.condition in view.granted
            if len(pair) == 2:
                verdicts[pair[0], pair[1]].add(claim.slug("verdict") if firm else "undecided")
    return Choices(
        {technique: max(said) for technique, said in sorted(taxes.items())},
        frozenset(technique for technique, said in taxes.items() if len(said) > 1),
        {pair: min(said) if len(said) == 1 else "undecided" for pair, said in sorted(verdicts.items())},
        combinations_of(store),
    )
