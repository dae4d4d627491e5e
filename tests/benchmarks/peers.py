"""How the benchmarks measure: the same relation for all, each computation in processes of its own.

A computation is a script that finds what it is given in ``given`` and calls ``report(work)``: that takes the
CPU seconds of the work alone, without the start of Python and the imports, the peak memory of the whole
process, and what the work found; where that is long, its number and `fingerprint`. Peers come from PyPI into
environments in the temporary folder.
"""

import json
import random
import subprocess
import tempfile
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from commoncause.analysis.frontier import frontier
from commoncause.analysis.incidence import incidence

PROLOGUE = """\
import hashlib, json, resource, sys, time
given = json.load(sys.stdin)
def report(work, answer=lambda found: found):
    start = time.process_time()
    found = work()
    seconds = time.process_time() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    json.dump({"seconds": seconds, "megabytes": megabytes, "answer": answer(found)}, sys.stdout)
def fingerprint(found):
    lines = "\\n".join(sorted(map(repr, found)))
    return f"{len(found):,} ({hashlib.sha256(lines.encode()).hexdigest()[:12]})"
"""


@dataclass(frozen=True)
class Measured:
    """Medians of CPU seconds and of peak memory, and the answer."""

    seconds: float
    megabytes: float
    answer: Any


def relation(techniques: int, modes: int, density: float, seed: int) -> dict[str, list[str]]:
    """A random relation: each technique is exposed to each mode with probability ``density``."""
    chance = random.Random(seed)
    return {
        f"t{row:02}": [f"f{column:02}" for column in range(modes) if chance.random() < density]
        for row in range(techniques)
    }


def modes_of(exposure: Mapping[str, list[str]]) -> list[str]:
    """All modes, sorted by name."""
    return sorted({mode for modes in exposure.values() for mode in modes})


def by_frequency(exposure: Mapping[str, list[str]]) -> list[str]:
    """All modes, those first to which most techniques are exposed."""
    count = {mode: sum(mode in modes for modes in exposure.values()) for mode in modes_of(exposure)}
    return sorted(count, key=lambda mode: (-count[mode], mode))


def mode_orders(exposure: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Orders in which a diagram may take the modes: two that anyone may choose, and that of our own sum."""
    read = incidence(exposure)
    steps = frontier(read.exposed, 0).steps
    return {
        "by name": modes_of(exposure),
        "by frequency": by_frequency(exposure),
        "in our order": [read.modes[len(read.modes) - 1 - step.cause] for step in steps],
    }


def peer_python(package: str) -> str | None:
    """A Python that has the package from PyPI, in an environment of its own in the temporary folder."""
    home = Path(tempfile.gettempdir(), f"commoncause-peer-{package}")
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "install", package]
    if subprocess.run(pip, check=False, capture_output=True).returncode:
        print(f"{package} cannot be installed: nothing to compare with")
        return None
    return str(python)


def measured(scripts: Mapping[str, tuple[str, Any, str]], runs: int) -> dict[str, Measured]:
    """Measure several, name -> (script, what it is given, Python), in turn: all meet the same load."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in scripts}
    for _ in range(runs):
        for name, (script, given, python) in scripts.items():
            command = [python, "-c", PROLOGUE + script]
            done = subprocess.run(
                command, input=json.dumps(given), capture_output=True, text=True, check=True
            )
            rows[name].append(json.loads(done.stdout))
    return {
        name: Measured(
            median(row["seconds"] for row in each),
            median(row["megabytes"] for row in each),
            each[0]["answer"],
        )
        for name, each in rows.items()
    }


def show(rows: Mapping[str, Measured]) -> None:
    """Print a table: CPU, memory, and the answer."""
    print(f"{'':44}{'CPU s':>9}{'MB':>8}   answer")
    for name, row in rows.items():
        print(f"{name:44}{row.seconds:9.4f}{row.megabytes:8.0f}   {row.answer}")


def verdict(what: str, value: float, bar: float) -> bool:
    """Print a ratio, or seconds, beside its bar; whether it is met."""
    print(f"{what:70}{value:8.3f}   bar {bar:5.2f}   {'met' if value <= bar else 'MISSED'}")
    return value <= bar
