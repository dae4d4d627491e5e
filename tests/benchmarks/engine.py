"""Queries in process, bare pyoxigraph and rdflib beside them; loading on disk and opening again.

    python tests/benchmarks/engine.py [--triples N ...] [--runs N] [--rdflib-up-to N] [--folder DIR]

For each size a knowledge base is generated and loaded into an Oxigraph database: by ``commoncause load``, as
it is and with all that follows from it, and by three lines around pyoxigraph's bulk loader. Each in a process
of its own; counted are CPU seconds of the process and its threads, and the peak of memory. Then nine queries
are asked of one database through `commoncause.store` and through pyoxigraph, by turns, and up to 100,000
triples also of rdflib and of a store in memory; figures are medians.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import pyoxigraph

sys.path.insert(0, str(Path(__file__).parent))

from generated_triples import write
from shapes import SHAPES

from commoncause.store import LocalStore, find_home
from commoncause.store.disk import DiskStore
from commoncause.store.filling import FillingStore, SourceFile

BARE_LOAD = """
import sys, pyoxigraph
store = pyoxigraph.Store(sys.argv[1])
store.bulk_load(path=sys.argv[2])
store.flush()
"""
OURS_LOAD = "import commoncause.cli; commoncause.cli.main()"
FIRST = "SELECT ?p ?o { <https://w3id.org/commoncause/kb/source/paper-77> ?p ?o }"


def of_process(command: list[str]) -> tuple[float, float]:
    """Run a program; return its CPU seconds and the peak of its memory in MB."""
    script = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *command], check=True, capture_output=True, text=True
    )
    seconds, memory = map(float, done.stdout.split())
    return seconds, memory


def seconds(work: Callable[[], object]) -> float:
    """Return the CPU seconds of a call."""
    before = time.process_time()
    work()
    return time.process_time() - before


def loading(file: Path, folder: Path) -> Path:
    """Print what both loads cost, and what the first answer of a fresh process does; return our store."""
    python, store = sys.executable, folder / "ours"
    bare = of_process([python, "-c", BARE_LOAD, str(folder / "bare"), str(file)])
    as_is = of_process([python, "-c", OURS_LOAD, "load", "--as-is", "--store", str(store), str(file)])
    ours = of_process([python, "-c", OURS_LOAD, "load", "--store", str(store), str(file)])
    for name, (cost, memory) in (("as it is", as_is), ("with all that follows", ours)):
        print(
            f"  load {name}: ours {cost:.1f} CPU s, bare {bare[0]:.1f}, ratio {cost / bare[0]:.2f} (bar 1.2)"
        )
        print(f"    peak: ours {memory:.0f} MB, bare {bare[1]:.0f} MB (bar 2,000)")
    ask = [python, "-m", "commoncause", "query", "--kb", str(store), "-e", FIRST]
    start = [python, "-m", "commoncause", "--version"]
    first, begun = median(of_process(ask)[0] for _ in range(5)), of_process(start)[0]
    print(f"  first answer of a fresh process: {first:.2f} CPU s (bar 0.3), {begun:.2f} without a query")
    again = median(seconds(lambda: DiskStore.open(store).quads) for _ in range(5))
    print(f"  reopening: {again:.3f} CPU s (bar 0.2)")
    return store


def answered(query: Callable[[str], Iterable[object]], text: str) -> int:
    """Ask and read every row of the answer."""
    return sum(1 for _ in query(text))


def asking(store: LocalStore, runs: int, graph: Any) -> None:
    """Print what each query costs through our store, through the engine and through rdflib."""
    bare_query = partial(store.quads.query, use_default_graph_as_union=True)
    print(
        f"  {'query':<14}{'ours, ms':>10}{'bare, ms':>10}{'ratio':>8}{'rdflib, ms':>12}{'rdflib / ours':>15}"
    )
    for name, text in SHAPES.items():
        pairs = []
        for turn in range(2 * runs + 2):
            one = seconds(partial(answered, store.query, text))
            two = seconds(partial(answered, bare_query, text))
            # The first turns warm the caches of both.
            pairs += [(one, two)] if turn > 1 else []
        ours, bare = (median(column) for column in zip(*pairs, strict=True))
        other = seconds(partial(answered, graph.query, text)) if graph is not None else float("nan")
        print(
            f"  {name:<14}{1e3 * ours:>10.2f}{1e3 * bare:>10.2f}{ours / bare:>8.2f}"
            f"{1e3 * other:>12.1f}{other / ours:>15.0f}"
        )


def as_rdflib(store: LocalStore) -> Any:
    """Copy a store to rdflib."""
    import rdflib

    from commoncause.rdflib_terms import rdflib_term

    graph = rdflib.Graph()
    for name in ("", *store.graph_names):
        for s, p, o in store.triples(name):
            graph.add((rdflib_term(s), rdflib_term(p), rdflib_term(o)))
    return graph


def main() -> None:
    """Measure each size and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--triples", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rdflib-up-to", type=int, default=100_000, metavar="N")
    parser.add_argument("--folder", type=Path, help="where to work; default: a temporary folder")
    given = parser.parse_args()
    for size in given.triples:
        with tempfile.TemporaryDirectory(dir=given.folder) as name:
            folder = Path(name)
            write(size, folder / "data.nq")
            print(f"{size:,} triples", flush=True)
            store = DiskStore.open(loading(folder / "data.nq", folder))
            asking(store, given.runs, None)
            if size <= given.rdflib_up_to:
                print("  in memory (bars: 1.1, and 20 times faster than rdflib)")
                in_memory = FillingStore(pyoxigraph.Store(), find_home())
                in_memory.fill(SourceFile(folder / "data.nq"))
                asking(in_memory, given.runs, as_rdflib(in_memory))
    print(f"peak of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
