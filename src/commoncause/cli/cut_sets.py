"""Minimal cut sets: the smallest sets of conditions that defeat every technique."""

from __future__ import annotations

from typing import Any

import click

from ..answers import cut_sets_answer
from .options import Question, common_options, question_options
from .output import Table, emit, joined


@click.command("cut-sets")
@common_options()
@click.option(
    "--need", default=1, show_default=True, metavar="K", help="The portfolio holds while K techniques do."
)
@click.option("--max-order", type=int, metavar="N", help="Only sets of up to N conditions; the list says so.")
@click.option(
    "--paths", is_flag=True, help="Minimal path sets: what must stay away for the portfolio to hold."
)
@click.option(
    "--over",
    type=click.Choice(["failure-modes", "assumptions"]),
    default="failure-modes",
    show_default=True,
    help="What the sets are made of.",
)
@question_options
def command(
    question: Question, format_: str, need: int, max_order: int | None, paths: bool, over: str
) -> None:
    """Print the minimal cut sets of a portfolio (-t ...; default: every technique of the view).

    Example: commoncause cut-sets -t rlhf -t debate --mode tabulated
    """
    matrix = question.portfolio()
    relation = matrix if over == "failure-modes" else question.assumptions
    answer = cut_sets_answer(relation, need=need, max_order=max_order, paths=paths)
    emit(format_, answer, lambda: _tables(question, answer, over, paths, format_ == "csv"))


def _tables(question: Question, answer: dict[str, Any], over: str, paths: bool, flat: bool) -> list[Table]:
    kind = "failure-mode" if over == "failure-modes" else "assumption"
    name = "minimal path sets" if paths else "minimal cut sets"
    if flat:
        rows = [
            [reading, str(len(s)), *([" ".join(s)])]
            for reading in ("certain", "possible")
            for s in answer[reading]["sets"]
        ]
        return [Table(["reading", "order", "set"], rows)]
    tables = []
    for reading in ("certain", "possible"):
        found = answer[reading]
        rows = [
            [str(len(s)), joined(question.label(x, kind) for x in question.in_order(s, kind))]
            for s in found["sets"]
        ]
        order = found["complete_to_order"]
        limit = f", complete to order {order}" if order else ""
        title = f"{reading}: {found['count']} {name}{limit}"
        tables.append(Table(["order", "set"], rows, title=title, empty="none: no set defeats the portfolio"))
    tables[-1].notes = [
        f"portfolio: {joined(question.label(t, 'technique') for t in answer['techniques'])}",
        "certain: what is unclear or not assessed counts as protected; possible: as exposed",
        *(question.caveats() if kind == "failure-mode" else ()),
    ]
    return tables
