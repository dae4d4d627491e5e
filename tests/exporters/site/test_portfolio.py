"""What the page knows of its own view: the options that ask the command line for the same cells."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import commoncause
from commoncause.exporters.site.portfolio import portfolio_terms, view_options
from commoncause.model import Verdict
from commoncause.views import View


@pytest.mark.parametrize(
    "view",
    [
        View(),
        View(modes=frozenset({"argued", "tabulated"}), conflict="exposed"),
        View(sources=frozenset({"dung-mai-2025", "ai-alignment-wiki"}), split=True, inferred=True),
        View(everything=True, conflict="majority", not_assessed=Verdict.PROTECTED),
    ],
)
def test_the_options_of_a_view_ask_for_its_cells(kb: commoncause.KnowledgeBase, ask: Any, view: View) -> None:
    options = view_options(view)
    matrix = kb.matrix(view)
    told = ask("matrix", *options)
    assert (told["techniques"], told["failure_modes"]) == (
        list(matrix.techniques),
        list(matrix.failure_modes),
    )
    assert [cell["verdict"] for cell in told["cells"]] == [cell.verdict.value for cell in matrix]
    few = list(matrix.techniques)[:2]
    points = ask("single-points", "-t", few[0], "-t", few[1], *options)["failure_modes"]["possible"]
    shared = matrix.of(few).exposure("possible")
    assert points == sorted(shared[few[0]] & shared[few[1]])


def test_the_terms_tell_what_is_open_and_what_counts_in_place_of_its_parts(
    kb: commoncause.KnowledgeBase,
) -> None:
    view = View()
    reliances = kb.reliances(replace(view, modes=frozenset()))
    terms = portfolio_terms(kb, view, kb.matrix(view), reliances)
    assert "weak-to-strong" in dict(terms["combined"])["weak-to-strong-with-scalable-oversight"]
    certain, possible = reliances.exposure("certain"), reliances.exposure("possible")
    open_ones = [[t, a] for t in reliances.techniques for a in possible[t] - certain[t]]
    assert terms["open_reliances"] == sorted(open_ones) != []
    assert terms["not_assessed"] == "exposed"
