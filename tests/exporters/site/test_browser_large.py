"""Graphs too large to be drawn: clusters first, then a cluster, then what is around one node."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from commoncause.exporters.site.page import render_page

from .conftest import Watched
from .generated import generated

CUT = "#graph-cut"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "index.html"
    path.write_text(render_page(*generated(10_000)), encoding="utf-8")
    return path


def label(page: Page) -> str:
    return page.locator("#graph").get_attribute("aria-label") or ""


@pytest.mark.parametrize("nodes", [500, 2000])
def test_up_to_two_thousand_nodes_are_drawn_one_by_one(browser: Browser, tmp_path: Path, nodes: int) -> None:
    path = tmp_path / "index.html"
    path.write_text(render_page(*generated(nodes)), encoding="utf-8")
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    watched = Watched(context, path)
    page = watched.open("#view=graph&show=assumptions,inside,others,sources")
    assert label(page).startswith(f"Graph: {nodes:,} nodes")
    expect(page.locator(CUT)).to_be_hidden()
    assert watched.complaints == []
    context.close()


def test_clusters_then_a_cluster_then_a_neighbourhood(browser: Browser, large: Path) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    watched = Watched(context, large)
    page = watched.open("#view=graph")
    expect(page.locator(CUT)).to_contain_text("10,000 nodes in 80 clusters")
    assert label(page).startswith("Graph: 80 clusters")
    page.locator("#relations summary").click()
    rows = page.locator("#relations tbody tr")
    expect(rows).to_have_count(80)
    sizes = [int(text.replace(",", "")) for text in rows.locator("td:nth-child(2)").all_inner_texts()]
    assert (len(sizes), sum(sizes)) == (80, 10_000)
    rows.nth(3).locator("a").click()
    expect(page.locator(CUT)).to_contain_text(f"150 of {sizes[3]} nodes of this cluster")
    page.locator(CUT).get_by_role("button", name="more").click()
    assert label(page).startswith(f"Graph: {min(300, sizes[3])} nodes")
    page.locator("#search-field").fill("Author 40 (")
    page.keyboard.press("Enter")
    expect(page.locator(CUT)).to_contain_text("around what is selected")
    page.go_back()
    expect(page.locator(CUT)).to_contain_text("of this cluster")
    page.get_by_role("button", name="All clusters").click()
    expect(page.locator(CUT)).to_contain_text("10,000 nodes in 80 clusters")
    assert watched.complaints == []
    context.close()


def test_the_map_is_walked_by_keyboard(browser: Browser, large: Path) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = Watched(context, large).open("#view=graph")
    page.locator("#graph").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#status")).to_contain_text("nodes around")
    page.keyboard.press("Enter")
    expect(page.locator(CUT)).to_contain_text("of this cluster")
    context.close()


def test_the_landing_matrix_of_a_large_network_is_drawn_as_ever(browser: Browser, large: Path) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = Watched(context, large).open()
    assert label(page).startswith("Graph: 14 nodes")
    context.close()
