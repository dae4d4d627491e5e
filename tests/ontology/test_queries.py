"""The competency questions: each parses everywhere and answers what the paper says, read by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib.plugins.sparql import prepareQuery

from commoncause.knowledge_base import KnowledgeBase
from commoncause.vocab import PREFIXES, compact

ONTOLOGY = Path(__file__).parent.parent.parent / "ontology"
QUERIES = {path.stem: path for path in sorted((ONTOLOGY / "queries").glob("*.rq"))}
EVERY_FILE = sorted(ONTOLOGY.rglob("*.rq"))
PEOPLE = {
    "alignment researcher",
    "grant-maker",
    "safety-case author",
    "literature mapper",
    "knowledge-graph person",
    "contributor",
}


def ask(kb: KnowledgeBase, name: str, *variables: str) -> list[tuple[str, ...]]:
    """Answer a competency question; return the rows of some variables, IRIs as prefixed names."""
    rows = kb.store.select(QUERIES[name].read_text(encoding="utf-8"))
    return [tuple(compact(row.get(variable, "")) for variable in variables) for row in rows]


@pytest.mark.parametrize("path", EVERY_FILE, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_query_file_stands_by_itself(path: Path) -> None:
    """It begins with a comment, declares the prefixes it uses and no others, and parses in another engine."""
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", path.stem)
    declared = dict(re.findall(r"^PREFIX ([a-z]+): <([^>]+)>$", text, re.MULTILINE))
    body = re.sub(r'"(?:[^"\\]|\\.)*"|<[^>\s]*>|#[^\n]*', "", re.sub(r"(?m)^(PREFIX|#).*$", "", text))
    assert set(re.findall(r"(?<![\w?:])([a-z]+):", body)) == declared.keys()
    assert all(PREFIXES.get(prefix, base) == base for prefix, base in declared.items())
    prepareQuery(text)


@pytest.mark.parametrize("name", QUERIES)
def test_a_question_says_what_it_asks_and_for_whom(name: str) -> None:
    first, second = QUERIES[name].read_text(encoding="utf-8").splitlines()[:2]
    assert first.endswith("?")
    assert len(first) <= 140
    assert second.removeprefix("# for: ") in PEOPLE


def test_everybody_has_questions() -> None:
    served = {
        path.read_text(encoding="utf-8").splitlines()[1].removeprefix("# for: ") for path in QUERIES.values()
    }
    assert served == PEOPLE
    assert len(QUERIES) >= 16


@pytest.mark.parametrize("name", QUERIES)
def test_a_question_has_an_answer_and_always_in_the_same_order(name: str, kb: KnowledgeBase) -> None:
    query = QUERIES[name].read_text(encoding="utf-8")
    rows = kb.store.select(query)
    assert rows
    assert rows == kb.store.select(query)
    assert "ORDER BY" in query


# --- worked out from the paper by hand


def test_how_many_techniques_each_mode_affects_in_table_1(kb: KnowledgeBase) -> None:
    assert ask(kb, "which-modes-affect-most-techniques", "mode", "techniques") == [
        ("failure:al-gen", "6"),
        ("failure:cap-dev", "4"),
        ("failure:dec-al", "4"),
        ("failure:em-mis", "4"),
        ("failure:eval-diff", "4"),
        ("failure:coll", "3"),
        ("failure:s-tax", "2"),
    ]


def test_the_three_cells_where_table_1_and_section_4_2_differ(kb: KnowledgeBase) -> None:
    assert ask(kb, "what-conflicts", "technique", "mode", "tabulated", "argued") == [
        ("technique:iterated-amplification", "failure:coll", "ccf:protected", "ccf:exposed"),
        ("technique:iterated-amplification", "failure:dec-al", "ccf:protected", "ccf:exposed"),
        ("technique:scientist-ai", "failure:cap-dev", "ccf:unclear", "ccf:exposed"),
    ]


def test_the_rows_of_table_1_counted(kb: KnowledgeBase) -> None:
    rows = ask(
        kb, "which-techniques-have-fewest-failure-modes", "technique", "exposed", "unclear", "protected"
    )
    assert rows == [
        ("technique:scientist-ai", "1", "2", "4"),
        ("technique:iterated-amplification", "2", "0", "5"),
        ("technique:representation-engineering", "2", "0", "5"),
        ("technique:rlhf", "5", "0", "2"),
        ("technique:debate", "5", "1", "1"),
        ("technique:rlaif", "6", "0", "1"),
        ("technique:weak-to-strong", "6", "0", "1"),
    ]


def test_scientist_ai_alone_shares_nothing_with_the_five_cheaper_techniques(kb: KnowledgeBase) -> None:
    rows = ask(kb, "which-pairs-have-no-mode-in-common", "technique", "other", "unclear")
    assert rows == [
        ("technique:representation-engineering", "technique:scientist-ai", "2"),
        ("technique:rlaif", "technique:scientist-ai", "2"),
        ("technique:rlhf", "technique:scientist-ai", "2"),
        ("technique:scientist-ai", "technique:weak-to-strong", "2"),
        ("technique:debate", "technique:scientist-ai", "3"),
    ]


def test_rlaif_and_w2s_share_most(kb: KnowledgeBase) -> None:
    rows = ask(kb, "which-techniques-share-a-failure-mode", "technique", "other", "shared")
    assert rows[0] == ("technique:rlaif", "technique:weak-to-strong", "6")
    assert ("technique:debate", "technique:representation-engineering", "1") in rows  # AL-GEN


def test_the_cells_that_the_paper_leaves_open(kb: KnowledgeBase) -> None:
    cells = set(ask(kb, "which-cells-are-open", "technique", "mode", "section"))
    assert {cell for cell in cells if cell[2] == "Table 1"} == {
        ("technique:debate", "failure:s-tax", "Table 1"),
        ("technique:scientist-ai", "failure:cap-dev", "Table 1"),
        ("technique:scientist-ai", "failure:coll", "Table 1"),
    }
    assert {cell for cell in cells if cell[2] == "4.2"} == {
        ("technique:debate", "failure:s-tax", "4.2"),
        ("technique:scientist-ai", "failure:coll", "4.2"),
    }


def test_the_four_that_section_3_2_calls_compatible(kb: KnowledgeBase) -> None:
    names = ("representation-engineering", "rlaif", "rlhf", "weak-to-strong")
    pairs = {(f"technique:{a}", f"technique:{b}") for a in names for b in names if a < b}
    rows = ask(kb, "which-techniques-go-together", "technique", "other", "verdict", "section")
    assert {
        (a, b) for a, b, verdict, section in rows if verdict == "ccf:compatible" and section == "3.2"
    } == pairs


def test_all_but_ida_have_evidence_for_some_cell_that_the_paper_cites(kb: KnowledgeBase) -> None:
    cited = set(ask(kb, "papers-cited-as-evidence-per-cell", "technique", "mode", "work"))
    assert ("technique:rlhf", "failure:cap-dev", "source:casper-2023") in cited
    assert ("technique:debate", "failure:dec-al", "source:brown-cohen-2023") in cited
    assert not {row for row in cited if row[0] == "technique:iterated-amplification"}


def test_the_truth_of_debates_is_a_specific_failure_mode(kb: KnowledgeBase) -> None:
    """Section 4.1 names it as one: no general failure mode negates it."""
    alone = {row[0] for row in ask(kb, "assumptions-without-a-general-failure-mode", "assumption")}
    assert "assumption:truth-easier-to-argue" in alone
    assert "assumption:no-collusion" not in alone


def test_the_product_of_section_3_1_is_among_the_errors(kb: KnowledgeBase) -> None:
    rows = ask(kb, "what-the-sources-get-wrong", "section", "severity", "wrong", "right")
    assert ("3.1", "ccf:major", "0.000000001", "0.0000000001") in rows
