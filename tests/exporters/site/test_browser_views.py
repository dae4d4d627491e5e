"""One page, several views: one address for all of them, and one selection."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from commoncause.exporters.site.content import VIEWS

from .axe import complaints, hover_everything
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
def test_axe_finds_nothing_in_any_view(watched: Watched, view: str) -> None:
    page = watched.open(f"#view={view}&t=rlhf&f=coll")
    assert complaints(page) == []


@pytest.mark.parametrize("view", ["clusters", "maps"])
def test_what_the_pointer_rests_on_can_be_read(shipped: Watched, view: str) -> None:
    page = shipped.open(f"#view={view}")
    hover_everything(page, f".masthead button, .views a, [data-in={view}] button, [data-in={view}] .chip")
    assert complaints(page, "main") == complaints(page, "header") == []


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


def test_an_address_holds_what_its_view_was_asked_and_nothing_of_another(watched: Watched) -> None:
    page = watched.open("#sort=name")
    page.get_by_role("link", name="Papers", exact=True).click()
    page.locator("#papers-filter").fill("irving")
    page.wait_for_url("**#view=papers&q=irving")
    page.locator("[data-sort=year]").click()
    assert page.evaluate("location.hash") == "#view=papers&q=irving&sort=-year"
    page.get_by_role("link", name="Graph", exact=True).click()
    assert page.evaluate("location.hash") == "#view=graph"
    page.get_by_role("link", name="Matrix", exact=True).click()
    assert page.evaluate("location.hash") == "#sort=name"
    expect(page.locator("#matrix-sort")).to_have_value("name")
    page.get_by_role("link", name="Papers", exact=True).click()
    assert page.evaluate("location.hash") == "#view=papers&q=irving&sort=-year"
    expect(page.locator("#papers-filter")).to_have_value("irving")
    page.go_back()
    page.go_back()
    expect(page.locator("nav [aria-current=page]")).to_have_text("Graph")
    assert page.evaluate("location.hash") == "#view=graph"


def test_a_word_typed_just_before_leaving_follows_nobody(watched: Watched) -> None:
    page = watched.open("#view=papers")
    page.evaluate(
        """() => {
            const field = document.querySelector("#papers-filter");
            field.value = "irving";
            field.dispatchEvent(new Event("input"));
            document.querySelector("[data-view-link=graph]").click();
        }"""
    )
    page.wait_for_timeout(300)
    assert page.evaluate("location.hash") == "#view=graph"


@pytest.mark.parametrize("width", [375, 900, 1100, 1440])
def test_the_graph_alone_takes_the_width_there_is(watched: Watched, width: int) -> None:
    watched.page.set_viewport_size({"width": width, "height": 800})
    page = watched.open("#view=graph")
    graph, details = (page.locator(part).bounding_box() for part in ("#graph-card", "#details"))
    assert graph is not None
    assert details is not None
    beside = details["width"] if details["y"] < graph["y"] + graph["height"] else 0
    assert graph["width"] + beside > 0.9 * width
