"""SHACL shapes, checks and syntax."""

from __future__ import annotations

from pathlib import Path

import click

from ..store import find_home
from .options import common_options
from .output import Sheet, Table, emit


@click.command("validate")
@common_options()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.pass_context
def command(ctx: click.Context, where: str | None, format_: str, paths: tuple[Path, ...]) -> None:
    """Validate a knowledge base; a PATH is a folder to validate instead, or a file to validate with it.

    Example: commoncause validate my-claims.ttl
    """
    from ..validation import validate

    folders = [path for path in paths if path.is_dir()]
    files = [path for path in paths if not path.is_dir()]
    homes = [find_home(folder) for folder in folders] or [find_home(where)]
    found = sorted({violation for home in homes for violation in validate(home, files)})
    answer = {"violations": [violation.as_dict() for violation in found]}
    columns = ["rule", "severity", "focus", "file", "line", "message", "hint"]
    sheet = Sheet(columns, ([row[name] for name in columns] for row in answer["violations"]))

    def _table() -> Table:
        rows = [
            [f"{v.file}:{v.line}" if v.file else "", v.rule, v.severity, v.focus, v.message, v.hint]
            for v in found
        ]
        heads = ["place", "rule", "severity", "focus", "message", "hint"]
        return Table(heads, rows, empty="valid: no violation")

    emit(format_, answer, lambda: [_table()], lambda: sheet)
    if any(violation.severity == "violation" for violation in found):
        ctx.exit(1)
