"""Clusters: similarities against their formulas, and what the consensus must and must not depend on."""

from math import isnan
from statistics import StatisticsError, correlation

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commoncause.analysis import (
    CoAssignment,
    association,
    co_assignment,
    consensus_clusters,
    jaccard,
    phi,
    simple_matching,
)

ATTRIBUTES = "abcdefg"
attribute_sets = st.sets(st.sampled_from(ATTRIBUTES))
relations = st.dictionaries(st.sampled_from("tuvwxyz"), attribute_sets, max_size=7)
TWO_FAMILIES = {
    "rlhf": ["honest", "overseer"],
    "rlaif": ["honest", "overseer"],
    "probing": ["legible", "linear"],
    "steering": ["legible", "linear"],
}


@given(attribute_sets, attribute_sets)
def test_jaccard_is_the_shared_part_of_the_union(first, second):
    expected = len(first & second) / len(first | second) if first | second else 0.0
    assert association(first, second, ATTRIBUTES, metric=jaccard) == expected


@given(attribute_sets, attribute_sets)
def test_simple_matching_counts_agreement_on_absence(first, second):
    agree = sum((a in first) == (a in second) for a in ATTRIBUTES)
    assert association(first, second, ATTRIBUTES, metric=simple_matching) == agree / len(ATTRIBUTES)


@given(attribute_sets, attribute_sets)
def test_phi_is_the_correlation_of_the_two_rows(first, second):
    rows = [[float(a in having) for a in ATTRIBUTES] for having in (first, second)]
    try:
        expected = correlation(*rows)
    except StatisticsError:
        expected = 0.0
    assert association(first, second, ATTRIBUTES, metric=phi) == pytest.approx(expected)


@pytest.mark.parametrize("metric", [jaccard, phi, simple_matching])
@pytest.mark.parametrize(("first", "second", "attributes"), [("", "", ""), ("", "", "a"), ("a", "", "a")])
def test_association_is_never_nan(metric, first, second, attributes):
    assert not isnan(association(list(first), list(second), list(attributes), metric=metric))


def test_two_families_are_two_stable_clusters():
    clusters = consensus_clusters(TWO_FAMILIES)
    assert [(c.members, c.shared, c.stability) for c in clusters] == [
        (("probing", "steering"), ("legible", "linear"), 1.0),
        (("rlaif", "rlhf"), ("honest", "overseer"), 1.0),
    ]


@given(relations)
@settings(max_examples=30)
def test_every_technique_is_in_one_cluster_with_what_its_members_share(relation):
    clusters = consensus_clusters(relation, seeds=range(3))
    assert sorted(name for cluster in clusters for name in cluster.members) == sorted(relation)
    for cluster in clusters:
        assert set(cluster.shared) == set.intersection(*(relation[name] for name in cluster.members))
        assert 0 <= cluster.stability <= 1
        assert len(cluster.members) == 1 or cluster.stability > 0.5


@given(relations, st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_the_order_of_the_relation_does_not_matter(relation, random):
    names = list(relation)
    random.shuffle(names)
    shuffled = {name: sorted(relation[name], reverse=True) for name in names}
    assert co_assignment(shuffled, seeds=range(3)) == co_assignment(relation, seeds=range(3))


@given(relations)
@settings(max_examples=30)
def test_frequencies_are_shares_of_the_runs(relation):
    frequency = co_assignment(relation, seeds=range(2), resolutions=[1.0], metrics=["jaccard", "phi"])
    assert frequency.runs == 4
    for i, row in enumerate(frequency.together):
        assert row[i] == 1.0
        assert frequency.alone[i] + max((*row[:i], *row[i + 1 :]), default=0.0) <= 1.0
        for j, share in enumerate(row):
            assert share == frequency.together[j][i]
            assert share * frequency.runs == int(share * frequency.runs)


def test_table_1_keeps_the_feedback_techniques_together(certain):
    (together,) = (c for c in consensus_clusters(certain) if "rlaif" in c.members)
    assert {"rlhf", "rlaif", "weak-to-strong"} <= set(together.members)


def test_stability_falls_where_the_view_decides():
    """A technique with one foot in each family is joined to one or the other, depending on the run."""
    clusters = consensus_clusters(TWO_FAMILIES | {"debate": ["honest", "legible"]})
    assert min(cluster.stability for cluster in clusters) < 1.0


@pytest.mark.parametrize(("a_c", "b_c"), [(0.0, 0.6), (0.6, 0.0)])
def test_a_chain_of_pairs_is_no_cluster(monkeypatch, a_c, b_c):
    """a meets b in 8 of 10 runs, c meets one of them in 6, the other in none: a and b are a cluster."""
    together = ((1.0, 0.8, a_c), (0.8, 1.0, b_c), (a_c, b_c, 1.0))
    frequency = CoAssignment(("a", "b", "c"), together, (0.2, 0.0, 0.4), 10)
    monkeypatch.setattr("commoncause.analysis.clusters.co_assignment", lambda *_, **__: frequency)
    found = consensus_clusters({"a": ["x"], "b": ["x"], "c": ["x"]})
    assert [(c.members, c.stability) for c in found] == [(("a", "b"), 0.8), (("c",), 0.4)]


def test_techniques_without_attributes():
    assert consensus_clusters({}) == []
    (alone,) = consensus_clusters({"off-switch": []})
    assert (alone.members, alone.shared, alone.stability) == (("off-switch",), (), 1.0)
    members = [cluster.members for cluster in consensus_clusters({"a": [], "b": []}, metrics=["jaccard"])]
    assert members == [("a",), ("b",)]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"metrics": ["cosine"]}, "unknown metric cosine; choose from jaccard, phi, simple-matching"),
        ({"metrics": []}, "the grid is empty"),
        ({"seeds": []}, "the grid is empty"),
        ({"resolutions": []}, "the grid is empty"),
    ],
)
def test_a_grid_without_runs_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        consensus_clusters(TWO_FAMILIES, **options)
