"""Coupling and co-citation: figures by hand, and brute force over all pairs."""

from __future__ import annotations

import math
from itertools import combinations

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.analysis import coupling
from commoncause.analysis.citations import citation_network, incidence_matrix
from commoncause.analysis.coupling import Links, bibliographic_coupling, co_citation, links_by_sharing

# p1 cites r1 r2 r3, p2 cites r2 r3 r4, p3 cites r4 alone, p4 cites r1 r2 r3 r4.
CITES = [(f"p{p}", f"r{r}") for p, rs in {1: "123", 2: "234", 3: "4", 4: "1234"}.items() for r in rs]
NETWORK = citation_network({name for pair in CITES for name in pair}, CITES)
FEATURES = st.lists(st.frozensets(st.integers(0, 7)), max_size=12)


def _named(links: Links) -> dict[str, tuple[int, float]]:
    rows = zip(links.first, links.second, links.shared, links.strength, strict=True)
    return {f"{NETWORK.works[a]}-{NETWORK.works[b]}": (int(n), round(float(s), 6)) for a, b, n, s in rows}


def test_coupling_strengths_by_hand() -> None:
    assert _named(bibliographic_coupling(NETWORK)) == {
        "p1-p2": (2, round(2 / 3, 6)),
        "p1-p4": (3, round(3 / math.sqrt(12), 6)),
        "p2-p3": (1, round(1 / math.sqrt(3), 6)),
        "p2-p4": (3, round(3 / math.sqrt(12), 6)),
        "p3-p4": (1, 0.5),
    }


def test_co_citation_strengths_by_hand() -> None:
    # r1 is cited by p1 p4; r2 and r3 by p1 p2 p4; r4 by p2 p3 p4.
    assert _named(co_citation(NETWORK, normalisation="association")) == {
        "r1-r2": (2, round(2 / 6, 6)),
        "r1-r3": (2, round(2 / 6, 6)),
        "r1-r4": (1, round(1 / 6, 6)),
        "r2-r3": (3, round(3 / 9, 6)),
        "r2-r4": (2, round(2 / 9, 6)),
        "r3-r4": (2, round(2 / 9, 6)),
    }


def test_a_work_keeps_its_strongest_links_and_those_of_which_it_is_the_strongest() -> None:
    # p1 and p2 choose p4, p3 chooses p2 (0.577 beats 0.5), p4 chooses p1 (as strong as p2, and before it).
    assert sorted(_named(bibliographic_coupling(NETWORK, most=1))) == ["p1-p4", "p2-p3", "p2-p4"]


def test_equal_neighbours_are_taken_by_their_numbers() -> None:
    star = incidence_matrix([(item, 0) for item in range(30)], (30, 1))
    links = links_by_sharing(star, most=2)
    assert {
        (a, b) for a, b in zip(links.first.tolist(), links.second.tolist(), strict=True) if a > 1
    } == set()
    assert len(links) == 2 * 30 - 3


@pytest.mark.parametrize("items", [0, 3])
def test_nothing_shared_is_no_link(items: int) -> None:
    assert len(links_by_sharing(incidence_matrix([], (items, 4)))) == 0


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown normalisation 'jaccard'; choose from cosine"):
        bibliographic_coupling(NETWORK, normalisation="jaccard")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="most is 0"):
        co_citation(NETWORK, most=0)


def _brute_force(features: list[frozenset[int]], kind: str, most: int) -> dict[tuple[int, int], float]:
    def _strength(a: int, b: int) -> float:
        shared, product = len(features[a] & features[b]), len(features[a]) * len(features[b])
        return {"cosine": shared / math.sqrt(product), "association": shared / product, "none": shared}[kind]

    found = {}
    for a in range(len(features)):
        others = [b for b in range(len(features)) if b != a and features[a] & features[b]]
        for b in sorted(others, key=lambda b: (-round(_strength(a, b), 9), b))[:most]:
            found[min(a, b), max(a, b)] = _strength(a, b)
    return found


@given(FEATURES, st.sampled_from(["cosine", "association", "none"]), st.integers(1, 4), st.integers(1, 30))
def test_links_are_those_of_brute_force_in_blocks_of_any_size(
    features: list[frozenset[int]], kind: str, most: int, products: int
) -> None:
    pairs = [(item, feature) for item, has in enumerate(features) for feature in has]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coupling, "_PRODUCTS", products)
        links = links_by_sharing(
            incidence_matrix(pairs, (len(features), 8)), normalisation=kind, most=most  # type: ignore[arg-type]
        )  # fmt: skip
    found = dict(
        zip(zip(links.first.tolist(), links.second.tolist(), strict=True), links.strength, strict=True)
    )
    assert found == pytest.approx(_brute_force(features, kind, most))
    assert list(found) == sorted(found)


@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6))))
def test_co_citation_is_the_product_of_the_matrix_with_itself(pairs: set[tuple[int, int]]) -> None:
    network = citation_network("abcdefg", [("abcdefg"[a], "abcdefg"[b]) for a, b in pairs])
    cites = network.matrix.toarray()
    product = cites.T @ cites
    links = co_citation(network, most=7)
    ours = numpy.zeros((7, 7))
    ours[links.first, links.second] = links.shared
    assert (ours + ours.T == product - numpy.diag(numpy.diag(product))).all()
    assert all(a < b for a, b in zip(links.first, links.second, strict=True))


def test_two_ratios_that_differ_never_rank_as_equal() -> None:
    """The ranks c*c/n are exact enough to tell any two apart, and equal ones alike, up to sizes of 3,000."""
    ranks: dict[float, tuple[int, int]] = {}
    for n, c in [(n, c) for n in range(2990, 3001) for c in range(1, 60)]:
        divisor = math.gcd(c * c, n)
        exact = (c * c // divisor, n // divisor)
        assert ranks.setdefault(c * c / n, exact) == exact
    assert all(a != b for a, b in combinations(ranks, 2))
