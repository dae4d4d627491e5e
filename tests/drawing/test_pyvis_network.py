from __future__ import annotations

from typing import Any

import networkx
import pytest

from commoncause.drawing.pyvis_network import EDGES, NODES, canvas_label, to_pyvis


def test_everything_of_the_network_is_there_once(network: networkx.MultiDiGraph) -> None:
    net = to_pyvis(network)
    assert [node["id"] for node in net.nodes] == sorted(network.nodes)
    assert len(net.edges) == network.number_of_edges()
    assert len({edge["id"] for edge in net.edges}) == len(net.edges)


def test_physics_is_off_and_lines_are_straight_and_directed(network: networkx.MultiDiGraph) -> None:
    net = to_pyvis(network)
    assert net.options["physics"] == {"enabled": False}
    assert net.directed
    assert all(edge["smooth"] is False for edge in net.edges)
    assert {edge["kind"] for edge in net.edges if edge["arrows"] != "to"} == {"compatible-with"}


@pytest.mark.parametrize(
    ("kind", "shape", "colour"),
    [
        ("technique", "square", "#0072B2"),
        ("failure-mode", "triangle", "#D55E00"),
        ("assumption", "diamond", "#F0E442"),
        ("source", "dot", "#CC79A7"),
    ],
)
def test_kinds_look_as_the_design_says(kind: str, shape: str, colour: str) -> None:
    assert (NODES[kind]["shape"], NODES[kind]["color"]["background"]) == (shape, colour)


def test_verdicts_differ_in_width_dash_and_glyph_not_only_in_colour() -> None:
    looks = [
        (EDGES[k]["width"], bool(EDGES[k]["dashes"]), EDGES[k]["label"])
        for k in ("exposed-to", "protected-from", "unclear-whether")
    ]
    assert looks == [(3, False, "✗"), (1, False, "✓"), (1.5, True, "?")]


def test_no_title_is_ever_set_because_pyvis_makes_markup_of_it(network: networkx.MultiDiGraph) -> None:
    net = to_pyvis(network)
    assert not [item for item in [*net.nodes, *net.edges] if "title" in item]


def test_contradicting_claims_keep_both_lines_with_their_glyphs_apart(network: networkx.MultiDiGraph) -> None:
    pair = ("technique:iterated-amplification", "failure:dec-al")
    lines: list[dict[str, Any]] = [e for e in to_pyvis(network).edges if (e["from"], e["to"]) == pair]
    assert {line["kind"] for line in lines} == {"exposed-to", "protected-from"}
    assert len({line["font"]["vadjust"] for line in lines}) == 2


def test_labels_lose_controls_and_length_but_are_never_the_id_by_accident() -> None:
    assert canvas_label("a\u202eb\nc") == "a b c"
    assert len(canvas_label("x" * 10_000)) == 34
    network = networkx.MultiDiGraph()
    network.add_node("technique:x", kind="technique", label="\u202e", notation="")
    assert to_pyvis(network).nodes[0]["label"] == "technique:x"
