"""Why: a cut set, a point, an inference unfolded into claims, and the queries that fetch them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

import commoncause
from commoncause.vocab import compact

from .conftest import Watched

BODY = "#details-body"


def test_why_a_cut_set_defeats_all_names_what_strikes_each_technique(
    shipped: Watched, kb: commoncause.KnowledgeBase, table_1: commoncause.View
) -> None:
    page = shipped.open()
    page.locator(".set", has_text="AL-GEN").filter(has_text="S-TAX").first.locator(".why-link").press("Enter")
    assert page.evaluate("location.hash") == "#set=al-gen,s-tax"
    expect(page.locator(f"{BODY} .verdict")).to_have_text(
        "AL-GEN and S-TAX together defeat all 7 techniques, for certain."
    )
    matrix = kb.matrix(table_1)
    names = {t.slug: t.short for t in kb.of_kind("technique")}
    told = dict(
        zip(
            page.locator(f"{BODY} .struck dt").all_inner_texts(),
            (dd.locator(".strike").all() for dd in page.locator(f"{BODY} .struck dd").all()),
            strict=True,
        )
    )
    assert len(told) == 7
    for technique in matrix.techniques:
        verdicts = {mode: matrix.cells[technique, mode].verdict.value for mode in ("al-gen", "s-tax")}
        struck = [mode.upper() for mode, verdict in verdicts.items() if verdict != "protected"]
        lines = told[names[technique]]
        assert [line.locator("a").first.inner_text().split()[-1] for line in lines] == struck
        certain = [mode.upper() for mode, verdict in verdicts.items() if verdict == "exposed"]
        assert [line.inner_text().split("\n")[0] for line in lines if "certain" in line.inner_text()]
        assert sum("certain" in line.inner_text() for line in lines) == len(certain) > 0
    expect(page.locator(f"{BODY} .needed li").nth(1)).to_have_text(
        "S-TAX: without it Scientist AI would stand."
    )
    assert shipped.complaints == []


@pytest.mark.parametrize("width", [375, 1200, 1440])
def test_why_brings_the_panel_into_view_and_the_focus_to_its_heading(
    browser: Browser, page_file: Path, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page = Watched(context, page_file).open()
    page.locator(".set .why-link").last.click()
    heading = page.locator("#details-heading")
    expect(heading).to_be_in_viewport()
    expect(heading).to_be_focused()
    expect(page.locator("#peek")).to_be_hidden()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(heading).not_to_be_in_viewport()
    expect(page.locator("#peek")).to_be_visible()
    expect(page.locator("#peek")).to_contain_text("Details ↑")
    page.locator("#peek").press("Enter")
    expect(heading).to_be_in_viewport()
    context.close()


def test_a_link_inside_the_panel_keeps_the_focus_in_it(watched: Watched) -> None:
    page = watched.open("#node=technique:rlhf")
    page.locator(f"{BODY} .end").first.press("Enter")
    heading = page.locator("#details-heading")
    expect(heading).to_contain_text("→")
    expect(heading).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#details-body') !== null")
    page.locator("td[data-technique=rlhf][data-failure-mode=coll]").click()
    expect(heading).to_have_text("RLHF × COLL")
    expect(heading).not_to_be_focused()


def test_a_strike_unfolds_into_its_claims_and_leads_to_its_cell(watched: Watched) -> None:
    page = watched.open("#set=al-gen,s-tax")
    strike = page.locator(f"{BODY} .strike").first
    strike.locator("summary").press("Enter")
    expect(strike.locator(".claim-verdict")).to_have_text("✗RLHF is exposed to AL-GEN")
    strike.locator("a").first.press("Enter")
    expect(page.locator("#details-heading")).to_have_text("RLHF × AL-GEN")
    page.go_back()
    expect(page.locator("#details-heading")).to_have_text("AL-GEN + S-TAX")
    page.keyboard.press("Escape")
    assert page.evaluate("location.hash") == ""
    assert watched.complaints == []


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ("coll", "COLL alone does not defeat all: RLHF, RE and IDA stand."),
        ("cap-dev,al-gen", "CAP-DEV and AL-GEN together may defeat all 7 techniques: not for certain"),
        ("assumption:benign-generalisation", "The failing of Trained alignment carries over alone does not"),
        ("nothing,__proto__,%ZZ", "Choose a cell"),
    ],
)
def test_a_set_says_how_far_it_goes(watched: Watched, members: str, said: str) -> None:
    page = watched.open(f"#set={members}")
    expect(page.locator(BODY)).to_contain_text(said)
    assert watched.complaints == []


def test_the_set_shows_in_the_matrix(watched: Watched) -> None:
    page = watched.open("#set=al-gen,s-tax")
    lit = page.locator("#matrix thead .crossed").evaluate_all("all => all.map((e) => e.dataset.node)")
    assert sorted(lit) == ["failure:al-gen", "failure:s-tax"]


def test_an_inference_unfolds_into_the_claims_it_follows_from(watched: Watched) -> None:
    page = watched.open("#node=technique:rlaif")
    group = page.locator(f"{BODY} .claim-list", has_text="Inferred by rule")
    group.locator(".claim-line > summary").press("Enter")
    group.locator(".why > summary").press("Enter")
    expect(group.locator(".why .claim-verdict")).to_have_text(
        ["RLAIF rests on Copies do not conspire", "COLL entails the failing of Copies do not conspire"]
    )


def test_measurements_and_mappings_read_the_right_way_round(watched: Watched) -> None:
    page = watched.open("#node=technique:rlhf")
    measured = page.locator(f"{BODY} .claim-list", has_text="Measured")
    expect(measured.locator("summary").nth(1)).to_contain_text("Win rate: 40–60% · AI Debate, Small models")
    measured.locator(".claim-line > summary").press("Enter")
    expect(measured.locator(".claim-fact")).to_have_text("Conditions: Against plain tuning.")
    beside = page.locator(f"{BODY} .claim-list", has_text="Beside other entries")
    expect(beside.locator(".claim-line > summary")).to_contain_text("is broader than DPO")
    expect(page.locator(f"{BODY} .claim-list", has_text="Concluded about it").locator(".count")).to_have_text(
        "3"
    )
    page.evaluate("location.hash = '#node=technique:dpo'")
    expect(beside.locator(".claim-line > summary")).to_contain_text("is narrower than RLHF")


def query_of(page: Page) -> tuple[str, int]:
    box = page.locator(f"{BODY} .query")
    rows = re.search(r"\d+", box.locator("summary").inner_text())
    assert rows
    box.evaluate("e => { e.open = true; }")
    return box.locator("pre").inner_text(), int(rows[0])


@pytest.mark.parametrize(
    "fragment",
    [
        "t=scientist-ai&f=cap-dev",
        "t=rlhf&f=cap-dev",
        "node=technique:rlhf",
        "node=technique:constitutional-ai",
        "node=failure:al-gen",
        "node=failure:reward-hacking",
        "node=assumption:benign-generalization",
        "node=attack:surrogate-classifier-attack",
        "node=source:dung-mai-2025",
        "node=source:dung-mai-2025-web-summary",
        "node=source:bai-2022",
        "edge=rests-on&from=technique:rlhf&to=assumption:benign-generalization",
        "edge=entails&from=failure:al-gen&to=assumption:benign-generalization",
        "edge=evidence&from=technique:constitutional-ai&to=source:bai-2022",
        "set=al-gen,s-tax",
        "set=dec-al,em-mis,s-tax",
        "set=assumption:benign-generalization",
    ],
)
def test_every_query_runs_and_gives_the_rows_shown(
    shipped: Watched, kb: commoncause.KnowledgeBase, fragment: str
) -> None:
    page = shipped.open(f"#{fragment}")
    text, rows = query_of(page)
    found = kb.query(text)
    assert len(found) == rows > 0
    names = {**{iri: iri for iri in kb.claims}, **{compact(iri): iri for iri in kb.claims}}
    assert found["claim"].isin(names).all()


def test_a_query_is_copied_or_selected(watched: Watched) -> None:
    page = watched.open("#set=al-gen,s-tax")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    text, _ = query_of(page)
    page.locator(f"{BODY} .query").get_by_role("button", name="Copy").press("Enter")
    expect(page.locator("#status")).to_have_text("Query copied.")
    assert page.evaluate("navigator.clipboard.readText()") == text
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.locator(f"{BODY} .query").get_by_role("button", name="Copy").press("Enter")
    expect(page.locator("#status")).to_contain_text("The query is selected")
    selected: Any = page.evaluate("getSelection().toString()")
    assert selected.strip() == text.strip()
