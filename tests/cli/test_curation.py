"""``new`` and ``fmt`` on the command line: what they print, how they exit, what they leave alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from commoncause.curation.kinds import CLAIM_KINDS, KINDS
from commoncause.curation.writing import refuse_packaged
from commoncause.errors import InvalidInputError
from commoncause.store import Home

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "src" / "commoncause"
DOGS = ("new", "technique", "Dogs", "--definition", "Animals that bark.", "--source", "smith-2024")
CLAIM = (
    "--source smith-2024 --section 2 --mode argued --modality plain -t sd -f out --verdict exposed".split()
)
CLAIM += ["--rationale", "Because it says so.", "--passage", "239-306"]
MESSY = (
    "@prefix ccf: <https://w3id.org/commoncause/ontology#> .\n<https://a.example/b> a ccf:Technique . # why\n"
)


@pytest.fixture(autouse=True)
def kb_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the good knowledge base beside the ontology, and the place to stand in."""
    shutil.copytree(ROOT / "tests" / "fixtures" / "good", tmp_path, dirs_exist_ok=True)
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "kb"


def test_new_says_what_it_wrote_and_where(run) -> None:  # type: ignore[no-untyped-def]
    answer = run(*DOGS)
    assert (answer.code, answer.err) == (0, "")
    name, place = answer.out.splitlines()[1].split()
    file, line = place.split(":")
    assert name == "technique:dogs"
    assert Path(file).read_text(encoding="utf-8").splitlines()[int(line) - 1].startswith("technique:dogs a ")
    assert run("show", "dogs").code == 0
    assert run("validate").code == 0


def test_new_in_json_and_csv(run, ask) -> None:  # type: ignore[no-untyped-def]
    written = ask("new", "assumption", "Thieves fear dogs", *DOGS[3:])
    (place,) = written["written"]
    assert (place["iri"], place["file"]) == ("assumption:thieves-fear-dogs", "kb/assumptions.ttl")
    assert {row["rule"] for row in written["warnings"]} == {"unused-assumption"}
    out = run("new", "attack", "Poison", *DOGS[3:], "--format", "csv").out
    assert out.splitlines()[0] == "iri,file,line"


def test_a_warning_is_printed_and_no_obstacle(run) -> None:  # type: ignore[no-untyped-def]
    answer = run("new", "assumption", "Thieves fear dogs", *DOGS[3:])
    assert answer.code == 0
    assert "no claim says that a technique rests on this assumption" in answer.out


def test_claim_asks_for_its_kind(run) -> None:  # type: ignore[no-untyped-def]
    answer = run("new", "claim", *CLAIM)
    assert answer.code == 2
    assert len(answer.err.splitlines()) == 1
    assert all(kind in answer.err for kind in CLAIM_KINDS)
    assert "claim:smith-2024-2-sd-out" in run("new", "claim", "--kind", "assessment", *CLAIM).out
    assert "--verdict" in run("new", "claim", "--kind", "assessment", "--help").out


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_explains_itself(run, kind: str) -> None:  # type: ignore[no-untyped-def]
    text = " ".join(run("new", kind, "--help").out.split())
    assert f"Example: commoncause new {kind} " in text
    assert all(f"--{field.name}" in text for field in KINDS[kind].fields if not field.is_argument)
    assert kind in run("new", "--help").out


@pytest.mark.parametrize(
    ("args", "what"),
    [
        (("new", "assessment"), "Missing option '--source'"),
        (("new", "assessment", *CLAIM[:-4], "--verdict", "safe"), "'safe' is not one of 'exposed'"),
        (("new", "technique"), "Missing argument 'LABEL'"),
        (("new", "tecnique"), "No such command 'tecnique'"),
        (("new", "work", "--title", "x", "--year", "2026"), "Missing option '--type'"),
        (("fmt", "--chek"), "No such option"),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, tuple) else "",
)
def test_wrong_usage_is_one_line_and_exit_2(run, args: tuple[str, ...], what: str) -> None:  # type: ignore[no-untyped-def]
    answer = run(*args)
    assert (answer.code, answer.out) == (2, "")
    assert len(answer.err.splitlines()) == 1
    assert what in answer.err


@pytest.mark.parametrize(
    ("args", "what"),
    [
        ((*DOGS[:-1], "smith"), "unknown source 'smith': did you mean smith-2024"),
        (("new", "technique", "Alarm", *DOGS[3:]), "technique:alarm is there already"),
        (("new", "technique", 'a"""\n\\ "b"', *DOGS[3:]), "holds a tab, line break or hidden direction mark"),
        (("new", "technique", "\u202eDogs", *DOGS[3:]), "holds a tab, line break or hidden direction mark"),
        (("new", "technique", "Dogs " * 5_000, *DOGS[3:]), "not written: technique:dogs"),
        (("new", "assessment", *CLAIM, "--quote", "Guards", "--sources", "texts"), "3 times"),
        (("new", "assessment", *CLAIM, "--quote", "\x1b[31m", "--sources", "texts"), "not in the text"),
        (("new", "assessment", *CLAIM, "-t", "dor"), "unknown technique 'dor'"),
        (("new", "text", "--source", "jones-2020", "--text", "kb"), "kb: a folder"),
        ((*DOGS, "--kb", "nowhere"), "nowhere: no such folder"),
    ],
    ids=lambda value: " ".join(value[:3])[:40] if isinstance(value, tuple) else "",
)
def test_bad_input_is_one_line_and_exit_1(  # type: ignore[no-untyped-def]
    run, kb_folder: Path, args: tuple[str, ...], what: str
) -> None:
    before = {path: path.read_bytes() for path in kb_folder.rglob("*.ttl")}
    answer = run(*args)
    assert (answer.code, answer.out) == (1, "")
    assert len(answer.err.splitlines()) == 1
    assert answer.err.isprintable() or answer.err[:-1].isprintable()
    assert what in answer.err
    assert {path: path.read_bytes() for path in kb_folder.rglob("*") if path.is_file()} == before


def test_fmt_brings_files_into_form_once(run, ask, kb_folder: Path) -> None:  # type: ignore[no-untyped-def]
    Path("messy.ttl").write_text(MESSY)
    assert ask("fmt", "messy.ttl") == {"changed": ["messy.ttl"], "checked": 1}
    assert 'skos:editorialNote "why"@en' in Path("messy.ttl").read_text()
    assert ask("fmt", "messy.ttl") == {"changed": [], "checked": 1}
    assert run("fmt").code == 0
    answer = run("fmt", "--check")
    assert (answer.code, answer.out.splitlines()[0]) == (0, "in canonical form")
    assert run("validate").code == 0
    files = len(list(kb_folder.rglob("*.ttl")))
    assert ask("fmt", "--check", "kb") == {"changed": [], "checked": files}


def test_check_lists_files_exits_1_and_writes_nothing(run) -> None:  # type: ignore[no-untyped-def]
    Path("messy.ttl").write_text(MESSY)
    answer = run("fmt", "--check", "messy.ttl")
    assert (answer.code, answer.out.splitlines()) == (
        1,
        ["not in canonical form", "messy.ttl", "1 files, 1 not in canonical form"],
    )
    assert run("fmt", "--check", "messy.ttl", "--format", "csv").out == "file\nmessy.ttl\n"
    assert Path("messy.ttl").read_text() == MESSY


def test_one_broken_file_keeps_all_as_they_are(run) -> None:  # type: ignore[no-untyped-def]
    Path("a.ttl").write_text(MESSY)
    Path("b.ttl").write_text(MESSY + "\n<https://a.example/c> a .\n")
    answer = run("fmt", "a.ttl", "b.ttl")
    assert answer.code == 1
    assert answer.err.startswith("commoncause: b.ttl:4: not valid Turtle")
    assert len(answer.err.splitlines()) == 1
    assert Path("a.ttl").read_text() == MESSY


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("none.ttl", None, "none.ttl: No such file or directory"),
        ("latin.ttl", b"# \xe9\n", "latin.ttl:1: not UTF-8"),
        ("nul.ttl", b"\x00", "nul.ttl:1: not valid Turtle"),
        ("star.ttl", b"<a:b> <a:c> <<( <a:b> <a:c> <a:d> )>> .", "star.ttl: a triple as a term"),
    ],
)
def test_what_is_no_turtle_is_one_line(run, name: str, content: bytes | None, what: str) -> None:  # type: ignore[no-untyped-def]
    if content is not None:
        Path(name).write_bytes(content)
    answer = run("fmt", name)
    assert (answer.code, len(answer.err.splitlines())) == (1, 1)
    assert what in answer.err


def test_the_packaged_copy_is_not_for_editing() -> None:
    with pytest.raises(InvalidInputError, match="the packaged copy is not for editing"):
        refuse_packaged(Home(PACKAGE / "_data" / "kb", PACKAGE / "_data" / "ontology"))
    refuse_packaged(Home(ROOT / "kb", ROOT / "ontology"))
