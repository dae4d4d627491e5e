"""Where the nodes of the page's graph stand: layers for what is argued about, a disc for the papers.

Failure modes, techniques and assumptions stand in three columns, ordered by the barycentre sweeps of
Sugiyama, Tagawa and Toda (1981) so that few of the strong relations cross. Papers fill a disc beside
them, those that cite each other or are evidence on the same thing close together, as `forces` places them.
The same network gives the same integers on every machine and under every hash seed, and a network that is
little different places that are.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from .forces import settled, slots

if TYPE_CHECKING:
    import networkx

COLUMNS = {"failure-mode": -1, "technique": 0, "assumption": 1}
COLUMN_WIDTH = 320
ROW_HEIGHT = 72
# Rarer kinds stand under the column they belong to.
GUESTS = {"attack": "failure-mode", "combination": "technique", "framework": "technique"}
PAPER_GAP = 44
# More papers than these are not laid out by their ties, which takes time that grows with the square.
MOST_TIED = 1200
# What so many papers are evidence on says little about how near they are to each other.
MOST_TOGETHER = 40
SWEEPS = 12
RESTARTS = 6
# Only what a reader follows with the eye should be kept from crossing; the faint relations pull little.
PULL = {
    "exposed-to": 6,
    "rests-on": 6,
    "entails": 4,
    "undermines": 4,
    "unclear-whether": 2,
    "protected-from": 1,
}
STRONG = frozenset({"exposed-to", "rests-on", "entails", "undermines"})

Order = dict[str, list[str]]
Tie = tuple[str, str, str]


def positions(network: networkx.MultiDiGraph, *, seed: int = 0) -> dict[str, tuple[int, int]]:
    """Return {node: (x, y)} in canvas units, y downwards, for every node of the network.

    ``seed`` drives the random starting orders tried beside the given one; the arrangement with the
    fewest crossings wins, the earliest on a tie.

    >>> import networkx as nx
    >>> g = nx.MultiDiGraph()
    >>> g.add_node("technique:a", kind="technique", position=1)
    >>> g.add_node("failure:b", kind="failure-mode", position=1)
    >>> _ = g.add_edge("technique:a", "failure:b", key="exposed-to", kind="exposed-to")
    >>> positions(g)
    {'failure:b': (-320, 0), 'technique:a': (0, 0)}
    """
    kinds = {str(node): _column_of(str(data.get("kind", ""))) for node, data in network.nodes(data=True)}
    places = {str(node): _place(node, data) for node, data in network.nodes(data=True)}
    ties = sorted((str(u), str(v), str(key)) for u, v, key in network.edges(keys=True))
    pulled = [
        tie
        for tie in ties
        if tie[2] in PULL
        and kinds[tie[0]] != kinds[tie[1]]
        and {kinds[tie[0]], kinds[tie[1]]} <= set(COLUMNS)
    ]
    tied = {node for tie in pulled for node in tie[:2]}
    listed = sorted(kinds, key=lambda node: places[node])
    start = {kind: [n for n in listed if kinds[n] == kind and n in tied] for kind in COLUMNS}
    placed = _columns(_fewest_crossings(start, pulled, seed))
    bottom = max((y for _, y in placed.values()), default=0)
    placed |= _loose(listed, kinds, tied, bottom)
    papers = [node for node in listed if kinds[node] not in COLUMNS]
    placed |= _disc(papers, ties)
    return {node: placed[node] for node in sorted(placed)}


def crossings(left: Sequence[str], right: Sequence[str], ties: Iterable[tuple[str, str]]) -> int:
    """Count the pairs of straight ties between two ordered columns that cross.

    >>> crossings("ab", "xy", [("a", "y"), ("b", "x")])
    1
    """
    at_left = {node: i for i, node in enumerate(left)}
    at_right = {node: i for i, node in enumerate(right)}
    ends = sorted((at_left[u], at_right[v]) for u, v in ties)
    seen: list[int] = []
    count = 0
    for _, end in ends:
        count += len(seen) - bisect_right(seen, end)
        insort(seen, end)
    return count


def _column_of(kind: str) -> str:
    return GUESTS.get(kind, kind)


def _place(node: object, data: Mapping[str, object]) -> tuple[float, str]:
    position = data.get("position")
    return (float(position) if isinstance(position, (int, float)) else math.inf, str(node))


def _fewest_crossings(start: Order, ties: Sequence[Tie], seed: int) -> Order:
    chance = random.Random(seed)  # noqa: S311 - a layout needs no secrecy
    best, fewest = start, _score(start, ties)
    for attempt in range(RESTARTS):
        order = {kind: list(nodes) for kind, nodes in start.items()}
        if attempt:
            for nodes in order.values():
                chance.shuffle(nodes)
        for _ in range(SWEEPS):
            order = _sweep(order, ties)
            score = _score(order, ties)
            if score < fewest:
                best, fewest = order, score
    return best


def _sweep(order: Order, ties: Sequence[Tie]) -> Order:
    swept = dict(order)
    for kind in ("failure-mode", "assumption", "technique"):
        height = {n: (i + 0.5) / len(nodes) for nodes in swept.values() for i, n in enumerate(nodes)}
        pull: dict[str, float] = {}
        weight: dict[str, float] = {}
        for u, v, key in ties:
            for node, other in ((u, v), (v, u)):
                pull[node] = pull.get(node, 0.0) + PULL[key] * height[other]
                weight[node] = weight.get(node, 0.0) + PULL[key]
        swept[kind] = sorted(swept[kind], key=lambda n: (round(pull[n] / weight[n], 9), height[n], n))
    return swept


def _score(order: Order, ties: Sequence[Tie]) -> int:
    column = {node: kind for kind, nodes in order.items() for node in nodes}
    total = 0
    for one, other in (
        ("technique", "failure-mode"),
        ("technique", "assumption"),
        ("failure-mode", "assumption"),
    ):
        strong = [(u, v) for u, v, key in ties if key in STRONG and (column[u], column[v]) == (one, other)]
        total += crossings(order[one], order[other], strong)
    return total


def _columns(order: Order) -> dict[str, tuple[int, int]]:
    tallest = max((len(nodes) for nodes in order.values()), default=0)
    height = ROW_HEIGHT * tallest
    return {
        node: (COLUMNS[kind] * COLUMN_WIDTH, ((2 * i + 1) * height // len(nodes) - height) // 2)
        for kind, nodes in order.items()
        for i, node in enumerate(nodes)
    }


def _loose(
    listed: Sequence[str], kinds: Mapping[str, str], tied: set[str], bottom: int
) -> dict[str, tuple[int, int]]:
    # Things nobody has tied to anything stand in two short columns under their kind.
    placed = {}
    for kind, column in COLUMNS.items():
        loose = [node for node in listed if kinds[node] == kind and node not in tied]
        for i, node in enumerate(loose):
            x = column * COLUMN_WIDTH + (-1 if i % 2 == 0 else 1) * COLUMN_WIDTH // 4
            placed[node] = (x, bottom + ROW_HEIGHT * (2 + i // 2))
    return placed


def _disc(papers: Sequence[str], ties: Sequence[Tie]) -> dict[str, tuple[int, int]]:
    middle = 2 * COLUMN_WIDTH + round(PAPER_GAP * math.sqrt(len(papers)))
    named = sorted(papers)
    if len(papers) > MOST_TIED:
        around = slots(named, gap=PAPER_GAP)
    else:
        around = settled(named, _among(set(papers), ties), gap=PAPER_GAP)
    return {node: (middle + x, y) for node, (x, y) in around.items()}


def _among(papers: set[str], ties: Sequence[Tie]) -> list[tuple[str, str]]:
    """Ties between papers: who cites whom, and what is evidence on the same thing."""
    direct = {(u, v) for u, v, _ in ties if u in papers and v in papers}
    together: dict[str, set[str]] = {}
    for u, v, _ in ties:
        if (v in papers) != (u in papers):
            together.setdefault(u if v in papers else v, set()).add(v if v in papers else u)
    shared = (
        pair
        for found in together.values()
        if len(found) <= MOST_TOGETHER
        for pair in combinations(sorted(found), 2)
    )
    return sorted(direct | set(shared))
