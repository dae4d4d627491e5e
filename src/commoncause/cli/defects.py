"""Errors found in the sources."""

from __future__ import annotations

from typing import Any

import click

from ..answers import defects_answer
from ..vocab import VALUES, compact
from .options import common_options, loaded
from .output import Sheet, Table, emit

_COLUMNS = ("source", "section", "severity", "wrong", "right")


@click.command("defects")
@common_options()
@click.option("--source", "sources", multiple=True, metavar="S", help="Only errors of this source.")
@click.option("--severity", type=click.Choice(VALUES["Severity"]), help="Only errors that matter so much.")
def command(where: str | None, format_: str, sources: tuple[str, ...], severity: str | None) -> None:
    """Print what is wrong in the sources, where, and what is right; those that matter most first.

    Example: commoncause defects --source dung-mai-2025 --severity major
    """
    kb = loaded(where)
    kb.require_sources(sources)
    answer = defects_answer(kb.claims, sources=sources, severity=severity)
    sheet = Sheet(["iri", *_COLUMNS], _rows(answer["defects"], ["iri", *_COLUMNS]))
    emit(format_, answer, lambda: _tables(answer["defects"]), lambda: sheet)


def _rows(defects: list[dict[str, str]], columns: list[str]) -> list[list[str]]:
    return [[defect[name] for name in columns] for defect in defects]


def _tables(defects: list[dict[str, str]]) -> list[Table]:
    tables = []
    for source in dict.fromkeys(defect["source"] for defect in defects):
        here = [defect for defect in defects if defect["source"] == source]
        rows: list[Any] = sorted(here, key=lambda defect: defect["severity"])
        major = sum(defect["severity"] == "major" for defect in here)
        note = (
            f"{len(here)} in {source}, {major} of them major: a number, a cell or a conclusion depends on it"
        )
        columns = ["section", "severity", "wrong", "right"]
        tables.append(Table(columns, _rows(rows, columns), title=source, notes=[note]))
    if tables:
        tables[-1].notes = [
            *tables[-1].notes,
            f"why, and where: commoncause explain {compact(defects[-1]['iri'])}",
        ]
    return tables or [Table(["defect"], [], empty="no error is on record")]
