"""The bibliographic record of a work, taken from what a store says of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass

from .vocab import compact

__all__ = ["WorkRecord", "work_record"]

_DOI = "https://doi.org/"
_ARXIV = "https://arxiv.org/abs/"


@dataclass(frozen=True, slots=True)
class WorkRecord:
    """What a work is called, who wrote it, when and where; empty where nothing is said."""

    title: str = ""
    authors: str = ""
    """One text in the order of the work, names parted by semicolons."""
    date: str = ""
    kind: str = ""
    """The name of its FaBiO class (``"JournalArticle"``)."""
    venue: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    """Bare: ``10.1000/182``."""
    arxiv: str = ""
    url: str = ""
    """Where the DOI leads, else arXiv, else what ``dcterms:source`` says."""


def work_record(facts: Mapping[str, Set[str]]) -> WorkRecord:
    """Return the record of a work, whose facts are by CURIE of the property (see `catalogue.work_facts`)."""

    def _one(name: str) -> str:
        return min(facts.get(name, {""}))

    doi, arxiv = _doi(facts), _one("fabio:hasArXivId")
    types = sorted(name for name in map(compact, facts.get("rdf:type", ())) if name.startswith("fabio:"))
    return WorkRecord(
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
