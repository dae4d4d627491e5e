"""Groups of techniques that share assumptions or failure modes."""

from __future__ import annotations

import click

from ..answers import clusters_answer
from .options import Question, common_options, question_options
from .output import Table, emit, joined, number


@click.command("clusters")
@common_options()
@click.option(
    "--over",
    type=click.Choice(["assumptions", "failure-modes"]),
    default="assumptions",
    show_default=True,
    help="What is shared.",
)
@question_options
def command(question: Question, format_: str, over: str) -> None:
    """Print clusters that survive a change of metric and resolution, and all formal concepts.

    Example: commoncause clusters --over failure-modes --mode tabulated
    """
    matrix = question.portfolio()
    kind = "assumption" if over == "assumptions" else "failure-mode"
    answer = clusters_answer(question.assumptions if over == "assumptions" else matrix)

    def _tables() -> list[Table]:
        def _names(of: str, slugs: list[str]) -> str:
            return joined(question.label(slug, of) for slug in question.in_order(slugs, of))

        groups = [
            [_names("technique", c["members"]), _names(kind, c["shared"]), number(c["stability"])]
            for c in answer["clusters"]
        ]
        concepts = [
            [_names("technique", c["techniques"]), _names(kind, c["shared"])]
            for c in answer["concepts"]
            if len(c["techniques"]) > 1 and c["shared"]
        ]
        shared = over.replace("-", " ") + " shared by all of them"
        note = (
            "stability: how often the members fall together over metrics, resolutions and seeds; 1 is always"
        )
        return [
            Table(["techniques", shared, "stability"], groups, title="clusters", notes=[note]),
            Table(["techniques", shared], concepts, title="formal concepts of two or more techniques"),
        ]

    emit(format_, answer, _tables)
