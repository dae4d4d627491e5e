"""Load, validate, infer, analyse, write exports/."""

from __future__ import annotations

import time
from pathlib import Path

import click

from ..errors import InvalidInputError
from ..knowledge_base import load
from ..store import find_home
from .export import MOST_LISTED
from .options import common_options
from .output import Sheet, Table, emit


@click.command("build")
@common_options()
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("exports"), show_default=True, metavar="DIR"
)
def command(where: str | None, format_: str, out: Path) -> None:
    """Do the main job: from the knowledge base to answers, files and the page.

    Nothing is written unless the knowledge base is valid and every file could be made.

    Example: commoncause build
    """
    from ..exporters.build import build
    from ..validation import validate

    progress = _Progress()
    home = find_home(where)
    progress(f"validate {home.kb}")
    bad = [v for v in validate(home) if v.severity == "violation"]
    if bad:
        first = bad[0]
        more = f" ({len(bad) - 1} more: run `commoncause validate`)" if len(bad) > 1 else ""
        raise InvalidInputError(
            f"{first.focus} {first.message}{more}", where=f"{first.file}:{first.line}", remedy=first.hint
        )
    progress("load and derive")
    kb = load(where)
    paths = build(kb, out, progress)
    progress(f"wrote {len(paths)} files to {out}")
    answer = {"exports": [str(path) for path in paths], "violations": 0}
    rows = [[str(path), f"{path.stat().st_size:,}"] for path in paths]
    page = out / "index.html"
    table = Table(["file", "bytes"], rows, notes=[f"open {page} in a browser"], most=MOST_LISTED)
    emit(format_, answer, lambda: [table], lambda: Sheet(["file", "bytes"], rows))


class _Progress:
    """Says on standard error what is being done, with the seconds since the start."""

    def __init__(self) -> None:
        self.start = time.monotonic()

    def __call__(self, step: str) -> None:
        click.echo(f"{time.monotonic() - self.start:5.1f} s  {step}", err=True)
