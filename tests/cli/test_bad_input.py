"""Bad files met by commands that only read: one line, file and line, no traceback, no hang."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ASSESSED = """
technique:a a ccf:Technique , skos:Concept ; skos:prefLabel "A"@en .
failure:f a ccf:FailureMode , skos:Concept ; skos:prefLabel "F"@en .
failure:g a ccf:FailureMode , skos:Concept ; skos:prefLabel "G"@en .
source:a-source dcterms:title "A source" .
"""
CLAIM = """
claim:c a ccf:Assessment ; ccf:statedIn source:a-source ; ccf:section "1" ; ccf:mode ccf:argued ;
    ccf:modality ccf:plain ; ccf:technique technique:a ; ccf:failureMode failure:f ; ccf:verdict ccf:exposed .
"""
SPOILS = {
    "no source": ("", CLAIM.replace("ccf:statedIn source:a-source ; ", ""), "no source"),
    "unknown technique": ("", CLAIM.replace("technique:a", "technique:nobody"), "no known technique"),
    "technique in words": ("", CLAIM.replace("technique:a", '"rl hf <x>"'), "no known technique"),
    "unknown mode": ("", CLAIM.replace("failure:f", "technique:a"), "no known failure mode"),
    "misspelt verdict": ("", CLAIM.replace("ccf:exposed", "ccf:exposd"), "no known verdict"),
    "cyclic failure modes": (
        "failure:f skos:broader failure:g . failure:g skos:broader failure:f .", CLAIM, "circle",
    ),
    "cyclic techniques": ("technique:a skos:broader technique:a .", CLAIM, "circle"),
    "broken Turtle": ("failure:h a ccf:FailureMode ; ", CLAIM, "not valid Turtle"),
    "giant IRI": (f"<https://example.org/{'x' * 40_000}> a skos:Concept .", CLAIM, "characters"),
}  # fmt: skip


@pytest.mark.parametrize(
    "command", [("matrix",), ("show", "A"), ("query", "-e", "ASK {}"), ("cut-sets", "--split")]
)
@pytest.mark.parametrize("spoil", SPOILS)
def test_no_answer_rests_on_what_is_broken(run, tiny_kb, spoil: str, command: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    things, claims, words = SPOILS[spoil]
    folder = tiny_kb(ASSESSED + things, claims)
    answer = run(*command, "--kb", folder)
    assert answer.code == 1
    assert answer.out == ""
    assert len(answer.err.splitlines()) == 1
    assert words in answer.err
    assert f"{folder.name}/" in answer.err
    assert ".ttl:" in answer.err
    assert len(answer.err) < 600


@pytest.mark.parametrize("number", ['"²"^^xsd:integer', "9" * 5_000, '"x"^^xsd:integer', "-1"])
def test_numbers_that_are_none_are_survived(run, tiny_kb, number: str) -> None:  # type: ignore[no-untyped-def]
    things = ASSESSED + f"technique:a ccf:position {number} .\n"
    claims = (
        CLAIM
        + f"claim:c ccf:passage passage:p . passage:p ccf:inText text:t ; oa:start {number} ; oa:end 3 ."
    )
    folder = tiny_kb(things, claims)
    for command in (("matrix",), ("show", "A"), ("explain",)):
        answer = run(*command, "--kb", folder)
        assert (answer.code, answer.err) == (0, "")


def test_strange_files_are_named(run, tiny_kb, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    folder = tiny_kb(ASSESSED, CLAIM)
    for name, make in {
        "loop.ttl": lambda path: path.symlink_to(path),
        "folder.ttl": lambda path: path.mkdir(),
        "pipe.ttl": os.mkfifo,
        "endless.ttl": lambda path: path.symlink_to("/dev/zero"),
    }.items():
        make(folder / name)
        for command in (("matrix", "--kb", folder), ("validate", folder)):
            answer = run(*command)
            assert answer.code == 1, (name, command)
            assert name in answer.err + answer.out
            assert "internal error" not in answer.err
        if (folder / name).is_dir():
            (folder / name).rmdir()
        else:
            (folder / name).unlink()


def test_a_claims_file_needs_a_name_that_makes_an_iri(run, tiny_kb) -> None:  # type: ignore[no-untyped-def]
    folder = tiny_kb(ASSESSED, CLAIM)
    shutil.copy(folder / "claims" / "a-source.ttl", folder / "claims" / "a b\x1b[31m<x>.ttl")
    answer = run("matrix", "--kb", folder)
    assert (answer.code, len(answer.err.splitlines())) == (1, 1)
    assert "\x1b" not in answer.err


def test_a_byte_order_mark_is_no_matter(run, tiny_kb) -> None:  # type: ignore[no-untyped-def]
    folder = tiny_kb(ASSESSED, CLAIM)
    path = folder / "things.ttl"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert run("matrix", "--kb", folder).code == 0


def test_an_unreviewed_import_takes_no_answer_away(run, tiny_kb) -> None:  # type: ignore[no-untyped-def]
    folder = tiny_kb(ASSESSED, CLAIM)
    (folder / "inbox").mkdir()
    kb = "https://w3id.org/commoncause/kb/"
    (folder / "inbox" / "new.ttl").write_text(
        f"<{kb}technique/a> <https://w3id.org/commoncause/ontology#exposedTo> <{kb}failure-mode/f> ."
    )
    assert run("query", "-e", "ASK { technique:a ccf:exposedTo failure:f }", "--kb", folder).out == "yes\n"
