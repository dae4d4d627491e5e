"""What holds for every request: hosts, length of the target, headers of security, a line in the log."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterable
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import one_line, shortened
from .endpoint import QUERY
from .settings import Settings

__all__ = ["LOG", "Guard"]

LOG: Final = logging.getLogger("commoncause.server")
_LONGEST_LOGGED: Final = 200
_HOST: Final = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


class Guard:
    """Wraps the application; what it refuses does not reach it."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass on what is none."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        began, seen = time.perf_counter(), _Seen()

        async def _send(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._complete(message)
            seen.note(message)
            await send(message)

        try:
            await (self._refusal(scope) or self.app)(scope, receive, _send)
        except Exception:
            # The client gets a line, the operator the place.
            LOG.exception("internal error")
            if not seen.status:
                await PlainTextResponse("internal error\n", 500)(scope, receive, _send)
        finally:
            LOG.info(_line(scope, seen, time.perf_counter() - began))

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        length = len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"])
        if length > self.settings.longest_target:
            return PlainTextResponse("the URL is too long: send the query by POST\n", 414)
        if scope["path"].endswith("\n"):
            # Starlette's patterns of paths end in a $, which matches before a last newline too.
            return PlainTextResponse("not found\n", 404)
        hosts = Headers(scope=scope).getlist("host")
        match = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
        if match is None:
            return PlainTextResponse("one Host header, with the name of a host\n", 400)
        if self.settings.hosts is not None and match[1].lower() not in self.settings.hosts:
            # A page elsewhere whose name was made to lead here would come with its own name.
            return PlainTextResponse("this server does not answer for that host\n", 421)
        return None

    def _complete(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        if self.settings.cors is None:
            headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")


class _Seen:
    """Status and size of a response as it goes by."""

    def __init__(self) -> None:
        self.status = self.size = 0

    def note(self, message: Message) -> None:
        """Take down what a message of the response says."""
        self.status = message.get("status", self.status)
        self.size += len(message.get("body", b""))


def _line(scope: Scope, seen: _Seen, seconds: float) -> str:
    """Return a line of the log: no header, no parameter, at most the beginning of a query."""
    query = scope.get(QUERY, "")
    parts: Iterable[str] = (
        scope["method"],
        shortened(one_line(scope["path"], _LONGEST_LOGGED), _LONGEST_LOGGED),
        str(seen.status),
        f"{seen.size}B",
        f"{seconds * 1000:.0f}ms",
        one_line(query, _LONGEST_LOGGED) if query else "",
    )
    return " ".join(filter(None, parts))
