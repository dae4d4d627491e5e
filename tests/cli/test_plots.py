"""``--plot`` writes the picture of the answer, whole and safe, beside the answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

TABLE_1 = ("--source", "dung-mai-2025", "--mode", "tabulated")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("matrix",), "Swiss cheese"),
        (("clusters", "--over", "failure-modes"), "UpSet"),
        (("risk",), "Importance"),
        (("risk", "--tornado"), "AL-GEN"),
        (("cut-sets",), "Minimal cut sets: 5 certain, 4 possible"),
        (("cut-sets", "--need", "3"), "holds while 3 of them do"),
        (("cut-sets", "--paths"), "Minimal path sets: 3 certain, 3 possible"),
        (("cut-sets", "--over", "assumptions"), "no minimal cut set"),
        (("single-points",), "no failure mode and no assumption alone defeats the portfolio"),
        (("single-points", "--need", "3"), "AL-GEN, CAP-DEV alone defeat the portfolio"),
        (("portfolios",), "RE, Scientist AI, IDA leads with 1.44 decades"),
        (("portfolios", "--pareto"), "Portfolios: 7, by decades"),
        (("portfolios", "--find", "smallest"), "RE, Scientist AI leads with 1.29 decades"),
        (("portfolios", "--max-tax", "0"), "No portfolio fits."),
    ],
)
def test_a_picture_is_written_beside_the_answer(
    run: Any, tmp_path: Path, command: tuple[str, ...], words: str
) -> None:
    place = tmp_path / "answer.svg"
    plain = run(*command, *TABLE_1)
    drawn = run(*command, *TABLE_1, "--plot", place)
    assert (drawn.code, drawn.out) == (0, plain.out)
    text = place.read_text(encoding="utf-8")
    assert ElementTree.fromstring(text).tag.endswith("svg")
    assert words in text
    assert "<script" not in text


def test_another_format_is_refused_and_nothing_written(run: Any, tmp_path: Path) -> None:
    said = run("matrix", *TABLE_1, "--plot", tmp_path / "answer.png")
    assert (said.code, said.out, list(tmp_path.iterdir())) == (1, "", [])
    assert "ends in .svg" in said.err
