"""Which of several media types a client wants (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["best"]


def best(accept: str | None, offers: Sequence[str]) -> str | None:
    """Return the offer that an Accept header likes best, the earlier one of equals; None if it takes none.

    The more specific of several ranges counts. No header takes everything.

    >>> best("text/*;q=0.5, text/turtle;q=0", ["text/turtle", "text/csv"])
    'text/csv'
    >>> best(None, ["text/turtle"]), best("image/png", ["text/turtle"])
    ('text/turtle', None)
    """
    if accept is None or not accept.strip():
        return offers[0]
    ranges = [wanted for part in accept.split(",") if (wanted := _range(part)) is not None]
    weighed = [(_weight(offer, ranges), -place, offer) for place, offer in enumerate(offers)]
    weight, _, offer = max(weighed)
    return offer if weight > 0 else None


def _range(part: str) -> tuple[str, str, float] | None:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    kind, slash, subtype = name.partition("/")
    if not slash:
        return ("*", "*", _quality(parameters)) if name == "*" else None
    return kind, subtype, _quality(parameters)


def _quality(parameters: Sequence[str]) -> float:
    text = next((p.partition("=")[2].strip() for p in parameters if p.partition("=")[0].strip() == "q"), "1")
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def _weight(offer: str, ranges: Sequence[tuple[str, str, float]]) -> float:
    kind, _, subtype = offer.partition("/")
    fitting = [((k != "*") + (s != "*"), q) for k, s, q in ranges if k in {"*", kind} and s in {"*", subtype}]
    return max(fitting)[1] if fitting else 0.0
