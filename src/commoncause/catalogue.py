"""Things and claims read out of the store, and the names that people call things by."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping

from .errors import UnknownNameError
from .model import Claim, Passage, Thing
from .store import Store
from .vocab import CCF, PREFIXES, compact, kind_of, slug

__all__ = ["bundles", "claims", "resolve", "texts", "things"]

_THINGS = """
SELECT ?thing ?label ?notation ?definition ?position ?title WHERE {
  ?thing a ?class .
  VALUES ?class { ccf:Technique ccf:FailureMode ccf:Assumption ccf:Combination ccf:Attack ccf:Framework }
  OPTIONAL { ?thing skos:prefLabel ?label }
  OPTIONAL { ?thing skos:notation ?notation }
  OPTIONAL { ?thing skos:definition ?definition }
  OPTIONAL { ?thing ccf:position ?position }
}"""

_WORKS = """
SELECT ?thing ?label ?title WHERE {
  ?thing dcterms:title ?title
  FILTER(STRSTARTS(STR(?thing), STR(source:)))
  OPTIONAL { ?thing skos:prefLabel ?label }
}"""


def things(store: Store) -> dict[str, Thing]:
    """Return every technique, failure mode, assumption and work by IRI, sorted by IRI.

    The definition of a work is its title.
    """
    alternatives = _values(store, "skos:altLabel")
    broader = _values(store, "skos:broader")
    found: dict[str, Thing] = {}
    for row in sorted([*store.select(_THINGS), *store.select(_WORKS)], key=lambda row: sorted(row.items())):
        iri = row["thing"]
        found[iri] = Thing(
            iri=iri,
            slug=slug(iri),
            kind=kind_of(iri),
            label=row.get("label", slug(iri)),
            notation=row.get("notation", ""),
            alternatives=alternatives.get(iri, ()),
            definition=row.get("definition") or row.get("title", ""),
            broader=broader.get(iri, ()),
            position=int(row["position"]) if row.get("position", "").isdigit() else None,
        )
    return dict(sorted(found.items()))


def _values(store: Store, predicate: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in store.select(f"SELECT ?s ?o WHERE {{ ?s {predicate} ?o }}"):
        found[row["s"]].add(row["o"])
    return {subject: tuple(sorted(objects)) for subject, objects in found.items()}


def bundles(store: Store) -> dict[str, tuple[str, ...]]:
    """Return failure mode -> its narrower failure modes, for those that bundle some; slugs, sorted."""
    rows = store.select(
        "SELECT ?s ?o WHERE { ?s a ccf:FailureMode ; skos:broader ?o . ?o a ccf:FailureMode }"
    )
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["s"] != row["o"]:
            found[slug(row["o"])].add(slug(row["s"]))
    return {bundle: tuple(sorted(parts)) for bundle, parts in sorted(found.items())}


_META = {"statedIn", "section", "mode", "modality", "condition", "rationale", "passage"}


def claims(store: Store) -> dict[str, Claim]:
    """Return every claim by IRI, sorted by IRI, with its passages; the inferred ones too."""
    facts: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in store.select("SELECT ?s ?p ?o WHERE { ?s a ccf:Claim ; ?p ?o }"):
        facts[row["s"]][row["p"]].add(row["o"])
    spans = _spans(store)
    return {iri: _claim(iri, facts[iri], spans) for iri in sorted(facts)}


def _spans(store: Store) -> dict[str, Passage]:
    rows = store.select("SELECT ?s ?text ?a ?b WHERE { ?s ccf:inText ?text ; oa:start ?a ; oa:end ?b }")
    return {
        r["s"]: Passage(slug(r["text"]), int(r["a"]), int(r["b"])) for r in rows if _whole(r["a"], r["b"])
    }


def _whole(*numbers: str) -> bool:
    return all(number.isdigit() for number in numbers)


def _claim(iri: str, facts: Mapping[str, set[str]], spans: Mapping[str, Passage]) -> Claim:
    own = {name[len(CCF) :]: sorted(values) for name, values in facts.items() if name.startswith(CCF)}

    def _one(name: str) -> str:
        return own.get(name, [""])[0]

    cito = PREFIXES["cito"]
    cited = {value for name, values in facts.items() if name.startswith(cito) for value in values}
    return Claim(
        iri=iri,
        kind=_kind(facts),
        says={name: tuple(map(compact, own[name])) for name in sorted(own) if name not in _META},
        source=slug(_one("statedIn")),
        section=_one("section"),
        mode=slug(_one("mode")),
        modality=slug(_one("modality")),
        condition=slug(_one("condition")),
        rationale=_one("rationale"),
        label=min(facts.get(PREFIXES["skos"] + "prefLabel", {""})),
        cites=tuple(sorted(map(slug, cited))),
        derived_from=tuple(sorted(facts.get(PREFIXES["prov"] + "wasDerivedFrom", ()))),
        passages=tuple(sorted(spans[p] for p in own.get("passage", []) if p in spans)),
    )


def _kind(facts: Mapping[str, set[str]]) -> str:
    """Return the most specific class of a claim in lower case: ``"assessment"``, ``"defect"`` ..."""
    classes = {slug(c) for c in facts[PREFIXES["rdf"] + "type"] if c.startswith(CCF)}
    specific = sorted(classes - {"Claim", "CuratorStatement"}) or ["Claim"]
    return specific[0].lower()


def texts(store: Store) -> dict[str, tuple[str, str]]:
    """Return text -> (source, SHA-256) by slug."""
    rows = store.select("SELECT ?s ?source ?sha WHERE { ?s ccf:textOf ?source ; ccf:sha256 ?sha }")
    return {slug(row["s"]): (slug(row["source"]), row["sha"]) for row in rows}


def resolve(name: str, candidates: Iterable[Thing], kind: str) -> Thing:
    """Return the thing that people call ``name``: slug, notation, label or synonym, without regard to case.

    A slug or an IRI wins over other names. Raises `UnknownNameError` with the candidates if no thing, or
    more than one, is called so.
    """
    pool = list(candidates)
    key = name.strip().casefold()
    for keys in (_identifiers, _names):
        found = {thing.iri: thing for thing in pool if key in keys(thing)}
        if len(found) == 1:
            return found.popitem()[1]
        if found:
            options = tuple(sorted(compact(iri) for iri in found))
            raise UnknownNameError(name, kind, candidates=options, ambiguous=True)
    known = {called: thing.slug for thing in pool for called in _identifiers(thing) | _names(thing)}
    close = difflib.get_close_matches(key[:80], sorted(known), n=5, cutoff=0.6)
    raise UnknownNameError(name, kind, candidates=tuple(dict.fromkeys(known[called] for called in close)))


def _identifiers(thing: Thing) -> set[str]:
    return {thing.slug.casefold(), thing.iri.casefold(), compact(thing.iri).casefold()}


def _names(thing: Thing) -> set[str]:
    return {called.casefold() for called in (thing.notation, thing.label, *thing.alternatives) if called}
