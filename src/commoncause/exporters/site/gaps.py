"""What the evidence lacks: cells nobody assessed, claims without a cited work, assumptions nothing defeats.

A gap is no fault of a technique. It says where the next reading would tell most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...model import Cell, Claim, Matrix, Verdict

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

    def _cells(of: Matrix, test: Callable[[Cell], bool]) -> list[list[str]]:
        return [list(pair) for pair in pairs if test(of.cells[pair])]

    claims = kb.claims
    told = {claim.slug("assumption") for claim in claims.values() if claim.kind == "negation"}
    return {
        "not_assessed": _cells(matrix, lambda cell: cell.verdict is Verdict.NOT_ASSESSED),
        "unclear": _cells(matrix, lambda cell: cell.verdict is Verdict.UNCLEAR),
        "contested": _cells(whole, lambda cell: cell.is_contested),
        "uncited": _cells(whole, lambda cell: _is_uncited([claims[iri] for iri in cell.claims])),
        "one_source": _cells(whole, lambda cell: len({claims[iri].source for iri in cell.claims}) == 1),
        "assessed": len(_cells(whole, lambda cell: bool(cell.claims))),
        "assumptions": [thing.slug for thing in kb.of_kind("assumption") if thing.slug not in told],
    }


def _is_uncited(claims: Iterable[Claim]) -> bool:
    argued = [claim for claim in claims if claim.mode == "argued"]
    return bool(argued) and not any(claim.cites for claim in argued)


def defects_of(claims: Mapping[str, Claim]) -> dict[str, list[str]]:
    """Return claim -> the defects of its source that were found in it, IRIs, sorted."""
    found: dict[str, list[str]] = {}
    for claim in sorted(claims.values(), key=lambda claim: claim.iri):
        if claim.kind == "defect":
            for ground in claim.derived_from:
                if ground in claims:
                    found.setdefault(ground, []).append(claim.iri)
    return found
