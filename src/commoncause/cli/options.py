"""Options that commands share, and the question they make up: which knowledge base, view and portfolio."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import click

from ..catalogue import resolve
from ..errors import InvalidInputError, UnknownNameError
from ..knowledge_base import KnowledgeBase, load
from ..model import Assessment, Cell, Claim, Matrix, Thing, Verdict
from ..views import CONFLICT_RULES, View
from ..vocab import KB, VALUES, expand

__all__ = ["Question", "common_options", "question_options"]

Command = TypeVar("Command", bound=Callable[..., Any])


def _forget_colour(_ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        os.environ["NO_COLOR"] = "1"


def common_options(*formats: str) -> Callable[[Command], Command]:
    """Add ``--kb``, ``--format`` (table, json, csv and ``formats``) and ``--no-color`` to a command."""
    choices = click.Choice(["table", "json", "csv", *formats])
    options = [
        click.option("--kb", "where", metavar="WHERE", help="Folder of the knowledge base."),
        click.option("--format", "format_", type=choices, default="table", show_default=True),
        click.option(
            "--no-color", is_flag=True, expose_value=False, callback=_forget_colour, help="No colour."
        ),
    ]
    return lambda command: _decorated(command, options)


def _decorated(command: Command, options: Iterable[Callable[[Any], Any]]) -> Command:
    for option in reversed(list(options)):
        command = option(command)
    return command


_VIEW_OPTIONS = [
    click.option(
        "-t", "--technique", "techniques", multiple=True, metavar="NAME", help="Only this technique."
    ),
    click.option(
        "-f", "--failure-mode", "modes", multiple=True, metavar="NAME", help="Only this failure mode."
    ),
    click.option("--source", "sources", multiple=True, metavar="S", help="Only claims of this source."),
    click.option(
        "--mode", "how", multiple=True, type=click.Choice(VALUES["Mode"]), help="Only claims made so."
    ),
    click.option(
        "--conflict",
        type=click.Choice(list(CONFLICT_RULES)),
        default="unclear",
        show_default=True,
        help="What a cell becomes when its claims differ.",
    ),
    click.option("--inferred", is_flag=True, help="Let inferred assessments count."),
    click.option(
        "--all", "everything", is_flag=True, help="All techniques and failure modes, assessed or not."
    ),
    click.option("--split", is_flag=True, help="Put the parts of a bundled failure mode in its place."),
    click.option(
        "--not-assessed",
        type=click.Choice(["exposed", "protected"]),
        default="exposed",
        show_default=True,
        help="How the possible reading takes a cell that nobody assessed.",
    ),
    click.option("--grant", "granted", multiple=True, metavar="NAME", help="Take this condition as given."),
    click.option(
        "--relation", type=click.Path(path_type=Path), metavar="CSV", help="Use this matrix instead."
    ),
    click.option(
        "--polarity",
        type=click.Choice(["verdicts", "mitigates"]),
        default="verdicts",
        show_default=True,
        help="What a row of --relation means.",
    ),
]


def question_options(command: Command) -> Command:
    """Add the options of a view and a portfolio; the command receives them as one `Question`."""

    def _wrapped(**values: Any) -> Any:
        given = {field.name: values.pop(field.name) for field in fields(Question)}
        return command(question=Question(**given), **values)

    _wrapped.__doc__, _wrapped.__name__ = command.__doc__, command.__name__
    _wrapped.__click_params__ = list(getattr(command, "__click_params__", []))  # type: ignore[attr-defined]
    return _decorated(_wrapped, _VIEW_OPTIONS)  # type: ignore[return-value]


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

    @cached_property
    def kb(self) -> KnowledgeBase:
        """The knowledge base, loaded when first needed."""
        return load(self.where)

    @cached_property
    def view(self) -> View:
        """The view that the options describe."""
        return View(
            sources=frozenset(self._source(name) for name in self.sources),
            modes=frozenset(self.how),
            conflict=self.conflict,
            inferred=self.inferred,
            everything=self.everything,
            split=self.split,
            not_assessed=Verdict(self.not_assessed),
            granted=frozenset(self.kb.resolve(name).slug for name in self.granted),
        )

    def _source(self, name: str) -> str:
        key = name.removeprefix("source:").casefold()
        stating = {claim.source for claim in self.kb.claims.values() if claim.source}
        if key in stating:
            return key
        raise UnknownNameError(name, "source", candidates=tuple(sorted(stating)))

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

    def claim(self, name: str) -> Claim | None:
        """Return the claim of this IRI or prefixed name, if it is one."""
        return self.claims.get(expand(name)) if ":" in name else None

    def cells(self, names: tuple[str, ...]) -> list[Cell]:
        """Return the cells of one thing, or the one cell of a technique and a failure mode."""
        whole = self._relation[0]
        if len(names) > 2:
            raise click.UsageError("name one thing, or a technique and a failure mode")
        if len(names) == 2:
            row = self._name(names[0], "technique", whole.techniques)
            column = self._name(names[1], "failure-mode", whole.failure_modes)
            return list(whole.of([row], [column]))
        try:
            return list(whole.of([self._name(names[0], "technique", whole.techniques)]))
        except UnknownNameError:
            return list(whole.of((), [self._name(names[0], "failure-mode", whole.failure_modes)]))

    @cached_property
    def matrix(self) -> Matrix:
        """The matrix of the view, cut down to the techniques and failure modes that were named."""
        whole = self._relation[0]
        rows = [self._name(name, "technique", whole.techniques) for name in self.techniques]
        columns = [self._name(name, "failure-mode", whole.failure_modes) for name in self.modes]
        return whole.of(rows, columns)

    @cached_property
    def assumptions(self) -> Matrix:
        """The techniques of the matrix against the assumptions they rest on."""
        if self.relation is not None:
            return Matrix((), (), {}, Verdict.PROTECTED).of(self.matrix.techniques)
        return self.kb.reliances(self.view).of(self.matrix.techniques)

    def _name(self, name: str, kind: str, axis: tuple[str, ...]) -> str:
        if self.relation is None:
            return self.kb.resolve(name, kind).slug
        things = [Thing(iri=entry, slug=entry, kind=kind, label=entry) for entry in axis]
        return resolve(name, things, kind).slug

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
        """Return what people call a technique or failure mode: notation where there is one."""
        if self.relation is not None:
            return slug
        thing = self.kb.things.get(f"{KB}{kind}/{slug}")
        return thing.short if thing else slug

    def caveats(self) -> list[str]:
        """Return what a reader of an answer over this matrix must know: bundles, and cells not assessed."""
        bundles = sorted({cell.failure_mode for cell in self.matrix if cell.is_bundle and cell.claims})
        names = {mode: self.label(mode, "failure-mode") for mode in bundles}
        notes = [
            f"{name} bundles narrower conditions: --split looks at them apart" for name in names.values()
        ]
        if self.split:
            notes = [f"{name}: read from its bundle where only that is assessed" for name in names.values()]
        gaps = {t: n for t in self.matrix.techniques if (n := self.matrix.unassessed(t))}
        if gaps:
            rows = ", ".join(f"{self.label(t, 'technique')} {n}" for t, n in gaps.items())
            notes.append(f"cells not assessed: {rows}; the certain reading alone flatters these")
        return notes

    def in_order(self, names: Iterable[str], kind: str) -> list[str]:
        """Return slugs in the order of the sources' own lists."""
        if self.relation is not None:
            return list(names)
        place = {thing.slug: thing.order for thing in self.kb.of_kind(kind)}
        return sorted(names, key=lambda name: place.get(name, (1_000_000, name)))
