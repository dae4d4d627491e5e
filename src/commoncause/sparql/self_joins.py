"""Self-joins: two things of one kind that meet in what both point to, as two claims on one cell do.

The engine tries for each of the one all that could be the other. With one side in a query of its own, that
side is read once and looked up in a table of hashes, which pays where both sides are of a size. That they are
is read off the query: both are of the same classes, and have fixed values under the same properties. It does
not pay where something else fixes a variable of theirs, nor where the first rows are enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any, NamedTuple

from .algebra import conjuncts, nodes, term, variables

__all__ = ["SelfJoin", "self_joins"]


class SelfJoin(NamedTuple):
    """Two things of one kind as a query writes them, and the variables that both point to."""

    one: str
    other: str
    shared: frozenset[str]


def self_joins(root: Any) -> Iterator[SelfJoin]:
    """Yield the self-joins in the algebra of a query that a query within it would make faster.

    >>> from .algebra import translated
    >>> query = "SELECT * { ?a a ccf:Reliance ; ccf:technique ?t . ?b a ccf:Reliance ; ccf:technique ?t }"
    >>> [(join.one, join.other, sorted(join.shared)) for join in self_joins(translated(query))]
    [('?a', '?b', ['t'])]
    """
    fixed = frozenset().union(*map(_fixed, nodes(root)))
    for node in nodes(root):
        if node.name == "BGP" and not _stops_early(root):
            yield from _joins(node.triples, fixed)


def _stops_early(root: Any) -> bool:
    """Say whether the first rows are enough: for ASK, and for LIMIT without an order or an aggregate."""
    names = {node.name for node in nodes(root)}
    return root.name == "AskQuery" or ("Slice" in names and names.isdisjoint({"OrderBy", "AggregateJoin"}))


def _fixed(node: Any) -> frozenset[str]:
    """Return the variables for which a node lists values, or which it compares with them."""
    if node.name == "values":
        return frozenset(str(name) for row in node.res for name in row)
    parts = conjuncts(node.expr) if node.name == "Filter" else []
    compared = [p for p in parts if p.name == "RelationalExpression" and p.op in {"=", "IN"}]
    return variables([part.expr for part in compared if not variables(part.other)])


def _joins(triples: Iterable[Any], fixed: frozenset[str]) -> Iterator[SelfJoin]:
    sides: dict[Any, list[Any]] = {}
    for triple in triples:
        sides.setdefault(triple[0], []).append(triple)
    for (one, its), (other, theirs) in combinations(sides.items(), 2):
        if not _conditions(its) or _conditions(its) != _conditions(theirs):
            continue
        rest = [side for side in sides.values() if _conditions(side) != _conditions(its)]
        tied = fixed | variables([triple for side in rest for triple in side if _is_tied(triple)])
        shared = variables(its) & variables(theirs)
        pointed_to = variables([o for _, _, o in its]) & variables([o for _, _, o in theirs])
        if shared and shared <= pointed_to and tied.isdisjoint(variables([its, theirs])):
            yield SelfJoin(term(one), term(other), shared)


def _conditions(side: Iterable[Any]) -> frozenset[tuple[str, str]]:
    """Return the properties under which a variable has fixed values, and its classes."""
    return frozenset(
        (term(p), term(o) if term(p) == "a" else "") for s, p, o in side if variables(s) and not variables(o)
    )


def _is_tied(triple: Any) -> bool:
    """Say whether a triple holds something fixed that is no class."""
    subject, predicate, value = triple
    return not variables(subject) or (not variables(value) and term(predicate) != "a")
