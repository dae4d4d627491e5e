"""Minimal cut sets beside SCRAM's: CPU seconds for the same relation, and whether the counts agree.

    python tests/benchmarks/cut_sets.py [--runs N] [--techniques N] [--modes N] [--density D] [--seed S]

SCRAM (Debian package `scram`) lists with its BDD and no limit on the order; its report goes to the null
device.
"""

import argparse
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from xml.etree import ElementTree

from commoncause.analysis import minimal_cut_sets

BAR = 0.09
"""Our CPU time is to stay below this share of SCRAM's."""

WHOLE_PROCESS = """\
import json, sys
from commoncause.analysis import minimal_cut_sets
with open(sys.argv[1], encoding="utf-8") as file:
    minimal_cut_sets(json.load(file))
"""


def relation(techniques: int, modes: int, density: float, seed: int) -> dict[str, list[str]]:
    """A random relation: each technique is exposed to each mode with probability ``density``."""
    chance = random.Random(seed)
    return {
        f"t{row:02}": [f"f{column:02}" for column in range(modes) if chance.random() < density]
        for row in range(techniques)
    }


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


def own_seconds(work: Callable[[], object]) -> float:
    """CPU seconds of this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


def child_seconds(command: list[str]) -> float:
    """CPU seconds, user and system, of a process from start to end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def process_seconds(exposure: dict[str, list[str]], runs: int) -> float:
    """Median CPU seconds of a process of ours that reads the relation from a file, from start to end."""
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder, "model.json")
        model.write_text(json.dumps(exposure), encoding="utf-8")
        return median(child_seconds([sys.executable, "-c", WHOLE_PROCESS, str(model)]) for _ in range(runs))


def scram_seconds(scram: str, exposure: dict[str, list[str]], runs: int) -> tuple[int, float, float]:
    """Number of cut sets, median CPU seconds, and what SCRAM's own clock says of the analysis alone."""
    with tempfile.TemporaryDirectory() as folder:
        model, report = Path(folder, "model.xml"), Path(folder, "report.xml")
        model.write_text(open_psa(exposure), encoding="utf-8")
        n_modes = len({mode for exposed in exposure.values() for mode in exposed})
        command = [scram, "--bdd", "--limit-order", str(n_modes), str(model), "--output-path"]
        subprocess.run([*command, str(report)], check=True)
        text = report.read_text(encoding="utf-8")
        spent = median(child_seconds([*command, os.devnull]) for _ in range(runs))
    count = re.search(r'<sum-of-products [^>]*products="(\d+)"', text)
    clock = re.search(r"<products>([\d.e-]+)</products>", text)
    if count is None or clock is None:
        raise SystemExit("scram's report names no products; is this version 0.16?")
    return int(count[1]), spent, float(clock[1])


def peer() -> str | None:
    """SCRAM's path; where it is missing and Debian's packages can be installed, install it first."""
    if shutil.which("scram") is None and shutil.which("apt-get") and os.geteuid() == 0:
        for arguments in (["update"], ["install", "-y", "--no-install-recommends", "scram"]):
            subprocess.run(["apt-get", "-qq", *arguments], check=False, stdout=subprocess.DEVNULL)
    return shutil.which("scram")


def main() -> int:
    """Measure, compare, print; 1 if the counts differ or the bar is missed."""
    arguments = parse()
    exposure = relation(arguments.techniques, arguments.modes, arguments.density, arguments.seed)
    count = len(minimal_cut_sets(exposure))
    call = median(own_seconds(lambda: minimal_cut_sets(exposure)) for _ in range(arguments.runs))
    process = process_seconds(exposure, arguments.runs)
    rows = [("commoncause, the call", call, count), ("commoncause, whole process", process, count)]
    scram = peer()
    if scram is None:
        show(rows)
        print("scram is not installed: nothing to compare with; on Debian, apt-get install scram")
        return 0
    scram_count, spent, clock = scram_seconds(scram, exposure, arguments.runs)
    show([*rows, ("scram --bdd, whole process", spent, scram_count)])
    print(f"scram's own clock, analysis alone: {clock:.3f} s")
    print(f"ratio: the call {call / spent:.3f}, whole process {process / spent:.3f}; bar {BAR}")
    if count != scram_count:
        print("the counts differ")
    return int(count != scram_count or process / spent > BAR)


def show(rows: list[tuple[str, float, int]]) -> None:
    """Print the table of medians."""
    print(f"{'':28}{'CPU s':>8}{'cut sets':>12}")
    for name, seconds, count in rows:
        print(f"{name:28}{seconds:8.3f}{count:12,}")


def parse() -> argparse.Namespace:
    """The relation's size, and how often to measure."""
    parser = argparse.ArgumentParser(description="Minimal cut sets beside SCRAM's.")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--techniques", type=int, default=30)
    parser.add_argument("--modes", type=int, default=40)
    parser.add_argument("--density", type=float, default=0.3)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
