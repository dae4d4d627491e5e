"""Cells on which claims disagree."""

from __future__ import annotations

import click

from ..answers import conflicts_answer
from .options import Question, common_options, question_options
from .output import Table, emit


@click.command("conflicts")
@common_options()
@question_options
def command(question: Question, format_: str) -> None:
    """Print every cell whose counted claims differ, each claim with its place.

    Example: commoncause conflicts --mode tabulated --mode argued
    """
    answer = conflicts_answer(question.matrix, question.assessments)
    columns = ["technique", "failure mode", "verdict", "mode", "section", "source"]

    def _table() -> Table:
        rows = [
            [
                question.label(row["technique"], "technique"),
                question.label(row["failure_mode"], "failure-mode"),
                *(claim[name] for name in ("verdict", "mode", "section", "source")),
            ]
            for row in answer["conflicts"]
            for claim in row["claims"]
        ]
        notes = [
            f"{len(answer['conflicts'])} contested cell{'' if len(answer['conflicts']) == 1 else 's'}",
            "why: commoncause explain TECHNIQUE FAILURE-MODE",
        ]
        return Table(columns, rows, notes=notes, empty="no conflict in this view")

    emit(format_, answer, lambda: [_table()])
