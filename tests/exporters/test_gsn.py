"""The safety case: valid by OntoGSN's own rules, complete for its view, the same bytes each time."""

from __future__ import annotations

import pytest
from rdflib import RDF, Graph, Literal, URIRef

import commoncause
from commoncause import View
from commoncause.exporters import export
from commoncause.exporters.gsn import case_name, gsn
from commoncause.exporters.gsn_notation import TERMS
from commoncause.model import Verdict
from commoncause.vocab import KB

# Domain and range of OntoGSN 1.2's relations, from its classes' axioms and its SHACL shapes.
CHALLENGING = {"goal", "solution"}
SUPPORTING = {"goal", "solution", "strategy"}
CONTEXTUAL = {"assumption", "context", "justification"}
ELEMENTS = CHALLENGING | SUPPORTING | CONTEXTUAL
RELATIONS = {
    "supported by": ({"goal", "strategy"}, SUPPORTING),
    "in context of": ({"goal", "strategy"}, CONTEXTUAL),
    "challenges": (CHALLENGING, ELEMENTS),
    "refers to": ({"solution", "context"}, {"artefact"}),
    "contains": ({"case", "argument"}, ELEMENTS | {"argument", "artefact"}),
}


def term(name: str) -> URIRef:
    return URIRef(TERMS[name])


def kinds(graph: Graph, node: object) -> set[str]:
    return {name for name in TERMS if (node, RDF.type, term(name)) in graph}


class Case:
    """A case read back, its elements by their names."""

    def __init__(self, text: str, name: str) -> None:
        self.graph = Graph().parse(data=text, format="turtle")
        self.base = f"{KB}gsn/{name}/"

    def __getitem__(self, name: str) -> URIRef:
        return URIRef(self.base + name)

    def says(self, subject: str, name: str, value: object) -> bool:
        object_ = self[value] if isinstance(value, str) else Literal(value)
        return (self[subject], term(name), object_) in self.graph

    def of(self, subject: str, name: str) -> set[str]:
        return {str(o).removeprefix(self.base) for o in self.graph.objects(self[subject], term(name))}


@pytest.fixture(scope="module")
def table(kb: commoncause.KnowledgeBase, table_1: View) -> Case:
    return Case(gsn(kb, table_1), "dung-mai-2025.tabulated")


@pytest.fixture(scope="module")
def everything(kb: commoncause.KnowledgeBase) -> Case:
    return Case(gsn(kb, View(inferred=True)), "inferred")


@pytest.fixture(params=["table", "everything", "small"])
def case(request: pytest.FixtureRequest, small: commoncause.KnowledgeBase) -> Case:
    if request.param == "small":
        return Case(gsn(small, View()), "default")
    found: Case = request.getfixturevalue(request.param)
    return found


def test_every_relation_joins_what_ontogsn_lets_it_join(case: Case) -> None:
    for name, (domain, range_) in RELATIONS.items():
        pairs = list(case.graph.subject_objects(term(name)))
        assert pairs or name in {"challenges", "refers to"}
        for subject, object_ in pairs:
            assert kinds(case.graph, subject) & domain, (name, subject)
            assert kinds(case.graph, object_) & range_, (name, object_)
            assert subject != object_


def test_a_strategy_is_supported_by_goals_and_every_goal_stands_in_a_context(case: Case) -> None:
    for strategy in case.graph.subjects(RDF.type, term("strategy")):
        for goal in case.graph.objects(strategy, term("supported by")):
            assert kinds(case.graph, goal) == {"goal"}
    for goal in case.graph.subjects(RDF.type, term("goal")):
        contexts = case.graph.objects(goal, term("in context of"))
        assert any("context" in kinds(case.graph, context) for context in contexts)


def test_every_element_has_one_kind_one_identifier_and_one_statement(case: Case) -> None:
    nodes = set(case.graph.subjects(RDF.type, None))
    identifiers = [str(o) for node in nodes for o in case.graph.objects(node, term("identifier"))]
    assert len(identifiers) == len(set(identifiers)) == len(nodes)
    for node in nodes:
        (kind,) = kinds(case.graph, node)
        statements = list(case.graph.objects(node, term("statement")))
        assert len(statements) == (kind != "artefact"), node
        assert all(isinstance(s, Literal) and s.language is None for s in statements)


def test_there_is_one_top_goal_no_cycle_and_nothing_outside_the_argument(case: Case) -> None:
    assert list(case.graph.subjects(term("top"), None)) == [case["G"]]
    assert not list(case.graph.subjects(term("supported by"), case["G"]))
    below = {case["G"]}
    for _ in range(5):
        below |= {o for node in below for o in case.graph.objects(node, term("supported by"))}
    assert case["G"] not in {o for node in below for o in case.graph.objects(node, term("supported by"))}
    held = set(case.graph.objects(None, term("contains")))
    assert held == set(case.graph.subjects(RDF.type, None)) - {case["case"]}


def test_table_1_cell_for_cell(kb: commoncause.KnowledgeBase, table: Case, table_1: View) -> None:
    for cell in kb.matrix(table_1):
        goal, counter = f"G_{cell.technique}_{cell.failure_mode}", f"CG_{cell.technique}_{cell.failure_mode}"
        challenges = cell.verdict in {Verdict.EXPOSED, Verdict.UNCLEAR}
        name = counter if challenges else goal
        assert table.says(counter, "challenges", f"G_{cell.technique}") == challenges
        assert table.says(f"G_{cell.technique}", "supported by", goal) != challenges
        assert table.says(counter, "true", True) == (cell.verdict is Verdict.EXPOSED)
        assert table.of(name, "supported by") == {f"Sn_{iri.rsplit('/', 1)[-1]}" for iri in cell.claims}
    assert table.of("S", "supported by") == {f"G_{t}" for t in kb.matrix(table_1).techniques}
    assert table.says("G_rlhf", "in doubt", True)
    assert not list(table.graph.subjects(term("challenges"), table["S"]))


def test_assumptions_and_evidence_lead_to_the_knowledge_base(table: Case) -> None:
    assert "A_no-early-deceptive-alignment" in table.of("G_rlhf", "in context of")
    claim = f"{KB}claim/dung-mai-2025-4-2-rlhf-rests-on-no-early-deceptive-alignment"
    assert claim in table.of("A_no-early-deceptive-alignment", "derived from")
    solution = "Sn_dung-mai-2025-table-1-rlhf-al-gen"
    assert table.of(solution, "derived from") == {f"{KB}claim/dung-mai-2025-table-1-rlhf-al-gen"}
    assert table.of(solution, "refers to") == {"E_dung-mai-2025"}
    assert table.of(solution, "statement") == {"Table 1 of Dung and Mai (2025), tabulated claim: exposed"}
    assert table.of("E_dung-mai-2025", "about") == {f"{KB}source/dung-mai-2025"}


def test_what_nobody_assessed_is_a_goal_left_undeveloped(small: commoncause.KnowledgeBase) -> None:
    case = Case(gsn(small, View()), "default")
    assert case.says("G_a_g", "undeveloped", True)
    assert case.says("G_a", "supported by", "G_a_g")


def test_a_single_point_of_failure_challenges_the_strategy(small: commoncause.KnowledgeBase) -> None:
    tabulated = Case(gsn(small, View(modes=frozenset({"tabulated"}))), "tabulated")
    assert tabulated.says("CG_f", "challenges", "S")
    assert tabulated.says("CG_f", "true", True)
    assert tabulated.says("S", "in doubt", True)
    assert tabulated.of("CG_f", "supported by") == {"CG_a_f", "CG_b_f"}
    # With the prose one claim is conditional: the point is possible, not certain.
    default = Case(gsn(small, View()), "default")
    assert default.says("CG_f", "challenges", "S")
    assert not default.says("CG_f", "true", True)
    assert not default.says("S", "in doubt", True)


def test_a_claim_against_its_cell_challenges_it(small: commoncause.KnowledgeBase) -> None:
    view = View(conflict="exposed", granted=frozenset({"x"}))
    case = Case(gsn(small, view), case_name(view))
    assert case.says("Sn_t-b-f", "challenges", "CG_b_f") is False
    assert case.says("CG_b_f", "supported by", "Sn_t-b-f")
    assert case.says("Sn_p-b-f", "challenges", "CG_b_f")
    assert case.of("Sn_p-b-f", "cites") == {f"{KB}source/t-2024"}


def test_a_view_of_nothing_is_an_undeveloped_strategy(small: commoncause.KnowledgeBase) -> None:
    view = View(modes=frozenset({"concluded"}))
    case = Case(gsn(small, view), "concluded")
    assert case.says("S", "undeveloped", True)
    assert not list(case.graph.subjects(RDF.type, term("assumption")))


def test_each_view_has_a_name_of_its_own() -> None:
    views = [
        View(),
        View(sources={"a"}),
        View(sources={"a", "b"}),
        View(modes={"argued"}),
        View(conflict="latest"),
        View(inferred=True),
        View(everything=True),
        View(split=True),
        View(not_assessed=Verdict.PROTECTED),
        View(granted={"x"}),
        View(sources={"a/b#c"}),
    ]
    names = [case_name(view) for view in views]
    assert len(set(names)) == len(names)
    assert all(set("/# ").isdisjoint(name) for name in names)


def test_hostile_labels_stay_text(small: commoncause.KnowledgeBase) -> None:
    case = Case(gsn(small, View()), "default")
    assert case.of("G_a", "statement") == {
        '=HYPERLINK("http://x.example") (A) keeps the system safe by itself.'
    }


def test_the_same_view_gives_the_same_bytes_without_blank_nodes(
    kb: commoncause.KnowledgeBase, table: Case, table_1: View
) -> None:
    assert gsn(kb, table_1) == gsn(kb, table_1)
    assert "_:" not in gsn(kb, table_1)
    assert "[" not in gsn(kb, table_1)
    assert len(table.graph) > 500


def test_the_export_without_a_view_is_the_landing_view(kb: commoncause.KnowledgeBase, table_1: View) -> None:
    assert export(kb, "gsn") == {"commoncause-gsn.ttl": gsn(kb, table_1).encode()}
    argued = View(sources={"dung-mai-2025"}, modes={"argued"})
    assert export(kb, "gsn", argued)["commoncause-gsn.ttl"] == gsn(kb, argued).encode()


def test_the_command_takes_a_view(run, small_folder) -> None:
    answer = run("export", "gsn", "--kb", small_folder, "--mode", "tabulated")
    assert answer.code == 0, answer.err
    assert "kb/gsn/tabulated/" in answer.out
