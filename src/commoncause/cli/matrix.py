"""The exposure matrix of a view."""

from __future__ import annotations

import click

from ..answers import matrix_answer
from .options import common_options, question_options
from .output import GLYPHS, Sheet, Table, emit
from .question import Question


@click.command("matrix")
@common_options()
@question_options
def command(question: Question, format_: str) -> None:
    """Print techniques against failure modes.

    Example: commoncause matrix --source dung-mai-2025 --mode tabulated
    """
    answer = matrix_answer(question.matrix)
    columns = ["technique", "failure_mode", "verdict", "claims"]
    sheet = Sheet(columns, ([cell[name] for name in columns] for cell in answer["cells"]))
    emit(format_, answer, lambda: [_grid(question)], lambda: sheet)


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
