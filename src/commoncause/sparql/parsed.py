"""What a query is and names; the query written anew from its tokens.

The engine never reads the text that a stranger sent. Its parser finds keywords where the grammar has none
(``5SERVICE``, ``SERVICE:name``), so that no check of the text can agree with it. It reads what
`ParsedQuery.text` writes: each token in one form, a space between them, every IRI as a generated prefix that
the prologue declares, every string in double quotes on one line. What that can mean hangs on the tokens, and
these have been checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from ..errors import InvalidInputError, RefusedQueryError, shortened
from ..vocab import PREFIXES
from .iris import is_absolute, resolved
from .near import meant_by_first_word, meant_by_prefix, meant_by_word
from .terminals import FORMS, UPDATES, WORDS
from .tokens import Token, syntax_error, tokens, unescaped

__all__ = ["DEEPEST_QUERY", "LONGEST_QUERY", "Dataset", "ParsedQuery", "parsed"]

LONGEST_QUERY = 200_000
"""Longest query that is parsed, in characters."""
DEEPEST_QUERY = 100
"""Deepest nesting of brackets, and longest row of signs, that is parsed: the engine's parser recurses."""

MOST_LINKS = 1_000
"""Most operators and patterns in a query; from some 1,600 of one kind on the engine dies of its recursion."""

_LINKS = frozenset("|| && + - * / | union optional minus filter bind as".split())
_LONGEST_KEPT = 5_000
"""Longest query that is kept in memory as read, in characters."""
_HOUSE = tuple(PREFIXES.items())
_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


@dataclass(frozen=True)
class Dataset:
    """The graphs that a query asks for by IRI: those that make its default graph, and its named ones."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True)
class ParsedQuery:
    """A query: its form, its dataset, and its tokens in canonical writing with their places in the source."""

    sparql: str = field(repr=False)
    form: str
    dataset: Dataset | None
    """What ``FROM`` and ``FROM NAMED`` say; None where the query has neither."""
    prologue: tuple[str, ...] = field(repr=False)
    body: tuple[tuple[str, Token], ...] = field(repr=False)
    words: frozenset[str] = frozenset()
    """The keywords that stand in the query, in small letters."""

    @property
    def iris(self) -> Mapping[str, str]:
        """The IRIs that stand in the body: how `body` writes each -> the whole IRI."""
        pairs = (line.removeprefix("PREFIX ").split(" ", 1) for line in self.prologue)
        return {written: iri[1:-1] for written, iri in pairs}

    def text(self, most_rows: int | None = None) -> str:
        """Return the query for the engine, a SELECT with at most ``most_rows`` solutions."""
        return self._whole if most_rows is None else self._written(most_rows)

    @cached_property
    def _whole(self) -> str:
        return self._written(None)

    def _written(self, most_rows: int | None) -> str:
        return (" ".join(self.prologue) + "".join(self._spaced(most_rows))).lstrip()

    def source_of(self, column: int, most_rows: int | None = None) -> int:
        """Return the place in the source of what stands at a column, from 1, of `text`."""
        end = len(" ".join(self.prologue)) - (not self.prologue)
        for written, (_, token) in zip(self._spaced(most_rows), self._limited(most_rows), strict=True):
            end += len(written)
            if column <= end:
                return token.start
        return self._end()

    def _end(self) -> int:
        """Return the place after the last token in the source."""
        return max(token.start + len(token.text) for _, token in self.body)

    def _spaced(self, most_rows: int | None) -> list[str]:
        """Put a space before each token, but for a bracket after a word: the engine knows no ``CONCAT (``."""
        found = self._limited(most_rows)
        before = [None, *(token for _, token in found)]
        return [
            text if text == "(" and last is not None and last.kind == "word" else f" {text}"
            for (text, _), last in zip(found, before, strict=False)
        ]

    def _limited(self, most_rows: int | None) -> list[tuple[str, Token]]:
        """Add ``LIMIT`` to the solution modifiers, or lower the one that is there (production 25)."""
        found = list(self.body)
        if most_rows is None or self.form != "select":
            return found
        outside = [index for index, depth in enumerate(_depths(found)) if depth == 0]
        limit = next((i for i in outside if found[i][1].is_word("limit")), None)
        if limit is None:
            end = next((i for i in outside if found[i][1].is_word("values")), len(found))
            after = Token("word", "LIMIT", found[end][1].start if end < len(found) else self._end())
            found[end:end] = [("LIMIT", after), (str(most_rows), after)]
        elif limit + 1 < len(found) and found[limit + 1][0].isdecimal():
            text, token = found[limit + 1]
            found[limit + 1] = (min(text.lstrip("0") or "0", str(most_rows), key=_size), token)
        return found


def _size(number: str) -> tuple[int, str]:
    return len(number), number


def _depths(body: Iterable[tuple[str, Token]]) -> Iterable[int]:
    depth = 0
    for text, token in body:
        opens = token.kind == "sign" and text in "({["
        closes = token.kind == "sign" and text in ")}]"
        depth -= closes
        yield depth
        depth += opens


def _read(sparql: str, prefixes: tuple[tuple[str, str], ...], base: str) -> ParsedQuery:
    found = tokens(sparql)
    _refuse_depth(found)
    return _Reader(sparql, found, dict(prefixes), base).query()


@lru_cache(maxsize=128)
def _read_once(sparql: str, base: str) -> ParsedQuery:
    """Read with the prefixes of the house; to hash them with each query would cost more than the look-up."""
    return _read(sparql, _HOUSE, base)


def parsed(sparql: str, prefixes: Mapping[str, str], base: str = "") -> ParsedQuery:
    """Read a query of SPARQL 1.1; ``prefixes`` are declared already, ``base`` makes relative IRIs whole.

    Raises `RefusedQueryError` for an update and for ``SERVICE``, `InvalidInputError` for what is no query, or
    too long or too deep. The engine still finds the errors of grammar beyond tokens, prefixes and keywords.

    >>> parsed("SELECT * FROM <x:g> { ?s a ex:C }", {"ex": "x:"}).text(10)
    'PREFIX i0: <x:C> SELECT * { ?s a i0: } LIMIT 10'
    """
    if len(sparql) > LONGEST_QUERY:
        what = f"a query of {len(sparql):,} characters"
        raise InvalidInputError(what, remedy=f"write it in at most {LONGEST_QUERY:,}")
    if prefixes is PREFIXES and len(sparql) <= _LONGEST_KEPT:
        return _read_once(sparql, base)
    return _read(sparql, tuple(prefixes.items()), base)


def _refuse_depth(found: Iterable[Token]) -> None:
    """Refuse what would overflow the stack of the engine: its parser and its optimizer recurse."""
    brackets: list[str] = []
    signs = links = 0
    for token in found:
        is_sign = token.kind == "sign"
        if is_sign and token.text in "({[":
            brackets.append(token.text)
        elif is_sign and token.text in ")}]":
            del brackets[-1:]
        signs = signs + 1 if is_sign and token.text in "!^+-" else 0
        links += _is_link(token, brackets)
        if len(brackets) > DEEPEST_QUERY or signs > DEEPEST_QUERY:
            raise InvalidInputError("a query nested too deeply", remedy=f"nest at most {DEEPEST_QUERY} deep")
    if links > MOST_LINKS:
        what = f"a query of {links:,} operators and patterns"
        raise InvalidInputError(what, remedy=f"write at most {MOST_LINKS:,}; IN and VALUES take long lists")


def _is_link(token: Token, brackets: list[str]) -> bool:
    """Say whether a token makes a tree of the engine one level deeper, as each ``||`` of a row does."""
    if token.kind == "number":
        return token.text[0] in "+-" and brackets[-1:] == ["("]
    return (
        token.text in _LINKS
        if token.kind == "sign"
        else token.text.lower() in _LINKS and token.kind == "word"
    )


class _Reader:
    """Reads tokens from the first to the last: prologue, form, dataset, the rest."""

    def __init__(self, sparql: str, found: list[Token], prefixes: dict[str, str], base: str) -> None:
        self.sparql, self.found, self.prefixes, self.base = sparql, found, prefixes, base
        self.names: dict[str, str] = {}
        self.blanks: dict[str, str] = {}

    def query(self) -> ParsedQuery:
        """Read all; raise `RefusedQueryError` where another server would be asked, or something written."""
        words = frozenset(token.text.lower() for token in self.found if token.kind == "word")
        if "service" in words:
            raise RefusedQueryError("SERVICE is refused", remedy="ask the other server directly")
        body = self.found[self._prologue() :]
        form = self._form(body)
        kept, default, named = self._without_dataset(body)
        written = tuple((self._written(token), token) for token in kept)
        prologue = tuple(f"PREFIX {name} <{iri}>" for iri, name in self.names.items())
        has_dataset = len(kept) < len(body)
        dataset = Dataset(tuple(default), tuple(named)) if has_dataset else None
        return ParsedQuery(self.sparql, form, dataset, prologue, written, words)

    def _prologue(self) -> int:
        """Read ``BASE`` and ``PREFIX`` (productions 4 to 6); return how many tokens they take."""
        at = 0
        while at < len(self.found):
            kinds = [token.kind for token in self.found[at + 1 : at + 3]]
            if self.found[at].is_word("base") and kinds[:1] == ["iri"]:
                self.base = self._iri(self.found[at + 1])
                at += 2
            elif self.found[at].is_word("prefix") and kinds == ["name", "iri"]:
                name = self.found[at + 1]
                if not name.text.endswith(":") or name.text.count(":") > 1:
                    raise self._error(name, "a prefix ends with its only colon", "write PREFIX name: <...>")
                self.prefixes[name.text[:-1]] = self._iri(self.found[at + 2])
                at += 3
            else:
                break
        return at

    def _form(self, body: list[Token]) -> str:
        if not body:
            raise syntax_error(self.sparql, len(self.sparql), "no query", "write SELECT * WHERE { ... }")
        first = body[0].text.lower()
        if body[0].kind == "word" and first in UPDATES:
            raise RefusedQueryError(
                f"{first.upper()} is refused: this is no query, and nothing is written here"
            )
        if body[0].kind != "word" or first not in FORMS:
            what = f"{shortened(body[0].text, 40)!r} does not begin a query"
            raise self._error(body[0], what, meant_by_first_word(body[0].text))
        return first

    def _without_dataset(self, body: list[Token]) -> tuple[list[Token], list[str], list[str]]:
        """Take ``FROM`` and ``FROM NAMED`` out of a query (productions 13 to 16)."""
        kept: list[Token] = []
        default: list[str] = []
        named: list[str] = []
        depths = _depths((token.text, token) for token in body)
        at = 0
        for index, depth in enumerate(depths):
            if index < at:
                continue
            at = index + 1
            if depth or not body[index].is_word("from"):
                kept.append(body[index])
                continue
            is_named = at < len(body) and body[at].is_word("named")
            at += is_named
            if at == len(body) or body[at].kind not in {"iri", "name"}:
                raise self._error(body[index], "FROM takes an IRI", "write FROM <...>")
            (named if is_named else default).append(self._whole(body[at]))
            at += 1
        return kept, default, named

    def _written(self, token: Token) -> str:
        kind, text = token.kind, token.text
        if kind in {"iri", "name"}:
            return self.names.setdefault(self._whole(token), f"i{len(self.names)}:")
        if kind == "blank":
            return self.blanks.setdefault(text, f"_:b{len(self.blanks)}")
        if kind in {"string", "long"}:
            quotes = 3 if kind == "long" else 1
            return f'"{unescaped(text[quotes:-quotes]).translate(_ESCAPED)}"'
        if kind == "variable":
            return "?" + text[1:]
        if kind != "word":
            return text
        word = text.lower()
        if word not in WORDS or (word == "a" and text != "a"):
            raise self._error(token, f"{shortened(text, 40)!r} is no word of SPARQL", meant_by_word(text))
        return word if word in {"a", "true", "false"} else text.upper()

    def _whole(self, token: Token) -> str:
        if token.kind == "iri":
            return self._iri(token)
        prefix, _, local = token.text.partition(":")
        if prefix not in self.prefixes:
            what = f"the prefix {shortened(prefix, 40)!r} is not declared"
            raise self._error(
                token, what, meant_by_prefix(prefix, self.prefixes, self.sparql[token.start - 1])
            )
        return self.prefixes[prefix] + unescaped(local)

    def _iri(self, token: Token) -> str:
        iri = unescaped(token.text[1:-1])
        whole = resolved(self.base, iri) if self.base else iri
        if not is_absolute(whole):
            what = (
                "holds a character that no IRI has"
                if is_absolute(iri)
                else "has no scheme, and no BASE is given"
            )
            remedy = (
                "write the whole IRI: <https://...>"
                if "scheme" in what
                else "write the character in percent code"
            )
            raise self._error(token, f"<{shortened(iri)}> {what}", remedy)
        return whole

    def _error(self, token: Token, what: str, remedy: str = "mend the query") -> InvalidInputError:
        return syntax_error(self.sparql, token.start, what, remedy)
