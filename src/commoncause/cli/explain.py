"""Any answer as the claims and passages behind it."""

from __future__ import annotations

from typing import Any

import click

from .. import answers
from ..explanation import EXPLAINED, claim_json, explain_answer, explain_cells, explanation
from ..model import Claim
from ..vocab import compact
from .options import Question, common_options, question_options
from .output import GLYPHS, Table, emit, joined


@click.command("explain")
@click.argument("what", nargs=-1, metavar="[ANSWER | NAME [NAME] | CLAIM]")
@common_options()
@click.option("--need", default=1, show_default=True, metavar="K", help="As for cut-sets.")
@click.option("--max-size", type=click.IntRange(1), default=2, show_default=True, help="As for portfolios.")
@click.option(
    "--over",
    type=click.Choice(["failure-modes", "assumptions"]),
    default=None,
    help="As for cut-sets and clusters.",
)
@question_options
def command(
    question: Question, format_: str, what: tuple[str, ...], need: int, max_size: int, over: str | None
) -> None:
    """Unfold an answer into the cells, claims, sections and passages that entail it.

    ANSWER is matrix, conflicts, cut-sets, single-points, clusters or portfolios, with that command's options;
    one NAME is a technique or failure mode, two are a cell; CLAIM is the IRI of a claim.

    Example: commoncause explain ida dec-al
    """
    name = what[0] if what else "matrix"
    claim = question.claim(name)
    if claim is not None:
        answer = {"statements": [], "claims": {c.iri: claim_json(c) for c in _grounds(claim, question)}}
    elif name in EXPLAINED and len(what) <= 1:
        statements = _of_answer(question, name, need, max_size, over)
        answer = explanation(statements, question.claims, question.assessments, question.view)
    else:
        cells = explain_cells(question.cells(what))
        answer = explanation(cells, question.claims, question.assessments, question.view)
    emit(format_, answer, lambda: _tables(answer, format_ == "csv"))


def _grounds(claim: Claim, question: Question) -> list[Claim]:
    found = [claim, *(question.claims[iri] for iri in claim.derived_from if iri in question.claims)]
    return sorted(found, key=lambda c: c.iri)


def _of_answer(question: Question, name: str, need: int, max_size: int, over: str | None) -> Any:
    matrix = question.portfolio()
    over = over or ("assumptions" if name == "clusters" else "failure-modes")
    relation = matrix if over == "failure-modes" else question.assumptions
    given = {
        "cut-sets": lambda: answers.cut_sets_answer(relation, need=need),
        "single-points": lambda: answers.single_points_answer(matrix, question.assumptions, need=need),
        "clusters": lambda: answers.clusters_answer(relation),
        "portfolios": lambda: answers.portfolios_answer(matrix, max_size=max_size),
    }
    answer = given[name]() if name in given else {}
    return explain_answer(name, answer, matrix, question.assumptions, over)


def _tables(answer: dict[str, Any], flat: bool) -> list[Table]:
    claims = answer["claims"]
    steps = [
        [
            row["statement"],
            f"{GLYPHS[cell['verdict']]} {cell['technique']} / {cell['failure_mode']}",
            cell["why"],
            joined(compact(iri) for iri in cell["claims"]),
        ]
        for row in answer["statements"]
        for cell in row["cells"]
    ]
    reasons = Table(["statement", "cell", "why", "claims"], steps if flat else _unrepeated(steps))
    places = [
        [
            compact(iri),
            " ".join(filter(None, (claim.get("mode", ""), claim.get("modality", "")))),
            f"{claim['source']}, {claim['section']}" if claim.get("source") else joined(_short(claim)),
            joined(f"{p['start']}-{p['end']}" for p in claim.get("passages", ())),
            claim.get("rationale", ""),
        ]
        for iri, claim in claims.items()
    ]
    notes = ["passages are code points of the source's text; `commoncause passages` shows the words"]
    behind = Table(
        ["claim", "mode", "stated in", "passages", "rationale"], places, title="claims", notes=notes
    )
    return [reasons, behind] if answer["statements"] else [behind]


def _short(claim: dict[str, Any]) -> list[str]:
    return [compact(iri) for iri in claim.get("derived_from", ())]


def _unrepeated(rows: list[list[str]]) -> list[list[str]]:
    """Blank a statement that the row above has already."""
    return [
        ["" if index and rows[index - 1][0] == row[0] else row[0], *row[1:]] for index, row in enumerate(rows)
    ]
