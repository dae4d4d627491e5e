"""Where the evidence is thin or contested, which cell matters most, and who shares what."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

import commoncause
from commoncause.answers import clusters_answer, conflicts_answer
from commoncause.exporters.site.page import render_page

from .axe import complaints
from .conftest import Watched
from .table_one import network_of
from .test_browser import hostile_model

MOST = "#evidence-most"


def test_the_table_counts_the_claims_behind_each_cell(
    shipped: Watched, kb: commoncause.KnowledgeBase, table_1: commoncause.View
) -> None:
    page = shipped.open("#view=evidence")
    with page.expect_download() as download:
        page.get_by_role("button", name="Evidence by cell CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    told = {(row["technique"], row["failure_mode"]): row for row in csv.DictReader(io.StringIO(text))}
    whole = kb.matrix(commoncause.View())
    assert set(told) == set(kb.matrix(table_1).cells)
    for pair, row in told.items():
        claims = [kb.claims[iri] for iri in whole.cells[pair].claims]
        works = {work for claim in claims for work in claim.cites}
        assert (row["claims"], row["sources"], row["works_cited"], row["contested"]) == (
            str(len(claims)),
            str(len({claim.source for claim in claims})),
            str(len(works)),
            str(whole.cells[pair].is_contested).lower(),
        ), pair
    assert page.locator("#evidence-cells tbody tr").count() == len(told)
    assert shipped.complaints == []


def test_the_cell_that_matters_most_is_named_first(watched: Watched) -> None:
    page = watched.open("#view=evidence")
    expect(page.locator(MOST)).to_have_text(
        "Most hangs on Scientist AI × AL-GEN: were it not protected, AL-GEN alone would defeat all 7."
        " It rests on 1 claim of 1 source, citing no work."
    )
    row = page.locator("#evidence-cells tbody tr").first
    expect(row.locator("th")).to_have_text("Scientist AI × AL-GEN")
    expect(page.locator("#evidence-cells [aria-sort]")).to_have_text("Read the other way")


def test_the_table_is_sorted_by_its_headings_from_the_keyboard(watched: Watched) -> None:
    page = watched.open("#view=evidence")
    head = page.locator("[data-column=claims]")
    head.get_by_role("button").press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("button").press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(head.get_by_role("button")).to_be_focused()
    numbers = page.locator("#evidence-cells tbody td:nth-child(4)").all_inner_texts()
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] == "2"
    assert page.evaluate("location.hash") == "#view=evidence&order=claims-down"
    page.locator("#evidence-cells tbody a").first.press("Enter")
    expect(page.locator("#details-heading")).to_contain_text("×")
    assert watched.complaints == []


def test_conflicts_are_those_of_the_whole_knowledge_base(
    shipped: Watched, kb: commoncause.KnowledgeBase
) -> None:
    counted = [claim for claim in kb.claims.values() if claim.mode != "inferred"]
    found = conflicts_answer(kb.matrix(commoncause.View()), kb.assessments, counted)
    kinds = [row["kind"] for row in found["statements"]]
    page = shipped.open("#view=evidence")
    here = page.locator("#conflicts-elsewhere")
    expect(here.locator(".lead")).to_contain_text(f"In all, {len(found['conflicts'])} cells")
    numbers = [int(text) for text in here.locator(".gap-count").all_inner_texts()]
    assert numbers == [kinds.count("classification"), kinds.count("defect")]
    here.locator("summary", has_text="One thing in two classes").click()
    first = next(row for row in found["statements"] if row["kind"] == "classification")
    lines = here.locator(".conflict-list > li").first.locator(".claim-line")
    expect(lines).to_have_count(len(first["claims"]))
    assert shipped.complaints == []


def test_a_conflict_outside_the_table_is_told(watched: Watched) -> None:
    page = watched.open("#view=evidence")
    here = page.locator("#conflicts-elsewhere")
    expect(here.locator(".lead")).to_contain_text(
        "4 cells of the knowledge base are contested, 1 of them outside"
    )
    here.locator("summary", has_text="contested cells outside").press("Enter")
    expect(here.locator(".conflict-list li").first).to_contain_text("DPO × AL-GEN")
    here.locator("summary", has_text="One pair, two verdicts").press("Enter")
    expect(here.locator(".claim-line")).to_have_count(3)
    here.locator(".claim-line > summary").last.press("Enter")
    expect(here.locator(".claim").last).to_contain_text("Dung & Mai (2025), Table 1")


def test_the_relation_shows_who_rests_on_what_and_leads_to_the_claims(watched: Watched) -> None:
    page = watched.open("#view=clusters")
    grid = page.get_by_role("table", name="Techniques and the assumptions that several share")
    expect(grid.locator("tbody th")).to_have_text(
        [
            "Trained alignment carries over",
            "Judging is easier than doing",
            "Copies do not conspire",
            "Someone pays for safety",
        ]
    )
    assert [row.locator("a").count() - 1 for row in grid.locator("tbody tr").all()] == [6, 4, 3, 2]
    grid.get_by_role("link", name="RLAIF rests on Copies do not conspire").press("Enter")
    expect(page.locator("#details-heading")).to_have_text("RLAIF → Copies do not conspire")
    expect(page.locator("#details-body .claim-origin")).to_contain_text("section 4.2")
    assert "view=clusters" in page.evaluate("location.hash")


def test_stability_is_said_in_words_and_a_cluster_has_reasons(watched: Watched) -> None:
    page = watched.open("#view=clusters")
    shown = page.locator(".stability:visible")
    expect(shown.nth(0)).to_contain_text("stable: found together in every cut tried")
    expect(shown.nth(1)).to_contain_text(
        "found together in 81% of the cuts tried: a lead, not a stable cluster"
    )
    card = page.locator("[data-by=assumptions] .cluster").first
    card.locator("summary", has_text="Why?").press("Enter")
    expect(card.locator(".claim-list .claim-line")).to_have_count(4)
    page.get_by_role("button", name="by failure modes").press("Enter")
    expect(page.locator(".stability:visible")).to_contain_text(["found together in 62% of the cuts tried"])
    assert page.evaluate("location.hash") == "#view=clusters&by=failure-modes"
    link = page.get_by_role("link", name="RLHF is exposed to EM-MIS")
    expect(link).to_be_visible()
    assert watched.complaints == []


def test_clusters_and_groups_equal_the_command(shipped: Watched, kb: commoncause.KnowledgeBase) -> None:
    found = clusters_answer(
        kb.matrix(commoncause.View(modes=frozenset({"tabulated"}), sources=frozenset({"dung-mai-2025"})))
    )
    page = shipped.open("#view=clusters&by=failure-modes")
    expect(page.locator("[data-by=failure-modes] .cluster")).to_have_count(len(found["clusters"]))
    groups = [c for c in found["concepts"] if len(c["techniques"]) > 1 and c["shared"]]
    expect(page.locator(".concepts > li")).to_have_count(len(groups))


@pytest.mark.parametrize("width", [375, 1440])
def test_hostile_names_stay_text_in_every_view(
    browser: Browser, model: dict[str, Any], tmp_path: Path, width: int
) -> None:
    evil = hostile_model(model)
    path = tmp_path / "hostile.html"
    path.write_text(render_page(evil, network_of(evil)), encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": 740})
    watched = Watched(context, path)
    for view in ("conclusions", "defects", "evidence", "clusters"):
        page = watched.open(f"#view={view}&set=al-gen,s-tax")
        for _ in range(2):
            page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
            page.wait_for_timeout(60)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.locator("img, iframe, object, [onerror], a[href^='javascript']").count() == 0
        page.goto("about:blank")
    assert (watched.requests, watched.complaints, watched.dialogs) == (["about:blank"] * 0, [], [])
    context.close()


def test_axe_finds_nothing_where_everything_is_unfolded(watched: Watched) -> None:
    for fragment in ("evidence&set=al-gen,s-tax", "defects&node=technique:rlhf", "conclusions", "clusters"):
        page = watched.open(f"#view={fragment}")
        for _ in range(2):
            page.evaluate(
                "document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })"
            )
            page.wait_for_timeout(60)
        assert complaints(page) == []
        page.reload()


def labels_of_parts(kb: commoncause.KnowledgeBase, technique: str) -> list[str]:
    """The parts of CAP-DEV that the claims on the technique's cell are about, one for each such claim."""
    labels = {mode.slug: mode.label for mode in kb.of_kind("failure-mode")}
    cell = kb.matrix(commoncause.View(inferred=True)).cells[technique, "cap-dev"]
    modes = (kb.assessments[iri].failure_mode for iri in cell.claims)
    return sorted(labels[mode] for mode in modes if mode != "cap-dev")


def test_a_claim_about_a_part_of_a_bundle_says_so(shipped: Watched, kb: commoncause.KnowledgeBase) -> None:
    told = labels_of_parts(kb, "rlhf")
    page = shipped.open("#t=rlhf&f=cap-dev")
    about = page.locator("#details-body .claim-group .claim-about")
    assert sorted(about.all_inner_texts()) == [f"about: {label}, a part of CAP-DEV" for label in told]
    assert len(told) > 0
    expect(page.locator("#details-body .parts-rule")).to_contain_text(
        "A part that is exposed or unclear counts for the bundle; one that is protected does not"
    )
    expect(page.locator("#details-body")).to_contain_text("About its parts, without weight here")
    page = shipped.open("#view=evidence")
    row = page.locator(".conflicts > li", has=page.locator(".cell-link", has_text="RLHF × CAP-DEV"))
    expect(row.locator(".reading-of", has_text="a part of CAP-DEV").first).to_contain_text(told[0])
    shipped.open("#t=rlhf&f=coll")
    expect(page.locator(".claim-about, .parts-rule")).to_have_count(0)
    assert shipped.complaints == []


def test_the_evidence_table_keeps_its_words_whole_on_a_phone(browser: Browser, shipped_file: Path) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 740})
    page = Watched(context, shipped_file).open("#view=evidence")
    broken = """() => [...document.querySelectorAll('#evidence-cells thead th')].filter((head) => {
      const range = document.createRange();
      const text = head.querySelector('.sort').firstChild;
      return [...text.data.matchAll(/\\S+/g)].some((word) => {
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        return range.getClientRects().length > 1;
      });
    }).map((head) => head.textContent)"""
    assert page.evaluate(broken) == []
    wide = page.locator("#evidence-cells thead th").last.bounding_box()
    assert wide is not None
    assert wide["width"] >= 160
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    context.close()
