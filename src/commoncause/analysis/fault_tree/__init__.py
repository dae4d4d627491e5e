"""Fault trees: basic events under AND, OR, k-of-n and other gates, solved exactly where that is in reach."""

from .budget import Budget, OutOfBudgetError
from .compiled import CompiledTree
from .importance import FORMULAS, Importance, importance_of
from .portfolio import tree_of
from .sets import count_sets, minimal_cut_sets_of_tree, minimal_path_sets_of_tree
from .solution import Solution, solve
from .tree import FaultTree, Gate

__all__ = [
    "FORMULAS",
    "Budget",
    "CompiledTree",
    "FaultTree",
    "Gate",
    "Importance",
    "OutOfBudgetError",
    "Solution",
    "count_sets",
    "importance_of",
    "minimal_cut_sets_of_tree",
    "minimal_path_sets_of_tree",
    "solve",
    "tree_of",
]
