"""``literature map``, ``main-path``, ``timeline`` and ``influential`` on a library that is read by eye."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import networkx
import pytest

WORKS = {
    "anna-2001": ("Debate rules", 2001, []),
    "bert-2003": ("Debate judges", 2003, ["anna-2001"]),
    "cora-2004": ("Debate oversight", 2004, ["anna-2001", "bert-2003"]),
    "dora-2010": ("Probing lies", 2010, []),
    "egon-2012": ("Probing activations", 2012, ["dora-2010"]),
    "fred-2012": ("Probing deception", 2012, ["dora-2010", "egon-2012"]),
    "gina-2020": ("A meeting of both", 2020, ["cora-2004", "fred-2012"]),
    "hugo-1999": ("Nobody reads this", 1999, []),
}
SEED = ("--seed", "1")


def _turtle(works: dict[str, tuple[str, int, list[str]]]) -> str:
    return "".join(
        f'source:{name} a fabio:Preprint ; dcterms:title "{title}" ; skos:prefLabel "{name.title()}" ;'
        f' dcterms:date "{year}"^^xsd:gYear'
        + "".join(f" ; cito:cites source:{other}" for other in cites)
        + " .\n"
        for name, (title, year, cites) in works.items()
    )


@pytest.fixture
def library(tiny_kb) -> Path:  # type: ignore[no-untyped-def]
    folder: Path = tiny_kb(_turtle(WORKS))
    (folder / "inbox").mkdir()
    new = _turtle({"ines-2021": ("Imported and not reviewed", 2021, ["gina-2020"])})
    text = (folder / "things.ttl").read_text(encoding="utf-8")
    (folder / "inbox" / "new.ttl").write_text(text.split("source:anna")[0] + new, encoding="utf-8")
    return folder


@pytest.fixture
def of(ask, library: Path) -> Any:  # type: ignore[no-untyped-def]
    return lambda *args: ask("literature", *args, "--kb", library)


def _members(answer: Any) -> list[list[str]]:
    numbers = [row["community"] for row in answer["communities"]]
    return [[w["work"][7:11] for w in answer["works"] if w["community"] == number] for number in numbers]


def test_the_map_of_citations_has_two_schools(of) -> None:  # type: ignore[no-untyped-def]
    answer = of("map", *SEED)
    assert sorted(map(len, _members(answer))) == [3, 4]
    assert ["dora", "egon", "fred"] in [sorted(set(m) - {"gina"}) for m in _members(answer)]
    words = {word["word"] for row in answer["communities"] for word in row["words"][:1]}
    assert words == {"debate", "probing"}
    assert answer["isolates"] == ["source:hugo-1999"]
    assert {
        "source": "source:bert-2003",
        "target": "source:anna-2001",
        "strength": 1.0,
        "shared": None,
    } in answer["links"]


def test_coupling_and_co_citation_by_hand(of) -> None:  # type: ignore[no-untyped-def]
    """Bert cites a, Cora a b; Egon cites d, Fred d e; a and b are both cited by Cora, d and e by Fred."""
    half = round(2**-0.5, 12)
    links = [
        (x["source"][7:11], x["target"][7:11], x["shared"], x["strength"])
        for x in of("map", "--kind", "coupling")["links"]
    ]
    assert links == [("bert", "cora", 1, half), ("egon", "fred", 1, half)]
    links = [
        (x["source"][7:11], x["target"][7:11], x["shared"], x["strength"])
        for x in of("map", "--kind", "co-citation")["links"]
    ]
    assert links == [("anna", "bert", 1, half), ("cora", "fred", 1, 1.0), ("dora", "egon", 1, half)]
    plain = of("map", "--kind", "coupling", "--normalisation", "none")
    assert [link["strength"] for link in plain["links"]] == [1.0, 1.0]
    assert plain["method"]["strength"] == "shared"


THINGS = """
technique:t a ccf:Technique ; skos:prefLabel "Tea"@en .
technique:u a ccf:Technique ; skos:prefLabel "You"@en .
failure:f a ccf:FailureMode ; skos:prefLabel "Fee"@en .
assumption:a a ccf:Assumption ; skos:prefLabel "Ay"@en .
"""
CLAIMS = """
claim:1 a ccf:Assessment ; ccf:statedIn source:gina-2020 ; ccf:mode ccf:argued ; ccf:verdict ccf:exposed ;
    ccf:technique technique:t ; ccf:failureMode failure:f ;
    cito:citesAsEvidence source:anna-2001 , source:bert-2003 .
claim:2 a ccf:Reliance ; ccf:statedIn source:gina-2020 ; ccf:technique technique:t ;
    ccf:assumption assumption:a ; cito:citesAsEvidence source:cora-2004 .
claim:3 a ccf:Measurement ; ccf:statedIn source:gina-2020 ; ccf:about technique:u ;
    cito:citesAsEvidence source:dora-2010 , source:egon-2012 ; cito:citesForInformation source:fred-2012 .
"""


def test_evidence_on_the_same_subjects_links_by_hand(ask, tiny_kb) -> None:  # type: ignore[no-untyped-def]
    """Anna, Bert and Cora are evidence on T, Anna and Bert on F too; Dora and Egon on U; Fred on nothing."""
    folder = tiny_kb(_turtle(WORKS) + THINGS, CLAIMS)
    answer = ask("literature", "map", "--kind", "evidence", "--kb", folder)
    links = {(x["source"][7:11], x["target"][7:11]): (x["shared"], x["strength"]) for x in answer["links"]}
    assert links == {
        ("anna", "bert"): (2, 1.0),
        ("anna", "cora"): (1, 0.5),
        ("bert", "cora"): (1, 0.5),
        ("dora", "egon"): (1, 1.0),
    }
    assert _members(answer) == [["anna", "bert", "cora"], ["dora", "egon"]]
    assert [row["label"] for row in answer["communities"]] == ["Tea; Fee; Ay", "You"]
    assert "source:fred-2012" in answer["isolates"]


def test_the_inbox_counts_where_it_is_asked_for(of) -> None:  # type: ignore[no-untyped-def]
    assert "source:ines-2021" not in json.dumps(of("map"))
    assert "source:ines-2021" in {work["work"] for work in of("map", "--inbox")["works"]}
    assert of("main-path", "--inbox")["steps"][-1]["works"][0]["work"] == "source:ines-2021"


def test_the_main_path_goes_through_the_most_paths(of, run, library: Path) -> None:  # type: ignore[no-untyped-def]
    """Four paths: a-b-c-g and a-c-g, d-e-f-g and d-f-g; a-b 1, b-c 1, a-c 1, c-g 2, so a-b-c-g sums to 4."""
    answer = of("main-path")
    assert [step["works"][0]["label"] for step in answer["steps"]] == [
        "Anna-2001",
        "Bert-2003",
        "Cora-2004",
        "Gina-2020",
    ]
    assert [step["count"] for step in answer["steps"]] == [1, 1, 2, None]
    assert (answer["paths"], answer["tied"], answer["circles"]) == (4, 2, [])
    assert "2 paths have the same sum" in run("literature", "main-path", "--kb", library).out


def test_circles_of_citations_are_one_step_and_told(run, ask, tiny_kb) -> None:  # type: ignore[no-untyped-def]
    circle = {name: (name, 2020, [other]) for name, other in [("a-1", "b-1"), ("b-1", "a-1"), ("c-1", "a-1")]}
    folder = tiny_kb(_turtle(circle))
    answer = ask("literature", "main-path", "--kb", folder)
    assert answer["circles"] == [["source:a-1", "source:b-1"]]
    assert [len(step["works"]) for step in answer["steps"]] == [2, 1]
    assert "1 circles of citations are condensed" in run("literature", "main-path", "--kb", folder).out
    round_ = tiny_kb(_turtle({name: circle[name] for name in ("a-1", "b-1")}), name="round")
    assert run("literature", "main-path", "--kb", round_).out == "every citation is part of a circle\n"


def test_the_timeline_counts_every_work_once(of) -> None:  # type: ignore[no-untyped-def]
    answer = of("timeline", *SEED)
    years = {row["year"]: row for row in answer["years"]}
    assert list(years) == list(range(1999, 2021))
    assert sum(row["works"] for row in years.values()) + answer["undated"] == len(WORKS)
    assert [part["works"] for part in years[2012]["communities"]] == [2]
    assert (years[1999]["isolates"], years[2005]["works"]) == (1, 0)


def test_the_most_cited_come_first(of) -> None:  # type: ignore[no-untyped-def]
    answer = of("influential", "--most", "2")
    assert [(w["label"], w["citations"]) for w in answer["works"]] == [("Anna-2001", 2), ("Dora-2010", 2)]
    ranks = of("influential", "--by", "page-rank", "--most", "99")["works"]
    assert sum(work["page_rank"] for work in ranks) == pytest.approx(1)
    assert ranks[0]["label"] == "Anna-2001"


def test_files_for_other_programs(run, library: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for format_, read in (("graphml", networkx.read_graphml), ("gexf", networkx.read_gexf)):
        path = tmp_path / f"map.{format_}"
        args = ("literature", "map", "--kb", library, "--kind", "coupling", "--format", format_)
        assert run(*args, "--out", path).out == ""
        network = read(path)
        assert len(network) == len(WORKS)
        edge = network["source:bert-2003"]["source:cora-2004"]
        assert edge["weight"] == pytest.approx(2**-0.5)
        assert run(*args).out == path.read_text(encoding="utf-8")
    answer = run("literature", "map", "--kb", library, "--format", "vosviewer")
    assert answer.err == "works without links, left out for VOSviewer: 1\n"
    vosviewer = json.loads(answer.out)
    assert len(vosviewer["network"]["items"]) == len(WORKS) - 1


def test_json_and_csv_can_go_to_a_file_and_tables_cannot(run, library: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    args = ("literature", "map", "--kb", library)
    for format_ in ("json", "csv"):
        assert run(*args, "--format", format_, "--out", tmp_path / "x").code == 0
        assert (tmp_path / "x").read_text(encoding="utf-8") == run(*args, "--format", format_).out
    refused = run(*args, "--out", tmp_path / "y")
    assert (refused.code, "--out needs a --format" in refused.err) == (2, True)
    assert run(*args, "--plot", tmp_path / "map.svg").code == 0
    assert "Communities by citation" in (tmp_path / "map.svg").read_text(encoding="utf-8")


def test_a_knowledge_base_without_works_has_empty_answers(ask, run, tiny_kb) -> None:  # type: ignore[no-untyped-def]
    folder = tiny_kb('technique:t a ccf:Technique ; skos:prefLabel "T"@en .\n')
    assert ask("literature", "map", "--kb", folder)["works"] == []
    assert ask("literature", "main-path", "--kb", folder)["steps"] == []
    assert ask("literature", "timeline", "--kb", folder)["years"] == []
    assert ask("literature", "influential", "--kb", folder)["works"] == []
    assert "no two works are linked" in run("literature", "map", "--kb", folder).out


def test_the_shipped_works_fall_into_those_of_the_paper_and_those_of_the_page(ask) -> None:  # type: ignore[no-untyped-def]
    answer = ask("literature", "map", "--kind", "co-citation")
    by = {work["work"]: work["community"] for work in answer["works"]}
    assert by["source:arvan-2025"] == by["source:reason-2000"] != by["source:nist-ai-rmf"]
    top = ask("literature", "influential", "--most", "9")["works"]
    assert [work["citations"] for work in top] == [2] * 8 + [1]


def test_a_library_becomes_a_page_with_the_inbox_where_asked(run, library: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    args = ("literature", "map", "--kb", library, "--format", "html", "--kind", "coupling")
    page = run(*args)
    assert page.code == 0
    assert "<bdi>8 works</bdi>" in page.out
    assert '"kind":["coupling","citation","co-citation"]' in page.out
    assert "Imported and not reviewed" not in page.out
    assert run(*args, "--inbox", "--out", tmp_path / "library.html").out == ""
    assert "Imported and not reviewed" in (tmp_path / "library.html").read_text(encoding="utf-8")
    refused = run(*args, "--plot", tmp_path / "x.svg")
    assert (refused.code, "--plot draws one map" in refused.err) == (2, True)


def test_a_map_that_rests_on_few_lists_of_references_says_so(tmp_path: Path, run) -> None:  # type: ignore[no-untyped-def]
    root = Path(__file__).parent.parent.parent
    shutil.copytree(root / "tests" / "fixtures" / "good", tmp_path, dirs_exist_ok=True)
    shutil.copytree(root / "ontology", tmp_path / "ontology")
    entries = (f"@misc{{w{i}, title={{Work {i} of all}}, year=2020}}\n" for i in range(9))
    (tmp_path / "a.bib").write_text("".join(entries), encoding="utf-8")
    kb = tmp_path / "kb"
    assert run("import", "bibtex", tmp_path / "a.bib", "--kb", kb).code == 0
    told = "OpenAlex hands over references, BibTeX, RIS, CSL and Zotero do not"
    assert told in run("literature", "map", "--inbox", "--kb", kb).out
    assert told not in run("literature", "map", "--inbox", "--kind", "evidence", "--kb", kb).out
