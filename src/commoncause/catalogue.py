"""Things and claims read out of the store, and the names that people call things by."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from graphlib import CycleError, TopologicalSorter

from .errors import InvalidInputError, UnknownNameError
from .model import Claim, Passage, Thing
from .places import Places
from .store import Store
from .vocab import CCF, INBOX_GRAPH, PREFIXES, compact, kind_of, slug

__all__ = [
    "WorkFacts",
    "bundles",
    "called",
    "claims",
    "combinations",
    "refuse_cycles",
    "resolve",
    "stands_for",
    "texts",
    "things",
    "waiting_works",
    "work_facts",
]

_THINGS = """
SELECT ?thing ?class ?label ?notation ?definition ?position WHERE {
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
    alternatives = _values(store, "skos:altLabel|skos:notation|fabio:hasArXivId|bibo:doi")
    broader = _values(store, "skos:broader")
    found: dict[str, Thing] = {}
    for row in sorted([*store.select(_THINGS), *store.select(_WORKS)], key=lambda row: sorted(row.items())):
        iri = row["thing"]
        found[iri] = Thing(
            iri=iri,
            slug=slug(iri),
            kind="combination" if row.get("class", "").endswith("Combination") else kind_of(iri),
            label=row.get("label", slug(iri)),
            notation=row.get("notation", ""),
            alternatives=tuple(a for a in alternatives.get(iri, ()) if a != row.get("notation")),
            definition=row.get("definition") or row.get("title", ""),
            broader=broader.get(iri, ()),
            position=int(row["position"]) if _whole(row.get("position", "")) else None,
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


def combinations(store: Store) -> dict[str, frozenset[str]]:
    """Return combination -> the techniques it is made of; slugs, sorted by combination."""
    parts: dict[str, set[str]] = defaultdict(set)
    for row in store.select("SELECT ?whole ?part WHERE { ?whole a ccf:Combination ; ccf:combines ?part }"):
        parts[slug(row["whole"])].add(slug(row["part"]))
    return {whole: frozenset(techniques) for whole, techniques in sorted(parts.items())}


def refuse_cycles(store: Store) -> None:
    """Raise `InvalidInputError` with file and line where ``skos:broader`` runs in a circle."""
    sorter = TopologicalSorter(_values(store, "skos:broader"))
    try:
        sorter.prepare()
    except CycleError as error:
        first = min(error.args[1])
        file, line = Places(store, ()).of(first)
        names = [compact(iri) for iri in error.args[1][:5]]
        raise InvalidInputError(
            f"broader runs in a circle: {', '.join(names)}", where=f"{file}:{line}", remedy="drop one of them"
        ) from error


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
    return all(number.isascii() and number.isdigit() and len(number) < 16 for number in numbers)


def _claim(iri: str, facts: Mapping[str, set[str]], spans: Mapping[str, Passage]) -> Claim:
    own = {
        name.removeprefix(base): sorted(values)
        for base in (CCF, PREFIXES["sssom"])
        for name, values in facts.items()
        if name.startswith(base)
    }

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
        attributed_to=tuple(sorted(map(slug, facts.get(PREFIXES["prov"] + "wasAttributedTo", ())))),
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


_WORK_FACTS = """
SELECT ?work ?property ?value WHERE {
  ?work dcterms:title ?title ; ?property ?value
  FILTER(STRSTARTS(STR(?work), STR(source:)))
}"""
_INBOX_FACTS = f"""
SELECT ?work ?property ?value WHERE {{
  GRAPH <{INBOX_GRAPH}> {{ ?work ?property ?value }}
  FILTER(STRSTARTS(STR(?work), STR(source:)))
}}"""

WorkFacts = Mapping[str, Mapping[str, Set[str]]]
"""Work, by IRI, -> property, as a prefixed name -> its values as text."""


def work_facts(store: Store, *, inbox: bool = False) -> tuple[WorkFacts, WorkFacts]:
    """Return what is said of each reviewed work that has a title, and of each work of the inbox.

    The second is empty unless ``inbox``; it may add to works that are reviewed, and an entry of it that only
    has an identifier has no title.
    """

    def _facts(query: str) -> WorkFacts:
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for row in store.select(query):
            found[row["work"]][compact(row["property"])].add(row["value"])
        return {work: dict(facts) for work, facts in found.items()}

    return _facts(_WORK_FACTS), _facts(_INBOX_FACTS) if inbox else {}


def waiting_works(store: Store) -> dict[str, tuple[Thing, Mapping[str, Set[str]]]]:
    """Return the works that wait in the inbox for a review, by IRI, each with what is said of it.

    People may call them by their citation key as well.
    """
    found = {}
    for iri, facts in work_facts(store, inbox=True)[1].items():
        named = ("ccf:citationKey", "fabio:hasArXivId", "bibo:doi")
        thing = Thing(
            iri=iri,
            slug=slug(iri),
            kind="source",
            label=min(facts.get("skos:prefLabel", {slug(iri)})),
            alternatives=tuple(sorted(value for name in named for value in facts.get(name, ()))),
            definition=min(facts.get("dcterms:title", {""})),
        )
        found[iri] = thing, facts
    return found


def stands_for(work: str, replaced: Mapping[str, str]) -> str:
    """Return the work that a work was found to be, by way of any others; itself where there is none.

    >>> stands_for("a", {"a": "b", "b": "c"}), stands_for("c", {"a": "b"}), stands_for("a", {"a": "a"})
    ('c', 'c', 'a')
    """
    seen = set()
    while work in replaced and work not in seen:
        seen.add(work)
        work = replaced[work]
    return work


def resolve(name: str, candidates: Iterable[Thing], kind: str) -> Thing:
    """Return the thing that people call ``name``: slug, notation, label or synonym, without regard to case.

    A work also by its DOI or arXiv id, as an address too, and by its title where nothing else is called so.
    A slug or an IRI wins over other names. Raises `UnknownNameError` with the candidates if no thing, or
    more than one, is called so.
    """
    pool = list(candidates)
    found = called(name, pool)
    if len(found) == 1:
        return found[0]
    if found:
        options = tuple(sorted(compact(thing.iri) for thing in found))
        raise UnknownNameError(name, kind, candidates=options, ambiguous=True)
    raise UnknownNameError(name, kind, candidates=_close(_spoken(name)[:80], pool))


def called(name: str, pool: Iterable[Thing]) -> list[Thing]:
    """Return the things that are called so, as `resolve` takes names; the first way that finds any counts."""
    things = list(pool)
    exact = [thing for thing in things if name in (thing.slug, thing.iri)]
    if len(exact) == 1:
        return exact
    key = name.strip().casefold()
    bare = _spoken(_VERSION.sub("", _ADDRESS.sub("", key)))
    for keys, wanted in (
        (_identifiers, key),
        (_names, _spoken(key)),
        (_names, bare),
        (_titles, _spoken(key)),
    ):
        found = {thing.iri: thing for thing in things if wanted and wanted in keys(thing)}
        if found:
            return list(found.values())
    return []


_ADDRESS = re.compile(
    r"^(?:doi:\s*|(?:https?://)?(?:(?:dx|www)\.)?doi\.org/)?"
    r"(?:10\.48550/arxiv\.|arxiv:\s*|(?:https?://)?(?:www\.)?arxiv\.org/(?:abs|pdf)/)?"
)
_VERSION = re.compile(r"(?:(?<=^\d{4}\.\d{5})|(?<=^\d{4}\.\d{4})|(?<=/\d{7}))(?:v\d+)?(?:\.pdf)?$")
"""What may stand behind an arXiv id: its version, the ending of a file."""


def _close(key: str, pool: Iterable[Thing]) -> tuple[str, ...]:
    """Return the slugs of up to five things whose names are like ``key``, or hold it."""
    known = {called: thing.slug for thing in pool for called in _names(thing)}
    close = difflib.get_close_matches(key, sorted(known), n=5, cutoff=0.6)
    words = {
        word: called for called in sorted(known, reverse=True) for word in called.split() if len(word) > 4
    }
    close += [words[word] for word in difflib.get_close_matches(key, sorted(words), n=3, cutoff=0.75)]
    holding = [called for called in sorted(known) if len(key) > 2 and key in called]
    return tuple(dict.fromkeys(known[called] for called in [*close, *holding]))[:5]


def _spoken(name: str) -> str:
    """Return a name as one says it, without case, hyphens and extra spaces.

    >>> _spoken("Weak-to-Strong")
    'weak to strong'
    """
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())


def _identifiers(thing: Thing) -> set[str]:
    return {thing.slug.casefold(), thing.iri.casefold(), compact(thing.iri).casefold()}


def _names(thing: Thing) -> set[str]:
    names = (thing.slug, thing.notation, thing.label, *thing.alternatives)
    return {_spoken(called) for called in names if called}


def _titles(thing: Thing) -> set[str]:
    return {_spoken(thing.definition)} if thing.kind == "source" and thing.definition else set()
