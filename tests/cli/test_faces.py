"""Tables for people, JSON for programs, one line for what goes wrong."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest


def test_the_matrix_reads_as_the_paper_prints_it(run, table_1_options) -> None:  # type: ignore[no-untyped-def]
    lines = run("matrix", *table_1_options).out.splitlines()
    assert lines[0].split() == [
        "technique",
        "S-TAX",
        "CAP-DEV",
        "DEC-AL",
        "COLL",
        "EM-MIS",
        "EVAL-DIFF",
        "AL-GEN",
    ]
    assert lines[4].split() == ["Debate", "?", "✗", "✓", "✗", "✗", "✗", "✗"]
    assert lines[-2] == "27 exposed ✗, 19 protected ✓, 3 unclear ?"


def test_output_is_plain_when_piped_and_coloured_on_a_terminal() -> None:
    command = [sys.executable, "-m", "commoncause", "matrix", "--mode", "tabulated"]
    piped = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "\x1b" not in piped
    assert "\x1b[" in _on_a_terminal(command, {"NO_COLOR": ""})
    assert "\x1b[3" not in _on_a_terminal([*command, "--no-color"], {})
    assert "\x1b[3" not in _on_a_terminal([*command[:3], "--no-color", *command[3:]], {})


def test_a_wrong_query_is_pointed_at_on_a_terminal_and_one_line_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "wrong.rq").write_text("# what?\nSELECT ?a\nWHERE {\n\t?a a ?t ; }}\n", encoding="utf-8")
    command = [sys.executable, "-m", "commoncause", "query", str(tmp_path / "wrong.rq")]
    piped = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (piped.returncode, piped.stdout, piped.stderr.count("\n")) == (1, "", 1)
    message, line, caret = _on_a_terminal(command, {}, code=1).rstrip("\r\n").split("\r\n")
    assert message == piped.stderr.rstrip("\n")
    assert " at 4:13: " in message
    assert (line, caret) == (" ?a a ?t ; }}", " " * 12 + "^")


def _on_a_terminal(command: list[str], more: dict[str, str], *, code: int = 0) -> str:
    """Return what a command prints on a terminal that is both its outputs."""
    primary, secondary = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {"TERM": "xterm-256color"}
    environment |= {k: v for k, v in more.items() if v}
    process = subprocess.Popen(command, stdout=secondary, stderr=secondary, env=environment)
    os.close(secondary)
    chunks = []
    while True:
        try:
            chunk = os.read(primary, 65536)
        except OSError:
            break
        if not chunk:
            break
        chunks.append(chunk)
    assert process.wait() == code
    os.close(primary)
    return b"".join(chunks).decode()


@pytest.mark.parametrize(
    "args",
    [
        ("matrix",),
        ("conflicts",),
        ("defects",),
        ("clusters",),
        ("cut-sets",),
        ("single-points", "-t", "rlhf", "-t", "w2s"),
        ("portfolios", "--max-size", "2"),
        ("explain",),
        ("explain", "cut-sets"),
        ("explain", "single-points", "-t", "rlhf", "-t", "w2s"),
        ("explain", "clusters", "--over", "failure-modes"),
        ("explain", "portfolios"),
        ("explain", "conflicts"),
        ("explain", "rlhf"),
        ("explain", "AL-GEN"),
        ("explain", "ida", "dec-al"),
        ("show", "W2S"),
        ("show", "AL-GEN"),
        ("show", "source:zou-2023"),
        ("query", "--list"),
    ],
    ids=" ".join,
)
def test_every_answer_has_three_faces(run, args: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    table, sheet, data = (run(*args, "--format", face) for face in ("table", "csv", "json"))
    assert (table.code, sheet.code, data.code) == (0, 0, 0), table.err + sheet.err + data.err
    assert table.out.strip()
    assert sheet.out.count("\n") >= 2
    answer = json.loads(data.out)
    assert data.out == json.dumps(answer, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    assert table.err == sheet.err == data.err == ""


def test_explaining_a_cell_gives_both_claims_and_their_passages(ask) -> None:  # type: ignore[no-untyped-def]
    answer = ask("explain", "IDA", "DEC-AL", "--mode", "tabulated", "--mode", "argued")
    (statement,) = answer["statements"]
    assert "differ (exposed, protected)" in statement["cells"][0]["why"]
    places = {(c["section"], p["start"], p["end"]) for c in answer["claims"].values() for p in c["passages"]}
    assert places == {("Table 1", 26118, 26154), ("4.2", 38744, 38898)}


def test_explaining_an_inferred_answer_reaches_stated_claims(ask) -> None:  # type: ignore[no-untyped-def]
    answer = ask("explain", "rlhf", "eval-diff", "--mode", "inferred")
    kinds = {claim["kind"] for claim in answer["claims"].values()}
    assert kinds == {"assessment", "reliance", "negation"}


def test_explaining_a_cut_set_names_what_defeats_each_technique(ask, table_1_options) -> None:  # type: ignore[no-untyped-def]
    answer = ask("explain", "cut-sets", *table_1_options)
    first = next(s for s in answer["statements"] if s["statement"].startswith("al-gen, s-tax"))
    assert {cell["technique"] for cell in first["cells"]} == {
        "rlhf", "rlaif", "weak-to-strong", "debate", "representation-engineering", "scientist-ai",
        "iterated-amplification",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("cut-sets", "-t", "rlfh"), 1, "unknown technique 'rlfh': did you mean"),
        (("matrix", "--source", "nobody-1999"), 1, "unknown source"),
        (("matrix", "-f", "x" * 5000), 1, "unknown failure-mode"),
        (("cut-sets", "--need", "9", "--mode", "tabulated", "--source", "dung-mai-2025"), 1, "need"),
        (("cut-sets", "--max-order", "0"), 2, "max-order"),
        (("cut-sets", "--source", "dung-mai-2025", "--mode", "reported"), 1, "no assessment counts"),
        (("portfolios", "--p-default", "1.5"), 1, "probability"),
        (("portfolios", "--p-default", "nan"), 1, "probability"),
        (("matrix", "--relation", "missing.csv"), 1, "missing.csv: No such file"),
        (("matrix", "--kb", "nowhere"), 1, "nowhere: no such folder"),
        (("query", "-e", "SELEC"), 1, "not a SPARQL query, at 1:"),
        (("query", "no-such-question"), 1, "unknown query"),
        (("query", "missing.rq"), 1, "missing.rq: No such file"),
        (("show", "no such thing"), 1, "unknown name"),
        (("passages", "--sources", "nowhere"), 1, "no such folder"),
        (("validate", "missing.ttl"), 1, "missing.ttl"),
        (("export", "pdf"), 2, "pdf"),
        (("cut-sets", "--bad"), 2, "--bad"),
        (("nonsense",), 2, "nonsense"),
        (("query",), 2, "give one query"),
    ],
)
def test_what_goes_wrong_is_one_line(run, args: tuple[str, ...], code: int, words: str) -> None:  # type: ignore[no-untyped-def]
    answer = run(*args)
    assert answer.code == code
    text = answer.err or answer.out
    assert words in text
    assert len(answer.err.splitlines()) <= 1
    assert len(answer.err) < 700
    assert "Traceback" not in answer.err
    assert "internal error" not in answer.err


def test_explaining_a_probability_names_every_cell_it_is_a_sum_over(ask, table_1_options) -> None:  # type: ignore[no-untyped-def]
    certain, possible = ask("explain", "risk", *table_1_options)["statements"]
    assert certain["statement"] == "the portfolio fails with probability 0.0130951 (certain)"
    assert (len(certain["cells"]), len(possible["cells"])) == (27, 30)


def test_explaining_conclusions_gives_the_claims_on_the_cells_that_decide(ask) -> None:  # type: ignore[no-untyped-def]
    rows = {row["statement"]: row["cells"] for row in ask("explain", "conclusions")["statements"]}
    (cells,) = [cells for said, cells in rows.items() if said.startswith("DEC-AL may affect all but")]
    assert {cell["verdict"] for cell in cells} == {"exposed", "protected"}
    assert all(cell["claims"] for cell in cells)


def test_explaining_reliances_and_defects(ask) -> None:  # type: ignore[no-untyped-def]
    answer = ask("explain", "benign-generalization", "rlhf")
    (statement,) = answer["statements"]
    assert statement["statement"] == "rlhf rests on benign-generalization"
    assert "agree" in statement["cells"][0]["why"] or "says so" in statement["cells"][0]["why"]
    assert {claim["kind"] for claim in answer["claims"].values()} == {"reliance"}
    doubts = ask("explain", "dec-al", "ida")["defects"]
    assert "https://w3id.org/commoncause/kb/defect/dung-mai-2025-table-1-ida-dec-al" in doubts
    assert len(ask("explain", "defects")["claims"]) > 15


def test_every_claim_can_be_shown_and_explained(run) -> None:  # type: ignore[no-untyped-def]
    name = "claim:dung-mai-2025-4-2-ida-dec-al"
    assert "38744" in run("show", name).out
    assert "iterated-amplification, dec-al, exposed" in run("explain", name).out


def test_two_things_with_one_name_are_both_offered(tiny_kb, run) -> None:  # type: ignore[no-untyped-def]
    things = "".join(
        f'technique:{x} a ccf:Technique ; skos:prefLabel "{x}"@en ; skos:altLabel "Shared name"@en .\n'
        for x in "ab"
    )
    answer = run("show", "shared-name", "--kb", tiny_kb(things))
    assert answer.code == 1
    assert "ambiguous" in answer.err
    assert "technique:a, technique:b" in answer.err


def test_a_terminal_without_the_glyphs_is_no_crash() -> None:
    command = [sys.executable, "-m", "commoncause", "matrix", "--mode", "tabulated"]
    environment = os.environ | {"PYTHONIOENCODING": "latin-1", "LC_ALL": "C"}
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_error_of_the_program_is_one_line(run, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("commoncause.cli.matrix.matrix_answer", lambda _: 1 / 0)
    answer = run("matrix")
    assert answer.code == 1
    assert answer.err.startswith("commoncause: internal error, ZeroDivisionError")
    assert len(answer.err.splitlines()) == 1


def test_an_unknown_name_is_met_with_names_that_are_like_it(run) -> None:  # type: ignore[no-untyped-def]
    assert "sophisticated-deception" in run("matrix", "-f", "deception").err


def test_a_closed_pipe_is_no_traceback() -> None:
    script = f"{sys.executable} -m commoncause matrix --format json | head -n 1"
    done = subprocess.run(script, shell=True, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_python_m_and_the_console_script_are_one_command() -> None:
    both = [[sys.executable, "-m", "commoncause"], [str(Path(sys.executable).parent / "commoncause")]]
    outs = [
        subprocess.run([*c, "--version"], capture_output=True, text=True, check=True).stdout for c in both
    ]
    assert outs[0] == outs[1] != ""


@pytest.mark.parametrize("face", ["json", "csv", "tsv", "xml", "table"])
def test_query_results_in_every_form(run, face: str) -> None:  # type: ignore[no-untyped-def]
    answer = run("query", "-e", "SELECT ?t { ?t ccf:exposedTo failure:al-gen } ORDER BY ?t", "--format", face)
    assert answer.code == 0
    assert "rlhf" in answer.out


def test_ask_and_construct(run) -> None:  # type: ignore[no-untyped-def]
    assert run("query", "-e", "ASK { technique:rlhf ccf:exposedTo failure:coll }").out == "no\n"
    answer = run(
        "query", "-e", "CONSTRUCT WHERE { ?t ccf:restsOn assumption:no-collusion }", "--format", "turtle"
    )
    assert "ccf:restsOn assumption:no-collusion" in answer.out


def test_names_with_escape_codes_do_not_reach_the_terminal(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "evil.csv"
    path.write_text("technique,failure_mode,verdict\n\x1b]0;owned\x07A,\u202ef,exposed\n=cmd(),g,exposed\n")
    out = run("matrix", "--relation", path).out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "'=cmd()" in run("matrix", "--relation", path, "--format", "csv").out
