"""The IRIs of the knowledge base, looked up: what is stated of each, in RDF, or its page."""

from __future__ import annotations

import asyncio
from typing import Final

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..errors import InvalidInputError
from ..exporters.site.entity_paths import path_of
from ..knowledge_base import KnowledgeBase
from ..sparql.iris import is_absolute
from ..vocab import GRAPH, KB
from .endpoint import media_type, with_tag
from .negotiation import best
from .refusals import RefusedRequestError
from .results import GRAPHS, written

__all__ = ["Documents"]

_SUFFIXES: Final = {".ttl": "text/turtle", ".nt": "application/n-triples", ".jsonld": "application/ld+json"}
_NAMED: Final = {type_: suffix for suffix, type_ in _SUFFIXES.items()}
_ABOUT: Final = (
    "CONSTRUCT {{ <{iri}> ?p ?o . ?s ?q <{iri}> }} WHERE {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?q <{iri}> }} }}"
)
_OF_GRAPH: Final = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"


class Documents:
    """Answers for the paths below ``/kb/`` and for ``/ontology``.

    A path names a thing; the triples about it come with the path of their document in Content-Location, the
    page by way of 303 See Other (W3C, Cool URIs for the Semantic Web, section 4.2). A suffix asks for one.
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb

    async def entity(self, request: Request) -> Response:
        """Answer what stands below ``/kb/``; 404 where nothing is stated of it."""
        path, suffix = _split(request.path_params["path"])
        iri = KB + path
        if not is_absolute(iri):
            raise RefusedRequestError(404, "no such entry")
        page = f"/site/{path_of(iri)}" if iri in self.kb.things else None
        if suffix == ".html":
            return _to_page(page)
        type_ = _SUFFIXES.get(suffix) or best(
            request.headers.get("accept"), [*GRAPHS, *(["text/html"] if page else [])]
        )
        if type_ == "text/html":
            return _to_page(page)
        query = (_OF_GRAPH if iri.startswith(GRAPH) else _ABOUT).format(iri=iri)
        return await self._document(request, query, type_, f"/kb/{path}")

    async def ontology(self, request: Request) -> Response:
        """Answer ``/ontology``: every term with its definition."""
        type_ = best(request.headers.get("accept"), list(GRAPHS))
        if type_ is None:
            raise RefusedRequestError(406, f"the ontology comes as {', '.join(GRAPHS)}")
        content = await asyncio.to_thread((self.kb.store.home.ontology / "commoncause.ttl").read_bytes)
        if type_ != "text/turtle":
            quads = ox.parse(content, format=ox.RdfFormat.TURTLE)
            content = written((quad.triple for quad in quads), type_)
        return _answer(request, content, type_, {})

    async def _document(self, request: Request, query: str, type_: str | None, where: str) -> Response:
        if type_ is None:
            raise RefusedRequestError(406, f"this comes as {', '.join(GRAPHS)}")
        triples = await asyncio.to_thread(self._triples, query)
        if not triples:
            raise RefusedRequestError(404, "no such entry")
        location = {"Content-Location": where + _NAMED[type_]} if type_ in _NAMED else {}
        return _answer(request, written(triples, type_), type_, location)

    def _triples(self, query: str) -> list[ox.Triple]:
        try:
            found = self.kb.store.query(query)
        except InvalidInputError:
            return []
        return sorted(set(found), key=str) if isinstance(found, ox.QueryTriples) else []


def _split(path: str) -> tuple[str, str]:
    suffix = next((s for s in (*_SUFFIXES, ".html") if path.endswith(s)), "")
    return path.removesuffix(suffix), suffix


def _to_page(page: str | None) -> Response:
    if page is None:
        raise RefusedRequestError(404, "no page for this entry: ask for Turtle")
    return RedirectResponse(page, 303, {"Vary": "Accept"})


def _answer(request: Request, body: bytes, type_: str, headers: dict[str, str]) -> Response:
    given = {"Content-Type": media_type(type_), "Vary": "Accept", **headers}
    return with_tag(request, Response(body, headers=given))
