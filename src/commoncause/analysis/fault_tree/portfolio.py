"""The fault tree of a portfolio: it fails when fewer than ``need`` of its techniques hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..incidence import Exposure, failures_to_defeat, incidence
from .tree import FaultTree, Gate

__all__ = ["tree_of"]


def tree_of(
    exposure: Exposure,
    *,
    need: int = 1,
    q: Mapping[str, float] | None = None,
    reliances: Mapping[str, Collection[str]] | None = None,
    entailed_by: Mapping[str, Collection[str]] | None = None,
    residual: Mapping[str, float] | None = None,
) -> FaultTree:
    """The model of a portfolio as a fault tree.

    The portfolio fails when n - need + 1 of its n techniques fail; a technique when a mode it is exposed to
    occurs, or an assumption it rests on fails; an assumption when a mode occurs that entails its failing, or
    by a residual event of its own. A failed assumption never causes a mode.

    Parameters
    ----------
    exposure
        Technique -> the failure modes it is exposed to. One with nothing that can defeat it never fails.
    need
        The portfolio holds while at least this many techniques hold.
    q
        Failure mode -> probability; what it does not name has none.
    reliances
        Technique -> the assumptions it rests on.
    entailed_by
        Assumption -> the modes that entail its failing.
    residual
        Assumption -> probability of failing by causes of its own; one without never does.

    Raises
    ------
    ValueError
        If there is no technique, ``need`` is not between 1 and their number, ``reliances`` names a technique
        that ``exposure`` lacks, or a probability is not a number from 0 to 1.

    Examples
    --------
    >>> tree = tree_of({"debate": ["coll"], "rlhf": ["al-gen"]}, need=2)
    >>> tree.gates["portfolio fails"]
    Gate(kind='or', children=('debate fails', 'rlhf fails'), k=None, most=None)
    """
    relation = incidence(exposure)
    fatal = failures_to_defeat(len(relation.techniques), need)
    reliances, entailed_by, residual = reliances or {}, entailed_by or {}, residual or {}
    if strangers := sorted(set(reliances) - set(exposure)):
        raise ValueError(f"reliances name {strangers[0]!r}, which is not among the techniques")
    gates: dict[str, Gate] = {}
    modes, residuals = set(relation.modes), dict[str, float | None]()
    for assumption in sorted({name for names in reliances.values() for name in names}):
        causes = sorted(set(entailed_by.get(assumption, ())))
        modes.update(causes)
        if assumption in residual:
            causes.append(f"{assumption} fails by itself")
            residuals[causes[-1]] = residual[assumption]
        gates[f"{assumption} fails"] = Gate("or", tuple(causes or ["never"]))
    for technique in relation.techniques:
        causes = sorted(set(exposure[technique]))
        causes += [f"{name} fails" for name in sorted(set(reliances.get(technique, ())))]
        gates[f"{technique} fails"] = Gate("or", tuple(causes or ["never"]))
    failures = tuple(f"{technique} fails" for technique in relation.techniques)
    kind = "or" if fatal == 1 else "and" if fatal == len(failures) else "atleast"
    gates["portfolio fails"] = Gate(kind, failures, fatal if kind == "atleast" else None)
    events = {mode: (q or {}).get(mode) for mode in sorted(modes)} | residuals
    return FaultTree("portfolio fails", gates, events, {"never": False})
