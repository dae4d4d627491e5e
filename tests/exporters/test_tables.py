"""CSV: the matrix reads back, every claim has its row, no cell is a formula."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pytest

from commoncause import View
from commoncause.exporters import export
from commoncause.exporters.tables import CLAIM_TABLES
from commoncause.importers.relation import matrix_of

TABULATED = View(modes=frozenset({"tabulated"}))


def text(kb, name: str, view: View | None = None) -> str:
    return export(kb, "csv", view)[name].decode()


def rows(kb, name: str, view: View | None = None) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(kb, name, view), newline="")))


def test_the_matrix_lists_assessed_cells_in_the_order_of_the_source(small):
    assert (
        text(small, "matrix.csv")
        == "technique,failure_mode,verdict\nb,g,protected\nb,f,unclear\na,f,exposed\n"
    )


def test_the_wide_matrix_has_a_row_a_technique(small):
    assert text(small, "matrix-table.csv") == "technique,g,f\nb,protected,unclear\na,not-assessed,exposed\n"


def test_the_matrices_are_those_of_the_view(small):
    assert (
        text(small, "matrix.csv", TABULATED) == "technique,failure_mode,verdict\nb,f,exposed\na,f,exposed\n"
    )


@pytest.mark.parametrize("view", [View(), TABULATED, View(split=True)])
def test_relation_reads_the_matrix_back(kb, view, tmp_path):
    path = tmp_path / "matrix.csv"
    path.write_bytes(export(kb, "csv", view)["matrix.csv"])
    read, want = matrix_of(path, View())[0], kb.matrix(view)
    assert {pair: cell.verdict for pair, cell in read.cells.items()} == {
        pair: cell.verdict for pair, cell in want.cells.items()
    }


def test_every_claim_of_every_kind_has_a_row(kb):
    kinds = Counter(claim.kind for claim in kb.claims.values())
    found = {kind: len(rows(kb, name)) for kind, (name, _) in CLAIM_TABLES.items()}
    assert {kind: n for kind, n in found.items() if n} == dict(kinds)


def test_a_claim_keeps_its_place_and_its_evidence(small):
    claim = next(row for row in rows(small, "assessments.csv") if row["claim"].endswith("/p-b-f"))
    assert (
        claim
        | {
            "technique": "b",
            "failure_mode": "f",
            "verdict": "protected",
            "source": "s-2025",
            "section": "2",
            "mode": "argued",
            "modality": "conditional",
            "condition": "x",
            "cites": "t-2024",
        }
        == claim
    )
    inferred = next(row for row in rows(small, "assessments.csv") if row["mode"] == "inferred")
    assert [iri.rsplit("/", 1)[1] for iri in inferred["derived_from"].split("; ")] == ["n", "r"]


def test_several_values_share_a_cell(small):
    (both,) = rows(small, "compatibilities.csv")
    assert (both["technique"], both["verdict"]) == ("a; b", "incompatible")
    (conclusion,) = rows(small, "conclusions.csv")
    assert conclusion["about"] == "failure:f; technique:a"


def test_things_stand_in_order_with_their_names(small):
    techniques = rows(small, "techniques.csv")
    assert [(t["slug"], t["position"], t["broader"]) for t in techniques] == [
        ("b", "1", ""),
        ("a", "2", ""),
        ("part", "", "a"),
    ]
    assert techniques[0]["alternatives"] == "one; two"
    assert techniques[1]["definition"] == "a control \x01 and\na second line"


def test_no_cell_is_a_formula_and_numbers_stay_numbers(small):
    assert rows(small, "techniques.csv")[1]["label"] == '\'=HYPERLINK("http://x.example")'
    (measured,) = rows(small, "measurements.csv")
    assert (measured["metric"], measured["value"]) == ("'@home", "-0.5")
    assert rows(small, "mitigations.csv")[0]["grade"] == "'-weak"
    (defect,) = rows(small, "defects.csv")
    assert (defect["wrong"], defect["right"]) == ("+1", "1")


def test_lines_end_in_a_line_feed(kb):
    for name, content in export(kb, "csv").items():
        assert content.endswith(b"\n"), name
        assert b"\r" not in content, name
        assert not content.startswith(b"\xef\xbb\xbf"), name
