"""The works that a knowledge base holds already: those of its files of things, those of its inbox."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import pyoxigraph as ox

from ..analysis.duplicates import Index
from ..analysis.work_descriptions import Place, Work, stage_of
from ..catalogue import stands_for
from ..errors import InvalidInputError, shortened
from ..files import read_bytes
from ..store import Home
from ..vocab import PREFIXES, compact
from .work_facts import SAID, Fact
from .work_names import WorkNames

__all__ = ["HeldWorks", "described", "mark", "named", "statements"]

_SOURCE = PREFIXES["source"]
_DESCRIBING = frozenset(
    "dcterms:title dcterms:date dcterms:isPartOf bibo:volume bibo:issue bibo:pages bibo:doi fabio:hasArXivId "
    "ccf:authors ccf:openAlexId ccf:citationKey".split()
)
_OF_PAIRS = frozenset(
    "dcterms:isReplacedBy dcterms:isVersionOf owl:differentFrom prov:wasDerivedFrom ccf:citesIdentifier "
    "cito:cites".split()
)


@lru_cache(maxsize=1024)
def named(predicate: str) -> str:
    """Return the prefixed name of a property, ``a`` for the type."""
    name = compact(predicate)
    return "a" if name == "rdf:type" else name


def statements(path: Path) -> Iterator[ox.Quad]:
    """Yield the triples of a Turtle file in its order; raises `InvalidInputError` where it is not valid."""
    try:
        yield from ox.parse(read_bytes(path).removeprefix(b"\xef\xbb\xbf"), format=ox.RdfFormat.TURTLE)
    except (SyntaxError, MemoryError) as error:
        what = shortened(str(error.args[0])) if error.args else "a text that is too long"
        where = f"{path}:{getattr(error, 'lineno', None) or 1}"
        raise InvalidInputError(f"not valid Turtle: {what}", where=where, remedy="mend it") from error


@dataclass
class HeldWorks:
    """Works by slug, what is known of each, and what people decided about pairs of them."""

    facts: dict[str, dict[str, str]] = field(default_factory=dict)
    """Slug -> prefixed name of a property that tells works apart -> its first value; ``a`` is the class of
    FaBiO, its local name."""
    curated: set[str] = field(default_factory=set)
    records: dict[str, str] = field(default_factory=dict)
    """IRI of an imported record -> the work that it became part of."""
    marks: dict[str, int] = field(default_factory=dict)
    """Slug -> `mark` of all that the inbox has from a record of this name."""
    replaced: dict[str, str] = field(default_factory=dict)
    cited: dict[str, list[str]] = field(default_factory=dict)
    """Identifier of a work that is not held -> the works that cite it."""
    cites: set[tuple[str, str]] = field(default_factory=set)
    names: WorkNames = field(default_factory=WorkNames)
    _different: set[tuple[str, str]] = field(default_factory=set)
    _versions: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, home: Home) -> HeldWorks:
        """Read the files of things and the inbox of ``home``."""
        held = cls()
        for path in home.thing_files:
            held._read(path)
        held.curated = set(held.facts)
        held.marks.clear()
        for path in home.inbox_files:
            held._read(path)
        return held

    def _read(self, path: Path) -> None:
        for quad in statements(path):
            subject, name = quad.subject, named(quad.predicate.value)
            if isinstance(subject, ox.NamedNode) and subject.value.startswith(_SOURCE):
                slug, value = subject.value[len(_SOURCE) :], getattr(quad.object, "value", "")
                self.names.take(slug)
                self.learn(slug, name, re.sub("^.*[/#]", "", value) if name == "a" else value)

    def learn(self, slug: str, name: str, value: str) -> None:
        """Take up one fact about a work."""
        if name in _OF_PAIRS:
            self._link(slug, name, value.removeprefix(_SOURCE).removeprefix("source:"))
        elif name in SAID:
            facts = self.facts.setdefault(slug, {})
            if name in _DESCRIBING or name == "a":
                facts.setdefault(name, value)
            self.marks[slug] = self.marks.get(slug, 0) ^ hash((name, value))

    def _link(self, slug: str, name: str, other: str) -> None:
        if name == "prov:wasDerivedFrom":
            self.records[other] = slug
        elif name == "dcterms:isReplacedBy":
            self.replaced[slug] = other
        elif name == "cito:cites":
            self.cites.add((slug, other))
        elif name == "ccf:citesIdentifier":
            self.cited.setdefault(other, []).append(slug)
        else:
            pairs = self._different if name == "owl:differentFrom" else self._versions
            pairs.add((slug, other))

    @cached_property
    def different(self) -> set[frozenset[str]]:
        """Pairs of works that are not the same."""
        return {frozenset(map(self.kept, pair)) for pair in self._different}

    @cached_property
    def versions(self) -> set[frozenset[str]]:
        """Pairs of works of which one is a version of the other."""
        return {frozenset(map(self.kept, pair)) for pair in self._versions}

    def kept(self, slug: str) -> str:
        """Return the work that stands for one that was found to be the same, itself where none does."""
        return stands_for(slug, self.replaced)

    def successors(self, slug: str) -> dict[str, None]:
        """Return the works that one was found to be, each found to be the next."""
        found: dict[str, None] = {}
        while (slug := self.replaced.get(slug, "")) and slug not in found:
            found[slug] = None
        return found

    def index(self) -> Index:
        """Return the descriptions ready to be searched, each by its own name."""
        index = Index()
        for slug, facts in self.facts.items():
            index.add(described(slug, facts))
        return index

    @property
    def by_identifier(self) -> dict[str, str]:
        """OpenAlex id or DOI -> the description that has it, of several one that stands for itself."""
        found: dict[str, str] = {}
        for slug in sorted(self.facts, key=self.replaced.__contains__):
            for name in ("bibo:doi", "ccf:openAlexId"):
                if identifier := self.facts[slug].get(name):
                    found.setdefault(identifier.casefold(), slug)
        return found


def mark(facts: Iterable[Fact]) -> int:
    """Return a number that only what says the very same has, in whatever order, within one run."""
    found = 0
    for name, value, _ in facts:
        found ^= hash((name, value)) if name in SAID else 0
    return found


def described(slug: str, facts: dict[str, str]) -> Work:
    """Return what tells a work from others."""
    doi = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:)", "", facts.get("bibo:doi", "")).lower()
    container = facts.get("dcterms:isPartOf", "")
    date = facts.get("dcterms:date", "")
    return Work(
        slug,
        title=facts.get("dcterms:title", ""),
        authors=tuple(filter(None, facts.get("ccf:authors", "").split("; "))),
        year=int(date[:4]) if re.match("[0-9]{4}", date) else None,
        doi=doi,
        arxiv=facts.get("fabio:hasArXivId", ""),
        openalex=facts.get("ccf:openAlexId", ""),
        place=Place(container, *(facts.get(f"bibo:{name}", "") for name in ("volume", "issue", "pages"))),
        stage=stage_of(facts.get("a", ""), container, doi),
    )
