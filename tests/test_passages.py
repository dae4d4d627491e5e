"""Claims held against a small text of the tests' own: digest, offsets, code points, newlines."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from commoncause import load
from commoncause.errors import InvalidInputError, UnknownNameError
from commoncause.passages import check_passages

TEXT = "Zoë's “dæmon” 🛡 holds.\r\nIt fails under load."
THINGS = """
technique:shield a ccf:Technique ; skos:prefLabel "Shield"@en .
failure:load a ccf:FailureMode ; skos:prefLabel "Load"@en .
source:a-source dcterms:title "A source" .
"""


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a-source.txt").write_bytes(TEXT.encode())
    return folder


@pytest.fixture
def check(tiny_kb, texts: Path) -> Callable[..., list]:  # type: ignore[no-untyped-def,type-arg]
    def _check(start: int, end: int, digest: str | None = None) -> list:  # type: ignore[type-arg]
        sha = digest or hashlib.sha256(TEXT.encode()).hexdigest()
        claims = f"""
        claim:one a ccf:Assessment ; ccf:statedIn source:a-source ; ccf:section "1" ; ccf:mode ccf:argued ;
            ccf:technique technique:shield ; ccf:failureMode failure:load ; ccf:verdict ccf:exposed ;
            ccf:passage passage:one .
        passage:one a oa:TextPositionSelector ; ccf:inText text:a-source ; oa:start {start} ; oa:end {end} .
        text:a-source a ccf:Text ; ccf:textOf source:a-source ; ccf:sha256 "{sha}" .
        """
        return check_passages(load(tiny_kb(THINGS, claims)), texts)

    return _check


def test_offsets_count_code_points_without_newline_translation(check) -> None:  # type: ignore[no-untyped-def]
    start = TEXT.index("It fails")
    (checked,) = check(start, len(TEXT))
    assert (checked.reason, checked.words) == ("", ("It fails under load.",))
    assert TEXT[start - 2 : start] == "\r\n"


@pytest.mark.parametrize(
    ("start", "end", "digest", "reason"),
    [
        (0, len(TEXT) + 1, None, "ends past the text's"),
        (5, 5, None, "is empty"),
        (9, 3, None, "is empty"),
        (TEXT.index("\r"), TEXT.index("\r") + 2, None, "only white space"),
        (0, 5, "0" * 64, "another version: its digest differs"),
    ],
)
def test_what_is_misplaced_is_said(check, start: int, end: int, digest: str | None, reason: str) -> None:  # type: ignore[no-untyped-def]
    (checked,) = check(start, end, digest)
    assert reason in checked.reason
    assert checked.words == ()


def test_a_missing_text_or_folder(check, texts: Path, tiny_kb) -> None:  # type: ignore[no-untyped-def]
    (texts / "a-source.txt").unlink()
    (checked,) = check(0, 5)
    assert "No such file" in checked.reason
    with pytest.raises(InvalidInputError, match="no such folder"):
        check_passages(load(tiny_kb(THINGS, name="other")), texts / "nowhere")


def test_a_claim_without_a_passage_fails(tiny_kb, texts: Path) -> None:  # type: ignore[no-untyped-def]
    claims = (
        'claim:two a ccf:Reliance ; ccf:statedIn source:a-source ; ccf:section "1" ; ccf:mode ccf:argued .'
    )
    (checked,) = check_passages(load(tiny_kb(THINGS, claims)), texts)
    assert checked.reason == "it has no passage"


def test_a_mapping_stands_in_no_text(texts: Path) -> None:
    good = load(Path(__file__).parent / "fixtures" / "good" / "kb")
    assert any(claim.kind == "mapping" for claim in good.claims.values())
    assert not any(checked.claim.kind == "mapping" for checked in check_passages(good, texts))


def test_an_unknown_source_is_refused(kb, texts: Path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UnknownNameError, match="dung-mai-2025"):
        check_passages(kb, texts, "dung-2025")


def test_failed_passages_exit_with_1(run, texts: Path) -> None:  # type: ignore[no-untyped-def]
    answer = run("passages", "--sources", texts, "--format", "json")
    assert answer.code == 1
    assert '"checked": ' in answer.out
