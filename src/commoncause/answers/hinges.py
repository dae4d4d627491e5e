"""Hinges: the works, and the groups of authors, without which something that was computed changes.

They are to evidence what single points of failure are to techniques.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..analysis.evidence import fallen, touching
from ..model import Claim
from .bibliography import Bibliography
from .evidence import fallen_claims, pillars
from .readings import Json
from .retraction import Recomputation, retraction_answer

__all__ = ["hinges_answer"]

_BEARING = frozenset({"assessment", "reliance", "negation"})
"""Kinds of claims from which anything is computed."""
_COUNTED = ("conclusions", "cells", "single_points", "cut_sets", "reliances")
"""What changes, in the order of its weight."""


def hinges_answer(
    recomputation: Recomputation,
    works: Bibliography,
    claims: Mapping[str, Claim],
    *,
    unsupported_too: bool = True,
) -> Json:
    """Return the works and groups of authors whose loss changes an answer, the weightiest first.

    ``hinges`` are those that change a stated conclusion, a single point of failure or a cut set, each as
    `retraction_answer` has it, with its ``counts``; they are ranked by the number of conclusions that
    change, then of cells, single points, cut sets, reliances, claims that fall. ``cells_only`` names those
    that change no more than cells or reliances, ``nothing`` the rest of what any claim stands on. A group is
    named where two or more of its works are behind claims. Clusters are not recomputed.
    """
    by_work, by_group = pillars(recomputation.grounds.values(), works)
    named = [("work", name, own) for name, own in by_work.items()]
    named += [("group", name, own) for name, own in by_group.items() if len(own) > 1]
    known: dict[frozenset[str], Json] = {}  # Works that take the same claims change the same.
    found: dict[str, list[Json]] = {"hinges": [], "cells_only": [], "nothing": []}
    behind = touching(recomputation.grounds)
    for kind, name, own in named:
        concerned = {claim: ground for work in own for claim, ground in behind[work].items()}
        withdrawn, unsupported = fallen(concerned, own)
        counting = {*withdrawn, *unsupported} if unsupported_too else {*withdrawn}
        bearing = frozenset(iri for iri in counting if claims[iri].kind in _BEARING)
        lost = {"claims": len(withdrawn) + len(unsupported)}
        said: Json = {"kind": kind, "name": name}
        if not bearing:
            found["nothing"].append(said)
            continue
        if bearing not in known:
            known[bearing] = retraction_answer(
                recomputation, own, claims, unsupported_too=unsupported_too, clusters=False
            )
        fell = {
            "withdrawn": fallen_claims(claims, withdrawn),
            "unsupported": fallen_claims(claims, unsupported),
        }
        row = {**known[bearing], **said, "works": sorted(own), **fell}
        row["counts"] = {key: _number(row, key) for key in _COUNTED} | lost
        found[_weight(row["counts"])].append(row if _weight(row["counts"]) == "hinges" else said)
    found["hinges"].sort(key=_rank)
    return {**found, "works": len(by_work), "groups": sum(kind == "group" for kind, _, _ in named)}


def _number(row: Json, key: str) -> int:
    """Count changes; a conclusion that changes under both readings is one, as is a point or set."""
    if key == "conclusions":
        return len({change["claim"] for change in row[key]})
    if key == "single_points":
        return len({(change["over"], change["name"], change["change"]) for change in row[key]})
    if key == "cut_sets":
        return len({(*change["set"], change["change"]) for change in row[key]})
    return len(row[key])


def _weight(counts: Mapping[str, int]) -> str:
    if counts["conclusions"] or counts["single_points"] or counts["cut_sets"]:
        return "hinges"
    return "cells_only" if counts["cells"] or counts["reliances"] else "nothing"


def _rank(row: Json) -> tuple[list[int], str, str]:
    return [-row["counts"][key] for key in (*_COUNTED, "claims")], row["name"], row["kind"]
