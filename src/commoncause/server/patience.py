"""How long a client may take to send its request: without an end, a few would hold every connection."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["patient"]

_TOO_SLOW = b"the request took too long to arrive\n"


def patient(seconds: float) -> type[H11Protocol]:
    """Return uvicorn's protocol with a limit for each request, head and body, from its first byte.

    A connection that sends nothing at all has the same time. Answers may take as long as they like, and what
    stands idle between two requests is uvicorn's to close (``timeout_keep_alive``).
    """

    class _Patient(H11Protocol):
        _limit: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            """Begin to wait for the first request."""
            super().connection_made(transport)
            self._limit = self.loop.call_later(seconds, self._give_up)

        def data_received(self, data: bytes) -> None:
            """Wait for the rest of a request that has begun, and no longer for one that is whole."""
            super().data_received(data)
            if self.conn.their_state not in {h11.IDLE, h11.SEND_BODY}:
                self._stop()
            elif self._limit is None:
                self._limit = self.loop.call_later(seconds, self._give_up)

        def connection_lost(self, exc: Exception | None) -> None:
            """Wait no longer."""
            self._stop()
            super().connection_lost(exc)

        def _stop(self) -> None:
            if self._limit is not None:
                self._limit.cancel()
                self._limit = None

        def _give_up(self) -> None:
            if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
                headers = [("Content-Type", "text/plain"), ("Connection", "close")]
                for event in (
                    h11.Response(status_code=408, headers=headers, reason=b"Request Timeout"),
                    h11.Data(data=_TOO_SLOW),
                    h11.EndOfMessage(),
                ):
                    self.transport.write(self.conn.send(event) or b"")
            self.transport.close()

    return _Patient
