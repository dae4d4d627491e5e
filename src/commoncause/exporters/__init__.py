"""Exporters: one file a format. `export` makes any of them in memory; `build` writes them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from ..errors import UnknownNameError
from ..views import View

if TYPE_CHECKING:
    from ..knowledge_base import KnowledgeBase

__all__ = ["FORMATS", "export"]

Files = dict[str, bytes]

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
    from ..network import network
    from .site.model import landing_view, page_model
    from .site.page import render_page

    shown = landing_view(kb) if view == View() else view
    page = render_page(page_model(kb, shown), network(kb.store, inferred=view.inferred))
    return {"index.html": page.encode()}


def _gsn(kb: KnowledgeBase, view: View) -> Files:
    from .gsn import gsn
    from .site.model import landing_view

    return {"commoncause-gsn.ttl": gsn(kb, landing_view(kb) if view == View() else view).encode()}


FORMATS: Final[Mapping[str, Callable[[KnowledgeBase, View], Files]]] = {
    "turtle": _turtle,
    "nquads": _nquads,
    "jsonld": _jsonld,
    "csv": _csv,
    "graphml": _graphml,
    "gexf": _gexf,
    "html": _html,
    "gsn": _gsn,
}
"""Format -> function from knowledge base and view to file name -> content."""


def export(kb: KnowledgeBase, format_: str, view: View | None = None) -> Files:
    """Return file name -> content of a format; ``csv`` makes several files, every other format one.

    The view (default: every claim but the inferred) decides on the cells of ``csv``, ``html`` and ``gsn``,
    and on whether the network has inferred edges. ``html`` and ``gsn`` without a view of their own show
    `landing_view`. The same data gives the same bytes, on any machine. Raises `UnknownNameError` for
    another format.
    """
    if format_ not in FORMATS:
        raise UnknownNameError(format_, "format", candidates=tuple(FORMATS))
    return FORMATS[format_](kb, view or View())
