"""A page as a tree of elements, for tests that ask what stands where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

VOID = set("meta link br wbr hr img input".split())


class Element:
    """An element of a page: tag, attributes, children and the text of them all."""

    def __init__(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.tag, self.attributes = tag, attributes
        self.children: list[Element | str] = []

    def __iter__(self) -> Iterator[Element]:
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child

    @property
    def text(self) -> str:
        parts = (child if isinstance(child, str) else child.text for child in self.children)
        return re.sub(r"\s+", " ", "".join(parts)).strip()

    def all(self, tag: str, **wanted: str) -> list[Element]:
        pairs = {name.rstrip("_"): value for name, value in wanted.items()}
        return [
            e
            for e in self
            if e.tag == tag
            and all(value in (e.attributes.get(n) or "").split() for n, value in pairs.items())
        ]


class Tree(HTMLParser):
    """Reads a page and complains of a tag that is not closed in its place."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]
        self.feed(html)
        self.close()
        assert len(self.open) == 1, [element.tag for element in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(html: str | bytes) -> Element:
    return Tree(html.decode() if isinstance(html, bytes) else html).root
