"""Identifiers of works in their normal form; empty for what is none."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

__all__ = ["address", "arxiv_id", "arxiv_mentioned", "cited_id", "doi", "openalex_id"]

_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s\"'{}|\\^`]{1,200}")
_DOI_ONLY = re.compile(
    r"(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi:?\s*)?(10\.[0-9]{4,9}.*)", re.IGNORECASE
)
# https://info.arxiv.org/help/arxiv_identifier.html : YYMM.number since 2007, archive.XX/YYMMnumber before
_ARXIV = r"(?:[0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5}|[a-z-]{2,20}(?:\.[A-Z]{2})?/[0-9]{7})"
_ARXIV_ONLY = re.compile(
    rf"(?:(?:https?://)?(?:www\.)?arxiv\.org/(?:abs|pdf|html)/|arxiv:)?\s*({_ARXIV})(?:v[0-9]+)?(?:\.pdf)?"
    r"(?:\s*\[[\w.-]+\])?",
    re.IGNORECASE,
)
_ARXIV_MENTIONED = re.compile(
    rf"arxiv(?:\.org/(?:abs|pdf|html)/|[:.]|\s+)\s*({_ARXIV})(?:v[0-9]+)?(?![0-9])", re.IGNORECASE
)
_OPENALEX = re.compile(
    r"(?:https?://(?:api\.|www\.)?openalex\.org/(?:works/)?|openalex:)?(W[0-9]{1,15})", re.IGNORECASE
)
_MAY_STAND = "!#$%&'()*+,/:;=?@[]~-._"


def doi(text: str) -> str:
    r"""Return a DOI in lower case, for case does not count in one.

    >>> doi("https://doi.org/10.1145/3442188.3445922."), doi("doi: 10.1016/S0020-7373(88)80040-9")
    ('10.1145/3442188.3445922', '10.1016/s0020-7373(88)80040-9')
    >>> doi(r"10.1007/978-3\_4"), doi("10.1/x"), doi("none")
    ('10.1007/978-3_4', '', '')
    """
    if "10." not in text:
        return ""
    bare = text.strip().replace("\\", "")
    only = _DOI_ONLY.fullmatch(bare)
    if not only:
        return ""
    found = _DOI.fullmatch(unquote(only[1]).split("?")[0].rstrip(" .,;"))
    return found[0].lower() if found and found[0].isprintable() else ""


def arxiv_id(text: str) -> str:
    """Return an arXiv identifier without prefix and version.

    >>> arxiv_id("arXiv:2212.08073v2"), arxiv_id("https://arxiv.org/abs/cs.LG/0102003"), arxiv_id("2299.1")
    ('2212.08073', 'cs.LG/0102003', '')
    """
    found = _ARXIV_ONLY.fullmatch(text.strip())
    return _arxiv_normal(found[1]) if found else ""


def _arxiv_normal(text: str) -> str:
    archive, slash, number = text.partition("/")
    if not slash:
        return text
    name, dot, part = archive.partition(".")
    return f"{name.lower()}{dot}{part.upper()}/{number}"


def arxiv_mentioned(text: str) -> str:
    """Return the arXiv identifier that a text names as one.

    >>> arxiv_mentioned("arXiv preprint arXiv:1606.06565"), arxiv_mentioned("10.48550/arXiv.2212.08073")
    ('1606.06565', '2212.08073')
    """
    found = _ARXIV_MENTIONED.search(text) if "arxiv" in text.casefold() else None
    return _arxiv_normal(found[1]) if found else ""


def openalex_id(text: str) -> str:
    """Return the identifier of a work in OpenAlex.

    >>> openalex_id("https://openalex.org/W2741809807"), openalex_id("A5023888391")
    ('W2741809807', '')
    """
    found = _OPENALEX.fullmatch(text.strip())
    return found[1].upper() if found else ""


def cited_id(text: str) -> str:
    """Return the OpenAlex id or the DOI of a cited work."""
    return openalex_id(text) or doi(text)


def address(text: str) -> str:
    """Return a web address as an IRI; what leads elsewhere than to the web is none.

    >>> address(" https://example.org/a b"), address("javascript:alert(1)"), address("www.example.org")
    ('https://example.org/a%20b', '', 'https://www.example.org')
    """
    if not text:
        return ""
    text = text.strip().replace("\\_", "_").replace("\\%", "%").replace("\\&", "&").replace("\\#", "#")
    if text.lower().startswith("www."):
        text = "https://" + text
    if not text.lower().startswith(("http://", "https://")) or len(text) > 2_000:
        return ""
    try:
        parts = urlsplit(text)
        if not re.fullmatch(r"(?:[\w-]+\.)*[\w-]+\.?(?::[0-9]{1,5})?", parts.netloc):
            return ""
    except ValueError:
        return ""
    quoted = quote(text, safe=_MAY_STAND)
    return re.sub("%(?![0-9A-Fa-f]{2})", "%25", quoted).replace("[", "%5B").replace("]", "%5D")
