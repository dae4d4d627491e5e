"""A user's own matrix: read exactly, refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.errors import InvalidInputError
from commoncause.importers.relation import matrix_of, read_relation
from commoncause.model import Verdict
from commoncause.views import View, conflicts


@pytest.fixture
def csv(tmp_path: Path):  # type: ignore[no-untyped-def]
    def write(text: str | bytes) -> Path:
        path = tmp_path / "own.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_names_are_kept_and_unlisted_pairs_are_not_assessed(csv) -> None:  # type: ignore[no-untyped-def]
    path = csv("technique,failure_mode,verdict,note\nMoat,Siege of 1453,Exposed,x\n城,Fire,protected,\n")
    matrix, claims = matrix_of(path, View())
    assert matrix.techniques == ("Moat", "城")
    assert matrix.cells["Moat", "Siege of 1453"].verdict is Verdict.EXPOSED
    assert matrix.cells["Moat", "Fire"].verdict is Verdict.NOT_ASSESSED
    assert sorted(claims) == ["own.csv#line=2", "own.csv#line=3"]


def test_duplicates_merge_and_contradictions_are_conflicts(csv) -> None:  # type: ignore[no-untyped-def]
    path = csv("technique,failure_mode,verdict\nA,f,exposed\nA,f,exposed\nA,g,exposed\nA,g,protected\n")
    matrix, _ = matrix_of(path, View())
    assert [(c.failure_mode, c.verdict.value) for c in conflicts(matrix)] == [("g", "unclear")]
    assert matrix.cells["A", "f"].verdict is Verdict.EXPOSED


def test_rows_that_mitigate_leave_every_other_pair_exposed(csv) -> None:  # type: ignore[no-untyped-def]
    path = csv("technique,failure_mode\nM1,T1\nM2,T2\n,T3\n")
    matrix, _ = matrix_of(path, View(), "mitigates")
    assert matrix.exposure("certain") == {"M1": {"T2", "T3"}, "M2": {"T1", "T3"}}


def test_a_byte_order_mark_and_quoted_newlines_are_read(csv) -> None:  # type: ignore[no-untyped-def]
    path = csv('\ufefftechnique,failure_mode,verdict\r\n"A\nB",f,exposed\r\nC,f,unclear\r\n')
    claims, _ = read_relation(path)
    assert [(c.technique, c.iri) for c in claims] == [("A\nB", "own.csv#line=2"), ("C", "own.csv#line=4")]


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("tool,failure_mode,verdict\nA,f,exposed\n", 1, "technique"),
        ("technique,failure_mode\nA,f\n", 1, "verdict"),
        ("technique,technique,failure_mode,verdict\n", 1, "technique"),
        ("", 1, "header"),
        ("technique,failure_mode,verdict\nA,f,exposd\n", 2, "exposd"),
        ("technique,failure_mode,verdict\nA,f,exposed\n,f,exposed\n", 3, "technique"),
        ("technique,failure_mode,verdict\nA,,exposed\n", 2, "failure_mode"),
        ('technique,failure_mode,verdict\nA,"f"x,exposed\n', 2, "CSV"),
        (b"technique,failure_mode,verdict\n\xff,f,exposed\n", None, "UTF-8"),
        ("technique,failure_mode,verdict\n", None, "rows"),
        ("technique,failure_mode,verdict\n" + "x" * 30_000 + ",f,exposed\n", 2, "30,000"),
    ],
)
def test_bad_files_are_refused_with_their_line(csv, text, line, word) -> None:  # type: ignore[no-untyped-def]
    path = csv(text)
    with pytest.raises(InvalidInputError) as refusal:
        read_relation(path)
    message = str(refusal.value)
    assert message.startswith(f"{path}:{line}:" if line else f"{path}:")
    assert word in message
    assert "\n" not in message


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_a_refusal(tmp_path_factory, data: bytes) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path_factory.mktemp("any") / "own.csv"
    path.write_bytes(b"technique,failure_mode,verdict\n" + data)
    refused = ""
    try:
        read_relation(path)
    except InvalidInputError as refusal:
        refused = str(refusal)
    assert "\n" not in refused
