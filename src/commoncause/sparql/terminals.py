"""The terminals of SPARQL 1.1 as one regular expression, and the words that it reserves.

The names are those of https://www.w3.org/TR/sparql11-query/#sparqlGrammar, productions 139 to 173.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

__all__ = ["ESCAPE", "FORMS", "SPACE", "UPDATES", "WORDS", "terminal"]

_LETTERS = "A-Za-z"
_OTHER_LETTERS = (
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_OTHER_MARKS = "\u00b7\u0300-\u036f\u203f\u2040"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LONGEST_PREFIX = 100
_UCHAR = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ECHAR = rf"\\[tbnrf\\\"']|{_UCHAR}"
_EXPONENT = "[eE][+-]?[0-9]+"

SPACE: Final = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*)*")
ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(.)", re.DOTALL)


@cache
def terminal(is_ascii: bool) -> re.Pattern[str]:
    """Return the pattern of a token from where it begins; the name of the group is its kind.

    A query in ASCII needs no letters beyond it. They are ranges over all of Unicode, in every name and
    variable: with them the pattern takes ten times as long to compile, on every start of a command.

    >>> [terminal(is_ascii).match("?caf\u00e9")[0] for is_ascii in (True, False)]
    ['?caf', '?caf\u00e9']
    """
    base, marks = (_LETTERS, "") if is_ascii else (_LETTERS + _OTHER_LETTERS, _OTHER_MARKS)
    start = base + "_0-9"
    chars = start + marks
    # Without a longest prefix, a.b.c.d... would be read from each of its letters to the end.
    prefix = rf"[{base}](?:[{chars}\-.]{{0,{_LONGEST_PREFIX}}}[{chars}\-])?"
    local = rf"(?:[{start}:]|{_PLX})(?:(?:[{chars}\-.:]|{_PLX})*(?:[{chars}\-:]|{_PLX}))?"
    kinds = {
        "long": rf'"""(?:"?"?(?:[^"\\]|{_ECHAR}))*"""|' rf"'''(?:'?'?(?:[^'\\]|{_ECHAR}))*'''",
        "string": rf'"(?:[^"\\\n\r]|{_ECHAR})*"|' rf"'(?:[^'\\\n\r]|{_ECHAR})*'",
        "iri": rf'<(?:[^<>"{{}}|^`\\\x00-\x20]|{_UCHAR})*>',
        "variable": f"[?$][{start}][{chars}]*",
        "blank": rf"_:[{start}](?:[{chars}\-.]*[{chars}\-])?",
        "name": f"(?:{prefix})?:(?:{local})?",
        "language": "@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[a-z]+)?",
        "number": rf"[+-]?(?:[0-9]+\.[0-9]*{_EXPONENT}|\.?[0-9]+{_EXPONENT}|[0-9]*\.[0-9]+|[0-9]+)",
        "word": "[A-Za-z_][A-Za-z0-9_]*",
        "sign": r"\^\^|&&|\|\||!=|<=|>=|[{}()\[\];,.=<>!*/+\-|^?]",
    }
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items()))


FORMS: Final = frozenset({"select", "ask", "construct", "describe"})
UPDATES: Final = frozenset("insert delete load clear drop create add move copy with".split())
"""How an operation of SPARQL 1.1 Update begins."""
WORDS: Final = FORMS | frozenset(
    "base prefix distinct reduced as from named where group by having order asc desc limit offset values "
    "undef optional graph service silent bind union minus filter true false in not exists a str lang "
    "langmatches datatype bound iri uri bnode rand abs ceil floor round concat strlen ucase lcase "
    "encode_for_uri contains strstarts strends strbefore strafter year month day hours minutes seconds "
    "timezone tz now uuid struuid md5 sha1 sha256 sha384 sha512 coalesce if strlang strdt sameterm isiri "
    "isuri isblank isliteral isnumeric regex substr replace count sum min max avg sample group_concat "
    "separator".split()
)
"""Every word of the language of queries, in small letters; any other word is an error."""
