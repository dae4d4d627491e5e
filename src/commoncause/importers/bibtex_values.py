"""Values of fields in BibTeX: without their delimiters, strings put in, parts joined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

__all__ = ["MONTHS", "balanced", "value_of"]

MONTHS = {name: name for name in "jan feb mar apr may jun jul aug sep oct nov dec".split()}
"""The strings that every style of BibTeX defines."""


def value_of(raw: str, strings: Mapping[str, str]) -> str:
    """Return what a value stands for; names of strings are known without regard to case.

    >>> value_of('{A {B}}', {}), value_of('"x" # ACM # { y}', {"acm": " of the ACM"}), value_of("1999", {})
    ('A {B}', 'x of the ACM y', '1999')
    """
    first, last = raw[:1], raw[-1:]
    if "#" not in raw and ((first == "{" and last == "}") or (first == last == '"' and len(raw) > 1)):
        return raw[1:-1]
    if "#" not in raw:
        return strings.get(raw.lower(), raw)
    return "".join(_part(part.strip(), strings) for part in _parts(raw))


def _part(part: str, strings: Mapping[str, str]) -> str:
    if len(part) > 1 and (part[0], part[-1]) in {("{", "}"), ('"', '"')}:
        return part[1:-1]
    return strings.get(part.lower(), part)


def _parts(raw: str) -> Iterator[str]:
    """Yield what ``#`` joins, outside braces and quotes."""
    start, depth, is_quoted = 0, 0, False
    for index, character in enumerate(raw):
        depth += (character == "{") - (character == "}")
        if character == '"' and depth == 0:
            is_quoted = not is_quoted
        elif character == "#" and depth == 0 and not is_quoted:
            yield raw[start:index]
            start = index + 1
    yield raw[start:]


def balanced(text: str, start: int, longest: int = 20_000) -> str:
    r"""Return the value that a brace or quote at ``start`` opens, to the end of the line if never closed.

    >>> balanced("a = {b {c}} d", 4), balanced('a = "b" c', 4), balanced("a = {b\nc = {d}", 4)
    ('b {c}', 'b', 'b')
    """
    depth, is_quote = 0, text[start] == '"'
    for index in range(start, min(len(text), start + longest)):
        character = text[index]
        depth += (character == "{") - (character == "}")
        if index > start and depth == 0 and character == ('"' if is_quote else "}"):
            return text[start + 1 : index]
    return text[start + 1 :].partition("\n")[0].rstrip(" ,\r")[:longest]
