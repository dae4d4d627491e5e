"""One format of the dataset, the network or the page."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..views import View
from .options import common_options, question_options
from .output import Sheet, Table, emit
from .question import Question

FORMATS = ["turtle", "nquads", "jsonld", "csv", "graphml", "gexf", "html", "gsn"]


@click.command("export")
@click.argument("to", metavar="FORMAT", type=click.Choice(FORMATS))
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder to write to; else standard output."
)
@common_options()
@question_options
def command(question: Question, format_: str, to: str, out: Path | None) -> None:
    """Write the knowledge base as turtle, nquads, jsonld, csv, graphml, gexf, html or gsn.

    Example: commoncause export html --out site
    """
    if question.relation or question.techniques or question.modes:
        raise click.UsageError("export writes the whole knowledge base: leave out --relation, -t and -f")
    if to not in {"html", "csv", "gsn"} and question.view != View():
        raise click.UsageError(f"{to} holds every claim: a view is for html, csv and gsn")
    from ..exporters import export
    from ..exporters.build import write_files

    files = export(question.kb, to, question.view)
    if out is not None:
        paths = [str(path) for path in write_files(files, out)]
        table = Table(["file"], [[path] for path in paths])
        emit(format_, {"exports": paths}, lambda: [table], lambda: Sheet(["file"], table.rows))
        return
    if len(files) > 1:
        raise click.UsageError(f"{to} makes {len(files)} files: name a folder with --out")
    sys.stdout.buffer.write(next(iter(files.values())))
