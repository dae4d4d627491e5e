"""Maps as the page holds them: the answers of the command line, by number and with places."""

from __future__ import annotations

from collections import Counter

import pytest

import commoncause
from commoncause.answers.citations import KINDS, influential_answer, map_answer
from commoncause.answers.corpus import Corpus, Paper, corpus
from commoncause.exporters.site.library import library_model
from commoncause.exporters.site.maps import LINES, maps
from commoncause.exporters.site.pages import library_page
from commoncause.work_records import WorkRecord


@pytest.fixture(scope="module")
def library(kb: commoncause.KnowledgeBase) -> Corpus:
    return corpus(kb.store)


@pytest.mark.parametrize("kind", KINDS)
def test_a_map_is_the_answer_of_the_command(library: Corpus, kind: str) -> None:
    names = [paper.name for paper in library.papers][::-1]
    found = next(m for m in maps(library, names, engine="louvain")["kinds"] if m["kind"] == kind)
    answer = map_answer(library, kind, engine="louvain")  # type: ignore[arg-type]
    assert {names[w["at"]]: (w["community"], w["links"]) for w in found["works"]} == {
        w["work"]: (w["community"], w["links"]) for w in answer["works"]
    }
    assert [(c["label"], c["works"], names[c["cited"]]) for c in found["communities"]] == [
        (c["label"], c["works"], c["most_cited"]) for c in answer["communities"]
    ]
    of = {w["work"]: w["community"] for w in answer["works"]}
    pairs = [(x["source"], x["target"]) for x in answer["links"]]
    crossing = Counter(tuple(sorted((of[a], of[b]))) for a, b in pairs if of[a] != of[b])
    assert {(a, b): n for a, b, n in found["ties"]} == crossing
    lines = {(names[i], names[j]) for i, j in found["lines"]}
    assert lines <= {pair for pair in pairs if of[pair[0]] == of[pair[1]]}
    drawn = Counter(end for line in lines for end in line)
    within = Counter(end for a, b in pairs if of[a] == of[b] for end in (a, b))
    assert all(drawn[work] >= min(LINES, number) for work, number in within.items())


def test_the_kind_asked_for_stands_first_and_options_count(library: Corpus) -> None:
    names = [paper.name for paper in library.papers]
    found = maps(library, names, first="co-citation", normalisation="none", engine="louvain")
    assert [one["kind"] for one in found["kinds"]] == ["co-citation", "citation", "coupling", "evidence"]
    assert [one["strength"] for one in found["kinds"]] == ["shared", "", "shared", "shared"]


def test_the_most_cited_are_those_of_the_command(library: Corpus) -> None:
    names = [paper.name for paper in library.papers]
    found = maps(library, names, engine="louvain")["influential"]
    answer = influential_answer(library, most=len(found))["works"]
    assert [(names[row["at"]], row["citations"]) for row in found] == [
        (row["work"], row["citations"]) for row in answer
    ]


def test_a_library_without_links_or_works_is_a_page_too() -> None:
    paper = Paper("source:a-2000", "A (2000)", WorkRecord("<b>Alone</b>", "A", "2000"))
    alone = Corpus((paper,), ())
    assert library_model(alone)["maps"]["kinds"] == []
    page = library_page(alone)
    assert 'data-view-link="papers"' in page
    assert 'data-view-link="maps"' not in page
    assert "&lt;b&gt;" not in page.split("<main>")[0]
    assert "<!DOCTYPE html>" in library_page(Corpus((), ()))
