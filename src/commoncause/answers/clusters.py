"""Clusters of techniques and formal concepts."""

from __future__ import annotations

from ..errors import InvalidInputError
from ..model import Matrix, Reading
from .readings import Json, refusals

__all__ = ["MOST_CLUSTERED", "MOST_CONCEPTS", "clusters_answer"]

MOST_CONCEPTS = 100_000
"""Most formal concepts that are listed."""
MOST_CLUSTERED = 1_000
"""Most techniques that are compared with each other."""


def clusters_answer(matrix: Matrix) -> Json:
    """Return the clusters of techniques by what they share, and all formal concepts; certain reading."""
    from ..analysis.clusters import consensus_clusters
    from ..analysis.concepts import formal_concepts

    if len(matrix.techniques) > MOST_CLUSTERED:
        what = f"{len(matrix.techniques):,} techniques are too many to compare in pairs"
        raise InvalidInputError(what, remedy=f"name up to {MOST_CLUSTERED:,} with -t")
    relation = matrix.exposure(Reading.CERTAIN)
    with refusals():
        concepts = formal_concepts(relation, most=MOST_CONCEPTS)
    return {
        "clusters": [
            {"members": list(c.members), "shared": list(c.shared), "stability": c.stability}
            for c in consensus_clusters(relation)
        ],
        "concepts": [{"techniques": list(c.extent), "shared": list(c.intent)} for c in concepts],
    }
