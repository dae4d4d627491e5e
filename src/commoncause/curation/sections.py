"""A file of Turtle as sections of blocks: a subject a block, each with the comments above it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

import pyoxigraph as ox

from ..errors import InvalidInputError
from ..store import LONGEST_LITERAL
from ..vocab import PREFIXES
from .turtle_blocks import Comment, Document, Node, Statement

__all__ = ["Block", "Facts", "Section", "Term", "notes", "sections"]

_NOTE = ox.NamedNode(PREFIXES["skos"] + "editorialNote")

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Facts = dict[ox.NamedNode, dict[Term, None]]


@dataclass
class Block:
    """A subject with all that is said of it, and the comments above it."""

    subject: Node
    facts: Facts = field(default_factory=dict)
    above: list[str] = field(default_factory=list)


@dataclass
class Section:
    """A heading with the blocks under it; ``tail`` has comments that no block follows."""

    heading: str | None
    blocks: list[Block] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)


def sections(document: Document, where: str) -> tuple[list[str], list[Section]]:
    """Return the comment at the top of a file, line by line, and its sections.

    What is said of one subject in several places comes together in the first. Raises `InvalidInputError` for
    a comment that is too long for a note.
    """
    header: list[str] = []
    found, pending, blocks = [Section(None)], list[str](), dict[Node, Block]()
    is_top = True
    for item in document.items:
        if isinstance(item, Comment) and item.is_heading:
            found[-1].tail, pending = pending, []
            found.append(Section(item.title))
        elif isinstance(item, Comment):
            (header if is_top else pending).append(item.text)
            continue
        elif isinstance(item, Statement):
            for subject in _add(item, document, blocks, found[-1], where):
                blocks[subject].above += pending
                pending = []
        is_top = False
    found[-1].tail = pending
    return header, found


def _add(
    item: Statement, document: Document, blocks: dict[Node, Block], section: Section, where: str
) -> Iterator[Node]:
    """Put what a statement says into the blocks of its subjects; yield the first of these."""
    top = _subjects(item, document)
    for triple in [*item.triples, *notes(item, document, where)]:
        subject = cast(Node, triple.subject)
        if subject not in top:
            continue
        if subject not in blocks:
            blocks[subject] = Block(subject)
            section.blocks.append(blocks[subject])
        blocks[subject].facts.setdefault(triple.predicate, {})[triple.object] = None
    yield top[0]


def _subjects(item: Statement, document: Document) -> list[Node]:
    """Return what a statement is about: what has a name, or else what nothing else in it points to."""
    inner = {t.object for t in item.triples}
    found: dict[Node, None] = {}
    for triple in item.triples:
        subject = cast(Node, triple.subject)
        is_named = isinstance(subject, ox.NamedNode) or subject.value in document.labels
        if is_named or subject not in inner:
            found[subject] = None
    return list(found)


def notes(item: Statement, document: Document, where: str) -> Iterator[ox.Triple]:
    """Yield the notes that the comments inside a statement become."""
    for note in item.notes:
        if len(note) > LONGEST_LITERAL:
            place = f"{where}:{document.line(item.start)}"
            what = f"a comment of {len(note):,} characters cannot become a note"
            raise InvalidInputError(what, where=place, remedy=f"shorten it to at most {LONGEST_LITERAL:,}")
        yield ox.Triple(_subjects(item, document)[0], _NOTE, ox.Literal(note, language="en"))
