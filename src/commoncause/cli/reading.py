"""What to read, and what to find out, next."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from ..vocab import KB
from .options import common_options, question_options, time_limit_option
from .output import Sheet, Table, emit, number

if TYPE_CHECKING:
    from .question import Question

__all__ = ["read_next"]

Row = dict[str, Any]
_COLUMNS = ["part", "name", "score", "technique", "failure_mode", "why", "title", "year", "is_in_inbox"]


@click.command("next")
@common_options()
@click.option("--most", type=click.IntRange(1), metavar="N", help="Only the first N papers and N cells.")
@click.option(
    "--p-default",
    type=click.FloatRange(0, 1),
    default=0.1,
    show_default=True,
    metavar="P",
    help="P of each failure mode, by which cells are valued.",
)
@time_limit_option("Seconds for the values of cells, after which what is known so far is ranked.", 20.0)
@question_options
def read_next(
    question: Question, format_: str, most: int | None, p_default: float, time_limit: float
) -> None:  # fmt: skip
    """Print the papers to read next, the inbox among them, and the cells to find out about, with reasons.

    Papers are those that make no claim yet, ranked by how near they are to cells that are contested or whose
    resolution would narrow the range of P: given as evidence, linked by citations, shared authors, words of
    the title. Cells are ranked by the value of resolving them, at best, over one more than the papers behind
    them.

    Example: commoncause literature next --most 10
    """
    from ..answers.bibliography import bibliography, grounds_of
    from ..answers.reading import reading_answer
    from ..answers.resolving import Chances, cell_values

    if question.relation is not None:
        raise click.UsageError("a matrix of --relation has no papers: leave out --relation")
    kb, matrix = question.kb, question.portfolio()
    works = bibliography(kb.store, inbox=True)
    values, left_out = cell_values(
        matrix, Chances(p_default=p_default), deadline=time.monotonic() + time_limit
    )
    found = reading_answer(
        matrix, values["cells"], grounds_of(kb.claims, works.evidence), works, kb.sources, _names(question)
    )
    answer = {key: rows[:most] for key, rows in found.items()} | {"left_out": left_out}
    emit(format_, answer, lambda: _tables(question, answer), lambda: Sheet(_COLUMNS, _lines(answer)))


def _names(question: Question) -> Callable[[str, str], Iterable[str]]:
    def _called(slug: str, kind: str) -> Iterable[str]:
        thing = question.kb.things.get(f"{KB}{kind}/{slug}")
        return (thing.label, thing.notation, *thing.alternatives) if thing else (slug,)

    return _called


def _lines(answer: Row) -> Iterator[list[Any]]:
    for paper in answer["papers"]:
        facts = [paper["title"], paper["year"], paper["is_in_inbox"]]
        for cell in paper["cells"]:
            where = [cell["technique"], cell["failure_mode"], cell["reasons"]]
            yield ["paper", paper["work"], cell["score"], *where, *facts]
    for cell in answer["cells"]:
        where = [cell["technique"], cell["failure_mode"], cell["reason"]]
        yield ["cell", cell["verdict"], cell["priority"], *where, None, None, None]


def _tables(question: Question, answer: Row) -> list[Table]:
    papers = [
        [
            number(row["score"]),
            row["work"] + (" (inbox)" if row["is_in_inbox"] else ""),
            row["title"],
            _cell(question, row["cells"][0]) + (f" and {row['near'] - 1:,} more" if row["near"] > 1 else ""),
            "; ".join(row["cells"][0]["reasons"][:2]),
        ]
        for row in answer["papers"]
    ]
    cells = [
        [
            number(row["priority"]),
            _cell(question, row),
            row["reason"],
            f"{number(row['value_guaranteed'])} .. {number(row['value_best'])}",
        ]
        for row in answer["cells"]
    ]
    tied = sum(row["priority"] == answer["cells"][0]["priority"] for row in answer["cells"])
    ties = [f"{tied:,} cells share the first priority, by name"] if tied > 1 else []
    late = [f"{part}: {why}; --time-limit S gives it more" for part, why in answer["left_out"].items()]
    notes = ["each mode has P as --p-default says, an illustration", *ties, *late, *question.caveats()]
    return [
        Table(
            ["score", "read", "title", "nearest cell", "because"], papers, most=20,
            empty="no paper that makes no claims is near a cell that matters",
        ),
        Table(
            ["priority", "find out", "state", "narrows P by"], cells, most=20, notes=notes,
            empty="no open cell would narrow P",
        ),
    ]  # fmt: skip


def _cell(question: Question, row: Row) -> str:
    technique = question.label(row["technique"], "technique")
    return f"{technique} / {question.label(row['failure_mode'], 'failure-mode')}"
