"""The page: one self-contained HTML file around a pyvis network.

pyvis' own template calls two content networks and puts labels into markup, so pyvis renders ours
instead: its ``generate_html`` hands nodes, edges and options to ``templates/page.html.j2``, in which every
value is escaped or embedded as inert JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ...drawing.pyvis_network import to_pyvis
from . import content, content_security
from .packing import packed

if TYPE_CHECKING:
    import jinja2
    import networkx

STYLES = (
    "tokens.css",
    "page.css",
    "matrix.css",
    "graph.css",
    "details.css",
    "answers.css",
    "views.css",
    "print.css",
)
# The order matters: each script uses only what stands to its left.
SCRIPTS = (
    "dom.js",
    "data.js",
    "address.js",
    "wording.js",
    "views.js",
    "matrix.js",
    "graph-view.js",
    "graph-frame.js",
    "graph-names.js",
    "graph-tip.js",
    "graph.js",
    "relations.js",
    "claims.js",
    "details.js",
    "filters.js",
    "search.js",
    "downloads.js",
    "main.js",
)


def render_page(model: Mapping[str, Any], network: networkx.MultiDiGraph, *, seed: int = 0) -> str:
    """Return the whole page as one HTML string that makes no request and opens from a file.

    ``model`` is plain JSON-able data (techniques, failure modes, cells, claims, answers); ``network`` has
    CURIE node ids and relation kinds as edge keys. The same input gives the same text, byte for byte.
    """
    network = content.with_evidence(model, network)
    net = to_pyvis(network, seed=seed)
    net.templateEnv = _environment()
    net.path = "page.html.j2"
    net.templateEnv.globals.update(_context(model, network))
    # What UTF-8 cannot hold (a lone surrogate) becomes a question mark here rather than an error on writing.
    return str(net.generate_html("index.html")).encode("utf-8", "replace").decode()


def _environment() -> jinja2.Environment:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(str(files(__package__) / "templates")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {
        "clip": content.clip,
        "short": content.short_name,
        "embed": lambda value: _inert(content_security.embedded_json(packed(value))),
    }
    return environment


def _context(model: Mapping[str, Any], network: networkx.MultiDiGraph) -> dict[str, Any]:
    early = _asset("static/theme.js")
    vendored = _asset("vendor/vis-network.min.js").split("//# sourceMappingURL=")[0]
    script = _joined()
    style = "\n".join(_asset(f"static/{name}") for name in STYLES)
    things = content.catalogue(model)
    return {
        "model": model,
        "things": things,
        "named": _by_kind_and_slug(things),
        "matrix": content.matrix(model),
        "counts": content.counts(model),
        "verdicts": content.VERDICTS,
        "headline": content.headline(model),
        "bundles": content.bundles(model),
        "views": content.VIEWS,
        "words": content.RELATIONS,
        "policy": content_security.policy([early, vendored, script], [style]),
        "early": _inert(early),
        "vendored": _inert(vendored),
        "script": _inert(script),
        "style": _inert(style),
    }


def _by_kind_and_slug(things: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Mapping[str, Any]]]:
    named: dict[str, dict[str, Mapping[str, Any]]] = {kind: {} for kind in content.KINDS}
    for thing in things.values():
        named[thing["kind"]].setdefault(thing["slug"], thing)
    return named


def _joined() -> str:
    parts = [_asset(f"static/{name}") for name in SCRIPTS]
    return '(() => {\n"use strict";\n' + "\n".join(parts) + "\n})();\n"


def _asset(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


def _inert(text: str) -> str:
    # Only our own files and escaped JSON come here: the templates' one door past autoescape.
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - see above
