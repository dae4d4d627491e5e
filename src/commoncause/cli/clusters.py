"""Groups of techniques that share assumptions or failure modes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..answers import clusters_answer
from .options import common_options, question_options
from .output import Sheet, Table, emit, joined, number
from .plots import plot_option, save, shared_sets
from .question import Question


@click.command("clusters")
@common_options()
@click.option(
    "--over",
    type=click.Choice(["assumptions", "failure-modes"]),
    help="What is shared; default: assumptions, with --relation failure modes.",
)
@plot_option
@question_options
def command(question: Question, format_: str, over: str | None, plot: Path | None) -> None:
    """Print clusters that survive a change of metric and resolution, and all formal concepts.

    What is unclear or not assessed is not shared (the certain reading).

    Example: commoncause clusters --over failure-modes --mode tabulated
    """
    matrix = question.portfolio()
    over = over or ("assumptions" if question.relation is None else "failure-modes")
    relation = question.assumptions if over == "assumptions" else matrix
    answer = clusters_answer(relation)
    if plot:
        save(plot, shared_sets(question, relation))
    rows = [["cluster", c["members"], c["shared"], c["stability"]] for c in answer["clusters"]]
    rows += [["concept", c["techniques"], c["shared"], None] for c in answer["concepts"]]
    sheet = Sheet(["kind", "techniques", "shared", "stability"], rows)
    emit(format_, answer, lambda: _tables(question, answer, over), lambda: sheet)


def _tables(question: Question, answer: dict[str, Any], over: str) -> list[Table]:
    kind = "assumption" if over == "assumptions" else "failure-mode"

    def _names(of: str, slugs: list[str]) -> str:
        return joined(question.label(slug, of) for slug in question.in_order(slugs, of))

    groups = [
        [_names("technique", c["members"]), number(c["stability"]), _names(kind, c["shared"])]
        for c in answer["clusters"]
    ]
    concepts = [
        [_names("technique", c["techniques"]), _names(kind, c["shared"])]
        for c in answer["concepts"]
        if len(c["techniques"]) > 1 and c["shared"]
    ]
    shared = over.replace("-", " ") + " shared by all of them"
    notes = [
        "stability: how often the members fall together over metrics, resolutions and seeds; 1 is always"
    ]
    notes.append("what is unclear or not assessed is not shared (certain reading)")
    notes += question.silence() if over == "assumptions" else question.caveats()
    return [
        Table(["techniques", "stability", shared], groups, title="clusters", notes=notes),
        Table(["techniques", shared], concepts, title="formal concepts of two or more techniques", most=100),
    ]
