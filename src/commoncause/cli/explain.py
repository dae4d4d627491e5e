"""Any answer as the claims and passages behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from .. import answers
from ..explanation import EXPLAINED, Statement, claim_json, explain_answer, explain_cells, explanation
from ..model import Claim, Matrix
from ..vocab import compact
from .options import common_options, need_option, question_options
from .output import GLYPHS, Sheet, Table, emit, joined
from .question import Question

_SAID = ("technique", "failureMode", "assumption", "verdict", "degree", "about", "category", "wrong", "right")


@click.command("explain")
@click.argument("what", nargs=-1, metavar="[ANSWER | NAME [NAME] | CLAIM]")
@common_options()
@need_option
@click.option("--max-size", type=click.IntRange(1), default=2, show_default=True, help="As for portfolios.")
@click.option(
    "--over", type=click.Choice(["failure-modes", "assumptions"]), help="As for cut-sets and clusters."
)
@question_options
def command(
    question: Question, format_: str, what: tuple[str, ...], need: int, max_size: int, over: str | None
) -> None:
    """Unfold an answer into the cells, claims, sections and passages that entail it.

    ANSWER is matrix, conclusions, conflicts, defects, cut-sets, single-points, clusters, portfolios, risk or
    robustness, with that command's options; one NAME is a technique, failure mode or assumption, two are a
    cell; CLAIM is the IRI of a claim.

    Example: commoncause explain ida dec-al
    """
    name = what[0] if what else "matrix"
    claim = question.claim(name)
    if claim is not None:
        answer = _of_claims([claim], question)
    elif what == ("defects",):
        answer = _of_claims([c for c in question.claims.values() if c.kind == "defect"], question)
    else:
        if len(what) <= 1 and name in EXPLAINED:
            statements = _of_answer(question, name, need, max_size, over)
        else:
            statements = explain_cells(question.cells(what))
        answer = explanation(statements, question.claims, question.assessments, question.view)
    emit(format_, answer, lambda: _tables(answer), lambda: _sheet(answer))


def _of_claims(claims: list[Claim], question: Question) -> dict[str, Any]:
    grounds = [question.claims[iri] for c in claims for iri in c.derived_from if iri in question.claims]
    found = sorted({c.iri: c for c in [*claims, *grounds]}.items())
    return {
        "statements": [],
        "omitted": 0,
        "claims": {iri: claim_json(claim) for iri, claim in found},
        "defects": {},
    }


def _of_answer(question: Question, name: str, need: int, max_size: int, over: str | None) -> list[Statement]:
    question = (
        question.in_effect() if name in {"cut-sets", "single-points", "risk", "robustness"} else question
    )
    matrix = question.portfolio()
    over = over or ("assumptions" if name == "clusters" and question.relation is None else "failure-modes")
    relation = matrix if over == "failure-modes" else question.assumptions
    given: dict[str, Callable[[], dict[str, Any]]] = {
        "cut-sets": lambda: answers.cut_sets_answer(relation, need=need),
        "single-points": lambda: answers.single_points_answer(matrix, question.assumptions, need=need),
        "clusters": lambda: answers.clusters_answer(relation),
        "portfolios": lambda: answers.portfolios_answer(matrix, max_size=max_size),
        "risk": lambda: _risk(matrix, need),
        "robustness": lambda: _robustness(question),
        "conclusions": lambda: {"conclusions": question.kb.conclusions()},
    }
    answer = given[name]() if name in given else {}
    computed_over = relation if name in {"cut-sets", "clusters"} else matrix
    return explain_answer(name, answer, computed_over, question.assumptions)


def _risk(matrix: Matrix, need: int) -> dict[str, Any]:
    from ..answers.hazards import Hazards
    from ..answers.risk import risk_answer

    return risk_answer(matrix, Hazards(need=need))


def _robustness(question: Question) -> dict[str, Any]:
    from ..answers.robustness import robustness_answer
    from .situations import behind, situation

    return robustness_answer(situation(question), behind(question))


def _sheet(answer: dict[str, Any]) -> Sheet:
    if not answer["statements"]:
        columns = ["claim", "kind", "source", "section", "mode", "modality", "rationale"]
        return Sheet(columns, ([iri, *(c[n] for n in columns[1:])] for iri, c in answer["claims"].items()))
    rows = (
        [row["statement"], *(cell[n] for n in ("technique", "failure_mode", "verdict", "why", "claims"))]
        for row in answer["statements"]
        for cell in row["cells"]
    )
    return Sheet(["statement", "technique", "failure_mode", "verdict", "why", "claims"], rows)


def _tables(answer: dict[str, Any]) -> list[Table]:
    tables = []
    if answer["statements"]:
        more = f"{answer['omitted']:,} more statements are left out: ask for one cell or portfolio at a time"
        steps = _unrepeated(_steps(answer["statements"]))
        columns = ["statement", "cell", "why", "claims"]
        tables.append(Table(columns, steps, notes=[more] if answer["omitted"] else []))
    places = [_place(iri, claim) for iri, claim in answer["claims"].items() if claim["kind"] != "row"]
    if places:
        notes = ["passages are code points of the source's text; `commoncause passages` shows the words"]
        columns = ["claim", "says", "mode", "stated in", "passages", "rationale"]
        tables.append(Table(columns, places, title="claims", notes=notes))
    doubts = [
        [compact(iri), c["section"], joined(c["says"].get("wrong", ())), joined(c["says"].get("right", ()))]
        for iri, c in answer["defects"].items()
    ]
    if doubts:
        title = "defects of the sources that concern these claims"
        tables.append(Table(["defect", "section", "wrong", "right"], doubts, title=title))
    return tables or [Table([""], [], empty="nothing is claimed of this")]


def _steps(statements: list[dict[str, Any]]) -> list[list[str]]:
    return [
        [
            row["statement"],
            f"{_glyph(cell)} {cell['technique']} / {cell['failure_mode']}",
            cell["why"],
            joined(compact(iri) for iri in cell["claims"]),
        ]
        for row in statements
        for cell in row["cells"]
    ]


def _glyph(cell: dict[str, Any]) -> str:
    return GLYPHS[cell["verdict"]] if cell["over"] == "failure-modes" else "◆"


def _place(iri: str, claim: dict[str, Any]) -> list[str]:
    said = [value.rpartition(":")[2] for name in _SAID for value in claim["says"].get(name, ())]
    passages = joined(f"{p['start']}-{p['end']}" for p in claim["passages"])
    stated = f"{claim['source']}, {claim['section']}" if claim["source"] else _grounds(claim)
    how = " ".join(filter(None, (claim["mode"], claim["modality"])))
    return [compact(iri), ", ".join(said), how, stated, passages, claim["rationale"]]


def _grounds(claim: dict[str, Any]) -> str:
    return "follows from " + joined(compact(iri) for iri in claim["derived_from"])


def _unrepeated(rows: list[list[str]]) -> list[list[str]]:
    """Blank a statement that the row above has already."""
    return [
        ["" if index and rows[index - 1][0] == row[0] else row[0], *row[1:]] for index, row in enumerate(rows)
    ]
