"""Files to triples: the knowledge base in memory.

Ontology and things stand in the default graph of the store, each claims file in the named graph of its
source, derived triples in ``graph/derived``, imported records in ``graph/inbox``. A query sees the union of
all but the inbox as its default graph, unless it names its own with ``FROM``. The inbox may be larger than
all the rest, and no answer rests on it: its files are read when a query first asks for graphs by name.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from .. import __version__
from ..errors import InvalidInputError, shortened
from ..files import read_bytes
from ..sparql import Dataset, ParsedQuery
from ..vocab import DERIVED_GRAPH, GRAPH, INBOX_GRAPH
from .base import LocalStore, Result
from .home import Home, line_of

__all__ = ["LONGEST_LITERAL", "MemoryStore", "may_hold_a_giant", "parse_error", "refuse_giants"]

LONGEST_LITERAL: Final = 20_000
"""Longest literal that is loaded, in characters; no label, definition or rationale comes near it."""


@dataclass
class MemoryStore(LocalStore):
    """Triples in memory with the files they came from; `MemoryStore.open` loads a `Home`."""

    home: Home
    graphs: dict[Path, str] = field(default_factory=dict)
    """File -> IRI of the named graph it was loaded into; empty for the default graph."""
    quads: ox.Store = field(default_factory=ox.Store, repr=False)
    waiting: list[Path] = field(default_factory=list)
    """The files of the inbox that have not been read yet."""

    def __getstate__(self) -> dict[str, Any]:
        """Return what another process needs to have the same store: the triples go as N-Quads."""
        self.load_inbox()
        return {
            "home": self.home,
            "graphs": self.graphs,
            "quads": self.quads.dump(format=ox.RdfFormat.N_QUADS),
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.home, self.graphs, self.quads, self.waiting = state["home"], state["graphs"], ox.Store(), []
        self.quads.bulk_load(state["quads"], format=ox.RdfFormat.N_QUADS)

    @classmethod
    def open(cls, home: Home) -> MemoryStore:
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
        store.waiting = list(home.inbox_files)
        return store

    def load_inbox(self) -> None:
        """Read the files of the inbox that have not been read yet."""
        while self.waiting:
            self.load(self.waiting[0], INBOX_GRAPH)
            del self.waiting[0]

    def _answer(self, asked: ParsedQuery, dataset: Dataset | None, most_rows: int | None) -> Result:
        if self.waiting and (dataset is not None or "graph" in asked.words):
            self.load_inbox()
        return super()._answer(asked, dataset, most_rows)

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
            raise parse_error(error, path) from error
        except MemoryError as error:  # pyoxigraph's word for one token of more than 16 MiB
            number, longest = max(enumerate(content.split(b"\n"), 1), key=lambda line: len(line[1]))
            what = f"a text that is too long, on a line of {len(longest):,} bytes"
            remedy = f"shorten it to at most {LONGEST_LITERAL:,} characters"
            raise InvalidInputError(what, where=f"{path}:{number}", remedy=remedy) from error
        self.graphs[path] = graph
        if may_hold_a_giant(content):
            refuse_giants(self, path)

    @property
    def graph_names(self) -> list[str]:
        """The IRIs of the named graphs that a query sees, sorted: all but the inbox."""
        return sorted({*self.graphs.values(), DERIVED_GRAPH} - {"", INBOX_GRAPH})

    def edition(self) -> str:
        """Return a digest of the program's version and the files, or chance where there are none."""
        if not self.graphs:
            return os.urandom(16).hex()
        digest = hashlib.sha256(__version__.encode())
        for path in sorted({*self.graphs, *self.waiting}):
            digest.update(path.read_bytes())
        return digest.hexdigest()


def parse_error(error: SyntaxError, path: Path) -> InvalidInputError:
    """Return the parser's complaint about a file in one line."""
    what = shortened(re.sub(r"^Parser error .*?: ", "", str(error.args[0])))
    language = "Turtle" if path.suffix == ".ttl" else "RDF"
    where = f"{path}:{error.lineno or 1}"
    return InvalidInputError(f"not valid {language}: {what}", where=where, remedy="mend it")


def refuse_giants(store: LocalStore, path: Path) -> None:
    """Raise `InvalidInputError` where the store holds a text longer than `LONGEST_LITERAL`."""
    giants = store.select(
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


def may_hold_a_giant(content: bytes) -> bool:
    """Say whether a text in Turtle can be too long: most files have neither long lines nor long strings."""
    long_strings = b'"""' in content or b"'''" in content
    return len(content) > LONGEST_LITERAL and (
        long_strings or max(map(len, content.split(b"\n"))) > LONGEST_LITERAL
    )
