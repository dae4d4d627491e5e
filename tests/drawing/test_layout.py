from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import networkx
import pytest

from commoncause.drawing.layout import crossings, positions


def test_every_node_has_a_place_of_its_own_in_whole_units(network: networkx.MultiDiGraph) -> None:
    placed = positions(network)
    assert set(placed) == set(network.nodes)
    assert len(set(placed.values())) == len(placed)
    assert all(type(x) is int and type(y) is int for x, y in placed.values())


def test_kinds_stand_in_columns(network: networkx.MultiDiGraph) -> None:
    placed = positions(network)
    column = {"failure-mode": set(), "technique": set(), "assumption": set()}
    for node, data in network.nodes(data=True):
        if data["kind"] in column and data["position"]:
            column[data["kind"]].add(placed[node][0])
    assert [len(xs) for xs in column.values()] == [1, 1, 1]
    assert column["failure-mode"] < column["technique"] or max(column["failure-mode"]) < min(
        column["technique"]
    )


def test_ordering_leaves_fewer_crossings_than_the_order_given(network: networkx.MultiDiGraph) -> None:
    placed = positions(network)
    exposed = [(u, v) for u, v, key in network.edges(keys=True) if key == "exposed-to"]
    techniques = list(dict.fromkeys(u for u, _ in exposed))
    modes = [node for node, data in network.nodes(data=True) if data["kind"] == "failure-mode"]
    given = crossings(techniques, modes, exposed)
    chosen = crossings(
        sorted(techniques, key=lambda n: placed[n][1]), sorted(modes, key=lambda n: placed[n][1]), exposed
    )
    assert chosen < given


@pytest.mark.parametrize("nodes", [0, 1])
def test_a_network_of_almost_nothing_is_placed(nodes: int) -> None:
    network = networkx.MultiDiGraph()
    for i in range(nodes):
        network.add_node(f"source:{i}", kind="source")
    assert len(positions(network)) == nodes


def test_order_of_insertion_does_not_matter(network: networkx.MultiDiGraph) -> None:
    turned = networkx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(network.nodes(data=True))))
    turned.add_edges_from(reversed(list(network.edges(keys=True, data=True))))
    assert positions(turned) == positions(network)


SCRIPT = """
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("fixtures", sys.argv[1])
fixtures = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fixtures)
from commoncause.drawing.layout import positions
from commoncause.exporters.site.page import render_page
import hashlib
model = fixtures.table_model()
network = fixtures.network_of(model)
page = render_page(model, network)
print(json.dumps([sorted(positions(network).items()), hashlib.sha256(page.encode()).hexdigest()]))
"""


def test_places_and_page_are_the_same_under_every_hash_seed() -> None:
    fixtures = Path(__file__).parent.parent / "exporters" / "site" / "table_one.py"
    told = set()
    for seed in ("0", "1", "4242"):
        environment = os.environ | {
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(fixtures)],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        told.add(json.dumps(json.loads(run.stdout)))
    assert len(told) == 1
