"""Names of ours in a query that the knowledge base lacks: misspelt, they only make an empty answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from ..vocab import CCF, DERIVED_GRAPH, INBOX_GRAPH, KB, PREFIXES, TERMS, compact
from .near import close
from .parsed import ParsedQuery

__all__ = ["named", "unknown_names"]

_OURS: Final = KB.removesuffix("kb/")
_MOST_NAMES = 50
"""Most names of a query that are looked up."""
_MOST_LIKE = 20_000
"""Most things that are looked through for a name like the unknown one."""


def unknown_names(
    asked: ParsedQuery, ask: Callable[[str], object], select: Callable[[str], list[dict[str, str]]]
) -> list[str]:
    """Return one line for each name that stands for nothing, with what it may have been meant for.

    ``ask`` answers an ASK query and ``select`` a SELECT query, as a store's ``query`` and ``select`` do. Each
    name costs one look-up; only an unknown one costs a search.
    """
    lines = []
    for iri in islice(named(asked), _MOST_NAMES):
        if not ask(
            f"ASK {{ {{ <{iri}> ?p ?o }} UNION {{ ?s <{iri}> ?o }} UNION {{ ?s ?p <{iri}> }}"
            f" UNION {{ GRAPH <{iri}> {{ ?s ?p ?o }} }} }}"
        ):
            like = _terms_like(iri) if iri.startswith(CCF) else _things_like(iri, select)
            what = "no term of the ontology" if iri.startswith(CCF) else "not in this knowledge base"
            hint = (
                f"did you mean {', '.join(like)}?"
                if like
                else "`query what-things-are-called` lists the names"
            )
            lines.append(f"{compact(iri)} is {what}: {hint}")
    return lines


def named(asked: ParsedQuery) -> Iterator[str]:
    """Yield each IRI of our namespaces that a query looks for, once, in order.

    Left out are what a CONSTRUCT makes, what only its text is taken of (``STR(claim:inferred)``), and
    namespaces themselves.

    >>> from . import parsed
    >>> asked = parsed("ASK { ?t ccf:exposdTo ?f FILTER(STRSTARTS(STR(?f), STR(failure:))) }", PREFIXES)
    >>> [compact(iri) for iri in named(asked)]
    ['ccf:exposdTo']
    """
    iris, body = asked.iris, asked.body
    dataset = asked.dataset
    found = dict.fromkeys([*dataset.default, *dataset.named] if dataset else ())
    for index in range(_after_template(asked), len(body)):
        written, token = body[index]
        is_text = index > 1 and body[index - 1][0] == "(" and body[index - 2][1].is_word("str")
        if token.kind in {"iri", "name"} and not is_text:
            found[iris[written]] = None
    known = {DERIVED_GRAPH, INBOX_GRAPH}
    return (i for i in found if i.startswith(_OURS) and i[-1] not in "/#" and i not in known)


def _after_template(asked: ParsedQuery) -> int:
    """Return where the pattern begins: after the braces of ``CONSTRUCT { ... }``."""
    if asked.form != "construct" or len(asked.body) < 2 or asked.body[1][0] != "{":
        return 0
    depth = 0
    for index, (written, _) in enumerate(asked.body):
        depth += (written == "{") - (written == "}")
        if index and depth == 0:
            return index
    return len(asked.body)


def _terms_like(iri: str) -> list[str]:
    return [f"ccf:{name}" for name in close(iri.removeprefix(CCF), TERMS)]


def _things_like(iri: str, select: Callable[[str], list[dict[str, str]]]) -> list[str]:
    """Return the things of the same kind that are called alike, by slug, notation or another name."""
    base = max((b for b in PREFIXES.values() if iri.startswith(b)), key=len, default=KB)
    rows = select(
        f'SELECT DISTINCT ?x ?name {{ ?x a ?class FILTER(STRSTARTS(STR(?x), "{base}"))'
        f" OPTIONAL {{ ?x skos:notation|skos:altLabel|skos:prefLabel ?name }} }} LIMIT {_MOST_LIKE}"
    )
    called: dict[str, str] = {}
    for row in rows:
        called.setdefault(row.get("name", "").lower(), row["x"])
    called |= {row["x"].removeprefix(base).lower(): row["x"] for row in rows}
    like = close(iri.removeprefix(base), filter(None, called))
    return list(dict.fromkeys(compact(called[name]) for name in like))
