"""The main path: the chain of citations through which most of a literature's chains run.

Knowledge flows from the cited work to the citing one. A search path leads from a source, which cites nothing
of the library, to a sink, which nothing of it cites. The search path count (SPC) of a citation is the number
of search paths that take it: (paths from the sources to its start) x (paths from its end to the sinks). These
numbers grow exponentially, beyond 10^32 in libraries of ordinary size, and are exact integers here.

Citations do run in circles, between preprints above all. Works on a common circle (a strongly connected
component) are condensed to one step, and several citations between two steps count as one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from .citations import CitationNetwork

__all__ = ["MainPath", "main_path", "search_path_counts"]

Step = tuple[str, ...]
"""The works of a step, sorted: one, or those of a circle."""


@dataclass(frozen=True, slots=True)
class MainPath:
    """The global main path: the search path with the largest sum of counts."""

    steps: tuple[Step, ...]
    """From the oldest to the newest, each cited by the next; empty where nothing cites anything."""
    counts: tuple[int, ...]
    """The SPC of the citation between each two steps."""
    paths: int
    """All search paths of the library."""
    tied: int
    """Search paths with the same sum, this one included: the one that comes first by its names is taken."""
    circles: tuple[Step, ...]
    """Works that cite each other in a circle, condensed; the largest first, then by names."""


def main_path(network: CitationNetwork) -> MainPath:
    """Return the global main path of a library.

    Of paths with the same sum of counts the one is returned whose steps come first by their names, compared
    from the oldest. Time and memory grow with the number of citations.

    References
    ----------
    V. Batagelj: "Efficient algorithms for citation network analysis" (2003),
    https://arxiv.org/abs/cs/0309023; J. S. Liu, L. Y. Y. Lu: "An integrated approach for main path analysis",
    JASIST 63 (2012) 528-542, https://doi.org/10.1002/asi.21692

    Examples
    --------
    >>> from commoncause.analysis.citations import citation_network
    >>> found = main_path(citation_network("abcd", [("b", "a"), ("c", "b"), ("d", "b"), ("d", "c")]))
    >>> found.steps, found.counts, found.paths
    ((('a',), ('b',), ('c',), ('d',)), (2, 1, 1), 2)
    """
    flow = _Flow(network)
    best: list[tuple[int, int | None, int]] = [(0, None, 1)] * len(flow.steps)
    # Steps are numbered by their names, so that the lesser number comes first of equal sums.
    for step in reversed(flow.order):
        if ahead := flow.ahead[step]:
            sums = [flow.before[step] * flow.beyond[end] + best[end][0] for end in ahead]
            most = max(sums)
            ends = [end for end, total in zip(ahead, sums, strict=True) if total == most]
            best[step] = most, min(ends), sum(best[end][2] for end in ends)
    starts = [step for step in flow.order if flow.is_source(step)]
    most = max((best[step][0] for step in starts), default=0)
    first = [step for step in starts if best[step][0] == most]
    taken = list(_followed(min(first, default=None), best))
    return MainPath(
        steps=tuple(flow.steps[step] for step in taken),
        counts=tuple(flow.before[a] * flow.beyond[b] for a, b in pairwise(taken)),
        paths=sum(flow.beyond[step] for step in starts),
        tied=sum(best[step][2] for step in first),
        circles=tuple(sorted((s for s in flow.steps if len(s) > 1), key=lambda s: (-len(s), s))),
    )


def search_path_counts(network: CitationNetwork) -> dict[tuple[Step, Step], int]:
    """Return (cited step, citing step) -> SPC for every citation of the condensed network, sorted.

    Examples
    --------
    >>> from commoncause.analysis.citations import citation_network
    >>> search_path_counts(citation_network("abc", [("b", "a"), ("c", "b")]))
    {(('a',), ('b',)): 1, (('b',), ('c',)): 1}
    """
    flow = _Flow(network)
    return {
        (flow.steps[start], flow.steps[end]): flow.before[start] * flow.beyond[end]
        for start, ends in enumerate(flow.ahead)
        for end in ends
    }


def _followed(step: int | None, best: list[tuple[int, int | None, int]]) -> Iterator[int]:
    while step is not None:
        yield step
        step = best[step][1]


class _Flow:
    """The condensed network from cited to citing steps, and the search paths through each step."""

    def __init__(self, network: CitationNetwork) -> None:
        self.steps, self.ahead = _condensed(network)
        self._behind = [0] * len(self.steps)
        for ends in self.ahead:
            for end in ends:
                self._behind[end] += 1
        self.order = self._topological()
        self.before, self.beyond = self._counts()

    def is_source(self, step: int) -> bool:
        """Say whether a step cites nothing and is cited; what is neither is on no path."""
        return not self._behind[step] and bool(self.ahead[step])

    def _topological(self) -> list[int]:
        """Return the steps, each after all that it cites (Kahn 1962)."""
        waiting = list(self._behind)
        order = [step for step, count in enumerate(waiting) if not count]
        for step in order:
            for end in self.ahead[step]:
                waiting[end] -= 1
                if not waiting[end]:
                    order.append(end)
        return order

    def _counts(self) -> tuple[list[int], list[int]]:
        """Return how many paths lead from the sources to each step, and from it to the sinks."""
        before = [int(not count) for count in self._behind]
        beyond = [int(not ends) for ends in self.ahead]
        for step in self.order:
            for end in self.ahead[step]:
                before[end] += before[step]
        for step in reversed(self.order):
            for end in self.ahead[step]:
                beyond[step] += beyond[end]
        return before, beyond


def _condensed(network: CitationNetwork) -> tuple[list[Step], list[list[int]]]:
    """Return the strongly connected components by name, and for each those that cite it, sorted."""
    import numpy as np
    from scipy.sparse.csgraph import connected_components

    n = len(network.works)
    _, component = connected_components(network.matrix, directed=True, connection="strong")
    # Numbered by the first of its works, of which the numbers follow the names.
    _, first, of = np.unique(component, return_index=True, return_inverse=True)
    number = np.argsort(np.argsort(first))[of]
    members: list[list[str]] = [[] for _ in first]
    for name, step in zip(network.works, number.tolist(), strict=True):
        members[step].append(name)
    citations = network.matrix.tocoo()
    pairs = np.unique(number[citations.col] * n + number[citations.row]) if n else np.zeros(0, dtype=int)
    ahead: list[list[int]] = [[] for _ in first]
    for start, end in zip((pairs // max(n, 1)).tolist(), (pairs % max(n, 1)).tolist(), strict=True):
        if start != end:
            ahead[start].append(end)
    return [tuple(works) for works in members], ahead
