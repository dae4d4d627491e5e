"""The data of an entity page as JSON-LD: schema.org for the facts, SKOS and ours for the relations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from ...model import Thing
from ...vocab import PREFIXES, compact
from ..works import Work
from .content_security import safe_url

if TYPE_CHECKING:
    from ...knowledge_base import KnowledgeBase

__all__ = ["chapter_data", "relations", "thing_data", "work_data"]

Json = dict[str, Any]

RELATIONS: Final = (
    "skos:broader",
    "skos:related",
    "skos:exactMatch",
    "skos:closeMatch",
    "skos:broadMatch",
    "skos:narrowMatch",
    "skos:relatedMatch",
    "skos:inScheme",
    "dcterms:source",
    "cito:cites",
    "ccf:combines",
    "ccf:exposedTo",
    "ccf:protectedFrom",
    "ccf:unclearWhether",
    "ccf:restsOn",
)
"""The properties between things that a page's data hold, as the knowledge base has them."""
_TYPES: Final = {
    "Article": "ScholarlyArticle",
    "BlogPost": "BlogPosting",
    "Book": "Book",
    "BookChapter": "Chapter",
    "ConferencePaper": "ScholarlyArticle",
    "JournalArticle": "ScholarlyArticle",
    "NewsItem": "NewsArticle",
    "Preprint": "ScholarlyArticle",
    "ReportDocument": "Report",
    "WebPage": "WebPage",
    "WebSite": "WebSite",
    "WikiEntry": "WebPage",
    "WorkingPaper": "ScholarlyArticle",
}
_QUERY = f"""
SELECT ?s ?p ?o WHERE {{
  ?s ?p ?o FILTER(isIRI(?o))
  VALUES ?p {{ rdf:type {" ".join(RELATIONS)} }}
}}"""


def relations(kb: KnowledgeBase) -> dict[str, dict[str, list[str]]]:
    """Return IRI -> property -> IRIs, sorted, for the types and `RELATIONS` of everything; prefixed names
    stand for properties."""
    found: dict[str, dict[str, list[str]]] = {}
    rows = sorted({(row["s"], row["p"], row["o"]) for row in kb.store.select(_QUERY)})
    names = {iri: compact(iri) for iri in {p for _, p, _ in rows}}
    for s, p, o in rows:
        found.setdefault(s, {}).setdefault(names[p], []).append(o)
    return found


def thing_data(thing: Thing, facts: Mapping[str, list[str]]) -> Json:
    """Return a thing as a schema:DefinedTerm and skos:Concept.

    >>> data = thing_data(Thing("https://x.example/t", "t", "technique", "Tea", notation="T"), {})
    >>> data["@id"], data["name"], data["termCode"]
    ('https://x.example/t', 'Tea', 'T')
    """
    told = {
        "name": thing.label,
        "termCode": thing.notation,
        "alternateName": list(thing.alternatives),
        "description": thing.definition,
    }
    return _node(thing, "DefinedTerm", facts, told)


def work_data(work: Work, facts: Mapping[str, list[str]]) -> Json:
    """Return a work as the type of schema:CreativeWork that it is, a schema:ScholarlyArticle mostly."""
    links = (work.url, f"https://arxiv.org/abs/{work.arxiv}" if work.arxiv else "")
    told = {
        "name": work.title,
        "alternateName": work.thing.label,
        "author": [_author(name) for name in work.authors.split("; ") if name],
        "datePublished": work.date,
        "identifier": [name for name in (work.doi, work.arxiv) if name],
        "isPartOf": {"@type": "CreativeWork", "name": work.venue} if work.venue else "",
        "volumeNumber": work.volume,
        "issueNumber": work.issue,
        "pagination": work.pages,
        "sameAs": sorted({url for url in links if safe_url(url)}),
    }
    return _node(work.thing, _TYPES.get(work.kind, "CreativeWork"), facts, told)


def chapter_data(work: Thing, title: str) -> Json:
    """Return a page about a work as a schema:WebPage.

    >>> chapter_data(Thing("https://x.example/w", "w", "source", "Lee (2020)"), "errors found in it")["about"]
    {'@id': 'https://x.example/w'}
    """
    told = {"@type": "WebPage", "name": f"{work.label}: {title}", "about": {"@id": work.iri}}
    return {"@context": _context(told)} | told


def _author(name: str) -> Json:
    """Return an author; a name with a comma is a person's, any other an organization's.

    >>> _author("Dung, L."), _author("Anthropic")
    ({'@type': 'Person', 'name': 'Dung, L.'}, {'@type': 'Organization', 'name': 'Anthropic'})
    """
    return {"@type": "Person" if ", " in name else "Organization", "name": name}


def _node(thing: Thing, type_: str, facts: Mapping[str, list[str]], told: Json) -> Json:
    types = [type_, *_known(facts.get("rdf:type", ()))]
    ends = {name: facts[name] for name in RELATIONS if name in facts}
    node = {"@id": thing.iri, "@type": types} | told | ends
    filled = {key: value for key, value in node.items() if value}
    return {"@context": _context([*filled, *types])} | filled


def _context(names: Iterable[str]) -> Json:
    """Return what every key and type stands for, so that nothing is fetched to read the data.

    >>> _context(["name", "skos:Concept"])
    {'@vocab': 'https://schema.org/', 'skos': 'http://www.w3.org/2004/02/skos/core#'}
    """
    used = sorted({name.partition(":")[0] for name in names if ":" in name})
    links = {name: {"@type": "@id"} for name in names if name in (*RELATIONS, "sameAs")}
    return {"@vocab": "https://schema.org/"} | {prefix: PREFIXES[prefix] for prefix in used} | links


def _known(types: Iterable[str]) -> list[str]:
    names = map(compact, types)
    return [name for name in names if name.partition(":")[0] in ("ccf", "fabio", "skos")]
