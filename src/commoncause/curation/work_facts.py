"""What a record says of a work, in the terms of the ontology."""

from __future__ import annotations

from collections.abc import Iterator

from ..importers.records import Record
from .turtle_terms import quoted

__all__ = ["SAID", "Fact", "facts_of"]

Fact = tuple[str, str, str]
"""Predicate as a prefixed name, value as plain text, object as Turtle has it."""
_DATES = {4: "gYear", 7: "gYearMonth", 10: "date"}
SAID = frozenset(
    "a dcterms:title dcterms:creator ccf:authors dcterms:date dcterms:isPartOf bibo:volume bibo:issue "
    "bibo:pages dcterms:publisher fabio:hasArXivId bibo:doi ccf:openAlexId dcterms:source dcterms:abstract "
    "dcterms:subject ccf:citationKey skos:editorialNote".split()
)
"""Properties of what a record says; the label is ours."""


def facts_of(record: Record, label: str = "") -> Iterator[Fact]:
    """Yield what a record says, in the order in which the house writes it.

    >>> [fact[2] for fact in facts_of(Record(line=1, key="b", kind="Book", title="Bees", date="2020"), "Lee")]
    ['fabio:Book', '"Lee"', '"Bees"', '"2020"^^xsd:gYear', '"b"']
    """
    yield "a", record.kind, f"fabio:{record.kind}"
    yield from _plain("skos:prefLabel", label)
    yield from _plain("dcterms:title", record.title)
    for author in dict.fromkeys(record.authors):
        if author != "et al.":
            yield from _plain("dcterms:creator", author)
    yield from _plain("ccf:authors", "; ".join(record.authors))
    if record.date:
        yield "dcterms:date", record.date, f"{quoted(record.date)}^^xsd:{_DATES[len(record.date)]}"
    yield from _plain("dcterms:isPartOf", record.container)
    yield from _plain("bibo:volume", record.volume)
    yield from _plain("bibo:issue", record.issue)
    yield from _plain("bibo:pages", record.pages)
    yield from _plain("dcterms:publisher", record.publisher)
    yield from _plain("fabio:hasArXivId", record.arxiv)
    yield from _plain("bibo:doi", record.doi)
    yield from _plain("ccf:openAlexId", record.openalex)
    if record.url:
        yield "dcterms:source", record.url, f"<{record.url}>"
    yield from _plain("dcterms:abstract", record.abstract)
    for word in record.keywords:
        yield from _plain("dcterms:subject", word)
    yield from _plain("ccf:citationKey", record.key)
    for note in record.notes:
        yield "skos:editorialNote", note, f"{quoted(note)}@en"


def _plain(predicate: str, text: str) -> Iterator[Fact]:
    if text:
        yield predicate, text, quoted(text)
