"""A query that is not SPARQL: where it goes wrong, and what was probably meant."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from commoncause import KnowledgeBase
from commoncause.errors import InvalidInputError
from commoncause.sparql import parsed
from commoncause.sparql.slips import slips
from commoncause.sparql.tokens import tokens
from commoncause.vocab import PREFIXES

ONTOLOGY = Path(__file__).parent.parent.parent / "ontology"

# A query, the line and column where it goes wrong, a part of what is said to mend it
SLIPS = [
    ("SELECT ?a {\n  ?a ?b ?c", "1:11", "add } at the end"),
    ("SELECT ?a { ?a ?b ?c FILTER(?a = 3 }", "1:28", "put ) before the }"),
    ("SELECT ?a { ?a ?b ?c }}", "1:23", "leave it out"),
    ("SELECT ?a, ?b { ?a ?b ?c }", "1:10", "by spaces alone"),
    ("SELECT *, ?a { ?a ?b ?c }", "1:8", "write * alone"),
    ("SELECT WHERE { ?a ?b ?c }", "1:1", "SELECT *"),
    ("SELECT COUNT(?x) { ?x ?y ?z }", "1:8", "write (COUNT(?x) AS ?n)"),
    ("SELECT ?y COUNT(?x) { ?x ?y ?z } GROUP BY ?y", "1:11", "write (COUNT(?x) AS ?n)"),
    ("SELECT (COUNT(*)) { ?x ?y ?z }", "1:8", "write (COUNT(*) AS ?n)"),
    ("SELECT ?x (COUNT(?y) AS ?n) { ?x ?y ?z }", "1:8", "add GROUP BY ?x"),
    ("SELECT ?x ?z (COUNT(?y) AS ?n) { ?x ?y ?z } GROUP BY ?x", "1:11", "add ?z to GROUP BY"),
    ("SELECT * { ?a ?b ?c } GROUP BY ?a", "1:8", "name the grouped variables"),
    ("SELECT ?a { ?a ?b ?c FILTER ?a = 3 }", "1:29", "FILTER( ... )"),
    ("SELECT ?a { ?a ?b ?c FILTER(?a == 3) }", "1:32", "write ="),
    ("SELECT ?a { ?a ?b ?c FILTER(?a <> 3) }", "1:32", "write !="),
    ("SELECT ?a { ?a ?b ?c FILTER(?a = ?b = 3) }", "1:37", "&&"),
    ("SELECT ?a { ?a ?b ?c FILTER(?a IN ?b) }", "1:35", "IN (one, other)"),
    ("SELECT ?a { ?a ?b ?c . ?a = 3 }", "1:27", "FILTER( ... )"),
    ("SELECT ?a WHERE ?a ?b ?c", "1:17", "WHERE { ... }"),
    ("SELECT ?a", "1:10", "add WHERE { ... }"),
    ("SELECT * { ?a ?b ?c } LIMIT", "1:28", "LIMIT 10"),
    ("SELECT * { ?a ?b ?c } LIMIT 1.5", "1:29", "LIMIT 10"),
    ("SELECT * { ?a ?b ?c LIMIT 3 }", "1:21", "after the last }"),
    ("SELECT * { ?a ?b ?c } LIMIT 3 ORDER BY ?a", "1:31", "before LIMIT"),
    ("SELECT * { ?a ?b ?c } ORDER BY ?a DESC", "1:35", "DESC(?a)"),
    ("SELECT * { ?a ?b ?c } ORDER ?a", "1:23", "ORDER BY"),
    ("SELECT * { ?a ?b ?c } ORDER BY ?a, ?b", "1:34", "leave the comma out"),
    ("SELECT * { ?s ?p ?o ?x ?y ?z }", "1:21", "put . or ; before ?x"),
    ("SELECT * { ?s ?p ?o ; ?x ?y ?z }", "1:23", "put . before ?x"),
    ("SELECT * { ?s ?p ?o . ccf:mode ?y }", "1:23", "write ; in place of ."),
    ("SELECT * { ?s ?p ?o . . ?x ?y ?z }", "1:23", "leave it out"),
    ("SELECT * { ?s ?p ?o , }", "1:21", "leave it out"),
    ("SELECT * { ?s ?p ?o OPTIONAL ?s ?p ?o }", "1:30", "OPTIONAL { ... }"),
    ("SELECT * { ?s ?p ?o UNION { ?s ?p ?o } }", "1:21", "{ ... } UNION { ... }"),
    ("SELECT * { ?s ?p ?o BIND(STR(?s)) }", "1:21", "AS ?new"),
    ("SELECT * { ?s ?p ?o BIND(?s AS ?o) }", "1:32", "choose a new name"),
    ("SELECT ?s { ?s ?p ?o FILTER(COUNT(?o) > 3) }", "1:29", "HAVING"),
    ("SELCT ?a { ?a ?b ?c }", "1:1", "did you mean SELECT?"),
    ("SELECT ?a WEHRE { ?a ?b ?c }", "1:11", "did you mean WHERE?"),
    ("SELECT ?a { ?a ?b ?c FILTER(?a LIKE 'x') }", "1:32", "CONTAINS"),
    ("SELECT ?a { ?a ?b ?c FILTER(?a = 1 AND ?b = 2) }", "1:36", "write &&"),
    ("SELECT ?a { ?a ?b rlhf }", "1:19", "technique:rlhf"),
    ("SELECT ?a { ?a A ccf:Claim }", "1:16", "write a"),
    ("SELECT ?a { ?a cff:mode ?c }", "1:16", "did you mean ccf: ?"),
    ("SELECT ?a { ?a dct:title ?c }", "1:16", "did you mean dcterms: ?"),
    ("SELECT ?a { ?a failure-mode:al-gen ?c }", "1:16", "did you mean failure: ?"),
    ("SELECT ?a { ?a nowhere:b ?c }", "1:16", "declared are airo, assumption, "),
    ("SELECT ?a { ?a http://x.org/a ?c }", "1:16", "in < and >"),
    ("SELECT ?a { ?a <x:a b> ?c }", "1:17", "without spaces"),
    ("SELECT ?a { ?a rdfs:label \u201cx\u201d }", "1:27", 'quotation mark "'),
    ('SELECT ?a {\n  ?a rdfs:label "x }\n', "2:17", 'close it with "'),
    ("SELECT ?a {\u00a0?a ?b ?c }", "1:12", "plain space"),
    ("@prefix a: <x:y> . ASK {}", "1:1", "write PREFIX without @"),
    ("PREFIX ccf <x:> ASK {}", "1:1", "with the colon"),
    ("PREFIX a: <x:> . ASK {}", "1:16", "leave it out"),
    ("{ ?a ?b ?c }", "1:1", "SELECT * WHERE"),
]


@pytest.mark.parametrize(("sparql", "where", "remedy"), SLIPS, ids=[sparql for sparql, _, _ in SLIPS])
def test_a_slip_is_named_with_its_place_and_the_likely_fix(
    kb: KnowledgeBase, sparql: str, where: str, remedy: str
) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        kb.store.query(sparql)
    assert refusal.value.where == f"not a SPARQL query, at {where}"
    assert remedy in refusal.value.remedy
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("path", sorted(ONTOLOGY.glob("*/*.rq")), ids=lambda path: path.stem)
def test_no_slip_is_found_in_our_own_queries(path: Path) -> None:
    asked = parsed(path.read_text(encoding="utf-8"), PREFIXES)
    assert slips([token for _, token in asked.body]) == []


PIECES = [
    "SELECT ",
    "{ SELECT ?a, } ",
    "(?a) ",
    "?a ?b ?c . ",
    "?a ?b ?c ?d ",
    "FILTER ?a ",
    "FILTER(COUNT(?a) = 1 = 2) ",
    "LIMIT ",
    "GROUP BY ?a, ",
    "VALUES ?a ",
    "OPTIONAL ",
    "?a = ",
]


@pytest.mark.parametrize("piece", PIECES)
def test_a_long_wrong_query_is_judged_in_linear_time(piece: str) -> None:
    """Twice the length may not take four times the steps: lines of Python, counted, not timed."""

    def _steps(times: int) -> int:
        found = tokens("SELECT * { " + piece * times + "}")
        count = 0

        def _count(*_: object) -> object:
            nonlocal count
            count += 1
            return _count

        before = sys.gettrace()
        sys.settrace(_count)
        try:
            slips(found)
        finally:
            sys.settrace(before)
        return count

    assert _steps(80) < 2.5 * _steps(40)
