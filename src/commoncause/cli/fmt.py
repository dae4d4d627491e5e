"""The canonical form of Turtle files."""

from __future__ import annotations

from pathlib import Path

import click

from ..store import find_home
from .options import common_options
from .output import Sheet, Table, emit


@click.command("fmt")
@common_options()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file is not in canonical form.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.pass_context
def command(
    ctx: click.Context, where: str | None, format_: str, check: bool, paths: tuple[Path, ...]
) -> None:
    """Bring Turtle files into the canonical form: PATHs are files or folders, without any the knowledge base.

    Prefixes sorted, a subject a paragraph, statements in the order of the house; what the files say stays
    the same, and a comment inside a paragraph becomes a skos:editorialNote. If any file is not valid
    Turtle, none is written.

    Example: commoncause fmt --check
    """
    from ..curation.canonical import files_of, recast
    from ..curation.writing import refuse_packaged, replace
    from ..places import shown

    home = None if paths else find_home(where)
    if home is not None and not check:
        refuse_packaged(home)
    files = files_of(home, paths)
    forms = {path: form for path in files if (form := recast(path)) is not None}
    if not check:
        replace(forms)
    names = [shown(path) for path in forms]
    answer = {"changed": names, "checked": len(files)}
    what = "not in canonical form" if check else "rewritten"
    note = f"{len(files)} files, {len(names)} {what}"
    table = Table([what], [[name] for name in names], notes=[note], empty="in canonical form")
    emit(format_, answer, lambda: [table], lambda: Sheet(["file"], ([name] for name in names)))
    if check and names:
        ctx.exit(1)
