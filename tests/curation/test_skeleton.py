"""Skeletons are valid, go where they belong and leave the rest of a file alone; or nothing is written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commoncause.curation import writing
from commoncause.curation.canonical import canonical
from commoncause.curation.desk import Draft, english, nodes
from commoncause.curation.insertion import inserted
from commoncause.curation.kinds import KINDS
from commoncause.curation.naming import lettered, numbered, slugified
from commoncause.curation.skeleton import new
from commoncause.curation.spans import find
from commoncause.errors import CommoncauseError, InvalidInputError, UnknownNameError
from commoncause.passages import check_passages
from commoncause.store import Home
from commoncause.validation import validate

Snapshot = Callable[[], dict[str, bytes]]

THING = {"label": "Dogs", "definition": "Animals that bark at strangers.", "source": ["smith-2024"]}
CLAIM = {
    "source": "smith-2024",
    "section": "2",
    "mode": "argued",
    "modality": "plain",
    "passage": ["239-306"],
}
CLAIM["rationale"] = "Because the source says so."
WORK = {"title": "Dogs at Night", "year": "2026", "type": "Preprint", "authors": "Smith, A.; Lee, B."}
EXAMPLES: dict[str, dict[str, Any]] = {
    "technique": THING | {"alias": ["Watchdogs"], "notation": "DG", "broader": ["guards"], "related": ["SD"]},
    "failure-mode": THING | {"label": "Sausages", "broader": ["ins"]},
    "assumption": THING | {"label": "Thieves fear dogs"},
    "attack": THING | {"label": "Poison"},
    "framework": THING | {"label": "Onion model", "scheme": "family"},
    "category": {"label": "Bites per night", "scheme": "metric", "source": ["smith-2024"]},
    "work": WORK | {"doi": "https://doi.org/10.1234/x", "url": "https://example.org/", "volume": "1"},
    "text": {"source": "jones-2020", "text": "texts/jones-2020.txt"},
    "assessment": CLAIM
    | {"technique": "SD", "failure-mode": "out", "verdict": "unclear", "evidence": ["jones-2020"]},
    "reliance": CLAIM
    | {"technique": "alarm-and-guards", "assumption": "mains power"}
    | {"modality": "conditional", "condition": "keys-not-shared"},
    "negation": CLAIM | {"failure-mode": "out", "degree": "undermines", "assumption": "honest-staff"},
    "compatibility": CLAIM | {"technique": ["sd", "guards"], "verdict": "undecided"},
    "classification": CLAIM | {"about": "siren", "category": "electronic measure"},
    "measurement": CLAIM
    | {
        "about": ["al"],
        "metric": "metric-false-alarms",
        "at-least": "3",
        "less-than": "5.5",
        "approximate": True,
    },
    "mitigation": CLAIM | {"technique": "sd", "failure-mode": "ins", "grade": "B+"},
    "conclusion": CLAIM | {"statement": "All measures fail at some time.", "about": ["al", "sd"]},
    "defect": {key: CLAIM[key] for key in ("source", "section", "passage", "rationale")}
    | {"severity": "minor", "wrong": "three", "right": "four", "claim": ["smith-2024-2-alarm-outage"]},
    "mapping": {"subject": "siren", "match": "close", "object": "alarm", "confidence": "1"}
    | {"source": ["brown-2025", "smith-2024"], "rationale": "Both make a noise."},
}
IRIS = {
    "technique": "technique:dogs",
    "failure-mode": "failure:sausages",
    "category": "category:metric-bites-per-night",
    "work": "source:smith-2026",
    "text": "text:jones-2020",
    "assessment": "claim:smith-2024-2-sd-out",
    "reliance": "claim:smith-2024-2-alarm-and-guards-rests-on-mains-power",
    "negation": "claim:smith-2024-2-out-undermines-honest-staff",
    "compatibility": "claim:smith-2024-2-sd-guards-compatibility",
    "classification": "claim:smith-2024-2-siren-family",
    "measurement": "claim:smith-2024-2-al-false-alarms",
    "mitigation": "claim:smith-2024-2-sd-mitigates-ins",
    "conclusion": "claim:smith-2024-2-conclusion-all-measures-fail-at-some-time",
    "defect": "defect:smith-2024-2-three",
    "mapping": "claim:mapping-siren-alarm",
}


def full(kind: str, **values: Any) -> dict[str, Any]:
    """The values of a kind: its example, changed, with nothing for what is left out."""
    empty = {f.name: [] if f.multiple else False if f.is_flag else None for f in KINDS[kind].fields}
    given = {name.replace("_", "-"): value for name, value in values.items()}
    return empty | EXAMPLES[kind] | given


def add(home: Home, kind: str, **values: Any) -> str:
    return new(home, kind, full(kind, **values)).places[0][0]


@pytest.fixture(autouse=True)
def _here(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home.kb.parent)
    Path("texts/jones-2020.txt").write_text("Alarms need power.", encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_a_skeleton_is_valid_in_place_and_in_form(home: Home, kind: str, snapshot: Snapshot) -> None:
    before, rows = snapshot(), validate(home)
    written = new(home, kind, full(kind))
    assert validate(home) == sorted([*rows, *written.warnings])
    assert {row.rule for row in written.warnings} <= {"unused-assumption"}
    iri = written.places[0][0]
    assert iri == IRIS.get(kind, iri)
    for name, path, number in written.places:
        assert Path(path).read_text(encoding="utf-8").splitlines()[number - 1].startswith(f"{name} a ")
    changed = {name for name, text in snapshot().items() if before.get(name) != text}
    assert {str(Path(path).relative_to("kb")) for _, path, _ in written.places} == changed
    for name in changed:
        text = (home.kb / name).read_text(encoding="utf-8")
        assert canonical(text) == text
        lines = text.splitlines()
        assert [line for line in lines if line in before[name].decode().splitlines()]
        assert set(before[name].decode().splitlines()) <= set(lines)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"work", "text"}))
def test_adding_twice_takes_the_next_name_or_says_where_it_is(home: Home, kind: str) -> None:
    first = add(home, kind)
    if kind in {"technique", "failure-mode", "assumption", "attack", "framework", "category"}:
        with pytest.raises(InvalidInputError, match=rf"^kb/[a-z-]+\.ttl:\d+: {first} is there already"):
            add(home, kind)
    elif kind in {"defect", "measurement", "conclusion", "compatibility"}:
        assert add(home, kind) == f"{first}-2"
        assert add(home, kind) == f"{first}-3"
    else:
        with pytest.raises(InvalidInputError, match=r"^not written: claim:"):
            add(home, kind)
        if kind == "mapping":
            return
        if kind != "assessment":
            assert add(home, kind, section="2a") == first.replace("-2-", "-2a-", 1)
        assert add(home, kind, mode="reported") == f"{first}-2"


# --- things and their names


@pytest.mark.parametrize(
    ("values", "what"),
    [
        (
            {"label": "Alarm", "slug": "x"},
            ": 'Alarm' is a name of technique:alarm already",
        ),
        ({"label": "steel-DOOR", "slug": "x"}, "is a name of technique:steel-door already"),
        ({"alias": ["BURGLAR-alarm"]}, "'BURGLAR-alarm' is a name of technique:alarm already"),
        ({"notation": "out"}, "'out' is a name of failure:outage already"),
        ({"notation": "guards"}, "'guards' is a name of technique:guards already"),
        ({"label": "INS"}, "'INS' is a name of failure:inside-job already"),
        ({"label": "深層"}, "no letter of '深層' is in ASCII: give its slug with --slug"),
        ({"slug": "No Slug"}, "not a slug: 'No Slug'"),
        ({"slug": "guards"}, "technique:guards is there already: add to it, or choose another with --slug"),
        ({"broader": ["gards"]}, "unknown technique 'gards': did you mean guards"),
        ({"broader": ["outage"]}, "unknown technique 'outage'"),
        ({"source": ["smith-2025"]}, "unknown source 'smith-2025': did you mean smith-2024"),
        ({"scheme": "no scheme"}, "not a slug: 'no scheme'"),
        ({"definition": "Short."}, "technique:dogs: a thing needs one definition, in English"),
        ({"label": "x" * 200}, "a label is longer than 160 characters"),
        ({"definition": "x" * 30_000}, "a text that is too long"),
        ({"label": "Dogs\nCats"}, "holds a tab, line break or hidden direction mark"),
        ({"label": "Dogs\u202e"}, "holds a tab, line break or hidden direction mark"),
        ({"alias": ["<b>Dogs</b>"]}, "a text holds markup"),
        ({"label": "Dogs\ud800"}, "--label is not UTF-8"),
        ({"alias": ["Dogs"]}, "repeats the preferred one"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_thing_that_cannot_be_is_one_line_and_nothing_is_written(
    home: Home, snapshot: Snapshot, values: dict[str, Any], what: str
) -> None:
    before = snapshot()
    with pytest.raises(CommoncauseError) as error:
        add(home, "technique", **values)
    assert what in str(error.value)
    assert len(str(error.value).splitlines()) == 1
    assert snapshot() == before


@pytest.mark.parametrize("label", ['Say "dogs"', "a\\b", 'a"""b', "O'Neill's ’n’", "Łukasz’ 50% {x} #1; a."])
def test_odd_but_honest_names_are_kept_letter_by_letter(home: Home, label: str) -> None:
    from commoncause.curation.desk import Desk
    from commoncause.vocab import expand

    iri = expand(add(home, "technique", label=label, slug="odd"))
    assert Desk.of(home).things[iri].label == label


def test_a_new_vocabulary_comes_with_its_first_thing(home: Home) -> None:
    written = new(home, "failure-mode", full("failure-mode", source=["jones-2020"]))
    assert [place[:2] for place in written.places] == [
        ("failure:sausages", "kb/failure-modes.ttl"),
        ("scheme:jones-2020", "kb/techniques.ttl"),
    ]
    assert 'skos:prefLabel "Vocabulary of Jones (2020)"@en' in (home.kb / "techniques.ttl").read_text()


def test_a_thing_goes_to_its_like_and_an_attack_under_a_heading_of_its_own(home: Home) -> None:
    add(home, "technique")
    add(home, "attack")
    add(home, "attack", label="Bribes")
    text = (home.kb / "techniques.ttl").read_text(encoding="utf-8")
    order = ["technique:hand-siren a", "technique:dogs a", "# --- combinations", "# --- attacks"]
    order += ["attack:poison a", "attack:bribes a"]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    assert text.count("# --- attacks") == 1


# --- works


def test_a_work_takes_the_next_letter_and_a_title_only_once(home: Home) -> None:
    assert add(home, "work") == "source:smith-2026"
    assert add(home, "work", title="Second", doi=None, arxiv="arXiv:2601.00001v2") == "source:smith-2026a"
    assert add(home, "work", title="Third", doi=None, year="2026-03-01") == "source:smith-2026b"
    text = (home.kb / "papers.ttl").read_text(encoding="utf-8")
    assert 'skos:prefLabel "Smith and Lee (2026a)"' in text
    assert 'fabio:hasArXivId "2601.00001"' in text
    assert 'dcterms:date "2026-03-01"^^xsd:date' in text
    with pytest.raises(
        InvalidInputError, match=r"^kb/papers\.ttl:\d+: a work of this title .* source:smith-2026:"
    ):
        add(home, "work", title="dogs  AT night")


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"year": "26"}, "not a year"),
        ({"year": "２０２６"}, "not a year"),
        ({"year": "2026-13-45"}, "no such day"),
        ({"authors": None}, "a work without authors"),
        ({"authors": " ; "}, "a work without authors"),
        ({"doi": "10.12/"}, "not a DOI"),
        ({"url": "javascript:alert(1)"}, "not an address"),
        ({"url": "https://a b"}, "not an address"),
        ({"arxiv": "24010001"}, "an arXiv identifier is repeated or malformed"),
        ({"arxiv": "2401.00001"}, "two works have the same arXiv identifier or DOI"),
        ({"text": "texts/none.txt"}, "texts/none.txt: No such file"),
        ({"text": "latin.txt"}, "latin.txt:2: not UTF-8"),
        ({"text": "texts/smith-2024.txt"}, "two texts have the same digest"),
        ({"slug": "jones-2020"}, ": source:jones-2020 is there already"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_work_that_cannot_be_is_refused(
    home: Home, snapshot: Snapshot, values: dict[str, Any], what: str
) -> None:
    Path("latin.txt").write_bytes(b"a\n\xe9\n")
    before = snapshot()
    with pytest.raises(CommoncauseError) as error:
        add(home, "work", **values)
    assert what in str(error.value)
    assert snapshot() == before


@pytest.mark.parametrize(
    ("authors", "iri", "label"),
    [
        ("OpenAI", "source:openai-2026", "OpenAI (2026)"),
        ("di Langosco, L.; Koch, J.; Sharkey, L.", "source:di-langosco-2026", "di Langosco et al. (2026)"),
        ("Gavenčiak, T.; et al.", "source:gavenciak-2026", "Gavenčiak et al. (2026)"),
        ("Öztürk, Ł.", "source:ozturk-2026", "Öztürk (2026)"),
    ],
)
def test_a_work_is_named_after_its_first_author(home: Home, authors: str, iri: str, label: str) -> None:
    assert add(home, "work", authors=authors) == iri
    assert f'skos:prefLabel "{label}"' in (home.kb / "papers.ttl").read_text(encoding="utf-8")


def test_a_text_gives_a_source_its_first_claims_file(home: Home) -> None:
    with pytest.raises(
        InvalidInputError, match=r"source:jones-2020 has no text .* new text --source jones-2020"
    ):
        add(home, "assessment", source="jones-2020")
    add(home, "text")
    quoted = {"passage": [], "quote": ["need power"], "sources": "texts", "evidence": []}
    assert add(home, "assessment", source="jones-2020", **quoted) == "claim:jones-2020-2-sd-out"
    text = (home.kb / "claims" / "jones-2020.ttl").read_text(encoding="utf-8")
    assert text.startswith("# Claims of Jones (2020).\n@prefix ccf:")
    assert "passage:jones-2020-7-17 a oa:TextPositionSelector" in text
    assert canonical(text) == text
    assert validate(Home(home.kb, home.ontology)) == []


# --- claims and their passages


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"technique": "dor"}, "unknown technique 'dor'"),
        ({"technique": "Steel dor"}, "did you mean steel-door"),
        ({"failure-mode": "alarm"}, "unknown failure mode 'alarm'"),
        ({"condition": "keys-not-shared"}, "a claim has a condition but is not conditional"),
        ({"modality": "conditional"}, "a conditional claim does not say on what it depends"),
        ({"rationale": "Short."}, "a claim needs one rationale"),
        ({"evidence": ["jones"]}, "unknown source 'jones': did you mean jones-2020"),
        ({"passage": []}, "no passage: give --passage START-END"),
        ({"passage": ["9-9"]}, "not a passage: '9-9'"),
        ({"passage": ["x"]}, "not a passage: 'x'"),
        ({"passage": ["1140-1160"], "sources": "texts"}, "ends past the text's 1,1"),
        ({"passage": ["58-60"], "sources": "texts"}, "holds no words"),
        ({"quote": ["Guards"]}, "no text to find the quote in: name its folder with --sources DIR"),
        ({"quote": ["dogs bark"], "sources": "texts"}, "the quote is not in the text"),
        ({"quote": ["  "], "sources": "texts"}, "an empty quote"),
        (
            {"quote": ["An  alarm needs"], "sources": "texts"},
            "with other blanks between them are --passage 2",
        ),
        (
            {"quote": ["Guards"], "sources": "texts"},
            "the quote stands in the text 3 times, at 124 (line 9), at 427",
        ),
        ({"quote": ["x"], "sources": "."}, "smith-2024.txt: No such file"),
        ({"quote": ["x"], "sources": "other"}, "another version: its SHA-256 is not that of text:smith-2024"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_claim_that_cannot_be_is_refused(
    home: Home, snapshot: Snapshot, values: dict[str, Any], what: str
) -> None:
    Path("other").mkdir()
    Path("other/smith-2024.txt").write_text("x", encoding="utf-8")
    before = snapshot()
    with pytest.raises(CommoncauseError) as error:
        new(home, "assessment", full("assessment") | values)
    assert what in str(error.value)
    assert snapshot() == before


def test_a_quote_is_found_and_not_stored(home: Home, snapshot: Snapshot) -> None:
    from commoncause.knowledge_base import load

    words = "A steel door keeps an insider out"
    add(home, "assessment", passage=[], quote=[words], sources="texts")
    assert not any(words.encode() in text for text in snapshot().values())
    rows = {row.claim.iri.rpartition("/")[2]: row for row in check_passages(load(home.kb), Path("texts"))}
    assert rows["smith-2024-2-sd-out"].words == (words,)


@pytest.mark.parametrize(
    ("text", "quote", "span"),
    [("a b a c", "a c", (4, 7)), ("é\r\nß", "\r\n", None), ("😀x", "x", (1, 2)), ("a.b", ".", (1, 2))],
)
def test_quotes_are_counted_in_code_points(text: str, quote: str, span: tuple[int, int] | None) -> None:
    if span is None:
        with pytest.raises(InvalidInputError, match="an empty quote"):
            find(quote, text)
    else:
        assert find(quote, text) == span


def test_overlapping_occurrences_are_several() -> None:
    with pytest.raises(InvalidInputError, match="2 times, at 0"):
        find("aa", "aaa")


def test_a_claim_goes_beside_those_of_its_section_and_mode(home: Home) -> None:
    add(home, "assessment", section="Table 1", mode="tabulated", failure_mode="outage-long")
    add(home, "assessment")
    text = (home.kb / "claims" / "smith-2024.ttl").read_text(encoding="utf-8")
    order = ["table-1-steel-door-inside-job a", "claim:smith-2024-table-1-sd-outage-long a"]
    order += ["# --- section 2: assessments", "2-steel-door-inside-job a", "claim:smith-2024-2-sd-out a"]
    order += ["# --- section 2: what", "# --- passages"]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)


@pytest.mark.parametrize(("test", "known"), [("none", True), ("test:none", True), ("no-such-test", False)])
def test_a_conclusion_names_a_test_that_there_is(home: Home, test: str, known: bool) -> None:
    if known:
        add(home, "conclusion", tested_by=test)
        assert "ccf:testedBy test:none" in (home.kb / "claims" / "smith-2024.ttl").read_text(encoding="utf-8")
    else:
        with pytest.raises(InvalidInputError, match="unknown test 'no-such-test': one of"):
            add(home, "conclusion", tested_by=test)


@pytest.mark.parametrize("number", ["", "x", "1,5", "٣", "1e9999", "0x1", "nan"])
def test_what_is_no_number_is_refused(home: Home, number: str) -> None:
    with pytest.raises(InvalidInputError, match=r"^--at-least is no number"):
        add(home, "measurement", at_least=number)


def test_one_technique_is_no_pair(home: Home) -> None:
    with pytest.raises(InvalidInputError, match="1 techniques, not two"):
        add(home, "compatibility", technique=["sd", "steel door"])


def test_an_unknown_claim_of_a_defect_is_refused(home: Home) -> None:
    with pytest.raises(InvalidInputError, match="unknown claim 'smith-2024-9'"):
        add(home, "defect", claim=["smith-2024-9"])


# --- files


def test_line_ends_and_the_byte_order_mark_of_a_file_stay(home: Home) -> None:
    path = home.kb / "assumptions.ttl"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    add(home, "assumption")
    after = path.read_bytes()
    assert after.startswith(before.rstrip())
    assert b"\n" not in after.replace(b"\r\n", b"")


def test_a_prefix_with_another_meaning_is_refused_with_its_line(home: Home, snapshot: Snapshot) -> None:
    path = home.kb / "assumptions.ttl"
    path.write_text(
        path.read_text().replace("scheme", "skeme").replace("skeme/", "scheme/")
        + "@prefix scheme: <https://e.example/> .\n"
    )
    before = snapshot()
    with pytest.raises(
        InvalidInputError, match=r"assumptions\.ttl:\d+: scheme: stands for another namespace"
    ):
        add(home, "assumption")
    assert snapshot() == before


def test_a_broken_file_is_reported_with_its_line(home: Home, snapshot: Snapshot) -> None:
    (home.kb / "assumptions.ttl").write_text("technique:a a\n")
    before = snapshot()
    with pytest.raises(InvalidInputError, match=r"assumptions\.ttl:1: not valid Turtle"):
        add(home, "technique")
    assert snapshot() == before


def test_a_fault_that_was_there_before_is_no_obstacle(home: Home) -> None:
    with (home.kb / "techniques.ttl").open("a") as file:
        file.write("\ntechnique:bare a ccf:Technique, skos:Concept .\n")
    assert validate(home)
    assert add(home, "technique") == "technique:dogs"


def test_what_cannot_be_put_in_place_leaves_nothing_behind(
    home: Home, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot()

    def _refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "kb/techniques.ttl")

    monkeypatch.setattr(writing.os, "replace", _refused)
    with pytest.raises(PermissionError):
        add(home, "technique")
    assert snapshot() == before


def test_a_file_that_may_not_be_written_is_refused(
    home: Home, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot()
    monkeypatch.setattr(writing.os, "access", lambda *_: False)
    with pytest.raises(
        InvalidInputError, match=r"kb/techniques\.ttl: it may not be written: check its rights"
    ):
        add(home, "technique")
    assert snapshot() == before


def test_a_link_is_followed_and_rights_stay(home: Home, tmp_path: Path) -> None:
    path, real = home.kb / "techniques.ttl", tmp_path / "real.ttl"
    path.rename(real)
    path.symlink_to(real)
    real.chmod(0o640)
    add(home, "technique")
    assert path.is_symlink()
    assert "technique:dogs" in real.read_text(encoding="utf-8")
    assert os.stat(real).st_mode & 0o777 == 0o640


def test_unknown_names_say_what_is_like_them(home: Home) -> None:
    with pytest.raises(UnknownNameError, match="did you mean"):
        add(home, "reliance", assumption="honest stuff")


# --- the parts


def test_a_file_without_prefixes_or_sections_is_added_to() -> None:
    facts = {"a": nodes("ccf:Technique"), "skos:prefLabel": english("X")}
    draft = Draft(Path("a.ttl"), "technique:x", facts, "techniques", "T.")
    for text in (
        "",
        "# T.\n",
        "\n\n",
        "# --- techniques\n",
        "<https://a.example/> a <https://b.example/> .",
        "#x",
    ):
        result = inserted(text, draft)
        assert 'technique:x a ccf:Technique ;\n    skos:prefLabel "X"@en .\n' in result
        assert result.count("# --- techniques") == 1


@given(st.text(), st.integers(1, 90))
def test_a_slug_is_kebab_and_short(text: str, longest: int) -> None:
    slug = slugified(text, longest)
    assert len(slug) <= longest
    assert slug == slugified(slug, longest)
    assert all(part.isascii() and part.isalnum() and part == part.lower() for part in slug.split("-") if slug)


@given(st.sets(st.sampled_from(["a-1", *(f"a-1{c}" for c in "abcxyz"), "a-1z-b", "a-1-2", "a-1-3", "a-1zz"])))
def test_the_next_name_is_free(taken: set[str]) -> None:
    assert lettered("a-1", taken) not in taken
    assert numbered("a-1", taken) not in taken
