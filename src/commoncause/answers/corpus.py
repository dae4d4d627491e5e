"""The works of a knowledge base and who cites whom, as the maps of the literature take them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ..catalogue import WorkFacts, stands_for, things, work_facts
from ..store import Store
from ..vocab import PREFIXES, compact, slug
from ..work_records import WorkRecord, work_record

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from ..analysis.citations import CitationNetwork

__all__ = ["Corpus", "Paper", "corpus", "handed_on", "together"]

_REPLACED = "dcterms:isReplacedBy"
_LINKS = frozenset({"cito:cites", "dcterms:isVersionOf"})
_OWN = frozenset(
    {_REPLACED, "a", "rdf:type", "dcterms:title", "skos:prefLabel", "owl:deprecated", "owl:differentFrom"}
)
"""What a work that was replaced does not hand on: what it is called, and what was decided about it."""
_MANY = frozenset(
    {
        *_LINKS,
        "ccf:citationKey",
        "ccf:citesIdentifier",
        "dcterms:subject",
        "prov:wasDerivedFrom",
        "skos:editorialNote",
    }
)
"""What it hands on beside what the other has."""
_WITH = {"dcterms:creator": "ccf:authors"} | dict.fromkeys(
    ("bibo:volume", "bibo:issue", "bibo:pages"), "dcterms:isPartOf"
)
"""What says something only together with another property, and is handed on with it."""
_ABOUT = """
SELECT DISTINCT ?work ?subject WHERE {
  ?claim cito:citesAsEvidence ?work ; ?property ?subject .
  VALUES ?property { ccf:technique ccf:failureMode ccf:assumption ccf:about }
}"""


@dataclass(frozen=True, slots=True)
class Paper:
    """A work as its record gives it; empty, or None, where the record is silent."""

    name: str
    """Its CURIE, ``source:zou-2023``."""
    label: str
    record: WorkRecord

    @property
    def title(self) -> str:
        """What it is called."""
        return self.record.title

    @property
    def year(self) -> int | None:
        """The year it is of."""
        found = re.match(r"\d{4}", self.record.date)
        return int(found[0]) if found else None


@dataclass(frozen=True)
class Corpus:
    """Works, sorted by name, and (citing, cited) pairs of their names, sorted, each once."""

    papers: tuple[Paper, ...]
    cites: tuple[tuple[str, str], ...]
    about: tuple[tuple[str, str], ...] = ()
    """(work, subject): a claim about the subject (a CURIE of a thing) gives the work as evidence; sorted."""
    subjects: Mapping[str, str] = field(default_factory=dict)
    """Subject -> what it is called."""

    @cached_property
    def network(self) -> CitationNetwork:
        """The same as numbers; work i is ``papers[i]``."""
        from ..analysis.citations import citation_network

        return citation_network((paper.name for paper in self.papers), self.cites)

    @cached_property
    def evidence(self) -> csr_array:
        """Works x subjects, as ``papers`` and ``subjects`` stand: 1 where the work is evidence on it."""
        from ..analysis.citations import incidence_matrix

        row = {paper.name: i for i, paper in enumerate(self.papers)}
        column = {subject: i for i, subject in enumerate(self.subjects)}
        pairs = [(row[work], column[subject]) for work, subject in self.about]
        return incidence_matrix(pairs, (len(row), len(column)))


def corpus(store: Store, *, inbox: bool = False) -> Corpus:
    """Return the works and their ``cito:cites``; with ``inbox`` also what was imported and not yet reviewed.

    A work without a record of its own that others cite is there too, known by its name alone.
    """
    facts = {compact(iri): said for iri, said in together(*work_facts(store, inbox=inbox)).items()}
    cites = {
        (name, compact(cited))
        for name, said in facts.items()
        for cited in said.get("cito:cites", ())
        if cited.startswith(PREFIXES["source"])
    }
    names = facts.keys() | {name for pair in cites for name in pair}
    papers = tuple(
        Paper(name, min(said.get("skos:prefLabel", {""})) or slug(name.replace(":", "/")), work_record(said))
        for name, said in ((name, facts.get(name, {})) for name in sorted(names))
    )
    called = {compact(iri): thing.short for iri, thing in things(store).items()}
    rows = ((compact(row["work"]), compact(row["subject"])) for row in store.select(_ABOUT))
    about = sorted((work, subject) for work, subject in rows if work in names and subject in called)
    subjects = {subject: called[subject] for subject in sorted({subject for _, subject in about})}
    return Corpus(papers, tuple(sorted(cites)), tuple(about), subjects)


def together(reviewed: WorkFacts, waiting: WorkFacts) -> WorkFacts:
    """Return what both say of each work; a work that was found to be another is that other, here and cited.

    >>> together({"a": {"cito:cites": {"b"}}}, {"b": {"dcterms:isReplacedBy": {"c"}, "x:y": {"1"}}})
    {'a': {'cito:cites': {'c'}}, 'c': {'x:y': {'1'}}}
    """
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for work, facts in (*reviewed.items(), *waiting.items()):
        for name, values in facts.items():
            said[work][name] |= values
    becomes = {work: min(facts[_REPLACED]) for work, facts in said.items() if _REPLACED in facts}

    def _kept(work: str) -> str:
        return stands_for(work, becomes)

    found = {work: dict(facts) for work, facts in said.items() if work not in becomes}
    for work in sorted(becomes):
        known = found.setdefault(_kept(work), {})
        for name in handed_on(said[work], known):
            known[name] = known.get(name, set()) | said[work][name]
    for facts in found.values():
        for name in facts.keys() & _LINKS:
            facts[name] = set(map(_kept, facts[name]))
    return found


def handed_on(said: Iterable[str], known: Collection[str]) -> list[str]:
    """Return which properties a work hands on to the one that it was found to be: those that one lacks.

    >>> handed_on(["dcterms:title", "dcterms:creator", "bibo:volume", "bibo:doi"], {"ccf:authors", "a"})
    ['bibo:volume', 'bibo:doi']
    """
    return [
        name
        for name in said
        if name in _MANY or (name not in _OWN and name not in known and _WITH.get(name) not in known)
    ]
