"""Maps of the literature: communities, the main path, works by year, the works that others lean on."""

from __future__ import annotations

import io
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .options import common_options, loaded
from .output import Sheet, Table, emit, number
from .plots import plot_option, save

if TYPE_CHECKING:
    from ..answers.citations import Kind
    from ..answers.corpus import Corpus

__all__ = ["influential", "main_path", "map_command", "timeline"]

Command = TypeVar("Command", bound=Callable[..., Any])
_FILES = ("graphml", "gexf", "vosviewer", "html")
_KINDS = ("citation", "co-citation", "coupling", "evidence")
_MANY = 5_000
"""Works whose maps take some seconds."""
_NORMALISATIONS = ("cosine", "association", "none")

_inbox_option = click.option("--inbox", is_flag=True, help="Imported works that nobody has reviewed too.")
_MAP_OPTIONS = [
    click.option(
        "--kind",
        type=click.Choice(_KINDS),
        default="citation",
        show_default=True,
        help="What links two works.",
    ),
    click.option(
        "--normalisation",
        type=click.Choice(_NORMALISATIONS),
        default="cosine",
        show_default=True,
        help="Strength of a link of co-citation or coupling.",
    ),
    click.option(
        "--neighbours",
        type=click.IntRange(1),
        default=10,
        show_default=True,
        metavar="N",
        help="Strongest links that a work keeps.",
    ),
    click.option(
        "--resolution",
        type=click.FloatRange(0, min_open=True, max=1000),
        default=1.0,
        show_default=True,
        help="Above 1 smaller communities, below 1 larger ones.",
    ),
    click.option(
        "--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True, help="Of the communities."
    ),
]


def _map_options(command: Command) -> Command:
    for option in reversed(_MAP_OPTIONS):
        command = option(command)
    return command


def _corpus(where: str | None, inbox: bool) -> Corpus:
    from ..answers.corpus import corpus

    return corpus(loaded(where).store, inbox=inbox)


@click.command("map")
@_map_options
@_inbox_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write to this file; not for tables.",
)
@plot_option
@common_options(*_FILES)
def map_command(
    where: str | None, format_: str, inbox: bool, out: Path | None, plot: Path | None, **chosen: Any
) -> None:
    """Map the works by citation, co-citation, bibliographic coupling or what they are evidence on.

    They form communities, named by the words of titles, or on a map of evidence by the subjects, that set
    them apart.

    A work keeps its strongest links only, so that a young paper is on the map too. Works without links stand
    apart. graphml, gexf and vosviewer write the network for other programs; html is a page with the maps of
    every kind, this one first, and the works.

    Example: commoncause literature map --inbox --format html --out library.html
    """
    from ..answers.citations import map_answer

    if out is not None and format_ == "table":
        raise click.UsageError(f"--out needs a --format: json, csv, {', '.join(_FILES)}")
    if plot is not None and format_ == "html":
        raise click.UsageError("--plot draws one map, and html is a page of all: ask for one of them")
    corpus = _corpus(where, inbox)
    if format_ == "html":
        _write(_page(corpus, **chosen), out)
        return
    answer = map_answer(corpus, **chosen)
    if plot:
        save(plot, _picture(answer))
    if out is not None or format_ in _FILES:
        _write(_content(format_, corpus, answer), out)
    else:
        emit(format_, answer, lambda: _map_tables(answer, corpus), lambda: _map_sheet(answer))


def _map_sheet(answer: dict[str, Any]) -> Sheet:
    columns = ["work", "label", "title", "year", "community", "citations", "references", "links"]
    return Sheet(columns, ([work[name] for name in columns] for work in answer["works"]))


def _map_tables(answer: dict[str, Any], corpus: Corpus) -> list[Table]:
    from ..answers.citations import KINDS

    label = {paper.name: paper.label for paper in corpus.papers}
    rows = [
        [str(c["community"]), f"{c['works']:,}", c["label"] or "-", label[c["most_cited"]]]
        for c in answer["communities"]
    ]
    method = answer["method"]
    marks = "subjects" if answer["kind"] == "evidence" else "words of titles"
    notes = [
        f"{len(answer['links']):,} links: {KINDS[answer['kind']]}"
        + (f"; strength = {method['strength']}" if "strength" in method else ""),
        f"{len(answer['isolates']):,} works without links stand apart",
        *_references(corpus, answer["kind"]),
        f"communities by {method['communities']}, seed {method['seed']},"
        f" modularity {number(method['modularity'])}",
        f"{marks} by log-likelihood: {method['words']}",
    ]
    columns = ["community", "works", "about", "most cited"]
    return [Table(columns, rows, notes=notes, empty="no two works are linked", most=40)]


def _references(corpus: Corpus, kind: str) -> list[str]:
    """Return how many works have references at all, where a map of citations rests on few."""
    citing = len({work for work, _ in corpus.cites})
    if kind == "evidence" or 2 * citing >= len(corpus.papers):
        return []
    told = f"{citing:,} of {len(corpus.papers):,} works are known to cite another one here"
    return [f"{told}: OpenAlex hands over references, BibTeX, RIS, CSL and Zotero do not"]


def _picture(answer: dict[str, Any]) -> str:
    from ..drawing.community_map import community_map

    of = {work["work"]: work["community"] for work in answer["works"]}
    ends = ((of[link["source"]], of[link["target"]]) for link in answer["links"])
    ties = Counter((min(pair), max(pair)) for pair in ends if pair[0] != pair[1])
    title = f"Communities by {answer['kind']}"
    return community_map(answer["communities"], ties, title=title, isolates=len(answer["isolates"]))


def _content(format_: str, corpus: Corpus, answer: dict[str, Any]) -> str:
    from ..exporters.citation_network import citation_network_file
    from ..exporters.vosviewer import vosviewer

    if format_ == "vosviewer":
        if apart := len(answer["isolates"]):
            click.echo(f"works without links, left out for VOSviewer: {apart:,}", err=True)
        return vosviewer(corpus, answer)
    if format_ in _FILES:
        return citation_network_file(answer, format_)
    with redirect_stdout(io.StringIO()) as printed:
        emit(format_, answer, list, lambda: _map_sheet(answer))
    return printed.getvalue()


def _page(corpus: Corpus, kind: Kind, **chosen: Any) -> str:
    from ..exporters.site.pages import library_page

    if len(corpus.papers) > _MANY:
        click.echo(f"mapping {len(corpus.papers):,} works four times over takes a while", err=True)
    return library_page(corpus, first=kind, **chosen)


def _write(content: str, out: Path | None) -> None:
    from ..exporters.build import write_files

    if out is None:
        sys.stdout.buffer.write(content.encode("utf-8", "replace"))
    else:
        write_files({out.name: content.encode("utf-8", "replace")}, out.parent)


@click.command("main-path")
@_inbox_option
@common_options()
def main_path(where: str | None, format_: str, inbox: bool) -> None:
    """Follow the chain of citations through which most chains run, from the oldest work to the newest.

    The search path count (SPC) of a citation is the number of chains from a work that cites no other to one
    that no other cites; the main path has the largest sum of them. Works that cite each other in a circle are
    one step.

    Example: commoncause literature main-path
    """
    from ..answers.citations import main_path_answer

    answer = main_path_answer(_corpus(where, inbox))
    columns = ["step", "work", "label", "title", "year", "count"]
    rows = [
        [i, work["work"], work["label"], work["title"], work["year"], step["count"]]
        for i, step in enumerate(answer["steps"], 1)
        for work in step["works"]
    ]
    emit(format_, answer, lambda: [_path_table(answer)], lambda: Sheet(columns, rows))


def _path_table(answer: dict[str, Any]) -> Table:
    rows = [
        [
            "; ".join(work["label"] for work in step["works"]),
            "; ".join(work["title"] for work in step["works"]),
            "-" if step["count"] is None else f"{step['count']:,}",
        ]
        for step in answer["steps"]
    ]
    notes = [f"SPC: how many of {answer['paths']:,} search paths go on to the next step"]
    if answer["tied"] > 1:
        notes.append(f"{answer['tied']:,} paths have the same sum; this one comes first by its names")
    if circles := answer["circles"]:
        notes.append(f"{len(circles):,} circles of citations are condensed to one step each")
    empty = "every citation is part of a circle" if circles else "no work cites another"
    return Table(["work", "title", "SPC"], rows, notes=notes if rows else [], empty=empty)


@click.command("timeline")
@_map_options
@_inbox_option
@common_options()
def timeline(where: str | None, format_: str, inbox: bool, **chosen: Any) -> None:
    """Count the works of each year, and how many of each community of a map, chosen as for `map`.

    Example: commoncause literature timeline --kind co-citation
    """
    from ..answers.citations import map_answer, timeline_answer

    corpus = _corpus(where, inbox)
    answer = timeline_answer(corpus, map_answer(corpus, **chosen))
    rows = [
        [row["year"], part["community"], part["works"]]
        for row in answer["years"]
        for part in [*row["communities"], {"community": None, "works": row["isolates"]}]
        if part["works"]
    ]
    emit(
        format_,
        answer,
        lambda: [_timeline_table(answer)],
        lambda: Sheet(["year", "community", "works"], rows),
    )


_MOST_COLUMNS = 6


def _timeline_table(answer: dict[str, Any]) -> Table:
    numbers = [c["community"] for c in answer["communities"][:_MOST_COLUMNS]]
    rows = []
    for row in filter(lambda row: row["works"], answer["years"]):
        count = {part["community"]: part["works"] for part in row["communities"]}
        smaller = sum(n for community, n in count.items() if community not in numbers)
        cells = [row["works"], *(count.get(i, 0) for i in numbers), smaller, row["isolates"]]
        rows.append([str(row["year"]), *(f"{n:,}" if n else "-" for n in cells)])
    about = [f"{c['community']}: {c['label'] or '-'}" for c in answer["communities"][:_MOST_COLUMNS]]
    method = answer["method"]
    notes = [
        f"{answer['undated']:,} works without a year",
        *about,
        f"communities by {method['communities']}, seed {method['seed']}",
    ]
    columns = ["year", "works", *map(str, numbers), "smaller", "apart"]
    return Table(columns, rows, notes=notes, empty="no work has a year", most=100)


@click.command("influential")
@_inbox_option
@click.option(
    "--by",
    type=click.Choice(["citations", "page-rank"]),
    default="citations",
    show_default=True,
    help="Citations from works of the library, or PageRank among them.",
)
@click.option(
    "--most",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    metavar="N",
    help="Works that are listed.",
)
@common_options()
def influential(where: str | None, format_: str, inbox: bool, by: str, most: int) -> None:
    """List the works that the others of the library lean on most.

    Only citations from works that are here count: this is no measure of a work outside of the library.

    Example: commoncause literature influential --by page-rank
    """
    from ..answers.citations import influential_answer

    answer = influential_answer(_corpus(where, inbox), by=by, most=most)
    columns = ["work", "label", "title", "year", "citations", "page_rank"]
    rows = [[work[name] for name in columns] for work in answer["works"]]
    lines = [
        [work["label"], work["title"], f"{work['citations']:,}", number(work["page_rank"])]
        for work in answer["works"]
    ]
    note = f"within a library of {answer['library']:,} works; PageRank with damping {answer['damping']}"
    table = Table(["work", "title", "citations", "PageRank"], lines, notes=[note], empty="no works")
    emit(format_, answer, lambda: [table], lambda: Sheet(columns, rows))
