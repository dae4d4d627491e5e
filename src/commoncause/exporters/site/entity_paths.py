"""Where the page of a thing lies: a file name that any system can hold, whatever the slug says."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import Final

from ...vocab import KB, KINDS

__all__ = ["chapter_path", "path_of", "stem", "way"]

FOLDERS: Final = tuple(sorted(set(KINDS.values()) - {"claim", "defect"}))
LONGEST: Final = 120
# Names that Windows keeps for devices, whatever the ending.
RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
)


@lru_cache(maxsize=1 << 16)
def path_of(iri: str) -> str:
    """Return where the page of a thing lies in the folder of the site: the steps of its IRI and ``.html``.

    >>> path_of("https://w3id.org/commoncause/kb/technique/rlhf")
    'technique/rlhf.html'
    """
    for folder in FOLDERS:
        base = f"{KB}{folder}/"
        if iri.startswith(base):
            return f"{folder}/{stem(iri[len(base) :])}.html"
    return f"other/{stem(iri)}.html"


def stem(name: str) -> str:
    """Return a slug as it is, and of anything else what can be told of it and 16 digits of its SHA-256.

    No two names give one file, not even where case does not count: only the latter have two hyphens in a row.

    >>> stem("rlhf"), stem("RLHF"), stem("../..")
    ('rlhf', 'rlhf--78437560ec1796eb', 'x--0cfd1c96cbc0c0e0')
    """
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) and len(name) <= LONGEST and name not in RESERVED:
        return name
    told = re.sub(r"[^a-z0-9]+", "-", name.lower())[:40].strip("-")
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{told or 'x'}--{digest[:16]}"


def chapter_path(path: str, chapter: str) -> str:
    """Return where a chapter of the page at ``path`` lies: beside it, where no thing's does (see `stem`).

    >>> chapter_path("source/irving-2018.html", "defect")
    'source/irving-2018--defect.html'
    """
    return f"{path.removesuffix('.html')}--{chapter}.html"


def way(here: str, to: str) -> str:
    """Return the shortest way from a page to another, or to a place in one; both from the folder of the site.

    >>> [way("source/a.html", to) for to in ("source/a.html#x", "source/b.html#x", "style.css")]
    ['#x', 'b.html#x', '../style.css']
    >>> way("index.html", "source/a.html")
    'source/a.html'
    """
    folder = here.rpartition("/")[0]
    if to.startswith(f"{here}#"):
        return to[len(here) :]
    if not folder:
        return to
    return to.removeprefix(f"{folder}/") if to.startswith(f"{folder}/") else f"../{to}"
