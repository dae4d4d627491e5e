"""The evidence map: behind each cell of a view its claims, papers, groups of authors, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..analysis.evidence import GAPS, Behind, Ground, fallen, gaps_of, hangs_on, touching
from ..model import Cell, Claim, Matrix
from .bibliography import Bibliography
from .claims import cell_answer
from .readings import Json

__all__ = [
    "STALE_YEARS",
    "cell_evidence",
    "evidence_answer",
    "fallen_claims",
    "newest_evidence",
    "opened",
    "pillars",
]

STALE_YEARS = 5
"""Years before the newest work of the knowledge base past which evidence is stale."""


def evidence_answer(
    matrix: Matrix,
    grounds: Mapping[str, Ground],
    works: Bibliography,
    claims: Mapping[str, Claim],
    *,
    stale_years: int = STALE_YEARS,
) -> Json:
    """Return the evidence map of a matrix, its gaps, what hangs on one thing, and what each loss takes.

    ``cells`` are all cells, row by row. ``gaps`` has a row for each gap of each cell, ``single_source`` the
    assessed cells that hang on one source, one work or one group of authors. ``retraction`` names, work by
    work, the claims behind the matrix that would be withdrawn or unsupported without it, most first.

    Parameters
    ----------
    grounds
        Claim -> what it stands on (`grounds_of`); a claim that is not named there stands on nothing known.
    stale_years
        How much older than the newest of all ``works`` evidence may be.
    """
    rows = [cell_evidence(cell, grounds, works, stale_years) for cell in matrix]
    order = list(GAPS)
    counted = {iri: grounds[iri] for cell in matrix for iri in cell.claims if iri in grounds}
    gaps = [
        {
            "gap": gap,
            **{key: row[key] for key in ("technique", "failure_mode", "verdict", "claims", "papers")},
        }
        for row in rows
        for gap in row["gaps"]
    ]
    return {
        "cells": rows,
        "gaps": sorted(gaps, key=lambda row: order.index(row["gap"])),
        "single_source": [_on_one_thing(row) for row in rows if _hangs(row)],
        "retraction": _losses(counted, claims),
        "groups": [
            {"group": group.name, "authors": len(group.authors), "works": list(group.works)}
            for group in works.groups
            if any(group.name in row["groups"] for row in rows)
        ],
        "newest_work": works.newest,
        "stale_years": stale_years,
    }


def pillars(
    grounds: Iterable[Ground], works: Bibliography
) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return the works behind some claims, and those of each group of authors of these, by name."""
    behind = sorted(frozenset[str]().union(*(ground.works for ground in grounds)))
    groups: dict[str, set[str]] = {}
    for work in behind:
        groups.setdefault(works.group_of.get(work, work), set()).add(work)
    return {work: {work} for work in behind}, groups


def newest_evidence(grounds: Sequence[Ground], works: Bibliography) -> int | None:
    """Return the year of the newest evidence; a claim that gives none is as old as its source."""
    given = [frozenset().union(*ground.evidence) or ground.sources for ground in grounds]
    years = [works.year(work) for own in given for work in own]
    return max((year for year in years if year is not None), default=None)


def cell_evidence(
    cell: Cell, grounds: Mapping[str, Ground], works: Bibliography, stale_years: int = STALE_YEARS
) -> Json:
    """Return what stands behind one cell.

    ``papers`` are the works that its claims cite as evidence (or report) and the sources that state them,
    ``evidence`` the former alone. ``hangs_on`` names works, ``hangs_on_groups`` groups of authors, each of
    which alone takes every claim with it. ``kinds`` counts the papers by type of publication.
    """
    own = [grounds[iri] for iri in cell.claims if iri in grounds]
    by_work, by_group = pillars(own, works)
    newest = newest_evidence(own, works)
    behind = Behind(cell.verdict.value, cell.is_contested, tuple(own), frozenset(by_group), newest)
    kinds = [works.works[work].kind if work in works.works else "" for work in by_work]
    return {
        **cell_answer(cell),
        "sources": sorted(frozenset().union(*(ground.sources for ground in own))),
        "evidence": sorted({work for ground in own for given in ground.evidence for work in given}),
        "papers": list(by_work),
        "groups": sorted(by_group),
        "years": sorted({year for work in by_work if (year := works.year(work)) is not None}),
        "newest_evidence": newest,
        "kinds": {kind or "unknown": kinds.count(kind) for kind in sorted(set(kinds))},
        "modes": sorted({ground.mode for ground in own}),
        "hangs_on": hangs_on(own, by_work),
        "hangs_on_groups": hangs_on(own, by_group),
        "gaps": gaps_of(behind, newest_work=works.newest, stale_years=stale_years),
    }


def opened(before: Json, after: Json) -> Json:
    """Return the ``gaps`` and the ``single_source`` rows of one map of the same cells that another lacked.

    Of the latter those that hang on something on which they did not.
    """
    known = {(row["gap"], row["technique"], row["failure_mode"]) for row in before["gaps"]}
    hung = {(r["technique"], r["failure_mode"]): {*r["hangs_on"]} for r in before["single_source"]}
    return {
        "gaps": [r for r in after["gaps"] if (r["gap"], r["technique"], r["failure_mode"]) not in known],
        "single_source": [
            row
            for row in after["single_source"]
            if {*row["hangs_on"]} - hung.get((row["technique"], row["failure_mode"]), set())
        ],
    }


def _hangs(row: Json) -> bool:
    return bool(row["hangs_on"] or row["hangs_on_groups"])


def _on_one_thing(row: Json) -> Json:
    keys = ("technique", "failure_mode", "verdict", "claims", "hangs_on", "hangs_on_groups", "sources")
    return {key: row[key] for key in keys}


def fallen_claims(claims: Mapping[str, Claim], iris: Iterable[str]) -> list[Json]:
    """Return claims with the place where they are made; one that is not known is left out."""
    found = (claims[iri] for iri in iris if iri in claims)
    return [{"iri": c.iri, "kind": c.kind, "source": c.origin, "section": c.section} for c in found]


def _losses(grounds: Mapping[str, Ground], claims: Mapping[str, Claim]) -> list[Json]:
    """What each work would take with it, most claims first."""
    rows = []
    for work, own in sorted(touching(grounds).items()):
        withdrawn, unsupported = (fallen_claims(claims, iris) for iris in fallen(own, {work}))
        if withdrawn or unsupported:
            rows.append({"works": [work], "withdrawn": withdrawn, "unsupported": unsupported})
    return sorted(rows, key=lambda row: -len(row["withdrawn"]) - len(row["unsupported"]))
