"""The pages of things and works in Debian's Chromium: light, dark, narrow, printed, and hostile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import commoncause
from commoncause.exporters.build import write_files
from commoncause.exporters.site.entities import EntityPages, entity_pages

from .axe import complaints

PAGES = [
    "technique/rlhf",
    "technique/standard-training-pipeline",
    "failure-mode/cap-dev-level",
    "failure-mode/al-gen",
    "assumption/benign-generalization",
    "attack/surrogate-classifier-attack",
    "framework/ai-safety-index",
    "source/dung-mai-2025",
    "source/dung-mai-2025--conclusion",
    "source/ai-alignment-wiki--defect",
    "source/betley-2025",
    "index",
]


@pytest.fixture(scope="module")
def site(kb: commoncause.KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("entities")
    write_files(entity_pages(kb), out)
    return out / "site"


class Reader:
    """A page whose every request off the site, complaint and dialog is written down."""

    def __init__(self, context: BrowserContext, site: Path) -> None:
        self.page: Page = context.new_page()
        self.site = site
        self.trouble: list[str] = []
        self.page.on("console", lambda message: self.trouble.append(message.text))
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.trouble.append(dialog.message), dialog.dismiss()))
        self.page.route("**/*", self._gate)

    def _gate(self, route: Any) -> None:
        if route.request.url.startswith(self.site.as_uri()):
            route.continue_()
        else:
            self.trouble.append(route.request.url)
            route.abort()

    def open(self, name: str) -> Page:
        self.page.goto(f"{self.site.as_uri()}/{name}.html")
        return self.page


@pytest.fixture
def reading(browser: Browser, site: Path) -> Iterator[Callable[..., Reader]]:
    """Make a reader with a context of its own: ``reading(width=375, color_scheme="dark")``."""
    contexts = []

    def _reading(width: int = 1280, **options: Any) -> Reader:
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, **options))
        return Reader(contexts[-1], site)

    yield _reading
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(reading: Callable[..., Reader], name: str) -> None:
    assert complaints(reading().open(name)) == []


def test_the_policy_lets_the_stylesheet_in_and_the_preference_sets_the_theme(
    reading: Callable[..., Reader],
) -> None:
    grounds = {
        scheme: reading(color_scheme=scheme)
        .open("technique/rlhf")
        .evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    }
    assert grounds == {"light": "rgb(247, 246, 243)", "dark": "rgb(18, 21, 23)"}


def test_a_phone_never_scrolls_sideways_and_nothing_leaves_the_disk(
    reading: Callable[..., Reader],
) -> None:
    reader = reading(width=375)
    for name in PAGES:
        assert reader.open(name).evaluate("document.documentElement.scrollWidth") == 375, name
    assert reader.trouble == []


def test_a_reader_without_javascript_gets_from_the_list_to_the_words_of_a_claim_and_its_work(
    reading: Callable[..., Reader],
) -> None:
    page = reading(java_script_enabled=False).open("index")
    page.get_by_role("link", name="Reinforcement learning from human feedback").click()
    page.locator("td a[href$='4-2-rlhf-dec-al']").click()
    card = page.locator("#claim-dung-mai-2025-4-2-rlhf-dec-al")
    expect(card).to_be_in_viewport()
    card.get_by_role("link", name="Cotra (2021)").click()
    expect(page.locator("h1")).to_have_text("Cotra (2021)")
    page.get_by_role("link", name="RLHF is exposed to DEC-AL").click()
    expect(page.locator("#claim-dung-mai-2025-4-2-rlhf-dec-al")).to_be_in_viewport()


@pytest.mark.parametrize(("width", "beside"), [(1280, True), (375, False)])
def test_the_sides_of_a_picture_meet_where_there_is_room_and_lead_to_what_they_show(
    reading: Callable[..., Reader], width: int, beside: bool
) -> None:
    page = reading(width=width, java_script_enabled=False).open("failure-mode/coll")
    before, after = (page.locator("figure svg").nth(i).bounding_box() for i in (0, 1))
    assert before is not None
    assert after is not None
    assert (after["x"] > before["x"] + 300) is beside
    assert (after["y"] >= before["y"] + before["height"]) is not beside
    middles = [box["y"] + box["height"] / 2 for box in (before, after)]
    assert (abs(middles[0] - middles[1]) < 1) is beside
    page.get_by_role("figure").get_by_role("link", name="AI systems do not collude with each other").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("AI systems do not collude with each other")
    page.get_by_role("figure").get_by_role("link", name="W2S").click()
    expect(page.locator("h1")).to_contain_text("W2S")


def test_lines_and_signs_of_a_picture_have_their_colours(reading: Callable[..., Reader]) -> None:
    looks = "(look) => getComputedStyle(document.querySelector(`figure path.${look}`)).stroke"
    for scheme in ("light", "dark"):
        page = reading(color_scheme=scheme).open("failure-mode/coll")
        assert page.evaluate(looks, "exposed") == "rgb(213, 94, 0)"
        assert page.evaluate(looks, "protected") == "rgb(0, 158, 115)"
        dashes = "getComputedStyle(document.querySelector('figure path.unclear')).strokeDasharray"
        assert page.evaluate(dashes) != "none"


def test_print_leaves_out_the_ways_around_and_stays_light(reading: Callable[..., Reader]) -> None:
    page = reading(color_scheme="dark").open("technique/rlhf")
    page.emulate_media(media="print")
    expect(page.locator("nav.top")).to_be_hidden()
    expect(page.locator("nav.contents")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(28, 33, 38)"
    assert page.pdf()[:5] == b"%PDF-"


EVIL = (
    "</script><script>window.pwned=1</script><img src=x onerror='window.pwned=1'>'`{{7*7}}<!--<b>"
    "\u202e\u2066\u2028"
    "<a href=javascript:window.pwned=1>x</a>" + "W" * 10_000
)
LINK = "javascript:window.pwned=1"


def hostile_files(evil: str) -> tuple[str, str]:
    said = f'ccf:rationale "{evil}" ; ccf:section "{evil}" ; ccf:mode ccf:argued ; ccf:modality ccf:plain'
    things = f"""
technique:evil a ccf:Technique ; skos:prefLabel "{evil}" ; skos:notation "{evil}" ; skos:altLabel "{evil}" ;
    skos:definition "{evil}" ; skos:related technique:other ; dcterms:source <{LINK}> .
technique:other a ccf:Technique ; skos:broader technique:evil .
failure:evil a ccf:FailureMode ; skos:prefLabel "{evil}" ; skos:notation "{evil}" .
failure:part a ccf:FailureMode ; skos:prefLabel "{evil}" ; skos:broader failure:evil .
assumption:evil a ccf:Assumption ; skos:prefLabel "{evil}" ; skos:definition "{evil}" .
category:metric-evil a skos:Concept ; skos:prefLabel "{evil}" .
source:evil a fabio:Preprint ; skos:prefLabel "{evil}" ; dcterms:title "{evil}" ; ccf:authors "{evil}" ;
    dcterms:date "{evil}" ; dcterms:isPartOf "{evil}" ; bibo:doi "10.1/{evil}" ; bibo:volume "{evil}" ;
    fabio:hasArXivId "{evil}" ; dcterms:source "{LINK}" ; cito:cites source:other .
source:other a fabio:WebPage ; dcterms:title "{evil}" ; dcterms:source <{LINK}> .
text:evil a ccf:Text ; ccf:textOf source:evil ; ccf:sha256 "{evil}" .
"""
    stated = f"ccf:statedIn source:evil ; {said} ; cito:citesAsEvidence source:other"
    claims = f"""
claim:a a ccf:Assessment ; {stated} ; ccf:technique technique:evil ; ccf:failureMode failure:part ;
    ccf:verdict ccf:exposed ; ccf:condition assumption:evil .
claim:b a ccf:Reliance ; {stated} ; ccf:technique technique:evil ; ccf:assumption assumption:evil .
claim:c a ccf:Measurement ; {stated} ; ccf:about technique:evil ; ccf:metric category:metric-evil ;
    ccf:grade "{evil}" ; ccf:unit "{evil}" ; ccf:value "{evil}" ; ccf:conditions "{evil}" .
claim:d a ccf:Conclusion ; {stated} ; skos:prefLabel "{evil}" ; ccf:about technique:evil .
claim:e a ccf:Classification ; {stated} ; ccf:about technique:evil ; ccf:scheme scheme:evil ;
    ccf:category category:metric-evil .
defect:f a ccf:Defect ; prov:wasDerivedFrom source:evil , claim:a ; ccf:wrong "{evil}" ; ccf:right "{evil}" ;
    ccf:rationale "{evil}" ; ccf:section "{evil}" .
"""
    return things, claims


def test_a_hostile_knowledge_base_leaves_the_pages_inert(
    browser: Browser, tiny_kb: Callable[..., Path], tmp_path: Path
) -> None:
    kb = commoncause.load(tiny_kb(*hostile_files(EVIL)))
    made = EntityPages(kb)
    write_files(entity_pages(kb), tmp_path / "out")
    context = browser.new_context(viewport={"width": 375, "height": 740})
    reader = Reader(context, tmp_path / "out" / "site")
    names = [path.removesuffix(".html") for path in (*made.paths.values(), "index.html")]
    assert len(names) == 8
    for name in names:
        page = reader.open(name)
        assert page.evaluate("window.pwned") is None
        assert page.locator("script:not([type='application/ld+json'])").count() == 0
        assert page.locator("img, iframe, object, [onerror], [style]").count() == 0
        protocols = page.evaluate("[...document.links].map((link) => link.protocol)")
        assert set(protocols) <= {"file:", "https:"}
        assert page.evaluate("document.documentElement.scrollWidth") == 375, name
        longest = "Math.max(...[...document.querySelectorAll('main bdi')].map((e) => e.textContent.length))"
        assert page.evaluate(longest) <= 1200
    assert reader.trouble == []
    context.close()
