"""The plan of a query as ``query --explain`` prints it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import click
import pyoxigraph as ox

from ..sparql import parsed
from ..sparql.plan import MOST_COUNTED, Plan, Step, planned
from ..store import Store
from ..vocab import PREFIXES
from .output import Sheet, Table, emit

__all__ = ["explain"]

_NOTE = "the algebra that the query means, not the engine's order of joins, which the engine does not show"


def explain(query: str, store: Store, format_: str) -> None:
    """Answer a query, and print its plan in place of the answer, with the rows and the time it took.

    Raises `InvalidInputError` as the query itself does, and for one that rdflib cannot read.
    """
    if format_ not in {"table", "json", "csv"}:
        raise click.UsageError("--explain prints a table, json or csv")
    rows, seconds = _measured(query, store)
    dataset = parsed(query, PREFIXES).dataset

    def _count(pattern: str) -> int:
        (row,) = store.query(pattern, dataset=dataset)  # type: ignore[misc]
        return int(row["n"].value)

    plan = planned(query, _count)
    emit(
        format_,
        _answer(plan, rows, seconds),
        lambda: _tables(plan, rows, seconds),
        lambda: Sheet(["depth", "operator", "detail", "matches"], [_fields(step) for step in plan.steps]),
    )


def _measured(query: str, store: Store) -> tuple[int, float]:
    """Return how many rows or triples a query gives, and the seconds until the last; a truth value is one."""
    start = time.perf_counter()
    result = store.query(query)
    rows = 1 if isinstance(result, ox.QueryBoolean) else sum(1 for _ in result)
    return rows, time.perf_counter() - start


def _answer(plan: Plan, rows: int, seconds: float) -> dict[str, Any]:
    return {
        "note": _NOTE,
        "rows": rows,
        "seconds": round(seconds, 6),
        "slow": [{"name": s.name, "part": s.part, "faster": s.faster} for s in plan.slow],
        "steps": [
            dict(zip(("depth", "operator", "detail", "matches"), _fields(s), strict=True)) for s in plan.steps
        ],
    }


def _fields(step: Step) -> tuple[int, str, str, int | str | None]:
    is_many = step.matches is not None and step.matches > MOST_COUNTED
    return step.depth, step.operator, step.detail, f">{MOST_COUNTED}" if is_many else step.matches


def _tables(plan: Plan, rows: int, seconds: float) -> Iterable[Table]:
    steps = [
        ["│ " * depth + f"{operator} {detail}".rstrip(), "" if matches is None else str(matches)]
        for depth, operator, detail, matches in map(_fields, plan.steps)
    ]
    notes = [_NOTE, f"{rows:,} rows in {1000 * seconds:.1f} ms"]
    yield Table(
        ["step", "matches alone"], steps, notes=notes, empty="no step: the answer is the same for any data"
    )
    if plan.slow:
        slow = [[pattern.name, pattern.part, pattern.faster] for pattern in plan.slow]
        yield Table(["slow pattern", "in", "faster as a rule"], slow)
