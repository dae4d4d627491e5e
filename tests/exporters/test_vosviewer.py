"""VOSviewer JSON: the documented attributes and no other, and records that stay text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from commoncause.answers.citations import map_answer
from commoncause.answers.corpus import Corpus, Paper
from commoncause.exporters import export
from commoncause.exporters.vosviewer import vosviewer
from commoncause.work_records import WorkRecord

ITEM = {"id", "label", "description", "url", "x", "y", "cluster", "weights", "scores"}
MARKUP = WorkRecord("<img src=x onerror=alert(1)> & co", 'O"Neil <i>', "2020", url="javascript:alert(1)")
HOSTILE = Paper("source:a", "<b>A</b>", MARKUP)
PLAIN = Paper("source:b", "B", WorkRecord("On bees", url="https://doi.org/10.1000/182"))
ALONE = Paper("source:c", "C", WorkRecord("Alone", date="1999"))
CORPUS = Corpus((HOSTILE, PLAIN, ALONE), (("source:a", "source:b"),))


def _network(text: str | bytes) -> Any:
    return json.loads(text)["network"]


@pytest.fixture(scope="module")
def network() -> Any:
    return _network(vosviewer(CORPUS, map_answer(CORPUS, "citation", engine="louvain")))


def test_items_hold_what_the_record_says(network: Any) -> None:
    assert network["items"][1] == {
        "id": "source:b",
        "label": "B",
        "description": "<table><tr><td>Title:</td><td>On bees</td></tr></table>",
        "url": "https://doi.org/10.1000/182",
        "cluster": 1,
        "weights": {"Citations": 1, "References": 0, "Links": 1},
    }
    assert network["items"][0]["scores"] == {"Year": 2020}
    assert network["links"] == [{"source_id": "source:a", "target_id": "source:b", "strength": 1.0}]
    assert [item["id"] for item in network["items"]] == ["source:a", "source:b"], (
        "works without links are out"
    )


def test_what_stands_in_a_record_is_no_markup(network: Any) -> None:
    description = network["items"][0]["description"]
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; co" in description
    assert "O&quot;Neil &lt;i&gt;" in description
    assert "<img" not in description


def test_the_shipped_map_is_what_the_format_allows(kb) -> None:  # type: ignore[no-untyped-def]
    files = export(kb, "vosviewer")
    assert files == export(kb, "vosviewer")
    network = _network(files["commoncause-vosviewer.json"])
    ids = {item["id"] for item in network["items"]}
    assert "source:dung-mai-2025" in ids
    assert len(network["links"]) >= 121
    assert all(item.keys() <= ITEM and 1 <= item["cluster"] <= 1000 for item in network["items"])
    assert all({link["source_id"], link["target_id"]} <= ids for link in network["links"])
    assert {c["cluster"] for c in network["clusters"]} == {item["cluster"] for item in network["items"]}
