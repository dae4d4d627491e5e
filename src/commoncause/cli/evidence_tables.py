"""`evidence` for people: where evidence is thin, what a retraction changes, and what hangs on whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from ..analysis.evidence import GAPS
from ..vocab import compact
from .output import GLYPHS, Table, joined, number
from .question import Question

__all__ = ["evidence_tables", "hinge_tables", "retraction_tables"]

Row = Mapping[str, Any]
_HOLDS = {True: "holds", False: "does not hold", None: "cannot be tested"}
_MOST_CELLS, _MOST_CHANGES, _MOST_NAMED = 60, 40, 3
_NAMESAKES = "authors are told apart by surname and first initial, which may merge namesakes"


def evidence_tables(question: Question, answer: Row) -> list[Table]:
    """Return how many cells have each gap, the cells of which anything is claimed, what falls with what."""
    counts = Counter(row["gap"] for row in answer["gaps"])
    gaps = [[gap, f"{counts[gap]:,}", meaning] for gap, meaning in GAPS.items() if counts[gap]]
    told = [row for row in answer["cells"] if row["claims"]]
    newest = (
        f"newest work: {number(answer['newest_work'])}" if answer["newest_work"] else "no work has a year"
    )
    note = f"{newest}; stale: more than {answer['stale_years']} years older; {_NAMESAKES}"
    columns = ["cell", "claims", "papers", "groups", "newest", "hangs on", "gaps"]
    losses = [
        [joined(row["works"]), f"{len(row['withdrawn']):,}", f"{len(row['unsupported']):,}"]
        for row in answer["retraction"]
    ]
    title = f"{len(told):,} of {len(answer['cells']):,} cells have claims"
    return [
        Table(["gap", "cells", "meaning"], gaps, empty="no gap"),
        Table(columns, [_cell(question, row) for row in told], title=title, most=_MOST_CELLS),
        Table(
            ["without", "withdrawn", "unsupported"],
            losses,
            title="claims behind these cells that fall with one work",
            notes=[note, *question.caveats()],
            most=20,
        ),
    ]


def _cell(question: Question, row: Row) -> list[str]:
    hangs = row["hangs_on"] or [f"{group} (group)" for group in row["hangs_on_groups"]]
    return [
        f"{GLYPHS[row['verdict']]} {_named(question, row)}",
        f"{len(row['claims']):,}",
        f"{len(row['papers']):,}",
        f"{len(row['groups']):,}",
        str(row["newest_evidence"] or "-"),
        _first(hangs),
        joined(row["gaps"]),
    ]


def _named(question: Question, row: Row, column: str = "failure_mode") -> str:
    kind = column.replace("_", "-")
    return f"{question.label(row['technique'], 'technique')} / {question.label(row[column], kind)}"


def _first(names: Iterable[str], most: int = _MOST_NAMED) -> str:
    listed = list(names)
    more = f" and {len(listed) - most:,} more" if len(listed) > most else ""
    return joined(listed[:most]) + more


def retraction_tables(question: Question, answer: Row) -> list[Table]:
    """Return the claims that fall, then each change with the claims and sections behind it."""
    [row] = answer["retraction"]
    fallen = [
        [part, compact(claim["iri"]), claim["kind"], claim["source"], claim["section"]]
        for part in ("withdrawn", "unsupported")
        for claim in row[part]
    ]
    title = f"without {_first(row['works'])}: {len(row['withdrawn']):,} claims withdrawn"
    title += f", {len(row['unsupported']):,} unsupported"
    columns = ["", "claim", "kind", "source", "section"]
    tables = [Table(columns, fallen, title=title, most=_MOST_CHANGES, empty="no claim falls")]
    changes = _changes(question, row)
    notes = _aftermath(question, answer, row)
    tables.append(
        Table(
            ["what", "change", "because of"],
            changes,
            notes=notes,
            most=_MOST_CHANGES,
            empty="nothing changes",
        )
    )
    return tables


def _changes(question: Question, row: Row) -> list[list[str]]:
    lines = [
        [
            change["statement"].rstrip("."),
            f"{_HOLDS[change['holds']]} -> {_HOLDS[change['holds_without']]}{_read(change)}",
            _because(change),
        ]
        for change in row["conclusions"]
    ]
    lines += [
        [_named(question, cell), f"{_verdict(cell, 'before')} -> {_verdict(cell, 'after')}", _because(cell)]
        for cell in row["cells"]
    ]
    lines += _structure(question, row)
    lines += [
        [
            _named(question, cell, "assumption"),
            f"rests on it: {_rests(cell['before'])} -> {_rests(cell['after'])}",
            _because(cell),
        ]
        for cell in row["reliances"]
    ]
    return lines


def _structure(question: Question, row: Row) -> list[list[str]]:
    """Return the single points, cut sets and clusters that are gone or new."""
    lines = []
    for point in row["single_points"]:
        kind = point["over"].removesuffix("s").replace("_", "-")
        lines.append([question.label(point["name"], kind), f"single point {_change(point)}", _because(point)])
    lines += [
        [
            joined(question.label(f, "failure-mode") for f in found["set"]),
            f"cut set {_change(found)}",
            _because(found),
        ]
        for found in row["cut_sets"]
    ]
    lines += [
        [
            joined(question.label(t, "technique") for t in found["members"]),
            f"cluster {found['change']}",
            _because(found),
        ]
        for found in row["clusters"] or ()
    ]
    return lines


def _verdict(cell: Row, when: str) -> str:
    return str(cell[when]) + (" (contested)" if cell[f"contested_{when}"] else "")


def _rests(verdict: str) -> str:
    return {"exposed": "yes", "unclear": "under a condition"}.get(verdict, "nobody says so")


def _change(change: Row) -> str:
    return f"{change['change']} ({change['reading']})"


def _read(change: Row) -> str:
    return "" if change["reading"] == "both" else f" ({change['reading']})"


def _because(change: Row) -> str:
    """Name the claims that fell, each with its section."""
    named = [f"{compact(claim['iri'])} ({claim['section'] or 'inferred'})" for claim in change["fallen"]]
    return _first(named, 2)


def _aftermath(question: Question, answer: Row, row: Row) -> list[str]:
    notes = []
    if row["weakened"]:
        notes.append(f"{len(row['weakened']):,} cells read as before on fewer claims")
    opened = Counter(gap["gap"] for gap in answer["gaps"])
    if opened:
        notes.append("gaps that open: " + joined(f"{gap} {n:,}" for gap, n in opened.items()))
    for kind, words in (("techniques_gone", "technique"), ("failure_modes_gone", "failure-mode")):
        if row[kind]:
            names = _first((question.label(name, words) for name in row[kind]), 8)
            notes.append(f"nothing is told any more of {names}")
    before, after = row["probability"]["before"], row["probability"]["after"]
    if before and after and before != after:
        moved = (f"{number(p['certain'])} .. {number(p['possible'])}" for p in (before, after))
        notes.append("P (each mode 0.1, an illustration): " + " -> ".join(moved))
    return [*notes, "--format json has every change with its claims"]


def hinge_tables(question: Question, answer: Row) -> list[Table]:
    """Return the hinges in their order."""
    columns = ["", "without", "conclusions", "cells", "single points", "cut sets", "claims", "for instance"]
    keys = ("conclusions", "cells", "single_points", "cut_sets", "claims")
    rows = [
        [
            row["kind"],
            row["name"] if row["kind"] == "work" else f"{row['name']} and co-authors",
            *(f"{row['counts'][key]:,}" for key in keys),
            _instance(question, row),
        ]
        for row in answer["hinges"]
    ]
    works = [row["name"] for row in answer["cells_only"] if row["kind"] == "work"]
    notes = [f"of {answer['works']:,} works and {answer['groups']:,} groups of authors behind claims"]
    if works:
        notes.append(f"these change cells or reliances and no more: {_first(works, 8)}")
    notes += ["`commoncause evidence retract WORK` tells what changes and why", _NAMESAKES]
    return [
        Table(
            columns, rows, notes=notes, empty="no single work or group of authors changes an answer", most=40
        )
    ]


def _instance(question: Question, row: Row) -> str:
    """Return the first thing that changes."""
    if row["conclusions"]:
        return str(row["conclusions"][0]["statement"])
    if row["single_points"]:
        point = row["single_points"][0]
        kind = point["over"].removesuffix("s").replace("_", "-")
        return f"{question.label(point['name'], kind)}: single point {_change(point)}"
    found = row["cut_sets"][0]
    names = joined(question.label(f, "failure-mode") for f in found["set"])
    return f"{names}: cut set {_change(found)}"
