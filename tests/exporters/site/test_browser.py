"""The page as people use it, in Debian's Chromium."""

from __future__ import annotations

import copy
import csv
import io
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .axe import complaints
from .conftest import Watched
from .table_one import network_of

CELL = "td[data-technique='{}'][data-failure-mode='{}']"


def cell(page: Page, technique: str, mode: str) -> Any:
    return page.locator(CELL.format(technique, mode))


def state(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("commoncause.state().selected")
    return found


def click_node(page: Page, node: str) -> None:
    page.locator("#graph").scroll_into_view_if_needed()
    point = page.evaluate("id => commoncause.pointOf(id)", node)
    page.mouse.click(point["x"], point["y"])


def test_it_opens_from_a_file_without_a_request_or_a_complaint(watched: Watched) -> None:
    page = watched.open()
    expect(page.locator("#answer")).to_contain_text("AL-GEN and S-TAX together do")
    cell(page, "rlhf", "al-gen").click()
    page.locator("[data-layer=sources]").click()
    page.locator("#theme").click()
    click_node(page, "technique:rlhf")
    page.wait_for_timeout(100)
    assert (watched.requests, watched.complaints) == ([], [])


def test_a_cell_is_selected_everywhere_and_escape_clears(watched: Watched) -> None:
    page = watched.open()
    cell(page, "iterated-amplification", "dec-al").click()
    expect(cell(page, "iterated-amplification", "dec-al")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#details-heading")).to_have_text("IDA × DEC-AL")
    expect(page.locator("#details-body .claim-verdict")).to_contain_text(["protected", "exposed"])
    expect(page.locator("#details-body .conflict-note")).to_be_visible()
    expect(page.locator("#details-body")).to_contain_text("characters 38744–38898")
    expect(page.locator("#details-body .claim-cites a.out")).to_have_attribute(
        "href", "https://arxiv.org/abs/1805.00899"
    )
    page.keyboard.press("Escape")
    expect(page.locator("#details-heading")).to_have_text("Details")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)


def test_a_node_of_the_graph_selects_its_heading_in_the_matrix(watched: Watched) -> None:
    page = watched.open()
    click_node(page, "failure:al-gen")
    expect(page.locator("th[data-node='failure:al-gen']")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#details-body dt", has_text="can defeat")).to_be_visible()
    page.locator("th[data-node='technique:rlhf']").click()
    expect(page.locator("#details-body dt", has_text="is exposed to")).to_be_visible()
    assert state(page) == {"type": "node", "id": "technique:rlhf"}


def test_a_line_of_the_graph_selects_its_cell(watched: Watched) -> None:
    page = watched.open("#node=technique:rlhf&hide=exposed,unclear")
    ends = [
        page.evaluate("id => commoncause.pointOf(id)", node) for node in ("technique:rlhf", "failure:s-tax")
    ]
    page.mouse.click(*((ends[0][axis] * 0.6 + ends[1][axis] * 0.4) for axis in "xy"))
    assert state(page) == {"type": "cell", "technique": "rlhf", "mode": "s-tax"}
    expect(cell(page, "rlhf", "s-tax")).to_have_attribute("aria-selected", "true")


def test_the_keyboard_alone_reaches_everything(watched: Watched) -> None:
    page = watched.open()
    page.keyboard.press("/")
    page.keyboard.type("weak")
    page.keyboard.press("Enter")
    assert state(page) == {"type": "node", "id": "technique:weak-to-strong"}
    page.locator("#matrix td[tabindex='0']").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert state(page) == {"type": "cell", "technique": "weak-to-strong", "mode": "cap-dev"}
    assert page.locator("#matrix [tabindex='0']").count() == 1
    page.keyboard.press("Home")
    page.keyboard.press(" ")
    assert state(page) == {"type": "node", "id": "technique:weak-to-strong"}
    page.keyboard.press("Escape")
    page.locator("#enlarge").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "graph"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert state(page)["type"] == "node"
    page.locator("[data-filter=protected]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#shown")).to_have_text("30")


def test_the_slash_key_can_be_switched_off(watched: Watched) -> None:
    page = watched.open()
    page.locator("#single-key").uncheck()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "search-field"
    page.keyboard.press("d")
    assert page.evaluate("document.activeElement.id") != "details-heading"


def test_a_key_leads_to_the_details_and_back(watched: Watched) -> None:
    page = watched.open()
    page.locator("#matrix [tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    cell = page.evaluate("document.activeElement.dataset.failureMode")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.failureMode") == cell
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "details-heading"
    page.keyboard.press("Tab")
    page.keyboard.press("d")
    assert page.evaluate("document.activeElement.dataset.failureMode") == cell
    page.keyboard.press("d")
    assert page.evaluate("document.activeElement.id") == "details-heading"
    page.locator("#search-field").focus()
    page.keyboard.type("debated")
    assert page.locator("#search-field").input_value() == "debated"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("al-gen", "failure:al-gen"),
        ("judging", "assumption:evaluation-easier"),
        ("IDA", "technique:iterated-amplification"),
        ("(alias) nothing", None),
        ("feedback (alias)", "technique:rlhf"),
        ("top down", "source:zou-2023"),
        ("meant by collusion", "failure:coll"),
    ],
)
def test_search_reads_notation_label_alias_definition_and_titles(
    watched: Watched, typed: str, found: str | None
) -> None:
    page = watched.open()
    page.locator("#search-field").fill(typed)
    if found is None:
        expect(page.locator("#search-list .no-hit")).to_be_visible()
        return
    page.keyboard.press("Enter")
    assert state(page) == {"type": "node", "id": found}


def test_a_copied_address_restores_selection_filters_layers_and_focus(
    watched: Watched, browser: Browser
) -> None:
    page = watched.open()
    cell(page, "debate", "s-tax").click()
    page.locator("[data-filter=protected]").click()
    page.locator("[data-layer=assumptions]").click()
    page.locator("#depth").select_option("2")
    fragment = page.evaluate("location.hash")
    page.goto("about:blank")
    page = watched.open(fragment)
    expect(cell(page, "debate", "s-tax")).to_have_attribute("aria-selected", "true")
    expect(page.locator("[data-filter=protected]")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("[data-layer=assumptions]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#depth")).to_have_value("2")
    expect(page.locator("#details-heading")).to_have_text("AI Debate × S-TAX")


def test_the_back_button_goes_back_through_the_selections(watched: Watched) -> None:
    page = watched.open()
    cell(page, "rlhf", "coll").click()
    cell(page, "rlhf", "dec-al").click()
    page.go_back()
    expect(page.locator("#details-heading")).to_have_text("RLHF × COLL")
    page.go_back()
    expect(page.locator("#details-heading")).to_have_text("Details")
    page.go_forward()
    expect(page.locator("#details-heading")).to_have_text("RLHF × COLL")


@pytest.mark.parametrize(
    "fragment",
    ["#node=technique:nobody", "#t=rlhf&f=nothing", "#%E0%A4%A", "#edge=x&from=y&to=z", "#hide=<b>&depth=9"],
)
def test_an_address_that_means_nothing_shows_the_landing_view(watched: Watched, fragment: str) -> None:
    page = watched.open(fragment)
    expect(page.locator("#details-heading")).to_have_text("Details")
    expect(page.locator("#shown")).to_have_text("49")
    assert watched.complaints == []


def counts(page: Page) -> dict[str, int]:
    found = page.locator("[data-count]").all()
    return {str(count.get_attribute("data-count")): int(count.inner_text()) for count in found}


def test_the_legend_filters_and_counts(watched: Watched) -> None:
    page = watched.open()
    assert counts(page) == {"exposed": 27, "protected": 19, "unclear": 3, "not-assessed": 0, "contested": 3}
    page.locator("[data-filter=contested]").click()
    assert counts(page) == {"exposed": 0, "protected": 2, "unclear": 1, "not-assessed": 0, "contested": 3}
    expect(page.locator("#matrix td:not(.filtered)[data-verdict]")).to_have_count(3)
    page.locator("[data-filter=unclear]").click()
    assert counts(page)["contested"] == 2
    expect(page.locator("#shown")).to_have_text("2")


def test_focus_leaves_only_the_neighbourhood(watched: Watched) -> None:
    page = watched.open("#node=assumption:no-collusion&show=assumptions")
    everything = page.locator("#graph").get_attribute("aria-label")
    page.locator("#depth").select_option("1")
    assert everything == "Graph: 18 nodes, 68 relations"
    expect(page.locator("#graph")).to_have_attribute("aria-label", "Graph: 5 nodes, 7 relations")


def test_the_matrix_is_taken_away_as_it_is_shown(watched: Watched) -> None:
    page = watched.open("#hide=protected")
    with page.expect_download() as taken:
        page.locator("[data-download=csv]").click()
    rows = list(csv.reader(io.StringIO(Path(taken.value.path()).read_text(encoding="utf-8"))))
    assert rows[0] == ["technique", "failure_mode", "verdict", "contested"]
    assert len(rows) == 31
    assert {row[2] for row in rows[1:]} == {"exposed", "unclear"}
    assert [row[:2] for row in rows[1:] if row[3] == "true"] == [["scientist-ai", "cap-dev"]]
    assert {row[3] for row in rows[1:]} == {"true", "false"}


@pytest.mark.parametrize(("kind", "start"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_pictures_are_made_in_the_page(watched: Watched, kind: str, start: bytes) -> None:
    page = watched.open()
    with page.expect_download() as taken:
        page.locator(f"[data-download={kind}]").click()
    picture = Path(taken.value.path()).read_bytes()
    assert picture.startswith(start)
    assert len(picture) > 5000


@pytest.mark.parametrize(
    "fragment",
    [
        "",
        "#t=iterated-amplification&f=dec-al&hide=unclear",
        "#node=source:zou-2023&show=sources",
        "#t=iterated-amplification&f=al-gen",
        "#node=technique:rlhf&show=assumptions,inside,sources&depth=1",
    ],
)
def test_axe_finds_nothing(watched: Watched, fragment: str) -> None:
    page = watched.open(fragment)
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    assert complaints(page) == []


def test_the_theme_switch_is_remembered(watched: Watched) -> None:
    page = watched.open()
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.locator("#theme").click()
    dark = page.evaluate(ground)
    assert dark != light
    page.reload()
    assert page.evaluate(ground) == dark


@pytest.mark.parametrize("fragment", ["", "#t=iterated-amplification&f=dec-al&show=assumptions,sources"])
def test_a_narrow_phone_never_scrolls_sideways(browser: Browser, page_file: Path, fragment: str) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 740})
    page = Watched(context, page_file).open(fragment)
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    box = page.locator("#matrix").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 375
    context.close()


def test_a_selection_out_of_sight_is_told_at_the_foot_of_a_phone(browser: Browser, page_file: Path) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 740})
    page = Watched(context, page_file).open()
    cell(page, "rlhf", "al-gen").click()
    expect(page.locator("#peek")).to_contain_text("RLHF × AL-GEN: exposed, 1 claim")
    page.locator("#peek").click()
    expect(page.locator("#details-heading")).to_be_in_viewport()
    expect(page.locator("#peek")).to_be_hidden()
    context.close()


def test_the_table_reads_without_javascript(browser: Browser, page_file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_file.as_uri())
    row = page.locator("#matrix tbody tr").nth(3)
    assert row.locator("th .notation").inner_text() == "AI Debate"
    assert [text.split()[0] for text in row.locator("td").all_inner_texts()] == [
        "?",
        "✗",
        "✓",
        "✗",
        "✗",
        "✗",
        "✗",
    ]
    assert not page.locator("#graph").is_visible()
    assert page.locator("#answer").is_visible()
    context.close()


HOSTILE = (
    "</script><script>window.pwned=1</script><img src=x onerror='window.pwned=1'>\"'`{{7*7}}"
    "<!--<b>\u202e\u2066\u2028"
    '<a href="javascript:window.pwned=1">x</a>'
)


FREE = set(
    "title description version label notation alt definition family authors rationale section condition iri"
    " statement wrong right metric value conditions"
    " code data date mode modality".split()
)


def poisoned(value: Any, key: str = "") -> Any:
    """The model with every free text replaced by markup, quotes, bidi controls and 10,000 characters."""
    if isinstance(value, dict):
        return {k: poisoned(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [poisoned(item, key) for item in value]
    if key == "url" and value:
        return "javascript:window.pwned=1"
    return HOSTILE + "W" * 10_000 if isinstance(value, str) and key in FREE else value


def hostile_model(model: dict[str, Any]) -> dict[str, Any]:
    evil = poisoned(copy.deepcopy(model))
    first = evil["techniques"][0]
    old, first["slug"], first["id"] = first["slug"], HOSTILE, f"technique:{HOSTILE}"
    for item in evil["cells"]:
        item["technique"] = first["slug"] if item["technique"] == old else item["technique"]
    for said in evil["claims"].values():
        said["subject"] = first["id"] if said["subject"] == "technique:rlhf" else said["subject"]
        said["object"] = "__proto__" if said["object"] == evil["assumptions"][0]["id"] else said["object"]
    evil["assumptions"][0]["id"] = "__proto__"
    evil["others"][0]["broader"] = [first["id"]]
    return evil


def test_a_hostile_knowledge_base_leaves_the_page_inert(
    browser: Browser, model: dict[str, Any], tmp_path: Path
) -> None:
    from commoncause.exporters.site.page import render_page

    evil = hostile_model(model)
    path = tmp_path / "hostile.html"
    path.write_text(render_page(evil, network_of(evil)), encoding="utf-8")
    context = browser.new_context(viewport={"width": 375, "height": 740})
    watched = Watched(context, path)
    page = watched.open("#show=assumptions,others,sources")
    for selector in ("#matrix tbody th", "#matrix tbody td", "#matrix thead th"):
        page.locator(selector).first.click()
        page.keyboard.press("Escape")
    for node in ("source:zou-2023", evil["techniques"][0]["id"], "__proto__"):
        page.evaluate(
            "hash => { location.hash = hash; }", "node=" + page.evaluate("encodeURIComponent", node)
        )
        page.wait_for_timeout(50)
    page.locator("#search-field").fill("script")
    page.wait_for_timeout(100)
    assert page.evaluate("window.pwned") is None
    assert page.locator("script:not([type='application/json'])").count() == 3
    assert page.locator("img, iframe, object, [onerror], [style*='url']").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    assert (watched.requests, watched.complaints, watched.dialogs) == ([], [], [])
    context.close()


def test_the_text_twin_opens_from_the_graph_and_keeps_the_selection(watched: Watched) -> None:
    page = watched.open("#t=rlhf&f=coll&show=assumptions")
    page.locator("#graph-help a").click()
    expect(page.locator("#relations .relations")).to_be_visible()
    shown = page.locator("#graph").get_attribute("aria-label") or ""
    assert shown.endswith(f", {page.locator('#relations tbody tr').count()} relations")
    row = page.locator("#relations tbody tr", has_text="Someone pays for safety").filter(has_text="rests on")
    row.first.get_by_role("link", name="rests on").click()
    expect(page.locator("#details-heading")).to_contain_text("→ Someone pays for safety")
    expect(page.locator("#details-body")).to_contain_text("is relied on by")
