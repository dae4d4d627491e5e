"""Reviewing the inbox: nothing lost where it stops, nothing shown twice, nothing invalid written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

import commoncause.curation.writing
from commoncause.curation.canonical import canonical
from commoncause.curation.decisions import decide_different, decide_same
from commoncause.curation.inbox import import_library
from commoncause.curation.review import Review
from commoncause.curation.review_changes import DEFAULT_RATIONALE, Grounds
from commoncause.curation.review_file import decide
from commoncause.errors import InvalidInputError
from commoncause.importers.library import open_library
from commoncause.store import Home
from commoncause.validation import validate
from commoncause.vocab import expand

LIBRARY = """@article{doors, title={Steel doors and the inside job}, author={Lee, Ann and Roe, Jo}, year=2020,
  doi={10.1000/doors}, journal={Journal of Locks}, keywords={locks},
  abstract={We forced doors. A steel door falls to an inside job. AL is no help.}}
@article{honey, title={Honey in winter gardens and towns}, author={Poe, Al}, year=2021, doi={10.1000/honey}}
@misc{siren, title={Sirens at night in small towns}, author={Ray, Bo}, year=2022, eprint={2301.00001},
  archiveprefix={arXiv}}
"""
EXPOSED = Grounds("steel door", failure_mode="INS", verdict="exposed")

Take = Callable[..., None]
Snapshot = Callable[[], dict[str, bytes]]


@pytest.fixture
def take(home: Home, tmp_path: Path) -> Take:
    """Import a text as a BibTeX file of a name."""

    def _take(text: str = LIBRARY, name: str = "refs.bib") -> None:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        import_library(Home(home.kb, home.ontology), open_library("bibtex", path))

    return _take


@pytest.fixture
def review(home: Home, take: Take) -> Review:
    """A review of the three papers of the library."""
    take()
    return Review(home)


def titles(review: Review, **chosen: object) -> list[str]:
    """What waits, by the first word of the title."""
    return [one.paper.title.split()[0] for one in review.candidates(**chosen)]  # type: ignore[arg-type]


def violations(home: Home) -> list[str]:
    rows = validate(Home(home.kb, home.ontology))
    return [f"{row.rule} {row.focus}" for row in rows if row.severity == "violation"]


def stated(path: Path, subject: str) -> set[tuple[str, str]]:
    quads = ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE)
    return {(q.predicate.value, q.object.value) for q in quads if q.subject.value == expand(subject)}


def test_papers_come_by_what_they_may_be_about(review: Review) -> None:
    assert titles(review) == ["Steel", "Sirens", "Honey"]
    assert titles(review, sort="imported") == ["Steel", "Honey", "Sirens"]
    assert titles(review, sort="newest") == ["Sirens", "Honey", "Steel"]
    assert titles(review, match=["siren"]) == ["Sirens"]
    first = review.candidates()[0]
    assert [(row.thing, row.score, row.count, row.words) for row in first.suggestions] == [
        ("failure:inside-job", 6, 2, ("inside job",)),
        ("technique:steel-door", 6, 2, ("Steel doors", "steel door")),
        ("technique:alarm", 2, 1, ("AL",)),
    ]
    assert first.paper.origins == (("refs.bib", 1),)


def test_a_relevant_paper_moves_and_the_inbox_keeps_its_origin(review: Review, home: Home) -> None:
    before = stated(home.kb / "inbox" / "refs.ttl", "source:lee-2020")
    assert review.keep(review.candidates()[0].paper) == ()
    here, there = (
        stated(path, "source:lee-2020") for path in (home.kb / "papers.ttl", home.kb / "inbox" / "refs.ttl")
    )
    assert here | there == before
    assert not here & there
    assert {name.rpartition("/")[2].rpartition("#")[2] for name, _ in there} == {
        "abstract", "subject", "citationKey", "wasDerivedFrom",
    }  # fmt: skip
    for path in (home.kb / "papers.ttl", home.kb / "inbox" / "refs.ttl"):
        assert canonical(path.read_text(encoding="utf-8")) == path.read_text(encoding="utf-8")
    assert violations(home) == []
    assert titles(Review(home)) == ["Sirens", "Honey"]


def test_a_claim_rests_on_the_sentence_that_names_it(review: Review, home: Home) -> None:
    review.texts = home.kb.parent / "texts"
    paper = review.candidates()[0].paper
    review.keep(paper)
    assert review.passages(paper, EXPOSED) == ["A steel door falls to an inside job."]
    assert review.claim(paper, EXPOSED) == ("claim:lee-2020-abstract-sd-ins", ())
    assert review.claim(paper, EXPOSED) == (None, ())
    said = stated(home.kb / "claims" / "lee-2020.ttl", "claim:lee-2020-abstract-sd-ins")
    assert (expand("ccf:rationale"), DEFAULT_RATIONALE) in said
    assert (expand("ccf:passage"), expand("passage:lee-2020-49-85")) in said
    text = (review.texts / "lee-2020.txt").read_text(encoding="utf-8")
    assert text[49:85] == "A steel door falls to an inside job."
    assert violations(home) == []


def test_words_may_be_quoted_and_must_be_there(review: Review) -> None:
    paper = review.candidates()[0].paper
    review.keep(paper)
    there = Grounds("SD", assumption="honest-staff", quote="forced  doors")
    assert review.passages(paper, there) == ["forced doors"]
    with pytest.raises(InvalidInputError, match="the quote is not in title and abstract"):
        review.claim(paper, Grounds("SD", assumption="honest-staff", quote="nowhere"))
    assert review.claim(paper, there)[0] == "claim:lee-2020-abstract-sd-rests-on-honest-staff"


def test_what_is_not_relevant_is_never_shown_again_also_from_another_file(
    review: Review, home: Home, take: Take
) -> None:
    honey = review.candidates()[-1].paper
    review.drop(honey, "about  bees")
    take("\n" + LIBRARY, "again.bib")
    take("@misc{x, title={Honey in winter gardens and towns}, author={Poe, A.}, year=2021}", "more.bib")
    later = Review(home)
    assert titles(later) == ["Steel", "Sirens"]
    assert titles(later, again=True) == ["Steel", "Sirens", "Honey"]
    assert later.candidates(again=True)[-1].paper.reason == "about bees"
    assert violations(home) == []
    path = home.kb / "inbox" / "decisions.ttl"
    assert canonical(path.read_text(encoding="utf-8")) == path.read_text(encoding="utf-8")


def test_neither_are_its_other_versions_and_what_it_was_found_to_be(
    review: Review, home: Home, take: Take
) -> None:
    review.drop(next(one.paper for one in review.candidates() if one.paper.slug == "ray-2022"))
    take(
        LIBRARY.splitlines()[4].replace("2022", "2023").replace("misc", "article")
        + " doi={10.1000/s}, journal={Bells}}"
    )
    assert titles(Review(home)) == ["Steel", "Honey"]
    take("@misc{t, title={Night sirens of the coast}, author={Day, D.}, year=2022}", "t.bib")
    assert titles(Review(home)) == ["Steel", "Night", "Honey"]
    decide_same(Home(home.kb, home.ontology), "ray-2022", "day-2022")
    assert titles(Review(home)) == ["Steel", "Honey"]


def test_a_judgment_may_be_turned_around(review: Review, home: Home) -> None:
    honey = review.candidates()[-1].paper
    review.drop(honey, "bees")
    later = Review(home)
    later.keep(later.candidates(again=True)[-1].paper)
    assert titles(Review(home), again=True) == ["Steel", "Sirens"]
    assert "honey" not in (home.kb / "inbox" / "decisions.ttl").read_text(encoding="utf-8").casefold()
    assert violations(home) == []


def test_undo_puts_every_file_back(review: Review, home: Home, snapshot: Snapshot) -> None:
    before = snapshot()
    paper = review.candidates()[0].paper
    review.keep(paper)
    review.claim(paper, EXPOSED)
    review.claim(paper, Grounds("SD", assumption="honest-staff"))
    middle = snapshot()
    review.drop(review.candidates()[-1].paper, "bees")
    review.undo()
    assert snapshot() == middle
    review.undo()
    assert snapshot() == before
    assert not review.can_undo
    assert titles(review) == ["Steel", "Sirens", "Honey"]
    review.keep(review.candidates()[0].paper)
    assert violations(home) == []


def test_undo_leaves_alone_what_somebody_changed_since(review: Review, home: Home) -> None:
    review.keep(review.candidates()[0].paper)
    papers = home.kb / "papers.ttl"
    papers.write_text(papers.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    with pytest.raises(InvalidInputError, match=r"papers\.ttl: changed since it was written"):
        review.undo()
    assert papers.read_text(encoding="utf-8").endswith("# mine\n")


def test_citations_move_when_both_works_are_relevant(review: Review, home: Home) -> None:
    path = home.kb / "inbox" / "refs.ttl"
    text = path.read_text(encoding="utf-8").replace("\n\nsource:lee-2020 a", "\n\nsource:ray-2022 a", 0)
    text += "\nsource:lee-2020 <http://purl.org/spar/cito/cites> source:ray-2022, source:poe-2021 .\n"
    path.write_text(canonical(text), encoding="utf-8")
    cites = expand("cito:cites")
    review = Review(home)
    for one in review.candidates()[:2]:
        review.keep(one.paper)
    assert {o for p, o in stated(home.kb / "papers.ttl", "source:lee-2020") if p == cites} == {
        expand("source:ray-2022")
    }
    assert {o for p, o in stated(path, "source:lee-2020") if p == cites} == {expand("source:poe-2021")}
    assert violations(home) == []


def test_what_cannot_stand_is_not_written(home: Home, take: Take, snapshot: Snapshot) -> None:
    take("@article{x, title={Nobody wrote this}, doi={10.1000/x}}\n@misc{y, doi={10.1000/y}}")
    before = snapshot()
    review = Review(home)
    for one in review.candidates():
        with pytest.raises(InvalidInputError, match=r"a publication has no author|has no title"):
            review.keep(one.paper)
    assert snapshot() == before


@pytest.mark.parametrize("writes", range(8))
def test_a_review_goes_on_wherever_it_was_interrupted(
    review: Review, home: Home, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    """The machine stops after so many files; what is left is mended, and the rest is decided again."""
    moves = iter(range(writes))
    real = os.replace

    def _replace(old: Path, new: Path) -> None:
        if next(moves, None) is None:
            raise KeyboardInterrupt
        real(old, new)

    def _session(review: Review) -> None:
        for one in review.candidates(sort="imported"):
            if one.paper.slug == "lee-2020":
                review.keep(one.paper)
                review.claim(one.paper, EXPOSED)
                review.claim(one.paper, Grounds("SD", assumption="honest-staff"))
            else:
                review.drop(one.paper)

    with monkeypatch.context() as patch:
        patch.setattr(commoncause.curation.writing.os, "replace", _replace)
        if writes < 7:
            with pytest.raises(KeyboardInterrupt):
                _session(review)
        else:
            _session(review)
    later = Review(home)
    is_mended = later.finish()
    assert is_mended == (writes == 1)
    assert violations(home) == []
    held = later.inbox.works.keys() | later.inbox.held.curated
    assert {"lee-2020", "poe-2021", "ray-2022"} <= held
    _session(Review(home))
    paper = later.inbox.paper("lee-2020")
    for grounds in (EXPOSED, Grounds("SD", assumption="honest-staff")):
        Review(home).claim(paper, grounds)
    assert titles(Review(home)) == []
    assert violations(home) == []
    claims = (home.kb / "claims" / "lee-2020.ttl").read_text(encoding="utf-8")
    assert claims.count("\nclaim:") == 2


# --- decisions out of a file

HEADER = "work,decision,reason,technique,failure_mode,assumption,verdict,words\n"


def test_a_file_decides_all_at_once_and_again_changes_nothing(
    review: Review, home: Home, tmp_path: Path, snapshot: Snapshot
) -> None:
    path = tmp_path / "d.csv"
    path.write_text(
        HEADER
        + "lee-2020,relevant,An insider has the keys.,SD,INS,,exposed\n"
        + 'source:poe-2021,Not Relevant,"about bees,\nnot burglars",,,,\n'
        + "lee-2020,relevant,,SD,,honest-staff,,We forced doors.\n"
        + "ray-2022,,,,,,\n",
        encoding="utf-8",
    )
    decided = decide(review, path)
    assert (decided.relevant, decided.not_relevant) == (["source:lee-2020"], ["source:poe-2021"])
    assert decided.claims == [
        "claim:lee-2020-abstract-sd-ins",
        "claim:lee-2020-abstract-sd-rests-on-honest-staff",
    ]
    said = stated(home.kb / "claims" / "lee-2020.ttl", "claim:lee-2020-abstract-sd-rests-on-honest-staff")
    assert (expand("ccf:passage"), expand("passage:lee-2020-32-48")) in said
    assert violations(home) == []
    after = snapshot()
    again = decide(Review(home), path)
    assert (again.relevant, again.not_relevant, again.claims, again.unchanged) == ([], [], [], 3)
    assert snapshot() == after
    assert titles(Review(home)) == ["Sirens"]


@pytest.mark.parametrize("writes", range(4))
def test_a_file_that_was_interrupted_is_decided_again(
    review: Review, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    path = tmp_path / "d.csv"
    path.write_text(
        HEADER + "lee-2020,relevant,,SD,INS,,exposed\npoe-2021,not relevant,,,,,\n", encoding="utf-8"
    )
    moves, real = iter(range(writes)), os.replace

    def _replace(old: Path, new: Path) -> None:
        if next(moves, None) is None:
            raise KeyboardInterrupt
        real(old, new)

    with monkeypatch.context() as patch:
        patch.setattr(commoncause.curation.writing.os, "replace", _replace)
        with pytest.raises(KeyboardInterrupt):
            decide(review, path)
    later = Review(home)
    later.finish()
    decide(later, path)
    assert titles(Review(home)) == ["Sirens"]
    assert (home.kb / "claims" / "lee-2020.ttl").read_text(encoding="utf-8").count("\nclaim:") == 1
    assert violations(home) == []


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ("poe-2021,relevant,,,,,\nlea-2020,relevant,,,,,\n", r"d\.csv:3: unknown work 'lea-2020': did you"),
        ("poe-2021,maybe,,,,,\n", r"d\.csv:2: unknown decision 'maybe'"),
        ("poe-2021,relevant,,,,,\npoe-2021,not relevant,,,,,\n", r"d\.csv:3: source:poe-2021 is relevant"),
        ("poe-2021,relevant,,SD,INS,,\n", r"d\.csv:2: half a claim"),
        ("poe-2021,relevant,,,INS,,exposed\n", r"d\.csv:2: half a claim"),
        ("poe-2021,relevant,,SD,,,\n", r"d\.csv:2: a technique alone"),
        ("poe-2021,relevant,,SD,INS,,safe\n", r"d\.csv:2: unknown verdict 'safe'"),
        ("poe-2021,irrelevant,,SD,INS,,exposed\n", r"d\.csv:2: technique of a paper that is not relevant"),
        ('ray-2022,not relevant,"a\nb",,,,\npoe-2021,relevant,,DS,INS,,exposed\n', r"d\.csv:4: unknown"),
        ("poe-2021,relevant,short,SD,INS,,exposed,Honey\n", r"d\.csv:2: claim:poe-2021-\S+: a claim needs"),
        ("poe-2021,relevant,,SD,INS,,exposed,\n", r"d\.csv:2: no sentence of title and abstract names"),
        ("poe-2021,relevant,,,,,,Honey\n", r"d\.csv:2: words of no claim"),
        ("poe-2021,relevant,,SD,INS,,exposed,bees\n", r"d\.csv:2: the quote is not in title and abstract"),
        ("smith-2024,not relevant,,,,,\n", r"d\.csv:2: source:smith-2024 is in the files of things already"),
        ("smith-2024,relevant,,SD,INS,,exposed\n", r"d\.csv:2: source:smith-2024 has a text of its own"),
        ("poe-2021,relevant,,,,,,,,\n", r"d\.csv:2: 10 fields under 8 columns"),
        ('poe-2021,relevant,"open\n', r"d\.csv:2: not CSV"),
        (",relevant,,,,,\n", r"d\.csv:2: no work"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_stand_names_its_line_and_writes_nothing(
    review: Review, tmp_path: Path, snapshot: Snapshot, rows: str, what: str
) -> None:
    path = tmp_path / "d.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    before = snapshot()
    with pytest.raises(InvalidInputError, match=what):
        decide(review, path)
    assert snapshot() == before
    assert not (tmp_path / "texts" / "poe-2021.txt").exists()


def test_a_file_without_its_columns_is_refused(review: Review, tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("work;decision\nlee-2020;relevant\n", encoding="utf-8")
    with pytest.raises(InvalidInputError, match=r"d\.csv:1: no column 'work': begin with a line of columns"):
        decide(review, path)


def test_a_merge_undone_after_a_review_leaves_what_the_review_took_over(home: Home, take: Take) -> None:
    again = "@book{d, title={Steel doors and the inside job}, author={Lee, A. and Roe, J.}, year=2020,"
    take(LIBRARY.replace("journal={Journal of Locks}, ", "") + again + " journal={Locks}, volume=7}")
    review = Review(home)
    assert titles(review) == ["Steel", "Sirens", "Honey"]
    review.keep(review.candidates()[0].paper)
    papers = home.kb / "papers.ttl"
    assert (expand("bibo:volume"), "7") in stated(papers, "source:lee-2020")
    before = papers.read_bytes()
    assert decide_different(Home(home.kb, home.ontology), "lee-2020", "lee-2020a")[0] == "lee-2020a"
    assert papers.read_bytes() == before
    assert titles(Review(home)) == ["Steel", "Sirens", "Honey"]
    assert violations(home) == []
