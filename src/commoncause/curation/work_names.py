"""Slugs of works, first author and year, each used once however many are given out."""

from __future__ import annotations

import re
from string import ascii_lowercase

from .naming import slugified

__all__ = ["WorkNames", "label_of", "stem_of"]

_DATED = re.compile("(.*-[0-9]{4})([a-z]*)")


class WorkNames:
    """The slugs that are taken, and the next free one for an author and a year, at once among 100,000.

    >>> names = WorkNames()
    >>> names.take("lee-2023b")
    >>> [names.free(stem) for stem in ("lee-2023", "lee-2023", "wax", "wax")]
    ['lee-2023c', 'lee-2023d', 'wax', 'wax-2']
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._last: dict[str, str] = {}
        self._count: dict[str, int] = {}

    def take(self, slug: str) -> None:
        """Mark a slug as taken."""
        if slug not in self._taken:
            self._taken.add(slug)
            stem, letters = _parted(slug)
            self._last[stem] = max(self._last.get(stem, ""), letters, key=lambda text: (len(text), text))

    def free(self, stem: str) -> str:
        """Return the next free slug of a stem and take it."""
        slug = stem
        if _DATED.fullmatch(stem):
            slug += _after(self._last[stem]) if stem in self._last else ""
        while slug in self._taken:
            self._count[stem] = self._count.get(stem, 1) + 1
            slug = f"{stem}-{self._count[stem]}"
        self.take(slug)
        return slug


def _parted(slug: str) -> tuple[str, str]:
    match = _DATED.fullmatch(slug)
    return (match[1], match[2]) if match else (slug, "")


def _after(letters: str) -> str:
    """Return the letters that come next.

    >>> _after(""), _after("a"), _after("az"), _after("zz")
    ('a', 'b', 'ba', 'aaa')
    """
    stem = letters.rstrip("z")
    zeros = "a" * (len(letters) - len(stem))
    if not stem:
        return "a" + zeros
    return stem[:-1] + ascii_lowercase[ascii_lowercase.index(stem[-1]) + 1] + zeros


def stem_of(authors: tuple[str, ...], year: int | None, title: str, identifier: str) -> str:
    """Return first author and year; without an author the words of the title, without that the identifier.

    >>> stem_of(("Bai, Yuntao",), 2022, "Constitutional AI", ""), stem_of((), None, "", "10.1000/b")
    ('bai-2022', '10-1000-b')
    >>> stem_of((), 2020, "More than skin deep: bees", ""), stem_of(("深層",), None, "", "")
    ('more-than-skin-deep-2020', 'work')
    """
    family = next((name.partition(",")[0] for name in authors if name != "et al."), "")
    who = slugified(family, 40) or " ".join(title.split()[:4])
    parts = [slugified(who, 40) or slugified(identifier, 60), str(year) if year else ""]
    return "-".join(filter(None, parts)) or "work"


def label_of(authors: tuple[str, ...], year: int | None, title: str, slug: str) -> str:
    """Return how a work is cited, the letter of its slug behind the year.

    >>> label_of(("Bai, Y.", "Kadavath, S.", "Kundu, S."), 2022, "Constitutional AI", "bai-2022a")
    'Bai et al. (2022a)'
    """
    families = [name.partition(",")[0] for name in authors]
    if len(families) > 2 or "et al." in families:
        who = f"{families[0]} et al."
    else:
        who = " and ".join(families) or title or slug
    who = who if len(who) <= 120 else who[:119] + "…"
    return f"{who} ({year}{_parted(slug)[1]})" if year else who
