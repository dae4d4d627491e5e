"""Open-PSA models: read, refused with file and line, written and read again, and SCRAM agrees."""

import os
import random
import re
import shutil
import subprocess

import pytest

from commoncause.analysis.fault_tree.compiled import CompiledTree
from commoncause.analysis.fault_tree.sets import count_sets
from commoncause.analysis.fault_tree.tree import FaultTree, Gate
from commoncause.errors import InvalidInputError
from commoncause.exporters.open_psa import open_psa
from commoncause.importers.open_psa import read_open_psa

MODEL = """<?xml version="1.0"?>
<opsa-mef>
  <define-fault-tree name="ft">
    <label>An example</label>
    <define-gate name="top">
      <or> <gate name="both"/> <not> <event name="c"/> </not> <house-event name="h"/> </or>
    </define-gate>
    <define-component name="part" role="private">
      <define-gate name="hidden"> <atleast min="2"> <event name="a"/> <event name="b"/> <event name="c"/>
      </atleast> </define-gate>
    </define-component>
    <define-gate name="both"> <and> <event name="a"/> <gate name="ft.part.hidden"/> </and> </define-gate>
  </define-fault-tree>
  <model-data>
    <define-basic-event name="a"> <float value="1.0e-1"/> </define-basic-event>
    <define-basic-event name="b"> <exponential> <parameter name="rate"/> <float value="10"/> </exponential>
    </define-basic-event>
    <define-basic-event name="c"> <mul> <float value="0.5"/> <float value="0.5"/> </mul> </define-basic-event>
    <define-parameter name="rate"> <float value="0.01"/> </define-parameter>
    <define-house-event name="h"> <constant value="false"/> </define-house-event>
  </model-data>
</opsa-mef>
"""


def read(tmp_path, text, **options):
    path = tmp_path / "model.xml"
    path.write_text(text, encoding="utf-8")
    return read_open_psa(path, **options)


def test_a_model_with_components_parameters_and_nested_formulas(tmp_path):
    tree = read(tmp_path, MODEL)
    assert tree.top == "top"
    assert tree.gates["top"] == Gate("or", ("both", "top#1", "h"))
    assert tree.gates["top#1"] == Gate("not", ("c",))
    assert tree.gates["both"].children == ("a", "ft.part.hidden")
    assert tree.events["b"] == pytest.approx(0.0951625819640405)
    assert tree.events["c"] == 0.25
    assert tree.houses == {"h": False}


def wrapped(formula, data=""):
    return (
        f'<opsa-mef><define-fault-tree name="f"><define-gate name="top">\n{formula}\n</define-gate>'
        f'</define-fault-tree><model-data>{data}\n<define-basic-event name="a"/></model-data></opsa-mef>'
    )


BOMB = '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;">]>\n<opsa-mef>&b;</opsa-mef>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n<opsa-mef>&a;</opsa-mef>'
EVENT_A = '<event name="a"/>'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOMB, r"model.xml:1: a DOCTYPE"),
        (OUTSIDE, r"model.xml:1: a DOCTYPE"),
        ("<opsa-mef>", r"model.xml:1: not XML: no element found"),
        ("", r"model.xml:1: not XML"),
        ("<model/>", r"model.xml:1: the root element is <model>"),
        ("<opsa-mef>" + "<a>" * 300 + "</a>" * 300 + "</opsa-mef>", "more than 200 elements deep"),
        ("<opsa-mef><define-event-tree name='e'/></opsa-mef>", "<define-event-tree> is not read"),
        ("<opsa-mef/>", "no gate is defined"),
        (wrapped('<event name="b"/>'), r"model.xml:2: event 'b' is not defined"),
        (wrapped("<event/>"), r"model.xml:2: <event> has no name"),
        (wrapped("<maybe/>"), r"model.xml:2: <maybe> is no connective"),
        (wrapped("<or/>"), r"model.xml:1: gate 'top' is empty"),
        (wrapped(f"<not>{EVENT_A}{EVENT_A}</not>"), "gate 'top' .not. has 2 children; give it 1"),
        (wrapped(f'<atleast min="3">{EVENT_A}{EVENT_A}</atleast>'), "asks for 3 of 2"),
        (wrapped(f'<atleast min="x">{EVENT_A}</atleast>'), "min is 'x'"),
        (wrapped(f'<or>{EVENT_A}<gate name="top"/></or>'), "loop: top -> top"),
        (wrapped('<house-event name="a"/>'), "'a' is a basic event, not a house event"),
        (wrapped(EVENT_A + EVENT_A), "'top' has 2 formulas"),
        (wrapped(EVENT_A, '<define-basic-event name="a"/>'), "basic event 'a' is defined twice"),
        (
            wrapped(EVENT_A, '<define-basic-event name="b"><float value="1.5"/></define-basic-event>'),
            "probability of 'b' is 1.5",
        ),
        (
            wrapped(EVENT_A, '<define-basic-event name="b"><float value="many"/></define-basic-event>'),
            "value of <float> is 'many'",
        ),
        (
            wrapped(EVENT_A, '<define-basic-event name="b"><histogram/></define-basic-event>'),
            "expression <histogram> is not read",
        ),
        (
            wrapped(
                EVENT_A,
                '<define-basic-event name="b"><parameter name="p"/></define-basic-event>'
                '<define-parameter name="p"><parameter name="p"/></define-parameter>',
            ),
            "parameter 'p' is defined by itself",
        ),
    ],
)
def test_what_is_no_model_is_refused_with_its_place(tmp_path, text, message):
    with pytest.raises(InvalidInputError, match=message):
        read(tmp_path, text)


def test_several_tops_need_a_choice(tmp_path):
    text = wrapped(EVENT_A).replace(
        "</define-gate>", '</define-gate><define-gate name="other"><event name="a"/></define-gate>', 1
    )
    with pytest.raises(InvalidInputError, match="2 gates stand in no other: other, top"):
        read(tmp_path, text)
    assert read(tmp_path, text, top="other").top == "other"


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(InvalidInputError, match="cannot be read"):
        read_open_psa(tmp_path / "none.xml")


def test_names_of_any_kind_come_back(tmp_path):
    gates = {"top event": Gate("or", ("S-TAX", "a b", "é", '"<&>', "x.y")), "g": Gate("and", ("x y", "x.y"))}
    gates["top event"] = Gate("or", (*gates["top event"].children, "g"))
    events = {"S-TAX": 0.1, "a b": None, "é": 1.0, '"<&>': 1e-300, "x.y": 0.30000000000000004, "x y": 0.0}
    tree = FaultTree("top event", gates, events, {"on": True})
    assert read(tmp_path, open_psa(tree)) == tree


def random_tree(seed, kinds):
    chance = random.Random(seed)
    events = {f"e{n}": round(chance.uniform(0.001, 0.5), 3) for n in range(chance.randrange(4, 14))}
    names, gates, free = list(events), {}, set()
    for number in range(chance.randrange(3, 15)):
        kind = chance.choice(kinds)
        n = {"not": 1, "xor": 2}.get(kind) or chance.randrange(3, 5)
        children = tuple(dict.fromkeys([*sorted(free)[: n - 1], *chance.sample(names, n)]))[:n]
        k = chance.randrange(2, n) if kind == "atleast" else None
        gates[f"g{number}"] = Gate(kind, children, k)
        free = (free | {f"g{number}"}) - set(children)
        names.append(f"g{number}")
    gates["top"] = Gate("or" if len(free) > 1 else "and", (*sorted(free), "e0", "e1"))
    used = {child for gate in gates.values() for child in gate.children}
    return FaultTree("top", gates, {event: p for event, p in events.items() if event in used})


@pytest.fixture(scope="session")
def scram():
    path = shutil.which("scram")
    if path is None:
        if "scram" in os.environ.get("COMMONCAUSE_REQUIRE", "").split(","):
            pytest.fail(
                "COMMONCAUSE_REQUIRE names scram, and there is none on PATH: install the scram package"
            )
        pytest.skip("scram is not installed")
    return path


def scram_says(scram, path):
    report = path.with_suffix(".report")
    command = [scram, "--bdd", "--probability", "1", "--limit-order", "100", str(path), "-o", str(report)]
    subprocess.run(command, check=True, capture_output=True)
    text = report.read_text(encoding="utf-8")
    products = re.search(r'<sum-of-products [^>]*products="(\d+)"(?: probability="([^"]+)")?', text)
    orders = re.search(r'distribution="([^"]*)"', text)
    by_order = [int(n) for n in orders[1].split()] if orders else []
    return float(products[2] or 0), {order: n for order, n in enumerate(by_order, 1) if n}


@pytest.mark.parametrize("seed", range(30))
def test_scram_agrees_on_coherent_trees(scram, tmp_path, seed):
    tree = random_tree(seed, ("and", "or", "atleast"))
    path = tmp_path / "tree.xml"
    path.write_text(open_psa(tree), encoding="utf-8")
    assert read_open_psa(path).gates.keys() >= tree.gates.keys()
    p, by_order = scram_says(scram, path)
    compiled = CompiledTree(tree)
    ours = compiled.probability([tree.events[event] for event in compiled.events])
    assert ours == pytest.approx(p, rel=1e-5)  # SCRAM prints six digits.
    assert count_sets(compiled, compiled.cut_sets) == by_order


@pytest.mark.parametrize("seed", range(30))
def test_scram_agrees_on_the_probability_of_trees_with_negation(scram, tmp_path, seed):
    tree = random_tree(seed, ("and", "or", "atleast", "not", "xor", "nand", "nor"))
    path = tmp_path / "tree.xml"
    path.write_text(open_psa(tree), encoding="utf-8")
    p, _ = scram_says(scram, path)
    compiled = CompiledTree(tree)
    ours = compiled.probability([tree.events[event] for event in compiled.events])
    assert ours == pytest.approx(p, rel=1e-5, abs=1e-12)
