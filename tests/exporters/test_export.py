"""The registry of formats."""

from __future__ import annotations

import subprocess
import sys

import pytest

from commoncause import View
from commoncause.cli.export import FORMATS as OFFERED
from commoncause.errors import UnknownNameError
from commoncause.exporters import FORMATS, export


def test_the_command_line_offers_every_format_and_no_other():
    assert list(FORMATS) == list(OFFERED)


def test_an_unknown_format_lists_those_there_are(small):
    with pytest.raises(UnknownNameError, match=r"unknown format 'xlsx'.*turtle, nquads, jsonld"):
        export(small, "xlsx")


@pytest.mark.parametrize(
    ("format_", "file"),
    [
        ("turtle", "commoncause.ttl"),
        ("nquads", "commoncause.nq"),
        ("jsonld", "commoncause.jsonld"),
        ("graphml", "commoncause.graphml"),
        ("gexf", "commoncause.gexf"),
        ("html", "index.html"),
        ("gsn", "commoncause-gsn.ttl"),
        ("vosviewer", "commoncause-vosviewer.json"),
    ],
)
def test_every_format_but_csv_makes_one_file(small, format_, file):
    assert list(export(small, format_)) == [file]


def test_the_fault_tree_is_that_of_the_view_in_both_readings(kb, table_1, tmp_path):
    from commoncause.answers.fault_tree import solution_answer
    from commoncause.importers.open_psa import read_open_psa

    files = export(kb, "open-psa")
    assert list(files) == ["commoncause-certain.xml", "commoncause-possible.xml"]
    assert files == export(kb, "open-psa", table_1)
    solved = []
    for name, content in files.items():
        assert b"0.1 is an illustration</label>" in content
        (tmp_path / name).write_bytes(content)
        solved.append(solution_answer(read_open_psa(tmp_path / name)))
    assert [answer["minimal_cut_sets"]["by_order"] for answer in solved] == [{"2": 1, "3": 4}, {"2": 4}]
    assert [answer["probability"] for answer in solved] == pytest.approx([0.0130951, 0.0361])
    argued = View(sources=frozenset({"dung-mai-2025"}), modes=frozenset({"argued"}))
    assert export(kb, "open-psa", argued) != files


def test_a_view_without_techniques_has_no_fault_tree(small):
    assert export(small, "open-psa", View(modes=frozenset({"concluded"}))) == {}


def test_the_page_opens_on_the_landing_view_and_shows_another_when_asked(kb):
    assert b"Table 1 of Dung and Mai (2025)" in export(kb, "html")["index.html"]
    argued = View(sources=frozenset({"dung-mai-2025"}), modes=frozenset({"argued"}))
    assert b"Table 1 of Dung and Mai (2025)" not in export(kb, "html", argued)["index.html"]


def test_naming_the_formats_loads_no_heavy_package():
    heavy = {"rdflib", "networkx", "pandas", "pyvis"}
    code = f"import sys, commoncause.exporters; print({heavy} & sys.modules.keys())"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
