"""The inbox: nothing lost, each work once, provenance kept, and importing again changes nothing."""

from __future__ import annotations

import json
import re
import tracemalloc
from collections.abc import Callable, Mapping, Set
from pathlib import Path

import pyoxigraph as ox
import pytest

from commoncause.answers.corpus import together
from commoncause.catalogue import work_facts
from commoncause.curation.canonical import canonical
from commoncause.curation.decisions import decide_different, decide_same, undecided
from commoncause.curation.inbox import Outcome, import_library
from commoncause.curation.inbox_file import InboxFile
from commoncause.curation.review_inbox import Inbox
from commoncause.curation.work_facts import SAID
from commoncause.curation.work_names import WorkNames
from commoncause.curation.writing import replace
from commoncause.errors import InvalidInputError, UnknownNameError
from commoncause.importers.library import open_library
from commoncause.store import Home, MemoryStore
from commoncause.validation import validate
from commoncause.vocab import PREFIXES, expand

ROOT = Path(__file__).parent.parent.parent
HEAD = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in PREFIXES.items())
PAPERS = (
    HEAD
    + """
source:bai-2022 a fabio:Preprint ; skos:prefLabel "Bai et al. (2022)" ;
    dcterms:title "Constitutional ai: Harmlessness from ai feedback" ;
    dcterms:creator "Bai, Y.", "Kadavath, S." ; ccf:authors "Bai, Y.; Kadavath, S.; et al." ;
    dcterms:date "2022"^^xsd:gYear ; dcterms:isPartOf "arXiv" .
"""
)
BAI = (
    "@article{cai, title={Constitutional AI: Harmlessness from AI Feedback},"
    " author={Bai, Yuntao and Kadavath, Saurav},"
)
BEES = "@book{bees, title={The life of the honey bee}, author={Lee, Ann}, year=2020}"

Take = Callable[..., Outcome]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A knowledge base of one work."""
    (tmp_path / "kb").mkdir()
    (tmp_path / "kb" / "papers.ttl").write_text(PAPERS, encoding="utf-8")
    return Home(tmp_path / "kb", ROOT / "ontology")


@pytest.fixture
def take(home: Home, tmp_path: Path) -> Take:
    """Import a text as a file of a name and a format."""

    def _take(text: str, name: str = "refs.bib", format_: str = "bibtex") -> Outcome:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return import_library(Home(home.kb, home.ontology), open_library(format_, path))

    return _take


def fresh(home: Home) -> Home:
    """The same place, its files listed anew."""
    return Home(home.kb, home.ontology)


def said(home: Home, subject: str, predicate: str) -> list[str]:
    """What the inbox says of a work, sorted."""
    found = set()
    for path in home.kb.glob("inbox/*.ttl"):
        for t in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE):
            if (t.subject.value, t.predicate.value) == (expand(subject), expand(predicate)):
                found.add(t.object.value)
    return sorted(found)


def counts(outcome: Outcome) -> tuple[int, int, int]:
    return (outcome.count("added"), outcome.count("merged"), outcome.count("rejected"))


def test_every_entry_is_added_merged_or_rejected(take: Take) -> None:
    outcome = take(
        f"{BAI} year=2022}}\n{BEES}\n{BEES.replace('bees,', 'bees2,')}\n@misc{{none, year=2020}}\n"
    )
    assert counts(outcome) == (1, 2, 1)
    assert [(row.outcome, row.record, row.line, row.work) for row in outcome.rows] == [
        ("merged", "cai", 1, "source:bai-2022"),
        ("added", "bees", 2, "source:lee-2020"),
        ("merged", "bees2", 3, "source:lee-2020"),
        ("rejected", "none", 4, ""),
    ]


def test_a_work_says_which_line_of_which_version_of_which_file_it_came_from(home: Home, take: Take) -> None:
    outcome = take(f"\n{BEES}", "My Library (2).bib")
    assert outcome.file == home.kb / "inbox" / "my-library-2.ttl"
    [origin] = said(home, "source:lee-2020", "prov:wasDerivedFrom")
    file, _, line = origin.partition("#")
    assert line == "line=2"
    name = file.removeprefix(PREFIXES["import"])
    assert said(home, f"import:{name}", "dcterms:title") == ["My Library (2).bib"]
    [digest] = said(home, f"import:{name}", "ccf:sha256")
    assert name == f"my-library-2-{digest[:12]}"
    [version] = said(home, f"import:{name}", "ccf:importedWith")
    assert version.startswith("commoncause ")


def read(home: Home, subject: str) -> Mapping[str, Set[str]]:
    """What readers of the inbox take a work to be."""
    return together(*work_facts(MemoryStore.open(fresh(home)), inbox=True))[expand(subject)]


def test_merging_fills_what_is_missing_and_overwrites_nothing(home: Home, take: Take) -> None:
    take(
        f"{BAI} year=2021, journal={{arXiv e-prints}}, volume=7, eprint={{2212.08073}},"
        " archiveprefix={arXiv}, abstract={We train.}}"
    )
    work = read(home, "source:bai-2022")
    assert (work["fabio:hasArXivId"], work["dcterms:abstract"]) == ({"2212.08073"}, {"We train."})
    assert (work["ccf:authors"], work["dcterms:date"]) == ({"Bai, Y.; Kadavath, S.; et al."}, {"2022"})
    assert (work["dcterms:creator"], work["dcterms:isPartOf"]) == ({"Bai, Y.", "Kadavath, S."}, {"arXiv"})
    assert (work["skos:prefLabel"], work["rdf:type"]) == (
        {"Bai et al. (2022)"},
        {expand("fabio:Preprint")},
    )
    assert not work.keys() & {"bibo:volume", "dcterms:isReplacedBy", "owl:deprecated"}
    assert (home.kb / "papers.ttl").read_text(encoding="utf-8") == PAPERS


def test_both_files_stay_the_origin_of_a_merged_work(home: Home, take: Take) -> None:
    take(BEES, "one.bib")
    take(BEES.replace("year", "doi={10.1000/b}, year"), "two.bib")
    paper = Inbox.of(home).paper("lee-2020")
    assert [origin.file for origin in paper.origins] == ["one.bib", "two.bib"]
    assert paper.text("bibo:doi") == "10.1000/b"
    assert len(list(home.kb.glob("inbox/*.ttl"))) == 2


def test_a_record_that_says_the_very_same_adds_its_origin_alone(home: Home, take: Take) -> None:
    text = (
        '@article{k, title={A "quoted" \\\\ title, {\\^e}t al.}, author={Lee, Ann and others}, year=2020,'
        " month=5, journal={Bees}, volume=1, number=2, pages={3--4}, publisher={P}, doi={10.1000/b},"
        " abstract={A.\n\nB.}, eprint={2212.08073}, archiveprefix={arXiv}, keywords={a,b},"
        " url={https://example.org/a?b=c&d}}\n@misc{bad, title={Wax}, year={soon}}\n"
    )
    assert {term for term in SAID if said_of(take(text), home, term)} >= SAID - {"ccf:openAlexId", "a"}
    before = (home.kb / "inbox" / "refs.ttl").read_text(encoding="utf-8").splitlines()
    outcome = take("\n" + text)
    assert {row.why for row in outcome.rows} == {"the same, letter for letter"}
    assert validate(fresh(home)) == []
    after = (home.kb / "inbox" / "refs.ttl").read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith("source:") for line in after) == sum(
        line.startswith("source:") for line in before
    )


def said_of(outcome: Outcome, home: Home, predicate: str) -> list[str]:
    return [value for row in outcome.rows for value in said(home, row.work, predicate)]


def test_importing_a_file_again_changes_nothing(home: Home, take: Take) -> None:
    text = (
        f"{BAI} year=2022}}\n{BEES}\n@misc{{intro, title={{Introduction}}, author={{Roe, Jo}}, year=2020}}\n"
        * 2
    )
    first = take(text)
    before = (home.kb / "inbox" / "refs.ttl").read_bytes()
    again = take(text)
    assert again.file is None
    assert counts(again) == (0, sum(counts(first)), 0)
    assert (home.kb / "inbox" / "refs.ttl").read_bytes() == before


def test_a_new_version_of_a_file_adds_only_what_is_new(home: Home, take: Take) -> None:
    take(BEES)
    outcome = take(f"@misc{{new, title={{Wax moths in winter}}, author={{Roe, Jo}}}}\n{BEES}")
    assert counts(outcome) == (1, 1, 0)
    assert len(said(home, "source:lee-2020", "prov:wasDerivedFrom")) == 2
    assert said(home, "source:lee-2020a", "dcterms:title") == []


def test_the_file_is_in_canonical_form_and_the_same_every_time(home: Home, take: Take) -> None:
    text = f"{BAI} year=2024, journal={{Nature}}, doi={{10.1000/cai}}}}\n{BEES}\n"
    text += '@misc{x, title={A "quoted" \\\'e title}, url={https://example.org/a?b=c&d}, year={2020-05},'
    text += " keywords={a,b}}"
    path = take(text).file
    assert path is not None
    first = path.read_text(encoding="utf-8")
    assert canonical(first) == first
    path.unlink()
    take(text)
    assert path.read_text(encoding="utf-8") == first


def test_a_published_version_is_linked_and_neither_is_lost(home: Home, take: Take) -> None:
    outcome = take(f"{BAI} year=2024, journal={{Nature}}, doi={{10.1000/cai}}}}")
    assert counts(outcome) == (1, 0, 0)
    assert said(home, "source:bai-2022", "dcterms:isVersionOf") == [expand("source:bai-2024")]
    assert undecided(fresh(home)) == []


def test_versions_of_one_work_may_share_an_arxiv_id_once_they_are_linked(home: Home) -> None:
    published = PAPERS[len(HEAD) :].replace("bai-2022", "bai-2024").replace("2022", "2024")
    both = PAPERS + published.replace("Preprint", "JournalArticle").replace('"arXiv"', '"Nature"')
    both = both.replace("ccf:authors", 'fabio:hasArXivId "2212.08073" ; ccf:authors')
    (home.kb / "papers.ttl").write_text(both, encoding="utf-8")
    assert "work-twice" in {row.rule for row in validate(fresh(home))}
    link = "\nsource:bai-2022 dcterms:isVersionOf source:bai-2024 .\n"
    (home.kb / "papers.ttl").write_text(both + link, encoding="utf-8")
    assert validate(fresh(home)) == []


def test_slugs_take_the_next_free_letter(home: Home, take: Take) -> None:
    entry = "@misc{{{0}, title={{{0} are busy today}}, author={{Bai, Q.}}, year=2022}}\n"
    text = "".join(entry.format(who) for who in ("Bees", "Wasps", "Moths"))
    assert [row.work for row in take(text).rows] == [
        "source:bai-2022a",
        "source:bai-2022b",
        "source:bai-2022c",
    ]
    assert said(home, "source:bai-2022c", "skos:prefLabel") == ["Bai (2022c)"]


def test_a_hundred_thousand_names_are_given_out_at_once() -> None:
    names = WorkNames()
    given = [names.free(stem) for _ in range(50_000) for stem in ("lee-2020", "work")]
    assert len(set(given)) == 100_000
    assert given[:6] == ["lee-2020", "work", "lee-2020a", "work-2", "lee-2020b", "work-3"]


def test_citations_are_linked_now_or_when_the_cited_work_comes(home: Home, take: Take) -> None:
    def work(number: int, title: str, cites: list[int]) -> dict[str, object]:
        ids = [f"https://openalex.org/W{n}" for n in cites]
        lee = [{"author": {"display_name": "Ann Lee"}}]
        return {"id": f"https://openalex.org/W{number}", "title": title, "referenced_works": ids,
                "publication_year": 2020, "authorships": lee}  # fmt: skip

    take(json.dumps([work(1, "Bees in spring", [2, 3]), work(2, "Wax in summer", [])]), "a.json", "openalex")
    assert said(home, "source:lee-2020", "cito:cites") == [expand("source:lee-2020a")]
    assert said(home, "source:lee-2020", "ccf:citesIdentifier") == ["W3"]
    later = json.dumps([work(3, "Honey in autumn", [1])])
    take(later, "b.json", "openalex")
    assert said(home, "source:lee-2020", "cito:cites") == [
        expand("source:lee-2020a"),
        expand("source:lee-2020b"),
    ]
    assert said(home, "source:lee-2020b", "cito:cites") == [expand("source:lee-2020")]
    assert take(later, "b.json", "openalex").file is None


def test_a_library_that_fails_halfway_leaves_nothing(home: Home, take: Take) -> None:
    with pytest.raises(InvalidInputError, match="not JSON"):
        take('[{"title": "Bees"}, {"title": ', "a.json", "csl")
    assert not list(home.kb.glob("inbox/*"))


def test_an_inbox_is_written_without_being_whole_in_memory(tmp_path: Path) -> None:
    sheet = InboxFile(tmp_path / "big.ttl", "Works.")
    for number in range(2_000):
        sheet.add(f"source:lee-{number}", "dcterms:abstract", f'"{number:01000}"')
    tracemalloc.start()
    replace({sheet.path: sheet.parts()})
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    written = sheet.path.read_text(encoding="utf-8")
    assert written == sheet.text() == canonical(written)
    assert peak < len(written) / 4


def test_an_inbox_that_would_be_too_large_is_not_begun(
    home: Home, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commoncause.curation.inbox_file.LARGEST_FILE", 1_500)
    with pytest.raises(InvalidInputError, match="more than 1,500 bytes in one file: split the library"):
        take(BEES + MIXED)
    assert list((home.kb / "inbox").iterdir()) == []


def test_an_inbox_that_is_broken_is_refused_with_its_line(home: Home, take: Take) -> None:
    take(BEES)
    path = home.kb / "inbox" / "refs.ttl"
    path.write_text(path.read_text(encoding="utf-8") + "\nsource:x a ;\n", encoding="utf-8")
    with pytest.raises(InvalidInputError, match=r"refs\.ttl:\d+: not valid Turtle"):
        take(BEES + " ")


# --- decisions


TWO = """
@misc{a, title={Representation learning in the hive}, author={Lee, Ann}, year=2020, doi={10.1000/a}}
@misc{b, title={Representation learning in the hive}, author={Lee, Ann}, year=2020, doi={10.1000/b}}
"""


def test_what_is_uncertain_waits_for_a_decision_with_its_reasons(home: Home, take: Take) -> None:
    assert counts(take(TWO)) == (2, 0, 0)
    [pair] = undecided(fresh(home))
    assert (pair.left, pair.right, pair.verdict) == ("lee-2020", "lee-2020a", "unsure")
    assert pair.reasons == ("same title and authors", "two DOIs")
    assert 0.9 < pair.score <= 1


def test_different_is_for_ever(home: Home, take: Take) -> None:
    take(TWO)
    decide_different(fresh(home), "source:lee-2020a", "lee-2020")
    assert undecided(fresh(home)) == []
    assert counts(take(TWO)) == (0, 2, 0)
    assert counts(take("\n" + TWO)) == (0, 2, 0)
    assert undecided(fresh(home)) == []
    with pytest.raises(InvalidInputError, match="found to be different"):
        decide_same(fresh(home), "lee-2020", "lee-2020a")


def test_a_citation_key_names_a_work_that_alone_has_it(home: Home, take: Take) -> None:
    take(TWO)
    keys = re.findall(r"@\w+\{(\w+),", TWO)
    decide_different(fresh(home), *keys)
    assert undecided(fresh(home)) == []
    take(f"@misc{{{keys[0]}, title={{Of wasps alone}}, doi={{10.1000/w}}}}", "later.bib")
    with pytest.raises(UnknownNameError):
        decide_different(fresh(home), *keys)


def test_same_makes_one_work_of_two_and_later_records_go_there(home: Home, take: Take) -> None:
    take(TWO)
    stays, path = decide_same(fresh(home), "lee-2020", expand("source:lee-2020a"))
    assert (stays, path.name) == ("lee-2020", "decisions.ttl")
    assert undecided(fresh(home)) == []
    later = take("@misc{c, title={Representation learning in the hive}, doi={10.1000/b}}", "later.bib")
    assert [(row.outcome, row.work) for row in later.rows] == [("merged", "source:lee-2020")]
    assert canonical(path.read_text(encoding="utf-8")) == path.read_text(encoding="utf-8")
    with pytest.raises(InvalidInputError, match="found to be the same"):
        decide_different(fresh(home), "lee-2020", "lee-2020a")


MIXED = """
@article{bees, title={The life of the honey bee}, author={Lee, Ann}, year=2020, doi={10.1000/b}}
@article{wasps, title={The Life of the Honey Bee}, author={Lee, A.}, year=2020, journal={Wasps}, volume=3}
"""


def test_a_wrong_merge_is_undone_and_stays_so(home: Home, take: Take) -> None:
    [_, merged] = take(MIXED).rows
    assert (merged.outcome, merged.work, merged.stands_as) == (
        "merged",
        "source:lee-2020",
        "source:lee-2020a",
    )
    assert read(home, "source:lee-2020")["dcterms:isPartOf"] == {"Wasps"}
    again, path = decide_different(fresh(home), "lee-2020", "lee-2020a")
    assert (again, path.name) == ("lee-2020a", "decisions.ttl")

    kept, apart = read(home, "source:lee-2020"), read(home, "source:lee-2020a")
    assert (kept["ccf:citationKey"], apart["ccf:citationKey"]) == ({"bees"}, {"wasps"})
    assert not kept.keys() & {"dcterms:isPartOf", "bibo:volume"}
    assert not apart.keys() & {"bibo:doi", "dcterms:isReplacedBy", "owl:deprecated"}
    waiting = {paper.slug: paper.origins for paper in Inbox.of(home).papers()}
    assert {slug: [origin.line for origin in origins] for slug, origins in waiting.items()} == {
        "lee-2020": [2],
        "lee-2020a": [3],
    }

    assert [row.work for row in take(MIXED).rows] == ["source:lee-2020", "source:lee-2020a"]
    moved = take("\n\n" + MIXED)
    assert [row.work for row in moved.rows] == ["source:lee-2020", "source:lee-2020a"]
    edited = take(MIXED.replace("year=2020", "year=2020, keywords={hive}"))
    assert [row.work for row in edited.rows] == ["source:lee-2020", "source:lee-2020a"]
    assert undecided(fresh(home)) == []
    assert validate(fresh(home)) == []
    for written in home.kb.glob("inbox/*.ttl"):
        assert canonical(written.read_text(encoding="utf-8")) == written.read_text(encoding="utf-8")


def test_what_was_merged_into_a_merged_record_goes_with_it(home: Home, take: Take) -> None:
    take(MIXED)
    title = "title={The life of the honey bee}"
    other = f"@article{{w, {title}, author={{Lee, A.}}, year=2020, journal={{Wasps}}, volume=3}}"
    [row] = take(other, "other.bib").rows
    assert row.work == "source:lee-2020"
    decide_different(fresh(home), "lee-2020", "lee-2020a")
    assert Inbox.of(home).held.kept("lee-2020b") == "lee-2020a"


def test_a_citation_follows_the_record_that_has_the_identifier(home: Home, take: Take) -> None:
    def work(number: int, title: str, cites: list[str], **more: object) -> dict[str, object]:
        lee = [{"author": {"display_name": "Ann Lee"}}]
        return {"id": f"https://openalex.org/W{number}", "title": title, "referenced_works": cites,
                "publication_year": 2020, "authorships": lee, **more}  # fmt: skip

    take(BEES)
    bees = work(1, "The life of the honey bee", [])
    take(json.dumps([bees, work(2, "Wax in summer", ["https://openalex.org/W1"])]), "a.json", "openalex")
    assert read(home, "source:lee-2020b")["cito:cites"] == {expand("source:lee-2020")}
    decide_different(fresh(home), "lee-2020a", "lee-2020")
    assert read(home, "source:lee-2020b")["cito:cites"] == {expand("source:lee-2020a")}


def test_what_cannot_be_told_apart_is_refused(home: Home, take: Take) -> None:
    third = "@book{hive, title={The life of the honey bee}, author={Lee, Ann}, year=2020, doi={10.1000/b}}"
    take(MIXED + third)
    with pytest.raises(InvalidInputError, match="merged into source:lee-2020: say which of them"):
        decide_different(fresh(home), "lee-2020a", "lee-2020b")
    with pytest.raises(InvalidInputError, match="source:lee-2020 is one work"):
        decide_different(fresh(home), "lee-2020", "lee-2020")
    assert not (home.kb / "inbox" / "decisions.ttl").exists()


def test_a_reviewed_work_stays_when_an_imported_one_is_the_same(home: Home, take: Take) -> None:
    take("@misc{a, title={Constitutional AI}, author={Bai, Y.}, year=2022}")
    [pair] = undecided(fresh(home))
    assert pair.reasons == ("one title goes on",)
    assert decide_same(fresh(home), "bai-2022a", "bai-2022")[0] == "bai-2022"


def test_a_work_that_is_not_held_is_refused(home: Home) -> None:
    with pytest.raises(UnknownNameError, match="unknown work 'bay-2022': did you mean bai-2022"):
        decide_different(home, "bay-2022", "bai-2022")


def test_a_library_called_decisions_has_a_file_of_its_own(home: Home, take: Take) -> None:
    assert take(BEES, "decisions.bib").file == home.kb / "inbox" / "decisions-library.ttl"
