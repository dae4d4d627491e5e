"""IRIs as a query writes them: relative to a base, and whole."""

from __future__ import annotations

import re

__all__ = ["is_absolute", "resolved"]

# RFC 3986, appendix B.
_PARTS = re.compile(r"(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^<>\"{}|^`\\\x00-\x20]*", re.DOTALL)


def is_absolute(iri: str) -> bool:
    """Say whether a text is an IRI with a scheme and without a character that no IRI has."""
    return _ABSOLUTE.fullmatch(iri) is not None


def resolved(base: str, reference: str) -> str:
    """Return the IRI that a reference stands for beside a base (RFC 3986, section 5.2; RFC 3987).

    >>> resolved("http://a/b/c?q", "../d#e"), resolved("http://a/b", "urn:x"), resolved("http://a/b", "")
    ('http://a/d#e', 'urn:x', 'http://a/b')
    """
    scheme, authority, path, query, fragment = _split(reference)
    own_scheme, own_authority, own_path, own_query, _ = _split(base)
    if scheme is not None:
        path = _without_dots(path or "")
    elif authority is not None:
        scheme, path = own_scheme, _without_dots(path or "")
    else:
        scheme, authority = own_scheme, own_authority
        if not path:
            path, query = own_path, own_query if query is None else query
        else:
            path = _without_dots(
                path if path.startswith("/") else _merged(own_authority, own_path or "", path)
            )
    return _joined(scheme, authority, path or "", query, fragment)


def _split(iri: str) -> tuple[str | None, ...]:
    match = _PARTS.fullmatch(iri)
    return match.groups() if match else (None, None, iri, None, None)


def _merged(authority: str | None, base: str, path: str) -> str:
    if authority is not None and not base:
        return "/" + path
    return base[: base.rfind("/") + 1] + path


def _without_dots(path: str) -> str:
    kept: list[str] = []
    steps = path.split("/")
    for step in steps:
        if step == "..":
            if len(kept) > 1 or (kept and kept[0]):
                kept.pop()
        elif step != ".":
            kept.append(step)
    if steps[-1] in {".", ".."}:
        kept.append("")
    return "/".join(kept)


def _joined(
    scheme: str | None, authority: str | None, path: str, query: str | None, fragment: str | None
) -> str:
    parts = [f"{scheme}:" if scheme else "", "" if authority is None else f"//{authority}", path]
    parts += ["" if query is None else f"?{query}", "" if fragment is None else f"#{fragment}"]
    return "".join(parts)
