"""A map of the literature as GraphML or GEXF, for Gephi, Cytoscape, yEd and NetworkX."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .network_files import gexf, graphml

if TYPE_CHECKING:
    import networkx

__all__ = ["citation_network_file"]


def citation_network_file(answer: Mapping[str, Any], format_: str) -> str:
    """Return a map (an answer of `commoncause.answers.citations.map_answer`) as ``"graphml"`` or ``"gexf"``.

    Works without links are nodes of community 0. A link of citation runs from the citing work to the cited
    one, any other has no direction; its ``weight`` is its strength.
    """
    return {"graphml": graphml, "gexf": gexf}[format_](_network(answer))


def _network(answer: Mapping[str, Any]) -> networkx.MultiGraph[str]:
    import networkx

    kind = answer["kind"]
    network = networkx.MultiDiGraph() if kind == "citation" else networkx.MultiGraph()
    for work in answer["works"]:
        network.add_node(work["work"], **{name: value for name, value in work.items() if name != "work"})
    network.add_nodes_from(answer["isolates"], community=0)
    for link in answer["links"]:
        facts = {"kind": kind, "weight": link["strength"], "shared": link["shared"]}
        network.add_edge(link["source"], link["target"], key=kind, **facts)
    return network
