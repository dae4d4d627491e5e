"""The canonical form: one way to write what a file says; nothing lost, nothing changed."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from commoncause.curation.canonical import canonical, files_of, recast, same_graph
from commoncause.curation.layout import WIDTH, paragraph
from commoncause.curation.turtle_blocks import read, triples
from commoncause.errors import InvalidInputError
from commoncause.store import Home
from commoncause.vocab import PREFIXES

ROOT = Path(__file__).parent.parent.parent
FILES = sorted([*(ROOT / "kb").rglob("*.ttl"), *(ROOT / "ontology").glob("*.ttl")])
FILES += sorted((ROOT / "tests" / "fixtures" / "good").rglob("*.ttl"))
NOTE = ox.NamedNode(PREFIXES["skos"] + "editorialNote")
HEAD = "".join(f"@prefix {p}: <{PREFIXES[p]}> .\n" for p in ("ccf", "skos", "technique"))


def body(text: str) -> str:
    """The canonical form without its prefixes."""
    return "\n".join(line for line in canonical(text).splitlines() if not line.startswith("@prefix")).strip()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_keeps_what_it_says_and_its_form_is_final(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    form = canonical(text, str(path))
    before, after = triples(text), triples(form)
    assert same_graph(before, [t for t in after if t.predicate != NOTE or t in before])
    assert canonical(form) == form
    comments = [item.text for item in read(text).items if type(item).__name__ == "Comment"]
    assert all(comment in form for comment in comments)


@pytest.mark.parametrize("path", sorted((ROOT / "kb").rglob("*.ttl")), ids=lambda path: path.name)
def test_a_line_is_long_only_where_one_text_is(path: Path) -> None:
    for line in canonical(path.read_text(encoding="utf-8")).splitlines():
        texts = re.findall(r'"(?:[^"\\]|\\.)*"|<[^>]*>', line)
        assert len(line) <= WIDTH or len(texts) == 1, line


SCRAMBLED = """\
# Techniques.
# And what they are.
@prefix unused: <https://example.org/> .
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
@prefix t: <https://w3id.org/commoncause/kb/technique/>. @prefix
  ccf: <https://w3id.org/commoncause/ontology#> .

#--- some techniques ---
# a remark above
<https://w3id.org/commoncause/kb/technique/a> ccf:position 1;; skos:prefLabel '''A "quoted"
name'''@EN   # why this name
 ; a ccf:Technique , skos:Concept . # after the stop
t:b a ccf:Technique . t:a skos:altLabel "Aa"@en .
# at the end
"""

FORM = """\
# Techniques.
# And what they are.
@prefix ccf: <https://w3id.org/commoncause/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix technique: <https://w3id.org/commoncause/kb/technique/> .

# --- some techniques

# a remark above
technique:a a ccf:Technique, skos:Concept ;
    skos:prefLabel "A \\"quoted\\"\\nname"@en ;
    skos:altLabel "Aa"@en ;
    ccf:position 1 ;
    skos:editorialNote "why this name"@en, "after the stop"@en .

technique:b a ccf:Technique .

# at the end
"""


def test_every_liberty_of_turtle_comes_out_in_one_form() -> None:
    assert canonical(SCRAMBLED) == FORM


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_byte_order_marks_and_line_ends_make_no_difference(tmp_path: Path, mark: str, newline: str) -> None:
    text = FORM.replace("\n", newline)
    path = tmp_path / "a.ttl"
    path.write_bytes((mark + text).encode())
    assert recast(path) == (None if (mark, newline) == ("", "\n") else FORM)


def test_line_ends_inside_a_long_string_are_part_of_it() -> None:
    assert r'"a\r\nb"' in canonical(HEAD + 'technique:a skos:note """a\r\nb""" .')


@pytest.mark.parametrize(
    "written",
    [
        "1",
        "-01",
        "1.50",
        "+.5",
        "1e3",
        "-1.E-7",
        "true",
        '"x"^^ccf:odd',
        '"2025"^^<http://www.w3.org/2001/XMLSchema#gYear>',
    ],
)
def test_a_number_is_kept_as_it_is_typed(written: str) -> None:
    name = written.replace("<http://www.w3.org/2001/XMLSchema#gYear>", "xsd:gYear")
    assert body(HEAD + f"technique:a ccf:value {written}.") == f"technique:a ccf:value {name} ."


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ('""" \\ \n\r\t\b\f', r'"\"\"\" \\ \n\r\t\b\f"'),
        ("\x00\x1b\x7f\x85", r'"\u0000\u001B\u007F\u0085"'),
        ("a\u202eb\u2066c\ufeff\u200b", r'"a\u202Eb\u2066c\uFEFF\u200B"'),
        ("\U000e0041 \U0001f600 é 深", '"\\U000E0041 \U0001f600 é 深"'),
    ],
)
def test_what_nobody_would_see_is_escaped_and_nothing_else(value: str, written: str) -> None:
    escaped = "".join(f"\\U{ord(c):08X}" for c in value)
    assert body(HEAD + f'technique:a skos:note "{escaped}" .') == f"technique:a skos:note {written} ."


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("technique:a\\-b", "technique:a-b"),
        ("technique:a.b", "technique:a.b"),
        ("technique:a\\.", "<https://w3id.org/commoncause/kb/technique/a.>"),
        (
            "<https://w3id.org/commoncause/kb/technique/a/b>",
            "<https://w3id.org/commoncause/kb/technique/a/b>",
        ),
        ("<https://example.org/#x>", "<https://example.org/#x>"),
        ("technique:%41", "<https://w3id.org/commoncause/kb/technique/%41>"),
        ("<https://w3id.org/commoncause/kb/technique/\\u0061>", "technique:a"),
    ],
)
def test_an_iri_has_one_name(written: str, name: str) -> None:
    assert body(HEAD + f"{written} ccf:about {written} .") == f"{name} ccf:about {name} ."


def test_prefixes_of_a_files_own_stay_where_the_house_has_none() -> None:
    form = canonical(
        "@prefix ex: <https://example.org/> . @prefix ccf: <https://else.example/> .\n"
        "ex:a ex:b ccf:c . @prefix ex: <https://again.example/> . ex:d ex:e ex:f ."
    )
    assert "@prefix ex: <https://again.example/> ." in form
    assert "<https://else.example/c>" in form
    assert "ex:d ex:e ex:f ." in form


def test_a_base_is_worked_out() -> None:
    assert body("@base <https://example.org/x/> . <a> <b> <../c> .") == (
        "<https://example.org/x/a> <https://example.org/x/b> <https://example.org/c> ."
    )


def test_blank_nodes_and_lists_stay_what_they_are() -> None:
    text = (
        HEAD
        + """
_:n a ccf:Text ; ccf:about [ ccf:right "y" ; ccf:wrong ( 1 [] _:n () ) ] .
[ ccf:section "1" ] ccf:about _:n .
[] ccf:about technique:a .
( 1 2 ) ccf:about technique:b .
"""
    )
    form = canonical(text)
    assert same_graph(triples(text), triples(form))
    assert '[ ccf:right "y" ; ccf:wrong ( 1 [] _:n () ) ]' in form
    assert canonical(form) == form


def test_passages_are_sorted_by_where_they_stand() -> None:
    spans = [("b", 1, 9), ("a", 100, 120), ("a", 20, 30), ("a", 20, 25)]
    head = HEAD + f"@prefix oa: <{PREFIXES['oa']}> . @prefix passage: <{PREFIXES['passage']}> .\n"
    head += f"@prefix text: <{PREFIXES['text']}> .\n# --- passages\n"
    blocks = [
        f"# {t} {s}\npassage:{t}-{s}-{e} a oa:TextPositionSelector ; "
        f"ccf:inText text:{t} ; oa:start {s} ; oa:end {e} ."
        for t, s, e in spans
    ]
    form = canonical(head + "\n".join(blocks))
    assert re.findall(r"^passage:\S+", form, re.MULTILINE) == [
        f"passage:{t}-{s}-{e}" for t, s, e in sorted(spans)
    ]
    assert "# a 100\npassage:a-100-120" in form


def test_a_list_is_broken_where_it_is_too_long() -> None:
    names = [f"technique:number-{n}" for n in range(30)]
    text = paragraph("claim:a", [("ccf:about", names), ("a", ["ccf:Claim"])])
    assert max(map(len, text.splitlines())) <= WIDTH
    assert re.sub(r"\s+", " ", text) == f"claim:a a ccf:Claim ; ccf:about {', '.join(names)} ."


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("technique:a a ccf:Claim .", 1),
        (HEAD + "technique:a a ccf:Technique\ntechnique:b a ccf:Technique .", 5),
        (HEAD + 'technique:a skos:note "open .\n', 4),
        (HEAD + "technique:a a\n", 5),
    ],
)
def test_broken_turtle_is_one_line_with_its_place(text: str, line: int) -> None:
    with pytest.raises(InvalidInputError) as error:
        canonical(text, "kb/a.ttl")
    assert str(error.value).startswith(f"kb/a.ttl:{line}: not valid Turtle")


@pytest.mark.parametrize("term", ["<<( technique:a a technique:b )>>", "<< technique:a a technique:b >>"])
def test_a_triple_as_a_term_is_refused(term: str) -> None:
    with pytest.raises(InvalidInputError, match="a triple as a term"):
        canonical(HEAD + f"technique:a ccf:about {term} .")


def test_a_comment_too_long_for_a_note_is_refused() -> None:
    with pytest.raises(InvalidInputError, match=r"a\.ttl:4: a comment of 30,000 characters"):
        canonical(HEAD + f"technique:a # {'x' * 30_000}\n a ccf:Technique .", "a.ttl")


def test_deep_nesting_is_refused_and_no_crash() -> None:
    deep = "[ ccf:about " * 3_000 + "1" + " ]" * 3_000
    with pytest.raises(InvalidInputError, match="nested too deeply"):
        canonical(HEAD + f"technique:a ccf:about {deep} .")


def test_an_empty_file_stays_empty() -> None:
    assert canonical("") == canonical(" \n\n") == ""
    assert canonical("# Only this.") == "# Only this.\n"


def test_folders_are_searched_and_no_file_comes_twice(tmp_path: Path) -> None:
    (tmp_path / "claims").mkdir()
    for name in ("b.ttl", "a.ttl", "claims/s.ttl", "notes.txt"):
        (tmp_path / name).write_text("")
    found = files_of(Home(tmp_path, tmp_path), [tmp_path, tmp_path / "b.ttl"])
    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["a.ttl", "b.ttl", "claims/s.ttl"]


# --- any text of Turtle

_CHARACTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_SPACE = st.sampled_from(
    [" ", "\n", "\t", "\r\n", " \n# note\n", "\n# --- head\n", "\n\n", " # \n", "\n#x\r"]
)
_NAMES = st.sampled_from(
    "technique:a technique:b-c e:x.y e:\u0131 <https://example.org/p> <https://example.org/q#r> e: _:n _:m.n "
    "skos:Concept rdf:nil rdf:first".split()
)
_STRINGS = st.one_of(
    _CHARACTERS.map(lambda s: '"' + "".join(f"\\U{ord(c):08X}" if c in '"\\\n\r' else c for c in s) + '"'),
    st.sampled_from(['"""a"b\n#c"""', "'''x'''", "''", '"\\""', "'\"'", '"""\\\n"""'.replace("\\\n", "\\n")]),
)
_LITERALS = st.one_of(
    st.tuples(_STRINGS, st.sampled_from(["", "@en", "@EN-gb", "^^e:t", "^^<https://example.org/t>"])).map(
        "".join
    ),
    st.sampled_from("1 -2.50 3e4 true .5 +7".split()),
)


def _joined(parts: list[str]) -> str:
    return "".join(parts)


@st.composite
def _objects(draw: st.DrawFn, depth: int = 2) -> str:
    kinds = [_NAMES, _LITERALS]
    if depth:
        kinds += [
            _pairs(depth - 1).map(lambda p: f"[ {p} ]"),
            st.lists(_objects(depth - 1), max_size=3).map(lambda items: f"( {' '.join(items)} )"),
            st.just("[]"),
        ]
    return draw(st.one_of(kinds))


@st.composite
def _pairs(draw: st.DrawFn, depth: int = 2) -> str:
    pairs = []
    for _ in range(draw(st.integers(1, 3))):
        predicate = draw(st.sampled_from("a skos:note ccf:passage ccf:rationale e:p rdf:rest".split()))
        objects = draw(st.lists(_objects(depth), min_size=1, max_size=2))
        pairs.append(f"{predicate}{draw(_SPACE)}{draw(st.sampled_from([',', ' , '])).join(objects)}")
    return f"{draw(_SPACE)};{draw(_SPACE)}".join(pairs)


@st.composite
def _turtle(draw: st.DrawFn) -> str:
    head = HEAD + f"PREFIX e: <https://example.org/>\n@prefix rdf: <{PREFIXES['rdf']}> .\n"
    parts = [draw(st.sampled_from(["", "# Top.\n", "# --- first\n", "#\n"])), head]
    for _ in range(draw(st.integers(0, 4))):
        subject = draw(st.one_of(_NAMES, st.sampled_from(["[]", "[ e:p 1 ]", "( 1 )"])))
        parts += [draw(_SPACE), subject, " ", draw(_pairs()), draw(_SPACE), ".", draw(_SPACE)]
    return "".join(parts)


@settings(deadline=None)
@given(_turtle())
@example(HEAD + "technique:a a technique:b .# --- not a heading\n")
@example(HEAD + "# a\n## --- b\n# -- c ---\n#-----\n")
def test_any_turtle_keeps_its_meaning_and_has_one_form(text: str) -> None:
    form = canonical(text)
    before, after = triples(text), triples(form)
    notes = [t for t in after if t.predicate == NOTE]
    assert same_graph(before, [t for t in after if t not in notes])
    assert sum(len(s.notes) > 0 for s in read(text).statements) >= len({str(t.subject) for t in notes})
    assert canonical(form) == form
    prefixes = re.findall(r"^@prefix .*", form, re.MULTILINE)
    assert prefixes == sorted(prefixes)
    assert not re.search(r"[ \t]$|\t|\n\n\n", form, re.MULTILINE)
