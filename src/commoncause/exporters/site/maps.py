"""Maps of the literature as the page holds them: communities of works, their places and their links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...answers.citations import KINDS, Kind, influential_answer, main_path_answer, map_answer
from ...answers.corpus import Corpus
from ...drawing.works_map import WorksMap, works_map

__all__ = ["maps"]

Json = dict[str, Any]

LINES = 3
"""Lines of its own that a work has on a drawing: its strongest links inside its community."""
MOST_INFLUENTIAL = 10


def maps(library: Corpus, works: Sequence[str], *, first: Kind = "evidence", **options: Any) -> Json:
    """Return a map of each kind that links any works, the main path and the works that others lean on.

    Works are numbers, their places in ``works`` (prefixed names). ``x`` and ``y`` of communities and works
    are those of `commoncause.drawing.works_map`, left out where that draws none; ``lines`` are pairs of
    numbers, the `LINES` strongest of each work, and ``ties`` tell how many links run between two communities.
    The ``first`` kind stands first; ``options`` are those of `commoncause.answers.citations.map_answer`.
    """
    at = {work: i for i, work in enumerate(works)}
    answers = (map_answer(library, k, **options) for k in sorted(KINDS, key=lambda k: (k != first, k)))
    found = (_map(answer, at) for answer in answers)
    return {
        "kinds": [one for one in found if one["communities"]],
        "main_path": _main_path(library, at),
        "influential": [
            {"at": at[row["work"]], "citations": row["citations"]}
            for row in influential_answer(library, most=MOST_INFLUENTIAL)["works"]
            if row["citations"] and row["work"] in at
        ],
    }


def _map(answer: Json, at: Mapping[str, int]) -> Json:
    of = {work["work"]: work["community"] for work in answer["works"] if work["work"] in at}
    links = [link for link in answer["links"] if link["source"] in of and link["target"] in of]
    drawn = works_map(of, [(link["source"], link["target"]) for link in links])
    pairs = [(of[link["source"]], of[link["target"]]) for link in links]
    ties = Counter((min(pair), max(pair)) for pair in pairs if pair[0] != pair[1])
    inside = [link for link, (one, other) in zip(links, pairs, strict=True) if one == other]
    return {
        "kind": answer["kind"],
        "says": KINDS[answer["kind"]],
        "engine": answer["method"]["communities"],
        "strength": answer["method"].get("strength", ""),
        "links": len(links),
        "communities": [
            {"label": row["label"], "works": row["works"], "cited": at.get(row["most_cited"])}
            | _disc(drawn, row["community"])
            for row in answer["communities"]
        ],
        "works": [
            {"at": at[work["work"]], "community": work["community"], "links": work["links"]}
            | dict(zip("xy", drawn.places.get(work["work"], ()), strict=False))
            for work in answer["works"]
            if work["work"] in of
        ],
        "lines": [[at[one], at[other]] for one, other in _foremost(inside)],
        "ties": [[*pair, number] for pair, number in sorted(ties.items())],
    }


def _disc(drawn: WorksMap, community: int) -> Json:
    disc = drawn.discs.get(community)
    return {"x": disc.x, "y": disc.y, "radius": disc.radius} if disc else {}


def _foremost(links: Iterable[Json]) -> list[tuple[str, str]]:
    """Return the pairs of works that are among the strongest of either, sorted."""
    number: Counter[str] = Counter()
    kept = []
    for link in sorted(links, key=lambda link: (-link["strength"], link["source"], link["target"])):
        pair = link["source"], link["target"]
        if min(number[work] for work in pair) < LINES:
            kept.append(pair)
            number.update(pair)
    return sorted(kept)


def _main_path(library: Corpus, at: Mapping[str, int]) -> Json:
    answer = main_path_answer(library)
    return {
        "steps": [
            {
                "works": [at[work["work"]] for work in step["works"] if work["work"] in at],
                "count": step["count"],
            }
            for step in answer["steps"]
        ],
        "paths": answer["paths"],
        "tied": answer["tied"],
    }
