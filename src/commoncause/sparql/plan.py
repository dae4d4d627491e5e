"""What a query asks of the engine: its algebra, what each triple pattern matches, slow patterns.

pyoxigraph does not show the plan that it makes of a query, in particular the order of its joins. So this is
the algebra that the query means (SPARQL 1.1 Query, section 18.2), with counts that say where the work lies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from .algebra import children, expression, term, translated
from .slow import SlowPattern, slow_patterns

__all__ = ["MOST_COUNTED", "Plan", "Step", "planned"]

MOST_COUNTED: Final = 100_000
"""Most matches of a triple pattern that are counted."""
_NAMES: Final = {
    "LeftJoin": "optional",
    "BGP": "patterns",
    "Extend": "bind",
    "AggregateJoin": "aggregate",
    "ToMultiSet": "rows",
    "values": "values",
    "OrderBy": "order by",
    "Builtin_EXISTS": "exists",
    "Builtin_NOTEXISTS": "not exists",
}
_WITHOUT_STEP: Final = frozenset({"SelectQuery", "AskQuery", "ConstructQuery", "DescribeQuery", "ToMultiSet"})


@dataclass(frozen=True)
class Step:
    """One operator of the algebra or one triple pattern, as deep as it stands."""

    depth: int
    operator: str
    detail: str = ""
    matches: int | None = None
    """Triples that match the pattern by itself, at most `MOST_COUNTED` + 1; None if not counted."""
    graph: str = ""
    """The graph that the pattern is looked for in, as a query writes it; empty for the default graph."""


@dataclass(frozen=True)
class Plan:
    """The steps of a query, outermost first, and its slow patterns."""

    steps: tuple[Step, ...]
    slow: tuple[SlowPattern, ...]


def planned(sparql: str, count: Callable[[str], int]) -> Plan:
    """Return the plan of a query; ``count`` says how many rows a SELECT query has.

    Raises `InvalidInputError` where rdflib, whose algebra this is, cannot read the query.

    >>> for step in planned("ASK { ?t a ccf:Technique }", lambda query: 7).steps:
    ...     print(step.depth, step.operator, step.detail, step.matches)
    0 project ?t None
    1 patterns  None
    2 triple ?t a ccf:Technique 7
    """
    root = translated(sparql)
    steps = tuple(
        replace(step, matches=count(_limited(step))) if _is_counted(step) else step
        for step in _steps(root, 0)
    )
    return Plan(steps, tuple(slow_patterns(root)))


def _steps(node: Any, depth: int, graph: str = "") -> Iterator[Step]:
    if node.name not in _WITHOUT_STEP and not _is_empty(node):
        yield Step(depth, _NAMES.get(node.name, node.name.lower()), _detail(node))
        depth += 1
    if node.name == "BGP":
        for triple in node.triples:
            yield Step(depth, "triple", " ".join(map(term, triple)), graph=graph)
    if node.name == "Graph":
        graph = term(node.term)
    for child in children(node):
        yield from _steps(child, depth, graph)


def _is_empty(node: Any) -> bool:
    """Say whether a node is one that only the translation needs."""
    is_renaming = node.name == "Extend" and str(node.expr).startswith("__agg_")
    return is_renaming or (node.name == "BGP" and not node.triples)


def _detail(node: Any) -> str:
    """Return what a person wants to know of an operator besides its name and what stands below it."""
    name = node.name
    if name == "Project":
        return " ".join(f"?{variable}" for variable in node.PV)
    if name == "Slice":
        length = f"limit {node.length} " if node.length is not None else ""
        return f"{length}offset {node.start}" if node.start else length.rstrip()
    if name == "Filter" or (name == "LeftJoin" and node.expr.name != "TrueFilter"):
        return expression(node.expr)
    if name == "Extend":
        return f"{expression(node.expr)} as ?{node.var}"
    if name == "Graph":
        return term(node.term)
    if name == "OrderBy":
        return ", ".join(f"{expression(c.expr)}{' desc' if c.order == 'DESC' else ''}" for c in node.expr)
    if name == "Group":
        return expression(node.expr) if node.expr else "all"
    if name == "AggregateJoin":
        return ", ".join(expression(aggregate) for aggregate in node.A)
    return f"{len(node.res)} rows" if name == "values" else ""


def _is_counted(step: Step) -> bool:
    """Say whether a pattern can be counted at small cost: a path of any length cannot."""
    return step.operator == "triple" and not any(sign in step.detail for sign in ("* ", "+ ", ")*", ")+"))


def _limited(step: Step) -> str:
    pattern = f"GRAPH {step.graph} {{ {step.detail} }}" if step.graph else step.detail
    return f"SELECT (COUNT(*) AS ?n) {{ SELECT * {{ {pattern} }} LIMIT {MOST_COUNTED + 1} }}"
