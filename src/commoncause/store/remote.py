"""A knowledge base at a SPARQL 1.1 endpoint: one machine more, or a cluster.

What differs between servers and would bite: the default graph of some is the union of their named graphs, of
others it is a graph of its own; so every request names its graphs (SPARQL 1.1 Protocol, section 2.1.4), and
what stands in no graph here stands in ``graph/things`` there. A server whose default graph shows things and
claims together is asked as it is. Requests are URL-encoded POSTs, which no server lacks and no length ends.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, cast

import pyoxigraph as ox

from ..errors import InvalidInputError, shortened
from ..sparql import Dataset, ParsedQuery
from ..vocab import GRAPH, INBOX_GRAPH
from .base import Result, Store
from .home import Home, shipped_ontology
from .http import Address, Answer

__all__ = ["THINGS_GRAPH", "RemoteStore"]

THINGS_GRAPH: Final = GRAPH + "things"
"""Where a server keeps what stands in no named graph: ontology and things."""
_NONE: Final = GRAPH + "none"
"""A graph that no server has: a request that names no graph would be answered over all."""
_SELECTED: Final = "application/sparql-results+json"
_CONSTRUCTED: Final = "application/n-triples, text/turtle;q=0.8"


@dataclass
class RemoteStore(Store):
    """A knowledge base at an endpoint; `RemoteStore.connect` asks what graphs it has."""

    address: Address
    graph_names: tuple[str, ...] = ()
    """The IRIs of the named graphs that a query sees, sorted: all of ours but the inbox."""
    has_things: bool = False
    """Whether ontology and things stand in ``graph/things``, so that graphs are named in every request."""
    home: Home = field(default_factory=lambda: Home(Path(), shipped_ontology()))

    def __str__(self) -> str:
        return str(self.address)

    @classmethod
    def connect(cls, url: str) -> RemoteStore:
        """Ask an endpoint what it holds; raise `InvalidInputError` where it holds no knowledge base."""
        store = cls(Address.of(url))
        # The first is answered at once where it is known; Virtuoso 7 answers it with nothing.
        graphs = store._graphs("GRAPH ?g { }") or store._graphs("GRAPH ?g { ?s ?p ?o }")
        store.graph_names = tuple(sorted(graphs - {THINGS_GRAPH, INBOX_GRAPH}))
        store.has_things = THINGS_GRAPH in graphs
        if not store.has_things and not store._is_whole():
            remedy = f"upload to it with commoncause load --store, or put the things into <{THINGS_GRAPH}>"
            what = "its default graph does not show things and claims together"
            raise InvalidInputError(what, where=str(store), remedy=remedy)
        return store

    def _is_whole(self) -> bool:
        """Say whether the default graph, unnamed, holds claims and the things they are about."""
        pattern = "?c ccf:statedIn ?s ; ccf:technique ?t . ?t a ccf:Technique ; skos:prefLabel ?l"
        return bool(self.query(f"ASK {{ {pattern} }}"))

    @cached_property
    def _edition(self) -> str:
        counts = self.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        return hashlib.sha256(json.dumps([str(self), counts]).encode()).hexdigest()

    def edition(self) -> str:
        """Return what names the data as far as can be told from afar: the address and how many there are."""
        return self._edition

    def triples(self, graph: str = "") -> Iterator[ox.Triple]:
        """Return the triples of a named graph, or of what stands in none; in no particular order.

        At an endpoint that cannot tell them apart, what stands in no graph is all that its default graph
        shows, and the named graphs are empty.
        """
        text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
        if not self.has_things:
            return iter(()) if graph else self._constructed(text, None)
        return self._constructed(text, Dataset((graph or THINGS_GRAPH,), ()))

    def _answer(self, asked: ParsedQuery, dataset: Dataset | None, most_rows: int | None) -> Result:
        text = asked.text(most_rows)
        if dataset is None and self.has_things:
            shown = (*self.graph_names, INBOX_GRAPH)
            dataset = Dataset((THINGS_GRAPH, *self.graph_names), shown)
        if asked.form in {"construct", "describe"}:
            return _as_result(self._constructed(text, dataset))
        found = _solutions(self._ask(text, dataset, _SELECTED))
        if asked.form == "ask" and isinstance(found, ox.QuerySolutions):
            # Virtuoso 7 answers in rows where it means yes or no; none is no.
            return _truth(next(iter(found), None) is not None)
        return found

    def _constructed(self, text: str, dataset: Dataset | None) -> Iterator[ox.Triple]:
        answer = self._ask(text, dataset, _CONSTRUCTED)
        format_ = ox.RdfFormat.from_media_type(answer.media_type)
        if format_ is None:
            raise answer.unexpected("no RDF")
        try:
            return (quad.triple for quad in list(ox.parse(answer.body, format=format_)))
        except SyntaxError as error:
            raise answer.unexpected("broken RDF") from error

    def _graphs(self, pattern: str) -> set[str]:
        """Return the IRIs of our graphs that a pattern finds."""
        text = f'SELECT DISTINCT ?g WHERE {{ {pattern} FILTER(STRSTARTS(STR(?g), "{GRAPH}")) }}'
        found = _solutions(self._ask(text, None, _SELECTED))
        if not isinstance(found, ox.QuerySolutions):
            return set()
        return {node.value for row in found if isinstance(node := row["g"], ox.NamedNode)}

    def _ask(self, text: str, dataset: Dataset | None, accept: str) -> Answer:
        fields = [("query", text)]
        if dataset is not None:
            # Without any default graph the protocol would let the server choose.
            fields += [("default-graph-uri", iri) for iri in dataset.default or (_NONE,)]
            fields += [("named-graph-uri", iri) for iri in dataset.named or (_NONE,)]
        return self.address.post(fields, accept)


def _solutions(answer: Answer) -> ox.QuerySolutions | ox.QueryBoolean:
    format_ = ox.QueryResultsFormat.from_media_type(answer.media_type)
    if format_ is None:
        raise answer.unexpected("no SPARQL results")
    # Virtuoso 7 writes "typed-literal", a word of a draft of 2007.
    body = re.sub(rb'"type":\s*"typed-literal"', b'"type": "literal"', answer.body)
    try:
        return ox.parse_query_results(body, format=format_)
    except (SyntaxError, ValueError) as error:
        raise answer.unexpected(f"broken SPARQL results: {shortened(str(error))}") from error


def _truth(holds: bool) -> ox.QueryBoolean:
    text = json.dumps({"head": {}, "boolean": holds})
    found = ox.parse_query_results(text, format=ox.QueryResultsFormat.JSON)
    return cast("ox.QueryBoolean", found)


def _as_result(triples: Iterator[ox.Triple]) -> Result:
    """Return triples as the engine's own kind of result, each once."""
    quads = ox.Store()
    quads.bulk_extend(ox.Quad(s, p, o) for s, p, o in triples)
    return quads.query("CONSTRUCT WHERE { ?s ?p ?o }")
