"""Requests that are not answered, each with its status and one line that says why."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from ..errors import CommoncauseError, one_line
from .pool import BusyError, DiedError, TimeLimitError

__all__ = ["RefusedRequestError", "refusal", "told"]

_STATUS: dict[type[Exception], int] = {BusyError: 503, TimeLimitError: 504, DiedError: 507}


class RefusedRequestError(CommoncauseError):
    """A request that is refused with a status of HTTP (RFC 9110, section 15)."""

    def __init__(self, status: int, what: str, **headers: str) -> None:
        self.status = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        super().__init__(one_line(what))


def refusal(error: CommoncauseError) -> RefusedRequestError:
    """Return an error as the refusal of a request: 400 unless it says otherwise."""
    if isinstance(error, RefusedRequestError):
        return error
    status = _STATUS.get(type(error), 400)
    again = {"Retry_After": "1"} if status == 503 else {}
    return RefusedRequestError(status, str(error), **again)


def told(request: Request, error: CommoncauseError) -> Response:
    """Return the answer to a request that is refused: one line, as ``{"error"}`` for programs."""
    why = refusal(error)
    if request.url.path.startswith("/api"):
        return JSONResponse({"error": str(why)}, why.status, why.headers)
    return PlainTextResponse(f"{why}\n", why.status, why.headers)
