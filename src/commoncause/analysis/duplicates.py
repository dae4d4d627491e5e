"""One paper once: which descriptions of works are of the same one, of versions of one, or perhaps so.

Identifiers decide first: DOI, arXiv id, OpenAlex id. Without a shared one the titles must say the same word
for word, but for spelling, and authors and year must agree; the score orders what is left for people to
judge: ``0.7 title + 0.2 authors + 0.1 year``, where title is the normalised Indel similarity of the folded
titles (rapidfuzz), authors the share of the shorter list found in the longer, and year 1 less 0.25 a year
apart; what is missing on a side counts one half. A title alone never merges: short and stock titles recur,
and what differs by a number, as parts do, or by a word such as "erratum" is another work.

Reference: P. Christen, *Data Matching*, 2012, chapters 4 (blocking) and 5 (comparison).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from .titles import Difference, Title, difference, similarity
from .work_descriptions import (
    Description,
    Work,
    common_authors,
    description,
    elsewhere,
    other_first_names,
    same_pages,
)

__all__ = ["Index", "Match", "Verdict"]

Verdict = Literal["same", "version", "unsure"]

_RARE = 4
"""How many of the rarest words of a title look up candidates."""
_COMMON = 200
"""A word in more titles than this looks nothing up."""
_LEAST_TITLE = 0.8
"""Similarity of titles below which no pair is looked at further, unless one begins the other."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a work may be the same as, how alike the two are, from 0 to 1, and why."""

    name: str
    verdict: Verdict
    score: float
    reasons: tuple[str, ...]


class Index:
    """Descriptions in which the ones of a work are found without comparing all with all.

    >>> from commoncause.analysis.work_descriptions import Work
    >>> index = Index()
    >>> index.add(Work("a", "Concrete Problems in AI Safety", ("Amodei, Dario", "Olah, Chris"), 2016))
    >>> query = Work("b", "Concrete problems in A.I. safety", ("Amodei, D.", "Olah, C."), 2016)
    >>> [(found.name, found.verdict) for found in index.matches(query)]
    [('a', 'same')]
    """

    def __init__(self) -> None:
        self._all: list[Description] = []
        self._by_identifier: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._by_author: dict[tuple[str, int | None], list[int]] = defaultdict(list)

    def add(self, work: Work) -> None:
        """Add a description; one name may have several, of which any may be the one that matches."""
        described = description(work)
        number = len(self._all)
        self._all.append(described)
        for identifier in described.identifiers:
            self._by_identifier[identifier].append(number)
        for word in set(described.title.words):
            self._by_word[word].append(number)
        if described.names:
            self._by_author[described.names[0][0], work.year].append(number)

    def matches(self, work: Work) -> list[Match]:
        """Return what a work matches, each name once, the surest first."""
        asked = description(work)
        best: dict[str, Match] = {}
        for number in self._candidates(asked):
            other = self._all[number]
            found = _compared(asked, other) if other.work.name != work.name else None
            if found and (found.name not in best or _rank(found) < _rank(best[found.name])):
                best[found.name] = found
        return sorted(best.values(), key=_rank)

    def _candidates(self, asked: Description) -> Iterable[int]:
        sharing = chain.from_iterable(self._by_identifier.get(i, ()) for i in sorted(asked.identifiers))
        found = dict.fromkeys(sharing)
        words = sorted(set(asked.title.words), key=lambda word: len(self._by_word.get(word, ())))[:_RARE]
        for word in words:
            numbers = self._by_word.get(word, [])
            if len(numbers) <= _COMMON:
                found |= dict.fromkeys(numbers)
        if asked.names and len(asked.title.words) < _RARE + 1:
            numbers = self._by_author.get((asked.names[0][0], asked.work.year), [])
            found |= dict.fromkeys(numbers[:_COMMON])
        return found


def _rank(match: Match) -> tuple[int, float, str]:
    return (("same", "version", "unsure").index(match.verdict), -match.score, match.name)


def _compared(left: Description, right: Description) -> Match | None:
    """Return how two descriptions match, None if they are of different works."""
    likeness = similarity(left.title, right.title)
    if not left.identifiers.isdisjoint(right.identifiers):
        shared = sorted(kind for kind, _ in left.identifiers & right.identifiers)
        return _by_identifier(left, right, shared, likeness, common_authors(left, right))
    if likeness < _LEAST_TITLE and not _begins(left.title, right.title):
        return None
    authors = common_authors(left, right)
    found = difference(left.title, right.title)
    score = round(
        0.7 * likeness + 0.2 * _or_half(authors) + 0.1 * _or_half(_nearness(left.work, right.work)), 3
    )
    return _by_title(left, right, found, score, authors)


def _or_half(value: float | None) -> float:
    return 0.5 if value is None else value


def _by_identifier(
    left: Description, right: Description, shared: list[str], likeness: float, authors: float | None
) -> Match:
    """Return the match of two that share an identifier, which a wrong or borrowed one must not force."""
    reasons = tuple(f"same {kind}" for kind in shared)
    if left.title.folded and right.title.folded and likeness < 0.5 and authors == 0:
        return Match(right.work.name, "unsure", round(likeness, 3), (*reasons, "other title and authors"))
    if shared == ["arXiv id"] and {left.work.stage, right.work.stage} == {"preprint", "published"}:
        return Match(right.work.name, "version", 1.0, (*reasons, "one a preprint, the other published"))
    return Match(right.work.name, "same", 1.0, reasons)


def _by_title(
    left: Description, right: Description, found: Difference, score: float, authors: float | None
) -> Match | None:
    apart = _years_apart(left.work, right.work)
    name = right.work.name
    places = elsewhere(left.work.place, right.work.place)
    if found in {"number", "notice"} or (found == "words" and (authors or 0) < 0.5):
        return None
    if len(places) > 1 or (places and left.title.is_stock):
        return None
    if found == "words":
        return Match(name, "unsure", score, ("titles differ by a word",)) if score >= 0.9 else None
    if found == "subtitle":
        return Match(name, "unsure", score, ("one title goes on",)) if authors and apart <= 1 else None
    if _is_identical(left, right):
        return Match(name, "same", 1.0, ("same title, authors, year and place",))
    if authors is None:
        return Match(name, "unsure", score, ("same title", "authors missing")) if apart <= 1 else None
    if authors < 0.5:
        is_told = len(left.title.words) >= 5 and apart <= 1
        return Match(name, "unsure", score, ("same title", "other authors")) if is_told else None
    return _same_title_and_authors(left, right, score, apart)


def _same_title_and_authors(left: Description, right: Description, score: float, apart: int) -> Match:
    name, reasons = right.work.name, ("same title and authors",)
    doubts = [*elsewhere(left.work.place, right.work.place)] or _doubts(left, right, apart)
    if doubts:
        return Match(name, "unsure", score, (*reasons, *doubts))
    if {left.work.stage, right.work.stage} == {"preprint", "published"}:
        return Match(name, "version", score, (*reasons, "one a preprint, the other published"))
    return Match(name, "same", score, reasons)


def _doubts(left: Description, right: Description, apart: int) -> tuple[str, ...]:
    """Return what speaks against two descriptions with the same title and authors being of one work."""
    a, b = left.work, right.work
    are_versions = {a.stage, b.stage} == {"preprint", "published"}
    doubts = []
    if apart > (3 if are_versions else 1):
        doubts.append(f"{apart} years apart")
    if a.doi and b.doi and not are_versions:
        doubts.append("two DOIs")
    if other_first_names(left, right):
        doubts.append("other first names")
    if not are_versions and a.place.pages and b.place.pages and not same_pages(a.place, b.place):
        doubts.append("on other pages")
    if a.arxiv and b.arxiv:
        doubts.append("two arXiv ids")
    if left.title.is_stock and not (are_versions and apart <= 1) and not same_pages(a.place, b.place):
        doubts.append("a title that many works have")
    return tuple(doubts)


def _is_identical(left: Description, right: Description) -> bool:
    a, b = left.work, right.work
    if any(x and y for x, y in ((a.doi, b.doi), (a.arxiv, b.arxiv), (a.openalex, b.openalex))):
        return False
    facts = [(w.title, w.authors, w.year, w.place) for w in (a, b)]
    return facts[0] == facts[1] and bool(a.title)


def _begins(left: Title, right: Title) -> bool:
    one, other = left.folded, right.folded
    return bool(one and other) and (one.startswith(other + " ") or other.startswith(one + " "))


def _years_apart(left: Work, right: Work) -> int:
    return abs(left.year - right.year) if left.year and right.year else 0


def _nearness(left: Work, right: Work) -> float | None:
    return max(0.0, 1 - 0.25 * abs(left.year - right.year)) if left.year and right.year else None
