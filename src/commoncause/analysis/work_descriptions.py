"""Descriptions of works, ready to be compared: what is written in one way or another made alike."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from .titles import Title, title_of

__all__ = [
    "Description",
    "Place",
    "Work",
    "common_authors",
    "description",
    "elsewhere",
    "other_first_names",
    "same_pages",
    "stage_of",
]

Stage = Literal["preprint", "published", ""]

# Prefixes of registrants that only issue DOIs for preprints, as of Crossref and DataCite.
_PREPRINT_DOIS = (
    "10.48550/",
    "10.2139/",
    "10.1101/",
    "10.31234/",
    "10.31219/",
    "10.21203/",
    "10.20944/",
    "10.36227/",
)
_ARCHIVE = re.compile(
    r"\b(?:arxiv|biorxiv|medrxiv|ssrn|psyarxiv|osf preprints|research square|corr)\b", re.IGNORECASE
)
_NOBODY = frozenset(
    ("et al.", "anonymous", "anon", "anon.", "unknown", "unknown author", "no author", "n.n.", "")
)
_PUBLISHED = {"JournalArticle", "ConferencePaper", "Book", "BookChapter", "ProceedingsPaper"}


class Place(NamedTuple):
    """Where a work appeared: in which journal or book, which volume and issue, on which pages."""

    container: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """A description of a work, as far as it tells it from others."""

    name: str
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    doi: str = ""
    arxiv: str = ""
    openalex: str = ""
    place: Place = Place()  # noqa: RUF009 - a tuple, which nobody changes
    stage: Stage = ""


def stage_of(kind: str, container: str, doi: str) -> Stage:
    """Return whether a description is of a preprint or of a published version; empty if it does not say.

    >>> stage_of("JournalArticle", "arXiv preprint", ""), stage_of("Expression", "", "10.1/x")
    ('preprint', 'published')
    """
    if doi:
        return "preprint" if doi.startswith(_PREPRINT_DOIS) else "published"
    if kind in {"Preprint", "WorkingPaper"} or _ARCHIVE.search(container):
        return "preprint"
    return "published" if container and kind in _PUBLISHED else ""


@dataclass(frozen=True, slots=True)
class Description:
    """A work with its identifiers, title and authors as they are compared."""

    work: Work
    identifiers: frozenset[tuple[str, str]]
    title: Title
    names: tuple[tuple[str, str], ...]


def description(work: Work) -> Description:
    """Return a work ready to be compared; nobody in particular is no author."""
    given = (("DOI", work.doi), ("arXiv id", work.arxiv), ("OpenAlex id", work.openalex))
    identifiers = frozenset((kind, value.lower()) for kind, value in given if value)
    names = tuple(_name(name) for name in work.authors if name.casefold() not in _NOBODY)
    return Description(work, identifiers, title_of(work.title), names)


@lru_cache(maxsize=65536)
def _name(name: str) -> tuple[str, str]:
    """Return family name and first name, or its initial, without accents and case.

    >>> _name("Gödel, K. F."), _name("Tolkien, JRR"), _name("Ludwig van Beethoven"), _name("OpenAI")
    (('godel', 'k'), ('tolkien', 'j'), ('beethoven', 'ludwig'), ('openai', ''))
    """
    # Initials without full stops, as medical libraries write them.
    name = re.sub(r",\s*([A-Z])[A-Z]{1,3}$", r", \1", name)
    plain = unicodedata.normalize("NFKD", name.casefold()).replace("ø", "o").replace("ł", "l")
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    family, comma, given = plain.partition(",")
    if not comma:
        given, _, family = plain.strip().rpartition(" ")
    family = re.sub(
        r"[^\w]+", "", re.sub(r"^(?:(?:van|von|der|den|de|di|da|la|le|du)\s+)+", "", family.strip())
    )
    return family, re.sub(r"[^\w]+", "", re.split(r"[\s.]", given.strip())[0])


def elsewhere(left: Place, right: Place) -> list[str]:
    """Return what tells two places in one journal or book apart; nothing where they are in two.

    >>> elsewhere(Place("TUGboat", "5", "", "12–14"), Place("tugboat", "6", "", "12"))
    ['other volume']
    """
    if _bare(left.container) != _bare(right.container) or not left.container:
        return []
    pairs = zip(("volume", "issue", "pages"), left[1:], right[1:], strict=True)
    return [f"other {name}" for name, one, other in pairs if one and other and _start(one) != _start(other)]


def same_pages(left: Place, right: Place) -> bool:
    """Say whether two places are the same pages of the same volume, whatever the journal is called."""
    is_same_volume = _start(left.volume) == _start(right.volume)
    return is_same_volume and bool(left.pages) and _start(left.pages) == _start(right.pages)


def _start(text: str) -> str:
    """Return the first number of a volume or of pages, the whole text where it has none.

    >>> _start("012--15"), _start("Cover 3"), _start("xii")
    ('12', '3', 'xii')
    """
    found = re.search("[0-9]+", text)
    return found[0].lstrip("0") if found else text.casefold().strip()


@lru_cache(maxsize=4096)
def _bare(name: str) -> str:
    return re.sub(r"[^\w]+", "", name.casefold())


def common_authors(left: Description, right: Description) -> float | None:
    """Return the share of the shorter list of authors that the longer has; None if either is empty."""
    if not left.names or not right.names:
        return None
    shorter, longer = sorted((left.names, right.names), key=len)
    return sum(any(_same_person(one, other) for other in longer) for one in shorter) / len(shorter)


def _same_person(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return one[0] == other[0] and (not one[1] or not other[1] or one[1][0] == other[1][0])


def other_first_names(left: Description, right: Description) -> bool:
    """Say whether somebody who seems to be among both lists of authors has a first name of his own in each.

    An initial agrees with every name that it begins, a short form with the long one that it begins.
    """
    for one in left.names:
        alike = [other for other in right.names if _same_person(one, other)]
        if alike and not any(_may_be_one(one[1], other[1]) for other in alike):
            return True
    return False


def _may_be_one(one: str, other: str) -> bool:
    return min(len(one), len(other)) < 3 or one.startswith(other) or other.startswith(one)
