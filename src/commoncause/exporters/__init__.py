"""Exporters: one file a format. `export` makes any of them in memory; `build` writes them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from ..errors import UnknownNameError
from ..model import Reading
from ..views import View

if TYPE_CHECKING:
    from ..knowledge_base import KnowledgeBase

__all__ = ["CRATE", "FORMATS", "export"]

Files = dict[str, bytes]
CRATE = "ro-crate"
"""The format that is all the others together."""
P_ILLUSTRATION = 0.1
"""Probability of every failure mode in an exported fault tree."""

# Each function imports its format where it is used: rdflib, networkx and pyvis take long to load.


def _turtle(kb: KnowledgeBase, _: View) -> Files:
    from .turtle import turtle

    return {"commoncause.ttl": turtle(kb).encode()}


def _nquads(kb: KnowledgeBase, _: View) -> Files:
    from .nquads import nquads

    return {"commoncause.nq": nquads(kb).encode()}


def _jsonld(kb: KnowledgeBase, _: View) -> Files:
    from .jsonld import jsonld

    return {"commoncause.jsonld": jsonld(kb).encode()}


def _csv(kb: KnowledgeBase, view: View) -> Files:
    from .tables import tables

    return {name: text.encode() for name, text in tables(kb, view).items()}


def _graphml(kb: KnowledgeBase, view: View) -> Files:
    from ..network import network
    from .network_files import graphml

    return {"commoncause.graphml": graphml(network(kb.store, inferred=view.inferred)).encode()}


def _gexf(kb: KnowledgeBase, view: View) -> Files:
    from ..network import network
    from .network_files import gexf

    return {"commoncause.gexf": gexf(network(kb.store, inferred=view.inferred)).encode()}


def _html(kb: KnowledgeBase, view: View) -> Files:
    from .site.pages import page_of

    return {"index.html": page_of(kb, None if view == View() else view).encode()}


def _site(kb: KnowledgeBase, _: View) -> Files:
    from .site.entities import entity_pages

    return entity_pages(kb)


def _open_psa(kb: KnowledgeBase, view: View) -> Files:
    from ..answers.fault_tree import portfolio_tree
    from .open_psa import portfolio_open_psa
    from .site.model import landing_view

    matrix = kb.matrix(landing_view(kb) if view == View() else view)
    readings = [reading.value for reading in Reading] if matrix.techniques else []
    return {
        f"commoncause-{reading}.xml": portfolio_open_psa(
            portfolio_tree(matrix, reading, p_default=P_ILLUSTRATION), reading, P_ILLUSTRATION
        ).encode()
        for reading in readings
    }


def _gsn(kb: KnowledgeBase, view: View) -> Files:
    from .gsn import gsn
    from .site.model import landing_view

    return {"commoncause-gsn.ttl": gsn(kb, landing_view(kb) if view == View() else view).encode()}


def _vosviewer(kb: KnowledgeBase, _: View) -> Files:
    from ..answers.citations import map_answer
    from ..answers.corpus import corpus
    from .vosviewer import vosviewer

    library = corpus(kb.store)
    # Leiden is there on some machines only, and the same data shall give the same bytes on all of them.
    answer = map_answer(library, "citation", engine="louvain")
    return {"commoncause-vosviewer.json": vosviewer(library, answer).encode()}


def _ro_crate(kb: KnowledgeBase, _: View) -> Files:
    from .build import contents

    return contents(kb)


FORMATS: Final[Mapping[str, Callable[[KnowledgeBase, View], Files]]] = {
    "turtle": _turtle,
    "nquads": _nquads,
    "jsonld": _jsonld,
    "csv": _csv,
    "graphml": _graphml,
    "gexf": _gexf,
    "html": _html,
    "site": _site,
    "open-psa": _open_psa,
    "gsn": _gsn,
    "vosviewer": _vosviewer,
    CRATE: _ro_crate,
}
"""Format -> function from knowledge base and view to file name -> content."""


def export(kb: KnowledgeBase, format_: str, view: View | None = None) -> Files:
    """Return file name -> content of a format.

    ``csv`` makes several files, ``site`` a page for each thing, ``open-psa`` a fault tree for each reading,
    none where nothing is assessed, ``ro-crate`` all of them with their metadata; every other format makes one
    file. The view (default: every claim but the
    inferred) decides on the cells of ``csv``, ``html``, ``open-psa`` and ``gsn``, and on whether the network
    has inferred edges; the last three without a view of their own show `landing_view`. The same data gives
    the same bytes, on any machine. Raises `UnknownNameError` for another format.
    """
    if format_ not in FORMATS:
        raise UnknownNameError(format_, "format", candidates=tuple(FORMATS))
    return FORMATS[format_](kb, view or View())
