"""Names in a query that the knowledge base lacks are told; the others are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from commoncause import KnowledgeBase
from commoncause.sparql import parsed
from commoncause.sparql.unknown import unknown_names
from commoncause.vocab import PREFIXES

QUERIES = sorted((Path(__file__).parent.parent.parent / "ontology").glob("[qr]*/*.rq"))


def told(kb: KnowledgeBase, sparql: str) -> list[str]:
    return unknown_names(parsed(sparql, PREFIXES), kb.store.query, kb.store.select)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("ccf:exposdTo", "ccf:exposedTo"),
        ("ccf:assessment", "ccf:Assessment"),
        ("technique:rlfh", "technique:rlhf"),
        ("technique:W2S", "technique:weak-to-strong"),
        ("failure:AL-GEN", "failure:al-gen"),
        ("failure:algen", "failure:al-gen"),
        ("assumption:evaluation-easier-then-generation", "assumption:evaluation-easier-than-generation"),
        ("source:dung-mai", "source:dung-mai-2025"),
    ],
)
@pytest.mark.parametrize("pattern", ["{} ?p ?o", "?s {} ?o", "?s ?p {}", "?s ?p ?o FILTER(?o = {})"])
def test_an_unknown_name_is_told_with_what_is_like_it(
    kb: KnowledgeBase, name: str, meant: str, pattern: str
) -> None:
    (line,) = told(kb, f"SELECT * {{ {pattern.format(name)} }}")
    assert line.startswith(f"{name} is no")
    assert meant in line.partition("did you mean ")[2].rstrip("?").split(", ")


@pytest.mark.parametrize(
    "sparql",
    [
        "ASK { technique:rlhf ccf:exposedTo failure:al-gen }",
        "CONSTRUCT { ?t ccf:ofMyOwn technique:mine } WHERE { ?t a ccf:Technique }",
        "ASK { ?c a ccf:Assessment FILTER(STRSTARTS(STR(?c), STR(claim:inferred))) }",
        "ASK { ?c ?p <https://example.org/unknown> ; dcterms:nothing ?x FILTER(STR(?c) > STR(technique:)) }",
        'ASK { ?t skos:prefLabel "technique:rlfh" } # ccf:nothing',
        "ASK { GRAPH <https://w3id.org/commoncause/kb/graph/dung-mai-2025> { ?s ?p ?o } }",
    ],
)
def test_what_is_known_or_not_ours_or_not_looked_for_is_not_told(kb: KnowledgeBase, sparql: str) -> None:
    assert told(kb, sparql) == []


def test_an_absent_graph_is_told(kb: KnowledgeBase) -> None:
    (line,) = told(kb, "SELECT * FROM <https://w3id.org/commoncause/kb/graph/nobody> { ?s ?p ?o }")
    assert line.startswith("https://w3id.org/commoncause/kb/graph/nobody is not in this knowledge base")


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_our_own_queries_name_nothing_unknown(kb: KnowledgeBase, path: Path) -> None:
    assert told(kb, path.read_text(encoding="utf-8")) == []
