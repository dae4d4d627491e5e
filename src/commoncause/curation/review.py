"""Papers of the inbox one by one, with what they may be about; each decision is written at once."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from ..analysis.suggestions import Finder, Suggestion, suggestions
from ..errors import InvalidInputError
from ..model import Thing
from ..places import shown
from ..store import Home
from ..validation import Violation
from ..vocab import PREFIXES, compact, slug
from .desk import Desk, Draft, Term
from .held_works import statements
from .review_baseline import Baseline, Curated
from .review_changes import Changes, Grounds, Written, take_out
from .review_inbox import Inbox, Paper
from .writing import replace

__all__ = ["KINDS", "SORTS", "Candidate", "Review"]

KINDS = ("technique", "failure-mode", "assumption")
_KIND_OF = {kind: kind for kind in KINDS} | {"combination": "technique"}
_MOST_UNDONE = 5
_MOST_WORDS = 20_000


@dataclass(frozen=True)
class Candidate:
    """A paper that waits for a decision, with what it may be about, the likeliest first."""

    paper: Paper
    suggestions: Sequence[Suggestion]

    @property
    def score(self) -> int:
        """The sum of the scores of what is suggested."""
        return sum(row.score for row in self.suggestions)


SORTS: dict[str, Callable[[Candidate], tuple[object, ...]]] = {
    "suggestions": lambda one: (-one.score,),
    "imported": lambda one: (),
    "newest": lambda one: (-(one.paper.year or 0),),
    "title": lambda one: (one.paper.title.casefold(),),
}
"""Orders of papers; where two are alike, as they were imported."""


@dataclass
class Review:
    """A curator's work on an inbox; ``texts`` is the folder for the texts that claims point into, if any."""

    home: Home
    texts: Path | None = None
    inbox: Inbox = field(init=False)
    baseline: Baseline = field(init=False)
    _done: deque[list[Written]] = field(default_factory=lambda: deque(maxlen=_MOST_UNDONE))

    def __post_init__(self) -> None:
        self.inbox = Inbox.of(self.home)
        self.baseline = Baseline(self.home)

    @cached_property
    def desk(self) -> Desk:
        """The names of techniques, failure modes and assumptions."""
        return Desk.of(Curated(self.home.kb, self.home.ontology))

    @cached_property
    def things(self) -> dict[str, Thing]:
        """What a paper may be about, by prefixed name."""
        found = self.desk.things.values()
        return {compact(thing.iri): thing for thing in found if thing.kind in _KIND_OF}

    @cached_property
    def finder(self) -> Finder:
        """The names of things, ready to be found."""
        return Finder(
            {
                name: [called for called in (thing.label, thing.notation, *thing.alternatives) if called]
                for name, thing in self.things.items()
            }
        )

    def kind(self, name: str) -> str:
        """Return one of `KINDS`, by prefixed name of a thing."""
        return _KIND_OF[self.things[name].kind]

    def resolve(self, name: str, kind: str) -> str:
        """Return the prefixed name of what people call so; raises `UnknownNameError` with candidates."""
        return self.desk.name(name, *(like for like, of in _KIND_OF.items() if of == kind))

    def candidates(
        self, *, sort: str = "suggestions", match: Iterable[str] = (), again: bool = False
    ) -> list[Candidate]:
        """Return the papers that wait, in the order of ``sort``, a key of `SORTS`.

        With ``match`` only those for which one of these things is suggested; with ``again`` those judged not
        to be relevant too. Raises `UnknownNameError` for a name that stands for nothing.
        """
        return self._suggested(self.inbox.papers(again=again), sort, match)

    def _suggested(self, papers: Iterable[Paper], sort: str, match: Iterable[str]) -> list[Candidate]:
        wanted = {self.desk.name(name, *_KIND_OF) for name in match}
        found = []
        for paper in papers:
            rows = suggestions(self.finder, paper.title[:_MOST_WORDS], paper.abstract[:_MOST_WORDS])
            if not wanted or wanted & {row.thing for row in rows}:
                found.append(Candidate(paper, rows))
        return sorted(found, key=SORTS[sort])

    def without_claims(self, *, sort: str = "suggestions", match: Iterable[str] = ()) -> list[Candidate]:
        """Return the papers in the files of things, imported too, that no claim is stated in.

        Order and ``match`` are those of `candidates`.
        """
        stating = {
            slug(row["source"])
            for row in self.desk.store.select("SELECT DISTINCT ?source WHERE { ?claim ccf:statedIn ?source }")
        }
        imported = {self.inbox.held.kept(name) for name in self.inbox.works}
        kept = sorted(imported & self.inbox.held.curated - stating)
        return self._suggested((self.inbox.paper(name) for name in kept), sort, match)

    def keep(self, paper: Paper) -> tuple[Violation, ...]:
        """Take a paper over into ``papers.ttl``; returns the new warnings."""
        changes = self._changes()
        changes.keep(paper)
        return self._write(changes, is_new=True)

    def drop(self, paper: Paper, reason: str = "") -> None:
        """Judge a paper not to be relevant, for good."""
        changes = self._changes()
        changes.drop(paper, reason)
        self._write(changes, is_new=True)

    def claim(self, paper: Paper, grounds: Grounds) -> tuple[str | None, tuple[Violation, ...]]:
        """Add what a paper that was kept says; returns the claim, None if it is there, and new warnings."""
        changes = self._changes()
        name = changes.claim(paper, grounds)
        return name, self._write(changes, is_new=False) if name else ()

    def passages(self, paper: Paper, grounds: Grounds) -> list[str]:
        """Return the words of title and abstract that a claim would rest on."""
        return [paper.words[slice(*span)] for span in self._changes().passages(paper, grounds)]

    def _changes(self) -> Changes:
        return Changes(self.inbox, self.baseline, self.texts)

    def _write(self, changes: Changes, *, is_new: bool) -> tuple[Violation, ...]:
        written = changes.write()
        if is_new or not self._done:
            self._done.append([])
        self._done[-1].append(written)
        return written.warnings

    @property
    def can_undo(self) -> bool:
        """Whether there is a decision of this session to take back."""
        return bool(self._done)

    def undo(self) -> None:
        """Take back the last decision, with the claims that were made of it.

        Raises `InvalidInputError`, and changes nothing, if one of the files has changed since.
        """
        before: dict[Path, str | None] = {}
        now: dict[Path, bytes] = {}
        for written in reversed(self._done[-1]):
            for path, (text, digest) in written.files.items():
                now.setdefault(path, digest)
                before[path] = text
        for path, digest in now.items():
            if not path.exists() or hashlib.sha256(path.read_bytes()).digest() != digest:
                remedy = "take the decision out there by hand"
                raise InvalidInputError("changed since it was written", where=shown(path), remedy=remedy)
        for path in sorted(before, key=_undone_at):
            if (text := before[path]) is None:
                path.unlink()
            else:
                replace({path: text})
        self._done.pop()
        self.inbox = Inbox.of(self.home)

    def finish(self) -> bool:
        """Finish a move that was interrupted: take out of the inbox what the files of things say already.

        Returns whether there was one.
        """
        moved = {slug for slug, facts in self.inbox.works.items() if "a" in facts} & self.inbox.held.curated
        if not moved:
            return False
        texts: dict[Path, str] = {}
        for draft in _stated(self.inbox.home, moved):
            for path in self.inbox.stated_in[draft.subject.removeprefix("source:")]:
                take_out(self.inbox.sheet(path), draft)
                texts[path] = ""
        replace({path: self.inbox.sheet(path).text() for path in texts})
        self.inbox = Inbox.of(self.home)
        return True


def _undone_at(path: Path) -> tuple[int, Path]:
    """Return when a file is put back: a work is in the inbox again before it leaves ``papers.ttl``."""
    return ({"claims": 0, "inbox": 1}.get(path.parent.name, 2), path)


def _stated(home: Home, slugs: set[str]) -> Iterable[Draft]:
    """Yield what the files of things say of works."""
    for path in home.thing_files:
        facts: dict[str, dict[str, list[Term]]] = {}
        for quad in statements(path):
            subject = getattr(quad.subject, "value", "")
            slug = subject.removeprefix(PREFIXES["source"])
            if slug in slugs and isinstance(quad.object, ox.NamedNode | ox.Literal):
                predicate = compact(quad.predicate.value)
                name = "a" if predicate == "rdf:type" else predicate
                facts.setdefault(slug, {}).setdefault(name, []).append(quad.object)
        for slug, said in facts.items():
            yield Draft(path, f"source:{slug}", said, "", "")
