"""Formal concepts of a relation: the maximal groups of techniques with all that they have in common.

References
----------
E. M. Norris: "An algorithm for computing the maximal rectangles in a binary relation", Revue Roumaine de
Mathematiques Pures et Appliquees 23 (1978) 243-250.

S. O. Kuznetsov, S. A. Obiedkov: "Comparing performance of algorithms for generating concept lattices",
Journal of Experimental and Theoretical Artificial Intelligence 14 (2002) 189-216,
https://doi.org/10.1080/09528130210164170
"""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import NamedTuple

from .incidence import Exposure, Incidence, bits, incidence

__all__ = ["Concept", "formal_concepts"]


class Concept(NamedTuple):
    """A maximal rectangle of the relation, both sides sorted by name."""

    extent: tuple[str, ...]
    """All the techniques that have every attribute of the intent."""
    intent: tuple[str, ...]
    """All the attributes that every technique of the extent has."""


def formal_concepts(relation: Exposure, *, most: int | None = None) -> list[Concept]:
    """All formal concepts of a relation of techniques and attributes.

    The extents are the intersections of the attributes' columns, added one column at a time, on bitsets:
    time and memory grow with the number of concepts times the number of attributes.

    Parameters
    ----------
    relation
        Technique -> its attributes: the assumptions it rests on or the failure modes it is exposed to.

    most
        Most concepts to find; there can be exponentially many.

    Raises
    ------
    ValueError
        If there are more than ``most``.

    Returns
    -------
    list of Concept
        By size of the extent, descending, then by the names of the extent. The first holds every technique,
        the last every attribute. An empty relation has the one concept with neither.

    Examples
    --------
    >>> for concept in formal_concepts({"rlhf": ["honest", "overseer"], "debate": ["honest", "judge"]}):
    ...     print(concept.extent, concept.intent)
    ('debate', 'rlhf') ('honest',)
    ('debate',) ('honest', 'judge')
    ('rlhf',) ('honest', 'overseer')
    () ('honest', 'judge', 'overseer')
    """
    table = incidence(relation)
    extents = {(1 << len(table.techniques)) - 1}
    for column in set(table.struck):
        extents |= {extent & column for extent in extents}
        if most is not None and len(extents) > most:
            raise ValueError(f"more than {most:,} formal concepts; take fewer techniques")
    concepts = [Concept(table.technique_names(extent), _intent(table, extent)) for extent in extents]
    return sorted(concepts, key=lambda concept: (-len(concept.extent), concept.extent))


def _intent(table: Incidence, extent: int) -> tuple[str, ...]:
    rows = (table.exposed[index] for index in bits(extent))
    return table.mode_names(reduce(and_, rows, (1 << len(table.modes)) - 1))
