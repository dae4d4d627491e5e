"""Evidence as plain values: names, groups of authors, what falls with what, and the kinds of gaps."""

from __future__ import annotations

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.analysis.evidence import (
    GAPS,
    Behind,
    Ground,
    author_groups,
    author_key,
    fallen,
    gaps_of,
    hangs_on,
)

NAMES = st.sampled_from(["Doe, J.", "Jane Doe", "Roe, Rick", "R. Roe", "Poe, E.", "E. A. Poe", "Anthropic"])
AUTHORS = st.dictionaries(st.sampled_from("abcdefgh"), st.lists(NAMES, max_size=3))
WORKS = st.sampled_from("stuvwxyz")
GROUNDS = st.builds(
    Ground,
    st.frozensets(WORKS, min_size=1, max_size=2),
    st.lists(st.frozensets(WORKS, max_size=3), max_size=2).map(tuple),
)
HELD = st.dictionaries(st.sampled_from("123456"), GROUNDS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("J. Doe", "Jane Doe"),
        ("Doe, J.", "Doe, Jane Q."),
        ("Gavenčiak, T.", "Tomáš Gavenciak"),
        ("Szyber-Betley, A.", "Anna Szyber-Betley"),
        ("O’Brien, P.", "Pat O'Brien"),
        ("Ludwig van Beethoven", "van Beethoven, L."),
        ("la Tour, T. D.", "Tom la Tour"),
        ("  DOE ,  jane ", "Doe, J."),
    ],
)
def test_one_person_written_in_two_ways_has_one_key(one: str, other: str) -> None:
    assert author_key(one) == author_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Wang, J.", "Wang, K."), ("Kolter", "Kolter, J. Z."), ("Doe, J.", "Roe, J.")]
)
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert author_key(one) != author_key(other)


def test_namesakes_with_one_initial_are_merged_as_is_said() -> None:
    assert author_key("Wang, Jing") == author_key("Wang, Jun")


@given(st.text(max_size=30))
def test_any_text_is_a_name(text: str) -> None:
    key = author_key(text)
    assert key == key.casefold().strip()


@given(AUTHORS)
def test_groups_are_the_connected_components_of_works_and_their_authors(
    authors: dict[str, list[str]],
) -> None:
    network = networkx.Graph()
    network.add_nodes_from(("work", work) for work in authors)
    network.add_edges_from(
        (("work", w), ("author", author_key(n))) for w, own in authors.items() for n in own
    )
    expected = {
        frozenset(name for kind, name in part if kind == "work")
        for part in networkx.connected_components(network)
    }
    groups = author_groups(authors)
    assert {frozenset(group.works) for group in groups} == expected
    assert [group.name for group in groups] == sorted({group.name for group in groups})


def test_a_group_goes_by_whoever_wrote_most_of_it() -> None:
    groups = author_groups({"a": ["Roe, R."], "b": ["Rick Roe", "Doe, J."], "c": []})
    assert [(g.name, g.authors, g.works) for g in groups] == [
        ("Rick Roe", ("doe, j", "roe, r"), ("a", "b")),
        ("c", (), ("c",)),
    ]


@given(HELD, st.frozensets(WORKS), st.frozensets(WORKS))
def test_what_falls_falls_with_more_too(
    held: dict[str, Ground], lost: frozenset[str], more: frozenset[str]
) -> None:
    withdrawn, unsupported = fallen(held, lost)
    assert not set(withdrawn) & set(unsupported)
    assert {*withdrawn, *unsupported} <= {claim for kind in fallen(held, lost | more) for claim in kind}
    assert fallen(held, ()) == ([], [])


@given(HELD)
def test_what_all_hangs_on_takes_all_with_it(held: dict[str, Ground]) -> None:
    works = {work for ground in held.values() for work in ground.works}
    expected = sorted(
        w for w in works if held and {c for kind in fallen(held, {w}) for c in kind} == set(held)
    )
    assert hangs_on(list(held.values()), {work: {work} for work in works}) == expected


ARGUED = Ground(frozenset({"s"}), mode="argued")
CITING = Ground(frozenset({"s"}), (frozenset({"x"}),), "argued", cites=True)
OTHER = Ground(frozenset({"t"}), mode="tabulated")


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        (Behind("not-assessed", False, ()), ["never-assessed"]),
        (
            Behind("exposed", False, (ARGUED,), frozenset("g")),
            ["argued-without-citation", "single-source", "single-group"],
        ),
        (Behind("unclear", False, (CITING,), frozenset("gh")), ["unclear", "single-source"]),
        (Behind("unclear", True, (CITING, OTHER), frozenset("gh")), ["unclear", "contested"]),
        (Behind("exposed", True, (ARGUED, CITING, OTHER), frozenset("gh"), 2015), ["contested", "stale"]),
        (Behind("exposed", False, (OTHER, CITING), frozenset("gh"), 2020), []),
    ],
)
def test_each_kind_of_gap(behind: Behind, expected: list[str]) -> None:
    found = gaps_of(behind, newest_work=2025, stale_years=5)
    assert sorted(found) == sorted(expected)
    assert found == [gap for gap in GAPS if gap in found]


def test_nothing_is_stale_where_no_year_is_known() -> None:
    assert "stale" not in gaps_of(Behind("exposed", False, (OTHER,)), newest_work=2025)
    assert "stale" not in gaps_of(Behind("exposed", False, (OTHER,), newest=1950), newest_work=None)
