"""Reliability analyses of a relation of techniques and failure modes: pure functions on plain values.

`Exposure` is a mapping from each technique to the failure modes it is exposed to, or to the assumptions it
rests on.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

# Not left for later: the function has the name of its module, which would hide it.
from .completions import completion_ranges, completions, unknown_cells

if TYPE_CHECKING:
    from .bounds import Bounds, cut_set_bounds, probability_bounds
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
    from .common_cause import (
        alpha_from_greek,
        alpha_shares,
        basic_event_probabilities,
        beta_shares,
        common_cause_events,
        greek_from_alpha,
        greek_shares,
        group_failure_probability,
    )
    from .concepts import Concept, formal_concepts
    from .cut_sets import (
        count_minimal_cut_sets,
        iter_minimal_cut_sets,
        minimal_cut_sets,
        single_points_of_failure,
    )
    from .depth import common_cause_share, decades, effective_layers, fully_correlated, independent_product
    from .frontier import BeyondReachError, Limits
    from .importance import FORMULAS, Importance, conditional_probabilities, event_importance
    from .incidence import Exposure
    from .interventions import (
        TECHNIQUE_FORMULAS,
        TechniqueImportance,
        importance_of_failing,
        technique_importance,
    )
    from .lattice import all_portfolio_probabilities
    from .path_sets import minimal_path_sets
    from .portfolios import Portfolio, ranked_portfolios
    from .probability import failure_probability, marginal_probabilities
    from .residuals import Residuals, SimilarTechniques, with_residuals
    from .sampling import SampledInterval, clopper_pearson, sampled_interval
    from .scenarios import Scenario, scenario_marginals, scenario_probability
    from .tornado import Swing, tornado_swings

__all__ = [
    "FORMULAS",
    "TECHNIQUE_FORMULAS",
    "BeyondReachError",
    "Bounds",
    "Bracket",
    "Cluster",
    "CoAssignment",
    "Concept",
    "Exposure",
    "Importance",
    "Limits",
    "Portfolio",
    "Residuals",
    "SampledInterval",
    "Scenario",
    "SimilarTechniques",
    "Swing",
    "TechniqueImportance",
    "all_portfolio_probabilities",
    "alpha_from_greek",
    "alpha_shares",
    "association",
    "basic_event_probabilities",
    "beta_shares",
    "clopper_pearson",
    "co_assignment",
    "common_cause_events",
    "common_cause_share",
    "completion_ranges",
    "completions",
    "conditional_probabilities",
    "consensus_clusters",
    "count_minimal_cut_sets",
    "cut_set_bounds",
    "decades",
    "effective_layers",
    "event_importance",
    "failure_probability",
    "formal_concepts",
    "fully_correlated",
    "greek_from_alpha",
    "greek_shares",
    "group_failure_probability",
    "importance_of_failing",
    "independent_product",
    "iter_minimal_cut_sets",
    "jaccard",
    "marginal_probabilities",
    "minimal_cut_sets",
    "minimal_path_sets",
    "phi",
    "probability_bounds",
    "ranked_portfolios",
    "sampled_interval",
    "scenario_marginals",
    "scenario_probability",
    "simple_matching",
    "single_points_of_failure",
    "technique_importance",
    "tornado_swings",
    "unknown_cells",
    "with_residuals",
]

_MODULES = (
    "bounds", "bracket", "clusters", "common_cause", "concepts", "cut_sets", "depth", "frontier",
    "importance", "incidence", "interventions", "lattice", "path_sets", "portfolios", "probability",
    "residuals", "sampling", "scenarios", "tornado",
)  # fmt: skip


def __dir__() -> list[str]:
    return sorted(__all__)


def __getattr__(name: str) -> Any:
    """Import the modules where one of their names is first used: a fault tree is solved without them."""
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    if name in __all__:
        for module in map(__getattr__, _MODULES):
            if name in module.__all__:
                return getattr(module, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
