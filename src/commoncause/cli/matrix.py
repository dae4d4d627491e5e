"""The exposure matrix of a view."""

from __future__ import annotations

import click

from ..answers import matrix_answer
from .options import Question, common_options, question_options
from .output import GLYPHS, Table, emit


@click.command("matrix")
@common_options()
@question_options
def command(question: Question, format_: str) -> None:
    """Print techniques against failure modes.

    Example: commoncause matrix --source dung-mai-2025 --mode tabulated
    """
    matrix = question.matrix
    answer = matrix_answer(matrix)
    if format_ == "csv":
        rows = [[c.technique, c.failure_mode, c.verdict.value] for c in matrix]
        emit(format_, answer, lambda: [Table(["technique", "failure_mode", "verdict"], rows)])
        return
    emit(format_, answer, lambda: [_grid(question)])


def _grid(question: Question) -> Table:
    matrix = question.matrix
    columns = question.in_order(matrix.failure_modes, "failure-mode")
    rows = [
        [question.label(t, "technique"), *(_mark(question, t, f) for f in columns)]
        for t in question.in_order(matrix.techniques, "technique")
    ]
    verdicts = [cell.verdict.value for cell in matrix]
    counts = [f"{verdicts.count(v)} {v} {GLYPHS[v]}" for v in GLYPHS if v in verdicts]
    contested = sum(cell.is_contested for cell in matrix)
    notes = [", ".join(counts) + (f"; {contested} contested !" if contested else "")]
    notes += question.caveats()
    headers = ["technique", *(question.label(f, "failure-mode") for f in columns)]
    return Table(headers, rows, notes=notes, centred=True, empty="no assessment counts in this view")


def _mark(question: Question, technique: str, mode: str) -> str:
    cell = question.matrix.cells[technique, mode]
    return GLYPHS[cell.verdict.value] + ("!" if cell.is_contested else "")
