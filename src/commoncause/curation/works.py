"""Drafts of works and of the texts that claims point into."""

from __future__ import annotations

import datetime
import hashlib
import re
from pathlib import Path

import pyoxigraph as ox

from ..errors import InvalidInputError
from ..files import read_bytes
from ..vocab import expand, slug
from .desk import Desk, Draft, Term, Values, nodes, plain
from .kinds import Kind
from .naming import checked_slug, folded, lettered, slugified

__all__ = ["text", "work"]

_TITLE = "Works: the source documents, their texts and the works they cite."
_DATES = {4: "gYear", 7: "gYearMonth", 10: "date"}


def work(desk: Desk, kind: Kind, values: Values) -> list[Draft]:
    """Return the draft of a work, and that of its text where one is given.

    Raises `InvalidInputError`, with the place of the other work, where title or slug are taken, and for a
    date, DOI or address that is none.
    """
    _refuse_title(desk, values["title"])
    authors = [name.strip() for name in (values["authors"] or "").split(";") if name.strip()]
    year = _year(values["year"])
    subject = _subject(desk, authors, year, values["slug"])
    label = f"{_label(authors, values['title'])} ({year}{_letter(subject, year)})"
    arxiv = re.sub(
        r"^(https?://arxiv\.org/\w+/|arxiv:)|v[0-9]+$", "", values["arxiv"] or "", flags=re.IGNORECASE
    )
    facts: dict[str, list[Term]] = {
        "a": nodes(f"fabio:{values['type']}"),
        "skos:prefLabel": plain(label),
        "dcterms:title": plain(values["title"]),
        "dcterms:creator": plain(*(name for name in dict.fromkeys(authors) if name != "et al.")),
        "ccf:authors": plain("; ".join(authors)),
        "dcterms:date": [ox.Literal(values["year"], datatype=_xsd(_DATES[len(values["year"])]))],
        "dcterms:isPartOf": plain(
            values["in"] or ("arXiv" if arxiv and values["type"] == "Preprint" else None)
        ),
        **{f"bibo:{name}": plain(values[name]) for name in ("volume", "issue", "pages")},
        "dcterms:publisher": plain(values["publisher"]),
        "fabio:hasArXivId": plain(arxiv),
        "bibo:doi": plain(_doi(values["doi"])),
        "dcterms:source": _address(values["url"]),
    }
    heading = "source documents" if values["text"] else "other works"
    draft = Draft(desk.home.kb / "papers.ttl", subject, facts, heading, _TITLE)
    return [draft, *([_text(desk, subject, Path(values["text"]))] if values["text"] else [])]


def text(desk: Desk, kind: Kind, values: Values) -> list[Draft]:
    """Return the draft of the text of a work that is there already."""
    return [_text(desk, desk.name(values["source"], "source"), Path(values["text"]))]


def _text(desk: Desk, source: str, path: Path) -> Draft:
    content = read_bytes(path)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        remedy = "save it as UTF-8: passages count its code points"
        raise InvalidInputError("not UTF-8", where=f"{path}:{line}", remedy=remedy) from error
    facts = {
        "a": nodes("ccf:Text"),
        "ccf:textOf": nodes(source),
        "ccf:sha256": plain(hashlib.sha256(content).hexdigest()),
    }
    subject = desk.free(f"text:{slug(expand(source))}")
    return Draft(desk.home.kb / "papers.ttl", subject, facts, "the texts of the source documents", _TITLE)


def _refuse_title(desk: Desk, title: str) -> None:
    for other in desk.things.values():
        if other.kind == "source" and folded(other.definition) == folded(title):
            what = f"a work of this title is there already, source:{other.slug}"
            raise InvalidInputError(what, where=desk.place(other.iri), remedy="use that one")


def _year(date: str) -> str:
    if not re.fullmatch("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", date, re.ASCII):
        raise InvalidInputError(f"not a year: {date!r}", remedy="write YYYY, YYYY-MM or YYYY-MM-DD")
    try:
        datetime.date.fromisoformat(date + "-01-01"[len(date) - 4 :])
    except ValueError as error:
        raise InvalidInputError(f"no such day: {date!r}", remedy="look at a calendar") from error
    return date[:4]


def _subject(desk: Desk, authors: list[str], year: str, given: str | None) -> str:
    if given:
        return desk.free(f"source:{checked_slug('', given)}")
    if not authors:
        raise InvalidInputError(
            "a work without authors", remedy="name them with --authors, or give its --slug"
        )
    family = slugified(authors[0].partition(",")[0])
    own = checked_slug("", f"{family}-{year}") if family else checked_slug(authors[0], None)
    taken = [name.removeprefix("source:") for name in desk.taken if name.startswith("source:")]
    return f"source:{lettered(own, taken)}"


def _letter(subject: str, year: str) -> str:
    found = re.search(f"-{year}([a-z]*)$", subject)
    return found[1] if found else ""


def _label(authors: list[str], title: str) -> str:
    """Return how a work is cited, without its year."""
    families = [name.partition(",")[0] for name in authors]
    if len(families) > 2 or "et al." in families:
        return f"{families[0]} et al."
    return " and ".join(families) or title


def _doi(given: str | None) -> str:
    doi = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:)", "", given or "", flags=re.IGNORECASE)
    if doi and not re.fullmatch(r"10\.[0-9]{4,9}/\S+", doi):
        raise InvalidInputError(f"not a DOI: {given!r}", remedy="write it as 10.1234/abcd")
    return doi


def _address(url: str | None) -> list[Term]:
    try:
        if url and not re.match("https?://", url):
            raise ValueError(url)
        return nodes(url)
    except ValueError as error:
        raise InvalidInputError(f"not an address: {url!r}", remedy="write https://...") from error


def _xsd(name: str) -> ox.NamedNode:
    return ox.NamedNode(expand(f"xsd:{name}"))
