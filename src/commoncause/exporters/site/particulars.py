"""What single kinds of claims say beside the rest: results, errors, numbers, grounds, contradictions.

Claims are named by their place among all claims (from 0) where naming them by IRI would take more room than
what is said of them. Lists "for each claim of a kind" stand in the order of the claims.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ... import answers
from ...conclusions import outcome
from ...model import Claim
from ...views import View
from .measures import measured

if TYPE_CHECKING:
    from ...knowledge_base import KnowledgeBase

__all__ = ["conclusion_rows", "defect_rows", "particulars"]

Json = dict[str, Any]


def particulars(kb: KnowledgeBase, labels: Mapping[str, str]) -> Json:
    """Return what the page tells of claims beside their records; ``labels`` are prefixed name -> label.

    ``conclusions``, ``defects`` and ``measurements`` hold a row for each claim of the kind. ``derived`` names
    the claims that a claim comes from, ``contradictions`` what the whole knowledge base says against itself.
    """
    claims = list(kb.claims.values())
    return {
        "conclusions": conclusion_rows(kb),
        "defects": defect_rows(claims),
        "measurements": [_measurement(claim, labels) for claim in claims if claim.kind == "measurement"],
        "derived": _derived(claims),
        "contradictions": _contradictions(kb),
    }


def conclusion_rows(kb: KnowledgeBase) -> Json:
    """Return what came of testing each conclusion: ``names`` of things, and ``rows`` that point into them.

    A row has the ``statement``, the ``outcome`` in words, for each view its name and what held there (once if
    no verdict bears on it, else with what is unclear read as protected and as exposed), the things the
    conclusion is ``about`` and the ``cells`` that decide, as pairs of techniques and failure modes.
    """
    names: dict[str, int] = {}

    def _place(name: str) -> int:
        return names.setdefault(name, len(names))

    rows = [_conclusion(kb.claims[row["iri"]], row, _place) for row in kb.conclusions()]
    return {"rows": rows, "names": list(names)}


def _conclusion(claim: Claim, row: Json, place: Callable[[str], int]) -> Json:
    views: dict[str, list[bool | None]] = {}
    for result in row["results"]:
        views.setdefault(result["view"].rpartition(", ")[2], []).append(result["holds"])
    cells = {(cell["technique"], cell["failure_mode"]) for cell in row["deciding_cells"]}
    return {
        "statement": claim.label,
        "outcome": outcome(row["results"]),
        "views": [[name, *held] for name, held in views.items()],
        "about": [place(name) for name in claim.says.get("about", ())],
        "cells": [[place(f"technique:{t}"), place(f"failure:{f}")] for t, f in sorted(cells)],
    }


def defect_rows(claims: Iterable[Claim]) -> list[Json]:
    """Return for each defect how much it matters, what is wrong and what is right.

    >>> says = {"severity": ("ccf:minor",), "wrong": ("+1",), "right": ("1",)}
    >>> defect_rows([Claim("d", "defect", says)])
    [{'severity': 'minor', 'wrong': '+1', 'right': '1'}]
    """
    return [
        {
            "severity": claim.slug("severity"),
            **{name: claim.says.get(name, ("",))[0] for name in ("wrong", "right")},
        }
        for claim in claims
        if claim.kind == "defect"
    ]


def _measurement(claim: Claim, labels: Mapping[str, str]) -> Json:
    """Return a measurement as people read it; ``of`` names what it is about beside its first thing."""
    metric = claim.says.get("metric", ("",))[0]
    return {
        "metric": labels.get(metric, metric),
        "value": measured(claim.says),
        "conditions": "; ".join(claim.says.get("conditions", ())),
        "of": [labels.get(name, name) for name in _categories(claim)],
        "also": [name for name in claim.says.get("about", ()) if not name.startswith("category:")][1:],
    }


def _categories(claim: Claim) -> list[str]:
    return [name for name in claim.says.get("about", ()) if name.startswith("category:")]


def _derived(claims: list[Claim]) -> list[Json]:
    place = {claim.iri: index for index, claim in enumerate(claims)}
    rows = [(place[c.iri], [place[iri] for iri in c.derived_from if iri in place]) for c in claims]
    return [{"claim": index, "grounds": grounds} for index, grounds in rows if grounds]


def _contradictions(kb: KnowledgeBase) -> Json:
    """Return the contested cells of the whole knowledge base and its other contradictory statements."""
    place = {iri: index for index, iri in enumerate(kb.claims)}
    counted = [claim for claim in kb.claims.values() if claim.mode != "inferred"]
    found = answers.conflicts_answer(kb.matrix(View()), kb.assessments, counted)
    return {
        "cells": [
            [row["technique"], row["failure_mode"], [place[claim["iri"]] for claim in row["claims"]]]
            for row in found["conflicts"]
        ],
        "statements": [
            {"kind": row["kind"], "claims": [place[claim["iri"]] for claim in row["claims"]]}
            for row in found["statements"]
        ],
    }
