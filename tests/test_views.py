"""What becomes of claims in a matrix: filters, disagreement, conditions, bundles."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause import KnowledgeBase, View
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


@pytest.mark.parametrize(("bundle", "part"), [(EXPOSED, UNCLEAR), (UNCLEAR, UNCLEAR), (PROTECTED, PROTECTED)])
def test_split_puts_the_parts_in_the_bundles_place(bundle: Verdict, part: Verdict) -> None:
    claims = [claim(bundle, failure_mode="f"), claim(EXPOSED, failure_mode="f-level")]
    matrix = exposure_matrix(claims, View(split=True), narrower=BUNDLE)
    assert matrix.failure_modes == ("f-jumps", "f-level")
    assert matrix.cells["t", "f-level"].verdict is EXPOSED
    assert matrix.cells["t", "f-jumps"].verdict is part


def test_all_adds_what_nobody_assessed(kb: KnowledgeBase) -> None:
    matrix = kb.matrix(View(everything=True))
    assert "circuit-breakers" in matrix.techniques
    assert "cap-dev-level" not in matrix.failure_modes
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
