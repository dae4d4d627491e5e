"""What a notebook shows: short, the page's glyphs and colours, and inert whatever the names are."""

from __future__ import annotations

from html.parser import HTMLParser

import commoncause
from commoncause import KnowledgeBase
from commoncause.model import Cell, Matrix, Verdict

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>&\u202e\x1b]8;;javascript:alert(1)'
ALLOWED = {"table", "caption", "thead", "tbody", "tr", "th", "td", "p", "b", "ul", "li"}


class Seen(HTMLParser):
    """The elements, attributes and text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text: list[str] = []
        self.depth = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def assert_inert(html: str) -> Seen:
    seen = Seen(html)
    assert seen.tags <= ALLOWED
    assert seen.attributes <= {"scope", "title", "style"}
    assert seen.depth == 0
    assert all(c.isprintable() for c in html)
    assert "url(" not in html
    return seen


def test_the_matrix_shows_every_cell_with_its_glyph_and_colour(
    kb: KnowledgeBase, table_1: commoncause.View
) -> None:
    html = kb.matrix(table_1)._repr_html_()
    seen = assert_inert(html)
    words = [cell.verdict.value for cell in kb.matrix(table_1)]
    assert html.count("\u2717") == html.count("#D55E00") == words.count("exposed")
    assert html.count("\u2713") == html.count("#009E73") == words.count("protected")
    assert seen.text.count("?") == words.count("unclear")
    assert "7 techniques, 7 failure-modes" in html


def test_a_cell_nobody_assessed_is_blank() -> None:
    cell = Cell("t", "f", Verdict.NOT_ASSESSED)
    html = Matrix(("t",), ("f",), {("t", "f"): cell})._repr_html_()
    assert '<td title="not-assessed" style="text-align:center;color:#777777"></td>' in html


def test_a_large_matrix_is_cut_and_says_so() -> None:
    techniques, modes = (tuple(f"{letter}{n}" for n in range(100)) for letter in "tf")
    cells = {(t, f): Cell(t, f, Verdict.EXPOSED) for t in techniques for f in modes}
    html = Matrix(techniques, modes, cells)._repr_html_()
    assert html.count("<td") == 1 + 60 * 40
    assert "40 more rows and 60 more columns are not shown" in html


def test_hostile_names_stay_text(tiny_kb) -> None:  # type: ignore[no-untyped-def]
    claims = tuple(f"urn:x:{EVIL}{n}" for n in range(20))
    cell = Cell(EVIL, EVIL, Verdict.UNCLEAR, claims, is_contested=True)
    matrix = Matrix((EVIL,), (EVIL,), {(EVIL, EVIL): cell}, over=EVIL)
    for html in (cell._repr_html_(), matrix._repr_html_()):
        assert "<script>alert(1)</script>" in "".join(assert_inert(html).text)
    things = 'technique:a a ccf:Technique , skos:Concept ; skos:prefLabel "<script>alert(1)</script>"@en .\n'
    assert_inert(commoncause.load(tiny_kb(things, name='<img src=x onerror="alert(1)">'))._repr_html_())


def test_the_knowledge_base_says_what_it_holds(kb: KnowledgeBase) -> None:
    html = kb._repr_html_()
    seen = assert_inert(html)
    assert f"{len(kb.claims):,}" in seen.text
    assert "dung-mai-2025" in html
    assert len(html) < 2_000
