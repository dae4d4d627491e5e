"""Maps of the literature: communities, the main path, works by year, the works that others lean on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from .corpus import Corpus, Paper
from .readings import Json, refusals

if TYPE_CHECKING:
    from ..analysis.communities import Communities, Engine
    from ..analysis.coupling import Links, Normalisation

__all__ = [
    "KINDS",
    "MOST_WORDS",
    "Kind",
    "influential_answer",
    "main_path_answer",
    "map_answer",
    "timeline_answer",
]

Kind = Literal["citation", "co-citation", "coupling", "evidence"]
KINDS: Mapping[Kind, str] = {
    "citation": "one cites the other",
    "co-citation": "works of the library cite both",
    "coupling": "they cite works in common",
    "evidence": "claims about the same subjects give both as evidence",
}
"""Kind of map -> when two works are linked."""
Scored = tuple[str, float]
"""A word or a subject, and its log-likelihood."""
MOST_WORDS = 5
"""Words that are given for a community; its label has the first three."""


def map_answer(
    corpus: Corpus,
    kind: Kind,
    *,
    normalisation: Normalisation = "cosine",
    neighbours: int = 10,
    resolution: float = 1.0,
    seed: int = 0,
    engine: Engine | None = None,
) -> Json:
    """Return a map: works with their communities, the links between them, and works without links apart.

    ``strength`` of a link is 1 on a map of citations, where ``source`` cites ``target``; elsewhere it is the
    number ``shared``, normalised (`commoncause.analysis.coupling.NORMALISATIONS`), to 12 digits. Parameters
    as in `commoncause.analysis.coupling.links_by_sharing` and `commoncause.analysis.communities.communities`.
    On a map of evidence two works share the subjects on which claims give them as evidence; communities then
    have ``subjects``, those that set them apart, and are named by them.
    """
    from ..analysis.communities import ENGINES, communities
    from ..analysis.coupling import NORMALISATIONS
    from ..analysis.distinguishing_words import FORMULA

    with refusals():
        links = _links(corpus, kind, normalisation, neighbours)
        found = communities(
            len(corpus.papers),
            links.first,
            links.second,
            links.strength,
            resolution=resolution,
            seed=seed,
            engine=engine,
        )
    method = {
        "communities": ENGINES[found.engine],
        "modularity": found.modularity,
        "resolution": resolution,
        "seed": seed,
        "words": FORMULA,
    }
    if kind != "citation":
        method |= {"neighbours": neighbours, "strength": NORMALISATIONS[normalisation]}
    return {
        "kind": kind,
        "works": _works(corpus, found, links),
        "isolates": [p.name for p, community in zip(corpus.papers, found.of, strict=True) if not community],
        "links": _directed(corpus) if kind == "citation" else _shared(corpus, links),
        "communities": _communities(corpus, found, kind),
        "method": method,
    }


def _links(corpus: Corpus, kind: Kind, normalisation: Normalisation, neighbours: int) -> Links:
    from ..analysis.coupling import Links, bibliographic_coupling, co_citation, links_by_sharing

    if kind == "evidence":
        return links_by_sharing(corpus.evidence, normalisation=normalisation, most=neighbours)
    if kind == "coupling":
        return bibliographic_coupling(corpus.network, normalisation=normalisation, most=neighbours)
    if kind == "co-citation":
        return co_citation(corpus.network, normalisation=normalisation, most=neighbours)
    import numpy as np

    pairs = sorted({(min(pair), max(pair)) for pair in corpus.network.pairs()})
    ends = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    return Links(ends[:, 0], ends[:, 1], np.ones(len(ends), dtype=np.int64), np.ones(len(ends)))


def _works(corpus: Corpus, found: Communities, links: Links) -> list[Json]:
    import numpy as np

    network = corpus.network
    linked = np.bincount(np.concatenate([links.first, links.second]), minlength=len(corpus.papers))
    rows = zip(
        corpus.papers,
        found.of,
        network.citations.tolist(),
        network.references.tolist(),
        linked.tolist(),
        strict=True,
    )
    return [
        _record(paper)
        | {"community": community, "citations": citations, "references": references, "links": n}
        for paper, community, citations, references, n in rows
        if community
    ]


def _record(paper: Paper) -> Json:
    return {"work": paper.name, "label": paper.label, "title": paper.title, "year": paper.year}


def _directed(corpus: Corpus) -> list[Json]:
    names = corpus.network.works
    return [
        {"source": names[citing], "target": names[cited], "strength": 1.0, "shared": None}
        for citing, cited in corpus.network.pairs()
    ]


def _shared(corpus: Corpus, links: Links) -> list[Json]:
    names = corpus.network.works
    rows = (part.tolist() for part in (links.first, links.second, links.strength, links.shared))
    return [
        {"source": names[one], "target": names[other], "strength": round(strength, 12), "shared": shared}
        for one, other, strength, shared in zip(*rows, strict=True)
    ]


def _communities(corpus: Corpus, found: Communities, kind: Kind) -> list[Json]:
    from ..analysis.distinguishing_words import distinguishing_words

    members: dict[int, list[int]] = {number: [] for number in range(1, len(found.sizes) + 1)}
    for i, community in enumerate(found.of):
        if community:
            members[community].append(i)
    titles = {number: [corpus.papers[i].title for i in of] for number, of in members.items()}
    words = distinguishing_words(titles, most=MOST_WORDS)
    subjects = _subjects(corpus, members if kind == "evidence" else {})
    citations = corpus.network.citations.tolist()
    return [
        {
            "community": number,
            "works": len(of),
            "label": _label(corpus, words[number], subjects.get(number, [])),
            "words": _scored("word", words[number]),
            "subjects": _scored("subject", subjects.get(number, [])),
            "most_cited": corpus.papers[min(of, key=lambda i: (-citations[i], i))].name,
        }
        for number, of in members.items()
    ]


def _label(corpus: Corpus, words: list[Scored], subjects: list[Scored]) -> str:
    if subjects:
        return "; ".join(corpus.subjects[name] for name, _ in subjects[:3])
    return ", ".join(word for word, _ in words[:3])


def _scored(key: str, rows: list[Scored]) -> list[Json]:
    return [{key: name, "log_likelihood": score} for name, score in rows]


def _subjects(corpus: Corpus, members: Mapping[int, list[int]]) -> dict[int, list[Scored]]:
    """Return community -> the subjects on which its works, more than others, are evidence, with their G2."""
    from ..analysis.distinguishing_words import distinguishing

    on: dict[str, list[str]] = defaultdict(list)
    for work, subject in corpus.about:
        on[work].append(subject)
    marks = {number: [on[corpus.papers[i].name] for i in of] for number, of in members.items()}
    return distinguishing(marks, most=MOST_WORDS)


def main_path_answer(corpus: Corpus) -> Json:
    """Return the global main path by search path count, the oldest step first.

    ``count`` is the number of search paths that go on to the next step; ``circles`` are works that cite each
    other in a circle, each condensed to one step.
    """
    from ..analysis.main_path import main_path

    found = main_path(corpus.network)
    papers = {paper.name: paper for paper in corpus.papers}
    return {
        "steps": [
            {"works": [_record(papers[name]) for name in step], "count": count}
            for step, count in zip(found.steps, [*found.counts, None], strict=True)
        ]
        if found.steps
        else [],
        "paths": found.paths,
        "tied": found.tied,
        "circles": [list(circle) for circle in found.circles],
    }


def timeline_answer(corpus: Corpus, answer: Mapping[str, Any]) -> Json:
    """Return how many works each year has, and of which communities of a map (an answer of `map_answer`).

    Years without a work between the first and the last count 0; ``isolates`` are works without links on the
    map, ``undated`` those without a year.
    """
    of = {work["work"]: work["community"] for work in answer["works"]}
    years = [paper.year for paper in corpus.papers if paper.year is not None]
    counts = {year: Counter[int]() for year in range(min(years), max(years) + 1)} if years else {}
    for paper in corpus.papers:
        if paper.year is not None:
            counts[paper.year][of.get(paper.name, 0)] += 1
    return {
        "kind": answer["kind"],
        "communities": answer["communities"],
        "method": answer["method"],
        "years": [_year(year, count) for year, count in counts.items()],
        "undated": len(corpus.papers) - len(years),
    }


def _year(year: int, count: Counter[int]) -> Json:
    return {
        "year": year,
        "works": count.total(),
        "communities": [{"community": c, "works": n} for c, n in sorted(count.items()) if c],
        "isolates": count[0],
    }


def influential_answer(corpus: Corpus, *, by: str = "citations", most: int = 20) -> Json:
    """Return the ``most`` works that the others of the library cite most, or that rank first by PageRank.

    ``by`` is ``"citations"`` or ``"page-rank"``; the other one decides between equals, then the name.
    ``page_rank`` has 12 digits and sums to 1 over all works.
    """
    from ..analysis.citations import DAMPING, page_rank

    ranks = [round(rank, 12) for rank in page_rank(corpus.network).tolist()]
    citations = corpus.network.citations.tolist()
    first, second = (citations, ranks) if by == "citations" else (ranks, citations)
    order = sorted(range(len(corpus.papers)), key=lambda i: (-first[i], -second[i], i))
    return {
        "by": by,
        "damping": DAMPING,
        "library": len(corpus.papers),
        "works": [
            _record(corpus.papers[i]) | {"citations": citations[i], "page_rank": ranks[i]}
            for i in order[:most]
        ],
    }
