"""The inbox: works from other people's files, each once, with its origin, until somebody reviews them.

What one library file says stands in one file of ``kb/inbox/``: the works that it adds, and what it adds to
works that are held already. A record is the work that it was derived from, by its IRI
``.../kb/import/NAME#line=N`` (RFC 5147), in which NAME holds the first digits of the file's digest; so the
same file imported again changes nothing.
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
from .held_works import HeldWorks
from .inbox_file import IMPORT, InboxFile
from .naming import slugified
from .turtle_terms import quoted
from .work_facts import Fact, facts_of, facts_to_fill
from .work_names import label_of, stem_of
from .writing import replace

__all__ = ["Outcome", "Row", "import_library"]

_EVERY = 10_000

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one record: ``added``, ``merged`` or ``rejected``; into which work, or why not."""

    outcome: str
    record: str
    line: int
    work: str
    why: str


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
        replace({intake.sheet.path: intake.sheet.text()})
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
        self.outcome.rows.append(Row(outcome, found.key, found.line, f"source:{name}", why))

    def _record_iri(self, line: int) -> str:
        """Return the name of a record; several may begin on one line, as in JSON."""
        self._lines[line] = count = self._lines.get(line, 0) + 1
        return f"{IMPORT}{self.file}#line={line}" + (f",record={count}" if count > 1 else "")

    def _place(self, record: Record, iri: str) -> tuple[str, str, str]:
        """Return the work that a record belongs to, how it got there and why."""
        if known := self.held.records.get(iri):
            return self.held.kept(known), "merged", "imported before"
        matches = self.index.matches(_work("", record))
        best = matches[0] if matches else None
        if best and best.verdict == "same":
            self._merge(best.name, record)
            return best.name, "merged", "; ".join(best.reasons)
        return self._add(record, matches), "added", ""

    def _merge(self, name: str, record: Record) -> None:
        known = self.held.facts.get(name, {})
        self._state(name, facts_to_fill(facts_of(record), known))
        self.index.add(_work(name, record))

    def _add(self, record: Record, matches: Iterable[Match]) -> str:
        identifier = record.doi or record.arxiv or record.openalex
        name = self.held.names.free(stem_of(record.authors, record.year, record.title, identifier))
        label = label_of(record.authors, record.year, record.title or identifier, name)
        self._state(name, facts_of(record, label))
        for match in matches:
            if match.verdict == "version":
                self._link_versions(name, record, match.name)
        self.index.add(_work(name, record))
        return name

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
        for name, identifiers in self._cites:
            for identifier in identifiers:
                if cited := here.get(identifier.casefold()):
                    self._cite(name, cited)
                else:
                    self._state(name, [("ccf:citesIdentifier", identifier, quoted(identifier))])
        for identifier, waiting in list(self.held.cited.items()):
            if cited := here.get(identifier.casefold()):
                for name in waiting:
                    self._cite(name, cited)

    def _cite(self, name: str, cited: str) -> None:
        if cited != name and (name, cited) not in self.held.cites:
            self._state(name, [("cito:cites", f"source:{cited}", f"source:{cited}")])


def _work(name: str, record: Record) -> Work:
    place = Place(record.container, record.volume, record.issue, record.pages)
    stage = stage_of(record.kind, record.container, record.doi)
    ids = (record.doi, record.arxiv, record.openalex)
    return Work(name, record.title, record.authors, record.year, *ids, place=place, stage=stage)
