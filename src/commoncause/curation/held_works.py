"""The works that a knowledge base holds already: those of its files of things, those of its inbox."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from ..analysis.duplicates import Index
from ..analysis.work_descriptions import Place, Work, stage_of
from ..errors import InvalidInputError, shortened
from ..files import read_bytes
from ..store import Home
from ..vocab import PREFIXES
from .work_names import WorkNames

__all__ = ["HeldWorks", "statements"]

_SOURCE = PREFIXES["source"]
_READ = {
    PREFIXES[name.partition(":")[0]] + name.partition(":")[2]: name
    for name in (
        "dcterms:title dcterms:date dcterms:isPartOf bibo:volume bibo:issue bibo:pages bibo:doi "
        "fabio:hasArXivId "
        "ccf:authors ccf:openAlexId ccf:citesIdentifier dcterms:publisher dcterms:source dcterms:abstract "
        "dcterms:creator dcterms:identifier prov:wasDerivedFrom dcterms:isReplacedBy dcterms:isVersionOf "
        "owl:differentFrom cito:cites"
    ).split()
}
_TYPE = PREFIXES["rdf"] + "type"
_OF_PAIRS = frozenset(
    "dcterms:isReplacedBy dcterms:isVersionOf owl:differentFrom prov:wasDerivedFrom ccf:citesIdentifier "
    "cito:cites".split()
)


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
    """Slug -> prefixed name of a property -> its first value; ``a`` is the class of FaBiO, its local name."""
    curated: set[str] = field(default_factory=set)
    records: dict[str, str] = field(default_factory=dict)
    """IRI of an imported record -> the work that it became part of."""
    replaced: dict[str, str] = field(default_factory=dict)
    different: set[frozenset[str]] = field(default_factory=set)
    versions: set[frozenset[str]] = field(default_factory=set)
    cited: dict[str, list[str]] = field(default_factory=dict)
    """Identifier of a work that is not held -> the works that cite it."""
    cites: set[tuple[str, str]] = field(default_factory=set)
    names: WorkNames = field(default_factory=WorkNames)

    @classmethod
    def of(cls, home: Home) -> HeldWorks:
        """Read the files of things and the inbox of ``home``."""
        held = cls()
        for path in home.thing_files:
            held._read(path)
        held.curated = set(held.facts)
        for path in home.inbox_files:
            held._read(path)
        return held

    def _read(self, path: Path) -> None:
        for quad in statements(path):
            subject, predicate = quad.subject, quad.predicate.value
            if isinstance(subject, ox.NamedNode) and subject.value.startswith(_SOURCE):
                slug, value = subject.value[len(_SOURCE) :], getattr(quad.object, "value", "")
                self.names.take(slug)
                if predicate == _TYPE:
                    self.facts.setdefault(slug, {})["a"] = re.sub("^.*[/#]", "", value)
                elif predicate in _READ:
                    self.learn(slug, _READ[predicate], value)

    def learn(self, slug: str, name: str, value: str) -> None:
        """Take up one fact about a work."""
        other = value.removeprefix(_SOURCE).removeprefix("source:")
        if name not in _OF_PAIRS:
            known = "" if name == "dcterms:abstract" else value  # long, and only asked whether it is there
            self.facts.setdefault(slug, {}).setdefault(name, known)
        elif name == "prov:wasDerivedFrom":
            self.records[value] = slug
        elif name == "dcterms:isReplacedBy":
            self.replaced[slug] = other
        elif name == "cito:cites":
            self.cites.add((slug, other))
        elif name == "ccf:citesIdentifier":
            self.cited.setdefault(value, []).append(slug)
        else:
            pairs = self.different if name == "owl:differentFrom" else self.versions
            pairs.add(frozenset((slug, other)))

    def kept(self, slug: str) -> str:
        """Return the work that stands for one that was found to be the same, itself where none does."""
        seen = {slug}
        while (after := self.replaced.get(slug)) and after not in seen:
            slug = after
            seen.add(slug)
        return slug

    def index(self) -> Index:
        """Return the works ready to be searched; one that was replaced answers for its successor."""
        index = Index()
        for slug, facts in self.facts.items():
            index.add(described(self.kept(slug), facts))
        return index

    @property
    def by_identifier(self) -> dict[str, str]:
        """OpenAlex id or DOI -> work."""
        return {
            facts[name].casefold(): self.kept(slug)
            for slug, facts in self.facts.items()
            for name in ("bibo:doi", "ccf:openAlexId")
            if name in facts
        }


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
