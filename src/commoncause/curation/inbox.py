"""The inbox: works from other people's files, each once, with its origin, until somebody reviews them.

What one library file says stands in one file of ``kb/inbox/``, each record under a name of its own. A record
that was merged is a work that ``dcterms:isReplacedBy`` the one it was found to be; whoever reads works takes
what it says for that one's, and nothing is lost if they are told apart again. Records that say the very same
are one. Each is known by its IRI ``.../kb/import/NAME#line=N`` (RFC 5147), in which NAME holds the first
digits of the file's digest; so the same file imported again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ..analysis.duplicates import Index, Match
from ..analysis.work_descriptions import Place, Work, stage_of
from ..importers.library import Library
from ..importers.records import Record, Rejected
from ..store import Home
from .decisions import DECISIONS
from .held_works import HeldWorks, mark
from .inbox_file import IMPORT, InboxFile
from .naming import slugified
from .turtle_terms import quoted
from .work_facts import Fact, facts_of
from .work_names import label_of, stem_of
from .writing import replace

__all__ = ["Outcome", "Row", "import_library"]

_EVERY = 10_000

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one record: ``added``, ``merged`` or ``rejected``; into which work, or why not.

    Of an added one ``why`` says of what it is a version, if of anything. ``stands_as`` names the description
    of the record itself, by which a wrong merge is undone; ``notes`` tell what was wrong with the record and
    how it was read all the same.
    """

    outcome: str
    record: str
    line: int
    work: str
    why: str
    stands_as: str = ""
    notes: tuple[str, ...] = ()


@dataclass
class Outcome:
    """What became of the records of a file, in its order."""

    rows: list[Row] = field(default_factory=list)
    file: Path | None = None
    """The file of the inbox that was written, None if nothing was new."""

    def count(self, outcome: str) -> int:
        """Return how many records came to this."""
        return sum(row.outcome == outcome for row in self.rows)


def import_library(home: Home, library: Library, progress: Progress = lambda step: None) -> Outcome:
    """Take the records of a library into the inbox of ``home``, all or none, each work once.

    Raises `InvalidInputError` if the library cannot be read or the inbox is not valid Turtle; then nothing is
    written. ``progress`` is told of every ten thousand records.
    """
    intake = _Intake(home, library)
    for number, found in enumerate(library.records, 1):
        intake.take(found)
        if number % _EVERY == 0:
            progress(f"{number:,} records read")
    intake.link_citations()
    if intake.sheet.is_changed:
        progress(f"write {len(intake.sheet.blocks):,} paragraphs")
        replace({intake.sheet.path: intake.sheet.parts()})
        intake.outcome.file = intake.sheet.path
    return intake.outcome


class _Intake:
    """One library on its way in."""

    def __init__(self, home: Home, library: Library) -> None:
        slug = slugified(library.path.stem, 60) or "library"
        slug = f"{slug}-library" if f"{slug}.ttl" == DECISIONS else slug
        self.library = library
        self.file = f"{slug}-{library.digest[:12]}"
        self.held = HeldWorks.of(home)
        self.index: Index = self.held.index()
        title = f"Works from {library.path.name}, not yet reviewed; written by `commoncause import`."
        self.sheet = InboxFile.open(home.kb / "inbox" / f"{slug}.ttl", title)
        self.outcome = Outcome()
        self._by_mark = {known: slug for slug, known in reversed(self.held.marks.items())}
        self._cites: list[tuple[str, tuple[str, ...]]] = []
        self._lines: dict[int, int] = {}

    def take(self, found: Record | Rejected) -> None:
        """Add, merge or reject one record."""
        if isinstance(found, Rejected):
            self.outcome.rows.append(Row("rejected", found.record, found.line, "", found.reason))
            return
        self.sheet.add_library(self.file, self.library)
        record = self._record_iri(found.line)
        name, outcome, why = self._place(found, record)
        if record not in self.held.records:
            self.sheet.add(f"source:{name}", "prov:wasDerivedFrom", f"<{record}>")
            self._cites.append((name, found.cites))
        work = f"source:{self.held.kept(name)}"
        row = Row(outcome, found.key, found.line, work, why, f"source:{name}", found.notes)
        self.outcome.rows.append(row)

    def _record_iri(self, line: int) -> str:
        """Return the name of a record; several may begin on one line, as in JSON."""
        self._lines[line] = count = self._lines.get(line, 0) + 1
        return f"{IMPORT}{self.file}#line={line}" + (f",record={count}" if count > 1 else "")

    def _place(self, record: Record, iri: str) -> tuple[str, str, str]:
        """Return the name under which a record stands, how it got there and why."""
        if known := self.held.records.get(iri):
            return known, "merged", "imported before"
        facts = list(facts_of(record))
        if known := self._by_mark.get(mark(facts)):
            return known, "merged", "the same, letter for letter"
        matches = self.index.matches(_work("", record))
        same = [match for match in matches if match.verdict == "same"]
        best = min(same, key=lambda match: self._distance(match, facts), default=None)
        name, versions = self._add(record, matches, best.name if best else "")
        if best:
            return name, "merged", "; ".join(best.reasons)
        return name, "added", f"another version of {', '.join(versions)}" if versions else ""

    def _distance(self, match: Match, facts: Iterable[Fact]) -> tuple[float, int, bool, str]:
        """Return what matches are sorted by: of equal ones that comes first which says most of the same."""
        known = self.held.facts[match.name]
        shared = sum(known.get(name) == value for name, value, _ in facts)
        return (-match.score, -shared, match.name in self.held.replaced, match.name)

    def _add(self, record: Record, matches: Iterable[Match], into: str) -> tuple[str, list[str]]:
        """Describe a record under a name of its own; ``into`` is what it was found to be, if anything.

        Returns the name and the works of which it is another version.
        """
        identifier = record.doi or record.arxiv or record.openalex
        name = self.held.names.free(stem_of(record.authors, record.year, record.title, identifier))
        label = label_of(record.authors, record.year, record.title or identifier, name)
        self._state(name, facts_of(record, label))
        self._by_mark[self.held.marks[name]] = name
        if into:
            facts = [("dcterms:isReplacedBy", into, f"source:{into}"), ("owl:deprecated", "true", "true")]
            self._state(name, facts)
        kept = self.held.kept
        versions = {kept(match.name): match.name for match in matches if match.verdict == "version"}
        versions.pop(kept(name), None)
        for other in versions.values():
            self._link_versions(name, record, other)
        self.index.add(_work(name, record))
        return name, [f"source:{work}" for work in versions]

    def _state(self, name: str, facts: Iterable[Fact]) -> None:
        for predicate, value, term in facts:
            self.held.learn(name, predicate, value)
            self.sheet.add(f"source:{name}", predicate, term)

    def _link_versions(self, name: str, record: Record, other: str) -> None:
        """Say which is a version of which: the preprint of what was published."""
        is_preprint = stage_of(record.kind, record.container, record.doi) == "preprint"
        earlier, later = (name, other) if is_preprint else (other, name)
        self.sheet.add(f"source:{earlier}", "dcterms:isVersionOf", f"source:{later}")

    def link_citations(self) -> None:
        """Link works to those they cite, and those held before to what they were waiting for."""
        here = self.held.by_identifier
        now = [(name, identifier) for name, identifiers in self._cites for identifier in identifiers]
        waiting = [(name, identifier) for identifier, names in self.held.cited.items() for name in names]
        self._cite((name, here[i.casefold()]) for name, i in now + waiting if i.casefold() in here)
        for name, identifier in now:
            if identifier.casefold() not in here:
                self._state(name, [("ccf:citesIdentifier", identifier, quoted(identifier))])

    def _cite(self, pairs: Iterable[tuple[str, str]]) -> None:
        kept = self.held.kept
        known = {(name, kept(cited)) for name, cited in self.held.cites}
        for name, cited in pairs:
            if (name, kept(cited)) not in known and kept(cited) != kept(name):
                known.add((name, kept(cited)))
                self._state(name, [("cito:cites", f"source:{cited}", f"source:{cited}")])


def _work(name: str, record: Record) -> Work:
    place = Place(record.container, record.volume, record.issue, record.pages)
    stage = stage_of(record.kind, record.container, record.doi)
    ids = (record.doi, record.arxiv, record.openalex)
    return Work(name, record.title, record.authors, record.year, *ids, place=place, stage=stage)
