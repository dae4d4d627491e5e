"""Bytes and marked-up text from strangers as plain text on one line."""

from __future__ import annotations

import codecs
import html
import re
import unicodedata

__all__ = ["LONGEST_TEXT", "clipped", "decoded", "plain"]

LONGEST_TEXT = 100_000
"""Longest text of a field that is looked at, in characters; what follows is left out."""
_MOST_PASSES = 3
"""Tags within tags are taken out so often; what then still opens one is parted from its bracket."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>|<!--.{0,2000}?-->")
_OPEN = re.compile(r"<(?=[A-Za-z/!?])")
_JOINERS = "\u200c\u200d"
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def decoded(content: bytes) -> tuple[str, int]:
    r"""Return the text of a file and how many of its bytes were no part of the encoding that it is in.

    A byte-order mark says the encoding, otherwise it is UTF-8. Bytes that are not UTF-8 are taken for
    Windows-1252, of which Latin-1 is a part; so a file that mixes them is read as it was meant.

    >>> decoded(b"\xef\xbb\xbfcaf\xc3\xa9"), decoded(b"caf\xe9 caf\xc3\xa9")
    (('café', 0), ('café café', 1))
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            text = content.decode(encoding, errors="replace").removeprefix("\ufeff")
            return text, text.count("\ufffd")
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode("utf-8"), 0
    except UnicodeDecodeError:
        text = content.decode("utf-8", errors="surrogateescape")
        strays = re.findall("[\udc80-\udcff]", text)
        table = {ord(stray): _windows_1252(ord(stray) - 0xDC00) for stray in set(strays)}
        return text.translate(table), len(strays)


def _windows_1252(byte: int) -> str:
    """Return the character of a byte; the five bytes that Windows-1252 lacks are control characters.

    >>> _windows_1252(0x93), _windows_1252(0x81)
    ('“', '\\x81')
    """
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def plain(text: str) -> str:
    r"""Return text on one line without markup, control characters and marks that nobody sees.

    Entities become the characters they stand for, tags go and what they enclose stays.

    >>> plain(" A <b>bold</b> claim, R&amp;D <script>x()</script> ")
    'A bold claim, R&D x()'
    >>> plain("a\x00b\u202ec"), plain("p < 0.05 <img src=x")
    ('abc', 'p < 0.05 < img src=x')
    """
    if not text or (text.isascii() and text.isprintable() and len(text) <= LONGEST_TEXT and _is_bare(text)):
        return text
    line = " ".join(text[:LONGEST_TEXT].split())
    if "&" in line or "<" in line:
        line = " ".join(_without_markup(line).split())
    if line.isascii() and line.isprintable():
        return line
    seen = "".join(c for c in line if c in _JOINERS or unicodedata.category(c) not in _UNSEEN)
    return unicodedata.normalize("NFC", seen).strip()


def _is_bare(text: str) -> bool:
    return not ("&" in text or "<" in text or "  " in text or text[0] == " " or text[-1] == " ")


def _without_markup(text: str) -> str:
    text = html.unescape(html.unescape(text)) if "&" in text else text
    for _ in range(_MOST_PASSES):
        text = _TAG.sub("", text)
    return _OPEN.sub("< ", text)


def clipped(text: str, longest: int) -> str:
    """Return a text cut to at most ``longest`` characters, an ellipsis at its end where it was longer.

    >>> clipped("abcdef", 4)
    'abc…'
    """
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
