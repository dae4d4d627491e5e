"""A query as the tokens that the grammar of SPARQL 1.1 finds in it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from ..errors import InvalidInputError, shortened
from .near import meant_by_character
from .pointing import pointed_out
from .terminals import ESCAPE, SPACE, terminal

__all__ = ["Token", "place", "syntax_error", "tokens", "unescaped"]

_MOST_ESCAPES = 1_000
_MOST_READ_AGAIN = 200_000
"""Characters, all escapes together: each has what stands before it, up to a space, read again."""
_CHARACTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_OPERANDS = frozenset({"variable", "number", "long", "string", "language", "name", "iri", "blank"})
_OPENING, _CLOSING = "({[", ")}]"
_SCHEME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


@dataclass(frozen=True)
class Token:
    """A token: its kind (a group of `commoncause.sparql.terminals.terminal`), its text, where it begins."""

    kind: str
    text: str
    start: int

    def is_word(self, word: str) -> bool:
        """Say whether this is the keyword ``word``, in any mixture of small and capital letters."""
        return self.kind == "word" and self.text.lower() == word


def tokens(sparql: str) -> list[Token]:
    r"""Return the tokens of a query, white space and comments left out.

    Codepoint escapes stand for their characters in every token (section 19.2 of SPARQL 1.1 Query). Where
    ``<`` may begin an IRI or compare two values, it compares after a value in round brackets, unless a scheme
    follows. Raises `InvalidInputError` with line and column where no token begins.

    >>> [token.text for token in tokens("ASK { ?s a <x:y> } # why")]
    ['ASK', '{', '?s', 'a', '<x:y>', '}']
    >>> [(token.text, token.start) for token in tokens("\\u0041SK {}")]
    [('ASK', 0), ('{', 9), ('}', 10)]
    """
    text, found, brackets = sparql, list[Token](), list[str]()
    position, read, again = _after_space(sparql, 0), list[tuple[int, int]](), 0
    for _ in range(_MOST_ESCAPES):
        position = _scan(text, position, found, brackets)
        if position == len(text):
            return [Token(t.kind, t.text, _written(t.start, read)) for t in found] if read else found
        before, text = text, _with_escape_read(text, position, sparql, _written(position, read))
        read.append((position, len(before) - len(text)))
        end, position = position, _taken_back(found, position)
        again += end - position
        if again > _MOST_READ_AGAIN:
            break
    raise syntax_error(sparql, _written(position, read), "too many escapes outside of strings")


def _written(offset: int, read: list[tuple[int, int]]) -> int:
    """Return where a place stood before escapes were read: (place, how much longer), from left to right."""
    return offset + sum(longer for _, longer in read[: bisect_left(read, (offset,))])


def _scan(sparql: str, position: int, found: list[Token], brackets: list[str]) -> int:
    """Add the tokens from here up to the first character that begins none, and return its place."""
    token = terminal(sparql.isascii())
    while match := token.match(sparql, position):
        kind, text = str(match.lastgroup), match[0]
        if kind == "iri" and brackets[-1:] == ["("] and _compares(found[-1], text):
            kind, text = "sign", "<="[: 1 + text.startswith("<=")]
        found.append(Token(kind, text, position))
        if kind == "sign" and text in _OPENING:
            brackets.append(text)
        elif kind == "sign" and text in _CLOSING:
            del brackets[-1:]
        position = _after_space(sparql, position + len(text))
    return position


def _taken_back(found: list[Token], position: int) -> int:
    r"""Take back what may be one token with the next character, back to a space or bracket; return its place.

    In ``1e-\u0031`` these are three tokens, in ``a-1-\u0062:c`` as well.
    """
    while found and found[-1].start + len(found[-1].text) == position:
        if found[-1].text in _OPENING + _CLOSING:
            break
        position = found.pop().start
    return position


def _after_space(sparql: str, offset: int) -> int:
    space = SPACE.match(sparql, offset)
    return space.end() if space else offset


def _compares(before: Token, text: str) -> bool:
    is_value = before.kind in _OPERANDS or before.text in {")", "true", "false"}
    scheme, colon, _ = text[1:].partition(":")
    return is_value and not (colon and scheme[:1] in _SCHEME and scheme.replace("+", "").isalnum())


def _with_escape_read(text: str, offset: int, sparql: str, written: int) -> str:
    """Return the text with the codepoint escape at this place read, if it stands for part of a name.

    ``written`` is the same place in the query as it came.
    """
    escape = ESCAPE.match(text, offset)
    character = unescaped(escape[0]) if escape and not escape[3] else ""
    if not (character.isalnum() or character in {"_", ":", "-", "\u00b7"}) or escape is None:
        rest = text[offset:].partition("\n")[0]
        what = f"nothing in SPARQL begins with {shortened(rest[:10])!r}"
        raise syntax_error(sparql, written, what, meant_by_character(rest))
    return text[:offset] + character + text[escape.end() :]


def unescaped(text: str) -> str:
    r"""Return the characters that a text with escapes stands for.

    >>> unescaped(r"a\tb\u0063\"")
    'a\tbc"'
    """
    return ESCAPE.sub(lambda m: _character(m[1] or m[2]) if not m[3] else _CHARACTERS.get(m[3], m[3]), text)


def _character(hexadecimal: str) -> str:
    number = int(hexadecimal, 16)
    if number > 0x10FFFF or 0xD800 <= number < 0xE000:
        raise InvalidInputError(f"not a SPARQL query: no character has the number {hexadecimal}")
    return chr(number)


def place(sparql: str, offset: int) -> str:
    r"""Return line and column, both from 1, of a place in a query.

    >>> place("a\nbc", 3)
    '2:2'
    """
    before = sparql[:offset]
    return f"{before.count(chr(10)) + 1}:{offset - before.rfind(chr(10))}"


def syntax_error(sparql: str, offset: int, what: str, remedy: str = "mend the query") -> InvalidInputError:
    """Return the error that says what is wrong at a place of a query, and the likely fix."""
    where = f"not a SPARQL query, at {place(sparql, offset)}"
    return InvalidInputError(what, where=where, remedy=remedy, picture=pointed_out(sparql, offset))
