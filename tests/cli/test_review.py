"""``review``: a curator's session by keys and by lines, the list, decisions by file, and hostile input."""

from __future__ import annotations

import csv
import io
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from commoncause.vocab import PREFIXES

ROOT = Path(__file__).parent.parent.parent
LIBRARY = """@article{doors, title={Steel doors and the inside job}, author={Lee, Ann and Roe, Jo}, year=2020,
  doi={10.1000/doors}, journal={Journal of Locks},
  abstract={We forced doors. A steel door falls to an inside job. AL is no help.}}
@article{honey, title={Honey in winter gardens and towns}, author={Poe, Al}, year=2021, doi={10.1000/honey}}
@misc{siren, title={Sirens at night in small towns}, author={Ray, Bo}, year=2022, eprint={2301.00001},
  archiveprefix={arXiv}}
"""
CLAIM = "a\n2\n1\ne\n\n\n"
"""An assessment of what is suggested second, about what is suggested first, with what is proposed."""
PROMPT = "[y]es [n]o [w]hy not [s]kip [u]ndo [q]uit [?]"

Say = Callable[..., object]


@pytest.fixture(autouse=True)
def kb_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run) -> Path:  # type: ignore[no-untyped-def]
    """A copy of the good knowledge base beside the ontology, with three papers in its inbox."""
    shutil.copytree(ROOT / "tests" / "fixtures" / "good", tmp_path, dirs_exist_ok=True)
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    (tmp_path / "refs.bib").write_text(LIBRARY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run("import", "bibtex", "refs.bib").code == 0
    return tmp_path / "kb"


@pytest.fixture
def say(run, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Run ``review`` with a text, or bytes, on standard input."""

    def _say(text: str | bytes, *options: str):  # type: ignore[no-untyped-def]
        content = text if isinstance(text, bytes) else text.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
        return run("review", *options)

    return _say


def test_a_paper_is_shown_with_what_it_may_be_about_and_where_it_is_from(say) -> None:  # type: ignore[no-untyped-def]
    lines = say("q\n").out.splitlines()
    assert lines[2:13] == [
        "1 of 3, 0 kept, 0 not relevant",
        "source:lee-2020, 2020",
        "",
        "*Steel doors* and the *inside job*",
        "Lee, Ann; Roe, Jo",
        "in Journal of Locks",
        "https://doi.org/10.1000/doors",
        "from refs.bib, line 1",
        "",
        "We forced doors. A *steel door* falls to an *inside job*. *AL* is no help.",
        "",
    ]
    assert lines[13:16] == [
        '1  failure-mode  Inside job (inside-job): "inside job", 2x',
        '2  technique     Steel door (steel-door): "Steel doors", "steel door", 2x',
        '3  technique     Burglar alarm (alarm): "AL", 1x',
    ]
    assert lines[17:] == [PROMPT + " ", "", "0 kept, 0 not relevant, 0 claims; 3 papers wait for a decision"]


def test_a_claim_is_part_of_the_matrix_once_it_is_reviewed_and_not_before(  # type: ignore[no-untyped-def]
    run, ask, say
) -> None:
    def _claims() -> list[str]:
        cells = ask("matrix", "--all")["cells"]
        return [name for cell in cells for name in cell["claims"] if "lee-2020" in name]

    assert _claims() == []
    answer = say("y\n" + CLAIM + "\nw\nno bees here\nn\n", "--texts", "texts")
    assert (answer.code, answer.err) == (0, "")
    assert "kept: source:lee-2020 in kb/papers.ttl" in answer.out
    assert 'its words (Enter: "A steel door falls to an inside job.")' in answer.out
    assert "1 kept, 2 not relevant, 1 claim; 0 papers wait for a decision" in answer.out
    assert _claims() == [PREFIXES["claim"] + "lee-2020-abstract-sd-ins"]
    assert run("validate").code == 0
    assert run("fmt", "--check", "kb/inbox", "kb/claims/lee-2020.ttl").code == 0
    assert ask("passages", "--sources", "texts", "--source", "lee-2020")["failed"] == []
    assert "no paper waits" in run("review", "--list").out
    assert [row["reason"] for row in ask("review", "--list", "--again")["papers"]] == ["no bees here", ""]


def test_the_end_of_input_loses_nothing_and_the_next_review_goes_on(say, run) -> None:  # type: ignore[no-untyped-def]
    answer = say("y\na\n2\n")
    assert answer.code == 0
    assert answer.out.splitlines()[-2:] == [
        "1 kept, 0 not relevant, 0 claims; 2 papers wait for a decision",
        "without a claim so far: source:lee-2020; `commoncause review --claims` comes back to them",
    ]
    assert run("validate").code == 0
    assert "1 of 2, 0 kept" in say("").out


def test_a_paper_that_was_left_without_a_claim_comes_back_for_its_claims(say, ask, run) -> None:  # type: ignore[no-untyped-def]
    assert "without a claim so far: source:lee-2020" in say("y\nq\n").out
    [row] = ask("review", "--claims", "--list")["papers"]
    assert (row["work"], row["suggestions"][0]["thing"]) == ("source:lee-2020", "failure:inside-job")
    assert row["decision"] == "relevant"
    assert "kept without a claim: 1" in run("review", "--claims", "--list").out
    answer = say(CLAIM + "\n", "--claims")
    assert "A steel door falls to an inside job." in answer.out.replace("*", "")
    assert "written: claim:lee-2020-abstract-sd-ins" in answer.out
    assert answer.out.splitlines()[-1] == "0 kept, 0 not relevant, 1 claim; 2 papers wait for a decision"
    assert ask("review", "--claims", "--list")["papers"] == []
    assert run("validate").code == 0


def test_what_was_there_before_and_is_imported_again_can_be_read_for_claims(say, ask, run) -> None:  # type: ignore[no-untyped-def]
    """Whatever was judged of another version of it; with what its own record says."""
    assert say("y\n\ns\ns\n").code == 0
    title = "title={Steel doors and the inside job}"
    preprint = f"@misc{{early, {title}, author={{Lee, Ann}}, year=2019, eprint={{1905.00009}},"
    again = f"@article{{again, {title}, doi={{10.1000/doors}}, abstract={{Once more.}}}}"
    Path("more.bib").write_text(f"{preprint} archiveprefix={{arXiv}}}}\n{again}\n", encoding="utf-8")
    assert run("import", "bibtex", "more.bib").code == 0
    Path("d.csv").write_text("work,decision\nlee-2019,not relevant\n", encoding="utf-8")
    assert run("review", "--decide", "d.csv").code == 0
    [row] = ask("review", "--claims", "--list")["papers"]
    assert (row["work"], row["authors"], row["year"]) == ("source:lee-2020", ["Lee, Ann", "Roe, Jo"], 2020)
    assert (row["doi"], row["venue"]) == ("10.1000/doors", "Journal of Locks")
    assert "1 of 1" in say("q\n", "--claims").out


def test_a_slip_costs_an_answer_and_not_the_claim(say) -> None:  # type: ignore[no-untyped-def]
    out = say("y\na\n?\nsd\nins\ne\n?\nshort\nAn insider has keys.\n?\nnot there\nWe forced doors.\nq\n").out
    for told in (
        "the number of a suggestion above, or a name",
        "in your own words, 10 to 800 characters",
        "letter by letter; the claim points to them",
        "the quote is not in title and abstract",
        "5 characters: why the paper says so",
        "written: claim:lee-2020-abstract-sd-ins",
    ):
        assert told in out
    assert "1 kept, 0 not relevant, 1 claim; 2 papers wait" in out


def test_no_sentence_is_offered_that_says_nothing_of_the_claim(say) -> None:  # type: ignore[no-untyped-def]
    out = say("s\ny\na\nsd\nins\ne\n\n\nq\n").out
    assert "no sentence of title and abstract names technique:steel-door or failure:inside-job" in out
    assert "its words (Enter: no claim): " in out
    assert "1 kept, 0 not relevant, 0 claims" in out


def test_undo_skip_and_help(say) -> None:  # type: ignore[no-untyped-def]
    out = say("u\n?\ns\nn\nu\ny\n?\nr\nsteel door\nhonest-staff\n\nSirens\n\nu\nq\n").out
    for told in (
        "nothing to undo: decide something first",
        "q  quit; everything decided is written",
        "undone: source:ray-2022 was not relevant",
        "r  reliance: a technique rests on an assumption",
        "written: claim:ray-2022-title-sd-rests-on-honest-staff",
        "undone: source:ray-2022 was kept",
    ):
        assert told in out
    assert out.splitlines()[-1] == "0 kept, 0 not relevant, 0 claims; 3 papers wait for a decision"


def test_a_name_or_number_that_will_not_do_is_asked_for_again(say) -> None:  # type: ignore[no-untyped-def]
    out = say("y\na\n1\n9\nsteel dor\nsd\n\n\nq\n").out
    assert "1 is no technique: give another number" in out
    assert "nothing is suggested under 9: give a name" in out
    assert "unknown technique 'steel dor': did you mean steel-door" in out


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("maybe\n" * 9, "standard input: no answer understood, 5 times: what was decided before is written"),
        ("y\na\n" + "zzz\n" * 9, "standard input: no answer understood, 5 times"),
        (b"\xff\x00\x1b[2J" * 12_500_000, "standard input: a line of more than 1,048,576 bytes"),
        (b"\xff\x00\x1b[2J\n" * 8_000_000, "standard input: no answer understood, 5 times"),
    ],
    ids=["letters", "names", "50 MB in a line", "50 MB of lines"],
)
def test_what_is_not_understood_ends_the_review_in_words(  # type: ignore[no-untyped-def]
    say, run, text: str | bytes, what: str
) -> None:
    answer = say(text)
    assert answer.code == 1
    assert len(answer.err.splitlines()) == 1
    assert what in answer.err
    assert "\x1b" not in answer.out
    assert run("validate").code == 0


def test_what_a_file_calls_a_paper_never_moves_the_cursor(say, run) -> None:  # type: ignore[no-untyped-def]
    title = "Sirens \x1b[2J\u202elive\x07 at the steel doors"
    text = f'[{{"id": "x", "type": "article-journal", "title": "{title}", "DOI": "10.1000/x"}}]'
    Path("h.json").write_text(text.replace("\x1b", "\\u001b").replace("\x07", "\\u0007"), encoding="utf-8")
    assert run("import", "csl", "h.json").code == 0
    outs = [say("q\n", "--match", "siren", "--limit", "2").out, run("review", "--list").out]
    outs.append(run("review", "--list", "--format", "json").out)
    assert all(not {"\x1b", "\u202e", "\x07"} & set(out) for out in outs)


def test_the_list_for_programs(ask) -> None:  # type: ignore[no-untyped-def]
    answer = ask("review", "--list", "--limit", "1")
    assert answer["waiting"] == 3
    assert answer["papers"] == [
        {
            "work": "source:lee-2020", "title": "Steel doors and the inside job",
            "authors": ["Lee, Ann", "Roe, Jo"], "year": 2020, "venue": "Journal of Locks",
            "doi": "10.1000/doors", "arxiv": "", "url": "", "from": [{"file": "refs.bib", "line": 1}],
            "decision": "undecided", "reason": "", "versions": [],
            "suggestions": [
                {"thing": "failure:inside-job", "kind": "failure-mode", "score": 6, "count": 2,
                 "words": ["inside job"]},
                {"thing": "technique:steel-door", "kind": "technique", "score": 6, "count": 2,
                 "words": ["Steel doors", "steel door"]},
                {"thing": "technique:alarm", "kind": "technique", "score": 2, "count": 1, "words": ["AL"]},
            ],
        }
    ]  # fmt: skip


def test_the_list_is_the_sheet_that_decides(run, ask) -> None:  # type: ignore[no-untyped-def]
    sheet = run("review", "--list", "--format", "csv").out
    Path("sheet.csv").write_text(sheet, encoding="utf-8")
    assert run("review", "--decide", "sheet.csv").out.splitlines()[0] == "nothing new, nothing written"
    rows = list(csv.DictReader(io.StringIO(sheet)))
    rows[0] |= {"decision": "relevant", "technique": "SD", "failure_mode": "INS", "verdict": "exposed"}
    rows[2] |= {"decision": "not relevant", "reason": "bees"}
    with open("sheet.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    decided = ask("review", "--decide", "sheet.csv")
    assert decided == {
        "relevant": ["source:lee-2020"],
        "not_relevant": ["source:poe-2021"],
        "claims": ["claim:lee-2020-abstract-sd-ins"],
        "unchanged": 0,
        "warnings": [],
    }
    assert "0 claims; 2 decided already" in run("review", "--decide", "sheet.csv").out
    assert run("validate").code == 0


def test_a_sheet_that_cannot_stand_is_one_line_and_changes_nothing(run, kb_folder: Path) -> None:  # type: ignore[no-untyped-def]
    before = {path: path.read_bytes() for path in kb_folder.rglob("*.ttl")}
    Path("d.csv").write_text("work,decision\npoe-2021,relevant\nlee-2020,perhaps\n", encoding="utf-8")
    answer = run("review", "--decide", "d.csv")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == "commoncause: d.csv:3: unknown decision 'perhaps': write relevant or not relevant\n"
    assert {path: path.read_bytes() for path in kb_folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("args", "what"),
    [
        (("--list", "--decide", "x.csv"), "exclude each other"),
        (("--format", "json"), "needs --list or --decide"),
        (("--limit", "0"), "--limit"),
        (("--sort", "age"), "--sort"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(run, args: tuple[str, ...], what: str) -> None:  # type: ignore[no-untyped-def]
    answer = run("review", *args)
    assert (answer.code, answer.out, len(answer.err.splitlines())) == (2, "", 1)
    assert what in answer.err


def test_a_name_to_match_that_is_none_is_refused_with_candidates(run) -> None:  # type: ignore[no-untyped-def]
    answer = run("review", "--list", "--match", "sirene")
    assert (answer.code, "did you mean siren" in answer.err) == (1, True)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_on_a_terminal_single_keys_decide(run) -> None:  # type: ignore[no-untyped-def]
    import pty

    leader, follower = pty.openpty()
    code = "from commoncause.cli import main; import sys; sys.argv = ['commoncause', 'review']; main()"
    environment = os.environ | {"TERM": "xterm"}
    environment.pop("NO_COLOR", None)
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdin=follower, stdout=follower, stderr=follower, env=environment
    )
    os.close(follower)
    os.write(leader, b"n\x1b[An?q")  # pressed ahead; the arrow is no answer
    shown = b""
    try:
        while select.select([leader], [], [], 20)[0]:
            try:
                shown += os.read(leader, 4096)
            except OSError:  # Linux: the other end is closed
                break
        assert child.wait(timeout=20) == 0
    finally:
        child.kill()
        os.close(leader)
    assert b"\x1b[33m\x1b[1msteel door\x1b[0m" in shown
    assert b"not understood: one of y, n, w, s, u, q, ?" in shown
    assert b"0 kept, 2 not relevant, 0 claims; 1 paper waits" in shown
    assert "1 paper waits" in run("review", "--list").out
