"""Answers as frames: a column has the type of its values, what is unbound is missing."""

from __future__ import annotations

import pandas
import pytest

import commoncause
from commoncause import KnowledgeBase
from commoncause.errors import InvalidInputError

UNBOUND = "UNDEF"


def column(kb: KnowledgeBase, *values: str) -> pandas.Series:  # type: ignore[type-arg]
    return kb.query(f"SELECT ?x {{ VALUES ?x {{ {' '.join(values)} }} }}")["x"]


@pytest.mark.parametrize(
    ("values", "dtype", "expected"),
    [
        (["1", "-2"], "int64", [1, -2]),
        (["1", UNBOUND], "Int64", [1, pandas.NA]),
        (['"7"^^xsd:nonNegativeInteger', '"8"^^xsd:byte'], "int64", [7, 8]),
        (["1.5", "2e0"], "float64", [1.5, 2.0]),
        (["1", "2.5"], "float64", [1.0, 2.5]),
        (["1.5", UNBOUND], "Float64", [1.5, pandas.NA]),
        (["true", "false"], "bool", [True, False]),
        (["true", UNBOUND], "boolean", [True, pandas.NA]),
        (['"2025"^^xsd:gYear', '"1999Z"^^xsd:gYear'], "int64", [2025, 1999]),
        (['"2025"^^xsd:gYear', UNBOUND], "Int64", [2025, pandas.NA]),
        (["technique:rlhf"], "string", ["https://w3id.org/commoncause/kb/technique/rlhf"]),
        (['"one"@en', '"two"', UNBOUND], "string", ["one", "two", pandas.NA]),
        (["1", '"one"', UNBOUND], "object", [1, "one", pandas.NA]),
        (["true", "1"], "object", [True, 1]),
        (["99999999999999999999"], "object", [99999999999999999999]),
        (['"abc"^^xsd:integer'], "object", ["abc"]),
        (['"9999999-01-01"^^xsd:date'], "object", ["9999999-01-01"]),
        ([UNBOUND], "object", [pandas.NA]),
    ],
)
def test_a_column_has_the_type_of_its_values(
    kb: KnowledgeBase, values: list[str], dtype: str, expected: list[object]
) -> None:
    found = column(kb, *values)
    assert str(found.dtype) == dtype
    assert [x if x is pandas.NA else (type(x), x) for x in found.tolist()] == [
        x if x is pandas.NA else (type(x), x) for x in expected
    ]


@pytest.mark.parametrize(
    ("values", "zone", "first"),
    [
        (['"2025-11-01"^^xsd:date', UNBOUND], None, "2025-11-01"),
        (['"2025-11-01T10:00:00"^^xsd:dateTime'], None, "2025-11-01T10:00:00"),
        (['"2025-11-01T10:00:00.5+02:00"^^xsd:dateTime', UNBOUND], "UTC", "2025-11-01T08:00:00.5Z"),
    ],
)
def test_dates_and_times_are_such(kb: KnowledgeBase, values: list[str], zone: str | None, first: str) -> None:
    found = column(kb, *values)
    assert found.dtype.kind == "M"
    assert str(found.dt.tz) == str(zone)
    assert found[0] == pandas.Timestamp(first)
    assert found.isna().tolist() == [value == UNBOUND for value in values]


def test_dates_beside_times_stay_as_they_are(kb: KnowledgeBase) -> None:
    found = column(kb, '"2025-11-01"^^xsd:date', '"2025-11-01T10:00:00"^^xsd:dateTime')
    assert found.tolist() == ["2025-11-01", "2025-11-01T10:00:00"]


def test_no_row_keeps_the_columns(kb: KnowledgeBase) -> None:
    frame = kb.query("SELECT ?t ?n { ?t ccf:position ?n FILTER(?n > 1000000) }")
    assert (list(frame.columns), len(frame)) == (["t", "n"], 0)


def test_dates_of_works_are_years_or_days_as_the_data_have_them(kb: KnowledgeBase) -> None:
    years = kb.query("SELECT ?d { ?w dcterms:date ?d FILTER(DATATYPE(?d) = xsd:gYear) }")["d"]
    assert years.dtype == "int64"
    assert years.between(1900, 2100).all()


@pytest.mark.parametrize(
    ("query", "remedy"),
    [
        ("ASK {}", "bool"),
        ("CONSTRUCT WHERE { ?s a ccf:Technique }", "triples"),
        ("DESCRIBE ccf:Claim", "triples"),
    ],
)
def test_other_forms_are_refused_with_what_to_use(kb: KnowledgeBase, query: str, remedy: str) -> None:
    with pytest.raises(InvalidInputError, match=f"not a SELECT query: .*{remedy}.*kb.store.query"):
        kb.query(query)


def test_a_matrix_is_a_frame_of_its_verdicts(kb: KnowledgeBase, table_1: commoncause.View) -> None:
    matrix = kb.matrix(table_1)
    frame = matrix.to_frame()
    assert frame.shape == (7, 7)
    assert (frame.index.name, frame.columns.name) == ("technique", "failure_mode")
    assert {(c.technique, c.failure_mode): c.verdict.value for c in matrix} == frame.stack().to_dict()
    assert kb.reliances(table_1).to_frame().columns.name == "assumption"


def test_claims_are_a_frame(kb: KnowledgeBase) -> None:
    frame = kb.claims_frame()
    assert list(frame.index) == sorted(kb.claims)
    row = frame.loc["https://w3id.org/commoncause/kb/claim/dung-mai-2025-table-1-ida-dec-al"]
    said = (row["kind"], row["technique"], row["failureMode"], row["verdict"], row["section"])
    assert said == (
        "assessment",
        "technique:iterated-amplification",
        "failure:dec-al",
        "ccf:protected",
        "Table 1",
    )
    assert row["assumption"] is pandas.NA
    both = frame[frame["kind"] == "compatibility"]["technique"]
    assert both.str.contains("; ").all()
    assert len(both) > 0
