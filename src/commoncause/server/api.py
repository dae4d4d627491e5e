"""``/api``: the answers of the command line as JSON."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..knowledge_base import KnowledgeBase
from ..vocab import PREFIXES
from .bodies import pairs_of
from .commands import arguments_of
from .endpoint import with_tag
from .openapi import description, readable
from .pages import html
from .pool import Pool
from .refusals import RefusedRequestError
from .settings import Settings

__all__ = ["Api"]

_SHARE: Final = 0.8
"""Share of the time limit after which an analysis stops by itself and tells what it knows."""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"


class Api:
    """The answers over a pool of workers."""

    def __init__(self, kb: KnowledgeBase, pool: Pool, settings: Settings) -> None:
        self.kb, self.pool, self.settings = kb, pool, settings

    async def answer(self, request: Request) -> Response:
        """Answer ``/api/NAME`` as ``commoncause NAME`` does with the parameters as options."""
        name = request.path_params["name"]
        pairs = pairs_of(request.scope["query_string"])
        limit = self.settings.time_limit * _SHARE
        arguments = await asyncio.to_thread(arguments_of, name, pairs, limit)
        head, body = await self.pool.run({"job": "answer", "command": name, "arguments": arguments})
        if head["status"] != 200:
            raise RefusedRequestError(head["status"], head["error"])
        return with_tag(request, Response(body, media_type="application/json"))

    async def queries(self, request: Request) -> Response:
        """Answer ``/api/queries`` with what the query page needs: competency questions, prefixes, limits."""
        files = self.kb.store.home.queries("queries")
        texts = {name: await asyncio.to_thread(path.read_text, "utf-8") for name, path in files.items()}
        answer: list[dict[str, Any]] = [
            {"name": name, "question": text.partition("\n")[0].lstrip("# "), "sparql": text}
            for name, text in texts.items()
        ]
        limits = {
            "seconds": self.settings.time_limit,
            "memory": self.settings.memory,
            "rows": self.settings.rows,
        }
        return with_tag(request, JSONResponse({"queries": answer, "prefixes": PREFIXES, "limits": limits}))

    async def description(self, request: Request) -> Response:
        """Answer ``/openapi.json``."""
        content = json.dumps(await asyncio.to_thread(description), indent=1, sort_keys=True)
        return with_tag(request, Response(content, media_type="application/json"))

    async def readable(self, request: Request) -> Response:
        """Answer ``/api`` with the same for people."""
        return html(request, (await asyncio.to_thread(readable)).encode(), _POLICY)
