"""The works as the page holds them: what they are called, what they are, where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...vocab import compact
from ..works import Work, works

if TYPE_CHECKING:
    from ...knowledge_base import KnowledgeBase

__all__ = ["NO_KIND", "records"]

NO_KIND = frozenset({"", "Expression"})
"""Types that say no more than that there is a work."""
_WHERE = ("venue", "volume", "issue", "pages")


def records(kb: KnowledgeBase) -> list[dict[str, Any]]:
    """Return a record for each work of the knowledge base, in the order of `works`.

    ``type`` is the name of its FaBiO class (``"JournalArticle"``), ``identifiers`` are its arXiv number and
    its bare DOI. ``type``, ``venue``, ``volume``, ``issue`` and ``pages`` stand only where they are known.
    """
    return [_record(work) for work in works(kb)]


def _record(work: Work) -> dict[str, Any]:
    return {
        "id": compact(work.thing.iri),
        "slug": work.thing.slug,
        "iri": work.thing.iri,
        "label": work.thing.label,
        "title": work.title,
        "authors": work.authors,
        "date": work.date,
        "url": work.url or None,
        "identifiers": [name for name in (work.arxiv, work.doi) if name],
    } | _known(work)


def _known(work: Work) -> dict[str, str]:
    kind = {} if work.kind in NO_KIND else {"type": work.kind}
    return kind | {name: value for name in _WHERE if (value := getattr(work, name))}
