"""What to read next: by hand on a small bibliography, then from the shipped one and its inbox."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from commoncause.analysis.evidence import Ground
from commoncause.answers.bibliography import Bibliography, Work
from commoncause.answers.reading import reading_answer
from commoncause.cli.reading import read_next
from commoncause.model import Cell, Matrix, Verdict

ROOT = Path(__file__).parent.parent.parent
INBOX = """@prefix source: <https://w3id.org/commoncause/kb/source/> .
@prefix ccf: <https://w3id.org/commoncause/ontology#> .
@prefix cito: <http://purl.org/spar/cito/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix fabio: <http://purl.org/spar/fabio/> .
source:near-2030 a fabio:Preprint ; dcterms:title "Scientist AI, colluding" ; cito:cites source:bengio-2025a .
source:far-2030 a fabio:Preprint ; dcterms:title "Bees" ; dcterms:creator "Bee, A." .
source:old-2030 a fabio:Preprint ; dcterms:title "Scientist AI" ; dcterms:isReplacedBy source:near-2030 .
"""


def asked(*args: str) -> Any:
    done = CliRunner().invoke(read_next, [*args, "--format", "json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def small() -> dict[str, Any]:
    """Two techniques, two cells that matter; a survey s states all, x is the evidence of one."""
    cells = [
        Cell("t", "f", Verdict.UNCLEAR, ("one", "two"), is_contested=True),
        Cell("t", "g", Verdict.NOT_ASSESSED),
        Cell("u", "f", Verdict.EXPOSED, ("three",)),
        Cell("u", "g", Verdict.EXPOSED, ("four",)),
    ]
    matrix = Matrix(("t", "u"), ("f", "g"), {(c.technique, c.failure_mode): c for c in cells})
    source = frozenset({"s"})
    grounds = {"one": Ground(source, (frozenset({"x"}),)), "two": Ground(source), "three": Ground(source)}
    works = [
        Work("s", "Survey", ("Sun, S.",), 2020, cites=frozenset({"x", "y"})),
        Work("x", "Evidence", ("Doe, J.", "Roe, R."), 2019),
        Work("y", "Unrelated", ("Roe, Rick",), 2018),
        Work("z", "Gloss on the tango and the fandango", (), 2021, is_in_inbox=True),
        Work("w", "Weather", ("Cloud, C.",), 2021),
    ]
    values = [
        {"technique": "t", "failure_mode": "f", "value_best": 0.2, "value_guaranteed": 0.1},
        {"technique": "t", "failure_mode": "g", "value_best": 0.1, "value_guaranteed": 0.0},
        {"technique": "u", "failure_mode": "f", "value_best": 0.0, "value_guaranteed": 0.0},
    ]
    called = {"t": ["Tango"], "f": ["Fandango"], "g": ["ox"], "u": ["Umlaut"]}
    bibliography = Bibliography({work.slug: work for work in works})
    return reading_answer(matrix, values, grounds, bibliography, ["s"], lambda slug, _kind: called[slug])


def test_papers_by_hand() -> None:
    """t/f matters 1 (contested) + 1 (the greatest value), t/g one half; what is behind t/f is s and x.

    x: evidence 1, and the survey cites it: s has two links and stands behind one such cell, so 1/2.
    y: 1/2 the same way, and of the two authors of x it has one (Roe), which is 1/2 of both together.
    z: its title names t and f, 1. w is near nothing, s has been read.
    """
    papers = {paper["work"]: paper for paper in small()["papers"]}
    assert {name: paper["score"] for name, paper in papers.items()} == {"x": 3.0, "y": 2.0, "z": 2.0}
    assert list(papers) == ["x", "y", "z"]
    assert papers["x"]["cells"][0]["reasons"] == ["a claim gives it as evidence", "is cited by s"]
    assert papers["y"]["cells"][0]["reasons"] == ["is cited by s", "shares authors with x"]
    assert papers["z"]["cells"] == [
        {"technique": "t", "failure_mode": "f", "score": 2.0, "reasons": ["its title names t and f"]}
    ]
    assert papers["z"]["is_in_inbox"]


def test_cells_by_hand() -> None:
    """t/f: 0.2 over one more than its two papers; t/g: 0.1, and nothing is written; u/f: none."""
    cells = small()["cells"]
    assert [(c["failure_mode"], c["priority"], c["papers"]) for c in cells] == [
        ("g", 0.1, []),
        ("f", pytest.approx(0.2 / 3), ["s", "x"]),
    ]
    assert [c["reason"] for c in cells] == ["never assessed, no paper", "contested, 2 papers"]


def test_the_shipped_table_1() -> None:
    """Table 1 leaves three cells open; nothing that makes claims is to be read again."""
    answer = asked("--source", "dung-mai-2025", "--mode", "tabulated")
    assert {(c["technique"], c["failure_mode"]) for c in answer["cells"]} <= {
        ("debate", "s-tax"),
        ("scientist-ai", "cap-dev"),
        ("scientist-ai", "coll"),
    }
    works = [paper["work"] for paper in answer["papers"]]
    assert works[0] == "bengio-2025a"
    assert not {"dung-mai-2025", "ai-alignment-wiki"} & set(works)
    scores = [paper["score"] for paper in answer["papers"]]
    assert scores == sorted(scores, reverse=True)


def test_the_inbox_is_read_too_but_not_what_was_replaced(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "kb", tmp_path / "kb")
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    (tmp_path / "kb" / "inbox").mkdir(exist_ok=True)
    (tmp_path / "kb" / "inbox" / "new.ttl").write_text(INBOX, encoding="utf-8")
    answer = asked("--kb", str(tmp_path / "kb"), "--source", "dung-mai-2025", "--mode", "tabulated")
    new = [paper for paper in answer["papers"] if paper["is_in_inbox"]]
    assert [paper["work"] for paper in new] == ["near-2030"]
    assert "its title names scientist-ai" in new[0]["cells"][0]["reasons"]


def test_what_is_printed() -> None:
    runner = CliRunner()
    table = runner.invoke(read_next, ["--source", "dung-mai-2025", "--most", "2"]).stdout
    assert "nearest cell" in table
    assert "narrows P by" in table
    sheet = runner.invoke(read_next, ["--source", "dung-mai-2025", "--most", "2", "--format", "csv"]).stdout
    assert sheet.splitlines()[0].startswith("part,name,score,technique")
    assert {line.partition(",")[0] for line in sheet.splitlines()[1:]} == {"paper", "cell"}


def test_a_users_own_matrix_has_no_papers() -> None:
    assert CliRunner().invoke(read_next, ["--relation", "own.csv"]).exit_code == 2
