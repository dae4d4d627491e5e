"""Communities of a network of links: works that hang together more than chance would have it.

Leiden improves on Louvain in that its communities are connected and it finds larger modularity; it is used
where the user has installed igraph (GPL, therefore in no extra), Louvain of NetworkX otherwise. Which one ran
is part of the answer, for the two need not agree.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy

    from .coupling import Floats, Ints

    Labels = numpy.ndarray[tuple[int, ...], numpy.dtype[numpy.int64]]

__all__ = ["ENGINES", "Communities", "communities"]

Engine = Literal["leiden", "louvain"]
ENGINES = {"leiden": "Leiden (igraph)", "louvain": "Louvain (NetworkX)"}
"""Engine -> what an answer calls it."""
_ITERATIONS = 2
"""Of Leiden: igraph's own default; the first finds most of the modularity."""


@dataclass(frozen=True, slots=True)
class Communities:
    """A partition of the items that have links."""

    of: tuple[int, ...]
    """The number of each item's community, from 1, the largest first; 0 for an item without links."""
    sizes: tuple[int, ...]
    """Of communities 1, 2 ..."""
    modularity: float
    """Share of the weight within communities, less what chance would put there; 0 without links."""
    engine: Engine


def communities(
    n: int,
    first: Ints | Sequence[int],
    second: Ints | Sequence[int],
    weight: Floats | Sequence[float] | None = None,
    *,
    resolution: float = 1.0,
    seed: int = 0,
    engine: Engine | None = None,
) -> Communities:
    """Return the communities of ``n`` items, numbered from 0, by modularity.

    Parameters
    ----------
    first, second, weight
        Links, undirected, each once; the weight is above 0, default 1.
    resolution
        Above 1 smaller communities, below 1 larger ones.
    seed
        Of the order in which items are visited: the same seed and engine give the same communities.
    engine
        ``"leiden"`` needs igraph; default: Leiden where that is installed, else Louvain.

    References
    ----------
    V. A. Traag, L. Waltman, N. J. van Eck: "From Louvain to Leiden: guaranteeing well-connected communities",
    Scientific Reports 9 (2019) 5233, https://doi.org/10.1038/s41598-019-41695-z; for Louvain see
    `commoncause.analysis.clusters.co_assignment`

    Examples
    --------
    >>> found = communities(7, [0, 0, 1, 3, 4], [1, 2, 2, 4, 5], engine="louvain")
    >>> found.of, found.sizes, found.modularity
    ((1, 1, 1, 2, 2, 2, 0), (3, 3), 0.48)
    """
    import numpy as np

    engine = engine or ("leiden" if find_spec("igraph") else "louvain")
    one, other = np.asarray(first, dtype=np.int64), np.asarray(second, dtype=np.int64)
    weights = np.ones(len(one)) if weight is None else np.asarray(weight, dtype=np.float64)
    linked, ends = np.unique(np.concatenate([one, other]), return_inverse=True)
    one, other = ends[: len(one)], ends[len(one) :]
    find = _leiden if engine == "leiden" else _louvain
    found = find(len(linked), one, other, weights, resolution, seed) if len(linked) else one
    found, sizes = _by_size(found)
    of = np.zeros(n, dtype=np.int64)
    of[linked] = found
    modularity = _modularity(found, one, other, weights)
    return Communities(tuple(of.tolist()), tuple(sizes), modularity, engine)


def _leiden(n: int, one: Ints, other: Ints, weights: Floats, resolution: float, seed: int) -> Labels:
    import igraph
    import numpy as np

    network = igraph.Graph(n=n, edges=np.column_stack([one, other]))
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - no secret
    try:
        found = network.community_leiden(
            "modularity", weights=weights, resolution=resolution, n_iterations=_ITERATIONS
        )
    finally:
        igraph.set_random_number_generator(random)  # igraph has one for the whole process, this by default
    return np.asarray(found.membership, dtype=np.int64)


def _louvain(n: int, one: Ints, other: Ints, weights: Floats, resolution: float, seed: int) -> Labels:
    import networkx
    import numpy as np

    network: networkx.Graph[int] = networkx.Graph()
    network.add_nodes_from(range(n))
    network.add_weighted_edges_from(zip(one.tolist(), other.tolist(), weights.tolist(), strict=True))
    found = np.zeros(n, dtype=np.int64)
    parts: Any = networkx.community.louvain_communities(network, resolution=resolution, seed=seed)
    for number, members in enumerate(parts):
        found[list(members)] = number
    return found


def _by_size(found: Labels) -> tuple[Labels, list[int]]:
    """Number the parts from 1, the largest first, of equal ones the one with the lowest item."""
    import numpy as np

    _, lowest, of, sizes = np.unique(found, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((lowest, -sizes))
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(1, len(order) + 1)
    return number[of], sizes[order].tolist()


def _modularity(found: Labels, one: Ints, other: Ints, weights: Floats) -> float:
    """Return Newman's modularity, resolution 1, rounded to 12 digits."""
    import numpy as np

    total = float(weights.sum())
    if not total:
        return 0.0
    inside = float(weights[found[one] == found[other]].sum())
    volume = np.bincount(found[one], weights, len(found) + 1) + np.bincount(
        found[other], weights, len(found) + 1
    )
    return round(inside / total - float((volume**2).sum()) / (2 * total) ** 2, 12)
