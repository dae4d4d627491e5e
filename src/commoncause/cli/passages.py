"""Check every claim's passages against the texts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from ..knowledge_base import load
from ..passages import check_passages
from ..vocab import compact
from .options import common_options
from .output import Sheet, Table, emit


@click.command("passages")
@common_options()
@click.option(
    "--sources",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of the texts, each named SOURCE.txt.",
)
@click.option("--source", "source", metavar="S", help="Only the claims of this source.")
@click.pass_context
def command(ctx: click.Context, where: str | None, format_: str, folder: Path, source: str | None) -> None:
    """Show each claim beside its words, for whoever holds the text; exit 1 if any passage fails.

    The words of the sources are not part of the knowledge base: their digests and the offsets are.

    Example: commoncause passages --sources texts --source dung-mai-2025
    """
    checked = check_passages(load(where), folder, source)
    failed = [{"claim": c.claim.iri, "source": c.source, "reason": c.reason} for c in checked if c.reason]
    answer = {"checked": len(checked), "failed": failed}

    columns = ["claim", "passage", "rationale", "words"]
    rows = [
        [compact(c.claim.iri), c.reason or "ok", c.claim.rationale, " […] ".join(c.words)] for c in checked
    ]

    def _table() -> Table:
        notes = [f"{len(checked)} claims checked, {len(failed)} failed"]
        reasons = Counter(c.reason for c in checked if c.reason)
        if failed and len(reasons) == 1 and len(failed) == len(checked):
            return Table(["claims", "reason"], [[str(len(failed)), reasons.popitem()[0]]], notes=notes)
        return Table(columns, rows, notes=notes, empty="no claims")

    emit(format_, answer, lambda: [_table()], lambda: Sheet(columns, rows))
    if failed:
        ctx.exit(1)
