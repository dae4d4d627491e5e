"""Minimal cut sets beside SCRAM's and graphillion's: CPU for the same relation, and whether all agree.

    python tests/benchmarks/cut_sets.py [--runs N] [--techniques N] [--modes N] [--density D] [--seed S]

SCRAM (Debian package `scram`) lists with its BDD and no limit on the order, its report going to the null
device; its whole process is compared with ours. graphillion (PyPI) makes the diagram of the minimal hitting
sets and goes through it; compared is the time from the relation to a list of tuples of names, without the
imports. Its diagram depends on the order of the modes, so it is measured with two: the most frequent first,
eight times faster than by name; and the order that our own sum of probabilities computes, which no user of
graphillion has, to see it at its best. The bar holds against the first; the ratio to the second is printed.

Ours branches on ints as bitsets and never makes a set that is not minimal, while a diagram first holds all
hitting sets. A third of its time is the search, 1.5 microseconds for a batch of some three sets; the rest is
sorting and making one tuple of names for each set, which no faster search can save.
"""

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from xml.etree import ElementTree

from peers import Measured, measured, mode_orders, peer_python, relation, show, verdict

BAR = 0.09
OUR_ORDER = "graphillion, in our order"

OURS = """
from commoncause.analysis import minimal_cut_sets
report(lambda: minimal_cut_sets(given), fingerprint)
"""
WHOLE_PROCESS = """
import json, sys
from commoncause.analysis import minimal_cut_sets
with open(sys.argv[1], encoding="utf-8") as file:
    minimal_cut_sets(json.load(file))
"""
GRAPHILLION = """
from graphillion import setset
exposure, order = given
def work():
    setset.set_universe(order)
    hitting = setset([set(modes) for modes in exposure.values()]).hitting()
    return [tuple(sorted(cut_set)) for cut_set in hitting.minimal()]
report(work, fingerprint)
"""


def open_psa(exposure: dict[str, list[str]]) -> str:
    """The relation as an Open-PSA fault tree: all techniques fail, each by any of its modes."""
    model = ElementTree.Element("opsa-mef")
    tree = ElementTree.SubElement(model, "define-fault-tree", name="portfolio")
    top = ElementTree.SubElement(ElementTree.SubElement(tree, "define-gate", name="top"), "and")
    for technique, exposed in exposure.items():
        ElementTree.SubElement(top, "gate", name=technique)
        gate = ElementTree.SubElement(ElementTree.SubElement(tree, "define-gate", name=technique), "or")
        for mode in exposed:
            ElementTree.SubElement(gate, "basic-event", name=mode)
    data = ElementTree.SubElement(model, "model-data")
    for mode in sorted({mode for exposed in exposure.values() for mode in exposed}):
        event = ElementTree.SubElement(data, "define-basic-event", name=mode)
        ElementTree.SubElement(event, "float", value="0.1")
    return ElementTree.tostring(model, encoding="unicode")


def child_seconds(command: list[str]) -> float:
    """CPU seconds, user and system, of a process from start to end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def scram_seconds(scram: str, exposure: dict[str, list[str]], runs: int) -> tuple[int, float, float]:
    """Number of cut sets; median CPU seconds of SCRAM's process, and of one of ours, in turn."""
    with tempfile.TemporaryDirectory() as folder:
        model, given, report = (Path(folder, name) for name in ("model.xml", "model.json", "report.xml"))
        model.write_text(open_psa(exposure), encoding="utf-8")
        given.write_text(json.dumps(exposure), encoding="utf-8")
        n_modes = len({mode for exposed in exposure.values() for mode in exposed})
        command = [scram, "--bdd", "--limit-order", str(n_modes), str(model), "--output-path"]
        own = [sys.executable, "-c", WHOLE_PROCESS, str(given)]
        subprocess.run([*command, str(report)], check=True)
        text = report.read_text(encoding="utf-8")
        pairs = [(child_seconds([*command, os.devnull]), child_seconds(own)) for _ in range(runs)]
    count = re.search(r'<sum-of-products [^>]*products="(\d+)"', text)
    if count is None:
        raise SystemExit("scram's report names no products; is this version 0.16?")
    return int(count[1]), median(its for its, _ in pairs), median(ours for _, ours in pairs)


def installed_scram() -> str | None:
    """SCRAM's path; where it is missing and Debian's packages can be installed, install it first."""
    if shutil.which("scram") is None and shutil.which("apt-get") and os.geteuid() == 0:
        for arguments in (["update"], ["install", "-y", "--no-install-recommends", "scram"]):
            subprocess.run(["apt-get", "-qq", *arguments], check=False, stdout=subprocess.DEVNULL)
    return shutil.which("scram")


def beside_scram(exposure: dict[str, list[str]], count: int, runs: int) -> bool:
    """Whether the counts agree and the bar is met; True where SCRAM cannot be had."""
    scram = installed_scram()
    if scram is None:
        print("scram is not installed: nothing to compare with; on Debian, apt-get install scram")
        return True
    its_count, spent, own = scram_seconds(scram, exposure, runs)
    print(f"whole processes, CPU s: commoncause {own:.3f}, scram --bdd {spent:.3f} ({its_count:,} sets)")
    if its_count != count:
        print("THE COUNTS DIFFER")
    return verdict("CPU, whole process, ratio to SCRAM", own / spent, BAR) and its_count == count


def beside_graphillion(rows: dict[str, Measured]) -> bool:
    """Whether the sets agree and the bar is met."""
    ours, best = rows.pop("commoncause"), rows.pop(OUR_ORDER)
    same = all(row.answer == ours.answer for row in (best, *rows.values()))
    print("the sets are the same" if same else "THE SETS DIFFER")
    print(f"graphillion in our order: ratio of CPU {ours.seconds / best.seconds:.3f}")
    return (
        verdict("CPU, ratio to graphillion", ours.seconds / min(r.seconds for r in rows.values()), BAR)
        and same
    )


def main() -> int:
    """Measure, compare, print; 1 if the sets differ or a bar is missed."""
    arguments = parse()
    exposure = relation(arguments.techniques, arguments.modes, arguments.density, arguments.seed)
    scripts = {"commoncause": (OURS, exposure, sys.executable)}
    if graphillion := peer_python("graphillion"):
        for name, order in mode_orders(exposure).items():
            if name == "by name":
                continue
            scripts[f"graphillion, {name}"] = (GRAPHILLION, [exposure, order], graphillion)
    rows = measured(scripts, arguments.runs)
    show(rows)
    count = int(rows["commoncause"].answer.split()[0].replace(",", ""))
    good = graphillion is None or beside_graphillion(rows)
    return int(not (beside_scram(exposure, count, arguments.runs) and good))


def parse() -> argparse.Namespace:
    """The relation's size, and how often to measure."""
    parser = argparse.ArgumentParser(description="Minimal cut sets beside SCRAM's and graphillion's.")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--techniques", type=int, default=30)
    parser.add_argument("--modes", type=int, default=40)
    parser.add_argument("--density", type=float, default=0.3)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
