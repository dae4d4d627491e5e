"""A knowledge base of any size as N-Quads: techniques, failure modes, claims, papers, citations.

    python tests/benchmarks/generated_triples.py TRIPLES FILE.nq

One in four triples belongs to a claim, the others to papers: some three claims for every ten papers, as in a
field where most papers only cite. Things and papers stand in the default graph, the claims of each of 20
sources in a graph of their own. Names and numbers come from a fixed seed.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

__all__ = ["SOURCES", "generated", "write"]

SOURCES = 20
_KB = "https://w3id.org/commoncause/kb/"
_CCF = "https://w3id.org/commoncause/ontology#"
_A = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_DCT = "http://purl.org/dc/terms/"
_FABIO = "http://purl.org/spar/fabio/"
_CITES = "<http://purl.org/spar/cito/cites>"
_AS_EVIDENCE = "<http://purl.org/spar/cito/citesAsEvidence>"
_OA = "http://www.w3.org/ns/oa#"
_INT = "<http://www.w3.org/2001/XMLSchema#integer>"
_YEAR = "<http://www.w3.org/2001/XMLSchema#gYear>"
_CLAIM_TRIPLES, _PAPER_TRIPLES = 16, 15


def generated(triples: int, seed: int = 1) -> Iterator[str]:
    """Yield about ``triples`` lines of N-Quads."""
    chance = random.Random(seed)
    papers = max(10, triples * 3 // 4 // _PAPER_TRIPLES)
    claims = max(10, triples // 4 // _CLAIM_TRIPLES)
    techniques = max(5, min(400, int(claims**0.5)))
    modes = max(5, min(100, techniques // 2))
    yield from _things("technique", "Technique", techniques)
    yield from _things("failure-mode", "FailureMode", modes)
    for number in range(papers):
        yield from _paper(number, papers, chance)
    for number in range(claims):
        yield from _claim(number, techniques, modes, papers, chance)


def _things(folder: str, kind: str, count: int) -> Iterator[str]:
    for number in range(count):
        node = f"<{_KB}{folder}/g-{number}>"
        yield f"{node} {_A} <{_CCF}{kind}> ."
        yield f"{node} {_A} <{_SKOS}Concept> ."
        yield f'{node} <{_SKOS}prefLabel> "{kind} number {number}"@en .'
        yield f'{node} <{_SKOS}definition> "A {kind} that stands for the many that there are."@en .'
        if kind == "Technique":
            yield f"{node} {_A} <https://w3id.org/airo#RiskControl> ."


def _paper(number: int, papers: int, chance: random.Random) -> Iterator[str]:
    node, year = f"<{_KB}source/paper-{number}>", 1990 + number * 36 // papers
    yield f"{node} {_A} <{_FABIO}JournalArticle> ."
    yield f'{node} <{_DCT}title> "On the {chance.randrange(10**6)}th property of oversight, part {number}" .'
    for _ in range(2):
        yield f'{node} <{_DCT}creator> "Author {chance.randrange(papers // 2 + 1)}" .'
    yield f'{node} <{_DCT}date> "{year}"^^{_YEAR} .'
    for _ in range(min(number, _PAPER_TRIPLES - 5)):
        # Recent and well-known papers are cited most.
        cited = (
            int(number * chance.random() ** 0.5) if chance.random() < 0.7 else int(number ** chance.random())
        )
        yield f"{node} {_CITES} <{_KB}source/paper-{min(cited, number - 1)}> ."


def _claim(number: int, techniques: int, modes: int, papers: int, chance: random.Random) -> Iterator[str]:
    source = number % SOURCES
    node, graph = f"<{_KB}claim/g-{number}>", f"<{_KB}graph/source-{source}>"
    verdict = chance.choice(("exposed", "exposed", "protected", "unclear"))
    facts = (
        (_A, f"<{_CCF}Claim>"),
        (_A, f"<{_CCF}Assessment>"),
        (f"<{_CCF}statedIn>", f"<{_KB}source/paper-{source}>"),
        (f"<{_CCF}section>", f'"{chance.randrange(1, 9)}.{chance.randrange(1, 9)}"'),
        (f"<{_CCF}mode>", f"<{_CCF}argued>"),
        (f"<{_CCF}modality>", f"<{_CCF}{chance.choice(('plain', 'hedged'))}>"),
        (f"<{_CCF}technique>", f"<{_KB}technique/g-{chance.randrange(techniques)}>"),
        (f"<{_CCF}failureMode>", f"<{_KB}failure-mode/g-{chance.randrange(modes)}>"),
        (f"<{_CCF}verdict>", f"<{_CCF}{verdict}>"),
        (f"<{_CCF}rationale>", f'"Reason {number}: what holds of the one need not hold of the other."@en'),
        (f"<{_CCF}passage>", f"<{_KB}passage/g-{number}>"),
        (_AS_EVIDENCE, f"<{_KB}source/paper-{chance.randrange(papers)}>"),
    )
    for predicate, value in facts:
        yield f"{node} {predicate} {value} {graph} ."
    passage = f"<{_KB}passage/g-{number}>"
    yield f"{passage} {_A} <{_OA}TextPositionSelector> {graph} ."
    yield f"{passage} <{_CCF}inText> <{_KB}text/paper-{source}> {graph} ."
    yield f'{passage} <{_OA}start> "{100 * number}"^^{_INT} {graph} .'
    yield f'{passage} <{_OA}end> "{100 * number + 80}"^^{_INT} {graph} .'


def write(triples: int, path: Path) -> None:
    """Write about ``triples`` triples to a file."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in generated(triples))


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
