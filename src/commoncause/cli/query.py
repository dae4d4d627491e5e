"""Ask in SPARQL 1.1."""

from __future__ import annotations

import os
import re
import signal
import sys
from pathlib import Path

import click
import pyoxigraph as ox

from ..errors import UnknownNameError, one_line
from ..files import read_text
from ..knowledge_base import load
from ..sparql import parsed
from ..sparql.unknown import unknown_names
from ..store import Home, Store, home_of
from ..vocab import PREFIXES, compact
from .options import common_options
from .output import Sheet, Table, emit, shown

_RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
_GRAPHS = {"json": ox.RdfFormat.JSON_LD, "xml": ox.RdfFormat.RDF_XML}


@click.command("query")
@common_options("tsv", "xml", "turtle")
@click.argument("what", required=False, metavar="FILE.rq|NAME")
@click.option("-e", "--expression", "text", metavar="TEXT", help="The query itself.")
@click.option(
    "--list", "list_", is_flag=True, help="List the competency questions that come with the ontology."
)
@click.option(
    "--explain",
    "is_explained",
    is_flag=True,
    help="Show what the query asks of the engine, and what is slow.",
)
def command(
    where: str | None, format_: str, what: str | None, text: str | None, list_: bool, is_explained: bool
) -> None:
    """Answer a query of a file, a competency question by name, or a query given with -e.

    The prefixes of the ontology are declared already. A term or thing that this knowledge base lacks is
    named on standard error, and the query answered all the same.

    Example: commoncause query -e 'SELECT ?t { ?t ccf:exposedTo failure:al-gen }'
    """
    home = home_of(where)
    if list_:
        columns, rows = ["name", "question"], list(_questions(home).items())
        emit(format_, _listing(home), lambda: [Table(columns, rows)], lambda: Sheet(columns, rows))
        return
    if (what is None) == (text is None):
        raise click.UsageError("give one query: FILE.rq, a NAME of --list, or -e TEXT")
    # The engine does not look up while it works: let Ctrl-C end the process at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    query = text if text is not None else _text(str(what), home)
    query = query.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    store = load(where).store
    if is_explained:
        from .query_plan import explain

        explain(query, store, format_)
        return
    result = store.query(query)
    _warn(query, store)
    _print(result, format_)


def _warn(query: str, store: Store) -> None:
    for line in unknown_names(parsed(query, PREFIXES), store.query, store.select):
        click.echo(f"commoncause: {one_line(line)}", err=True)


def _questions(home: Home) -> dict[str, str]:
    files = home.queries("queries")
    return {name: _first_line(path).lstrip("# ") for name, path in files.items()}


def _first_line(path: Path) -> str:
    return path.read_text(encoding="utf-8").partition("\n")[0]


def _listing(home: Home) -> dict[str, list[dict[str, str]]]:
    return {"queries": [{"name": name, "question": text} for name, text in _questions(home).items()]}


def _text(what: str, home: Home) -> str:
    shipped = home.queries("queries")
    if what in shipped:
        return shipped[what].read_text(encoding="utf-8")
    path = Path(what)
    if path.suffix != ".rq" and not os.path.exists(path):
        raise UnknownNameError(what, "query", candidates=tuple(_close(what, shipped)))
    return read_text(path, pipes=True)


def _close(what: str, shipped: dict[str, Path]) -> list[str]:
    import difflib

    return difflib.get_close_matches(what, shipped, n=5, cutoff=0.3)


def _print(result: ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean, format_: str) -> None:
    if isinstance(result, ox.QueryTriples):
        written = _graph(list(result), format_)
    elif format_ == "turtle":
        raise click.UsageError("--format turtle is for CONSTRUCT and DESCRIBE")
    elif format_ in _RESULTS and not (isinstance(result, ox.QueryBoolean) and format_ in {"csv", "tsv"}):
        written = result.serialize(format=_RESULTS[format_]) or b""
    elif isinstance(result, ox.QueryBoolean):
        written = b"yes" if result else b"no"
    else:
        names = [variable.value for variable in result.variables]
        rows = [[_cell(row[name]) for name in names] for row in result]
        table = Table(names, rows, notes=[f"{len(rows)} rows"], empty="no rows")
        emit("table", None, lambda: [table], lambda: Sheet(names, rows))
        return
    click.echo(_printable(written.decode("utf-8"), format_).rstrip("\n"))


def _printable(text: str, format_: str) -> str:
    """Leave out what XML 1.0 forbids, and on a terminal what would steer it; data stay as they are."""
    if format_ == "xml":
        text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)
    if not sys.stdout.isatty():
        return text
    return "\n".join(shown(line.replace("\t", "  "), 100_000) for line in text.splitlines())


def _graph(triples: list[ox.Triple], format_: str) -> bytes:
    ordered = sorted(triples, key=str)
    text = "".join(map(str, ordered))
    used = {prefix: iri for prefix, iri in PREFIXES.items() if f"<{iri}" in text}
    return ox.serialize(ordered, format=_GRAPHS.get(format_, ox.RdfFormat.TURTLE), prefixes=used) or b""


def _cell(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return compact(term.value)
    return "" if term is None else str(getattr(term, "value", term))
