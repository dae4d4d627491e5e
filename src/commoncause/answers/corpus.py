"""The works of a knowledge base and who cites whom, as the maps of the literature take them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ..store import Store
from ..vocab import INBOX_GRAPH, compact, slug

if TYPE_CHECKING:
    from ..analysis.citations import CitationNetwork

__all__ = ["Corpus", "Paper", "corpus"]

_FACTS = """
SELECT ?work ?property ?value WHERE {
  VALUES ?property { dcterms:title skos:prefLabel ccf:authors dcterms:date bibo:doi fabio:hasArXivId }
  %s
  FILTER(STRSTARTS(STR(?work), STR(source:)))
}"""
_CITES = """
SELECT ?citing ?cited WHERE {
  %s
  FILTER(STRSTARTS(STR(?citing), STR(source:)) && STRSTARTS(STR(?cited), STR(source:)))
}"""


@dataclass(frozen=True, slots=True)
class Paper:
    """A work as its record gives it; empty, or None, where the record is silent."""

    name: str
    """Its CURIE, ``source:zou-2023``."""
    label: str
    title: str
    authors: str
    year: int | None
    url: str
    """Where its DOI leads, else its arXiv page."""


@dataclass(frozen=True)
class Corpus:
    """Works, sorted by name, and (citing, cited) pairs of their names, sorted, each once."""

    papers: tuple[Paper, ...]
    cites: tuple[tuple[str, str], ...]

    @cached_property
    def network(self) -> CitationNetwork:
        """The same as numbers; work i is ``papers[i]``."""
        from ..analysis.citations import citation_network

        return citation_network((paper.name for paper in self.papers), self.cites)


def corpus(store: Store, *, inbox: bool = False) -> Corpus:
    """Return the works and their ``cito:cites``; with ``inbox`` also what was imported and not yet reviewed.

    A work without a record of its own that others cite is there too, known by its name alone.
    """
    facts: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in store.select(_FACTS % _anywhere("?work ?property ?value", inbox)):
        facts[compact(row["work"])][compact(row["property"])].add(row["value"])
    cites = {
        (compact(row["citing"]), compact(row["cited"]))
        for row in store.select(_CITES % _anywhere("?citing cito:cites ?cited", inbox))
    }
    names = facts.keys() | {name for pair in cites for name in pair}
    return Corpus(tuple(_paper(name, facts.get(name, {})) for name in sorted(names)), tuple(sorted(cites)))


def _anywhere(pattern: str, inbox: bool) -> str:
    return f"{{ {pattern} }} UNION {{ GRAPH <{INBOX_GRAPH}> {{ {pattern} }} }}" if inbox else pattern


def _paper(name: str, facts: dict[str, set[str]]) -> Paper:
    def _one(of: str) -> str:
        return min(facts.get(of, {""}))

    year = re.match(r"\d{4}", _one("dcterms:date"))
    doi, arxiv = _one("bibo:doi"), _one("fabio:hasArXivId")
    return Paper(
        name=name,
        label=_one("skos:prefLabel") or slug(name.replace(":", "/")),
        title=_one("dcterms:title"),
        authors=_one("ccf:authors"),
        year=int(year[0]) if year else None,
        url=f"https://doi.org/{doi}"
        if re.fullmatch(r"10\.[0-9.]+/\S+", doi)
        else f"https://arxiv.org/abs/{arxiv}"
        if arxiv
        else "",
    )
