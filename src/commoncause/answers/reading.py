"""What to read and what to find out next: papers near cells that matter, cells on which little is written.

A cell is a target where it is contested, or where resolving it can narrow the range of the probability of
failing. A paper is near a cell where its claims give it as evidence, where it cites or is cited by what
stands behind it, shares authors with that, or names its technique or failure mode in the title.

References
----------
T. Zhou, L. Lu, Y.-C. Zhang: Predicting missing links via local information, European Physical Journal B 71
(2009), for the weight of a path: what a work has to give is shared out equally over what it leads to.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..analysis.evidence import Ground, author_key
from ..analysis.titles import title_of
from ..model import Cell, Matrix
from .bibliography import Bibliography, Work
from .claims import cell_answer
from .readings import Json

__all__ = ["MOST_CELLS", "reading_answer"]

MOST_CELLS = 5
"""Cells that are listed of a paper, the nearest first."""
_SHORTEST = 4
"""Characters of the shortest name that is sought in titles; shorter ones are words of other meanings."""

Pair = tuple[str, str]
Names = Callable[[str, str], Iterable[str]]
"""Slug and kind (``"technique"``, ``"failure-mode"``) -> everything it is called."""


@dataclass
class _Nearness:
    """How near a paper is to one cell, from each side at most 1, and in words."""

    parts: dict[str, float] = field(default_factory=dict)
    reasons: dict[str, list[str]] = field(default_factory=dict)

    def add(self, part: str, amount: float, reason: str) -> None:
        """Count a reason towards a side, which counts at most 1."""
        self.parts[part] = min(1.0, self.parts.get(part, 0.0) + amount)
        known = self.reasons.setdefault(part, [])
        if reason not in known:
            known.append(reason)

    @property
    def whole(self) -> float:
        """The sum of the sides."""
        return sum(self.parts.values())


def reading_answer(
    matrix: Matrix,
    values: Sequence[Json],
    grounds: Mapping[str, Ground],
    works: Bibliography,
    reviewed: Collection[str],
    names: Names,
) -> Json:
    """Return the ``papers`` to read next and the ``cells`` to find out about next, each ranked, with reasons.

    The score of a paper is the sum over cells of how much the cell matters, 1 if it is contested and its
    best-case value as a share of the greatest, times how near the paper is: 1 where a claim gives it as
    evidence; up to 1 for citations, each shared out over the links of the work at its other end and the
    cells that this one stands behind; the share of authors in common (Jaccard), likewise; 1 shared out over
    the cells of which the title names both technique and failure mode, or one half over those of which it
    names either. The priority of a cell is its best-case value over one more than the papers behind it.

    Parameters
    ----------
    values
        Rows of `cell_values`: ``technique``, ``failure_mode``, ``value_best``, ``value_guaranteed``.
    works
        With those of the inbox, for these are what has to be read.
    reviewed
        The works that make claims: they are read already.
    """
    worth = {(row["technique"], row["failure_mode"]): row for row in values}
    highest = max((row["value_best"] for row in values), default=0.0)
    targets: dict[Pair, float] = {}
    for cell in matrix:
        name = cell.technique, cell.failure_mode
        share = worth[name]["value_best"] / highest if name in worth and highest > 0 else 0.0
        if (weight := float(cell.is_contested) + max(share, 0.0)) > 0:
            targets[name] = weight
    behind = {name: _behind(matrix.cells[name], grounds) for name in targets}
    near = _Search(works, frozenset(reviewed), behind, names).near()
    papers = [_paper(works.works[work], cells, targets) for work, cells in near.items()]
    return {
        "papers": sorted(papers, key=lambda row: (-row["score"], row["work"])),
        "cells": _cells(matrix, worth, grounds),
    }


def _behind(cell: Cell, grounds: Mapping[str, Ground]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the works that a cell's claims give as evidence, and the sources that state them."""
    own = [grounds[iri] for iri in cell.claims if iri in grounds]
    given = (works for ground in own for works in ground.evidence)
    return frozenset().union(*given), frozenset().union(*(ground.sources for ground in own))


class _Search:
    """Papers that nobody has reviewed, and the cells that they are near to."""

    def __init__(
        self,
        works: Bibliography,
        reviewed: frozenset[str],
        behind: Mapping[Pair, tuple[frozenset[str], frozenset[str]]],
        names: Names,
    ) -> None:
        self.works, self.behind, self.names = works.works, behind, names
        self.unread = {name: work for name, work in works.works.items() if name not in reviewed}
        self.links: dict[str, set[str]] = defaultdict(set)
        for work in self.works.values():
            for cited in work.cites & self.works.keys() - {work.slug}:
                self.links[work.slug].add(cited)
                self.links[cited].add(work.slug)
        self.reach = Counter(work for own in behind.values() for work in own[0] | own[1])
        self.found: dict[str, dict[Pair, _Nearness]] = defaultdict(lambda: defaultdict(_Nearness))

    def near(self) -> dict[str, dict[Pair, _Nearness]]:
        """Return paper -> cell -> how near it is, for what is near at all."""
        signed: dict[str, list[str]] = defaultdict(list)
        for work in self.unread.values():
            for key in {author_key(author) for author in work.authors}:
                signed[key].append(work.slug)
        for pair, (evidence, sources) in self.behind.items():
            self._evidence(pair, evidence)
            self._citations(pair, evidence | sources)
            self._authors(pair, evidence | sources, signed)
        self._words()
        return {work: dict(cells) for work, cells in sorted(self.found.items())}

    def _evidence(self, pair: Pair, evidence: Iterable[str]) -> None:
        for name in sorted(evidence):
            if name in self.unread:
                self.found[name][pair].add("evidence", 1.0, "a claim gives it as evidence")

    def _citations(self, pair: Pair, behind: Iterable[str]) -> None:
        for name in sorted(behind):
            weight = 1 / max(1, len(self.links.get(name, ())) * self.reach[name])
            for other in sorted(self.links.get(name, ())):
                if other in self.unread:
                    how = "cites" if name in self.works[other].cites else "is cited by"
                    self.found[other][pair].add("citations", weight, f"{how} {name}")

    def _authors(self, pair: Pair, behind: Iterable[str], signed: Mapping[str, list[str]]) -> None:
        shared: dict[str, tuple[float, str]] = {}
        for name in sorted(behind):
            own = {author_key(author) for author in self.works[name].authors} if name in self.works else set()
            for other in {work for key in own for work in signed.get(key, ()) if work != name}:
                keys = {author_key(author) for author in self.works[other].authors}
                share = len(keys & own) / len(keys | own) / self.reach[name]
                if share > shared.get(other, (0.0, ""))[0]:
                    shared[other] = share, name
        for other, (share, name) in sorted(shared.items()):
            self.found[other][pair].add("authors", share, f"shares authors with {name}")

    def _words(self) -> None:
        techniques, modes = (sorted({pair[axis] for pair in self.behind}) for axis in (0, 1))
        called = {
            kind: _spoken(slugs, kind, self.names)
            for kind, slugs in (("technique", techniques), ("failure-mode", modes))
        }
        longest = max((len(name) for index in called.values() for name in index), default=0)
        pairs: dict[str, list[Pair]] = defaultdict(list)
        for pair in self.behind:
            for name in dict.fromkeys(pair):
                pairs[name].append(pair)
        for work in self.unread.values():
            phrases = _phrases(title_of(work.title).folded.split(), longest)
            named = [{slug for p in phrases for slug in index.get(p, ())} for index in called.values()]
            near = {pair for own in named for slug in own for pair in pairs[slug]}
            either = {pair for pair in near if pair[0] in named[0] or pair[1] in named[1]}
            both = {pair for pair in either if pair[0] in named[0] and pair[1] in named[1]}
            for pair in sorted(both or either):
                said = [name for name, own in zip(pair, named, strict=True) if name in own]
                share = len(said) / 2 / len(both or either)
                self.found[work.slug][pair].add("words", share, f"its title names {' and '.join(said)}")


def _spoken(slugs: Iterable[str], kind: str, names: Names) -> dict[tuple[str, ...], list[str]]:
    """Return name as words -> what is called so."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for slug in slugs:
        for words in {tuple(title_of(name).folded.split()) for name in names(slug, kind)}:
            if len("".join(words)) >= _SHORTEST:
                found[words].append(slug)
    return found


def _phrases(words: Sequence[str], longest: int) -> set[tuple[str, ...]]:
    """Return the runs of up to ``longest`` words.

    >>> sorted(_phrases(["ai", "safety"], 2))
    [('ai',), ('ai', 'safety'), ('safety',)]
    """
    starts = range(len(words))
    return {tuple(words[i : i + n]) for n in range(1, longest + 1) for i in starts if i + n <= len(words)}


def _paper(work: Work, cells: Mapping[Pair, _Nearness], targets: Mapping[Pair, float]) -> Json:
    scores = {pair: targets[pair] * nearness.whole for pair, nearness in cells.items()}
    first = sorted(cells, key=lambda pair: (-round(scores[pair], 9), pair))
    return {
        "work": work.slug,
        "title": work.title,
        "authors": list(work.authors),
        "year": work.year,
        "is_in_inbox": work.is_in_inbox,
        "score": round(sum(scores.values()), 9),
        "near": len(cells),
        "cells": [
            {
                "technique": technique,
                "failure_mode": mode,
                "score": round(scores[technique, mode], 9),
                "reasons": [why for part in cells[technique, mode].reasons.values() for why in part],
            }
            for technique, mode in first[:MOST_CELLS]
        ],
    }


def _cells(matrix: Matrix, worth: Mapping[Pair, Json], grounds: Mapping[str, Ground]) -> list[Json]:
    """Return the open cells whose resolution would narrow most against what has been written on them."""
    rows = []
    for pair, value in worth.items():
        cell = matrix.cells[pair]
        evidence, sources = _behind(cell, grounds)
        papers = sorted(evidence | sources)
        rows.append(
            {
                **cell_answer(cell),
                "is_contested": cell.is_contested,
                "value_guaranteed": value["value_guaranteed"],
                "value_best": value["value_best"],
                "papers": papers,
                "priority": round(value["value_best"] / (1 + len(papers)), 12),
                "reason": _why(cell, papers),
            }
        )
    kept = (row for row in rows if row["priority"] > 0)
    return sorted(
        kept, key=lambda r: (-r["priority"], -r["value_guaranteed"], r["technique"], r["failure_mode"])
    )


def _why(cell: Cell, papers: Sequence[str]) -> str:
    """Say why a cell is open and how much is written on it.

    >>> from commoncause.model import Verdict
    >>> _why(Cell("t", "f", Verdict.NOT_ASSESSED), [])
    'never assessed, no paper'
    """
    state = "contested" if cell.is_contested else cell.verdict.value.replace("not-assessed", "never assessed")
    number = f"{len(papers)} paper{'' if len(papers) == 1 else 's'}" if papers else "no paper"
    return f"{state}, {number}"
