"""A matrix of one's own as a page: the names of a file, its rows as what is known, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ... import __version__, answers
from ...model import Cell, Matrix, Verdict
from ..colophon import CODE_LICENCE
from .analysed import analysed
from .model import rounded
from .table import MOST_COLUMNS, MOST_ROWS
from .turning import turning

if TYPE_CHECKING:
    import networkx

__all__ = ["relation_model", "relation_network"]

Json = dict[str, Any]

_PREFIXES = {"technique": "technique", "failure-mode": "failure"}
_RELATIONS = {
    Verdict.EXPOSED: "exposed-to",
    Verdict.PROTECTED: "protected-from",
    Verdict.UNCLEAR: "unclear-whether",
}


def relation_model(matrix: Matrix, name: str, options: Sequence[str] = ()) -> Json:
    """Return what `page.render_page` needs to show a matrix that has no knowledge base behind it.

    ``name`` says where it comes from and ``options`` ask the command line for it. There are no claims, works
    or assumptions: a cell names the rows of the file that fill it. Cells of which no row speaks are left out,
    and read ``unlisted``. The same matrix gives the same value.
    """
    listed = [cell for cell in matrix if cell.claims]
    unlisted = next((cell.verdict for cell in matrix if not cell.claims), Verdict.NOT_ASSESSED)
    pairs = [(t, f) for t in matrix.techniques for f in matrix.failure_modes]
    return {
        "title": f"Which failure modes the techniques of {name} share",
        "description": "A matrix of one's own: the names and verdicts are those of the file.",
        "version": __version__,
        "licence": {"code": CODE_LICENCE, "data": "that of the file"},
        "view": {"label": name, "source": "", "modes": []},
        "techniques": [_thing("technique", one) for one in matrix.techniques],
        "failure_modes": [_thing("failure-mode", one) for one in matrix.failure_modes],
        **{kind: [] for kind in ("assumptions", "sources", "others", "reliances")},
        "claims": {},
        "cells": [_cell(cell) for cell in listed],
        "unlisted": unlisted.value,
        "answers": rounded(_answers(matrix, name, listed)),
        "gaps": _gaps(matrix, listed),
        "portfolio": {
            "not_assessed": matrix.not_assessed.value,
            "combined": [],
            "open_reliances": [],
            "options": {"cells": list(options), "assumptions": list(options)},
        },
        "turning": turning(matrix, pairs),
    }


def _thing(kind: str, name: str) -> Json:
    plain: Json = dict.fromkeys(("iri", "notation", "definition", "family"), "")
    node = {"id": f"{_PREFIXES[kind]}:{name}", "slug": name, "kind": kind, "label": name}
    return node | plain | {"alt": [], "broader": []}


def _cell(cell: Cell) -> Json:
    more = {"conflict": cell.is_contested, "bundle": False, "others": [], "defects": []}
    return answers.cell_answer(cell) | more


def _answers(matrix: Matrix, name: str, listed: Iterable[Cell]) -> Json:
    if not matrix.techniques or not matrix.failure_modes:
        return {}
    nothing = Matrix((), (), {}, Verdict.PROTECTED, "assumptions").of(matrix.techniques, add=True)
    keys = ("technique", "failure_mode", "claims")
    contested = (answers.cell_answer(cell) for cell in listed if cell.is_contested)
    return {
        **analysed(matrix, nothing),
        "scope": {"failure_modes": name, "assumptions": name},
        "conflicts": [{key: cell[key] for key in keys} for cell in contested],
    }


def _gaps(matrix: Matrix, listed: Iterable[Cell]) -> Json:
    """Return what is missing; who says what is not told, so that no cell can lack a source."""
    rows = list(listed)
    blank = (cell for cell in matrix if cell.verdict is Verdict.NOT_ASSESSED)
    return {
        "not_assessed": [[cell.technique, cell.failure_mode] for cell in blank],
        "unclear": [[c.technique, c.failure_mode] for c in rows if c.verdict is Verdict.UNCLEAR],
        "contested": [[c.technique, c.failure_mode] for c in rows if c.is_contested],
        "uncited": [],
        "one_source": [],
        "assessed": len(rows),
        "assumptions": [],
    }


def relation_network(matrix: Matrix) -> networkx.MultiDiGraph:
    """Return the matrix as the network that `page.render_page` draws: a line for each assessed cell.

    Of a matrix larger than the table that a page opens with, only the techniques and the failure modes with
    most exposed cells are drawn, as many as stand there.
    """
    import networkx

    graph = networkx.MultiDiGraph()
    techniques, modes = _foremost(matrix, 0, MOST_ROWS), _foremost(matrix, 1, MOST_COLUMNS)
    for kind, names in (("technique", techniques), ("failure-mode", modes)):
        for place, name in enumerate(names, 1):
            thing = _thing(kind, name)
            said = {key: thing[key] for key in ("kind", "iri", "label", "notation", "definition")}
            graph.add_node(thing["id"], position=place, **said)
    for cell in (matrix.cells[t, f] for t in techniques for f in modes):
        if relation := _RELATIONS.get(cell.verdict):
            ends = f"technique:{cell.technique}", f"failure:{cell.failure_mode}"
            graph.add_edge(*ends, key=relation, kind=relation, claims=())
    return graph


def _foremost(matrix: Matrix, axis: int, most: int) -> list[str]:
    names = (matrix.techniques, matrix.failure_modes)[axis]
    if len(names) <= most:
        return list(names)
    reach = dict.fromkeys(names, 0)
    for cell in matrix:
        reach[(cell.technique, cell.failure_mode)[axis]] += cell.verdict is Verdict.EXPOSED
    kept = set(sorted(names, key=lambda name: -reach[name])[:most])
    return [name for name in names if name in kept]
