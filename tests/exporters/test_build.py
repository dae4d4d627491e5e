"""The build: the same bytes every time, whole files or the old ones, and a README that counts right."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import networkx
import pyoxigraph as ox
import pytest
import rdflib

from commoncause.errors import InvalidInputError
from commoncause.exporters.build import build, contents, write_files


@pytest.fixture(scope="module")
def built(kb, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("exports")
    build(kb, out)
    return out


BUILD = """
import sys
from pathlib import Path
import commoncause
from commoncause.exporters.build import build
build(commoncause.load(sys.argv[1]), Path(sys.argv[2]))
"""


def test_two_builds_agree_whatever_the_hash_seed_the_folder_and_the_time_zone(small_folder, tmp_path):
    outs = []
    for seed, zone in (("1", "UTC"), ("2", "Pacific/Kiritimati")):
        out = tmp_path / seed / "out"
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone}
        arguments = [sys.executable, "-c", BUILD, str(small_folder), str(out)]
        subprocess.run(
            arguments, env=environment, check=True, cwd=out.parent if out.parent.exists() else tmp_path
        )
        outs.append({path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()})
    assert outs[0] == outs[1]
    assert len(outs[0]) == 42


def test_a_second_build_over_the_first_changes_nothing(kb, built):
    before = {path: path.read_bytes() for path in built.rglob("*") if path.is_file()}
    paths = build(kb, built)
    assert paths == sorted(before)
    assert {path: path.read_bytes() for path in paths} == before


def test_no_machine_path_and_no_clock_is_in_any_file(built):
    here = str(Path(__file__).parents[2]).encode()
    for path in built.rglob("*"):
        if path.is_file():
            assert here not in path.read_bytes(), path.name
            assert not re.search(rb"\b\d\d:\d\d:\d\d\b", path.read_bytes()), path.name


def test_the_readme_lists_every_file_with_its_true_size(built):
    text = (built / "README.md").read_text(encoding="utf-8")
    sizes = dict(re.findall(r"^\| \[(.*?)\]\(\1\) \| [^|]+ \| ([^|]+?) \| [^|]+ \|$", text, re.MULTILINE))
    files = {str(path.relative_to(built)) for path in built.rglob("*") if path.is_file()}
    pages = {name for name in files if name.startswith("site/")}
    assert sizes.keys() == files - {"README.md"} - (pages - {"site/index.html"})
    assert sizes["site/index.html"] == f"{len(pages) - 1:,} pages"
    for name in sizes:
        if name.endswith(".csv"):
            with (built / name).open(encoding="utf-8", newline="") as stream:
                assert sizes[name] == f"{len(list(csv.DictReader(stream))):,} rows"
    assert sizes["commoncause.ttl"] == f"{len(rdflib.Graph().parse(built / 'commoncause.ttl')):,} triples"
    quads = sum(1 for _ in ox.parse(path=built / "commoncause.nq", format=ox.RdfFormat.N_QUADS))
    assert sizes["commoncause.nq"] == sizes["commoncause.jsonld"] == f"{quads:,} quads"
    graph = networkx.read_gexf(built / "commoncause.gexf")
    size = f"{graph.number_of_nodes():,} nodes, {graph.number_of_edges():,} edges"
    assert sizes["commoncause.gexf"] == sizes["commoncause.graphml"] == size


def test_the_readme_counts_things_and_claims(small):
    text = contents(small)["README.md"].decode()
    assert "| technique | all | 3 |" in text
    assert "| assessment | s-2025 | 4 |" in text
    assert "| assessment | inferred here | 1 |" in text
    assert "| defect | s-2025 | 1 |" in text


def test_a_file_the_build_does_not_make_is_kept_and_reported(small, tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    steps: list[str] = []
    paths = build(small, tmp_path, steps.append)
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert tmp_path / "mine.txt" not in paths
    assert [step for step in steps if "left alone" in step] == [
        f"left alone: {tmp_path / 'mine.txt'} is not made by the build"
    ]
    assert next(step for step in steps if "export" in step) == "export turtle"


def test_files_are_written_under_their_names_and_returned_sorted(tmp_path):
    paths = write_files({"b": b"2", "a/c": b"1"}, tmp_path / "new")
    assert [(str(p.relative_to(tmp_path)), p.read_bytes()) for p in paths] == [
        ("new/a/c", b"1"),
        ("new/b", b"2"),
    ]


def test_a_failure_half_way_leaves_the_old_files_and_no_other(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b").write_bytes(b"a file where a folder is wanted")
    with pytest.raises(InvalidInputError, match=r"cannot write: .*--out"):
        write_files({"a": b"new", "b/c": b"new"}, tmp_path)
    assert (tmp_path / "a").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_a_folder_that_cannot_be_made_is_one_line(small, tmp_path):
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(InvalidInputError) as caught:
        build(small, tmp_path / "taken" / "out")
    assert "\n" not in str(caught.value)
    assert str(tmp_path / "taken") in str(caught.value)


def test_nothing_is_written_when_a_format_fails(small, tmp_path, monkeypatch):
    def fails(*_: object) -> dict[str, bytes]:
        raise InvalidInputError("broken")

    from commoncause import exporters

    monkeypatch.setattr(exporters, "FORMATS", {"turtle": exporters.FORMATS["turtle"], "gexf": fails})
    monkeypatch.setattr("commoncause.exporters.build.FORMATS", exporters.FORMATS)
    with pytest.raises(InvalidInputError, match="broken"):
        build(small, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_tables_of_the_build_open_in_pandas(built):
    import pandas

    for path in (built / "csv").glob("*.csv"):
        frame = pandas.read_csv(path)
        assert len(frame.columns) == len(next(csv.reader(io.StringIO(path.read_text(encoding="utf-8")))))
