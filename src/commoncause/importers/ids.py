"""Works from a list of identifiers: a DOI, an arXiv id or an OpenAlex id a line, bare or as an address."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import InvalidInputError
from .identifiers import arxiv_id, doi, openalex_id
from .records import Fields, Record, Rejected, record_of

__all__ = ["read_ids"]


def read_ids(text: str, where: str) -> Iterator[Record | Rejected]:
    """Yield a record or its rejection for each line that is not empty and does not begin with ``#``.

    Raises `InvalidInputError` if there is no such line.

    >>> [a, b, c] = read_ids("arXiv:2212.08073v1\\n# mine\\nhttps://doi.org/10.1000/B\\nbees", "a.txt")
    >>> a.arxiv, b.doi, c.line, c.reason
    ('2212.08073', '10.1000/b', 4, 'neither a DOI nor an arXiv or OpenAlex id')
    """
    line = 0
    for number, given in enumerate(text.split("\n"), 1):
        line_text = given.strip()
        if not line_text or line_text.startswith("#"):
            continue
        line = number
        known = (doi(line_text), arxiv_id(line_text), openalex_id(line_text))
        if any(known):
            yield record_of(Fields(doi=known[0], arxiv=known[1], openalex=known[2]), "", number)
        else:
            yield Rejected(line_text[:200], number, "neither a DOI nor an arXiv or OpenAlex id")
    if not line:
        raise InvalidInputError("no identifier", where=where, remedy="write one a line")
