"""The page: one self-contained HTML file around a pyvis network.

pyvis' own template calls two content networks and puts labels into markup, so pyvis renders ours
instead: its ``generate_html`` hands nodes, edges and options to ``templates/page.html.j2``, in which every
value is escaped or embedded as inert JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...drawing.overview import SHOWN_AT_ONCE, overview
from ...drawing.pyvis_network import EDGES, NODES, to_pyvis
from . import about, content, content_security, table
from .templating import asset, environment, inert

if TYPE_CHECKING:
    import networkx

STYLES = (
    "tokens.css",
    "page.css",
    "marks.css",
    "matrix.css",
    "graph.css",
    "details.css",
    "answers.css",
    "evidence.css",
    "views.css",
    "portfolio.css",
    "papers.css",
    "maps.css",
    "print.css",
)
# The order matters: each script uses only what stands to its left.
SCRIPTS = (
    "dom.js",
    "data.js",
    "address.js",
    "wording.js",
    "views.js",
    "matrix-order.js",
    "matrix-overlay.js",
    "matrix-tools.js",
    "matrix.js",
    "graph-map.js",
    "graph-view.js",
    "graph-frame.js",
    "graph-names.js",
    "graph-lines.js",
    "graph-tip.js",
    "graph-cut.js",
    "graph.js",
    "relations.js",
    "grounds.js",
    "queries.js",
    "sentences.js",
    "claims.js",
    "why.js",
    "details.js",
    "filters.js",
    "works.js",
    "search.js",
    "downloads.js",
    "svg.js",
    "bibliography.js",
    "timeline.js",
    "neighbourhood.js",
    "papers.js",
    "maps-drawing.js",
    "maps.js",
    "listing.js",
    "graph-files.js",
    "conclusions.js",
    "defects.js",
    "evidence.js",
    "clusters.js",
    "reliability.js",
    "swiss-cheese.js",
    "portfolio-question.js",
    "portfolio.js",
    "main.js",
)


def render_page(model: Mapping[str, Any], network: networkx.MultiDiGraph, *, seed: int = 0) -> str:
    """Return the whole page as one HTML string that makes no request and opens from a file.

    ``model`` is plain JSON-able data (techniques, failure modes, cells, claims, answers); ``network`` has
    CURIE node ids and relation kinds as edge keys. The same input gives the same text, byte for byte.
    """
    network = content.with_evidence(model, network)
    net = to_pyvis(network, seed=seed)
    net.templateEnv = environment()
    net.path = "page.html.j2"
    net.templateEnv.globals.update(_context(model, network))
    # What UTF-8 cannot hold (a lone surrogate) becomes a question mark here rather than an error on writing.
    return str(net.generate_html("index.html")).encode("utf-8", "replace").decode()


def _context(model: Mapping[str, Any], network: networkx.MultiDiGraph) -> dict[str, Any]:
    early = asset("static/theme.js")
    vendored = asset("vendor/vis-network.min.js").split("//# sourceMappingURL=")[0]
    script = _joined()
    style = "\n".join(asset(f"static/{name}") for name in STYLES)
    things = content.catalogue(model)
    return {
        "model": model,
        "things": things,
        "named": _by_kind_and_slug(things),
        "matrix": content.matrix(model),
        "counts": content.counts(model),
        "verdicts": content.VERDICTS,
        "headline": model.get("headline") or content.headline(model),
        "bundles": content.bundles(model),
        "views": content.views(model),
        "embedded": table.embedded(model),
        "about": about.about(model),
        "looks": {"nodes": NODES, "edges": EDGES},
        "overview": _overview(network),
        "words": content.RELATIONS,
        "policy": content_security.policy([early, vendored, script], [style]),
        "early": inert(early),
        "vendored": inert(vendored),
        "script": inert(script),
        "style": inert(style),
    }


def _overview(network: networkx.MultiDiGraph) -> dict[str, Any] | None:
    """Return the clusters of a network that is too large to be drawn, ``of`` in the order of its nodes."""
    if len(network) <= SHOWN_AT_ONCE:
        return None
    found = overview(network)
    groups = [
        {
            "x": group.place[0],
            "y": group.place[1],
            "size": sum(group.kinds.values()),
            "kinds": group.kinds,
            "busiest": group.busiest,
        }
        for group in found.groups
    ]
    return {
        "groups": groups,
        "of": [found.of[node] for node in sorted(map(str, network))],
        "ties": found.ties,
    }


def _by_kind_and_slug(things: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Mapping[str, Any]]]:
    named: dict[str, dict[str, Mapping[str, Any]]] = {kind: {} for kind in content.KINDS}
    for thing in things.values():
        named.setdefault(thing["kind"], {}).setdefault(thing["slug"], thing)
    return named


def _joined() -> str:
    """Return the scripts as one, without indentation and lines of comment: no literal in them spans lines."""
    lines = "\n".join(asset(f"static/{name}") for name in SCRIPTS).split("\n")
    code = [line.strip() for line in lines if not line.lstrip().startswith("//")]
    return '(() => {\n"use strict";\n' + "\n".join(filter(None, code)) + "\n})();\n"
