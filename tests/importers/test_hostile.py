"""Libraries as nobody would write them: any bytes are read or refused in words, and what is read is inert."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from commoncause.curation.inbox import import_library
from commoncause.errors import InvalidInputError
from commoncause.importers.library import FORMATS, open_library
from commoncause.importers.records import Record, Rejected
from commoncause.store import Home

ROOT = Path(__file__).parent.parent.parent
SNIPPETS = {
    "bibtex": ["@article{a,", "title = {", "}", '"', "#", "@string{x = ", "@comment{",
               "crossref = {a}", "\\'e", "$", "\n@"],
    "ris": ["TY  - JOUR\n", "TI  - ", "ER  - \n", "AU  - Lee, A.\n", "DO  - 10.1000/b\n", "\n", "N1  -"],
    "csl": ["[", "]", "{", "}", '"title":', '"x"', ",", '"author":', "[[2020]]",
            '"issued":', '{"date-parts":', "1e999"],
    "openalex": ["{", "}", '"results":[', "]", '"title":"x"', ",", '"id":"W1"', "\n",
                 '"abstract_inverted_index":{"a":[0]}'],
    "zotero-csv": ['"Key","Title"', "\n", ",", '"', "a", "Title", "\r\n"],
    "zotero-rdf": ["<rdf:RDF ", "xmlns:z='http://www.zotero.org/namespaces/export#'", ">",
                   "</rdf:RDF>", "<!DOCTYPE x>", "&a;"],
    "ids": ["10.1000/b", "arXiv:", "2212.08073", "W1", "\n", "#", "https://doi.org/"],
}  # fmt: skip


def contents(format_: str) -> st.SearchStrategy[bytes]:
    snippets = st.lists(st.sampled_from(SNIPPETS[format_]) | st.text(max_size=5), max_size=25)
    return st.binary(max_size=200) | snippets.map(
        lambda parts: "".join(parts).encode("utf-8", "surrogatepass")
    )


@pytest.mark.parametrize("format_", FORMATS)
def test_any_bytes_are_read_or_refused_in_words(format_: str, tmp_path: Path) -> None:
    path = tmp_path / "library"

    @settings(deadline=None, max_examples=150)
    @given(contents(format_))
    @example(b"")
    @example(b"\xff\xfe\x00")
    @example(b"{" * 100_000)
    @example(b"[" * 100_000)
    @example(b"@string{a = {b}}@string{a = {c}}@misc{a, title = {t}}@misc{a, title = {t}}")
    @example(b"@a{b,c={" + b"{" * 100_000)
    def _check(content: bytes) -> None:
        path.write_bytes(content)
        refusal: InvalidInputError | None = None
        found: list[Record | Rejected] = []
        try:
            found = list(open_library(format_, path).records)
        except InvalidInputError as error:
            refusal = error
        assert refusal is None or (refusal.remedy and len(str(refusal).splitlines()) == 1)
        assert all(isinstance(entry, Record | Rejected) and entry.line >= 1 for entry in found)

    _check()


HOSTILE = st.text(
    st.sampled_from("ab\u202e\u2066\u200b\ufeff\x00\x1b\x7f\\\"'<>&;{}|^`\n\t\r#@.:, é深"), max_size=30
) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        "javascript:alert(1)",
        "&lt;img src=x onerror=y&gt;",
        "<scr<script>ipt>",
        "\ud800",
    ]
)


VARIABLES = "title DOI URL abstract container-title volume page publisher keyword note id".split()


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fields=st.fixed_dictionaries({}, optional=dict.fromkeys(VARIABLES, HOSTILE)),
    names=st.lists(st.fixed_dictionaries({"family": HOSTILE, "given": HOSTILE}), max_size=3),
)
def test_hostile_fields_become_inert_text_in_valid_turtle(
    fields: dict[str, str], names: list[dict[str, str]], tmp_path: Path
) -> None:
    home = Home(tmp_path / "kb", ROOT / "ontology")
    (tmp_path / "kb").mkdir(exist_ok=True)
    path = tmp_path / "library.json"
    path.write_text(json.dumps([{**fields, "author": names}]), encoding="utf-8")
    outcome = import_library(home, open_library("csl", path))
    assert len(outcome.rows) == 1
    for file in home.kb.glob("inbox/*.ttl"):
        for quad in ox.parse(file.read_bytes(), format=ox.RdfFormat.TURTLE):
            _check_inert(quad)
        file.unlink()


def _check_inert(quad: ox.Quad) -> None:
    if isinstance(quad.object, ox.NamedNode):
        assert quad.object.value.startswith(("http://", "https://"))
    else:
        text = quad.object.value  # type: ignore[union-attr]
        assert not {unicodedata.category(c) for c in text} & {"Cc", "Cf", "Cs"}
        assert "<script" not in text
        assert "<img" not in text


def test_a_library_that_never_ends_a_brace_costs_no_more_than_its_size(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    entry = "@article{k, title = {" + "{" * 2_000 + "x" + "\n"
    path.write_text(entry * 200, encoding="utf-8")
    assert len(list(open_library("bibtex", path).records)) == 200


def refused(format_: str, content: str, tmp_path: Path) -> str:
    path = tmp_path / "library"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInputError) as caught:
        list(open_library(format_, path).records)
    return str(caught.value)


def test_entities_of_xml_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY c "&a;&a;&a;">]><rdf:RDF>&c;</rdf:RDF>'
    assert "DOCTYPE" in refused("zotero-rdf", bomb, tmp_path)
    external = '<!DOCTYPE b SYSTEM "file:///etc/passwd"><b/>'
    assert "DOCTYPE" in refused("zotero-rdf", external, tmp_path)


@pytest.mark.parametrize("format_", ["csl", "openalex"])
def test_truncated_json_is_refused_with_its_position(format_: str, tmp_path: Path) -> None:
    assert "library:2: not JSON" in refused(format_, '[{"title": "A"},\n{"title": "B', tmp_path)
    assert "ends within the list" in refused(format_, '[{"title": "A"},\n', tmp_path)


@pytest.mark.parametrize("format_", [name for name in FORMATS if name != "ids"])
def test_a_file_of_another_kind_is_refused(format_: str, tmp_path: Path) -> None:
    assert "library" in refused(format_, "%PDF-1.4 \n", tmp_path)


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.ris"):
        with pytest.raises(InvalidInputError):
            open_library("ris", path)
