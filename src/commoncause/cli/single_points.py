"""Single points of failure: conditions that defeat every technique at once."""

from __future__ import annotations

import click

from ..answers import single_points_answer
from .options import Question, common_options, question_options
from .output import Table, emit, joined


@click.command("single-points")
@common_options()
@click.option(
    "--need", default=1, show_default=True, metavar="K", help="The portfolio holds while K techniques do."
)
@question_options
def command(question: Question, format_: str, need: int) -> None:
    """Print the failure modes, and the assumptions, that alone defeat a portfolio.

    Example: commoncause single-points -t rlhf -t rlaif -t w2s --mode tabulated
    """
    matrix = question.portfolio()
    answer = single_points_answer(matrix, question.assumptions, need=need)

    def _table() -> Table:
        rows = [
            [over.replace("_", " "), reading, joined(_labels(question, over, answer[over][reading]))]
            for over in ("failure_modes", "assumptions")
            for reading in ("certain", "possible")
        ]
        notes = [f"portfolio: {joined(question.label(t, 'technique') for t in matrix.techniques)}"]
        silent = [t for t, shared in question.assumptions.exposure("possible").items() if not shared]
        if silent:
            names = joined(question.label(t, "technique") for t in silent)
            notes.append(f"no reliance counts in this view for {names}: nothing can be shared with them")
        notes += question.caveats()
        return Table(["over", "reading", "single points of failure"], rows, notes=notes)

    emit(format_, answer, lambda: [_table()])


def _labels(question: Question, over: str, names: list[str]) -> list[str]:
    kind = "failure-mode" if over == "failure_modes" else "assumption"
    return [question.label(name, kind) for name in question.in_order(names, kind)]
