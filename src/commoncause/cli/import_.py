"""Works from other people's files, into the inbox."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..importers.library import FORMATS, open_library
from ..store import find_home
from .options import common_options
from .output import Sheet, Table, emit

if TYPE_CHECKING:
    from ..curation.inbox import Outcome, Row

_SOON = 2.0
"""Seconds before which nobody wants to be told how far it is."""


@click.command("import")
@common_options()
@click.argument("library_format", metavar="FORMAT", type=click.Choice(sorted(FORMATS)))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
def command(where: str | None, format_: str, library_format: str, file: Path) -> None:
    """Take the works of a bibliography into kb/inbox/, each once: bibtex, csl, ids, openalex, ris,
    zotero-csv, zotero-rdf.

    Every entry of the file is added, merged with a work that is held already, or rejected with its line and a
    reason. Nothing of the inbox is part of an answer; `commoncause literature duplicates` lists what may be
    one paper twice. Importing a file again changes nothing. Told besides are works that are another
    version of one held already, what was wrong with a record that was read all the same, and which
    are retracted, as OpenAlex has it.

    Example: commoncause import bibtex references.bib
    """
    from ..curation.inbox import import_library
    from ..curation.writing import refuse_packaged

    home = find_home(where)
    refuse_packaged(home)
    library = open_library(library_format, file)
    if library.strays:
        click.echo(f"{file}: bytes not in its encoding, read as Windows-1252: {library.strays:,}", err=True)
    start = time.monotonic()

    def _progress(step: str) -> None:
        if (seconds := time.monotonic() - start) > _SOON:
            click.echo(f"{seconds:5.1f} s  {step}", err=True)

    outcome = import_library(home, library, _progress)
    answer = {
        "added": outcome.count("added"),
        "merged": outcome.count("merged"),
        "rejected": [
            {"record": row.record, "line": row.line, "reason": row.why}
            for row in outcome.rows
            if row.outcome == "rejected"
        ],
        "versions": [{"work": row.work, "why": row.why} for row in outcome.rows if _is_version(row)],
        "noted": [
            {"record": row.record, "line": row.line, "work": row.work, "notes": list(row.notes)}
            for row in outcome.rows
            if row.notes
        ],
    }
    columns = ["outcome", "record", "line", "work", "why", "stands_as", "notes"]
    rows = ([getattr(row, name) for name in columns] for row in outcome.rows)
    emit(format_, answer, lambda: [_table(outcome)], lambda: Sheet(columns, rows))


def _is_version(row: Row) -> bool:
    return row.outcome == "added" and bool(row.why)


def _table(outcome: Outcome) -> Table:
    from ..places import shown

    new = [row for row in outcome.rows if row.why != "imported before"]
    empty = "every record is a work of its own, none merged or damaged" if new else "all was imported before"
    rows = [
        [
            str(row.line),
            row.record,
            row.outcome,
            row.work,
            "; ".join(filter(None, (row.why, *row.notes))),
            row.stands_as,
        ]
        for row in new
        if row.why or row.notes
    ]
    counts = ", ".join(f"{outcome.count(name):,} {name}" for name in ("added", "merged", "rejected"))
    written = f"{shown(outcome.file)} written" if outcome.file else "nothing new, nothing written"
    notes = [f"{counts}; {written}"]
    if noted := sum(bool(row.notes) for row in new):
        notes.append(f"{noted:,} with notes on what was damaged, not understood or retracted")
    if any(row.outcome == "merged" and row.stands_as != row.work for row in new):
        notes.append("merged by mistake? `commoncause literature different WORK STANDS-AS`")
    columns = ["line", "record", "", "work", "why", "stands as"]
    return Table(columns, rows, notes=notes, empty=empty, most=40)
