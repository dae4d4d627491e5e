"""Real libraries, where they are installed: the sums agree with counts made without the importers."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from commoncause.curation.inbox import import_library
from commoncause.errors import InvalidInputError
from commoncause.importers.library import open_library
from commoncause.importers.plain_text import decoded
from commoncause.importers.records import Record
from commoncause.importers.ris import read_ris
from commoncause.store import Home

ROOT = Path(__file__).parent.parent.parent
FOLDER = Path(os.environ.get("COMMONCAUSE_BIBLIOGRAPHIES", "/usr/share/texlive/texmf-dist/bibtex/bib"))
FILES = sorted(FOLDER.rglob("*.bib"))
LARGEST = sorted(FILES, key=lambda path: path.stat().st_size)[-4:]
_ENTRY = re.compile(rb"^[ \t]*@(?!comment|preamble|string)\w+[ \t]*[{(]", re.MULTILINE | re.IGNORECASE)


def test_bibliographies_are_there_where_they_are_required() -> None:
    if "bibliographies" in os.environ.get("COMMONCAUSE_REQUIRE", "").split(","):
        assert FILES, "COMMONCAUSE_REQUIRE names bibliographies: install texlive-bibtex-extra"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_entry_of_a_bibliography_is_a_record_or_rejected(path: Path) -> None:
    entries = len(_ENTRY.findall(path.read_bytes()))
    try:
        found = list(open_library("bibtex", path).records)
    except InvalidInputError as error:
        refusal = str(error)
        found = []
        assert "no entry of BibTeX" in refusal
    assert len(found) == entries


@pytest.mark.parametrize("path", LARGEST, ids=lambda path: path.name)
def test_the_sums_add_up_and_a_second_import_changes_nothing(path: Path, tmp_path: Path) -> None:
    (tmp_path / "kb").mkdir()
    entries = len(_ENTRY.findall(path.read_bytes()))
    home = Home(tmp_path / "kb", ROOT / "ontology")
    first = import_library(home, open_library("bibtex", path))
    assert sum(map(first.count, ("added", "merged", "rejected"))) == entries
    home = Home(tmp_path / "kb", ROOT / "ontology")
    again = import_library(home, open_library("bibtex", path))
    assert (again.count("added"), again.file) == (0, None)
    assert again.count("rejected") == first.count("rejected")


def _ris(records: list[Record]) -> str:
    """Write records as RIS."""
    text = ""
    for record in records:
        tags = [("TY", "JOUR"), ("TI", record.title), *(("AU", name) for name in record.authors)]
        tags += [("PY", record.date[:4]), ("JF", record.container), ("ID", record.key), ("ER", "")]
        text += "".join(f"{tag}  - {value}\n" for tag, value in tags if value or tag == "ER")
    return text


@pytest.mark.parametrize("path", LARGEST[:1], ids=lambda path: path.name)
def test_ris_is_read_as_rispy_reads_it_where_it_reads_it_whole(path: Path) -> None:
    import rispy

    records = [found for found in open_library("bibtex", path).records if isinstance(found, Record)]
    text = _ris([record for record in records if record.title])
    theirs = rispy.loads(text)
    ours = [found for found in read_ris(text, "a.ris") if isinstance(found, Record)]
    assert len(ours) == len(theirs)
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.title == other["title"]
        assert [name for name in mine.authors if name != "et al."] == [
            name for name in other.get("authors", []) if name != "et al."
        ]


def test_strays_are_counted() -> None:
    assert decoded("café".encode("cp1252"))[1] == 1
