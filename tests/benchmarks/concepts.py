"""Formal concepts beside the package `concepts` of PyPI: CPU for all extents and intents by name.

    python tests/benchmarks/concepts.py [--runs N]

The peer's context is ready before the clock starts, and its lattice object is not built: `_lattice()`, its
one way to find concepts, generates them with their neighbours. Ours reads the relation within the clock, and
sorts. It is faster because it needs no neighbours: it closes the columns under intersection, one ``&`` of
integers for each pair of concept and column. More than half of what remains is making the tuples of names,
which bounds what any faster search could gain.
"""

import argparse
import sys

from peers import measured, modes_of, peer_python, relation, show, verdict

BAR = 0.05

OURS = """
from commoncause.analysis import formal_concepts
report(lambda: [tuple(concept) for concept in formal_concepts(given["relation"])], fingerprint)
"""
PEER = """
import concepts
modes, exposure = given["modes"], given["relation"]
context = concepts.Context(list(exposure), modes, [[m in exposure[t] for m in modes] for t in exposure])
report(lambda: [(e.members(), i.members()) for e, i, _, _ in context._lattice()], fingerprint)
"""


def main() -> int:
    """Measure, compare, print; 1 if the concepts differ or the bar is missed."""
    parser = argparse.ArgumentParser(description="Formal concepts beside the package concepts.")
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    exposure = relation(100, 100, 0.2, seed=1)
    given = {"relation": exposure, "modes": modes_of(exposure)}
    scripts = {"commoncause": (OURS, given, sys.executable)}
    if peer := peer_python("concepts"):
        scripts["concepts"] = (PEER, given, peer)
    print(f"formal concepts of 100 x 100, density 0.2, medians of {runs}")
    rows = measured(scripts, runs)
    show(rows)
    if peer is None:
        return 0
    same = rows["commoncause"].answer == rows["concepts"].answer
    print("the concepts are the same" if same else "THE CONCEPTS DIFFER")
    ratio = rows["commoncause"].seconds / rows["concepts"].seconds
    return int(not verdict("CPU, ratio to concepts", ratio, BAR) or not same)


if __name__ == "__main__":
    sys.exit(main())
