"""What stands behind a cell: on which works its claims rest, who wrote them, and what is missing.

A claim *stands on* sets of works: the source that states it, and the works it gives as evidence. It falls
with any of the sets as a whole: withdrawn where its source is lost, unsupported where all its evidence is.
Papers of people who wrote with each other are not independent of each other, so evidence is counted by
groups of authors: the connected components of co-authorship over all works.

References
----------
M. E. J. Newman: The structure of scientific collaboration networks, PNAS 98 (2001), on co-authorship and on
names told apart by surname and first initial.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

__all__ = [
    "GAPS",
    "AuthorGroup",
    "Behind",
    "Ground",
    "argued_without_citation",
    "author_groups",
    "author_key",
    "fallen",
    "gaps_of",
    "hangs_on",
    "is_stale",
    "single_group",
    "single_source",
    "touching",
]

GAPS: Mapping[str, str] = {
    "never-assessed": "no claim counts",
    "unclear": "it reads unclear",
    "contested": "claims that count differ",
    "argued-without-citation": "it is argued, and no argument for it cites a work",
    "single-source": "every claim is stated by one source",
    "single-group": "one group of authors wrote every paper behind it",
    "stale": "its newest evidence is older than the newest work by more than the years given",
}
"""Kind of gap -> what it says of a cell, in the order in which gaps are listed."""


@lru_cache(maxsize=65536)
def author_key(name: str) -> str:
    """Return what a name is told apart by: surname and first initial, without case and accents.

    Namesakes with the same initial are merged, and a name without a first name is another one than the same
    with it. Lower-case particles before the last word belong to the surname; an organisation is named by its
    last word.

    >>> author_key("Doe, Jane"), author_key("J. Doe"), author_key("Jane Q. Doe")
    ('doe, j', 'doe, j', 'doe, j')
    >>> author_key("van der Berg, Jan") == author_key("Jan van der Berg"), author_key("Anthropic")
    (True, 'anthropic')
    """
    surname, comma, first = name.partition(",")
    if not comma:
        words = name.split()
        start = len(words) - 1
        while start > 1 and words[start - 1][:1].islower():
            start -= 1
        surname, first = " ".join(words[max(start, 0) :]), " ".join(words[: max(start, 0)])
    initial = _folded(first)[:1]
    return f"{_folded(surname)}, {initial}" if initial else _folded(surname)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’")
    return " ".join(re.sub(r"[^\w]+|_", " ", kept).split())


@dataclass(frozen=True, slots=True)
class AuthorGroup:
    """People of whom each is linked to each by works they wrote together."""

    name: str
    """The author of most of the works as written there; of works that nobody signs, the work itself."""
    authors: tuple[str, ...]
    """Their keys, sorted (`author_key`)."""
    works: tuple[str, ...]
    """Sorted."""


def author_groups(authors: Mapping[str, Sequence[str]]) -> tuple[AuthorGroup, ...]:
    """Return the independent groups of authors of works, sorted by name; every work is in one.

    ``authors`` are the names on each work as written. A work without any is a group of its own.

    >>> groups = author_groups({"a": ["Doe, J.", "Roe, R."], "b": ["Jane Doe"], "c": ["Poe, E."], "d": []})
    >>> [(group.name, group.works) for group in groups]
    [('Doe, J.', ('a', 'b')), ('Poe, E.', ('c',)), ('d', ('d',))]
    """
    parent: dict[str, str] = {}

    def _root(node: str) -> str:
        while (above := parent.setdefault(node, node)) != node:
            parent[node] = node = parent[above]
        return node

    for work, names in authors.items():
        for name in names:
            parent[_root(f"author {author_key(name)}")] = _root(f"work {work}")
    members: dict[str, list[str]] = defaultdict(list)
    for work in sorted(authors):
        members[_root(f"work {work}")].append(work)
    return tuple(sorted((_group(works, authors) for works in members.values()), key=lambda group: group.name))


def _group(works: Sequence[str], authors: Mapping[str, Sequence[str]]) -> AuthorGroup:
    keys = Counter(key for work in works for key in sorted({author_key(name) for name in authors[work]}))
    if not keys:
        return AuthorGroup(works[0], (), tuple(works))
    foremost = min(keys, key=lambda key: (-keys[key], key))
    name = min(name for work in works for name in authors[work] if author_key(name) == foremost)
    return AuthorGroup(name, tuple(sorted(keys)), tuple(works))


@dataclass(frozen=True, slots=True)
class Ground:
    """What one claim stands on."""

    sources: frozenset[str]
    """The works that state it; of an inferred claim, those that state what it follows from."""
    evidence: tuple[frozenset[str], ...] = ()
    """Sets of works it gives as evidence: it loses its support with any of the sets as a whole."""
    mode: str = ""
    cites: bool = False
    """Whether it cites a work, in whichever intent."""

    @property
    def works(self) -> frozenset[str]:
        """Every work behind the claim: those that state it and those it gives as evidence."""
        return self.sources.union(*self.evidence)

    def is_withdrawn(self, lost: Collection[str]) -> bool:
        """Whether a work that states it is among the ``lost``."""
        return not self.sources.isdisjoint(lost)

    def is_unsupported(self, lost: Collection[str]) -> bool:
        """Whether it gives evidence, and all of it is among the ``lost``."""
        return any(works and works.issubset(lost) for works in self.evidence)


def fallen(grounds: Mapping[str, Ground], lost: Collection[str]) -> tuple[list[str], list[str]]:
    """Return the claims that are withdrawn, and those others that are unsupported, without ``lost`` works.

    >>> held = {"c": Ground(frozenset({"s"}), (frozenset({"x", "y"}),)), "d": Ground(frozenset({"x"}))}
    >>> fallen(held, {"x"}), fallen(held, {"x", "y"})
    ((['d'], []), (['d'], ['c']))
    """
    works = frozenset(lost)
    withdrawn = [claim for claim, ground in grounds.items() if ground.is_withdrawn(works)]
    gone = set(withdrawn)
    return sorted(withdrawn), sorted(
        c for c, g in grounds.items() if c not in gone and g.is_unsupported(works)
    )


def touching(grounds: Mapping[str, Ground]) -> dict[str, dict[str, Ground]]:
    """Return work -> the claims that it is behind, with all they stand on: no others fall with it.

    >>> sorted(touching({"c": Ground(frozenset({"s"}), (frozenset({"x"}),))}))
    ['s', 'x']
    """
    found: dict[str, dict[str, Ground]] = defaultdict(dict)
    for claim, ground in grounds.items():
        for work in ground.works:
            found[work][claim] = ground
    return dict(found)


def hangs_on(grounds: Sequence[Ground], candidates: Mapping[str, Collection[str]]) -> list[str]:
    """Return which of the ``candidates``, each some works by a name, take every claim with them; sorted.

    >>> both = [Ground(frozenset({"s"}), (frozenset({"x"}),)), Ground(frozenset({"x"}))]
    >>> hangs_on(both, {"s": {"s"}, "x": {"x"}})
    ['x']
    """
    if not grounds:
        return []
    return sorted(
        name
        for name, works in candidates.items()
        if all(ground.is_withdrawn(works) or ground.is_unsupported(works) for ground in grounds)
    )


@dataclass(frozen=True, slots=True)
class Behind:
    """What is known of the evidence behind one cell, as gaps look at it."""

    verdict: str
    is_contested: bool
    grounds: tuple[Ground, ...]
    groups: frozenset[str] = frozenset()
    """The groups of authors of the works behind it."""
    newest: int | None = None
    """Year of the newest evidence."""


def single_source(grounds: Iterable[Ground]) -> bool:
    """Say whether every claim is stated by one source, the same."""
    stated = [ground.sources for ground in grounds]
    return bool(stated) and len(frozenset().union(*stated)) == 1


def argued_without_citation(grounds: Iterable[Ground]) -> bool:
    """Say whether something is argued and no argument cites a work."""
    argued = [ground for ground in grounds if ground.mode == "argued"]
    return bool(argued) and not any(ground.cites for ground in argued)


def single_group(grounds: Collection[Ground], groups: Collection[str]) -> bool:
    """Say whether there are claims, and one group of authors wrote all that is behind them."""
    return bool(grounds) and len(groups) == 1


def is_stale(newest: int | None, newest_work: int | None, years: int) -> bool:
    """Say whether evidence is older than the newest work by more than ``years``; not where no year is known.

    >>> is_stale(2018, 2024, 5), is_stale(2019, 2024, 5), is_stale(None, 2024, 5)
    (True, False, False)
    """
    return newest is not None and newest_work is not None and newest_work - newest > years


def gaps_of(behind: Behind, *, newest_work: int | None = None, stale_years: int = 5) -> list[str]:
    """Return the kinds of gaps of a cell, in the order of `GAPS`.

    >>> gaps_of(Behind("not-assessed", False, ()))
    ['never-assessed']
    >>> gaps_of(Behind("exposed", False, (Ground(frozenset({"s"}), mode="argued"),), frozenset({"Doe, J."})))
    ['argued-without-citation', 'single-source', 'single-group']
    """
    found = {
        "never-assessed": behind.verdict == "not-assessed",
        "unclear": behind.verdict == "unclear",
        "contested": behind.is_contested,
        "argued-without-citation": argued_without_citation(behind.grounds),
        "single-source": single_source(behind.grounds),
        "single-group": single_group(behind.grounds, behind.groups),
        "stale": is_stale(behind.newest, newest_work, stale_years),
    }
    return [kind for kind in GAPS if found[kind]]
