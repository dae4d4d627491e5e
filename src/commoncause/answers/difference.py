"""Two editions of a knowledge base: what was written otherwise, and what follows otherwise from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from ..model import Cell, Matrix, Verdict
from ..store import Store
from ..vocab import DERIVED_GRAPH, KINDS, compact, expand
from .clusters import MOST_CLUSTERED, clusters_answer
from .cut_sets import cut_sets_answer, single_points_answer
from .moved import NO_CUT_SETS, NO_POINTS, moved_clusters, moved_cut_sets, moved_points
from .readings import Json

__all__ = ["Edition", "difference_answer", "facts"]

Facts = Mapping[str, Mapping[str, frozenset[str]]]
"""What is described, as a prefixed name -> property -> values as text."""

_LABELS = ("skos:prefLabel", "dcterms:title", "rdfs:label")
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
_DEEPEST = 200
"""Blank nodes within each other that are followed: the members of a list, in practice."""


@dataclass(frozen=True)
class Edition:
    """A knowledge base as it was or is, in the view that is asked about."""

    facts: Facts
    matrix: Matrix
    reliances: Matrix
    """The techniques of the matrix against the assumptions they rest on."""
    conclusions: Sequence[Json] = ()
    """As `commoncause.conclusions.conclusions_answer` has them."""


def facts(store: Store) -> Facts:
    """Return all that the files say, without what follows from it and without the inbox.

    A literal is its characters, with its language or datatype where it has one that is no plain text; a
    blank node is what is said of it, in parentheses.
    """
    found: dict[str, dict[str, set[Any]]] = defaultdict(lambda: defaultdict(set))
    for graph in ("", *store.graph_names):
        for triple in store.triples(graph) if graph != DERIVED_GRAPH else ():
            found[_text(triple.subject, {})][compact(triple.predicate.value)].add(triple.object)
    blank = {name: said for name, said in found.items() if name.startswith("_:")}
    return {
        name: {key: frozenset(_text(value, blank) for value in values) for key, values in said.items()}
        for name, said in found.items()
        if name not in blank
    }


def _text(term: Any, blank: Mapping[str, Mapping[str, Iterable[Any]]], depth: int = 0) -> str:
    if isinstance(term, ox.NamedNode):
        return compact(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return f"{term.value}@{term.language}"
        kind = term.datatype.value
        return term.value if kind == _XSD_STRING else f"{term.value}^^{compact(kind)}"
    if str(term) not in blank or depth == _DEEPEST:
        return str(term)
    said = blank[str(term)].items()
    return f"({'; '.join(sorted(f'{k} {_text(v, blank, depth + 1)}' for k, of in said for v in of))})"


def difference_answer(old: Edition, new: Edition) -> Json:
    """Return what of ``new`` is not as it was in ``old``: first what was written, then what follows.

    ``added``, ``removed`` and ``changed`` are what the files describe (things, claims, passages, terms);
    a change has the values that are gone and new of each property. ``deprecated`` are those that became so.
    ``cells``, ``reliances`` and ``conclusions`` are those that read otherwise, cells with the claims that
    were added, removed or changed in them, conclusions with the cells among those that decide them. Of
    ``cut_sets``, ``single_points`` and ``clusters`` there is a row for each that is gone or new; ``clusters``
    is null beyond `MOST_CLUSTERED` techniques.
    """
    written = _written(old.facts, new.facts)
    touched = {row["name"] for part in ("added", "removed", "changed") for row in written[part]}
    cells = _cells(old.matrix, new.matrix, "failure_mode", touched)
    return {
        **written,
        "techniques": {"before": list(old.matrix.techniques), "after": list(new.matrix.techniques)},
        "cells": cells,
        "reliances": _cells(old.reliances, new.reliances, "assumption", touched),
        "conclusions": _conclusions(old.conclusions, new.conclusions, cells),
        "single_points": moved_points(*map(_single_points, (old, new))),
        **moved_cut_sets(*map(_cut_sets, (old, new))),
        "clusters": _clusters(old.reliances, new.reliances),
    }


def _written(old: Facts, new: Facts) -> Json:
    changed = []
    for name in sorted(old.keys() & new.keys()):
        if changes := list(_changes(old[name], new[name])):
            changed.append({**_named(name, new[name]), "changes": changes})
    return {
        "added": [_named(name, new[name]) for name in sorted(new.keys() - old.keys())],
        "removed": [_named(name, old[name]) for name in sorted(old.keys() - new.keys())],
        "changed": changed,
        "deprecated": [
            {**_named(name, said), "replaced_by": sorted(said.get("dcterms:isReplacedBy", ()))}
            for name, said in sorted(new.items())
            if "owl:deprecated" in said and "owl:deprecated" not in old.get(name, {})
        ],
    }


def _named(name: str, said: Mapping[str, Collection[str]]) -> Json:
    prefix = name.partition(":")[0]
    label = next((min(said[key]) for key in _LABELS if said.get(key)), "").partition("@")[0]
    return {"name": name, "iri": expand(name), "kind": KINDS.get(prefix, prefix), "label": label}


def _changes(old: Mapping[str, frozenset[str]], new: Mapping[str, frozenset[str]]) -> Iterator[Json]:
    for name in sorted(old.keys() | new.keys()):
        before, after = old.get(name, frozenset()), new.get(name, frozenset())
        if before != after:
            yield {"property": name, "gone": sorted(before - after), "new": sorted(after - before)}


def _cells(old: Matrix, new: Matrix, column: str, touched: Collection[str]) -> list[Json]:
    """Return the cells that read otherwise, or are contested or not as they were not before."""
    rows = []
    for name in sorted(old.cells.keys() | new.cells.keys()):
        blank = Cell(*name, Verdict.NOT_ASSESSED)
        before, after = old.cells.get(name, blank), new.cells.get(name, blank)
        if (before.verdict, before.is_contested) == (after.verdict, after.is_contested):
            continue
        claims = sorted({*before.claims, *after.claims})
        rows.append(
            {
                "technique": name[0],
                column: name[1],
                "before": before.verdict.value,
                "after": after.verdict.value,
                "contested_before": before.is_contested,
                "contested_after": after.is_contested,
                "because_of": [iri for iri in claims if compact(iri) in touched],
            }
        )
    return rows


def _conclusions(old: Sequence[Json], new: Sequence[Json], cells: Iterable[Json]) -> list[Json]:
    """Return the conclusions of both editions whose test comes out otherwise."""
    was = {row["iri"]: row for row in old}
    read_otherwise = {(cell["technique"], cell["failure_mode"]) for cell in cells}
    rows = []
    for row in new:
        before = _results(was[row["iri"]]) if row["iri"] in was else {}
        after = _results(row)
        moved = [
            {"view": view, "unclear_as": as_, "before": before[view, as_], "after": after[view, as_]}
            for view, as_ in after
            if (view, as_) in before and before[view, as_] != after[view, as_]
        ]
        if moved:
            said = {key: row[key] for key in ("iri", "source", "statement")}
            deciding = {*_deciding(was[row["iri"]]), *_deciding(row)} & read_otherwise
            rows.append({**said, "results": moved, "cells": [list(name) for name in sorted(deciding)]})
    return rows


def _deciding(row: Json) -> set[tuple[str, str]]:
    return {(cell["technique"], cell["failure_mode"]) for cell in row["deciding_cells"]}


def _results(row: Json) -> dict[tuple[str, str], bool | None]:
    return {(result["view"], result["unclear_as"]): result["holds"] for result in row["results"]}


def _single_points(edition: Edition) -> Json:
    return single_points_answer(edition.matrix, edition.reliances) if edition.matrix.techniques else NO_POINTS


def _cut_sets(edition: Edition) -> Json:
    return cut_sets_answer(edition.matrix) if edition.matrix.techniques else NO_CUT_SETS


def _clusters(old: Matrix, new: Matrix) -> list[Json] | None:
    if max(len(old.techniques), len(new.techniques)) > MOST_CLUSTERED:
        return None
    found = ([c for c in clusters_answer(m)["clusters"] if len(c["members"]) > 1] for m in (old, new))
    return moved_clusters(*found)
