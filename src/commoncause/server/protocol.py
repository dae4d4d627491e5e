"""The query operation of the SPARQL 1.1 Protocol: what a request asks (section 2.1 of the recommendation)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import Request

from .bodies import body_of, decoded, pairs_of
from .refusals import RefusedRequestError

__all__ = ["METHODS", "Asked", "asked_in"]

METHODS = ("GET", "HEAD", "OPTIONS", "POST")
_FORM, _QUERY, _UPDATE = (
    f"application/{name}" for name in ("x-www-form-urlencoded", "sparql-query", "sparql-update")
)
_NO_UPDATE = "SPARQL Update is refused: nothing is written here"
_UTF_8 = frozenset({"", "utf-8", "utf8", "us-ascii"})


@dataclass(frozen=True)
class Asked:
    """A query with the graphs that the request selects, which override those of the query."""

    query: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


async def asked_in(request: Request, longest: int) -> Asked | None:
    """Return what a request asks; None for a GET without a query, which is answered with the description.

    Refuses updates with 403, other media types with 415, and with 400 what the protocol does not allow.
    """
    pairs = pairs_of(request.scope["query_string"])
    if request.method != "POST":
        return _asked(pairs) if pairs else None
    type_, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    charset = parameters.partition("charset=")[2].strip(' "')
    if type_.strip() == _UPDATE:
        raise RefusedRequestError(403, _NO_UPDATE)
    if type_.strip() not in {_FORM, _QUERY}:
        raise RefusedRequestError(
            415, f"send a query as {_QUERY} or {_FORM}", Accept_Post=f"{_QUERY}, {_FORM}"
        )
    if charset not in _UTF_8:
        raise RefusedRequestError(415, "the request is not in UTF-8")
    body = await body_of(request, longest)
    if type_.strip() == _FORM:
        return _asked([*pairs, *pairs_of(body)])
    if any(name in {"query", "update"} for name, _ in pairs):
        raise RefusedRequestError(400, "the query stands in the body: leave it out of the URL")
    return _asked([*pairs, ("query", decoded(body))])


def _asked(pairs: Iterable[tuple[str, str]]) -> Asked:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    if found.keys() & {"update", "using-graph-uri", "using-named-graph-uri"}:
        raise RefusedRequestError(403, _NO_UPDATE)
    queries = found.get("query", [])
    if len(queries) != 1:
        raise RefusedRequestError(400, f"{len(queries)} queries: give one, as query=")
    default, named = (found.get(f"{kind}-graph-uri", ()) for kind in ("default", "named"))
    return Asked(queries[0], tuple(default), tuple(named))
