"""Pages of a part: of chosen techniques, around one thing, of a file."""

from __future__ import annotations

from typing import Any

import networkx
import pytest

import commoncause
from commoncause.errors import InvalidInputError
from commoncause.exporters.site import content, table
from commoncause.exporters.site.model import page_model
from commoncause.exporters.site.pages import page_around, page_of
from commoncause.exporters.site.part import part_around, within
from commoncause.exporters.site.relation import relation_model, relation_network
from commoncause.importers.relation import relation_matrix
from commoncause.model import Assessment, Verdict
from commoncause.views import View
from commoncause.vocab import compact

Kb = commoncause.KnowledgeBase


@pytest.fixture(scope="module")
def kb() -> Kb:
    return commoncause.load()


def around(kb: Kb, name: str, steps: int) -> tuple[Kb, set[str]]:
    network: networkx.MultiDiGraph = kb.network()
    thing = kb.resolve(name)
    return part_around(kb, network, thing, steps), within(network, compact(thing.iri), steps)


@pytest.mark.parametrize(("name", "steps"), [("RLHF", 1), ("AL-GEN", 1), ("IDA", 2), ("al-gen", 3)])
def test_a_part_reads_every_cell_as_the_whole_does(kb: Kb, name: str, steps: int) -> None:
    part, inside = around(kb, name, steps)
    whole, found = kb.matrix(), part.matrix()
    assert found.techniques
    assert all(found.cells[pair].verdict is whole.cells[pair].verdict for pair in found.cells)
    bundled = {"cap-dev", "cap-dev-level", "cap-dev-jumps"}
    kept = {f"technique:{t}" for t in found.techniques} | {
        f"failure:{f}" for f in found.failure_modes if f not in bundled
    }
    assert kept <= inside


def test_a_part_holds_what_is_within_the_steps_and_the_grounds_of_its_claims(kb: Kb) -> None:
    part, inside = around(kb, "RLHF", 1)
    model = page_model(part, View())
    said = model["claims"].values()
    works = {f"source:{claim['source']}" for claim in said} | {
        work for claim in said for work in claim["cites"]
    }
    for key in ("techniques", "assumptions"):
        assert {thing["id"] for thing in model[key]} <= inside
    assert {thing["id"] for thing in model["sources"]} <= inside | works
    ties = kb.network()
    ties.remove_edges_from([edge for edge in ties.edges(keys=True) if edge[2] == "protected-from"])
    beside = set(networkx.all_neighbors(ties, "technique:rlhf")) | {"technique:rlhf"}
    shown = {thing["id"] for key in ("techniques", "others") for thing in model[key]}
    assert {node for node in shown if node.startswith("technique:")} == {
        node for node in beside if node.startswith("technique:")
    }
    assert model["techniques"][0]["id"] == "technique:rlhf"
    conclusions = {row["iri"]: row["results"] for row in kb.conclusions()}
    assert all(row["results"] == conclusions[row["iri"]] for row in part.conclusions())


def test_steps_widen_the_part_and_none_leads_back_from_a_work(kb: Kb) -> None:
    parts = [around(kb, "RLHF", steps)[1] for steps in (1, 2, 3)]
    assert parts[0] < parts[1] <= parts[2]
    # Protection ties nothing together: RLHF is protected from S-TAX in Table 1.
    assert "failure:s-tax" not in parts[0]
    with pytest.raises(InvalidInputError, match="4 steps"):
        page_around(kb, kb.resolve("RLHF"), 4)


@pytest.fixture(scope="module")
def own() -> Any:
    rows = [
        Assessment("own.csv#line=2", "a", "f", Verdict.EXPOSED),
        Assessment("own.csv#line=3", "a", "f", Verdict.PROTECTED),
        Assessment("own.csv#line=4", "b", "g", Verdict.EXPOSED),
    ]
    return relation_matrix(rows, ("h",), View())


def test_a_file_of_ones_own_is_a_page_without_claims(own: Any) -> None:
    model = relation_model(own, "own.csv")
    assert content.counts(model) == {
        "exposed": 1,
        "protected": 0,
        "unclear": 1,
        "not-assessed": 4,
        "contested": 1,
    }
    assert [cell["claims"] for cell in model["cells"]] == [
        ["own.csv#line=2", "own.csv#line=3"],
        ["own.csv#line=4"],
    ]
    assert list(content.views(model)) == ["matrix", "graph", "portfolio", "clusters", "evidence"]
    assert relation_model(own, "own.csv") == model
    assert sorted(key for *_, key in relation_network(own).edges(keys=True)) == [
        "exposed-to",
        "unclear-whether",
    ]


def test_what_is_embedded_leaves_out_cells_of_which_nothing_is_told(kb: Kb) -> None:
    model = page_model(kb, View())
    embedded = table.embedded(model)
    left = {(c["technique"], c["failure_mode"]) for c in model["cells"]} - {
        (c["technique"], c["failure_mode"]) for c in embedded["cells"]
    }
    matrix = kb.matrix(View())
    assert len(left) > 1000
    assert not any(matrix.cells[pair].claims for pair in left)
    assert content.counts(embedded) == content.counts(model)
    assert table.reach(embedded, "technique") == table.reach(model, "technique")


def test_a_large_axis_is_cut_to_what_is_exposed_most() -> None:
    rows = [
        Assessment(f"x#line={n}", f"t{n}", f"f{m}", Verdict.EXPOSED)
        for n in range(130)
        for m in range(n % 7 + 1)
    ]
    model = relation_model(relation_matrix(rows, (), View()), "x")
    shown = content.matrix(model)
    assert (len(shown["rows"]), shown["is_cut"], shown["is_wide"]) == (120, True, False)
    exposed = [sum(cell["verdict"] == "exposed" for cell in row["cells"]) for row in shown["rows"]]
    assert exposed == sorted((n % 7 + 1 for n in range(130)), reverse=True)[:120]


def test_the_page_of_every_argument_is_as_light_as_the_landing_one(kb: Kb) -> None:
    assert len(page_of(kb, View(modes=frozenset({"argued"}))).encode()) < 1_500_000
