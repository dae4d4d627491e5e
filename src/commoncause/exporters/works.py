"""The works of a knowledge base with their bibliographic records, for the tables and the page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from ..catalogue import work_facts
from ..model import Thing
from ..work_records import WorkRecord, work_record

if TYPE_CHECKING:
    from ..knowledge_base import KnowledgeBase

__all__ = ["Work", "works"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(WorkRecord):
    """A paper, book, report or page and its record."""

    thing: Thing


def works(kb: KnowledgeBase) -> list[Work]:
    """Return every work of the knowledge base, sorted as `KnowledgeBase.of_kind` sorts them."""
    facts, _ = work_facts(kb.store)
    return [
        Work(thing=thing, **asdict(work_record(facts.get(thing.iri, {})))) for thing in kb.of_kind("source")
    ]
