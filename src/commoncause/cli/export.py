"""One format of the dataset, the network or the page."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..errors import InvalidInputError
from ..views import View
from .options import common_options, question_options
from .output import Sheet, Table, emit
from .question import Question

FORMATS = [
    "turtle", "nquads", "jsonld", "csv", "graphml", "gexf", "html", "site", "open-psa", "gsn", "vosviewer",
    "ro-crate",
]  # fmt: skip
MOST_LISTED = 40
_OF_A_VIEW = {"html", "csv", "open-psa", "gsn"}


@click.command("export")
@click.argument("to", metavar="FORMAT", type=click.Choice(FORMATS))
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder to write to; else standard output."
)
@click.option("--around", metavar="NAME", help="html: only what is within --depth steps of this.")
@click.option("--depth", type=click.IntRange(1, 3), help="Steps from --around.  [default: 1]")
@common_options()
@question_options
def command(
    question: Question, format_: str, to: str, out: Path | None, around: str | None, depth: int | None
) -> None:
    """Write the knowledge base as turtle, nquads, jsonld, csv, graphml, gexf, html, site, open-psa, gsn,
    vosviewer or ro-crate.

    vosviewer is the map of citations between the works; `commoncause literature map` makes the other maps.
    ro-crate is everything that `build` writes. html, open-psa and gsn show Table 1 of Dung and Mai (2025)
    unless told which view. html takes -t, -f, --relation and --around too, and then counts every claim unless
    told which. For the fault tree of named techniques see ``commoncause fault-tree export``.

    Example: commoncause export html --out site
    """
    _require_fit(question, to, around, depth)
    if to not in _OF_A_VIEW and question.view != View():
        raise click.UsageError(f"{to} holds every claim: a view is for html, csv, open-psa and gsn")
    from ..exporters import export
    from ..exporters.build import write_files

    page = _page(question, around, depth) if to == "html" else None
    files = export(question.kb, to, question.view) if page is None else {"index.html": page.encode()}
    if not files:
        raise InvalidInputError("no assessment counts in this view", remedy="loosen --source and --mode")
    if out is not None:
        paths = [str(path) for path in write_files(files, out)]
        table = Table(["file"], [[path] for path in paths], most=MOST_LISTED)
        emit(format_, {"exports": paths}, lambda: [table], lambda: Sheet(["file"], table.rows))
        return
    if len(files) > 1:
        raise click.UsageError(f"{to} makes {len(files)} files: name a folder with --out")
    sys.stdout.buffer.write(next(iter(files.values())))


def _require_fit(question: Question, to: str, around: str | None, depth: int | None) -> None:
    """Refuse options that the format would ignore, or that contradict each other."""
    named = bool(question.techniques or question.modes)
    if to != "html" and (question.relation or named or around is not None):
        raise click.UsageError(f"{to} holds more than that: --relation, -t, -f and --around are for html")
    if depth is not None and around is None:
        raise click.UsageError("--depth is about --around")
    if around is not None and (question.relation or named):
        raise click.UsageError("--around says what is shown: leave out --relation, -t and -f")


def _page(question: Question, around: str | None, depth: int | None) -> str | None:
    """Return the page that is asked for, None where it is that of a whole view."""
    from ..exporters.site.pages import page_around, page_of, relation_page

    if question.relation is not None:
        return relation_page(question.matrix, question.relation.name, _relation_options(question))
    view = None if question.view == View() else question.view
    if around is not None:
        return page_around(question.kb, question.kb.resolve(around), depth or 1, view)
    return page_of(question.kb, view, question.matrix) if question.techniques or question.modes else None


def _relation_options(question: Question) -> list[str]:
    """Return the options that ask the command line for the cells of the user's own matrix."""
    given = (
        ("--polarity", question.polarity, "verdicts"),
        ("--conflict", question.conflict, "unclear"),
        ("--not-assessed", question.not_assessed, "exposed"),
    )
    words = [word for option, value, default in given if value != default for word in (option, value)]
    modes = [word for name in question.modes for word in ("-f", name)]
    return ["--relation", str(question.relation), *words, *modes]
