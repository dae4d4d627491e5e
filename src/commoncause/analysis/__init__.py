"""Reliability analyses of a relation of techniques and failure modes: pure functions on plain values.

`Exposure` is a mapping from each technique to the failure modes it is exposed to, or to the assumptions it
rests on.
"""

from .bracket import Bracket
from .clusters import (
    Cluster,
    CoAssignment,
    association,
    co_assignment,
    consensus_clusters,
    jaccard,
    phi,
    simple_matching,
)
from .concepts import Concept, formal_concepts
from .cut_sets import (
    count_minimal_cut_sets,
    iter_minimal_cut_sets,
    minimal_cut_sets,
    single_points_of_failure,
)
from .depth import (
    common_cause_share,
    decades,
    effective_layers,
    fully_correlated,
    independent_product,
)
from .incidence import Exposure
from .lattice import all_portfolio_probabilities
from .path_sets import minimal_path_sets
from .portfolios import Portfolio, ranked_portfolios
from .probability import failure_probability, marginal_probabilities

__all__ = [
    "Bracket",
    "Cluster",
    "CoAssignment",
    "Concept",
    "Exposure",
    "Portfolio",
    "all_portfolio_probabilities",
    "association",
    "co_assignment",
    "common_cause_share",
    "consensus_clusters",
    "count_minimal_cut_sets",
    "decades",
    "effective_layers",
    "failure_probability",
    "formal_concepts",
    "fully_correlated",
    "independent_product",
    "iter_minimal_cut_sets",
    "jaccard",
    "marginal_probabilities",
    "minimal_cut_sets",
    "minimal_path_sets",
    "phi",
    "ranked_portfolios",
    "simple_matching",
    "single_points_of_failure",
]
