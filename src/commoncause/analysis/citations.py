"""Who cites whom among the works of a library, and which of them the others lean on.

Citation data hold works that cite themselves and citations that are listed twice; neither counts here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy
    from scipy.sparse import csr_array

    Floats = numpy.ndarray[tuple[int, ...], numpy.dtype[numpy.float64]]
    Counts = numpy.ndarray[tuple[int, ...], numpy.dtype[numpy.int64]]

__all__ = ["DAMPING", "CitationNetwork", "citation_network", "incidence_matrix", "page_rank"]

DAMPING = 0.85
"""Share of readers who follow a reference; the others open any work of the library."""
_TOLERANCE, _MOST_STEPS = 1e-12, 500


@dataclass(frozen=True)
class CitationNetwork:
    """Works and their citations of each other."""

    works: tuple[str, ...]
    """Sorted by name."""
    matrix: csr_array = field(repr=False)
    """Row i, column j: 1 where work i cites work j. Float64, indices sorted, nothing on the diagonal."""

    @property
    def references(self) -> Counts:
        """How many works of the library each one cites."""
        found: Counts = self.matrix.count_nonzero(axis=1)
        return found

    @property
    def citations(self) -> Counts:
        """How many works of the library cite each one: its in-degree."""
        found: Counts = self.matrix.count_nonzero(axis=0)
        return found

    def pairs(self) -> list[tuple[int, int]]:
        """Return (citing, cited) by number, sorted."""
        found = self.matrix.tocoo()
        return list(zip(found.row.tolist(), found.col.tolist(), strict=True))


def citation_network(works: Iterable[str], cites: Iterable[tuple[str, str]]) -> CitationNetwork:
    """Return the network of ``works`` and of (citing, cited) pairs of them, in any order.

    Raises
    ------
    ValueError
        If a citation names a work that is not among ``works``.

    Examples
    --------
    >>> network = citation_network("abc", [("c", "a"), ("b", "a"), ("c", "b"), ("c", "b"), ("a", "a")])
    >>> network.works, network.pairs()
    (('a', 'b', 'c'), [(1, 0), (2, 0), (2, 1)])
    >>> network.citations.tolist(), network.references.tolist()
    ([2, 1, 0], [0, 1, 2])
    """
    names = tuple(sorted(set(works)))
    number = {name: i for i, name in enumerate(names)}
    try:
        pairs = [(number[citing], number[cited]) for citing, cited in cites if citing != cited]
    except KeyError as error:
        raise ValueError(f"a citation names {error.args[0]!r}, which is no work of the library") from None
    return CitationNetwork(names, incidence_matrix(pairs, (len(names), len(names))))


def incidence_matrix(pairs: Sequence[tuple[int, int]] | Any, shape: tuple[int, int]) -> csr_array:
    """Return the sparse matrix with a 1 for each (row, column), however often it is listed.

    ``pairs`` is a sequence of pairs or an array of two columns.

    Examples
    --------
    >>> incidence_matrix([(0, 1), (1, 1), (0, 1)], (2, 2)).toarray().tolist()
    [[0.0, 1.0], [0.0, 1.0]]
    """
    import numpy as np
    from scipy.sparse import coo_array

    rows, columns = np.asarray(pairs, dtype=np.int32).reshape(-1, 2).T
    matrix = coo_array((np.ones(len(rows)), (rows, columns)), shape=shape).tocsr()
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix


def page_rank(network: CitationNetwork, *, damping: float = DAMPING) -> Floats:
    """Return the PageRank of each work: where a reader ends up who follows references at random.

    The reader follows a reference of the present work with probability ``damping``, else, or where there is
    none, opens any work. Values sum to 1; found by power iteration up to a change of 1e-12 in all.

    References
    ----------
    S. Brin, L. Page: "The anatomy of a large-scale hypertextual Web search engine", Computer Networks and
    ISDN Systems 30 (1998) 107-117, https://doi.org/10.1016/S0169-7552(98)00110-X

    Examples
    --------
    >>> [round(float(rank), 4) for rank in page_rank(citation_network("ab", [("b", "a")]))]
    [0.6491, 0.3509]
    """
    import numpy as np

    n = len(network.works)
    if not n:
        return np.zeros(0)
    references = network.references
    cites = references > 0
    share = np.divide(1.0, references, out=np.zeros(n), where=cites)
    flow = network.matrix.T.tocsr()
    rank: Floats = np.full(n, 1 / n)
    for _ in range(_MOST_STEPS):
        last = rank
        rank = damping * (flow @ (last * share) + last[~cites].sum() / n) + (1 - damping) / n
        if np.abs(rank - last).sum() < _TOLERANCE:
            break
    return rank
