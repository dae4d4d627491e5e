"""The works as the page holds them: what they are called, what they are, where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...vocab import compact
from ...work_records import WorkRecord
from ..works import works

if TYPE_CHECKING:
    from ...knowledge_base import KnowledgeBase

__all__ = ["NO_KIND", "records", "told"]

NO_KIND = frozenset({"", "Expression"})
"""Types that say no more than that there is a work."""
_WHERE = ("venue", "volume", "issue", "pages")


def records(kb: KnowledgeBase) -> list[dict[str, Any]]:
    """Return a record for each work of the knowledge base, in the order of `works`.

    ``type`` is the name of its FaBiO class (``"JournalArticle"``), ``identifiers`` are its arXiv number and
    its bare DOI. ``type``, ``venue``, ``volume``, ``issue`` and ``pages`` stand only where they are known.
    """
    return [
        {"id": compact(work.thing.iri), "slug": work.thing.slug, "iri": work.thing.iri}
        | {"label": work.thing.label}
        | told(work)
        for work in works(kb)
    ]


def told(record: WorkRecord) -> dict[str, Any]:
    """Return what the page is told of a record."""
    kind = {} if record.kind in NO_KIND else {"type": record.kind}
    return {
        "title": record.title,
        "authors": record.authors,
        "date": record.date,
        "url": record.url or None,
        "identifiers": [name for name in (record.arxiv, record.doi) if name],
        **kind,
        **{name: value for name in _WHERE if (value := getattr(record, name))},
    }
