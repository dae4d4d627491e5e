"""RO-Crate: what the exported files are, for repositories and tools that read research packages.

The Research Object Crate, version 1.1 (https://w3id.org/ro/crate/1.1): one file of JSON-LD beside the data.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from .. import __version__
from .colophon import AUTHORS, DATA_LICENCE, DATA_LICENCE_URL, DESCRIPTION, RELEASED, TITLE
from .readme import described

if TYPE_CHECKING:
    from ..knowledge_base import KnowledgeBase

__all__ = ["METADATA", "ro_crate"]

Json = dict[str, Any]

METADATA = "ro-crate-metadata.json"
_SPECIFICATION = "https://w3id.org/ro/crate/1.1"
_MEDIA_TYPES = {
    "csv": "text/csv",
    "css": "text/css",
    "gexf": "application/gexf+xml",
    "graphml": "application/graphml+xml",
    "html": "text/html",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "md": "text/markdown",
    "nq": "application/n-quads",
    "ttl": "text/turtle",
    "xml": "application/xml",
}


def ro_crate(kb: KnowledgeBase, files: Mapping[str, bytes]) -> str:
    """Return the metadata of a crate that holds ``files`` (name -> content) as JSON-LD, sorted.

    Each file has its media type, size in bytes and SHA-256; the many pages of ``site/`` are one dataset. The
    sources whose claims the data hold are cited. The date is that of the release, no clock is asked.
    """
    single = sorted(name for name in files if not name.startswith("site/"))
    site = [{"@id": "site/"}] if len(single) < len(files) else []
    sources = [thing for thing in kb.of_kind("source") if thing.slug in kb.sources]
    root: Json = {
        "@id": "./",
        "@type": "Dataset",
        "name": TITLE,
        "description": DESCRIPTION,
        "version": __version__,
        "datePublished": RELEASED,
        "license": {"@id": DATA_LICENCE_URL},
        "author": {"@id": "#contributors"},
        "keywords": "AI alignment, common-cause failure, defence in depth, knowledge graph",
        "citation": [{"@id": source.iri} for source in sources],
        "hasPart": [{"@id": name} for name in single] + site,
    }
    descriptor: Json = {
        "@id": METADATA,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": _SPECIFICATION},
    }
    people = {"@id": "#contributors", "@type": "Organization", "name": AUTHORS}
    licence = {"@id": DATA_LICENCE_URL, "@type": "CreativeWork", "name": DATA_LICENCE}
    works = [{"@id": s.iri, "@type": "CreativeWork", "name": s.definition or s.label} for s in sources]
    graph = [descriptor, root, people, licence, *works, *_parts(single, files), *map(_pages, site)]
    crate = {"@context": f"{_SPECIFICATION}/context", "@graph": graph}
    return json.dumps(crate, ensure_ascii=False, indent=1) + "\n"


def _parts(names: Iterable[str], files: Mapping[str, bytes]) -> Iterable[Json]:
    for name in names:
        content = files[name]
        yield {
            "@id": name,
            "@type": "File",
            "name": name,
            "description": described(name) or "what each file is, and what to load it with",
            "encodingFormat": _MEDIA_TYPES.get(name.rpartition(".")[2], "application/octet-stream"),
            "contentSize": str(len(content)),
            "sha256": hashlib.sha256(content).hexdigest(),
        }


def _pages(part: Json) -> Json:
    return {**part, "@type": "Dataset", "name": "site", "description": described("site/index.html")}
