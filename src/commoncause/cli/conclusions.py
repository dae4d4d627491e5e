"""What the sources conclude, and whether it holds."""

from __future__ import annotations

from typing import Any

import click

from ..conclusions import outcome
from ..views import View
from .options import common_options, question_options
from .output import Sheet, Table, emit
from .question import Question

_WORDS = {True: "holds", False: "does not hold", None: "-"}


@click.command("conclusions")
@common_options()
@question_options
def command(question: Question, format_: str) -> None:
    """Test each stated conclusion, by default in each way its source assesses: tables, prose.

    With options of a view each is tested in that view alone. What is unclear, or not assessed, counts once as
    protected and once as exposed; the cells that decide are those whose change turns the answer over.

    Example: commoncause conclusions
    """
    if question.relation is not None or question.techniques or question.modes:
        raise click.UsageError("conclusions name their own techniques: leave out -t, -f and --relation")
    kb = question.kb
    views = None if question.view == View() else {"as asked": question.view}
    answer = {"conclusions": kb.conclusions(views)}
    columns = ["iri", "source", "section", "statement", "test", "view", "unclear_as", "holds"]
    rows = (
        [row[name] for name in columns[:5]] + [result[name] for name in columns[5:]]
        for row in answer["conclusions"]
        for result in row["results"] or [dict.fromkeys(columns[5:])]
    )
    emit(format_, answer, lambda: _tables(question, answer), lambda: Sheet(columns, rows))


def _tables(question: Question, answer: dict[str, Any]) -> list[Table]:
    tables = []
    for source in dict.fromkeys(row["source"] for row in answer["conclusions"]):
        rows = [_row(question, row) for row in answer["conclusions"] if row["source"] == source]
        tables.append(Table(["section", "conclusion", "", "where", "decided by"], rows, title=source))
    counts = [outcome(row["results"]) for row in answer["conclusions"]]
    words = ("holds", "does not hold", "depends", "not tested")
    note = ", ".join(f"{counts.count(word)} {word}" for word in words)
    closing = "why, and the claim's words: commoncause explain CLAIM"
    if tables:
        tables[-1] = Table(**{**vars(tables[-1]), "notes": [note, closing]})
    return tables or [Table(["conclusion"], [], empty="no source states a conclusion")]


def _row(question: Question, row: dict[str, Any]) -> list[str]:
    where = "; ".join(_where(row, view) for view in dict.fromkeys(r["view"] for r in row["results"]))
    cells = {
        f"{question.label(c['technique'], 'technique')}/{question.label(c['failure_mode'], 'failure-mode')}"
        for c in row["deciding_cells"]
    }
    return [row["section"], row["statement"], outcome(row["results"]), where, ", ".join(sorted(cells)) or "-"]


def _where(row: dict[str, Any], view: str) -> str:
    """Return what came out in a view in a few words; both readings where they differ."""
    results = {r["unclear_as"]: r["holds"] for r in row["results"] if r["view"] == view}
    name = view.rpartition(", ")[2]
    if len(set(results.values())) == 1:
        return f"{name}: {_WORDS[next(iter(results.values()))]}"
    parts = ", ".join(f"{_WORDS[holds]} if unclear is {as_}" for as_, holds in results.items())
    return f"{name}: {parts}"
