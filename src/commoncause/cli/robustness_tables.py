"""`robustness` for people: first what would overturn what, then the cells, then what hangs on one thing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, zip_longest
from math import inf
from textwrap import wrap
from typing import Any

from ..answers.statements import in_words
from ..vocab import compact
from .output import GLYPHS, Table, joined, number
from .question import Question

__all__ = ["robustness_tables"]

Row = dict[str, Any]
_HOLDS = {True: "yes", False: "no", None: "not known"}
_STATEMENT, _FLIPS, _NAME, _CHANGES = 38, 35, 32, 44
"""Widths in characters, so that a row fits a line of a hundred."""
_MOST_LINES = 80
_MOST_NAMED = 3
"""Cells of a set that are named; the rest is counted."""
_UNBROKEN = "\u00a0"
"""The space that `textwrap` does not break; it is printed as any other."""


def robustness_tables(question: Question, answer: Row) -> list[Table]:
    """Return the tables; conclusions on the whole come first, then those that most easily turn over."""
    rows = answer["conclusions"]
    tables = [_overturned(question, [row for row in rows if row["kind"] != "stated"], "of the portfolio")]
    if stated := [row for row in rows if row["kind"] == "stated"]:
        tables.append(_overturned(question, stated, "of the sources"))
    tables[-1].notes = _legend(rows)
    tables.append(_cells(question, answer))
    if answer.get("pairs"):
        tables.append(_pairs(question, answer["pairs"]))
    tables += [_without(question, kind, own) for kind, own in answer["leave_one_out"].items() if own]
    late = [f"{part.replace('_', ' ')}: {why}" for part, why in answer["left_out"].items()]
    late += ["what the time did not suffice for: --time-limit S gives it more"] if late else []
    tables[-1].notes = [*tables[-1].notes, *late, *question.caveats()]
    return tables


def _overturned(question: Question, rows: Sequence[Row], whose: str) -> Table:
    """A block for each conclusion: its words beside what overturns it under each reading."""
    groups = [list(own) for _, own in groupby(rows, key=lambda row: row.get("claim") or row["statement"])]
    shown: list[list[str]] = []
    for group in sorted(groups, key=_first_come):
        words = _lines(in_words(group[0], question.label), _STATEMENT)
        readings = [line for row in group for line in _reading(question, row)]
        shown += [[w, *(r or ("", "", ""))] for w, r in zip_longest(words, readings, fillvalue="")]
    title = f"conclusions {whose}: {len(groups):,}, {_how_many_hold(groups)}"
    columns = ["conclusion", "holds", "sources", "overturned by"]
    return Table(columns, shown, title=title, most=_MOST_LINES)


def _reading(question: Question, row: Row) -> list[list[str]]:
    flips = _lines(_flips(question, row), _FLIPS)
    first = [_held(row), number(row["sources"]), flips[0]]
    return [first, *(["", "", line] for line in flips[1:])]


def _first_come(group: Sequence[Row]) -> tuple[bool, tuple[float, float]]:
    """What is said of the whole portfolio comes first, then what is most easily overturned."""
    about_all = group[0]["kind"] in {"no-single-point", "undefeated", "at-least", "suffices"}
    return (not about_all, min(map(_firmness, group)))


def _firmness(row: Row) -> tuple[float, float]:
    """Sources that must be wrong, then cells."""
    return (row["sources"], len(row["flips"][0])) if row["flips"] else (inf, inf)


def _how_many_hold(groups: Sequence[Sequence[Row]]) -> str:
    holds = [{row["holds"] for row in group} for group in groups]
    differ = sum(len(found) > 1 for found in holds)
    return f"{holds.count({True}):,} hold, {holds.count({False}):,} do not, {differ:,} depend on the reading"


def _held(row: Row) -> str:
    return _HOLDS[row["holds"]] + ("" if row["reading"] == "both" else f" ({row['reading']})")


def _flips(question: Question, row: Row) -> str:
    """The first of the smallest sets, and how many others there are."""
    tried = row["searched_to"]
    if not row["flips"]:
        if row["holds"] is None or (not row["proved"] and not tried):
            return "not known"
        none = "no single cell" if tried == 1 else f"no {tried} cells"
        return "nothing" if row["proved"] else f"{none}; larger sets were not all tried"
    first, others = row["flips"][0], len(row["flips"]) - 1
    text = joined(_unbroken(_flip(question, cell)) for cell in first[:_MOST_NAMED])
    if len(first) > _MOST_NAMED:
        text += f" and {len(first) - _MOST_NAMED:,} more cells"
    if others:
        text += f" or {others}{'+' if row['more'] else ''} other{'s' if others > 1 else ''}"
    return text if row["proved"] else f"{text}; not proved minimal"


def _unbroken(name: str) -> str:
    return name.replace(" ", _UNBROKEN) if len(name) < _FLIPS else name


def _flip(question: Question, cell: Row) -> str:
    if cell["over"] == "assumptions":
        verb = "resting" if cell["becomes"] == "exposed" else "not resting"
        return f"{question.label(cell['technique'], 'technique')} {verb} on {cell['failure_mode']}"
    return f"{_name(question, cell)} {GLYPHS[cell['verdict']]}→{GLYPHS[cell['becomes']]}"


def _name(question: Question, cell: Row) -> str:
    technique, mode = cell["technique"], cell["failure_mode"]
    return f"{question.label(technique, 'technique')}/{question.label(mode, 'failure-mode')}"


def _legend(rows: Sequence[Row]) -> list[str]:
    notes = [
        "overturned by: the smallest set of cells that would have to read otherwise, from → to;",
        "  exposed ✗, protected ✓, unclear ?, not assessed ·; + there are more sets than were listed",
        "sources: how many must be wrong for that; none need be for a cell that is unclear or not assessed",
    ]
    if any(row["reading"] != "both" for row in rows):
        notes.append("certain: what is unclear or not assessed counts as protected; possible: as exposed")
    return notes


def _cells(question: Question, answer: Row) -> Table:
    """The value of each cell, with the range of P that either verdict leaves."""
    p, decision = answer["probability"], answer.get("decision")
    rows: list[list[str]] = []
    for row in answer["cells"]:
        left = {outcome["verdicts"][0]: outcome for outcome in row["outcomes"]}
        cell = f"{_name(question, row)} {GLYPHS[row['verdict']]}{'!' if row['is_contested'] else ''}"
        ranges = [_range(left[verdict]) for verdict in ("exposed", "protected")]
        expected = [number(row["expected_value"])] if decision else []
        figures = [number(row["value_guaranteed"]), number(row["value_best"]), *expected, *ranges]
        rows += _beside([_lines(cell, _NAME), *([figure] for figure in figures)])
    columns = ["cell", "guaranteed", "best case", "P if exposed", "P if protected"]
    title = "value of resolving a cell: how much narrower P of failing is known"
    title += f", now {_range(p)}" if p else "; P is beyond exact reach"
    notes = [f"model: {'; '.join(answer['model'][:2])}", *answer["model"][2:]]
    if any(row["is_contested"] for row in answer["cells"]):
        notes.append("!: its claims differ")
    if decision:
        columns.insert(3, "expected")
        notes.append(_decision(question, decision))
    empty = (
        "no cell is unclear, contested or not assessed" if "cells" not in answer["left_out"] else "not known"
    )
    return Table(columns, rows, title=title, notes=notes, empty=empty, most=20)


def _range(p: Row | None) -> str:
    return f"{number(p['certain'])} .. {number(p['possible'])}" if p else "-"


def _decision(question: Question, decision: Row) -> str:
    best = joined(question.label(t, "technique") for t in decision["techniques"])
    return (
        f"expected: by how much knowing the cell lowers the expected P of the best {decision['size']} to run "
        f"(now {best}, {number(decision['probability'])}), an open cell being exposed "
        f"with P {decision['prior']:g}"
    )


def _pairs(question: Question, pairs: Sequence[Row]) -> Table:
    rows: list[list[str]] = []
    for row in pairs:
        names = [_lines(_name(question, cell), _NAME) for cell in row["cells"]]
        rows += _beside([*names, [number(row["value_guaranteed"])], [number(row["value_best"])]])
    return Table(
        ["cell", "and", "guaranteed", "best case"], rows, title="value of resolving two cells", most=20
    )


def _without(question: Question, kind: str, rows: Sequence[Row]) -> Table:
    """What changes without each thing, the most first; what changes nothing is counted."""
    changing = sorted((row for row in rows if row["changes"]), key=lambda row: -len(row["changes"]))
    shown: list[list[str]] = []
    for row in changing:
        name = _lines(_left_out(question, kind, row[kind]), _NAME)
        shown += _beside([name, [_range(row["probability"])], _lines(_changes(question, row), _CHANGES)])
    note = f"{len(rows) - len(changing):,} of {len(rows):,} change nothing above, left out one at a time"
    columns = [f"without {kind.replace('_', ' ')}", "P of failing", "what changes"]
    return Table(columns, shown, notes=[note], empty="nothing changes", most=_MOST_LINES // 2)


def _left_out(question: Question, kind: str, name: str) -> str:
    """What is left out, as people call it: of a claim what it says, and where."""
    if kind != "claim":
        return question.label(name, "failure-mode") if kind == "failure_mode" else name
    said = question.assessments.get(name)
    if said is None:
        return compact(name)
    cell = _name(question, {"technique": said.technique, "failure_mode": said.failure_mode})
    return f"{cell} {GLYPHS[said.verdict.value]}, {said.section or name}"


def _changes(question: Question, row: Row) -> str:
    """The first conclusion that turns over, and how many more do."""
    gone = len({change["statement"] for change in row["changes"] if change["holds_without"] is None})
    turned = [change for change in row["changes"] if change["holds_without"] is not None]
    said = [
        f"{in_words(change, question.label).rstrip('.')}: {_HOLDS[change['holds_without']]}{_which(change)}"
        for change in turned[:1]
    ]
    if len(turned) > 1:
        said.append(f"{len(turned) - 1:,} more turn{'s' if len(turned) == 2 else ''} over")
    if gone:
        said.append(f"{gone:,} {'are' if gone > 1 else 'is'} about what is gone")
    return "; ".join(said)


def _which(change: Row) -> str:
    return "" if change["reading"] == "both" else f" ({change['reading']})"


def _beside(columns: Sequence[Sequence[str]]) -> list[list[str]]:
    """Columns of lines side by side.

    >>> _beside([["one", "two"], ["a"]])
    [['one', 'a'], ['two', '']]
    """
    return [list(line) for line in zip_longest(*columns, fillvalue="")]


def _lines(text: str, width: int) -> list[str]:
    """Text as lines that fit.

    >>> _lines("one two-three", 9)
    ['one', 'two-three']
    """
    return wrap(text, width, break_on_hyphens=False) or [""]
