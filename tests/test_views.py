"""What becomes of claims in a matrix: filters, disagreement, conditions, bundles."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause import KnowledgeBase, View, load
from commoncause.errors import UnknownNameError
from commoncause.model import Assessment, Reading, Verdict
from commoncause.views import CONFLICT_RULES, conflicts, exposure_matrix, verdict_of

EXPOSED, PROTECTED, UNCLEAR = Verdict.EXPOSED, Verdict.PROTECTED, Verdict.UNCLEAR
NUMBERS = itertools.count()


def claim(verdict: Verdict, mode: str = "argued", source: str = "s", **more: str) -> Assessment:
    facts = {"technique": "t", "failure_mode": "f", **more}
    return Assessment(f"claim:{next(NUMBERS)}", verdict=verdict, mode=mode, source=source, **facts)


def test_table_1_cell_for_cell(kb: KnowledgeBase, table_1: View) -> None:
    columns = ["s-tax", "cap-dev", "dec-al", "coll", "em-mis", "eval-diff", "al-gen"]
    marks = {
        "rlhf": "✓✗✗✓✗✗✗",
        "rlaif": "✓✗✗✗✗✗✗",
        "weak-to-strong": "✓✗✗✗✗✗✗",
        "debate": "?✗✓✗✗✗✗",
        "representation-engineering": "✓✓✗✓✓✓✗",
        "scientist-ai": "✗?✓?✓✓✓",
        "iterated-amplification": "✗✓✓✓✓✓✗",
    }
    glyph = {EXPOSED: "✗", PROTECTED: "✓", UNCLEAR: "?"}
    matrix = kb.matrix(table_1)
    assert {t: "".join(glyph[matrix.cells[t, f].verdict] for f in columns) for t in marks} == marks
    assert (len(matrix.techniques), len(matrix.failure_modes)) == (7, 7)


def test_the_prose_argues_every_cell(kb: KnowledgeBase) -> None:
    matrix = kb.matrix(View(sources=frozenset({"dung-mai-2025"}), modes=frozenset({"argued"})))
    verdicts = [cell.verdict for cell in matrix]
    assert len(verdicts) == 49
    assert Verdict.NOT_ASSESSED not in verdicts
    assert {(c.technique, c.failure_mode) for c in matrix if c.verdict is UNCLEAR} == {
        ("debate", "s-tax"),
        ("scientist-ai", "coll"),
    }


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("unclear", UNCLEAR), ("exposed", EXPOSED), ("protected", PROTECTED), ("majority", PROTECTED)],
)
def test_what_a_conflict_becomes(rule: str, expected: Verdict) -> None:
    claims = [claim(EXPOSED), claim(PROTECTED, source="s2"), claim(PROTECTED, source="s3")]
    assert verdict_of(claims, View(conflict=rule)) is expected


def test_majority_is_one_vote_a_source_and_a_tie_is_unclear() -> None:
    loud = [claim(EXPOSED), claim(EXPOSED, "tabulated"), claim(PROTECTED, source="s2")]
    assert verdict_of(loud, View(conflict="majority")) is UNCLEAR


def test_latest_is_by_the_sources_date() -> None:
    claims = [claim(EXPOSED, date="2023"), claim(PROTECTED, source="s2", date="2025")]
    assert verdict_of(claims, View(conflict="latest")) is PROTECTED
    assert verdict_of([*claims, claim(EXPOSED, source="s3", date="2025")], View(conflict="latest")) is UNCLEAR


def test_a_conditional_claim_is_unclear_until_its_condition_is_granted() -> None:
    claims = [claim(PROTECTED, modality="conditional", condition="a")]
    assert verdict_of(claims, View()) is UNCLEAR
    assert verdict_of(claims, View(granted=frozenset({"a"}))) is PROTECTED


def test_unclear_against_a_verdict_is_a_conflict() -> None:
    matrix = exposure_matrix([claim(EXPOSED), claim(UNCLEAR)], View())
    assert [cell.verdict for cell in conflicts(matrix)] == [UNCLEAR]


def test_filters_are_or_within_and_and_between() -> None:
    claims = [
        claim(EXPOSED, "argued", "a"),
        claim(EXPOSED, "tabulated", "b"),
        claim(EXPOSED, "tabulated", "a"),
    ]
    view = View(sources=frozenset({"a"}), modes=frozenset({"tabulated", "concluded"}))
    assert exposure_matrix(claims, view).cells["t", "f"].claims == (claims[2].iri,)


def test_inferred_assessments_count_only_when_asked_for() -> None:
    inferred = [claim(EXPOSED, "inferred", "")]
    assert exposure_matrix(inferred, View()).techniques == ()
    assert exposure_matrix(inferred, View(inferred=True)).techniques == ("t",)
    assert (
        exposure_matrix([*inferred, claim(PROTECTED)], View(modes=frozenset({"inferred"})))
        .cells["t", "f"]
        .verdict
        is EXPOSED
    )


BUNDLE = {"f": ("f-level", "f-jumps")}


@pytest.mark.parametrize(
    ("bundle", "level", "jumps", "expected"),
    [
        (None, EXPOSED, None, EXPOSED),
        (None, PROTECTED, PROTECTED, PROTECTED),
        (None, PROTECTED, None, UNCLEAR),
        (EXPOSED, PROTECTED, None, EXPOSED),
        (PROTECTED, None, EXPOSED, UNCLEAR),
        (PROTECTED, PROTECTED, None, PROTECTED),
    ],
)
def test_a_bundle_is_exposed_where_a_part_is(
    bundle: Verdict | None, level: Verdict | None, jumps: Verdict | None, expected: Verdict
) -> None:
    said = {"f": bundle, "f-level": level, "f-jumps": jumps}
    claims = [claim(verdict, failure_mode=mode) for mode, verdict in said.items() if verdict]
    matrix = exposure_matrix(claims, View(), narrower=BUNDLE)
    assert matrix.failure_modes == ("f",)
    assert matrix.cells["t", "f"].verdict is expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("unclear", UNCLEAR), ("exposed", EXPOSED), ("protected", PROTECTED), ("majority", PROTECTED),
     ("latest", EXPOSED)],
)  # fmt: skip
def test_a_part_votes_on_its_bundle_under_every_conflict_rule(rule: str, expected: Verdict) -> None:
    claims = [
        claim(PROTECTED, source="a", date="2021"),
        claim(PROTECTED, source="b", date="2022"),
        claim(EXPOSED, source="c", date="2024", failure_mode="f-level"),
    ]
    cell = exposure_matrix(claims, View(conflict=rule), narrower=BUNDLE).cells["t", "f"]
    assert cell.verdict is expected
    assert cell.is_contested
    assert set(cell.claims) == {c.iri for c in claims}


def test_an_open_part_opens_a_protected_bundle() -> None:
    claims = [claim(PROTECTED, "tabulated"), claim(UNCLEAR, failure_mode="f-level")]
    cell = exposure_matrix(claims, View(), narrower=BUNDLE).cells["t", "f"]
    assert (cell.verdict, cell.is_contested) == (UNCLEAR, True)


def test_a_part_that_repeats_its_bundle_is_no_further_claim() -> None:
    claims = [claim(EXPOSED, section="4.2"), claim(EXPOSED, section="4.2", failure_mode="f-level")]
    assert exposure_matrix(claims, View(), narrower=BUNDLE).cells["t", "f"].claims == (claims[0].iri,)


def test_dates_are_compared_as_precisely_as_both_give_them() -> None:
    claims = [claim(EXPOSED, date="2025"), claim(PROTECTED, source="b", date="2025-02-01")]
    assert verdict_of(claims, View(conflict="latest")) is UNCLEAR


def test_a_view_of_some_sources_leaves_out_what_follows_from_others() -> None:
    follows = Assessment("i", "t", "f", EXPOSED, mode="inferred", grounds=frozenset({"a", "b"}))
    for sources, techniques in (({"a"}, ()), ({"a", "b"}, ("t",)), (set(), ("t",))):
        assert exposure_matrix([follows], View(sources=sources, inferred=True)).techniques == techniques


def test_not_assessed_may_be_read_as_protected() -> None:
    claims = [claim(EXPOSED), claim(UNCLEAR, technique="u", failure_mode="g")]
    for reading, expected in ((EXPOSED, {"f", "g"}), (PROTECTED, {"f"})):
        matrix = exposure_matrix(claims, View(not_assessed=reading))
        assert matrix.exposure("possible")["t"] == expected
        assert matrix.exposure("certain")["t"] == {"f"}


def test_a_view_refuses_what_it_does_not_know() -> None:
    with pytest.raises(UnknownNameError, match="argued"):
        View(modes={"argud"})
    with pytest.raises(UnknownNameError, match="majority"):
        View(conflict="vote")


def test_a_matrix_refuses_names_it_does_not_hold(kb: KnowledgeBase) -> None:
    with pytest.raises(UnknownNameError, match="representation-engineering"):
        kb.matrix().of(["representation-enginering"])
    with pytest.raises(UnknownNameError, match="dung-mai-2025"):
        kb.matrix(View(sources={"nobody"}))


@pytest.mark.parametrize(("bundle", "part"), [(EXPOSED, UNCLEAR), (UNCLEAR, UNCLEAR), (PROTECTED, PROTECTED)])
def test_split_puts_the_parts_in_the_bundles_place(bundle: Verdict, part: Verdict) -> None:
    claims = [claim(bundle, failure_mode="f"), claim(EXPOSED, failure_mode="f-level")]
    matrix = exposure_matrix(claims, View(split=True), narrower=BUNDLE)
    assert matrix.failure_modes == ("f-jumps", "f-level")
    assert matrix.cells["t", "f-level"].verdict is EXPOSED
    assert matrix.cells["t", "f-jumps"].verdict is part


PAPER = ("s-tax", "cap-dev", "dec-al", "coll", "em-mis", "eval-diff", "al-gen")


def test_all_adds_what_nobody_assessed(kb: KnowledgeBase) -> None:
    matrix = kb.matrix(View(everything=True)).of(failure_modes=PAPER)
    assert "circuit-breakers" in matrix.techniques
    assert "cap-dev-level" not in kb.matrix().failure_modes
    assert matrix.cells["circuit-breakers", "s-tax"].verdict is Verdict.NOT_ASSESSED
    assert matrix.unassessed("rlhf") == 0


CLAIMS = st.lists(
    st.builds(
        Assessment,
        iri=st.uuids().map(str),
        technique=st.sampled_from("tuv"),
        failure_mode=st.sampled_from(["f", "f-level", "f-jumps", "g"]),
        verdict=st.sampled_from([EXPOSED, PROTECTED, UNCLEAR]),
        source=st.sampled_from("ab"),
        mode=st.sampled_from(["argued", "tabulated", "inferred"]),
        modality=st.sampled_from(["plain", "conditional"]),
        date=st.sampled_from(["2023", "2025"]),
    ),
    max_size=12,
)
VIEWS = st.builds(
    View,
    sources=st.frozensets(st.sampled_from("ab")),
    modes=st.frozensets(st.sampled_from(["argued", "tabulated", "inferred"])),
    conflict=st.sampled_from(sorted(CONFLICT_RULES)),
    inferred=st.booleans(),
    split=st.booleans(),
)


@given(CLAIMS, VIEWS)
def test_every_matrix_is_a_full_product_whose_cells_name_counted_claims(
    claims: list[Assessment], view: View
) -> None:
    matrix = exposure_matrix(claims, view, narrower=BUNDLE)
    admitted = {c.iri for c in claims if view.admits(c.source, c.mode)}
    for cell in matrix:
        assert set(cell.claims) <= admitted
        assert (cell.verdict is Verdict.NOT_ASSESSED) == (not cell.claims)
    assert len(list(matrix)) == len(matrix.techniques) * len(matrix.failure_modes)


@given(CLAIMS, VIEWS)
def test_the_order_of_claims_changes_nothing_but_their_order(claims: list[Assessment], view: View) -> None:
    one, other = (exposure_matrix(some, view, narrower=BUNDLE) for some in (claims, claims[::-1]))
    assert [(c.technique, c.failure_mode, c.verdict) for c in one] == [
        (c.technique, c.failure_mode, c.verdict) for c in other
    ]


@given(CLAIMS, VIEWS)
def test_certain_exposure_is_within_possible_exposure(claims: list[Assessment], view: View) -> None:
    matrix = exposure_matrix(claims, view, narrower=BUNDLE)
    certain, possible = (matrix.exposure(reading) for reading in Reading)
    assert all(certain[t] <= possible[t] for t in matrix.techniques)


SOURCES = """
technique:t a ccf:Technique , skos:Concept ; skos:prefLabel "T"@en .
failure:f a ccf:FailureMode , skos:Concept ; skos:prefLabel "F"@en .
assumption:a a ccf:Assumption , skos:Concept ; skos:prefLabel "A"@en .
source:old dcterms:title "Old" ; dcterms:date "2020"^^xsd:gYear .
source:new dcterms:title "New" ; dcterms:date "2024"^^xsd:gYear .
"""
CLAIMS_ON_DISK = """
claim:one a ccf:Assessment ; ccf:statedIn source:old ; ccf:mode ccf:argued ; ccf:modality ccf:plain ;
    ccf:technique technique:t ; ccf:failureMode failure:f ; ccf:verdict ccf:protected .
claim:two a ccf:Assessment ; ccf:statedIn source:new ; ccf:mode ccf:argued ; ccf:modality ccf:plain ;
    ccf:technique technique:t ; ccf:failureMode failure:f ; ccf:verdict ccf:exposed .
claim:three a ccf:Reliance ; ccf:statedIn source:new ; ccf:mode ccf:argued ; ccf:modality ccf:conditional ;
    ccf:condition failure:f ; ccf:technique technique:t ; ccf:assumption assumption:a .
claim:four a ccf:Negation ; ccf:statedIn source:old ; ccf:mode ccf:argued ; ccf:modality ccf:plain ;
    ccf:failureMode failure:f ; ccf:assumption assumption:a ; ccf:degree ccf:entails .
"""


def test_dates_conditions_and_grounds_come_through_the_store(tiny_kb) -> None:  # type: ignore[no-untyped-def]
    kb = load(tiny_kb(SOURCES, CLAIMS_ON_DISK))
    assert kb.matrix(View(conflict="latest")).cells["t", "f"].verdict is EXPOSED
    assert kb.matrix(View()).cells["t", "f"].verdict is UNCLEAR
    relation, granted = kb.reliances(View()), kb.reliances(View(granted={"f"}))
    assert (relation.exposure("certain")["t"], relation.exposure("possible")["t"]) == (set(), {"a"})
    assert granted.exposure("certain")["t"] == {"a"}
    inferred = kb.matrix(View(modes={"inferred"})).cells["t", "f"]
    assert inferred.verdict is UNCLEAR, "it rests on the assumption under a condition only"
    assert kb.matrix(View(sources={"new"}, modes={"inferred"})).techniques == ()


def test_what_nobody_says_to_rest_on_anything_shares_nothing(kb: KnowledgeBase) -> None:
    relation = kb.reliances(View()).of(["rlhf", "chain"], add=True)
    assert relation.exposure("possible")["chain"] == frozenset()


@pytest.mark.parametrize(("surety", "verdict"), [("plain", EXPOSED), ("conditional", UNCLEAR)])
def test_a_conditional_negation_settles_nothing(tiny_kb, surety: str, verdict: Verdict) -> None:  # type: ignore[no-untyped-def]
    claims = CLAIMS_ON_DISK.replace("ccf:conditional ;\n    ccf:condition failure:f ;", "ccf:plain ;")
    head, negation = claims.split("claim:four")
    kb = load(tiny_kb(SOURCES, f"{head}claim:four{negation.replace('ccf:plain', f'ccf:{surety}')}"))
    cell = kb.matrix(View(modes={"inferred"})).cells["t", "f"]
    assert (cell.verdict, cell.is_contested, len(cell.claims)) == (verdict, False, 1)
