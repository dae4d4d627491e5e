"""A safety case in the Goal Structuring Notation: the portfolio of a view as goals, defeaters and evidence.

The terms are those of OntoGSN (`gsn_notation`). What they stand for here:

- The top goal is that the portfolio holds; the strategy, that each technique alone suffices; below it stands
  a goal for each technique, in the context of the assumptions that it rests on.
- A cell that reads protected is a goal below its technique, with its claims as solutions. A cell that nobody
  assessed is the same goal, undeveloped.
- A cell that reads exposed is a goal that challenges its technique, ``gsn:true``, and the technique is
  ``gsn:inDoubt``; one that reads unclear challenges without being true. These are the certain and the
  possible reading. A claim against the verdict of its cell challenges the goal that stands for the cell.
- A single point of failure challenges the strategy, true where it is certain.
- The works that make the claims are the artefacts.

Ours, for want of a term: that one goal of a strategy suffices (GSN 3 has no *or* outside patterns, so that a
justification says it), ``prov:wasDerivedFrom`` (the claim), ``cito:cites`` (the works that it cites) and
``rdfs:seeAlso`` (what an element is about in the knowledge base). OntoGSN infers ``gsn:Defeater`` from
``gsn:challenges`` and asks not to assert it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from rdflib import RDF, URIRef

from ..analysis.cut_sets import single_points_of_failure
from ..model import Cell, Matrix, Thing, Verdict
from ..views import View
from ..vocab import KB, slug
from .colophon import DATA_LICENCE_URL
from .gsn_notation import TERMS, Notation

if TYPE_CHECKING:
    from ..knowledge_base import KnowledgeBase

__all__ = ["case_name", "gsn"]

_SAYS = {
    Verdict.EXPOSED: "{0} is exposed to {1}.",
    Verdict.UNCLEAR: "{0} may be exposed to {1}; the claims leave it open.",
    Verdict.PROTECTED: "{0} is protected from {1}.",
    Verdict.NOT_ASSESSED: "{0} is protected from {1}.",
}


def gsn(kb: KnowledgeBase, view: View) -> str:
    """Return the case of the portfolio of ``view``, every technique with a counted assessment, as Turtle.

    Assumptions are taken from the view's sources in whichever mode they state them, because tables rarely do.
    Elements have IRIs below ``https://w3id.org/commoncause/kb/gsn/`` and the name of the view; their names
    are made of slugs, so that an element keeps its IRI when others are added. The same data gives the same
    bytes.
    """
    matrix = kb.matrix(view)
    reliances = kb.reliances(replace(view, modes=frozenset())).of(matrix.techniques, add=True)
    case = _Case(kb, view)
    case.frame(matrix, reliances)
    for technique in matrix.techniques:
        case.technique(technique, reliances)
        for mode in matrix.failure_modes:
            case.cell(matrix.cells[technique, mode])
    if matrix.techniques:
        case.single_points(matrix)
    case.close()
    return case.turtle()


def case_name(view: View) -> str:
    """Return the name of a view as a step of an IRI: what sets it apart from the default view.

    >>> case_name(View()), case_name(View(sources={"dung-mai-2025"}, modes={"tabulated"}))
    ('default', 'dung-mai-2025.tabulated')
    """
    parts = ["+".join(sorted(view.sources)), "+".join(sorted(view.modes))]
    parts += [f"conflict-{view.conflict}"] if view.conflict != View.conflict else []
    flags = {"inferred": view.inferred, "everything": view.everything, "split": view.split}
    parts += [name for name, is_set in flags.items() if is_set]
    parts += ["not-assessed-protected"] if view.not_assessed is Verdict.PROTECTED else []
    parts += ["grant-" + "+".join(sorted(view.granted))] if view.granted else []
    return quote(".".join(filter(None, parts)) or "default", safe="+")


class _Case(Notation):
    """What a view says as a case; the names of elements begin with ``G``, ``S``, ``C``, ``J``, ``A``, ``Sn``,
    ``CG`` (a goal that challenges) or ``E`` (an artefact).
    """

    def __init__(self, kb: KnowledgeBase, view: View) -> None:
        super().__init__(f"{KB}gsn/{case_name(view)}/")
        self.kb, self.view = kb, view

    def thing(self, kind: str, name: str) -> Thing:
        """Return the thing of this name; one that no file describes stands for itself."""
        iri = f"{KB}{kind}/{name}"
        return self.kb.things.get(iri) or Thing(iri=iri, slug=name, kind=kind, label=name)

    def name(self, kind: str, name: str) -> str:
        """Return the label of a thing, a mode's in quotation marks, and its notation if it has another."""
        thing = self.thing(kind, name)
        label = f"“{thing.label}”" if kind == "failure-mode" else thing.label
        return f"{label} ({thing.notation})" if thing.notation not in {"", thing.label} else label

    def frame(self, matrix: Matrix, reliances: Matrix) -> None:
        """Add the top goal, the strategy, its justification, the context and the assumptions."""
        n = len(matrix.techniques)
        self.element("C", "context", f"The exposure matrix of the view {_in_words(self.view)}.")
        self.element("G", "goal", f"The portfolio of {n} techniques holds.")
        self.element("S", "strategy", f"Argument over {n} techniques, each of which alone suffices.")
        why = "Each technique is meant to keep a system safe by itself: the portfolio holds while one does."
        self.element("J", "justification", f"{why} One cause that defeats them all defeats it.")
        self.say("G", "top", True)
        self.link("G", "supported by", "S")
        self.link("S", "in context of", "J")
        if not n:
            self.say("S", "undeveloped", True)
        rests = reliances.exposure("possible")
        for assumption in sorted({name for technique in matrix.techniques for name in rests[technique]}):
            thing = self.thing("assumption", assumption)
            self.element(f"A_{assumption}", "assumption", thing.label.rstrip(".") + ".", [thing.iri])
            if thing.definition:
                self.say(f"A_{assumption}", "description", thing.definition)

    def technique(self, technique: str, reliances: Matrix) -> None:
        """Add the goal of a technique in the context of what it rests on."""
        name, thing = f"G_{technique}", self.thing("technique", technique)
        statement = f"{self.name('technique', technique)} keeps the system safe by itself."
        self.element(name, "goal", statement, [thing.iri])
        self.link("S", "supported by", name)
        for assumption in sorted(reliances.exposure("possible")[technique]):
            self.link(name, "in context of", f"A_{assumption}")
            for claim in reliances.cells[technique, assumption].claims:
                self.say(f"A_{assumption}", "derived from", URIRef(claim))

    def cell(self, cell: Cell) -> None:
        """Add what a cell says of its technique: a goal that supports it, or one that challenges it."""
        technique = f"G_{cell.technique}"
        challenges = cell.verdict in {Verdict.EXPOSED, Verdict.UNCLEAR}
        name = f"{'CG' if challenges else 'G'}_{cell.technique}_{cell.failure_mode}"
        names = self.name("technique", cell.technique), self.name("failure-mode", cell.failure_mode)
        mode = self.thing("failure-mode", cell.failure_mode).iri
        self.element(name, "goal", _SAYS[cell.verdict].format(*names), [mode])
        if challenges:
            self.link(name, "challenges", technique)
        else:
            self.link(technique, "supported by", name)
        if cell.verdict is Verdict.EXPOSED:
            self.say(name, "true", True)
            self.say(technique, "in doubt", True)
        if cell.verdict is Verdict.NOT_ASSESSED:
            self.say(name, "undeveloped", True)
        for claim in cell.claims:
            self.solution(claim, name, cell)

    def solution(self, iri: str, goal: str, cell: Cell) -> None:
        """Add a claim as evidence for the goal, or against it where the claim says otherwise."""
        claim, assessment, name = self.kb.claims[iri], self.kb.assessments[iri], f"Sn_{slug(iri)}"
        verdict = self.view.verdict(assessment)
        sources = sorted(assessment.grounds or {claim.source} - {""})
        where = f"{claim.section} of " if claim.section else ""
        by = ", ".join(self.thing("source", source).label for source in sources) or "the curators"
        self.element(name, "solution", f"{where}{by}, {claim.mode} claim: {verdict.value}", [])
        self.say(name, "derived from", URIRef(iri))
        if claim.rationale:
            self.say(name, "description", claim.rationale)
        if cell.verdict in {verdict, Verdict.UNCLEAR}:
            self.link(goal, "supported by", name)
        else:
            self.link(name, "challenges", goal)
        for source in sources:
            self.artefact(source)
            self.link(name, "refers to", f"E_{source}")
        for work in claim.cites:
            self.say(name, "cites", URIRef(self.thing("source", work).iri))

    def artefact(self, source: str) -> None:
        """Add the work that makes a claim as the evidence item."""
        name, work = f"E_{source}", self.thing("source", source)
        self.graph.add((self.iri(name), RDF.type, URIRef(TERMS["artefact"])))
        self.say(name, "identifier", name)
        self.say(name, "label", work.label)
        self.say(name, "about", URIRef(work.iri))

    def single_points(self, matrix: Matrix) -> None:
        """Add what alone defeats every technique: it challenges the strategy, not any one goal."""
        certain, possible = (
            set(single_points_of_failure(matrix.exposure(r))) for r in ("certain", "possible")
        )
        for mode in sorted(certain | possible):
            name, thing = f"CG_{mode}", self.thing("failure-mode", mode)
            may = "alone defeats" if mode in certain else "may alone defeat"
            said = f"{self.name('failure-mode', mode)} {may} every technique of the portfolio."
            self.element(name, "goal", said, [thing.iri])
            self.link(name, "challenges", "S")
            if mode in certain:
                self.say(name, "true", True)
                self.say("S", "in doubt", True)
            cells = [matrix.cells[technique, mode] for technique in matrix.techniques]
            found = [c.technique for c in cells if c.verdict in {Verdict.EXPOSED, Verdict.UNCLEAR}]
            for technique in found:
                self.link(name, "supported by", f"CG_{technique}_{mode}")
            if not found:
                self.say(name, "undeveloped", True)

    def close(self) -> None:
        """Gather the elements in an argument, and the argument and its artefacts in the case."""
        kinds = {
            TERMS[kind] for kind in ("goal", "strategy", "solution", "assumption", "justification", "context")
        }
        found = sorted(self.graph.subject_objects(RDF.type))
        for name, kind, statement in (
            ("argument", "argument", "Argument over the techniques of the portfolio and what defeats them."),
            ("case", "case", "The portfolio of techniques holds, as far as the claims of the view say."),
        ):
            self.element(name, kind, statement)
        for iri, kind_ in found:
            holder = "argument" if str(kind_) in kinds else "case"
            self.graph.add((self.iri(holder), URIRef(TERMS["contains"]), iri))
        self.link("case", "contains", "argument")
        self.say("case", "license", URIRef(DATA_LICENCE_URL))


def _in_words(view: View) -> str:
    """Say which claims count in a view.

    >>> _in_words(View(sources={"dung-mai-2025"}, modes={"tabulated"}))
    'of source dung-mai-2025, mode tabulated, conflicts read as unclear'
    """
    whose = f"of source {', '.join(sorted(view.sources))}" if view.sources else "of every source"
    how = f", mode {', '.join(sorted(view.modes))}" if view.modes else ""
    more = ", inferred assessments too" if view.inferred else ""
    granted = f", granted that {', '.join(sorted(view.granted))}" if view.granted else ""
    return f"{whose}{how}{more}, conflicts read as {view.conflict}{granted}"
