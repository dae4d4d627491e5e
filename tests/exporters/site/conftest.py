"""The page of Table 1, and a browser that watches it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

import commoncause

from .table_one import network_of, table_model


@pytest.fixture(scope="session")
def model() -> dict[str, Any]:
    return table_model()


@pytest.fixture(scope="session")
def network(model: dict[str, Any]) -> networkx.MultiDiGraph:
    return network_of(model)


@pytest.fixture(scope="session")
def page_file(
    tmp_path_factory: pytest.TempPathFactory, model: dict[str, Any], network: networkx.MultiDiGraph
) -> Path:
    from commoncause.exporters.site.page import render_page

    path = tmp_path_factory.mktemp("site") / "index.html"
    path.write_text(render_page(model, network), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def shipped_file(tmp_path_factory: pytest.TempPathFactory, kb: commoncause.KnowledgeBase) -> Path:
    """The page of the knowledge base of this source tree."""
    from commoncause.exporters.site.model import page_model
    from commoncause.exporters.site.page import render_page
    from commoncause.network import network

    path = tmp_path_factory.mktemp("shipped") / "index.html"
    path.write_text(render_page(page_model(kb), network(kb.store)), encoding="utf-8")
    return path


class Watched:
    """A page together with every request it made off the disk and everything it complained of."""

    def __init__(self, context: BrowserContext, path: Path) -> None:
        self.page: Page = context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.dialogs: list[str] = []
        self.page.on(
            "console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self._dismiss)
        self.page.route("**/*", self._gate)
        self.address = path.as_uri()

    def _dismiss(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _gate(self, route: Any) -> None:
        if route.request.url.split("#")[0] == self.address:
            route.continue_()
        else:
            self.requests.append(route.request.url)
            route.abort()

    def open(self, fragment: str = "") -> Page:
        self.page.goto(self.address + fragment)
        self.page.wait_for_selector("html[data-ready]", state="attached", timeout=15000)
        return self.page


@pytest.fixture
def shipped(browser: Browser, shipped_file: Path) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    yield Watched(context, shipped_file)
    context.close()


@pytest.fixture
def watched(browser: Browser, page_file: Path) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    yield Watched(context, page_file)
    context.close()
