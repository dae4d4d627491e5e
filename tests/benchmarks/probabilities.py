"""Exact probabilities beside graphillion's, and all portfolios at once: CPU and peak memory.

    python tests/benchmarks/probabilities.py [--runs N]

graphillion makes the diagram of all hitting sets and asks it for its probability. Its diagram depends on the
order of the modes, so it is measured with three: by name; the most frequent first, the better of what its
user may choose without search; and, to see it at its best, in the order that our own sum computes, which no
user of graphillion has. Bars hold against the better of the first two; the ratio to the third is printed
beside them. Neither side's imports count; graphillion's operations are cached, so each relation is asked once
per process: for 20 x 30, where all is over in milliseconds, 20 relations, added up.

Ours carries the mass of each set of failed techniques from mode to mode, merging equal sets: in a dict while
they are few, sorted arrays past some thousands, a table once many of those that could occur do. It visits the
nodes that a diagram would have, but keeps one level at a time, hence the memory. More than half of the time
of the large sum is sorting and merging. At 20 x 30 a dict is as fast as it gets; local search finds orders 10
to 30 % better, and merging equivalent sets gains as much: a twofold gain there would take another language.
"""

import argparse
import math
import sys

from peers import Measured, measured, mode_orders, modes_of, peer_python, relation, show, verdict

SIZES = {"20 x 30": (20, 30, 20, 0.2, math.inf), "40 x 60": (40, 60, 1, 1.0, 0.3)}
"""Techniques, modes, number of relations; the bars of CPU and of memory.

At 20 x 30 memory is that of Python itself, on both sides."""
OUR_ORDER = "graphillion, in our order"

OURS = """
import numpy
from commoncause.analysis import failure_probability
report(lambda: [failure_probability(e, dict.fromkeys(order, 0.1)) for e, order in given])
"""
PEER = """
from graphillion import setset
def probability(exposure, order):
    setset.set_universe(order)
    hitting = setset([set(modes) for modes in exposure.values()]).hitting()
    return hitting.probability(dict.fromkeys(order, 0.1))
report(lambda: [probability(e, order) for e, order in given])
"""
ALL_PORTFOLIOS = """
import numpy
from commoncause.analysis import all_portfolio_probabilities
exposure, q, c = given
conditional = {(t, f): c for t in exposure for f in exposure[t]} if c < 1 else None
report(lambda: all_portfolio_probabilities(exposure, q, conditional=conditional)[1], lambda p: float(p[-1]))
"""
PORTFOLIO_BARS = {
    "by Moebius": (0.1, 1.0, 0.2),
    "no cancellation": (0.001, 1.0, 3.0),
    "no cancellation, c = 0.9 in every cell": (0.1, 0.9, 3.0),
}
"""q of each mode, c of each cell, and the bar in CPU seconds; at so small a q signed sums are too inexact."""


def beside_graphillion(size: str, peer: str | None, runs: int) -> bool:
    """One size of relation; whether values agree and the bars are met."""
    techniques, modes, seeds, bar, memory_bar = SIZES[size]
    relations = [relation(techniques, modes, 0.3, seed) for seed in range(1, seeds + 1)]
    scripts = {"commoncause": (OURS, [[e, modes_of(e)] for e in relations], sys.executable)}
    if peer:
        for name in mode_orders(relations[0]):
            scripts[f"graphillion, {name}"] = (PEER, [[e, mode_orders(e)[name]] for e in relations], peer)
    print(f"\nexact P, {size}, density 0.3, {seeds} relation(s), medians of {runs}")
    rows = measured(scripts, runs)
    show({name: Measured(row.seconds, row.megabytes, row.answer[0]) for name, row in rows.items()})
    return peer is None or _compared(rows, bar, memory_bar)


def _compared(rows: dict[str, Measured], bar: float, memory_bar: float) -> bool:
    ours = rows.pop("commoncause")
    same = all(
        math.isclose(own, its, rel_tol=1e-9)
        for row in rows.values()
        for own, its in zip(ours.answer, row.answer, strict=True)
    )
    print("the probabilities agree" if same else "THE PROBABILITIES DIFFER")
    best = rows.pop(OUR_ORDER)
    print(
        f"graphillion in our order: ratio of CPU {ours.seconds / best.seconds:.3f}, "
        f"of memory {ours.megabytes / best.megabytes:.3f}"
    )
    cpu = ours.seconds / min(row.seconds for row in rows.values())
    memory = ours.megabytes / min(row.megabytes for row in rows.values())
    met = [verdict("CPU, ratio to graphillion", cpu, bar)]
    met.append(math.isinf(memory_bar) or verdict("peak memory, ratio to graphillion", memory, memory_bar))
    return same and all(met)


def all_portfolios(runs: int) -> bool:
    """P of each of 2^20 portfolios, by the three ways; whether the bars are met and the whole is as alone."""
    exposure = relation(20, 200, 0.3, seed=1)
    print(f"\nP of all portfolios, 20 x 200, density 0.3, CPU seconds, medians of {runs}")
    good = True
    for name, (q, c, bar) in PORTFOLIO_BARS.items():
        given = [exposure, dict.fromkeys(modes_of(exposure), q), c]
        row = measured({name: (ALL_PORTFOLIOS, given, sys.executable)}, runs)[name]
        good = verdict(f"{name} (the whole: {row.answer:.12g})", row.seconds, bar) and good
    return good


def main() -> int:
    """Measure, compare, print; 1 if an answer differs or a bar is missed."""
    parser = argparse.ArgumentParser(description="Exact probabilities beside graphillion's.")
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    peer = peer_python("graphillion")
    good = [beside_graphillion(size, peer, runs) for size in SIZES]
    return int(not all([*good, all_portfolios(runs)]))


if __name__ == "__main__":
    sys.exit(main())
