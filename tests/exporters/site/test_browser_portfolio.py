"""The portfolio view: whatever is ticked, the page answers what the command answers."""

from __future__ import annotations

import csv
import io
import json
import math
import random
import shlex
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, expect

import commoncause
from commoncause.analysis.portfolio_figures import in_effect
from commoncause.answers import cut_sets_answer, single_points_answer
from commoncause.answers.hazards import Hazards
from commoncause.answers.risk import risk_answer
from commoncause.exporters.site.model import landing_view, page_model
from commoncause.exporters.site.page import render_page
from commoncause.network import network
from commoncause.views import View

from .axe import complaints
from .conftest import Watched
from .generated import dense, hostile
from .table_one import network_of, table_model

READINGS = ("certain", "possible")
FIGURES = {
    "probability": "P of failing",
    "independent": "if independent",
    "fully_correlated": "if fully correlated",
    "common_cause_share": "common-cause share",
    "decades": "decades",
    "effective_layers": "effective layers",
}
MEASURES = ("birnbaum", "criticality", "diagnostic", "raw", "rrw", "structural")
# Infinite is "inf" in an answer of the command; JSON has no word for it.
ASK = """async (hashes) => {
  const all = [];
  for (const hash of hashes) {
    const heard = new Promise((done) => addEventListener("hashchange", done, { once: true }));
    location.hash = hash;
    await heard;
    const shown = [...document.querySelectorAll("#company [data-figure] data")].map((e) => e.value);
    all.push({ ...commoncause.portfolio(), shown });
  }
  return JSON.stringify(all, (key, value) => (value === Infinity ? "inf" : value));
}"""
# Milliseconds of a tick with its answer, and of a loop that tells how fast the machine is just now.
SPENT = """() => {
  const timed = (work) => Math.min(...[1, 2, 3, 4, 5, 6].map(() => {
    const from = performance.now();
    work();
    return performance.now() - from;
  }));
  const yard = () => {
    let x = 0;
    for (let i = 0; i < 2e7; i += 1) x = (x * 31 + i) | 0;
    globalThis.yard = x;
  };
  const box = document.querySelector("#ticks input");
  const tick = () => [box.click(), document.body.offsetHeight];
  return { yard: timed(yard), tick: timed(tick) };
}"""
TICKED = "[...document.querySelectorAll('#portfolio input:checked')].map((e) => e.value)"


@pytest.fixture(scope="module")
def landing(kb: commoncause.KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rendered(page_model(kb), network(kb.store), tmp_path_factory)


@pytest.fixture(scope="module")
def wide(kb: commoncause.KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every claim: techniques and cells that nobody assessed, and a combination with verdicts of its own."""
    return rendered(page_model(kb, View()), network(kb.store), tmp_path_factory)


def rendered(model: dict[str, Any], net: Any, where: pytest.TempPathFactory) -> Path:
    path = where.mktemp("portfolio") / "index.html"
    path.write_text(render_page(model, net), encoding="utf-8")
    return path


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    contexts = []

    def _open(path: Path, fragment: str = "#view=portfolio", width: int = 1440, **settings: Any) -> Page:
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, **settings))
        return Watched(contexts[-1], path).open(fragment)

    yield _open
    for context in contexts:
        context.close()


def same(ours: Any, theirs: Any, rel: float = 1e-12, apart: float = 0.0) -> bool:
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return math.isclose(ours, theirs, rel_tol=rel, abs_tol=apart)
    return bool(ours == theirs)


def agree(figure: str, ours: dict[str, Any], theirs: dict[str, Any], reading: str) -> bool:
    """Equal to 12 digits; the logarithm of a P near 1 has fewer, and of 0.9999999 none worth having."""
    p = theirs["probability"][reading]
    if figure == "effective_layers" and p > 1 - 1e-6:
        return True
    apart = 1e-12 if figure in ("decades", "common_cause_share") else 0.0
    return same(ours[figure], theirs[figure][reading], 1e-9 if figure == "effective_layers" else 1e-12, apart)


def random_portfolios(techniques: list[str], modes: list[str], number: int) -> list[dict[str, Any]]:
    chance = random.Random(5)
    found = []
    for _ in range(number):
        size = chance.randint(1, min(12, len(techniques)))
        found.append(
            {
                "picked": chance.sample(techniques, size),
                "need": chance.choice([1, 1, chance.randint(1, size)]),
                "default": chance.choice([0.1, 0.01, 1e-7, 0.0, round(chance.random(), 4)]),
                "p": {
                    mode: chance.choice([0.0, 1.0, 0.3, round(chance.random(), 6)])
                    for mode in chance.sample(modes, chance.choice([0, 2, 5]))
                },
            }
        )
    return found


def fragment(asked: dict[str, Any], number: int) -> str:
    chances = ",".join([repr(asked["default"]), *(f"{mode}:{p!r}" for mode, p in asked["p"].items())])
    return f"#view=portfolio&need={asked['need']}&p={chances}&pick={','.join(asked['picked'])}&q={number}"


@pytest.mark.parametrize("which", ["landing", "wide"])
def test_random_portfolios_read_as_the_library_answers(
    kb: commoncause.KnowledgeBase, opened: Any, which: str, request: pytest.FixtureRequest
) -> None:
    view = landing_view(kb) if which == "landing" else View()
    matrix, reliances = kb.matrix(view), kb.reliances(replace(view, modes=frozenset()))
    combined = dict(page_model(kb, view)["portfolio"]["combined"])
    portfolios = random_portfolios(list(matrix.techniques), list(matrix.failure_modes), 25)
    for asked in portfolios:
        together = in_effect(asked["picked"], matrix.techniques, combined)
        asked["need"] = min(asked["need"], len(together))
    page = opened(request.getfixturevalue(which))
    found = json.loads(page.evaluate(ASK, [fragment(asked, i) for i, asked in enumerate(portfolios)]))
    assert any(any(kb.matrix(view).unassessed(t) for t in a["picked"]) for a in portfolios) == (
        which == "wide"
    )
    for asked, answer in zip(portfolios, found, strict=True):
        part = matrix.of(in_effect(asked["picked"], matrix.techniques, combined))
        need = asked["need"]
        assert answer["techniques"] == sorted(part.techniques)
        resting = reliances.of(part.techniques, add=True)
        assert answer["single_points"] == single_points_answer(part, resting, need=need)
        sets = cut_sets_answer(part, need=need)
        risk = risk_answer(part, Hazards(p=asked["p"], p_default=asked["default"], need=need), time_limit=5)
        assert risk["exact"]
        for reading in READINGS:
            assert answer["cut_sets"][reading]["complete_to_order"] is None
            assert answer["cut_sets"][reading]["count"] == sets[reading]["count"]
            assert answer["cut_sets"][reading]["sets"] == sets[reading]["sets"]
            for figure in FIGURES:
                ours = answer["figures"][reading]
                assert agree(figure, ours, risk, reading), (asked, figure, ours, risk[figure])
            for ours, theirs in zip(answer["importance"][reading], risk["importance"][reading], strict=True):
                assert ours["failure_mode"] == theirs["failure_mode"]
                assert all(same(ours[m], theirs[m], 1e-9, 1e-14) for m in MEASURES), (asked, ours, theirs)
        written = [answer["figures"][reading][figure] for figure in FIGURES for reading in READINGS]
        shown = [float(value) if value else None for value in answer["shown"]]
        assert shown == [None if value is None else float(value) for value in written]


def test_table_1_reads_as_the_paper_has_it_and_as_the_command_prints_it(
    landing: Path, opened: Any, run: Any
) -> None:
    page = opened(landing)
    assert len(page.evaluate(TICKED)) == 7
    answer = page.evaluate("commoncause.portfolio()")
    assert answer["figures"]["possible"]["probability"] == pytest.approx(0.0361, rel=1e-12)
    assert answer["figures"]["certain"]["probability"] == pytest.approx(0.0130951, rel=1e-12)
    assert answer["cut_sets"]["certain"]["sets"][:2] == [["al-gen", "s-tax"], ["cap-dev", "dec-al", "s-tax"]]
    expect(page.locator("#cuts .set").first).to_have_text("AL-GEN+ and S-TAX")
    expect(page.locator("#cuts .set").first.locator("a").first).to_have_attribute(
        "href", "#node=failure%3Aal-gen"
    )
    risk, *others = page.locator("#commands pre").all_inner_texts()
    printed = run(*shlex.split(risk)[1:])
    assert printed.code == 0, printed.err
    lines = printed.out.splitlines()
    for figure, label in FIGURES.items():
        cells = page.locator(f"#company [data-figure={figure}]").all_inner_texts()
        [line] = [line for line in lines[1:7] if line.startswith(label + " ")]
        assert line.removeprefix(label).split() == cells
    assert all(words in printed.out for words in ("(an illustration)", "S-TAX reads: not deployed"))
    expect(page.locator("#company")).to_contain_text("each mode has P 0.1 (an illustration)")
    assert [shlex.split(line)[1] for line in others] == ["cut-sets", "single-points"]


def test_the_command_it_shows_answers_the_same(wide: Path, opened: Any, ask: Any) -> None:
    pick = "debate,rlhf,weak-to-strong,weak-to-strong-with-scalable-oversight"
    page = opened(wide, f"#view=portfolio&need=2&p=0.2,al-gen:0.5&pick={pick}")
    found = page.evaluate("commoncause.portfolio()")
    assert found["techniques"] == ["debate", "rlhf", "weak-to-strong-with-scalable-oversight"]
    expect(page.locator("#company")).to_contain_text("counts in place of its parts")
    expect(page.locator("#company")).to_contain_text("the certain reading alone flatters these")
    risk, cut_sets, points = (
        shlex.split(line)[1:] for line in page.locator("#commands pre").all_inner_texts()
    )
    assert same(ask(*risk)["probability"]["possible"], found["figures"]["possible"]["probability"])
    assert ask(*cut_sets)["possible"]["sets"] == found["cut_sets"]["possible"]["sets"]
    assert ask(*points) == found["single_points"]


def test_a_permalink_restores_the_choice_and_back_undoes_a_step(page_file: Path, opened: Any) -> None:
    page = opened(page_file)
    page.get_by_role("button", name="None").click()
    expect(page.locator("#company")).to_contain_text("Tick at least one technique")
    page.get_by_label("AI Debate").check()
    page.get_by_label("Scientist AI").check()
    page.get_by_label("It holds while at least").select_option("2")
    page.get_by_label("p of each failure mode").fill("0.25")
    page.get_by_label("p of each failure mode").press("Enter")
    page.get_by_label("p of AL-GEN").fill(".5")
    page.get_by_label("p of AL-GEN").press("Enter")
    address = page.evaluate("location.hash")
    assert address == "#view=portfolio&need=2&p=0.25,al-gen:.5&pick=debate,scientist-ai"
    # What to leave out is computed once the page has rest.
    expect(page.locator("#redundant")).to_contain_text("Redundant, certain")
    before = page.locator("#portfolio").inner_text()
    again = opened(page_file, address)
    again.wait_for_function("(said) => document.getElementById('portfolio').innerText === said", arg=before)
    assert again.get_by_label("p of AL-GEN").input_value() == ".5"
    page.go_back()
    page.go_back()
    assert page.evaluate("location.hash") == "#view=portfolio&need=2&pick=debate,scientist-ai"
    assert page.get_by_label("p of AL-GEN").input_value() == ""
    page.get_by_role("link", name="Show RE, RLHF").click()
    assert page.evaluate(TICKED) == ["rlhf", "representation-engineering"]
    assert page.evaluate("commoncause.portfolio().need") == 1
    expect(page.locator("#points dd").first).to_have_text("AL-GENDEC-AL")


def test_one_can_do_it_all_by_keyboard_and_hears_the_answer(page_file: Path, opened: Any) -> None:
    page = opened(page_file)
    page.get_by_role("button", name="None").focus()
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "checkbox":
            break
    page.keyboard.press("Space")
    assert page.evaluate(TICKED) == ["rlhf"]
    assert page.evaluate("document.activeElement.value") == "rlhf"
    expect(page.locator("#status")).to_have_text("It fails with P 0.4095 for certain, 0.4095 possibly.")
    while page.evaluate("document.activeElement.id") != "p-default":
        page.keyboard.press("Tab")
    page.keyboard.type("0.5")
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_have_text("It fails with P 0.9688 for certain, 0.9688 possibly.")
    field = page.get_by_label("p of S-TAX")
    field.focus()
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    assert field.evaluate("e => e === document.activeElement")
    assert page.evaluate("location.hash").endswith("p=0.5,s-tax:1&pick=rlhf")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("p=2", "The p of each failure mode is “2”: give a number from 0 to 1, such as 0.1."),
        ("p=0.1,al-gen:x", "p of AL-GEN is “x”: give a number from 0 to 1, such as 0.1."),
        ("p=coll-2:0.1", "There is no failure mode “coll-2” here."),
        ("need=9", "At least “9” cannot hold of 7 techniques: choose from 1 to 7."),
        ("need=0x2", "At least “0x2” cannot hold of 7 techniques: choose from 1 to 7."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_computed(
    page_file: Path, opened: Any, options: str, words: str
) -> None:
    page = opened(page_file, f"#view=portfolio&{options}")
    expect(page.locator("#portfolio-wrong")).to_have_text(words)
    assert page.evaluate("commoncause.portfolio()") is None
    assert page.locator("#portfolio data").count() == 0
    assert not page.locator("#cuts").is_visible()
    if options == "p=2":
        expect(page.get_by_label("p of each failure mode")).to_have_attribute("aria-invalid", "true")
        page.get_by_label("p of each failure mode").fill("0,2")
        page.keyboard.press("Enter")
        expect(page.locator("#portfolio-wrong")).to_contain_text("“0,2”")
        page.get_by_label("p of each failure mode").fill("0.2")
        page.keyboard.press("Enter")
        expect(page.locator("#portfolio-wrong")).to_have_text("")
        assert page.evaluate("commoncause.portfolio().p.coll") == 0.2


def test_more_than_twelve_are_for_the_command(
    kb: commoncause.KnowledgeBase, wide: Path, opened: Any, ask: Any
) -> None:
    page = opened(wide, "#view=portfolio&pick=*&p=0.3")
    expect(page.locator("#company")).to_contain_text("this page computes for up to 12")
    assert not page.locator("#cheese").is_visible()
    lines = page.locator("#company pre").all_inner_texts()
    assert shlex.split(lines[0])[:2] == ["commoncause", "risk"]
    assert shlex.split(lines[0])[-2:] == ["--p-default", "0.3"]
    assert shlex.split(lines[1]).count("-t") == 29
    points = ask(*shlex.split(page.locator("#commands pre").nth(2).inner_text())[1:])
    assert page.evaluate("commoncause.portfolio().single_points") == points


def test_what_to_add_and_what_to_leave_out(landing: Path, opened: Any, ask: Any) -> None:
    page = opened(landing, "#view=portfolio&pick=rlhf,representation-engineering")
    rows = page.locator("#adding tbody tr")
    expect(rows).to_have_count(5)
    told = ask("portfolios", "--given", "rlhf", "--given", "representation-engineering", "--source",
               "dung-mai-2025", "--mode", "tabulated")  # fmt: skip
    additions = told["additions"]
    names = page.evaluate(
        "[...document.querySelectorAll('#adding tbody th a')].map((a) => decodeURIComponent(a.hash))"
    )
    assert [name.split(",")[-1] for name in names] == [row["technique"] for row in additions]
    gained = page.evaluate("[...document.querySelectorAll('#adding data')].map((e) => Number(e.value))")
    assert gained == pytest.approx(
        [float(row["decades_gained"][r]) for row in additions for r in READINGS], abs=1e-12
    )
    expect(page.locator("#redundant li").first).to_have_text("RLHF, covered by RE")
    rows.first.locator("a").click()
    assert len(page.evaluate(TICKED)) == 3


def test_the_picture_shows_what_passes_and_can_be_taken_away(page_file: Path, opened: Any) -> None:
    page = opened(page_file, "#view=portfolio&pick=rlhf,representation-engineering,debate")
    picture = page.get_by_role("img", name="Swiss cheese: 3 techniques, 7 failure modes")
    assert picture.locator(".cc-slice").count() == 3
    expect(picture.locator("desc")).to_contain_text("AL-GEN passes every slice.")
    expect(picture.locator(".cc-alarm").filter(has_text="passes all")).to_have_count(1)
    for label, kind in (("Portfolio SVG", "svg"), ("Portfolio CSV", "csv")):
        with page.expect_download() as download:
            page.get_by_role("button", name=label).click()
        text = Path(download.value.path()).read_text(encoding="utf-8")
        if kind == "svg":
            root = ElementTree.fromstring(text)
            assert [child.tag.rpartition("}")[2] for child in root][:3] == ["title", "rect", "desc"]
            continue
        rows = list(csv.DictReader(io.StringIO(text)))
        [p] = [r for r in rows if (r["figure"], r["reading"]) == ("probability", "possible")]
        assert float(p["value"]) == page.evaluate("commoncause.portfolio().figures.possible.probability")
        points = [(r["name"], r["figure"]) for r in rows if r["part"] == "single_points"]
        assert points[0] == ("al-gen", "failure_modes")
        assert ("benign-generalisation", "assumptions") in points


def test_a_tick_is_answered_at_once_and_a_long_list_says_where_it_ends(
    opened: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    model = dense()
    page = opened(rendered(model, network_of(model), tmp_path_factory))
    spent = page.evaluate(SPENT)
    # The loop takes 30 to 40 ms on a quiet machine: it is the yardstick on a slow or a busy one.
    assert spent["tick"] < max(100, 2.5 * spent["yard"])
    answer = page.evaluate("commoncause.portfolio()")
    assert len(answer["techniques"]) == 12
    expect(page.locator("#cuts > div").first.locator(".by")).to_contain_text("are listed")
    certain = answer["cut_sets"]["certain"]
    assert certain["complete_to_order"] == max(map(len, certain["sets"]))
    rows = {t["slug"]: set() for t in model["techniques"]}
    for cell in model["cells"]:
        if cell["verdict"] == "exposed":
            rows[cell["technique"]].add(cell["failure_mode"])
    listed = commoncause.analysis.minimal_cut_sets(rows, max_order=certain["complete_to_order"])
    assert [tuple(cut) for cut in certain["sets"]] == listed


def test_hostile_names_stay_names(opened: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    model, evil, modes = hostile()
    path = rendered(model, network_of(table_model()), tmp_path_factory)
    page = opened(path)
    page.get_by_role("button", name="None").click()
    page.locator("#ticks input").first.check()
    page.locator("#ticks input").nth(3).check()
    address = page.evaluate("location.hash")
    assert page.evaluate(TICKED) == [evil["rlhf"], "__proto__"]
    assert opened(path, address).evaluate(TICKED) == [evil["rlhf"], "__proto__"]
    assert sorted(page.evaluate("commoncause.portfolio().techniques")) == sorted(evil.values())
    field = page.locator("#weights tr").filter(has_text="x,y:0.5").locator("input")
    field.fill("0.25")
    field.press("Enter")
    words = shlex.split(page.locator("#commands pre").first.inner_text())
    assert words[:5] == ["commoncause", "risk", "-t", evil["rlhf"], "-t"]
    assert f"{modes['coll'].replace(chr(0x202E), '?')}=0.25" in words
    assert page.locator("#portfolio img, #portfolio script").count() == 0


def test_axe_and_a_phone_have_no_complaint_with_gaps_and_errors(wide: Path, opened: Any) -> None:
    page = opened(wide, "#view=portfolio&p=0.1,al-gen:7", width=375)
    assert complaints(page) == []
    page = opened(wide, "#view=portfolio&pick=rlhf,debate,deliberative-alignment", width=375)
    expect(page.locator("#adding tbody tr").first).to_be_visible()
    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 375
