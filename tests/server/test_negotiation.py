"""Formats of answers, the description of the service, validators of caches."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET

import pyoxigraph as ox
import pytest

from commoncause.server.negotiation import best

from .conftest import Client

SELECT = "SELECT ?t ?l { ?t a ccf:Technique ; skos:notation ?l } ORDER BY ?l LIMIT 3"
CONSTRUCT = "CONSTRUCT WHERE { technique:rlhf a ?c }"
OFFERS = ["application/sparql-results+json", "text/csv", "text/turtle"]


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, OFFERS[0]),
        ("", OFFERS[0]),
        ("*/*", OFFERS[0]),
        ("text/*", "text/csv"),
        ("text/*;q=0.5, text/turtle", "text/turtle"),
        ("text/csv;q=0.1, text/turtle;q=0.9", "text/turtle"),
        ("*/*;q=0.1, text/csv", "text/csv"),
        ("*/*, application/*;q=0, text/csv;q=0.2", "text/turtle"),
        ("TEXT/CSV ; Q=0.3", "text/csv"),
        ("text/csv;q=0", None),
        ("image/png", None),
        ("text/csv;q=much", None),
        (";;;,,,=", None),
    ],
)
def test_the_best_offer_is_chosen(accept: str | None, chosen: str | None) -> None:
    assert best(accept, OFFERS) == chosen


@pytest.mark.parametrize(
    ("accept", "type_"),
    [
        (None, "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/turtle, text/csv;q=0.1", "text/csv; charset=utf-8"),
        ("text/html, application/xml;q=0.9, */*;q=0.8", "application/xml"),
    ],
)
def test_solutions_come_as_asked(client: Client, accept: str | None, type_: str) -> None:
    response = client.ask(SELECT, accept)
    assert (response.status_code, response.headers["content-type"]) == (200, type_)
    assert response.headers["vary"] == "Accept"
    assert len(_rows(response.content, type_)) == 3
    assert client.ask("ASK { ?s a ccf:Technique }", accept).text.lower().count("true") == 1


def _rows(content: bytes, type_: str) -> list[object]:
    if "json" in type_ or "xml" not in type_:
        if "json" in type_:
            import json

            return list(json.loads(content)["results"]["bindings"])
        return list(csv.reader(io.StringIO(content.decode())))[1:]
    return list(ET.fromstring(content).iter("{http://www.w3.org/2005/sparql-results#}result"))


@pytest.mark.parametrize(
    ("accept", "format_"),
    [
        (None, ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    ],
)
def test_graphs_come_as_asked(client: Client, accept: str | None, format_: ox.RdfFormat) -> None:
    turtle = set(ox.parse(client.ask(CONSTRUCT).content, format=ox.RdfFormat.TURTLE))
    response = client.ask(CONSTRUCT, accept)
    assert response.headers["content-type"].startswith(format_.media_type)
    assert set(ox.parse(response.content, format=format_)) == turtle
    assert len(turtle) >= 2
    assert client.ask("DESCRIBE technique:rlhf", accept).status_code == 200


def test_what_no_client_takes_is_406(client: Client) -> None:
    assert client.ask(SELECT, "text/turtle").status_code == 406
    assert client.ask(CONSTRUCT, "text/csv").status_code == 406
    assert client.ask(SELECT, "image/png").status_code == 406
    assert client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406


def test_the_service_describes_itself(client: Client) -> None:
    response = client.get("/sparql", headers={"Accept": "text/turtle"})
    store = ox.Store()
    store.load(response.content, format=ox.RdfFormat.TURTLE)
    sd = "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> "
    assert store.query(
        sd + "ASK { ?s sd:endpoint <http://localhost/sparql> ; sd:supportedLanguage sd:SPARQL11Query }"
    )
    names = [row["g"] for row in store.query(sd + "SELECT ?g { ?d sd:namedGraph/sd:name ?g }")]
    assert ox.NamedNode("https://w3id.org/commoncause/kb/graph/dung-mai-2025") in names
    assert not any("inbox" in str(name) for name in names)
    page = client.get("/sparql", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "/query")


def test_the_same_question_again_costs_nothing(client: Client) -> None:
    first = client.ask(SELECT)
    again = {"params": {"query": SELECT}, "headers": {"If-None-Match": first.headers["etag"]}}
    assert client.get("/sparql", **again).status_code == 304
    assert client.get("/sparql", params={"query": SELECT + " "}, headers=again["headers"]).status_code == 200
    assert "etag" not in client.ask("SELECT (NOW() AS ?n) (RAND() AS ?r) {}").headers


def test_head_and_options(client: Client) -> None:
    head = client.request("HEAD", "/sparql", params={"query": SELECT})
    assert head.status_code == 200
    options = client.request("OPTIONS", "/sparql")
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    for method in ("PUT", "PATCH", "DELETE", "TRACE", "BREW"):
        assert client.request(method, "/sparql").status_code == 405


def test_the_default_graph_is_the_union_without_the_inbox(client: Client) -> None:
    answer = client.ask(
        "ASK { technique:rlhf a ccf:Technique . ?c a ccf:Assessment . ?d a ccf:Cell . ccf:Cell a ?e }"
    )
    assert answer.json()["boolean"] is True


def test_graphs_are_selected_and_an_absent_one_is_empty(client: Client) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    inside = "https://w3id.org/commoncause/kb/graph/dung-mai-2025"

    def _number(query: str, **parameters: str) -> int:
        return int(client.ask(query, **parameters).json()["results"]["bindings"][0]["n"]["value"])

    one = _number(count, **{"default-graph-uri": inside})
    assert 0 < one < _number(count)
    assert _number(count, **{"default-graph-uri": "http://example.org/absent"}) == 0
    assert _number(count.replace("{ ?s", f"FROM <{inside}> {{ ?s")) == one
    elsewhere = count.replace("{ ?s", "FROM <http://example.org/absent> { ?s")
    assert _number(elsewhere, **{"default-graph-uri": inside}) == one
    assert _number(count, **{"named-graph-uri": inside}) == 0
