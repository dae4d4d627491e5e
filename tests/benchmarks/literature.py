"""Maps of generated libraries beside bare scipy.sparse, NetworkX and bare igraph: CPU and memory.

    python tests/benchmarks/literature.py [--runs N]

Works have 30 references each: four of five to works of their own field of some 500, the rest to any, and in
both the popular ones take most, so that the most cited of 100,000 works has some 12,000 citations. Bare scipy
is what one writes by hand: the whole product, its normalisation, and the ten strongest of each row by
argpartition; it needs the memory that the blocks of ours save. NetworkX projects the bipartite network of
works and references with `weighted_projected_graph`, once, for it takes minutes. igraph is compared with
where it is installed: `pip install igraph`. What is generated, and the start of Python, stand outside the
clock.
"""

import argparse
import sys
from importlib.util import find_spec

from peers import measured, show, verdict

RATIO_TO_SCIPY, RATIO_TO_NETWORKX, RATIO_TO_IGRAPH, MOST_MEGABYTES = 1.2, 1 / 20, 1.5, 2000

LIBRARY = """
import numpy as np
from scipy.sparse import coo_array
def library(n, references=30, seed=1):
    chance = np.random.default_rng(seed)
    fields = max(n // 500, 1)
    field = chance.integers(0, fields, n)
    order = np.argsort(field, kind="stable")
    start = np.searchsorted(field[order], np.arange(fields + 1))
    citing = np.repeat(np.arange(n), references)
    popular = chance.random(n * references) ** 3
    own = order[start[field[citing]] + (popular * np.diff(start)[field[citing]]).astype(int)]
    anywhere = chance.permutation(n)[(popular * n).astype(int)]
    cited = np.where(chance.random(n * references) < 0.8, own, anywhere)
    pairs = np.unique((citing * n + cited)[citing != cited])
    matrix = coo_array((np.ones(len(pairs)), (pairs // n, pairs % n)), shape=(n, n)).tocsr()
    return matrix if given["kind"] == "coupling" else matrix.T.tocsr()
items = library(given["works"])
"""
OURS = (
    LIBRARY
    + """
from commoncause.analysis.coupling import links_by_sharing
report(lambda: links_by_sharing(items), lambda links: f"{len(links):,} links")
"""
)
SCIPY = (
    LIBRARY
    + """
def work():
    product = items @ items.T
    size = np.diff(items.indptr)
    inverse = np.where(size, 1 / np.sqrt(np.maximum(size, 1)), 0)
    product.data *= np.repeat(inverse, np.diff(product.indptr))
    product.data *= inverse[product.indices]
    found = []
    for row, (begin, end) in enumerate(zip(product.indptr[:-1].tolist(), product.indptr[1:].tolist())):
        strength = product.data[begin:end]
        if len(strength) > 11:  # the item itself is one of them
            kept = np.argpartition(strength, len(strength) - 11)[len(strength) - 11:]
        else:
            kept = np.arange(len(strength))
        found.append((product.indices[begin:end][kept], strength[kept]))
    return found
report(work, lambda found: f"{sum(len(kept) for kept, _ in found):,} kept")
"""
)
NETWORKX = (
    LIBRARY
    + """
import networkx
from heapq import nlargest
coordinates = items.tocoo()
def work():
    network = networkx.Graph()
    network.add_nodes_from(range(given["works"]))
    network.add_edges_from(zip(coordinates.row.tolist(), (coordinates.col + given["works"]).tolist()))
    size = dict(network.degree)
    shared = networkx.bipartite.weighted_projected_graph(network, range(given["works"]))
    kept = 0
    for item, others in shared.adjacency():
        product = {other: size[item] * size[other] for other in others}
        strength = ((data["weight"] / product[other] ** 0.5, -other) for other, data in others.items())
        kept += len(nlargest(10, strength))
    return kept
report(work, lambda kept: f"{kept:,} kept")
"""
)
LINKS = (
    LIBRARY
    + """
from commoncause.analysis.coupling import links_by_sharing
links = links_by_sharing(items)
first, second, strength = links.first, links.second, links.strength
"""
)
COMMUNITIES = (
    LINKS
    + """
from commoncause.analysis.communities import communities
report(
    lambda: communities(given["works"], first, second, strength, engine=given["engine"]),
    lambda found: f"{len(found.sizes)} communities, modularity {found.modularity:.4f}",
)
"""
)
IGRAPH = (
    LINKS
    + """
import igraph, random
igraph.set_random_number_generator(random.Random(0))
def work():
    network = igraph.Graph(n=given["works"], edges=np.column_stack([first, second]))
    return network, network.community_leiden("modularity", weights=strength, n_iterations=2).membership
def answer(found):
    return f"{len(set(found[1]))} communities, modularity {found[0].modularity(found[1], strength):.4f}"
report(work, answer)
"""
)
MAIN_PATH = (
    LIBRARY
    + """
from commoncause.analysis.citations import CitationNetwork
from commoncause.analysis.main_path import main_path
from scipy.sparse import tril
network = CitationNetwork(tuple(f"{i:06}" for i in range(given["works"])), tril(items, -1).tocsr())
def answer(found):
    return f"{len(found.steps)} steps, 10^{len(str(found.paths)) - 1} paths"
report(lambda: main_path(network), answer)
"""
)


def main() -> int:
    """Measure, compare, print; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description="Maps beside scipy.sparse, NetworkX and igraph.")
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    met = [_sharing(kind, works, runs) for kind in ("coupling", "co-citation") for works in (10_000, 100_000)]
    return int(not all([*met, _communities(runs), _main_path(runs)]))


def _sharing(kind: str, works: int, runs: int) -> bool:
    given = {"kind": kind, "works": works}
    scripts = {"commoncause": (OURS, given, sys.executable), "bare scipy": (SCIPY, given, sys.executable)}
    print(f"\n{kind} of {works:,} works, medians of {runs}")
    rows = measured(scripts, runs)
    if works == 10_000:
        rows |= measured({"NetworkX": (NETWORKX, given, sys.executable)}, 1)
    show(rows)
    ours = rows["commoncause"]
    met = verdict("CPU, ratio to bare scipy", ours.seconds / rows["bare scipy"].seconds, RATIO_TO_SCIPY)
    met &= verdict("peak memory, MB", ours.megabytes, MOST_MEGABYTES)
    if "NetworkX" in rows:
        met &= verdict("CPU, ratio to NetworkX", ours.seconds / rows["NetworkX"].seconds, RATIO_TO_NETWORKX)
    return met


def _communities(runs: int) -> bool:
    given = {"kind": "coupling", "works": 100_000}
    scripts = {"Louvain (NetworkX)": (COMMUNITIES, given | {"engine": "louvain"}, sys.executable)}
    if has_igraph := bool(find_spec("igraph")):
        scripts["Leiden (igraph)"] = (COMMUNITIES, given | {"engine": "leiden"}, sys.executable)
        scripts["bare igraph"] = (IGRAPH, given, sys.executable)
    print(f"\ncommunities of 100,000 works by coupling, medians of {runs}; memory with that of the links")
    rows = measured(scripts, runs)
    show(rows)
    if not has_igraph:
        print("igraph is not installed: nothing to compare with (pip install igraph)")
        return True
    ratio = rows["Leiden (igraph)"].seconds / rows["bare igraph"].seconds
    return verdict("CPU, ratio to bare igraph", ratio, RATIO_TO_IGRAPH)


def _main_path(runs: int) -> bool:
    given = {"kind": "coupling", "works": 100_000}
    print(f"\nmain path of 100,000 works that cite older ones only, medians of {runs}")
    rows = measured({"commoncause": (MAIN_PATH, given, sys.executable)}, runs)
    show(rows)
    return verdict("peak memory, MB", rows["commoncause"].megabytes, MOST_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
