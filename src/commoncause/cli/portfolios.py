"""Sets of techniques, ranked by what they do not share."""

from __future__ import annotations

from typing import Any

import click

from ..answers import MOST_PORTFOLIOS, portfolios_answer, portfolios_to_rank
from ..errors import InvalidInputError
from .options import common_options, question_options
from .output import Sheet, Table, emit, joined, number
from .question import Question


@click.command("portfolios")
@common_options()
@click.option("--max-size", type=click.IntRange(1), default=3, show_default=True, metavar="K")
@click.option("--no-single-point", is_flag=True, help="Only portfolios without a single point of failure.")
@click.option("--given", multiple=True, metavar="NAME", help="Only portfolios that hold this technique.")
@click.option("--p-default", type=float, default=0.1, show_default=True, metavar="P", help="P of each mode.")
@question_options
def command(
    question: Question,
    format_: str,
    max_size: int,
    no_single_point: bool,
    given: tuple[str, ...],
    p_default: float,
) -> None:
    """Print portfolios, most decades of safety in the possible reading first.

    Example: commoncause portfolios --max-size 2 --source dung-mai-2025 --mode tabulated
    """
    if not 0 <= p_default <= 1:
        raise InvalidInputError(f"--p-default {p_default}", remedy="give a probability from 0 to 1")
    matrix = question.portfolio()
    members = [question.member(name) for name in given]
    if (n := portfolios_to_rank(matrix, max_size, members)) in range(20_000, MOST_PORTFOLIOS + 1):
        click.echo(f"ranking {n:,} portfolios", err=True)
    answer = portfolios_answer(
        matrix,
        max_size=max_size,
        p_default=p_default,
        given=members,
        no_single_point=no_single_point,
    )
    emit(
        format_,
        answer,
        lambda: [_table(question, answer["portfolios"], p_default)],
        lambda: _sheet(answer["portfolios"]),
    )


def _sheet(portfolios: list[dict[str, Any]]) -> Sheet:
    pairs = [
        (name, reading)
        for name in ("shared", "probability", "decades", "effective_layers")
        for reading in ("certain", "possible")
    ]
    columns = ["techniques", *(f"{name}_{reading}" for name, reading in pairs), "unassessed"]
    rows = (
        [found["techniques"], *(found[name][reading] for name, reading in pairs), found["unassessed"]]
        for found in portfolios
    )
    return Sheet(columns, rows)


def _table(question: Question, portfolios: list[dict[str, Any]], p_default: float) -> Table:
    def _names(kind: str, slugs: list[str]) -> str:
        return joined(question.label(slug, kind) for slug in question.in_order(slugs, kind))

    rows = []
    for found in portfolios:
        shared, p, layers = found["shared"], found["probability"], found["effective_layers"]
        rows.append(
            [
                _names("technique", found["techniques"]),
                _names("failure-mode", shared["certain"]),
                _names("failure-mode", shared["possible"]),
                f"{number(p['certain'])} .. {number(p['possible'])}",
                number(found["decades"]["possible"]),
                f"{number(layers['certain'])} | {number(layers['possible'])}",
                str(found["unassessed"] or ""),
            ]
        )
    columns = [
        "portfolio",
        "shared, certain",
        "shared, possible",
        "P of failing",
        "decades",
        "layers",
        "gaps",
    ]
    notes = [
        "shared: failure modes that every technique of the portfolio is exposed to",
        f"P: one technique suffices, modes are independent, each with {p_default} (an illustration)",
        "decades: -log10 P, possible; layers: effective layers, certain | possible; gaps: cells not assessed",
    ]
    return Table(columns, rows, notes=[*notes, *question.caveats()], empty="no portfolio fits", most=100)
