"""What keeps a hostile knowledge base inert: the policy, the embedded data and the links of the page.

The Content-Security-Policy (W3C CSP level 3) names the SHA-256 of each script and style block, so a block
nobody wrote here does not run; data travel as JSON in which no character can end or open an element.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

SCHEMES = frozenset({"http", "https", "mailto"})
ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """Return the policy that lets exactly these blocks run, and no request leave the page.

    >>> policy(["1"], [])[:31]
    "default-src 'none'; script-src "
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src " + (" ".join(map(source_hash, scripts)) or "'none'"),
            "style-src " + (" ".join(map(source_hash, styles)) or "'none'"),
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def source_hash(block: str) -> str:
    """Return a block's source expression, the base64 SHA-256 of its UTF-8 bytes between quotes.

    >>> source_hash("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    digest = hashlib.sha256(block.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def embedded_json(value: object) -> str:
    """Return JSON that may stand inside a script element: ASCII, with < > and & escaped.

    >>> embedded_json({"label": "</script>"})
    '{"label":"\\\\u003c/script\\\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return re.sub("[<>&]", lambda match: ESCAPES[match[0]], text)


def safe_url(url: object) -> str | None:
    """Return the address if it is an absolute http, https or mailto one, else None.

    >>> safe_url("https://doi.org/10.1/x"), safe_url("JavaScript:alert(1)"), safe_url(None)
    ('https://doi.org/10.1/x', None, None)
    """
    if not isinstance(url, str) or re.search(r"[\s\x00-\x1f\x7f\u2028-\u202e\u2066-\u2069<>\"']", url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in SCHEMES and (parts.netloc or parts.scheme == "mailto") else None
