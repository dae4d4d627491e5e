"""What strangers try: each attempt is refused, and the server goes on."""

from __future__ import annotations

import asyncio
import socket
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import Client

HERE = "http://127.0.0.1:{port}/"
SERVICES = [
    "SELECT * { SERVICE <HERE> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <HERE> { ?s ?p ?o } }",
    "SELECT * { service<HERE>{ ?s ?p ?o } }",
    "SELECT * { SeRvIcE ?x { ?s ?p ?o } VALUES ?x { <HERE> } }",
    "SELECT * { \\u0053ERVICE <HERE> { ?s ?p ?o } }",
    "SELECT * { S\\u0045RVICE <HERE> { ?s ?p ?o } }",
    "SELECT * { \\U00000053ervice <HERE> { ?s ?p ?o } }",
    "SELECT * { SERVICE#comment\n<HERE> { ?s ?p ?o } }",
    "SELECT * { #\nSERVICE <HERE> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 5SERVICE <HERE> { ?a ?b ?c } }",
    "SELECT * { FILTER(1<2)SERVICE#>\n<HERE> { ?s ?p ?o } }",
    "SELECT * { FILTER(1<'>\"')SERVICE<HERE>{ ?s ?p ?o }}#\"",
    "SELECT * { FILTER(1<'>')SERVICE<HERE>{ ?s ?p ?o }}",
    "SELECT * { FILTER(?x<y:'>\"')SERVICE<HERE>{ ?s ?p ?o }}#\"",
    "PREFIX : <HERE> SELECT * { SERVICE:pn { ?s ?p ?o } }",
    "PREFIX SERVICE: <HERE> SELECT * { SERVICE: { ?s ?p ?o } }",
    "PREFIX SERVICE: <HERE> SELECT * { SERVICE:x { ?s ?p ?o } }",
    "PREFIX a: <urn:a> SELECT * { ?s a:b ?o.SERVICE <HERE> { ?s ?p ?o } }",
    "PREFIX a: <urn:a> SELECT * { ?s a:p?SERVICE <HERE> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 'a'@en.SERVICE <HERE> { ?s ?p ?o } }",
    "SELECT * { ?s ?p '''a'''SERVICE <HERE> { ?s ?p ?o } }",
    'SELECT * { ?s ?p "\\"SERVICE <HERE> { ?a ?b ?c } }',
    "SELECT * { { SELECT * { SERVICE <HERE> { ?s ?p ?o } } } }",
    "SELECT * { FILTER EXISTS { SERVICE <HERE> { ?s ?p ?o } } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { OPTIONAL { SERVICE <HERE> { ?s ?p ?o } } }",
    "ASK { { } UNION { SERVICE <HERE> { } } }",
    "DESCRIBE ?s { SERVICE <HERE> { ?s ?p ?o } }",
]
OTHERS = [
    "LOAD <HERE>",
    "LOAD SILENT <file:///etc/passwd> INTO GRAPH <x:y>",
    "INSERT DATA { <x:a> <x:b> <x:c> }",
    "DELETE WHERE { ?s ?p ?o }",
    "PREFIX a: <x:> INSERT { a:b a:c a:d } WHERE { ?s ?p ?o }",
    "CLEAR ALL",
    "DROP ALL",
    "CREATE GRAPH <x:y>",
    "COPY DEFAULT TO <x:y>",
    "SELECT * { ?s ?p ?o } ; DROP ALL",
    "ASK {} INSERT DATA { <x:a> <x:b> <x:c> }",
]


@pytest.mark.parametrize("query", SERVICES + OTHERS)
def test_nothing_is_written_and_nobody_is_called(client: Client, query: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        text = query.replace("HERE", HERE.format(port=server.getsockname()[1]))
        by_get = client.ask(text)
        assert by_get.status_code in {400, 403}, by_get.text
        assert by_get.text.count("\n") == 1
        by_post = client.request(
            "POST", "/sparql", content=text, headers={"Content-Type": "application/sparql-query"}
        )
        assert by_post.status_code == by_get.status_code
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service a ccf:Technique } LIMIT 1",
        'ASK { BIND("SERVICE <x:y>" AS ?x) }',
        "PREFIX a: <urn:a> SELECT * { ?s a:b.SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ],
)
def test_the_word_is_free_where_it_is_no_keyword(client: Client, query: str) -> None:
    assert client.ask(query).status_code == 200


@pytest.mark.parametrize(
    "graph", ["file:///etc/passwd", "http://127.0.0.1:9/x", "https://w3id.org/commoncause/kb/graph/no"]
)
@pytest.mark.parametrize(
    "clause",
    [
        "FROM <{}> {{ ?s ?p ?o }}",
        "FROM NAMED <{}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "{{ GRAPH <{}> {{ ?s ?p ?o }} }}",
    ],
)
def test_no_graph_is_fetched(client: Client, graph: str, clause: str) -> None:
    answer = client.ask("SELECT * " + clause.format(graph))
    assert (answer.status_code, answer.json()["results"]["bindings"]) == (200, [])
    assert client.ask("ASK { ?s ?p ?o }", **{"default-graph-uri": graph}).json()["boolean"] is False


def test_sizes_are_limited(client: Client) -> None:
    query = {"Content-Type": "application/sparql-query"}
    assert client.get("/sparql?query=" + "a" * 40_000).status_code == 414
    assert client.request("POST", "/sparql", content=b"a" * 1_000_001, headers=query).status_code == 413
    lying = {**query, "Content-Length": "999999999999"}
    assert client.request("POST", "/sparql", content=b"ASK {}", headers=lying).status_code == 413
    assert (
        client.request(
            "POST", "/sparql", content=b"ASK {}", headers={**query, "Content-Length": "-1"}
        ).status_code
        == 400
    )
    assert client.request("POST", "/sparql", content=b"a" * 300_000, headers=query).status_code == 400
    many = "&".join(f"a{number}=b" for number in range(300))
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.request("POST", "/sparql", content=many, headers=form).status_code == 400


def test_a_body_without_an_end_is_cut_off(client: Client) -> None:
    async def _endless() -> object:
        for _ in range(10_000):
            yield b"x" * 10_000

    async def _send() -> httpx.Response:
        return await client.http.post(
            "/sparql", content=_endless(), headers={"Content-Type": "application/sparql-query"}
        )

    assert client.run(_send()).status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        "/kb/../../etc/passwd",
        "/query/../server/app.py",
        "/query/vendor/../../app.py",
        "/query/%2e%2e/app.py",
        "/site/../../x",
        "/kb/%00",
        "/kb/a%20b%3E",
        "/kb/technique/<script>",
        "/query//etc/passwd",
        "/api/%0A",
        "/health%0a",
    ],
)
def test_no_path_leads_out(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "<script>" not in answer.text


def test_a_page_of_another_site_gets_nothing(client: Client) -> None:
    """DNS rebinding: a page at evil.example whose name was made to lead to this machine."""
    for host in ("evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost@evil", "a b", ""):
        assert client.get("/health", headers={"Host": host}).status_code in {400, 421}, host
    assert client.get("/health", headers={"Host": "127.0.0.1:8000"}).status_code == 200
    answer = client.get("/sparql", headers={"Origin": "http://evil.example"})
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_cors_is_given_to_whom_it_was_granted(start) -> None:  # type: ignore[no-untyped-def]
    open_to = start(cors="https://friend.example")
    friend, foe = (
        open_to.get("/sparql", headers={"Origin": f"https://{who}.example"}).headers
        for who in ("friend", "foe")
    )
    assert friend["access-control-allow-origin"] == "https://friend.example"
    assert foe.get("access-control-allow-origin") != "https://foe.example"


def test_every_answer_carries_the_headers_of_security(client: Client) -> None:
    for path in ("/health", "/sparql", "/nowhere", "/api", "/query", "/sparql?query=x"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "server" not in headers


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_malformed_requests_are_refused_and_the_server_goes_on(client: Client, data: st.DataObject) -> None:
    """Four requests an example, 1,000 in all; each is 4xx."""
    junk = data.draw(st.binary(min_size=1, max_size=300))
    text = data.draw(st.text(min_size=1, max_size=100)).encode("utf-8", "replace")
    pieces = data.draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12))
    query = {"Content-Type": "application/sparql-query"}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answers = [
        client.request("POST", "/sparql", content=b"\xff" + junk, headers=query),
        client.request("POST", "/sparql", content=b"query=}" + quote(text).encode(), headers=form),
        client.get("/sparql?query=" + quote(" ".join(["}", *pieces]))),
        client.get("/api/no-" + quote(text, safe=""), headers={"Accept": "*/*"}),
    ]
    assert all(400 <= answer.status_code < 500 for answer in answers), [a.text for a in answers]
    assert all("Traceback" not in answer.text for answer in answers)


PIECES = (
    "SELECT ASK { } ( ) [ ] <x:y> ?x $y a . ; , 'a' \"b\" @en ^^ 1 -2.5e3 FILTER < > && || ! FROM".split()
)
PIECES += ["'''", '"""']


def test_after_all_that_it_still_answers(client: Client) -> None:
    assert client.ask("ASK { technique:rlhf a ccf:Technique }").json()["boolean"] is True
    assert client.get("/health").json()["status"] == "ok"


def test_the_log_has_no_secrets(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="commoncause.server"):
        client.get(
            "/sparql",
            params={"query": "ASK {} #" + "x" * 500, "token": "s3cret"},
            headers={"Authorization": "Bearer s3cret", "Cookie": "s3cret"},
        )
        client.get("/api/matrix?token=s3cret")
        client.get("/kb/" + "y" * 1000 + "%0aforged line")
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 3
    assert not any("s3cret" in line or "\n" in line for line in lines)
    assert all(len(line) < 300 * 2 for line in lines)
    assert "x" * 201 not in lines[0]
    assert "ASK {} #xxx" in lines[0]


def test_an_error_of_ours_shows_no_trace(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from commoncause.server import pages

    async def _broken(*_: object) -> None:
        await asyncio.sleep(0)
        raise RuntimeError("s3cret")

    monkeypatch.setattr(pages.Pages, "_made", _broken)
    answer = client.get("/")
    assert (answer.status_code, answer.text) == (500, "internal error\n")
