"""The citation network and PageRank: by hand, and beside NetworkX."""

from __future__ import annotations

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.analysis.citations import citation_network, page_rank

PAIRS = st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)))
NAMES = "abcdefghij"


def test_what_is_listed_twice_and_self_citations_do_not_count() -> None:
    network = citation_network("abc", [("a", "b"), ("a", "b"), ("b", "b"), ("c", "b")])
    assert network.pairs() == [(0, 1), (2, 1)]
    assert network.citations.tolist() == [0, 2, 0]
    assert network.references.tolist() == [1, 0, 1]


def test_a_citation_of_an_unknown_work_is_refused() -> None:
    with pytest.raises(ValueError, match="names 'z', which is no work of the library"):
        citation_network("ab", [("a", "z")])


def test_an_empty_library_has_no_ranks() -> None:
    assert page_rank(citation_network([], [])).tolist() == []


@given(PAIRS)
def test_page_rank_is_that_of_networkx(pairs: set[tuple[int, int]]) -> None:
    cites = [(NAMES[a], NAMES[b]) for a, b in pairs if a != b]
    oracle = networkx.DiGraph()
    oracle.add_nodes_from(NAMES)
    oracle.add_edges_from(cites)
    expected = networkx.pagerank(oracle, alpha=0.85, tol=1e-12, max_iter=500)
    ours = page_rank(citation_network(NAMES, cites))
    assert ours.tolist() == pytest.approx([expected[name] for name in NAMES], abs=1e-9)
    assert ours.sum() == pytest.approx(1)
