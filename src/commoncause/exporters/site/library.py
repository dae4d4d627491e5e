"""A library as a page of its own: its works and the maps of them, reviewed or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import __version__
from ...answers.corpus import Corpus, Paper
from ...vocab import expand, slug
from ..colophon import CODE_LICENCE
from .maps import maps
from .papers import told

if TYPE_CHECKING:
    import networkx

__all__ = ["library_model", "library_network"]

Json = dict[str, Any]

_EMPTY = ("techniques", "failure_modes", "assumptions", "others", "reliances", "cells")


def library_model(library: Corpus, **options: Any) -> Json:
    """Return what `page.render_page` needs to show the works of a library and nothing else.

    There are no techniques, claims or answers; ``options`` are those of `maps.maps`. The same library gives
    the same value.
    """
    works = [_record(paper) for paper in library.papers]
    number = f"{len(works):,} {'work' if len(works) == 1 else 'works'}"
    return {
        "title": "The literature, mapped",
        "description": "Which works belong together, by what they cite and what cites them.",
        "version": __version__,
        "licence": {"code": CODE_LICENCE, "data": "that of the records"},
        "headline": f"{number}, {len(library.cites):,} citations among them.",
        "view": {"label": number, "source": "", "modes": []},
        "sources": works,
        "maps": maps(library, [work["id"] for work in works], **options),
        **{kind: [] for kind in _EMPTY},
        "claims": {},
        "turning": {},
    }


def _record(paper: Paper) -> Json:
    iri = expand(paper.name)
    return {"id": paper.name, "slug": slug(iri), "iri": iri, "label": paper.label} | told(paper.record)


def library_network(library: Corpus) -> networkx.MultiDiGraph:
    """Return works and who cites whom as the network that `page.render_page` draws."""
    import networkx

    graph = networkx.MultiDiGraph()
    for paper in library.papers:
        said = {"iri": expand(paper.name), "label": paper.label, "notation": "", "definition": paper.title}
        graph.add_node(paper.name, kind="source", position=None, **said)
    graph.add_edges_from((*pair, "cites", {"kind": "cites", "claims": ()}) for pair in library.cites)
    return graph
