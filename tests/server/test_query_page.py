"""The query page in a real browser: a question is chosen, asked and answered, and nobody else is asked."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page

QUESTION = "which-techniques-share-an-assumption"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A server as people start it."""
    command = [sys.executable, "-m", "commoncause", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture(scope="module")
def opened(url: str, browser: Browser) -> Callable[..., Any]:
    """Open the page with a colour scheme and a width; give it with what it asked for and complained of."""

    @contextlib.contextmanager
    def _open(scheme: str = "light", width: int = 1200) -> Iterator[tuple[Page, list[str]]]:
        viewport: Any = {"width": width, "height": 900}
        context = browser.new_context(viewport=viewport, color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        strange: list[str] = []
        own = (url, "data:", "blob:")
        page.on("request", lambda r: None if r.url.startswith(own) else strange.append(r.url))
        page.on("pageerror", lambda error: strange.append(str(error)))
        page.goto(f"{url}query")
        page.wait_for_selector("#question option >> nth=30", state="attached")
        yield page, strange
        context.close()

    return _open


def asked(page: Page, name: str = QUESTION) -> None:
    page.select_option("#question", name)
    page.click(".yasqe_queryButton")
    page.wait_for_selector(".yasr tbody tr")


def test_a_question_is_chosen_asked_and_answered(opened: Callable[..., Any], url: str) -> None:
    with opened() as (page, strange):
        asked(page)
        queries = {row["name"]: row["sparql"] for row in httpx.get(f"{url}api/queries").json()["queries"]}
        answer = httpx.get(f"{url}sparql", params={"query": queries[QUESTION]}).json()
        count = len(answer["results"]["bindings"])
        assert f"{count} results" in page.inner_text(".yasr_response_chip")
        assert strange == []


def test_the_answer_stands_below_its_tools(opened: Callable[..., Any]) -> None:
    """The handles between columns take no room of their own."""
    with opened() as (page, _):
        asked(page)
        tools, table = page.locator(".yasr_header").bounding_box(), page.locator(".yasr table").bounding_box()
        assert table["y"] - (tools["y"] + tools["height"]) < 60


def test_a_wrong_query_is_told_with_its_place(opened: Callable[..., Any]) -> None:
    with opened() as (page, strange):
        page.evaluate(
            "document.querySelector('.CodeMirror').CodeMirror.setValue('SELECT ?a, ?b { ?a ?b ?c }')"
        )
        page.click(".yasqe_queryButton")
        page.wait_for_selector(".yasr .errorResult")
        assert "SELECT takes no commas" in page.inner_text(".yasr .errorResult")
        assert strange == []


def test_the_keyboard_asks(opened: Callable[..., Any]) -> None:
    with opened() as (page, _):
        page.select_option("#question", QUESTION)
        page.click(".CodeMirror-lines")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".yasr tbody tr")
        assert "results in" in page.inner_text(".yasr_response_chip")


def test_a_name_leads_to_its_entry_on_this_server(opened: Callable[..., Any], url: str) -> None:
    with opened() as (page, _):
        asked(page)
        with page.context.expect_page() as shown:
            page.click(".yasr tbody a >> nth=0")
        shown.value.wait_for_load_state()
        assert shown.value.url.startswith(f"{url}site/assumption/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_telephone_nothing_sticks_out(opened: Callable[..., Any], scheme: str) -> None:
    with opened(scheme, 375) as (page, _):
        asked(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(17, 21, 24)")
