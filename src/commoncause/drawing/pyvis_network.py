"""NetworkX to pyvis: the knowledge network in its colours, shapes and places.

Colours are those of Okabe and Ito (2008), told apart by people of every colour vision, and never the only
sign: kinds differ in shape, verdicts in width, dash and glyph. No title is ever set, because pyvis turns a
title that contains ``href`` into markup.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .layout import positions

if TYPE_CHECKING:
    import networkx
    from pyvis.network import Network

LABEL_LENGTH = 34
MANY_EDGES = 2000
# Bidi and other format controls have no place on a canvas: nothing there isolates one label from the next.
UNSEEN = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)

NODES: dict[str, dict[str, Any]] = {
    "technique": {"shape": "square", "size": 11, "color": {"background": "#0072B2", "border": "#004A75"}},
    "failure-mode": {
        "shape": "triangle",
        "size": 12,
        "color": {"background": "#D55E00", "border": "#8A3D00"},
    },
    "assumption": {"shape": "diamond", "size": 12, "color": {"background": "#F0E442", "border": "#6F6800"}},
    "source": {"shape": "dot", "size": 7, "color": {"background": "#CC79A7", "border": "#8A4069"}},
    "combination": {
        "shape": "square",
        "size": 9,
        "color": {"background": "#56B4E9", "border": "#004A75"},
    },
    "attack": {
        "shape": "triangleDown",
        "size": 10,
        "color": {"background": "#E69F00", "border": "#7A5400"},
    },
    "framework": {
        "shape": "hexagon",
        "size": 10,
        "color": {"background": "#BFC4CA", "border": "#545C66"},
    },
}
EDGES: dict[str, dict[str, Any]] = {
    "exposed-to": {"color": "#D55E00", "width": 3, "dashes": False, "label": "✗"},
    "protected-from": {"color": "#009E73", "width": 1, "dashes": False, "label": "✓"},
    "unclear-whether": {"color": "#767C86", "width": 1.5, "dashes": [6, 5], "label": "?"},
    "rests-on": {"color": "#0072B2", "width": 1.5, "dashes": False},
    "entails": {"color": "#8F7F00", "width": 2, "dashes": False},
    "undermines": {"color": "#8F7F00", "width": 1.5, "dashes": [3, 4]},
    "addresses": {"color": "#009E73", "width": 1, "dashes": [2, 4]},
    "compatible-with": {"color": "#56A0C8", "width": 1.5, "dashes": False, "arrows": ""},
    "incompatible-with": {"color": "#D55E00", "width": 1.5, "dashes": [8, 4], "arrows": ""},
    "undecided-with": {"color": "#767C86", "width": 1.5, "dashes": [2, 5], "arrows": ""},
    "broader": {"color": "#767C86", "width": 1, "dashes": [1, 4]},
    "cites": {"color": "#B0648E", "width": 0.7, "dashes": False},
    "evidence": {"color": "#B0648E", "width": 1, "dashes": [5, 3]},
}
FALLBACK: dict[str, Any] = {"color": "#767C86", "width": 1, "dashes": False}
VERDICTS = ("exposed-to", "unclear-whether", "protected-from")
OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 0},
    "edges": {"smooth": False, "arrows": {"to": {"enabled": True, "scaleFactor": 0.45}}},
    "nodes": {"borderWidth": 1.5, "font": {"size": 14}},
    "interaction": {"dragNodes": False, "hover": False, "multiselect": False},
}


def to_pyvis(network: networkx.MultiDiGraph, *, seed: int = 0) -> Network:
    """Return the network as a pyvis Network: placed, physics off, straight edges, directed.

    Nodes and edges are in sorted order, so the same network gives the same page. An edge's id is
    ``kind|from|to``. Labels are the notation, else the label, cut to 34 characters without controls.

    >>> import networkx as nx
    >>> g = nx.MultiDiGraph()
    >>> g.add_node("technique:rlhf", kind="technique", label="Feedback", notation="RLHF")
    >>> node = to_pyvis(g).nodes[0]
    >>> node["label"], node["shape"], node["y"]
    ('RLHF', 'square', 144)
    """
    from pyvis.edge import Edge
    from pyvis.network import Network
    from pyvis.node import Node

    # Network.add_node and add_edge search the list of all nodes, which takes minutes where there are many;
    # what they would append is appended here.
    net = Network(height="100%", width="100%", directed=True, cdn_resources="in_line")
    # set_options would read JavaScript-like text; a plain value cannot be misread.
    net.options = _options(network)
    places = positions(network, seed=seed)
    for node in sorted(network.nodes, key=str):
        data = network.nodes[node]
        x, y = places[str(node)]
        look = NODES.get(data.get("kind", ""), {"shape": "dot", "size": 7, "color": "#767C86"})
        label = _node_label(str(node), data)
        made = Node(str(node), label=label, x=x, y=y, kind=data.get("kind", ""), **look)
        net.nodes.append(made.options)
        net.node_ids.append(str(node))
        net.node_map[str(node)] = made.options
    for source, target, kind in sorted(network.edges(keys=True), key=lambda edge: tuple(map(str, edge))):
        look = EDGES.get(kind, FALLBACK) | _beside(network, source, target, kind)
        ends = str(source), str(target)
        made = Edge(*ends, True, id=f"{kind}|{source}|{target}", kind=kind, smooth=False, **look)
        net.edges.append(made.options)
    return net


def canvas_label(text: str) -> str:
    """Return text fit for a canvas: one line, no controls, at most 34 characters.

    >>> canvas_label("Scientist" + chr(10) + " AI" + chr(0x202E))
    'Scientist AI'
    """
    plain = " ".join(UNSEEN.sub(" ", text).split())
    return plain if len(plain) <= LABEL_LENGTH else plain[: LABEL_LENGTH - 1].rstrip() + "…"


def _node_label(node: str, data: dict[str, Any]) -> str:
    # pyvis shows the id where the label is empty; a space keeps a nameless thing nameless.
    name = str(data.get("notation") or data.get("label") or node)
    return canvas_label(name) or canvas_label(node) or " "


def _beside(network: networkx.MultiDiGraph, source: object, target: object, kind: str) -> dict[str, Any]:
    # Claims that contradict each other draw over one line; their glyphs stand one above the other.
    rivals = [verdict for verdict in VERDICTS if network.has_edge(source, target, key=verdict)]
    if kind not in rivals or len(rivals) == 1:
        return {}
    return {"font": {"vadjust": 14 * rivals.index(kind) - 7 * (len(rivals) - 1)}}


def _options(network: networkx.MultiDiGraph) -> dict[str, Any]:
    many = network.number_of_edges() > MANY_EDGES
    return OPTIONS | {
        "interaction": OPTIONS["interaction"] | {"hideEdgesOnDrag": many, "hideEdgesOnZoom": many}
    }
