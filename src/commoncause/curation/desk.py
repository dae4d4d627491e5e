"""The desk of a curator: a knowledge base, the names in it, and drafts of what is to be added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from .. import catalogue
from ..errors import InvalidInputError
from ..files import read_text
from ..model import Thing
from ..places import Places
from ..store import Home, MemoryStore
from ..vocab import compact, expand, slug
from .naming import checked_slug, slugified

__all__ = ["Desk", "Draft", "Facts", "Term", "Values", "english", "nodes", "plain"]

Term = ox.NamedNode | ox.Literal
Facts = Mapping[str, Sequence[Term]]
Values = Mapping[str, Any]

_CONCEPTS = """
SELECT ?thing ?label ?scheme WHERE {
  { ?thing a skos:ConceptScheme } UNION { ?thing a skos:Concept ; skos:inScheme ?scheme }
  FILTER(STRSTARTS(STR(?thing), STR(category:)) || STRSTARTS(STR(?thing), STR(scheme:)))
  OPTIONAL { ?thing skos:prefLabel ?label }
}"""


@dataclass(frozen=True)
class Draft:
    """A paragraph to be added: to which file, under which heading, beside which like ones.

    Predicates are prefixed names; ``a`` is the first. ``title`` is the comment that opens a new file.
    """

    file: Path
    subject: str
    facts: Facts
    heading: str
    title: str

    def triples(self) -> list[ox.Triple]:
        """Return what the draft says."""
        subject = ox.NamedNode(expand(self.subject))
        return [
            ox.Triple(subject, ox.NamedNode(expand("rdf:type" if name == "a" else name)), term)
            for name, terms in self.facts.items()
            for term in terms
        ]


def plain(*texts: str | None) -> list[Term]:
    """Return plain literals; what is empty or None is left out."""
    return [ox.Literal(text) for text in texts if text]


def english(*texts: str | None) -> list[Term]:
    """Return literals in English; what is empty or None is left out."""
    return [ox.Literal(text, language="en") for text in texts if text]


def nodes(*names: str | None) -> list[Term]:
    """Return the nodes of prefixed names or IRIs, each once; what is empty or None is left out."""
    return [ox.NamedNode(expand(name)) for name in dict.fromkeys(names) if name]


@dataclass
class Desk:
    """A knowledge base as its files state it, with nothing derived."""

    store: MemoryStore

    @classmethod
    def of(cls, home: Home) -> Desk:
        """Read ``home``; raise `InvalidInputError` at the first file that is not valid Turtle."""
        store = MemoryStore.open(home)
        store.load_inbox()
        return cls(store)

    @property
    def home(self) -> Home:
        """Where the knowledge base lives."""
        return self.store.home

    @cached_property
    def things(self) -> dict[str, Thing]:
        """Techniques, failure modes, assumptions, works and the like, by IRI."""
        return catalogue.things(self.store)

    @cached_property
    def concepts(self) -> dict[str, Thing]:
        """Schemes and their categories by IRI; ``broader`` has the schemes of a category."""
        found: dict[str, Thing] = {}
        for row in self.store.select(_CONCEPTS):
            iri, schemes = row["thing"], tuple(filter(None, [row.get("scheme")]))
            kind, schemes = compact(iri).partition(":")[0], (*_broader(found.get(iri)), *schemes)
            name = row.get("label", slug(iri))
            found[iri] = Thing(iri=iri, slug=slug(iri), kind=kind, label=name, broader=schemes)
        return found

    @cached_property
    def taken(self) -> set[str]:
        """The IRIs that are described or referred to, compact."""
        iris = {term.value for q in self.store.quads for term in (q.subject, q.object) if _is_node(term)}
        return {compact(iri) for iri in iris}

    def place(self, name: str) -> str:
        """Return file and line of what has this IRI or prefixed name."""
        file, line = Places(self.store, ()).of(expand(name))
        return f"{file}:{line}"

    def name(self, name: str, *kinds: str) -> str:
        """Return the prefixed name of what people call ``name``, of one of ``kinds`` if any are given.

        Raises `UnknownNameError` with candidates for a name that stands for nothing or for several things.
        """
        pool = [*self.things.values(), *self.concepts.values()]
        wanted = [t for t in pool if t.kind in kinds or not (kinds or t.kind == "scheme")]
        kind = kinds[0].replace("-", " ") if kinds else "name"
        return compact(catalogue.resolve(name, wanted, kind).iri)

    def names(self, names: Iterable[str], *kinds: str) -> list[str]:
        """Return the prefixed names of what people call ``names``."""
        return [self.name(name, *kinds) for name in names]

    def short(self, name: str) -> str:
        """Return what a thing goes by in the IRIs of claims: its notation, else its slug."""
        thing = self.things.get(expand(name)) or self.concepts.get(expand(name))
        return (slugified(thing.notation) or thing.slug) if thing else slug(expand(name))

    def scheme(self, name: str, first_source: str | None) -> tuple[str, list[Draft]]:
        """Return a scheme by its slug, and the draft of it where it is new."""
        scheme = f"scheme:{checked_slug('', name.removeprefix('scheme:'))}"
        if expand(scheme) in self.concepts:
            return scheme, []
        label = (
            f"Vocabulary of {self.label(first_source)}"
            if first_source
            else name.replace("-", " ").capitalize()
        )
        facts = {
            "a": nodes("skos:ConceptScheme"),
            "skos:prefLabel": english(label),
            "dcterms:source": nodes(first_source),
        }
        file = self.file_of(map(compact, self.schemes), "schemes.ttl")
        return scheme, [Draft(file, scheme, facts, "schemes", "Schemes, and their categories.")]

    @property
    def schemes(self) -> list[str]:
        """The IRIs of the schemes."""
        return [iri for iri, concept in self.concepts.items() if concept.kind == "scheme"]

    def file_of(self, names: Iterable[str], default: str) -> Path:
        """Return the file of things that describes most of ``names``, a new one if none does."""
        starts = tuple(f"{name} " for name in names)
        counts = {
            path: sum(line.startswith(starts) for line in read_text(path).splitlines())
            for path in self.home.thing_files
        }
        best = max(counts, key=lambda path: counts[path])
        return best if counts[best] else self.home.kb / default

    def label(self, name: str) -> str:
        """Return the label of a thing."""
        return self.things[expand(name)].label

    def claims_file(self, source: str) -> tuple[Path, str]:
        """Return the file of a source's claims and the comment that opens it."""
        path = self.home.kb / "claims" / f"{slug(expand(source))}.ttl"
        return path, f"Claims of {self.label(source)}."

    def free(self, name: str) -> str:
        """Return ``name``, a prefixed name; raise `InvalidInputError` with its place if it is taken."""
        if name in self.taken:
            remedy = "add to it, or choose another with --slug"
            raise InvalidInputError(f"{name} is there already", where=self.place(name), remedy=remedy)
        return name


def _broader(thing: Thing | None) -> tuple[str, ...]:
    return thing.broader if thing else ()


def _is_node(term: object) -> bool:
    return isinstance(term, ox.NamedNode)
