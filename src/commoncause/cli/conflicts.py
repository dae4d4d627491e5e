"""Cells, and other statements, on which claims disagree."""

from __future__ import annotations

from typing import Any

import click

from ..answers import conflicts_answer
from ..vocab import slug
from .options import common_options, question_options
from .output import Sheet, Table, emit, joined
from .question import Question

_CLAIM = ["verdict", "mode", "section", "source"]


@click.command("conflicts")
@common_options()
@question_options
def command(question: Question, format_: str) -> None:
    """Print every cell whose counted claims differ, each claim with its place, and other contradictions.

    Example: commoncause conflicts --mode tabulated --mode argued
    """
    answer = conflicts_answer(question.matrix, question.assessments, question.counted())
    columns = ["technique", "failure_mode", "claim", *_CLAIM]
    rows = (
        [row["technique"], row["failure_mode"], claim["iri"], *(claim[name] for name in _CLAIM)]
        for row in answer["conflicts"]
        for claim in row["claims"]
    )
    emit(format_, answer, lambda: _tables(question, answer), lambda: Sheet(columns, rows))


def _tables(question: Question, answer: dict[str, Any]) -> list[Table]:
    number = len(answer["conflicts"])
    rows = [
        [
            question.label(row["technique"], "technique"),
            question.label(row["failure_mode"], "failure-mode"),
            *(claim[name] for name in _CLAIM[:3]),
            claim["source"] or slug(claim["iri"]),
        ]
        for row in answer["conflicts"]
        for claim in row["claims"]
    ]
    notes = [f"{number} contested cell{'' if number == 1 else 's'}"]
    notes += ["why: commoncause explain TECHNIQUE FAILURE-MODE"] if number else []
    columns = ["technique", "failure mode", *_CLAIM]
    tables = [Table(columns, rows, notes=notes, empty="no conflict in this view")]
    statements = [
        [row["kind"], joined(map(_name, row["about"])), claim["says"], claim["section"], claim["source"]]
        for row in answer["statements"]
        for claim in row["claims"]
    ]
    if statements:
        heads = ["kind", "about", "says", "section", "source"]
        tables.append(Table(heads, statements, title="other statements that contradict each other"))
    return tables


def _name(curie: str) -> str:
    return curie.rpartition(":")[2]
