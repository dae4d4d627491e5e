"""Two editions of a knowledge base: what changed in the data and in what follows from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import click

from ..answers.difference import Edition, difference_answer, facts
from ..model import Matrix
from ..views import View
from .options import common_options, question_options
from .output import Sheet, Table, emit, joined
from .question import Question

Row = dict[str, Any]
_COLUMNS = ["part", "change", "name", "reading", "before", "after", "because_of"]
_MOST_LISTED, _MOST_NAMED = 60, 3
_HOLDS = {True: "holds", False: "does not hold", None: "cannot be tested"}
_RELATIONS = (("cells", "failure_mode", "failure-mode"), ("reliances", "assumption", "assumption"))
_MARKS = {"added": "+", "removed": "-", "changed": "~"}


@click.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@common_options()
@question_options
def command(question: Question, format_: str, old: str, new: str) -> None:
    """Compare two editions of a knowledge base: folders, stores on disk or endpoints, as --kb takes them.

    First what was written: things, claims, passages and terms that were added, removed or changed. Then what
    follows in the view that is asked about (default: every claim): cells and conclusions that read otherwise,
    minimal cut sets, single points of failure and clusters that are gone or new. The inbox is left out.

    Example: commoncause diff commoncause-0.1/kb kb --source dung-mai-2025
    """
    if question.where is not None:
        raise click.UsageError("diff names two knowledge bases: leave out --kb")
    if question.relation is not None:
        raise click.UsageError("diff compares knowledge bases: leave out --relation")
    questions = [replace(question, where=where) for where in (old, new)]
    answer = {"old": old, "new": new, **difference_answer(*map(_edition, questions))}
    emit(format_, answer, lambda: _tables(questions[1], answer), lambda: Sheet(_COLUMNS, _lines(answer)))


def _edition(question: Question) -> Edition:
    asked = question.in_effect()
    views = None if asked.view == View() else {"as asked": asked.view}
    named = asked.techniques or asked.modes
    rows = asked.matrix.techniques
    reliances = asked.assumptions if rows else Matrix((), (), {})
    return Edition(
        facts(asked.kb.store), asked.matrix, reliances, () if named else asked.kb.conclusions(views)
    )


def _lines(answer: Row) -> Iterator[list[Any]]:
    """A line for each change; of what was written, one for each property that changed."""
    for part in ("added", "removed"):
        for row in answer[part]:
            yield [row["kind"], part, row["name"], None, None, None, None]
    for row in answer["changed"]:
        for change in row["changes"]:
            yield [row["kind"], change["property"], row["name"], None, change["gone"], change["new"], None]
    for part, column, _ in _RELATIONS:
        for cell in answer[part]:
            name = f"{cell['technique']}/{cell[column]}"
            yield [
                part,
                "verdict",
                name,
                None,
                _verdict(cell, "before"),
                _verdict(cell, "after"),
                cell["because_of"],
            ]
    for row in answer["conclusions"]:
        cells = ["/".join(name) for name in row["cells"]]
        for result in row["results"]:
            reading = f"{result['view']}, unclear as {result['unclear_as']}"
            yield ["conclusions", "holds", row["iri"], reading, result["before"], result["after"], cells]
    for part, key in (("single_points", "name"), ("cut_sets", "set"), ("clusters", "members")):
        for row in answer[part] or ():
            yield [part, row["change"], row[key], row.get("reading"), None, None, None]


def _tables(question: Question, answer: Row) -> list[Table]:
    counts = Counter((row["kind"], part) for part in _MARKS for row in answer[part])
    kinds = sorted({kind for kind, _ in counts})
    rows = [
        [kind, *(f"{counts[kind, part]:,}" if counts[kind, part] else "-" for part in _MARKS)]
        for kind in kinds
    ]
    title = f"{answer['old']} -> {answer['new']}"
    tables = [Table(["what is written", *_MARKS], rows, title=title, empty="the same is written in both")]
    if written := [
        _written(part, row) for part in _MARKS for row in answer[part] if row["kind"] != "passage"
    ]:
        tables.append(Table(["", "what", "is called", "changed"], written, most=_MOST_LISTED))
    follows = list(_follows(question, answer))
    notes = ["--format json has every change with its claims and values"] if rows else []
    columns = ["what follows", "change", "because of"]
    return [
        *tables,
        Table(columns, follows, notes=notes, most=_MOST_LISTED, empty="nothing follows otherwise"),
    ]


def _written(part: str, row: Row) -> list[str]:
    return [_MARKS[part], row["name"], row["label"], joined(c["property"] for c in row.get("changes", ()))]


def _follows(question: Question, answer: Row) -> Iterator[list[str]]:
    label = question.label
    for part, column, kind in _RELATIONS:
        for cell in answer[part]:
            name = f"{label(cell['technique'], 'technique')} / {label(cell[column], kind)}"
            change = f"{_verdict(cell, 'before')} -> {_verdict(cell, 'after')}"
            yield [name, change, _first(cell["because_of"])]
    for row in answer["conclusions"]:
        cells = _first(["/".join(name) for name in row["cells"]])
        for result in row["results"]:
            change = f"{_HOLDS[result['before']]} -> {_HOLDS[result['after']]}"
            yield [row["statement"].rstrip("."), f"{change} (unclear as {result['unclear_as']})", cells]
    kinds = {"failure_modes": "failure-mode", "assumptions": "assumption"}
    for row in answer["single_points"]:
        yield [f"single point {label(row['name'], kinds[row['over']])}", _moved(row), ""]
    for row in answer["cut_sets"]:
        yield [f"cut set {joined(label(f, 'failure-mode') for f in row['set'])}", _moved(row), ""]
    for row in answer["clusters"] or ():
        yield [f"cluster {joined(label(t, 'technique') for t in row['members'])}", _moved(row), ""]


def _moved(row: Row) -> str:
    return f"{row['change']} ({row['reading']})" if "reading" in row else str(row["change"])


def _verdict(cell: Row, when: str) -> str:
    return str(cell[when]) + (", contested" if cell[f"contested_{when}"] else "")


def _first(names: list[str]) -> str:
    short = [name.rpartition("/claim/")[2] for name in names]
    more = f" and {len(short) - _MOST_NAMED:,} more" if len(short) > _MOST_NAMED else ""
    return joined(short[:_MOST_NAMED]) + more
