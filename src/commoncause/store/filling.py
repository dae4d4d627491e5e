"""Files into a store that is being made: which file goes into which graph, read piece by piece."""

from __future__ import annotations

import gzip
import io
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

import pyoxigraph as ox

from ..errors import InvalidInputError
from ..vocab import DERIVED_GRAPH, GRAPH, INBOX_GRAPH
from .base import LocalStore
from .home import Home
from .memory import LONGEST_LITERAL, parse_error, refuse_giants

__all__ = ["FillingStore", "SourceFile", "source_files"]

Told = Callable[[str, int, int], None]
"""What is told of a file while it is read: its name, the bytes read, the bytes there are."""

_CHUNK: Final = 1 << 20
_MARK: Final = b"\xef\xbb\xbf"
"""The byte-order mark that some editors put in front of UTF-8."""


@dataclass(frozen=True)
class SourceFile:
    """A file of RDF and the graph that its triples go to; quads keep their own."""

    path: Path
    graph: str = ""
    """IRI of a named graph; empty for the default graph."""

    @property
    def format(self) -> ox.RdfFormat:
        """The format by the name's ending, ``.gz`` apart; raises `InvalidInputError` for an unknown one."""
        name = self.path.name.removesuffix(".gz")
        found = ox.RdfFormat.from_extension(name.rpartition(".")[2].lower())
        if found is None:
            remedy = "name it .ttl, .nt, .nq, .trig, .rdf or .jsonld, each also with .gz"
            raise InvalidInputError("no format for a file so named", where=str(self.path), remedy=remedy)
        return found


def source_files(paths: Iterable[Path]) -> Iterator[SourceFile]:
    """Return the files that ``paths`` stand for: a knowledge base folder for all of its own.

    A file in a folder called ``claims`` goes into the graph of the source it is named after, one in ``inbox``
    into that of the inbox, others into none.
    """
    for path in paths:
        if path.is_dir():
            home = Home(path, path)
            files = [*home.thing_files, *home.claim_files, *home.inbox_files]
            if not files:
                remedy = "name files, or a folder that holds Turtle files of things"
                raise InvalidInputError("no Turtle file in this folder", where=str(path), remedy=remedy)
            yield from map(_placed, files)
        else:
            yield _placed(path)


def _placed(path: Path) -> SourceFile:
    folder = path.absolute().parent.name
    if folder == "inbox":
        return SourceFile(path, INBOX_GRAPH)
    return SourceFile(path, GRAPH + path.name.partition(".")[0] if folder == "claims" else "")


class FillingStore(LocalStore):
    """A store that files are put into; nobody else sees it before it is done."""

    def __init__(self, quads: ox.Store, home: Home) -> None:
        self.quads, self.home = quads, home

    @property
    def graph_names(self) -> list[str]:
        """The IRIs of the named graphs that a query sees, sorted: all but the inbox."""
        names = {node.value for node in self.quads.named_graphs() if isinstance(node, ox.NamedNode)}
        return sorted(names - {INBOX_GRAPH})

    def edition(self) -> str:
        """Return nothing: what is being made has no name yet."""
        return ""

    def fill(self, file: SourceFile, told: Told | None = None) -> None:
        """Put the triples of a file into the store; raise `InvalidInputError` where it is no valid RDF.

        After a fault the store holds parts of the file, and is to be thrown away.
        """
        target = ox.NamedNode(file.graph) if file.graph else ox.DefaultGraph()
        to_graph = None if file.format.supports_datasets else target
        with _opened(file.path) as raw:
            try:
                reader = _Reader(raw, file.path, told)
                self.quads.bulk_load(cast("IO[bytes]", reader), format=file.format, to_graph=to_graph)
            except SyntaxError as error:
                raise parse_error(error, file.path) from error
            except MemoryError as error:  # pyoxigraph's word for one token of more than 16 MiB
                remedy = f"shorten it to at most {LONGEST_LITERAL:,} characters"
                where = str(file.path)
                raise InvalidInputError("a text that is too long", where=where, remedy=remedy) from error
            except (OSError, EOFError) as error:
                what = getattr(error, "strerror", None) or str(error) or "it cannot be read"
                raise InvalidInputError(what, where=str(file.path), remedy="check the file") from error
        if reader.may_hold_a_giant:
            refuse_giants(self, file.path)

    def drop_derived(self) -> None:
        """Forget what was derived elsewhere: it is derived anew from all that is here."""
        self.quads.remove_graph(ox.NamedNode(DERIVED_GRAPH))


def _opened(path: Path) -> IO[bytes]:
    try:
        if not path.is_file():
            what = "a folder" if path.is_dir() else "no such file"
            raise InvalidInputError(what, where=str(path), remedy="name a file of RDF")
        return cast("IO[bytes]", gzip.open(path)) if path.suffix == ".gz" else path.open("rb")
    except OSError as error:
        remedy = "check the name and rights"
        raise InvalidInputError(error.strerror or "unreadable", where=str(path), remedy=remedy) from error


class _Reader:
    """Hands a file to the parser in pieces: tells how far it is, and looks for lines of many characters."""

    def __init__(self, raw: IO[bytes], path: Path, told: Told | None) -> None:
        self._raw, self._name, self._told = raw, path.name, told
        self._size = os.stat(path).st_size
        self._line = 0
        self.may_hold_a_giant = False
        self._chunk = self._next()
        if self._chunk.getvalue().startswith(_MARK):
            self._chunk.seek(len(_MARK))

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes, none at the end."""
        if part := self._chunk.read(size):
            return part
        self._chunk = self._next()
        return self._chunk.read(size)

    def _next(self) -> io.BytesIO:
        content = self._raw.read(_CHUNK)
        lines = content.split(b"\n")
        longest = max(self._line + len(lines[0]), *map(len, lines))
        has_long_strings = b'"""' in content or b"'''" in content
        self.may_hold_a_giant |= longest > LONGEST_LITERAL or has_long_strings
        self._line = len(lines[-1]) + (self._line if len(lines) == 1 else 0)
        if self._told is not None:
            # Of a compressed file this counts what is stored, as its size does.
            at = getattr(self._raw, "fileobj", None) or self._raw
            self._told(self._name, at.tell(), self._size)
        return io.BytesIO(content)
