"""Decisions out of a CSV file: all of them or none, the line of the first that cannot stand named."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import CommoncauseError, InvalidInputError, UnknownNameError, shortened
from ..files import read_text
from ..validation import Violation
from ..vocab import VALUES
from .review import Review
from .review_changes import Changes, Grounds
from .review_inbox import Paper

__all__ = ["COLUMNS", "Decided", "decide"]

COLUMNS = ("work", "decision", "reason", "technique", "failure_mode", "assumption", "verdict", "words")
_DECISIONS = {"relevant": True, "not relevant": False, "not-relevant": False, "irrelevant": False}


@dataclass
class Decided:
    """What a file of decisions came to: names of works and of claims, in its order."""

    relevant: list[str] = field(default_factory=list)
    not_relevant: list[str] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)
    unchanged: int = 0
    """Rows that say what was decided already."""
    warnings: tuple[Violation, ...] = ()


@dataclass(frozen=True)
class _Row:
    line: int
    work: str
    is_relevant: bool
    reason: str
    grounds: tuple[Grounds, ...]


def decide(review: Review, path: Path) -> Decided:
    """Read decisions from ``path`` and write them, all or none.

    `COLUMNS` may come in any order, with others beside them; only ``work`` and ``decision`` are needed. A row
    without a decision is passed over. A work may have several rows, one for each claim. With ``failure_mode``
    and ``verdict`` a row makes an assessment, with ``assumption`` a reliance; ``reason`` is then the
    rationale, ``words`` are those of title or abstract that say so. Raises `InvalidInputError` with the line
    of the first row that cannot stand.
    """
    where = str(path)
    rows = list(_rows(read_text(path, pipes=True), where))
    papers = {row.line: _paper(review, row, where) for row in rows}
    _refuse_contradictions(rows, papers, where)
    changes = Changes(review.inbox, review.baseline, review.texts)
    decided, lines = Decided(), dict[str, int]()
    for row in sorted(rows, key=lambda row: row.line):
        with _At(where, row.line):
            _judge(changes, row, papers[row.line], decided, lines)
    for row in rows:
        for grounds in row.grounds:
            with _At(where, row.line):
                name = changes.claim(papers[row.line], grounds)
            decided.claims += [name] if name else []
            decided.unchanged += name is None
            lines[name or ""] = row.line
    if decided.relevant or decided.not_relevant or decided.claims:
        decided.warnings = _written(changes, lines, where)
    return decided


def _judge(changes: Changes, row: _Row, paper: Paper, decided: Decided, lines: dict[str, int]) -> None:
    """Take up whether a paper is relevant, once."""
    if paper.name in lines:
        return
    lines[paper.name] = row.line
    inbox = changes.inbox
    if row.is_relevant:
        is_known = paper.slug in inbox.held.curated
        changes.keep(paper)
    elif not (is_known := inbox.not_relevant.get(paper.slug) == row.reason):
        changes.drop(paper, row.reason)
    if is_known:
        decided.unchanged += not row.grounds
    else:
        (decided.relevant if row.is_relevant else decided.not_relevant).append(paper.name)


def _written(changes: Changes, lines: dict[str, int], where: str) -> tuple[Violation, ...]:
    try:
        return changes.write().warnings
    except InvalidInputError as error:
        line = next((line for name, line in lines.items() if name and f"{name}:" in error.what), None)
        place = f"{where}:{line}" if line else error.where
        raise InvalidInputError(error.what, where=place, remedy=error.remedy) from error


class _At:
    """Names the line of the file in the errors of a block."""

    def __init__(self, where: str, line: int) -> None:
        self._place = f"{where}:{line}"

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, CommoncauseError):
            raise InvalidInputError(str(error), where=self._place) from error


def _rows(text: str, where: str) -> Iterator[_Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
        for name in ("work", "decision"):
            if name not in header:
                remedy = f"begin with a line of columns, separated by commas: {','.join(COLUMNS)}"
                raise InvalidInputError(f"no column {name!r}", where=f"{where}:1", remedy=remedy)
        before = reader.line_num
        for fields in reader:
            line, before = before + 1, reader.line_num
            if len(fields) > len(header):
                what, remedy = f"{len(fields)} fields under {len(header)} columns", "quote what holds commas"
                raise InvalidInputError(what, where=f"{where}:{line}", remedy=remedy)
            row = {name: " ".join(value.split()) for name, value in zip(header, fields, strict=False)}
            if row.get("decision"):
                yield _row(row, line, f"{where}:{line}")
    except csv.Error as error:
        place = f"{where}:{reader.line_num}"
        raise InvalidInputError(f"not CSV: {error}", where=place, remedy="save it as CSV again") from error


def _row(row: dict[str, str], line: int, where: str) -> _Row:
    given = {name: row.get(name, "") for name in COLUMNS}
    decision = _DECISIONS.get(given["decision"].casefold())
    if decision is None:
        what = f"unknown decision {shortened(given['decision'])!r}"
        raise InvalidInputError(what, where=where, remedy="write relevant or not relevant")
    if not given["work"]:
        raise InvalidInputError("no work", where=where, remedy="name it: source:SLUG")
    said = [name for name in COLUMNS[3:] if given[name]]
    if said and not decision:
        what = f"{said[0].replace('_', ' ')} of a paper that is not relevant"
        raise InvalidInputError(what, where=where, remedy="leave it empty")
    return _Row(line, given["work"], decision, given["reason"], tuple(_grounds(given, where)))


def _grounds(given: dict[str, str], where: str) -> Iterator[Grounds]:
    """Yield the claims of a row."""
    technique, mode = given["technique"], given["failure_mode"]
    assumption, verdict = given["assumption"], given["verdict"]
    if bool(mode) != bool(verdict) or ((mode or assumption) and not technique):
        remedy = "give technique, failure_mode and verdict, or technique and assumption"
        raise InvalidInputError("half a claim", where=where, remedy=remedy)
    if verdict and verdict not in VALUES["Verdict"]:
        remedy = f"write {', '.join(VALUES['Verdict'])}"
        raise InvalidInputError(f"unknown verdict {shortened(verdict)!r}", where=where, remedy=remedy)
    if given["words"] and not (mode or assumption):
        remedy = "say of what: technique, failure_mode and verdict, or technique and assumption"
        raise InvalidInputError("words of no claim", where=where, remedy=remedy)
    if technique and not (mode or assumption):
        remedy = "add a failure_mode with its verdict, or an assumption, or leave the technique out"
        raise InvalidInputError("a technique alone makes no claim", where=where, remedy=remedy)
    why = {"rationale": given["reason"], "quote": given["words"]}
    if mode:
        yield Grounds(technique, failure_mode=mode, verdict=verdict, **why)
    if assumption:
        yield Grounds(technique, assumption=assumption, **why)


def _paper(review: Review, row: _Row, where: str) -> Paper:
    inbox = review.inbox
    slug = inbox.held.kept(re.sub(r"^(?:source:|.*/)", "", row.work.strip("<>")))
    if slug not in inbox.works and slug not in inbox.held.curated:
        import difflib

        close = tuple(difflib.get_close_matches(slug[:80], inbox.works, n=3))
        error = UnknownNameError(row.work, "work", candidates=close)
        remedy = "" if close else "`commoncause review --list` has the works that wait"
        what = str(error) if close else f"unknown work {shortened(row.work)!r}"
        raise InvalidInputError(what, where=f"{where}:{row.line}", remedy=remedy)
    return inbox.paper(slug, inbox.not_relevant.get(slug))


def _refuse_contradictions(rows: list[_Row], papers: dict[int, Paper], where: str) -> None:
    first: dict[str, _Row] = {}
    for row in rows:
        other = first.setdefault(papers[row.line].slug, row)
        if other.is_relevant != row.is_relevant:
            what = f"{papers[row.line].name} is relevant and not relevant: see line {other.line}"
            raise InvalidInputError(what, where=f"{where}:{row.line}", remedy="decide for one of the two")
