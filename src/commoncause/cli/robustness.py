"""What would overturn each conclusion, and which open cells matter most."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from ..answers.resolving import Chances
from ..answers.robustness import robustness_answer
from ..errors import InvalidInputError
from .options import common_options, question_options, time_limit_option
from .output import Sheet, emit
from .plots import plot_option, save
from .probabilities import by_mode
from .question import Question
from .robustness_tables import robustness_tables
from .situations import KINDS, behind, situation, variants

_COLUMNS = ["part", "name", "statement", "reading", "holds", "sources", "cells", "value_guaranteed"]
_COLUMNS += ["value_best", "expected_value", "holds_without"]


@click.command("robustness")
@common_options()
@click.option("--p", "chances", multiple=True, metavar="NAME=P", help="P of a failure mode.")
@click.option("--p-default", type=float, default=0.1, show_default=True, metavar="P")
@click.option("--pairs", is_flag=True, help="The value of resolving two cells together, too.")
@click.option(
    "--prior",
    type=float,
    metavar="P",
    help="Expected value of resolving a cell, each open one being exposed with chance P; with --choose.",
)
@click.option(
    "--choose", type=click.IntRange(1), metavar="K", help="The decision: which K techniques to run."
)
@click.option(
    "--leave-out",
    "kinds",
    multiple=True,
    type=click.Choice([*KINDS, "none"]),
    help="What is left out, one at a time.  [default: source, failure-mode, claim]",
)
@click.option("--no-stated", is_flag=True, help="Leave out what sources conclude.")
@time_limit_option("Seconds, after which what is known so far is printed.", 20.0)
@plot_option
@question_options
def command(
    question: Question, format_: str, kinds: tuple[str, ...], no_stated: bool, plot: Path | None, **given: Any
) -> None:
    """Print what would overturn each conclusion on a portfolio (-t ...), and what each open cell is worth.

    Conclusions are those that follow from the matrix (single points, cut sets, what each technique adds, what
    two do not share), and those that sources state. Each comes with the smallest sets of cells that would
    have to read otherwise: the fewest sources wrong first, then the fewest cells. The value of resolving a
    cell is by how much it narrows the range of P. Last: what changes without one source, failure mode, claim.

    Example: commoncause robustness --source dung-mai-2025 --mode tabulated
    """
    if not 0 < given["time_limit"] < float("inf"):
        raise InvalidInputError(f"--time-limit {given['time_limit']}", remedy="give seconds, more than 0")
    question = question.in_effect()
    given["chances"] = _chances(question, given)
    base = situation(question, stated=not no_stated)
    answer = robustness_answer(
        base,
        behind(question),
        chances=given["chances"],
        pairs=given["pairs"],
        variants=variants(question, base, kinds or KINDS),
        time_limit=given["time_limit"],
    )
    if plot:
        from ..drawing.cell_values import cell_values_picture

        save(plot, cell_values_picture(answer["cells"], answer["probability"], label=question.label))
    emit(format_, answer, lambda: robustness_tables(question, answer), lambda: _sheet(answer))


def _chances(question: Question, given: dict[str, Any]) -> Chances:
    for option in ("p_default", "prior"):
        if given[option] is not None and not 0 <= given[option] <= 1:
            name = option.replace("_", "-")
            raise InvalidInputError(f"--{name} {given[option]}", remedy="give a probability from 0 to 1")
    if (given["prior"] is None) != (given["choose"] is None):
        raise click.UsageError("an expected value needs both --prior P and --choose K")
    p = by_mode(question, given["chances"])
    return Chances(p, given["p_default"], given["prior"], given["choose"] or 0)


def _sheet(answer: dict[str, Any]) -> Sheet:
    rows = (
        [row.get(column) for column in _COLUMNS]
        for part in (_conclusions, _cells, _leaving_out)
        for row in part(answer)
    )
    return Sheet(_COLUMNS, rows)


def _conclusions(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A row for each set of cells; one without cells where none is known."""
    for row in answer["conclusions"]:
        for flips, wrong in zip(row["flips"] or [[]], row["wrong"] or [None], strict=True):
            cells = [f"{_name(cell)} {cell['becomes']}" for cell in flips]
            sources = None if wrong is None else len(wrong)
            yield {**row, "part": "conclusion", "sources": sources, "cells": cells}


def _cells(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for row in answer["cells"]:
        yield {**row, "part": "cell", "name": row["verdict"], "cells": _name(row)}
    for row in answer.get("pairs", ()):
        yield {**row, "part": "pair", "cells": [_name(cell) for cell in row["cells"]]}


def _leaving_out(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for kind, rows in answer["leave_one_out"].items():
        for row in rows:
            for change in row["changes"]:
                yield {**change, "part": f"without {kind.replace('_', ' ')}", "name": row[kind]}


def _name(cell: dict[str, Any]) -> str:
    return f"{cell['technique']}/{cell['failure_mode']}"
