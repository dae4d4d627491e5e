"""The site: the page, the pages of things, and the page on which queries are written."""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from ..exporters import export
from ..exporters.site.entities import POLICY, EntityPages
from ..knowledge_base import KnowledgeBase
from .endpoint import with_tag
from .refusals import RefusedRequestError

__all__ = ["OWN_SCRIPTS", "Pages", "html"]

OWN_SCRIPTS: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Content-Security-Policy of a page whose scripts and styles are files of ours."""
_STATIC: Final = Path(__file__).parent / "static"


class Pages:
    """Pages made when they are first asked for, and kept."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self._lock = asyncio.Lock()
        self._kept: dict[str, bytes] = {}

    async def home(self, request: Request) -> Response:
        """Answer ``/`` with the page; it brings its own policy, with the digests of its scripts."""
        content = await self._made("", lambda: export(self.kb, "html")["index.html"])
        return html(request, content, "frame-ancestors 'none'")

    async def entity(self, request: Request) -> Response:
        """Answer what stands below ``/site/``."""
        path = request.path_params["path"] or "index.html"
        make = self._entities.makers.get(path)
        if make is None:
            raise RefusedRequestError(404, "no such page")
        content = await self._made(path, lambda: make().encode())
        if path.endswith(".css"):
            return with_tag(request, Response(content, media_type="text/css"))
        return html(request, content, f"{POLICY}; frame-ancestors 'none'")

    @cached_property
    def _entities(self) -> EntityPages:
        return EntityPages(self.kb)

    async def query(self, request: Request) -> Response:
        """Answer ``/query``: the page on which queries are written and run."""
        return html(request, (_STATIC / "query.html").read_bytes(), OWN_SCRIPTS)

    async def static(self, request: Request) -> Response:
        """Answer the files that the query page needs."""
        path = _STATIC / request.path_params["name"]
        if path.parent.name not in {"static", "vendor"} or ".." in path.parts or not path.is_file():
            raise RefusedRequestError(404, "no such file")
        type_ = mimetypes.guess_type(path.name)[0] or "text/plain"
        content = await self._made(str(path), path.read_bytes)
        return with_tag(request, Response(content, media_type=type_))

    async def _made(self, name: str, make: Callable[[], bytes]) -> bytes:
        # One at a time: two visitors at the start shall not make the page twice.
        async with self._lock:
            if name not in self._kept:
                self._kept[name] = await asyncio.to_thread(make)
        return self._kept[name]


def html(request: Request, content: bytes, policy: str) -> Response:
    """Return a page with its Content-Security-Policy."""
    response = Response(content, media_type="text/html", headers={"Content-Security-Policy": policy})
    return with_tag(request, response)
