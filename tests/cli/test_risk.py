"""`risk`: the numbers of Table 1, every option against a model by hand, and what cannot be computed."""

from __future__ import annotations

import csv
import io
import json
import random
from math import isclose
from pathlib import Path

import pytest

FIGURES = (
    "probability",
    "independent",
    "fully_correlated",
    "common_cause_share",
    "decades",
    "effective_layers",
)
MEASURES = {"failure_mode", "birnbaum", "criticality", "diagnostic", "raw", "rrw", "structural"}
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


def row(answer: dict, reading: str, name: str, part: str = "importance") -> dict:
    key = {"importance": "failure_mode", "residuals_importance": "event"}.get(part, part.split("s_")[0])
    (found,) = [r for r in answer[part][reading] if r[key] == name]
    return found


def test_table_1_at_one_tenth_each(ask, table_1_options) -> None:  # type: ignore[no-untyped-def]
    answer = ask("risk", *table_1_options)
    assert isclose(answer["probability"]["possible"], 0.0361, rel_tol=1e-12)
    assert isclose(answer["probability"]["certain"], 0.0130951, rel_tol=1e-12)
    assert answer["exact"] is True
    assert row(answer, "certain", "s-tax")["rrw"] == "inf"
    al_gen = row(answer, "possible", "al-gen")
    assert isclose(al_gen["birnbaum"], 0.261, rel_tol=1e-12)
    assert isclose(al_gen["criticality"], 0.722992, abs_tol=5e-7)
    assert isclose(al_gen["diagnostic"], 0.750693, abs_tol=5e-7)
    assert isclose(al_gen["raw"], 7.50693, abs_tol=5e-6)
    assert isclose(al_gen["rrw"], 3.61, rel_tol=1e-12)


def test_the_answer_has_the_shape_of_the_design(ask, table_1_options) -> None:  # type: ignore[no-untyped-def]
    answer = ask("risk", *table_1_options)
    for figure in FIGURES:
        assert set(answer[figure]) == {"certain", "possible"}
        assert all(isinstance(value, float) for value in answer[figure].values())
    for rows in answer["importance"].values():
        assert all(set(r) == MEASURES for r in rows)
        names = [r["failure_mode"] for r in rows]
        assert (
            names == sorted(names) == ["al-gen", "cap-dev", "coll", "dec-al", "em-mis", "eval-diff", "s-tax"]
        )
    assert "each technique alone suffices" in answer["model"][0]
    assert "illustration" in " ".join(answer["model"])
    assert set(answer["formulas"]["event"]) == MEASURES - {"failure_mode"}


def test_the_company_of_the_probability(ask, table_1_options) -> None:  # type: ignore[no-untyped-def]
    pair = ask("risk", "-t", "re", "-t", "scientist-ai", *table_1_options)
    assert isclose(pair["probability"]["certain"], 0.019)
    assert isclose(pair["independent"]["certain"], 0.19 * 0.1)
    assert pair["common_cause_share"]["certain"] == pytest.approx(0.0, abs=1e-12)
    assert pair["effective_layers"]["certain"] == pytest.approx(2.0)
    assert pair["fully_correlated"]["certain"] == pytest.approx(0.1)
    alone = ask("risk", "-t", "rlhf", *table_1_options)
    assert (alone["effective_layers"]["certain"], alone["common_cause_share"]["certain"]) == (1.0, 0.0)


def test_ranges_over_all_completions(ask, table_1_options) -> None:  # type: ignore[no-untyped-def]
    answer = ask("risk", *table_1_options)
    assert answer["ranges"]["unknown_cells"] == 3
    spans = {r["failure_mode"]: r for r in answer["ranges"]["importance"]}
    assert spans["s-tax"]["rrw"]["upper"] == "inf"
    for reading in ("certain", "possible"):
        for mode, span in spans.items():
            value = row(answer, reading, mode)["birnbaum"]
            assert span["birnbaum"]["lower"] - 1e-12 <= value <= span["birnbaum"]["upper"] + 1e-12
    assert spans["al-gen"]["birnbaum"]["upper"] > row(answer, "possible", "al-gen")["birnbaum"]


def test_probabilities_of_modes(ask, own) -> None:  # type: ignore[no-untyped-def]
    answer = ask(
        "risk", *own, "--p", "F=0.5", "--p", "g=0.2", "--p-default", "0.25", "--not-assessed", "protected"
    )
    assert answer["p"] == {"f": 0.5, "g": 0.2, "h": 0.25}
    assert answer["probability"]["certain"] == pytest.approx(0.2)
    assert answer["probability"]["possible"] == pytest.approx(0.2 + 0.8 * 0.5 * 0.25)


def test_need_asks_for_more_techniques(ask, own) -> None:  # type: ignore[no-untyped-def]
    answer = ask("risk", *own, "--need", "2", "--not-assessed", "protected")
    assert answer["probability"]["certain"] == pytest.approx(1 - 0.9**2)
    assert answer["effective_layers"] == {"certain": None, "possible": None}
    assert answer["independent"]["certain"] == pytest.approx(1 - 0.9**2 * 0.9)
    assert answer["fully_correlated"]["certain"] == pytest.approx(0.19)
    assert row(answer, "certain", "B", "techniques_importance")["rrw"] == pytest.approx(0.19 / 0.19)


def test_conditional_failure_of_a_cell(ask, own) -> None:  # type: ignore[no-untyped-def]
    answer = ask("risk", *own, "--c", "a:G=0.5", "--not-assessed", "protected")
    assert answer["probability"]["certain"] == pytest.approx(0.1 * (1 - 0.5 * 0.9))


def test_a_name_may_hold_a_colon(ask, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "colons.csv"
    path.write_text("technique,failure_mode,verdict\nA:1,f:x=y,exposed\n")
    answer = ask("risk", "--relation", path, "--c", "A:1:f:x=y=0.5", "--p", "f:x=y=0.5")
    assert answer["probability"]["certain"] == pytest.approx(0.25)


def test_scenarios_for_modes_that_share_a_driver(ask, own, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "scenarios.csv"
    path.write_text("scenario,weight,failure_mode,p\ncalm,0.75,G,0\nrace,0.25,g,0.4\nrace,,f,1\n")
    answer = ask("risk", *own, "--scenarios", path, "--not-assessed", "protected")
    assert answer["probability"]["certain"] == pytest.approx(0.25 * 0.4)
    assert row(answer, "certain", "g")["diagnostic"] == pytest.approx(1.0)
    assert "calm 0.75, race 0.25" in answer["model"][0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("scenario,weight,failure_mode\n", "scenarios.csv:1: p missing"),
        ("scenario,weight,failure_mode,p\ncalm,0.5,f,0.1\n", "sum to 0.5"),
        ("scenario,weight,failure_mode,p\ncalm,1,f,2\n", "scenarios.csv:2: p is '2'"),
        ("scenario,weight,failure_mode,p\ncalm,1,x,0.1\n", "scenarios.csv:2: unknown failure mode 'x'"),
        ("scenario,weight,failure_mode,p\ncalm,,f,0.1\n", "'calm' has no weight"),
        ("scenario,weight,failure_mode,p\ncalm,1,f,0.1\ncalm,0.5,g,0.1\n", "weights 1.0 and 0.5"),
        ("scenario,weight,failure_mode,p\n,1,f,0.1\n", "scenarios.csv:2: no scenario"),
        ("scenario,weight,failure_mode,p\n", "no scenario"),
    ],
)
def test_bad_scenarios_are_refused_with_file_and_line(run, own, tmp_path, text: str, words: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "scenarios.csv"
    path.write_text(text)
    answer = run("risk", *own, "--scenarios", path)
    assert (answer.code, answer.out, len(answer.err.splitlines())) == (1, "", 1)
    assert words in answer.err


def test_residual_failures_of_similar_techniques(ask, own) -> None:  # type: ignore[no-untyped-def]
    options = (*own, "--not-assessed", "protected", "--p-default", "0")
    apart = ask("risk", *options, "--residual", "0.1")
    assert apart["probability"]["certain"] == pytest.approx(0.01)
    beta = ask("risk", *options, "--residual", "0.1", "--similar", "A,B", "--beta", "0.2")
    both = 0.02 + 0.98 * 0.08**2
    assert beta["probability"]["certain"] == pytest.approx(both)
    greek = ask(
        "risk", *options, "--residual", "A=0.1", "--residual", "b=0.1", "--similar", "A,B", "--mgl", "0.2"
    )
    assert greek["probability"] == beta["probability"]
    alpha = ask(
        "risk", *options, "--residual", "0.1", "--similar", "A,B", "--alpha", "0.8,0.2", "--staggered"
    )
    assert alpha["probability"]["certain"] == pytest.approx(both)
    assert [r["event"] for r in beta["residuals_importance"]["certain"]] == [
        "residual: A", "residual: A, B", "residual: B"
    ]  # fmt: skip


def test_a_failed_assumption_defeats_what_rests_on_it(ask) -> None:  # type: ignore[no-untyped-def]
    options = ("-t", "rlhf", "-t", "debate", "--source", "dung-mai-2025", "--p-default", "0")
    answer = ask("risk", *options, "--residual", "evaluation-easier-than-generation=0.05")
    assert answer["probability"]["certain"] == pytest.approx(0.05)
    free = ask("risk", *options)
    assert free["probability"]["certain"] == 0.0
    tenth = ask("risk", "-t", "rlhf", "-t", "debate", "--source", "dung-mai-2025")
    what_if = row(tenth, "certain", "evaluation-easier-than-generation", "assumptions_importance")
    assert what_if["raw"] == pytest.approx(1 / tenth["probability"]["certain"])
    assert what_if["criticality"] == 0.0


def test_tornado(ask, table_1_options) -> None:  # type: ignore[no-untyped-def]
    answer = ask("risk", "--tornado", "2", "--range", "al-gen=0..1", *table_1_options)
    first = answer["tornado"]["possible"][0]
    assert (first["failure_mode"], first["low"], first["high"]) == ("al-gen", 0.0, 1.0)
    assert first["p_high"] - first["p_low"] == pytest.approx(0.261)
    assert answer["tornado"]["possible"][1]["low"] == 0.05
    assert "tornado" not in ask("risk", *table_1_options)
    assert "P at high" in run_table(ask, answer)


def run_table(ask, answer) -> str:  # type: ignore[no-untyped-def]
    from commoncause.cli.risk import _tornado

    class Labels:
        def label(self, slug: str, _kind: str) -> str:
            return slug

    return " ".join(_tornado(Labels(), answer["tornado"]["certain"], "certain").columns)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--p", "al-gen=1.5"), 1, "1.5 is no probability: give a number from 0 to 1"),
        (("--p", "al-gen=nan"), 1, "nan is no probability"),
        (("--p", "al-gen=often"), 1, "often is no probability"),
        (("--p", "al-gem=0.1"), 1, "did you mean al-gen"),
        (("--p", "reward-hacking=0.1"), 1, "did you mean al-gen, cap-dev"),
        (("--p", "al-gen"), 1, "write NAME=NUMBER"),
        (("--p", "al-gen=0.1", "--p", "AL-GEN=0.2"), 1, "al-gen has two values"),
        (("--p-default", "-0.1"), 1, "from 0 to 1"),
        (("--p-default", "x"), 2, "not a valid float"),
        (("--c", "rlhf=0.1"), 1, "write TECHNIQUE:FAILURE-MODE=P"),
        (("--c", "rlfh:coll=0.1"), 1, "did you mean rlhf"),
        (("--c", "rlhf:coll=2"), 1, "no probability"),
        (("-t", "rlhf", "--c", "debate:coll=0.5"), 1, "did you mean rlhf"),
        (("--residual", "nobody=0.1"), 1, "unknown technique or assumption"),
        (("--residual", "0.1", "--residual", "0.2"), 1, "give one for all techniques"),
        (("--residual", "small-generation-gap=0.1"), 1, "no technique of the portfolio rests on"),
        (("--beta", "0.1"), 2, "--similar"),
        (("--similar", "rlhf,rlaif"), 2, "one of --beta, --mgl, --alpha"),
        (("--similar", "rlhf,rlaif", "--beta", "0.1", "--mgl", "0.1"), 2, "one of --beta"),
        (("--similar", "rlhf,rlaif", "--beta", "0.1"), 1, "need one residual probability"),
        (("--similar", "rlhf", "--beta", "0.1", "--residual", "0.1"), 1, "a group of 1"),
        (("--similar", "rlhf,rlaif", "--mgl", "0.1,0.1", "--residual", "0.1"), 1, "the group needs 1"),
        (("--similar", "rlhf,rlaif", "--alpha", "0.9,0.9", "--residual", "0.1"), 1, "sum to 1.8"),
        (("--need", "8"), 1, "choose a number from 1 to 7"),
        (("--need", "0"), 2, "not in the range"),
        (("--time-limit", "0"), 1, "give seconds"),
        (("--time-limit", "nan"), 1, "give seconds"),
        (("--range", "coll=0.5"), 1, "write NAME=LOW..HIGH"),
        (("--range", "coll=0.5..0.1"), 1, "give the lower end first"),
        (("--tornado", "0.5"), 1, "factor of 1 or more"),
        (("--scenarios", "absent.csv"), 1, "absent.csv"),
    ],
)
def test_bad_input_is_one_clear_line(
    run, table_1_options, options: tuple[str, ...], code: int, words: str
) -> None:  # type: ignore[no-untyped-def]
    answer = run("risk", *table_1_options, *options)
    assert (answer.code, answer.out, len(answer.err.splitlines())) == (code, "", 1)
    assert words in answer.err


def test_a_portfolio_of_nobody_is_refused(run) -> None:  # type: ignore[no-untyped-def]
    answer = run("risk", "--source", "dung-mai-2025-web-summary", "--mode", "tabulated")
    assert (answer.code, answer.out) == (1, "")
    assert "no assessment counts in this view" in answer.err


def test_the_table_prints_the_model_and_the_formulas(run, table_1_options) -> None:  # type: ignore[no-untyped-def]
    out = run("risk", *table_1_options).out
    for words in (
        "P of failing         0.0131     0.0361",
        "model: each technique alone suffices",
        "(an illustration)",
        "S-TAX reads: not deployed",
        "criticality: q * birnbaum / P",
        "rrw: P / P(S|not e)",
        "whatever the 3 unknown cells are (all 8 completions)",
        "CAP-DEV bundles narrower conditions",
    ):
        assert words in out


def test_csv_has_a_row_for_each_number(run, table_1_options) -> None:  # type: ignore[no-untyped-def]
    rows = list(csv.DictReader(io.StringIO(run("risk", *table_1_options, "--format", "csv").out)))
    found = {(r["reading"], r["part"], r["name"], r["figure"]): r["value"] for r in rows}
    assert len(found) == len(rows)
    assert float(found["possible", "portfolio", "", "probability"]) == pytest.approx(0.0361)
    assert found["certain", "importance", "s-tax", "rrw"] == "inf"


@pytest.fixture
def hard(tmp_path: Path) -> tuple[str, ...]:
    """A relation whose exact probability is out of reach in no time."""
    draw = random.Random(7)
    path = tmp_path / "hard.csv"
    rows = [f"t{t},f{f},exposed" for t in range(60) for f in range(60) if draw.random() < 0.3]
    path.write_text("technique,failure_mode,verdict\n" + "\n".join(rows) + "\n")
    return "--relation", str(path), "--not-assessed", "protected", "--time-limit", "0.05"


def test_beyond_reach_there_are_bounds_and_an_interval_labelled_so(run, ask, hard) -> None:  # type: ignore[no-untyped-def]
    answer = ask("risk", *hard)
    assert answer["exact"] is False
    p = answer["probability"]["certain"]
    assert 0 <= p["lower"] < p["upper"] <= 1
    assert p["lower"] <= p["sampled"]["upper"]
    assert p["sampled"]["lower"] <= p["upper"]
    assert (p["sampled"]["seed"], p["sampled"]["confidence"]) == (0, 0.95)
    assert answer["decades"]["certain"]["lower"] < float(answer["decades"]["certain"]["upper"])
    assert answer["importance"] == {"certain": [], "possible": []}
    assert "importance" in answer["left_out"]
    table = run("risk", *hard).out
    assert "proved bounds" in table
    assert "simulated: statistical, seed 0" in table
    assert json.dumps(ask("risk", *hard, "--seed", "1")["probability"]["certain"]["sampled"]) != json.dumps(
        p["sampled"]
    )


def test_many_techniques_are_answered(ask, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "many.csv"
    rows = [f"t{t},f{t % 7},exposed\nt{t},shared,exposed" for t in range(10_000)]
    path.write_text("technique,failure_mode,verdict\n" + "\n".join(rows) + "\n")
    options = ("--relation", path, "--not-assessed", "protected")
    answer = ask("risk", *options)
    assert answer["exact"] is True
    assert answer["probability"]["certain"] == pytest.approx(0.1 + 0.9 * 0.1**7)
    assert row(answer, "certain", "shared")["birnbaum"] == pytest.approx(1 - 0.1**7)
