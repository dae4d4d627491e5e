"""Minimal cut sets: the smallest sets of conditions that defeat every technique."""

from __future__ import annotations

from typing import Any

import click

from ..answers import MOST_SETS, cut_sets_answer
from .options import common_options, need_option, question_options
from .output import Sheet, Table, emit, joined
from .question import Question

_READINGS = ("certain", "possible")


@click.command("cut-sets")
@common_options()
@need_option
@click.option("--max-order", type=click.IntRange(1), metavar="N", help="Only sets of up to N conditions.")
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
    rows = ([reading, len(s), s] for reading in _READINGS for s in answer[reading]["sets"])
    sheet = Sheet(["reading", "order", "set"], rows)
    name = "minimal path sets" if paths else "minimal cut sets"
    emit(format_, answer, lambda: _tables(question, answer, over, name), lambda: sheet)


def _tables(question: Question, answer: dict[str, Any], over: str, name: str) -> list[Table]:
    kind = "failure-mode" if over == "failure-modes" else "assumption"
    tables = []
    for reading in _READINGS:
        found = answer[reading]
        rows = [
            [str(len(s)), joined(question.label(x, kind) for x in question.in_order(s, kind))]
            for s in found["sets"]
        ]
        title = f"{reading}: {_number(found)} {name}{_limit(found)}"
        tables.append(Table(["order", "set"], rows, title=title, empty=_none(name, found), most=100))
    notes = [f"portfolio: {joined(question.label(t, 'technique') for t in answer['techniques'])}"]
    notes.append(_reading_note(question))
    notes += question.caveats() if kind == "failure-mode" else question.silence()
    tables[-1].notes = notes
    return tables


def _number(found: dict[str, Any]) -> str:
    return f"more than {MOST_SETS:,}" if found["count"] is None else f"{found['count']:,}"


def _limit(found: dict[str, Any]) -> str:
    order = found["complete_to_order"]
    return "" if order is None else f", complete to order {order}"


def _none(name: str, found: dict[str, Any]) -> str:
    if found["complete_to_order"] is not None:
        return f"none of order {found['complete_to_order']} or less"
    if name == "minimal path sets":
        return "none: nothing need stay away"
    return "none: no set defeats the portfolio"


def _reading_note(question: Question) -> str:
    if question.not_assessed == "protected":
        return (
            "certain: what is unclear counts as protected; possible: as exposed; not assessed: as protected"
        )
    return "certain: what is unclear or not assessed counts as protected; possible: as exposed"
