"""What a parser of Turtle throws away: where statements, prefixes and comments stand in a file.

A file is first parsed by pyoxigraph, so the scanner below need not judge it, only take it apart; each
statement is then parsed by itself, which gives the triples that it says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox

from ..errors import InvalidInputError, shortened

__all__ = ["Comment", "Directive", "Document", "Node", "Statement", "read", "triples"]

Node = ox.NamedNode | ox.BlankNode

_WORD = r"[^ \t\r\n\#\"'<>\[\](){};,.]"
# Loops are unrolled by hand: the possessive quantifiers of Python 3.11.2 stop too early.
_TOKEN = re.compile(
    rf"""(?P<space>[ \t\r\n]+)
    | (?P<comment>\#[^\r\n]*)
    | (?P<iri><[^<>]*>)
    | (?P<string>"{{3}}[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"{{3}}
                 | '{{3}}[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'{{3}}
                 | "[^"\\]*(?:\\.[^"\\]*)*" | '[^'\\]*(?:\\.[^'\\]*)*')
    | (?P<word>(?:\\.|\.+(?={_WORD})|{_WORD})+)
    | (?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment outside any statement; ``text`` has its words, blanks folded, without the number sign."""

    text: str
    start: int
    end: int

    @property
    def is_heading(self) -> bool:
        """Whether it opens a section: ``# --- title``."""
        return self.text.startswith("---")

    @property
    def title(self) -> str:
        """The title of the section that it opens."""
        return self.text.strip("- ")


@dataclass(frozen=True, slots=True)
class Directive:
    """A declaration of a prefix or a base."""

    start: int
    end: int
    prefix: str | None
    iri: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What stands between one full stop and the next: its triples, and the comments inside."""

    triples: tuple[ox.Triple, ...]
    notes: tuple[str, ...]
    start: int
    end: int

    def values(self, predicate: str) -> list[str]:
        """Return the IRIs or texts said under the IRI of a predicate, in order."""
        return [getattr(t.object, "value", "") for t in self.triples if t.predicate.value == predicate]

    @property
    def subject(self) -> str:
        """The IRI of what the statement is about; empty for what has none."""
        return next((t.subject.value for t in self.triples if isinstance(t.subject, ox.NamedNode)), "")


@dataclass(frozen=True)
class Document:
    """A file of Turtle, taken apart in order."""

    text: str
    items: tuple[Comment | Directive | Statement, ...]
    labels: frozenset[str]
    """The labels of blank nodes that the file gives itself."""

    @cached_property
    def statements(self) -> list[Statement]:
        """The statements, in order."""
        return [item for item in self.items if isinstance(item, Statement)]

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """Prefix -> namespace, as declared last."""
        found = [item for item in self.items if isinstance(item, Directive)]
        return {item.prefix: item.iri for item in found if item.prefix is not None}

    def line(self, offset: int) -> int:
        """Return the line, from 1, of an offset."""
        return self.text.count("\n", 0, offset) + 1


def triples(text: str, where: str = "") -> list[ox.Triple]:
    """Return the triples of a text of Turtle in order; raise `InvalidInputError` where it is not valid.

    >>> [t.object.value for t in triples("<https://a.example/> a <https://b.example/> .")]
    ['https://b.example/']
    """
    try:
        quads = list(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        what = shortened(re.sub(r"^Parser error .*?: ", "", str(error.args[0])))
        place = f"{where}:{error.lineno or 1}" if where else f"line {error.lineno or 1}"
        raise InvalidInputError(f"not valid Turtle: {what}", where=place, remedy="mend it") from error
    except MemoryError as error:  # pyoxigraph's word for one token of more than 16 MiB
        raise InvalidInputError("a text that is too long", where=where, remedy="shorten it") from error
    for quad in quads:
        if isinstance(quad.object, ox.Triple):
            what, remedy = "a triple as a term, which the house does not use", "make a claim of it"
            raise InvalidInputError(what, where=where, remedy=remedy)
    return [quad.triple for quad in quads]


def read(text: str, where: str = "") -> Document:
    """Take a text of Turtle apart; raise `InvalidInputError` where it is not valid."""
    triples(text, where)
    reader = _Reader(text)
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "space":
            reader.take(match)
    return Document(text, tuple(reader.items), frozenset(reader.labels))


@dataclass
class _Reader:
    text: str
    items: list[Comment | Directive | Statement] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    _tokens: list[re.Match[str]] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)
    _directives: str = ""

    def take(self, token: re.Match[str]) -> None:
        """Take the next token in: a comment, a blank, or a part of a statement."""
        if token.lastgroup == "comment":
            self._comment(token)
            return
        self._tokens.append(token)
        if token[0].startswith("_:"):
            self.labels.add(token[0][2:])
        if token[0] == "." or self._ends_sparql_directive(token):
            self._close(token.end())

    def _comment(self, token: re.Match[str]) -> None:
        words = " ".join(token[0].lstrip("#").split())
        last = self.items[-1] if self.items else None
        if not words:
            return
        if self._tokens:
            self._notes.append(words)
        elif isinstance(last, Statement) and not re.search(r"[\r\n]", self.text[last.end : token.start()]):
            self.items[-1] = Statement(last.triples, (*last.notes, words), last.start, token.end())
        else:
            self.items.append(Comment(words, *token.span()))

    def _ends_sparql_directive(self, token: re.Match[str]) -> bool:
        first = self._tokens[0][0].casefold()
        if first in {"prefix", "base"}:
            return token.lastgroup == "iri"
        return first == "version" and token.lastgroup == "string"

    def _close(self, end: int) -> None:
        start, words = self._tokens[0].start(), [token[0] for token in self._tokens]
        if words[0].lstrip("@").casefold() in {"prefix", "base", "version"}:
            self._directives += self.text[start:end] + "\n"
            self.items.append(_directive(words, start, end))
            self.items += [Comment(note, start, end) for note in self._notes]
        else:
            said = triples(self._directives + self.text[start:end])
            self.items.append(Statement(tuple(said), tuple(self._notes), start, end))
        self._tokens, self._notes = [], []


def _directive(words: Sequence[str], start: int, end: int) -> Directive:
    if not words[0].lstrip("@").casefold().startswith("prefix"):
        return Directive(start, end, None, "")
    return Directive(start, end, words[1].removesuffix(":"), words[2].strip("<>"))
