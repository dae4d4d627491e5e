"""Works from OpenAlex: a page of results, a list of works, or JSON lines as its snapshot has them.

Reference: https://docs.openalex.org/api-entities/works/work-object
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .identifiers import arxiv_mentioned
from .json_items import items, strings, text_of
from .records import Fields, Record, Rejected, record_of

__all__ = ["read_openalex"]

_KINDS = {
    "article": "JournalArticle", "journal-article": "JournalArticle", "review": "JournalArticle",
    "letter": "JournalArticle", "editorial": "JournalArticle", "preprint": "Preprint",
    "posted-content": "Preprint", "book": "Book", "book-chapter": "BookChapter",
    "proceedings-article": "ConferencePaper", "dissertation": "DoctoralThesis", "report": "ReportDocument",
    "dataset": "Dataset", "standard": "Standard",
}  # fmt: skip
_LONGEST_ABSTRACT = 3_000
"""Words of an abstract that are put back in order."""


def read_openalex(text: str, where: str) -> Iterator[Record | Rejected]:
    """Yield a record or its rejection for each work; raises `InvalidInputError` for what is not JSON.

    >>> work = '{"id": "https://openalex.org/W1", "title": "Bees", "referenced_works": ["https://openalex.org/W2"]}'
    >>> [record] = read_openalex(work, "a.json")
    >>> record.openalex, record.title, record.cites
    ('W1', 'Bees', ('W2',))
    """
    for found in items(text, where, ("results",)):
        if isinstance(found, Rejected):
            yield found
        else:
            line, work = found
            fields = _fields(work)
            yield record_of(fields, fields.openalex.rpartition("/")[2], line)


def _part(value: Any, *path: str) -> Any:
    """Return what stands at a path in nested objects, None where it breaks off."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _fields(work: Mapping[str, Any]) -> Fields:
    def _text(*path: str) -> str:
        return text_of(_part(work, *path))

    places = [place for place in _listed(work.get("locations")) if isinstance(place, dict)]
    archive = [text_of(place.get("landing_page_url")) for place in places]
    source = _text("primary_location", "source", "display_name") or _text("host_venue", "display_name")
    kind = _KINDS.get(_text("type"), "Expression")
    return Fields(
        kind="Preprint"
        if _text("primary_location", "source", "type") == "repository" and "rticle" in kind
        else kind,
        title=_text("title") or _text("display_name"),
        authors=[_name(author) for author in _listed(work.get("authorships"))],
        date=_text("publication_date") or _text("publication_year"),
        container=source,
        volume=_text("biblio", "volume"),
        issue=_text("biblio", "issue"),
        pages="–".join(filter(None, [_text("biblio", "first_page"), _text("biblio", "last_page")])),
        publisher=_text("primary_location", "source", "host_organization_name"),
        doi=_text("doi") or _text("ids", "doi"),
        openalex=_text("id") or _text("ids", "openalex"),
        url=_text("primary_location", "landing_page_url"),
        abstract=_abstract(work.get("abstract_inverted_index")),
        keywords=[text_of(_part(word, "display_name")) for word in _listed(work.get("keywords"))],
        cites=strings(work.get("referenced_works")),
        mentions=[found for found in archive if arxiv_mentioned(found)],
        notes=["retracted, as OpenAlex has it"] if work.get("is_retracted") is True else [],
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _name(authorship: Any) -> str:
    """Return a name as ``Family, Given``; OpenAlex has it in one piece, the family last.

    >>> _name({"author": {"display_name": "Jan van der Berg"}}), _name({"raw_author_name": "Bai, Yuntao"})
    ('van der Berg, Jan', 'Bai, Yuntao')
    """
    name = text_of(_part(authorship, "author", "display_name")) or text_of(
        _part(authorship, "raw_author_name")
    )
    if "," in name:
        return name
    found = re.fullmatch(
        r"(\S.*?)\s+((?:(?:van|von|der|den|de|la|di|da|dos|del|le|ten|ter)\s+)*\S+)", name.strip()
    )
    return f"{found[2]}, {found[1]}" if found else name


def _abstract(index: Any) -> str:
    """Return the words of an inverted index in their order.

    >>> _abstract({"are": [1], "Bees": [0], "busy": [2]})
    'Bees are busy'
    """
    if not isinstance(index, dict):
        return ""
    places = [
        (place, word)
        for word, found in index.items()
        for place in (found if isinstance(found, list) else ())
        if isinstance(place, int) and 0 <= place < _LONGEST_ABSTRACT
    ]
    return " ".join(word for _, word in sorted(places))
