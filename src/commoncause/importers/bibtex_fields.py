"""What the fields of BibTeX and BibLaTeX mean for a work."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .bibtex_names import names_of
from .latex import unicode_of
from .records import Fields

__all__ = ["USED", "fields_of", "inherited"]

# BibTeX's entry types are those of btxdoc (O. Patashnik, 1988), the others BibLaTeX's (manual, section 2.1).
_KINDS = {
    "article": "JournalArticle", "book": "Book", "booklet": "Book", "collection": "Book", "mvbook": "Book",
    "proceedings": "Book", "inbook": "BookChapter", "incollection": "BookChapter", "suppbook": "BookChapter",
    "inproceedings": "ConferencePaper", "conference": "ConferencePaper", "phdthesis": "DoctoralThesis",
    "mastersthesis": "MastersThesis", "thesis": "Thesis", "techreport": "ReportDocument",
    "report": "ReportDocument", "unpublished": "WorkingPaper", "online": "WebPage", "electronic": "WebPage",
    "www": "WebPage", "webpage": "WebPage", "dataset": "Dataset", "standard": "Standard",
}  # fmt: skip
USED = frozenset(
    "title subtitle author editor year month date journal journaltitle booktitle howpublished volume number "
    "issue pages publisher institution school organization doi eprint archiveprefix eprinttype arxivid "
    "openalex url abstract keywords keyword note crossref xdata".split()
)
"""The fields that are read."""
_NOT_INHERITED = {"crossref", "xref", "ids", "label", "options", "presort", "sortkey", "abstract", "doi"}
_TITLE_OF_PARENT = {"inbook": "booktitle", "incollection": "booktitle", "inproceedings": "booktitle"}


def inherited(kind: str, values: dict[str, str], parent: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of an entry with those that it lacks from the entry that ``crossref`` names.

    >>> inherited("inproceedings", {"title": "A"}, {"title": "Proc. B", "year": "2020"})
    {'booktitle': 'Proc. B', 'year': '2020', 'title': 'A'}
    """
    title = "journaltitle" if kind == "article" else "booktitle"
    theirs = {
        title if name == "title" else name: v for name, v in parent.items() if name not in _NOT_INHERITED
    }
    if kind in _TITLE_OF_PARENT and "booktitle" in parent:
        theirs["booktitle"] = parent["booktitle"]
    if kind not in {"inbook"}:
        theirs.pop("author", None)
    return {**theirs, **values}


def fields_of(kind: str, values: Mapping[str, str]) -> Fields:
    """Return the fields of a work; ``values`` are by lower-case name, without delimiters, in LaTeX."""

    def _text(*names: str) -> str:
        for name in names:
            if value := values.get(name):
                return unicode_of(value)
        return ""

    eprint = values.get("eprint", "")
    archive = (values.get("archiveprefix") or values.get("eprinttype") or "").strip().lower()
    title = _text("title")
    subtitle = _text("subtitle")
    return Fields(
        kind=_KINDS.get(kind, "Expression"),
        title=f"{title}: {subtitle}" if title and subtitle else title,
        authors=names_of(values.get("author") or values.get("editor") or ""),
        date=_date(values),
        container=_text("journal", "journaltitle", "booktitle", "howpublished" if "url" in values else ""),
        volume=_text("volume"),
        issue=_text("number", "issue"),
        pages=_text("pages"),
        publisher=_text("publisher", "institution", "school", "organization"),
        doi=values.get("doi", ""),
        arxiv=eprint if archive == "arxiv" else values.get("arxivid", ""),
        openalex=values.get("openalex", ""),
        url=_url(values),
        abstract=_text("abstract"),
        keywords=re.split("[;,]", _text("keywords", "keyword"))
        if "keywords" in values or "keyword" in values
        else (),
        mentions=[
            v
            for name in ("journal", "note", "howpublished", "number", "volume", "eprint")
            if "xiv" in (v := values.get(name, "")).lower()
        ],
    )


def _date(values: Mapping[str, str]) -> str:
    if date := values.get("date"):
        return date
    year, month = values.get("year", ""), values.get("month", "")
    return unicode_of(
        f"{month} {year}"
        if month and not month.strip().isdigit()
        else f"{year}-{month.strip()}"
        if month
        else year
    )


def _url(values: Mapping[str, str]) -> str:
    given = values.get("url") or ""
    if not given and "howpublished" in values:
        found = re.search(r"https?://[^\s{}]+", values["howpublished"])
        given = found[0] if found else ""
    return re.sub(r"^\\(?:url|href)\s*\{|\}$", "", given.strip())
