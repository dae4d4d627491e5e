"""The pages of things and works: complete, linked, true to the claims, and the same bytes every time."""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib

import commoncause
from commoncause.errors import UnknownNameError
from commoncause.exporters.build import build
from commoncause.exporters.site.content import VERDICTS
from commoncause.exporters.site.entities import POLICY, EntityPages, entity_pages
from commoncause.exporters.site.entity_paths import path_of, stem
from commoncause.vocab import KB, PREFIXES, compact, expand

from .html_tree import Element, read

SITE = "site/"
CHAPTERS = {
    "site/source/ai-alignment-wiki--conclusion.html": 61,
    "site/source/ai-alignment-wiki--defect.html": 78,
    "site/source/ai-alignment-wiki--other.html": 93,
    "site/source/dung-mai-2025--conclusion.html": 56,
    "site/source/dung-mai-2025--defect.html": 44,
}
"""What the two sources with hundreds of claims say in full, by page, with the number of claims."""


@pytest.fixture(scope="module")
def files(kb: commoncause.KnowledgeBase) -> dict[str, bytes]:
    return entity_pages(kb)


@pytest.fixture(scope="module")
def pages(files: dict[str, bytes]) -> dict[str, Element]:
    return {name: read(content) for name, content in files.items() if name.endswith(".html")}


def cards(page: Element) -> list[Element]:
    groups = page.all("ul", class_="claims")
    return [card for group in groups for card in group.children if isinstance(card, Element)]


def linked_data(page: Element) -> Any:
    (block,) = page.all("script")
    assert block.attributes == {"type": "application/ld+json"}
    return json.loads(block.text)


def test_every_thing_has_a_page_that_names_its_iri_and_says_so_to_machines(kb, pages):
    assert len(pages) == len(kb.things) + 1 + len(CHAPTERS)
    for iri, thing in kb.things.items():
        page = pages[SITE + path_of(iri)]
        assert page.all("h1")[0].text.startswith(thing.label)
        assert iri in [code.text for code in page.all("code")]
        assert linked_data(page)["@id"] == iri


def test_the_steps_of_a_page_are_those_of_its_iri(kb):
    assert all(KB + path_of(iri).removesuffix(".html") == iri for iri in kb.things)


def test_every_link_leads_to_a_page_and_to_a_place_in_it(pages):
    places = {
        name: [e.attributes["id"] for e in page if "id" in e.attributes] for name, page in pages.items()
    }
    for name, page in pages.items():
        assert len(places[name]) == len(set(places[name])), name
        for anchor in page.all("a"):
            address, _, fragment = str(anchor.attributes["href"]).partition("#")
            if address.startswith("https://"):
                assert anchor.attributes["rel"] == "noopener noreferrer"
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), address)) if address else name
            if target == "index.html":
                continue
            assert target in pages, (name, address)
            assert not fragment or fragment in places[target], (name, address, fragment)


def test_a_page_leads_to_its_thing_in_the_matrix_and_the_graph(pages):
    (way,) = (a for a in pages["site/technique/rlhf.html"].all("a") if "#node=" in str(a.attributes["href"]))
    assert way.attributes["href"] == "../../index.html#node=technique:rlhf"


def test_every_claim_stands_in_full_on_a_page_with_its_source_and_passage(kb, pages):
    shown: dict[str, list[str]] = {}
    for name, page in pages.items():
        for card in cards(page):
            for code in card.all("code"):
                shown.setdefault(expand(code.text), []).append(name)
    assert shown.keys() == kb.claims.keys()
    for iri, claim in kb.claims.items():
        own = f"site/source/{claim.origin}"
        if claim.kind in {"conclusion", "defect"}:
            chapter = f"{own}--{claim.kind}.html"
            assert shown[iri] == [chapter if chapter in CHAPTERS else f"{own}.html"]
            continue
        ends = {SITE + path_of(expand(name)) for name in claim.things if expand(name) in kb.things}
        assert set(shown[iri]) >= ends, iri
        assert ends or set(shown[iri]) <= {f"{own}.html", f"{own}--other.html"}, iri


def test_what_a_source_says_much_of_has_a_page_that_its_own_leads_to_and_that_leads_back(pages):
    assert {name for name in pages if "--" in name} == CHAPTERS.keys()
    for name, number in CHAPTERS.items():
        source, _, chapter = name.removesuffix(".html").partition("--")
        assert len(cards(pages[name])) == number
        (way,) = pages[f"{source}.html"].all("a", href=posixpath.basename(name))
        assert str(number) in way.text
        assert posixpath.basename(source) + ".html" in [a.attributes["href"] for a in pages[name].all("a")]
        title = pages[f"{source}.html"].all("h2", id=chapter)[0].text.rpartition(" ")[0]
        assert pages[name].all("h1")[0].text.lower().endswith(title.lower())


def test_a_claim_is_told_with_who_says_it_where_how_and_on_what_grounds(pages):
    (card,) = pages["site/technique/rlhf.html"].all("li", id="claim-dung-mai-2025-4-2-rlhf-dec-al")
    assert card.text.startswith("exposed Dung and Mai (2025), section 4.2 argued in the text, hedged")
    assert "citing Carlsmith (2023); Cotra (2021); Greenblatt et al. (2024)" in card.text
    assert "characters 28569–28887 of the text · claim:dung-mai-2025-4-2-rlhf-dec-al" in card.text
    assert "../source/cotra-2021.html" in [a.attributes["href"] for a in card.all("a")]


def verdicts(page: Element) -> dict[str, tuple[str, bool, list[tuple[str, str]]]]:
    """Other end of a cell -> how it reads, whether it is contested, its claims as (verdict, anchor)."""
    found = {}
    for body in page.all("tbody"):
        (group,) = body.all("th", scope="rowgroup")
        words = re.sub(r"\s*\d+$", "", group.text)
        for row in body.all("tr")[1:]:
            (head,) = row.all("th", scope="row")
            claims = [
                (vote.all("span", class_="visually-hidden")[0].text, str(vote.attributes["href"])[1:])
                for cell in row.all("td")
                for vote in cell.all("a")
            ]
            end = str(head.all("a")[0].attributes["href"])
            found[end] = (words, "contested" in head.text, sorted(claims))
    return found


# Read off kb/claims/*.ttl by eye.
GOLDEN = {
    ("technique/rlhf", "failure-mode/cap-dev"): (
        "may or may not be exposed to",
        True,
        {
            "ai-alignment-wiki-lead-rlhf-cap-dev-level": "exposed",
            "ai-alignment-wiki-pessimistic-views-rlhf-cap-dev-level": "exposed",
            "ai-alignment-wiki-quick-assessment-rlhf-cap-dev-level-unclear": "unclear",
            "ai-alignment-wiki-technical-cruxes-rlhf-cap-dev-jumps": "exposed",
            "dung-mai-2025-4-2-rlhf-cap-dev": "exposed",
            "dung-mai-2025-4-2-rlhf-cap-dev-jumps": "protected",
            "dung-mai-2025-4-2-rlhf-cap-dev-level": "exposed",
            "dung-mai-2025-5-rlhf-cap-dev": "exposed",
            "dung-mai-2025-table-1-rlhf-cap-dev": "exposed",
        },
    ),
    ("technique/debate", "failure-mode/coll"): (
        "is exposed to",
        False,
        {
            "dung-mai-2025-4-2-debate-coll": "exposed",
            "dung-mai-2025-5-debate-coll": "exposed",
            "dung-mai-2025-table-1-debate-coll": "exposed",
        },
    ),
    ("failure-mode/dec-al", "technique/iterated-amplification"): (
        "may or may not defeat",
        True,
        {
            "dung-mai-2025-4-2-ida-dec-al": "exposed",
            "dung-mai-2025-5-ida-dec-al": "exposed",
            "dung-mai-2025-table-1-ida-dec-al": "protected",
        },
    ),
}


@pytest.mark.parametrize(("one", "other"), GOLDEN)
def test_the_table_of_verdicts_is_what_the_claims_say(pages, one, other):
    words, contested, claims = GOLDEN[one, other]
    table = verdicts(pages[f"site/{one}.html"])
    expected = sorted((verdict, f"claim-{name}") for name, verdict in claims.items())
    assert table[f"../{other}.html"] == (words, contested, expected)


def test_all_tables_agree_with_the_matrix(kb, pages):
    read_as = {
        "is exposed to": "exposed",
        "is protected from": "protected",
        "may or may not be exposed to": "unclear",
    }
    seen = 0
    for cell in kb.matrix():
        if cell.claims:
            row = verdicts(pages[f"site/technique/{cell.technique}.html"])[
                f"../failure-mode/{cell.failure_mode}.html"
            ]
            assert (read_as[row[0]], row[1]) == (cell.verdict.value, cell.is_contested)
            names = {f"claim-{compact(iri).partition(':')[2]}" for iri in cell.claims}
            assert names <= {name for _, name in row[2]}
            seen += 1
    assert seen > 100


def headings(page: Element) -> list[str]:
    return [re.sub(r"\s*\d+$", "", heading.text) for heading in page.all("h2") + page.all("h3")]


def test_relations_read_in_the_right_direction_from_either_end(pages):
    assert {"Rests on", "is compatible with"} <= set(headings(pages["site/technique/rlhf.html"]))
    benign = headings(pages["site/assumption/benign-generalization.html"])
    assert {"Is relied on by", "fails whenever there is"} <= set(benign)
    al_gen = headings(pages["site/failure-mode/al-gen.html"])
    assert "entails the failing of" in al_gen
    assert "can defeat RLHF" in al_gen


def test_a_conclusion_says_whether_it_holds_and_a_measurement_what_was_measured(kb, pages):
    held = {row["iri"]: row for row in kb.conclusions()}
    (iri,) = (i for i in held if i.endswith("dung-mai-2025-5-conclusion-al-gen-all-but-one"))
    assert {result["holds"] for result in held[iri]["results"]} == {True}
    page, anchor = pages["site/source/dung-mai-2025--conclusion.html"], f"claim-{iri.rsplit('/', 1)[1]}"
    (card,) = page.all("li", id=stem(anchor))
    assert "holds in dung-mai-2025, tabulated" in card.text
    assert any(
        "Oversight success rate: 52%" in card.text
        for card in cards(pages["site/technique/human-oversight.html"])
    )


def test_a_work_says_what_cites_it_and_where_it_is(kb, pages):
    page = pages["site/source/betley-2025.html"]
    assert "https://arxiv.org/abs/2502.17424" in [a.attributes["href"] for a in page.all("a")]
    lines = [line.text for line in page.all("li")]
    assert sum("Dung and Mai (2025)" in line for line in lines) == sum(
        "betley-2025" in claim.cites for claim in kb.claims.values()
    )


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # by rdflib's own parser
def test_the_data_of_the_pages_are_those_of_the_knowledge_base(kb, pages):
    graph = rdflib.Graph()
    for page in (page for name, page in pages.items() if name != "site/index.html"):
        graph.parse(data=json.dumps(linked_data(page)), format="json-ld")
    ours = tuple(PREFIXES[prefix] for prefix in ("ccf", "cito", "dcterms", "skos"))
    known = {(str(s), str(p), str(o)) for s, p, o, _ in kb.dataset.quads() if str(p).startswith(ours)}
    told = {(str(s), str(p), str(o)) for s, p, o in graph if str(p).startswith(ours)}
    assert told <= known
    rests = PREFIXES["ccf"] + "restsOn"
    assert {triple for triple in told if triple[1] == rests} == {t for t in known if t[1] == rests}
    terms = set(graph.subjects(rdflib.RDF.type, rdflib.URIRef("https://schema.org/DefinedTerm")))
    assert {str(term) for term in terms} == {i for i, thing in kb.things.items() if thing.kind != "source"}


def test_the_list_holds_everything_by_kind_from_a_to_z(kb, pages):
    index = pages["site/index.html"]
    names = {h.attributes["id"]: h.text.rpartition(" ")[2] for h in index.all("h2")}
    assert names["technique"] == str(len(kb.of_kind("technique")))
    listed = [a.text for ul in index.all("ul", class_="entries") for a in ul.all("a")]
    assert len(listed) == len(kb.things)
    techniques = [a.text for a in index.all("ul", class_="entries")[0].all("a")]
    assert techniques == sorted(techniques, key=str.casefold)


def test_nothing_runs_and_only_the_stylesheet_is_fetched(pages):
    for page in pages.values():
        (policy,) = (m for m in page.all("meta") if m.attributes.get("http-equiv"))
        assert policy.attributes["content"] == POLICY
        assert {link.attributes["rel"] for link in page.all("link")} == {"icon", "stylesheet"}
        assert not [e for e in page if "style" in e.attributes or "src" in e.attributes]
        assert not [name for e in page for name in e.attributes if name.startswith("on")]
        assert page.all("html")[0].attributes["lang"] == "en"
        assert page.all("title")[0].text
        assert all(m.attributes.get("content") for m in page.all("meta", name="description"))


def test_nothing_of_the_shipped_texts_is_cut(files):
    for name, content in files.items():
        whole = re.sub(r"<td>.*?</td>|</?bdi[^>]*>", "", content.decode(), flags=re.DOTALL)
        assert "…<" not in whole, name


def pictured(page: Element) -> dict[str, list[str]]:
    """Return where the links in the picture of a page lead to, by the words that stand over them."""
    found: dict[str, list[str]] = {}
    words = ""
    for picture in page.all("figure"):
        for side in picture.all("svg"):
            for child in side.children:
                assert isinstance(child, Element)
                if child.tag == "text":
                    words = child.text
                elif child.tag == "a":
                    found.setdefault(words, []).append(str(child.attributes["href"]))
    return found


# Read off kb/*.ttl by eye.
PICTURED = {
    "failure-mode/coll": {
        "entails the failing of 1": ["../assumption/no-collusion.html"],
        "undermines 1": ["../assumption/non-agency-prevents-collusion.html"],
        "can defeat 3": ["rlaif", "weak-to-strong", "debate"],
        "may or may not defeat 2": ["scientist-ai", "iterated-amplification"],
        "does not defeat 2": ["rlhf", "representation-engineering"],
    },
    "assumption/no-collusion": {
        "fails whenever there is 1": ["../failure-mode/coll.html"],
        "is relied on by 4": ["debate", "iterated-amplification", "rlaif", "weak-to-strong"],
    },
    "source/betley-2025": {
        "is cited by 1": ["dung-mai-2025.html"],
        "is cited as evidence on 3": ["../failure-mode/em-mis.html", "rlhf", "rlaif"],
    },
    "technique/red-teaming": {"addresses 1": ["../failure-mode/scheming.html"]},
}


@pytest.mark.parametrize("name", PICTURED)
def test_the_picture_shows_what_stands_around_a_thing(pages, name):
    expected = {
        words: [end if "." in end else f"../technique/{end}.html" for end in ends]
        for words, ends in PICTURED[name].items()
    }
    assert pictured(pages[f"{SITE}{name}.html"]) == expected


def test_a_picture_has_the_verdicts_of_the_matrix_and_leads_on_to_the_rest(kb, pages):
    assert pictured(pages["site/technique/rlhf.html"])["is exposed to 9"] == [
        *(f"../failure-mode/{mode}.html" for mode in ("dec-al", "em-mis", "eval-diff", "al-gen")),
        "#verdicts",
    ]
    drawn = {name for name, page in pages.items() if page.all("figure")}
    assessed = {cell.technique for cell in kb.matrix() if cell.claims}
    assert {f"site/technique/{technique}.html" for technique in assessed} <= drawn
    assert not [name for name in drawn if name.partition("/")[2].startswith(("attack/", "framework/"))]


def test_pictures_are_small(files):
    for name, content in files.items():
        figure = re.search(rb"<figure>.*?</figure>", content, re.DOTALL)
        assert figure is None or len(figure[0]) < 6_000, name


def test_the_sign_of_a_verdict_is_the_one_of_the_matrix(files):
    style = files["site/style.css"].decode()
    for verdict in ("exposed", "protected", "unclear"):
        assert f'.{verdict}::before {{ content: "{VERDICTS[verdict]["glyph"]}"; ' in style


def test_pages_are_small(files):
    sizes = sorted(len(content) for content in files.values())
    assert sizes[len(sizes) // 2] < 5_500
    assert sizes[-1] < 120_000
    assert sum(sizes) < 3_900_000


def test_one_page_can_be_asked_for_and_an_unknown_one_is_refused(kb, files):
    made = EntityPages(kb)
    assert made.page(KB + "technique/rlhf").encode() == files["site/technique/rlhf.html"]
    with pytest.raises(UnknownNameError, match="nobody"):
        made.page(KB + "technique/nobody")


PAGES = """
import sys, hashlib, commoncause
from commoncause.exporters.site.entities import entity_pages
for name, content in entity_pages(commoncause.load(sys.argv[1])).items():
    print(name, hashlib.sha256(content).hexdigest())
"""


def test_the_pages_are_the_same_under_any_hash_seed(kb, files):
    expected = [f"{name} {hashlib.sha256(content).hexdigest()}" for name, content in files.items()]
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", PAGES, str(kb.store.home.kb)],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.splitlines() == expected


STRANGE = [".", "", "../../x", "/etc/passwd", "a\0b", "con", "nul", "lpt1", "RLHF", "ä", "a.b", "a--b"]
STRANGER = ["..", "x" * 10_000, "-a", "a\n", "a b", "\ud800", "a%2e", "a\\b", "\u202ea"]


@pytest.mark.parametrize("slug", STRANGE + STRANGER, ids=ascii)
def test_a_slug_that_is_no_file_name_is_encoded(slug):
    name = stem(slug)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*--[0-9a-f]{16}", name)
    assert len(name) < 100
    folder, _, file = path_of(f"{KB}technique/{slug}").partition("/")
    assert (folder, file) == ("technique", f"{name}.html")


HOSTILE_THINGS = """
technique:rlhf a ccf:Technique ; skos:prefLabel "small" .
technique:RLHF a ccf:Technique ; skos:prefLabel "capital" .
technique:con a ccf:Technique ; skos:prefLabel "device" .
<https://w3id.org/commoncause/kb/technique/a/b> a ccf:Technique ; skos:prefLabel "steps" .
<https://evil.example/%2e%2e/x> a ccf:Technique ; skos:prefLabel "elsewhere" .
"""


def test_pages_of_strange_iris_lie_inside_the_folder_and_never_over_each_other(
    tiny_kb: Callable[..., Path], tmp_path: Path
):
    made = EntityPages(commoncause.load(tiny_kb(HOSTILE_THINGS)))
    assert len(set(made.paths.values())) == 5
    assert len({path.lower() for path in made.paths.values()}) == 5
    written = build(made.kb, tmp_path / "out")
    inside = [p for p in written if p.parent.parent == tmp_path / "out" / "site"]
    assert {p.relative_to(tmp_path / "out" / "site").as_posix() for p in inside} == set(made.paths.values())
    for iri, path in made.paths.items():
        assert iri in (tmp_path / "out" / "site" / path).read_text(encoding="utf-8")


def test_a_page_whose_thing_is_gone_is_reported(small, tmp_path: Path):
    (tmp_path / "site" / "technique").mkdir(parents=True)
    (tmp_path / "site" / "technique" / "gone.html").write_text("old", encoding="utf-8")
    steps: list[str] = []
    build(small, tmp_path, steps.append)
    gone = tmp_path / "site" / "technique" / "gone.html"
    assert [s for s in steps if "left alone" in s] == [f"left alone: {gone} is not made by the build"]


def test_a_thing_without_claims_says_that_this_is_a_gap(tiny_kb: Callable[..., Path]):
    kb = commoncause.load(tiny_kb('technique:new a ccf:Technique ; skos:prefLabel "New" .'))
    page = read(entity_pages(kb)["site/technique/new.html"])
    assert "a gap, not a clean bill" in page.all("main")[0].text


def test_a_claim_about_a_bundle_is_told_apart_from_one_about_its_part(pages):
    rlhf = pages["site/technique/rlhf.html"]
    (part,) = rlhf.all("li", id="claim-dung-mai-2025-4-2-rlhf-cap-dev-jumps")
    (whole,) = rlhf.all("li", id="claim-dung-mai-2025-4-2-rlhf-cap-dev")
    assert "protected on Rapid or discontinuous AI capability advances" in part.text
    assert " on " not in whole.text.partition("Dung and Mai")[0]
