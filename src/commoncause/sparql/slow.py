"""Patterns that the engine answers slowly, where another way to ask the same is faster.

Only what was measured is named, by ``tests/benchmarks/slow_patterns.py`` on pyoxigraph 0.5. Of 4,000 claims
``FILTER NOT EXISTS`` took 69 times as long as ``MINUS`` where its pattern is a join (642 times of 20,000: it
is tried row by row) and 1.7 times where it is one triple; ``OPTIONAL`` with ``!BOUND`` 1.6 times; ``FILTER``
with ``IN`` 13 times as long as ``VALUES``, with ``=`` 16 times as long as the IRI in the pattern; a self-join
4 times as long as with one side in a query of its own (`commoncause.sparql.self_joins`; 10 times in the
100,000 triples of ``engine.py``, over 40 times in its million). No gain lay in ``VALUES`` for ``UNION``, in
``CONTAINS`` or ``STRSTARTS`` for ``REGEX``, in giving a path an end, nor in a query of its own for the large
side of a join with a small one, which took 27 times as long.
A product of parts that share nothing is named without a measurement: its rows multiply.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .algebra import conjuncts, expression, nodes, subpatterns, variables
from .self_joins import SelfJoin, self_joins

__all__ = ["SlowPattern", "slow_patterns"]


@dataclass(frozen=True)
class SlowPattern:
    """A slow pattern in a query: its name, the part of the query, what to write in its place."""

    name: str
    part: str
    faster: str


def slow_patterns(root: Any) -> list[SlowPattern]:
    """Return the slow patterns in the algebra of a query (`commoncause.sparql.algebra.translated`).

    >>> from .algebra import translated
    >>> query = "SELECT ?c { ?c ?p ?t FILTER(?t IN (technique:rlhf, technique:debate)) }"
    >>> [pattern.name for pattern in slow_patterns(translated(query))]
    ['FILTER with IN']
    """
    found = [_self_join(join) for join in self_joins(root)]
    for node in nodes(root):
        if node.name == "Filter":
            found.extend(_in_filter(node))
        elif node.name in {"BGP", "Join"}:
            found.extend(_product(node, root))
    return list(dict.fromkeys(found))


def _self_join(join: SelfJoin) -> SlowPattern:
    faster = f"{{ SELECT * {{ ... }} }} around the triples of {join.other}; braces alone change nothing"
    return SlowPattern("self-join", f"{join.one} and {join.other} on {_listed(join.shared)}", faster)


def _in_filter(node: Any) -> Iterator[SlowPattern]:
    bound = variables(node.p)
    for part in conjuncts(node.expr):
        text = expression(part)
        if part.name == "Builtin_NOTEXISTS":
            shared = variables(part.graph) & bound
            if shared:
                faster = "MINUS { ... }, where the pattern does not compare with variables from outside"
                yield SlowPattern("FILTER NOT EXISTS", f"on {_listed(shared)}", faster)
        elif part.name == "UnaryNot" and getattr(part.expr, "name", "") == "Builtin_BOUND":
            if str(part.expr.arg) in _only_optional(node.p):
                yield SlowPattern("OPTIONAL and !BOUND", text, "MINUS { ... } in place of both")
        elif part.name == "RelationalExpression" and _is_name(part.expr, bound) and _is_iri(part.other):
            if part.op == "=":
                yield SlowPattern("FILTER with =", text, "the IRI itself in the pattern, or VALUES before it")
            elif part.op == "IN":
                yield SlowPattern("FILTER with IN", text, f"VALUES ?{part.expr} {{ ... }} before the pattern")


def _is_name(value: Any, bound: frozenset[str]) -> bool:
    return isinstance(value, str) and str(value) in bound


def _is_iri(term: Any) -> bool:
    from rdflib import URIRef

    return all(isinstance(one, URIRef) for one in (term if isinstance(term, list) else [term]))


def _only_optional(node: Any) -> frozenset[str]:
    """Return the variables that only an OPTIONAL part can bind."""
    left: frozenset[str] = frozenset()
    right: frozenset[str] = frozenset()
    for inner in nodes(node):
        if inner.name == "LeftJoin":
            right |= variables(inner.p2)
            left |= variables(inner.p1)
    return right - left


def _listed(names: frozenset[str]) -> str:
    return " ".join(f"?{name}" for name in sorted(names) if not name.startswith("_:")) or "[]"


def _product(node: Any, root: Any) -> Iterator[SlowPattern]:
    """Find parts that share no variable and that no condition compares: every row meets every row."""
    parts = [variables(part) for part in subpatterns(node)]
    links = [variables(inner.expr) for inner in nodes(root) if inner.name in {"Filter", "LeftJoin"}]
    groups = _connected([part for part in parts if part], links)
    if len(groups) > 1:
        one, other = map(_listed, groups[:2])
        yield SlowPattern("product", f"{one} with {other}", "a variable in common, or two queries")


def _connected(parts: Iterable[frozenset[str]], links: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Unite sets that overlap, or that a link touches both of."""
    groups: list[frozenset[str]] = []
    for part in parts:
        touching = [group for group in groups if group & part]
        groups = [group for group in groups if not group & part]
        groups.append(part.union(*touching))
    for link in links:
        touching = [group for group in groups if group & link]
        if len(touching) > 1:
            groups = [group for group in groups if not group & link]
            groups.append(frozenset().union(*touching))
    return groups
