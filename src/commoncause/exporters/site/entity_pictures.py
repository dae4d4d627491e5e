"""The picture of a page: what stands around its thing, taken from the sections that tell it in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ...drawing.surroundings import Group, Neighbour, surroundings
from ...model import Thing
from . import content
from .entity_claims import Evidence

__all__ = ["picture"]

Json = dict[str, Any]
Told = Mapping[str, Any]
Way = Callable[[str], str]

# Kind of thing -> the sections that stand before it, and those after it.
_SIDES: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "technique": (["reliance"], ["verdicts", "mitigation"]),
    "combination": (["reliance"], ["verdicts", "mitigation"]),
    "failure-mode": (["negation"], ["verdicts", "mitigation"]),
    "assumption": (["negation"], ["reliance"]),
}


def picture(evidence: Evidence, thing: Thing, told: Told, way: Way) -> str:
    """Return what stands around a thing as SVG; empty where nothing does, or its kind has no picture.

    ``told`` holds the facts and sections of its page, ``way`` leads from there to a path of the site.
    """
    if thing.kind == "source":
        before, after = [_citing(told, way)], [_evidence_on(told, way), _speaks_of(evidence, thing, way)]
    else:
        before, after = (_groups(told, names, way) for names in _SIDES.get(thing.kind, ((), ())))
    sides = ([group for group in side if group.neighbours] for side in (before, after))
    return surroundings(thing.short, thing.kind, *sides)


def _groups(told: Told, names: Sequence[str], way: Way) -> list[Group]:
    """Return the groups of some sections; where groups have no words, the title is the relation."""
    sections = {section["id"]: section for section in told["sections"]}
    return [
        Group(
            group["words"] or section["title"][:1].lower() + section["title"][1:],
            _neighbours((entry["end"] for entry in group["entries"]), way),
            group["verdict"],
            f"#{section['id']}",
        )
        for section in (sections[name] for name in names if name in sections)
        for group in section["groups"]
    ]


def _neighbours(ends: Iterable[Json], way: Way) -> list[Neighbour]:
    return [Neighbour(to["text"], to["kind"], way(to["path"]) if to["path"] else "") for to in ends]


def _citing(told: Told, way: Way) -> Group:
    words = content.RELATIONS["cites"][1]
    return Group(words, _neighbours(dict(told["facts"]).get(words, ()), way))


def _evidence_on(told: Told, way: Way) -> Group:
    """Return what claims that cite a work are about, what most of them are about first."""
    topics = [topic for part in told["sections"] if part["id"] == "citing" for topic in part["by_thing"]]
    topics.sort(key=lambda topic: -len(topic["lines"]))
    ends = (topic["end"] for topic in topics if topic["end"])
    return Group(content.RELATIONS["evidence"][1], _neighbours(ends, way), href="#citing")


def _speaks_of(evidence: Evidence, thing: Thing, way: Way) -> Group:
    """Return what a work's own claims are about, what most of them are about first."""
    claims = evidence.told_by.get(thing.slug, [])
    number = Counter(iri for claim in claims if claim.mode != "inferred" for iri in evidence.ends(claim))
    found = [iri for iri in number if iri in evidence.kb.things and iri != thing.iri]
    found.sort(key=lambda iri: (-number[iri], evidence.rank(iri)))
    return Group("makes claims about", _neighbours(map(evidence.link, found), way))
