"""What the page says about itself is counted and read from the model and the project's own files."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import commoncause
from commoncause.exporters.site.about import AUTHORS, CITED_AS, FILES, about
from commoncause.exporters.site.model import page_model

ROOT = Path(__file__).parents[3]


def test_the_citation_is_that_of_the_citation_file(model: dict[str, Any]) -> None:
    written = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.findall(r'^title: "(.*)"$', written, re.MULTILINE) == [CITED_AS]
    assert re.search(rf'^authors:\n  - name: "{re.escape(AUTHORS)}"$', written, re.MULTILINE)
    said = about(model)
    assert said["citation"].endswith("Version 0.1.0.")
    assert said["bibtex"].count("{") == said["bibtex"].count("}")


def test_a_version_cannot_break_the_entry(model: dict[str, Any]) -> None:
    bibtex = about(model | {"version": "1.0} @comment{\\x\n" * 100})["bibtex"]
    assert bibtex.count("{") == bibtex.count("}") == 7
    assert bibtex.count("@") == 1


def test_claims_are_counted_by_source_and_kind() -> None:
    kb = commoncause.load()
    said = about(page_model(kb))
    counted = Counter((claim.origin, claim.kind) for claim in kb.claims.values())
    assert said["claims"] == len(kb.claims)
    assert said["curated"] == sum(not claim.origin for claim in kb.claims.values()) > 0
    assert said["works"] == len(kb.of_kind("source"))
    assert [source["claims"] for source in said["sources"]] == sorted(
        Counter(claim.origin for claim in kb.claims.values() if claim.origin).values(), reverse=True
    )
    for source in said["sources"]:
        slug = source["thing"]["slug"]
        assert sorted(number for number, _ in source["kinds"]) == sorted(
            number for (origin, _), number in counted.items() if origin == slug
        )


def test_the_files_it_leads_to_stand_beside_it() -> None:
    assert [name for name in FILES if not (ROOT / "exports" / name).is_file()] == []
