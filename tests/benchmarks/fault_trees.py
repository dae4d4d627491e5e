"""Fault trees beside SCRAM: CPU seconds for the exact P and for the number of minimal cut sets.

    python tests/benchmarks/fault_trees.py [--runs N] [--only NAME] [--also FILE.xml]

The trees are nested, with shared events, of the size of the Aralia set, from fixed seeds; beside them those
that SCRAM's package brings, and with ``--also`` any others, such as the Aralia set itself. SCRAM (Debian
package `scram`) gets P by its BDD with products of order 1 only, its fastest exact way, and the count by its
BDD without a limit on the order. Its report goes to the null device. Our modules are compiled to bytecode
beforehand, as an installed package's are.
"""

import argparse
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from commoncause.analysis.fault_tree.tree import FaultTree, Gate
from commoncause.exporters.open_psa import open_psa

BAR = 1.0
"""Our CPU time without imports is to stay below this share of SCRAM's, for each tree."""

OURS = """\
import sys, time
from pathlib import Path
from commoncause.analysis.fault_tree.compiled import CompiledTree
from commoncause.analysis.fault_tree.sets import count_sets
from commoncause.importers.open_psa import read_open_psa
start = time.process_time()
tree = read_open_psa(*map(Path, sys.argv[2:]))
compiled = CompiledTree(tree)
if sys.argv[1] == "p":
    answer = compiled.probability([tree.events[event] for event in compiled.events])
else:
    answer = sum(count_sets(compiled, compiled.cut_sets).values()) if tree.is_coherent else "nan"
print(answer, time.process_time() - start)
"""


def aralia_like(
    seed: int, events: int, gates: int, *, vote: float = 0.1, sharing: float = 0.3, reach: int = 40
) -> FaultTree:
    """A nested tree: gate i hangs below an earlier one near by, and some gates and events below several.

    ``vote`` is the share of k-of-n gates; ``sharing`` how many further parents a node has on average;
    ``reach`` how far, in gates, such parents are apart.
    """
    chance = random.Random(seed)
    children: list[list[str]] = [[] for _ in range(gates)]
    parent = [0] * gates
    for gate in range(1, gates):
        parent[gate] = chance.randrange(max(0, gate // 2 - reach), max(1, gate // 2 + 1))
        children[parent[gate]].append(f"g{gate}")
        while chance.random() < sharing / 2:
            other = chance.randrange(max(0, parent[gate] - reach), gate)
            if f"g{gate}" not in children[other]:
                children[other].append(f"g{gate}")
    hungry = [gate for gate in range(gates) for _ in range(max(0, 2 - len(children[gate])))]
    for event in range(events):
        home = hungry.pop(chance.randrange(len(hungry))) if hungry else chance.randrange(gates)
        places = {home}
        while chance.random() < sharing:
            places.add(min(gates - 1, max(0, home + chance.randrange(-reach, reach + 1))))
        for place in sorted(places):
            children[place].append(f"e{event}")
    for gate in hungry:
        extra = f"e{chance.randrange(events)}"
        children[gate] += [extra] if extra not in children[gate] else []
    kind = ["or"] * gates
    named = {}
    for gate in range(gates):
        below = list(dict.fromkeys(children[gate])) or [f"e{chance.randrange(events)}"]
        flipped = "and" if kind[parent[gate]] == "or" else "or"
        kind[gate] = flipped if chance.random() < 0.75 else kind[parent[gate]]
        if gate == 0:
            kind[0] = "or"
        if len(below) > 2 and chance.random() < vote:
            named[f"g{gate}"] = Gate("atleast", tuple(below), chance.randrange(2, len(below)))
        else:
            named[f"g{gate}"] = Gate(kind[gate], tuple(below))
    probability = {f"e{event}": round(10 ** chance.uniform(-4, -1), 6) for event in range(events)}
    used = {child for gate in named.values() for child in gate.children}
    return FaultTree("g0", named, {name: p for name, p in probability.items() if name in used})


BYTECODE = tempfile.TemporaryDirectory()
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
ENVIRONMENT["PYTHONPYCACHEPREFIX"] = BYTECODE.name


def child_seconds(command: list[str], limit: float = 60) -> tuple[float, str]:
    """CPU seconds, user and system, of a process from start to end (infinite past the limit); its output."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        done = subprocess.run(
            command, check=True, capture_output=True, text=True, timeout=limit, env=ENVIRONMENT
        )
    except subprocess.TimeoutExpired:
        return float("inf"), ""
    except subprocess.CalledProcessError as error:
        return float("nan"), error.stderr[-300:]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def scram(files: list[str], order: int, report: str = "/dev/null") -> float:
    """CPU seconds of SCRAM."""
    limits = ["--probability", "1", "--limit-order", str(order)]
    return child_seconds(["scram", "--bdd", *limits, *files, "-o", report])[0]


def scram_answer(files: list[str], order: int) -> tuple[float, int]:
    """What SCRAM says: P, and the number of products up to an order."""
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        scram(files, order, report.name)
        head = Path(report.name).read_text(encoding="utf-8")
    found = re.search(r'<sum-of-products[^>]*products="(\d+)"(?: probability="([^"]*)")?', head)
    return (float(found[2] or 0), int(found[1])) if found else (float("nan"), -1)


def own(question: str, files: list[str]) -> tuple[float, float, float | None]:
    """CPU seconds of a process of ours and of its work without the imports, and its answer, None if none."""
    seconds, said = child_seconds([sys.executable, "-c", OURS, question, *files])
    if not said or seconds in (float("inf"),) or seconds != seconds:
        return seconds, seconds, float("nan")
    answer, work = said.split()
    return seconds, float(work), None if answer == "nan" else float(answer)


TREES = {
    "das-like": {"seed": 2201, "events": 300, "gates": 270, "vote": 0, "sharing": 0.4, "reach": 10},
    "elf-like": {"seed": 7364, "events": 200, "gates": 120, "vote": 0.25, "sharing": 0.5, "reach": 10},
    "isp-like": {"seed": 8613, "events": 150, "gates": 180, "vote": 0, "sharing": 0.3, "reach": 10},
    "baobab-like": {"seed": 390, "events": 150, "gates": 135, "vote": 0, "sharing": 0.3, "reach": 20},
    "ftr-like": {"seed": 4668, "events": 100, "gates": 60, "vote": 0.1, "sharing": 0.5, "reach": 5},
    "edf-like": {"seed": 5637, "events": 100, "gates": 90, "vote": 0, "sharing": 0.2, "reach": 20},
    "edfpa-like": {"seed": 8876, "events": 100, "gates": 120, "vote": 0.25, "sharing": 0.3, "reach": 20},
    "jbd-like": {"seed": 3818, "events": 150, "gates": 135, "vote": 0, "sharing": 0.3, "reach": 20},
    "das9601-like": {"seed": 8417, "events": 150, "gates": 135, "vote": 0.1, "sharing": 0.4, "reach": 20},
}
"""Arguments of `aralia_like` on which SCRAM itself comes to an end, easy ones first."""
SHIPPED = Path("/usr/share/scram/input")
PUBLIC = {
    "chinese": ("Chinese/chinese.xml", "Chinese/chinese-basic-events.xml"),
    "baobab1": ("Baobab/baobab1.xml", "Baobab/baobab1-basic-events.xml"),
    "baobab2": ("Baobab/baobab2.xml", "Baobab/baobab2-basic-events.xml"),
    "cea9601": ("CEA9601/CEA9601.xml", "CEA9601/CEA9601-basic-events.xml"),
}
ALL_ORDERS = 2_000


def models(folder: Path) -> dict[str, list[str]]:
    """Name -> files of each model."""
    found = {
        name: [str(SHIPPED / file) for file in files]
        for name, files in PUBLIC.items()
        if (SHIPPED / files[0]).exists()
    }
    for name, arguments in TREES.items():
        path = folder / f"{name}.xml"
        path.write_text(open_psa(aralia_like(**arguments)), encoding="utf-8")
        found[name] = [str(path)]
    return found


def compare(name: str, files: list[str], runs: int) -> bool:
    """Print a row for P and one for the count; whether both meet the bar and the answers agree."""
    good = True
    for question, order in (("p", 1), ("count", ALL_ORDERS)):
        if question == "count" and own("count", files)[2] is None:  # Not defined: the tree has negation.
            continue
        first = scram(files, order)
        again = runs if first < 5 else 1  # What takes long varies little.
        theirs = median([first, *(scram(files, order) for _ in range(again - 1))])
        measured = [own(question, files) for _ in range(again)]
        whole, work = median(row[0] for row in measured), median(row[1] for row in measured)
        p, products = scram_answer(files, order) if theirs < 20 else (float("nan"), -1)
        answer, reference = measured[0][2], p if question == "p" else products
        agree = reference != reference or reference == -1 or abs(answer - reference) <= 1e-5 * abs(reference)
        print(
            f"{name:14}{question:6}{answer:14.6g}{whole:9.3f}{work:9.3f}{theirs:9.3f}"
            f"{whole / theirs:9.2f}{work / theirs:9.2f}{'' if agree else '   SCRAM says ' + str(reference)}",
            flush=True,
        )
        good = good and agree and work <= BAR * theirs
    return good


def main() -> int:
    """Measure, compare, print; 1 if an answer differs or a bar is missed."""
    parser = argparse.ArgumentParser(description="Fault trees beside SCRAM.")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", action="append", help="name of a tree; may be repeated")
    parser.add_argument(
        "--also", action="append", default=[], type=Path, help="another model; may be repeated"
    )
    arguments = parser.parse_args()
    if shutil.which("scram") is None:
        print("scram is not installed: nothing to compare with; on Debian, apt-get install scram")
        return 0
    print("CPU seconds: ours whole and without imports, SCRAM's whole; ratios of both to SCRAM's")
    print(f"{'':20}{'answer':>14}{'ours':>9}{'work':>9}{'scram':>9}{'ratio':>9}{'net':>9}")
    own("p", [str(SHIPPED / file) for file in PUBLIC["chinese"]])
    with tempfile.TemporaryDirectory() as folder:
        chosen = {
            name: files
            for name, files in (models(Path(folder)) | {f.stem: [str(f)] for f in arguments.also}).items()
            if not arguments.only or name in arguments.only
        }
        met = [compare(name, files, arguments.runs) for name, files in chosen.items()]
    print(f"{sum(met)} of {len(met)} trees meet the bar of {BAR} without imports")
    return int(not all(met))


if __name__ == "__main__":
    sys.exit(main())
