"""CPU of whole processes: `commoncause query` against a bare pyoxigraph script, and `commoncause build`.

The bare script parses the same files and asks the same question; what it does not do is derive, resolve
prefixes or read options. Run: ``python tests/benchmarks/query_and_build.py``. Ratios are medians of pairs
measured in turn; a ratio above its bar is marked.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
RUNS = 15
QUESTION = (
    "SELECT ?c ?t { ?c a ccf:Assessment ; ccf:technique ?t ; ccf:verdict ccf:unclear ; ccf:statedIn ?s }"
)
BARE = f"""
import sys
from pathlib import Path
import pyoxigraph as ox
store = ox.Store()
root = Path({str(ROOT)!r})
for path in [root / "ontology" / "commoncause.ttl", *sorted((root / "kb").rglob("*.ttl"))]:
    store.load(path=str(path), format=ox.RdfFormat.TURTLE)
answer = store.query("PREFIX ccf: <https://w3id.org/commoncause/ontology#> {QUESTION}")
sys.stdout.buffer.write(answer.serialize(format=ox.QueryResultsFormat.JSON))
"""


def cpu_seconds(command: list[str]) -> tuple[float, bytes]:
    """Return user and system time of a finished child, and what it printed."""
    before = os.times()
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    after = os.times()
    spent = (after.children_user - before.children_user) + (after.children_system - before.children_system)
    return spent, done.stdout


def main() -> None:
    """Measure and print one table."""
    ours = [sys.executable, "-m", "commoncause", "query", "--format", "json", "-e", QUESTION]
    bare = [sys.executable, "-c", BARE]
    ratios, mine, theirs = [], [], []
    for _ in range(RUNS):
        (a, said), (b, heard) = cpu_seconds(ours), cpu_seconds(bare)
        assert said.count(b"binding") == heard.count(b"binding"), "the two answer differently"
        mine.append(a)
        theirs.append(b)
        ratios.append(a / b)
    with tempfile.TemporaryDirectory() as out:
        build = [
            cpu_seconds([sys.executable, "-m", "commoncause", "build", "--out", out])[0] for _ in range(3)
        ]
    rows = [
        ("query, whole process, ratio to bare pyoxigraph", statistics.median(ratios), 5.0),
        ("build, whole process, CPU seconds", statistics.median(build), 10.0),
    ]
    milliseconds = [1000 * statistics.median(times) for times in (mine, theirs)]
    print("query: {:.0f} ms of CPU, bare: {:.0f} ms".format(*milliseconds))
    for what, value, bar in rows:
        print(f"{what:50} {value:8.2f}   bar {bar:5.2f}   {'met' if value <= bar else 'NOT MET'}")


if __name__ == "__main__":
    main()
