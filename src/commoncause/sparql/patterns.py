"""What triples the pattern of a query could match, read off its tokens."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from .parsed import ParsedQuery
from .tokens import Token

__all__ = ["named_in_pattern"]


def named_in_pattern(asked: ParsedQuery) -> frozenset[str] | None:
    """Return the IRIs in the pattern of a query; None where a predicate or a class in it is a variable.

    A triple whose predicate, or class, is none of these changes nothing in the query's answer.

    >>> from . import parsed
    >>> rule = "CONSTRUCT { ?s <x:p> ?o } WHERE { ?s <x:q> ?o SELECT ?o ?s ?t { ?o <x:r>+ ?s } }"
    >>> sorted(named_in_pattern(parsed(rule, {})))
    ['x:q', 'x:r']
    >>> for text in ("ASK { ?s a ?c }", "ASK { ?s a <x:c> ; ?p 1 }", "ASK { ?s a/<x:sub>* ?c }"):
    ...     assert named_in_pattern(parsed(text, {})) is None
    """
    begin = next((i for i, (_, token) in enumerate(asked.body) if token.is_word("where")), 0)
    body = asked.body[begin:]
    if any(_is_open(before, token) for before, token in pairwise(_in_triples(token for _, token in body))):
        return None
    return frozenset(asked.iris[text] for text, _ in body if text in asked.iris)


def _in_triples(found: Iterator[Token]) -> Iterator[tuple[int, Token]]:
    """Yield the tokens outside brackets and lists of variables, each with its place in its triple, from 0."""
    depth, place, in_select = 0, 0, False
    for token in found:
        if token.kind == "sign" and token.text in "()":
            depth += 1 if token.text == "(" else -1
        elif token.is_word("select"):
            in_select = True
        elif token.kind == "sign" and token.text in "{}.":
            place, in_select = 0, False
        elif token.kind == "sign" and token.text == ";":
            place = 1
        elif not depth and not in_select and (token.kind != "word" or token.text == "a"):
            yield place, token
            place += token.kind != "sign"


def _is_open(before: tuple[int, Token], here: tuple[int, Token]) -> bool:
    """Say whether a predicate is a variable, or a class is, or is the end of a path."""
    place, token = here
    is_variable = token.kind == "variable"
    return (place == 1 and is_variable) or (before[1].text == "a" and (is_variable or token.kind == "sign"))
