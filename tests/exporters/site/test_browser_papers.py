"""The works: a table that sorts and filters, the years, what stands around one, and what is taken away."""

from __future__ import annotations

import copy
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx
import pytest
from playwright.sync_api import Browser, Page, expect

import commoncause
from commoncause.exporters.site.model import page_model
from commoncause.exporters.site.page import render_page
from commoncause.exporters.works import works

from .axe import complaints
from .conftest import Watched
from .table_one import network_of

HOSTILE = '=1+1 Un{balanced \\ "quotes" 50% & $x_1^2$ #~\n@misc{evil,\u202e</script>'


def opened(browser: Browser, path: Path) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    yield Watched(context, path)
    context.close()


def written(path: Path, model: dict[str, Any], network: networkx.MultiDiGraph) -> Path:
    path.write_text(render_page(model, network), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def shipped_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    kb = commoncause.load()
    return written(tmp_path_factory.mktemp("papers") / "index.html", page_model(kb), kb.network())


@pytest.fixture
def shipped(browser: Browser, shipped_file: Path) -> Iterator[Watched]:
    yield from opened(browser, shipped_file)


@pytest.fixture(scope="module")
def typed_model(model: dict[str, Any]) -> dict[str, Any]:
    """Table 1 with works that know what they are, and one that would break a bibliography."""
    made = copy.deepcopy(model)
    dung, zou, irving, betley = made["sources"]
    dung |= {
        "type": "JournalArticle",
        "venue": "Minds",
        "volume": "3",
        "pages": "1–9",
        "authors": "Dung, L.; Mai, F.",
    }
    dung |= {"identifiers": ["10.1000/a_b(c)"], "url": "https://doi.org/10.1000/a_b(c)"}
    zou |= {
        "type": "Preprint",
        "venue": "arXiv",
        "authors": "Zou, A.; Phan, L.; et al.",
        "date": "2023-10-02",
    }
    irving |= {
        "type": "ReportDocument",
        "authors": "Ålesund Institute",
        "venue": "Ålesund Institute",
        "date": "",
    }
    betley |= {
        "type": "constructor",
        "title": HOSTILE,
        "venue": HOSTILE,
        "authors": HOSTILE,
        "label": HOSTILE,
    }
    betley |= {"url": "javascript:alert(1)"}
    twin = betley | {
        "id": "source:zou 2023",
        "slug": "ZOU+2023",
        "iri": "x:y",
        "url": "https://e.org/}%7B",
        "type": "Book",
    }
    made["sources"].append(twin)
    return made


@pytest.fixture
def typed(browser: Browser, typed_model: dict[str, Any], tmp_path: Path) -> Iterator[Watched]:
    yield from opened(browser, written(tmp_path / "typed.html", typed_model, network_of(typed_model)))


def rows(page: Page) -> list[list[str]]:
    found: list[list[str]] = page.evaluate(
        "[...document.querySelectorAll('#papers-rows tr')].map((r) => [...r.cells].map((c) => c.innerText))"
    )
    return found


def names(page: Page) -> list[str]:
    return [row[0] for row in rows(page)]


def taken(page: Page, label: str) -> str:
    with page.expect_download() as download:
        page.get_by_role("button", name=label, exact=True).click()
    return Path(download.value.path()).read_text(encoding="utf-8")


def entries(text: str) -> dict[str, dict[str, str]]:
    """Read BibTeX strictly: nothing between entries, braces balanced, every field once, every key once."""
    found: dict[str, dict[str, str]] = {}
    at = 0
    while at < len(text.rstrip()):
        head = re.compile(r"\s*@([a-z]+)\{([^\s{},\"#%'()=~\\]+),\n").match(text, at)
        assert head, text[at : at + 80]
        fields, at = {"type": head[1]}, head.end()
        while not text.startswith("}\n", at):
            field = re.compile(r"  ([a-z]+) = \{").match(text, at)
            assert field, text[at : at + 80]
            start = at = field.end()
            depth = 1
            while depth:
                depth += {"{": 1, "}": -1}.get(text[at], 0)
                at += 1
            assert field[1] not in fields
            fields[field[1]] = text[start : at - 1]
            at += len(re.compile(r",?\n").match(text, at)[0])  # type: ignore[index]
        at += 2
        assert head[2].lower() not in map(str.lower, found)
        found[head[2]] = fields
    return found


# ---- the shipped knowledge base


def test_every_work_is_a_row_with_the_counts_of_the_knowledge_base(shipped: Watched) -> None:
    kb = commoncause.load()
    page = shipped.open("#view=papers")
    citing = Counter(slug for claim in kb.claims.values() for slug in set(claim.cites))
    own = Counter(claim.origin for claim in kb.claims.values())
    expected = {
        work.thing.label: (
            work.title,
            work.date[:4] or "no date",
            citing[work.thing.slug],
            own[work.thing.slug],
        )
        for work in works(kb)
    }
    shown = {row[0]: (row[1].split("\n")[0], row[2], int(row[4]), int(row[6])) for row in rows(page)}
    assert shown == expected
    assert len(rows(page)) == len(works(kb))
    page.locator("summary", has_text="The years as text").click()
    years = dict(line.rsplit(" ", 1) for line in page.locator("#papers-by-year li").all_inner_texts())
    assert years == {year: str(n) for year, n in Counter(row[2] for row in rows(page)).items()}
    assert page.locator("#papers-years circle").count() == len(expected)
    assert (shipped.requests, shipped.complaints) == ([], [])


def test_what_the_columns_count_is_written_under_the_filter(shipped: Watched) -> None:
    page = shipped.open("#view=papers")
    said = page.locator("#papers-columns")
    expect(said).to_be_visible()
    for column in page.locator("#papers-table thead .number button").all_inner_texts()[1:]:
        expect(said).to_contain_text(f"{column}: ")


def test_the_evidence_of_a_work_is_what_its_claims_are_about(shipped: Watched) -> None:
    kb = commoncause.load()
    page = shipped.open("#view=papers&node=source:irving-2018&q=irving%202018")
    citing = [claim for claim in kb.claims.values() if "irving-2018" in claim.cites]
    cells = {(c.slug("technique"), c.slug("failureMode")) for c in citing if c.kind == "assessment"}
    about = {
        value
        for c in citing
        for name in ("technique", "failureMode", "assumption", "about")
        for value in c.says.get(name, ())[:1]
    }
    assert rows(page)[0][5].split() == [str(len(about)), str(len(cells)), "cells"]
    linked = page.locator("#papers-around a[href*='edge=evidence']")
    assert linked.count() == len(about)
    cited_by = page.locator("#papers-around .around-list > div", has_text="Cited by").locator("a")
    expect(cited_by).to_have_text(["AI Alignment (wiki page)", "Dung and Mai (2025)"])


def test_all_works_are_taken_away_as_bibtex_and_csv(shipped: Watched) -> None:
    known = {work.thing.slug: work for work in works(commoncause.load())}
    page = shipped.open("#view=papers")
    found = entries(taken(page, "BibTeX"))
    assert set(found) == set(known)
    for slug, work in known.items():
        fields = found[slug]
        assert (fields.get("eprint", ""), fields.get("doi", "")) == (work.arxiv, work.doi)
        assert (fields.get("year", ""), fields.get("url", "")) == (work.date[:4], work.url)
    assert Counter(fields["type"] for fields in found.values())["article"] == sum(
        work.kind in ("JournalArticle", "Article") and bool(work.venue) for work in known.values()
    )
    table = list(csv.DictReader(io.StringIO(taken(page, "CSV"))))
    assert {row["work"]: row["title"] for row in table} == {slug: work.title for slug, work in known.items()}


# ---- the table


def test_the_table_sorts_filters_and_keeps_its_address(watched: Watched) -> None:
    page = watched.open("#view=papers")
    first = names(page)
    assert first[0] == "Irving et al. (2018)"
    expect(page.locator("th", has=page.locator("[data-sort=citing]"))).to_have_attribute(
        "aria-sort", "descending"
    )
    page.locator("[data-sort=year]").focus()
    page.keyboard.press("Enter")
    assert [row[2] for row in rows(page)] == ["2025", "2025", "2023", "2018"]
    page.keyboard.press("Enter")
    assert [row[2] for row in rows(page)] == ["2018", "2023", "2025", "2025"]
    expect(page.locator("th", has=page.locator("[data-sort=year]"))).to_have_attribute(
        "aria-sort", "ascending"
    )
    page.locator("[data-sort=work]").click()
    assert names(page) == sorted(first)
    page.locator("#papers-filter").fill("since 2023 TRAINING")
    expect(page.locator("#papers-count")).to_have_text("1 of 4 works")
    fragment = page.evaluate("location.hash")
    page.go_back()
    expect(page.locator("#papers-filter")).to_have_value("")
    page.goto("about:blank")
    assert names(watched.open(fragment)) == ["Betley et al. (2025)"]
    page.get_by_role("button", name="Clear").click()
    assert len(rows(page)) == 4
    assert watched.complaints == []


@pytest.mark.parametrize(
    ("filter_", "number"),
    [
        ("2023-2025", 3),
        ("before 2023", 1),
        ("until 2023", 2),
        ("2019-", 3),
        ("undated", 0),
        ("zou", 1),
        ("zou 2018", 0),
    ],
)
def test_years_are_said_as_people_say_them(watched: Watched, filter_: str, number: int) -> None:
    page = watched.open(f"#view=papers&q={filter_.replace(' ', '%20')}")
    expect(page.locator("#papers-rows a[data-work]")).to_have_count(number)
    expect(page.locator("#papers-rows .none")).to_have_count(0 if number else 1)


def test_a_row_a_dot_and_a_year_lead_where_they_say(watched: Watched) -> None:
    page = watched.open("#view=papers")
    page.locator("a[data-work='source:betley-2025']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#details-heading")).to_have_text("Betley et al. (2025)")
    expect(page.locator("a[data-work='source:betley-2025']")).to_have_attribute("aria-current", "true")
    expect(page.locator("#around-heading")).to_have_text("Around Betley et al. (2025)")
    around = page.locator("#papers-around .around-list")
    expect(around).to_contain_text("Evidence on assumptions 1")
    around.get_by_role("link", name="Copies do not conspire").click()
    expect(page.locator("#details-body")).to_contain_text("is argued with reference to")
    expect(page.locator("#around-heading")).to_have_text("Around Betley et al. (2025)")
    page.locator("#papers-years circle", has=page.locator("title", has_text="Zou")).click()
    expect(page.locator("#details-heading")).to_have_text("Zou et al. (2023)")
    expect(page.locator("#papers-years circle.chosen")).to_have_count(1)
    page.locator("[data-year='2025']").click(position={"x": 3, "y": 3})
    expect(page.locator("#papers-filter")).to_have_value("2025")
    expect(page.locator("#papers-count")).to_have_text("2 of 4 works")
    page.locator("#papers-around g[data-go]").first.click()
    expect(page.locator("#details-heading")).to_have_text("Dung & Mai (2025)")
    assert watched.complaints == []


def test_escape_clears_the_filter_before_the_selection(watched: Watched) -> None:
    page = watched.open("#view=papers&node=source:betley-2025")
    field = page.locator("#papers-filter")
    field.fill("zou")
    expect(page.locator("#papers-count")).to_have_text("1 of 4 works")
    field.press("Escape")
    expect(field).to_have_value("")
    expect(page.locator("#papers-count")).to_have_text("4 works")
    expect(page.locator("#details-heading")).to_have_text("Betley et al. (2025)")
    field.press("Escape")
    expect(page.locator("#details-heading")).to_have_text("Details")


# ---- what is taken away


def test_the_neighbourhood_is_offered_once_a_work_is_chosen(watched: Watched) -> None:
    page = watched.open("#view=papers")
    button = page.get_by_role("button", name="Neighbourhood SVG")
    expect(button).to_be_disabled()
    expect(button).to_have_accessible_description("Neighbourhood SVG: choose a work first.")
    expect(page.locator("#downloads-note")).to_be_visible()
    expect(page.get_by_role("button", name="BibTeX")).to_have_accessible_description("")
    assert complaints(page) == []
    page.locator("a[data-work='source:betley-2025']").press("Enter")
    expect(button).to_be_enabled()
    expect(page.locator("#downloads-note")).to_be_empty()
    assert taken(page, "Neighbourhood SVG").startswith("<svg")


def test_a_bibliography_survives_what_stands_in_its_works(typed: Watched) -> None:
    page = typed.open("#view=papers")
    found = entries(taken(page, "BibTeX"))
    assert {key: fields["type"] for key, fields in found.items()} == {
        "dung-mai-2025": "article",
        "zou-2023": "misc",
        "irving-2018": "techreport",
        "betley-2025": "misc",
        "ZOU-2023-2": "book",
    }
    article = found["dung-mai-2025"]
    assert (article["author"], article["journal"], article["pages"]) == (
        "Dung, L. and Mai, F.",
        "Minds",
        "1--9",
    )
    assert article["doi"] == "10.1000/a_b(c)"
    preprint = found["zou-2023"]
    assert preprint["author"] == "Zou, A. and Phan, L. and others"
    assert (preprint["eprint"], preprint["archiveprefix"]) == ("2310.01405", "arXiv")
    assert (preprint["year"], preprint["date"]) == ("2023", "2023-10-02")
    assert found["irving-2018"]["author"] == "{Ålesund Institute}"
    assert "year" not in found["irving-2018"]
    evil = found["betley-2025"]
    assert evil["title"].startswith("=1+1 Un\\textbraceleft{}balanced \\textbackslash{}")
    assert "50\\% \\& \\$x\\_1\\textasciicircum{}2\\$ \\#\\textasciitilde{}" in evil["title"]
    assert "url" not in evil
    assert not re.search(r"[\u202e\x00-\x08]", str(found))
    assert found["ZOU-2023-2"]["url"] == "https://e.org/%7D%7B"


def test_only_the_rows_shown_are_taken_and_none_as_a_formula(typed: Watched) -> None:
    page = typed.open("#view=papers")
    every = list(csv.reader(io.StringIO(taken(page, "CSV"))))
    assert [field for row in every for field in row if field.startswith("=")] == []
    assert sum(field.startswith("'=1+1") for row in every for field in row) == 8
    page.locator("#papers-filter").fill("undated")
    expect(page.locator("#papers-count")).to_have_text("1 of 5 works")
    table = list(csv.reader(io.StringIO(taken(page, "CSV"))))
    assert [row[0] for row in table] == ["work", "irving-2018"]
    picture = taken(page, "Timeline SVG")
    assert picture.startswith("<svg")
    assert picture.count("<circle") == 5
    assert "without a date: 1 work" in picture
    assert "data-" not in picture
    assert page.evaluate("window.pwned") is None
    assert typed.complaints == []


# ---- search and size


@pytest.fixture(scope="module")
def large_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from .generated import generated

    return written(tmp_path_factory.mktemp("large") / "index.html", *generated(5000))


def test_search_and_table_are_quick_at_five_thousand(browser: Browser, large_file: Path) -> None:
    for large in opened(browser, large_file):
        page = large.open("#view=papers")
        assert len(rows(page)) == 200
        page.get_by_role("button", name="Show 200 more").click()
        assert len(rows(page)) == 400
        assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 201
        times = page.evaluate(
            """() => {
              const field = document.getElementById("search-field");
              field.focus();
              const typed = ["robust honest", "author 12", "2310.01405"];
              return typed.flatMap((words) => [...words].map((_, i) => {
                field.value = words.slice(0, i + 1);
                const start = performance.now();
                field.dispatchEvent(new Event("input", { bubbles: true }));
                field.getBoundingClientRect();
                return performance.now() - start;
              }));
            }"""
        )
        assert sorted(times)[len(times) // 2] < 50, times
        expect(page.locator("#search-list [data-hit]").first).to_be_visible()


def test_hits_out_of_sight_are_grey_and_say_so(watched: Watched) -> None:
    page = watched.open()
    hit = page.locator("#search-list [data-hit]").first
    page.locator("#search-field").fill("judging")
    expect(hit).to_have_class("out-of-sight")
    expect(hit).to_contain_text("assumption · not in the graph now")
    assert complaints(page) == []
    page.keyboard.press("Enter")
    assert page.evaluate("commoncause.state().selected.id") == "assumption:evaluation-easier"
    page.locator("#search-field").fill("rlhf")
    expect(hit).not_to_contain_text("not in the graph")
    page = watched.open("#show=assumptions")
    page.locator("#search-field").fill("judging")
    expect(hit).not_to_have_class("out-of-sight")


def test_search_tells_what_the_filter_of_the_papers_hides(watched: Watched) -> None:
    page = watched.open("#view=papers&q=2018")
    page.locator("#search-field").fill("et al")
    told = [text.split("· ")[-1] for text in page.locator("#search-list [data-hit]").all_inner_texts()]
    assert sorted(text == "hidden by the filter" for text in told) == [False, True, True]


# ---- everybody


def test_axe_finds_nothing_around_a_work(watched: Watched) -> None:
    page = watched.open("#view=papers&node=source:irving-2018")
    page.evaluate("document.querySelectorAll('#papers details').forEach((fold) => { fold.open = true; })")
    assert complaints(page, "#papers") == []


def test_a_phone_gets_the_pictures_in_its_width(browser: Browser, shipped_file: Path) -> None:
    for phone in opened(browser, shipped_file):
        phone.page.set_viewport_size({"width": 375, "height": 800})
        page = phone.open("#view=papers&node=source:irving-2018")
        assert page.evaluate("document.documentElement.scrollWidth") == 375
        for picture in page.locator("#papers svg").all():
            box = picture.bounding_box()
            assert box is not None
            assert box["x"] + box["width"] <= 375
        page.set_viewport_size({"width": 1000, "height": 800})
        page.wait_for_function("document.querySelector('#papers-years svg').clientWidth > 700")


def test_the_page_says_what_it_is_without_javascript(browser: Browser, page_file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_file.as_uri())
    said = page.get_by_role("region", name="About")
    expect(said).to_contain_text("takes what is unclear or not assessed as protected")
    row = said.locator("tbody tr", has_text="Dung & Mai (2025)")
    expect(row.locator("td").last).to_contain_text("52 assessments")
    expect(said.locator("pre").last).to_contain_text("@misc{commoncause,")
    expect(said).to_contain_text("Data: CC-BY-4.0")
    assert page.locator("#papers").is_visible() is False
    context.close()
