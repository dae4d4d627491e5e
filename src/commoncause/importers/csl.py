"""Works from CSL-JSON, as Zotero, Mendeley, pandoc and Crossref write it.

Reference: Citation Style Language 1.0.2, appendices III (types) and IV (variables). Crossref adds
``reference``, the works that a work cites.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .json_items import items, strings, text_of
from .records import Fields, Record, Rejected, record_of

__all__ = ["read_csl"]

_KINDS = {
    "article-journal": "JournalArticle", "journal-article": "JournalArticle", "article-magazine": "Article",
    "article-newspaper": "NewsItem", "article": "Article", "posted-content": "Preprint",
    "preprint": "Preprint",
    "book": "Book", "monograph": "Book", "edited-book": "Book", "chapter": "BookChapter",
    "book-chapter": "BookChapter", "paper-conference": "ConferencePaper",
    "proceedings-article": "ConferencePaper",
    "thesis": "Thesis", "dissertation": "Thesis", "report": "ReportDocument", "manuscript": "WorkingPaper",
    "webpage": "WebPage", "post-weblog": "BlogPost", "post": "WebPage", "dataset": "Dataset",
    "standard": "Standard", "entry-encyclopedia": "BookChapter",
}  # fmt: skip


def read_csl(text: str, where: str) -> Iterator[Record | Rejected]:
    """Yield a record or its rejection for each item; raises `InvalidInputError` for what is not JSON.

    >>> [record] = read_csl('[{"id": "b", "title": "Bees", "issued": {"date-parts": [[2020, 5]]}}]', "a.json")
    >>> record.key, record.title, record.date
    ('b', 'Bees', '2020-05')
    """
    for found in items(text, where, ("items", "references", "message")):
        if isinstance(found, Rejected):
            yield found
        else:
            line, item = found
            yield record_of(_fields(item), text_of(item.get("id")) or text_of(item.get("citation-key")), line)


def _fields(item: Mapping[str, Any]) -> Fields:
    def _text(*names: str) -> str:
        return next((text for name in names if (text := text_of(item.get(name)))), "")

    cited = item.get("reference")
    return Fields(
        kind=_KINDS.get(_text("type"), "Expression"),
        title=_text("title"),
        authors=_names(item.get("author")) or _names(item.get("editor")),
        date=_date(item.get("issued")) or _date(item.get("published")),
        container=_text("container-title", "archive") if _text("container-title") else "",
        volume=_text("volume"),
        issue=_text("issue"),
        pages=_text("page"),
        publisher=_text("publisher"),
        doi=_text("DOI", "doi"),
        arxiv=_text("arxiv"),
        url=_text("URL"),
        abstract=_text("abstract"),
        keywords=_text("keyword").split(","),
        cites=[text_of(c.get("DOI")) for c in cited if isinstance(c, dict)]
        if isinstance(cited, list)
        else (),
        mentions=[
            *strings(item.get("note")),
            *strings(item.get("number")),
            *strings(item.get("archive_location")),
        ],
    )


def _names(given: Any) -> list[str]:
    found = []
    for name in given if isinstance(given, list) else [given]:
        if not isinstance(name, dict):
            found += strings(name)
            continue
        particle = text_of(name.get("non-dropping-particle")) or text_of(name.get("dropping-particle"))
        family = " ".join(filter(None, [particle, text_of(name.get("family"))]))
        parts = [family, text_of(name.get("suffix")), text_of(name.get("given"))]
        found.append(
            text_of(name.get("literal")) or text_of(name.get("name")) or ", ".join(filter(None, parts))
        )
    return found


def _date(given: Any) -> str:
    if not isinstance(given, dict):
        return text_of(given)
    parts = given.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        return "-".join(strings(parts[0])[:3])
    return text_of(given.get("raw")) or text_of(given.get("literal"))
