"""Communities: what is plainly there is found, by both engines, and the same each time."""

from __future__ import annotations

import builtins
import os
import random
from importlib.util import find_spec
from itertools import combinations

import networkx
import pytest

from commoncause.analysis import communities as module
from commoncause.analysis.communities import communities

# Four cliques of 9, 8, 7 and 6 in a ring, one link between two, and two works that nothing links.
SIZES = (9, 8, 7, 6)
STARTS = (0, 9, 17, 24)
EDGES = [
    *(pair for a, n in zip(STARTS, SIZES, strict=True) for pair in combinations(range(a, a + n), 2)),
    *((0, 9), (10, 17), (18, 24), (1, 25)),
]
FIRST, SECOND = [a for a, _ in EDGES], [b for _, b in EDGES]
TRUTH = (*(i + 1 for i, n in enumerate(SIZES) for _ in range(n)), 0, 0)
IS_REQUIRED = "igraph" in os.environ.get("COMMONCAUSE_REQUIRE", "").split(",")
needs_igraph = pytest.mark.skipif(not IS_REQUIRED and not find_spec("igraph"), reason="no igraph")
ENGINES = [pytest.param("leiden", marks=needs_igraph), "louvain"]


@pytest.mark.parametrize("engine", ENGINES)
def test_cliques_are_found_and_isolates_stand_apart(engine) -> None:  # type: ignore[no-untyped-def]
    found = communities(32, FIRST, SECOND, engine=engine)
    assert (found.of, found.sizes, found.engine) == (TRUTH, SIZES, engine)
    graph = networkx.Graph(EDGES)
    parts = [{i for i in graph if TRUTH[i] == c} for c in (1, 2, 3, 4)]
    assert found.modularity == pytest.approx(networkx.community.modularity(graph, parts))


@pytest.mark.parametrize("engine", ENGINES)
def test_weights_decide(engine) -> None:  # type: ignore[no-untyped-def]
    ring = [(0, 1), (1, 2), (2, 3), (0, 3)]
    one, other = [a for a, _ in ring], [b for _, b in ring]
    assert communities(4, one, other, [9, 1, 9, 1], engine=engine).of == (1, 1, 2, 2)
    assert communities(4, one, other, [1, 9, 1, 9], engine=engine).of == (1, 2, 2, 1)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_seed_gives_the_same_communities(engine) -> None:  # type: ignore[no-untyped-def]
    graph = networkx.gnm_random_graph(300, 900, seed=1)
    one, other = zip(*graph.edges, strict=True)
    runs = [communities(300, one, other, seed=7, engine=engine) for _ in range(3)]
    assert runs[0] == runs[1] == runs[2]
    assert communities(300, one, other, seed=8, engine=engine).of != runs[0].of


@pytest.mark.parametrize("engine", ENGINES)
def test_a_higher_resolution_gives_more_communities(engine) -> None:  # type: ignore[no-untyped-def]
    counts = [len(communities(32, FIRST, SECOND, resolution=r, engine=engine).sizes) for r in (0.05, 1, 20)]
    assert counts == sorted(counts)
    assert counts[0] < counts[1] < counts[2]


@pytest.mark.parametrize("engine", ENGINES)
def test_without_links_everything_stands_apart(engine) -> None:  # type: ignore[no-untyped-def]
    found = communities(3, [], [], engine=engine)
    assert (found.of, found.sizes, found.modularity) == ((0, 0, 0), (), 0.0)


def test_without_igraph_louvain_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def _import(name: str, *rest: object, **more: object) -> object:
        assert not name.startswith("igraph")
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "find_spec", lambda name: None)
    monkeypatch.setattr(builtins, "__import__", _import)
    assert communities(32, FIRST, SECOND).engine == "louvain"


@needs_igraph
def test_leiden_leaves_the_chance_of_the_process_alone() -> None:
    random.seed(5)
    expected = random.random()
    random.seed(5)
    communities(32, FIRST, SECOND, seed=3, engine="leiden")
    assert random.random() == expected
