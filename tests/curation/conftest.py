"""A copy of the good knowledge base in canonical form, with its texts, for tests that add to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from commoncause.curation.canonical import files_of, recast
from commoncause.curation.writing import replace
from commoncause.store import Home

ROOT = Path(__file__).parent.parent.parent
GOOD = ROOT / "tests" / "fixtures" / "good"

Snapshot = Callable[[], dict[str, bytes]]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """The copy; its texts are in ``tmp_path / "texts"``."""
    shutil.copytree(GOOD, tmp_path, dirs_exist_ok=True)
    home = Home(tmp_path / "kb", ROOT / "ontology")
    replace({path: form for path in files_of(home, []) if (form := recast(path)) is not None})
    return home


@pytest.fixture
def snapshot(home: Home) -> Snapshot:
    """What the files of the copy hold, by name."""
    return lambda: {
        str(path.relative_to(home.kb)): path.read_bytes() for path in home.kb.rglob("*") if path.is_file()
    }
