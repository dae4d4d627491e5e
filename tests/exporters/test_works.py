"""Works: their facts, and where their links lead."""

from __future__ import annotations

from commoncause.exporters.works import works


def test_links_lead_to_the_doi_then_to_arxiv_then_to_the_page(small):
    assert {work.thing.slug: work.url for work in works(small)} == {
        "s-2025": "https://doi.org/10.1000/xyz",
        "t-2024": "https://arxiv.org/abs/2401.00002",
        "u-2023": "https://you.example/",
    }


def test_facts_are_as_the_record_gives_them(small):
    first, second, third = works(small)
    assert (first.title, first.authors, first.date, first.kind) == (
        "On bees",
        "Ess, A.; Tee, B.",
        "2025",
        "Preprint",
    )
    assert (first.doi, first.arxiv) == ("10.1000/xyz", "2501.00001")
    assert second.authors == "Tee, B."
    assert (third.authors, third.date) == ("", "")


def test_every_shipped_work_has_a_title_and_those_of_the_paper_have_authors(kb):
    found = works(kb)
    assert [work.thing for work in found] == kb.of_kind("source")
    assert all(work.title for work in found)
    cited = {row["work"] for row in kb.store.select("SELECT ?work { source:dung-mai-2025 cito:cites ?work }")}
    assert all(work.authors for work in found if work.thing.iri in cited)
