"""The claims as the entity pages tell them: each as a card with source, place and grounds, and as a line."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ... import catalogue
from ...conclusions import outcome
from ...model import Claim, Thing
from ...vocab import KB, compact, expand
from . import content
from .entity_paths import chapter_path, path_of, stem
from .gaps import defects_of
from .measures import measured
from .model import claim_record, labels_of

if TYPE_CHECKING:
    from ...knowledge_base import KnowledgeBase

__all__ = ["MANY", "Evidence", "verb"]

Json = dict[str, Any]

MANY = 40
"""Claims that stand in full at their source, one kind of them, past which they have a page of their own."""
_VERDICTS = {"exposed": "exposed-to", "protected": "protected-from", "unclear": "unclear-whether"}
_TOGETHER = {
    "compatible": "compatible-with",
    "incompatible": "incompatible-with",
    "undecided": "undecided-with",
}
# How a mapping reads from its subject, and from its object.
_MATCHES = {
    "exactMatch": ("means the same as", "means the same as"),
    "closeMatch": ("is close to", "is close to"),
    "broadMatch": ("is narrower than", "is broader than"),
    "narrowMatch": ("is broader than", "is narrower than"),
    "relatedMatch": ("is related to", "is related to"),
}


def verb(claim: Claim) -> tuple[str, str]:
    """Return how the relation that a claim states reads from its subject, and from its object.

    >>> verb(Claim("c", "negation", {"degree": ("ccf:undermines",)}))
    ('undermines', 'is undermined by')
    """
    if claim.kind == "mapping":
        match = claim.slug("predicate_id")
        return _MATCHES.get(match, (match, f"{match} (from)"))
    key = {
        "assessment": _VERDICTS.get(claim.slug("verdict"), ""),
        "compatibility": _TOGETHER.get(claim.slug("verdict"), ""),
        "reliance": "rests-on",
        "negation": claim.slug("degree"),
        "mitigation": "addresses",
    }.get(claim.kind, "")
    return content.RELATIONS.get(key, (claim.kind, claim.kind))


class Evidence:
    """The claims of a knowledge base by what they speak of, cite and come from, each list sorted by IRI."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.labels = labels_of(kb)
        self.records = {iri: claim_record(kb, claim, self.labels) for iri, claim in kb.claims.items()}
        self.about: dict[str, list[Claim]] = defaultdict(list)
        self.citing: dict[str, list[Claim]] = defaultdict(list)
        self.reporting: dict[str, list[Claim]] = defaultdict(list)
        self.told_by: dict[str, list[Claim]] = defaultdict(list)
        self.conditional_on: dict[str, list[Claim]] = defaultdict(list)
        for claim in kb.claims.values():
            for name in claim.things:
                self.about[name].append(claim)
            for work in claim.cites:
                self.citing[work].append(claim)
            for work in claim.attributed_to:
                self.reporting[work].append(claim)
            self.told_by[claim.origin].append(claim)
            self.conditional_on[self.records[claim.iri]["condition"]].append(claim)
        self.defects = defects_of(kb.claims)
        self._parts = {part for parts in catalogue.bundles(kb.store).values() for part in parts}
        self._cards: dict[str, Json] = {}

    @cached_property
    def conclusions(self) -> dict[str, Json]:
        """Every conclusion with the results of its tests, by IRI."""
        return {row["iri"]: row for row in self.kb.conclusions()}

    def link(self, iri: str) -> Json:
        """Return what leads to a thing: where its page lies (empty if it has none) and what it is called."""
        thing = self.kb.things.get(iri)
        if thing is None:
            name = compact(iri)
            return {"path": "", "text": self.labels.get(name, name), "kind": ""}
        text = thing.label if thing.kind == "source" else thing.short
        return {"path": path_of(iri), "text": text or thing.slug, "kind": thing.kind}

    def ends(self, claim: Claim) -> list[str]:
        """Return the IRIs of what a claim relates, subject first, then of what else it speaks."""
        if claim.kind == "mapping":
            said = [claim.says.get(name, ("",))[0] for name in ("subject_id", "object_id")]
        else:
            record = self.records[claim.iri]
            said = [record["subject"], record["object"]]
        others = claim.says.get("about", ()) + claim.says.get("technique", ())
        return list(dict.fromkeys(expand(name) for name in (*said, *others) if name))

    def rank(self, iri: str) -> tuple[str, str]:
        """Return what sorts things by their names."""
        return (str(self.link(iri)["text"]).casefold(), iri)

    def home(self, claim: Claim) -> str:
        """Return where the card of a claim stands in full: page and anchor; empty if it stands nowhere.

        What is about many things at once, conclusions and defects, stands at its source, all else at the
        first thing that it is about.
        """
        if chapter := self.chapter(claim):
            page = path_of(f"{KB}source/{claim.origin}")
            page = chapter_path(page, chapter) if self.has_page(claim.origin, chapter) else page
        else:
            page = next((path_of(iri) for iri in self.ends(claim) if iri in self.kb.things), "")
        return f"{page}#{self.anchor(claim.iri)}" if page else ""

    def chapter(self, claim: Claim) -> str:
        """Return under which kind a claim stands in full at its source; empty if it stands at a thing."""
        source = f"{KB}source/{claim.origin}"
        if source not in self.kb.things:
            return ""
        if claim.kind in ("conclusion", "defect"):
            return claim.kind
        first = next((iri for iri in self.ends(claim) if iri in self.kb.things), source)
        return "other" if first == source else ""

    def has_page(self, source: str, chapter: str) -> bool:
        """Say whether a source has so many claims of a kind that they have a page of their own."""
        return self._chapters[source, chapter] > MANY

    @cached_property
    def _chapters(self) -> Counter[tuple[str, str]]:
        own = (claim for claim in self.kb.claims.values() if claim.mode != "inferred")
        return Counter((claim.origin, self.chapter(claim)) for claim in own)

    def anchor(self, iri: str) -> str:
        """Return the name of a claim's card in its page."""
        kind, _, local = compact(iri).partition(":")
        return f"{stem(kind)}-{stem(local)}" if local else f"claim-{stem(iri)}"

    def line(self, iri: str, *, own: bool = False) -> Json:
        """Return a claim in one line, with where its card stands and where it is said.

        Of a page's ``own`` claims the section is enough.
        """
        claim = self.kb.claims[iri]
        place = section(claim.section) if own else self.place(claim)
        return {"path": self.home(claim), "text": self.sentence(claim), "place": place}

    def sentence(self, claim: Claim) -> str:
        """Return what a claim says in a few words."""
        if claim.kind == "defect":
            return claim.says.get("wrong", ("",))[0] or claim.rationale or compact(claim.iri)
        if heading := self.heading(claim):
            return heading if claim.kind == "conclusion" else f"{self._subjects(claim)}: {heading}"
        names = [self._quoted(iri) for iri in self.ends(claim)[:2]]
        return f" {verb(claim)[0]} ".join(names) if len(names) == 2 else compact(claim.iri)

    def _quoted(self, iri: str) -> str:
        """Return the name of a thing in a sentence; an assumption is a sentence itself."""
        to = self.link(iri)
        return f"“{to['text']}”" if to["kind"] == "assumption" else str(to["text"])

    def heading(self, claim: Claim) -> str:
        """Return what stands over the card of a claim that is no relation between two things; else empty."""
        record = self.records[claim.iri]
        if claim.kind == "classification":
            return ": ".join(filter(None, (record["scheme"], record["category"])))
        if claim.kind == "measurement":
            metric = claim.says.get("metric", ("",))[0]
            return ": ".join(filter(None, (self.labels.get(metric, metric), measured(claim.says))))
        return claim.label if claim.kind == "conclusion" else ""

    def _subjects(self, claim: Claim) -> str:
        return ", ".join(self.link(iri)["text"] for iri in self.ends(claim))

    def place(self, claim: Claim) -> str:
        """Return source and section of a claim as people say it."""
        if claim.mode == "inferred" or not claim.origin:
            return content.MODES["inferred"] if claim.mode == "inferred" else ""
        source = self.link(f"{KB}source/{claim.origin}")["text"]
        return ", ".join(filter(None, (source, section(claim.section))))

    def card(self, iri: str) -> Json:
        """Return everything that the pages tell of one claim."""
        if iri not in self._cards:
            self._cards[iri] = self._card(self.kb.claims[iri])
        return self._cards[iri]

    def _card(self, claim: Claim) -> Json:
        record = self.records[claim.iri]
        manner = (content.MODES.get(claim.mode, claim.mode), claim.modality)
        return {
            "anchor": self.anchor(claim.iri),
            "name": compact(claim.iri),
            "home": self.home(claim),
            "sentence": self.sentence(claim),
            "kind": claim.kind,
            "verdict": record["verdict"] if claim.kind == "assessment" else "",
            "heading": self.heading(claim),
            "part": claim.kind == "assessment" and claim.slug("failureMode") in self._parts,
            "grade": record["verdict"] if claim.kind == "mitigation" else "",
            "source": self.link(f"{KB}source/{claim.origin}") if claim.origin else None,
            "section": section(claim.section),
            "manner": ", ".join(word for word in manner if word and word != "plain"),
            "outcomes": self._outcomes(claim),
            "facts": _facts(claim),
            "rationale": claim.rationale,
            "condition": self.link(expand(record["condition"])) if record["condition"] else None,
            "cites": self._works(claim.cites),
            "reports": self._works(claim.attributed_to),
            "about": [self.link(iri) | {"iri": iri} for iri in self.ends(claim)],
            "passages": [f"{passage.start}–{passage.end}" for passage in claim.passages],
            "defects": self._errors(claim),
            "grounds": self._grounds(claim),
        }

    def _errors(self, claim: Claim) -> list[Json]:
        """Return the defects found where a claim stands; it may bring out those of other sources, too."""
        found = (self.kb.claims[iri] for iri in self.defects.get(claim.iri, ()))
        return [self.line(defect.iri, own=True) for defect in found if defect.origin == claim.origin]

    def _grounds(self, claim: Claim) -> list[Json]:
        """Return the claims that one is drawn from; those of its own source need not say whose they are."""
        found = (self.kb.claims[iri] for iri in claim.derived_from if iri in self.kb.claims)
        return [self.line(ground.iri, own=ground.origin == claim.origin) for ground in found]

    def _works(self, slugs: Iterable[str]) -> list[Json]:
        return [self.link(f"{KB}source/{name}") for name in slugs]

    def _outcomes(self, claim: Claim) -> list[Json]:
        """Return whether a conclusion holds, each outcome with the views in which it was tested so."""
        if claim.kind != "conclusion" or claim.iri not in self.conclusions:
            return []
        results = self.conclusions[claim.iri]["results"]
        by_view = {result["view"]: [r for r in results if r["view"] == result["view"]] for result in results}
        views: dict[str, list[str]] = {}
        for view, found in by_view.items():
            views.setdefault(outcome(found), []).append(view)
        return [{"outcome": result, "views": found} for result, found in views.items()]

    def things(self, kind: str) -> list[Thing]:
        """Return the things of a kind from A to Z."""
        found = (thing for thing in self.kb.things.values() if thing.kind == kind)
        return sorted(found, key=lambda thing: (thing.label.casefold(), thing.iri))


def section(name: str) -> str:
    """Return a section as people call it.

    >>> section("4.2"), section("Table 1")
    ('section 4.2', 'Table 1')
    """
    return f"section {name}" if name[:1].isdigit() else name


def _facts(claim: Claim) -> list[tuple[str, str]]:
    """Return what a claim says in literals beside its heading: name and text."""
    told = {
        "Conditions": claim.says.get("conditions", ()),
        "Wrong": claim.says.get("wrong", ()),
        "Right": claim.says.get("right", ()),
        "Severity": (claim.slug("severity"),) if claim.kind == "defect" else (),
        "Justification": claim.says.get("mapping_justification", ()),
        "Confidence": claim.says.get("confidence", ()),
    }
    return [(name, "; ".join(values)) for name, values in told.items() if any(values)]
