"""Validation: every rule is silent on a good knowledge base and loud on its own broken fixture."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from commoncause.curation.inbox import import_library
from commoncause.errors import InvalidInputError
from commoncause.importers.library import open_library
from commoncause.store import Home, line_of
from commoncause.validation import Check, Violation, checks, shape_names, validate
from commoncause.vocab import expand

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
HOME = Home(FIXTURES / "good" / "kb", ROOT / "ontology")
BROKEN = sorted(path for path in (FIXTURES / "broken").iterdir() if path.stem != "syntax")
RULES = {check.name: check.severity for check in checks(HOME)} | dict.fromkeys(
    [*shape_names(HOME), "described-twice"], "violation"
)


@pytest.fixture
def good(tmp_path: Path) -> Home:
    """A copy of the good knowledge base that a test may break."""
    shutil.copytree(HOME.kb, tmp_path / "kb")
    return Home(tmp_path / "kb", HOME.ontology)


@cache
def report(fixture: Path) -> list[Violation]:
    """What is wrong with the good knowledge base once a broken file is laid over it."""
    return validate(HOME, [fixture])


def rules(rows: list[Violation]) -> set[str]:
    return {row.rule for row in rows}


def append(path: Path, text: str) -> Path:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    return path


def test_the_good_knowledge_base_is_silent() -> None:
    assert validate(HOME) == []


@pytest.mark.parametrize("fixture", BROKEN, ids=lambda path: path.stem)
def test_a_fault_is_reported_by_its_own_rule_alone(fixture: Path) -> None:
    rows = report(fixture)
    assert rules(rows) == {fixture.stem}
    for row in rows:
        assert row.severity == RULES[fixture.stem]
        assert row.focus in Path(row.file).read_text(encoding="utf-8").splitlines()[row.line - 1]
        assert len(row.message) > 10
        assert row.hint.endswith(".")


@pytest.mark.parametrize("fixture", BROKEN, ids=lambda path: path.stem)
def test_a_row_names_what_is_in_the_broken_file(fixture: Path) -> None:
    files = [fixture] if fixture.is_file() else sorted(fixture.rglob("*.ttl"))
    described = {
        line.split(" ")[0] for path in files for line in path.read_text(encoding="utf-8").splitlines()
    }
    for row in report(fixture):
        assert any(name in described for name in [row.focus, *row.message.split(": ")])


@pytest.mark.parametrize("fixture", BROKEN, ids=lambda path: path.stem)
def test_shapes_of_some_things_find_what_shapes_of_all_find_of_these(fixture: Path) -> None:
    rows = report(fixture)
    subjects = {expand(row.focus) for row in rows}
    assert validate(HOME, [fixture], shapes_of=subjects) == rows
    assert {row.rule for row in validate(HOME, [fixture], shapes_of=())}.isdisjoint(shape_names(HOME))


def test_every_rule_has_a_fixture_and_every_fixture_a_rule() -> None:
    assert {path.stem for path in BROKEN} == RULES.keys()


@pytest.mark.parametrize("check", checks(HOME), ids=lambda check: check.name)
def test_a_check_selects_its_focus_and_says_how_bad_it_is(check: Check) -> None:
    assert "?focus" in check.query.partition("WHERE")[0]
    assert check.severity in {"violation", "warning"}


def test_rows_come_in_the_order_of_files_lines_and_rules() -> None:
    rows = validate(HOME, [FIXTURES / "broken"])
    places = [(row.file, row.line, row.rule) for row in rows]
    assert places == sorted(places)
    assert len(rows) == len(set(rows)) > 100


def test_a_row_is_what_the_command_line_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (row,) = validate(HOME, [FIXTURES / "broken" / "negation-degree.ttl"])
    assert row.as_dict() == {
        "rule": "negation-degree",
        "severity": "violation",
        "focus": "claim:smith-2024-2-broken",
        "file": "tests/fixtures/broken/negation-degree.ttl",
        "line": 10,
        "message": "a negation needs one degree: entails or undermines",
        "hint": "Write ccf:degree with ccf:entails or ccf:undermines.",
    }


# --- files that cannot be read


def test_each_fault_of_syntax_is_reported_with_its_line() -> None:
    rows = validate(HOME, [FIXTURES / "broken" / "syntax" / "two-faults.ttl"])
    assert [(row.rule, row.line) for row in rows] == [("syntax", 5), ("syntax", 8)]
    assert "nowhere" in rows[1].message


def test_what_can_be_read_of_a_broken_file_is_still_checked(good: Home) -> None:
    claims = append(good.kb / "claims" / "brown-2025.ttl", "\nclaim:brown-2025-x a ; .\n")
    last = len(claims.read_text(encoding="utf-8").splitlines())
    append(good.kb / "techniques.ttl", '\ntechnique:Cat a ccf:Technique ;\n    skos:prefLabel "Cat"@en .\n')
    rows = validate(good)
    assert {"syntax", "slug-not-kebab", "thing-concept", "thing-definition"} <= rules(rows)
    assert [(row.file, row.line) for row in rows if row.rule == "syntax"] == [(claims.as_posix(), last)]


def test_a_thing_that_could_not_be_read_is_not_reported_as_missing(good: Home) -> None:
    path = good.kb / "assumptions.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("assumption:honest-staff a", "assumption:honest-staff is"), encoding="utf-8")
    assert rules(validate(good)) == {"syntax"}


def test_a_fault_in_the_prefixes_is_reported_once(good: Home) -> None:
    path = good.kb / "assumptions.ttl"
    path.write_text(
        "@prefix ccf <https://example.org/> .\n" + path.read_text(encoding="utf-8"), encoding="utf-8"
    )
    rows = [row for row in validate(good) if row.rule == "syntax"]
    assert rows
    assert min(row.line for row in rows) == 1


def test_bytes_that_are_not_utf_8_are_reported_with_their_line() -> None:
    (row,) = validate(HOME, [FIXTURES / "broken" / "syntax" / "not-utf-8.ttl"])
    assert (row.rule, row.line) == ("syntax", 6)
    assert "UTF-8" in row.message


def test_a_missing_file_is_reported() -> None:
    (row,) = validate(HOME, [FIXTURES / "no-such-file.ttl"])
    assert (row.rule, row.severity) == ("unreadable-file", "violation")
    assert row.file.endswith("no-such-file.ttl")
    assert "No such file" in row.message


def test_an_empty_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "kb").mkdir()
    (row,) = validate(Home(tmp_path / "kb", HOME.ontology))
    assert row.rule == "empty-knowledge-base"
    assert row.file == (tmp_path / "kb").as_posix()


def test_a_label_of_50_megabytes_is_reported_and_left_out(good: Home) -> None:
    label = "a" * 50_000_000
    things = append(good.kb / "techniques.ttl", f'\ntechnique:giant rdfs:label "{label}"@en .\n')
    text = things.read_text(encoding="utf-8")
    things.write_text("@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n" + text, encoding="utf-8")
    (row,) = validate(good)
    assert (row.rule, row.focus, row.file) == ("text-too-long", "technique:giant", things.as_posix())
    assert things.read_text(encoding="utf-8").splitlines()[row.line - 1].startswith("technique:giant")
    assert "on a line of 50,0" in row.message
    assert len(row.message) < 200


def test_each_of_two_giants_is_reported_in_its_own_file(good: Home) -> None:
    for name, thing in (("assumptions.ttl", "assumption:one"), ("failure-modes.ttl", "failure:two")):
        append(good.kb / name, f'\n{thing} skos:note "{"b" * 30_000}"@en .\n')
    found = [(row.rule, row.focus, Path(row.file).name) for row in validate(good)]
    assert found == [
        ("text-too-long", "assumption:one", "assumptions.ttl"),
        ("text-too-long", "failure:two", "failure-modes.ttl"),
    ]


def test_a_message_is_one_printable_line(tmp_path: Path) -> None:
    hostile = (FIXTURES / "broken" / "thing-notation.ttl").read_text(encoding="utf-8")
    path = tmp_path / "hostile.ttl"
    path.write_text(hostile.replace('"DOG", "WATCH"', '"\\u001B[31mred\\nalert, and far too long to be one"'))
    rows = validate(HOME, [path])
    assert "thing-notation" in rules(rows)
    assert all(row.message.isprintable() for row in rows)


# --- which files count, and where a row points


def test_a_file_of_the_knowledge_base_is_not_read_twice() -> None:
    assert validate(HOME, [HOME.kb / "claims" / "smith-2024.ttl", HOME.kb]) == []


def test_the_inbox_is_held_to_its_own_rules_alone(good: Home) -> None:
    inbox = good.kb / "inbox"
    inbox.mkdir()
    shutil.copy(FIXTURES / "broken" / "thing-label.ttl", inbox)
    assert rules(validate(good)) == {"inbox-foreign-thing", "inbox-said-twice"}
    shutil.copy(FIXTURES / "broken" / "syntax" / "not-utf-8.ttl", inbox / "thing-label.ttl")
    assert [row.rule for row in validate(Home(good.kb, good.ontology))] == ["syntax"]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("a fabio:Book", "a fabio:Bok", "inbox-foreign-thing"),
        ('"2020"^^xsd:gYear', '"2020"', "inbox-malformed-value"),
        ('"2020"^^xsd:gYear', '"2020-13"^^xsd:gYearMonth', "inbox-malformed-value"),
        ('"2020"^^xsd:gYear', "<https://example.org/2020>", "inbox-malformed-value"),
        ('bibo:doi "10.1000/b"', 'bibo:doi "10.1000/B b"', "inbox-malformed-value"),
        ('"1"', "1", "inbox-value-of-another-kind"),
        ("owl:deprecated true", 'owl:deprecated "yes"', "inbox-value-of-another-kind"),
        ("isReplacedBy source:lee-2020", 'isReplacedBy "lee-2020"', "inbox-value-of-another-kind"),
        ("isReplacedBy source:lee-2020", "isReplacedBy source:lee-2020a", "inbox-replaced-in-circle"),
        ("isReplacedBy source:lee-2020", "isReplacedBy source:lee-2021", "inbox-dangling-reference"),
        ("#line=1>", "#1>", "inbox-record-of-no-file"),
        ("#line=1>", "#line=1,record=x>", "inbox-record-of-no-file"),
        ('dcterms:format "bibtex"', 'dcterms:title "refs.bib"', "inbox-file-incomplete"),
        ('ccf:sha256 "', 'ccf:sha256 "0', "inbox-file-incomplete"),
        ("import:refs-", "import:old-refs_", "inbox-iri-form"),
        ("source:lee-2020a a", "source:lee-2020.a a", "inbox-iri-form"),
    ],
)  # fmt: skip
def test_a_hand_that_slips_in_the_inbox_is_told(
    good: Home, tmp_path: Path, old: str, new: str, rule: str
) -> None:
    library = tmp_path / "refs.bib"
    entry = "@book{a, title={Locks in winter}, author={Lee, Ann}, year=2020, volume=1, doi={10.1000/b}}\n"
    library.write_text(entry + entry.replace("{a,", "{b,"))
    path = import_library(good, open_library("bibtex", library)).file
    assert path is not None
    good = Home(good.kb, good.ontology)
    assert validate(good) == []
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert rule in rules(validate(good))


def test_the_inbox_takes_the_classes_of_works_that_the_shapes_know() -> None:
    shapes = (HOME.ontology / "shapes.ttl").read_text(encoding="utf-8")
    known = re.search(r"shape:work a sh:NodeShape ;.*?targetClass(.*?);", shapes, re.DOTALL)
    check = (HOME.ontology / "checks" / "inbox-foreign-thing.rq").read_text(encoding="utf-8")
    assert known is not None
    names = re.findall(r"fabio:\w+", known[1])
    assert len(names) > 20
    assert names == re.findall(r"fabio:\w+", check.partition("SELECT")[2])


def test_a_subject_that_does_not_start_its_line_is_found(tmp_path: Path) -> None:
    path = tmp_path / "indented.ttl"
    path.write_text(
        "@prefix t: <https://w3id.org/commoncause/kb/technique/> .\n"
        "@prefix technique: <https://w3id.org/commoncause/kb/technique/> .\n"
        "@prefix ccf: <https://w3id.org/commoncause/ontology#> .\n\n"
        "t:first a ccf:Technique .\n\n"
        "<https://w3id.org/commoncause/kb/technique/second> a ccf:Technique .\n\n"
        "  technique:third a ccf:Technique .\n"
    )
    lines = {row.focus: row.line for row in validate(HOME, [path])}
    assert lines == {"technique:first": 5, "technique:second": 7, "technique:third": 9}


def test_the_line_of_a_row_is_the_line_of_its_subject(good: Home) -> None:
    path = good.kb / "claims" / "smith-2024.ttl"
    text = path.read_text(encoding="utf-8").replace("ccf:modality ccf:plain", "ccf:modality ccf:certain")
    path.write_text(text, encoding="utf-8")
    rows = validate(good)
    assert len(rows) > 20
    for row in rows:
        iri = row.focus.replace("claim:", "https://w3id.org/commoncause/kb/claim/")
        assert row.line == line_of(path, iri) > 1


def test_a_nameless_thing_of_nobody_is_reported_without_a_passing_name(tmp_path: Path) -> None:
    path = tmp_path / "nameless.ttl"
    path.write_text("@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\n[] a skos:Concept .\n")
    (row,) = validate(HOME, [path])
    assert (row.rule, row.focus, row.line) == ("blank-node", "[]", 3)


# --- the rules themselves


def test_a_check_without_a_hint_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "loud.rq"
    path.write_text("# message: loud\n# severity: violation\nSELECT ?focus { ?focus a ?kind }\n")
    with pytest.raises(InvalidInputError, match=r"loud\.rq: no '# hint:' line"):
        Check.read(path)


def test_a_check_that_is_no_select_is_refused(tmp_path: Path) -> None:
    shutil.copytree(HOME.ontology, tmp_path / "ontology")
    check = tmp_path / "ontology" / "checks" / "a-question.rq"
    check.write_text("# message: m\n# hint: h\n# severity: violation\nASK { ?s ?p ?o }\n")
    with pytest.raises(InvalidInputError, match="not a SELECT query"):
        validate(Home(HOME.kb, tmp_path / "ontology"))


def test_shacl_is_loaded_only_when_something_is_validated() -> None:
    code = (
        "import sys, commoncause.validation;"
        "sys.exit(any(m in sys.modules for m in ('pyshacl', 'rdflib', 'pandas', 'networkx')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
