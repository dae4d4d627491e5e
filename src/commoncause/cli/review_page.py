"""A paper as a curator sees it: what it is, where it is from, what it may be about."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from ..analysis.suggestions import Finder, Found
from .output import shown

if TYPE_CHECKING:
    from ..curation.review import Candidate, Review
    from ..curation.review_inbox import Paper

__all__ = ["MOST_SUGGESTED", "page"]

MOST_SUGGESTED = 9
_VENUE = ("dcterms:isPartOf", "bibo:volume", "bibo:issue", "bibo:pages")
_WIDEST = 100
_LONGEST = 6_000


def page(review: Review, one: Candidate, progress: str) -> str:
    """Return a paper with its suggestions, numbered from 1, as text for the terminal."""
    width = min(_WIDEST, shutil.get_terminal_size().columns)
    return "\n".join(
        ["", "-" * width, progress, *_paper(review, one.paper, width), "", *_suggested(review, one)]
    )


def _paper(review: Review, paper: Paper, width: int) -> Iterator[str]:
    yield f"{paper.name}{f', {paper.year}' if paper.year else ''}"
    yield ""
    yield from _marked(paper.title or "(no title)", review.finder, width, is_bold=True)
    if authors := shown("; ".join(paper.authors)):
        yield from textwrap.wrap(authors, width)[:4]
    details = [
        paper.text("dcterms:isPartOf"),
        *(paper.text(f"bibo:{n}") for n in ("volume", "issue", "pages")),
    ]
    if venue := shown(", ".join(filter(None, details))):
        yield from textwrap.wrap(f"in {venue}", width)
    yield from _links(paper)
    yield f"from {shown('; '.join(f'{file}, line {line}' for file, line in paper.origins[:5])) or 'nowhere'}"
    for note in paper.facts.get("skos:editorialNote", ())[:5]:
        yield from textwrap.wrap(f"note: {shown(note.value)}", width)
    if paper.versions:
        yield f"a version of {', '.join(f'source:{slug}' for slug in paper.versions)}, which is reviewed"
    if paper.reason is not None:
        yield f"was judged not to be relevant{f': {shown(paper.reason)}' if paper.reason else ''}"
    yield ""
    if paper.abstract:
        yield from _marked(paper.abstract, review.finder, width)
    else:
        yield "(no abstract)"


def _links(paper: Paper) -> Iterator[str]:
    for predicate, base in (
        ("bibo:doi", "https://doi.org/"),
        ("fabio:hasArXivId", "https://arxiv.org/abs/"),
        ("dcterms:source", ""),
    ):
        if link := paper.text(predicate):
            yield shown(base + link)


def _suggested(review: Review, one: Candidate) -> Iterator[str]:
    if not one.suggestions:
        yield "nothing is suggested"
    for number, row in enumerate(one.suggestions[:MOST_SUGGESTED], 1):
        thing = review.things[row.thing]
        words = shown(", ".join(f'"{word}"' for word in row.words[:4]), 120)
        name = f"{shown(thing.label)} ({thing.slug})"
        yield f"{number}  {review.kind(row.thing):12}  {name}: {words}, {row.count}x"


def _marked(text: str, finder: Finder, width: int, *, is_bold: bool = False) -> Iterator[str]:
    """Yield a text line by line with the names in it marked."""
    clean = shown(text, _LONGEST)
    found, place = finder.find(clean), 0
    for line in textwrap.wrap(clean, width - 4, break_on_hyphens=False):
        start = clean.index(line[:1], place)
        place = start + len(line)
        yield _with_marks(line, start, found, is_bold=is_bold)


def _with_marks(line: str, start: int, found: Sequence[Found], *, is_bold: bool) -> str:
    """Mark what is found in a line that begins at ``start``: in colour on a terminal, else by asterisks."""
    is_coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    parts, past = [], 0
    for name in found:
        begin, end = max(name.start - start, 0), min(name.end - start, len(line))
        if begin < end:
            word = line[begin:end]
            marked = click.style(word, bold=True, fg="yellow") if is_coloured else f"*{word}*"
            parts += [_plain(line[past:begin], is_bold and is_coloured), marked]
            past = end
    return "".join([*parts, _plain(line[past:], is_bold and is_coloured)])


def _plain(text: str, is_bold: bool) -> str:
    return click.style(text, bold=True) if is_bold and text else text
