"""The result of a query in the formats of the W3C, cut where it grows too long."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from typing import Any, Final

import pyoxigraph as ox

from ..errors import CommoncauseError
from ..sparql import Dataset, parsed
from ..store import Store
from ..vocab import PREFIXES

__all__ = ["ABOUT_LIMITS", "GRAPHS", "SOLUTIONS", "NotAcceptableError", "query_result", "written"]

Head = dict[str, Any]

SOLUTIONS: Final[dict[str, ox.QueryResultsFormat]] = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
}
"""Media type -> format of the answer to SELECT and ASK, the preferred first."""
GRAPHS: Final[dict[str, ox.RdfFormat]] = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
"""Media type -> format of the answer to CONSTRUCT and DESCRIBE, the preferred first."""
ABOUT_LIMITS: Final = "/query#limits"
"""Where the limits of a result are written down; a result that was cut links to it."""
_VOLATILE = frozenset({"now", "rand", "uuid", "struuid", "bnode"})


class NotAcceptableError(CommoncauseError):
    """No format that the client takes fits the form of its query."""


def query_result(store: Store, sparql: str, job: Head) -> tuple[Head, bytes]:
    """Answer a query; return the head of the reply and the body.

    ``job`` has the media types ``solutions`` and ``graph`` (None: the client takes none of this kind),
    ``rows``, ``base``, and ``default`` and ``named``, lists of graphs. The head tells the media ``type``,
    after how many rows or triples it was ``cut`` if it was, and whether the same query gives the same answer
    (``steady``).
    Raises `InvalidInputError` for what is no query and `NotAcceptableError`.
    """
    asked = parsed(sparql, PREFIXES, job["base"])
    type_ = job["graph" if asked.form in {"construct", "describe"} else "solutions"]
    if type_ is None:
        kinds = GRAPHS if asked.form in {"construct", "describe"} else SOLUTIONS
        raise NotAcceptableError(
            f"{asked.form.upper()} is answered as {', '.join(kinds)}: accept one of these"
        )
    dataset = None
    if job["default"] or job["named"]:
        dataset = Dataset(tuple(job["default"]), tuple(job["named"]))
    result = store.query(sparql, dataset=dataset, most_rows=job["rows"] + 1, base=job["base"])
    body, is_cut = _serialized(result, type_, job["rows"])
    head: Head = {"status": 200, "type": type_, "steady": not asked.words & _VOLATILE}
    return head | ({"cut": job["rows"]} if is_cut else {}), body


def _serialized(
    result: ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean, type_: str, rows: int
) -> tuple[bytes, bool]:
    if isinstance(result, ox.QueryTriples):
        triples = _distinct(result, rows + 1)
        is_cut = len(triples) > rows
        body = written(triples[:rows], type_)
        note = f"\n# cut after {rows} triples: {ABOUT_LIMITS}\n".encode()
        return body + (note if is_cut and type_ in {"text/turtle", "application/n-triples"} else b""), is_cut
    format_ = SOLUTIONS[type_]
    body = result.serialize(format=format_) or b""
    return (body, False) if isinstance(result, ox.QueryBoolean) else _CUT[format_](body, rows)


def _distinct(triples: Iterable[ox.Triple], most: int) -> list[ox.Triple]:
    found: dict[ox.Triple, None] = {}
    for triple in triples:
        found[triple] = None
        if len(found) == most:
            break
    return list(found)


def written(triples: Iterable[ox.Triple], type_: str) -> bytes:
    """Return triples in an RDF format, with the prefixes that they use."""
    listed = list(triples)
    named = {iri for triple in listed for iri in _iris(triple)}
    used = {name: base for name, base in PREFIXES.items() if any(iri.startswith(base) for iri in named)}
    return ox.serialize(listed, format=GRAPHS[type_], prefixes=used) or b""


def _iris(triple: ox.Triple) -> Iterable[str]:
    for term in triple:
        if isinstance(term, ox.NamedNode):
            yield term.value
        elif isinstance(term, ox.Literal):
            yield term.datatype.value


# Each result below has at most one row too many. Counting a mark that stands at least once between two rows
# is a hundred times faster than reading them, and settles nearly every case.


def _cut_json(body: bytes, rows: int) -> tuple[bytes, bool]:
    if body.count(b"},{") < rows:
        return body, False
    answer = json.loads(body)
    if len(answer["results"]["bindings"]) <= rows:
        return body, False
    del answer["results"]["bindings"][rows:]
    answer["head"]["link"] = [ABOUT_LIMITS]
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode(), True


def _cut_xml(body: bytes, rows: int) -> tuple[bytes, bool]:
    if body.count(b"<result>") <= rows:
        return body, False
    shortened = body[: body.rindex(b"<result>")] + b"</results></sparql>"
    link = f'<link href="{ABOUT_LIMITS}"/></head>'.encode()
    return shortened.replace(b"</head>", link, 1), True


def _cut_tsv(body: bytes, rows: int) -> tuple[bytes, bool]:
    if body.count(b"\n") <= rows + 1:
        return body, False
    return body[: body.rindex(b"\n", 0, -1) + 1], True


def _cut_csv(body: bytes, rows: int) -> tuple[bytes, bool]:
    if body.count(b"\n") <= rows + 1:
        return body, False
    csv.field_size_limit(len(body) + 1)
    lines = list(csv.reader(io.StringIO(body.decode(), newline="")))
    if len(lines) <= rows + 1:
        return body, False
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerows(lines[: rows + 1])
    return stream.getvalue().encode(), True


_CUT: Final[dict[ox.QueryResultsFormat, Callable[[bytes, int], tuple[bytes, bool]]]] = {
    ox.QueryResultsFormat.JSON: _cut_json,
    ox.QueryResultsFormat.XML: _cut_xml,
    ox.QueryResultsFormat.TSV: _cut_tsv,
    ox.QueryResultsFormat.CSV: _cut_csv,
}
