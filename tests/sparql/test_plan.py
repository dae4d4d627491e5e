"""The plan of a query, and the slow patterns in it; none in the queries that come with the ontology."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from commoncause import KnowledgeBase
from commoncause.errors import InvalidInputError
from commoncause.sparql.algebra import translated
from commoncause.sparql.plan import MOST_COUNTED, planned
from commoncause.sparql.slow import slow_patterns

ONTOLOGY = Path(__file__).parent.parent.parent / "ontology"
MEANT = {
    "cells-never-argued": "every pair that is assessed is asked for, and the product is all of them",
    "cells-never-assessed": "every pair of a technique and a mode is asked for: the product is all of them",
}
"""Queries with a pattern that is slow elsewhere -> why it is right there."""


ONE, TWO = (
    f"?{name} a ccf:Assessment ; ccf:verdict ccf:{verdict} ; ccf:technique ?t ; ccf:failureMode ?f"
    for name, verdict in (("one", "exposed"), ("two", "protected"))
)


@pytest.mark.parametrize("path", sorted(ONTOLOGY.glob("*/*.rq")), ids=lambda path: path.stem)
def test_our_own_queries_have_no_slow_pattern(path: Path) -> None:
    slow = slow_patterns(translated(path.read_text(encoding="utf-8")))
    assert {pattern.name for pattern in slow} == ({"product"} if path.stem in MEANT else set())


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("?t a ccf:Technique FILTER NOT EXISTS { ?c ccf:technique ?t }", ["FILTER NOT EXISTS"]),
        ("?t a ccf:Technique FILTER(1 < 2 && NOT EXISTS { ?c ccf:technique ?t })", ["FILTER NOT EXISTS"]),
        ("?t a ccf:Technique FILTER NOT EXISTS { ?c a ccf:Claim }", []),  # MINUS would take nothing away
        ("?t a ccf:Technique MINUS { ?c ccf:technique ?t }", []),
        ("?t ?p ?o OPTIONAL { ?t skos:notation ?n } FILTER(!BOUND(?n))", ["OPTIONAL and !BOUND"]),
        ("?t ?p ?o OPTIONAL { ?t skos:notation ?n } FILTER(BOUND(?n))", []),
        ("?t ?p ?o FILTER(?t IN (technique:a, technique:b))", ["FILTER with IN"]),
        ("?t ?p ?o FILTER(?o IN (1, 2))", []),  # 1 is equal to 01 and 1.0, which VALUES would not find
        ("?t ?p ?o FILTER(?t = technique:a)", ["FILTER with ="]),
        ("?t ?p ?o FILTER(?t = technique:a || ?o = 2)", []),
        ("?t ?p ?o . ?c ?q ?r", ["product"]),
        ("?t ?p ?o . ?c ?q ?r FILTER(?o < ?r)", []),
        ("{ SELECT ?t { ?t ?p ?x } } { SELECT ?c { ?c ?p ?x } }", ["product"]),
        ("GRAPH ?g { ?t ?p ?o } ?t ?q ?g", []),
        (f"{ONE} . {TWO}", ["self-join"]),
        (f"{ONE} . {TWO} . ?t skos:prefLabel ?name FILTER(?one != ?two)", ["self-join"]),
        (f"{ONE} . {TWO} . {TWO.replace('two', 'three')}", ["self-join"] * 3),
        (f"?x a ccf:Technique OPTIONAL {{ {ONE} . {TWO} FILTER(?t = ?x) }}", ["self-join"]),
        (f"{ONE} . {{ SELECT * {{ {TWO} }} }}", []),
        (f"{ONE} . {TWO.replace('Assessment', 'Mitigation')}", []),  # of another size
        (f"{ONE} . ?one ccf:passage passage:p . {TWO}", []),  # one thing, all that could meet it
        (f"{ONE} . {TWO} . claim:c ccf:technique ?t", []),
        (f"{ONE} . {TWO} . ?t skos:notation 'RLHF'", []),
        (f"{ONE} . {TWO} VALUES ?t {{ technique:rlhf }}", []),
        (f"{ONE} . {TWO} FILTER(?t = technique:rlhf)", ["FILTER with ="]),
        (f"{ONE} . {TWO} . ?one ccf:conflictsWith ?two", []),  # led from one to the other
        ("?one ccf:technique ?t . ?two ccf:technique ?t", []),  # nothing says that they are of a kind
    ],
)
def test_a_slow_pattern_is_recognised(pattern: str, names: list[str]) -> None:
    found = slow_patterns(translated(f"SELECT * {{ {pattern} }}"))
    assert [slow.name for slow in found] == names


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("ASK {{ {} }}", []),
        ("SELECT * {{ {} }} LIMIT 10", []),
        ("SELECT * {{ {} }} ORDER BY ?t LIMIT 10", ["self-join"]),
        ("SELECT (COUNT(*) AS ?n) {{ {} }} LIMIT 10", ["self-join"]),
        ("CONSTRUCT {{ ?one ccf:conflictsWith ?two }} WHERE {{ {} }}", ["self-join"]),
    ],
)
def test_a_self_join_is_slow_where_all_of_it_is_needed(query: str, names: list[str]) -> None:
    assert [slow.name for slow in slow_patterns(translated(query.format(f"{ONE} . {TWO}")))] == names


def test_what_is_advised_for_a_self_join_is_no_longer_slow_and_answers_the_same(kb: KnowledgeBase) -> None:
    query = f"SELECT ?one ?two {{ {ONE} . {TWO} }}"
    (slow,) = slow_patterns(translated(query))
    assert "?two" in slow.faster
    advised = query.replace(TWO, f"{{ SELECT * {{ {TWO} }} }}")
    assert slow_patterns(translated(advised)) == []
    first, second = (sorted(map(str, kb.store.select(text))) for text in (query, advised))
    assert first == second != []


def test_each_triple_pattern_comes_with_how_much_it_matches(kb: KnowledgeBase) -> None:
    query = (
        "SELECT ?t { GRAPH ?g { ?t a ccf:Technique } OPTIONAL { ?t skos:broader+ ?b ; skos:notation ?n } }"
    )
    asked: list[str] = []

    def _count(text: str) -> int:
        asked.append(text)
        return int(kb.store.select(text)[0]["n"])

    steps = [s for s in planned(query, _count).steps if s.operator == "triple"]
    assert sorted(s.detail for s in steps) == [
        "?t a ccf:Technique",
        "?t skos:broader+ ?b",
        "?t skos:notation ?n",
    ]
    matches = {step.detail: step.matches for step in steps}
    assert matches["?t skos:broader+ ?b"] is None
    assert matches["?t a ccf:Technique"] == 0, "things stand in the default graph"
    notations = kb.store.select("SELECT (COUNT(*) AS ?n) { ?t skos:notation ?x }")
    assert matches["?t skos:notation ?n"] == int(notations[0]["n"]) > 10
    assert all(f"LIMIT {MOST_COUNTED + 1}" in text for text in asked)


@pytest.mark.parametrize("path", sorted(ONTOLOGY.glob("*/*.rq")), ids=lambda path: path.stem)
def test_every_shipped_query_has_a_plan(path: Path) -> None:
    steps = planned(path.read_text(encoding="utf-8"), lambda _: 1).steps
    assert any(step.operator == "triple" for step in steps)
    assert all(after.depth <= before.depth + 1 for before, after in pairwise(steps))


def test_the_plan_is_the_same_every_time() -> None:
    query = (
        "SELECT (SUM(?n) AS ?sum) { ?c ccf:value [ ccf:value ?n ] . [] a ccf:Technique } HAVING (SUM(?n) > 1)"
    )
    assert planned(query, lambda _: 1) == planned(query, lambda _: 1)


def test_what_rdflib_cannot_read_is_refused_in_one_line() -> None:
    with pytest.raises(InvalidInputError, match="rdflib finds no algebra"):
        translated("SELECT * { ?a ?b")
