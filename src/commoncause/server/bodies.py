"""The body and the parameters of a request, within limits and in UTF-8."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request

from .refusals import RefusedRequestError

__all__ = ["body_of", "decoded", "pairs_of"]

_MOST_PARAMETERS = 200


async def body_of(request: Request, longest: int) -> bytes:
    """Return the body of a request; refuse one longer than ``longest`` bytes, announced or not."""
    said = request.headers.get("content-length", "0")
    if not said.isascii() or not said.isdigit():
        raise RefusedRequestError(400, "Content-Length is no number")
    too_long = RefusedRequestError(413, f"the body is longer than {longest:,} bytes")
    if int(said) > longest:
        raise too_long
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > longest:
            raise too_long
    return bytes(body)


def decoded(body: bytes) -> str:
    """Return a body as text. Refuses what is not UTF-8."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise RefusedRequestError(400, "the request is not in UTF-8") from None


def pairs_of(encoded: bytes) -> list[tuple[str, str]]:
    """Return name and value of url-encoded parameters in their order (URL standard, section 5.1)."""
    try:
        return parse_qsl(
            decoded(encoded), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS
        )
    except UnicodeDecodeError:
        raise RefusedRequestError(400, "a parameter is not in UTF-8") from None
    except ValueError:
        raise RefusedRequestError(400, f"more than {_MOST_PARAMETERS} parameters") from None
