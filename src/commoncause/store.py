"""Files to triples to SPARQL: the knowledge base in memory.

Ontology and things stand in the default graph of the store, each claims file in the named graph of its
source, derived triples in ``graph/derived``, imported records in ``graph/inbox``. A query sees the union of
all but the inbox as its default graph, unless it names its own with ``FROM``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from .errors import InvalidInputError, shortened
from .files import read_bytes
from .sparql import Dataset, ParsedQuery, parsed
from .sparql.tokens import place
from .vocab import DERIVED_GRAPH, GRAPH, INBOX_GRAPH, PREFIXES, compact

__all__ = ["LONGEST_LITERAL", "Home", "Store", "find_home"]

LONGEST_LITERAL = 20_000
"""Longest literal that is loaded, in characters; no label, definition or rationale comes near it."""

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


@dataclass(frozen=True)
class Home:
    """Where a knowledge base lives: the folder of its things and claims, and that of its ontology."""

    kb: Path
    ontology: Path

    @cached_property
    def thing_files(self) -> tuple[Path, ...]:
        """The files of things, sorted by name."""
        return tuple(sorted(self.kb.glob("*.ttl")))

    @cached_property
    def claim_files(self) -> tuple[Path, ...]:
        """The files of claims, one a source, sorted by name."""
        return tuple(sorted((self.kb / "claims").glob("*.ttl")))

    @cached_property
    def inbox_files(self) -> tuple[Path, ...]:
        """The files of imported records that nobody has reviewed yet, sorted by name."""
        return tuple(sorted((self.kb / "inbox").glob("*.ttl")))

    def queries(self, folder: str) -> dict[str, Path]:
        """Return name -> file of the SPARQL files in a folder of the ontology: checks, rules or queries."""
        return {path.stem: path for path in sorted((self.ontology / folder).glob("*.rq"))}


def find_home(where: str | Path | None = None) -> Home:
    """Return the knowledge base at ``where``, or the nearest one.

    Without ``where``: ``./kb`` beside ``./ontology``, else the copy inside the installed package, else the
    source tree of an editable install. Raises `InvalidInputError` if there is none.
    """
    package = Path(__file__).parent
    shipped = [package / "_data", package.parent.parent]
    if where is not None and "://" in str(where):
        raise InvalidInputError(
            "an endpoint is not read by this version", where=str(where), remedy="--kb takes a folder"
        )
    if where is not None:
        return _home_at(Path(where), shipped)
    for root in [Path(), *shipped]:
        if (root / "kb").is_dir() and (root / "ontology" / "commoncause.ttl").is_file():
            return Home(root / "kb", root / "ontology")
    raise InvalidInputError("no knowledge base found", remedy="name its folder with --kb")


def _home_at(kb: Path, shipped: Iterable[Path]) -> Home:
    if not kb.is_dir():
        raise InvalidInputError(
            "no such folder", where=str(kb), remedy="--kb takes a folder that holds Turtle files of things"
        )
    for root in [kb.resolve().parent, *shipped]:
        if (root / "ontology" / "commoncause.ttl").is_file():
            return Home(kb, root / "ontology")
    raise InvalidInputError(
        "no ontology beside it", where=str(kb), remedy="put commoncause.ttl in ../ontology"
    )


@dataclass
class Store:
    """Triples in memory with the files they came from; `Store.open` loads a `Home`."""

    home: Home
    graphs: dict[Path, str] = field(default_factory=dict)
    """File -> IRI of the named graph it was loaded into; empty for the default graph."""
    quads: ox.Store = field(default_factory=ox.Store, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        """Return what another process needs to have the same store: the triples go as N-Quads."""
        return {
            "home": self.home,
            "graphs": self.graphs,
            "quads": self.quads.dump(format=ox.RdfFormat.N_QUADS),
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.home, self.graphs, self.quads = state["home"], state["graphs"], ox.Store()
        self.quads.bulk_load(state["quads"], format=ox.RdfFormat.N_QUADS)

    @classmethod
    def open(cls, home: Home) -> Store:
        """Load every file of ``home``; raise `InvalidInputError` at the first that is not valid Turtle."""
        store = cls(home)
        store.load(home.ontology / "commoncause.ttl")
        if not home.thing_files:
            raise InvalidInputError(
                "empty knowledge base", where=str(home.kb), remedy="add a Turtle file of techniques"
            )
        for path in home.thing_files:
            store.load(path)
        for path in home.claim_files:
            store.load(path, GRAPH + path.stem)
        for path in home.inbox_files:
            store.load(path, INBOX_GRAPH)
        return store

    def load(self, path: Path, graph: str = "") -> None:
        """Add the triples of a Turtle file to a graph (default: the default graph), all or none."""
        content = read_bytes(path).removeprefix(b"\xef\xbb\xbf")
        try:
            target = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        except ValueError as error:
            remedy = "name the file after its source, in lower-kebab letters"
            raise InvalidInputError("no name for a graph", where=str(path), remedy=remedy) from error
        try:
            self.quads.load(content, format=ox.RdfFormat.TURTLE, to_graph=target)
        except SyntaxError as error:
            where = f"{path}:{error.lineno or 1}"
            what = shortened(re.sub(r"^Parser error .*?: ", "", str(error.args[0])))
            raise InvalidInputError(f"not valid Turtle: {what}", where=where, remedy="mend it") from error
        except MemoryError as error:  # pyoxigraph's word for one token of more than 16 MiB
            number, longest = max(enumerate(content.split(b"\n"), 1), key=lambda line: len(line[1]))
            what = f"a text that is too long, on a line of {len(longest):,} bytes"
            remedy = f"shorten it to at most {LONGEST_LITERAL:,} characters"
            raise InvalidInputError(what, where=f"{path}:{number}", remedy=remedy) from error
        self.graphs[path] = graph
        if _may_hold_a_giant(content):
            self._refuse_giants(path)

    def _refuse_giants(self, path: Path) -> None:
        giants = self.select(
            "SELECT ?s ?p ?n WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }"
            " BIND(STRLEN(CONCAT(STR(?s), STR(?p), STR(?o))) AS ?n)"
            f" FILTER(?n > {LONGEST_LITERAL}) }} LIMIT 1"
        )
        for row in giants:
            subject, predicate = shortened(row["s"]), shortened(row["p"])
            raise InvalidInputError(
                f"<{subject}> has a text of {int(row['n']):,} characters under <{predicate}>",
                where=f"{path}:{line_of(path, row['s'])}",
                remedy=f"shorten it to at most {LONGEST_LITERAL:,}",
            )

    @property
    def default_graphs(self) -> list[Graph]:
        """The graphs whose union a query sees as its default graph: all but the inbox."""
        named = sorted({*self.graphs.values(), DERIVED_GRAPH} - {"", INBOX_GRAPH})
        return [ox.DefaultGraph(), *map(ox.NamedNode, named)]

    def query(
        self, sparql: str, *, dataset: Dataset | None = None, most_rows: int | None = None, base: str = ""
    ) -> ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean:
        """Answer a SPARQL 1.1 query; the prefixes of `vocab` are declared already.

        ``dataset`` overrides what the query says with ``FROM``; its graphs are those of the store, an absent
        one is empty. ``most_rows`` limits the solutions of a SELECT; ``base`` makes relative IRIs whole.
        Raises `InvalidInputError` for a syntax error, with its position, and `RefusedQueryError` for an
        update and for ``SERVICE``, which would send parts of the data to another server.
        """
        asked = parsed(sparql, PREFIXES, base)
        dataset = dataset or asked.dataset
        default, named = (self.default_graphs, None) if dataset is None else _graphs(dataset)
        text = asked.text(most_rows)
        try:
            return self.quads.query(text, default_graph=default, named_graphs=named)
        except SyntaxError as error:
            raise _syntax_error(asked, str(error.args[0]), most_rows) from error

    def select(self, sparql: str) -> list[dict[str, str]]:
        """Return the rows of a SELECT query as strings by variable; unbound variables are left out."""
        solutions = self.query(sparql)
        if not isinstance(solutions, ox.QuerySolutions):
            raise InvalidInputError("not a SELECT query", remedy="use SELECT")
        names = [variable.value for variable in solutions.variables]
        return [
            {name: text_of(term) for name in names if (term := row[name]) is not None} for row in solutions
        ]

    def add(self, triples: Iterable[ox.Triple], graph: str = DERIVED_GRAPH) -> int:
        """Add triples to a graph, but for those that a query sees already; return how many were added."""
        target = ox.NamedNode(graph)
        before = len(self.quads)
        self.quads.extend(
            ox.Quad(t.subject, t.predicate, t.object, target) for t in triples if not self._holds(t)
        )
        return len(self.quads) - before

    def _holds(self, triple: ox.Triple) -> bool:
        inbox = ox.NamedNode(INBOX_GRAPH)
        found = self.quads.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        return any(quad.graph_name != inbox for quad in found)


def _graphs(dataset: Dataset) -> tuple[list[Graph], list[ox.NamedNode | ox.BlankNode]]:
    return [ox.NamedNode(iri) for iri in dataset.default], [ox.NamedNode(iri) for iri in dataset.named]


def _syntax_error(asked: ParsedQuery, message: str, most_rows: int | None) -> InvalidInputError:
    """Return the engine's complaint about the rewritten query with the place in the query as it came."""
    match = re.match(r"error at 1:(\d+)", message)
    offset = asked.source_of(int(match[1]), most_rows) if match else 0
    where = place(asked.sparql, offset)
    return InvalidInputError(f"not a SPARQL query, at {where}", remedy="mend the query")


def _may_hold_a_giant(content: bytes) -> bool:
    """Say whether a text in Turtle can be too long: most files have neither long lines nor long strings."""
    long_strings = b'"""' in content or b"'''" in content
    return len(content) > LONGEST_LITERAL and (
        long_strings or max(map(len, content.split(b"\n"))) > LONGEST_LITERAL
    )


def text_of(term: Term) -> str:
    """Return the IRI of a node, the characters of a literal."""
    return str(term) if isinstance(term, ox.Triple) else term.value


def line_of(path: Path, iri: str) -> int:
    """Return the line, from 1, on which a Turtle file first has ``iri`` as a subject; 1 if it never has."""
    names = (compact(iri), f"<{iri}>")
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    for found in (_starts(lines, names), _mentions(lines, names)):
        if (number := next(found, None)) is not None:
            return number
    return 1


def _starts(lines: list[str], names: tuple[str, ...]) -> Iterator[int]:
    return (n for n, line in enumerate(lines, 1) if line.partition(" ")[0] in names)


def _mentions(lines: list[str], names: tuple[str, ...]) -> Iterator[int]:
    return (n for n, line in enumerate(lines, 1) if any(name in line for name in names))
