"""Drafts of things: techniques, failure modes, assumptions, attacks, frameworks, categories."""

from __future__ import annotations

from ..errors import InvalidInputError
from ..vocab import compact, expand, slug
from .desk import Desk, Draft, Values, english, nodes, plain
from .kinds import Kind
from .naming import checked_slug, clash, folded

__all__ = ["category", "thing"]

_FILES = {
    "failure-mode": ("failure-modes.ttl", "Failure modes."),
    "assumption": ("assumptions.ttl", "Assumptions that techniques rest on."),
}
_TECHNIQUES = ("techniques.ttl", "Techniques.")
_PREFIX = {"failure-mode": "failure"}


def thing(desk: Desk, kind: Kind, values: Values) -> list[Draft]:
    """Return the draft of a thing, and that of its vocabulary where it is the source's first.

    Raises `InvalidInputError`, with the place of the other thing, where a name is taken.
    """
    prefix = _PREFIX.get(kind.name, kind.name)
    subject = desk.free(f"{prefix}:{checked_slug(values['label'], values['slug'])}")
    _refuse_clash(desk, kind, values)
    sources = desk.names(values["source"], "source")
    scheme, drafts = desk.scheme(values["scheme"] or slug(expand(sources[0])), sources[0])
    file, title = _FILES.get(kind.name, _TECHNIQUES)
    facts = {
        "a": nodes(f"ccf:{kind.term}", "skos:Concept"),
        "skos:prefLabel": english(values["label"]),
        "skos:notation": plain(values["notation"]),
        "skos:altLabel": english(*values["alias"]),
        "skos:definition": english(values["definition"]),
        "skos:broader": nodes(*desk.names(values["broader"], kind.name)),
        "skos:related": nodes(*desk.names(values["related"], kind.name)),
        "skos:inScheme": nodes(scheme),
        "dcterms:source": nodes(*sources),
    }
    return [Draft(desk.home.kb / file, subject, facts, f"{kind.name.replace('-', ' ')}s", title), *drafts]


def _refuse_clash(desk: Desk, kind: Kind, values: Values) -> None:
    names = [values["label"], *values["alias"]]
    found = clash(kind.name, names, values["notation"] or "", desk.things.values())
    if found is not None:
        name, other = found
        what = f"{name!r} is a name of {compact(other.iri)} already"
        raise InvalidInputError(
            what, where=desk.place(other.iri), remedy="add to that one, or choose another name"
        )


def category(desk: Desk, kind: Kind, values: Values) -> list[Draft]:
    """Return the draft of a category, and that of its scheme where it is new."""
    sources = desk.names(values["source"], "source")
    scheme, drafts = desk.scheme(values["scheme"], None)
    own = checked_slug(values["label"], values["slug"])
    subject = desk.free(f"category:{own if values['slug'] else slug(expand(scheme)) + '-' + own}")
    for other in desk.concepts.values():
        if other.kind == "category" and folded(other.label) == folded(values["label"]):
            what, remedy = f"{values['label']!r} is a name of category:{other.slug} already", "use that one"
            raise InvalidInputError(what, where=desk.place(other.iri), remedy=remedy)
    facts = {
        "a": nodes("skos:Concept"),
        "skos:prefLabel": english(values["label"]),
        "skos:definition": english(values["definition"]),
        "skos:inScheme": nodes(scheme),
        "dcterms:source": nodes(*sources),
    }
    like = [compact(iri) for iri, other in desk.concepts.items() if expand(scheme) in other.broader]
    file = desk.file_of(like or map(compact, desk.schemes), "schemes.ttl")
    return [Draft(file, subject, facts, "categories", "Schemes, and their categories."), *drafts]
