"""Who goes with whom: clusters and formal concepts, over assumptions and over failure modes."""

from __future__ import annotations

from typing import Any

from ... import answers
from ...errors import InvalidInputError
from ...model import Matrix

__all__ = ["clusterings"]

Json = dict[str, Any]
MOST_CONCEPTS = 40
"""Formal concepts that are shown at most; the first have most techniques."""


def clusterings(matrix: Matrix, resting: Matrix) -> Json:
    """Return ``clusters`` and ``concepts`` by what techniques rest on, and ``by_failure_modes`` the same.

    A concept is a largest group of techniques with all that it shares. Shown are those of two or more
    techniques that share something; none where there are too many to be found.
    """
    return {**_found(resting), "by_failure_modes": _found(matrix)}


def _found(matrix: Matrix) -> Json:
    try:
        found = answers.clusters_answer(matrix)
    except InvalidInputError:
        return {"clusters": [], "concepts": []}
    several = [c for c in found["concepts"] if len(c["techniques"]) > 1 and c["shared"]]
    return {"clusters": found["clusters"], "concepts": several[:MOST_CONCEPTS]}
