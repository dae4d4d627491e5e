"""What a retraction takes with it: claims, then cells, then whatever followed from them.

Of two kinds are the claims that fall: *withdrawn* are those that a retracted work states, *unsupported* those
that give evidence, all of which is retracted. Every change names the fallen claims behind it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..analysis.cut_sets import single_points_of_failure
from ..analysis.evidence import Ground, fallen
from ..model import Cell, Claim, Matrix, Reading, Verdict
from .clusters import MOST_CLUSTERED, clusters_answer
from .cut_sets import cut_sets_answer
from .evidence import fallen_claims
from .leaving_out import Before, leave_one_out
from .moved import LEVELS, NO_CUT_SETS, NO_POINTS, moved_clusters, moved_cut_sets, moved_points
from .readings import Json, both
from .resolving import Chances, exact_by, interval
from .stated import Stated
from .testable import Situation, testables

__all__ = ["Recomputation", "Standing", "grounds_left", "retraction_answer"]

Relation = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Standing:
    """What is asked about as some claims have it."""

    matrix: Matrix
    reliances: Matrix
    """The techniques of the matrix against the assumptions they rest on."""
    stated: tuple[Stated, ...] = ()

    @property
    def situation(self) -> Situation:
        """The portfolio, with the conclusions of sources that can be tested on it."""
        return Situation(self.matrix, self.stated)


@dataclass
class Recomputation:
    """What follows with every claim in its place, and how to ask for it without some.

    What was computed of a relation is kept: many works leave most relations as they are.
    """

    without: Callable[[frozenset[str]], Standing]
    """Claims that do not count, by IRI -> what is left."""
    grounds: Mapping[str, Ground]
    seconds: float = 20.0
    """For each retraction, after which what is known so far is returned."""
    chances: Chances = field(default_factory=Chances)

    def __post_init__(self) -> None:
        """Compute how things stand now."""
        self.now = self.without(frozenset())
        self._kept: dict[tuple[object, ...], Json] = {}
        tested = testables(self.now.situation, ())
        answers = {key: {r: x.holds(r, self.deadline()) for r in Reading} for key, x in tested.items()}
        known = (
            None
            if self.now.situation.is_empty
            else interval(self.now.matrix, self.chances, exact_by(time.monotonic() + self.seconds / 4))
        )
        self.before = Before(self.now.matrix, tested, answers, known)

    def deadline(self) -> float:
        """Return the moment by which a computation that begins now must end."""
        return time.monotonic() + self.seconds

    def kept(self, name: str, matrix: Matrix, compute: Callable[[], Json]) -> Json:
        """Return what is computed of both readings of a matrix, from what is kept where it is known."""
        relations = [sorted(matrix.exposure(reading).items()) for reading in Reading]
        key = (name, *(tuple((t, tuple(sorted(own))) for t, own in relation) for relation in relations))
        if key not in self._kept:
            self._kept[key] = compute()
        return self._kept[key]

    def conclusions(self, name: str, after: Standing) -> Json:
        """Return the row of `leave_one_out` for what is left."""
        rows, _ = leave_one_out(
            "work", {name: lambda: after.situation}, self.before, self.chances, self.deadline()
        )
        return rows[0]

    def single_points(self, standing: Standing) -> Json:
        """Return the single points of failure, by what they are of and reading."""
        if standing.situation.is_empty:
            return NO_POINTS
        relations = (standing.matrix, standing.reliances)
        return {over: self._points(relation) for over, relation in zip(LEVELS, relations, strict=True)}

    def _points(self, relation: Matrix) -> Json:
        def _of(exposure: Relation) -> list[str]:
            return list(single_points_of_failure(exposure))

        return self.kept("single points", relation, lambda: both(_of, relation))

    def cut_sets(self, standing: Standing) -> Json:
        """Return the minimal cut sets, as `cut_sets_answer` does."""
        if standing.situation.is_empty:
            return NO_CUT_SETS
        return self.kept(
            "cut sets", standing.matrix, lambda: cut_sets_answer(standing.matrix, time_limit=self.seconds / 2)
        )

    def clusters(self, standing: Standing) -> list[Json]:
        """Return the clusters of two or more techniques by the assumptions they share; certain reading."""
        rows = standing.reliances
        if not rows.failure_modes or len(rows.techniques) > MOST_CLUSTERED:
            return []
        found = self.kept("clusters", rows, lambda: clusters_answer(rows))
        return [cluster for cluster in found["clusters"] if len(cluster["members"]) > 1]


def grounds_left(
    grounds: Mapping[str, Ground], works: Collection[str], lost: Collection[str]
) -> dict[str, Ground]:
    """Return what the claims that are not ``lost`` stand on once ``works`` are retracted."""
    return {
        iri: replace(ground, evidence=tuple(filter(None, (own.difference(works) for own in ground.evidence))))
        for iri, ground in grounds.items()
        if iri not in lost
    }


def retraction_answer(
    recomputation: Recomputation,
    works: Collection[str],
    claims: Mapping[str, Claim],
    *,
    unsupported_too: bool = True,
    clusters: bool = True,
) -> Json:
    """Return what changes once ``works`` are retracted.

    ``withdrawn`` and ``unsupported`` are the claims that fall, wherever they count; without the latter
    nothing is recomputed unless ``unsupported_too``. ``cells`` and ``reliances`` are those that read
    otherwise, ``weakened`` the cells that read as before on fewer claims. Of ``conclusions``, ``cut_sets``,
    ``single_points`` and ``clusters`` there is a row for each that is gone or new; ``fallen`` are the claims
    that fell in the cells it is about, of a cluster in any reliance. Of ``failure_modes_gone`` nothing is
    told any more: they stay in the matrix, for losing what was known makes nothing safer.
    ``complete_to_order`` is null where
    every cut set was compared; ``clusters`` is null where they were not asked for.
    """
    withdrawn, unsupported = fallen(recomputation.grounds, works)
    lost = frozenset(withdrawn) | (frozenset(unsupported) if unsupported_too else frozenset())
    before, after = recomputation.now, recomputation.without(lost)
    cells, weakened = _cells(before.matrix, after.matrix, after.situation.is_empty)
    reliances, _ = _cells(before.reliances, after.reliances, after.situation.is_empty)
    row = recomputation.conclusions(", ".join(sorted(works)), after)
    cut_sets = moved_cut_sets(recomputation.cut_sets(before), recomputation.cut_sets(after))
    fell = {iri: claims[iri] for iri in lost if iri in claims}
    trail = _Trail(cells, reliances, fell, frozenset(row["techniques_gone"]))
    return {
        "works": sorted(works),
        "withdrawn": fallen_claims(claims, withdrawn),
        "unsupported": fallen_claims(claims, unsupported),
        "cells": trail.of_cells(cells),
        "reliances": trail.of_cells(reliances, "assumption"),
        "weakened": trail.of_cells(weakened),
        "conclusions": [
            {**change, "fallen": trail.named(_under(change["claim"], recomputation, after))}
            for change in row["changes"]
        ],
        "single_points": [
            {**point, "fallen": trail.of_columns([point["name"]], assumptions=point["over"] == "assumptions")}
            for point in moved_points(recomputation.single_points(before), recomputation.single_points(after))
        ],
        **cut_sets,
        "cut_sets": [{**found, "fallen": trail.of_columns(found["set"])} for found in cut_sets["cut_sets"]],
        # They follow from all reliances together.
        "clusters": [
            {**cluster, "fallen": trail.named(reliances)}
            for cluster in moved_clusters(recomputation.clusters(before), recomputation.clusters(after))
        ]
        if clusters
        else None,
        "probability": {"before": recomputation.before.probability, "after": row["probability"]},
        "techniques_gone": row["techniques_gone"],
        "failure_modes_gone": sorted(_assessed(before.matrix) - _assessed(after.matrix)),
    }


@dataclass(frozen=True)
class _Change:
    """A cell before and after, and the claims that it lost."""

    before: Cell
    after: Cell

    @property
    def lost(self) -> list[str]:
        """The claims that the cell rested on and rests on no more."""
        return sorted({*self.before.claims} - {*self.after.claims})


def _cells(before: Matrix, after: Matrix, is_empty: bool) -> tuple[list[_Change], list[_Change]]:
    """Return the cells that read otherwise, or are contested or not as they were not before; and those that
    read the same on fewer claims.
    """
    changed, weakened = [], []
    for cell in before:
        name = cell.technique, cell.failure_mode
        blank = Cell(*name, Verdict.NOT_ASSESSED)
        change = _Change(cell, blank if is_empty else after.cells.get(name, blank))
        now = change.after
        if (cell.verdict, cell.is_contested) != (now.verdict, now.is_contested):
            changed.append(change)
        elif change.lost:
            weakened.append(change)
    return changed, weakened


@dataclass(frozen=True)
class _Trail:
    """From a change of an answer back to the claims that fell."""

    cells: Sequence[_Change]
    reliances: Sequence[_Change]
    fell: Mapping[str, Claim]
    gone: frozenset[str]
    """Techniques of which nothing is told any more."""

    def named(self, changes: Iterable[_Change]) -> list[Json]:
        """Return the claims that fell in some cells, each with its section."""
        iris = sorted({iri for change in changes for iri in change.lost})
        return [{"iri": iri, "section": self.fell[iri].section} for iri in iris if iri in self.fell]

    def of_cells(self, changes: Iterable[_Change], column: str = "failure_mode") -> list[Json]:
        """Return cells as JSON has them, with what they are of under the name of their ``column``."""
        return [
            {
                "technique": change.before.technique,
                column: change.before.failure_mode,
                "before": change.before.verdict.value,
                "after": change.after.verdict.value,
                "contested_before": change.before.is_contested,
                "contested_after": change.after.is_contested,
                "fallen": self.named([change]),
                "claims_left": list(change.after.claims),
            }
            for change in changes
        ]

    def of_columns(self, columns: Collection[str], *, assumptions: bool = False) -> list[Json]:
        """Return what fell in some columns, and in the rows that are gone."""
        changes = self.reliances if assumptions else self.cells
        return self.named(
            c for c in changes if c.before.failure_mode in columns or c.before.technique in self.gone
        )


def _assessed(matrix: Matrix) -> set[str]:
    return {cell.failure_mode for cell in matrix if cell.verdict is not Verdict.NOT_ASSESSED}


def _under(conclusion: str, recomputation: Recomputation, after: Standing) -> list[_Change]:
    """Return the cells that read otherwise among those that a stated conclusion is about."""
    about = recomputation.before.tested[conclusion].cells
    left = {stated.claim.iri: stated.cells for stated in after.stated}
    return _cells(about, left.get(conclusion, about), conclusion not in left)[0]
