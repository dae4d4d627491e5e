"""What every importer of works yields: a record as plain values, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .dates import date_of
from .identifiers import address, arxiv_id, arxiv_mentioned, cited_id, doi, openalex_id
from .plain_text import clipped, plain

__all__ = ["LONGEST_ABSTRACT", "LONGEST_TITLE", "Fields", "Record", "Rejected", "record_of"]

LONGEST_TITLE = 1_000
LONGEST_NAME = 200
LONGEST_ABSTRACT = 10_000
MOST_KEYWORDS = 100
MOST_AUTHOR_CHARACTERS = 10_000


@dataclass(frozen=True, slots=True)
class Record:
    """One work as a file describes it; what the file does not say is empty."""

    line: int
    key: str
    kind: str = "Expression"
    """The class of FaBiO, its local name."""
    title: str = ""
    authors: tuple[str, ...] = ()
    """In order, ``Family, Given``; the last may be ``et al.``."""
    date: str = ""
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""
    container: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    doi: str = ""
    arxiv: str = ""
    openalex: str = ""
    url: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    """Identifiers of cited works: DOIs and OpenAlex ids."""
    notes: tuple[str, ...] = ()
    """What was wrong with the record and how it was read all the same."""

    @property
    def year(self) -> int | None:
        """The year of the date."""
        return int(self.date[:4]) if self.date else None


@dataclass(frozen=True, slots=True)
class Rejected:
    """An entry of a file from which no work could be made."""

    record: str
    line: int
    reason: str


@dataclass(slots=True)
class Fields:
    """What a format says of a work, as it stands in the file; `record_of` cleans it."""

    kind: str = "Expression"
    title: str = ""
    authors: Sequence[str] = ()
    date: str = ""
    container: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    doi: str = ""
    arxiv: str = ""
    openalex: str = ""
    url: str = ""
    abstract: str = ""
    keywords: Iterable[str] = ()
    cites: Iterable[str] = ()
    mentions: Iterable[str] = ()
    """Texts in which people write an arXiv id: notes, archives."""
    notes: list[str] = field(default_factory=list)


def record_of(fields: Fields, key: str, line: int) -> Record | Rejected:
    """Return the record that the fields of an entry make: plain text, identifiers in their normal form.

    A value that cannot be what its field says becomes a note. An entry is rejected if it has neither a title
    nor an identifier.

    >>> fields = Fields(title="On  <i>Bees</i>", doi="https://doi.org/10.1000/B", date="May 2020")
    >>> record = record_of(fields, "b", 3)
    >>> record.title, record.doi, record.date
    ('On Bees', '10.1000/b', '2020-05')
    """
    notes, key = [plain(note) for note in fields.notes], _short(key)
    title = _title(fields.title, notes)
    known_doi = _checked("DOI", fields.doi, doi(fields.doi), notes)
    url = _url(fields.url, notes)
    arxiv = _arxiv(fields, notes)
    openalex = _checked("OpenAlex id", fields.openalex, openalex_id(fields.openalex), notes)
    known_doi = known_doi or doi(url)
    if not (title or known_doi or arxiv or openalex):
        return Rejected(key, line, "neither a title nor an identifier")
    container = clipped(plain(fields.container), LONGEST_TITLE)
    volume, issue, pages, publisher = map(
        _short, (fields.volume, fields.issue, fields.pages, fields.publisher)
    )
    return Record(
        line=line,
        key=key,
        kind=_kind(fields.kind, container, arxiv, known_doi),
        title=title,
        authors=_authors(fields.authors),
        date=_checked("date", fields.date, date_of(fields.date), notes),
        container=container,
        volume=volume,
        issue=issue,
        pages=pages,
        publisher=publisher,
        doi=known_doi,
        arxiv=arxiv,
        openalex=openalex,
        url=url,
        abstract=clipped(plain(fields.abstract), LONGEST_ABSTRACT),
        keywords=tuple(_keywords(fields.keywords))[:MOST_KEYWORDS],
        cites=tuple(dict.fromkeys(filter(None, map(cited_id, fields.cites)))),
        notes=tuple(filter(None, notes)),
    )


def _short(text: str) -> str:
    return clipped(plain(text), LONGEST_NAME)


def _checked(name: str, given: str, value: str, notes: list[str]) -> str:
    """Return a value in its normal form; a note keeps what was given where that has none."""
    if not value and (text := plain(given)):
        notes.append(f"not a {name}: {clipped(text, LONGEST_NAME)}")
    return value


def _title(given: str, notes: list[str]) -> str:
    title = plain(given)
    if len(title) > LONGEST_TITLE:
        notes.append(f"a title of {len(title):,} characters, cut")
    return clipped(title, LONGEST_TITLE)


def _url(given: str, notes: list[str]) -> str:
    url = address(given)
    if given and not url and not doi(given):
        _checked("web address", given, url, notes)
    return url


def _arxiv(fields: Fields, notes: list[str]) -> str:
    if found := _checked("arXiv id", fields.arxiv, arxiv_id(fields.arxiv), notes):
        return found
    return next(filter(None, map(arxiv_mentioned, (fields.doi, fields.url, *fields.mentions))), "")


def _kind(kind: str, container: str, arxiv: str, known_doi: str) -> str:
    """Return Preprint for what only stands in an archive of preprints, whatever the file calls it."""
    is_published = known_doi and not known_doi.startswith("10.48550/")
    is_archive = "arxiv" in container.casefold() or not container
    is_open = kind in {"Expression", "Article", "JournalArticle", "WebPage"}
    return "Preprint" if arxiv and is_archive and is_open and not is_published else kind


def _authors(given: Sequence[str]) -> tuple[str, ...]:
    names: list[str] = []
    room = MOST_AUTHOR_CHARACTERS
    for name in given:
        cleaned = clipped(plain(name.replace(";", ",")), LONGEST_NAME).strip(", ")
        room -= len(cleaned) + 2
        if room < 0:
            return (*names, "et al.")
        if cleaned:
            names.append("et al." if cleaned.casefold() in {"others", "et al", "et al."} else cleaned)
    return tuple(names)


def _keywords(given: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, map(_short, given))))
