"""The W3C's 34 tests of the SPARQL 1.1 Protocol: queries are answered, updates refused and nothing changed.

The names are those of https://github.com/w3c/rdf-tests/blob/main/sparql/sparql11/protocol/manifest.ttl
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from .conftest import DATA, Client

D0, D1, D2, D3 = (DATA.format(number) for number in range(4))
FORM, QUERY, UPDATE = (
    f"application/{name}" for name in ("x-www-form-urlencoded", "sparql-query", "sparql-update")
)
BOTH = f"ASK {{ <{D1}> a ?type . <{D2}> a ?type . }}"
NAMED = f"GRAPH ?g1 {{ <{D1}> a ?type }} GRAPH ?g2 {{ <{D2}> a ?type }}"
DIRECT = {"Content-Type": QUERY}


def path(*pairs: tuple[str, str]) -> str:
    return "/sparql/?" + urlencode(pairs)


DEFAULTS = [("default-graph-uri", D1), ("default-graph-uri", D2)]
NAMES = [("named-graph-uri", D1), ("named-graph-uri", D2)]
FULL = f"ASK {{\n  <{D3}> a ?type\n  {NAMED}\n}}"
OVERRIDDEN = f"ASK FROM <{D3}> {{ {NAMED} }}"
ZERO = path(("default-graph-uri", D0))

ANSWERED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "query_post_form": ("POST", ZERO, {"content": "query=ASK%20%7B%7D", "headers": {"Content-Type": FORM}}),
    "query_dataset_default_graphs_get": ("GET", path(("query", BOTH), *DEFAULTS), {}),
    "query_dataset_default_graphs_post": ("POST", path(*DEFAULTS), {"content": BOTH, "headers": DIRECT}),
    "query_dataset_named_graphs_post": (
        "POST", path(*NAMES), {"content": f"ASK {{ {NAMED} }}", "headers": DIRECT}
    ),
    "query_dataset_named_graphs_get": ("GET", path(("query", f"ASK {{ {NAMED} }}"), *NAMES), {}),
    "query_dataset_full": (
        "POST", path(("default-graph-uri", D3), *NAMES), {"content": FULL, "headers": DIRECT}
    ),
    "query_multiple_dataset": ("POST", path(*NAMES), {"content": OVERRIDDEN, "headers": DIRECT}),
    "query_get": ("GET", path(("query", "ASK {}"), ("default-graph-uri", D0)), {}),
    "query_content_type_ask": ("POST", ZERO, {"content": "ASK {}", "headers": DIRECT}),
    "query_post_direct": ("POST", "/sparql/", {"content": "ASK {}", "headers": DIRECT}),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERED)
def test_a_question_is_answered_with_yes(w3c: Client, name: str) -> None:
    method, url, given = ANSWERED[name]
    response = w3c.request(method, url, **given)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/sparql-results+json"
    assert response.json()["boolean"] is True


@pytest.mark.parametrize(
    ("name", "query", "types"),
    [
        ("query_content_type_select", "SELECT (1 AS ?value) {}", {"application/sparql-results+json"}),
        ("query_content_type_describe", "DESCRIBE <http://example.org/>", {"text/turtle; charset=utf-8"}),
        ("query_content_type_construct", "CONSTRUCT { <s> <p> 1 } WHERE {}", {"text/turtle; charset=utf-8"}),
    ],
)
def test_the_content_type_fits_the_form(w3c: Client, name: str, query: str, types: set[str]) -> None:
    response = w3c.request("POST", ZERO, content=query, headers=DIRECT)
    assert response.status_code == 200, name
    assert response.headers["content-type"] in types


BAD: dict[str, tuple[str, str, dict[str, Any]]] = {
    "bad_query_method": (
        "PUT", path(("query", "ASK {}"), ("default-graph-uri", D0)), {"headers": {"Content-Type": FORM}}
    ),
    "bad_multiple_queries": ("GET", path(("query", "ASK {}"), ("query", "SELECT * {}")), {}),
    "bad_query_wrong_media_type": (
        "POST", "/sparql/", {"content": "ASK {}", "headers": {"Content-Type": "text/plain"}}
    ),
    "bad_query_missing_form_type": ("POST", "/sparql/", {"content": "query=ASK%20%7B%7D"}),
    "bad_query_missing_direct_type": ("POST", "/sparql/", {"content": "ASK {}"}),
    "bad_query_non_utf8": (
        "POST", "/sparql/",
        {"content": "ASK {}".encode("utf-16"), "headers": {"Content-Type": f"{QUERY}; charset=UTF-16"}},
    ),
    "bad_query_syntax": ("GET", path(("query", "ASK {")), {}),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_query_is_refused(w3c: Client, name: str) -> None:
    method, url, given = BAD[name]
    assert 400 <= w3c.request(method, url, **given).status_code < 500


def graph(number: int) -> str:
    return f"GRAPH <{DATA.format(number)}> {{ <{DATA.format(number)}> a foaf:Document }}"


PREFIXES = "PREFIX dc: <http://purl.org/dc/terms/>\nPREFIX foaf: <http://xmlns.com/foaf/0.1/>\n"
INSERT = "INSERT { GRAPH <http://example.org/test/> { ?s a dc:BibliographicResource } } WHERE "
DROP = f"{PREFIXES}DROP ALL ; INSERT DATA {{ {graph(1)} {graph(2)} {graph(3)} }} ; {INSERT}"
CLEAR = f"{PREFIXES}CLEAR ALL ; INSERT DATA {{ {graph(1)} }} ; {INSERT}{{ ?s a foaf:Document }}"
WITH = "WITH <http://example/a> DELETE { ?p ?q 'Bill' } INSERT { ?p ?q 'William' } WHERE { ?p ?q 'Bill' }"
BASE = "CLEAR GRAPH <http://example/b/> ; INSERT DATA { GRAPH <http://example/b/> { <x:s> <x:p> <test> } }"
DIRECT_UPDATE = {"Content-Type": UPDATE}
FORM_UPDATE = {"Content-Type": FORM}
USING = [("using-graph-uri", D1), ("using-graph-uri", D2)]
USING_NAMED = [("using-named-graph-uri", D1), ("using-named-graph-uri", D2)]

UPDATES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "update_dataset_default_graph": ("POST", path(USING[0]), {"content": CLEAR, "headers": DIRECT_UPDATE}),
    "update_dataset_default_graphs": (
        "POST", path(*USING), {"content": DROP + "{ ?s a foaf:Document }", "headers": DIRECT_UPDATE}
    ),
    "update_dataset_named_graphs": (
        "POST", path(*USING_NAMED), {"content": DROP + "{ GRAPH ?g { ?s ?p ?o } }", "headers": DIRECT_UPDATE}
    ),
    "update_dataset_full": (
        "POST", path(USING[0], USING_NAMED[1]),
        {"content": DROP + "{ { GRAPH ?g { ?s ?p ?o } } UNION { ?s a ?t } }", "headers": DIRECT_UPDATE},
    ),
    "update_post_form": ("POST", "/sparql/", {"content": "update=CLEAR+ALL", "headers": FORM_UPDATE}),
    "update_post_direct": ("POST", "/sparql/", {"content": "CLEAR ALL", "headers": DIRECT_UPDATE}),
    "update_base_uri": ("POST", "/sparql/", {"content": BASE, "headers": DIRECT_UPDATE}),
    "bad_update_get": ("GET", path(("update", "CLEAR ALL")), {}),
    "bad_multiple_updates": (
        "POST", "/sparql/",
        {"content": "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", "headers": FORM_UPDATE},
    ),
    "bad_update_wrong_media_type": (
        "POST", "/sparql/", {"content": "CLEAR NAMED", "headers": {"Content-Type": "text/plain"}}
    ),
    "bad_update_missing_form_type": ("POST", "/sparql/", {"content": "update=CLEAR%20NAMED"}),
    "bad_update_non_utf8": (
        "POST", "/sparql/",
        {"content": "CLEAR NAMED".encode("utf-16"), "headers": {"Content-Type": f"{UPDATE}; charset=UTF-16"}},
    ),
    "bad_update_syntax": ("POST", "/sparql/", {"content": "update=CLEAR%20XYZ", "headers": FORM_UPDATE}),
    "bad_update_dataset_conflict": (
        "POST", path(("using-named-graph-uri", "http://example/people")),
        {"content": WITH, "headers": DIRECT_UPDATE},
    ),
}  # fmt: skip

ALL = "CONSTRUCT { ?s ?p ?g } WHERE { GRAPH ?g { ?s ?p ?o } }"


@pytest.mark.parametrize("name", UPDATES)
def test_an_update_is_refused_and_changes_nothing(w3c: Client, name: str) -> None:
    method, url, given = UPDATES[name]
    before = w3c.ask(ALL, accept="application/n-triples").text
    assert 400 <= w3c.request(method, url, **given).status_code < 500
    assert w3c.ask(ALL, accept="application/n-triples").text == before
    assert len(before.splitlines()) == 4


def test_all_34_tests_are_here() -> None:
    assert len(ANSWERED) + 3 + len(BAD) + len(UPDATES) == 34
