"""What bears on choosing techniques: safety taxes, compatibility, combinations, and what is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from ..errors import InvalidInputError
from ..model import Claim, Matrix
from ..store import Store
from ..views import View
from ..vocab import slug
from .readings import Json

if TYPE_CHECKING:
    from ..analysis.pareto import Constraints

__all__ = ["TAXES", "Choices", "Terms", "choices_of"]

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

    def chances(self, matrix: Matrix) -> dict[str, float]:
        """Return failure mode -> probability."""
        return {mode: self.p.get(mode, self.p_default) for mode in matrix.failure_modes}

    def combined(self, matrix: Matrix) -> dict[str, frozenset[str]]:
        """Return the combinations that have an assessment of their own, with their parts."""
        width = len(matrix.failure_modes)
        assessed = (t for t in matrix.techniques if matrix.unassessed(t) < width)
        return {t: self.choices.combined[t] for t in assessed if t in self.choices.combined}

    def constraints(self, matrix: Matrix) -> Constraints:
        """Return which portfolios may be chosen; raise `InvalidInputError` for a stranger that is given."""
        from ..analysis.pareto import Constraints

        if unknown := sorted(self.given - set(matrix.techniques)):
            what = f"{', '.join(unknown)}: not among the techniques that are chosen from"
            raise InvalidInputError(what, remedy="name them with -t too")
        pairs = self.choices.pairs(matrix.techniques, "incompatible") if self.compatible else []
        return Constraints(
            given=self.given,
            max_size=self.max_size,
            incompatible=frozenset(map(frozenset, pairs)),
            tax={t: self.choices.tax[t] for t in matrix.techniques if t in self.choices.tax} or None,
            max_tax=self.max_tax,
            no_single_point=self.no_single_point,
        )

    def as_json(self, matrix: Matrix) -> Json:
        """Return what an answer rests on."""
        return {
            "p_default": self.p_default,
            "p": dict(self.p),
            "untaxed": [t for t in matrix.techniques if t not in self.choices.tax],
            "contested_tax": [t for t in matrix.techniques if t in self.choices.contested_tax],
        }


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
        _combinations(store),
    )


def _combinations(store: Store) -> dict[str, frozenset[str]]:
    parts: dict[str, set[str]] = defaultdict(set)
    for row in store.select("SELECT ?whole ?part WHERE { ?whole a ccf:Combination ; ccf:combines ?part }"):
        parts[slug(row["whole"])].add(slug(row["part"]))
    return {whole: frozenset(techniques) for whole, techniques in sorted(parts.items())}
