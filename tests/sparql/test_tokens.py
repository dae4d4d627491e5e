"""Tokens of SPARQL 1.1: all terminals, escapes, what may stand for two things."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.errors import InvalidInputError
from commoncause.sparql.iris import resolved
from commoncause.sparql.terminals import terminal
from commoncause.sparql.tokens import place, tokens


def texts(sparql: str) -> list[str]:
    return [token.text for token in tokens(sparql)]


@pytest.mark.parametrize(
    ("sparql", "kinds"),
    [
        ("?x $x ?1a", "variable variable variable"),
        ("<http://a/b> <> <#a>", "iri iri iri"),
        ("a:b a: : :b a:b.c a:%41 a:\\~b a:b:c é:ü", "name " * 9),
        ("_:b _:1.x", "blank blank"),
        ("@en @en-GB @en--ltr", "language " * 3),
        ("1 1.5 .5 1e5 1.e5 .5E-5 +1 -1.5", "number " * 8),
        ("'a' \"a\" '''a''' \"\"\"a\"\"\" ''", "string string long long string"),
        ("'''a''b' \"c\"''' '\\'' \"\\u0041\"", "long string string"),
        ("SELECT where A", "word word word"),
        ("{ } ( ) [ ] ; , . = != < > <= >= ! && || * / + - | ^ ^^ ?", "sign " * 26),
        ("a # b\n c #d", "word word"),
    ],
)
def test_every_terminal_is_found(sparql: str, kinds: str) -> None:
    assert [token.kind for token in tokens(sparql)] == kinds.split()


@pytest.mark.parametrize(
    ("sparql", "found"),
    [
        ("a:b.c.", ["a:b.c", "."]),
        ("a:b.SERVICE", ["a:b.SERVICE"]),
        ("5SERVICE", ["5", "SERVICE"]),
        ("5.SERVICE", ["5", ".", "SERVICE"]),
        ("1-1", ["1", "-1"]),
        ("?x?y", ["?x", "?y"]),
        ("a:p?/a:q", ["a:p", "?", "/", "a:q"]),
        ("(1<2)SERVICE#>\n<x:y>", ["(", "1", "<", "2", ")", "SERVICE", "<x:y>"]),
        ("(?a<?b&&?c>?d)", ["(", "?a", "<", "?b", "&&", "?c", ">", "?d", ")"]),
        ("(?a<=5||?b>=6)", ["(", "?a", "<=", "5", "||", "?b", ">=", "6", ")"]),
        ("(?a=<x:y>)", ["(", "?a", "=", "<x:y>", ")"]),
        ("{?s<p>?o}", ["{", "?s", "<p>", "?o", "}"]),
        ("(<a>/<b>)", ["(", "<a>", "/", "<b>", ")"]),
        ('"""a""b"""', ['"""a""b"""']),
        ("\\u0053ERVICE", ["SERVICE"]),
        ("S\\U00000045RVICE ?\\u00e9", ["SERVICE", "?é"]),
    ],
)
def test_where_two_readings_offer_themselves(sparql: str, found: list[str]) -> None:
    assert texts(sparql) == found


def texts_or_none(sparql: str) -> list[str] | None:
    try:
        return texts(sparql)
    except InvalidInputError:
        return None


@pytest.mark.parametrize(
    "sparql", ["'a", '"a\nb"', "'''a", "\\", "\\u0020", "\\u007B", "<a b>", "@", "&", "`", "\\uD800"]
)
def test_what_is_no_token_is_refused_with_its_place(sparql: str) -> None:
    if sparql == "<a b>":
        assert texts(sparql) == ["<", "a", "b", ">"]
        return
    with pytest.raises(InvalidInputError, match="not a SPARQL query"):
        tokens("a\n " + sparql)


@given(
    st.lists(st.tuples(st.sampled_from("ab1e5:.-? ({)}"), st.booleans()), max_size=24),
)
def test_an_escape_stands_for_its_character_wherever_names_have_one(signs: list[tuple[str, bool]]) -> None:
    plain = "".join(sign for sign, _ in signs)
    escaped = "".join(f"\\u{ord(c):04X}" if is_escaped and c in "ab1e5:-" else c for c, is_escaped in signs)
    assert texts_or_none(escaped) == texts_or_none(plain)


def test_places_are_those_of_the_query_as_it_was_written() -> None:
    sparql = "SELECT ?\\u00e9 ?\\U000000E9b WHERE { ?\\u0061 a ccf:X } LIMIT nine"
    found = {token.text: sparql[token.start :][:7] for token in tokens(sparql)}
    assert found["?é"] == "?\\u00e9"
    assert found["?éb"] == "?\\U0000"
    assert found["LIMIT"] == "LIMIT n"
    with pytest.raises(InvalidInputError, match="at 1:27:"):
        tokens("SELECT ?\\u00e9 ?\\u00e9b { `")
    with pytest.raises(InvalidInputError, match="at 2:3:"):
        tokens("ASK { ?\\u0061\n  \\u007B")


def test_places_count_lines_and_columns() -> None:
    with pytest.raises(InvalidInputError, match=r"at 2:3:"):
        tokens("ASK {\n  `")
    assert place("", 0) == "1:1"


@given(st.text(max_size=200))
def test_tokens_cover_the_text_in_order_or_it_is_refused(sparql: str) -> None:
    try:
        found = tokens(sparql)
    except InvalidInputError:
        return
    if "\\" not in sparql:
        assert all(sparql.startswith(token.text, token.start) for token in found)
        assert [t.start for t in found] == sorted({t.start for t in found})


@pytest.mark.parametrize(
    "sparql",
    [
        "a.b.c" * 30_000,
        "x:a" + "." * 190_000,
        "a." * 90_000,
        "'" * 100_000,
        "<" * 100_000,
        "\\u0041" * 1_200,
        "+" * 190_000 + "\\u0061" * 900,
    ],
    ids=["dots", "trailing", "short", "quotes", "angles", "escapes", "no space"],
)
def test_no_text_takes_more_than_linear_time(sparql: str) -> None:
    began = time.process_time()
    with contextlib.suppress(InvalidInputError):
        tokens(sparql)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("reference", "whole"),
    [
        ("g:h", "g:h"), ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
        ("/g", "http://a/g"), ("//g", "http://g"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"),
        ("#s", "http://a/b/c/d;p?q#s"), ("g#s", "http://a/b/c/g#s"), (";x", "http://a/b/c/;x"),
        ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"), ("..", "http://a/b/"), ("../g", "http://a/b/g"),
        ("../..", "http://a/"), ("../../g", "http://a/g"), ("../../../g", "http://a/g"), ("/./g", "http://a/g"),
        ("/../g", "http://a/g"), ("g.", "http://a/b/c/g."), ("..g", "http://a/b/c/..g"),
        ("./../g", "http://a/b/g"), ("g/./h", "http://a/b/c/g/h"), ("g/../h", "http://a/b/c/h"),
        ("g;x=1/../y", "http://a/b/c/y"), ("g?y/../x", "http://a/b/c/g?y/../x"), ("http:g", "http:g"),
    ],
)  # fmt: skip
def test_references_resolve_as_in_rfc_3986_section_5_4(reference: str, whole: str) -> None:
    assert resolved("http://a/b/c/d;p?q", reference) == whole


@given(sparql=st.text(alphabet="?$aZ_:09.-%\\/'\"<>{}()^&|!=#@ \ntu41+", max_size=20))
def test_the_pattern_for_ascii_finds_what_the_whole_one_finds(sparql: str) -> None:
    found = [pattern.match(sparql) for pattern in (terminal(True), terminal(False))]
    ours, whole = [match and (match.lastgroup, match[0]) for match in found]
    assert ours == whole


def test_a_variable_may_have_any_letter() -> None:
    assert texts("?caf\u00e9 \u4e2d:\u6587") == ["?caf\u00e9", "\u4e2d:\u6587"]
