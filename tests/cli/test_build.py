"""The main job: valid input in, every file out, or nothing at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the shipped knowledge base, to be spoilt."""
    for name in ("kb", "ontology"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path / "kb"


def test_builds_are_byte_identical_under_any_hash_seed(tmp_path: Path) -> None:
    outs = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        command = [sys.executable, "-m", "commoncause", "build", "--kb", str(ROOT / "kb"), "--out", str(out)]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed})
        outs.append({path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()})
    assert outs[0].keys() == outs[1].keys()
    assert [name for name in outs[0] if outs[0][name] != outs[1][name]] == []
    names = {str(name) for name in outs[0]}
    assert {"index.html", "README.md", "commoncause.ttl", "commoncause.nq", "commoncause.jsonld"} <= names
    assert {"commoncause.graphml", "commoncause.gexf"} <= names


def test_the_committed_exports_are_what_build_makes(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    answer = run("build", "--kb", ROOT / "kb", "--out", tmp_path / "out", "--format", "json")
    assert answer.json["violations"] == 0
    made = {
        p.relative_to(tmp_path / "out"): p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()
    }
    kept = {
        p.relative_to(ROOT / "exports"): p.read_bytes() for p in (ROOT / "exports").rglob("*") if p.is_file()
    }
    stale = sorted(str(name) for name in made.keys() | kept.keys() if made.get(name) != kept.get(name))
    assert stale == [], "run `commoncause build` and commit exports/"
    assert "validate" in answer.err
    assert len(answer.json["exports"]) == len(made)


SPOILS = {
    "broken Turtle": (
        "techniques.ttl",
        '\ntechnique:new a ccf:Technique ; skos:prefLabel "no end .\n',
        "Turtle",
    ),
    "claim without source": (
        "claims/dung-mai-2025.ttl",
        "\nclaim:dung-mai-2025-new a ccf:Assessment ; ccf:technique technique:rlhf .\n",
        "claim:dung-mai-2025-new",
    ),
    "cyclic broader": (
        "techniques.ttl",
        "\ntechnique:rlhf skos:broader technique:rlaif .\ntechnique:rlaif skos:broader technique:rlhf .\n",
        "technique:",
    ),
    "giant label": (
        "techniques.ttl",
        f'\ntechnique:rlhf skos:altLabel "{"x" * 50_000_000}"@en .\n',
        "50,000,0",
    ),
    "label with markup": (
        "techniques.ttl",
        '\ntechnique:rlhf skos:altLabel "<img src=x onerror=alert(1)>"@en .\n',
        "technique:rlhf",
    ),
}


@pytest.mark.parametrize("spoil", SPOILS)
def test_bad_input_is_one_line_and_writes_nothing(run, copy: Path, tmp_path: Path, spoil: str) -> None:  # type: ignore[no-untyped-def]
    name, text, words = SPOILS[spoil]
    path = copy / name
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    out = tmp_path / "out"
    answer = run("build", "--kb", copy, "--out", out)
    assert answer.code == 1
    assert not out.exists()
    last = answer.err.splitlines()[-1]
    assert last.startswith("commoncause: ")
    assert f"{name}:" in last
    assert words in last
    assert len(last) < 700
    found = run("validate", "--kb", copy)
    assert found.code == 1
    assert f"{name}:" in found.out + found.err


def test_a_failed_write_keeps_the_old_files(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    out = tmp_path / "out"
    out.mkdir()
    (out / "commoncause.ttl").mkdir()
    (out / "index.html").write_text("old")
    answer = run("build", "--kb", ROOT / "kb", "--out", out)
    assert answer.code == 1
    assert (out / "index.html").read_text() == "old"
    assert "Traceback" not in answer.err
    assert len(answer.err.splitlines()[-1]) < 700
