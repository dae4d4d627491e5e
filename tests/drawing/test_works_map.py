"""The map of works: discs apart, works inside them, and a picture that stays when little changes."""

from __future__ import annotations

import math
from itertools import combinations
from statistics import median

from hypothesis import given, settings
from hypothesis import strategies as st

from commoncause.drawing.works_map import MOST_DISCS, works_map

LIBRARIES = st.lists(st.integers(1, 12), min_size=1, max_size=60).map(
    lambda drawn: {f"source:w{i}": community for i, community in enumerate(drawn)}
)
LINKS = st.lists(st.tuples(st.integers(0, 59), st.integers(0, 59)), max_size=80)


def _linked(of: dict[str, int], pairs: list[tuple[int, int]]) -> list[tuple[str, str]]:
    names = sorted(of)
    return [(names[i], names[j]) for i, j in pairs if i < j < len(names)]


@settings(deadline=None, max_examples=25)
@given(LIBRARIES, LINKS)
def test_discs_are_apart_and_hold_their_works(of: dict[str, int], pairs: list[tuple[int, int]]) -> None:
    found = works_map(of, _linked(of, pairs))
    assert set(found.discs) == set(of.values())
    assert set(found.places) == set(of)
    for one, other in combinations(found.discs.values(), 2):
        assert math.dist((one.x, one.y), (other.x, other.y)) > one.radius + other.radius
    for work, place in found.places.items():
        disc = found.discs[of[work]]
        assert math.dist(place, (disc.x, disc.y)) < disc.radius
    assert len(set(found.places.values())) == len(of)


@settings(deadline=None, max_examples=25)
@given(LIBRARIES, LINKS, st.randoms(use_true_random=False))
def test_the_order_of_works_and_links_does_not_matter(
    of: dict[str, int],
    pairs: list[tuple[int, int]],
    random,  # type: ignore[no-untyped-def]
) -> None:
    links = _linked(of, pairs)
    turned = dict(random.sample(sorted(of.items()), len(of)))
    assert works_map(turned, random.sample(links, len(links))) == works_map(of, links)


def test_only_the_largest_communities_are_drawn() -> None:
    of = {f"source:w{i}": i // 2 + 1 for i in range(2 * MOST_DISCS + 10)}
    found = works_map(of, [("source:w0", f"source:w{len(of) - 1}")])
    assert set(found.discs) == set(range(1, MOST_DISCS + 1))
    assert len(found.places) == 2 * MOST_DISCS
    assert works_map({}, []).discs == {}


def test_one_more_work_leaves_the_map_recognisable() -> None:
    of = {f"source:w{i}": i % 5 + 1 for i in range(200)}
    names = sorted(of)
    links = [(names[i], names[j]) for i, j in combinations(range(200), 2) if (i * 7 + j) % 41 == 0]
    before = works_map(of, links).places
    after = works_map(of | {"source:new": 3}, [*links, ("source:new", names[2])]).places
    width = max(x for x, _ in before.values()) - min(x for x, _ in before.values())
    assert median(math.dist(before[work], after[work]) for work in of) < width / 40


def test_a_community_of_thousands_is_placed_too() -> None:
    found = works_map({f"source:w{i}": 1 for i in range(3000)}, [("source:w1", "source:w2")])
    assert len(set(found.places.values())) == 3000
