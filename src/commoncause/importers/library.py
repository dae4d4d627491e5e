"""A file of works in any of the formats that are read, known by its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import InvalidInputError
from ..files import read_bytes
from .bibtex import read_bibtex
from .csl import read_csl
from .ids import read_ids
from .openalex import read_openalex
from .plain_text import clipped, decoded, plain
from .records import Record, Rejected
from .ris import read_ris
from .zotero_csv import read_zotero_csv
from .zotero_rdf import read_zotero_rdf

__all__ = ["FORMATS", "Library", "open_library"]

_OF_TEXT: dict[str, Callable[[str, str], Iterator[Record | Rejected]]] = {
    "bibtex": read_bibtex,
    "ris": read_ris,
    "csl": read_csl,
    "openalex": read_openalex,
    "zotero-csv": read_zotero_csv,
    "ids": read_ids,
}
FORMATS = (*_OF_TEXT, "zotero-rdf")


@dataclass(frozen=True)
class Library:
    """A file of works: its name and digest, and what each of its entries becomes, in order, once."""

    path: Path
    format: str
    digest: str
    """SHA-256 of its bytes, in hexadecimal digits."""
    records: Iterator[Record | Rejected]
    strays: int = 0
    """Bytes that were not in the encoding of the file and were read as Windows-1252."""

    @property
    def name(self) -> str:
        """The file's name, without folders and without what nobody would see."""
        return clipped(plain(self.path.name), 200) or "library"


def open_library(format_: str, path: Path) -> Library:
    """Return the library in a file.

    Raises `InvalidInputError` for a format that is not known and a file that cannot be read; what is wrong
    inside is met while its records are taken.
    """
    if format_ not in FORMATS:
        raise InvalidInputError(f"unknown format {format_!r}", remedy=f"use one of {', '.join(FORMATS)}")
    content = read_bytes(path)
    digest = hashlib.sha256(content).hexdigest()
    if format_ == "zotero-rdf":
        return Library(path, format_, digest, read_zotero_rdf(path))
    text, strays = decoded(content)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Library(path, format_, digest, _OF_TEXT[format_](text, str(path)), strays)
