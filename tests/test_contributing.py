"""CONTRIBUTING works: its commands run in order as they stand, its Turtle goes where it says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from commoncause.cli import COMMANDS
from commoncause.curation.kinds import KINDS
from commoncause.store import Home
from commoncause.validation import validate

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
STEPS = re.findall(r"^```(\w+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
CLAIMS = Path("kb/claims/smith-2026.ttl")
BY_HAND = "# --- passages\n"


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of kb and ontology to stand in."""
    for name in ("kb", "ontology"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shell(script: str) -> str:
    """Run a block of commands, each of which has to work, with the program under test first in the path."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    command = ["bash", "-euo", "pipefail", "-c", script]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | {"PATH": path}
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
    return done.stdout


def by_hand(block: str) -> None:
    """Do what the text says: put a paragraph above the passages."""
    text = CLAIMS.read_text(encoding="utf-8")
    assert f"`{CLAIMS.as_posix()}`, above `{BY_HAND.strip()}`" in " ".join(TEXT.split())
    assert text.count(BY_HAND) == 1
    CLAIMS.write_text(text.replace(BY_HAND, f"{block}\n{BY_HAND}"), encoding="utf-8")


def test_the_walk_through_adds_a_technique_with_three_claims(clone: Path) -> None:
    for kind, block in STEPS:
        by_hand(block) if kind == "turtle" else shell(block)
    rows = validate(Home(clone / "kb", clone / "ontology"))
    assert rows == []
    matrix = json.loads(shell("commoncause matrix --format json"))
    cell = {"technique": "honeypot-evaluation", "failure_mode": "dec-al", "verdict": "exposed"}
    assert any(cell.items() <= found.items() for found in matrix["cells"])
    shown = json.loads(shell("commoncause show HP --format json"))
    assert sorted(claim["kind"] for claim in shown["claims"]) == ["assessment", "mitigation", "reliance"]
    assert 'skos:editorialNote "who watches is left open"@en' in CLAIMS.read_text(encoding="utf-8")
    words = "It fails once a model can tell bait from work"
    assert words in (clone / "texts" / "smith-2026.txt").read_text(encoding="utf-8")
    assert not any(words in path.read_text(encoding="utf-8") for path in (clone / "kb").rglob("*.ttl"))
    assert "Honeypot evaluation" in (clone / "exports" / "index.html").read_text(encoding="utf-8")


def test_every_command_and_kind_it_names_exists() -> None:
    assert {kind for kind, _ in STEPS} == {"sh", "turtle"}
    named = set(re.findall(r"^commoncause ([a-z-]+)", TEXT, re.MULTILINE))
    assert named <= COMMANDS.keys()
    assert {"new", "validate", "passages", "fmt", "build", "matrix"} <= named
    assert set(re.findall(r"`(?:commoncause )?new ([a-z][a-z-]*)[` ]", TEXT)) <= KINDS.keys() | {"claim"}


def test_every_file_it_names_exists() -> None:
    named = re.findall(r"`((?:tests|src|ontology|kb|\.ci)/[\w./-]*)`", TEXT)
    assert [name for name in named if "smith-2026" not in name and not (ROOT / name).exists()] == []
