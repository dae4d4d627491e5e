"""Rules to a fixed point: what follows from the claims, kept apart in the derived graph.

Each file of ``ontology/rules/`` is one rule, a SPARQL CONSTRUCT over the union of all graphs but the inbox.
The rules mint no blank nodes and their IRIs depend on the data alone, so the fixed point is one, whatever
the order in which they run. After the first round a rule runs again only where something new came that its
pattern could match, the first step of semi-naive evaluation (Bancilhon 1986).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from .errors import InvalidInputError
from .sparql import parsed
from .sparql.patterns import named_in_pattern
from .store import LocalStore
from .vocab import PREFIXES

__all__ = ["MOST_ROUNDS", "derive"]

MOST_ROUNDS = 100
"""Rounds after which the rules are taken not to end; the shipped ones need two or three."""
_TYPE: Final = PREFIXES["rdf"] + "type"


def derive(store: LocalStore, rules: Collection[str] = ()) -> int:
    """Run rules of the store's ontology until nothing new follows; return the number of new triples.

    ``rules`` are their names; none stands for all.
    """
    paths = store.home.queries("rules")
    known = [_Rule.read(path) for name, path in paths.items() if name in (rules or paths)]
    due, total = known, 0
    for _ in range(MOST_ROUNDS):
        new = {triple for rule in due for triple in rule.apply(store)}
        total += len(new)
        if not new:
            return total
        kinds = {_kind(triple) for triple in new}
        due = [rule for rule in known if rule.may_match(kinds)]
    raise InvalidInputError(
        f"the rules still derive new triples after {MOST_ROUNDS} rounds",
        where=str(store.home.ontology / "rules"),
        remedy="make the IRIs they mint depend on the data alone",
    )


def _kind(triple: ox.Triple) -> str:
    """Return what a pattern would have to name to match a triple: its class, else its predicate."""
    if triple.predicate.value == _TYPE and isinstance(triple.object, ox.NamedNode):
        return triple.object.value
    return triple.predicate.value


@dataclass(frozen=True)
class _Rule:
    path: Path
    text: str
    names: frozenset[str] | None
    """The IRIs in its pattern; None where it could match any triple."""

    @classmethod
    def read(cls, path: Path) -> _Rule:
        """Read a rule from its file."""
        text = path.read_text(encoding="utf-8")
        return cls(path, text, named_in_pattern(parsed(text, PREFIXES)))

    def may_match(self, kinds: Iterable[str]) -> bool:
        """Say whether a new triple of one of these kinds could make a new solution."""
        return self.names is None or any(kind in self.names for kind in kinds)

    def apply(self, store: LocalStore) -> set[ox.Triple]:
        """Add what the rule derives to the store; return what of it is new."""
        triples = store.query(self.text)
        if not isinstance(triples, ox.QueryTriples):
            remedy = "write the rule as CONSTRUCT"
            raise InvalidInputError("not a CONSTRUCT query", where=str(self.path), remedy=remedy)
        return store.add(triples)
