"""One paper once: pairs labelled by hand, hard ones among them, and the laws of matching."""

from __future__ import annotations

import csv
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.analysis.duplicates import Index, Match
from commoncause.analysis.titles import difference, similarity, title_of
from commoncause.analysis.work_descriptions import Place, Work, stage_of

LABELLED = Path(__file__).parent.parent / "fixtures" / "duplicates" / "works.csv"
PRECISION, RECALL, RECALL_WITH_REVIEW = 1.0, 0.83, 0.98
"""Measured on the labelled works; neither may fall."""


def work(row: dict[str, str], name: str) -> Work:
    return Work(
        name,
        row["title"],
        tuple(filter(None, row["authors"].split("; "))),
        int(row["year"]),
        doi=row["doi"],
        arxiv=row["arxiv"],
        place=Place(row["container"], row["volume"], row["issue"], row["pages"]),
        stage=stage_of(row["kind"], row["container"], row["doi"]),
    )


@cache
def labelled() -> tuple[list[Work], list[str]]:
    rows = list(csv.DictReader(LABELLED.read_text(encoding="utf-8").splitlines()))
    return [work(row, str(number)) for number, row in enumerate(rows)], [row["work"] for row in rows]


@cache
def found() -> dict[tuple[int, int], Match]:
    """The pairs that the index finds among the labelled works, each work against those before it."""
    index, pairs = Index(), {}
    for number, one in enumerate(labelled()[0]):
        for match in index.matches(one):
            pairs[int(match.name), number] = match
        index.add(one)
    return pairs


def true_pairs() -> set[tuple[int, int]]:
    labels = labelled()[1]
    return {(i, j) for i, j in combinations(range(len(labels)), 2) if labels[i] == labels[j]}


def told(pair: tuple[int, int]) -> str:
    works = labelled()[0]
    return f"{works[pair[0]].title!r} and {works[pair[1]].title!r}: {found().get(pair)}"


def test_what_is_merged_unasked_is_one_work() -> None:
    merged = {pair for pair, match in found().items() if match.verdict != "unsure"}
    wrong = sorted(merged - true_pairs())
    assert 1 - len(wrong) / len(merged) >= PRECISION, "\n".join(map(told, wrong))


def test_most_of_what_is_one_work_is_found_and_nearly_all_of_it_listed() -> None:
    merged = {pair for pair, match in found().items() if match.verdict != "unsure"}
    missed = sorted(true_pairs() - merged)
    assert len(true_pairs() & merged) / len(true_pairs()) >= RECALL, "\n".join(map(told, missed))
    unlisted = sorted(true_pairs() - found().keys())
    assert 1 - len(unlisted) / len(true_pairs()) >= RECALL_WITH_REVIEW, "\n".join(map(told, unlisted))


def test_the_labels_are_enough_to_mean_something() -> None:
    assert len(labelled()[0]) >= 200
    assert len(true_pairs()) >= 60


# --- identifiers


BAI = Work(
    "bai", "Constitutional AI: Harmlessness from AI Feedback", ("Bai, Yuntao", "Kadavath, Saurav"), 2022
)


def verdicts(held: Work, asked: Work) -> list[str]:
    index = Index()
    index.add(held)
    return [match.verdict for match in index.matches(asked)]


def changed(work: Work, **values: object) -> Work:
    from dataclasses import replace

    return replace(work, **{"name": "asked", **values})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "value"), [("doi", "10.1000/b"), ("arxiv", "2212.08073"), ("openalex", "W4311991106")]
)
def test_a_shared_identifier_makes_one_work_whatever_the_spelling(name: str, value: str) -> None:
    held, asked = changed(BAI, **{name: value, "name": "held"}), changed(BAI, title="CAI", **{name: value})
    assert verdicts(held, asked) == ["same"]


SMITH = Work(
    "smith",
    "Trust in machines that learn",
    ("Smith, Jane", "Doe, A."),
    2019,
    place=Place("Journal of Trust", "4", "", "11-29"),
    stage="published",
)


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ({"authors": ("Smith, John", "Doe, B.")}, "unsure"),
        ({"authors": ("Smith, John", "Doe, A.")}, "unsure"),
        ({"authors": ("Smith, J.", "Doe, Anna")}, "same"),
        ({"authors": ("Smith, JE", "Doe, A")}, "same"),
        ({"authors": ("Smith, Jan", "Doe, A.")}, "same"),
        ({"authors": ("Doe, A.", "Smith, Jane E.")}, "same"),
        ({"place": Place("Machines", "9", "", "3-8"), "year": 2020}, "unsure"),
        ({"place": Place("J. Trust", "04", "", "11"), "year": 2020}, "same"),
        ({"place": Place("Machines and Trust"), "year": 2020}, "same"),
    ],
)
def test_other_first_names_and_pages_speak_against_one_work(values: dict[str, object], verdict: str) -> None:
    assert verdicts(SMITH, changed(SMITH, **values)) == [verdict]


def test_a_shared_doi_with_another_title_by_others_is_for_people_to_judge() -> None:
    held = changed(BAI, doi="10.1000/book", name="held")
    asked = changed(BAI, title="Wax moths in winter", authors=("Lee, Ann",), doi="10.1000/book")
    assert verdicts(held, asked) == ["unsure"]


def test_a_preprint_and_what_was_published_are_two_versions_in_either_order() -> None:
    preprint = changed(BAI, arxiv="2212.08073", stage="preprint", name="held")
    published = changed(BAI, arxiv="2212.08073", doi="10.1000/b", stage="published", year=2024)
    published = changed(published, name="published")
    assert verdicts(preprint, published) == verdicts(published, preprint) == ["version"]


def test_two_dois_or_two_arxiv_ids_are_never_merged() -> None:
    for name, values in (("doi", ("10.1000/a", "10.1000/b")), ("arxiv", ("2212.08073", "2312.08073"))):
        held, asked = (changed(BAI, name=value, **{name: value}) for value in values)
        assert verdicts(held, asked) == ["unsure"]


def test_a_title_and_a_year_alone_merge_nothing() -> None:
    assert verdicts(changed(BAI, authors=(), name="held"), BAI) == ["unsure"]


def test_the_same_column_in_another_issue_is_another_work() -> None:
    held = Work("held", "Advice from the editor", ("Lee, Ann",), 2020, place=Place("Bees", "1", "2", "5"))
    assert verdicts(held, changed(held, place=Place("Bees", "1", "3", "17"))) == []
    assert verdicts(held, changed(held, place=Place("Bees", "1", "2", "5–9"))) == ["same"]


def test_a_work_is_never_its_own_double() -> None:
    index = Index()
    index.add(BAI)
    assert index.matches(BAI) == []


# --- laws


_TITLES = st.lists(st.sampled_from("bees wax honey of the hive ii 3 erratum models".split()), max_size=6).map(
    " ".join
)
_WORKS = st.builds(
    Work,
    name=st.just("x"),
    title=_TITLES,
    authors=st.lists(st.sampled_from(["Lee, Ann", "Lee, B.", "Roe", "et al."]), max_size=3).map(tuple),
    year=st.none() | st.integers(1990, 2000),
    doi=st.sampled_from(["", "10.1000/a", "10.1000/b"]),
    arxiv=st.sampled_from(["", "2212.08073"]),
    stage=st.sampled_from(["", "preprint", "published"]),
)


@given(_WORKS, _WORKS)
def test_matching_does_not_depend_on_which_came_first(left: Work, right: Work) -> None:
    left, right = changed(left, name="left"), changed(right, name="right")
    assert verdicts(left, right) == verdicts(right, left)


@given(_TITLES, _TITLES)
def test_titles_compare_alike_both_ways(left: str, right: str) -> None:
    one, other = title_of(left), title_of(right)
    assert difference(one, other) == difference(other, one)
    assert similarity(one, other) == pytest.approx(similarity(other, one))
    assert difference(one, one) == "none"


@given(st.text(), st.text())
def test_no_title_is_too_odd_to_compare(left: str, right: str) -> None:
    assert difference(title_of(left), title_of(right)) in {"none", "number", "notice", "subtitle", "words"}
