"""What a question is about with everything in its place, and with one thing left out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from functools import partial

from ..answers.leaving_out import Variants, without_modes
from ..answers.stated import Stated
from ..answers.testable import Situation, sources_behind
from ..catalogue import bundles
from ..errors import InvalidInputError
from ..model import Cell, Matrix
from ..views import View
from .question import Question

__all__ = ["KINDS", "behind", "situation", "variants"]

KINDS = {"source": "source", "failure-mode": "failure_mode", "claim": "claim"}
"""What can be left out, as the option and as the answer name it."""


def behind(question: Question) -> Callable[[Cell], frozenset[str]]:
    """Return what tells the sources behind a cell."""
    own = question.relation.name if question.relation is not None else ""
    return sources_behind(question.assessments, question.claims, question.view, own)


def situation(question: Question, *, stated: bool = True) -> Situation:
    """Return the portfolio asked about, with the conclusions of sources that can be tested on it.

    These name their own failure modes: where the question names some, they are left out. Refuses a view in
    which nothing is assessed with `InvalidInputError`.
    """
    matrix = question.portfolio()
    base = Situation(matrix)
    if base.is_empty:
        raise InvalidInputError(
            "no assessment of this portfolio counts in this view", remedy="loosen --source and --mode"
        )
    return replace(base, stated=_stated(question, question.view)) if stated else base


def variants(question: Question, base: Situation, kinds: Iterable[str]) -> dict[str, Variants]:
    """Return for each of the `KINDS` asked for: name -> the same question asked without it."""
    made: dict[str, Callable[[Question, Situation], Variants]] = {
        "source": _without_sources,
        "failure-mode": _without_modes,
        "claim": _without_claims,
    }
    wanted = set(kinds)
    return {name: made[kind](question, base) for kind, name in KINDS.items() if kind in wanted}


def _stated(question: Question, view: View, without: Collection[str] = ()) -> tuple[Stated, ...]:
    if question.relation is not None or question.modes:
        return ()
    techniques = question.matrix.techniques if question.techniques else ()
    return tuple(question.kb.stated(view, techniques=techniques, without=without))


def _without_sources(question: Question, base: Situation) -> Variants:
    if question.relation is not None:
        return {}
    names = {name for iri in _claims(base) for name in _sources(question, iri)}
    everyone = question.view.sources or frozenset(question.kb.sources)

    def _asked(name: str) -> Situation:
        if not (left := everyone - {name}):
            return Situation(Matrix((), (), {}))
        view = replace(question.view, sources=left)
        return Situation(question.without(view=view), _stated(question, view) if base.stated else ())

    return {name: partial(_asked, name) for name in sorted(names)}


def _sources(question: Question, iri: str) -> set[str]:
    """The source that makes a claim, or those of what an inferred one follows from."""
    if iri in question.assessments:
        said = question.assessments[iri]
        return {said.source} if said.source else set(said.grounds)
    return {question.claims[iri].source} if iri in question.claims else set()


def _without_modes(question: Question, base: Situation) -> Variants:
    matrix = base.matrix
    parts = bundles(question.kb.store) if question.relation is None else {}

    def _asked(mode: str) -> Situation:
        if not (left := [name for name in matrix.failure_modes if name != mode]):
            return Situation(Matrix((), (), {}))
        gone = {mode, *parts.get(mode, ())}
        stated = (without_modes(one, gone) for one in base.stated)
        return Situation(matrix.of(failure_modes=left), tuple(filter(None, stated)))

    return {mode: partial(_asked, mode) for mode in matrix.failure_modes}


def _without_claims(question: Question, base: Situation) -> Variants:
    def _asked(iri: str) -> Situation:
        stated = _stated(question, question.view, {iri}) if base.stated else ()
        return Situation(question.without({iri}), stated)

    return {iri: partial(_asked, iri) for iri in _claims(base)}


def _claims(base: Situation) -> list[str]:
    """The claims that anything here rests on, sorted."""
    looked_at = [base.matrix, *(stated.cells for stated in base.stated)]
    return sorted({iri for matrix in looked_at for cell in matrix for iri in cell.claims})
