"""What the page says about itself: where its claims come from, how to cite it, what else there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from ..colophon import AUTHORS, CITED_AS, DATA_LICENCE_URL

__all__ = ["FILES", "about"]

FILES = {
    "README.md": "what each file is and how to load it",
    "commoncause.ttl": "everything in Turtle",
    "commoncause.nq": "the same with a named graph for each source",
    "commoncause.jsonld": "the same as JSON-LD",
    "commoncause.graphml": "the network of things and works",
    "csv/papers.csv": "the tables, a file a kind",
}
"""Exports that stand beside the page, relative to it."""
_PLURALS = {"compatibility": "compatibilities"}


def about(model: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the page tells of itself in ``model``: its sources, how many claims, how to cite it.

    ``sources`` are those whose text makes claims or had errors found in it, most claims first; each has its
    ``claims`` (their number) and ``kinds``, pairs of number and name, largest first.
    """
    claims = model.get("claims", {}).values()
    return {
        "sources": _sources(model),
        "claims": len(claims),
        "curated": sum(not claim["source"] for claim in claims),
        "works": len(model.get("sources", ())),
        "citation": f"{AUTHORS}. {CITED_AS}. Version {model.get('version', '')}.",
        "bibtex": _bibtex(str(model.get("version", ""))),
        "files": FILES,
        "licence": DATA_LICENCE_URL,
    }


def _sources(model: Mapping[str, Any]) -> list[dict[str, Any]]:
    told = Counter((claim["source"], claim["kind"]) for claim in model.get("claims", {}).values())
    found = []
    for source in model.get("sources", ()):
        kinds = {kind: number for (slug, kind), number in told.items() if slug == source["slug"]}
        if kinds:
            ranked = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
            named = [(number, _plural(kind, number)) for kind, number in ranked]
            found.append({"thing": source, "claims": sum(kinds.values()), "kinds": named})
    return sorted(found, key=lambda source: -source["claims"])


def _plural(kind: str, number: int) -> str:
    """Return the name of a kind of claim for so many of it.

    >>> _plural("reliance", 2), _plural("compatibility", 3), _plural("defect", 1)
    ('reliances', 'compatibilities', 'defect')
    """
    return kind if number == 1 else _PLURALS.get(kind, f"{kind}s")


def _bibtex(version: str) -> str:
    """Return the entry to copy; a brace in the version would break it, so none is kept."""
    plain = "".join(sign for sign in version if sign.isalnum() or sign in ".+-")[:40]
    fields = {
        "author": f"{{{AUTHORS}}}",
        "title": f"{{{CITED_AS}}}",
        "version": plain,
        "note": f"Version {plain}",
    }
    lines = (f"  {name} = {{{value}}}" for name, value in fields.items())
    return "@misc{commoncause,\n" + ",\n".join(lines) + "\n}"
