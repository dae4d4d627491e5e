"""`robustness`: Table 1 by hand and by brute force, values and leave-one-out by recomputation, bad input."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from itertools import combinations
from math import isclose
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import commoncause
from commoncause.analysis.cut_sets import minimal_cut_sets
from commoncause.analysis.probability import failure_probability
from commoncause.answers.robustness import robustness_answer
from commoncause.answers.testable import Situation, sources_behind
from commoncause.model import Assessment, Cell, Matrix, Verdict

READINGS = ("certain", "possible")
CELL = {"technique", "failure_mode", "verdict", "claims"}
OWN = """technique,failure_mode,verdict
A,f,exposed
A,g,exposed
B,g,exposed
B,h,unclear
"""


@pytest.fixture
def own(tmp_path: Path) -> tuple[str, Path]:
    path = tmp_path / "own.csv"
    path.write_text(OWN)
    return "--relation", path


@pytest.fixture(scope="module")
def table_1_answer() -> dict:  # type: ignore[type-arg]
    return asked("--source", "dung-mai-2025", "--mode", "tabulated")


def asked(*options: str, seed: str = "0") -> dict:  # type: ignore[type-arg]
    """The answer of a process of its own."""
    code = "from commoncause.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "robustness", *options, "--format", "json"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    return json.loads(done.stdout)


def rows(answer: dict, **wanted: object) -> dict[str, dict]:
    """The conclusions of which all this is said, by reading; one of both readings stands for each."""
    found = [row for row in answer["conclusions"] if all(row.get(k) == v for k, v in wanted.items())]
    assert len(found) in {1, 2}
    return {reading: row for row in found for reading in READINGS if row["reading"] in {reading, "both"}}


def names(flips: list[dict]) -> tuple[tuple[str, str], ...]:
    return tuple((cell["technique"], cell["failure_mode"]) for cell in flips)


def flipped(relation: dict, cells: tuple) -> dict:
    return {t: modes ^ {f for u, f in cells if u == t} for t, modes in relation.items()}


def has_no_single_point(relation: dict) -> bool:
    return not frozenset.intersection(*relation.values())


def test_the_answer_has_the_shape_of_the_design(table_1_answer) -> None:
    for row in table_1_answer["conclusions"]:
        assert {"statement", "holds", "flips", "sources"} <= set(row)
        assert row["holds"] in {True, False}
        assert row["reading"] in {"both", *READINGS}
        assert (row["sources"] is None) == (row["flips"] == [])
        for flips, wrong in zip(row["flips"], row["wrong"], strict=True):
            assert all(set(cell) >= CELL for cell in flips)
            assert flips == sorted(flips, key=lambda cell: (cell["technique"], cell["failure_mode"]))
            assert set(wrong) <= {"dung-mai-2025"}
    assert all(
        set(row) >= CELL | {"value_guaranteed", "value_best"} and row["verdict"] == "unclear"
        for row in table_1_answer["cells"]
    )
    assert table_1_answer["left_out"] == {}


def test_only_scientist_ai_keeps_table_1_from_a_single_point(table_1_answer) -> None:
    found = rows(table_1_answer, kind="no-single-point")
    for reading in READINGS:
        row = found[reading]
        assert (row["holds"], row["sources"], row["proved"], row["more"]) == (True, 1, True, False)
        assert [names(flips) for flips in row["flips"]] == [(("scientist-ai", "al-gen"),)]
        assert row["flips"][0][0]["becomes"] == "exposed"
        assert row["flips"][0][0]["claims"][0].endswith("table-1-scientist-ai-al-gen")


def test_what_one_or_two_cells_would_give_table_1_a_single_point(kb, table_1, table_1_answer) -> None:
    matrix = kb.matrix(table_1)
    for reading, row in rows(table_1_answer, kind="no-single-point").items():
        relation = matrix.exposure(reading)
        cells = [(t, f) for t in matrix.techniques for f in matrix.failure_modes]
        found = [
            chosen
            for size in (1, 2)
            for chosen in combinations(cells, size)
            if not has_no_single_point(flipped(relation, chosen))
        ]
        others = [chosen for chosen in found if ("scientist-ai", "al-gen") not in chosen]
        assert found[0] == names(row["flips"][0])
        assert {len(chosen) for chosen in found[1:]} == {2}
        # Possible: all but IDA and RE are exposed to CAP-DEV, and to COLL all but IDA, RE and RLHF.
        pair = (("iterated-amplification", "cap-dev"), ("representation-engineering", "cap-dev"))
        assert others == ([pair] if reading == "possible" else [])


@pytest.mark.parametrize("kind", ["cut-set", "adds", "share-nothing", "suffices"])
def test_derived_conclusions_of_table_1_against_all_small_flips(kb, table_1, table_1_answer, kind) -> None:
    matrix = kb.matrix(table_1)
    cells = [(t, f) for t in matrix.techniques for f in matrix.failure_modes]
    sizes = (1,) if kind == "adds" else (1, 2)

    def _holds(row: dict, relation: dict) -> bool:
        if kind == "share-nothing":
            one, other = row["techniques"]
            return relation[one].isdisjoint(relation[other])
        if kind == "cut-set":
            return all(own & {*row["failure_modes"]} for own in relation.values())
        if kind == "adds":
            rest = {t: own for t, own in relation.items() if t not in row["techniques"]}
            return minimal_cut_sets(rest) != minimal_cut_sets(relation)
        modes = matrix.failure_modes
        return any(all(own & {*pair} for own in relation.values()) for pair in combinations(modes, 2))

    tested = [row for row in table_1_answer["conclusions"] if row["kind"] == kind]
    assert tested
    for row in tested:
        for reading in READINGS if row["reading"] == "both" else (row["reading"],):
            relation = matrix.exposure(reading)
            assert _holds(row, relation) == row["holds"]
            small = {
                chosen
                for size in sizes
                for chosen in combinations(cells, size)
                if _holds(row, flipped(relation, chosen)) != row["holds"]
            }
            least = min(map(len, small), default=len(sizes) + 1)
            expected = {chosen for chosen in small if len(chosen) == least}
            found = {names(flips) for flips in row["flips"] if len(flips) <= len(sizes)}
            own = {c for c in found if len(c) == least}
            assert own <= expected
            if not row["more"] and expected and len(row["flips"]) < 10:
                open_ = {c for c in expected if not wrong(matrix, c)}
                assert own in (expected, open_)


def wrong(matrix: Matrix, cells: tuple) -> bool:
    """Whether a source must be wrong for all of these to read otherwise."""
    return any(matrix.cells[cell].verdict not in {Verdict.UNCLEAR, Verdict.NOT_ASSESSED} for cell in cells)


def test_open_cells_overturn_without_a_source_being_wrong(table_1_answer) -> None:
    found = rows(table_1_answer, kind="adds", techniques=["debate"])
    assert [found[r]["holds"] for r in READINGS] == [True, False]
    for reading, becomes in (("certain", "exposed"), ("possible", "protected")):
        assert found[reading]["sources"] == 0
        assert names(found[reading]["flips"][0]) == (("debate", "s-tax"),)
        assert found[reading]["flips"][0][0]["becomes"] == becomes
        assert found[reading]["wrong"][0] == []


def test_stated_conclusions_by_hand(table_1_answer) -> None:
    found = rows(table_1_answer, statement="AL-GEN affects all techniques but one.")
    for row in found.values():
        assert (row["holds"], row["sources"]) == (True, 1)
        assert {names(flips) for flips in row["flips"]} == {
            ((t, "al-gen"),) for t in table_1_answer["techniques"]
        }
    dec_al = rows(table_1_answer, statement="DEC-AL may affect all but Debate and Scientist AI.")["certain"]
    assert (dec_al["holds"], names(dec_al["flips"][0])) == (False, (("iterated-amplification", "dec-al"),))
    arithmetic = rows(table_1_answer, test="perfect-correlation")["certain"]
    assert (arithmetic["flips"], arithmetic["sources"], arithmetic["proved"]) == ([], None, True)


def test_stated_conclusions_agree_with_the_command_on_conclusions(kb, table_1, table_1_answer) -> None:
    said = {row["iri"]: row["results"] for row in kb.conclusions({"": table_1})}
    stated = [row for row in table_1_answer["conclusions"] if row["kind"] == "stated"]
    assert len({row["claim"] for row in stated}) > 20
    for row in stated:
        results = {r["unclear_as"]: r["holds"] for r in said[row["claim"]]}
        for reading, read_as in (("certain", "protected"), ("possible", "exposed")):
            if row["reading"] in {reading, "both"}:
                assert results[read_as] == row["holds"], row["statement"]


def test_values_of_the_cells_of_table_1(kb, table_1, table_1_answer) -> None:
    matrix = kb.matrix(table_1)
    q = dict.fromkeys(matrix.failure_modes, 0.1)
    certain, possible = (matrix.exposure(reading) for reading in READINGS)
    width = failure_probability(possible, q) - failure_probability(certain, q)
    assert {names([row])[0] for row in table_1_answer["cells"]} == {
        ("debate", "s-tax"),
        ("scientist-ai", "cap-dev"),
        ("scientist-ai", "coll"),
    }
    for row in table_1_answer["cells"]:
        (t, f) = names([row])[0]
        exposed = failure_probability(possible, q) - failure_probability({**certain, t: certain[t] | {f}}, q)
        spared = failure_probability({**possible, t: possible[t] - {f}}, q) - failure_probability(certain, q)
        gains = sorted((width - exposed, width - spared))
        assert isclose(row["value_guaranteed"], gains[0], abs_tol=1e-12)
        assert isclose(row["value_best"], gains[1], abs_tol=1e-12)
    best = [row["value_best"] for row in table_1_answer["cells"]]
    assert best == sorted(best, reverse=True)


def test_values_of_pairs_and_of_information(ask, table_1_options) -> None:
    options = ("--pairs", "--prior", "0.5", "--choose", "1", "--no-stated", "--leave-out", "none")
    answer = ask("robustness", *table_1_options, *options, "--p", "s-tax=0.3")
    assert len(answer["pairs"]) == 3
    singles = {names([row])[0]: row for row in answer["cells"]}
    for pair in answer["pairs"]:
        both = names(pair["cells"])
        assert pair["value_guaranteed"] >= max(singles[c]["value_guaranteed"] for c in both) - 1e-12
        assert len(pair["outcomes"]) == 4
    assert answer["decision"]["techniques"] == ["representation-engineering"]
    assert isclose(answer["decision"]["probability"], 0.19)
    assert all(row["expected_value"] == 0 for row in answer["cells"])
    assert answer["leave_one_out"] == {}
    assert all(row["kind"] != "stated" for row in answer["conclusions"])


def test_knowing_is_worth_something_where_it_changes_the_choice(ask, tmp_path) -> None:
    path = tmp_path / "choice.csv"
    path.write_text("technique,failure_mode,verdict\na,m,exposed\na,n,protected\nb,m,unclear\nb,n,unclear\n")
    answer = ask("robustness", "--relation", path, "--p-default", "0.5", "--prior", "0.5", "--choose", "1")
    # Now b: 1 - 0.75**2. Knowing b/n: b if protected (0.25), a if exposed (0.5 against 0.625).
    found = {row["failure_mode"]: row["expected_value"] for row in answer["cells"]}
    assert isclose(answer["decision"]["probability"], 0.4375)
    assert isclose(found["n"], 0.4375 - (0.25 + 0.5) / 2)


def test_without_a_claim_is_the_view_without_it(kb, table_1, table_1_answer) -> None:
    modes = kb.matrix(table_1).failure_modes
    q = dict.fromkeys(modes, 0.1)
    claims = table_1_answer["leave_one_out"]["claim"]
    assert len(claims) == 49
    by_hand = kb.matrix(table_1)
    for row in claims:
        said = kb.assessments[row["claim"]]
        name = (said.technique, said.failure_mode)
        blank = Cell(*name, Verdict.NOT_ASSESSED)
        left = replace(by_hand, cells={**by_hand.cells, name: blank})
        for reading in READINGS:
            relation = left.exposure(reading)
            assert isclose(row["probability"][reading], failure_probability(relation, q), rel_tol=1e-9)
            turned = [
                c
                for c in row["changes"]
                if c["kind"] == "no-single-point" and c["reading"] in {reading, "both"}
            ]
            assert bool(turned) == (not has_no_single_point(relation))


def test_without_a_failure_mode_is_the_matrix_without_it(kb, table_1, table_1_answer) -> None:
    matrix = kb.matrix(table_1)
    found = {row["failure_mode"]: row for row in table_1_answer["leave_one_out"]["failure_mode"]}
    assert set(found) == set(matrix.failure_modes)
    q = dict.fromkeys(matrix.failure_modes, 0.1)
    for mode, row in found.items():
        left = matrix.of(failure_modes=[f for f in matrix.failure_modes if f != mode])
        assert row["failure_modes_gone"] == [mode]
        for reading in READINGS:
            relation = left.exposure(reading)
            assert isclose(row["probability"][reading], failure_probability(relation, q), abs_tol=1e-15)
            gone = {tuple(c["failure_modes"]) for c in row["changes"] if c["kind"] == "cut-set"}
            assert all(mode in modes for modes in gone)
            spared = [t for t, own in relation.items() if not own]
            undefeated = [
                c for c in row["changes"] if c["kind"] == "suffices" and c["reading"] in {reading, "both"}
            ]
            assert bool(undefeated) >= bool(spared)


def test_without_a_source_is_the_view_of_the_others(kb, ask) -> None:
    view = ("-t", "debate", "-t", "ida", "-t", "rlhf", "--no-stated", "--leave-out", "source")
    answer = ask("robustness", *view)
    found = {row["source"]: row for row in answer["leave_one_out"]["source"]}
    assert set(found) == {"ai-alignment-wiki", "dung-mai-2025"}
    techniques = ["debate", "iterated-amplification", "rlhf"]
    for name, row in found.items():
        others = commoncause.View(sources=frozenset(set(kb.sources) - {name}))
        left = kb.matrix(others).of(techniques, add=True)
        q = dict.fromkeys(left.failure_modes, 0.1)
        for reading in READINGS:
            expected = failure_probability(left.exposure(reading), q)
            assert isclose(row["probability"][reading], expected, rel_tol=1e-9)
        turned = {c["reading"] for c in row["changes"] if c["kind"] == "no-single-point"}
        before = rows(answer, kind="no-single-point")
        for reading in READINGS:
            differs = has_no_single_point(left.exposure(reading)) != before[reading]["holds"]
            assert differs == bool({reading, "both"} & turned)


def test_without_the_only_source_nothing_is_left(table_1_answer) -> None:
    (row,) = table_1_answer["leave_one_out"]["source"]
    assert row["source"] == "dung-mai-2025"
    assert row["probability"] is None
    assert len(row["techniques_gone"]) == 7
    assert {change["holds_without"] for change in row["changes"]} == {None}


VERDICTS = [*Verdict]


@st.composite
def matrices(draw):  # type: ignore[no-untyped-def]
    """A small matrix, and the source of each cell's claim."""
    cells, said = {}, {}
    for name in [(t, f) for t in "tu" for f in "abc"]:
        verdict = draw(st.sampled_from(VERDICTS))
        iri = "/".join(name)
        is_said = verdict is not Verdict.NOT_ASSESSED
        cells[name] = Cell(*name, verdict, (iri,) if is_said else ())
        if is_said:
            said[iri] = Assessment(iri, *name, verdict, draw(st.sampled_from(["paper", "wiki"])))
    return Matrix(("t", "u"), ("a", "b", "c"), cells), said


@settings(max_examples=60, deadline=None)
@given(matrices())
def test_flips_are_the_best_of_all_sets_of_cells(drawn) -> None:
    matrix, said = drawn
    behind = sources_behind(said, {}, commoncause.View())
    if Situation(matrix).is_empty:
        return
    answer = robustness_answer(Situation(matrix), behind)
    cells = sorted(matrix.cells)
    for reading, row in rows(answer, kind="no-single-point").items():
        relation = matrix.exposure(reading)
        assert row["holds"] == has_no_single_point(relation)
        cost = {
            chosen: len(frozenset().union(*(behind(matrix.cells[c]) for c in chosen)))
            for size in range(1, len(cells) + 1)
            for chosen in combinations(cells, size)
            if has_no_single_point(flipped(relation, chosen)) != row["holds"]
        }
        best = {
            chosen
            for chosen, n in cost.items()
            if not any(
                (m, len(other)) != (n, len(chosen)) and m <= n and len(other) <= len(chosen)
                for other, m in cost.items()
            )
        }
        assert row["proved"]
        assert [names(flips) for flips in row["flips"]] == sorted(
            best, key=lambda chosen: (cost[chosen], len(chosen), chosen)
        )
        assert row["sources"] == cost[names(row["flips"][0])]


def test_a_row_of_ones_own_file_is_said_by_the_file(ask, own) -> None:
    answer = ask("robustness", *own)
    point = rows(answer, kind="single-point", failure_modes=["g"])["certain"]
    assert (point["holds"], point["sources"], point["wrong"]) == (True, 1, [["own.csv"], ["own.csv"]])
    assert point["flips"][0][0]["claims"] == ["own.csv#line=3"]
    assert set(answer["leave_one_out"]) == {"source", "failure_mode", "claim"}
    assert answer["leave_one_out"]["source"] == []
    lines = {row["claim"]: row for row in answer["leave_one_out"]["claim"]}
    (gone,) = [
        c
        for c in lines["own.csv#line=4"]["changes"]
        if c["kind"] == "single-point" and c["failure_modes"] == ["g"]
    ]
    assert (gone["reading"], gone["holds_without"]) == ("certain", False)
    assert lines["own.csv#line=4"]["techniques_gone"] == []


def test_what_rows_do_not_mitigate_is_said_by_the_file_too(ask, tmp_path) -> None:
    path = tmp_path / "covers.csv"
    path.write_text("technique,failure_mode\nA,f\nB,g\n")
    answer = ask("robustness", "--relation", path, "--polarity", "mitigates")
    row = rows(answer, kind="no-single-point")["certain"]
    assert (row["holds"], row["sources"], len(row["flips"])) == (True, 1, 2)
    for left_out in answer["leave_one_out"]["claim"]:
        assert [c for c in left_out["changes"] if c["kind"] == "no-single-point"], left_out


def test_a_conflict_that_is_decided_by_a_rule_costs_its_sources(ask, tmp_path) -> None:
    path = tmp_path / "conflict.csv"
    path.write_text("technique,failure_mode,verdict\nA,f,exposed\nA,f,protected\nB,f,exposed\n")
    open_ = rows(ask("robustness", "--relation", path), kind="single-point", failure_modes=["f"])
    assert (open_["certain"]["holds"], open_["certain"]["sources"]) == (False, 0)
    answer = ask("robustness", "--relation", path, "--conflict", "exposed")
    decided = rows(answer, kind="single-point", failure_modes=["f"])["certain"]
    assert (decided["holds"], decided["sources"]) == (True, 1)
    (cell,) = answer["cells"]
    assert (cell["is_contested"], cell["verdict"]) == (True, "exposed")


def test_the_same_answer_whatever_the_hash_seed() -> None:
    options = ("--source", "dung-mai-2025", "--mode", "tabulated", "--leave-out", "failure-mode")
    one, other = (asked(*options, seed=seed) for seed in ("1", "2"))
    assert one == other


def test_one_technique_is_a_portfolio(ask, table_1_options) -> None:
    answer = ask("robustness", "-t", "debate", *table_1_options)
    assert {row["kind"] for row in answer["conclusions"]} >= {"no-single-point", "single-point"}
    assert rows(answer, kind="no-single-point")["certain"]["holds"] is False


def test_split_bundles_and_named_failure_modes(ask, table_1_options) -> None:
    answer = ask("robustness", "-f", "cap-dev", "--split", "-t", "re", "-t", "debate", *table_1_options)
    assert set(answer["p"]) == {"cap-dev-jumps", "cap-dev-level"}
    assert all(row["kind"] != "stated" for row in answer["conclusions"])


def test_people_get_tables_that_fit_a_hundred_columns(run, table_1_options) -> None:
    out = run("robustness", *table_1_options).out
    assert "no single failure mode defeats all      yes             1        Scientist AI/AL-GEN ✓→✗" in out
    assert "Debate/S-TAX ?→✗" in out
    assert "value of resolving a cell" in out
    wide = [line for line in out.splitlines() if len(line) > 100 and not line.startswith("model:")]
    assert wide == []


def test_a_sheet_has_the_same_rows(run, table_1_options, table_1_answer) -> None:
    found = list(csv.DictReader(io.StringIO(run("robustness", *table_1_options, "--format", "csv").out)))
    parts = [row["part"] for row in found]
    assert parts.count("cell") == 3
    assert parts.count("conclusion") == sum(len(row["flips"] or [0]) for row in table_1_answer["conclusions"])
    first = found[0]
    assert (first["holds"], first["sources"], first["cells"]) == ("True", "1", "scientist-ai/al-gen exposed")


def test_a_picture_of_the_cells(run, table_1_options, tmp_path) -> None:
    place = tmp_path / "cells.svg"
    drawn = run("robustness", *table_1_options, "--no-stated", "--leave-out", "none", "--plot", place)
    assert drawn.code == 0
    texts = ["".join(e.itertext()) for e in ElementTree.fromstring(place.read_text()).iter()]
    assert any("Debate / S-TAX" in text for text in texts)
    refused = run("robustness", *table_1_options, "--plot", tmp_path / "cells.png")
    assert (refused.code, len(refused.err.splitlines())) == (1, 1)


def test_explain_unfolds_what_would_overturn(ask, table_1_options) -> None:
    answer = ask("explain", "robustness", "-t", "debate", "-t", "scientist-ai", *table_1_options)
    (row, _) = [r for r in answer["statements"] if r["statement"].startswith("no single failure mode")]
    assert "debate / s-tax exposed; sources wrong then: none" in row["statement"]
    (claim,) = row["cells"][0]["claims"]
    assert answer["claims"][claim]["passages"]
    assert any(r["statement"].startswith("resolving it narrows P") for r in answer["statements"])


def test_a_large_portfolio_is_bounded_and_says_so(ask, tmp_path) -> None:
    path = tmp_path / "large.csv"
    lines = [
        f"t{i},m{j % 12},{('exposed', 'unclear')[(i + j) % 2]}" for i in range(2_000) for j in (i, i + 5)
    ]
    path.write_text("technique,failure_mode,verdict\n" + "\n".join(lines))
    start = time.monotonic()
    answer = ask("robustness", "--relation", path, "--time-limit", "1")
    assert time.monotonic() - start < 30
    assert "more than 20,000 cells are not searched" in answer["left_out"]["flips"]
    assert "computed" in answer["left_out"]["without one claim"]
    assert rows(answer, kind="no-single-point")["certain"]["holds"] is True


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("-t", "no-such-thing"), "unknown technique 'no-such-thing'"),
        (("--source", "nobody"), "unknown source 'nobody'"),
        (("--source", "dung-mai-2025-web-summary"), "no assessment counts in this view"),
        (("-t", "rlhf", "--source", "dung-mai-2025-web-summary"), "no assessment of this portfolio counts"),
        (("--p", "al-gen=1.5"), "no probability"),
        (("--p", "al-gen"), "write NAME=NUMBER"),
        (("--p", "no-such-mode=0.1"), "no-such-mode"),
        (("--p-default", "2"), "--p-default 2.0"),
        (("--p-default", "nan"), "--p-default nan"),
        (("--prior", "-1", "--choose", "1"), "--prior -1.0"),
        (("--prior", "0.5", "--choose", "99"), "no portfolio of 99"),
        (("--time-limit", "0"), "--time-limit 0.0"),
        (("--time-limit", "inf"), "--time-limit inf"),
        (("--relation", "no-such-file.csv"), "no-such-file.csv"),
    ],
)
def test_bad_input_is_one_line(run, table_1_options, options, words) -> None:
    view = () if {"--source", "--relation"} & set(options) else table_1_options
    answer = run("robustness", *options, *view)
    assert (answer.code, answer.out) == (1, "")
    assert len(answer.err.splitlines()) == 1
    assert words in answer.err


def test_a_prior_needs_a_decision(run, table_1_options) -> None:
    answer = run("robustness", *table_1_options, "--prior", "0.5")
    assert (answer.code, "--choose K" in answer.err) == (2, True)
