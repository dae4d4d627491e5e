"""Formal concepts: the definition by brute force, and the extremes."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from commoncause.analysis import Concept, formal_concepts

relations = st.dictionaries(
    st.sampled_from("tuvwxyz"), st.lists(st.sampled_from("abcdefg"), max_size=7), max_size=7
)


def by_definition(relation):
    """Close every set of techniques: all that they share, then all who share it."""
    attributes = {attribute for having in relation.values() for attribute in having}
    found = set()
    for size in range(len(relation) + 1):
        for group in combinations(relation, size):
            intent = {a for a in attributes if all(a in relation[t] for t in group)}
            extent = {t for t in relation if intent <= set(relation[t])}
            found.add((tuple(sorted(extent)), tuple(sorted(intent))))
    return found


@given(relations)
def test_concepts_are_those_of_the_definition(relation):
    concepts = formal_concepts(relation)
    assert len(set(concepts)) == len(concepts)
    assert set(concepts) == by_definition(relation)


@given(relations)
def test_concepts_come_by_size_of_the_extent_then_by_name(relation):
    concepts = formal_concepts(relation)
    assert concepts == sorted(concepts, key=lambda concept: (-len(concept.extent), concept.extent))


def test_table_1_groups_the_feedback_techniques(certain):
    shared = ("al-gen", "cap-dev", "coll", "dec-al", "em-mis", "eval-diff")
    assert Concept(("rlaif", "weak-to-strong"), shared) in formal_concepts(certain)


def test_an_empty_relation_has_the_one_empty_concept():
    assert formal_concepts({}) == [Concept((), ())]


def test_a_technique_without_attributes():
    assert formal_concepts({"off-switch": []}) == [Concept(("off-switch",), ())]


def test_a_thousand_techniques_apart():
    relation = {f"t{index:04}": [f"a{index:04}"] for index in range(1_000)}
    concepts = formal_concepts(relation)
    assert len(concepts) == 1_002
    assert concepts[0] == Concept(tuple(relation), ())
    assert concepts[1] == Concept(("t0000",), ("a0000",))
