"""The bibliographic facts of a work, for the tables and the page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..catalogue import work_facts
from ..model import Thing
from ..vocab import compact

if TYPE_CHECKING:
    from ..knowledge_base import KnowledgeBase

__all__ = ["Work", "works"]

_DOI = "https://doi.org/"
_ARXIV = "https://arxiv.org/abs/"


@dataclass(frozen=True, slots=True)
class Work:
    """A paper, book, report or page, as its record gives it; empty where the record is silent."""

    thing: Thing
    title: str
    authors: str
    date: str
    kind: str
    venue: str
    volume: str
    issue: str
    pages: str
    doi: str
    arxiv: str
    url: str


def works(kb: KnowledgeBase) -> list[Work]:
    """Return every work of the knowledge base, sorted as `KnowledgeBase.of_kind` sorts them.

    ``authors`` is one text in the order of the work. ``url`` leads to the DOI, else to arXiv, else where
    ``dcterms:source`` says.
    """
    facts, _ = work_facts(kb.store)
    return [_work(thing, facts.get(thing.iri, {})) for thing in kb.of_kind("source")]


def _work(thing: Thing, facts: Mapping[str, Set[str]]) -> Work:
    def _one(name: str) -> str:
        return min(facts.get(name, {""}))

    doi, arxiv = _doi(facts), _one("fabio:hasArXivId")
    types = sorted(name for name in map(compact, facts.get("rdf:type", ())) if name.startswith("fabio:"))
    return Work(
        thing=thing,
        title=_one("dcterms:title"),
        authors=_one("ccf:authors") or "; ".join(sorted(facts.get("dcterms:creator", ()))),
        date=_one("dcterms:date"),
        kind=types[0].removeprefix("fabio:") if types else "",
        venue=_one("dcterms:isPartOf") or _one("dcterms:publisher"),
        volume=_one("bibo:volume"),
        issue=_one("bibo:issue"),
        pages=_one("bibo:pages"),
        doi=doi,
        arxiv=arxiv,
        url=_DOI + doi if doi else _ARXIV + arxiv if arxiv else _one("dcterms:source"),
    )


def _doi(facts: Mapping[str, Set[str]]) -> str:
    """Return the bare DOI among the identifiers of a work, in whichever of the usual ways it is written.

    >>> _doi({"dcterms:identifier": {"SSRN 1", "https://doi.org/10.1000/182"}})
    '10.1000/182'
    """
    written = sorted(facts.get("bibo:doi", set()) | facts.get("dcterms:identifier", set()))
    bare = (re.sub(r"^(doi:|https?://(dx\.)?doi\.org/)", "", text, flags=re.IGNORECASE) for text in written)
    return next((doi for doi in bare if re.fullmatch(r"10\.[0-9.]+/\S+", doi)), "")
