"""Works from RIS, the tagged format of reference managers and publishers.

A record runs from ``TY`` to ``ER``; one whose ``ER`` is missing ends where the next begins. Tags as in
the Research Information Systems specification of 2001 and as EndNote, Zotero, Scopus and Web of Science
write them; a line without a tag goes on with the one above.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..errors import InvalidInputError
from .records import Fields, Record, Rejected, record_of

__all__ = ["read_ris"]

_TAG = re.compile(r"[ \t]{0,3}([A-Z][A-Z0-9])(?: {2}-| {0,3}-(?= |$))[ \t]*(.*)")
_TAGS = frozenset(
    "A1 A2 A3 A4 AB AD AN AU BT C1 C2 C3 C4 C5 C6 C7 C8 CA CN CP CT CY DA DB DO DP ED EP ER ET ID IS J1 J2 "
    "JA JF JO KW L1 L2 L3 L4 LA LB LK M1 M2 M3 N1 N2 NV OP PB PP PY RI RN RP SE SN SP ST T1 T2 T3 TA TI TT "
    "TY U1 U2 U3 U4 U5 UR VL VO Y1 Y2".split()
)
"""A line that begins otherwise goes on with the one above, whatever its letters."""
_KINDS = {
    "JOUR": "JournalArticle", "EJOUR": "JournalArticle", "MGZN": "Article", "NEWS": "NewsItem",
    "INPR": "Article",
    "BOOK": "Book", "EBOOK": "Book", "EDBOOK": "Book", "CHAP": "BookChapter", "ECHAP": "BookChapter",
    "CONF": "ConferencePaper", "CPAPER": "ConferencePaper", "THES": "Thesis", "RPRT": "ReportDocument",
    "GOVDOC": "ReportDocument", "UNPB": "WorkingPaper", "ELEC": "WebPage", "WEB": "WebPage",
    "BLOG": "BlogPost",
    "DATA": "Dataset", "STAND": "Standard", "ENCYC": "BookChapter", "PREPRINT": "Preprint",
}  # fmt: skip


@dataclass(slots=True)
class _Entry:
    """The tags of one record, in order."""

    line: int
    tags: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    notes: list[str] = field(default_factory=list)


def read_ris(text: str, where: str) -> Iterator[Record | Rejected]:
    """Yield a record or its rejection for each record of a file, in the order of the file.

    Raises `InvalidInputError` if the text holds no record.

    >>> text = "TY  - JOUR\\nTI  - Bees\\nAU  - Lee, Ann\\n\\nTY  - BOOK\\nTI  - Wax\\nER  - "
    >>> [a, b] = read_ris(text, "a.ris")
    >>> a.title, a.authors, a.notes, b.title, b.line
    ('Bees', ('Lee, Ann',), ('no ER at its end',), 'Wax', 5)
    """
    entry = None
    for entry in _entries(text):
        yield record_of(_fields(entry), _first(entry.tags, "ID"), entry.line)
    if entry is None:
        raise InvalidInputError("no record of RIS", where=where, remedy="is it in another format?")


def _entries(text: str) -> Iterator[_Entry]:
    entry: _Entry | None = None
    last = ""
    for number, line in enumerate(text.split("\n"), 1):
        found = _TAG.match(line)
        tag, value = (found[1], found[2].strip()) if found and found[1] in _TAGS else ("", line.strip())
        if tag == "ER":
            if entry:
                yield entry
            entry = None
        elif tag == "TY" or (tag and entry is None):
            if entry:
                yield _unended(entry)
            entry = _Entry(number)
            entry.notes += [] if tag == "TY" else ["no TY at its beginning"]
        if entry and tag and tag != "ER":
            entry.tags[tag].append(value)
            last = tag
        elif entry and value:
            entry.tags[last][-1] = f"{entry.tags[last][-1]} {value}".strip()
    if entry:
        yield _unended(entry)


def _unended(entry: _Entry) -> _Entry:
    entry.notes.append("no ER at its end")
    return entry


def _first(tags: Mapping[str, list[str]], *names: str) -> str:
    return next((value for name in names for value in tags.get(name, ()) if value), "")


def _fields(entry: _Entry) -> Fields:
    tags = entry.tags
    kind = _first(tags, "TY").upper()
    authors = next((tags[name] for name in ("AU", "A1", "A2", "ED") if name in tags), [])
    if "T1" not in tags and "TI" not in tags and kind in {"BOOK", "EDBOOK"}:
        tags["TI"] = tags.get("BT", []) + tags.get("T2", [])
    return Fields(
        kind=_KINDS.get(kind, "Expression"),
        title=_first(tags, "TI", "T1", "CT"),
        authors=authors,
        date=_date(tags),
        container=_first(tags, "T2", "JF", "JO", "BT", "JA", "J2", "T3"),
        volume=_first(tags, "VL"),
        issue=_first(tags, "IS"),
        pages="–".join(filter(None, [_first(tags, "SP"), _first(tags, "EP")])),
        publisher=_first(tags, "PB"),
        doi=_first(tags, "DO"),
        url=_first(tags, "UR", "L2", "LK"),
        abstract=_first(tags, "AB", "N2"),
        keywords=tags.get("KW", ()),
        mentions=[*tags.get("M1", ()), *tags.get("N1", ()), *tags.get("AN", ()), *tags.get("T2", ())],
        notes=entry.notes,
    )


def _date(tags: Mapping[str, list[str]]) -> str:
    """Return the date, the day where one is given; RIS writes YYYY/MM/DD/other."""
    given = [value.strip("/ ") for value in (_first(tags, "DA"), _first(tags, "PY", "Y1"))]
    return max(given, key=lambda value: (bool(re.match("[12][0-9]{3}", value)), value.count("/"), len(value)))
