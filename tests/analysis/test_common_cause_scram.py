"""SCRAM implements the beta-factor, MGL and alpha-factor models of the standard too: it has to agree."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from commoncause.analysis import (
    alpha_shares,
    basic_event_probabilities,
    beta_shares,
    greek_shares,
    group_failure_probability,
)

MODELS = {"beta-factor": 2, "MGL": 2, "alpha-factor": 1}
"""Name of a model in Open-PSA -> the level of its first factor."""


@pytest.fixture(scope="module")
def scram() -> str:
    path = shutil.which("scram")
    if path is None:
        if "scram" in os.environ.get("COMMONCAUSE_REQUIRE", "").split(","):
            pytest.fail(
                "COMMONCAUSE_REQUIRE names scram, and there is none on PATH: install the scram package"
            )
        pytest.skip("scram is not installed")
    return path


def document(model: str, size: int, total: float, factors: list[float], need: int) -> str:
    """A portfolio of alike techniques that holds while so many of them hold, as SCRAM reads it."""
    names = [f"t{number}" for number in range(size)]
    root = ElementTree.Element("opsa-mef")
    tree = ElementTree.SubElement(root, "define-fault-tree", name="portfolio")
    top = ElementTree.SubElement(tree, "define-gate", name="top")
    gate = ElementTree.SubElement(top, "atleast", min=str(size - need + 1)) if 1 < need < size else None
    gate = ElementTree.SubElement(top, "and" if need == 1 else "or") if gate is None else gate
    group = ElementTree.SubElement(root, "define-CCF-group", name="group", model=model)
    members = ElementTree.SubElement(group, "members")
    for name in names:
        ElementTree.SubElement(gate, "basic-event", name=name)
        ElementTree.SubElement(members, "basic-event", name=name)
    distribution = ElementTree.SubElement(group, "distribution")
    ElementTree.SubElement(distribution, "float", value=repr(total))
    listed = ElementTree.SubElement(group, "factors")
    for level, value in enumerate(factors, size if model == "beta-factor" else MODELS[model]):
        factor = ElementTree.SubElement(listed, "factor", level=str(level))
        ElementTree.SubElement(factor, "float", value=repr(value))
    return ElementTree.tostring(root, encoding="unicode")


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("seed", range(4))
def test_scram_agrees_on_groups_of_similar_techniques(
    scram: str, tmp_path: Path, model: str, seed: int
) -> None:
    chance = random.Random(seed)
    size, total = chance.randint(2, 4), chance.uniform(0.01, 0.4)
    need = chance.randint(1, size)
    if model == "beta-factor":
        factors = [chance.random()]
        shares = beta_shares(size, factors[0])
    elif model == "MGL":
        factors = [chance.random() for _ in range(size - 1)]
        shares = greek_shares(factors)
    else:
        weights = [chance.random() for _ in range(size)]
        factors = [weight / sum(weights) for weight in weights]
        shares = alpha_shares(factors)
    path, report = tmp_path / "group.xml", tmp_path / "report.xml"
    path.write_text(document(model, size, total, factors, need), encoding="utf-8")
    command = [scram, "--bdd", "--probability", "1", "--ccf", "1", "--limit-order", "20", str(path)]
    subprocess.run([*command, "-o", str(report)], check=True, capture_output=True)
    found = re.search(r'<sum-of-products [^>]*\bprobability="([^"]+)"', report.read_text(encoding="utf-8"))
    assert found is not None
    ours = group_failure_probability(basic_event_probabilities(shares, total), need=need)
    assert ours == pytest.approx(float(found[1]), rel=1e-5)  # SCRAM prints six digits.
