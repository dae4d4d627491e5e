"""Minimal path sets: the minimal sets of failure modes whose absence keeps a portfolio holding."""

from __future__ import annotations

from .hitting_sets import minimal_edges
from .incidence import Exposure, bits, failures_to_defeat, incidence

__all__ = ["minimal_path_sets"]


def minimal_path_sets(exposure: Exposure, *, need: int = 1) -> list[tuple[str, ...]]:
    """Every minimal set of modes whose absence keeps ``need`` techniques holding, whatever else occurs.

    The dual of `commoncause.analysis.minimal_cut_sets`: each path set meets each cut set, and the minimal
    sets that do so are the path sets. With ``need=1`` they are the inclusion-minimal exposures; in general
    the minimal unions of ``need`` exposures.

    Parameters
    ----------
    exposure
        Technique -> the failure modes it is exposed to (or the assumptions it rests on).
    need
        The portfolio holds while at least this many techniques hold.

    Returns
    -------
    list of tuple of str
        Each sorted by name; the list by size, then by names. ``[()]`` if the portfolio holds whatever occurs.

    Raises
    ------
    ValueError
        If there is no technique, or ``need`` is not between 1 and their number.

    Notes
    -----
    With ``need`` K of n techniques up to n-choose-K unions are formed.

    Examples
    --------
    >>> portfolio = {"debate": ["coll", "al-gen"], "oversight": ["cap-dev", "al-gen"], "probes": ["cap-dev"]}
    >>> minimal_path_sets(portfolio)
    [('cap-dev',), ('al-gen', 'coll')]
    >>> minimal_path_sets(portfolio, need=2)
    [('al-gen', 'cap-dev')]
    """
    relation = incidence(exposure)
    failures_to_defeat(len(relation.techniques), need)
    edges = relation.exposed
    paths = minimal_edges(edges) if need == 1 else _minimal_unions(edges, need)
    return sorted(map(relation.mode_names, paths), key=lambda names: (len(names), names))


def _minimal_unions(edges: tuple[int, ...], need: int) -> list[int]:
    """Minimal bitsets that contain at least ``need`` of the edges (which may repeat, and each counts)."""
    found, seen, stack = [], {0}, [0]
    while stack:
        union = stack.pop()
        inside = [edge for edge in edges if edge & union == edge]
        if len(inside) >= need:
            if _is_minimal(union, inside, need):
                found.append(union)
            continue
        for edge in edges:
            if (larger := union | edge) not in seen:
                seen.add(larger)
                stack.append(larger)
    return found


def _is_minimal(union: int, inside: list[int], need: int) -> bool:
    """Whether no bit can be spared: without it fewer than ``need`` of the contained edges would be left."""
    return all(sum(not edge >> bit & 1 for edge in inside) < need for bit in bits(union))
