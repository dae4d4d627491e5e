"""Minimal cut sets: the smallest sets of conditions that defeat every technique."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..answers import cut_sets_answer
from .options import common_options, need_option, question_options, time_limit_option
from .output import Sheet, Table, emit, joined
from .plots import columns, plot_option, save
from .question import Question

_READINGS = ("certain", "possible")
_MOST_NAMED = 40
"""Techniques that a note names; beyond, it counts them."""


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
@time_limit_option("Seconds, after which what is known so far is printed.", 10.0)
@plot_option
@question_options
def command(
    question: Question,
    format_: str,
    need: int,
    max_order: int | None,
    paths: bool,
    over: str,
    time_limit: float,
    plot: Path | None,
) -> None:
    """Print the minimal cut sets of a portfolio (-t ...; default: every technique of the view).

    Where there are too many to list, the low orders are listed and all are counted, if that can be done.

    ``--plot`` draws each set as a column of dots.

    Example: commoncause cut-sets -t rlhf -t debate --mode tabulated
    """
    question = question.in_effect()
    matrix = question.portfolio()
    relation = matrix if over == "failure-modes" else question.assumptions
    answer = cut_sets_answer(relation, need=need, max_order=max_order, paths=paths, time_limit=time_limit)
    if plot:
        save(plot, columns(question, relation, answer, need, paths=paths))
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
    notes = [note for reading in _READINGS for note in _stopped(reading, answer[reading])]
    notes.append(f"portfolio: {_members(question, answer['techniques'])}")
    notes.append(_reading_note(question))
    notes += question.caveats() if kind == "failure-mode" else question.silence()
    tables[-1].notes = notes
    return tables


def _members(question: Question, techniques: list[str]) -> str:
    if len(techniques) > _MOST_NAMED:
        return f"{len(techniques):,} techniques"
    return joined(question.label(t, "technique") for t in techniques)


def _number(found: dict[str, Any]) -> str:
    return f"at least {found['at_least']:,}" if found["count"] is None else f"{found['count']:,}"


def _limit(found: dict[str, Any]) -> str:
    order = found["complete_to_order"]
    if order is None:
        return ""
    return f", complete to order {order}" if order else ", none listed"


def _stopped(reading: str, found: dict[str, Any]) -> list[str]:
    """Why a list ends early, and what is known of the sets that it lacks."""
    if "stopped" not in found:
        return []
    by_order = found.get("by_order", {})
    counts = ", ".join(f"order {order}: {number:,}" for order, number in by_order.items())
    why = f"{reading}: the list ends early ({found['stopped']})"
    return [f"{why}; counted without listing, {counts}" if counts else why]


def _none(name: str, found: dict[str, Any]) -> str:
    order = found["complete_to_order"]
    if order is not None:
        return f"none of order {order} or less" if order else "none is known"
    if name == "minimal path sets":
        return "none: nothing need stay away"
    return "none: no set defeats the portfolio"


def _reading_note(question: Question) -> str:
    if question.not_assessed == "protected":
        return (
            "certain: what is unclear counts as protected; possible: as exposed; not assessed: as protected"
        )
    return "certain: what is unclear or not assessed counts as protected; possible: as exposed"
