"""A fault tree compiled module by module into decision diagrams: what every exact answer is read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from .budget import MOST_NODES, Budget
from .compilation import compiled
from .function import Function
from .minimal_solutions import Sets, minimal_solutions
from .modules import modules
from .normal_form import normal_tree
from .rewriting import rewritten
from .tree import FaultTree

__all__ = ["CompiledTree", "Part"]


@dataclass(slots=True)
class Part:
    """One module: its number, its variables (events and modules) by level, and its function."""

    number: int
    variables: list[int]
    function: Function


class CompiledTree:
    """The decision diagrams of a fault tree.

    Parameters
    ----------
    tree
        Any fault tree.
    budget
        When to stop.

    Raises
    ------
    OutOfBudgetError
        If the time is up or a diagram has more than ``most_nodes`` nodes.

    Examples
    --------
    >>> from .tree import Gate
    >>> gates = {"top": Gate("or", ("a", "both")), "both": Gate("and", ("b", "c"))}
    >>> compiled = CompiledTree(FaultTree("top", gates, {"a": 0.5, "b": 0.5, "c": 0.5}))
    >>> compiled.probability([0.5, 0.5, 0.5])
    0.625
    """

    def __init__(self, tree: FaultTree, budget: Budget | None = None, most_nodes: int = MOST_NODES) -> None:
        self.budget, self.most_nodes = budget or Budget(), most_nodes
        self.normal = rewritten(normal_tree(tree))
        self.events = self.normal.events
        self.parts: list[Part] = []
        self.top: int | bool = self.normal.top
        if not isinstance(self.top, bool):
            self._compile()

    def _compile(self) -> None:
        found = modules(self.normal)
        inner = set(found)
        for number in found:
            order, function = compiled(self.normal, number, inner, self.budget, self.most_nodes)
            self.parts.append(Part(number, order, function))

    def probabilities(self, q: list[float]) -> dict[int, float]:
        """P of every event (numbered from 1, ``q`` in their order), and of every module, by number.

        A sum of non-negative terms, exact but for rounding.
        """
        p = dict(enumerate(q, 1))
        for part in self.parts:
            p[part.number] = part_probabilities(part, p)[part.function.root]
        return p

    def probability(self, q: list[float]) -> float:
        """P of the top event; ``q`` in the order of ``events``."""
        if isinstance(self.top, bool):
            return float(self.top)
        p = self.probabilities(q)[abs(self.top)]
        return p if self.top > 0 else 1.0 - p

    @cached_property
    def cut_sets(self) -> dict[int, Sets]:
        """Module -> the minimal solutions over its variables; for a coherent tree only."""
        return {
            part.number: minimal_solutions(part.function, self.budget, self.most_nodes) for part in self.parts
        }

    @cached_property
    def path_sets(self) -> dict[int, Sets]:
        """Module -> the minimal solutions of its dual: minimal sets whose absence keeps it from failing."""
        return {
            part.number: minimal_solutions(part.function.dual(), self.budget, self.most_nodes)
            for part in self.parts
        }


def part_probabilities(part: Part, p: Mapping[int, float]) -> list[float]:
    """P of each node of a part's function."""
    chance = [p[variable] for variable in part.variables]
    found = [0.0, 1.0]
    append = found.append
    for level, high, low in part.function.nodes():
        q = chance[level]
        append(q * found[high] + (1.0 - q) * found[low])
    return found
