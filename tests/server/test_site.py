"""Pages, documents of entities, the answers as JSON, the query page."""

from __future__ import annotations

import gc
import hashlib
import io
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from commoncause import KnowledgeBase
from commoncause.server import pages
from commoncause.server.commands import ANSWERS, arguments_of, parameters_of, run_command
from commoncause.vocab import KB

from .conftest import Client

STATIC = Path(pages.__file__).parent / "static"


def test_the_page_is_the_one_that_is_exported(client: Client) -> None:
    answer = client.get("/")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<title>" in answer.text
    again = client.get("/index.html", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_every_thing_has_a_page_and_the_list_leads_there(client: Client) -> None:
    assert "technique/rlhf.html" in client.get("/site/").text
    page = client.get("/site/technique/rlhf.html")
    assert page.status_code == 200
    assert "script-src" not in page.headers["content-security-policy"]
    assert client.get("/site/style.css").headers["content-type"].startswith("text/css")
    assert client.get("/site/technique/nothing.html").status_code == 404


def test_what_a_source_says_much_of_is_served_on_its_page(client: Client) -> None:
    source = client.get("/site/source/ai-alignment-wiki.html").text
    (name,) = re.findall(r'href="(ai-alignment-wiki--defect\.html)"', source)
    page = client.get(f"/site/source/{name}")
    assert "errors found in it" in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert client.get("/site/source/betley-2025--defect.html").status_code == 404


@pytest.mark.parametrize(
    ("accept", "type_", "suffix", "format_"),
    [
        (None, "text/turtle; charset=utf-8", ".ttl", ox.RdfFormat.TURTLE),
        ("application/ld+json", "application/ld+json", ".jsonld", ox.RdfFormat.JSON_LD),
        (
            "application/n-triples;q=0.9, text/html;q=0.1",
            "application/n-triples",
            ".nt",
            ox.RdfFormat.N_TRIPLES,
        ),
    ],
)
def test_an_entity_answers_as_asked(
    client: Client, accept: str | None, type_: str, suffix: str, format_: ox.RdfFormat
) -> None:
    headers = {"Accept": accept} if accept else {}
    answer = client.get("/kb/technique/rlhf", headers=headers)
    assert answer.headers["content-type"] == type_
    assert answer.headers["content-location"] == "/kb/technique/rlhf" + suffix
    triples = {quad.triple for quad in ox.parse(answer.content, format=format_)}
    assert any(t.subject == ox.NamedNode(KB + "technique/rlhf") for t in triples)
    assert any(t.object == ox.NamedNode(KB + "technique/rlhf") for t in triples)
    assert client.get("/kb/technique/rlhf" + suffix).content == answer.content


def test_a_browser_is_led_to_the_page(client: Client) -> None:
    for path, accept in (("/kb/technique/rlhf", "text/html,*/*;q=0.8"), ("/kb/technique/rlhf.html", "*/*")):
        answer = client.get(path, headers={"Accept": accept})
        assert (answer.status_code, answer.headers["location"]) == (303, "/site/technique/rlhf.html")
        assert client.get(answer.headers["location"]).status_code == 200
    claim = "/kb/claim/dung-mai-2025-table-1-ida-dec-al"
    assert (
        client.get(claim, headers={"Accept": "text/html,*/*;q=0.8"})
        .headers["content-type"]
        .startswith("text/turtle")
    )
    assert client.get(claim, headers={"Accept": "text/html"}).status_code == 406


def test_a_graph_and_the_ontology_answer(client: Client, kb: KnowledgeBase) -> None:
    graph = client.get("/kb/graph/dung-mai-2025").content
    assert len(list(ox.parse(graph, format=ox.RdfFormat.TURTLE))) > 1000
    ontology = client.get("/ontology", headers={"Accept": "application/n-triples"})
    terms = {quad.subject for quad in ox.parse(ontology.content, format=ox.RdfFormat.N_TRIPLES)}
    assert ox.NamedNode("https://w3id.org/commoncause/ontology#exposedTo") in terms
    assert client.get("/ontology").content == (kb.store.home.ontology / "commoncause.ttl").read_bytes()


SAME: list[tuple[str, str, tuple[str, ...]]] = [
    ("matrix", "source=dung-mai-2025&mode=tabulated", ("--source", "dung-mai-2025", "--mode", "tabulated")),
    ("single-points", "technique=rlhf&technique=W2S", ("-t", "rlhf", "-t", "w2s")),
    ("cut-sets", "technique=rlhf&technique=debate&paths=true", ("-t", "rlhf", "-t", "debate", "--paths")),
    ("defects", "severity=major", ("--severity", "major")),
    ("conflicts", "", ()),
    ("conclusions", "source=dung-mai-2025", ("--source", "dung-mai-2025")),
    ("clusters", "over=failure-modes&mode=tabulated", ("--over", "failure-modes", "--mode", "tabulated")),
    ("portfolios", "max-size=2&mode=tabulated", ("--max-size", "2", "--mode", "tabulated")),
    ("risk", "technique=rlhf&p=al-gen%3D0.05", ("-t", "rlhf", "--p", "al-gen=0.05")),
    ("robustness", "technique=rlhf&mode=tabulated", ("-t", "rlhf", "--mode", "tabulated")),
    ("evidence", "technique=debate&mode=argued", ("-t", "debate", "--mode", "argued")),
    ("evidence-hinges", "technique=debate&mode=tabulated", ("-t", "debate", "--mode", "tabulated")),
    ("evidence-retract", "name=betley-2025&mode=argued", ("betley-2025", "--mode", "argued")),
    ("explain", "name=ida&name=dec-al", ("ida", "dec-al")),
    ("show", "name=rlhf", ("rlhf",)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "query", "options"), SAME, ids=[name for name, _, _ in SAME])
def test_an_answer_is_that_of_the_command_line(
    client: Client, ask: Callable[..., Any], name: str, query: str, options: tuple[str, ...]
) -> None:
    answer = client.get(f"/api/{name}?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert _rounded(answer.json()) == _rounded(ask(*_command(name), *options))


def _command(name: str) -> list[str]:
    group, _, inside = name.partition("-")
    return [group, inside] if group == "evidence" and inside else [name]


def _rounded(value: Any) -> Any:
    """Leave out the digits that hang on the order of a sum over a set: processes differ in it."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, dict):
        return {key: _rounded(entry) for key, entry in value.items()}
    return [_rounded(entry) for entry in value] if isinstance(value, list) else value


def test_every_answer_is_tried() -> None:
    assert {name for name, _, _ in SAME} == set(ANSWERS)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("/api/matrix?technique=nothing", "unknown technique 'nothing'"),
        ("/api/matrix?relation=/etc/passwd", "unknown parameter 'relation'"),
        ("/api/matrix?plot=/tmp/x.svg", "unknown parameter 'plot'"),
        ("/api/risk?scenarios=/etc/passwd", "unknown parameter 'scenarios'"),
        ("/api/matrix?kb=/etc", "unknown parameter 'kb'"),
        ("/api/matrix?format=csv", "unknown parameter 'format'"),
        ("/api/matrix?split=perhaps", "split=perhaps"),
        ("/api/matrix?mode=sung", "sung"),
        ("/api/cut-sets?max-order=0", "0 is not in the range"),
        ("/api/cut-sets?time-limit=inf", "time-limit inf"),
        ("/api/show?name=--kb%3D/etc", "unknown name"),
        ("/api/risk?technique=rlhf&p=al-gen%3D2", "no probability"),
        ("/api/build", "unknown answer 'build'"),
        ("/api/serve", "unknown answer 'serve'"),
    ],
)
def test_a_bad_parameter_is_told_in_one_line(client: Client, url: str, says: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 400
    assert list(answer.json()) == ["error"]
    assert says in answer.json()["error"]
    assert "\n" not in answer.json()["error"]


def test_the_limit_of_time_is_the_lower_one() -> None:
    assert "--time-limit=5" in arguments_of("risk", [], 5)
    assert "--time-limit=2.0" in arguments_of("risk", [("time-limit", "2")], 5)
    assert "--time-limit=5" in arguments_of("cut-sets", [("time-limit", "9")], 5)
    assert not any("time-limit" in option for option in arguments_of("portfolios", [], 5))


def test_the_description_names_every_answer_and_parameter(client: Client) -> None:
    described = client.get("/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    assert set(described["paths"]) == {f"/api/{name}" for name in ANSWERS}
    for name in ANSWERS:
        listed = described["paths"][f"/api/{name}"]["get"]["parameters"]
        assert {parameter["name"] for parameter in listed} == set(parameters_of(name))
        assert not {"kb", "relation", "plot", "scenarios", "format"} & set(parameters_of(name))
    page = client.get("/api")
    assert all(f'href="/api/{name}"' in page.text for name in ANSWERS)


def test_the_query_page_needs_nobody_else(client: Client) -> None:
    page = client.get("/query")
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "connect-src 'self'" in policy
    for address in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert address.startswith("/")
        assert client.get(address).status_code == 200, address
    assert 'id="limits"' in page.text
    offered = client.get("/api/queries").json()
    assert len(offered["queries"]) > 20
    assert offered["limits"]["rows"] == 100_000
    assert all(client.ask(query["sparql"]).status_code == 200 for query in offered["queries"])


def test_what_is_vendored_is_what_its_readme_says(client: Client) -> None:
    readme = (STATIC / "vendor" / "README.md").read_text()
    pairs = re.findall(r"\| file \| `([^`]+)`.*\n\| sha256 \| `([0-9a-f]{64})`", readme)
    assert {name for name, _ in pairs} == {"yasgui.min.js", "yasgui.min.css"}
    for name, digest in pairs:
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == digest
        assert client.get(f"/query/vendor/{name}").status_code == 200
    assert "MIT License" in (STATIC / "vendor" / "LICENSES.txt").read_text()


def test_health_tells_workers_and_data(client: Client) -> None:
    health = json.loads(client.get("/health").text)
    assert set(health) == {"status", "workers", "data"}
    assert re.fullmatch("[0-9a-f]{64}", health["data"])
    assert health["workers"]["queries"] >= 1
    assert os.getpid() not in health["workers"].values()


def test_what_a_command_has_printed_is_not_kept(kb: KnowledgeBase) -> None:
    gc.collect()
    before = sum(isinstance(thing, io.TextIOWrapper) for thing in gc.get_objects())
    for _ in range(20):
        run_command(kb, "single-points", ["--format=json"])
    gc.collect()
    assert sum(isinstance(thing, io.TextIOWrapper) for thing in gc.get_objects()) <= before + 2
