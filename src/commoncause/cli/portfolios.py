"""Sets of techniques, ranked by what they do not share; what to add; the best for a goal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ..answers import (
    MOST_PORTFOLIOS,
    Terms,
    additions_answer,
    portfolios_answer,
    portfolios_to_rank,
    selection_answer,
)
from ..model import Matrix
from .options import common_options, question_options
from .output import Sheet, Table, emit, joined, number
from .plots import plot_option, ranges, save
from .portfolio_options import portfolio_options, terms_of
from .question import Question

_READINGS = ("certain", "possible")
_GOALS = {
    "smallest": "fewest techniques without a single point of failure",
    "independent": "most techniques of which no two share a failure mode",
    "coverage": "most failure modes from which a technique is protected, by the fewest techniques",
}


@click.command("portfolios")
@common_options()
@portfolio_options
@plot_option
@question_options
def command(
    question: Question,
    format_: str,
    pareto: bool,
    goal: str | None,
    min_order: int | None,
    time_limit: float | None,
    plot: Path | None,
    **given: Any,
) -> None:
    """Print portfolios, most decades of safety in the possible reading first.

    ``--plot`` draws the decades of each, from the possible to the certain reading.

    A combination that is assessed itself counts where a portfolio has all of its parts.

    Example: commoncause portfolios --max-size 2 --source dung-mai-2025 --mode tabulated
    """
    _refuse(goal, time_limit, min_order, pareto=pareto)
    matrix, stand_ins = question.choice()
    # An integer program chooses a combination itself rather than by way of its parts.
    given["stand_ins"] = frozenset() if goal else stand_ins
    terms = terms_of(question, default_size=None if goal or pareto else 3, **given)
    if goal is not None:
        answer = selection_answer(matrix, goal, terms, min_order=min_order or 2, time_limit=time_limit or 60)
    else:
        if not pareto:
            _announce(question.matrix, terms)
        answer = portfolios_answer(matrix, terms=terms, pareto=pareto)
        if terms.given:
            answer |= additions_answer(matrix, terms)
    if plot:
        save(plot, ranges(question, answer["portfolios"], [_chances(question, terms)]))
    emit(format_, answer, lambda: _tables(question, answer, terms), lambda: _sheet(answer["portfolios"]))


def _refuse(goal: str | None, time_limit: float | None, min_order: int | None, *, pareto: bool) -> None:
    """Refuse options that would be ignored."""
    if goal is not None and pareto:
        raise click.UsageError("--find has one portfolio and --pareto all the good ones: choose")
    if min_order is not None and goal != "smallest":
        raise click.UsageError("--min-order goes with --find smallest")
    if time_limit is not None and goal is None:
        raise click.UsageError("--time-limit goes with --find")


def _announce(matrix: Matrix, terms: Terms) -> None:
    n = portfolios_to_rank(matrix, terms.max_size or len(matrix.techniques), terms.given)
    if n in range(20_000, MOST_PORTFOLIOS + 1):
        click.echo(f"ranking {n:,} portfolios", err=True)


def _sheet(portfolios: list[dict[str, Any]]) -> Sheet:
    pairs = [
        (name, reading)
        for name in ("shared", "probability", "decades", "effective_layers", "cut_set_order")
        for reading in _READINGS
    ]
    columns = ["techniques", *(f"{name}_{reading}" for name, reading in pairs), "unassessed"]
    columns += ["safety_tax", "undecided", "incompatible", "pareto"]
    rows = (
        [
            found["techniques"],
            *(found[name][reading] for name, reading in pairs),
            found["unassessed"],
            found["safety_tax"],
            *(["+".join(pair) for pair in found[name]] for name in ("undecided", "incompatible")),
            found["pareto"],
        ]
        for found in portfolios
    )
    return Sheet(columns, rows)


def _tables(question: Question, answer: dict[str, Any], terms: Terms) -> list[Table]:
    tables = [_ranking(question, answer, terms)]
    if "additions" in answer:
        tables = [*_choosing(question, answer), *tables]
    tables[-1].notes = [*tables[-1].notes, *question.caveats()]
    return tables


def _names(question: Question, kind: str) -> Callable[[list[str]], str]:
    return lambda slugs: joined(question.label(slug, kind) for slug in question.in_order(slugs, kind))


def _ranking(question: Question, answer: dict[str, Any], terms: Terms) -> Table:
    techniques, modes = _names(question, "technique"), _names(question, "failure-mode")
    columns = [
        "portfolio",
        "shared, certain",
        "shared, possible",
        "P of failing",
        "decades",
        "layers",
        "order",
    ]
    columns += ["tax", "marks"]
    rows = []
    for found in answer["portfolios"]:
        shared, p, layers, order = (
            found[x] for x in ("shared", "probability", "effective_layers", "cut_set_order")
        )
        rows.append(
            [
                techniques(found["techniques"]),
                modes(shared["certain"]),
                modes(shared["possible"]),
                f"{number(p['certain'])} .. {number(p['possible'])}",
                number(found["decades"]["possible"]),
                f"{number(layers['certain'])} | {number(layers['possible'])}",
                f"{number(order['certain'])} | {number(order['possible'])}",
                number(found["safety_tax"]),
                _marks(question, found),
            ]
        )
    if all(row[7] == "-" for row in rows):
        columns, rows = [*columns[:7], *columns[8:]], [[*row[:7], *row[8:]] for row in rows]
    notes = [*_result(answer), *_legend(question, answer, terms)]
    return Table(columns, rows, notes=notes, empty="no portfolio fits", most=100)


def _marks(question: Question, found: dict[str, Any]) -> str:
    """What to know of a portfolio in few words: undominated, clashes, gaps, combinations."""
    marks = ["*"] if found["pareto"] else []
    for name in ("incompatible", "undecided"):
        if found[name]:
            pairs = [" with ".join(question.label(t, "technique") for t in pair) for pair in found[name]]
            marks.append(f"{name}: {pairs[0]}" + (f" and {len(pairs) - 1} more" if len(pairs) > 1 else ""))
    if found["unassessed"]:
        marks.append(f"{found['unassessed']} cells not assessed")
    if found["replaced_by"]:
        marks.append("as " + joined(question.label(t, "technique") for t in found["replaced_by"]))
    return "; ".join(marks)


def _result(answer: dict[str, Any]) -> list[str]:
    found = answer.get("found")
    if found is None:
        return []
    goal, together = _GOALS[found["goal"]], found["min_order"] - 1
    if found["goal"] == "smallest" and together > 1:
        goal = f"fewest techniques that no {together} failure modes together defeat"
    if found["value"] is None:
        why = (
            "proved: no portfolio does this"
            if found["proved"]
            else "none was found in the time; that proves nothing"
        )
        return [f"{goal}: {why}"]
    if found["proved"]:
        return [f"{goal}: {found['value']}, proved to be the best there is; others may do as well"]
    bound = "unknown" if found["bound"] is None else found["bound"]
    return [f"{goal}: {found['value']}, not proved to be the best: the bound is {bound}"]


def _chances(question: Question, terms: Terms) -> str:
    given = [f"{question.label(mode, 'failure-mode')} {p:g}" for mode, p in sorted(terms.p.items())]
    chances = f"each {'other ' if given else ''}with {terms.p_default} (an illustration)"
    return f"P: one technique suffices, modes are independent, {', '.join([*given, chances])}"


def _legend(question: Question, answer: dict[str, Any], terms: Terms) -> list[str]:
    notes = [
        "shared: failure modes that every technique is exposed to; order: size of the smallest cut set",
        _chances(question, terms),
        "decades: -log10 P, possible; layers: effective layers; a | b: certain | possible",
    ]
    if any(found["pareto"] for found in answer["portfolios"]):
        what = "as good in size, shared, order, decades and tax, and better in one"
        notes.append(f"*: none of the portfolios asked for is {what} (both readings)")
    if any(found["probability"]["possible"] is None for found in answer["portfolios"]):
        notes.append("P is beyond exact reach for so many techniques: commoncause risk has bounds")
    if any(found["safety_tax"] is not None for found in answer["portfolios"]):
        notes.append("tax: safety tax, low 0, moderate 1, high 2, added up; the highest where sources differ")
    elif terms.max_tax is not None:
        notes.append("no safety tax counts in this view: give --tax NAME=X")
    return notes


def _choosing(question: Question, answer: dict[str, Any]) -> list[Table]:
    techniques = _names(question, "technique")
    rows = []
    for row in answer["additions"]:
        gained, p = row["decades_gained"], row["probability"]
        marks = [
            f"{verdict} with {techniques(row[verdict + '_with'])}"
            for verdict in ("incompatible", "undecided")
            if row[f"{verdict}_with"]
        ]
        marks += [f"{row['unassessed']} cells not assessed"] if row["unassessed"] else []
        rows.append(
            [
                question.label(row["technique"], "technique"),
                _gain(gained["possible"]),
                _gain(gained["certain"]),
                f"{number(p['certain'])} .. {number(p['possible'])}",
                "; ".join(marks),
            ]
        )
    title = f"given {techniques(answer['given'])}: what to add"
    columns = ["add", "decades gained, possible", "certain", "P of failing then", "marks"]
    return [
        Table(
            columns, rows, title=title, notes=_redundant(question, answer), empty="nothing is left", most=40
        )
    ]


def _gain(value: Any) -> str:
    return value if isinstance(value, str) else f"{round(value, 9) + 0.0:+.4g}" if round(value, 9) else "0"


def _redundant(question: Question, answer: dict[str, Any]) -> list[str]:
    notes = []
    for reading in _READINGS:
        found = [
            f"{question.label(row['technique'], 'technique')} "
            f"(covered by {_names(question, 'technique')(row['covered_by'])})"
            for row in answer["redundant"][reading]
        ]
        notes.append(f"redundant, {reading}: {'; '.join(found) or 'none'}")
    if any(answer["redundant"].values()):
        notes.append("redundant: leaving that one out changes neither the cut sets nor P")
    return notes
