"""Probabilities straight from their definitions: every state of the causes, every set of failures."""

from __future__ import annotations

from itertools import product
from math import fsum, prod


def occurrences(q):
    """Every set of occurring causes with its probability."""
    names = sorted(q)
    for states in product((False, True), repeat=len(names)):
        chances = (q[name] if occurs else 1 - q[name] for name, occurs in zip(names, states, strict=True))
        yield {name for name, occurs in zip(names, states, strict=True) if occurs}, prod(chances)


def fails_given(exposure, occurring, need, conditional):
    """P that fewer than ``need`` techniques hold, given what occurs."""
    chance = [
        1 - prod(1 - conditional.get((t, f), 1.0) for f in set(modes) & occurring)
        for t, modes in sorted(exposure.items())
    ]
    return fsum(
        prod(p if failed else 1 - p for p, failed in zip(chance, failures, strict=True))
        for failures in product((False, True), repeat=len(chance))
        if len(failures) - sum(failures) < need
    )


def joint(exposure, worlds, need=1, conditional=None):
    """(occurring causes, their probability, P(S | them)) over all scenarios ``worlds``: (weight, q)."""
    return [
        (occurring, weight * p, fails_given(exposure, occurring, need, conditional or {}))
        for weight, q in worlds
        for occurring, p in occurrences(q)
    ]


def probability(exposure, worlds, need=1, conditional=None):
    """P(S) by adding up everything."""
    return fsum(p * fails for _, p, fails in joint(exposure, worlds, need, conditional))
