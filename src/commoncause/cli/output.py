"""Answers on standard output: JSON for programs, CSV for sheets, tables for people.

A table is coloured and boxed on a terminal, plain when piped. Control characters in names never reach the
terminal.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import click

__all__ = ["GLYPHS", "Sheet", "Table", "emit", "joined", "number", "shown"]

GLYPHS = {"exposed": "✗", "protected": "✓", "unclear": "?", "not-assessed": "·"}
_STYLES = {"✗": "bold red", "✓": "green", "?": "yellow", "·": "dim"}


@dataclass
class Table:
    """Rows of text under column names, a title above and notes below; at most ``most`` rows are shown."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""
    notes: Sequence[str] = field(default_factory=list)
    centred: bool = False
    empty: str = "none"
    most: int | None = None


@dataclass
class Sheet:
    """What a CSV file of an answer holds: one value a field, slugs for names, lists joined by ``; ``."""

    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]


def emit(
    format_: str, answer: Any, tables: Callable[[], Iterable[Table]], sheet: Callable[[], Sheet]
) -> None:
    """Print an answer in the format asked for: ``tables`` for people, ``sheet`` for CSV."""
    if format_ == "json":
        text = json.dumps(answer, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)
        click.echo(_UNSEEN.sub(_escaped, text))
    elif format_ == "csv":
        click.echo(_csv(sheet()), nl=False)
    else:
        for index, table in enumerate(tables()):
            if index:
                click.echo()
            _print(table)


_UNSEEN = re.compile("[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""Characters that move the cursor or the direction of writing; JSON's own escapes stand for the same text."""


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _csv(sheet: Sheet) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    clean = shown if sys.stdout.isatty() else str
    writer.writerow(sheet.columns)
    writer.writerows([clean(_unformula(_field(value))) for value in row] for row in sheet.rows)
    return buffer.getvalue()


def _field(value: Any) -> str:
    """Return a value as one field.

    >>> _field(["a", "b"]), _field(None), _field(0.1)
    ('a; b', '', '0.1')
    """
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


def _unformula(cell: str) -> str:
    """Keep a spreadsheet from running a name as a formula (OWASP, CSV injection).

    >>> _unformula("=1+1"), _unformula("-0.5")
    ("'=1+1", '-0.5')
    """
    if cell[:1] in {"=", "@", "\t", "\r"} or (cell[:1] in {"+", "-"} and not _is_number(cell)):
        return "'" + cell
    return cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _print(table: Table) -> None:
    if table.most is not None and len(table.rows) > table.most:
        more = f"... and {len(table.rows) - table.most:,} more rows: --format json or csv has them all"
        table = replace(table, rows=table.rows[: table.most], notes=[more, *table.notes], most=None)
    if sys.stdout.isatty():
        _print_rich(table)
        return
    if table.title:
        click.echo(shown(table.title))
    if table.rows:
        click.echo(_aligned(table))
    else:
        click.echo(table.empty)
    for note in table.notes:
        click.echo(shown(note))


def _aligned(table: Table) -> str:
    lines = [[shown(str(cell)) for cell in row] for row in [table.columns, *table.rows]]
    widths = [min(60, max(len(line[i]) for line in lines)) for i in range(len(table.columns))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _print_rich(table: Table) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    console = Console(no_color="NO_COLOR" in os.environ, highlight=False)
    if table.title:
        console.print(Text(shown(table.title), style="bold"))
    if table.rows:
        grid = RichTable(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
        for index, name in enumerate(table.columns):
            grid.add_column(name, justify="center" if table.centred and index else "left", overflow="fold")
        for row in table.rows:
            grid.add_row(*(Text(shown(str(cell)), style=_STYLES.get(cell[:1], "")) for cell in row))
        console.print(grid)
    else:
        console.print(table.empty)
    for note in table.notes:
        console.print(Text(shown(note), style="dim"))


def shown(text: str, limit: int = 2_000) -> str:
    r"""Return text that is safe on a terminal: one line, no control or direction-changing characters.

    >>> shown("a\x1b[2Jb\u202e")
    'a?[2Jb?'
    """
    line = " ".join(text.split())[:limit]
    return "".join(c if c.isprintable() else "?" for c in line)


def joined(names: Iterable[str]) -> str:
    """Return a set of names as people read it.

    >>> joined(["al-gen", "s-tax"]), joined([])
    ('al-gen, s-tax', '-')
    """
    return ", ".join(names) or "-"


def number(value: Any) -> str:
    """Return a number with four significant digits; ``-`` for what is not defined.

    >>> number(0.0130951), number(None), number("inf")
    ('0.0131', '-', 'inf')
    """
    if value is None:
        return "-"
    return value if isinstance(value, str) else f"{value:.4g}"
