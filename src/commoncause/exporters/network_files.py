"""GraphML and GEXF: the network for Gephi, Cytoscape, yEd and NetworkX itself.

Neither format has lists or empty values, so several claims stand in one attribute, separated by spaces, and
an attribute without a value is left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx

__all__ = ["gexf", "graphml"]

_META = re.compile("<meta .*?</meta>", re.DOTALL)
# What XML 1.0 cannot hold, even escaped (https://www.w3.org/TR/xml/#charsets).
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def graphml(network: networkx.MultiDiGraph) -> str:
    """Return the network as GraphML (Brandes et al., 2002).

    ``networkx.read_graphml(file, force_multigraph=True)`` gives it back, but for the keys of edges: GraphML
    wants them different everywhere, so that the kind of an edge stands in its attribute ``kind`` only.
    """
    from networkx.readwrite.graphml import GraphMLWriter

    writer = GraphMLWriter(encoding="utf-8", prettyprint=True, edge_id_from_attribute="id")
    writer.add_graph_element(_plain(network))
    return _document(str(writer))


def gexf(network: networkx.MultiDiGraph) -> str:
    """Return the network as GEXF 1.2; ``networkx.read_gexf(file)`` gives it back.

    The date and the version of NetworkX that its writer adds are taken out again.
    """
    from networkx.readwrite.gexf import GEXFWriter

    plain = _plain(network)
    for _, _, kind, data in plain.edges(keys=True, data=True):
        data["label"] = kind
    text = str(GEXFWriter(plain, encoding="utf-8", prettyprint=True, version="1.2draft"))
    return _document(_META.sub("<meta><creator>commoncause</creator></meta>", text, count=1))


def _document(xml: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{xml.strip()}\n'


def _plain(network: networkx.MultiDiGraph) -> networkx.MultiDiGraph:
    """Return the network with texts and numbers for its only attributes and characters that XML can hold."""
    plain = type(network)()
    for node, data in network.nodes(data=True):
        plain.add_node(_text(node), **_attributes(data))
    for start, stop, kind, data in network.edges(keys=True, data=True):
        # An XML name token (https://www.w3.org/TR/xml/#NT-Nmtoken) has dots, but no bar: GraphML's schema.
        name = f"{kind}..{_text(start)}..{_text(stop)}"
        plain.add_edge(_text(start), _text(stop), key=kind, id=name, **_attributes(data))
    return plain


def _attributes(data: dict[str, Any]) -> dict[str, float | str]:
    return {name: _value(value) for name, value in sorted(data.items()) if value is not None}


def _value(value: object) -> float | str:
    if isinstance(value, tuple):
        return " ".join(map(_text, value))
    return value if isinstance(value, int | float) else _text(value)


def _text(value: object) -> str:
    return _NOT_XML.sub("\ufffd", str(value))
