"""The graph as people read it: names, lines, focus, papers, and the picture they take away."""

from __future__ import annotations

import copy
import csv
import io
import re
import struct
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, expect

from commoncause.exporters.site.page import render_page

from .conftest import Watched
from .generated import hostile
from .table_one import network_of


def size_of(page: Page) -> tuple[int, int]:
    label = str(page.locator("#graph").get_attribute("aria-label"))
    nodes, lines = re.findall(r"\d+", label)
    return int(nodes), int(lines)


def named(page: Page) -> set[str]:
    page.evaluate("new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))")
    return set(page.evaluate("commoncause.named()"))


def test_focus_on_the_landing_graph_leaves_only_what_the_technique_touches(watched: Watched) -> None:
    page = watched.open()
    expect(page.locator("#depth")).to_be_disabled()
    expect(page.locator("#depth-hint")).to_contain_text("Choose a cell")
    page.locator("th[data-node='technique:scientist-ai']").click()
    assert size_of(page)[0] == 14
    page.locator("#depth").select_option("1")
    assert size_of(page)[0] == 4
    expect(page.locator("#depth-hint")).to_contain_text("follows the lines shown")


def test_enter_once_more_leads_from_a_node_to_the_details_and_a_key_back(watched: Watched) -> None:
    page = watched.open()
    page.locator("#enlarge").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#graph")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#details-heading")).to_be_focused()
    page.keyboard.press("d")
    expect(page.locator("#graph")).to_be_focused()


def test_a_line_of_the_graph_as_text_keeps_the_focus_and_leads_on_the_same_way(watched: Watched) -> None:
    page = watched.open("#show=assumptions")
    page.locator("#relations summary").click()
    link = page.locator("#relations tbody a[href='#node=technique%3Adebate']").nth(1)
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#details-heading")).to_contain_text("Debate")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#details-heading")).to_be_focused()
    page.keyboard.press("d")
    expect(link).to_be_focused()


def test_focus_on_a_cell_shows_less_too(watched: Watched) -> None:
    page = watched.open("#t=scientist-ai&f=s-tax&depth=1")
    assert size_of(page)[0] < 14


def test_lines_inside_a_column_are_a_layer_of_their_own(watched: Watched) -> None:
    page = watched.open("#node=technique:rlhf")
    layer = page.locator("[data-layer=inside]")
    expect(layer).to_have_attribute("aria-pressed", "false")
    expect(layer.locator(".count")).to_have_text("6")
    nodes, lines = size_of(page)
    layer.click()
    assert size_of(page) == (nodes, lines + 6)
    page.locator("#depth").select_option("1")
    within = size_of(page)[0]
    layer.click()
    assert size_of(page)[0] < within


def test_papers_are_tied_to_what_is_selected_and_named(watched: Watched) -> None:
    page = watched.open("#show=sources")
    _, alone = size_of(page)
    page.locator("th[data-node='technique:debate']").click()
    assert size_of(page)[1] == alone + 1
    assert "source:betley-2025" in named(page)
    page.locator("td[data-technique='iterated-amplification'][data-failure-mode='dec-al']").click()
    assert "source:irving-2018" in named(page)
    assert "source:betley-2025" not in named(page)
    page.locator("#search-field").fill("betley")
    page.keyboard.press("Enter")
    expect(page.locator("#details-body dt", has_text="is cited as evidence on")).to_be_visible()
    page.locator("#details-body .end", has_text="Debate").click()
    expect(page.locator("#details-body .claim")).to_contain_text("The argument leans on it.")


@pytest.fixture(scope="module")
def crowded_page(tmp_path_factory: pytest.TempPathFactory, model: dict[str, Any]) -> Path:
    """The page with sixty more assumptions than have room for a name, one technique resting on each."""
    crowded = copy.deepcopy(model)
    pattern, iri = (
        crowded["assumptions"][0],
        next(i for i, c in model["claims"].items() if c["kind"] == "reliance"),
    )
    techniques = [thing["slug"] for thing in model["techniques"]]
    for i in range(60):
        slug = f"extra-{i}"
        crowded["assumptions"].append(
            pattern | {"id": f"assumption:{slug}", "slug": slug, "label": f"Extra number {i} holds"}
        )
        ends = {"subject": f"technique:{techniques[i % 7]}", "object": f"assumption:{slug}", "cites": []}
        crowded["claims"][f"{iri}-{i}"] = model["claims"][iri] | ends
    path = tmp_path_factory.mktemp("crowded") / "index.html"
    path.write_text(render_page(crowded, network_of(crowded)), encoding="utf-8")
    return path


def test_many_assumptions_are_named_as_far_as_there_is_room(browser: Browser, crowded_page: Path) -> None:
    context = browser.new_context(viewport={"width": 1360, "height": 900}, reduced_motion="reduce")
    page = Watched(context, crowded_page).open("#show=assumptions")
    first = {node for node in named(page) if node.startswith("assumption:")}
    assert 10 < len(first) < 64
    assert "assumption:benign-generalisation" in first
    page.locator("#enlarge").click()
    assert len({node for node in named(page) if node.startswith("assumption:")}) > len(first)
    page.locator("th[data-node='technique:debate']").click()
    rested_on = {f"assumption:extra-{i}" for i in range(3, 60, 7)}
    assert rested_on <= named(page)
    context.close()


def test_a_node_without_a_name_tells_it_to_pointer_and_keyboard(browser: Browser, crowded_page: Path) -> None:
    context = browser.new_context(viewport={"width": 1360, "height": 900}, reduced_motion="reduce")
    page = Watched(context, crowded_page).open("#show=assumptions")
    hidden = min({f"assumption:extra-{i}" for i in range(60)} - named(page))
    page.locator("#graph").scroll_into_view_if_needed()
    point = page.evaluate("id => commoncause.pointOf(id)", hidden)
    page.mouse.move(point["x"], point["y"])
    tip = page.locator("#graph-tip")
    expect(tip).to_have_text(re.compile(r"^Extra number \d+ holds$"))
    page.mouse.move(5, 5)
    expect(tip).to_be_hidden()
    page.locator("#enlarge").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(tip).to_be_visible()
    expect(page.locator("#status")).to_contain_text(str(tip.inner_text()))
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    context.close()


def test_the_picture_of_the_graph_is_fine_enough_to_print_and_leaves_the_page_as_it_was(
    watched: Watched,
) -> None:
    page = watched.open("#node=technique:rlhf")
    shape = "[...document.querySelectorAll('#graph canvas')].map((c) => [c.width, c.height])"
    before = page.evaluate(shape)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Graph PNG").click()
    picture = Path(taken.value.path()).read_bytes()
    width, height = struct.unpack(">II", picture[16:24])
    box = page.locator("#graph").bounding_box()
    assert box is not None
    assert width >= max(1600, 2 * int(box["width"]))
    assert abs(height / width - box["height"] / box["width"]) < 0.02
    assert page.evaluate(shape) == before


SPACE = "{http://www.w3.org/2000/svg}"
DRAWN = {"svg", "title", "rect", "g", "path", "polygon", "circle", "text", "tspan"}


def drawing(page: Page) -> ElementTree.Element:
    with page.expect_download() as taken:
        page.get_by_role("button", name="Graph SVG").click()
    return ElementTree.parse(taken.value.path()).getroot()


def groups(root: ElementTree.Element, kind: str) -> list[ElementTree.Element]:
    return [group for group in root.iter(f"{SPACE}g") if group.get("class") == kind]


def test_the_drawing_of_the_graph_holds_what_is_shown_and_needs_nobody(watched: Watched) -> None:
    page = watched.open("#view=graph&show=assumptions,inside&node=technique:rlhf")
    root = drawing(page)
    nodes, lines = size_of(page)
    assert (len(groups(root, "node")), len(groups(root, "edge"))) == (nodes, lines)
    titles = [title.text for node in groups(root, "node") for title in node.iter(f"{SPACE}title")]
    assert "AI Debate" in titles
    assert len(groups(root, "name")) == len(named(page))
    frame = page.locator("#graph").bounding_box()
    assert frame is not None
    for side in ("width", "height"):
        assert root.get(side) == str(round(frame[side]))
    left, top, width, height = map(float, (root.get("viewBox") or "").split())
    for square in root.iter(f"{SPACE}polygon"):
        corners = [tuple(map(float, corner.split(","))) for corner in (square.get("points") or "").split()]
        assert all(left < x < left + width and top < y < top + height for x, y in corners)
    text = ElementTree.tostring(root, encoding="unicode")
    assert not re.search(r"href|url\(|https?://(?!www\.w3\.org/2000/svg)", text)


def test_an_exposed_line_is_drawn_thick_and_crossed_a_protected_one_ticked(watched: Watched) -> None:
    page = watched.open("#view=graph&t=rlhf&f=al-gen")
    root = drawing(page)
    lit = [line for line in groups(root, "edge") if line.get("opacity") is None]
    assert [path.get("stroke") for line in lit for path in line if path.get("stroke")] == ["#D55E00"]
    assert [text.text for glyph in groups(root, "glyph") for text in glyph.iter(f"{SPACE}text")] == ["✗"]


def test_the_drawing_stands_on_the_ground_of_the_theme(watched: Watched) -> None:
    page = watched.open("#view=graph")
    grounds = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        grounds.append(drawing(page).find(f"{SPACE}rect"))
    assert len({ground.get("fill") for ground in grounds if ground is not None}) == 2


def test_the_lines_of_the_graph_come_as_a_table(watched: Watched) -> None:
    page = watched.open("#view=graph&hide=protected")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Graph CSV").click()
    rows = list(csv.reader(io.StringIO(Path(taken.value.path()).read_text(encoding="utf-8"))))
    assert rows[0] == ["from", "relation", "to"]
    assert len(rows) == 1 + size_of(page)[1]
    assert ["technique:rlhf", "exposed-to", "failure:al-gen"] in rows


def test_hostile_names_stay_text_in_the_drawing(browser: Browser, tmp_path: Path) -> None:
    model, techniques, _ = hostile()
    path = tmp_path / "index.html"
    path.write_text(render_page(model, network_of(model)), encoding="utf-8")
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    watched = Watched(context, path)
    root = drawing(watched.open("#view=graph"))
    assert {element.tag.removeprefix(SPACE) for element in root.iter()} <= DRAWN
    titles = [title.text or "" for title in root.iter(f"{SPACE}title")]
    assert techniques["rlhf"] in titles
    assert any("</script>" in title and "\u202e" not in title for title in titles)
    assert (watched.dialogs, watched.complaints, watched.requests) == ([], [], [])
    context.close()


def test_a_line_is_chosen_where_it_runs_and_the_ground_beside_it_is_not(watched: Watched) -> None:
    page = watched.open("#view=graph&show=inside")
    page.locator("#graph").scroll_into_view_if_needed()
    ends = ("technique:rlhf", "failure:al-gen")
    one, other = (page.evaluate("id => commoncause.pointOf(id)", end) for end in ends)
    page.mouse.click(*(one[axis] + 0.7 * (other[axis] - one[axis]) for axis in ("x", "y")))
    expect(page.locator("#details-heading")).to_have_text("RLHF × AL-GEN")
    box = page.locator("#graph").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] - 4, box["y"] + 4)
    expect(page.locator("#details-heading")).to_have_text("Details")
