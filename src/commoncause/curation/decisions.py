"""What people decided about two works: the same, or different for ever; and which pairs wait for that.

Decisions stand in ``kb/inbox/decisions.ttl``: ``owl:differentFrom`` between works that only look alike,
``dcterms:isReplacedBy`` from a work to the one that it is. Nothing of either work is taken away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ..analysis.duplicates import Index, Verdict
from ..errors import InvalidInputError, UnknownNameError
from ..store import Home
from .held_works import HeldWorks, described
from .inbox_file import InboxFile
from .writing import replace

__all__ = ["DECISIONS", "TITLE", "Pair", "decide_different", "decide_same", "undecided"]

DECISIONS = "decisions.ttl"
"""The file of the inbox that keeps decisions; no library has its name."""
TITLE = "What was decided about works; written by `commoncause literature` and `commoncause review`."
"""The comment on top of that file."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two works that may be one, how alike they are and why; ``left`` is the earlier."""

    left: str
    right: str
    verdict: Verdict
    score: float
    reasons: tuple[str, ...]
    titles: tuple[str, str]


def undecided(home: Home) -> list[Pair]:
    """Return the pairs of works that may be one paper and that nobody decided about, the likeliest first."""
    held = HeldWorks.of(home)
    index = Index()
    found: dict[frozenset[str], Pair] = {}
    for slug, facts in held.facts.items():
        mine = held.kept(slug)
        work = described(mine, facts)
        for match in index.matches(work):
            pair = frozenset((mine, match.name))
            if pair not in found and pair not in held.different and pair not in held.versions:
                titles = (held.facts[match.name].get("dcterms:title", ""), work.title)
                found[pair] = Pair(match.name, mine, match.verdict, match.score, match.reasons, titles)
        index.add(work)
    return sorted(found.values(), key=lambda pair: (-pair.score, pair.left, pair.right))


def decide_different(home: Home, one: str, other: str) -> Path:
    """Record that two works are different; they are not merged or listed again. Returns the file written.

    Raises `UnknownNameError` for a work that is not held, `InvalidInputError` if they were found the same.
    """
    held = HeldWorks.of(home)
    left, right = _named(held, one), _named(held, other)
    if held.kept(left) == held.kept(right):
        what = f"source:{left} and source:{right} were found to be the same"
        raise InvalidInputError(what, where=f"inbox/{DECISIONS}", remedy="take that line out first")
    return _write(home, [(left, "owl:differentFrom", f"source:{right}")])


def decide_same(home: Home, one: str, other: str) -> tuple[str, Path]:
    """Record that two works are the same; returns the one that stays, a curated one first, and the file.

    Raises `UnknownNameError` for a work that is not held; `InvalidInputError` if both are curated, which only
    an editor of those files can merge, or if they were found to be different.
    """
    held = HeldWorks.of(home)
    left, right = held.kept(_named(held, one)), held.kept(_named(held, other))
    if left == right:
        raise InvalidInputError(f"source:{left} is one work already", remedy="there is nothing to decide")
    if frozenset((left, right)) in held.different:
        what = f"source:{left} and source:{right} were found to be different"
        raise InvalidInputError(what, where=f"inbox/{DECISIONS}", remedy="take that line out first")
    if {left, right} <= held.curated:
        what = f"source:{left} and source:{right} are both reviewed"
        raise InvalidInputError(what, remedy="merge them in the file where they stand")
    stays, goes = (right, left) if right in held.curated else (left, right)
    facts = [(goes, "dcterms:isReplacedBy", f"source:{stays}"), (goes, "owl:deprecated", "true")]
    return stays, _write(home, facts)


def _named(held: HeldWorks, name: str) -> str:
    """Return the slug of a work by slug, prefixed name or IRI."""
    slug = re.sub(r"^(?:source:|.*/)", "", name.strip().strip("<>"))
    if slug not in held.facts:
        import difflib

        close = tuple(difflib.get_close_matches(slug, held.facts, n=3))
        raise UnknownNameError(name, "work", candidates=close)
    return slug


def _write(home: Home, facts: list[tuple[str, str, str]]) -> Path:
    path = home.kb / "inbox" / DECISIONS
    sheet = InboxFile.open(path, TITLE)
    for slug, predicate, term in facts:
        sheet.add(f"source:{slug}", predicate, term)
    replace({path: sheet.text()})
    return path
