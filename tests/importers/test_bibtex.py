"""BibTeX: what the fields mean, inheritance and strings, and entries that are damaged."""

from __future__ import annotations

import pytest

from commoncause.errors import InvalidInputError
from commoncause.importers.bibtex import LONGEST_ENTRY, read_bibtex
from commoncause.importers.latex import unicode_of
from commoncause.importers.records import Record, Rejected

LIBRARY = r"""% A library as people have them.
@comment{jabref-meta: databaseType:bibtex;}
@preamble{"\newcommand{\noop}[1]{}"}
@string{nips = "Advances in Neural Information Processing Systems"}
@string(acm = {ACM})

@inproceedings{ouyang2022,
  title     = {Training language models to follow instructions with {{Human}} feedback},
  author    = {Ouyang, Long and Wu, Jeff and others},
  booktitle = nips # ", 35",
  year      = 2022, month = dec,
  eprint    = {2203.02155}, archivePrefix = {arXiv},
  pages     = {27730--27744},
}

@ARTICLE(goedel31, title = "{\"U}ber formal unentscheidbare S{\"a}tze", author = "Kurt G{\"o}del",
  year = "1931",   journal = "Monatshefte f\"ur Mathematik", doi = {https://doi.org/10.1007/BF01700692})

@inbook{chapter, crossref = {whole}, title = {A chapter}, pages = 7,
  author = {van der Berg, Jan and {The Hive Group}}}
@book{whole, title = {The whole}, editor = {Roe, Jo}, publisher = acm, date = {2019-05-02}, isbn = {0}}

@misc{amodei, title={Concrete Problems in {AI} Safety}, author={Dario Amodei}, year={2016},
  journal={arXiv preprint arXiv:1606.06565}, url={javascript:alert(1)}}
@misc{ amodei , title={Same key, other work}, year={c. 1999}, title={given twice}}
"""


@pytest.fixture(scope="module")
def records() -> dict[str, Record]:
    found = list(read_bibtex(LIBRARY, "a.bib"))
    assert not [entry for entry in found if isinstance(entry, Rejected)]
    return {f"{entry.key}@{entry.line}": entry for entry in found if isinstance(entry, Record)}


def test_every_entry_is_a_record_and_nothing_else_is(records: dict[str, Record]) -> None:
    lines = {"ouyang2022": 7, "goedel31": 16, "chapter": 19, "whole": 21}
    assert list(records) == [*(f"{k}@{n}" for k, n in lines.items()), "amodei@23", "amodei@25"]


def test_fields_are_read_as_they_are_meant(records: dict[str, Record]) -> None:
    ouyang = records["ouyang2022@7"]
    assert ouyang.title == "Training language models to follow instructions with Human feedback"
    assert ouyang.authors == ("Ouyang, Long", "Wu, Jeff", "et al.")
    assert ouyang.container == "Advances in Neural Information Processing Systems, 35"
    assert (ouyang.date, ouyang.arxiv, ouyang.pages) == ("2022-12", "2203.02155", "27730–27744")
    assert ouyang.kind == "ConferencePaper"


def test_latex_becomes_unicode(records: dict[str, Record]) -> None:
    goedel = records["goedel31@16"]
    assert goedel.title == "Über formal unentscheidbare Sätze"
    assert (goedel.authors, goedel.container) == (("Gödel, Kurt",), "Monatshefte für Mathematik")
    assert goedel.doi == "10.1007/bf01700692"


def test_an_entry_inherits_what_it_lacks(records: dict[str, Record]) -> None:
    chapter = records["chapter@19"]
    assert (chapter.container, chapter.publisher, chapter.date) == ("The whole", "ACM", "2019-05-02")
    assert chapter.authors == ("van der Berg, Jan", "The Hive Group")
    assert (chapter.title, chapter.doi, chapter.pages) == ("A chapter", "", "7")


def test_an_identifier_is_found_where_people_write_it_and_a_link_to_nowhere_is_a_note(
    records: dict[str, Record],
) -> None:
    amodei = records["amodei@23"]
    assert (amodei.arxiv, amodei.kind, amodei.url) == ("1606.06565", "Preprint", "")
    assert amodei.notes == ("not a web address: javascript:alert(1)",)
    assert records["amodei@25"].notes == ("title is given twice",)
    assert records["amodei@25"].date == "1999"


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        ("@article{a, title = {Bees}, author = {Lee, A.}\n@article{b, title = {Next}}", "Bees"),
        ("@article{a, title = {Bees} author = {Lee, A.}, year = 2020}\n@article{b, title = {Next}}", "Bees"),
        ("@article{a title = {Bees}, year = 2020}\n@article{b, title = {Next}}", "Bees"),
        ("@article{a, title = {Bees, year = {2020},\n author = {Lee}}\n@article{b, title = {Next}}", None),
        ('@article{a, title = "Bees, year = 2020}\n@article{b, title = {Next}}', None),
    ],
)
def test_a_damaged_entry_is_salvaged_or_rejected_and_spoils_no_other(entry: str, title: str | None) -> None:
    damaged, after = read_bibtex(entry, "a.bib")
    assert isinstance(after, Record)
    assert (after.title, after.line) == ("Next", entry.count("\n", 0, entry.index("@article{b")) + 1)
    if isinstance(damaged, Record):
        assert damaged.title.startswith("Bees")
        assert damaged.notes[0].startswith("damaged: ")
    else:
        assert damaged.reason.startswith("damaged: ")
    if title:
        assert isinstance(damaged, Record)
        assert damaged.title == title


def test_an_entry_without_title_and_identifier_is_rejected_with_its_line() -> None:
    assert list(read_bibtex("\n\n@misc{a, year = 2020}", "a.bib")) == [
        Rejected("a", 3, "neither a title nor an identifier")
    ]


def test_an_endless_entry_is_rejected_and_the_next_one_read() -> None:
    long = "@misc{a, title = {" + "x" * LONGEST_ENTRY + "}}\n@misc{b, title = {B}}"
    first, second = read_bibtex(long, "a.bib")
    assert isinstance(first, Rejected)
    assert isinstance(second, Record)
    assert (first.record, second.title) == ("a", "B")


def test_entries_on_one_line_are_entries_each() -> None:
    line = "".join(f"@misc{{k{n}, title = {{Bees {n}}}}}" for n in range(30_000))
    found = list(read_bibtex(line, "a.bib"))
    assert len(line) > LONGEST_ENTRY
    assert [entry.title for entry in found if isinstance(entry, Record)] == [
        f"Bees {n}" for n in range(30_000)
    ]


def test_a_long_comment_is_no_entry() -> None:
    [record] = read_bibtex("@comment{" + "x" * LONGEST_ENTRY + "}\n@misc{b, title = {B}}", "a.bib")
    assert record.line == 2


def test_strings_are_known_before_and_after_they_are_defined() -> None:
    [record] = read_bibtex("@misc{a, title = t # {!}}\n@string{T = {Bees}}", "a.bib")
    assert isinstance(record, Record)
    assert record.title == "Bees!"


def test_a_text_without_entries_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="no entry of BibTeX"):
        list(read_bibtex("@comment{nothing}\n@string{a = {b}}", "a.bib"))


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\'{\i} \`{a} {\'e} \^o \c{c} \c c \H{o} \r{A} {\aa} \ss{}", "í à é ô ç ç ő Å å ß"),
        (r"$O(n^2)$ and $\beta$", "O(n^2) and β"),
        (r"\textbf{bold} {\em x} \emph{y}", "bold x y"),
        (r"50\% \& \$5 \#1 a\_b \{c\}", "50% & $5 #1 a_b {c}"),
        ("``quoted'' --- dash", "“quoted” — dash"),
        (r"100$ no end \unknown", "100 no end unknown"),
        (r"\BibTeX\ and \LaTeX{} users", "BibTeX and LaTeX users"),
    ],
)
def test_latex(latex: str, text: str) -> None:
    assert unicode_of(latex) == text
