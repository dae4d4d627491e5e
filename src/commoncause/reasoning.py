"""Rules to a fixed point: what follows from the claims, kept apart in the derived graph.

Each file of ``ontology/rules/`` is one rule, a SPARQL CONSTRUCT over the union of all graphs but the inbox.
The rules mint no blank nodes and their IRIs depend on the data alone, so the fixed point is one, whatever
the order in which they run.
"""

from __future__ import annotations

from collections.abc import Collection

import pyoxigraph as ox

from .errors import InvalidInputError
from .store import Store

__all__ = ["MOST_ROUNDS", "derive"]

MOST_ROUNDS = 100
"""Rounds after which the rules are taken not to end; the shipped ones need two or three."""


def derive(store: Store, rules: Collection[str] = ()) -> int:
    """Run rules of the store's ontology until nothing new follows; return the number of new triples.

    ``rules`` are their names; none stands for all.
    """
    paths = store.home.queries("rules")
    texts = {
        path: path.read_text(encoding="utf-8") for name, path in paths.items() if name in (rules or paths)
    }
    total = 0
    for _ in range(MOST_ROUNDS):
        new = sum(_apply(store, text, str(path)) for path, text in texts.items())
        total += new
        if not new:
            return total
    raise InvalidInputError(
        f"the rules still derive new triples after {MOST_ROUNDS} rounds",
        where=str(store.home.ontology / "rules"),
        remedy="make the IRIs they mint depend on the data alone",
    )


def _apply(store: Store, rule: str, where: str) -> int:
    triples = store.query(rule)
    if not isinstance(triples, ox.QueryTriples):
        raise InvalidInputError("not a CONSTRUCT query", where=where, remedy="write the rule as CONSTRUCT")
    return store.add(list(triples))
