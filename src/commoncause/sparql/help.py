"""A query that is not SPARQL, explained: what is wrong, at which line and column, the likely fix."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from ..errors import InvalidInputError, shortened
from .parsed import ParsedQuery
from .slips import Slip, slips
from .tokens import Token, syntax_error

__all__ = ["explained"]


def explained(asked: ParsedQuery, message: str, most_rows: int | None = None) -> InvalidInputError:
    """Return the engine's complaint about the rewritten query as one about the query that came.

    The engine says how far it read and what it would have liked there, which is some way after what is wrong
    and in words of its grammar; a known slip (`commoncause.sparql.slips`) says it better where there is one.

    >>> from . import parsed
    >>> str(explained(parsed("SELECT ?a, ?b { ?a ?b ?c }", {}), "error at 1:10: expected DISTINCT"))
    'not a SPARQL query, at 1:10: SELECT takes no commas: separate the variables by spaces alone'
    """
    match = re.match(r"error at 1:(\d+)", message)
    offset = asked.source_of(int(match[1]), most_rows) if match else 0
    written = [token for _, token in asked.body]
    slip = next(iter(slips(written)), None) or _stopped(written, offset)
    return syntax_error(asked.sparql, slip.start, slip.what, slip.remedy)


def _stopped(written: list[Token], offset: int) -> Slip:
    """Say what stands where the engine stopped reading; what has no place it finds at the end."""
    index = next((i for i, token in enumerate(written) if token.start >= offset), len(written))
    if index < len(written):
        what = f"{shortened(written[index].text, 40)} does not fit here"
        return Slip(offset, what, "mend the query here, or just before")
    return _named_twice(written) or Slip(
        offset, "the query does not end here", "complete it, or mend its end"
    )


def _named_twice(written: list[Token]) -> Slip | None:
    """Find ``AS`` before a variable that stands elsewhere too: the name is taken."""
    times = Counter(token.text[1:] for token in written if token.kind == "variable")
    for before, token in pairwise(written):
        if before.is_word("as") and token.kind == "variable" and times[token.text[1:]] > 1:
            return Slip(token.start, f"{token.text} has a value already", "choose a new name after AS")
    return None
