"""The facade: derived cells lead back to claims, and other people's libraries get what they expect."""

from __future__ import annotations

import commoncause
from commoncause import KnowledgeBase
from commoncause.views import View


def test_from_any_derived_cell_one_reaches_claims_sources_and_passages(kb: KnowledgeBase) -> None:
    rows = kb.store.select(
        """SELECT ?cell (COUNT(DISTINCT ?claim) AS ?n) WHERE {
             ?cell a ccf:Cell ; prov:wasDerivedFrom ?claim .
             ?claim ccf:statedIn ?source ; ccf:passage/ccf:inText/ccf:textOf ?source .
           } GROUP BY ?cell"""
    )
    cells = kb.store.select("SELECT ?cell { ?cell a ccf:Cell }")
    assert len(rows) == len(cells) > 49
    claims = {row["cell"].rpartition("default/")[2]: int(row["n"]) for row in rows}
    assert claims["iterated-amplification/dec-al"] >= 2


def test_a_derived_cell_agrees_with_the_default_matrix(kb: KnowledgeBase) -> None:
    cell = "<https://w3id.org/commoncause/kb/cell/default/iterated-amplification/dec-al>"
    (row,) = kb.store.select(f"SELECT ?v ?c {{ {cell} ccf:verdict ?v ; ccf:isContested ?c }}")
    assert row == {"v": commoncause.vocab.ccf("unclear"), "c": "true"}
    assert kb.cell("IDA", "DEC-AL").verdict.value == "unclear"


def test_a_query_is_a_frame_with_python_values(kb: KnowledgeBase) -> None:
    frame = kb.query(
        "SELECT ?t (COUNT(?f) AS ?n) { ?t ccf:exposedTo ?f } GROUP BY ?t ORDER BY DESC(?n) LIMIT 2"
    )
    assert list(frame.columns) == ["t", "n"]
    assert frame["n"].dtype.kind == "i"


def test_the_dataset_is_an_rdflib_copy_of_every_quad(kb: KnowledgeBase) -> None:
    assert len(set(kb.dataset.quads())) == len(kb.store.quads)
    answer = kb.dataset.query("ASK { ?c a ccf:Assessment ; ccf:statedIn source:dung-mai-2025 }")
    assert answer.askAnswer


def test_reliances_are_shared_across_techniques(kb: KnowledgeBase) -> None:
    relation = kb.reliances(View()).exposure("certain")
    shared = relation["rlhf"] & relation["rlaif"] & relation["weak-to-strong"] & relation["debate"]
    assert "evaluation-easier-than-generation" in shared
    assert "evaluation-easier-than-generation" not in relation["representation-engineering"]
