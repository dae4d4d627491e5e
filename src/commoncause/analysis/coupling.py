"""Bibliographic coupling and co-citation: which works belong together because they share neighbours.

Both are one computation. Items (works, works, authors) share features (references, citing works, papers); two
items are linked by the number of features they share, normalised for how many each has, and an item keeps its
strongest links only: a threshold on the number would leave most of a young literature unlinked and drown the
rest in the links of its most cited works.

The counts are rows of a sparse product, made in blocks of bounded size, of which only the strongest links are
kept. Ranking needs no square root (cosine^2 orders as cosine does), and with counts below 2^26 two different
ratios never round to one number, so that ties are true ties and every engine breaks them alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .citations import CitationNetwork

if TYPE_CHECKING:
    import numpy
    from scipy.sparse import csr_array

    Floats = numpy.ndarray[tuple[int, ...], numpy.dtype[numpy.float64]]
    Ints = numpy.ndarray[tuple[int, ...], numpy.dtype[numpy.int64]]

__all__ = [
    "MOST_NEIGHBOURS",
    "NORMALISATIONS",
    "Links",
    "bibliographic_coupling",
    "co_citation",
    "links_by_sharing",
]

Normalisation = Literal["cosine", "association", "none"]

MOST_NEIGHBOURS = 10
"""Links that an item keeps of its own; it may have more through those for which it is among the strongest."""
NORMALISATIONS = {
    "cosine": "shared / sqrt(n1 * n2)",
    "association": "shared / (n1 * n2)",
    "none": "shared",
}
"""Name -> formula of the strength, n1 and n2 being the numbers of features of the two items."""
_PRODUCTS = 250_000
"""Multiplications in a block: they bound its memory, some 40 bytes each, and larger blocks are slower."""


@dataclass(frozen=True, slots=True)
class Links:
    """Links between items by number, each once: ``first`` < ``second``, sorted by both."""

    first: Ints
    second: Ints
    shared: Ints
    """How many features the two have in common."""
    strength: Floats
    """The same, normalised."""

    def __len__(self) -> int:
        return len(self.first)


def bibliographic_coupling(
    network: CitationNetwork, *, normalisation: Normalisation = "cosine", most: int = MOST_NEIGHBOURS
) -> Links:
    """Link works by the references they share (within the library); parameters as `links_by_sharing`.

    References
    ----------
    M. M. Kessler: "Bibliographic coupling between scientific papers", American Documentation 14 (1963) 10-25,
    https://doi.org/10.1002/asi.5090140103

    Examples
    --------
    >>> from commoncause.analysis.citations import citation_network
    >>> network = citation_network("abcd", [("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")])
    >>> links = bibliographic_coupling(network)
    >>> links.first, links.second, links.shared, links.strength
    (array([0]), array([1]), array([2]), array([1.]))
    """
    return links_by_sharing(network.matrix, normalisation=normalisation, most=most)


def co_citation(
    network: CitationNetwork, *, normalisation: Normalisation = "cosine", most: int = MOST_NEIGHBOURS
) -> Links:
    """Link works by the works of the library that cite both; parameters as `links_by_sharing`.

    References
    ----------
    H. Small: "Co-citation in the scientific literature", Journal of the American Society for Information
    Science 24 (1973) 265-269, https://doi.org/10.1002/asi.4630240406

    Examples
    --------
    >>> from commoncause.analysis.citations import citation_network
    >>> links = co_citation(citation_network("abcd", [("a", "c"), ("a", "d"), ("b", "c")]))
    >>> links.first, links.second, links.shared, links.strength.round(3)
    (array([2]), array([3]), array([1]), array([0.707]))
    """
    return links_by_sharing(network.matrix.T.tocsr(), normalisation=normalisation, most=most)


def links_by_sharing(
    incidence: csr_array, *, normalisation: Normalisation = "cosine", most: int = MOST_NEIGHBOURS
) -> Links:
    """Link items by the features they share: the strongest ``most`` of each item, either end choosing.

    Parameters
    ----------
    incidence
        Items x features, 1 where an item has a feature.
    normalisation
        One of `NORMALISATIONS`. Association strength is the ratio of the observed to the expected number up
        to a factor common to all links.
    most
        Neighbours an item keeps, at least 1; of equal ones those with the lower numbers.

    Raises
    ------
    ValueError
        For another normalisation, or ``most`` below 1.

    References
    ----------
    N. J. van Eck, L. Waltman: "How to normalize cooccurrence data? An analysis of some well-known similarity
    measures", JASIST 60 (2009) 1635-1651, https://doi.org/10.1002/asi.21075

    Examples
    --------
    >>> from commoncause.analysis.citations import incidence_matrix
    >>> authors = incidence_matrix([(0, 0), (1, 0), (1, 1), (2, 1), (0, 2), (1, 2)], (3, 3))
    >>> links = links_by_sharing(authors, normalisation="none", most=1)
    >>> links.first, links.second, links.strength
    (array([0, 1]), array([1, 2]), array([2., 1.]))
    """
    import numpy as np

    if normalisation not in NORMALISATIONS:
        raise ValueError(f"unknown normalisation {normalisation!r}; choose from {', '.join(NORMALISATIONS)}")
    if most < 1:
        raise ValueError(f"most is {most}; give at least 1")
    n = incidence.shape[0]
    sizes = np.diff(incidence.indptr).astype(np.float64)
    found = list(_chosen(incidence, sizes, normalisation, most))
    item = np.concatenate([part[0] for part in found]) if found else np.zeros(0, dtype=np.int64)
    other = np.concatenate([part[1] for part in found]) if found else np.zeros(0, dtype=np.int64)
    shared = np.concatenate([part[2] for part in found]) if found else np.zeros(0)
    # A pair that chose each other stands here twice.
    pair, place = np.unique(np.minimum(item, other) * n + np.maximum(item, other), return_index=True)
    first, second = pair // max(n, 1), pair % max(n, 1)
    counts = shared[place]
    strength = _strength(counts, sizes[first] * sizes[second], normalisation)
    return Links(first, second, counts.astype(np.int64), strength)


def _strength(shared: Floats, sizes: Floats, normalisation: Normalisation) -> Floats:
    import numpy as np

    if normalisation == "none":
        return shared
    found: Floats = shared / (np.sqrt(sizes) if normalisation == "cosine" else sizes)
    return found


def _chosen(
    incidence: csr_array, sizes: Floats, normalisation: Normalisation, most: int
) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Yield, block by block, the items, the neighbours they keep, and what each two share."""
    import numpy as np

    other = incidence.T.tocsr()
    for start, stop in _blocks(incidence, np.diff(other.indptr)):
        product = incidence[start:stop] @ other
        columns, shared, begin = product.indices, product.data, product.indptr
        rank = _rank(shared, sizes, columns, normalisation)
        rank[columns == np.repeat(np.arange(start, stop, dtype=columns.dtype), np.diff(begin))] = -1
        kept = [
            row + _strongest(rank[row:end], columns[row:end], most)
            for row, end in zip(begin[:-1].tolist(), begin[1:].tolist(), strict=True)
        ]
        places = np.concatenate(kept)
        items = np.repeat(np.arange(start, stop, dtype=np.int64), [len(row) for row in kept])
        yield items, columns[places].astype(np.int64), shared[places]


def _rank(shared: Floats, sizes: Floats, columns: Ints, normalisation: Normalisation) -> Floats:
    """Return by what the neighbours of one item are ranked: what is common to all of them is left out."""
    if normalisation == "none":
        return shared.copy()
    rank: Floats = shared * shared if normalisation == "cosine" else shared.copy()
    rank /= sizes[columns]
    return rank


def _strongest(rank: Floats, columns: Ints, most: int) -> Ints:
    """Return the places of the highest ranks, of equal ones those with the lower columns; -1 never counts."""
    import numpy as np

    at = len(rank) - most
    if at < 2:
        return (rank >= 0).nonzero()[0]
    ordered = rank.copy()
    ordered.partition(at)
    bound = ordered[at]
    kept: Ints = (rank >= bound).nonzero()[0]
    if len(kept) == most:
        return kept
    is_tied = rank[kept] == bound
    tied = kept[is_tied]
    left = len(tied) - (len(kept) - most)
    return np.concatenate([kept[~is_tied], tied[columns[tied].argpartition(left - 1)[:left]]])


def _blocks(incidence: csr_array, holders: Ints) -> Iterator[tuple[int, int]]:
    """Yield ranges of rows whose products take at most `_PRODUCTS` multiplications, or one row alone."""
    import numpy as np

    products = np.concatenate([[0], np.cumsum(holders[incidence.indices], dtype=np.int64)])[incidence.indptr]
    start, n = 0, incidence.shape[0]
    while start < n:
        stop = int(np.searchsorted(products, products[start] + _PRODUCTS, side="right")) - 1
        stop = min(max(stop, start + 1), n)
        yield start, stop
        start = stop
