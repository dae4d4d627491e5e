"""Text on a picture: cleaned of what does not print, measured on the safe side, shortened, wrapped.

No font is at hand when a picture is made, so that widths come from a table: for each character the wider of
DejaVu Sans and Liberation Sans, which has the widths of Arial and Helvetica. What such a text is given to
stand in is therefore never too narrow, whichever of the usual fonts it is set in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import islice

__all__ = ["LONGEST", "clean", "counted", "fit", "is_measured", "listed", "name_of", "text_width", "wrap"]

LONGEST = 300
"""Characters of a name that are looked at; nobody reads more of a label, or of its tooltip."""

_EMS = {
    0.28: "'ijl",
    0.32: "I ,.·",
    0.36: "/:;\\|-f",
    0.42: "()[]!tr",
    0.52: '"*J`s',
    0.60: "cz?L_–kvxy",
    0.64: "FTaeoß0123456789$bdghnpqu{}µ",
    0.69: "EKPSYABVXZ",
    0.79: "CRUNHD&GOQ",
    0.84: "w#+<=>^~×✓✗∞≥≤≠→",
    1.02: "M%mW…—@",
}
_WIDTHS = {character: ems for ems, characters in _EMS.items() for character in characters}
_BOLD = 1.16
_WIDE = 1.1
# Latin, Greek, Cyrillic, Hebrew and Arabic; nothing before the end of Arabic is wider than a wide one.
_LAST_MEASURED = 0x06FF
_ILLEGIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_STACKED = 2
_WORDS = re.compile(r"\S+")


def clean(text: str) -> str:
    """Return ``text`` on one line without controls, bidi marks or towers of accents, 300 characters at most.

    >>> clean("Scientist" + chr(10) + " AI" + chr(0x202E))
    'Scientist AI'
    """
    kept: list[str] = []
    marks = 0
    # A hostile name may be all marks; ten times what is kept is enough to look at.
    for character in islice(text, 10 * LONGEST):
        category = unicodedata.category(character)
        marks = marks + 1 if category.startswith("M") else 0
        if marks <= _STACKED:
            kept.append(" " if category in _ILLEGIBLE else character)
    plain = " ".join("".join(kept).split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1].rstrip() + "…"


def name_of(*texts: str) -> str:
    """Return the first of these names that can be read.

    >>> name_of("", chr(0x200B)), name_of("  AL-GEN")
    ('(no name)', 'AL-GEN')
    """
    return next((plain for plain in map(clean, texts) if plain), "(no name)")


def is_measured(text: str) -> bool:
    """Say whether the width of every character is known, so that no font makes the text wider.

    >>> is_measured("AL-GEN"), is_measured(chr(0x12031))
    (True, False)
    """
    return all(_ems(character)[1] for character in text)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide ``text`` is at most, in the unit of ``size``.

    >>> text_width("AL-GEN", 10) < text_width("AL-GEN", 10, bold=True) < 60
    True
    """
    return sum(_ems(character)[0] for character in text) * size * (_BOLD if bold else 1)


def fit(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """Return ``text``, cleaned, and cut with an ellipsis where it is wider than ``room``.

    >>> fit("Representation engineering", 80, 12)
    'Represent…'
    """
    plain = clean(text)
    if text_width(plain, size, bold=bold) <= room:
        return plain
    while plain and text_width(plain.rstrip(" ,;") + "…", size, bold=bold) > room:
        plain = plain[:-1]
    return plain.rstrip(" ,;") + "…" if plain else ""


def wrap(text: str, room: float, size: float, *, most: int = 0, bold: bool = False) -> list[str]:
    """Return ``text`` in lines no wider than ``room``; with ``most`` lines the last takes what is left.

    >>> wrap("one technique in several coats", 80, 10)
    ['one technique', 'in several', 'coats']
    """
    lines: list[str] = []
    for word in _WORDS.findall(text):
        longer = f"{lines[-1]} {word}" if lines else word
        fits = lines and text_width(longer, size, bold=bold) <= room
        if fits or (lines and len(lines) == most):
            lines[-1] = longer
        else:
            lines.append(word)
    return [fit(line, room, size, bold=bold) for line in lines]


def counted(n: int, noun: str) -> str:
    """Return a number of things in words.

    >>> counted(1, "technique"), counted(1200, "technique")
    ('1 technique', '1,200 techniques')
    """
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def listed(names: Sequence[str], most: int = 5) -> str:
    """Return names in a row, the first ``most`` of them.

    >>> listed(["a", "b"]), listed("abcd", most=2)
    ('a, b', 'a, b and 2 more')
    """
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


@cache
def _ems(character: str) -> tuple[float, bool]:
    """Return the width of a character, and whether that is certain."""
    if unicodedata.category(character).startswith("M"):
        return 0.0, ord(character) <= _LAST_MEASURED
    base = unicodedata.normalize("NFD", character)[0]
    if base in _WIDTHS:
        return _WIDTHS[base], True
    east_asian = unicodedata.east_asian_width(character) in "WF"
    return _WIDE, east_asian or ord(base) <= _LAST_MEASURED
