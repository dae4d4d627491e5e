"""What the page of a technique, failure mode, assumption, attack, framework or combination says, in order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ... import catalogue
from ...model import Cell, Claim, Matrix, Thing
from ...views import View
from ...vocab import KB, compact
from . import content
from .entity_claims import Evidence, verb

if TYPE_CHECKING:
    from ...knowledge_base import KnowledgeBase

__all__ = ["Cells", "assessed", "lines", "said", "section", "sections"]

Json = dict[str, Any]

_ORDER = ("exposed", "unclear", "protected")
_KEYS = {"exposed": "exposed-to", "protected": "protected-from", "unclear": "unclear-whether"}
# Kind of claim -> title at the thing that the claim is about, and at the other; empty where the relation has
# one name that says it all.
_RELATIONS = {
    "reliance": ("", ""),
    "negation": ("Which assumptions it makes false", "What makes it false"),
    "mitigation": ("", ""),
    "compatibility": ("What it goes together with", "What it goes together with"),
}
_SAID = {
    "classification": "How it is classified",
    "measurement": "Measurements",
    "conclusion": "Conclusions about it",
}


def sections(evidence: Evidence, cells: Cells, thing: Thing) -> list[Json]:
    """Return the sections that have something to say, each with groups of entries of claims.

    Every claim about the thing stands in one of them.
    """
    name = compact(thing.iri)
    about = evidence.about.get(name, [])
    told = [claim for claim in about if claim.mode != "inferred"]
    found = [_verdicts(evidence, cells, thing)]
    found += [_relation(evidence, thing, kind, told) for kind in _RELATIONS]
    found += [said(evidence, title, _by_heading(evidence, told, kind)) for kind, title in _SAID.items()]
    found.append(_defects(evidence, told))
    found.append(_ends(evidence, thing, "How it maps to other entries", "mapping", told))
    found.append(_ends(evidence, thing, "What follows by rule", "inferred", [*_inferred(about)]))
    conditional = evidence.conditional_on.get(name, [])
    found.append(lines("conditional", "Said on condition that it holds", evidence, conditional))
    shown = {claim["name"] for part in found if part for claim in _cards(part)}
    rest = [claim for claim in about if compact(claim.iri) not in shown]
    found.append(said(evidence, "Also said of it", rest, id_="also"))
    return [part for part in found if part]


def _by_heading(evidence: Evidence, claims: Iterable[Claim], kind: str) -> list[Claim]:
    """Return the claims of a kind with those that say the same side by side."""
    found = (claim for claim in claims if claim.kind == kind)
    return sorted(found, key=lambda claim: (evidence.heading(claim), claim.iri))


def _inferred(claims: Iterable[Claim]) -> Iterable[Claim]:
    return (claim for claim in claims if claim.mode == "inferred")


def _cards(part: Json) -> Iterable[Json]:
    return (card for group in part["groups"] for entry in group["entries"] for card in entry["claims"])


class Cells:
    """The cells of the default view, bundles whole in their own columns, split for their parts."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.bundles = catalogue.bundles(kb.store)
        self.parts = {part: bundle for bundle, parts in self.bundles.items() for part in parts}
        self._modes = {thing.slug: thing for thing in kb.of_kind("failure-mode")}
        self._techniques = {
            thing.slug: thing for kind in ("technique", "combination") for thing in kb.of_kind(kind)
        }

    @cached_property
    def whole(self) -> dict[tuple[bool, str], list[Cell]]:
        """The assessed cells of the default view by both ends: whether it is a failure mode, and slug."""
        return _by_end(self.kb.matrix())

    @cached_property
    def split(self) -> dict[tuple[bool, str], list[Cell]]:
        """The same with the parts of bundles in their places."""
        return _by_end(self.kb.matrix(View(split=True)))

    def of(self, thing: Thing) -> list[Cell]:
        """Return the assessed cells of a technique or failure mode, what exposes first, then in order."""
        is_mode = thing.kind == "failure-mode"
        by_end = self.split if is_mode and thing.slug in self.parts else self.whole
        found = by_end.get((is_mode, thing.slug), [])
        return sorted(found, key=lambda c: (_ORDER.index(c.verdict.value), self.other(c, thing).order))

    def other(self, cell: Cell, thing: Thing) -> Thing:
        """Return what a cell of ``thing`` has at its other end."""
        if thing.kind == "failure-mode":
            kind, slug, known = "technique", cell.technique, self._techniques
        else:
            kind, slug, known = "failure-mode", cell.failure_mode, self._modes
        return known.get(slug) or Thing(f"{KB}{kind}/{slug}", slug, kind, label=slug)

    def beside(self, evidence: Evidence, cell: Cell) -> list[str]:
        """Return the assessments of a cell, or of a part of its bundle, that do not count in it, by IRI."""
        modes = {f"failure:{mode}" for mode in (cell.failure_mode, *self.bundles.get(cell.failure_mode, ()))}
        return [
            claim.iri
            for claim in evidence.about.get(f"technique:{cell.technique}", [])
            if claim.kind == "assessment" and claim.mode != "inferred" and claim.iri not in cell.claims
            if modes.intersection(claim.things)
        ]


def _by_end(matrix: Matrix) -> dict[tuple[bool, str], list[Cell]]:
    found: dict[tuple[bool, str], list[Cell]] = defaultdict(list)
    for cell in matrix:
        if cell.claims and cell.verdict.value in _ORDER:
            found[False, cell.technique].append(cell)
            found[True, cell.failure_mode].append(cell)
    return dict(found)


def assessed(cells: Cells, thing: Thing) -> dict[str, int]:
    """Return how many assessed cells of a thing read each verdict, and how many are contested."""
    found = cells.of(thing)
    contested = sum(cell.is_contested for cell in found)
    return {**Counter(cell.verdict.value for cell in found), "contested": contested} if found else {}


def _verdicts(evidence: Evidence, cells: Cells, thing: Thing) -> Json | None:
    """Return the cells of a technique or a failure mode by verdict, each with the claims of every source."""
    backwards = thing.kind == "failure-mode"
    entries: dict[str, list[Json]] = {}
    for cell in cells.of(thing):
        entry = _entry(evidence, cells.other(cell, thing).iri, [*cell.claims, *cells.beside(evidence, cell)])
        entry |= {"contested": cell.is_contested, "bundle": cell.is_bundle, "counted": len(cell.claims)}
        entries.setdefault(cell.verdict.value, []).append(entry)
    if not entries:
        return None
    groups = [
        {"words": content.RELATIONS[_KEYS[verdict]][backwards], "verdict": verdict, "entries": rows}
        for verdict, rows in entries.items()
    ]
    cards = (card for rows in entries.values() for row in rows for card in row["claims"])
    told = [card["source"] for card in cards if card["source"]]
    sources, number = {to["text"]: to for to in told}, Counter(to["text"] for to in told)
    title = "Verdicts, technique by technique" if backwards else "Verdicts, failure mode by failure mode"
    speakers = sorted(sources, key=lambda name: (-number[name], name))
    return section("verdicts", title, groups) | {"sources": [sources[name] for name in speakers]}


def _entry(evidence: Evidence, end: str | None, claims: Iterable[str]) -> Json:
    return {
        "end": evidence.link(end) if end else None,
        "contested": False,
        "bundle": False,
        "claims": [evidence.card(iri) for iri in claims],
    }


def _relation(evidence: Evidence, thing: Thing, kind: str, told: Iterable[Claim]) -> Json | None:
    forwards, backwards = _RELATIONS[kind]
    claims = [claim for claim in told if claim.kind == kind]
    starts = bool(claims) and evidence.ends(claims[0])[:1] == [thing.iri]
    return _ends(evidence, thing, forwards if starts else backwards, kind, claims)


def _ends(evidence: Evidence, thing: Thing, title: str, kind: str, claims: Iterable[Claim]) -> Json | None:
    """Return a section with a group for each relation as it reads from here, an entry for each other end.

    Without a title the one relation is the title.
    """
    groups: dict[str, dict[str, list[str]]] = {}
    for claim in claims:
        if kind in (claim.kind, claim.mode):
            ends = evidence.ends(claim)
            other = next((iri for iri in ends[:2] if iri != thing.iri), thing.iri)
            words = verb(claim)[thing.iri in ends[1:2]]
            groups.setdefault(words, {}).setdefault(other, []).append(claim.iri)
    if not groups:
        return None
    shown = [
        {
            "words": words if title else "",
            "verdict": "",
            "entries": [_entry(evidence, end, ends[end]) for end in sorted(ends, key=evidence.rank)],
        }
        for words, ends in groups.items()
    ]
    only = min(groups)
    return section(kind, title or only[:1].upper() + only[1:], shown)


def section(id_: str, title: str, groups: list[Json]) -> Json:
    """Return a section of a page; its number is that of its entries."""
    number = sum(len(group["entries"]) for group in groups)
    return {
        "id": id_,
        "title": title,
        "number": number,
        "groups": groups,
        "sources": [],
        "lines": [],
        "by_thing": [],
        "page": "",
    }


def said(evidence: Evidence, title: str, claims: list[Claim], id_: str = "") -> Json | None:
    """Return a section of claims that are no relation between two things; nothing without any."""
    if not claims:
        return None
    entries = [_entry(evidence, None, [claim.iri]) for claim in claims]
    return section(id_ or claims[0].kind, title, [{"words": "", "verdict": "", "entries": entries}])


def _defects(evidence: Evidence, told: Iterable[Claim]) -> Json | None:
    """Return the errors found in the claims about a thing."""
    own = {claim.iri for claim in told if claim.kind == "defect"}
    found = own | {defect for claim in told for defect in evidence.defects.get(claim.iri, ())}
    errors = [evidence.kb.claims[iri] for iri in sorted(found)]
    return said(evidence, "Recorded errors that concern it", errors)


def lines(
    id_: str, title: str, evidence: Evidence, claims: Iterable[Claim], *, own: bool = False
) -> Json | None:
    """Return a section that names claims in a line each; nothing without any.

    The claims that are the page's ``own`` need not say whose they are.
    """
    found = [evidence.line(claim.iri, own=own) for claim in claims]
    return section(id_, title, []) | {"lines": found, "number": len(found)} if found else None
