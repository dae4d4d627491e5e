"""What the page of a work says: which claims cite it, and what it claims itself where its text is held."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from ... import catalogue
from ...model import Claim, Thing
from ...vocab import compact
from .entity_claims import Evidence
from .entity_paths import chapter_path, path_of
from .entity_sections import lines, said, section

__all__ = ["CHAPTERS", "chapter_groups", "digests", "source_sections"]

Json = dict[str, Any]

_OWN = {
    "assessment": "Its verdicts",
    "reliance": "What it says techniques rest on",
    "negation": "What it says makes assumptions false",
    "mitigation": "What it says addresses what",
    "compatibility": "What it says goes together",
    "classification": "How it classifies",
    "measurement": "What it measures",
}
CHAPTERS: Final = {
    "conclusion": "What it concludes",
    "other": "What it says of other things",
    "defect": "Errors found in it",
}
"""What stands in full at a work: kind, as `Evidence.chapter` has it, and title."""


def source_sections(evidence: Evidence, thing: Thing) -> list[Json]:
    """Return the sections of a work that have something to say.

    Claims stand in full at the things they are about, so most sections only lead there; errors found in the
    work, and claims about nothing that has a page, stand here in full.
    """
    citing = evidence.citing.get(thing.slug, [])
    reporting = evidence.reporting.get(thing.slug, [])
    own = _own(evidence, thing)
    about = evidence.about.get(compact(thing.iri), [])
    found = [
        _by_thing(evidence, "citing", "What is argued with reference to it", citing),
        _by_thing(evidence, "reporting", "What others report of it", _without(reporting, citing)),
    ]
    for kind, title in _OWN.items():
        told = (claim for claim in own if claim.kind == kind and not evidence.chapter(claim))
        found.append(lines(kind, title, evidence, told, own=True))
    found += [_chapter(evidence, thing, chapter, _of_chapter(evidence, own, chapter)) for chapter in CHAPTERS]
    found.append(said(evidence, "What is said of it", _without(about, own), id_="about"))
    return [part for part in found if part]


def _of_chapter(evidence: Evidence, claims: Iterable[Claim], chapter: str) -> list[Claim]:
    return [claim for claim in claims if evidence.chapter(claim) == chapter]


def _chapter(evidence: Evidence, thing: Thing, chapter: str, claims: list[Claim]) -> Json | None:
    """Return the claims of a chapter, or the way to the page that they have where they are many."""
    if not evidence.has_page(thing.slug, chapter):
        return said(evidence, CHAPTERS[chapter], claims, id_=chapter)
    page = {"page": chapter_path(path_of(thing.iri), chapter), "number": len(claims)}
    return section(chapter, CHAPTERS[chapter], []) | page


def chapter_groups(evidence: Evidence, thing: Thing, chapter: str) -> list[Json]:
    """Return the claims of a chapter, as the groups of a section."""
    told = said(evidence, "", _of_chapter(evidence, _own(evidence, thing), chapter))
    return told["groups"] if told else []


def _own(evidence: Evidence, thing: Thing) -> list[Claim]:
    return [claim for claim in evidence.told_by.get(thing.slug, []) if claim.mode != "inferred"]


def _without(claims: Iterable[Claim], others: Iterable[Claim]) -> list[Claim]:
    iris = {claim.iri for claim in others}
    return [claim for claim in claims if claim.iri not in iris]


def _by_thing(evidence: Evidence, id_: str, title: str, claims: Iterable[Claim]) -> Json | None:
    """Return a section of lines, grouped by the first thing that each claim is about."""
    groups: dict[str, list[Json]] = {}
    for claim in claims:
        subject = next(iter(evidence.ends(claim)), "")
        groups.setdefault(subject, []).append(evidence.line(claim.iri))
    if not groups:
        return None
    return section(id_, title, []) | {
        "by_thing": [
            {"end": evidence.link(iri) if iri else None, "lines": groups[iri]}
            for iri in sorted(groups, key=evidence.rank)
        ],
        "number": sum(map(len, groups.values())),
    }


def digests(evidence: Evidence) -> dict[str, list[Json]]:
    """Return source -> the texts of it that are held, each with the SHA-256 of its bytes."""
    found: dict[str, list[Json]] = {}
    for name, (source, digest) in sorted(catalogue.texts(evidence.kb.store).items()):
        found.setdefault(source, []).append({"name": f"text:{name}", "digest": digest})
    return found
