"""The pages there are: of a view, of a part of its matrix, around one thing, of a file of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...errors import InvalidInputError
from ...model import Matrix, Thing
from ...network import network
from ...views import View
from .content import in_words
from .library import library_model, library_network
from .model import landing_view, page_model
from .page import render_page
from .part import MOST_STEPS, part_around
from .relation import relation_model, relation_network

if TYPE_CHECKING:
    import networkx

    from ...answers.corpus import Corpus
    from ...knowledge_base import KnowledgeBase

__all__ = ["library_page", "page_around", "page_of", "relation_page"]

_KEPT = ("techniques", "failure_modes", "assumptions", "sources", "others")


def page_of(kb: KnowledgeBase, view: View | None = None, matrix: Matrix | None = None) -> str:
    """Return the page of a view as HTML, or of the part of its matrix that is given.

    ``view`` is by default `landing_view`, or every claim where a part is given.
    """
    view = view or (landing_view(kb) if matrix is None else View())
    model = page_model(kb, view, matrix=matrix)
    if matrix is not None:
        whole = kb.matrix(view)
        model["view"]["label"] += f": {_extent(matrix, whole)}"
        modes = matrix.failure_modes if matrix.failure_modes != whole.failure_modes else ()
        model["portfolio"]["options"]["cells"] += [word for mode in modes for word in ("-f", mode)]
    return render_page(model, network(kb.store, inferred=view.inferred))


def _extent(matrix: Matrix, whole: Matrix) -> str:
    """Say how much of a whole matrix another one is.

    >>> _extent(Matrix(("a",), ("f",), {}), Matrix(("a", "b"), ("f",), {}))
    'one of two techniques'
    """
    axes = (
        ("technique", matrix.techniques, whole.techniques),
        ("failure mode", matrix.failure_modes, whole.failure_modes),
    )
    said = [
        f"{in_words(len(part))} of {in_words(len(all_))} {kind}{'' if len(all_) == 1 else 's'}"
        for kind, part, all_ in axes
        if part != all_
    ]
    return " and ".join(said) or "all of it"


def page_around(kb: KnowledgeBase, thing: Thing, steps: int = 1, view: View | None = None) -> str:
    """Return the page of what stands within so many ``steps`` of a thing, and of nothing else, as HTML.

    What counts as a step is written at `part.within`. The matrix is that of ``view`` (default: every claim)
    between the techniques and the failure modes found. Raises `InvalidInputError` for more than `MOST_STEPS`.
    """
    if not 1 <= steps <= MOST_STEPS:
        raise InvalidInputError(f"{steps} steps", remedy=f"give 1 to {MOST_STEPS}")
    view = view or View()
    whole = _with_works(kb, network(kb.store, inferred=view.inferred))
    part = part_around(kb, whole, thing, steps)
    model = page_model(part, view)
    reached = "one step" if steps == 1 else f"{in_words(steps)} steps"
    model["view"]["label"] += f": {reached} around {thing.short}"
    kept = {entry["id"] for key in _KEPT for entry in model[key]}
    return render_page(model, whole.subgraph(kept).copy())


def _with_works(kb: KnowledgeBase, found: networkx.MultiDiGraph) -> networkx.MultiDiGraph:
    """Return a network with a line from each thing to the works that claims about it cite."""
    extended = found.copy()
    for claim in kb.claims.values():
        works = [f"source:{slug}" for slug in claim.cites if f"source:{slug}" in found]
        for thing in sorted(claim.things & set(found)):
            extended.add_edges_from((thing, work, "evidence") for work in works)
    return extended


def relation_page(matrix: Matrix, name: str, options: Sequence[str] = ()) -> str:
    """Return the page of a matrix that is not the knowledge base's as HTML.

    ``name`` says where it comes from; ``options`` ask the command line for the same matrix.
    """
    return render_page(relation_model(matrix, name, options), relation_network(matrix))


def library_page(library: Corpus, **options: Any) -> str:
    """Return the page of the works of a library and of their maps as HTML; ``options`` as in `maps.maps`."""
    return render_page(library_model(library, **options), library_network(library))
