"""What a curator decides, drawn up in memory, checked, and written: all of it or nothing.

Things are written first, then the inbox, then claims: where the machine stops between two files, the work is
in the files of things, and what the inbox repeats of it is taken out at the next review.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from ..analysis.suggestions import Finder, sentences
from ..errors import InvalidInputError
from ..files import read_bytes, read_text
from ..places import shown
from ..validation import Violation
from ..vocab import expand, slug
from . import claims
from .canonical import canonical
from .decisions import DECISIONS, TITLE
from .desk import Desk, Draft, Term, nodes, plain
from .inbox_file import InboxFile
from .insertion import inserted
from .kinds import KINDS
from .layout import paragraph
from .review_baseline import Baseline, Curated
from .review_inbox import ADMS_STATUS, NOT_RELEVANT, REASON, Inbox, Paper
from .turtle_terms import Names, quoted
from .writing import replace

__all__ = ["DEFAULT_RATIONALE", "Changes", "Grounds", "Written"]

DEFAULT_RATIONALE = "Read off title and abstract; the text is still to be read."
_STAYS = frozenset(
    "dcterms:abstract dcterms:subject ccf:citationKey ccf:citesIdentifier skos:editorialNote "
    "prov:wasDerivedFrom dcterms:isReplacedBy owl:deprecated owl:differentFrom".split()
)
"""What the inbox keeps of a work: where it came from, and words that are not ours to publish."""
_LINKS = ("cito:cites", "dcterms:isVersionOf")
_TEXTS = "the texts of the source documents"
_TITLE = "Works: the source documents, their texts and the works they cite."
_CONCEPT = {
    "a": "skos:Concept",
    "skos:prefLabel": '"not relevant"@en',
    "skos:definition": '"Judged by a curator to be about nothing that this knowledge base is about."@en',
}


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a claim says and why: names of things as people call them; empty where there is none."""

    technique: str
    failure_mode: str = ""
    assumption: str = ""
    verdict: str = ""
    rationale: str = ""
    quote: str = ""
    """Words of title or abstract that say so; empty: the sentences that name what the claim is about."""


@dataclass(frozen=True, slots=True)
class Written:
    """What writing changed: files with what they held (None: new) and the SHA-256 of what they hold now."""

    files: Mapping[Path, tuple[str | None, bytes]] = field(default_factory=dict)
    warnings: tuple[Violation, ...] = ()


class Changes:
    """Decisions about papers of an inbox, and claims that they make; nothing is written before `write`."""

    def __init__(self, inbox: Inbox, baseline: Baseline, texts: Path | None = None) -> None:
        self.inbox, self.home, self._baseline = inbox, inbox.home, baseline
        self._texts_folder = texts
        self._drafts: list[Draft] = []
        self._links: list[tuple[str, ox.Triple]] = []
        self._kept: list[Paper] = []
        self._excluded: dict[str, str | None] = {}
        self._texts: dict[Path, str] = {}

    @cached_property
    def desk(self) -> Desk:
        """The knowledge base with what has been drafted so far."""
        return Desk.of(Curated(self.home.kb, self.home.ontology))

    def drop(self, paper: Paper, reason: str) -> None:
        """Judge a paper not to be relevant; raises `InvalidInputError` for one in the files of things."""
        if paper.slug in self.inbox.held.curated:
            what, remedy = f"{paper.name} is in the files of things already", "take it out there"
            raise InvalidInputError(what, remedy=remedy)
        self._excluded[paper.slug] = " ".join(reason.split())

    def keep(self, paper: Paper) -> None:
        """Judge a paper to be relevant: its description goes to ``papers.ttl``.

        Raises `InvalidInputError` for one without a title.
        """
        if not paper.title:
            remedy = "import it again from a file that has its title"
            raise InvalidInputError(f"{paper.name} has no title", remedy=remedy)
        if paper.slug in self.inbox.held.curated:
            return
        curated = self.inbox.held.curated | {kept.slug for kept in self._kept} | {paper.slug}
        facts: dict[str, list[Term]] = {}
        for predicate, terms in paper.facts.items():
            if predicate in _LINKS:
                terms = self._among(terms, curated)
            if predicate not in _STAYS and terms:
                facts[predicate] = list(dict.fromkeys(terms))
        self._kept.append(paper)
        if paper.slug in self.inbox.not_relevant:
            self._excluded[paper.slug] = None
        self._add(Draft(self.home.kb / "papers.ttl", paper.name, facts, "other works", _TITLE))

    def _among(self, terms: Iterable[Term], slugs: Set[str]) -> list[Term]:
        """Return the works that terms stand for, as far as they are among ``slugs``."""
        kept = (self.inbox.held.kept(slug(term.value)) for term in terms)
        return nodes(*(f"source:{work}" for work in kept if work in slugs))

    def claim(self, paper: Paper, grounds: Grounds) -> str | None:
        """Draft what a paper that is kept says; return the claim's name, None if it is there already.

        With a failure mode it is an assessment, with an assumption a reliance. Its passages are the sentences
        of title and abstract that name what it is about. Raises `InvalidInputError` or `UnknownNameError`.
        """
        kind = "assessment" if grounds.failure_mode else "reliance"
        values = dict.fromkeys((f.name for f in KINDS[kind].fields), None) | {
            "source": paper.name,
            "section": "abstract" if paper.abstract else "title",
            "mode": "argued",
            "modality": "plain",
            "technique": grounds.technique,
            "failure-mode": grounds.failure_mode,
            "assumption": grounds.assumption,
            "verdict": grounds.verdict,
            "rationale": " ".join(grounds.rationale.split()) or DEFAULT_RATIONALE,
            "quote": (),
            "evidence": (),
            "information": (),
        }
        if kind == "reliance":
            del values["verdict"]
        self._give_text(paper)
        passages = [f"{start}-{end}" for start, end in self.passages(paper, grounds)]
        drafts = claims.claim(self.desk, KINDS[kind], values | {"passage": passages})
        if self._is_there(drafts[0]):
            return None
        for draft in drafts:
            self._add(draft)
        return drafts[0].subject

    def _add(self, draft: Draft) -> None:
        self._drafts.append(draft)
        desk = self.desk
        desk.store.quads.extend(ox.Quad(t.subject, t.predicate, t.object) for t in draft.triples())
        if draft.subject.startswith("source:"):
            self.desk = Desk(desk.store)
        else:
            desk.taken.update([draft.subject])

    def _is_there(self, draft: Draft) -> bool:
        """Say whether the source says this already, in the same section and mode."""
        alike = ("a", "ccf:statedIn", "ccf:section", "ccf:mode", "ccf:technique", "ccf:failureMode",
                 "ccf:assumption", "ccf:verdict")  # fmt: skip
        says = " ; ".join(
            f"<{expand('rdf:type' if name == 'a' else name)}> {term}"
            for name in alike
            for term in draft.facts.get(name, ())
        )
        return bool(self.desk.store.select(f"SELECT ?claim WHERE {{ ?claim {says} }} LIMIT 1"))

    def _give_text(self, paper: Paper) -> None:
        """Give a source the text that its claims point into: title and abstract, as imported."""
        content, name = paper.words.encode(), f"text:{paper.slug}"
        digest = hashlib.sha256(content).hexdigest()
        is_known = name in self.desk.taken
        if is_known:
            found = self.desk.store.select(f"SELECT ?sha WHERE {{ <{expand(name)}> ccf:sha256 ?sha }}")
            if digest not in {row["sha"] for row in found}:
                remedy = "add the claim with `commoncause new`, from the words of that text"
                raise InvalidInputError(f"{paper.name} has a text of its own", remedy=remedy)
        if self._texts_folder is not None:
            path = self._texts_folder / f"{paper.slug}.txt"
            if path.exists() and read_bytes(path) != content:
                remedy = "add the claim with `commoncause new`, from the words of that text"
                raise InvalidInputError("another text is there", where=str(path), remedy=remedy)
            self._texts[path] = paper.words
        if not is_known:
            facts: dict[str, list[Term]] = {
                "a": nodes("ccf:Text"),
                "ccf:textOf": nodes(paper.name),
                "ccf:sha256": plain(digest),
            }
            self._add(Draft(self.home.kb / "papers.ttl", name, facts, _TEXTS, _TITLE))

    def passages(self, paper: Paper, grounds: Grounds) -> list[tuple[int, int]]:
        """Return the spans of title and abstract that a claim rests on, code points, end exclusive.

        Without a quote it is the sentence that names most of what the claim is about, one of the abstract
        rather than the title, with the first that names each other thing. Raises `InvalidInputError` for a
        quote that is not there, and without one where no sentence names anything of it.
        """
        text = paper.words
        if grounds.quote:
            words = re.search(r"\s+".join(map(re.escape, grounds.quote.split())), text)
            if words is None:
                remedy = "quote title or abstract letter by letter"
                raise InvalidInputError("the quote is not in title and abstract", remedy=remedy)
            return [words.span()]
        about = self._about(grounds)
        finder = Finder({name: _called(self.desk, name) for name in about})
        named = {
            span: {thing for found in finder.find(text[slice(*span)]) for thing in found.things}
            for span in sentences(text)
        }
        past_title = len(paper.title) if paper.abstract else 0
        best = max(named, key=lambda span: (len(named[span]), span[0] > past_title, -span[0]))
        if not named[best]:
            what = f"no sentence of title and abstract names {' or '.join(about)}"
            raise InvalidInputError(what, remedy="quote the words that say so, or make no claim")
        chosen = {best}
        for thing in about:
            if not any(thing in named[span] for span in chosen):
                chosen.update([span for span in named if thing in named[span]][:1])
        return sorted(chosen)

    def _about(self, grounds: Grounds) -> list[str]:
        """Return the names of what a claim is about."""
        names = [self.desk.name(grounds.technique, "technique", "combination")]
        if grounds.failure_mode:
            names.append(self.desk.name(grounds.failure_mode, "failure-mode"))
        if grounds.assumption:
            names.append(self.desk.name(grounds.assumption, "assumption"))
        return names

    def write(self) -> Written:
        """Write what was decided; raises `InvalidInputError`, and writes nothing, if it cannot stand."""
        after = self._texts | self._with_drafts(is_claim=False)
        rows: tuple[Violation, ...] = ()
        if self._drafts:
            has_claims = any(draft.subject.startswith("claim:") for draft in self._drafts)
            rows = self._baseline.refuse_wrong(self._drafts, self._incoming, has_claims=has_claims)
        try:
            after |= self._inbox_files()
            after |= self._with_drafts(is_claim=True)
            before = {path: read_text(path) if path.exists() else None for path in after}
            replace(after)
        except BaseException:
            self.inbox.sheets.clear()  # they are ahead of their files
            raise
        self._baseline.learn(rows)
        self._remember()
        self.inbox.written(after)
        digests = {path: hashlib.sha256(text.encode()).digest() for path, text in after.items()}
        return Written({path: (before[path], digest) for path, digest in digests.items()}, rows)

    @cached_property
    def _incoming(self) -> list[Draft]:
        """What works in ``papers.ttl`` say of those that join them: that they cite them."""
        joined = {paper.slug for paper in self._kept}
        papers = self.home.kb / "papers.ttl"
        described = set(_described(read_text(papers))) if papers.exists() else set()
        found = []
        for other in sorted((self.inbox.held.curated & self.inbox.works.keys() & described) - joined):
            said = self.inbox.works[other]
            links = {name: self._among(said.get(name, ()), joined) for name in _LINKS}
            if any(links.values()):
                found.append(Draft(papers, f"source:{other}", links, "", _TITLE))
        return found

    def _with_drafts(self, *, is_claim: bool) -> dict[Path, str]:
        """Return the text of the files of things, or of claims, with what was drafted."""
        texts: dict[Path, str] = {}
        for draft in self._drafts:
            path = draft.file
            if (path.parent.name == "claims") == is_claim:
                before = texts[path] if path in texts else read_text(path) if path.exists() else ""
                texts[path] = inserted(before, draft, shown(path))
        for draft in () if is_claim else self._incoming:
            names = Names()
            said = [
                (name, [names.iri(t.value) for t in terms]) for name, terms in draft.facts.items() if terms
            ]
            text = f"{texts[draft.file]}\n{paragraph(draft.subject, said)}\n"
            texts[draft.file] = canonical(text, shown(draft.file))
        return texts

    def _inbox_files(self) -> dict[Path, str]:
        """Return the text of the files of the inbox without what moves, and of the decisions."""
        changed: dict[Path, InboxFile] = {}
        for draft in [d for d in [*self._drafts, *self._incoming] if d.subject.startswith("source:")]:
            for path in self.inbox.stated_in.get(slug(expand(draft.subject)), ()):
                changed[path] = self.inbox.sheet(path)
                take_out(changed[path], draft)
        if self._excluded:
            path = self.home.kb / "inbox" / DECISIONS
            changed[path] = self.inbox.sheet(path, TITLE)
            self._decide(changed[path])
        return {path: sheet.text() for path, sheet in changed.items()}

    def _decide(self, sheet: InboxFile) -> None:
        status = Names().iri(ADMS_STATUS)
        for predicate, term in _CONCEPT.items():
            sheet.add(NOT_RELEVANT, predicate, term)
        for name, reason in self._excluded.items():
            block = sheet.blocks.setdefault(f"source:{name}", {})
            block.pop(REASON, None)
            block.pop(status, None)
            if reason is not None:
                sheet.add(f"source:{name}", status, NOT_RELEVANT)
            if reason:
                sheet.add(f"source:{name}", REASON, quoted(reason))
            if not block:
                del sheet.blocks[f"source:{name}"]

    def _remember(self) -> None:
        self.inbox.held.curated.update(paper.slug for paper in self._kept)
        for name, reason in self._excluded.items():
            self.inbox.not_relevant.pop(name, None)
            if reason is not None:
                self.inbox.not_relevant[name] = reason


def take_out(sheet: InboxFile, draft: Draft) -> None:
    """Take what a draft says out of a file of the inbox."""
    block, names = sheet.blocks.get(draft.subject, {}), sheet.names
    for name, terms in draft.facts.items():
        predicate = name if name == "a" else names.iri(expand(name))
        gone = {names.literal(t) if isinstance(t, ox.Literal) else names.iri(t.value) for t in terms}
        block[predicate] = [known for known in block.get(predicate, ()) if known not in gone]
        if not block[predicate]:
            del block[predicate]
    if draft.subject in sheet.blocks and not block:
        del sheet.blocks[draft.subject]


def _described(text: str) -> Iterator[str]:
    """Yield the slugs of the works whose paragraphs a file has."""
    return (match[1] for match in re.finditer(r"^source:([\w-]+) a ", text, re.MULTILINE))


def _called(desk: Desk, name: str) -> list[str]:
    thing = desk.things[expand(name)]
    return [called for called in (thing.label, thing.notation, *thing.alternatives) if called]
