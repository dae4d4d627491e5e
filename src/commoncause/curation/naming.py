"""Names: slugs in ASCII, the next free one, and whether a name is taken already."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator
from itertools import count, product
from string import ascii_lowercase

from ..errors import InvalidInputError
from ..model import Thing

__all__ = ["checked_slug", "clash", "folded", "lettered", "numbered", "slugified"]

_NO_DECOMPOSITION = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "’": ""}
)


def slugified(text: str, longest: int = 80) -> str:
    """Return a text as words in lower case joined by hyphens, whole words up to ``longest`` characters.

    Empty where no letter or digit has a counterpart in ASCII.

    >>> slugified("Łukasz' Weak-to-Strong (W2S)"), slugified("深層学習"), slugified("one two three", 8)
    ('lukasz-weak-to-strong-w2s', '', 'one-two')
    """
    plain = text.casefold().replace("'", "").translate(_NO_DECOMPOSITION)
    ascii_ = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall("[a-z0-9]+", ascii_))
    return slug if len(slug) <= longest else slug[: longest + 1].rpartition("-")[0] or slug[:longest]


def checked_slug(text: str, given: str | None) -> str:
    """Return the slug that was given, or else that of ``text``.

    Raises `InvalidInputError` for a slug that is not lower-kebab, or if ``text`` has none.
    """
    if given is not None:
        if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", given):
            raise InvalidInputError(f"not a slug: {given!r}", remedy="use a-z, 0-9 and single hyphens")
        return given
    if not (slug := slugified(text)):
        raise InvalidInputError(f"no letter of {text[:40]!r} is in ASCII", remedy="give its slug with --slug")
    return slug


def folded(name: str) -> str:
    """Return a name without case, hyphens and extra blanks, as names are compared.

    >>> folded("Weak-to-Strong  generalization")
    'weak to strong generalization'
    """
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())


def numbered(slug: str, taken: Container[str]) -> str:
    """Return the next free of ``slug``, ``slug-2``, ``slug-3`` ...

    >>> numbered("a", {"a", "a-2"})
    'a-3'
    """
    return slug if slug not in taken else next(s for n in count(2) if (s := f"{slug}-{n}") not in taken)


def lettered(slug: str, taken: Iterable[str]) -> str:
    """Return the slug of an author and year, with the next letter where such slugs are taken.

    >>> lettered("lee-2023", []), lettered("lee-2023", ["lee-2023"]), lettered("lee-2023", ["lee-2023b"])
    ('lee-2023', 'lee-2023a', 'lee-2023c')
    """
    letters = [s[len(slug) :] for s in taken if re.fullmatch(re.escape(slug) + "[a-z]*", s)]
    if not letters:
        return slug
    last = max(letters, key=lambda letter: (len(letter), letter))
    return slug + next(s for s in _letters() if (len(s), s) > (len(last), last))


def _letters() -> Iterator[str]:
    for length in count(1):
        yield from map("".join, product(ascii_lowercase, repeat=length))


def clash(
    kind: str, names: Iterable[str], notation: str, things: Iterable[Thing]
) -> tuple[str, Thing] | None:
    """Return the first name that is another thing's already, with that thing; None if all are free.

    Labels and synonyms must differ within a kind; a notation must differ from every name of any kind, for
    people find a thing by it.
    """
    wanted = [name for name in names if name]
    for thing in things:
        called = {folded(n) for n in (thing.notation, thing.label, *thing.alternatives) if n}
        shared = called if thing.kind == kind else {folded(thing.notation)}
        taken = [name for name in wanted if folded(name) in shared]
        taken += [notation] if notation and folded(notation) in called else []
        if taken:
            return taken[0], thing
    return None
