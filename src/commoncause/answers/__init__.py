"""The answers that people and programs get, as plain values: certain and possible, sorted, JSON-ready.

Each function takes matrices, asks `analysis`, and returns what section 6 of the design prints; the command
line, the page and ``explain`` share them.
"""

from .choices import Choices, Terms, choices_of, combined_in
from .choosing import additions_answer, selection_answer
from .claims import cell_answer, conflicts_answer, defects_answer, matrix_answer
from .clusters import MOST_CLUSTERED, MOST_CONCEPTS, clusters_answer
from .cut_sets import MOST_SETS, cut_sets_answer, single_points_answer
from .portfolios import MOST_PORTFOLIOS, portfolios_answer, portfolios_to_rank
from .readings import both

__all__ = [
    "MOST_CLUSTERED",
    "MOST_CONCEPTS",
    "MOST_PORTFOLIOS",
    "MOST_SETS",
    "Choices",
    "Terms",
    "additions_answer",
    "both",
    "cell_answer",
    "choices_of",
    "clusters_answer",
    "combined_in",
    "conflicts_answer",
    "cut_sets_answer",
    "defects_answer",
    "matrix_answer",
    "portfolios_answer",
    "portfolios_to_rank",
    "selection_answer",
    "single_points_answer",
]
