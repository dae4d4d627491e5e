"""What a curator finds in the inbox: the papers that wait for a decision, and what was decided of the others.

A paper that was judged not to be relevant has ``adms:status category:review-not-relevant`` in
``kb/inbox/decisions.ttl``, with the reason, if any, as ``skos:changeNote``. It stays in the inbox, so that
it is known again when another file brings it. One that is relevant is described in the files of things.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from ..answers.corpus import handed_on
from ..store import Home
from ..vocab import PREFIXES, compact
from .decisions import DECISIONS
from .desk import Term
from .held_works import HeldWorks, named, statements
from .inbox_file import InboxFile

__all__ = ["ADMS_STATUS", "NOT_RELEVANT", "REASON", "Inbox", "Origin", "Paper"]

ADMS_STATUS = "http://www.w3.org/ns/adms#status"
"""The status of an asset in a workflow: https://www.w3.org/TR/vocab-adms/#adms_status"""
NOT_RELEVANT = "category:review-not-relevant"
REASON = "skos:changeNote"
_SOURCE, _IMPORT = PREFIXES["source"], PREFIXES["import"]

Facts = dict[str, list[Term]]


class Origin(NamedTuple):
    """Where a record stands: the name of the imported file and the line that it begins on."""

    file: str
    line: int


@dataclass(frozen=True)
class Paper:
    """A work of the inbox: what is said of it, by prefixed name of the property, and where that is from."""

    slug: str
    facts: Facts
    origins: tuple[Origin, ...] = ()
    reason: str | None = None
    """Why it was judged not to be relevant, empty if nobody said; None if it was not."""
    versions: tuple[str, ...] = ()
    """Works in the files of things that are versions of it; slugs, sorted."""

    @property
    def name(self) -> str:
        """The prefixed name."""
        return f"source:{self.slug}"

    def text(self, predicate: str) -> str:
        """Return the first value of a property, empty if there is none."""
        return next((term.value for term in self.facts.get(predicate, ())), "")

    @property
    def title(self) -> str:
        """The title, as imported."""
        return self.text("dcterms:title")

    @property
    def abstract(self) -> str:
        """The abstract, as imported."""
        return self.text("dcterms:abstract")

    @property
    def authors(self) -> tuple[str, ...]:
        """The authors in order."""
        return tuple(filter(None, self.text("ccf:authors").split("; ")))

    @property
    def year(self) -> int | None:
        """The year, None if it is not known."""
        date = self.text("dcterms:date")
        return int(date[:4]) if re.match("[0-9]{4}", date) else None

    @cached_property
    def words(self) -> str:
        """The text that claims point into: title and abstract."""
        parts = [part for part in (self.title, self.abstract) if part]
        return "\n\n".join(parts) + "\n"


@dataclass
class Inbox:
    """The works of the inbox by slug, in the order of its files, and what is known of all works."""

    home: Home
    held: HeldWorks
    works: dict[str, Facts] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    """IRI of an imported file -> its name."""
    stated_in: dict[str, dict[Path, None]] = field(default_factory=dict)
    """Work -> the files of the inbox that say something of it."""
    not_relevant: dict[str, str] = field(default_factory=dict)
    """Work that was judged not to be relevant -> the reason, empty if none was given."""
    sheets: dict[Path, tuple[tuple[int, int], InboxFile]] = field(default_factory=dict)
    """The files of the inbox that were opened to be written, each with the version that was read."""

    def sheet(self, path: Path, title: str = "") -> InboxFile:
        """Return a file of the inbox to be changed, read anew if somebody else has changed it.

        Its first comment stays; a new file begins with ``title``.
        """
        version = _version(path)
        known = self.sheets.get(path)
        if known is None or known[0] != version:
            known = (version, InboxFile.open(path, title) if title else InboxFile.open(path))
        self.sheets[path] = known
        return known[1]

    def written(self, paths: Iterable[Path]) -> None:
        """Take note that files hold now what their sheets say."""
        for path in self.sheets.keys() & set(paths):
            self.sheets[path] = (_version(path), self.sheets[path][1])

    @classmethod
    def of(cls, home: Home) -> Inbox:
        """Read the files of things and the inbox of ``home``, as they are now.

        Raises `InvalidInputError` where one of them is not valid Turtle.
        """
        now = Home(home.kb, home.ontology)
        inbox = cls(now, HeldWorks.of(now))
        for path in now.inbox_files:
            inbox._read(path)
        return inbox

    def _read(self, path: Path) -> None:
        reasons: dict[str, str] = {}
        excluded: list[str] = []
        for quad in statements(path):
            subject, predicate = getattr(quad.subject, "value", ""), named(quad.predicate.value)
            if subject.startswith(_IMPORT) and predicate == "dcterms:title":
                self.files[subject] = getattr(quad.object, "value", "")
            if not (subject.startswith(_SOURCE) and isinstance(quad.object, ox.NamedNode | ox.Literal)):
                continue
            slug = subject[len(_SOURCE) :]
            if path.name != DECISIONS:
                self.works.setdefault(slug, {}).setdefault(predicate, []).append(quad.object)
                self.stated_in.setdefault(slug, {})[path] = None
            elif predicate == REASON:
                reasons[slug] = quad.object.value
            elif predicate == ADMS_STATUS and compact(quad.object.value) == NOT_RELEVANT:
                excluded.append(slug)
        self.not_relevant |= {slug: reasons.get(slug, "") for slug in excluded}

    @cached_property
    def _parts(self) -> dict[str, list[str]]:
        """Work -> the works that were found to be the same."""
        found: dict[str, list[str]] = {}
        for slug in self.held.replaced:
            found.setdefault(self.held.kept(slug), []).append(slug)
        return found

    def excluded(self) -> dict[str, str]:
        """Return the works judged not to be relevant, and their other versions, with the reason."""
        found = {self.held.kept(slug): reason for slug, reason in self.not_relevant.items()}
        judged = frozenset(found)
        for pair in self.held.versions:
            for slug in pair & judged:
                for other in pair - judged:
                    found.setdefault(self.held.kept(other), found[slug])
        return found

    def papers(self, *, again: bool = False) -> Iterator[Paper]:
        """Yield the papers that wait for a decision; with ``again`` those judged not to be relevant too."""
        excluded = self.excluded()
        for slug, facts in self.works.items():
            if "a" not in facts or slug in self.held.curated or self.held.kept(slug) != slug:
                continue
            if again or slug not in excluded:
                yield self.paper(slug, excluded.get(slug))

    def paper(self, slug: str, reason: str | None = None) -> Paper:
        """Return a work of the inbox with what the works that it stands for add to it."""
        facts = dict(self.works.get(slug, {}))
        for part in self._parts.get(slug, ()):
            said = self.works.get(part, {})
            for predicate in handed_on(said, facts):
                facts[predicate] = [*facts.get(predicate, ()), *said[predicate]]
        known = self.held.facts.get(slug, {})
        # What was taken over into the files of things stands there.
        told = known.keys() - {"a"} if slug in self.held.curated else known.keys() & {"dcterms:title"}
        for name in sorted(told):
            facts.setdefault(name, [ox.Literal(known[name])])
        origins = tuple(self._origin(term.value) for term in facts.get("prov:wasDerivedFrom", ()))
        pairs = (pair for pair in self.held.versions if slug in pair)
        versions = tuple(sorted(other for pair in pairs for other in pair & self.held.curated))
        return Paper(slug, facts, origins, reason, versions)

    def _origin(self, record: str) -> Origin:
        file, _, fragment = record.partition("#")
        line = re.match("line=([0-9]{1,12})", fragment)
        return Origin(self.files.get(file, file.removeprefix(_IMPORT)), int(line[1]) if line else 1)


def _version(path: Path) -> tuple[int, int]:
    if not path.exists():
        return (0, 0)
    status = path.stat()
    return (status.st_mtime_ns, status.st_size)
