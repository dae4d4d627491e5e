"""The query that the engine reads says what the query that came says, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commoncause import KnowledgeBase
from commoncause.errors import InvalidInputError, RefusedQueryError
from commoncause.sparql import Dataset, parsed
from commoncause.sparql.slips import slips
from commoncause.sparql.tokens import tokens
from commoncause.vocab import PREFIXES

ROOT = Path(__file__).parent.parent.parent
SHIPPED = sorted((ROOT / "ontology").glob("*/*.rq"))


def answer(store: ox.Store, sparql: str, **given_: object) -> object:
    """Return what an engine answers, in a form that can be compared; the class of its refusal."""
    try:
        result = store.query(sparql, **given_)  # type: ignore[arg-type]
        if isinstance(result, ox.QueryBoolean):
            return bool(result)
        return sorted(map(str, result))
    except (SyntaxError, ValueError) as error:
        return type(error)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_query_answers_the_same(kb: KnowledgeBase, path: Path) -> None:
    sparql = path.read_text(encoding="utf-8")
    graphs = {"use_default_graph_as_union": True}
    rewritten = parsed(sparql, PREFIXES).text()
    assert answer(kb.store.quads, rewritten, **graphs) == answer(
        kb.store.quads, sparql, prefixes=PREFIXES, **graphs
    )


QUADS = """
@prefix e: <http://e/> .
e:a e:p e:b . e:b e:p e:c . e:a e:q 1 . e:b e:q "two"@en . e:c e:q "th\\"ree\\n" . e:a a e:C . _:x e:p 2.5 .
"""


@pytest.fixture(scope="module")
def store() -> ox.Store:
    made = ox.Store()
    made.load(QUADS.encode(), format=ox.RdfFormat.TURTLE)
    return made


iris = st.sampled_from(
    "<http://e/a> <http://e/b> e:a e:p e:q e:C <http://e/none> e: <http://e/x'y#(z)>".split()
)
variables = st.sampled_from("?a ?b $c ?service ?SELECT ?where".split())
ORDERED = "ORDER BY ?a ?b ?c ?service ?SELECT ?where ?new"
"""Which rows a limit leaves is the engine's own affair, unless they are ordered."""
strings = st.sampled_from(
    [
        "'two'@en",
        '"th\\"ree\\n"',
        "'''long 'one' here'''",
        '""" "x" """',
        "'\\u0041\\\\u0042'",
        "'# no'",
        "'SERVICE'",
        "'a'^^e:C",
        "''",
    ]
)
numbers = st.sampled_from("1 +1 -1 2.5 .5 1e0 -2.E1 007".split())
values = st.one_of(variables, iris, strings, numbers, st.sampled_from(["true", "false"]))
paths = st.recursive(
    st.one_of(iris, st.just("a")),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("*+?")).map("".join),
        st.tuples(inner, st.sampled_from("/|"), inner).map("".join),
        inner.map(lambda text: f"({text})"),
        inner.map(lambda text: f"^({text})"),
    ),
    max_leaves=4,
)
expressions = st.recursive(
    values,
    lambda inner: st.one_of(
        st.tuples(
            inner, st.sampled_from(["=", "!=", " < ", ">", "<=", "&&", "||", "+", " - ", "*", "/"]), inner
        ).map(lambda parts: f"({''.join(parts)})"),
        inner.map(lambda text: f"!({text})"),
        inner.map(lambda text: f"(-{text})"),
        st.tuples(st.sampled_from("STR Str lang ISIRI strlen".split()), inner).map(
            lambda p: f"{p[0]} ({p[1]})"
        ),
        st.tuples(st.sampled_from(["CONCAT", "coalesce"]), inner, inner).map(
            lambda p: f"{p[0]}({p[1]},{p[2]})"
        ),
        st.tuples(inner, inner).map(lambda p: f"({p[0]} NOT IN ({p[1]}, 1))"),
        st.just("EXISTS { ?a e:p ?b }"),
    ),
    max_leaves=5,
)
triples = st.one_of(
    st.tuples(st.one_of(variables, iris), st.one_of(variables, paths), values).map(" ".join),
    st.tuples(variables, iris, values, values).map(lambda p: f"{p[0]} {p[1]} {p[2]},{p[3]} ; e:p [ e:q ?b ]"),
    st.tuples(values, values).map(lambda p: f"?a e:p ({p[0]} {p[1]})"),
    st.just("_:b e:p _:c . _:c e:p ?a"),
)
patterns = st.recursive(
    triples,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" . ".join),
        st.tuples(inner, inner).map(lambda p: f"{{ {p[0]} }} UNION {{ {p[1]} }}"),
        st.tuples(inner, inner).map(lambda p: f"{p[0]} OPTIONAL {{ {p[1]} }}"),
        st.tuples(inner, expressions).map(lambda p: f"{p[0]} FILTER({p[1]})"),
        st.tuples(inner, expressions).map(lambda p: f"{p[0]} . BIND({p[1]} AS ?new) # comment\n"),
        inner.map(lambda text: f"{{ SELECT * {{ {text} }} {ORDERED} LIMIT 3 }}"),
        inner.map(
            lambda text: f"{text} MINUS {{ ?a e:q 1 }} VALUES (?a ?b) {{ (<http://e/a> UNDEF) (UNDEF 1) }}"
        ),
    ),
    max_leaves=4,
)
heads = st.sampled_from(
    ["SELECT *", "SELECT DISTINCT ?a ?b", "ASK", "select(COUNT(*)AS ?n)", "CONSTRUCT { ?a e:p ?b }"]
)
tails = st.sampled_from(
    [
        "",
        " ORDER BY DESC(?a) ?b",
        f" {ORDERED} LIMIT 5",
        f" {ORDERED} OFFSET 1 LIMIT 2",
        " LIMIT 0 VALUES ?a { e:a }",
    ]
)
queries = st.tuples(heads, patterns, tails).map(
    lambda p: f"PREFIX e: <http://e/>\n{p[0]} WHERE {{ {p[1]} }}{p[2]}"
)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(sparql=queries)
def test_what_the_engine_accepts_answers_the_same_rewritten(store: ox.Store, sparql: str) -> None:
    expected = answer(store, sparql)
    try:
        rewritten = parsed(sparql, {}).text()
    except InvalidInputError:
        assert isinstance(expected, type), sparql
        return
    assert answer(store, rewritten) == expected, rewritten


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(sparql=queries)
def test_no_slip_is_found_in_what_the_engine_accepts(store: ox.Store, sparql: str) -> None:
    if isinstance(answer(store, sparql), type):
        return
    assert slips(tokens(sparql.partition("\n")[2])) == []


PIECES = r"""SELECT * { } ( ) <x:y> <x'y> < > ' " \\ # ?x a:b PREFIX a: SERVICE service SerVice_ _:b 5 . ;
@en ''' FILTER && 1<2 \\u0053""".split()


@settings(max_examples=300, deadline=None)
@given(pieces=st.lists(st.sampled_from([*PIECES, "\n"]), max_size=15), glue=st.sampled_from(["", " "]))
def test_the_keyword_is_refused_or_is_not_in_what_the_engine_reads(pieces: list[str], glue: str) -> None:
    """Outside of strings the rewritten query has the word in variables alone."""
    try:
        asked = parsed("SELECT * { " + glue.join(pieces), PREFIXES)
    except InvalidInputError:
        return
    for text, token in asked.body:
        assert "service" not in text.lower() or token.kind in {"variable", "string", "long", "language"}
    assert "\n" not in asked.text()
    assert not any(
        "<" in text and len(text) > 2 for text, token in asked.body if token.kind not in {"string", "long"}
    )


@pytest.mark.parametrize(
    ("sparql", "error"),
    [
        ("SELECT * { SERVICE <x:y> {} }", RefusedQueryError),
        ("INSERT DATA { <x:a> <x:b> <x:c> }", RefusedQueryError),
        ("PREFIX a: <x:> WITH a:b DELETE {} WHERE {}", RefusedQueryError),
        ("LOAD <x:y>", RefusedQueryError),
        ("SELEKT * {}", InvalidInputError),
        ("ASK { ?s nope:a ?o }", InvalidInputError),
        ("ASK { <rel> ?p ?o }", InvalidInputError),
        ("ASK { <x:\\u0020> ?p ?o }", InvalidInputError),
        ("PREFIX a:b <x:y> ASK {}", InvalidInputError),
        ("ASK FROM {}", InvalidInputError),
        ("ASK { FILTER(" + "(" * 101 + "1" + ")" * 101 + ") }", InvalidInputError),
        ("ASK { FILTER(" + "!" * 101 + "true) }", InvalidInputError),
        ("ASK {}" + " " * 200_000, InvalidInputError),
        ("ASK { FILTER(" + "||".join(["?a"] * 1_002) + ") }", InvalidInputError),
        ("ASK { FILTER(1" + "+1" * 1_001 + ") }", InvalidInputError),
        ("ASK {" + "OPTIONAL { ?a ?b ?c }" * 1_001 + "}", InvalidInputError),
        ("ASK { ?a a" + "/a" * 1_001 + " ?b }", InvalidInputError),
    ],
)
def test_what_is_refused(sparql: str, error: type[InvalidInputError]) -> None:
    with pytest.raises(error) as refusal:
        parsed(sparql, PREFIXES)
    assert type(refusal.value) is error
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "pattern",
    [
        "VALUES ?x {" + " -1" * 20_000 + "}",
        "FILTER(1 IN (" + ",".join(["2"] * 20_000) + "))",
        "?s ?p 1" + ",2" * 90,
    ],
)
def test_long_lists_are_taken(store: ox.Store, pattern: str) -> None:
    assert answer(store, parsed(f"ASK {{ {pattern} }}", {}).text()) in {True, False}


def test_the_dataset_is_taken_out() -> None:
    asked = parsed(
        "PREFIX g: <x:g> SELECT * FROM <x:a> FROM NAMED g:1 FROM <b> WHERE { GRAPH ?g { } }", {}, "x:/c/"
    )
    assert asked.dataset == Dataset(("x:a", "x:/c/b"), ("x:g1",))
    assert asked.text() == "SELECT * WHERE { GRAPH ?g { } }"
    assert parsed("ASK {}", {}).dataset is None


def test_bases_and_prefixes_hold_from_where_they_stand() -> None:
    sparql = "BASE <http://a/b/> PREFIX p: <c/> BASE <d/> PREFIX q: <../e#> ASK { p:x <y> q:z . <z:z> p: $v }"
    names = [text.removeprefix("PREFIX ").split(" ")[1] for text in parsed(sparql, {}).prologue]
    assert names == ["<http://a/b/c/x>", "<http://a/b/d/y>", "<http://a/b/e#z>", "<z:z>", "<http://a/b/c/>"]


@pytest.mark.parametrize(
    ("sparql", "limited"),
    [
        ("SELECT * {}", "SELECT * { } LIMIT 9"),
        ("SELECT * {} LIMIT 3", "SELECT * { } LIMIT 3"),
        ("SELECT * {} LIMIT 0010", "SELECT * { } LIMIT 9"),
        ("SELECT * {} LIMIT 99999999999999999999", "SELECT * { } LIMIT 9"),
        ("SELECT * {} OFFSET 2", "SELECT * { } OFFSET 2 LIMIT 9"),
        ("SELECT * {} VALUES ?x { 1 }", "SELECT * { } LIMIT 9 VALUES ?x { 1 }"),
        (
            "SELECT * { { SELECT * {} LIMIT 99 } VALUES ?y { 1 } }",
            "SELECT * { { SELECT * { } LIMIT 99 } VALUES ?y { 1 } } LIMIT 9",
        ),
        ("ASK {}", "ASK { }"),
    ],
)
def test_a_limit_is_set_or_lowered(sparql: str, limited: str) -> None:
    assert parsed(sparql, {}).text(9) == limited


def test_the_engine_s_errors_lead_to_the_place_in_the_query_that_came(kb: KnowledgeBase) -> None:
    with pytest.raises(InvalidInputError, match=r"at 3:13: \?o does not fit here"):
        kb.store.query("# first\nSELECT ?t {\n  ?t ccf:x/ ?o } # one too few\n")
