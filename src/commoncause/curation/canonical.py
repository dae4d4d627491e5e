"""The canonical form of a Turtle file: one way to write what it says, so that a diff shows what changed.

Comments of one line at the top, section comments (``# --- title``) and comments above a paragraph stay;
a comment inside a paragraph becomes a ``skos:editorialNote`` of its subject. Prefixes are those that are
used, sorted. A subject has one paragraph; subjects keep their order, passages are sorted by where they
stand. That nothing else changes is checked on the triples before a word is given back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from ..errors import CommoncauseError, InvalidInputError
from ..files import read_bytes, read_text
from ..store import Home
from ..vocab import PREFIXES
from .layout import paragraph
from .sections import Block, Facts, Section, Term, sections
from .sections import notes as notes_of
from .turtle_blocks import Document, Node, read, triples
from .turtle_terms import Names

__all__ = ["canonical", "files_of", "passage_key", "recast", "same_graph"]

_RDF = PREFIXES["rdf"]
_FIRST, _REST, _NIL = (ox.NamedNode(_RDF + name) for name in ("first", "rest", "nil"))
_TYPE = ox.NamedNode(_RDF + "type")
_PASSAGE = ox.NamedNode(PREFIXES["oa"] + "TextPositionSelector")


def files_of(home: Home | None, paths: Iterable[Path]) -> list[Path]:
    """Return the Turtle files of ``home``, if any, and those of ``paths``, folders searched through."""
    own = [*home.thing_files, *home.claim_files, *home.inbox_files] if home else []
    given = [file for path in paths for file in (sorted(path.rglob("*.ttl")) if path.is_dir() else [path])]
    return list(dict.fromkeys([*own, *given]))


def canonical(text: str, where: str = "") -> str:
    """Return the canonical form of a text of Turtle; ``where`` names it in errors.

    Raises `InvalidInputError` where the text is not valid Turtle or holds a triple as a term.

    >>> print(canonical("@prefix a: <https://w3id.org/commoncause/kb/technique/>. a:b a a:c. # new"))
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix technique: <https://w3id.org/commoncause/kb/technique/> .
    <BLANKLINE>
    technique:b a technique:c ;
        skos:editorialNote "new"@en .
    <BLANKLINE>
    """
    try:
        return _canonical(read(text, where), where)
    except RecursionError as error:
        raise InvalidInputError("nested too deeply", where=where, remedy="give things names") from error


def _canonical(document: Document, where: str) -> str:
    header, parts = sections(document, where)
    said = [triple for statement in document.statements for triple in statement.triples]
    notes = [triple for statement in document.statements for triple in notes_of(statement, document, where)]
    writer = _Writer(Names(document.prefixes), document.labels, [*said, *notes])
    body = writer.body(parts)
    if not writer.names.used:  # nothing then parts the comments on top from those of the first block
        header += _first_comments(parts[0])
        body = writer.body(parts)
    prefixes = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in sorted(writer.names.used.items())]
    top = "\n".join([*(f"# {line}" for line in header), *prefixes])
    paragraphs = [top, *body] if top else body
    result = "\n\n".join(paragraphs) + "\n" if paragraphs else ""
    if not (same_graph(triples(document.text), said) and same_graph([*said, *notes], triples(result))):
        raise CommoncauseError(f"{where}: the canonical form would say something else: please report it")
    return result


def same_graph(left: Iterable[ox.Triple], right: Iterable[ox.Triple]) -> bool:
    """Say whether two sets of triples are the same graph, however their blank nodes are labelled."""
    graphs = [{ox.Quad(t.subject, t.predicate, t.object) for t in side} for side in (left, right)]
    if graphs[0] == graphs[1]:
        return True
    if any(isinstance(n, ox.BlankNode) for graph in graphs for q in graph for n in (q.subject, q.object)):
        datasets = [ox.Dataset(graph) for graph in graphs]
        for dataset in datasets:
            dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        graphs = [set(dataset) for dataset in datasets]
    return graphs[0] == graphs[1]


def _first_comments(section: Section) -> list[str]:
    """Take the comments away that stand before anything else in a section; return them."""
    owner = section.blocks[0].above if section.blocks else section.tail
    taken = list(owner)
    owner.clear()
    return taken


def _is_passage(block: Block) -> bool:
    return _PASSAGE in block.facts.get(_TYPE, {})


class _Writer:
    """Writes blocks; a blank node without a label of its own is written where it is pointed to."""

    def __init__(self, names: Names, labels: frozenset[str], said: Iterable[ox.Triple]) -> None:
        self.names, self._labels = names, labels
        self._inner: dict[Node, Facts] = {}
        for t in said:
            if isinstance(t.subject, ox.BlankNode):
                self._inner.setdefault(t.subject, {}).setdefault(t.predicate, {})[t.object] = None

    def body(self, sections: Iterable[Section]) -> list[str]:
        """Return the paragraphs of all sections."""
        return [text for section in sections for text in self._section(section) if text]

    def _section(self, section: Section) -> Iterator[str]:
        if section.heading is not None:
            yield f"# --- {section.heading}".rstrip()
        passages = filter(_is_passage, section.blocks)
        in_order = iter(sorted(passages, key=lambda block: passage_key(block.facts)))
        for place in section.blocks:
            block = next(in_order) if _is_passage(place) else place
            comments = [f"# {line}" for line in block.above]
            yield "\n".join([*comments, paragraph(self._subject(block.subject), self._facts(block.facts))])
        yield "\n".join(f"# {line}" for line in section.tail)

    def _facts(self, facts: Facts) -> list[tuple[str, list[str]]]:
        return [(self.names.predicate(p), [self._term(o) for o in objects]) for p, objects in facts.items()]

    def _subject(self, node: Node) -> str:
        if isinstance(node, ox.NamedNode):
            return self.names.iri(node.value)
        return f"_:{node.value}" if node.value in self._labels else "[]"

    def _term(self, term: Term) -> str:
        if isinstance(term, ox.Literal):
            return self.names.literal(term)
        if isinstance(term, ox.NamedNode):
            return "()" if term == _NIL else self.names.iri(term.value)
        if not isinstance(term, ox.BlankNode) or term.value in self._labels:
            return f"_:{getattr(term, 'value', '')}"
        facts = self._inner.get(term, {})
        if facts.keys() == {_FIRST, _REST}:
            return f"( {' '.join(self._list(term))} )"
        inside = " ; ".join(f"{p} {', '.join(objects)}" for p, objects in sorted(self._facts(facts)))
        return f"[ {inside} ]" if inside else "[]"

    def _list(self, node: Term) -> Iterator[str]:
        while isinstance(node, ox.BlankNode) and self._inner[node].keys() == {_FIRST, _REST}:
            facts = self._inner[node]
            yield from map(self._term, facts[_FIRST])
            node = next(iter(facts[_REST]))


def passage_key(facts: Facts) -> tuple[str, int, int]:
    """Return what passages are sorted by: text, start, end; what is no number comes last."""

    def _first(name: str) -> str:
        prefix, _, local = name.partition(":")
        found = facts.get(ox.NamedNode(PREFIXES[prefix] + local), {})
        return next((getattr(term, "value", "") for term in found), "")

    start, end = (
        int(n) if n.isascii() and n.isdigit() and len(n) < 16 else 10**16
        for n in (_first("oa:start"), _first("oa:end"))
    )
    return (_first("ccf:inText"), start, end)


def recast(path: Path) -> str | None:
    """Return the canonical form of a file, None if the file has it; errors as for `canonical`."""
    form = canonical(read_text(path), str(path))
    return None if read_bytes(path) == form.encode() else form
