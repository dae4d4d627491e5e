"""``diff``: what was written otherwise, and what follows otherwise from it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from ..conftest import ROOT, TABLE_1

CELL = "claim:dung-mai-2025-table-1-ida-dec-al"


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A copy of the shipped knowledge base beside its ontology."""
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    shutil.copytree(ROOT / "kb", tmp_path / "kb")
    return tmp_path / "kb"


def _replace(path: Path, old: str, new: str, after: str = "") -> None:
    text = path.read_text(encoding="utf-8")
    head, mark, tail = text.partition(after)
    assert old in tail
    path.write_text(head + mark + tail.replace(old, new, 1), encoding="utf-8")


def test_one_cell_of_table_1_turned_over(ask, edited: Path) -> None:  # type: ignore[no-untyped-def]
    """IDA would fall to DEC-AL: five techniques would, which one conclusion says and another denies.

    IDA then has two modes (S-TAX, DEC-AL), so Scientist AI and IDA are no longer the two with the fewest.
    What CAP-DEV or COLL defeat possibly, with DEC-AL they defeat all; before, IDA was left.
    """
    _replace(edited / "claims" / "dung-mai-2025.ttl", "ccf:protected", "ccf:exposed", after=CELL)
    answer = ask("diff", ROOT / "kb", edited, *TABLE_1)
    assert (answer["added"], answer["removed"], answer["deprecated"]) == ([], [], [])
    [change] = answer["changed"]
    assert change["name"] == CELL
    assert change["changes"] == [
        {"property": "ccf:verdict", "gone": ["ccf:protected"], "new": ["ccf:exposed"]}
    ]
    [cell] = answer["cells"]
    assert (cell["technique"], cell["failure_mode"]) == ("iterated-amplification", "dec-al")
    assert (cell["before"], cell["after"]) == ("protected", "exposed")
    assert cell["because_of"] == [change["iri"]]
    moved = {
        row["iri"].partition("conclusion-")[2]: {r["unclear_as"]: r["after"] for r in row["results"]}
        for row in answer["conclusions"]
    }
    assert moved == {
        "dec-al-all-but-two": {"protected": True, "exposed": True},
        "fewest-failure-modes": {"protected": False},
    }
    assert all(row["cells"] == [["iterated-amplification", "dec-al"]] for row in answer["conclusions"])
    assert [(r["change"], r["reading"], r["set"]) for r in answer["cut_sets"]] == [
        ("new", "possible", ["cap-dev", "dec-al"]),
        ("new", "possible", ["coll", "dec-al"]),
    ]
    assert (answer["single_points"], answer["reliances"]) == ([], [])


def test_the_other_way_round_gone_is_new(ask, edited: Path) -> None:  # type: ignore[no-untyped-def]
    _replace(edited / "claims" / "dung-mai-2025.ttl", "ccf:protected", "ccf:exposed", after=CELL)
    back = ask("diff", edited, ROOT / "kb", *TABLE_1)
    assert [row["change"] for row in back["cut_sets"]] == ["gone", "gone"]
    assert back["changed"][0]["changes"][0]["gone"] == ["ccf:exposed"]
    alone = ask("diff", edited, ROOT / "kb", *TABLE_1, "-t", "ida")
    assert [(row["name"], row["reading"], row["change"]) for row in alone["single_points"]] == [
        ("dec-al", "certain", "gone"),
        ("dec-al", "possible", "gone"),
    ]
    assert alone["conclusions"] == []


def test_what_is_added_removed_and_deprecated_is_told(ask, edited: Path) -> None:  # type: ignore[no-untyped-def]
    with (edited / "techniques.ttl").open("a", encoding="utf-8") as file:
        file.write('\ntechnique:honeypots a ccf:Technique ; skos:prefLabel "Honeypots"@en .\n')
        file.write("@prefix owl: <http://www.w3.org/2002/07/owl#> .\n")
        file.write("technique:rlaif owl:deprecated true ; dcterms:isReplacedBy technique:rlhf .\n")
    (edited / "claims" / "dung-mai-2025-web-summary.ttl").unlink()
    answer = ask("diff", ROOT / "kb", edited)
    assert {"name": "technique:honeypots", "label": "Honeypots", "kind": "technique"}.items() <= answer[
        "added"
    ][0].items()
    assert [row["name"] for row in answer["deprecated"]] == ["technique:rlaif"]
    assert answer["deprecated"][0]["replaced_by"] == ["technique:rlhf"]
    claims = [row for row in answer["removed"] if row["kind"] == "claim"]
    assert len(claims) == 18 + 2
    assert answer["removed"] == sorted(answer["removed"], key=lambda row: row["name"])


def test_a_language_and_a_datatype_are_part_of_a_value(ask, tiny_kb) -> None:  # type: ignore[no-untyped-def]
    old = tiny_kb('technique:t a ccf:Technique ; skos:prefLabel "T" ; ccf:position 1 .\n', name="old")
    new = tiny_kb('technique:t a ccf:Technique ; skos:prefLabel "T"@en ; ccf:position "1" .\n', name="new")
    assert ask("diff", old, new)["changed"][0]["changes"] == [
        {"property": "ccf:position", "gone": ["1^^xsd:integer"], "new": ["1"]},
        {"property": "skos:prefLabel", "gone": ["T"], "new": ["T@en"]},
    ]


def test_the_inbox_is_no_difference_and_a_store_is_none(run, ask, edited: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (edited / "inbox").mkdir(exist_ok=True)
    (edited / "inbox" / "new.ttl").write_text(
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        '<https://w3id.org/commoncause/kb/source/x-2020> dcterms:title "X" .\n'
    )
    assert run("load", "--store", tmp_path / "store", edited).code == 0
    for other in (edited, tmp_path / "store"):
        answer = ask("diff", ROOT / "kb", other)
        assert not any(answer[part] for part in ("added", "removed", "changed", "cells", "conclusions"))
    same = run("diff", ROOT / "kb", ROOT / "kb").out
    assert "the same is written in both" in same
    assert "nothing follows otherwise" in same


def test_the_table_and_the_sheet_name_what_changed(run, edited: Path) -> None:  # type: ignore[no-untyped-def]
    _replace(edited / "claims" / "dung-mai-2025.ttl", "ccf:protected", "ccf:exposed", after=CELL)
    table = run("diff", ROOT / "kb", edited, *TABLE_1).out
    assert "IDA / DEC-AL" in table
    assert "protected -> exposed" in table
    assert "cut set CAP-DEV, DEC-AL" in table
    sheet = run("diff", ROOT / "kb", edited, *TABLE_1, "--format", "csv").out
    assert sheet.startswith("part,change,name,reading,before,after,because_of\n")
    assert "\ncells,verdict,iterated-amplification/dec-al,,protected,exposed,https" in sheet


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["kb"], 2, "Missing argument 'NEW'"),
        (["kb", "absent"], 1, "absent"),
        (["kb", "kb", "--kb", "kb"], 2, "leave out --kb"),
        (["kb", "kb", "--relation", "x.csv"], 2, "leave out --relation"),
        (["kb", "kb", "-t", "no-such-technique"], 1, "no-such-technique"),
    ],
)
def test_bad_input_is_one_line(
    run: Any, monkeypatch: pytest.MonkeyPatch, args: list[str], code: int, says: str
) -> None:
    monkeypatch.chdir(ROOT)
    answer = run("diff", *args)
    assert (answer.code, answer.out, answer.err.count("\n")) == (code, "", 1)
    assert says in answer.err
