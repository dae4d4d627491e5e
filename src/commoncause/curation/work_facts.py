"""What a record says of a work, in the terms of the ontology."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from ..importers.records import Record
from .turtle_terms import quoted

__all__ = ["Fact", "facts_of", "facts_to_fill"]

Fact = tuple[str, str, str]
"""Predicate as a prefixed name, value as plain text, object as Turtle has it."""
_DATES = {4: "gYear", 7: "gYearMonth", 10: "date"}
_WITH = {
    "dcterms:creator": "ccf:authors",
    "bibo:volume": "dcterms:isPartOf",
    "bibo:issue": "dcterms:isPartOf",
    "bibo:pages": "dcterms:isPartOf",
}
"""Facts that say something only together with another one."""
_MANY = {"ccf:citationKey", "dcterms:subject", "skos:editorialNote"}
_NEVER = {"a", "skos:prefLabel"}


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


def facts_to_fill(facts: Iterable[Fact], known: Container[str]) -> Iterator[Fact]:
    """Yield the facts that a work lacks: ``known`` are the predicates it has, none of which is overwritten.

    >>> facts = facts_of(Record(line=1, key="b", title="Bees", doi="10.1000/b"))
    >>> [fact[0] for fact in facts_to_fill(facts, {"dcterms:title"})]
    ['bibo:doi', 'ccf:citationKey']
    """
    for fact in list(facts):
        predicate = fact[0]
        if predicate in _MANY or (predicate not in _NEVER and _WITH.get(predicate, predicate) not in known):
            yield fact
