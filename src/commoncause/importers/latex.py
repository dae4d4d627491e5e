"""LaTeX as bibliographies have it, read as Unicode: accents, special letters, braces, dashes, mathematics.

Accents, dashes and macros are replaced one by one, for a value is rarely LaTeX through and through;
pylatexenc knows the symbols and reads mathematics. A macro that it does not know, as people define for a
bibliography of their own, gives way to its argument, or to its name where it has none.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

__all__ = ["unicode_of"]

_COMBINING = dict(
    zip(
        "`'^\"~=.uvHcdbkr",
        "\u0300\u0301\u0302\u0308\u0303\u0304\u0307\u0306\u030c\u030b\u0327\u0323\u0331\u0328\u030a",
        strict=True,
    )
)
_ACCENT = re.compile(
    r"""\\(?:([`'^"~=.])\s*|([uvHcdbkr])(?:\s+|(?=[{\\])))(?:\{\s*(\\[ij](?![A-Za-z])|[^\W\d_])\s*\}"""
    r"""|(\\[ij](?![A-Za-z])\s*|[^\W\d_]))"""
)
_MATHEMATICS = re.compile(r"\$\$?([^$]{1,2000})\$\$?")
_STYLE = re.compile(r"\\(?:it|bf|em|tt|sc|rm|sl|sf|itshape|bfseries|scshape|newblock)(?![A-Za-z])\s*")
_HOMEMADE = {"emdash": "—", "Dash": "—", "endash": "–"}
"""Macros that many bibliographies define for themselves, and alike."""
_MACRO = re.compile(r"\\([A-Za-z]+)\*?(\s*\{\}|\s+)?")
_SYMBOL = re.compile(r"\\(.)", re.DOTALL)
_SYMBOLS = {"{": "\ue000", "}": "\ue001", "$": "\ue002", ",": " ", ";": " ", ":": " ", "\\": " ", "\n": " "}
_SYMBOLS |= dict.fromkeys("/-!@()[]`'^\"~=.", "")
_KEPT = {0xE000: "{", 0xE001: "}", 0xE002: "$"}
"""Stand-ins, from the private use area, for characters that stand for themselves after a backslash."""
_DASHES = {"---": "—", "--": "–", "``": "“", "''": "”"}
_DASH = re.compile("---|--|``|''")
_LONGEST = 20_000


def unicode_of(text: str) -> str:
    r"""Return LaTeX as Unicode; mathematics as near to it as plain text comes.

    >>> unicode_of(r"G{\"o}del, \'{E}cole {\o}re \v{C}ech na\"{\i}ve"), unicode_of("{BERT}--$\\alpha$")
    ('Gödel, École øre Čech naïve', 'BERT–α')
    >>> unicode_of("{no end"), unicode_of(r"\acro{PDF} and \MF\ \emph{too}"), unicode_of(r"50\% of \{x\}")
    ('no end', 'PDF and MF too', '50% of {x}')
    """
    if not text:
        return ""
    if "\\" in text or "$" in text:
        return _decoded(text[:_LONGEST])
    return _typography(text)


@lru_cache(maxsize=4096)
def _decoded(text: str) -> str:
    text = text.replace(r"\$", _SYMBOLS["$"])
    if "$" in text:
        text = _MATHEMATICS.sub(lambda found: _by_pylatexenc(found[0]), text).replace("$", "")
    if "\\" in text:
        text = _ACCENT.sub(_accented, text)
        text = _MACRO.sub(_macro, _STYLE.sub("", text))
        text = _SYMBOL.sub(lambda found: _SYMBOLS.get(found[1], found[1]), text)
    return _typography(text).replace("\\", "").translate(_KEPT)


def _accented(match: re.Match[str]) -> str:
    letter = (match[3] or match[4]).strip()
    letter = {"\\i": "i", "\\j": "j"}.get(letter, letter)
    return unicodedata.normalize("NFC", letter + _COMBINING[match[1] or match[2]])


def _macro(match: re.Match[str]) -> str:
    """Return what a macro stands for; a letter swallows the blank behind it, as in TeX."""
    name, behind = match[1], match[2] or ""
    blank = " " if behind.isspace() else ""
    if symbol := _HOMEMADE.get(name) or _by_pylatexenc(f"\\{name}{{}}"):
        return symbol if len(symbol) == 1 else symbol + blank
    return "" if match.string[match.end() : match.end() + 1] == "{" else name + blank


def _typography(text: str) -> str:
    if "{" in text or "}" in text:
        text = text.replace("{", "").replace("}", "")
    if "~" in text:
        text = text.replace("~", " ")
    if "--" in text or "''" in text or "``" in text:
        return _DASH.sub(lambda found: _DASHES[found[0]], text)
    return text


@cache
def _reader() -> Any:
    from pylatexenc.latex2text import LatexNodes2Text  # type: ignore[import-untyped]

    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)
    return LatexNodes2Text(math_mode="text")


@lru_cache(maxsize=4096)
def _by_pylatexenc(text: str) -> str:
    """Return LaTeX as pylatexenc reads it; nothing where it cannot, as when nested too deeply."""
    try:
        found = str(_reader().latex_to_text(text)).strip()
    except (RecursionError, LookupError, ValueError, TypeError, AttributeError):
        return ""
    return "" if "%" in found else found
