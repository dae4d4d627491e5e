"""Conclusions and defects: counted as the knowledge base counts them, filtered by the address, taken away."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

from playwright.sync_api import Page, expect

import commoncause
from commoncause.answers import defects_answer
from commoncause.conclusions import outcome

from .conftest import Watched


def counts(page: Page, facet: str) -> dict[str, int]:
    buttons = page.locator(f".facet [data-facet={facet}]:visible").all()
    return {str(b.get_attribute("data-value")): int(b.locator(".count").inner_text()) for b in buttons}


def pick(page: Page, view: str, facet: str, value: str) -> None:
    page.locator(f"#{view} [data-facet={facet}][data-value='{value}']").click()


def entries(page: Page, view: str) -> int:
    return page.locator(f"#{view} .entry:visible").count()


def saved(page: Page, button: str) -> list[dict[str, str]]:
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8"))))


def test_conclusions_are_counted_as_the_command_counts_them(
    shipped: Watched, kb: commoncause.KnowledgeBase
) -> None:
    rows = [(row["source"], outcome(row["results"])) for row in kb.conclusions()]
    page = shipped.open("#view=conclusions")
    assert counts(page, "outcome") == Counter(found for _, found in rows)
    assert counts(page, "source") == Counter(source for source, _ in rows)
    pick(page, "conclusions", "outcome", "does not hold")
    own = Counter(source for source, found in rows if found == "does not hold")
    assert counts(page, "source") == {source: own[source] for source, _ in rows}
    assert entries(page, "conclusions") == own.total()
    pick(page, "conclusions", "source", "dung-mai-2025")
    assert (
        page.evaluate("location.hash") == "#view=conclusions&outcome=does%20not%20hold&source=dung-mai-2025"
    )
    assert counts(page, "outcome") == Counter(found for source, found in rows if source == "dung-mai-2025")
    assert len(saved(page, "Conclusions CSV")) == entries(page, "conclusions") == own["dung-mai-2025"]
    page.go_back()
    assert entries(page, "conclusions") == own.total()
    assert shipped.complaints == []


def test_what_decides_a_conclusion_leads_to_its_cell(shipped: Watched, kb: commoncause.KnowledgeBase) -> None:
    row = next(r for r in kb.conclusions() if r["source"] == "dung-mai-2025" and len(r["deciding_cells"]) > 1)
    page = shipped.open("#view=conclusions&order=cells")
    entry = page.locator("#conclusions .entry", has_text=row["statement"])
    expect(entry.locator(".entry-head strong")).to_have_text(outcome(row["results"]))
    expect(entry.locator(".cell-link")).to_have_count(
        len({(c["technique"], c["failure_mode"]) for c in row["deciding_cells"]})
    )
    entry.locator(".cell-link").first.click()
    expect(page.locator("#details-heading")).to_contain_text("×")
    assert "view=conclusions" in page.evaluate("location.hash")


def test_a_conclusion_says_how_it_was_tested_in_words(watched: Watched) -> None:
    page = watched.open("#view=conclusions&outcome=depends")
    entry = page.locator("#conclusions .entry")
    expect(entry).to_have_count(1)
    expect(entry).to_contain_text("Two are enough")
    expect(entry).to_contain_text(
        "In its tables: does not hold if what is unclear counts as protected, holds if as exposed."
    )
    entry.locator("summary", has_text="The claim").press("Enter")
    expect(entry.locator(".claim-rationale").last).to_have_text("It is summed up.")
    page.locator("#conclusions-order").select_option("outcome")
    assert page.evaluate("location.hash") == "#view=conclusions&order=outcome&outcome=depends"
    page.locator("[data-facet=outcome][data-value=depends]").press("Enter")
    shown = page.locator("#conclusions .entry-head strong").all_inner_texts()
    assert shown == ["holds", "does not hold", "depends"]
    expect(page.locator("#status")).to_have_text("3 of 3 conclusions shown.")
    assert (watched.requests, watched.complaints) == ([], [])


def test_defects_are_those_of_the_knowledge_base(shipped: Watched, kb: commoncause.KnowledgeBase) -> None:
    rows = defects_answer(kb.claims)["defects"]
    page = shipped.open("#view=defects")
    assert counts(page, "severity") == Counter(row["severity"] for row in rows)
    assert counts(page, "source") == Counter(row["source"] for row in rows)
    told = {
        (r["iri"], r["source"], r["severity"], r["wrong"], r["right"]) for r in saved(page, "Defects CSV")
    }

    def cell(text: str) -> str:
        return f"'{text}" if text[:1] in "=+-@\t\r" and text else text

    assert told == {(r["iri"], r["source"], r["severity"], cell(r["wrong"]), cell(r["right"])) for r in rows}
    pick(page, "defects", "severity", "major")
    assert entries(page, "defects") == sum(row["severity"] == "major" for row in rows)
    assert shipped.complaints == []


def test_a_defect_leads_to_the_things_and_claims_concerned(watched: Watched) -> None:
    page = watched.open("#view=defects")
    entry = page.locator("#defects .entry")
    expect(entry.locator("dd")).to_have_text(["no", "yes", "A slip."])
    entry.locator("summary").press("Enter")
    expect(entry.locator(".claim-verdict")).to_have_text("✗IDA is exposed to AL-GEN")
    entry.locator(".chip", has_text="AL-GEN").click()
    expect(page.locator("#details-heading")).to_have_text("Dangerous generalisation of alignment")
    assert watched.complaints == []
