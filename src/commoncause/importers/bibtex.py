"""Works from BibTeX and BibLaTeX, by bibtexparser 2, some entries at a time however large the file.

The file is cut where a block begins at the start of a line, which is where bibtexparser gives up a block that
was never closed; so the parts are read as the whole would be. Entries that it cannot read are salvaged field
by field. ``@string`` and the parents of ``crossref`` are read first, wherever they stand.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ..errors import InvalidInputError
from .bibtex_fields import USED, fields_of, inherited
from .bibtex_values import MONTHS, balanced, value_of
from .extras import needs_extra
from .records import Record, Rejected, record_of

__all__ = ["LONGEST_ENTRY", "read_bibtex"]

LONGEST_ENTRY = 1_000_000
"""Longest entry that is read, in characters."""
_BATCH = 100_000
_START = re.compile(r"^[ \t]*@[ \t]*(\w*)[ \t]*[{(][ \t]*([^\s,={}()\"]*)", re.MULTILINE)
_CROSSREF = re.compile(r"\b(?:crossref|xdata)[ \t]*=[ \t]*[{\"]\s*([^\s,{}\"]+)", re.IGNORECASE)
_RUN_TOGETHER = re.compile(r"[}\"]\s*[A-Za-z][\w-]{1,30}\s*=\s*[{\"]")
_FIELD = re.compile(r"([A-Za-z][\w:-]{0,40})[ \t]*=\s*(?:(?=[{\"])|([^\s,{}\"#=]+))")


@dataclass(frozen=True, slots=True)
class _Block:
    """From one line on which a block begins to the next."""

    line: int
    kind: str
    key: str
    text: str


Entry = tuple[str, dict[str, str], list[str]]
"""Type, fields by lower-case name, notes."""


def read_bibtex(text: str, where: str) -> Iterator[Record | Rejected]:
    """Yield a record or its rejection for each entry of a file, in the order of the file.

    Raises `InvalidInputError` if the text holds no entry at all, or without the library.

    >>> [record] = read_bibtex("@book{key, title = {Bees}, author = {Ann Lee}, year = 2020}", "a.bib")
    >>> record.title, record.authors, record.date, record.kind
    ('Bees', ('Lee, Ann',), '2020', 'Book')
    """
    needs_extra("bibtexparser", "BibTeX")
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    blocks = _blocks(text)
    strings = _strings(blocks)
    parents = _parents(text, blocks, strings)
    del text  # the blocks hold it once more
    entries = (found for batch in _batches(blocks) for found in _read(batch, strings, parents))
    first = next(entries, None)
    if first is None:
        raise InvalidInputError("no entry of BibTeX", where=where, remedy="is it in another format?")
    yield first
    yield from entries


def _blocks(text: str) -> list[_Block]:
    marks = list(_START.finditer(text))
    bounds = [0, *(mark.start() for mark in marks), len(text)]
    found, line = [], 1
    for (start, end), mark in zip(pairwise(bounds), [None, *marks], strict=True):
        part = text[start:end]
        if mark or "@" in part:
            found.append(_Block(line, mark[1].lower() if mark else "", mark[2] if mark else "", part))
        line += part.count("\n")
    return found


def _batches(blocks: list[_Block]) -> Iterator[list[_Block]]:
    """Yield blocks that follow each other, and let go of them: a run of bibtexparser costs something
    whatever it reads.
    """
    batch: list[_Block] = []
    size = 0
    blocks.reverse()
    while blocks:
        block = blocks.pop()
        if batch and size + len(block.text) > _BATCH:
            yield batch
            batch, size = [], 0
        batch.append(block)
        size += len(block.text)
    if batch:
        yield batch


def _split(text: str) -> Iterable[Any]:
    from bibtexparser.splitter import Splitter

    return Splitter(text).split().blocks


def _strings(blocks: Sequence[_Block]) -> dict[str, str]:
    strings = dict(MONTHS)
    for block in blocks:
        if block.kind == "string" and len(block.text) <= LONGEST_ENTRY:
            for found in _split(block.text):
                if type(found).__name__ == "String":
                    strings[found.key.lower()] = value_of(found.value, strings)[:LONGEST_ENTRY]
    return strings


def _parents(text: str, blocks: Sequence[_Block], strings: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return key in lower case -> fields of the entries that others refer to."""
    folded = text.lower()  # to look for a word costs a tenth of matching a pattern
    is_used = "crossref" in folded or "xdata" in folded
    wanted = {key.lower() for key in _CROSSREF.findall(text)} if is_used else set()
    found: dict[str, dict[str, str]] = {}
    for block in blocks if wanted else ():
        if block.key.lower() in wanted and len(block.text) <= LONGEST_ENTRY:
            for entry in filter(None, map(_entry_of, _split(block.text))):
                found.setdefault(block.key.lower(), _entry(entry, strings)[1])
    return found


def _entry_of(block: Any) -> Any:
    """Return the entry that a block is or, where a key or field came before, holds; None for others."""
    block = getattr(block, "ignore_error_block", None) or block
    return block if hasattr(block, "fields") else None


def _read(
    batch: Sequence[_Block], strings: Mapping[str, str], parents: Mapping[str, dict[str, str]]
) -> Iterator[Record | Rejected]:
    whole = {block.line: block.text for block in batch}
    for found in _split("".join(block.text for block in batch)):
        line = batch[0].line + (found.start_line or 0)
        entry = _entry_of(found)
        if damage := _damage(found, entry):
            text = whole.get(line, "")
            text = text if text.lstrip().startswith(found.raw[:80]) else found.raw
            if salvaged := _salvaged(text, line, damage, strings):
                yield salvaged
        elif entry is not None and len(entry.raw) > LONGEST_ENTRY:
            yield Rejected(entry.key[:200], line, f"an entry of {len(entry.raw):,} characters")
        elif entry is not None:
            yield _record(entry, line, strings, parents)


def _damage(found: Any, entry: Any) -> str:
    """Return what is wrong with a block that cannot be read as it stands, empty if it can."""
    if type(found).__name__ == "ParsingFailedBlock":
        return str(found.error.abort_reason)
    fields = entry.fields if entry is not None else ()
    is_run_together = any("=" in field.value and _RUN_TOGETHER.search(field.value) for field in fields)
    return "a comma is missing between two fields" if is_run_together else ""


def _entry(entry: Any, strings: Mapping[str, str]) -> Entry:
    values: dict[str, str] = {}
    notes = []
    for field in entry.fields:
        name = field.key.lower()
        if name in values:
            notes.append(f"{name} is given twice")
        elif name in USED:
            values[name] = value_of(field.value, strings)
    return entry.entry_type.lower(), values, notes


def _record(
    entry: Any, line: int, strings: Mapping[str, str], parents: Mapping[str, dict[str, str]]
) -> Record | Rejected:
    kind, values, notes = _entry(entry, strings)
    parent = parents.get((values.get("crossref") or values.get("xdata") or "").strip().lower())
    if parent is not None:
        values = inherited(kind, values, parent)
    fields = fields_of(kind, values)
    fields.notes = notes
    return record_of(fields, entry.key, line)


def _salvaged(text: str, line: int, reason: str, strings: Mapping[str, str]) -> Record | Rejected | None:
    """Return what a damaged entry still says, None if it is no entry."""
    start = _START.match(text) or re.match(r"\s*@(\w*)[ \t]*[{(]?[ \t]*([^\s,={}()\"]*)", text)
    kind, key = (start[1].lower(), start[2]) if start else ("", "")
    if kind in {"comment", "preamble", "string"}:
        return None
    why = f"damaged: {reason.strip().rstrip('.')}"
    if len(text) > LONGEST_ENTRY:
        return Rejected(key, line, why)
    values: dict[str, str] = {}
    for field in _FIELD.finditer(text):
        value = strings.get(field[2].lower(), field[2]) if field[2] else balanced(text, field.end())
        values.setdefault(field[1].lower(), value)
    fields = fields_of(kind, values)
    fields.notes = [why]
    record = record_of(fields, key, line)
    return record if isinstance(record, Record) else Rejected(record.record, line, why)
