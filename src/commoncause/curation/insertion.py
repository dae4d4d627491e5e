"""Where a new paragraph goes in a file, and the file with it; not a character of the rest is changed.

A paragraph goes after the last one that is most like it: of the same class and, for claims, of the same
section and mode; a passage goes where it belongs in the order of passages. Failing that it goes under its
heading, or under a new heading at the end, before the passages.
"""

from __future__ import annotations

import re

import pyoxigraph as ox

from ..errors import InvalidInputError
from ..vocab import PREFIXES, expand
from .canonical import same_graph
from .desk import Draft, Term
from .layout import paragraph
from .turtle_blocks import Comment, Directive, Document, Statement, read, triples
from .turtle_terms import Names

__all__ = ["inserted"]

_TYPE = PREFIXES["rdf"] + "type"
_PASSAGES = "passages"


def inserted(text: str, draft: Draft, where: str = "") -> str:
    """Return a file's text with a draft in it; an empty text becomes a file with a comment on top.

    Raises `InvalidInputError` where the text is not valid Turtle, or gives a prefix another meaning than
    the house does.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    names = Names()
    facts = [
        (name if name == "a" else names.iri(expand(name)), [_term(names, term) for term in terms])
        for name, terms in draft.facts.items()
        if terms
    ]
    block = paragraph(names.iri(expand(draft.subject)), facts)
    body = _ended(text, newline) if text.strip() else f"# {' '.join(draft.title.split())}\n"
    body = _with_prefixes(read(body, where), names.used, newline, where)
    body = _placed(read(body, where), draft, block, newline)
    if not same_graph(triples(body, where), [*triples(text, where), *draft.triples()]):
        what = f"{draft.subject} cannot be added without changing what is there"
        raise InvalidInputError(what, where=where, remedy="bring the file into form: commoncause fmt")
    return body


def _term(names: Names, term: Term) -> str:
    return names.literal(term) if isinstance(term, ox.Literal) else names.iri(term.value)


def _with_prefixes(document: Document, used: dict[str, str], newline: str, where: str) -> str:
    """Declare the prefixes that a file lacks, each in its place in the order of the alphabet."""
    declared = [item for item in document.items if isinstance(item, Directive) and item.prefix is not None]
    text, known = document.text, document.prefixes
    for prefix, iri in sorted(used.items(), reverse=True):
        if prefix in known and known[prefix] != iri:
            place = f"{where}:{document.line(next(d.start for d in declared if d.prefix == prefix))}"
            what, remedy = f"{prefix}: stands for another namespace here", "rename it: `commoncause fmt` does"
            raise InvalidInputError(what, where=place, remedy=remedy)
        if prefix not in known:
            line = f"@prefix {prefix}: <{iri}> ."
            before = [item.end for item in declared if str(item.prefix) < prefix]
            if before:
                text = _spliced(text, before[-1], newline + line)
            elif declared:
                text = _spliced(text, declared[0].start, line + newline)
            else:
                text = _spliced(text, _top(document), line + newline)
    return text


def _top(document: Document) -> int:
    """Return where prefixes begin in a file that has none: after the comment at its top."""
    first = next(iter(document.items), None)
    if not isinstance(first, Comment) or first.is_heading:
        return 0
    end = document.text.find("\n", first.end)
    return len(document.text) if end < 0 else end + 1


def _placed(document: Document, draft: Draft, block: str, newline: str) -> str:
    gap, text = newline * 2, document.text
    block = block.replace("\n", newline)
    if (like := _like(document, draft)) is not None:
        return _ended(_spliced(text, like, gap + block), newline)
    heading = f"# --- {draft.heading}"
    passages = _heading(document, _PASSAGES)
    if draft.heading != _PASSAGES and passages is not None:
        return _spliced(text, passages.start, heading + gap + block + gap)
    return text.rstrip() + gap + heading + gap + block + newline


def _like(document: Document, draft: Draft) -> int | None:
    """Return the offset that the paragraph goes after: that of the last one most like it."""
    if draft.heading == _PASSAGES:
        found = _before(document, draft)
    else:
        scored = [(_likeness(item, draft), item.end) for item in document.statements]
        found = max((score for score in scored if score[0]), default=(0, None))[1]
    if found is not None:
        return found
    return _end_of_section(document, draft.heading)


def _likeness(item: Statement, draft: Draft) -> int:
    """Return 0 for another class, else 1 and more for the same section and mode.

    Works that have a text of their own are source documents; the others are not like them.
    """
    wanted = {term.value for term in draft.facts["a"]}
    kinds = set(item.values(_TYPE))
    if draft.subject.startswith("source:") or wanted != kinds:
        return 0
    score = 1
    for name, weight in (("ccf:section", 2), ("ccf:mode", 4), ("skos:inScheme", 2)):
        shared = {term.value for term in draft.facts.get(name, ())} & set(item.values(expand(name)))
        score += weight if shared else 0
    return score


def _before(document: Document, draft: Draft) -> int | None:
    """Return the end of the last passage that stands before a new one in the text."""
    key = _span(draft.subject)
    ends = [
        item.end
        for item in document.statements
        if PREFIXES["oa"] + "TextPositionSelector" in item.values(_TYPE) and _span(item.subject) < key
    ]
    heading = _heading(document, _PASSAGES)
    if ends:
        return ends[-1]
    return heading.end if heading else None


def _span(name: str) -> tuple[str, int, int]:
    """Return text, start and end out of the name of a passage."""
    match = re.search(r"([^/:]+)-([0-9]+)-([0-9]+)$", name)
    return (match[1], int(match[2]), int(match[3])) if match else ("", 0, 0)


def _heading(document: Document, title: str) -> Comment | None:
    comments = [item for item in document.items if isinstance(item, Comment)]
    return next((c for c in comments if c.is_heading and c.title == title), None)


def _end_of_section(document: Document, title: str) -> int | None:
    heading = _heading(document, title)
    if heading is None:
        return None
    end = heading.end
    for item in document.items[document.items.index(heading) + 1 :]:
        if isinstance(item, Comment) and item.is_heading:
            break
        end = item.end
    return end


def _spliced(text: str, offset: int, addition: str) -> str:
    return text[:offset] + addition + text[offset:]


def _ended(text: str, newline: str) -> str:
    return text if text.endswith("\n") else text + newline
