"""The application: a function of a knowledge base, so that it can be tested without a port."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..errors import CommoncauseError
from ..knowledge_base import KnowledgeBase
from .api import Api
from .documents import Documents
from .endpoint import CUT, Endpoint
from .guards import Guard
from .pages import Pages
from .pool import Pool
from .refusals import RefusedRequestError, told
from .settings import Settings

__all__ = ["make_app"]

_ANY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def make_app(kb: KnowledgeBase, settings: Settings | None = None) -> Starlette:
    """Return the application over a knowledge base; its workers live from its start to its end."""
    settings = settings or Settings()
    queries, answers = Pool("queries", settings), Pool("answers", settings)

    @contextlib.asynccontextmanager
    async def _lifespan(_app: Starlette) -> AsyncIterator[None]:
        # In the background: what analyses import takes longer than all the rest.
        filling = asyncio.create_task(answers.start(kb.store))
        try:
            await queries.start(kb.store)
            yield
        finally:
            await asyncio.wait([filling])
            await queries.close()
            await answers.close()

    app = Starlette(
        routes=[*_data_routes(kb, settings, queries, answers), *_page_routes(kb)],
        middleware=_middleware(settings),
        exception_handlers={CommoncauseError: _told, HTTPException: _told_http},
        lifespan=_lifespan,
    )
    # A slash too many makes another address, and what is there at an address is said outright.
    app.router.redirect_slashes = False
    return app


def _data_routes(kb: KnowledgeBase, settings: Settings, queries: Pool, answers: Pool) -> list[Route]:
    data = kb.store.edition()
    endpoint, api = Endpoint(queries, settings, data, tuple(kb.store.graph_names)), Api(kb, answers, settings)

    def _health(_: Request) -> Response:
        alive = {"queries": len(queries.alive), "answers": len(answers.alive)}
        return JSONResponse(
            {"status": "ok" if all(alive.values()) else "starting", "workers": alive, "data": data}
        )

    return [
        Route("/sparql", endpoint.answer, methods=_ANY_METHOD),
        Route("/sparql/", endpoint.answer, methods=_ANY_METHOD),
        Route("/health", _health),
        Route("/openapi.json", api.description),
        Route("/api", api.readable),
        Route("/api/", api.readable),
        Route("/api/queries", api.queries),
        Route("/api/{name}", api.answer),
    ]


def _page_routes(kb: KnowledgeBase) -> list[Route]:
    pages, documents = Pages(kb), Documents(kb)
    return [
        Route("/", pages.home),
        Route("/index.html", pages.home),
        Route("/query", pages.query),
        Route("/query/{name:path}", pages.static),
        Route("/site/{path:path}", pages.entity),
        Route("/kb/{path:path}", documents.entity),
        Route("/ontology", documents.ontology),
    ]


def _middleware(settings: Settings) -> list[Middleware]:
    guards = [Middleware(Guard, settings=settings)]
    if settings.cors is None:
        return guards
    allowed: dict[str, Any] = {
        "allow_origins": [settings.cors],
        "allow_methods": ["GET", "HEAD", "POST", "OPTIONS"],
        "allow_headers": ["Accept", "Content-Type", "If-None-Match"],
        "expose_headers": ["ETag", CUT, "Retry-After"],
    }
    return [*guards, Middleware(CORSMiddleware, **allowed)]


async def _told(request: Request, error: Exception) -> Response:
    return told(request, error if isinstance(error, CommoncauseError) else RefusedRequestError(500, "error"))


async def _told_http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else "internal error"
    return told(request, RefusedRequestError(status, detail.lower()))
