"""What is asked about: which knowledge base, view and portfolio, by the names that people use."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import click

from ..answers.choices import combined_in
from ..catalogue import combinations, resolve
from ..errors import InvalidInputError
from ..knowledge_base import KnowledgeBase
from ..model import Assessment, Claim, Matrix, Thing, Verdict
from ..views import View
from ..vocab import KB, expand
from .options import loaded

__all__ = ["Question"]

MOST_NAMED = 8
"""Techniques that a note names; beyond, it counts them."""


@dataclass
class Question:
    """What is asked about: names as given, resolved where they are used."""

    where: str | None
    techniques: tuple[str, ...]
    modes: tuple[str, ...]
    sources: tuple[str, ...]
    how: tuple[str, ...]
    conflict: str
    inferred: bool
    everything: bool
    split: bool
    not_assessed: str
    granted: tuple[str, ...]
    relation: Path | None
    polarity: str
    replaced: Mapping[str, frozenset[str]] = field(init=False, default_factory=dict)
    """Combination -> the named techniques in whose place it counts."""

    def __post_init__(self) -> None:
        """Refuse options that would be ignored."""
        if self.relation is None and self.polarity != "verdicts":
            raise click.UsageError("--polarity is about the rows of --relation")
        given = (self.sources, self.how, self.inferred, self.split, self.granted, self.everything)
        if self.relation is not None and any(given):
            raise click.UsageError(
                "--relation has no sources, modes or parts: leave out --source, --mode, --inferred, --all, "
                "--split and --grant"
            )

    @cached_property
    def kb(self) -> KnowledgeBase:
        """The knowledge base, loaded when first needed."""
        return loaded(self.where)

    @cached_property
    def view(self) -> View:
        """The view that the options describe."""
        return View(
            sources=frozenset(name.removeprefix("source:").casefold() for name in self.sources),
            modes=frozenset(self.how),
            conflict=self.conflict,
            inferred=self.inferred,
            everything=self.everything,
            split=self.split,
            not_assessed=Verdict(self.not_assessed),
            granted=frozenset(self.kb.resolve(name).slug for name in self.granted),
        )

    @cached_property
    def _relation(self) -> tuple[Matrix, dict[str, Assessment]]:
        from ..importers.relation import matrix_of

        if self.relation is None:
            return self.kb.matrix(self.view), self.kb.assessments
        plain = View(conflict=self.conflict, not_assessed=Verdict(self.not_assessed))
        return matrix_of(self.relation, plain, self.polarity)

    @property
    def assessments(self) -> Mapping[str, Assessment]:
        """The assessments behind the matrix, by IRI."""
        return self._relation[1]

    @property
    def claims(self) -> Mapping[str, Claim]:
        """The claims of the knowledge base by IRI; none where the matrix is the user's own."""
        return {} if self.relation is not None else self.kb.claims

    def counted(self) -> list[Claim]:
        """Return the claims that count in the view, on the techniques that were named if any were."""
        if self.relation is not None:
            return []
        names = {f"technique:{self.kb.resolve(name, 'technique').slug}" for name in self.techniques}
        return [
            claim
            for claim in self.kb.claims.values()
            if (claim.kind == "defect" or self.view.admits(claim.source, claim.mode))
            and (not names or names & claim.things)
        ]

    def claim(self, name: str) -> Claim | None:
        """Return the claim of this IRI or prefixed name, if it is one."""
        return self.claims.get(expand(name)) if ":" in name else None

    def cells(self, names: tuple[str, ...]) -> Matrix:
        """Return the part of the matrix, or of the reliances, that one or two names speak of."""
        if len(names) > 2:
            raise click.UsageError("name one thing, or a technique and a failure mode or assumption")
        things = [self._thing(name) for name in names]
        by_kind = {thing.kind.replace("combination", "technique"): thing.slug for thing in things}
        if len(by_kind) < len(things):
            raise click.UsageError(f"{names[0]!r} and {names[1]!r} are both of kind {things[0].kind}")
        rows = [by_kind["technique"]] if "technique" in by_kind else []
        if "assumption" in by_kind:
            return self.kb.reliances(self.view).of(rows, [by_kind["assumption"]], add=True)
        columns = self._columns(by_kind["failure-mode"]) if "failure-mode" in by_kind else []
        return self._relation[0].of(rows, columns, add=True)

    def _thing(self, name: str) -> Thing:
        kinds = ("technique", "failure-mode", "assumption")
        if self.relation is None:
            pool = [thing for kind in (*kinds, "combination") for thing in self.kb.of_kind(kind)]
        else:
            axes = zip(kinds, (self._relation[0].techniques, self._relation[0].failure_modes), strict=False)
            pool = [Thing(iri=n, slug=n, kind=kind, label=n) for kind, names in axes for n in names]
        return resolve(name, pool, "technique, failure mode or assumption")

    @cached_property
    def matrix(self) -> Matrix:
        """The matrix of the view, cut down to the techniques and failure modes that were named."""
        return self._cut(self._relation[0])

    def _cut(self, whole: Matrix) -> Matrix:
        axis = self._relation[0].techniques
        rows = [self._name(name, "technique", axis) for name in self.techniques]
        columns = [column for name in self.modes for column in self._columns(name)]
        return whole.of(rows, columns, add=True)

    def without(self, claims: Collection[str] = (), *, view: View | None = None) -> Matrix:
        """Return the matrix as it would be if some claims did not count, by IRI, or in another view.

        Techniques that nobody speaks of then leave, unless they were named or are a file's; failure modes do
        so in another view alone: without claims they stay, not assessed, which is no safer.
        """
        if self.relation is None:
            found = self._cut(self.kb.matrix(view or self.view, without=claims))
            stay = claims and found.techniques
            return found.of(failure_modes=self.matrix.failure_modes, add=True) if stay else found
        from ..importers.relation import relation_matrix

        whole, rows = self._relation
        left = [row for iri, row in rows.items() if iri not in claims]
        own = View(conflict=self.conflict, not_assessed=Verdict(self.not_assessed))
        return self._cut(
            relation_matrix(left, whole.failure_modes, own, self.polarity, techniques=whole.techniques)
        )

    @cached_property
    def assumptions(self) -> Matrix:
        """The techniques of the matrix against the assumptions they rest on."""
        if self.relation is not None:
            return Matrix((), (), {}, Verdict.PROTECTED, "assumptions").of(self.matrix.techniques, add=True)
        return self.kb.reliances(self.view).of(self.matrix.techniques, add=True)

    def _columns(self, name: str) -> list[str]:
        if self.relation is None:
            return self.kb.columns([name], self.view)
        return [self._name(name, "failure-mode", self._relation[0].failure_modes)]

    def _name(self, name: str, kind: str, axis: tuple[str, ...]) -> str:
        if self.relation is None:
            return self.kb.resolve(name, kind).slug
        things = [Thing(iri=entry, slug=entry, kind=kind, label=entry) for entry in axis]
        return resolve(name, things, kind).slug

    @cached_property
    def combined(self) -> dict[str, frozenset[str]]:
        """Combination with an assessment of its own, all of whose parts are asked about -> these."""
        if self.relation is not None:
            return {}
        names = set(self.matrix.techniques)
        whole = self._relation[0].of((), self.matrix.failure_modes, add=True)
        found = combined_in(whole, combinations(self.kb.store))
        return {t: parts for t, parts in found.items() if t in names or parts <= names}

    def in_effect(self) -> Question:
        """Return the question on what the named techniques come to together.

        A combination with an assessment of its own takes the place of its parts. Where no technique is
        named, every one of the view counts as it stands.
        """
        if not self.techniques or not self.combined:
            return self
        from ..analysis.portfolio_figures import in_effect

        chosen = set(self.matrix.techniques)
        together = in_effect(chosen, self.combined, self.combined)
        question = replace(self, techniques=together)
        beneath = {t: self.combined[t] & chosen for t in together if t in self.combined}
        question.replaced = {t: parts for t, parts in beneath.items() if parts}
        question.kb = self.kb
        return question

    def choice(self) -> tuple[Matrix, frozenset[str]]:
        """Return the techniques to choose from, and which of them are combinations that nobody named.

        These are no choice themselves: each stands in for its parts.
        """
        matrix = self.portfolio()
        stand_ins = frozenset(self.combined).difference(matrix.techniques)
        if not stand_ins:
            return matrix, stand_ins
        rows = [*matrix.techniques, *stand_ins]
        return self._relation[0].of(rows, matrix.failure_modes, add=True), stand_ins

    def portfolio(self) -> Matrix:
        """Return the matrix of at least one technique; refuse a view in which nothing is assessed."""
        if not self.matrix.techniques:
            raise InvalidInputError(
                "no assessment counts in this view", remedy="loosen --source and --mode, or name one with -t"
            )
        return self.matrix

    def member(self, name: str) -> str:
        """Return the technique of the matrix that is called ``name``."""
        return self._name(name, "technique", self._relation[0].techniques)

    def label(self, slug: str, kind: str) -> str:
        """Return what people call a thing: notation where there is one; an assumption goes by its slug."""
        if self.relation is not None or kind == "assumption":
            return slug
        thing = self.kb.things.get(f"{KB}{kind}/{slug}")
        return thing.short if thing else slug

    def silence(self) -> list[str]:
        """Return a note on techniques of which no reliance counts: nothing can be shared with them."""
        silent = [t for t, shared in self.assumptions.exposure("possible").items() if not shared]
        if not silent:
            return []
        who = "any technique" if len(silent) == len(self.matrix.techniques) else ""
        who = who or (f"{len(silent)} techniques" if len(silent) > MOST_NAMED else "")
        who = who or ", ".join(self.label(t, "technique") for t in silent)
        return [f"no reliance counts in this view for {who}: what they share is not known"]

    def caveats(self) -> list[str]:
        """Return what a reader of an answer over this matrix must know: bundles, and cells not assessed."""
        bundles = sorted({cell.failure_mode for cell in self.matrix if cell.is_bundle and cell.claims})
        names = {mode: self.label(mode, "failure-mode") for mode in bundles}
        notes = [
            f"{name} bundles narrower conditions: --split looks at them apart" for name in names.values()
        ]
        if self.split and names:
            notes = [f"{name} is read from its bundle" for name in names.values()]
        for whole, parts in self.replaced.items():
            names_ = ", ".join(self.label(t, "technique") for t in self.in_order(parts, "technique"))
            notes.append(f"{names_} count as {self.label(whole, 'technique')}, which is assessed itself")
        gaps = {t: n for t in self.matrix.techniques if (n := self.matrix.unassessed(t))}
        if len(gaps) > MOST_NAMED:
            all_cells = len(self.matrix.techniques) * len(self.matrix.failure_modes)
            what = f"cells not assessed: {sum(gaps.values()):,} of {all_cells:,}, of {len(gaps)} techniques"
            notes.append(f"{what}; the certain reading alone flatters these")
        elif gaps:
            rows = ", ".join(f"{self.label(t, 'technique')} {n}" for t, n in gaps.items())
            notes.append(f"cells not assessed: {rows}; the certain reading alone flatters these")
        return notes

    def in_order(self, names: Iterable[str], kind: str) -> list[str]:
        """Return slugs in the order of the sources' own lists."""
        if self.relation is not None:
            return list(names)
        place = {thing.slug: thing.order for thing in self.kb.of_kind(kind)}
        return sorted(names, key=lambda name: place.get(name, (1_000_000, name)))
