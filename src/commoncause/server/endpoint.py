"""``/sparql``: queries in, results out."""

from __future__ import annotations

import hashlib
import json

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from .description import service_description
from .negotiation import best
from .pool import Pool
from .protocol import METHODS, Asked, asked_in
from .refusals import RefusedRequestError
from .results import ABOUT_LIMITS, GRAPHS, SOLUTIONS, written
from .settings import Settings

__all__ = ["CUT", "QUERY", "Endpoint", "media_type", "with_tag"]

CUT = "Commoncause-Cut"
"""Header of a result that was cut: after how many rows, and where that is explained."""
QUERY = "commoncause.query"
"""Key of a request's scope under which the log finds the query."""
_CHARSET = frozenset({"text/csv", "text/tab-separated-values", "text/turtle"})


class Endpoint:
    """The SPARQL 1.1 Protocol over a pool of workers; ``edition`` names the data that they hold."""

    def __init__(self, pool: Pool, settings: Settings, edition: str, graphs: tuple[str, ...]) -> None:
        self.pool, self.settings, self.edition, self.graphs = pool, settings, edition, graphs

    async def answer(self, request: Request) -> Response:
        """Answer GET, HEAD, POST and OPTIONS; every other method is 405."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(METHODS)})
        if request.method not in METHODS:
            raise RefusedRequestError(405, "this endpoint reads: use GET or POST", Allow=", ".join(METHODS))
        asked = await asked_in(request, self.settings.longest_body)
        return await self._result(request, asked) if asked else self._description(request)

    async def _result(self, request: Request, asked: Asked) -> Response:
        request.scope[QUERY] = asked.query
        accept = request.headers.get("accept")
        solutions, graph = best(accept, list(SOLUTIONS)), best(accept, list(GRAPHS))
        if solutions is None and graph is None:
            raise RefusedRequestError(406, f"answers come as {', '.join([*SOLUTIONS, *GRAPHS])}")
        job = {
            "job": "query",
            "solutions": solutions,
            "graph": graph,
            "rows": self.settings.rows,
            "base": str(request.url.replace(query="")),
            "default": asked.default,
            "named": asked.named,
        }
        tag = self._tag(json.dumps([asked.query, job]))
        if _knows(request, tag):
            return Response(status_code=304, headers={"ETag": tag, "Vary": "Accept"})
        head, body = await self.pool.run(job, asked.query.encode())
        if head["status"] != 200:
            raise RefusedRequestError(head["status"], head["error"])
        headers = {"Content-Type": media_type(head["type"]), "Vary": "Accept"}
        if head["steady"]:
            headers |= {"ETag": tag, "Cache-Control": "no-cache"}
        if "cut" in head:
            headers[CUT] = f"{head['cut']}; see={ABOUT_LIMITS}"
        return Response(body, headers=headers)

    def _description(self, request: Request) -> Response:
        accept = request.headers.get("accept")
        type_ = best(accept, [*GRAPHS, "text/html"])
        if type_ == "text/html":
            return RedirectResponse("/query", 303, {"Vary": "Accept"})
        if type_ is None:
            raise RefusedRequestError(406, f"the description comes as {', '.join(GRAPHS)}")
        body = written(service_description(str(request.url.replace(query="")), self.graphs), type_)
        return with_tag(
            request, Response(body, headers={"Content-Type": media_type(type_), "Vary": "Accept"})
        )

    def _tag(self, what: str) -> str:
        return f'W/"{_digest(self.edition.encode() + what.encode())}"'


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def media_type(type_: str) -> str:
    """Return a Content-Type: text comes with its encoding."""
    return f"{type_}; charset=utf-8" if type_ in _CHARSET else type_


def _knows(request: Request, tag: str) -> bool:
    """Say whether the client has this version already (RFC 9110, section 13.1.2)."""
    known = [part.strip() for part in request.headers.get("if-none-match", "").split(",")]
    return tag in known or tag.removeprefix("W/") in known


def with_tag(request: Request, response: Response) -> Response:
    """Give a response the digest of its body as ETag; an empty 304 where the client has it."""
    tag = f'"{_digest(bytes(response.body))}"'
    response.headers["ETag"] = tag
    response.headers.setdefault("Cache-Control", "no-cache")
    if request.method in {"GET", "HEAD"} and _knows(request, tag):
        kept = {
            name: value
            for name, value in response.headers.items()
            if name in {"etag", "vary", "cache-control"}
        }
        return Response(status_code=304, headers=kept)
    return response
