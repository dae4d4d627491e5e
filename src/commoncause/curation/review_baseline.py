"""Whether a decision would make the knowledge base worse; what was wrong before is found out once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyoxigraph as ox

from ..errors import InvalidInputError
from ..store import Home
from ..validation import Violation, validate
from ..vocab import expand
from .desk import Draft

__all__ = ["Baseline", "Curated"]

_MOST_TOLD = 3


class _Things(Home):
    """The files of things alone: all that the description of a work can be at odds with."""

    claim_files = ()
    inbox_files = ()


class Curated(Home):
    """The knowledge base without its inbox, which no answer rests on."""

    inbox_files = ()


class Baseline:
    """What was wrong before, so that only what is new is held against a decision; found out once."""

    def __init__(self, home: Home) -> None:
        self._homes = {False: _Things(home.kb, home.ontology), True: Curated(home.kb, home.ontology)}
        self._known: dict[bool, set[tuple[str, str, str]]] = {}

    def _worse(self, drafts: Sequence[Draft], held: Sequence[Draft], *, has_claims: bool) -> list[Violation]:
        """Return what would be wrong that was not before.

        Every check is made of the whole, the shapes only of what changes.
        """
        home = type(self._homes[has_claims])(self._homes[has_claims].kb, self._homes[has_claims].ontology)
        if has_claims not in self._known:
            self._known[has_claims] = set(map(_facts, validate(home, shapes_of=())))
        if before := {expand(draft.subject) for draft in held}:
            self._known[has_claims].update(map(_facts, validate(home, shapes_of=before)))
        with tempfile.TemporaryDirectory(prefix="commoncause-") as folder:
            for path, triples in _by_file([*drafts, *held]).items():
                beside = Path(folder) / path.relative_to(home.kb)
                beside.parent.mkdir(exist_ok=True)
                ox.serialize(triples, str(beside), ox.RdfFormat.N_TRIPLES)
            subjects = before | {expand(draft.subject) for draft in drafts}
            rows = validate(home, [Path(folder)], shapes_of=subjects)
        return [row for row in rows if _facts(row) not in self._known[has_claims]]

    def refuse_wrong(
        self, drafts: Sequence[Draft], held: Sequence[Draft] = (), *, has_claims: bool
    ) -> tuple[Violation, ...]:
        """Return the warnings that are new; raise `InvalidInputError` with the violations that are.

        ``drafts`` are of new things, ``held`` add to things that are there already.
        """
        rows = self._worse(drafts, held, has_claims=has_claims)
        if wrong := [row for row in rows if row.severity == "violation"]:
            raise InvalidInputError(_told(wrong), where="not written", remedy=wrong[0].hint)
        return tuple(rows)

    def learn(self, rows: Iterable[Violation]) -> None:
        """Take note of what is wrong from now on."""
        for known in self._known.values():
            known.update(map(_facts, rows))


def _facts(row: Violation) -> tuple[str, str, str]:
    return (row.rule, row.focus, row.message)


def _by_file(drafts: Iterable[Draft]) -> dict[Path, list[ox.Triple]]:
    found: dict[Path, list[ox.Triple]] = {}
    for draft in drafts:
        found.setdefault(draft.file, []).extend(draft.triples())
    return found


def _told(wrong: list[Violation]) -> str:
    rows = "; ".join(f"{row.focus or row.file}: {row.message}" for row in wrong[:_MOST_TOLD])
    return rows + (f"; and {len(wrong) - _MOST_TOLD} more" if len(wrong) > _MOST_TOLD else "")
