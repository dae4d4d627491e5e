"""GraphML and GEXF: NetworkX reads back what was written, and nothing in them changes with the day."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import networkx
import pytest

from commoncause.exporters import export


def written(kb, format_: str) -> bytes:
    return export(kb, format_)[f"commoncause.{format_}"]


def plain(value: object) -> object:
    """What an attribute becomes in a file."""
    return (
        " ".join(value)
        if isinstance(value, tuple)
        else re.sub("\x01", "\ufffd", value)
        if isinstance(value, str)
        else value
    )


def nodes_of(graph: networkx.MultiDiGraph) -> dict[str, dict[str, object]]:
    return {n: {k: plain(v) for k, v in data.items() if v is not None} for n, data in graph.nodes(data=True)}


def edges_of(graph: networkx.MultiDiGraph) -> list[tuple[str, str, str, str]]:
    return sorted((a, b, data["kind"], plain(data["claims"])) for a, b, data in graph.edges(data=True))


def filled(nodes: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    """Without empty texts, which a reader of XML drops."""
    return {
        node: {key: value for key, value in data.items() if value not in ("", None)}
        for node, data in nodes.items()
    }


@pytest.mark.parametrize("which", ["kb", "small"])
def test_networkx_reads_graphml_back(which, request):
    base = request.getfixturevalue(which)
    read = networkx.read_graphml(io.BytesIO(written(base, "graphml")), force_multigraph=True)
    network = base.network()
    assert filled(nodes_of(read)) == filled(nodes_of(network))
    assert [edge[:3] for edge in edges_of(read)] == [edge[:3] for edge in edges_of(network)]
    assert [edge[3] or "" for edge in edges_of(read)] == [edge[3] for edge in edges_of(network)]


@pytest.mark.parametrize("which", ["kb", "small"])
def test_networkx_reads_gexf_back(which, request):
    base = request.getfixturevalue(which)
    read = networkx.read_gexf(io.BytesIO(written(base, "gexf")))
    network = base.network()
    assert filled(nodes_of(read)) == filled(nodes_of(network))
    assert edges_of(read) == edges_of(network)
    assert set(read.edges(keys=True)) == set(network.edges(keys=True))


@pytest.mark.parametrize("format_", ["graphml", "gexf"])
def test_no_date_and_no_library_version_is_written(kb, format_):
    text = written(kb, format_).decode()
    assert not re.search(r"lastmodified|NetworkX", text)
    assert not re.search(r"\b20\d\d-\d\d-\d\d\b", text)


@pytest.mark.parametrize("format_", ["graphml", "gexf"])
def test_edges_have_names_of_their_own(kb, format_):
    tree = ElementTree.fromstring(written(kb, format_))
    names = [edge.get("id") for edge in tree.iter() if edge.tag.endswith("}edge")]
    assert len(names) == len(set(names)) == kb.network().number_of_edges()
    assert all(re.fullmatch(r"[\w.:-]+", name) for name in names)


def test_inferred_edges_are_there_only_in_a_view_that_lets_them_in(small):
    from commoncause import View

    edge = b"exposed-to..technique:a..failure:g"
    assert edge not in written(small, "graphml")
    assert edge in export(small, "graphml", View(inferred=True))["commoncause.graphml"]
