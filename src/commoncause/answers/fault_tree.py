"""What is known of a fault tree, as JSON has it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from ..model import Matrix, Reading
from .readings import Json, plain, refusals

if TYPE_CHECKING:
    from ..analysis.fault_tree import FaultTree

__all__ = ["portfolio_tree", "solution_answer", "tree_answer"]


def portfolio_tree(
    matrix: Matrix, reading: Reading | str, *, need: int = 1, p_default: float = 0.1
) -> FaultTree:
    """Return the fault tree of a portfolio, every technique of ``matrix``, in one reading of what is unknown.

    Each mode has the probability ``p_default``, which is an illustration. Raises `InvalidInputError` for a
    probability or a need that is none.

    >>> portfolio_tree(Matrix(("t",), (), {}), "certain").top
    'portfolio fails'
    """
    from ..analysis.fault_tree import tree_of

    with refusals():
        chances = dict.fromkeys(matrix.failure_modes, p_default)
        return tree_of(matrix.exposure(reading), need=need, q=chances)


def solution_answer(
    tree: FaultTree, *, max_order: int | None = None, time_limit: float | None = None, seed: int = 0
) -> Json:
    """Return probability, minimal cut sets by order and importance; null with a ``reason`` where not known.

    Without an exact probability ``bounds`` are proved, and ``interval`` is a sampled one with its confidence.
    """
    from ..analysis.fault_tree import solve

    with refusals():
        solution = solve(tree, max_order=max_order, time_limit=time_limit, seed=seed)
    orders = solution.by_order
    answer: Json = {
        "probability": solution.probability,
        "exact": solution.exact,
        "minimal_cut_sets": {
            "count": solution.count,
            "by_order": None if orders is None else {str(n): orders[n] for n in sorted(orders)},
            "complete_to_order": solution.complete_to_order,
        },
        "importance": [{name: plain(x) for name, x in asdict(i).items()} for i in solution.importance],
    }
    if solution.reason:
        answer["reason"] = solution.reason
    if solution.bounds:
        answer["bounds"] = asdict(solution.bounds)
    if solution.interval:
        answer["interval"] = asdict(solution.interval)
    return answer


def tree_answer(tree: FaultTree) -> Json:
    """Return a fault tree itself: its gates with their children, events and house events, sorted by name."""
    gates = {
        name: {"kind": gate.kind, "children": list(gate.children)}
        | {key: value for key, value in (("k", gate.k), ("most", gate.most)) if value is not None}
        for name, gate in sorted(tree.gates.items())
    }
    events, houses = dict(sorted(tree.events.items())), dict(sorted(tree.houses.items()))
    return {"top": tree.top, "coherent": tree.is_coherent, "gates": gates, "events": events, "houses": houses}
