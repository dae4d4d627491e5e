"""The maps of the literature in a browser: communities, one of them, a work; and the page of a library."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import commoncause
from commoncause.answers.citations import map_answer
from commoncause.answers.corpus import Corpus, Paper, corpus
from commoncause.exporters.site.pages import library_page
from commoncause.work_records import WorkRecord

from .axe import complaints
from .conftest import Watched

HOSTILE = '</script><img src=x onerror=alert(1)>"\u202e=1+1'
NAMES = """[...document.querySelectorAll("#maps-drawing text")].map((name) => {
  const {left, right} = name.getBoundingClientRect();
  return [name.textContent, left, right];
})"""
"""The names on the drawing, with their left and right edges."""


def dots(page: Page) -> int:
    return page.locator("#maps-drawing [data-go]").count()


def heads(page: Page) -> list[str]:
    return page.locator("#maps-table tbody th").all_inner_texts()


def test_each_map_is_the_answer_of_the_command(shipped: Watched, kb: commoncause.KnowledgeBase) -> None:
    page = shipped.open("#view=maps")
    library = corpus(kb.store)
    label = {paper.name: paper.label for paper in library.papers}
    for kind in ("evidence", "citation", "co-citation", "coupling"):
        page.locator(f"[data-map={kind}]").click()
        answer = map_answer(library, kind, engine="louvain")  # type: ignore[arg-type]
        assert dots(page) == len(answer["works"])
        assert page.locator("#maps-drawing circle[data-community]").count() == len(answer["communities"])
        assert len(heads(page)) == len(answer["communities"])
        isolates = len(answer["isolates"])
        expect(page.locator("#maps-apart")).to_contain_text(f"{isolates} work" if isolates else "Every work")
        page.locator('#maps-table [data-community="1"]').click()
        first = {label[w["work"]] for w in answer["works"] if w["community"] == 1}
        assert set(heads(page)) == first
        assert dots(page) == len(first)
        page.get_by_role("button", name="All communities").click()
    assert (shipped.requests, shipped.complaints) == ([], [])


def test_a_community_is_opened_by_pointer_and_keyboard_and_kept_by_the_address(shipped: Watched) -> None:
    page = shipped.open("#view=maps&kind=citation")
    page.locator('#maps-drawing circle[data-community="2"]').click(position={"x": 217, "y": 430})
    assert page.evaluate("location.hash") == "#view=maps&in=2&kind=citation"
    assert page.evaluate("document.activeElement.parentElement.id") == "maps-way"
    page.go_back()
    assert len(heads(page)) == 2
    page.locator('#maps-table [data-community="2"]').focus()
    page.keyboard.press("Enter")
    opened = heads(page)
    assert len(opened) == 55
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert heads(page) == opened
    page.get_by_role("button", name="All communities").press("Enter")
    assert page.evaluate("location.hash") == "#view=maps&kind=citation"


def test_a_dot_and_a_row_lead_to_the_work(shipped: Watched) -> None:
    page = shipped.open("#view=maps&in=1")
    page.locator("#maps-drawing [data-go]").first.click()
    name = page.locator("#details-heading").inner_text()
    assert name in heads(page)
    expect(page.locator("#maps-drawing .chosen")).to_have_count(1)
    page.locator("#maps-table tbody a").nth(2).click()
    expect(page.locator("#details-heading")).to_have_text(heads(page)[2])
    assert "view=maps" in page.evaluate("location.hash")


def test_a_work_found_by_searching_is_placed_on_the_map(shipped: Watched) -> None:
    page = shipped.open("#view=maps&kind=citation&in=1")
    place = page.locator("#maps-place")
    expect(place).to_be_empty()
    page.locator("#search-field").fill("Bai et al. (2022)")
    page.keyboard.press("Enter")
    expect(place).to_contain_text("Bai et al. (2022) is in 2 ")
    place.locator("[data-community]").click()
    assert page.evaluate("location.hash") == "#view=maps&node=source:bai-2022&in=2&kind=citation"
    expect(place).to_contain_text("Bai et al. (2022) is here")
    expect(page.locator("#maps-drawing .chosen")).to_have_count(1)
    page.locator("[data-map=coupling]").click()
    expect(place).to_contain_text("stands without a link on this map")
    place.get_by_role("link", name="what cites it").click()
    expect(page.locator("#around-heading")).to_have_text("Around Bai et al. (2022)")


def test_the_most_linked_works_of_a_community_have_their_names(shipped: Watched) -> None:
    for width in (1440, 375):
        shipped.page.set_viewport_size({"width": width, "height": 800})
        for fragment in ("", "&kind=co-citation"):
            page = shipped.open(f"#view=maps&in=2{fragment}")
            box = page.locator("#maps-drawing svg").bounding_box()
            rows = [row.split("\t") for row in page.locator("#maps-table tbody tr").all_inner_texts()]
            least = int(rows[min(12, -(-len(rows) // 8))][-1])
            foremost = [row[0] for row in rows if int(row[-1]) > least]
            assert foremost
            named = page.evaluate(NAMES)
            assert {name.rstrip("…") for name, _, _ in named} >= {name[:33] for name in foremost}
            assert box is not None
            assert box["x"] <= min(left for _, left, _ in named)
            assert max(right for _, _, right in named) <= box["x"] + box["width"]


def test_a_map_is_taken_away(shipped: Watched) -> None:
    page = shipped.open("#view=maps")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == dots(page)
    page.locator('#maps-table [data-community="2"]').click()
    with page.expect_download() as download:
        page.get_by_role("button", name="BibTeX", exact=True).click()
    entries = Path(download.value.path()).read_text(encoding="utf-8").count("\n@") + 1
    assert entries == dots(page)
    page.get_by_role("button", name="All communities").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Map SVG", exact=True).click()
    drawing = Path(download.value.path()).read_text(encoding="utf-8")
    assert drawing.count("<circle") > len(rows)
    assert "data-go=" not in drawing
    assert "data-community=" not in drawing


def test_axe_finds_nothing_in_a_community_and_what_is_apart(shipped: Watched) -> None:
    page = shipped.open("#view=maps&in=2&node=source:bai-2022")
    page.locator("#maps-apart summary").click()
    assert complaints(page, "main") == []


def test_names_on_a_map_do_not_cover_each_other(shipped: Watched) -> None:
    page = shipped.open("#view=maps&kind=co-citation&in=2")
    boxes = page.evaluate(
        "[...document.querySelectorAll('#maps-drawing text')].map((e) => e.getBoundingClientRect())"
        ".map(({left, top, right, bottom}) => [left, top + 3, right, bottom - 3])"
    )
    assert len(boxes) > 20
    for i, (left, top, right, bottom) in enumerate(boxes):
        for a, b, c, d in boxes[i + 1 :]:
            assert right < a + 4 or c < left + 4 or bottom < b or d < top


def _library(number: int, title: str = "Debate and probing") -> Corpus:
    papers = [
        Paper(f"source:w{i:05}-2020", f"W{i:05} (2020)", WorkRecord(f"{title} {i % 7}", "A", "2020"))
        for i in range(number)
    ]
    cites = {
        (papers[i].name, papers[j].name)
        for i in range(number)
        for j in (i // 2, i - i % 50, (i * 7) % max(i, 1))
        if j < i
    }
    return Corpus(tuple(papers), tuple(sorted(cites)))


@pytest.fixture
def large(browser: Browser, tmp_path: Path) -> Iterator[Watched]:
    path = tmp_path / "library.html"
    path.write_text(library_page(_library(2600), engine="louvain"), encoding="utf-8")
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield Watched(context, path)
    context.close()


def test_a_large_library_shows_communities_then_one_then_a_work(large: Watched) -> None:
    page = large.open()
    expect(page.locator("nav [aria-current=page]")).to_have_text("Maps")
    expect(page.locator("#answer")).to_contain_text("2,600 works")
    assert dots(page) == 0
    page.locator('#maps-table [data-community="1"]').click()
    assert dots(page) == len(heads(page)) == 150
    page.get_by_role("button", name="Show ", exact=False).click()
    assert 150 < len(heads(page)) <= 300
    page.locator("#maps-table tbody a").first.click()
    page.get_by_role("link", name="Papers", exact=True).click()
    expect(page.locator("#papers-around svg")).to_be_visible()
    heads_of = page.locator("#papers-table thead button").all_inner_texts()
    assert heads_of[-2:] == ["Cited by", "Cites"]
    counts = [int(row.split("\t")[-2]) for row in page.locator("#papers-rows tr").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 1
    assert (large.requests, large.complaints) == ([], [])
    assert complaints(page, "main") == []


def test_hostile_titles_stay_text_on_a_page_of_a_library(browser: Browser, tmp_path: Path) -> None:
    library = _library(60, HOSTILE)
    papers = tuple(
        Paper(p.name, HOSTILE, WorkRecord(*[HOSTILE] * 10, url="javascript:alert(1)")) for p in library.papers
    )
    path = tmp_path / "hostile.html"
    path.write_text(library_page(Corpus(papers, library.cites), engine="louvain"), encoding="utf-8")
    context = browser.new_context(viewport={"width": 375, "height": 800})
    watched = Watched(context, path)
    page = watched.open("#view=maps&in=1")
    page.locator("#maps-table tbody a").first.click()
    assert page.locator("main img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    assert (watched.requests, watched.complaints, watched.dialogs) == ([], [], [])
    context.close()


def test_the_page_of_a_library_hands_on_what_the_records_say(browser: Browser, tmp_path: Path) -> None:
    said = WorkRecord(
        "On bees", "Lee, A.; Ito, B.", "2021-05", "JournalArticle", "Hive", "3", "2", "1-9", "10.1000/182",
        url="https://doi.org/10.1000/182",
    )  # fmt: skip
    plain = WorkRecord("On wasps", date="2019", kind="Expression")
    library = Corpus(
        (Paper("source:a", "A", said), Paper("source:b", "B", plain)), (("source:a", "source:b"),)
    )
    path = tmp_path / "library.html"
    path.write_text(library_page(library, engine="louvain"), encoding="utf-8")
    context = browser.new_context(accept_downloads=True)
    page = Watched(context, path).open("#view=papers")
    rows = page.locator("#papers-rows tr").all_inner_texts()
    assert "journal article" in next(row for row in rows if "On bees" in row)
    assert "not said" in next(row for row in rows if "On wasps" in row)
    with page.expect_download() as download:
        page.get_by_role("button", name="BibTeX", exact=True).click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert "@article{a," in text
    for field in ("journal = {Hive}", "volume = {3}", "doi = {10.1000/182}", "date = {2021-05}"):
        assert field in text
    context.close()
