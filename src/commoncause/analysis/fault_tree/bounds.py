"""Past exact reach: bounds that are proved, and an interval from seeded sampling, each labelled.

References
----------
J. D. Esary, F. Proschan: "Coherent structures of non-identical components", Technometrics 5 (1963) 191-209,
https://doi.org/10.1080/00401706.1963.10490075 (the min cut upper bound)
C. J. Clopper, E. S. Pearson: "The use of confidence or fiducial limits illustrated in the case of the
binomial", Biometrika 26 (1934) 404-413, https://doi.org/10.1093/biomet/26.4.404
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from .budget import Budget
from .normal_form import AND, ATLEAST, OR, NormalTree, children_first, normal_tree
from .tree import FaultTree

__all__ = ["CutSetBounds", "SampledInterval", "bounds_from_cut_sets", "clopper_pearson", "sampled_interval"]

BATCH = 1 << 14
MOST_DRAWS = 1 << 25
"""Draws of single events between two looks at the clock."""
MOST_PAIRS = 1_000
"""Cut sets, the likeliest ones, whose pairwise overlaps enter the lower bound."""


@dataclass(frozen=True, slots=True)
class CutSetBounds:
    """``lower <= P <= upper``, proved; from the minimal cut sets of at most ``complete_to_order`` events.

    ``rare_event`` (the sum over the cut sets) and ``min_cut_upper_bound`` are the usual approximations; they
    leave out the larger cut sets, which ``upper`` adds as the chance that more events occur at once.
    """

    lower: float
    upper: float
    complete_to_order: int
    rare_event: float
    min_cut_upper_bound: float


def bounds_from_cut_sets(
    cut_sets: Sequence[Sequence[str]], q: Mapping[str, float], complete_to_order: int
) -> CutSetBounds:
    """Bounds on P of a coherent tree, from all its minimal cut sets up to an order.

    ``q`` gives the probability of every event of the tree. The lower bound is the larger of Bonferroni's
    sum less overlaps and the chance of one of some cut sets that share no event.

    >>> bounds_from_cut_sets([("a",), ("b",)], {"a": 0.1, "b": 0.1}, 2).upper
    0.19
    """
    chances = sorted(
        ((math.prod(q[e] for e in c), frozenset(c)) for c in cut_sets), key=lambda pair: -pair[0]
    )
    rare_event = math.fsum(chance for chance, _ in chances)
    mcub = _any([chance for chance, _ in chances])
    beyond = _more_than(complete_to_order, list(q.values()))
    upper = min(1.0, mcub + beyond)
    lower = max(_bonferroni(chances[:MOST_PAIRS], q), _disjoint(chances))
    return CutSetBounds(min(lower, upper), upper, complete_to_order, rare_event, mcub)


def _any(chances: list[float]) -> float:
    """P that one of some independent events occurs."""
    return 0.0 - math.expm1(math.fsum(math.log1p(-chance) if chance < 1 else -math.inf for chance in chances))


def _disjoint(chances: list[tuple[float, frozenset[str]]]) -> float:
    """P that one of the cut sets occurs which share no event with a likelier one that was taken."""
    seen: set[str] = set()
    taken = []
    for chance, cut_set in chances:
        if seen.isdisjoint(cut_set):
            seen |= cut_set
            taken.append(chance)
    return _any(taken)


def _bonferroni(chances: list[tuple[float, frozenset[str]]], q: Mapping[str, float]) -> float:
    """Largest S1 - S2 over the leading cut sets, taken one by one."""
    best = total = 0.0
    taken: list[frozenset[str]] = []
    for chance, cut_set in chances:
        overlap = math.fsum(chance * math.prod(q[e] for e in other - cut_set) for other in taken)
        total += chance - overlap
        best = max(best, total)
        taken.append(cut_set)
    return best


def _more_than(count: int, chances: list[float]) -> float:
    """P that more than ``count`` independent events occur: carried forward, only sums of products."""
    exactly, more = [1.0] + [0.0] * count, 0.0
    for q in chances:
        more += exactly[count] * q
        for n in range(count, 0, -1):
            exactly[n] = exactly[n] * (1.0 - q) + exactly[n - 1] * q
        exactly[0] *= 1.0 - q
    return min(more, 1.0)


@dataclass(frozen=True, slots=True)
class SampledInterval:
    """A Clopper-Pearson interval: it covers P with at least ``confidence``, before the sample is drawn."""

    lower: float
    upper: float
    estimate: float
    confidence: float
    samples: int
    seed: int


def sampled_interval(
    tree: FaultTree,
    *,
    samples: int = 1_000_000,
    seed: int = 0,
    confidence: float = 0.95,
    budget: Budget | None = None,
) -> SampledInterval:
    """Sample the events independently, evaluate the tree, and count.

    Samples are bits of long integers, so that a gate is evaluated for thousands at once. The same seed gives
    the same interval. With a budget, fewer samples are drawn where the time is up.

    Raises
    ------
    ValueError
        If an event has no probability, ``samples`` is less than 1, or ``confidence`` is not in (0, 1).
    """
    if samples < 1:
        raise ValueError(f"samples is {samples}; give at least 1")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence!r}; give a number between 0 and 1")
    normal = normal_tree(tree)
    chances = tree.probabilities_of(normal.events)
    order = [] if isinstance(normal.top, bool) else children_first(normal.gates, normal.top)
    used = {abs(c) for gate in order for c in normal.gates[gate][2]} | {abs(normal.top)}
    random, drawn, hits = Random(seed), 0, 0  # noqa: S311
    while drawn < samples:
        size = min(BATCH, samples - drawn, max(64, MOST_DRAWS // max(1, len(used))))
        full = (1 << size) - 1
        value = {n: _bernoulli(random, q, size) for n, q in enumerate(chances, 1) if n in used}
        hits += _evaluated(normal, order, value, full).bit_count()
        drawn += size
        if budget is not None and budget.is_over:
            break
    lower, upper = clopper_pearson(hits, drawn, confidence)
    return SampledInterval(lower, upper, hits / drawn, confidence, drawn, seed)


def _bernoulli(random: Random, q: float, size: int) -> int:
    """An integer of ``size`` bits, each one with probability q: where a random number is below q.

    Compared digit by digit, the first ones first, until every bit is decided.
    """
    numerator, denominator = q.as_integer_ratio()
    undecided = (1 << size) - 1
    if denominator == 1:
        return numerator * undecided
    result = 0
    for digit in range(denominator.bit_length() - 2, -1, -1):
        coin = random.getrandbits(size)
        if numerator >> digit & 1:
            result |= undecided & ~coin
            undecided &= coin
        else:
            undecided &= ~coin
        if not undecided:
            break
    return result


def _evaluated(tree: NormalTree, order: list[int], value: dict[int, int], full: int) -> int:
    if isinstance(tree.top, bool):
        return full if tree.top else 0
    for gate in order:
        kind, k, children = tree.gates[gate]
        below = [value[c] if c > 0 else full ^ value[-c] for c in children]
        if kind == ATLEAST:
            rows = [full] + [0] * k
            for bits in below:
                for j in range(k, 0, -1):
                    rows[j] |= bits & rows[j - 1]
            value[gate] = rows[k]
            continue
        result = below[0]
        for bits in below[1:]:
            result = result & bits if kind == AND else result | bits if kind == OR else result ^ bits
        value[gate] = result
    return value[tree.top] if tree.top > 0 else full ^ value[-tree.top]


def clopper_pearson(hits: int, samples: int, confidence: float) -> tuple[float, float]:
    """Bounds on a probability from ``hits`` of ``samples``, by bisection of the binomial tails.

    >>> lower, upper = clopper_pearson(0, 100, 0.95)
    >>> lower, round(upper, 6)
    (0.0, 0.036217)
    """
    tail = (1.0 - confidence) / 2
    lower = 0.0 if hits == 0 else _bisect(lambda p: _at_least(hits, samples, p) < tail)
    upper = 1.0 if hits == samples else _bisect(lambda p: 1.0 - _at_least(hits + 1, samples, p) > tail)
    return lower, upper


def _bisect(is_below: Callable[[float], bool]) -> float:
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2
        if is_below(middle):
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _at_least(k: int, n: int, p: float) -> float:
    """P(X >= k) for a binomial X: the regularised incomplete beta function I_p(k, n - k + 1)."""
    return _incomplete_beta(k, n - k + 1, p)


def _incomplete_beta(a: float, b: float, x: float) -> float:
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1.0 - _incomplete_beta(b, a, 1.0 - x)
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    # Lentz's method for the continued fraction, https://dlmf.nist.gov/8.17#E22
    tiny, c, d = 1e-300, 1.0, 1.0 - (a + b) * x / (a + 1)
    d = 1.0 / (d or tiny)
    result = d
    for m in range(1, 100_000):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 / ((1.0 + term * d) or tiny)
            c = (1.0 + term / c) or tiny
            result *= c * d
        if abs(c * d - 1.0) < 1e-15:
            break
    return math.exp(front) * result / a
