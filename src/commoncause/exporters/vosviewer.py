"""VOSviewer JSON: a map for VOSviewer and VOSviewer Online, which lay it out themselves.

The format is documented at https://app.vosviewer.com/docs/file-types/json-file-type/. Descriptions are HTML
there, so that what stands in a record is escaped; clusters go up to 1,000. Works without links are left out,
for they would only push the others aside.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from ..answers.corpus import Corpus, Paper
from .site.content_security import safe_url

__all__ = ["MOST_CLUSTERS", "vosviewer"]

MOST_CLUSTERS = 1000
"""Clusters that VOSviewer knows; works of smaller ones have none."""


def vosviewer(corpus: Corpus, answer: Mapping[str, Any]) -> str:
    """Return a map (an answer of `commoncause.answers.citations.map_answer`) as VOSviewer JSON."""
    papers = {paper.name: paper for paper in corpus.papers}
    network = {
        "items": [_item(work, papers[work["work"]]) for work in answer["works"]],
        "links": [
            {"source_id": link["source"], "target_id": link["target"], "strength": link["strength"]}
            for link in answer["links"]
        ],
        "clusters": [
            {"cluster": c["community"], "label": c["label"]}
            for c in answer["communities"]
            if c["community"] <= MOST_CLUSTERS and c["label"]
        ],
    }
    return json.dumps({"network": network}, indent=1, sort_keys=True) + "\n"


def _item(work: Mapping[str, Any], paper: Paper) -> dict[str, Any]:
    facts = {"Authors": paper.record.authors, "Title": paper.title, "Year": str(paper.year or "")}
    rows = "".join(
        f"<tr><td>{name}:</td><td>{escape(value)}</td></tr>" for name, value in facts.items() if value
    )
    item: dict[str, Any] = {
        "id": paper.name,
        "label": paper.label,
        "description": f"<table>{rows}</table>",
        "weights": {"Citations": work["citations"], "References": work["references"], "Links": work["links"]},
    }
    if url := safe_url(paper.record.url):
        item["url"] = url
    if work["community"] <= MOST_CLUSTERS:
        item["cluster"] = work["community"]
    if paper.year is not None:
        item["scores"] = {"Year": paper.year}
    return item
