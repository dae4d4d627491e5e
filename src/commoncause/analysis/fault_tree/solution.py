"""One answer about a fault tree: exact where that is in reach, else bounds and an interval, labelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .budget import MOST_NODES, Budget, OutOfBudgetError
from .compiled import CompiledTree
from .importance import Importance, importance_of
from .sets import count_sets
from .tree import FaultTree

if TYPE_CHECKING:
    from .bounds import CutSetBounds, SampledInterval

__all__ = ["Solution", "solve"]

NOT_COHERENT = "the tree has negation, so that minimal cut sets are not defined; its probability is exact"
SHARE_FOR_BOUNDS = 0.25
LARGEST_EXPANSION = 100_000
SECONDS_FOR_BOUNDS = 30.0
"""For the cut sets, and again for the sample, where there is no time limit: neither would soon end."""


@dataclass(frozen=True, slots=True)
class Solution:
    """What is known of a fault tree.

    ``probability`` is exact or None; ``by_order`` the number of minimal cut sets of each order, up to
    ``complete_to_order`` (None: all), or None. ``reason`` says why something is None. ``bounds`` and
    ``interval`` are given where there is no exact probability.
    """

    probability: float | None
    by_order: dict[int, int] | None
    complete_to_order: int | None
    importance: tuple[Importance, ...]
    reason: str | None = None
    bounds: CutSetBounds | None = None
    interval: SampledInterval | None = None

    @property
    def exact(self) -> bool:
        """Whether the probability is exact."""
        return self.probability is not None

    @property
    def count(self) -> int | None:
        """Number of minimal cut sets, if all are counted."""
        if self.by_order is None or self.complete_to_order is not None:
            return None
        return sum(self.by_order.values())


def solve(
    tree: FaultTree,
    *,
    max_order: int | None = None,
    time_limit: float | None = None,
    seed: int = 0,
    most_nodes: int = MOST_NODES,
) -> Solution:
    """Exact probability, number of minimal cut sets by order, importance of every event.

    Parameters
    ----------
    tree
        Any fault tree.
    max_order
        Count cut sets of at most this many events.
    time_limit
        Seconds, after which what is known so far is returned, with bounds; they may take a little longer.
    seed
        Of the sampling, where it comes to that.
    most_nodes
        Size of one decision diagram at which the exact way is given up.

    Raises
    ------
    ValueError
        If ``max_order`` is less than 1 or ``time_limit`` is not positive.

    Examples
    --------
    >>> from .tree import Gate
    >>> gates = {"top": Gate("or", ("a", "both")), "both": Gate("and", ("b", "c"))}
    >>> solution = solve(FaultTree("top", gates, {"a": 0.5, "b": 0.5, "c": 0.5}))
    >>> solution.probability, solution.by_order
    (0.625, {1: 1, 2: 1})
    """
    if max_order is not None and max_order < 1:
        raise ValueError(f"max_order is {max_order}; choose 1 or more, or None for every set")
    whole = Budget(time_limit)
    budget = Budget(None if time_limit is None else time_limit * (1 - SHARE_FOR_BOUNDS))
    missing = next((event for event, p in tree.events.items() if p is None), None)
    try:
        compiled = CompiledTree(tree, budget, most_nodes)
    except OutOfBudgetError as error:
        return _estimated(tree, max_order, whole, seed, str(error), known=missing is None)
    probability: float | None = None
    importance: tuple[Importance, ...] = ()
    reason = f"basic event {missing!r} has no probability" if missing is not None else None
    if missing is None:
        q = tree.probabilities_of(compiled.events)
        probability, importance = compiled.probability(q), tuple(importance_of(compiled, q))
    if not tree.is_coherent:
        return Solution(probability, None, None, importance, NOT_COHERENT)
    try:
        by_order = count_sets(compiled, compiled.cut_sets, max_order=max_order)
    except OutOfBudgetError as error:
        return Solution(probability, None, None, importance, f"cut sets not counted: {error}")
    return Solution(probability, by_order, max_order, importance, reason)


def _estimated(
    tree: FaultTree, max_order: int | None, budget: Budget, seed: int, why: str, *, known: bool
) -> Solution:
    """Cut sets order by order while the time lasts, the bounds they prove, and a sampled interval."""
    from .bounds import bounds_from_cut_sets, sampled_interval
    from .expansion import expanded_cut_sets

    reason = f"not exact: {why}"
    by_order: dict[int, int] | None = None
    bounds: CutSetBounds | None = None
    complete: int | None = None
    share = Budget(SECONDS_FOR_BOUNDS if budget.left is None else budget.left / 2)
    for order in range(1, (max_order or len(tree.events)) + 1) if tree.is_coherent else ():
        try:
            found = expanded_cut_sets(tree, max_order=order, budget=share, most_sets=LARGEST_EXPANSION)
        except OutOfBudgetError:
            break
        by_order, complete = {}, order
        for cut_set in found:
            by_order[len(cut_set)] = by_order.get(len(cut_set), 0) + 1
        if known:
            bounds = bounds_from_cut_sets(found, {e: p or 0.0 for e, p in tree.events.items()}, order)
    rest = Budget(SECONDS_FOR_BOUNDS if budget.left is None else budget.left)
    interval = sampled_interval(tree, seed=seed, budget=rest) if known else None
    return Solution(None, by_order, complete, (), reason, bounds, interval)
