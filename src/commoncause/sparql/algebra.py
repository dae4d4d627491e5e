"""The algebra of a query (SPARQL 1.1 Query, section 18.2) as rdflib translates it, and how to walk it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ..errors import InvalidInputError
from ..vocab import PREFIXES, compact

__all__ = [
    "children",
    "conjuncts",
    "expression",
    "nodes",
    "subpatterns",
    "term",
    "translated",
    "variables",
]

_OPERATORS: Final = {
    "MultiplicativeExpression": " * ",
    "AdditiveExpression": " + ",
    "ConditionalAndExpression": " && ",
    "ConditionalOrExpression": " || ",
}
_PATTERNS: Final = frozenset(
    "SelectQuery AskQuery ConstructQuery DescribeQuery Project Distinct Reduced Slice OrderBy Filter "
    "LeftJoin Join Union Minus Graph BGP Extend AggregateJoin Group ToMultiSet values Builtin_EXISTS "
    "Builtin_NOTEXISTS".split()
)


def translated(sparql: str) -> Any:
    """Return the algebra of a query, which knows the prefixes of `vocab` already.

    Raises `InvalidInputError` for a query that rdflib cannot read.
    """
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        return translateQuery(parseQuery(sparql), initNs=PREFIXES).algebra
    except Exception as error:  # rdflib raises bare exceptions
        remedy = "the query itself can be answered: leave out --explain"
        raise InvalidInputError(f"rdflib finds no algebra: {error}", remedy=remedy) from error


def children(node: Any) -> list[Any]:
    """Return the patterns directly below a node, those of EXISTS in its condition too."""
    found = []
    for key in ("p", "p1", "p2", "graph", "expr", "other", "arg"):
        value = getattr(node, key, None)  # what rdflib translated in EXISTS is an attribute, no item
        for inner in value if isinstance(value, list) else [value]:
            name = getattr(inner, "name", "")
            if name in _PATTERNS:
                found.append(inner)
            elif name and not isinstance(inner, str):
                found.extend(children(inner))
    return found


def nodes(root: Any) -> Iterator[Any]:
    """Yield a node and all patterns below it, parents first."""
    yield root
    for child in children(root):
        yield from nodes(child)


def subpatterns(node: Any) -> list[Any]:
    """Return what a node joins: the triples of a basic graph pattern, the two sides of a join."""
    return list(node.triples) if node.name == "BGP" else [node.p1, node.p2]


def variables(part: Any) -> frozenset[str]:
    """Return the variables of a part by name, blank nodes after ``_:``; of a sub-query what it selects."""
    from rdflib import BNode, Variable

    if isinstance(part, Variable | BNode):
        return frozenset({str(part) if isinstance(part, Variable) else f"_:{part}"})
    if getattr(part, "name", "") == "Project":
        return frozenset(map(str, part.PV))
    if isinstance(part, dict):
        part = [value for key, value in part.items() if key != "_vars"]
    inside = part if isinstance(part, list | tuple | set) else ()
    return frozenset().union(*map(variables, inside))


def conjuncts(expr: Any) -> list[Any]:
    """Return the parts of a condition that must all hold."""
    if getattr(expr, "name", "") == "ConditionalAndExpression":
        return [deep for part in (expr.expr, *expr.other) for deep in conjuncts(part)]
    return [expr] if hasattr(expr, "name") else []


def term(value: Any) -> str:
    """Return a term or path as a query may write it, IRIs with the prefixes of `vocab`."""
    from rdflib import BNode, Literal, URIRef
    from rdflib.namespace import RDF, XSD
    from rdflib.paths import Path

    if isinstance(value, URIRef):
        short = compact(str(value))
        return "a" if value == RDF.type else f"<{value}>" if short == str(value) else short
    if isinstance(value, Path):
        return _path(value)
    if isinstance(value, BNode):
        return "[]"
    if isinstance(value, Literal):
        return str(value) if value.datatype in {XSD.integer, XSD.decimal, XSD.boolean} else str(value.n3())
    return f"?{value}" if isinstance(value, str) else expression(value)


def _path(path: Any) -> str:
    if hasattr(path, "mod"):
        return f"{_bracketed(path.path)}{path.mod}"
    if type(path).__name__ == "InvPath":
        return f"^{_bracketed(path.arg)}"
    if type(path).__name__ == "NegatedPath":
        return f"!({'|'.join(map(term, path.args))})"
    sign = "/" if type(path).__name__ == "SequencePath" else "|"
    return sign.join(map(_bracketed, path.args))


def _bracketed(value: Any) -> str:
    text = term(value)
    return f"({text})" if "/" in text or "|" in text else text


def expression(expr: Any) -> str:
    """Return an expression of the algebra in short; a pattern in it as its variables."""
    name = getattr(expr, "name", "")
    if isinstance(expr, str) or not name:
        return ", ".join(map(expression, expr)) if isinstance(expr, list) else term(expr)
    if name in _OPERATORS:
        others = expr.other if isinstance(expr.other, list) else [expr.other]
        own = [f" {sign} " for sign in expr.op] if isinstance(expr.get("op"), list) else []
        signs = own or [_OPERATORS[name]] * len(others)
        return expression(expr.expr) + "".join(s + expression(o) for s, o in zip(signs, others, strict=False))
    if name == "RelationalExpression":
        other = f"({expression(expr.other)})" if isinstance(expr.other, list) else expression(expr.other)
        return f"{expression(expr.expr)} {expr.op} {other}"
    if name in {"UnaryNot", "UnaryMinus", "UnaryPlus"}:
        return {"UnaryNot": "!", "UnaryMinus": "-", "UnaryPlus": "+"}[name] + expression(expr.expr)
    return _call(expr, name)


def _call(expr: Any, name: str) -> str:
    shown = name.removeprefix("Builtin_").removeprefix("Aggregate_").upper()
    if shown in {"EXISTS", "NOTEXISTS"}:
        return (
            f"{'NOT ' * (shown != 'EXISTS')}EXISTS {{ {' '.join(sorted(f'?{v}' for v in variables(expr)))} }}"
        )
    arguments = [
        value for key, value in expr.items() if key in {"arg", "arg1", "arg2", "arg3", "vars", "expr"}
    ]
    return f"{shown}({', '.join(expression(value) for value in arguments)})"
