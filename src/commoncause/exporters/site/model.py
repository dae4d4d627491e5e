"""What the page shows, as plain JSON-able data: things, cells, claims and answers in one view.

Things are named by slug where their kind is clear and by prefixed name (``"technique:rlhf"``) where it is
not; claims by their IRIs. Lists stand in the order of the sources' own lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ... import __version__, answers, catalogue
from ...answers.corpus import corpus
from ...model import Cell, Claim, Matrix, Thing
from ...views import View
from ...vocab import KB, compact, expand, slug
from ..colophon import CODE_LICENCE, DATA_LICENCE, DESCRIPTION, TITLE
from . import maps, papers
from .analysed import analysed
from .gaps import defects_of, gaps
from .particulars import particulars
from .portfolio import portfolio_terms
from .queries import queries
from .turning import turning

if TYPE_CHECKING:
    from ...knowledge_base import KnowledgeBase

__all__ = ["LANDING_SOURCE", "claim_record", "labels_of", "landing_view", "page_model", "rounded"]

Json = dict[str, Any]

_COLOPHON: Json = {
    "title": TITLE,
    "description": DESCRIPTION,
    "version": __version__,
    "licence": {"code": CODE_LICENCE, "data": DATA_LICENCE},
}
LANDING_SOURCE = "dung-mai-2025"
"""The source whose table the page opens on, where the knowledge base holds it."""

_ENDS = {
    "assessment": ("technique", "failureMode"),
    "reliance": ("technique", "assumption"),
    "negation": ("failureMode", "assumption"),
    "mitigation": ("technique", "failureMode"),
    "classification": ("about", "category"),
    "mapping": ("subject_id", "object_id"),
}
_SAYS = {
    "negation": "degree",
    "mitigation": "grade",
    "classification": "category",
    "mapping": "predicate_id",
}
_LABELS = "SELECT ?s ?label WHERE { ?s skos:prefLabel ?label }"


def landing_view(kb: KnowledgeBase) -> View:
    """Return the view the page opens on: Table 1 of Dung and Mai (2025), else the default view."""
    table_1 = View(sources=frozenset({LANDING_SOURCE}), modes=frozenset({"tabulated"}))
    return table_1 if any(table_1.admits(c.source, c.mode) for c in kb.assessments.values()) else View()


def page_model(kb: KnowledgeBase, view: View | None = None, *, matrix: Matrix | None = None) -> Json:
    """Return everything that `page.render_page` needs, in ``view`` (default: `landing_view`).

    The cells are those of the view; ``others`` and ``conflict`` of a cell tell of the claims that do not
    count in it, and ``defects`` of the errors found in any of them. What techniques rest on is taken from
    the view's sources in whichever mode they say it, because tables rarely tell. Floats have 12 significant
    digits. ``matrix`` is that of the view or a part of it. The same data gives the same value.
    """
    view = landing_view(kb) if view is None else view
    matrix = kb.matrix(view) if matrix is None else matrix
    reliances = kb.reliances(replace(view, modes=frozenset()))
    rows = _things(kb, "technique", matrix.techniques)
    columns = _things(kb, "failure-mode", matrix.failure_modes)
    pairs = [(technique.slug, mode.slug) for technique in rows for mode in columns]
    whole = kb.matrix(View(split=view.split)).of([t for t, _ in pairs], [f for _, f in pairs], add=True)
    labels = labels_of(kb)
    families = _families(kb, view, labels)
    shown = {thing.iri for thing in (*rows, *columns)}
    kinds = ("technique", "failure-mode", "combination", "attack", "framework")
    others = [thing for kind in kinds for thing in kb.of_kind(kind)]
    works = papers.records(kb)
    return {
        **_COLOPHON,
        "view": _view(kb, view, matrix),
        "techniques": [_thing(thing, families) for thing in rows],
        "failure_modes": [_thing(thing, families) for thing in columns],
        "assumptions": [_thing(thing, families) for thing in kb.of_kind("assumption")],
        "sources": works,
        # Leiden is there on some machines only, and the same data shall give the same page on all of them.
        "maps": maps.maps(corpus(kb.store), [work["id"] for work in works], engine="louvain"),
        "others": [_thing(thing, families) for thing in others if thing.iri not in shown],
        "cells": _cells(kb, view, matrix, whole, pairs),
        "bundles": _bundles(kb, matrix),
        "claims": {claim.iri: claim_record(kb, claim, labels) for claim in kb.claims.values()},
        "reliances": [_reliance(cell) for cell in reliances if cell.claims],
        "negations": _negations(kb),
        "answers": rounded(_answers(kb, view, matrix, reliances)),
        "gaps": gaps(kb, matrix, whole, pairs),
        "portfolio": portfolio_terms(kb, view, matrix, reliances),
        "queries": queries(view),
        "turning": turning(matrix, pairs),
        **particulars(kb, labels),
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


def labels_of(kb: KnowledgeBase) -> dict[str, str]:
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


def claim_record(kb: KnowledgeBase, claim: Claim, labels: Mapping[str, str]) -> Json:
    """Return a claim as the page holds it; ``labels`` are those of `labels_of`."""
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
        "rationale": claim.rationale,
        "cites": [f"source:{name}" for name in claim.cites],
        "passages": [[passage.start, passage.end] for passage in claim.passages],
    } | (_said(claim, labels) if claim.kind == "classification" else {"category": "", "scheme": ""})


def _ends(claim: Claim) -> list[str]:
    """Return the prefixed names of what a claim relates: subject first, object second where it has one."""
    if claim.kind == "compatibility":
        return sorted(claim.says.get("technique", ()))[:2]
    names = _ENDS.get(claim.kind, ("about",))
    found = (sorted(claim.says.get(name, ()), key=_is_category) for name in names)
    return [values[0] for values in found if values]


def _is_category(name: str) -> bool:
    """Say whether a claim's end is a mere word for a subject rather than an entry of its own."""
    return name.startswith("category:")


def _condition(kb: KnowledgeBase, name: str) -> str:
    """Return the prefixed name of a condition, which is an assumption or a failure mode; empty if none."""
    things = (thing for kind in ("assumption", "failure-mode") for thing in kb.of_kind(kind))
    return next((compact(thing.iri) for thing in things if thing.slug == name), name) if name else ""


def _reliance(cell: Cell) -> Json:
    return {"technique": cell.technique, "assumption": cell.failure_mode} | {
        "verdict": cell.verdict.value,
        "claims": list(cell.claims),
    }


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
    resting = reliances.of(matrix.techniques, add=True)
    return {
        **analysed(matrix, resting),
        "scope": {
            "failure_modes": _view_label(kb, view, matrix),
            "assumptions": _view_label(kb, replace(view, modes=frozenset()), resting),
        },
        "conflicts": _conflicts(kb, view, matrix),
    }


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
