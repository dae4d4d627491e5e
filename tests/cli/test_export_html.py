"""``commoncause export html`` for a part of the knowledge base, and for a file of one's own."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest


def embedded(page: str, name: str) -> Any:
    found = re.search(rf'id="data-{name}">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def column(records: Any, key: str) -> list[Any]:
    if isinstance(records, list):
        return [record[key] for record in records]
    cells = records[key]
    if isinstance(cells, list):
        return cells
    if "front" in cells:
        names = [""]
        for coded in cells["front"]:
            shared, _, rest = coded.partition(" ")
            names.append(names[-1][: int(shared)] + rest)
        return names[1:]
    runs = iter(cells.get("runs", ()))
    places = cells.get("at") or [place for place, times in zip(runs, runs, strict=True) for _ in range(times)]
    return [cells["#values"][place] for place in places]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.csv"
    rows = "MFA,phishing,protected\nMFA,insider,exposed\nVPN,phishing,exposed\nVPN,fire,unclear\n"
    path.write_text("technique,failure_mode,verdict\n" + rows)
    return path


def test_a_file_of_ones_own_becomes_a_page(run: Any, own: Path, tmp_path: Path) -> None:
    assert run("export", "html", "--relation", own, "--out", tmp_path).code == 0
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    model = embedded(page, "model")
    assert column(model["techniques"], "slug") == ["MFA", "VPN"]
    assert sorted(column(model["cells"], "verdict")) == ["exposed", "exposed", "protected", "unclear"]
    assert (model["claims"], model["sources"]) == ({}, [])
    assert 'data-view-link="papers"' not in page
    mitigates = run("export", "html", "--relation", own, "--polarity", "mitigates").out
    assert embedded(mitigates, "model")["unlisted"] == "exposed"
    named = embedded(run("export", "html", "--relation", own, "-t", "vpn", "-f", "fire").out, "model")
    assert (column(named["techniques"], "slug"), column(named["failure_modes"], "slug")) == (
        ["VPN"],
        ["fire"],
    )
    assert named["portfolio"]["options"]["cells"][-2:] == ["-f", "fire"]


def test_chosen_techniques_and_modes_are_all_that_the_matrix_has(run: Any, ask: Any) -> None:
    names = ("-t", "RLHF", "-t", "IDA", "-f", "DEC-AL", "-f", "coll", "-f", "AL-GEN")
    model = embedded(run("export", "html", *names).out, "model")
    asked = ask("matrix", *names)
    shown = zip(
        *(column(model["cells"], key) for key in ("technique", "failure_mode", "verdict")), strict=True
    )
    cells = {(c["technique"], c["failure_mode"], c["verdict"]) for c in asked["cells"]}
    assert set(shown) == {cell for cell in cells if cell[2] != "not-assessed"}
    assert model["view"]["label"].endswith(": two of 29 techniques and three of 42 failure modes")
    assert model["portfolio"]["options"]["cells"].count("-f") == 3


def test_the_surroundings_of_one_thing(run: Any) -> None:
    near = embedded(run("export", "html", "--around", "RLHF").out, "model")
    far = embedded(run("export", "html", "--around", "rlhf", "--depth", "2").out, "model")
    assert near["view"]["label"].endswith(": one step around RLHF")
    for key in ("techniques", "failure_modes", "assumptions"):
        assert set(column(near[key], "id")) <= set(column(far[key], "id"))
    assert len(column(near["assumptions"], "id")) < len(column(far["assumptions"], "id"))


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("html", "--relation", "missing.csv"), 1, "missing.csv"),
        (("html", "--around", "nobody at all"), 1, "unknown name"),
        (("html", "--around", "RLHF", "--depth", "4"), 2, "depth"),
        (("html", "--depth", "2"), 2, "--depth is about --around"),
        (("html", "--around", "RLHF", "-t", "IDA"), 2, "--around says what is shown"),
        (("html", "-t", "nobody at all"), 1, "unknown technique"),
        (("turtle", "-t", "rlhf"), 2, "--relation, -t, -f and --around are for html"),
        (("gsn", "--around", "rlhf"), 2, "--relation, -t, -f and --around are for html"),
        (("csv", "--relation", "own.csv"), 2, "--relation, -t, -f and --around are for html"),
    ],
)
def test_what_makes_no_page_is_refused_in_one_line(
    run: Any, args: tuple[str, ...], code: int, words: str
) -> None:
    said = run("export", *args)
    assert said.code == code
    assert words in said.err
    assert len(said.err.strip().splitlines()) <= 3


def test_a_file_with_a_fault_is_refused_with_its_line(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("technique,failure_mode,verdict\nMFA,phishing,maybe\n")
    said = run("export", "html", "--relation", path)
    assert (said.code, "bad.csv:2" in said.err) == (1, True)
