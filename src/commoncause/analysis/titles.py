"""Titles compared: how alike two are, and by what they differ."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from ..errors import InvalidInputError

__all__ = ["Difference", "Title", "difference", "similarity", "title_of"]

Difference = Literal["none", "number", "notice", "subtitle", "words"]

_SMALL = frozenset("a an the of on in for to and or with via by from at as is are".split())
_NUMBERS = frozenset(
    "i ii iii iv v vi vii viii ix x xi xii one two three four first second third fourth b c d".split()
)
_NOTICES = frozenset(
    "erratum errata corrigendum correction corrections retraction retracted comment comments reply response "
    "rejoinder addendum supplement supplementary appendix review abstract summary preface withdrawn author "
    "authors discussion interview".split()
)
_STOCK = frozenset(
    "introduction editorial preface foreword conclusion contents index abstract summary discussion news "
    "letters obituary acknowledgements bibliography references appendix calendar errata erratum announcement "
    "contributors cover masthead review report notes note comments".split()
)
_OPPOSITES = (
    "un",
    "non",
    "in",
    "im",
    "dis",
    "anti",
    "de",
    "re",
    "pre",
    "post",
    "sub",
    "super",
    "multi",
    "semi",
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title ready to be compared."""

    folded: str
    """Without case, accents and punctuation."""
    words: tuple[str, ...]
    """The words that say something, in order."""
    main: str
    """What stands before the first colon, folded."""

    @property
    def is_stock(self) -> bool:
        """Whether many works have such a title: two words or fewer, or the name of a section of an issue."""
        return len(self.words) <= 2 or (len(self.words) <= 4 and self.words[0] in _STOCK)


@lru_cache(maxsize=65536)
def title_of(text: str) -> Title:
    """Return a title ready to be compared.

    >>> title_of("The Café: R&D of A.I. systems")
    Title(folded='the cafe r and d of ai systems', words=('cafe', 'r', 'd', 'ai', 'systems'), main='the cafe')
    """
    main, _, _ = text.partition(":")
    folded = _folded(text)
    words = tuple(word for word in folded.split() if word not in _SMALL)
    return Title(folded, words, _folded(main) if main != text else folded)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+|_", " ", re.sub(r"(?<=\b\w)\.(?=\w\b)|['’]", "", plain)).split())


def similarity(left: Title, right: Title) -> float:
    """Return the normalised Indel similarity of two titles, from 0 to 1.

    >>> round(similarity(title_of("Bees at work"), title_of("Bees at war")), 2)
    0.87
    """
    return _ratio()(left.folded, right.folded) / 100 if left.folded and right.folded else 0.0


@cache
def _ratio() -> Callable[[str, str], float]:
    try:
        from rapidfuzz import fuzz
    except ImportError as error:
        remedy = 'pip install "commoncause[literature]"'
        raise InvalidInputError("comparing titles needs rapidfuzz", remedy=remedy) from error
    return fuzz.ratio


def difference(left: Title, right: Title) -> Difference:
    """Return by what two titles differ, spelling apart; parts, numbers and notices come before the rest.

    >>> notice = title_of("Erratum: Bees")
    >>> difference(title_of("Bees I"), title_of("Bees II")), difference(notice, title_of("Bees"))
    ('number', 'notice')
    >>> title = title_of("Bees: how to keep hives dry")
    >>> difference(title, title_of("Bees")), difference(title_of("Bees"), title_of("Wax"))
    ('subtitle', 'words')
    >>> difference(title_of("Behavior of pre-trained bees"), title_of("Behaviour of pretrained bees"))
    'none'
    """
    if left.folded.replace(" ", "") == right.folded.replace(" ", ""):
        return "none"
    rest = _unshared(left.words, right.words)
    if _is_subtitle(left, right) and len(rest) > 3:
        return "subtitle"
    if any(word in _NUMBERS or any(map(str.isdigit, word)) for word in rest):
        return "number"
    if any(word in _NOTICES for word in rest):
        return "notice"
    if _is_subtitle(left, right):
        return "subtitle"
    is_reordered = left.words != right.words and sorted(left.words) == sorted(right.words)
    return "words" if rest or is_reordered else "none"


def _is_subtitle(left: Title, right: Title) -> bool:
    return left.main == right.folded or right.main == left.folded


def _unshared(left: tuple[str, ...], right: tuple[str, ...]) -> list[str]:
    """Return the words that one side lacks, but for the spelling."""
    ours, theirs = list(left), list(right)
    _take_out(ours, theirs, str.__eq__)
    ours, theirs = _rejoined(ours, theirs), _rejoined(theirs, ours)
    _take_out(ours, theirs, _is_misspelt)
    return [*ours, *theirs]


def _take_out(ours: list[str], theirs: list[str], is_twin: Callable[[str, str], bool]) -> None:
    for word in list(ours):
        twin = next((other for other in theirs if is_twin(word, other)), None)
        if twin is not None:
            ours.remove(word)
            theirs.remove(twin)


def _rejoined(words: list[str], others: list[str]) -> list[str]:
    """Return words, two that the other side writes as one put together.

    >>> _rejoined(["pre", "trained", "bees"], ["pretrained"])
    ['pretrained', 'bees']
    """
    found: list[str] = []
    for word in words:
        if found and found[-1] + word in others:
            found[-1] += word
        else:
            found.append(word)
    return found


def _is_misspelt(left: str, right: str) -> bool:
    """Say whether two words differ by one slip: a letter more, less, another, or two swapped.

    >>> _is_misspelt("behavior", "behaviour"), _is_misspelt("supervised", "unsupervised")
    (True, False)
    """
    from rapidfuzz.distance import OSA

    if min(len(left), len(right)) < 4 or any(map(str.isdigit, left + right)):
        return False
    shorter, longer = sorted((left, right), key=len)
    if any(longer == prefix + shorter for prefix in _OPPOSITES):
        return False
    return OSA.distance(left, right, score_cutoff=1) <= 1
