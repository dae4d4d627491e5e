"""The matrix sorted, grouped and with figures, small and large, on the screen and on paper."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

import commoncause
from commoncause.exporters.site.pages import page_of, relation_page
from commoncause.importers.relation import relation_matrix
from commoncause.model import Assessment, Verdict
from commoncause.views import View

from .axe import complaints
from .conftest import Watched
from .table_one import MODES, TECHNIQUES

ROWS = "[...document.querySelectorAll('#matrix tbody th[scope=row]')].map((head) => head.dataset.node)"
COLUMNS = "[...document.querySelectorAll('#matrix thead th')].map((head) => head.dataset.node)"
LISTED = [f"technique:{slug}" for slug in TECHNIQUES]


def cell(page: Page, technique: str, mode: str) -> Any:
    return page.locator(f"td[data-technique='{technique}'][data-failure-mode='{mode}']")


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Watched]]:
    contexts = []

    def _open(path: Path, width: int = 1400, height: int = 900) -> Watched:
        contexts.append(browser.new_context(viewport={"width": width, "height": height}))
        return Watched(contexts[-1], path)

    yield _open
    for context in contexts:
        context.close()


def test_the_address_sorts_rows_and_columns_and_cells_go_with_them(watched: Watched) -> None:
    page = watched.open("#sort=exposed")
    exposed = {slug: row.count("X") for slug, (_, _, row) in TECHNIQUES.items()}
    assert page.evaluate(ROWS) == sorted(LISTED, key=lambda node: -exposed[node.split(":")[1]])
    reach = {
        mode: sum(row.split()[i] == "X" for _, _, row in TECHNIQUES.values()) for i, mode in enumerate(MODES)
    }
    assert page.evaluate(COLUMNS) == [f"failure:{m}" for m in sorted(MODES, key=lambda m: -reach[m])]
    for slug, (_, _, marks) in TECHNIQUES.items():
        for mode, mark in zip(MODES, marks.split(), strict=True):
            verdict = {"X": "exposed", "P": "protected", "?": "unclear"}[mark]
            expect(cell(page, slug, mode)).to_have_attribute("data-verdict", verdict)
    first = (
        page.locator("#matrix tbody tr")
        .first.locator("td")
        .evaluate_all("all => all.map((one) => one.dataset.failureMode)")
    )
    assert [f"failure:{mode}" for mode in first] == page.evaluate(COLUMNS)
    assert page.locator("#matrix tfoot .reach").all_inner_texts()[0].split()[0] == str(max(reach.values()))
    page.evaluate("location.hash = 'sort=nothing&group=nobody&overlay=__proto__'")
    expect(page.locator("#matrix-sort")).to_have_value("order")
    assert page.evaluate(ROWS) == LISTED
    assert watched.complaints == []


def test_alike_techniques_stand_together(watched: Watched) -> None:
    rows = watched.open("#sort=similar").evaluate(ROWS)
    assert sorted(rows) == sorted(LISTED)
    # RLAIF and W2S have the same row, RLHF and Debate all but that.
    places = [rows.index(f"technique:{slug}") for slug in ("rlaif", "weak-to-strong")]
    assert abs(places[0] - places[1]) == 1
    feedback = sorted(
        rows.index(f"technique:{slug}") for slug in ("rlhf", "rlaif", "weak-to-strong", "debate")
    )
    assert feedback[-1] - feedback[0] == 3


def test_order_and_groups_are_chosen_and_walked_by_keyboard(watched: Watched) -> None:
    page = watched.open()
    page.locator("#matrix-sort").focus()
    page.keyboard.type("name")
    page.locator("#matrix-group").focus()
    page.keyboard.type("fam")
    assert page.evaluate("location.hash") == "#group=family&sort=name"
    headings = page.locator("#matrix tbody th[scope=rowgroup]")
    expect(headings).to_have_text(["Learning from feedback 2 techniques", "No family given 5 techniques"])
    expect(page.locator("#matrix tbody")).to_have_count(2)
    assert page.evaluate(ROWS)[:3] == ["technique:rlaif", "technique:rlhf", "technique:debate"]
    page.locator("#matrix td[tabindex='0']").focus()
    page.keyboard.press("Home")
    for key in ("PageUp", "ArrowDown", "ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    # Past the heading of the second group, in its first row and first column by name.
    expect(page.locator("#details-heading")).to_have_text("AI Debate × AL-GEN")
    assert page.locator("#matrix [tabindex='0']").count() == 1
    page.go_back()
    page.go_back()
    page.go_back()
    assert page.evaluate(ROWS) == LISTED
    expect(page.locator("#matrix tbody")).to_have_count(1)


def test_clusters_are_groups_that_say_what_is_shared(watched: Watched) -> None:
    page = watched.open("#group=assumptions")
    headings = page.locator("#matrix tbody th[scope=rowgroup]").all_inner_texts()
    assert headings[0] == "Cluster 1 4 techniques all rest on Judging is easier than doing"
    assert headings[-1] == "In no cluster 1 technique"
    assert page.evaluate(ROWS)[-1] == "technique:representation-engineering"


@pytest.mark.parametrize("overlay", ["evidence", "year", "disagreement"])
def test_axe_finds_nothing_in_a_grouped_matrix_with_figures(watched: Watched, overlay: str) -> None:
    page = watched.open(f"#group=family&sort=similar&overlay={overlay}&t=iterated-amplification&f=dec-al")
    assert complaints(page) == []


def test_what_is_taken_away_follows_order_groups_figures_and_filter(watched: Watched) -> None:
    page = watched.open("#sort=name&group=family&overlay=evidence&hide=protected")
    with page.expect_download() as taken:
        page.locator("[data-download=csv]").click()
    rows = list(csv.reader(io.StringIO(Path(taken.value.path()).read_text(encoding="utf-8"))))
    assert rows[0] == ["technique", "failure_mode", "verdict", "contested", "group", "evidence"]
    assert rows[1] == ["rlaif", "al-gen", "exposed", "false", "Learning from feedback", "1"]
    assert ["scientist-ai", "cap-dev", "unclear", "true", "No family given", "2"] in rows
    assert len(rows) == 31
    with page.expect_download() as taken:
        page.locator("[data-download=svg]").click()
    drawn = Path(taken.value.path()).read_text(encoding="utf-8")
    order = [
        drawn.index(f">{words}<") for words in ("Learning from feedback (2)", "RLAIF", "RLHF", "AI Debate")
    ]
    assert order == sorted(order)
    assert drawn.index(">AL-GEN<") < drawn.index(">S-TAX<")


# ---- the shipped knowledge base


@pytest.fixture(scope="module")
def kb() -> commoncause.KnowledgeBase:
    return commoncause.load()


@pytest.fixture(scope="module")
def shipped(kb: commoncause.KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shipped") / "index.html"
    path.write_text(page_of(kb), encoding="utf-8")
    return path


GOLDEN = [
    ("iterated-amplification", "dec-al"),
    ("rlhf", "cap-dev"),
    ("scientist-ai", "cap-dev"),
    ("rlaif", "coll"),
]


def claims_about(kb: commoncause.KnowledgeBase, technique: str, mode: str) -> list[Assessment]:
    """Every claim that counts for a cell in the view of all claims."""
    return [kb.assessments[iri] for iri in kb.matrix().cells[technique, mode].claims]


def test_figures_are_those_of_the_claims(kb: commoncause.KnowledgeBase, shipped: Path, opened: Any) -> None:
    page = opened(shipped).open("#overlay=evidence")
    found = {pair: claims_about(kb, *pair) for pair in GOLDEN}
    for pair, claims in found.items():
        expect(cell(page, *pair).locator(".figure")).to_have_text(str(len(claims)))
        expect(cell(page, *pair)).to_contain_text(f", {len(claims)} claims")
    page.locator("#matrix-overlay").select_option("year")
    dates = {thing.slug: date for thing, date in _dates(kb)}
    for pair, claims in found.items():
        works = {c.source for c in claims} | {work for c in claims for work in kb.claims[c.iri].cites}
        newest = max(int(dates[work][:4]) for work in works if dates[work][:4].isdigit())
        expect(cell(page, *pair).locator(".figure")).to_have_text(str(newest))
    page.locator("#matrix-overlay").select_option("disagreement")
    for pair, claims in found.items():
        readings = [View().verdict(claim).value for claim in claims]
        sides = {reading: readings.count(reading) for reading in set(readings)}
        shown = cell(page, *pair).locator(".figure")
        assert shown.count() == (len(sides) > 1)
        if len(sides) > 1:
            glyphs = {"exposed": "✗", "protected": "✓", "unclear": "?"}
            assert sorted(shown.inner_text().split()) == sorted(f"{n}{glyphs[v]}" for v, n in sides.items())
    expect(page.locator("#overlay-key")).to_contain_text("claims on each side")
    contested = page.locator("#matrix td[data-contested]").count()
    assert (
        page.locator("#matrix .figure").count()
        == contested
        == sum(kb.matrix().cells[t, f].is_contested for t, f in ((t, f) for t in TECHNIQUES for f in MODES))
    )


def _dates(kb: commoncause.KnowledgeBase) -> list[tuple[Any, str]]:
    from commoncause.exporters.works import works

    return [(work.thing, work.date) for work in works(kb)]


def test_the_shipped_matrix_on_paper_is_as_wide_as_the_sheet(shipped: Path, opened: Any) -> None:
    page = opened(shipped, 1047, 720).open("#group=family")
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") == 1047
    assert page.locator("#matrix").bounding_box()["width"] > 1000
    for shown in ("h1", ".view-label", "#legend", "#matrix caption"):
        assert page.locator(shown).is_visible()
    assert not page.locator("#matrix-tools").is_visible()


# ---- large matrices


def sheet(techniques: int, modes: int, share: float) -> list[Assessment]:
    chance = random.Random(5)
    verdicts = [Verdict.EXPOSED, Verdict.EXPOSED, Verdict.PROTECTED, Verdict.UNCLEAR]
    pairs = [(t, f) for t in range(techniques) for f in range(modes) if chance.random() < share]
    return [
        Assessment(f"own.csv#line={n}", f"way {t}", f"danger {f}", chance.choice(verdicts))
        for n, (t, f) in enumerate(pairs, 2)
    ]


def page_of_sheet(path: Path, rows: list[Assessment], polarity: str = "verdicts") -> Path:
    matrix = relation_matrix(rows, (), View(), polarity)
    path.write_text(relation_page(matrix, "own.csv", ["--relation", "own.csv"]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page_of_sheet(tmp_path_factory.mktemp("wide") / "index.html", sheet(150, 100, 0.1))


def test_a_large_matrix_opens_with_what_is_exposed_most(wide: Path, opened: Any) -> None:
    rows = sheet(150, 100, 0.1)
    exposed = {f"technique:way {t}": 0 for t in range(150)}
    for row in rows:
        exposed[f"technique:{row.technique}"] += row.verdict is Verdict.EXPOSED
    watched = opened(wide)
    page = watched.open()
    shown = page.evaluate(ROWS)
    assert len(shown) == 120
    assert [exposed[node] for node in shown] == sorted(exposed.values(), reverse=True)[:120]
    assert len(page.evaluate(COLUMNS)) == 80
    for verdict in ("exposed", "protected", "unclear"):
        expect(page.locator(f"[data-count={verdict}]")).to_have_text(
            str(sum(r.verdict == verdict for r in rows))
        )
    expect(page.locator("[data-count=not-assessed]")).to_have_text(str(15_000 - len(rows)))
    page.locator("[data-filter=not-assessed]").click()
    expect(page.locator("#shown")).to_have_text(str(len(rows)))
    page.get_by_role("button", name="Show 30 more techniques").click()
    page.get_by_role("button", name="Show 20 more failure modes").click()
    assert (len(page.evaluate(ROWS)), len(page.evaluate(COLUMNS))) == (150, 100)
    expect(page.locator("#matrix-cut")).to_be_hidden()
    assert page.locator("#matrix tbody td[data-verdict=exposed]").count() == sum(exposed.values())
    assert (watched.requests, watched.complaints) == ([], [])


def test_a_cell_out_of_sight_comes_when_it_is_selected(wide: Path, opened: Any) -> None:
    watched = opened(wide)
    page = watched.open()
    out = next(node for node in (f"technique:way {t}" for t in range(150)) if node not in page.evaluate(ROWS))
    slug = out.split(":")[1]
    page.evaluate("slug => { location.hash = `t=${encodeURIComponent(slug)}&f=danger%203`; }", slug)
    expect(cell(page, slug, "danger 3")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#details-heading")).to_have_text(f"{slug} × danger 3")
    for view in ("graph", "portfolio", "clusters", "evidence"):
        page.locator(f"[data-view-link={view}]").click()
    expect(page.locator("[data-view-link=papers]")).to_have_count(0)
    assert watched.complaints == []


def test_a_large_matrix_scrolls_in_its_frame_alone(wide: Path, opened: Any) -> None:
    page = opened(wide, 375, 800).open()
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    frame = page.locator(".matrix-frame")
    frame.evaluate("box => box.scrollTo(900, 700)")
    top, left = page.locator("#matrix thead th").nth(30), page.locator("#matrix tbody th[scope=row]").nth(30)
    box, head, side = (one.bounding_box() for one in (frame, top, left))
    assert (round(head["y"]), round(side["x"])) == (round(box["y"]), round(box["x"]))
    # What the keyboard comes to is not under the headings that stay in sight.
    page.locator("#matrix tbody tr").nth(60).locator("td").nth(40).focus()
    for _ in range(25):
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowUp")
    here = page.evaluate("(({ x, y }) => [x, y])(document.activeElement.getBoundingClientRect())")
    head, side = top.bounding_box(), left.bounding_box()
    assert here[0] >= side["x"] + side["width"] - 1
    assert here[1] >= head["y"] + head["height"] - 1


def test_a_thousand_by_five_hundred_opens_soon(tmp_path: Path, opened: Any) -> None:
    path = page_of_sheet(tmp_path / "index.html", sheet(1000, 500, 0.02))
    assert path.stat().st_size < 6_000_000
    watched = opened(path)
    session = watched.page.context.new_cdp_session(watched.page)
    session.send("Performance.enable")
    page = watched.open()
    spent = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    assert spent["TaskDuration"] < 10
    expect(page.locator("#matrix-cut")).to_contain_text("120 of 1,000 techniques and 80 of 500 failure modes")
    expect(page.locator("[data-filter=not-assessed] .count")).not_to_have_text("0")
    assert watched.complaints == []


def test_what_no_row_mitigates_is_exposed_though_the_page_does_not_list_it(
    tmp_path: Path, opened: Any
) -> None:
    rows = [Assessment("own.csv#line=2", f"way {n}", f"danger {n}", Verdict.PROTECTED) for n in range(60)]
    path = page_of_sheet(tmp_path / "index.html", rows, "mitigates")
    page = opened(path).open("#t=way%201&f=danger%202")
    expect(page.locator("[data-count=exposed]")).to_have_text(str(60 * 59))
    expect(page.locator("#details-body")).to_contain_text("Nothing is listed here, which reads exposed.")
    expect(page.locator("#matrix tfoot .reach").first).to_contain_text("59")
