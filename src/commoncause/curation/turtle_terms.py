"""Terms of RDF as the house writes them in Turtle: one way to write each, whatever way a file had it."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pyoxigraph as ox

from ..vocab import PREFIXES

__all__ = ["Names", "quoted"]

_XSD, _RDF = PREFIXES["xsd"], PREFIXES["rdf"]
# The forms that Turtle may write without quotes: https://www.w3.org/TR/turtle/#abbrev
_BARE = {
    _XSD + "boolean": re.compile("true|false"),
    _XSD + "integer": re.compile("[+-]?[0-9]+"),
    _XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    _XSD + "double": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+"),
}
_IMPLIED = {_XSD + "string", _RDF + "langString", _RDF + "dirLangString"}
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_SHORT = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\b": r"\b", "\f": r"\f"}
_HIDDEN = "\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f"
_ESCAPED = re.compile(f'["\\\\{_HIDDEN}]')
_ESCAPED_IN_IRI = re.compile(f"[{_HIDDEN}]")


def quoted(text: str) -> str:
    r"""Return a string in quotes on one line; what nobody would see in an editor is escaped.

    >>> print(quoted('say "a\\b"\n\u202e'))
    "say \"a\\b\"\n\u202E"
    """
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return _SHORT.get(match[0]) or (f"\\U{code:08X}" if code > 0xFFFF else f"\\u{code:04X}")


class Names:
    """Prefixed names: those of `vocab.PREFIXES` first, then those that a file declares itself.

    ``used`` holds the prefixes that names were made with so far.

    >>> names = Names({"e": "https://example.org/"})
    >>> names.iri("https://w3id.org/commoncause/kb/technique/rlhf"), names.iri("https://example.org/a/b")
    ('technique:rlhf', '<https://example.org/a/b>')
    >>> names.used
    {'technique': 'https://w3id.org/commoncause/kb/technique/'}
    """

    def __init__(self, own: Mapping[str, str] | None = None) -> None:
        bases = {iri: prefix for prefix, iri in sorted((own or {}).items(), reverse=True) if iri}
        bases = {iri: prefix for iri, prefix in bases.items() if prefix not in PREFIXES}
        bases |= {iri: prefix for prefix, iri in PREFIXES.items()}
        self._bases = sorted(bases.items(), key=lambda base: (-len(base[0]), base))
        self.used: dict[str, str] = {}

    def iri(self, iri: str) -> str:
        """Return the prefixed name of an IRI, or the IRI in angle brackets where none is plain to read."""
        for base, prefix in self._bases:
            if iri.startswith(base) and _LOCAL.fullmatch(iri[len(base) :]):
                self.used[prefix] = base
                return f"{prefix}:{iri[len(base) :]}"
        return f"<{_ESCAPED_IN_IRI.sub(_escape, iri)}>"

    def predicate(self, node: ox.NamedNode) -> str:
        """Return a predicate, ``a`` for the type."""
        return "a" if node.value == _RDF + "type" else self.iri(node.value)

    def literal(self, literal: ox.Literal) -> str:
        """Return a literal, numbers and truth values without quotes where they can stand so.

        >>> Names().literal(ox.Literal("0.80", datatype=ox.NamedNode(PREFIXES["xsd"] + "decimal")))
        '0.80'
        """
        datatype = literal.datatype.value
        if datatype in _BARE and _BARE[datatype].fullmatch(literal.value):
            return literal.value
        text = quoted(literal.value)
        if literal.language:
            direction = getattr(literal, "direction", None)
            tag = f"{literal.language}--{getattr(direction, 'value', direction)}" if direction else ""
            return f"{text}@{tag or literal.language}"
        return text if datatype in _IMPLIED else f"{text}^^{self.iri(datatype)}"
