"""Fixtures that every test may use: the shipped knowledge base, and the command line in process."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import commoncause
import commoncause.vocab
from commoncause.cli import main

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Scripts that measure, each run by itself: they install the peers they compare with.
collect_ignore_glob = ["benchmarks/*"]

ROOT = Path(__file__).parent.parent
TABLE_1 = ("--source", "dung-mai-2025", "--mode", "tabulated")


@dataclass
class Answer:
    """What a run of the command line gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)


Run = Callable[..., Answer]


@pytest.fixture(scope="session")
def kb() -> commoncause.KnowledgeBase:
    """The knowledge base of this source tree."""
    return commoncause.load(ROOT / "kb")


@pytest.fixture(scope="session")
def table_1(kb: commoncause.KnowledgeBase) -> commoncause.View:
    """The view that is Table 1 of Dung & Mai (2025)."""
    return commoncause.View(sources=frozenset({"dung-mai-2025"}), modes=frozenset({"tabulated"}))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process: ``run("matrix", "--format", "json")``."""

    def _run(*args: str | Path) -> Answer:
        monkeypatch.setattr(sys, "argv", ["commoncause", *map(str, args)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main()
        captured = capsys.readouterr()
        return Answer(int(stop.value.code or 0), captured.out, captured.err)

    return _run


@pytest.fixture
def ask(run: Run) -> Callable[..., Any]:
    """Run a command with ``--format json`` and return what it answered."""
    return lambda *args: run(*args, "--format", "json").json


@pytest.fixture
def table_1_options() -> tuple[str, ...]:
    """The options that make the view of Table 1."""
    return TABLE_1


@pytest.fixture
def tiny_kb(tmp_path: Path) -> Callable[..., Path]:
    """Write a knowledge base of one file of things and one of claims; return its folder."""

    def _write(things: str = "", claims: str = "", name: str = "kb") -> Path:
        folder = tmp_path / name
        (folder / "claims").mkdir(parents=True)
        if things:
            (folder / "things.ttl").write_text(PREFIXES + things, encoding="utf-8")
        if claims:
            (folder / "claims" / "a-source.ttl").write_text(PREFIXES + claims, encoding="utf-8")
        return folder

    return _write


PREFIXES = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in sorted(commoncause.vocab.PREFIXES.items()))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright: one for all tests of a process, as it allows no second."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        if "chromium" in os.environ.get("COMMONCAUSE_REQUIRE", "").split(","):
            pytest.fail(
                "COMMONCAUSE_REQUIRE names chromium, and there is none on PATH: install the chromium package"
            )
        pytest.skip("chromium is not installed")
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=quiet)
        yield running
        running.close()
