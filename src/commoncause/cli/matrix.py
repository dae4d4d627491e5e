"""The exposure matrix of a view."""

from __future__ import annotations

from pathlib import Path

import click

from ..answers import matrix_answer
from .options import common_options, question_options
from .output import GLYPHS, Sheet, Table, emit, joined
from .plots import plot_option, save, slices
from .question import Question

WIDEST = 14
"""Failure modes up to which the matrix is printed as a grid; beyond, what each technique is exposed to."""


@click.command("matrix")
@common_options()
@plot_option
@question_options
def command(question: Question, format_: str, plot: Path | None) -> None:
    """Print techniques against failure modes; ``--plot`` draws each technique as a slice with holes.

    Example: commoncause matrix --source dung-mai-2025 --mode tabulated
    """
    answer = matrix_answer(question.matrix)
    if plot:
        save(plot, slices(question, question.matrix))
    columns = ["technique", "failure_mode", "verdict", "claims"]
    sheet = Sheet(columns, ([cell[name] for name in columns] for cell in answer["cells"]))
    form = _grid if len(question.matrix.failure_modes) <= WIDEST else _lists
    emit(format_, answer, lambda: [form(question)], lambda: sheet)


def _grid(question: Question) -> Table:
    columns = question.in_order(question.matrix.failure_modes, "failure-mode")
    rows = [
        [question.label(t, "technique"), *(_mark(question, t, f) for f in columns)]
        for t in question.in_order(question.matrix.techniques, "technique")
    ]
    headers = ["technique", *(question.label(f, "failure-mode") for f in columns)]
    empty = "no assessment counts in this view"
    return Table(headers, rows, notes=_notes(question), centred=True, empty=empty)


def _lists(question: Question) -> Table:
    """Return a row for each technique and verdict with the failure modes of which it is given."""
    columns = question.in_order(question.matrix.failure_modes, "failure-mode")
    rows = []
    for technique in question.in_order(question.matrix.techniques, "technique"):
        for verdict in ("exposed", "unclear", "protected"):
            marks = {f: _mark(question, technique, f) for f in columns}
            said = [f for f in columns if marks[f].startswith(GLYPHS[verdict])]
            names = joined(question.label(f, "failure-mode") + marks[f][1:] for f in said)
            rows += [[GLYPHS[verdict], question.label(technique, "technique"), names]] if said else []
    notes = [f"{len(columns)} failure modes, too many for a grid: name some with -f, or a --source"]
    return Table(["", "technique", "failure modes"], rows, notes=notes + _notes(question))


def _notes(question: Question) -> list[str]:
    matrix = question.matrix
    verdicts = [cell.verdict.value for cell in matrix]
    counts = [f"{verdicts.count(v)} {v} {GLYPHS[v]}" for v in GLYPHS if v in verdicts]
    contested = sum(cell.is_contested for cell in matrix)
    return [", ".join(counts) + (f"; {contested} contested !" if contested else ""), *question.caveats()]


def _mark(question: Question, technique: str, mode: str) -> str:
    cell = question.matrix.cells[technique, mode]
    return GLYPHS[cell.verdict.value] + ("!" if cell.is_contested else "")
