"""One page, several views: one address for all of them, and one selection."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from commoncause.exporters.site.content import VIEWS

from .conftest import Watched

SHOWN = (
    "[...document.querySelectorAll('[data-in]')].filter((e) => e.checkVisibility()).map((e) => e.dataset.in)"
)


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_shows_its_own_parts_and_no_other(watched: Watched, view: str) -> None:
    page = watched.open(f"#view={view}")
    shown = page.evaluate(SHOWN)
    assert shown
    assert all(view in where.split() for where in shown)
    expect(page.locator("nav [aria-current=page]")).to_have_text(VIEWS[view])
    expect(page.locator("#details")).to_be_visible()
    assert (watched.requests, watched.complaints) == ([], [])


def test_views_share_the_selection_and_the_back_button_walks_them(watched: Watched) -> None:
    page = watched.open()
    page.locator("td[data-technique=rlhf][data-failure-mode=coll]").click()
    page.get_by_role("link", name="Evidence").click()
    expect(page.locator("#details-heading")).to_have_text("RLHF × COLL")
    assert page.evaluate("location.hash") == "#view=evidence&t=rlhf&f=coll"
    page.get_by_role("link", name="Graph", exact=True).click()
    page.go_back()
    expect(page.locator("nav [aria-current=page]")).to_have_text("Evidence")
    page.go_back()
    expect(page.locator("#matrix")).to_be_visible()


def test_an_unknown_view_is_the_first(watched: Watched) -> None:
    page = watched.open("#view=__proto__&p=%ZZ")
    expect(page.locator("nav [aria-current=page]")).to_have_text("Matrix")
    assert watched.complaints == []


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_view(browser: Browser, watched: Watched, view: str, scheme: Any) -> None:
    watched.page.emulate_media(color_scheme=scheme)
    page = watched.open(f"#view={view}&t=rlhf&f=coll")
    results: Any = Axe().run(page)
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in results.response["violations"]] == []


@pytest.mark.parametrize("view", VIEWS)
def test_a_phone_scrolls_one_way_only(browser: Browser, watched: Watched, view: str) -> None:
    watched.page.set_viewport_size({"width": 375, "height": 800})
    page = watched.open(f"#view={view}&t=rlhf&f=coll")
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    spots = page.evaluate(
        "[...document.querySelectorAll('.workbench > [data-in]:not(.elsewhere), #details')]"
        ".map((e) => [e.id, e.getBoundingClientRect().top])"
    )
    order = [name for name, _ in sorted(spots, key=lambda spot: spot[1])]
    assert view == "matrix" or order[-1] == "details"
    link = page.locator("nav [aria-current=page]").bounding_box()
    assert link is not None
    assert link["x"] >= -1
    assert link["x"] + link["width"] <= 376
