"""The panels around the matrix: sets that cannot be misread, what answers rest on, what is missing."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Watched

WIDTHS = (375, 1000, 1360)


def boxes(page: Page, selector: str) -> list[dict[str, float]]:
    found: list[dict[str, float]] = page.evaluate(
        "s => [...document.querySelectorAll(s)].map((e) => e.getBoundingClientRect().toJSON())", selector
    )
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_a_cut_set_is_one_framed_row_at_any_width(browser: Browser, page_file: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = Watched(context, page_file).open()
    sets = boxes(page, ".set")
    assert len(sets) > 2
    for frame in page.locator(".set").all():
        style = frame.evaluate(
            "e => getComputedStyle(e).borderTopWidth + ' ' + getComputedStyle(e).borderTopStyle"
        )
        assert style == "1px solid"
        outer = frame.bounding_box()
        assert outer is not None
        for chip in frame.locator(".chip").all():
            inner = chip.bounding_box()
            assert inner is not None
            assert outer["y"] < inner["y"] < inner["y"] + inner["height"] < outer["y"] + outer["height"]
    ends = sorted((box["top"], box["bottom"]) for box in sets)
    assert all(above[1] < below[0] for above, below in pairwise(ends))
    expect(page.locator(".set").first).to_contain_text("and")
    context.close()


def test_single_points_name_their_scope_and_reach_the_assumptions(watched: Watched) -> None:
    page = watched.open()
    panel = page.get_by_role("region", name="Single points of failure")
    levels = panel.locator(".level")
    expect(levels.nth(0)).to_contain_text("Failure modes in Table 1 of Dung & Mai (2025)")
    expect(levels.nth(0).locator("dd")).to_have_text(["none", "none"])
    expect(levels.nth(1)).to_contain_text("Assumptions in every claim in Dung & Mai (2025)")
    expect(levels.nth(1).locator("dd").first).to_have_text("none")
    expect(levels.nth(1).locator("dd .chip")).to_have_text("Trained alignment carries over")
    levels.nth(1).locator(".why-link").click()
    assert page.evaluate("location.hash") == "#set=assumption:benign-generalisation"


@pytest.mark.parametrize("panel", ["What defeats all of them", "Single points of failure", "Portfolios"])
def test_an_answer_that_rests_on_a_bundle_says_so(watched: Watched, panel: str) -> None:
    page = watched.open("#view=portfolio" if panel == "Portfolios" else "")
    note = page.get_by_role("region", name=panel, exact=True).locator(".bundle-note")
    expect(note).to_have_count(1)
    expect(note).to_contain_text("CAP-DEV bundles two narrower conditions")


def test_a_bundled_cell_names_the_parts(watched: Watched) -> None:
    page = watched.open("#t=rlhf&f=cap-dev")
    expect(page.locator("#details-body .bundle-note a")).to_have_text(
        ["Sudden growth of capability", "Extreme capability"]
    )
    page.locator("td[data-technique=rlhf][data-failure-mode=coll]").click()
    expect(page.locator("#details-body .bundle-note")).to_have_count(0)


def test_gaps_are_counted_and_lead_to_their_cells(watched: Watched) -> None:
    page = watched.open("#view=evidence")
    counts = {
        str(gap.get_attribute("data-gap")): gap.locator(".gap-count").inner_text()
        for gap in page.locator("[data-gap]").all()
    }
    assert counts == {
        "not-assessed": "0",
        "unclear": "3",
        "contested": "3",
        "uncited": "0",
        "one-source": "49",
        "assumptions": "1",
    }
    page.locator("[data-gap=unclear] summary").click()
    page.locator("[data-gap=unclear] a", has_text="Debate × S-TAX").click()
    expect(page.locator("#details-heading")).to_have_text("AI Debate × S-TAX")
    page.locator("[data-gap=assumptions] summary").click()
    expect(page.locator("[data-gap=assumptions] a")).to_have_text(["Copies do not conspire"])


def test_a_defect_of_the_source_is_told_at_the_cell_it_concerns(watched: Watched) -> None:
    page = watched.open("#t=iterated-amplification&f=al-gen")
    defect = page.locator("#details-body .defects")
    expect(defect.locator("h3")).to_have_text("Known defect in the source")
    expect(defect.locator(".claim-fact")).to_have_text(["Wrong: no", "Right: yes"])
    page.locator("td[data-technique=rlhf][data-failure-mode=coll]").click()
    expect(page.locator("#details-body .defects")).to_have_count(0)


def test_a_technique_shows_its_category_in_words_and_no_dangling_separator(watched: Watched) -> None:
    page = watched.open("#node=technique:rlhf")
    body = page.locator("#details-body")
    expect(body.locator(".kind")).to_have_text("technique, Learning from feedback")
    expect(body).to_contain_text("Family of a technique: Learning from feedback")
    expect(body).not_to_contain_text("family-learning")
    page.locator("th[data-node='technique:debate']").click()
    expect(body.locator(".kind")).to_have_text("technique")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("al gen", "failure:al-gen"),
        ("ALGEN", "failure:al-gen"),
        ("weak to strong", "technique:weak-to-strong"),
        ("2310.01405", "source:zou-2023"),
        ("arXiv:2310.01405v2", "source:zou-2023"),
        ("https://arxiv.org/abs/1805.00899", "source:irving-2018"),
        ("arxiv.org/pdf/2502.17424.pdf", "source:betley-2025"),
    ],
)
def test_search_forgives_hyphens_and_finds_works_by_number(watched: Watched, typed: str, found: str) -> None:
    page = watched.open()
    page.locator("#search-field").fill(typed)
    page.keyboard.press("Enter")
    assert page.evaluate("commoncause.state().selected") == {"type": "node", "id": found}


@pytest.mark.parametrize("width", [1000, 1280, 1360, 1600])
def test_a_notation_breaks_after_its_hyphen_or_not_at_all(
    browser: Browser, page_file: Path, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = Watched(context, page_file).open()
    pieces = page.locator("#matrix thead .notation .word").all_inner_texts()
    assert [piece for piece in pieces if piece.startswith("-")] == []
    assert all(
        rects == 1
        for rects in page.evaluate(
            "[...document.querySelectorAll('#matrix .notation .word')].map((e) => e.getClientRects().length)"
        )
    )
    context.close()


def test_the_panels_use_the_whole_width(browser: Browser, page_file: Path) -> None:
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    page = Watched(context, page_file).open()
    details, panels = boxes(page, "#details")[0], boxes(page, ".answers .card")
    assert max(box["right"] for box in panels) == pytest.approx(details["right"], abs=1)
    assert len({round(box["left"]) for box in panels}) == 2
    assert min(box["top"] for box in panels if box["right"] > details["left"]) - details["bottom"] < 40
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_without_javascript_there_is_no_hole_and_no_dead_button(
    browser: Browser, page_file: Path, width: int
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(page_file.as_uri())
    assert [b.inner_text() for b in page.get_by_role("button").all() if b.is_visible()] == []
    assert not page.locator("#graph-card").is_visible()
    spots: list[Any] = [
        page.locator(f"{where}").bounding_box() for where in ("main", ".matrix-card", "#details")
    ]
    main, matrix, details = spots
    assert matrix["x"] == pytest.approx(main["x"], abs=1)
    assert details["x"] + details["width"] == pytest.approx(main["x"] + main["width"], abs=1)
    apart = (
        details["x"] - matrix["x"] - matrix["width"]
        if width >= 900
        else details["y"] - matrix["y"] - matrix["height"]
    )
    assert 0 < apart < 40
    expect(page.locator(".no-js-only")).to_contain_text("27 exposed, 19 protected, 3 unclear")
    context.close()
