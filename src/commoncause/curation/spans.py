"""Passages: spans of code points in the text of a source, given as numbers or as the words to look up.

The words themselves are never stored.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from .. import catalogue
from ..errors import InvalidInputError
from ..files import read_bytes
from ..model import Passage
from ..vocab import expand, slug
from .desk import Desk, Draft, Term, Values, nodes

__all__ = ["drafts", "find", "passages"]


def passages(desk: Desk, source: str, values: Values) -> list[Passage]:
    """Return the passages that ``--passage`` and ``--quote`` name, in that order, each once.

    Raises `InvalidInputError` for a source without a text, a text of another digest, a span that is none
    and words that do not stand in the text exactly once.
    """
    if not (values["passage"] or values["quote"]):
        raise InvalidInputError("no passage", remedy='give --passage START-END, or --quote "exact words"')
    own = {name: sha for name, (of, sha) in catalogue.texts(desk.store).items() if f"source:{of}" == source}
    if not own:
        remedy = f"write it: commoncause new text --source {slug(expand(source))} --text FILE"
        raise InvalidInputError(
            f"{source} has no text to point into", where=desk.place(source), remedy=remedy
        )
    if values["sources"]:
        name, characters = _read(Path(values["sources"]) / f"{slug(expand(source))}.txt", own)
    elif values["quote"]:
        raise InvalidInputError("no text to find the quote in", remedy="name its folder with --sources DIR")
    else:
        name, characters = (slug(expand(source)) if slug(expand(source)) in own else min(own)), None
    spans = [_span(span, characters) for span in values["passage"]]
    spans += [find(quote, characters or "") for quote in values["quote"]]
    return [Passage(name, start, end) for start, end in dict.fromkeys(spans)]


def drafts(desk: Desk, spans: list[Passage], file: Path, title: str) -> Iterator[Draft]:
    """Yield a draft for each passage that is not there yet."""
    for span in spans:
        subject = f"passage:{span.text}-{span.start}-{span.end}"
        if subject not in desk.taken:
            facts: dict[str, list[Term]] = {
                "a": nodes("oa:TextPositionSelector"),
                "ccf:inText": nodes(f"text:{span.text}"),
                "oa:start": [ox.Literal(span.start)],
                "oa:end": [ox.Literal(span.end)],
            }
            yield Draft(file, subject, facts, "passages", title)


def _read(path: Path, digests: dict[str, str]) -> tuple[str, str]:
    """Return which text a file is, by its digest, and its characters."""
    content = read_bytes(path)
    digest = hashlib.sha256(content).hexdigest()
    for name, known in digests.items():
        if known == digest:
            return name, content.decode("utf-8")
    what = (
        f"another version: its SHA-256 is not that of {', '.join(f'text:{name}' for name in sorted(digests))}"
    )
    raise InvalidInputError(what, where=str(path), remedy="get the text whose digest is ccf:sha256")


def _span(given: str, characters: str | None) -> tuple[int, int]:
    match = re.fullmatch("([0-9]{1,12})-([0-9]{1,12})", given)
    if not match or int(match[1]) >= int(match[2]):
        remedy = "write START-END, code points from 0, end exclusive"
        raise InvalidInputError(f"not a passage: {given!r}", remedy=remedy)
    start, end = int(match[1]), int(match[2])
    if characters is not None and end > len(characters):
        what = f"passage {start}-{end} ends past the text's {len(characters):,} characters"
        raise InvalidInputError(what, remedy="count again")
    if characters is not None and not characters[start:end].strip():
        what = f"passage {start}-{end} holds no words"
        raise InvalidInputError(what, remedy="count again")
    return start, end


def find(quote: str, text: str) -> tuple[int, int]:
    """Return start and end of words that stand in a text exactly once.

    Raises `InvalidInputError` otherwise: how often they stand there and where, or where they stand with
    other blanks, as happens to what is copied from a page.

    >>> find("lazy dog", "the lazy dog")
    (4, 12)
    """
    if not quote.strip():
        raise InvalidInputError("an empty quote", remedy="quote the words of the passage")
    starts = [match.start() for match in re.finditer(f"(?={re.escape(quote)})", text)]
    if len(starts) == 1:
        return starts[0], starts[0] + len(quote)
    if starts:
        what = f"the quote stands in the text {len(starts)} times, {_places(starts, text)}"
        raise InvalidInputError(what, remedy="quote more words")
    loose = [m.span() for m in re.finditer(r"\s+".join(map(re.escape, quote.split())), text)]
    if len(loose) == 1:
        start, end = loose[0]
        remedy = f"the same words with other blanks between them are --passage {start}-{end}"
        raise InvalidInputError("the quote is not in the text", remedy=remedy)
    raise InvalidInputError("the quote is not in the text", remedy="quote it letter by letter")


def _places(starts: list[int], text: str) -> str:
    shown = [f"at {start:,} (line {text.count(chr(10), 0, start) + 1})" for start in starts[:5]]
    return ", ".join([*shown, *(["..."] if len(starts) > 5 else [])])
