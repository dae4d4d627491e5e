"""`query`: help where a query goes wrong, warnings beside the answer, the plan."""

from __future__ import annotations

import pytest


def test_a_wrong_query_ends_in_one_line_with_place_and_fix(run) -> None:  # type: ignore[no-untyped-def]
    answer = run("query", "-e", "SELECT ?t\n{ ?t ccf:exposdTo failure:al-gen ")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == ("commoncause: not a SPARQL query, at 2:1: { is never closed: add } at the end\n")


def test_an_unknown_name_is_told_beside_the_answer(run) -> None:  # type: ignore[no-untyped-def]
    answer = run("query", "--format", "csv", "-e", "SELECT ?t { ?t ccf:exposdTo failure:al-gne }")
    assert (answer.code, answer.out.split()) == (0, ["t"])
    assert answer.err.splitlines() == [
        "commoncause: ccf:exposdTo is no term of the ontology: did you mean ccf:exposedTo, ccf:exposed?",
        "commoncause: failure:al-gne is not in this knowledge base: did you mean failure:al-gen?",
    ]


def test_a_right_query_is_answered_without_a_word(run) -> None:  # type: ignore[no-untyped-def]
    assert run("query", "-e", "ASK { technique:rlhf ccf:exposedTo failure:al-gen }").err == ""


def test_the_plan_says_steps_counts_slow_patterns_rows_and_time(ask, run) -> None:  # type: ignore[no-untyped-def]
    query = "SELECT ?t { ?t skos:notation ?n FILTER NOT EXISTS { ?c ccf:technique ?t } }"
    answer = ask("query", "--explain", "-e", query)
    assert sorted(answer) == ["note", "rows", "seconds", "slow", "steps"]
    counts = {s["detail"]: s["matches"] for s in answer["steps"] if s["operator"] == "triple"}
    assert set(counts) == {"?t skos:notation ?n", "?c ccf:technique ?t"}
    assert answer["rows"] <= counts["?t skos:notation ?n"]
    assert [slow["name"] for slow in answer["slow"]] == ["FILTER NOT EXISTS"]
    assert answer["seconds"] >= 0
    table = run("query", "--explain", "-e", query).out
    assert "not the engine's order of joins" in table
    assert "│ filter NOT EXISTS" in table
    assert "MINUS { ... }" in table


def test_from_counts_for_the_plan_too(ask) -> None:  # type: ignore[no-untyped-def]
    graph = "FROM <https://w3id.org/commoncause/kb/graph/dung-mai-2025>"
    steps = [
        [
            s["matches"]
            for s in ask("query", "--explain", "-e", f"SELECT ?c {g} {{ ?c a ccf:Assessment }}")["steps"]
        ]
        for g in (graph, "")
    ]
    assert steps[0][-1] < steps[1][-1]


@pytest.mark.parametrize("format_", ["tsv", "xml", "turtle"])
def test_a_plan_has_no_form_of_results(run, format_: str) -> None:  # type: ignore[no-untyped-def]
    assert run("query", "--explain", "--format", format_, "-e", "ASK {}").code == 2


@pytest.mark.parametrize(
    "query", ["ASK {}", "DESCRIBE technique:rlhf", "CONSTRUCT WHERE { ?t a ccf:Technique }"]
)
def test_every_form_of_query_has_a_plan(run, query: str) -> None:  # type: ignore[no-untyped-def]
    answer = run("query", "--explain", "-e", query)
    assert (answer.code, answer.err) == (0, "")
