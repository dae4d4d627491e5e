"""Ask in SPARQL 1.1."""

from __future__ import annotations

from pathlib import Path

import click
import pyoxigraph as ox

from ..errors import InvalidInputError, UnknownNameError
from ..knowledge_base import load
from ..store import Home, find_home
from ..vocab import PREFIXES, compact
from .options import common_options
from .output import Table, emit

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
def command(where: str | None, format_: str, what: str | None, text: str | None, list_: bool) -> None:
    """Answer a query of a file, a competency question by name, or a query given with -e.

    The prefixes of the ontology are declared already.

    Example: commoncause query -e 'SELECT ?t { ?t ccf:exposedTo failure:al-gen }'
    """
    home = find_home(where)
    if list_:
        emit(format_, _listing(home), lambda: [Table(["name", "question"], list(_questions(home).items()))])
        return
    if (what is None) == (text is None):
        raise click.UsageError("give one query: FILE.rq, a NAME of --list, or -e TEXT")
    result = load(where).store.query(text if text is not None else _text(str(what), home))
    _print(result, format_)


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
    if path.suffix != ".rq" and not path.exists():
        raise UnknownNameError(what, "query", candidates=tuple(_close(what, shipped)))
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise InvalidInputError(reason, where=what, remedy="check the name and rights") from error
    except UnicodeDecodeError as error:
        raise InvalidInputError("not UTF-8", where=what, remedy="save it as UTF-8") from error


def _close(what: str, shipped: dict[str, Path]) -> list[str]:
    import difflib

    return difflib.get_close_matches(what, shipped, n=5, cutoff=0.3)


def _print(result: ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean, format_: str) -> None:
    if isinstance(result, ox.QueryTriples):
        written: bytes | None = _graph(list(result), format_)
    elif format_ in _RESULTS and not (isinstance(result, ox.QueryBoolean) and format_ in {"csv", "tsv"}):
        written = result.serialize(format=_RESULTS[format_])
    elif isinstance(result, ox.QueryBoolean):
        written = b"yes\n" if result else b"no\n"
    elif format_ == "turtle":
        raise click.UsageError("--format turtle is for CONSTRUCT and DESCRIBE")
    else:
        names = [variable.value for variable in result.variables]
        rows = [[_cell(row[name]) for name in names] for row in result]
        emit("table", None, lambda: [Table(names, rows, notes=[f"{len(rows)} rows"], empty="no rows")])
        return
    click.echo((written or b"").decode("utf-8").rstrip("\n"))


def _graph(triples: list[ox.Triple], format_: str) -> bytes:
    used = sorted(triples, key=str)
    kind = _GRAPHS.get(format_, ox.RdfFormat.TURTLE)
    return ox.serialize(used, format=kind, prefixes=PREFIXES) or b""


def _cell(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return compact(term.value)
    return "" if term is None else str(getattr(term, "value", term))
