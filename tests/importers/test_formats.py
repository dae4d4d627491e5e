"""RIS, CSL-JSON, OpenAlex, Zotero and lists of ids: what is read, and what comes back as it was written."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commoncause.errors import InvalidInputError
from commoncause.importers.library import open_library
from commoncause.importers.records import Record, Rejected

RIS = """Provider: Somebody

TY  - JOUR
AU  - Bai, Yuntao
AU  - Kadavath, Saurav
T1  - Constitutional AI: Harmlessness
      from AI Feedback
JO  - arXiv
Y1  - 2022/12/15/
UR  - https://arxiv.org/abs/2212.08073
KW  - alignment
ID  - bai
ER  -

TY  - CONF
TI  - No end
SP  - 3
EP  - 9
TY  - BOOK
T2  - Bees
ER  -
TY  - GEN
PY  - 2020
ER  -
"""
OPENALEX = {
    "meta": {"count": 2},
    "results": [
        {
            "id": "https://openalex.org/W1",
            "doi": "https://doi.org/10.48550/arXiv.2212.08073",
            "title": "Constitutional <i>AI</i>",
            "type": "preprint",
            "publication_date": "2022-12-15",
            "authorships": [
                {"author": {"display_name": "Yuntao Bai"}},
                {"author": {"display_name": "Jan de Vries"}},
            ],
            "primary_location": {
                "source": {"display_name": "arXiv (Cornell University)", "type": "repository"}
            },
            "biblio": {"volume": None, "first_page": "1", "last_page": "9"},
            "referenced_works": ["https://openalex.org/W2", "https://openalex.org/W3"],
            "abstract_inverted_index": {"train": [1], "We": [0], "models": [2]},
        },
        {"id": "https://openalex.org/W2", "title": None, "authorships": None},
        7,
    ],
}
RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"
 xmlns:dcterms="http://purl.org/dc/terms/" xmlns:bib="http://purl.org/net/biblio#"
 xmlns:foaf="http://xmlns.com/foaf/0.1/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/" xmlns:link="http://purl.org/rss/1.0/modules/link/">
    <bib:Article rdf:about="http://arxiv.org/abs/2212.08073">
        <z:itemType>journalArticle</z:itemType>
        <dcterms:isPartOf rdf:resource="urn:issn:0001"/>
        <bib:authors><rdf:Seq>
            <rdf:li><foaf:Person><foaf:surname>Bai</foaf:surname><foaf:givenName>Yuntao</foaf:givenName></foaf:Person></rdf:li>
            <rdf:li><foaf:Person><foaf:surname>Lee</foaf:surname><foaf:givenName>Ann</foaf:givenName></foaf:Person></rdf:li>
        </rdf:Seq></bib:authors>
        <dc:title>Constitutional AI &amp; more</dc:title>
        <dcterms:abstract>We train.</dcterms:abstract>
        <dc:date>2022-12-15</dc:date>
        <bib:pages>1-9</bib:pages>
        <dc:subject>alignment</dc:subject>
        <dc:identifier><dcterms:URI><rdf:value>http://arxiv.org/abs/2212.08073</rdf:value></dcterms:URI></dc:identifier>
    </bib:Article>
    <bib:Journal rdf:about="urn:issn:0001">
        <prism:volume>4</prism:volume><dc:title>Bees</dc:title><dc:identifier>DOI 10.1000/B</dc:identifier>
    </bib:Journal>
    <z:Attachment rdf:about="#item_9"><z:itemType>attachment</z:itemType><dc:title>P</dc:title></z:Attachment>
    <bib:Book rdf:about="#item_10"><z:itemType>book</z:itemType></bib:Book>
</rdf:RDF>
"""


def read(format_: str, content: str | bytes, tmp_path: Path) -> list[Record | Rejected]:
    path = tmp_path / "library"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(open_library(format_, path).records)


def the_record(found: Record | Rejected) -> Record:
    assert isinstance(found, Record)
    return found


def test_ris(tmp_path: Path) -> None:
    bai, unended, book, empty = read("ris", RIS, tmp_path)
    assert the_record(bai).title == "Constitutional AI: Harmlessness from AI Feedback"
    assert the_record(bai).authors == ("Bai, Yuntao", "Kadavath, Saurav")
    assert (bai.line, the_record(bai).date, the_record(bai).arxiv) == (3, "2022-12-15", "2212.08073")
    assert (the_record(bai).kind, the_record(bai).key) == ("Preprint", "bai")
    assert (unended.line, the_record(unended).notes) == (15, ("no ER at its end",))
    assert the_record(unended).pages == "3–9"
    assert the_record(book).title == "Bees"
    assert empty == Rejected("", 22, "neither a title nor an identifier")


def test_a_byte_order_mark_costs_no_record(tmp_path: Path) -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        assert read("ris", RIS.encode(encoding), tmp_path) == read("ris", RIS, tmp_path)
    marked = b"\xef\xbb\xbf" + "TY  - JOUR\nTI  - Café\nER  - \n".encode("cp1252")
    assert the_record(read("ris", marked, tmp_path)[0]).title == "Café"


def test_other_encodings_and_line_ends_are_read_as_they_were_meant(tmp_path: Path) -> None:
    text = "TY  - JOUR\nTI  - Café “quoted”\nER  - \n"
    for content in (text.encode("cp1252"), text.encode(), text.encode().replace(b"\n", b"\r\n")):
        assert the_record(read("ris", content, tmp_path)[0]).title == "Café “quoted”"
    mixed = text.encode("cp1252") + text.encode()
    assert [the_record(found).title for found in read("ris", mixed, tmp_path)] == ["Café “quoted”"] * 2
    path = tmp_path / "library"
    path.write_bytes(mixed)
    assert open_library("ris", path).strays == 3


def test_openalex(tmp_path: Path) -> None:
    bai, untitled, number = read("openalex", json.dumps(OPENALEX, indent=1), tmp_path)
    record = the_record(bai)
    assert (record.title, record.openalex, record.arxiv) == ("Constitutional AI", "W1", "2212.08073")
    assert record.authors == ("Bai, Yuntao", "de Vries, Jan")
    assert (record.cites, record.abstract, record.kind) == (("W2", "W3"), "We train models", "Preprint")
    assert (the_record(untitled).openalex, the_record(untitled).title) == ("W2", "")
    assert isinstance(number, Rejected)
    assert record.line == 6


def test_openalex_as_json_lines_loses_only_the_line_that_is_broken(tmp_path: Path) -> None:
    works = OPENALEX["results"][:2]  # type: ignore[index]
    lines = "\n".join([json.dumps(works[0]), '{"id": "https://openal', json.dumps(works[1])])  # type: ignore[index]
    first, broken, last = read("openalex", lines, tmp_path)
    assert (the_record(first).openalex, the_record(last).openalex) == ("W1", "W2")
    assert isinstance(broken, Rejected)
    assert broken.line == 2
    assert "not JSON" in broken.reason


def test_csl_of_crossref_and_of_zotero(tmp_path: Path) -> None:
    items = [
        {"id": "a", "type": "article-journal", "title": "Bees", "DOI": "10.1000/B",
         "issued": {"date-parts": [[2020, 5, 3]]},
         "author": [{"family": "Berg", "non-dropping-particle": "van den", "given": "Jan"},
                    {"literal": "The Hive"}],
         "container-title": ["Apidologie"], "page": "1-9",
         "reference": [{"DOI": "10.1000/W"}, {"unstructured": "x"}]},
        {"id": 5, "title": 7, "author": "Lee", "issued": {"raw": "May 1999"}},
    ]  # fmt: skip
    first, second = map(the_record, read("csl", json.dumps(items), tmp_path))
    assert (first.title, first.doi, first.date, first.container) == (
        "Bees",
        "10.1000/b",
        "2020-05-03",
        "Apidologie",
    )
    assert (first.authors, first.cites) == (("van den Berg, Jan", "The Hive"), ("10.1000/w",))
    assert (second.key, second.title, second.authors, second.date) == ("5", "7", ("Lee",), "1999-05")


def test_zotero_rdf(tmp_path: Path) -> None:
    article, book = read("zotero-rdf", RDF, tmp_path)
    record = the_record(article)
    assert (record.title, record.authors) == ("Constitutional AI & more", ("Bai, Yuntao", "Lee, Ann"))
    assert (record.container, record.volume, record.pages) == ("Bees", "4", "1-9")
    assert (record.doi, record.arxiv, record.date) == ("10.1000/b", "2212.08073", "2022-12-15")
    assert (record.abstract, record.keywords, record.line) == ("We train.", ("alignment",), 6)
    assert book == Rejected("item_10", 24, "neither a title nor an identifier")


def test_zotero_csv(tmp_path: Path) -> None:
    text = (
        '\ufeff"Key","Item Type","Publication Year","Author","Title","DOI","Url","Abstract Note","Extra"\n'
        '"A1","preprint","2022","Bai, Yuntao; Lee, Ann","The\nAI","","","","arXiv:2212.08073 [cs]"\n'
        '"A2","book","2020","","","","","",""\n'
        '"A3","book","2020","Lee","Bees","","","","DOI: 10.1000/B","one too many"\n'
    )
    bai, untitled, wide = read("zotero-csv", text, tmp_path)
    assert the_record(bai).authors == ("Bai, Yuntao", "Lee, Ann")
    assert (the_record(bai).title, the_record(bai).arxiv) == ("The AI", "2212.08073")
    assert untitled == Rejected("A2", 4, "neither a title nor an identifier")
    assert wide == Rejected("A3", 5, "1 more fields than the header has")
    with pytest.raises(InvalidInputError, match="no column named Title"):
        read("zotero-csv", "a,b\n1,2\n", tmp_path)


def test_ids(tmp_path: Path) -> None:
    found = read(
        "ids", "# mine\n10.1000/B\nhttps://arxiv.org/abs/2212.08073v2\n\nW12\ncs/0102003\nbees\n", tmp_path
    )
    known = [(r.doi, r.arxiv, r.openalex) for r in found if isinstance(r, Record)]
    assert known == [("10.1000/b", "", ""), ("", "2212.08073", ""), ("", "", "W12"), ("", "cs/0102003", "")]
    assert found[-1] == Rejected("bees", 7, "neither a DOI nor an arXiv or OpenAlex id")


# --- there and back

_WORD = st.text("abcxyzÄéßøЖ深", min_size=1, max_size=8)
_TITLE = st.lists(
    _WORD | st.sampled_from(["AI", "the", "2020", "(x)", "a/b", "p:", "q?"]), min_size=1, max_size=6
).map(" ".join)
_RECORD = st.builds(
    Record,
    line=st.just(0),
    key=st.text("abc123", min_size=1, max_size=6),
    kind=st.just("JournalArticle"),
    title=_TITLE,
    authors=st.lists(st.tuples(_WORD, _WORD).map(", ".join), max_size=3, unique=True).map(tuple),
    date=st.integers(1900, 2099).map(str),
    container=_TITLE,
    volume=st.integers(1, 99).map(str),
    doi=st.from_regex(r"10\.[0-9]{4}/[a-z0-9]{1,8}", fullmatch=True),
    abstract=_TITLE,
)


def _bibtex(record: Record) -> str:
    fields = {
        "title": record.title,
        "author": " and ".join(record.authors),
        "year": record.date,
        "doi": record.doi,
    }
    fields |= {"journal": record.container, "volume": record.volume, "abstract": record.abstract}
    return (
        f"@article{{{record.key},\n"
        + "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        + "}\n"
    )


def _ris(record: Record) -> str:
    tags = [
        ("TY", "JOUR"),
        ("TI", record.title),
        *(("AU", name) for name in record.authors),
        ("PY", record.date),
    ]
    tags += [("DO", record.doi), ("JF", record.container), ("VL", record.volume), ("AB", record.abstract)]
    return "".join(f"{tag}  - {value}\n" for tag, value in [*tags, ("ID", record.key), ("ER", "")])


def _csl(record: Record) -> str:
    names = [dict(zip(("family", "given"), name.split(", "), strict=True)) for name in record.authors]
    item = {"id": record.key, "type": "article-journal", "title": record.title, "author": names,
            "DOI": record.doi,
            "issued": {"date-parts": [[int(record.date)]]}, "container-title": record.container,
            "volume": record.volume, "abstract": record.abstract}  # fmt: skip
    return json.dumps([item])


def _zotero_csv(record: Record) -> str:
    row = {"Key": record.key, "Item Type": "journalArticle", "Title": record.title, "DOI": record.doi,
           "Author": "; ".join(record.authors), "Date": record.date, "Publication Title": record.container,
           "Volume": record.volume, "Abstract Note": record.abstract}  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([row.keys(), row.values()])
    return out.getvalue()


def _zotero_rdf(record: Record) -> str:
    people = "".join(
        f"<rdf:li><foaf:Person><foaf:surname>{name.split(', ')[0]}</foaf:surname>"
        f"<foaf:givenName>{name.split(', ')[1]}</foaf:givenName></foaf:Person></rdf:li>"
        for name in record.authors
    )
    head = RDF[: RDF.index("<bib:Article")]
    return (
        f'{head}<bib:Article rdf:about="#{record.key}"><z:itemType>journalArticle</z:itemType>'
        f"<dc:title>{escape(record.title)}</dc:title><dc:date>{record.date}</dc:date>"
        f"<bib:authors><rdf:Seq>{people}</rdf:Seq></bib:authors><dcterms:abstract>{escape(record.abstract)}"
        f"</dcterms:abstract><dcterms:isPartOf><bib:Journal><dc:title>{escape(record.container)}</dc:title>"
        f"<prism:volume>{record.volume}</prism:volume><dc:identifier>DOI {record.doi}"
        "</dc:identifier></bib:Journal></dcterms:isPartOf></bib:Article></rdf:RDF>"
    )


def _openalex(record: Record) -> str:
    authors = [{"author": {"display_name": name}} for name in record.authors]
    work = {"id": "https://openalex.org/W1", "type": "article", "title": record.title,
            "authorships": authors,
            "publication_date": record.date,
            "primary_location": {"source": {"display_name": record.container}},
            "doi": f"https://doi.org/{record.doi}", "biblio": {"volume": record.volume},
            "abstract_inverted_index": {record.abstract: [0]}}  # fmt: skip
    return json.dumps(work)


_WRITERS: dict[str, Callable[[Record], str]] = {
    "bibtex": _bibtex, "ris": _ris, "csl": _csl, "zotero-csv": _zotero_csv, "zotero-rdf": _zotero_rdf,
    "openalex": _openalex,
}  # fmt: skip


@pytest.mark.parametrize("format_", _WRITERS)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record=_RECORD)
def test_what_is_written_is_read(format_: str, record: Record, tmp_path: Path) -> None:
    [found] = map(the_record, read(format_, _WRITERS[format_](record), tmp_path))
    same = ("title", "authors", "date", "container", "volume", "doi", "abstract", "kind")
    assert [getattr(found, name) for name in same] == [getattr(record, name) for name in same]
    assert found.key == ("W1" if format_ == "openalex" else record.key)
