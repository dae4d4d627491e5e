"""What was probably meant by a word that SPARQL lacks, an undeclared prefix, a character out of place."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from .terminals import FORMS, WORDS

__all__ = ["close", "meant_by_character", "meant_by_first_word", "meant_by_prefix", "meant_by_word"]

_LONGEST = 40
"""Longest word that is compared with others, in characters."""

_OTHER_LANGUAGES: Final = {
    "and": "write &&",
    "or": "write ||",
    "like": 'write CONTAINS(STR(?x), "text") or REGEX(STR(?x), "pattern", "i")',
    "is": "write BOUND(?x), or !BOUND(?x)",
    "null": "write BOUND(?x), or !BOUND(?x)",
    "length": "write STRLEN",
    "len": "write STRLEN",
    "lower": "write LCASE",
    "upper": "write UCASE",
    "substring": "write SUBSTR",
    "average": "write AVG",
    "mean": "write AVG",
    "top": "write LIMIT at the end",
    "except": "write MINUS { ... }",
    "join": "write both patterns one after the other, with a variable in common",
    "left": "write OPTIONAL { ... }",
    "all": "leave it out: a UNION keeps every row",
    "case": "write IF(condition, then, else)",
    "xor": "write !=",
    "between": "write ?x >= 1 && ?x <= 9",
    "mod": "write ?x - ?n * FLOOR(?x / ?n)",
    "explain": "ask with --explain",
    "an": "a type is written a: ?x a ccf:Technique",
}
_OTHER_PREFIXES: Final = {
    "dc": "dcterms",
    "dct": "dcterms",
    "failure-mode": "failure",
    "mode": "failure",
    "paper": "source",
    "work": "source",
    "schema": "dcterms",
    "commoncause": "ccf",
}
_SCHEMES = frozenset({"http", "https", "urn", "file", "mailto", "doi", "ftp"})
_CHARACTERS: Final = {
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb\u2033", 'write the plain quotation mark "'),
    **dict.fromkeys("\u2018\u2019\u201a\u2032`\u00b4", "write the plain quotation mark '"),
    **dict.fromkeys("\u2013\u2014\u2212\u2012", "write the plain minus sign -"),
    **dict.fromkeys("\u00a0\u2009\u202f\u3000\u200b\ufeff\u2003\x0b\x0c", "write a plain space"),
    "&": "write &&",
    "~": "write REGEX(STR(?x), ...) to compare with a pattern",
    "%": "leave it out; a rest is ?x - ?n * FLOOR(?x / ?n)",
    "@": 'a language follows its text: "text"@en; a prefix is declared with PREFIX ccf: <...>',
    "?": "a variable is written ?name, without a space",
    "$": "a variable is written ?name, without a space",
    "\\": "leave it out; escapes stand in texts",
    "\u2260": "write !=",
    "\u2264": "write <=",
    "\u2265": "write >=",
    "\u2026": "leave it out",
}


def close(name: str, names: Iterable[str], most: int = 3) -> list[str]:
    """Return the names most like ``name``, the nearest first, without regard to case.

    >>> close("exposdTo", ["exposedTo", "protectedFrom", "restsOn"])
    ['exposedTo']
    """
    if len(name) > _LONGEST:
        return []
    by_small = {other.lower(): other for other in sorted(names, reverse=True)}
    found = get_close_matches(name.lower(), sorted(by_small), n=most, cutoff=0.7 if len(name) > 3 else 0.6)
    return [by_small[small] for small in found]


def meant_by_word(word: str) -> str:
    """Return the likely fix for a word that SPARQL lacks.

    >>> meant_by_word("WEHRE"), meant_by_word("like")[:14]
    ('did you mean WHERE?', 'write CONTAINS')
    """
    if word == "A":
        return "write a, a small letter, for rdf:type"
    if word.lower() in _OTHER_LANGUAGES:
        return _OTHER_LANGUAGES[word.lower()]
    found = [other.upper() for other in close(word, WORDS - {"a", "as", "by", "in", "named"})]
    if found:
        return f"did you mean {' or '.join(found)}?"
    return 'a variable begins with ?, a text stands in "", a thing has a prefix as in technique:rlhf'


def meant_by_first_word(word: str) -> str:
    """Return the likely fix for what stands where a query begins.

    >>> meant_by_first_word("SELCT")
    'did you mean SELECT?'
    """
    if word.lower() == "prefix":
        return "write PREFIX name: <...>, with the colon"
    if word.startswith("@"):
        return f"write {word[1:].upper()} without @ and without a full stop"
    if word == ".":
        return "leave it out: no full stop follows PREFIX in SPARQL"
    if word.lower() in {"explain", "an"}:
        return _OTHER_LANGUAGES["explain"]
    found = [other.upper() for other in close(word, [*FORMS, "prefix", "base"])]
    return f"did you mean {found[0]}?" if found else "write SELECT * WHERE { ... }"


def meant_by_prefix(prefix: str, declared: Iterable[str], before: str = "") -> str:
    """Return the likely fix for a prefix that is not declared, with all that are.

    ``before`` is the character before it: an IRI with a space in it is read as a sign and a prefix.

    >>> meant_by_prefix("cff", ["ccf", "technique"])
    'did you mean ccf: ? declared are ccf, technique; for another write PREFIX cff: <...> first'
    """
    names = sorted(declared)
    if before == "<" or prefix.lower() in _SCHEMES:
        return f"write a whole IRI in < and >, without spaces: <{prefix}:...>"
    known = _OTHER_PREFIXES.get(prefix.lower())
    found = [known] if known in names else close(prefix, names)
    hint = f"did you mean {' or '.join(f'{name}:' for name in found if name)} ? " if found else ""
    return f"{hint}declared are {', '.join(names)}; for another write PREFIX {prefix[:_LONGEST]}: <...> first"


def meant_by_character(text: str) -> str:
    """Return the likely fix where no token begins; ``text`` is the rest of the line.

    >>> meant_by_character('"never closed }')
    'close it with " on the same line; a text of several lines stands in three: \"\"\"'
    """
    first = text[:1]
    if first in {'"', "'"}:
        return f"close it with {first} on the same line; a text of several lines stands in three: {first * 3}"
    return _CHARACTERS.get(first, "leave it out, or put it into a text or an IRI")
