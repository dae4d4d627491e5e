"""A file of the inbox: paragraphs in the canonical form, made without reading them back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from .. import __version__
from ..errors import InvalidInputError
from ..files import LARGEST_FILE, read_text
from ..importers.library import Library
from ..vocab import PREFIXES
from .held_works import statements
from .layout import paragraph
from .turtle_terms import Names, quoted

__all__ = ["IMPORT", "InboxFile"]

IMPORT = PREFIXES["import"]
_TITLE = "Works, not yet reviewed."


@dataclass
class InboxFile:
    """Paragraphs by subject in the order they came, each a predicate with its objects as Turtle has them.

    A hundred thousand works are written in seconds; `canonical.canonical` would give the same text, for every
    file that has no comments of its own.
    """

    path: Path
    title: str
    blocks: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    names: Names = field(default_factory=Names)
    is_changed: bool = False

    @classmethod
    def open(cls, path: Path, title: str = _TITLE) -> InboxFile:
        """Read a file, whose first comment stays, or begin one with ``title`` as that.

        Raises `InvalidInputError` for what is not valid Turtle, or has nodes without names.
        """
        first = read_text(path).partition("\n")[0] if path.exists() else ""
        sheet = cls(path, first.removeprefix("# ") if first.startswith("# ") else title)
        for quad in statements(path) if path.exists() else ():
            predicate = sheet.names.predicate(quad.predicate)
            sheet.add(sheet._term(quad.subject), predicate, sheet._term(quad.object))
        sheet.is_changed = False
        return sheet

    def _term(self, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
        if isinstance(term, ox.Literal):
            return self.names.literal(term)
        if isinstance(term, ox.NamedNode):
            return self.names.iri(term.value)
        raise InvalidInputError("a node without a name", where=str(self.path), remedy="give it an IRI")

    def add(self, subject: str, predicate: str, term: str) -> None:
        """Say something, all three as Turtle has them; what is said again is written once."""
        block = self.blocks.setdefault(subject, {})
        if predicate in block:
            block[predicate].append(term)
        else:
            block[predicate] = [term]
        self.is_changed = True

    def add_library(self, name: str, library: Library) -> None:
        """Describe the file that records come from, the first time it is named."""
        subject = f"import:{name}"
        if subject in self.blocks:
            return
        self.add(subject, "a", "ccf:ImportedFile")
        self.add(subject, "dcterms:title", quoted(library.name))
        self.add(subject, "dcterms:format", quoted(library.format))
        self.add(subject, "ccf:sha256", quoted(library.digest))
        self.add(subject, "ccf:importedWith", quoted(f"commoncause {__version__}"))

    def text(self) -> str:
        """Return the canonical form; raises `InvalidInputError` if it would be too large to load."""
        return b"".join(self.parts()).decode()

    def parts(self) -> Iterator[bytes]:
        """Yield the canonical form a paragraph at a time, in UTF-8: a large inbox is never whole in memory.

        Raises `InvalidInputError` as soon as it would be too large to load.
        """
        used = {name for facts in self.blocks.values() for name in _prefixes(facts)}
        used |= {subject.partition(":")[0] for subject in self.blocks}
        prefixes = [f"@prefix {name}: <{PREFIXES[name]}> ." for name in sorted(used & PREFIXES.keys())]
        size = 0
        for text in chain(["\n".join([f"# {self.title}", *prefixes])], self._paragraphs()):
            part = (f"\n{text}\n" if size else f"{text}\n").encode()
            size += len(part)
            if size > LARGEST_FILE:
                what = f"the inbox would need more than {LARGEST_FILE:,} bytes in one file"
                raise InvalidInputError(what, where=str(self.path), remedy="split the library")
            yield part

    def _paragraphs(self) -> Iterator[str]:
        for subject, facts in self.blocks.items():
            yield paragraph(
                subject, [(predicate, list(dict.fromkeys(objects))) for predicate, objects in facts.items()]
            )


def _prefixes(facts: dict[str, list[str]]) -> set[str]:
    """Return what may be prefixes among predicates, objects and their datatypes."""
    found = {predicate.partition(":")[0] for predicate in facts}
    for term in (term for objects in facts.values() for term in objects):
        if term[0] == '"':
            found |= {"xsd"} if term.rpartition('"')[2].startswith("^^xsd:") else set()
        elif term[0] != "<":
            found.add(term.partition(":")[0])
    return found
