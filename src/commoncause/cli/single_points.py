"""Single points of failure: conditions that defeat every technique at once."""

from __future__ import annotations

from pathlib import Path

import click

from ..answers import single_points_answer
from .options import common_options, need_option, question_options
from .output import Sheet, Table, emit, joined
from .plots import plot_option, reach, save
from .question import Question

_KINDS = {"failure_modes": "failure-mode", "assumptions": "assumption"}


@click.command("single-points")
@common_options()
@need_option
@plot_option
@question_options
def command(question: Question, format_: str, need: int, plot: Path | None) -> None:
    """Print the failure modes, and the assumptions, that alone defeat a portfolio.

    ``--plot`` draws how many techniques each of them strikes, and which hold it off.

    Example: commoncause single-points -t rlhf -t rlaif -t w2s --mode tabulated
    """
    question = question.in_effect()
    matrix = question.portfolio()
    answer = single_points_answer(matrix, question.assumptions, need=need)
    if plot:
        save(plot, reach(question, matrix, need))

    def _rows() -> list[list[str]]:
        return [
            [over.replace("_", " "), name, "certain" if name in answer[over]["certain"] else "possible"]
            for over, kind in _KINDS.items()
            for name in question.in_order(answer[over]["possible"], kind)
        ]

    def _table() -> Table:
        rows = [
            [over, question.label(name, _KINDS[over.replace(" ", "_")]), how] for over, name, how in _rows()
        ]
        notes = [f"portfolio: {joined(question.label(t, 'technique') for t in matrix.techniques)}"]
        notes += [*question.silence(), *question.caveats()]
        columns = ["over", "single point of failure", "reading"]
        return Table(columns, rows, notes=notes, empty="no single point of failure")

    sheet = Sheet(["over", "single_point", "reading"], _rows())
    emit(format_, answer, lambda: [_table()], lambda: sheet)
