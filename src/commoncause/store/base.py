"""What every store can do: answer SPARQL over the union of its graphs but the inbox."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ..errors import InvalidInputError
from ..sparql import Dataset, ParsedQuery, parsed
from ..sparql.help import explained
from ..vocab import DERIVED_GRAPH, INBOX_GRAPH, PREFIXES
from .home import Home

__all__ = ["LocalStore", "Result", "Store", "Term", "text_of"]

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_INBOX = ox.NamedNode(INBOX_GRAPH)
Result = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean


class Store(ABC):
    """Triples that can be asked: in memory, on disk or at an endpoint."""

    home: Home
    """The ontology, and the folder that the triples came from or stand in."""
    graphs: Mapping[Path, str] = {}
    """File -> IRI of the named graph it was loaded into, for a store that was read from files."""

    def __str__(self) -> str:
        return str(self.home.kb)

    @property
    @abstractmethod
    def graph_names(self) -> Sequence[str]:
        """The IRIs of the named graphs that a query sees, sorted: all but the inbox."""

    @abstractmethod
    def edition(self) -> str:
        """Return what names the data: other data have another edition."""

    @abstractmethod
    def triples(self, graph: str = "") -> Iterator[ox.Triple]:
        """Return the triples of a named graph, or of what stands in none; in no particular order."""

    def query(
        self, sparql: str, *, dataset: Dataset | None = None, most_rows: int | None = None, base: str = ""
    ) -> Result:
        """Answer a SPARQL 1.1 query; the prefixes of `vocab` are declared already.

        ``dataset`` overrides what the query says with ``FROM``; its graphs are those of the store, an absent
        one is empty. ``most_rows`` limits the solutions of a SELECT; ``base`` makes relative IRIs whole.
        Raises `InvalidInputError` for a syntax error, with its position, and `RefusedQueryError` for an
        update and for ``SERVICE``, which would send parts of the data to another server.
        """
        asked = parsed(sparql, PREFIXES, base)
        return self._answer(asked, dataset or asked.dataset, most_rows)

    @abstractmethod
    def _answer(self, asked: ParsedQuery, dataset: Dataset | None, most_rows: int | None) -> Result:
        """Answer a query that has been parsed; without a dataset, over all graphs but the inbox."""

    def select(self, sparql: str) -> list[dict[str, str]]:
        """Return the rows of a SELECT query as strings by variable; unbound variables are left out."""
        solutions = self.query(sparql)
        if not isinstance(solutions, ox.QuerySolutions):
            raise InvalidInputError("not a SELECT query", remedy="use SELECT")
        names = [variable.value for variable in solutions.variables]
        return [
            {name: text_of(term) for name in names if (term := row[name]) is not None} for row in solutions
        ]


class LocalStore(Store):
    """A store whose engine is in this process."""

    quads: ox.Store

    def triples(self, graph: str = "") -> Iterator[ox.Triple]:
        """Return the triples of a named graph, or of what stands in none; in no particular order."""
        node = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        return (quad.triple for quad in self.quads.quads_for_pattern(None, None, None, node))

    def _answer(self, asked: ParsedQuery, dataset: Dataset | None, most_rows: int | None) -> Result:
        quads, over = self._engine(asked, dataset)
        try:
            return quads.query(asked.text(most_rows), **over)
        except SyntaxError as error:
            raise explained(asked, str(error.args[0]), most_rows) from error

    def _engine(self, _asked: ParsedQuery, dataset: Dataset | None) -> tuple[ox.Store, dict[str, Any]]:
        """Return which database answers a query, and over which graphs."""
        return self.quads, self._over(dataset)

    def _over(self, dataset: Dataset | None) -> dict[str, Any]:
        """Return which graphs the engine shall ask; the union of all is one look-up, a list one for each."""
        if dataset is not None:
            named = [ox.NamedNode(iri) for iri in dataset.named]
            return {"default_graph": list(map(ox.NamedNode, dataset.default)), "named_graphs": named}
        if self.quads.contains_named_graph(_INBOX):
            return {"default_graph": [ox.DefaultGraph(), *map(ox.NamedNode, self.graph_names)]}
        return {"use_default_graph_as_union": True}

    def add(self, triples: Iterable[ox.Triple], graph: str = DERIVED_GRAPH) -> set[ox.Triple]:
        """Add triples to a graph, but for those that a query sees already; return those that were added."""
        target = ox.NamedNode(graph)
        new = {triple for triple in triples if not self._holds(triple)}
        self.quads.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, target) for t in new)
        return new

    def _holds(self, triple: ox.Triple) -> bool:
        found = self.quads.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        return any(quad.graph_name != _INBOX for quad in found)


def text_of(term: Term) -> str:
    """Return the IRI of a node, the characters of a literal."""
    return str(term) if isinstance(term, ox.Triple) else term.value
