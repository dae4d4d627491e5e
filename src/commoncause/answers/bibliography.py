"""The works of a knowledge base as evidence is weighed by them: who wrote what when, and what cites what."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from ..analysis.evidence import AuthorGroup, Ground, author_groups, author_key
from ..catalogue import work_facts
from ..errors import UnknownNameError
from ..model import Claim
from ..store import Store
from ..vocab import compact, slug
from .corpus import together

__all__ = ["Bibliography", "Work", "bibliography", "grounds_of"]

_EVIDENCE = "SELECT ?claim ?work WHERE { ?claim a ccf:Claim ; cito:citesAsEvidence ?work }"
_NO_KIND = frozenset({"fabio:Expression"})


@dataclass(frozen=True, slots=True)
class Work:
    """A work as its record has it."""

    slug: str
    title: str
    authors: tuple[str, ...] = ()
    """Names as written; *et al.* is none."""
    year: int | None = None
    kind: str = ""
    """Its type of publication, a class of FaBiO (``"JournalArticle"``)."""
    cites: frozenset[str] = frozenset()
    is_in_inbox: bool = False


@dataclass(frozen=True)
class Bibliography:
    """Works by slug, sorted, and the works that claims give as evidence, by IRI of the claim."""

    works: Mapping[str, Work]
    evidence: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def groups(self) -> tuple[AuthorGroup, ...]:
        """The independent groups of authors."""
        return author_groups({name: work.authors for name, work in self.works.items()})

    @cached_property
    def group_of(self) -> dict[str, str]:
        """Work -> the name of the group of authors that wrote it."""
        return {work: group.name for group in self.groups for work in group.works}

    @cached_property
    def newest(self) -> int | None:
        """The year of the newest work; None where no work has one."""
        return max((work.year for work in self.works.values() if work.year is not None), default=None)

    def year(self, name: str) -> int | None:
        """Return the year of a work; None where it is not known."""
        return self.works[name].year if name in self.works else None

    def by_author(self, name: str) -> tuple[str, ...]:
        """Return the works that somebody signs, sorted; a surname alone will do where it is one person's.

        Raises `UnknownNameError` with the candidates where nobody, or more than one, is called so.
        """
        signed: dict[str, list[str]] = defaultdict(list)
        spelt: dict[str, str] = {}
        for work in self.works.values():
            for author in work.authors:
                signed[author_key(author)].append(work.slug)
                spelt.setdefault(author_key(author), author)
        key = author_key(name)
        bare = {known for known in signed if known.partition(",")[0] == key.partition(",")[0]}
        found = {key} if key in signed else bare
        if len(found) == 1 and (key in signed or "," not in key):
            return tuple(sorted(set(signed[found.pop()])))
        like = sorted(bare) or get_close_matches(key, sorted(signed), n=5, cutoff=0.5)
        candidates = tuple(spelt[known] for known in like)
        raise UnknownNameError(name, "author", candidates=candidates, ambiguous=len(bare) > 1)


def bibliography(store: Store, *, inbox: bool = False) -> Bibliography:
    """Read the works of a store that no other replaces; with ``inbox`` those that wait for a review too."""
    reviewed, waiting = work_facts(store, inbox=inbox)
    facts = together(reviewed, waiting)
    evidence: dict[str, set[str]] = defaultdict(set)
    for row in store.select(_EVIDENCE):
        evidence[row["claim"]].add(slug(row["work"]))
    return Bibliography(
        {
            slug(iri): _work(iri, facts[iri], iri not in reviewed)
            for iri in sorted(facts)
            if "dcterms:title" in facts[iri]
        },
        {claim: frozenset(works) for claim, works in sorted(evidence.items())},
    )


def _work(iri: str, facts: Mapping[str, Set[str]], is_in_inbox: bool) -> Work:
    kinds = sorted(map(compact, facts.get("rdf:type", ())))
    said = [kind for kind in kinds if kind.startswith("fabio:") and kind not in _NO_KIND]
    return Work(
        slug=slug(iri),
        title=min(facts.get("dcterms:title", {""})),
        authors=_authors(facts),
        year=_year(facts.get("dcterms:date", ())),
        kind=said[0].removeprefix("fabio:") if said else "",
        cites=frozenset(map(slug, facts.get("cito:cites", ()))),
        is_in_inbox=is_in_inbox,
    )


def _authors(facts: Mapping[str, Set[str]]) -> tuple[str, ...]:
    """Return the names in their order where the record has one, else the creators, sorted."""
    ordered = min(facts.get("ccf:authors", {""})).split(";")
    named = [name.strip() for name in ordered] if any(map(str.strip, ordered)) else []
    names = named or sorted(facts.get("dcterms:creator", ()))
    return tuple(name for name in names if author_key(name) and author_key(name) not in {"al, e", "others"})


def _year(dates: Iterable[str]) -> int | None:
    """Return the earliest year.

    >>> _year(["2021-05", "2020"]), _year(["soon"])
    (2020, None)
    """
    years = [int(found[0]) for date in dates if (found := re.match(r"\d{4}", date))]
    return min(years, default=None)


def grounds_of(
    claims: Mapping[str, Claim], evidence: Mapping[str, frozenset[str]] | None = None
) -> dict[str, Ground]:
    """Return what each claim stands on, by IRI.

    The evidence of a claim are the works it cites as evidence, or where it cites none so, the works whose
    claim it reports. An inferred claim stands on whatever the claims stand on that it follows from.
    """
    given = evidence or {}
    found = {
        claim.iri: Ground(
            frozenset({claim.source}) if claim.source else frozenset(),
            tuple(filter(None, [given.get(claim.iri) or frozenset(claim.attributed_to)])),
            claim.mode,
            bool(claim.cites),
        )
        for claim in claims.values()
    }
    for claim in claims.values():
        if claim.mode == "inferred":
            below = [found[iri] for iri in claim.derived_from if iri in found]
            found[claim.iri] = Ground(
                frozenset().union(*(ground.sources for ground in below)),
                tuple(dict.fromkeys(works for ground in below for works in ground.evidence)),
                claim.mode,
                bool(claim.cites),
            )
    return found
