"""The states of a frontier sum in numpy arrays: where they are many, some ten times faster than in a dict.

`SortedStates` holds the states that occur; `StateTable` has a place for every state that could, which is
faster still once many of them do.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .incidence import bits

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from .frontier import Frontier, Step

    Keys = NDArray[numpy.int64]
    Masses = NDArray[numpy.float64]

__all__ = ["SortedStates", "StateTable", "fit_in_arrays", "missing"]

KEY_BITS = 62
PLACES_PER_STATE = 8
PER_FAILURE = 1.5


def fit_in_arrays(problem: Frontier) -> bool:
    """Whether every state is an integer of 64 bits.

    >>> from .frontier import frontier
    >>> fit_in_arrays(frontier([1] * 62, 0)), fit_in_arrays(frontier([1] * 62, 1))
    (True, False)
    """
    return problem.n + problem.spare.bit_length() <= KEY_BITS


class SortedStates:
    """States, ascending, and their masses.

    Examples
    --------
    >>> from .frontier import frontier
    >>> problem = frontier([0b01, 0b11], 0)
    >>> states = SortedStates([0], [1.0], problem)
    >>> [states.advance(step, 0.5, still_open) for step, still_open in zip(problem.steps, [0b10, 0b00])]
    [0.5, 0.0]
    """

    def __init__(self, keys: Iterable[int], masses: Iterable[float], problem: Frontier) -> None:
        import numpy as np

        self.problem = problem
        self.keys, self.masses = _merged(np.fromiter(keys, np.int64), np.fromiter(masses, np.float64))

    def __len__(self) -> int:
        return len(self.keys)

    def advance(self, step: Step, chance: float, open_edges: int, *, every: bool = False) -> float:
        """Decide a cause and settle the edges it closes; the mass of the states that are now lost.

        With ``every`` impossible states are kept too, with mass 0.
        """
        keys, masses = _decided(self.keys, self.masses, step, chance)
        if chance in (0.0, 1.0) and not every:
            keys, masses = keys[masses > 0], masses[masses > 0]
        n, spare = self.problem.n, self.problem.spare
        if step.closing:
            holding = (keys >> n) + missing(keys, step.closing)
            kept = holding <= spare
            keys, masses = (keys & open_edges | holding << n)[kept], masses[kept]
        keys, masses = _merged(keys, masses)
        lost = (keys >> n) + missing(keys, open_edges) <= spare
        self.keys, self.masses = keys[~lost], masses[~lost]
        return float(masses[lost].sum())

    def heaviest(self, most: int) -> tuple[dict[int, float], float]:
        """At most ``most`` states, one half the heaviest, the other weighed up by failures; the mass left."""
        import numpy as np

        kept = np.ones(len(self), bool)
        if most < len(self):
            kept[:] = False
            failed = self.problem.n - missing(self.keys, (1 << self.problem.n) - 1)
            promise = self.masses * PER_FAILURE**failed
            for weight, share in ((self.masses, most // 2), (promise, most - most // 2)):
                kept[np.argpartition(weight, len(self) - share)[len(self) - share :] if share else []] = True
        pairs = zip(self.keys[kept].tolist(), self.masses[kept].tolist(), strict=True)
        return dict(pairs), float(self.masses[~kept].sum())


class StateTable:
    """The mass of every state that could be: a row for each number of edges that hold, open edges by bit.

    Examples
    --------
    >>> from .frontier import frontier
    >>> problem = frontier([0b01, 0b11], 0)
    >>> states = StateTable(SortedStates([0], [1.0], problem), 0b11)
    >>> [states.advance(step, 0.5, still_open) for step, still_open in zip(problem.steps, [0b10, 0b00])]
    [0.0, 0.5]
    """

    def __init__(self, states: SortedStates, open_edges: int) -> None:
        import numpy as np

        self.problem, self.edges = states.problem, list(bits(open_edges))
        self.table = np.zeros((self.problem.spare + 1, 1 << len(self.edges)))
        place = np.zeros_like(states.keys)
        for rank, edge in enumerate(self.edges):
            place |= (states.keys >> edge & 1) << rank
        self.table[states.keys >> self.problem.n, place] = states.masses

    @staticmethod
    def pays(states: SortedStates, open_edges: int) -> bool:
        """Whether so many states occur that a place for each that could is no waste.

        >>> from .frontier import frontier
        >>> StateTable.pays(SortedStates([0], [1.0], frontier([0b01, 0b11], 0)), 0b11)
        True
        """
        return (states.problem.spare + 1) << open_edges.bit_count() <= PLACES_PER_STATE * len(states)

    def __len__(self) -> int:
        """For how many sorted states it pays."""
        return self.table.size // PLACES_PER_STATE

    def advance(self, step: Step, chance: float, open_edges: int) -> float:
        """Decide a cause and settle the edges it closes; the mass that is lost once no edge is open."""
        rank_of = {edge: rank for rank, edge in enumerate(self.edges)}
        sure = [rank_of[edge] for edge in bits(step.sure)]
        self._decide(sure, [(rank_of[edge.bit_length() - 1], c) for edge, c in step.partly], chance)
        for edge in reversed(list(bits(step.closing))):
            self._close(rank_of[edge])
        if open_edges:
            return 0.0
        lost, self.table = float(self.table.sum()), self.table[:, :0]
        return lost

    def _decide(self, sure: list[int], weak: list[tuple[int, float]], chance: float) -> None:
        occurring = chance * self.table
        for rank in sorted(sure, reverse=True):
            halves = occurring.reshape(-1, 2, 1 << rank)
            occurring = halves[:, 0] + halves[:, 1]
        # One axis for each edge, the last for rank 0; what is struck surely has one place there: failed.
        ranks = range(len(self.edges) - 1, -1, -1)
        occurring = occurring.reshape(-1, *(1 if rank in sure else 2 for rank in ranks))
        for rank, c in weak:
            held, failed = (occurring[(..., side) + (slice(None),) * rank] for side in (0, 1))
            failed += c * held
            held *= 1.0 - c
        self.table *= 1.0 - chance
        places = self.table.reshape((-1,) + (2,) * len(self.edges))
        places[:, *(slice(1 if rank in sure else 0, 2) for rank in ranks)] += occurring

    def _close(self, rank: int) -> None:
        """Take out an edge: where it holds, the states move one row down, those of the last hold for good."""
        rows = len(self.table)
        halves = self.table.reshape(rows, -1, 2, 1 << rank)
        after = halves[:, :, 1].copy()
        after[1:] += halves[:-1, :, 0]
        self.table = after.reshape(rows, -1)
        del self.edges[rank]

    def heaviest(self, most: int) -> tuple[dict[int, float], float]:
        """As `SortedStates.heaviest`."""
        import numpy as np

        holding, place = np.nonzero(self.table)
        keys = holding << self.problem.n
        for rank, edge in enumerate(self.edges):
            keys |= (place >> rank & 1) << edge
        states = SortedStates(keys, self.table[holding, place], self.problem)
        return states.heaviest(most)


def _decided(keys: Keys, masses: Masses, step: Step, chance: float) -> tuple[Keys, Masses]:
    """The states once a cause is decided, not merged: it occurs with probability ``chance``, then strikes."""
    import numpy as np

    if step.partly:
        moved, weights = _struck(keys, masses * chance, step)
        spared = masses * (1.0 - chance)
    else:
        open_to_it = (keys & step.sure) != step.sure
        moved, weights = keys[open_to_it] | step.sure, masses[open_to_it] * chance
        spared = np.where(open_to_it, masses * (1.0 - chance), masses)
    return np.concatenate([keys, moved]), np.concatenate([spared, weights])


def _struck(keys: Keys, masses: Masses, step: Step) -> tuple[Keys, Masses]:
    """The states after an occurring cause has struck, merged."""
    import numpy as np

    keys, masses = _merged(keys | step.sure, masses)
    for edge, c in step.partly:
        holds = keys & edge == 0
        moved, weights = keys[holds] | edge, masses[holds] * c
        spared = np.where(holds, masses * (1.0 - c), masses)
        keys, masses = _merged(np.concatenate([keys, moved]), np.concatenate([spared, weights]))
    return keys, masses


def _merged(keys: Keys, masses: Masses) -> tuple[Keys, Masses]:
    """Each state once, ascending, with the mass of all its occurrences."""
    import numpy as np

    if not len(keys):
        return keys, masses
    order = np.argsort(keys)
    keys = keys[order]
    first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    return keys[first], np.add.reduceat(masses[order], first)


def missing(keys: Keys, edges: int) -> Keys:
    """For each state how many of ``edges`` have not failed: ones counted in pairs, fours, eights."""
    ones = edges & ~keys
    ones = ones - (ones >> 1 & 0x5555555555555555)
    ones = (ones & 0x3333333333333333) + (ones >> 2 & 0x3333333333333333)
    ones = ones + (ones >> 4) & 0x0F0F0F0F0F0F0F0F
    return ones * 0x0101010101010101 >> 56
