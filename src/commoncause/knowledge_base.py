"""The knowledge base as one object: load it, ask it, look at what stands behind an answer.

>>> import commoncause
>>> kb = commoncause.load()
>>> table_1 = commoncause.View(sources=frozenset({"dung-mai-2025"}), modes=frozenset({"tabulated"}))
>>> kb.matrix(table_1).cells["rlhf", "s-tax"].verdict.value
'protected'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from . import catalogue, views
from .errors import InvalidInputError, UnknownNameError
from .model import Assessment, Cell, Claim, Matrix, Thing
from .reasoning import derive
from .store import LocalStore, MemoryStore, Store, open_store
from .views import View
from .vocab import KB, PREFIXES, ccf

if TYPE_CHECKING:
    import networkx
    import pandas
    import pyvis.network
    import rdflib

    from .answers.stated import Stated

__all__ = ["KnowledgeBase", "complete", "load"]

_RDF_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_DERIVED_FROM = ox.NamedNode(PREFIXES["prov"] + "wasDerivedFrom")


def load(where: str | Path | None = None) -> KnowledgeBase:
    """Open a knowledge base: a folder of files (default: the nearest, else the one shipped), a store on disk
    that ``commoncause load`` made, or a SPARQL endpoint by its URL.

    What follows from files is derived here; a store and an endpoint hold it already. Raises
    `InvalidInputError` naming file and line where a file is not valid Turtle.
    """
    store = open_store(where)
    if isinstance(store, MemoryStore):
        complete(store)
    return KnowledgeBase(store)


def complete(store: LocalStore) -> None:
    """Add to a store what follows from what it holds: what the rules derive, and the default view's cells.

    Raises `InvalidInputError` where ``skos:broader`` runs in a circle.
    """
    catalogue.refuse_cycles(store)
    derive(store)
    store.add(_cell_triples(KnowledgeBase(store).matrix()))


def _cell_triples(matrix: Matrix) -> Iterable[ox.Triple]:
    """Describe the assessed cells of the default view as resources that name their claims."""
    for cell in matrix:
        if not cell.claims:
            continue
        node = ox.NamedNode(f"{KB}cell/default/{cell.technique}/{cell.failure_mode}")
        contested = ox.Literal(cell.is_contested)
        yield ox.Triple(node, _RDF_TYPE, ox.NamedNode(ccf("Cell")))
        yield ox.Triple(node, ox.NamedNode(ccf("inView")), ox.Literal("default"))
        yield ox.Triple(node, ox.NamedNode(ccf("technique")), ox.NamedNode(f"{KB}technique/{cell.technique}"))
        mode = ox.NamedNode(f"{KB}failure-mode/{cell.failure_mode}")
        yield ox.Triple(node, ox.NamedNode(ccf("failureMode")), mode)
        yield ox.Triple(node, ox.NamedNode(ccf("verdict")), ox.NamedNode(ccf(cell.verdict.value)))
        yield ox.Triple(node, ox.NamedNode(ccf("isContested")), contested)
        for claim in cell.claims:
            yield ox.Triple(node, _DERIVED_FROM, ox.NamedNode(claim))


class KnowledgeBase:
    """What `load` returns: things, claims, views and queries over one store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __repr__(self) -> str:
        kinds = ("technique", "failure-mode", "assumption", "source")
        counts = ", ".join(f"{len(self.of_kind(kind))} {kind.replace('-', ' ')}s" for kind in kinds)
        return f"<KnowledgeBase {self.store}: {counts}, {len(self.claims)} claims>"

    def _repr_html_(self) -> str:
        from .notebook import counts_html

        kinds = {"technique": "techniques", "failure-mode": "failure modes", "assumption": "assumptions"}
        counts = {plural: len(self.of_kind(kind)) for kind, plural in kinds.items()}
        counts |= {"works": len(self.of_kind("source")), "claims": len(self.claims)}
        return counts_html(f"Knowledge base {self.store}", counts, self.sources)

    @cached_property
    def things(self) -> dict[str, Thing]:
        """Every technique, failure mode, assumption and work, by IRI."""
        return catalogue.things(self.store)

    @cached_property
    def claims(self) -> dict[str, Claim]:
        """Every claim by IRI, the inferred ones too."""
        return catalogue.claims(self.store)

    @cached_property
    def assessments(self) -> dict[str, Assessment]:
        """Every assessment by IRI, the inferred ones too."""
        return {claim.iri: claim for claim in views.assessments(self.store)}

    def of_kind(self, kind: str) -> list[Thing]:
        """Return the things of a kind (``"technique"``, ``"failure-mode"`` ...) in their sources' order."""
        return sorted((t for t in self.things.values() if t.kind == kind), key=lambda thing: thing.order)

    def resolve(self, name: str, kind: str | None = None) -> Thing:
        """Return the thing called ``name``: slug, notation, label or synonym, without regard to case.

        >>> load().resolve("W2S").slug
        'weak-to-strong'
        """
        pool = list(self.things.values()) if kind is None else self.of_kind(kind)
        # A combination is assessed as techniques are, and named where they are.
        pool += self.of_kind("combination") if kind == "technique" else []
        return catalogue.resolve(name, pool, kind or "name")

    @cached_property
    def _parts(self) -> frozenset[str]:
        """The failure modes that bundles are made of."""
        return frozenset(part for parts in catalogue.bundles(self.store).values() for part in parts)

    def matrix(self, view: View | None = None, *, without: Iterable[str] = ()) -> Matrix:
        """Return the exposure matrix of a view; the default view counts every claim but the inferred.

        ``without`` are claims that do not count, by IRI, nor does what is inferred from them.
        """
        view = view or View()
        self.require_sources(view.sources)
        names = self._all_names() if view.everything else ((), ())
        left_out = self._with_consequences(without)
        return views.exposure_matrix(
            (claim for iri, claim in self.assessments.items() if iri not in left_out),
            view,
            narrower=catalogue.bundles(self.store),
            techniques=names[0],
            failure_modes=names[1],
        )

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The sources that make claims, by slug, sorted."""
        return tuple(sorted({claim.source for claim in self.claims.values() if claim.source}))

    def require_sources(self, names: Iterable[str]) -> None:
        """Raise `UnknownNameError` for a source that makes no claim here."""
        for name in sorted(set(names) - set(self.sources) if names else ()):
            raise UnknownNameError(name, "source", candidates=self.sources)

    def columns(self, names: Iterable[str], view: View) -> list[str]:
        """Return the failure modes that are meant by ``names`` as columns of the matrix of ``view``.

        Where a view splits bundles a bundle means its parts; where it does not, a part is refused with
        `InvalidInputError`, since only its bundle has a column.
        """
        parts = catalogue.bundles(self.store)
        bundle_of = {part: bundle for bundle, narrower in parts.items() for part in narrower}
        found: list[str] = []
        for name in names:
            mode = self.resolve(name, "failure-mode").slug
            if not view.split and mode in bundle_of:
                what = f"{mode} is a part of {bundle_of[mode]}"
                raise InvalidInputError(what, remedy="add --split, or name the bundle")
            found.extend(parts.get(mode, (mode,)) if view.split else (mode,))
        return found

    def _all_names(self) -> tuple[list[str], list[str]]:
        return [t.slug for t in self.of_kind("technique")], [f.slug for f in self.of_kind("failure-mode")]

    @cached_property
    def _reliances(self) -> list[dict[str, str]]:
        return views.reliances(self.store)

    def _with_consequences(self, iris: Iterable[str]) -> frozenset[str]:
        given = frozenset(iris)
        inferred = (c for c in self.claims.values() if c.mode == "inferred") if given else ()
        return given | {claim.iri for claim in inferred if given.intersection(claim.derived_from)}

    def reliances(self, view: View | None = None, *, without: Iterable[str] = ()) -> Matrix:
        """Return techniques against the assumptions they rest on; *exposed* reads "rests on it".

        ``without`` are claims that do not count, by IRI.
        """
        view = view or View()
        self.require_sources(view.sources)
        return views.reliance_matrix(self._reliances, view, without=frozenset(without))

    def cell(self, technique: str, failure_mode: str, view: View | None = None) -> Cell:
        """Return one cell by any names of its technique and failure mode."""
        row = self.resolve(technique, "technique").slug
        columns = self.columns([failure_mode], view or View())
        if len(columns) > 1:
            what = f"{failure_mode} stands for {', '.join(columns)} when split"
            raise InvalidInputError(what, remedy="name one of them")
        column = columns[0]
        return self.matrix(view).of([row], [column], add=True).cells[row, column]

    def conclusions(self, views: Mapping[str, View] | None = None) -> list[dict[str, Any]]:
        """Return every stated conclusion with the results of its test and the cells that decide.

        ``views`` are the views to test in, by name; without them each conclusion is tested on the tables and
        on the prose of its own source (`commoncause.conclusions.conclusions_answer`).

        >>> rows = {row["iri"].rpartition("conclusion-")[2]: row for row in load().conclusions()}
        >>> [result["holds"] for result in rows["al-gen-all-but-one"]["results"]]
        [True, True, True, True]
        """
        from .conclusions import conclusions_answer

        return conclusions_answer(
            self.claims,
            self.matrix,
            self.reliances,
            views,
            parts=self._parts,
            held={source for source, _ in catalogue.texts(self.store).values()},
        )

    def stated(
        self, view: View | None = None, *, techniques: Iterable[str] = (), without: Iterable[str] = ()
    ) -> list[Stated]:
        """Return the conclusions of the view's sources whose test can run in this view, sorted by IRI.

        ``techniques``: only conclusions about none but these, by slug; ``without`` as for `matrix`.

        >>> len(load().stated(techniques=["rlhf", "rlaif", "weak-to-strong"])) > 1
        True
        """
        from .answers.stated import stated_conclusions

        asked, left_out = view or View(), tuple(without)
        found: dict[bool, tuple[Matrix, Matrix]] = {}

        def _matrices(is_split: bool) -> tuple[Matrix, Matrix]:
            if is_split not in found:
                own = replace(asked, split=asked.split or is_split)
                found[is_split] = (
                    self.matrix(own, without=left_out),
                    self.reliances(own, without=left_out),
                )
            return found[is_split]

        return stated_conclusions(
            (c for c in self.claims.values() if not asked.sources or c.source in asked.sources),
            _matrices,
            parts=self._parts,
            techniques=tuple(techniques),
        )

    def diff(self, newer: KnowledgeBase, view: View | None = None) -> dict[str, Any]:
        """Return what of a newer edition is not as it is here: the data, and what follows in a view.

        See `commoncause.answers.difference.difference_answer`.

        >>> kb = load()
        >>> kb.diff(kb)["changed"]
        []
        """
        from .answers.difference import Edition, difference_answer, facts

        def _edition(kb: KnowledgeBase) -> Edition:
            matrix = kb.matrix(view)
            reliances = kb.reliances(view).of(matrix.techniques, add=True)
            views = None if view is None else {"as asked": view}
            return Edition(facts(kb.store), matrix, reliances, kb.conclusions(views))

        return difference_answer(_edition(self), _edition(newer))

    def query(self, sparql: str) -> pandas.DataFrame:
        """Answer a SELECT query as a frame whose columns have the types of their values.

        Integers, decimals, truth values, dates and texts become such columns; what is unbound is
        ``pandas.NA`` (`commoncause.frames.answer_frame`). Raises `InvalidInputError` for another form.
        """
        from .frames import answer_frame

        solutions = self.store.query(sparql)
        if not isinstance(solutions, ox.QuerySolutions):
            is_truth = isinstance(solutions, ox.QueryBoolean)
            remedy = (
                "ask bool(kb.store.query(...))" if is_truth else "read the triples of kb.store.query(...)"
            )
            raise InvalidInputError("not a SELECT query", remedy=remedy)
        return answer_frame(solutions)

    def claims_frame(self) -> pandas.DataFrame:
        """Return every claim as a frame by IRI, what it says in a column for each property."""
        from .frames import claims_frame

        return claims_frame(self.claims)

    @cached_property
    def dataset(self) -> rdflib.Dataset:
        """The same triples without the inbox as an rdflib Dataset: a copy, its default graph the union."""
        import rdflib

        from .rdflib_terms import rdflib_term

        dataset = rdflib.Dataset(default_union=True)
        for graph in ("", *self.store.graph_names):
            target = dataset.graph(graph) if graph else dataset.default_graph
            for s, p, o in self.store.triples(graph):
                target.add((rdflib_term(s), rdflib_term(p), rdflib_term(o)))
        for prefix, base in PREFIXES.items():
            dataset.bind(prefix, base)
        return dataset

    def network(self) -> networkx.MultiDiGraph:
        """Return techniques, failure modes, assumptions and works with their relations."""
        from .network import network

        return network(self.store)

    def to_pyvis(self) -> pyvis.network.Network:
        """Return the network as a pyvis network with positions, colours and shapes."""
        from .drawing.pyvis_network import to_pyvis

        return to_pyvis(self.network())
