"""What the page of a work says: which claims cite it, and what it claims itself where its text is held."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ... import catalogue
from ...model import Claim, Thing
from ...vocab import compact
from .entity_claims import Evidence
from .entity_paths import path_of
from .entity_sections import lines, said, section

__all__ = ["digests", "source_sections"]

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


def source_sections(evidence: Evidence, thing: Thing) -> list[Json]:
    """Return the sections of a work that have something to say.

    Claims stand in full at the things they are about, so most sections only lead there; errors found in the
    work, and claims about nothing that has a page, stand here in full.
    """
    citing = evidence.citing.get(thing.slug, [])
    reporting = evidence.reporting.get(thing.slug, [])
    own = [claim for claim in evidence.told_by.get(thing.slug, []) if claim.mode != "inferred"]
    about = evidence.about.get(compact(thing.iri), [])
    found = [
        _by_thing(evidence, "citing", "What is argued with reference to it", citing),
        _by_thing(evidence, "reporting", "What others report of it", _without(reporting, citing)),
    ]
    here = ("", path_of(thing.iri))
    elsewhere = [claim for claim in own if evidence.home(claim).partition("#")[0] not in here]
    for kind, title in _OWN.items():
        told = (claim for claim in elsewhere if claim.kind == kind)
        found.append(lines(kind, title, evidence, told, own=True))
    concluded, errors = ([c for c in own if c.kind == kind] for kind in ("conclusion", "defect"))
    others = _without(own, [*concluded, *errors, *elsewhere])
    found += [
        said(evidence, "What it concludes", concluded),
        said(evidence, "What it says of other things", others, id_="other"),
        said(evidence, "Errors found in it", errors),
        said(evidence, "What is said of it", _without(about, own), id_="about"),
    ]
    return [part for part in found if part]


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
