"""What the evidence lacks: cells nobody assessed, claims without a cited work, assumptions nothing defeats.

A gap is no fault of a technique. It says where the next reading would tell most. What each kind of gap means
is said once, in `analysis.evidence`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...analysis.evidence import Behind, gaps_of
from ...answers.bibliography import grounds_of
from ...model import Claim, Matrix

if TYPE_CHECKING:
    from ...knowledge_base import KnowledgeBase

__all__ = ["defects_of", "gaps"]

Json = dict[str, Any]
Pair = tuple[str, str]


def gaps(kb: KnowledgeBase, matrix: Matrix, whole: Matrix, pairs: Sequence[Pair]) -> Json:
    """Return what is missing behind the cells named by ``pairs`` (technique, failure mode), in their order.

    ``not_assessed`` and ``unclear`` are cells of the view's own ``matrix``. ``contested``, ``uncited``
    (argued, and no argument for the cell cites a work) and ``one_source`` (every claim is of one source)
    weigh all claims of the sources, which are the cells of ``whole``. ``assumptions`` are those that no
    failure mode is said to make false. Cells are ``[technique, failure mode]``; ``assessed`` counts them.
    """
    grounds = grounds_of(kb.claims)

    def _kinds(of: Matrix) -> dict[Pair, list[str]]:
        cells = {pair: of.cells[pair] for pair in pairs}
        return {
            pair: gaps_of(
                Behind(cell.verdict.value, cell.is_contested, tuple(grounds[iri] for iri in cell.claims))
            )
            for pair, cell in cells.items()
        }

    here, anywhere, claims = _kinds(matrix), _kinds(whole), kb.claims

    def _cells(found: Mapping[Pair, Sequence[str]], gap: str) -> list[list[str]]:
        return [list(pair) for pair in pairs if gap in found[pair]]

    told = {claim.slug("assumption") for claim in claims.values() if claim.kind == "negation"}
    return {
        "not_assessed": _cells(here, "never-assessed"),
        "unclear": _cells(here, "unclear"),
        "contested": _cells(anywhere, "contested"),
        "uncited": _cells(anywhere, "argued-without-citation"),
        "one_source": _cells(anywhere, "single-source"),
        "assessed": sum(bool(whole.cells[pair].claims) for pair in pairs),
        "assumptions": [thing.slug for thing in kb.of_kind("assumption") if thing.slug not in told],
    }


def defects_of(claims: Mapping[str, Claim]) -> dict[str, list[str]]:
    """Return claim -> the defects of its source that were found in it, IRIs, sorted."""
    found: dict[str, list[str]] = {}
    for claim in sorted(claims.values(), key=lambda claim: claim.iri):
        if claim.kind == "defect":
            for ground in claim.derived_from:
                if ground in claims:
                    found.setdefault(ground, []).append(claim.iri)
    return found
