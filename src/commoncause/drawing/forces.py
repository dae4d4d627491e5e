"""A force layout that moves little when little changes.

The forces of Fruchterman and Reingold (1991), followed for a fixed number of small steps from a place that
each node draws from its own name and stays tied to: one more paper pushes its neighbours aside and leaves the
rest where people remember it. (Their own cooling schedule lets every node jump, and one more node then turns
the whole picture over.)
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy

    Array = numpy.ndarray[tuple[int, ...], numpy.dtype[numpy.float64]]
    Pairs = numpy.ndarray[tuple[int, ...], numpy.dtype[numpy.int64]]

__all__ = ["settled", "slots", "spot"]

Place = tuple[int, int]

STEPS = 50
RATE = 0.1
GRAVITY = 0.8
"""As strong as the pushes, so that nodes without ties fill a disc evenly."""
HOMESICKNESS = 0.4
"""How strongly a node is drawn to the place its name gives it: what keeps old pictures recognisable."""
LONGEST_STEP = 1.5
LEAST_DISTANCE = 0.05
LEAST_APART = 0.24


def spot(name: str) -> tuple[float, float]:
    """Return the name's own place in the unit disc, evenly spread over names and the same everywhere.

    >>> x, y = spot("source:zou-2023")
    >>> x * x + y * y <= 1
    True
    """
    digest = hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=8).digest()
    turn = int.from_bytes(digest[:4]) / 2**32 * 2 * math.pi
    radius = math.sqrt(int.from_bytes(digest[4:]) / 2**32)
    return radius * math.cos(turn), radius * math.sin(turn)


def settled(
    nodes: Sequence[str], ties: Iterable[tuple[str, str]], *, gap: float, sizes: Mapping[str, float] = {}
) -> dict[str, Place]:
    """Return {node: (x, y)} around the origin, tied nodes near each other, about ``gap`` units apart.

    Takes memory and time that grow with the square of the number of nodes: for up to some 1,500. ``sizes``
    are weights of nodes that push harder than one (default 1). No two nodes share a place.

    >>> placed = settled(["a", "b", "c"], [("a", "b")], gap=40)
    >>> math.dist(placed["a"], placed["b"]) < math.dist(placed["a"], placed["c"])
    True
    """
    import numpy as np

    if not nodes:
        return {}
    at = {node: i for i, node in enumerate(nodes)}
    pairs = np.array([(at[u], at[v]) for u, v in ties if u != v], dtype=int).reshape(-1, 2)
    weight = np.array([math.sqrt(sizes.get(node, 1.0)) for node in nodes])
    degree = np.maximum(1, np.bincount(pairs.ravel(), minlength=len(nodes)))
    # A tie of a busy node pulls less, else one survey would draw all it cites into a ball.
    pull = 1 / np.sqrt(np.minimum(degree[pairs[:, 0]], degree[pairs[:, 1]]))
    reach = 0.9 * math.sqrt(float(sum(weight**2)))
    home = place = np.array([spot(node) for node in nodes]) * reach
    for _ in range(STEPS):
        move = _pushes(place, weight) + _pulls(place, pairs, pull)
        move += HOMESICKNESS * (home - place) - GRAVITY * place * weight[:, None]
        length = RATE * np.sqrt((move**2).sum(axis=1)) + 1e-12
        place = place + RATE * move * np.minimum(1, LONGEST_STEP / length)[:, None]
    place = _uncovered(place, weight)
    return _apart([(round(x * gap), round(y * gap)) for x, y in place.tolist()], nodes)


def _pushes(place: Array, weight: Array) -> Array:
    """Everything pushes everything: weight product over distance."""
    import numpy as np

    total = np.empty_like(place)
    for start in range(0, len(place), 256):
        away = place[start : start + 256, None, :] - place[None, :, :]
        square = (away**2).sum(axis=2) + LEAST_DISTANCE
        total[start : start + 256] = (away * (weight[None, :] / square)[:, :, None]).sum(axis=1)
    return 0.8 * total * weight[:, None]


def _uncovered(place: Array, weight: Array) -> Array:
    """Move apart, a little at a time, what would cover each other."""
    import numpy as np

    for _ in range(12):
        total = np.zeros_like(place)
        for start in range(0, len(place), 256):
            away = place[start : start + 256, None, :] - place[None, :, :]
            length = np.sqrt((away**2).sum(axis=2)) + 1e-9
            short = np.maximum(
                0, LEAST_APART * (weight[start : start + 256, None] + weight[None, :]) - length
            )
            total[start : start + 256] = (away * (0.4 * short / length)[:, :, None]).sum(axis=1)
        place = place + total
    return place


def _pulls(place: Array, pairs: Pairs, pull: Array) -> Array:
    """Ties pull with the square of their length."""
    import numpy as np

    apart = place[pairs[:, 0]] - place[pairs[:, 1]]
    force = apart * (pull * np.sqrt((apart**2).sum(axis=1)))[:, None]
    total = np.zeros_like(place)
    np.add.at(total, pairs[:, 0], -force)
    np.add.at(total, pairs[:, 1], force)
    return total


def _apart(places: Sequence[Place], nodes: Sequence[str]) -> dict[str, Place]:
    taken: set[Place] = set()
    found = {}
    for node, (x, y) in zip(nodes, places, strict=True):
        while (x, y) in taken:
            x += 1
        taken.add((x, y))
        found[node] = (x, y)
    return found


def slots(nodes: Sequence[str], *, gap: float) -> dict[str, Place]:
    """Return {node: (x, y)} in a disc around the origin, each in a slot that its own name picks.

    For what is too many to be laid out: the slots are Vogel's (1979) sunflower, and a node that finds its
    slot taken goes to the next free one, so that one more moves hardly any other.

    >>> before, after = slots(["a", "b", "c"], gap=10), slots(["a", "b", "c", "d"], gap=10)
    >>> sum(before[node] == after[node] for node in before)
    3
    """
    room = 1 << max(2, math.ceil(math.log2(1.5 * len(nodes) + 1)))
    taken: set[int] = set()
    found = {}
    for node in sorted(nodes):
        slot = int.from_bytes(hashlib.blake2b(node.encode("utf-8", "replace"), digest_size=6).digest()) % room
        while slot in taken:
            slot = (slot + 1) % room
        taken.add(slot)
        radius, turn = gap * math.sqrt(slot + 0.5), slot * math.pi * (3 - math.sqrt(5))
        found[node] = (round(radius * math.cos(turn)), round(radius * math.sin(turn)))
    return found
