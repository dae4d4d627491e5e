from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import networkx
import pytest

from commoncause.exporters.site import about, entities
from commoncause.exporters.site.content_security import source_hash
from commoncause.exporters.site.page import SCRIPTS, STYLES, render_page


class Reader(HTMLParser):
    """Collects tags, attributes, and the text of script and style elements."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: list[tuple[str, dict[str, str | None], str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside = tag in ("script", "style")
        if self.inside:
            self.blocks.append((tag, dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, text: str) -> None:
        if self.inside:
            tag, attributes, sofar = self.blocks[-1]
            self.blocks[-1] = (tag, attributes, sofar + text)


@pytest.fixture(scope="module")
def html(model: dict[str, Any], network: networkx.MultiDiGraph) -> str:
    return render_page(model, network)


@pytest.fixture(scope="module")
def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def test_rendering_twice_gives_the_same_bytes(
    html: str, model: dict[str, Any], network: networkx.MultiDiGraph
) -> None:
    assert render_page(model, network) == html


def test_the_page_is_whole_and_small(html: str) -> None:
    assert html.startswith("<!DOCTYPE html>")
    assert len(html.encode()) < 1_500_000


def test_the_policy_holds_the_hash_of_every_block_that_runs(read: Reader) -> None:
    policy = next(a["content"] for tag, a in read.tags if tag == "meta" and a.get("http-equiv"))
    assert policy is not None
    running = [text for tag, attributes, text in read.blocks if attributes.get("type") != "application/json"]
    assert len(running) == 4
    assert all(source_hash(text) in policy for text in running)


def test_nothing_is_fetched_and_nothing_is_inline(read: Reader) -> None:
    for tag, attributes in read.tags:
        assert "style" not in attributes, tag
        assert not [name for name in attributes if name.startswith("on")], tag
        assert "src" not in attributes, tag
        if tag == "link":
            assert attributes["href"] == "data:,"


def test_links_out_are_safe(read: Reader) -> None:
    out = [a for tag, a in read.tags if tag == "a" and not str(a.get("href")).startswith("#")]
    assert all(a["rel"] == "noopener noreferrer" for a in out)
    assert all(str(a["href"]).startswith("https://") or a["href"] in about.FILES for a in out)


def test_the_table_has_scoped_headers_and_all_cells(read: Reader) -> None:
    scopes = [a["scope"] for tag, a in read.tags if tag == "th" and "data-node" in a]
    assert scopes == ["col"] * 7 + ["row"] * 7
    verdicts = [a["data-verdict"] for tag, a in read.tags if tag == "td" and "data-verdict" in a]
    assert [verdicts.count(v) for v in ("exposed", "protected", "unclear")] == [27, 19, 3]


def test_every_static_file_is_used() -> None:
    from importlib.resources import files

    static = {item.name for item in (files("commoncause.exporters.site") / "static").iterdir()}
    assert static == {*SCRIPTS, *STYLES, *entities.STYLES, "theme.js"}


def test_a_model_without_the_optional_parts_renders(model: dict[str, Any]) -> None:
    bare = {
        key: model[key]
        for key in (
            "title",
            "description",
            "version",
            "licence",
            "view",
            "techniques",
            "failure_modes",
            "cells",
        )
    }
    html = render_page(bare, networkx.MultiDiGraph())
    assert len(re.findall("data-verdict=", html.split("<tbody>")[1].split("</tbody>")[0])) == 49
