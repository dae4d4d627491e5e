"""What the page shows, as plain JSON-able data: things, cells, claims and answers in one view.

Things are named by slug where their kind is clear and by prefixed name (``"technique:rlhf"``) where it is
not; claims by their IRIs. Lists stand in the order of the sources' own lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import comb
from typing import TYPE_CHECKING, Any

from ... import __version__, answers, catalogue
from ...model import Cell, Claim, Matrix, Thing
from ...views import View
from ...vocab import KB, compact, expand, slug
from ..colophon import CODE_LICENCE, DATA_LICENCE, DESCRIPTION, TITLE
from ..works import works
from .gaps import defects_of, gaps

if TYPE_CHECKING:
    from ...knowledge_base import KnowledgeBase

__all__ = ["LANDING_SOURCE", "landing_view", "page_model", "rounded"]

Json = dict[str, Any]

LANDING_SOURCE = "dung-mai-2025"
"""The source whose table the page opens on, where the knowledge base holds it."""
MOST_LISTED = 20
"""Techniques, and failure modes, up to which every cut set is listed; beyond, those up to `ORDER`."""
ORDER = 3
"""Order of cut sets up to which a larger matrix is analysed, and size of the portfolios that are compared."""
MOST_PORTFOLIOS = 2000
"""Portfolios that are compared at most; where there are more, smaller ones only."""
MOST_CLUSTERED = 200
"""Techniques up to which clusters are sought; beyond, a page is no place to read them."""

_CELL_QUERY = """\
PREFIX ccf: <https://w3id.org/commoncause/ontology#>
SELECT ?claim ?verdict ?mode ?source ?section WHERE {
  ?claim a ccf:Assessment ;
         ccf:technique <{technique}> ;
         ccf:failureMode <{failure_mode}> ;
         ccf:verdict ?verdict ;
         ccf:mode ?mode .
  OPTIONAL { ?claim ccf:statedIn ?source ; ccf:section ?section }
}
ORDER BY ?claim"""

_ENDS = {
    "assessment": ("technique", "failureMode"),
    "reliance": ("technique", "assumption"),
    "negation": ("failureMode", "assumption"),
    "mitigation": ("technique", "failureMode"),
    "classification": ("about", "category"),
}
_SAYS = {"negation": "degree", "mitigation": "grade", "classification": "category"}
_LABELS = "SELECT ?s ?label WHERE { ?s skos:prefLabel ?label }"


def landing_view(kb: KnowledgeBase) -> View:
    """Return the view the page opens on: Table 1 of Dung and Mai (2025), else the default view."""
    table_1 = View(sources=frozenset({LANDING_SOURCE}), modes=frozenset({"tabulated"}))
    return table_1 if any(table_1.admits(c.source, c.mode) for c in kb.assessments.values()) else View()


def page_model(kb: KnowledgeBase, view: View | None = None) -> Json:
    """Return everything that `page.render_page` needs, in ``view`` (default: `landing_view`).

    The cells are those of the view; ``others`` and ``conflict`` of a cell tell of the claims that do not
    count in it, and ``defects`` of the errors found in any of them. What techniques rest on is taken from
    the view's sources in whichever mode they say it, because tables rarely tell. Floats have 12 significant
    digits. The same data gives the same value.
    """
    view = landing_view(kb) if view is None else view
    matrix = kb.matrix(view)
    reliances = kb.reliances(replace(view, modes=frozenset()))
    rows = _things(kb, "technique", matrix.techniques)
    columns = _things(kb, "failure-mode", matrix.failure_modes)
    pairs = [(technique.slug, mode.slug) for technique in rows for mode in columns]
    whole = kb.matrix(View(split=view.split)).of([t for t, _ in pairs], [f for _, f in pairs], add=True)
    labels = _labels(kb)
    families = _families(kb, view, labels)
    shown = {thing.iri for thing in (*rows, *columns)}
    others = [*kb.of_kind("technique"), *kb.of_kind("failure-mode")]
    return {
        "title": TITLE,
        "description": DESCRIPTION,
        "version": __version__,
        "licence": {"code": CODE_LICENCE, "data": DATA_LICENCE},
        "view": _view(kb, view, matrix),
        "techniques": [_thing(thing, families) for thing in rows],
        "failure_modes": [_thing(thing, families) for thing in columns],
        "assumptions": [_thing(thing, families) for thing in kb.of_kind("assumption")],
        "sources": _sources(kb),
        "others": [_thing(thing, families) for thing in others if thing.iri not in shown],
        "cells": _cells(kb, view, matrix, whole, pairs),
        "bundles": _bundles(kb, matrix),
        "claims": {claim.iri: _claim(kb, claim, labels) for claim in kb.claims.values()},
        "reliances": [_reliance(cell) for cell in reliances if cell.claims],
        "negations": _negations(kb),
        "answers": rounded(_answers(kb, view, matrix, reliances)),
        "gaps": gaps(kb, matrix, whole, pairs),
        "queries": {"cell": _CELL_QUERY},
    }


def _things(kb: KnowledgeBase, kind: str, slugs: Iterable[str]) -> list[Thing]:
    """Return the things of these slugs in their order; a slug that no file describes stands for itself."""
    known = {thing.slug: thing for thing in kb.of_kind(kind)}
    found = (known.get(name) or Thing(f"{KB}{kind}/{name}", name, kind, label=name) for name in slugs)
    return sorted(found, key=lambda thing: thing.order)


def _thing(thing: Thing, families: Mapping[str, str]) -> Json:
    node = compact(thing.iri)
    return {
        "id": node,
        "slug": thing.slug,
        "iri": thing.iri,
        "kind": thing.kind,
        "label": thing.label,
        "notation": thing.notation,
        "alt": list(thing.alternatives),
        "definition": thing.definition,
        "family": families.get(node, ""),
        "broader": [compact(iri) for iri in thing.broader],
    }


def _labels(kb: KnowledgeBase) -> dict[str, str]:
    """Return prefixed name -> label of whatever has one, categories and schemes too."""
    rows = sorted(kb.store.select(_LABELS), key=lambda row: row["label"], reverse=True)
    return {compact(row["s"]): row["label"] for row in rows}


def _category(name: str, scheme: str, labels: Mapping[str, str]) -> str:
    """Return a category's label; without one its slug as words, without the scheme's name before it.

    >>> _category("category:family-safety-by-design", "scheme:family", {})
    'Safety by design'
    """
    words = slug(expand(name)).removeprefix(slug(expand(scheme)) + "-").replace("-", " ")
    return labels.get(name) or words[:1].upper() + words[1:]


def _families(kb: KnowledgeBase, view: View, labels: Mapping[str, str]) -> dict[str, str]:
    """Return thing -> label of its family, as the view's sources have it, else as any does."""
    found: dict[str, str] = {}
    told = (c for c in kb.claims.values() if c.kind == "classification" and c.slug("scheme") == "family")
    for claim in sorted(told, key=lambda claim: (claim.source not in view.sources, claim.iri)):
        for node in claim.says.get("about", ()):
            found.setdefault(node, _said(claim, labels)["category"])
    return found


def _said(claim: Claim, labels: Mapping[str, str]) -> dict[str, str]:
    """Return the scheme and category of a classification as people read them."""
    category, scheme = (claim.says.get(name, ("",))[0] for name in ("category", "scheme"))
    return {"category": _category(category, scheme, labels), "scheme": _category(scheme, "", labels)}


def _sources(kb: KnowledgeBase) -> list[Json]:
    return [
        {
            "id": compact(work.thing.iri),
            "slug": work.thing.slug,
            "iri": work.thing.iri,
            "label": work.thing.label,
            "title": work.title,
            "authors": work.authors,
            "date": work.date,
            "url": work.url or None,
            "identifiers": [name for name in (work.arxiv, work.doi) if name],
        }
        for work in works(kb)
    ]


def _view(kb: KnowledgeBase, view: View, matrix: Matrix) -> Json:
    return {
        "label": _view_label(kb, view, matrix),
        "source": min(view.sources) if len(view.sources) == 1 else "",
        "modes": sorted(view.modes),
    }


def _view_label(kb: KnowledgeBase, view: View, matrix: Matrix) -> str:
    """Name a view by the one place its claims stand in, else by its sources and modes."""
    names = {thing.slug: thing.label for thing in kb.of_kind("source")}
    sources = " and ".join(names.get(source, source) for source in sorted(view.sources))
    counted = {iri for cell in matrix for iri in cell.claims}
    sections = {kb.claims[iri].section for iri in counted if iri in kb.claims}
    if len(view.sources) == 1 and len(sections) == 1 and (section := min(sections)):
        return f"{'section ' if section[0].isdigit() else ''}{section} of {sources}"
    manner = f"what is {' or '.join(sorted(view.modes))}" if view.modes else "every claim"
    return f"{manner} in {sources}" if sources else f"{manner}, whatever the source"


def _cells(
    kb: KnowledgeBase, view: View, matrix: Matrix, whole: Matrix, pairs: list[tuple[str, str]]
) -> list[Json]:
    everything = kb.matrix(View(split=view.split, inferred=True))
    of_all = everything.of([t for t, _ in pairs], [f for _, f in pairs], add=True)
    defects = defects_of(kb.claims)
    return [
        answers.cell_answer(matrix.cells[pair])
        | {
            "conflict": whole.cells[pair].is_contested,
            "bundle": matrix.cells[pair].is_bundle,
            "others": sorted(set(of_all.cells[pair].claims) - set(matrix.cells[pair].claims)),
            "defects": sorted({d for iri in of_all.cells[pair].claims for d in defects.get(iri, ())}),
        }
        for pair in pairs
    ]


def _bundles(kb: KnowledgeBase, matrix: Matrix) -> dict[str, list[str]]:
    """Return the failure modes of the matrix that stand for several narrower ones, with those."""
    parts = catalogue.bundles(kb.store)
    bundled = {cell.failure_mode for cell in matrix if cell.is_bundle and cell.claims}
    return {mode: list(parts[mode]) for mode in sorted(bundled) if mode in parts}


def _claim(kb: KnowledgeBase, claim: Claim, labels: Mapping[str, str]) -> Json:
    subject, *rest = _ends(claim) or [""]
    return {
        "kind": claim.kind,
        "subject": subject,
        "object": rest[0] if rest else "",
        "verdict": claim.slug(_SAYS.get(claim.kind, "verdict")),
        "source": claim.origin,
        "section": claim.section,
        "mode": claim.mode,
        "modality": claim.modality,
        "condition": _condition(kb, claim.condition),
        "rationale": _statement(claim),
        "cites": [f"source:{name}" for name in claim.cites],
        "passages": [[passage.start, passage.end] for passage in claim.passages],
    } | (_said(claim, labels) if claim.kind == "classification" else {"category": "", "scheme": ""})


def _ends(claim: Claim) -> list[str]:
    """Return the prefixed names of what a claim relates: subject first, object second where it has one."""
    if claim.kind == "compatibility":
        return sorted(claim.says.get("technique", ()))[:2]
    names = _ENDS.get(claim.kind, ("about",))
    return [value for name in names for value in claim.says.get(name, ())[:1]]


def _statement(claim: Claim) -> str:
    """Return what a claim says in words; a defect says what is wrong and what is right first."""
    wrong, right = (claim.says.get(name, ("",))[0] for name in ("wrong", "right"))
    parts = (f"Wrong: {wrong}" if wrong else "", f"Right: {right}" if right else "", claim.rationale)
    return " — ".join(part for part in parts if part)


def _condition(kb: KnowledgeBase, name: str) -> str:
    """Return the prefixed name of a condition, which is an assumption or a failure mode; empty if none."""
    things = (thing for kind in ("assumption", "failure-mode") for thing in kb.of_kind(kind))
    return next((compact(thing.iri) for thing in things if thing.slug == name), name) if name else ""


def _reliance(cell: Cell) -> Json:
    return {"technique": cell.technique, "assumption": cell.failure_mode, "claims": list(cell.claims)}


def _negations(kb: KnowledgeBase) -> list[Json]:
    found: dict[tuple[str, str, str], list[str]] = {}
    for claim in kb.claims.values():
        if claim.kind == "negation":
            said = (claim.slug("failureMode"), claim.slug("assumption"), claim.slug("degree"))
            found.setdefault(said, []).append(claim.iri)
    keys = ("failure_mode", "assumption", "degree")
    return [dict(zip(keys, said, strict=True)) | {"claims": found[said]} for said in sorted(found)]


def _answers(kb: KnowledgeBase, view: View, matrix: Matrix, reliances: Matrix) -> Json:
    """Return the answers of the view, none of them where nothing is assessed."""
    if not matrix.techniques or not matrix.failure_modes:
        return {}
    listed = max(len(matrix.techniques), len(matrix.failure_modes)) <= MOST_LISTED
    order = None if listed else ORDER
    cut_sets = answers.cut_sets_answer(matrix, max_order=order)
    resting = reliances.of(matrix.techniques, add=True)
    few = len(matrix.techniques) <= MOST_CLUSTERED
    portfolios = answers.portfolios_answer(matrix, max_size=_portfolio_size(len(matrix.techniques)))
    return {
        "cut_sets": {name: cut_sets[name]["sets"] for name in ("certain", "possible")}
        | {"complete_to_order": order},
        "single_points": answers.single_points_answer(matrix, resting),
        "scope": {
            "failure_modes": _view_label(kb, view, matrix),
            "assumptions": _view_label(kb, replace(view, modes=frozenset()), resting),
        },
        "clusters": answers.clusters_answer(resting)["clusters"] if few else [],
        "conflicts": _conflicts(kb, view, matrix),
        "portfolios": [{key: p[key] for key in ("techniques", "shared")} for p in portfolios["portfolios"]],
    }


def _portfolio_size(techniques: int) -> int:
    """Return the largest size up to which not too many portfolios can be made of so many techniques.

    >>> _portfolio_size(7), _portfolio_size(50), _portfolio_size(5000)
    (3, 2, 1)
    """
    made = [sum(comb(techniques, k) for k in range(1, size + 1)) for size in range(1, ORDER + 1)]
    return max(1, sum(number <= MOST_PORTFOLIOS for number in made))


def _conflicts(kb: KnowledgeBase, view: View, matrix: Matrix) -> list[Json]:
    """Return the cells of the page on which any two source claims differ, with all their claims."""
    contested = (cell for cell in kb.matrix(View(split=view.split)) if cell.is_contested)
    keys = ("technique", "failure_mode", "claims")
    return [
        {key: answers.cell_answer(cell)[key] for key in keys}
        for cell in contested
        if (cell.technique, cell.failure_mode) in matrix.cells
    ]


def rounded(value: Any) -> Any:
    """Return a JSON value with its floats to 12 significant digits, the last ones differ between machines.

    >>> rounded({"p": [0.1 + 0.2, 1, "x"]})
    {'p': [0.3, 1, 'x']}
    """
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, Mapping):
        return {key: rounded(entry) for key, entry in value.items()}
    return [rounded(entry) for entry in value] if isinstance(value, list | tuple) else value
