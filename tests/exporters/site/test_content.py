from __future__ import annotations

from typing import Any

import networkx
import pytest

from commoncause.exporters.site import content


def test_the_headline_is_the_answer_of_table_1(model: dict[str, Any]) -> None:
    assert content.headline(model) == (
        "No single failure mode defeats all seven techniques, but AL-GEN and S-TAX together do."
        " AL-GEN alone reaches six of seven."
    )


@pytest.mark.parametrize(
    ("certain", "possible", "words"),
    [
        ([["al-gen"]], [["al-gen"]], "AL-GEN alone defeats all seven techniques."),
        (
            [],
            [["al-gen"]],
            "Not for certain. If every open cell went wrong, AL-GEN alone would defeat all seven",
        ),
        ([], [["al-gen", "coll"]], "If every open cell went wrong, AL-GEN and COLL together would defeat"),
        ([], [], "No set of these failure modes defeats all seven techniques"),
    ],
)
def test_the_headline_follows_the_cut_sets(
    model: dict[str, Any], certain: list[list[str]], possible: list[list[str]], words: str
) -> None:
    changed = model | {"answers": {"cut_sets": {"certain": certain, "possible": possible}}}
    assert words in content.headline(changed)


def test_an_empty_view_has_a_headline_too(model: dict[str, Any]) -> None:
    assert content.headline(model | {"techniques": [], "cells": []}) == "Nothing is assessed in this view."


def test_counts_are_those_of_the_table(model: dict[str, Any]) -> None:
    assert content.counts(model) == {
        "exposed": 27,
        "protected": 19,
        "unclear": 3,
        "not-assessed": 0,
        "contested": 3,
    }


def test_a_missing_cell_reads_not_assessed(model: dict[str, Any]) -> None:
    table = content.matrix(model | {"cells": model["cells"][1:]})
    assert table["rows"][0]["cells"][0]["verdict"] == "not-assessed"
    assert [column["exposed"] for column in table["columns"]] == [2, 4, 4, 3, 4, 4, 6]


def test_unsafe_addresses_do_not_reach_the_templates(model: dict[str, Any]) -> None:
    sources = [model["sources"][1] | {"url": "javascript:alert(1)"}]
    assert content.catalogue(model | {"sources": sources})["source:zou-2023"]["url"] is None


def test_the_headline_does_not_stop_at_failure_modes(model: dict[str, Any]) -> None:
    points = {"single_points": {"assumptions": {"certain": ["tax-is-paid"], "possible": ["tax-is-paid"]}}}
    changed = model | {"answers": model["answers"] | points}
    assert content.headline(changed).endswith(
        "But all seven rest on one assumption: someone pays for safety."
    )


def test_works_are_tied_to_what_they_are_cited_on(
    model: dict[str, Any], network: networkx.MultiDiGraph
) -> None:
    before = network.number_of_edges()
    extended = content.with_evidence(model, network)
    ties = {
        (u, v): data["claims"]
        for u, v, kind, data in extended.edges(keys=True, data=True)
        if kind == "evidence"
    }
    assert {end for end, work in ties if work == "source:betley-2025"} == {
        "technique:debate",
        "assumption:no-collusion",
    }
    assert all(ties.values())
    assert network.number_of_edges() == before
