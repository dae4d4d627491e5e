"""The names of authors as BibTeX writes them.

Reference: O. Patashnik, *BibTeXing*, 1988, section 4: ``First von Last``, ``von Last, First`` and
``von Last, Jr, First``, joined by ``and``; braces keep words together.
"""

from __future__ import annotations

import re

from .latex import unicode_of

__all__ = ["names_of"]

_AND = re.compile(r"\s+and\s+", re.IGNORECASE)


def names_of(text: str) -> list[str]:
    """Return the names of a field in order as ``Family, Given``, those in braces as they are.

    >>> names_of("Paul Christiano and {van der} Berg, Jan and {DeepMind and Friends} and others")
    ['Christiano, Paul', 'van der Berg, Jan', 'DeepMind and Friends', 'others']
    >>> names_of(r"Ludwig van Beethoven and Brinch Hansen, Per and King, Jr., Martin L. and {\\'E}mile Zola")
    ['van Beethoven, Ludwig', 'Brinch Hansen, Per', 'King, Jr., Martin L.', 'Zola, Émile']
    """
    parts = _apart(text, _AND) if "{" in text else _AND.split(text)
    return [name for part in parts if (name := _name(part.strip()))]


def _name(text: str) -> str:
    if text.startswith("{") and text.endswith("}") and _closes_at(text) == len(text) - 1:
        return unicode_of(text[1:-1])
    if "," in text:
        return unicode_of(text)
    words = _apart(text, re.compile(r"[\s~]+")) if "{" in text else text.replace("~", " ").split()
    words = [word for word in words if word]
    if len(words) < 2:
        return unicode_of(text)
    particle = next((i for i, word in enumerate(words[:-1]) if i and word[0].islower()), len(words) - 1)
    return unicode_of(f"{' '.join(words[particle:])}, {' '.join(words[:particle])}")


def _closes_at(text: str) -> int:
    depth = 0
    for index, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return index
    return -1


def _apart(text: str, separator: re.Pattern[str]) -> list[str]:
    """Split a text at what separates its parts outside braces."""
    depths, depth = [], 0
    for character in text:
        depth = max(0, depth + (character == "{") - (character == "}"))
        depths.append(depth)
    parts, start = [], 0
    for found in separator.finditer(text):
        if depths[found.start()] == 0:
            parts.append(text[start : found.start()])
            start = found.end()
    return [*parts, text[start:]]
