"""The shipped data, one test a record; what a failing test prints is what a curator has to do."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from commoncause.knowledge_base import KnowledgeBase
from commoncause.store import Home, MemoryStore
from commoncause.validation import Violation, validate
from commoncause.vocab import KB, PREFIXES, compact

ROOT = Path(__file__).parent.parent.parent
HOME = Home(ROOT / "kb", ROOT / "ontology")
FILES = [*HOME.thing_files, *HOME.claim_files, *HOME.inbox_files]
STORE = MemoryStore.open(HOME)
RECORDS = sorted(
    {
        q.subject.value
        for q in STORE.quads
        if isinstance(q.subject, ox.NamedNode) and q.subject.value.startswith(KB)
    }
)

TABLE_1 = """
rlhf                    ✓ ✗ ✗ ✓ ✗ ✗ ✗
rlaif                   ✓ ✗ ✗ ✗ ✗ ✗ ✗
weak-to-strong          ✓ ✗ ✗ ✗ ✗ ✗ ✗
debate                  ? ✗ ✓ ✗ ✗ ✗ ✗
representation-engineering ✓ ✓ ✗ ✓ ✓ ✓ ✗
scientist-ai            ✗ ? ✓ ? ✓ ✓ ✓
iterated-amplification  ✗ ✓ ✓ ✓ ✓ ✓ ✗
"""
MODES = ("s-tax", "cap-dev", "dec-al", "coll", "em-mis", "eval-diff", "al-gen")
MARKS = {"✓": "protected", "✗": "exposed", "?": "unclear"}
CELLS = {
    (row.split()[0], mode): MARKS[mark]
    for row in TABLE_1.strip().splitlines()
    for mode, mark in zip(MODES, row.split()[1:], strict=True)
}
DIFFERENT = {
    ("iterated-amplification", "dec-al"): "exposed",
    ("iterated-amplification", "coll"): "exposed",
    ("scientist-ai", "cap-dev"): "exposed",
}


@cache
def rows_by_focus() -> dict[str, list[Violation]]:
    found: dict[str, list[Violation]] = defaultdict(list)
    for row in validate(HOME):
        found[row.focus].append(row)
    return found


def repair(rows: list[Violation]) -> str:
    return "\n".join(f"{row.file}:{row.line}: {row.focus}: {row.message}. {row.hint}" for row in rows)


@pytest.mark.parametrize("iri", RECORDS, ids=compact)
def test_nothing_is_wrong_with_a_record(iri: str) -> None:
    rows = rows_by_focus().get(compact(iri), [])
    assert not rows, repair(rows)


def test_nothing_is_wrong_with_what_has_no_record() -> None:
    records = {compact(iri) for iri in RECORDS}
    rows = [row for focus, rows in rows_by_focus().items() if focus not in records for row in rows]
    assert not rows, repair(rows)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_begins_with_what_it_holds_and_its_prefixes_in_order(path: Path) -> None:
    first, *lines = path.read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(r"# .+\.", first), (
        f"{path}: begin with a comment of one line that says what the file holds"
    )
    numbers = [n for n, line in enumerate(lines) if line.startswith("@prefix")]
    block = [lines[n] for n in numbers]
    assert numbers == list(range(numbers[0], numbers[0] + len(block))), f"{path}: put all prefixes at the top"
    assert block == sorted(block), f"{path}: sort the prefixes"
    text = "\n".join(lines[numbers[-1] + 1 :])
    for declaration in block:
        prefix, iri = re.fullmatch(r"@prefix ([a-z]+): <([^>]+)> \.", declaration).groups()  # type: ignore[union-attr]
        assert PREFIXES.get(prefix, iri) == iri, f"{path}: write @prefix {prefix}: <{PREFIXES[prefix]}> ."
        assert f"{prefix}:" in text, f"{path}: drop the prefix {prefix}, which nothing uses"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_has_a_subject_a_paragraph(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.endswith("\n")
    for number, line in enumerate(text.splitlines(), 1):
        where = f"{path}:{number}"
        assert line == line.rstrip(), f"{where}: drop the blanks at the end"
        assert "\t" not in line, f"{where}: indent with blanks, not tabs"
        assert re.match(r"    \S|     +\S|@prefix |# |[a-z]+:\S+ a |$", line), (
            f"{where}: begin a line with a subject, four blanks, '# ' or '@prefix '"
        )


@pytest.mark.parametrize("path", HOME.claim_files, ids=lambda path: path.name)
def test_a_claims_file_is_named_after_a_source_with_a_text(path: Path) -> None:
    source = PREFIXES["source"] + path.stem
    assert STORE.query(f"ASK {{ ?text ccf:textOf <{source}> }}"), (
        f"{path}: add the text of {compact(source)} to papers.ttl"
    )
    assert source in RECORDS, f"{path}: describe {compact(source)} in papers.ttl"


@pytest.mark.parametrize("cell", CELLS, ids="-".join)
def test_table_1_is_there_mark_for_mark(cell: tuple[str, str], kb: KnowledgeBase) -> None:
    assert verdicts(kb, cell, "tabulated") == {CELLS[cell]}


@pytest.mark.parametrize("cell", CELLS, ids="-".join)
def test_section_4_2_argues_every_cell(cell: tuple[str, str], kb: KnowledgeBase) -> None:
    assert verdicts(kb, cell, "argued") == {DIFFERENT.get(cell, CELLS[cell])}


def verdicts(kb: KnowledgeBase, cell: tuple[str, str], mode: str) -> set[str]:
    """What Dung and Mai say of a cell in a mode."""
    return {
        claim.verdict.value
        for claim in kb.assessments.values()
        if (claim.technique, claim.failure_mode, claim.mode, claim.source) == (*cell, mode, "dung-mai-2025")
    }


def test_all_references_of_the_paper_are_there() -> None:
    """The list has 66 entries."""
    rows = STORE.select(
        "SELECT DISTINCT ?work { source:dung-mai-2025 cito:cites ?work . ?work dcterms:title ?title }"
    )
    assert len(rows) == 66


def test_no_words_of_a_text_are_stored_with_its_passages() -> None:
    assert not STORE.query("ASK { ?passage a oa:TextPositionSelector ; oa:exact ?words }")
