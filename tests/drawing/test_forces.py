"""The layout of papers: near what they are tied to, and where they were before."""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import mean, median

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.drawing.forces import settled, slots
from commoncause.drawing.layout import positions
from commoncause.drawing.overview import overview

from ..exporters.site.generated import generated


def with_one_more(network: networkx.MultiDiGraph) -> networkx.MultiDiGraph:
    papers = [node for node, data in network.nodes(data=True) if data["kind"] == "source"]
    grown = network.copy()
    grown.add_node("source:new-2026", kind="source", label="New (2026)")
    for cited in papers[7:60:12]:
        grown.add_edge("source:new-2026", cited, key="cites", kind="cites")
    return grown


@pytest.mark.parametrize("nodes", [500, 2000])
def test_one_more_paper_moves_nothing_far(nodes: int) -> None:
    _, network = generated(nodes)
    before, after = positions(network), positions(with_one_more(network))
    moved = sorted(math.dist(before[node], after[node]) for node in before)
    across = max(x for x, _ in before.values()) - min(x for x, _ in before.values())
    assert median(moved) < 0.02 * across
    assert moved[int(0.95 * len(moved))] < 0.06 * across
    assert moved[-1] < 0.25 * across


def test_one_more_paper_leaves_the_map_of_clusters_alone() -> None:
    _, network = generated(3000)
    before, after = overview(network), overview(with_one_more(network))
    here = {node: before.groups[i].place for node, i in before.of.items()}
    there = {node: after.groups[i].place for node, i in after.of.items()}
    across = 2 * max(math.hypot(*place) for place in here.values())
    moved = sorted(math.dist(here[node], there[node]) for node in here)
    assert moved[int(0.95 * len(moved))] < 0.05 * across


def test_papers_that_cite_each_other_stand_nearer_than_others() -> None:
    _, network = generated(500)
    papers = sorted(node for node, data in network.nodes(data=True) if data["kind"] == "source")
    ties = [
        (u, v) for u, v, key in network.edges(keys=True) if key == "cites" and v != "source:dung-mai-2025"
    ]
    placed = settled(papers, ties, gap=44)
    tied = mean(math.dist(placed[u], placed[v]) for u, v in ties)
    others = mean(math.dist(placed[u], placed[v]) for u, v in zip(papers, reversed(papers), strict=True))
    assert tied < 0.6 * others


def test_every_node_of_a_network_is_in_one_cluster_and_ties_are_counted() -> None:
    _, network = generated(3000)
    found = overview(network)
    assert set(found.of) == set(network)
    assert sum(sum(group.kinds.values()) for group in found.groups) == 3000
    assert [found.of[group.busiest[0]] for group in found.groups] == list(range(len(found.groups)))
    crossing = {frozenset((u, v)) for u, v in network.edges() if found.of[u] != found.of[v]}
    assert sum(number for _, _, number in found.ties) == len(crossing)


@given(st.sets(st.text(min_size=1, max_size=6), max_size=40))
def test_no_two_stand_on_one_spot(names: set[str]) -> None:
    nodes = sorted(names)
    for placed in (slots(nodes, gap=30), settled(nodes, pairwise(nodes), gap=30)):
        assert sorted(placed) == nodes
        assert len(set(placed.values())) == len(nodes)
