"""``import`` and ``literature``: what they print, how they exit, what they leave alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import commoncause.importers.extras
from commoncause.vocab import INBOX_GRAPH

ROOT = Path(__file__).parent.parent.parent
LIBRARY = """@article{bees, title={The life of the honey bee}, author={Lee, Ann}, year=2020, doi={10.1000/b}}
@article{again, title={The Life of the Honey Bee}, author={Lee, A.}, year=2020}
@misc{none, year=2020}
@misc{same, title={Waggle dance in the hive}, author={Roe, Jo}, year=2020, doi={10.1000/c}}
@misc{other, title={Waggle dance in the hive}, author={Roe, Jo}, year=2020, doi={10.1000/d}}
"""


@pytest.fixture(autouse=True)
def kb_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the good knowledge base beside the ontology, and the place to stand in."""
    shutil.copytree(ROOT / "tests" / "fixtures" / "good", tmp_path, dirs_exist_ok=True)
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    (tmp_path / "refs.bib").write_text(LIBRARY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "kb"


def test_import_counts_every_entry(ask) -> None:  # type: ignore[no-untyped-def]
    assert ask("import", "bibtex", "refs.bib") == {
        "added": 3,
        "merged": 1,
        "rejected": [{"record": "none", "line": 3, "reason": "neither a title nor an identifier"}],
        "versions": [],
        "noted": [],
    }


def test_import_says_what_was_merged_and_where_it_wrote(run) -> None:  # type: ignore[no-untyped-def]
    out = run("import", "bibtex", "refs.bib").out
    assert "again" in out
    assert "same title and authors" in out
    assert "3 added, 1 merged, 1 rejected; kb/inbox/refs.ttl written" in out
    assert "nothing new, nothing written" in run("import", "bibtex", "refs.bib").out


def test_import_as_csv_has_a_row_for_every_entry(run) -> None:  # type: ignore[no-untyped-def]
    lines = run("import", "bibtex", "refs.bib", "--format", "csv").out.splitlines()
    assert lines[0] == "outcome,record,line,work,why,stands_as,notes"
    assert [line.split(",")[0] for line in lines[1:]] == ["added", "merged", "rejected", "added", "added"]


UNSURE = """@article{press, title={Locks of tomorrow}, author={Ray, Cy}, year={in press}}
@article{open, title={Never closed, author={Poe, Di}, year={2020}}
@article{doors, title={Steel doors and the inside job}, author={Lee, Ann}, journal={Locks},
  year={2020}, doi={10.1000/x}}
@misc{early, title={Steel doors and the inside job}, author={Lee, Ann}, year={2019}, eprint={1905.00001},
  archiveprefix={arXiv}}
"""


def test_import_tells_of_damage_and_of_versions(run, ask) -> None:  # type: ignore[no-untyped-def]
    Path("unsure.bib").write_text(UNSURE, encoding="utf-8")
    out = run("import", "bibtex", "unsure.bib").out
    assert "not a date: in press" in out
    assert "damaged: " in out
    assert "another version of source:lee-2020" in out
    assert "2 with notes on what was damaged, not understood or retracted" in out
    again = run("import", "bibtex", "unsure.bib").out
    assert again.startswith("all was imported before\n0 added, 4 merged")
    assert "with notes" not in again
    shutil.rmtree("kb/inbox")
    answer = ask("import", "bibtex", "unsure.bib")
    assert [row["record"] for row in answer["noted"]] == ["press", "open"]
    assert answer["versions"] == [{"work": "source:lee-2019", "why": "another version of source:lee-2020"}]


def test_a_retraction_that_openalex_knows_of_is_told(run, ask) -> None:  # type: ignore[no-untyped-def]
    works = [
        {"id": "https://openalex.org/W1", "title": "Bees", "is_retracted": True},
        {"id": "https://openalex.org/W2", "title": "Wasps", "is_retracted": False},
    ]
    Path("works.json").write_text(json.dumps({"results": works}), encoding="utf-8")
    [row] = ask("import", "openalex", "works.json")["noted"]
    assert (row["record"], row["notes"]) == ("W1", ["retracted, as OpenAlex has it"])
    assert run("validate").code == 0


def test_a_work_that_waits_is_shown_by_any_of_its_names(run, ask) -> None:  # type: ignore[no-untyped-def]
    run("import", "bibtex", "refs.bib")
    names = ["source:lee-2020", "lee-2020"]
    [shown] = {json.dumps(ask("show", name)) for name in names}
    answer = json.loads(shown)
    assert (answer["is_in_inbox"], answer["iri"].rpartition("/")[2]) == (True, "lee-2020")
    keys = answer["facts"]["ccf:citationKey"]
    assert ask("show", keys[0]) == answer
    assert "waits in kb/inbox/ for `commoncause review`" in run("show", keys[0]).out
    assert "unknown name" in run("show", "nobody-2020").err


def test_show_says_of_what_does_not_wait_what_became_of_it(run, ask) -> None:  # type: ignore[no-untyped-def]
    run("import", "bibtex", "refs.bib")
    assert ask("show", "again")["iri"] == ask("show", "bees")["iri"]
    works = Path("decisions.csv")
    works.write_text("work,decision\nlee-2020,relevant\nroe-2020,not relevant\n", encoding="utf-8")
    assert run("review", "--decide", works).code == 0
    assert "judged not to be relevant" in run("show", "same").out
    kept = run("show", "bees").out
    assert kept == run("show", "lee-2020").out
    assert "waits" not in kept


@pytest.mark.parametrize("name", ["", "-", " _ ", "doi:"])
def test_a_name_of_no_letters_stands_for_nothing(run, name: str) -> None:  # type: ignore[no-untyped-def]
    Path("bare.bib").write_text("@misc{bare, doi={10.1000/bare}}", encoding="utf-8")
    run("import", "bibtex", "bare.bib")
    answer = run("show", "--", name)
    assert (answer.code, answer.out) == (1, "")


def test_what_was_imported_is_valid_and_no_part_of_an_answer(run) -> None:  # type: ignore[no-untyped-def]
    count = "SELECT (COUNT(*) AS ?n) {} WHERE {{ ?s ?p ?o }}"
    before = run("query", "-e", count.format("")).out
    run("import", "bibtex", "refs.bib")
    assert run("validate").code == 0
    assert run("fmt", "--check", "kb/inbox").code == 0
    assert run("query", "-e", count.format("")).out == before
    inbox = f"SELECT ?t FROM <{INBOX_GRAPH}> WHERE {{ source:lee-2020 dcterms:title ?t }}"
    assert "The life of the honey bee" in run("query", "-e", inbox).out


def test_a_file_that_cannot_be_read_leaves_the_inbox_alone(run, kb_folder: Path) -> None:  # type: ignore[no-untyped-def]
    Path("broken.json").write_text('[{"title": "Bees"},\n', encoding="utf-8")
    answer = run("import", "csl", "broken.json")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("commoncause: broken.json:2: not JSON")
    assert run("import", "bibtex", "none.bib").code == 1
    assert run("import", "endnote", "refs.bib").code == 2
    assert not (kb_folder / "inbox").exists()


def test_bytes_in_another_encoding_are_told(run) -> None:  # type: ignore[no-untyped-def]
    Path("latin.bib").write_bytes(LIBRARY.replace("life", "liéfe").encode("cp1252"))
    assert (
        "latin.bib: bytes not in its encoding, read as Windows-1252: 1"
        in run("import", "bibtex", "latin.bib").err
    )


def test_a_missing_library_is_named(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(commoncause.importers.extras, "find_spec", lambda name: None)
    answer = run("import", "bibtex", "refs.bib")
    assert (answer.code, len(answer.err.splitlines())) == (1, 1)
    assert 'pip install "commoncause[literature]"' in answer.err


def test_duplicates_are_listed_until_they_are_decided(run, ask) -> None:  # type: ignore[no-untyped-def]
    run("import", "bibtex", "refs.bib")
    [pair] = ask("literature", "duplicates")["pairs"]
    assert (pair["left"], pair["right"]) == ("source:roe-2020", "source:roe-2020a")
    assert (pair["verdict"], pair["reasons"]) == ("unsure", ["same title and authors", "two DOIs"])
    assert "two DOIs" in run("literature", "duplicates").out
    answer = ask("literature", "different", pair["left"], pair["right"])
    assert answer == {"again": None, "file": "kb/inbox/decisions.ttl"}
    assert ask("literature", "duplicates") == {"pairs": []}
    assert ask("import", "bibtex", "refs.bib")["added"] == 0
    assert run("literature", "same", pair["left"], pair["right"]).code == 1
    assert run("validate").code == 0


def test_two_works_found_the_same_become_one(run, ask) -> None:  # type: ignore[no-untyped-def]
    run("import", "bibtex", "refs.bib")
    answer = ask("literature", "same", "roe-2020", "roe-2020a")
    assert answer == {"file": "kb/inbox/decisions.ttl", "stays": "source:roe-2020"}
    assert json.dumps(ask("literature", "duplicates")) == '{"pairs": []}'
    assert run("literature", "same", "roe-2020", "nobody-2020").code == 1
    assert run("fmt", "--check", "kb/inbox").code == 0


def test_a_record_merged_by_mistake_stands_again(run, ask) -> None:  # type: ignore[no-untyped-def]
    assert "commoncause literature different WORK STANDS-AS" in run("import", "bibtex", "refs.bib").out
    answer = ask("literature", "different", "source:lee-2020", "source:lee-2020a")
    assert answer == {"again": "source:lee-2020a", "file": "kb/inbox/decisions.ttl"}
    assert run("validate").code == 0
    assert "nothing new, nothing written" in run("import", "bibtex", "refs.bib").out
    assert "source:lee-2020a" in run("review", "--list", "--format", "csv").out
