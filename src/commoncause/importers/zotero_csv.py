"""Works from the CSV file that Zotero exports: a row an item, columns by their English names."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping

from ..errors import InvalidInputError
from .records import Fields, Record, Rejected, record_of

__all__ = ["KINDS", "read_zotero_csv"]

# Item types as https://api.zotero.org/itemTypes names them.
KINDS = {
    "journalArticle": "JournalArticle", "magazineArticle": "Article", "newspaperArticle": "NewsItem",
    "preprint": "Preprint", "book": "Book", "bookSection": "BookChapter",
    "conferencePaper": "ConferencePaper",
    "thesis": "Thesis", "report": "ReportDocument", "manuscript": "WorkingPaper", "webpage": "WebPage",
    "blogPost": "BlogPost", "forumPost": "WebPage", "dataset": "Dataset", "standard": "Standard",
    "encyclopediaArticle": "BookChapter",
}  # fmt: skip


def read_zotero_csv(text: str, where: str) -> Iterator[Record | Rejected]:
    """Yield a record or its rejection for each row.

    Raises `InvalidInputError` with the line for what is not CSV or lacks the column ``Title``.

    >>> [record] = read_zotero_csv('Key,Item Type,Title,Author\\nA1,book,Bees,"Lee, Ann; Roe, Jo"', "a.csv")
    >>> record.key, record.kind, record.authors
    ('A1', 'Book', ('Lee, Ann', 'Roe, Jo'))
    """
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""))
    try:
        header = next(reader, [])
        if "Title" not in header:
            remedy = "export it from Zotero as CSV"
            raise InvalidInputError("no column named Title", where=f"{where}:1", remedy=remedy)
        line = reader.line_num + 1
        for cells in reader:
            if any(map(str.strip, cells)):
                row = dict(zip(header, cells, strict=False))
                yield _record(row, line, len(cells) - len(header))
            line = reader.line_num + 1
    except csv.Error as error:
        line = reader.line_num
        raise InvalidInputError(
            f"not CSV: {error}", where=f"{where}:{line}", remedy="export it anew"
        ) from error


def _record(row: Mapping[str, str], line: int, surplus: int) -> Record | Rejected:
    key = row.get("Key", "")
    if surplus > 0:
        return Rejected(key, line, f"{surplus} more fields than the header has")

    def _text(*names: str) -> str:
        return next((row[name] for name in names if row.get(name)), "")

    fields = Fields(
        kind=KINDS.get(_text("Item Type"), "Expression"),
        title=_text("Title"),
        authors=_text("Author", "Editor").split(";"),
        date=_text("Date", "Publication Year"),
        container=_text("Publication Title", "Proceedings Title", "Conference Name", "Series"),
        volume=_text("Volume"),
        issue=_text("Issue"),
        pages=_text("Pages"),
        publisher=_text("Publisher"),
        doi=_text("DOI") or _doi(_text("Extra")),
        url=_text("Url", "URL"),
        abstract=_text("Abstract Note"),
        keywords=[
            word for name in ("Manual Tags", "Automatic Tags") for word in row.get(name, "").split(";")
        ],
        mentions=[_text("Extra"), _text("Archive"), _text("Archive Location"), _text("Publication Title")],
    )
    return record_of(fields, key, line)


def _doi(extra: str) -> str:
    """Return the DOI that Zotero keeps among notes for items without a field for it.

    >>> _doi("tex.x: 1\\nDOI: 10.1000/b\\nPMID: 3")
    '10.1000/b'
    """
    found = re.search(r"^DOI:\s*(\S+)", extra, re.IGNORECASE | re.MULTILINE)
    return found[1] if found else ""
