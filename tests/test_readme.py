"""The README runs: each console block gives the output it shows, each Python block is a doctest."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
CONSOLE = [text for kind, text in BLOCKS if kind == "console"]


@pytest.mark.parametrize("block", CONSOLE, ids=lambda block: block.split("\n")[0][2:60])
def test_console_blocks_give_what_they_show(run, block: str) -> None:  # type: ignore[no-untyped-def]
    command, _, shown = block.partition("\n")
    program, *args = shlex.split(command.removeprefix("$ "))
    assert program == "commoncause"
    assert run(*args).out == shown


def test_python_blocks_are_doctests() -> None:
    code = "\n".join(text for kind, text in BLOCKS if kind == "python")
    test = doctest.DocTestParser().get_doctest(code, {}, "README.md", "README.md", 0)
    runner = doctest.DocTestRunner()
    runner.run(test)
    assert (runner.summarize(verbose=False).failed, len(test.examples) > 5) == (0, True)


def test_the_two_commands_stand_as_promised() -> None:
    shell = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines()]
    assert [line for line in shell if line.startswith("python3")] == [
        "python3 -m venv .venv && . .venv/bin/activate && pip install . && commoncause build",
        "python3 -m venv .venv && . .venv/bin/activate && pip install -e '.[test]' && pytest",
    ]


def test_every_command_is_in_the_readme() -> None:
    from commoncause.cli import COMMANDS

    assert [name for name in COMMANDS if f"`{name}`" not in README] == []


def test_every_link_to_a_file_leads_somewhere() -> None:
    root = Path(__file__).parent.parent
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert [link for link in links if not (root / link).exists()] == []
