"""Fault trees on the command line: out of a view, into a file, solved, and read back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TABLE_1 = ("--source", "dung-mai-2025", "--mode", "tabulated")


@pytest.mark.parametrize(
    ("reading", "probability", "orders"),
    [("possible", 0.0361, {"2": 4}), ("certain", 0.0130951, {"2": 1, "3": 4})],
)
def test_table_1_goes_out_and_is_solved(
    run: Any, ask: Any, tmp_path: Path, reading: str, probability: float, orders: dict[str, int]
) -> None:
    place = tmp_path / "table-1.xml"
    said = run("fault-tree", "export", *TABLE_1, "--reading", reading, "--out", place)
    assert (said.code, said.out) == (0, f"{place}: 8 gates, 7 basic events\n")
    answer = ask("fault-tree", "solve", place)
    assert answer["probability"] == pytest.approx(probability, rel=1e-9)
    assert answer["minimal_cut_sets"]["by_order"] == orders
    if reading == "certain":
        assert {row["event"]: row["rrw"] for row in answer["importance"]}["s-tax"] == "inf"


def test_the_export_of_a_reading_is_the_tree_of_the_view(run: Any, tmp_path: Path) -> None:
    assert run("export", "open-psa", *TABLE_1, "--out", tmp_path).code == 0
    for reading in ("certain", "possible"):
        said = run("fault-tree", "export", *TABLE_1, "--reading", reading).out
        assert (tmp_path / f"commoncause-{reading}.xml").read_text(encoding="utf-8") == said
    assert run("export", "open-psa", "-t", "rlhf").code == 2
    empty = run(
        "export", "open-psa", "--source", "ai-alignment-wiki", "--mode", "tabulated", "--out", tmp_path
    )
    assert (empty.code, "no assessment counts" in empty.err) in [(1, True), (0, False)]


def test_a_need_of_two_makes_a_vote(run: Any, ask: Any, tmp_path: Path) -> None:
    place = tmp_path / "two.xml"
    run(
        "fault-tree",
        "export",
        "-t",
        "rlhf",
        "-t",
        "debate",
        "-t",
        "rlaif",
        *TABLE_1,
        "--need",
        "2",
        "--out",
        place,
    )
    tree = ask("fault-tree", "import", place)
    assert tree["gates"]["portfolio fails"]["kind"] == "atleast"
    assert tree["gates"]["portfolio fails"]["k"] == 2
    assert tree["coherent"] is True


NEGATED = """<opsa-mef><define-fault-tree name="f"><define-gate name="top"><and><basic-event name="a"/>
<not><basic-event name="b"/></not></and></define-gate></define-fault-tree><model-data>
<define-basic-event name="a"><float value="0.5"/></define-basic-event>
<define-basic-event name="b"><float value="0.2"/></define-basic-event></model-data></opsa-mef>"""


def test_a_tree_with_negation_has_a_probability_and_no_cut_sets(ask: Any, tmp_path: Path) -> None:
    place = tmp_path / "not.xml"
    place.write_text(NEGATED, encoding="utf-8")
    answer = ask("fault-tree", "solve", place)
    assert answer["probability"] == pytest.approx(0.4)
    assert answer["minimal_cut_sets"]["count"] is None
    assert "negation" in answer["reason"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<opsa-mef>", "well-formed|unclosed|no element|not"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><opsa-mef/>', "DOCTYPE"),
        (NEGATED.replace('name="b"/></not>', 'name="c"/></not>'), "c"),
        (NEGATED.replace('value="0.2"', 'value="1.2"'), "1.2"),
        (NEGATED.replace('<basic-event name="a"/>\n', '<gate name="top"/>'), "top"),
    ],
)
def test_a_bad_model_is_one_line(run: Any, tmp_path: Path, text: str, words: str) -> None:
    place = tmp_path / "bad.xml"
    place.write_text(text, encoding="utf-8")
    said = run("fault-tree", "solve", place)
    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
    assert any(word in said.err for word in words.split("|"))


def test_tables_are_for_people(run: Any, tmp_path: Path) -> None:
    place = tmp_path / "t.xml"
    run("fault-tree", "export", *TABLE_1, "--out", place)
    out = run("fault-tree", "solve", place).out
    assert "probability       0.0131" in out
    assert "birnbaum: P(S|e) - P(S|not e)" in out
    assert "8 gates, 7 basic events" in run("fault-tree", "import", place).out
    assert run("fault-tree", "export", *TABLE_1).out.startswith("<?xml")


def test_solving_a_tree_imports_nothing_heavy(tmp_path: Path) -> None:
    place = tmp_path / "negated.xml"
    place.write_text(NEGATED, encoding="utf-8")
    code = (
        "import sys; from commoncause.cli import cli; "
        f"cli.main(['fault-tree', 'solve', {str(place)!r}], standalone_mode=False); "
        "heavy = {'numpy', 'scipy', 'pandas', 'networkx', 'rdflib', 'rich', 'oxidd', 'random', "
        "'commoncause.knowledge_base', 'commoncause.analysis.clusters', "
        "'commoncause.analysis.fault_tree.bounds'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
