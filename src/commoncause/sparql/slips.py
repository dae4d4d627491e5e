"""Slips that people make in SPARQL: each no query may contain, so none is found in a valid one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from ..errors import shortened
from .tokens import Token

__all__ = ["Slip", "slips"]

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_COMPARING = frozenset({"=", "!=", "<", ">", "<=", ">="})
_AGGREGATES = frozenset("count sum min max avg sample group_concat".split())
_ORDER_OF_MODIFIERS = {"group": 1, "having": 2, "order": 3, "limit": 4, "offset": 4}
_BEFORE_BRACES = frozenset("optional minus union".split())
_NO_FUNCTIONS = frozenset(
    "select where from named order by asc desc limit offset values optional graph union minus filter group "
    "having as distinct reduced a true false in not undef bind separator".split()
)


class Slip(NamedTuple):
    """What is wrong in a query, where it begins (an offset into its text), and the likely fix."""

    start: int
    what: str
    remedy: str


class _Query:
    """The tokens of a query whose brackets are in pairs."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens

    @cached_property
    def within(self) -> list[int]:
        """For each token the bracket around it, -1 outside of all; a bracket stands outside of itself."""
        found: list[int] = []
        open_: list[int] = [-1]
        for index, token in enumerate(self.tokens):
            if token.kind == "sign" and token.text in _CLOSING.values():
                open_.pop()
            found.append(open_[-1])
            if token.kind == "sign" and token.text in _CLOSING:
                open_.append(index)
        return found

    def text(self, index: int) -> str:
        """Return a token's text, keywords in small letters; empty beyond the last token."""
        if not 0 <= index < len(self.tokens):
            return ""
        token = self.tokens[index]
        return token.text.lower() if token.kind == "word" else token.text if token.kind == "sign" else "\0"

    def kind(self, index: int) -> str:
        """Return a token's kind; empty beyond the last token."""
        return self.tokens[index].kind if 0 <= index < len(self.tokens) else ""

    def is_count(self, index: int) -> bool:
        """Say whether a whole number without a sign stands here."""
        return self.kind(index) == "number" and self.tokens[index].text.isdecimal()

    def shown(self, index: int) -> str:
        """Return a token as it was written."""
        return shortened(self.tokens[index].text, 40)

    def words(self, *words: str) -> Iterator[int]:
        """Yield the places of keywords."""
        return (i for i, t in enumerate(self.tokens) if t.kind == "word" and t.text.lower() in words)

    def beside(self, start: int, end: frozenset[str] = frozenset()) -> Iterator[int]:
        """Yield the tokens after ``start`` in the same brackets, up to their end or a word of ``end``."""
        around = self.within[start]
        for index in range(start + 1, len(self.tokens)):
            if self.within[index] < around or (self.within[index] == around and self.text(index) in end):
                return
            if self.within[index] == around:
                yield index

    def inside(self, bracket: int) -> list[int]:
        """Return the tokens directly in a bracket."""
        first = bracket + 1
        return [first, *self.beside(first)] if self.within[first] == bracket else []

    @cached_property
    def selects(self) -> list[int]:
        """The places of ``SELECT`` where a query begins: the whole one or a part in braces."""
        return [index for index in self.words("select") if index == 0 or self.text(index - 1) == "{"]

    def slip(self, index: int, what: str, remedy: str) -> Slip:
        """Return the slip at a token, or at the end of the query."""
        last = self.tokens[-1]
        start = self.tokens[index].start if index < len(self.tokens) else last.start + len(last.text)
        return Slip(start, what, remedy)


def slips(tokens: Sequence[Token]) -> list[Slip]:
    """Return the slips in the tokens of a query, in the order in which they stand.

    >>> from .tokens import tokens
    >>> [slip.remedy for slip in slips(tokens("SELECT ?a, ?b { ?a ?b ?c }"))]
    ['separate the variables by spaces alone']
    """
    found = list(_brackets(tokens))
    if not found and tokens:
        query = _Query(tokens)
        found = [slip for detector in _DETECTORS for slip in detector(query)]
    return sorted(found, key=lambda slip: slip.start)


def _brackets(tokens: Sequence[Token]) -> Iterator[Slip]:
    """Find the first bracket that is not one of a pair."""
    open_: list[Token] = []
    for token in tokens:
        if token.kind != "sign":
            continue
        if token.text in _CLOSING:
            open_.append(token)
        elif token.text in _CLOSING.values():
            if not open_:
                yield Slip(token.start, f"{token.text} closes nothing", "leave it out, or open it before")
                return
            opening = open_.pop()
            if _CLOSING[opening.text] != token.text:
                remedy = f"put {_CLOSING[opening.text]} before the {token.text}"
                yield Slip(opening.start, f"{opening.text} is never closed", remedy)
                return
    if open_:
        closing = " ".join(_CLOSING[token.text] for token in reversed(open_))
        yield Slip(open_[-1].start, f"{open_[-1].text} is never closed", f"add {closing} at the end")


_PATTERN = frozenset({"{", "where"})


def _projections(query: _Query) -> Iterator[Slip]:
    for select in query.selects:
        parts = _parts(query, select)
        star = next((i for i in parts if query.text(i) == "*"), None)
        if not parts:
            yield query.slip(select, "SELECT names no variable", "write SELECT * or SELECT ?a ?b")
        elif star is not None and len(parts) > 1:
            yield query.slip(star, "* stands for every variable", "write * alone, or the variables alone")
        else:
            yield from (slip for index in parts for slip in _projected(query, index))


def _parts(query: _Query, select: int) -> list[int]:
    """Return what stands directly between SELECT and the pattern."""
    parts = list(query.beside(select, _PATTERN))
    return parts[1:] if parts and query.text(parts[0]) in {"distinct", "reduced"} else parts


def _projected(query: _Query, index: int) -> Iterator[Slip]:
    text = query.text(index)
    if text == ",":
        yield query.slip(index, "SELECT takes no commas", "separate the variables by spaces alone")
    elif text == "(" and "as" not in map(query.text, query.inside(index)):
        yield query.slip(index, "an expression in SELECT needs a name", _named(query, index + 1))
    elif query.kind(index) == "word" and text not in _NO_FUNCTIONS and query.text(index + 1) == "(":
        yield query.slip(index, f"{query.shown(index)} stands bare in SELECT", _named(query, index))


def _named(query: _Query, start: int) -> str:
    """Return how to write the expression that begins here with a name."""
    word = query.shown(start).upper()
    argument = " ".join(query.shown(i) for i in range(start + 2, min(start + 6, len(query.tokens))))
    inner = argument.partition(")")[0].strip() or "..."
    is_call = query.kind(start) == "word" and query.text(start + 1) == "("
    return f"write ({word}({inner}) AS ?n)" if is_call else "write (expression AS ?name)"


def _grouping(query: _Query) -> Iterator[Slip]:
    for select in query.selects:
        parts = _parts(query, select)
        group = next((i for i in query.beside(select) if query.text(i) == "group"), None)
        is_bare = any(query.kind(index) == "word" for index in parts)
        if is_bare or not parts or (group is None and not _aggregates(query, parts)):
            continue
        grouped = _grouped(query, group) if group is not None else set()
        for index in parts:
            if query.text(index) == "*":
                yield query.slip(index, "SELECT * does not go with GROUP BY", "name the grouped variables")
            name = query.tokens[index].text[1:]
            if query.kind(index) == "variable" and name not in grouped:
                remedy = f"add ?{name} to GROUP BY" if group is not None else f"add GROUP BY ?{name}"
                yield query.slip(index, f"?{name} is neither grouped nor counted", remedy)


def _aggregates(query: _Query, parts: Sequence[int]) -> bool:
    """Say whether what is selected holds an aggregate; that of a pattern in it (EXISTS) is another's."""
    words = [query.text(index) for index in range(parts[0], parts[-1] + 1)]
    return "{" not in words and not _AGGREGATES.isdisjoint(words)


def _grouped(query: _Query, group: int) -> set[str]:
    """Return the variables that GROUP BY names, those in its brackets too."""
    end = next(_ends(query, group))
    return {query.tokens[i].text[1:] for i in range(group, end) if query.kind(i) == "variable"}


def _ends(query: _Query, start: int) -> Iterator[int]:
    """Yield where the modifier that begins here ends."""
    around = query.within[start]
    for index in range(start + 1, len(query.tokens)):
        word = query.text(index)
        is_other = word in _ORDER_OF_MODIFIERS and query.within[index] == around
        if is_other or query.within[index] < around:
            yield index
    yield len(query.tokens)


def _modifiers(query: _Query) -> Iterator[Slip]:
    last: dict[int, tuple[int, int]] = {}
    for index in query.words(*_ORDER_OF_MODIFIERS):
        word, around = query.text(index), query.within[index]
        first = around + 1 if around >= 0 else 0
        if query.text(first) not in {"select", "construct", "describe", "ask"}:
            yield query.slip(index, f"{word.upper()} stands inside the braces", "put it after the last }")
            continue
        rank, other = last.get(around, (0, index))
        if rank > _ORDER_OF_MODIFIERS[word]:
            after = query.shown(other).upper()
            yield query.slip(index, f"{word.upper()} comes after {after}", f"put it before {after}")
        last[around] = (_ORDER_OF_MODIFIERS[word], index)
        after_word = query.text(index + 1)
        if word in {"group", "order"} and after_word != "by":
            yield query.slip(index, f"{word.upper()} without BY", f"write {word.upper()} BY")
        if word in {"limit", "offset"} and not query.is_count(index + 1):
            yield query.slip(index + 1, f"{word.upper()} takes a whole number", f"write {word.upper()} 10")
        yield from _commas(query, index)


def _commas(query: _Query, modifier: int) -> Iterator[Slip]:
    for index in query.beside(modifier, frozenset(_ORDER_OF_MODIFIERS)):
        word = query.text(index)
        if word == ",":
            yield query.slip(index, f"no commas after {query.shown(modifier).upper()}", "leave the comma out")
        elif word in {"asc", "desc"} and query.text(index + 1) != "(":
            variable = query.shown(index - 1) if query.kind(index - 1) == "variable" else "?x"
            yield query.slip(index, f"{word.upper()} without brackets", f"write {word.upper()}({variable})")


def _comparisons(query: _Query) -> Iterator[Slip]:
    compared: dict[int, int] = {}
    for index, token in enumerate(query.tokens):
        around = query.within[index]
        if query.text(index) in {",", ";", "&&", "||", "as"}:
            compared.pop(around, None)
        if token.kind != "sign" or token.text not in _COMPARING:
            continue
        before = compared.get(around)
        if before == index - 1:
            pair = query.text(before) + token.text
            right = {"==": "=", "<>": "!=", "=<": "<=", "=>": ">="}.get(pair, "one sign")
            yield query.slip(before, f"{pair} is no sign of SPARQL", f"write {right}")
        elif before is not None:
            yield query.slip(index, "a comparison has two sides", "join two comparisons with &&")
        elif query.text(around) == "{":
            yield query.slip(index, "a comparison outside of FILTER", "write FILTER( ... )")
        compared[around] = index


def _braces(query: _Query) -> Iterator[Slip]:
    for index in query.words("where", *_BEFORE_BRACES):
        if query.text(index + 1) != "{":
            word = query.text(index).upper()
            yield query.slip(index + 1, f"{word} without braces", f"write {word} {{ ... }}")
    for index in query.words("union"):
        if query.text(index - 1) != "}":
            yield query.slip(index, "UNION joins two groups in braces", "write { ... } UNION { ... }")
    if query.text(0) in {"select", "ask"} and "{" not in {token.text for token in query.tokens}:
        yield query.slip(len(query.tokens), "the query has no pattern", "add WHERE { ... }")


def _filters(query: _Query) -> Iterator[Slip]:
    for index in query.words("filter"):
        if query.kind(index + 1) not in {"word", "iri", "name"} and query.text(index + 1) != "(":
            yield query.slip(index + 1, "FILTER without brackets", "write FILTER( ... )")
        elif query.text(index + 1) == "(":
            yield from _counted(query, index + 1)
    for index in query.words("in"):
        if query.text(index + 1) != "(":
            yield query.slip(index + 1, "IN without brackets", "write IN (one, other)")
    for index in query.words("bind"):
        if query.text(index + 1) != "(":
            yield query.slip(index + 1, "BIND without brackets", "write BIND(expression AS ?new)")
        elif "as" not in map(query.text, query.inside(index + 1)):
            yield query.slip(index, "BIND gives no name", "write BIND(expression AS ?new)")


def _counted(query: _Query, bracket: int) -> Iterator[Slip]:
    """Find an aggregate in the brackets of a FILTER, where no groups are yet."""
    for index in range(bracket + 1, len(query.tokens)):
        if query.within[index] < bracket or query.text(index) == "{":
            return
        if query.text(index) in _AGGREGATES and query.text(index + 1) == "(":
            remedy = "take HAVING( ... ) after GROUP BY in its place"
            yield query.slip(index, f"{query.shown(index).upper()} in FILTER", remedy)


_TERMS = frozenset({"variable", "iri", "name", "blank", "number", "string", "long"})
_LEFT_AFTER = {".": 3, ";": 2, ",": 1}
"""How many terms a triple still needs after a sign."""


def _triples(query: _Query) -> Iterator[Slip]:
    """Find a full stop or semicolon that is missing, too many or the other one, between plain terms."""
    values = frozenset({"values"})
    data = {
        next((i for i in query.beside(v, values) if query.text(i) == "{"), -1) for v in query.words("values")
    }
    members: dict[int, list[int]] = {}
    for index, around in enumerate(query.within):
        members.setdefault(around, []).append(index)
    for brace, inside in members.items():
        if query.text(brace) == "{" and brace not in data:
            yield from _statements(query, [*inside, inside[-1] + 1])


def _statements(query: _Query, places: Sequence[int]) -> Iterator[Slip]:
    run: list[int] = []
    needed, is_plain, is_type = 3, True, False
    for index in places:
        text = query.text(index)
        if query.kind(index) == "language" or text == "^^" or is_type:
            is_type = text == "^^"
        elif query.kind(index) in _TERMS or text in {"a", "true", "false"}:
            run.append(index)
        else:
            if is_plain and (text in {*_LEFT_AFTER, "}", "{"} or query.kind(index) == "word"):
                yield from _run(query, run, needed, index)
            is_plain = text == "." or (is_plain and text in _LEFT_AFTER)
            needed, run = _LEFT_AFTER.get(text, 3), []


def _run(query: _Query, run: list[int], needed: int, end: int) -> Iterator[Slip]:
    """Judge the plain terms between two signs."""
    if not run:
        if needed == 1 or (query.text(end) in _LEFT_AFTER and needed != 2):
            at = end if query.text(end) in _LEFT_AFTER else end - 1
            yield query.slip(at, f"{query.text(at)} too many", "leave it out")
        return
    first = query.shown(run[0])
    if needed == 2 and len(run) == 3:
        yield query.slip(run[0], f"; keeps the subject, but {first} begins a triple", f"put . before {first}")
    elif needed == 3 and len(run) == 2:
        what = f"{first} {query.shown(run[1])} is two parts of a triple"
        yield query.slip(run[0], what, "name the third; to keep the subject write ; in place of . before it")
    elif len(run) > needed:
        extra = query.shown(run[needed])
        yield query.slip(run[needed], f"{extra} is one too many in its triple", f"put . or ; before {extra}")
    elif len(run) < needed:
        yield query.slip(end, "a triple is not complete", "name its subject, property and value")


_DETECTORS: tuple[Callable[[_Query], Iterator[Slip]], ...] = (
    _projections,
    _grouping,
    _modifiers,
    _comparisons,
    _braces,
    _filters,
    _triples,
)
