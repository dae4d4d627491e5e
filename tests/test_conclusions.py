"""Stated conclusions held against the claims; what comes out for the paper was worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from commoncause import View
from commoncause.conclusions import outcome, standard_views
from commoncause.knowledge_base import KnowledgeBase, load
from commoncause.vocab import compact

# Table 1 with what is unclear as protected, as exposed; section 4.2 likewise
PAPER = {
    "1-conclusion-shared-with-variation": "yes yes yes yes",
    "3-1-conclusion-independent-redundancy": "yes yes yes yes",
    "3-1-conclusion-no-single-technique": "yes yes yes yes",
    "3-2-conclusion-correlation-raises-risk": "yes yes yes yes",
    "3-2-conclusion-perfect-correlation": "yes yes yes yes",
    "3-2-conclusion-uncorrelated-are-worth-more": "yes yes yes yes",
    "4-1-conclusion-general-modes-are-worse": "no no no no",  # S-TAX strikes few but the strongest
    "5-conclusion-al-gen-all-but-one": "yes yes yes yes",
    "5-conclusion-cap-dev-most": "yes yes yes yes",
    "5-conclusion-debate-affordable-against-dec-al": "yes no yes no",  # Debate's tax is left open
    "5-conclusion-debate-re-complementary": "yes yes yes yes",
    "5-conclusion-debate-re-prevent-almost-all": "yes yes yes yes",
    "5-conclusion-dec-al-all-but-two": "no no yes yes",  # IDA
    "5-conclusion-fewest-failure-modes": "yes no no no",  # RE has two
    "5-conclusion-high-tax-lack-low-tax-modes": "no no no no",  # IDA is exposed to AL-GEN
    "5-conclusion-low-tax-correlated-risk": "yes yes yes yes",
    "5-conclusion-low-tax-share-almost-all": "yes yes yes yes",
    "5-conclusion-many-modes-shared": "yes yes yes yes",
    "5-conclusion-re-different-distribution": "yes yes yes yes",
    "5-conclusion-re-prone-to-dec-al-only": "no no no no",  # RE is exposed to AL-GEN
    "5-conclusion-three-groups": "yes no yes no",
    "5-conclusion-willingness-to-pay-is-crucial": "yes no no no",  # CAP-DEV and AL-GEN suffice
    "6-conclusion-prefer-uncorrelated": "yes yes yes yes",
}
WORDS = {True: "yes", False: "no", None: "-"}


@pytest.fixture(scope="module")
def rows(kb: KnowledgeBase) -> dict[str, dict[str, Any]]:
    return {compact(row["iri"]): row for row in kb.conclusions()}


@pytest.mark.parametrize("name", PAPER)
def test_the_conclusions_of_the_paper(name: str, rows: dict[str, dict[str, Any]]) -> None:
    results = rows[f"claim:dung-mai-2025-{name}"]["results"]
    assert [(r["view"].rpartition(", ")[2], r["unclear_as"]) for r in results] == [
        ("tabulated", "protected"),
        ("tabulated", "exposed"),
        ("argued", "protected"),
        ("argued", "exposed"),
    ]
    assert " ".join(WORDS[r["holds"]] for r in results) == PAPER[name]


def test_what_turns_on_ida_says_so_with_both_claims(rows: dict[str, dict[str, Any]]) -> None:
    cells = rows["claim:dung-mai-2025-5-conclusion-dec-al-all-but-two"]["deciding_cells"]
    assert [(c["technique"], c["failure_mode"], c["verdict"]) for c in cells] == [
        ("iterated-amplification", "dec-al", "protected"),
        ("iterated-amplification", "dec-al", "exposed"),
    ]
    assert all(cell["claims"] for cell in cells)


def test_what_holds_nowhere_names_the_cells_in_its_way(rows: dict[str, dict[str, Any]]) -> None:
    cells = rows["claim:dung-mai-2025-5-conclusion-re-prone-to-dec-al-only"]["deciding_cells"]
    assert {(c["technique"], c["failure_mode"]) for c in cells} == {("representation-engineering", "al-gen")}


def test_what_no_analysis_bears_on_is_not_decided(rows: dict[str, dict[str, Any]]) -> None:
    untested = [row for row in rows.values() if row["test"] == "none"]
    assert untested
    assert all((row["results"], row["deciding_cells"]) == ([], []) for row in untested)


def test_a_view_without_the_cells_decides_nothing(kb: KnowledgeBase) -> None:
    reported = View(sources=frozenset({"dung-mai-2025"}), modes=frozenset({"reported"}))
    rows = {compact(row["iri"]): row for row in kb.conclusions({"reported": reported})}
    (result,) = rows["claim:dung-mai-2025-5-conclusion-al-gen-all-but-one"]["results"]
    assert result == {"view": "reported", "unclear_as": None, "holds": None}


def test_the_views_are_the_tables_and_the_prose(kb: KnowledgeBase) -> None:
    views = standard_views(kb.claims.values(), "dung-mai-2025")
    assert list(views) == ["dung-mai-2025, tabulated", "dung-mai-2025, argued"]


THINGS = """
technique:a a ccf:Technique . technique:b a ccf:Technique .
failure:f a ccf:FailureMode . assumption:s a ccf:Assumption .
source:a-source dcterms:title "A" . source:other dcterms:title "B" .
"""
CLAIM = (
    "claim:{0} a ccf:{1} ; ccf:statedIn source:a-source ; ccf:mode ccf:argued ;"
    " ccf:modality ccf:plain ; {2} .\n"
)


@pytest.mark.parametrize(
    ("about", "test", "holds"),
    [
        ("technique:a , technique:b , assumption:s", "shares-an-assumption", {False}),
        ("technique:a , assumption:s", "shares-an-assumption", {True}),
        ("technique:a , failure:f", "these-are-exposed", {True}),
        ("technique:b , failure:f", "these-are-exposed", {None}),
        ("technique:a", "undisputed-by-its-source", {False}),
        ("technique:b", "none", set()),
    ],
)
def test_assumptions_disputes_and_gaps(
    about: str, test: str, holds: set[bool | None], tiny_kb: Callable[..., Any]
) -> None:
    claims = (
        CLAIM.format(
            "x",
            "Assessment",
            "ccf:technique technique:a ; ccf:failureMode failure:f ; ccf:verdict ccf:exposed",
        )
        + CLAIM.format("y", "Reliance", "ccf:technique technique:a ; ccf:assumption assumption:s")
        + CLAIM.format("z", "Reliance", "ccf:technique technique:b ; ccf:assumption assumption:t")
        + CLAIM.format("c", "Conclusion", f"ccf:about {about} ; ccf:testedBy test:{test}")
        + "defect:d a ccf:Defect ; prov:wasDerivedFrom claim:c .\n"
        "claim:c prov:wasAttributedTo source:other .\n"
        'text:other ccf:textOf source:other ; ccf:sha256 "0" .\n'
    )
    (row,) = load(tiny_kb(THINGS, claims)).conclusions()
    assert {result["holds"] for result in row["results"]} == holds


def test_words_for_what_comes_out() -> None:
    assert [
        outcome({"holds": h} for h in holds) for holds in ([True], [False, None], [True, False], [], [None])
    ] == [
        "holds",
        "does not hold",
        "depends",
        "not tested",
        "not tested",
    ]


def test_the_command_prints_each_with_what_decides(run: Any) -> None:
    out = run("conclusions").out
    line = next(line for line in out.splitlines() if "DEC-AL may affect all but" in line)
    assert "depends" in line
    assert line.endswith("IDA/DEC-AL")
    assert "conclusion-" not in out


def test_a_view_of_ones_own_and_a_refusal(run: Any) -> None:
    rows = run("conclusions", "--source", "dung-mai-2025", "--conflict", "exposed", "--format", "csv").out
    assert '"as asked",' in rows or ",as asked," in rows
    refused = run("conclusions", "-t", "rlhf")
    assert (refused.code, "leave out -t" in refused.err) == (2, True)
