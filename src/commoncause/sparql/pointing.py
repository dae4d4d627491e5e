"""A place of a query shown to people: its line, and a caret below."""

from __future__ import annotations

import unicodedata

__all__ = ["pointed_out"]

_BEFORE, _AFTER = 60, 36
"""Characters of a line that are shown before and after the place."""


def pointed_out(text: str, offset: int) -> str:
    """Return the line of a place, cut around it, and below it a caret at the place.

    A tab is a space, and what a terminal would obey or not show is a question mark.

    >>> print(pointed_out("SELECT *\\nWHERE ( ?s ?p ?o }", 15))
    WHERE ( ?s ?p ?o }
          ^
    >>> print(pointed_out("\u65e5\u672c \u202e" + "x" * 99, 4))
    \u65e5\u672c ?xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...
          ^
    """
    start = text.rfind("\n", 0, offset) + 1
    line = text[start : end if (end := text.find("\n", start)) >= 0 else len(text)]
    at = offset - start
    before, after = _plain(line[max(0, at - _BEFORE) : at]), _plain(line[at : at + _AFTER])
    left = "..." if at > _BEFORE else ""
    right = "..." if at + _AFTER < len(line) else ""
    return f"{left}{before}{after}{right}\n{' ' * (len(left) + sum(map(_columns, before)))}^"


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else " " if c == "\t" else "?" for c in text)


def _columns(character: str) -> int:
    """Return how many columns of a terminal a character takes (UAX 11; marks take none)."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
