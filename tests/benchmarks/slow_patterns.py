"""CPU of two ways to ask the same of the engine: what ``query --explain`` calls slow, and what it advises.

A generated knowledge base of ``--claims`` assessments (default 4,000; of 20,000 one query takes a
minute) over 200 techniques and 40 failure modes; one claim in three cites a work. Run:
``python tests/benchmarks/slow_patterns.py``. Both ways must give the same rows. Ratios are medians of pairs
measured in turn. A pattern that `commoncause.sparql.slow` names has a bar: below it the name is not earned.
The others have none: they were measured, and there is nothing to advise.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time

import pyoxigraph as ox

from commoncause.store import MemoryStore, find_home
from commoncause.vocab import CCF, KB, PREFIXES, ccf

RUNS = 7
ARGUED = "?c a ccf:Assessment ; ccf:technique ?t ; ccf:failureMode ?f ; ccf:mode ccf:argued"
TABULATED = "?b a ccf:Assessment ; ccf:technique ?t ; ccf:failureMode ?f ; ccf:mode ccf:tabulated"
ONE_CLAIM = "VALUES ?c { claim:c7 } ?c ccf:technique ?t ; ccf:failureMode ?f"
BACKED = "?b ccf:technique ?t ; ccf:failureMode ?f ; cito:citesAsEvidence ?w"
OF = "{{ ?c ccf:technique technique:t{} }}".format
ONE, OTHER = (f"?{v} ccf:technique technique:t{n} ; ccf:failureMode" for v, n in (("a", 1), ("b", 2)))
THREE = "technique:t1 technique:t2 technique:t3"
PAIRS: dict[str, tuple[float | None, str, str]] = {
    "NOT EXISTS over a join / MINUS": (
        1.3,
        f"SELECT ?t ?f {{ {ARGUED} FILTER NOT EXISTS {{ {BACKED} }} }}",
        f"SELECT ?t ?f {{ {ARGUED} MINUS {{ {BACKED} }} }}",
    ),
    "NOT EXISTS of one triple / MINUS": (
        1.3,
        "SELECT ?c { ?c a ccf:Assessment FILTER NOT EXISTS { ?c cito:citesAsEvidence ?w } }",
        "SELECT ?c { ?c a ccf:Assessment MINUS { ?c cito:citesAsEvidence ?w } }",
    ),
    "OPTIONAL and !BOUND / MINUS": (
        1.3,
        "SELECT ?c { ?c a ccf:Assessment OPTIONAL { ?c cito:citesAsEvidence ?w } FILTER(!BOUND(?w)) }",
        "SELECT ?c { ?c a ccf:Assessment MINUS { ?c cito:citesAsEvidence ?w } }",
    ),
    "FILTER IN / VALUES": (
        1.3,
        f"SELECT ?c {{ ?c ccf:technique ?t FILTER(?t IN ({THREE.replace(' ', ', ')})) }}",
        f"SELECT ?c {{ VALUES ?t {{ {THREE} }} ?c ccf:technique ?t }}",
    ),
    "FILTER = / the term in the pattern": (
        1.3,
        "SELECT ?c { ?c ccf:technique ?t FILTER(?t = technique:t1) }",
        "SELECT ?c { ?c ccf:technique technique:t1 }",
    ),
    "self-join / one side in a query of its own": (
        1.3,
        f"SELECT ?c ?b {{ {ARGUED} . {TABULATED} }}",
        f"SELECT ?c ?b {{ {ARGUED} . {{ SELECT * {{ {TABULATED} }} }} }}",
    ),
    "a small side and a large one / the large one in a query of its own": (
        None,
        f"SELECT ?c ?b {{ {ONE_CLAIM} . {TABULATED} }}",
        f"SELECT ?c ?b {{ {ONE_CLAIM} . {{ SELECT * {{ {TABULATED} }} }} }}",
    ),
    "UNION / VALUES": (
        None,
        f"SELECT ?c {{ {OF(1)} UNION {OF(2)} UNION {OF(3)} }}",
        f"SELECT ?c {{ VALUES ?t {{ {THREE} }} ?c ccf:technique ?t }}",
    ),
    "two parts joined by FILTER / by a variable": (
        None,
        f"SELECT ?a ?b {{ {ONE} ?f . {OTHER} ?g FILTER(?f = ?g) }}",
        f"SELECT ?a ?b {{ {ONE} ?f . {OTHER} ?f }}",
    ),
    "REGEX / CONTAINS": (
        None,
        'SELECT ?c { ?c ccf:rationale ?r FILTER(REGEX(?r, "word 77")) }',
        'SELECT ?c { ?c ccf:rationale ?r FILTER(CONTAINS(?r, "word 77")) }',
    ),
    "REGEX ^ / STRSTARTS": (
        None,
        'SELECT ?c { ?c ccf:rationale ?r FILTER(REGEX(?r, "^word 77")) }',
        'SELECT ?c { ?c ccf:rationale ?r FILTER(STRSTARTS(?r, "word 77")) }',
    ),
    "a path open at both ends / with one end given": (
        None,
        "SELECT ?x { ?x skos:broader+ ?y FILTER(?y = technique:t0) }",
        "SELECT ?x { ?x skos:broader+ technique:t0 }",
    ),
}


def generated(claims: int) -> MemoryStore:
    """Return a store with this many assessments, the same on every call."""
    chance, store = random.Random(1), MemoryStore(find_home())
    node, text = ox.NamedNode, ox.Literal
    quads: list[ox.Quad] = []

    def _say(s: str, p: str, o: ox.NamedNode | ox.Literal) -> None:
        quads.append(ox.Quad(node(s), node(p), o, ox.DefaultGraph()))

    for n in range(200):
        if n:
            _say(f"{KB}technique/t{n}", PREFIXES["skos"] + "broader", node(f"{KB}technique/t{(n - 1) // 2}"))
    for n in range(claims):
        iri = f"{KB}claim/c{n}"
        _say(iri, PREFIXES["rdf"] + "type", node(ccf("Assessment")))
        _say(iri, ccf("technique"), node(f"{KB}technique/t{chance.randrange(200)}"))
        _say(iri, ccf("failureMode"), node(f"{KB}failure-mode/f{chance.randrange(40)}"))
        _say(iri, ccf("mode"), node(CCF + chance.choice(["argued", "tabulated"])))
        _say(
            iri, ccf("rationale"), text(f"word {chance.randrange(1000)} and more words that say why it is so")
        )
        if chance.random() < 1 / 3:
            _say(iri, PREFIXES["cito"] + "citesAsEvidence", node(f"{KB}source/s{chance.randrange(300)}"))
    store.quads.bulk_extend(quads)
    return store


def asked(store: MemoryStore, sparql: str) -> tuple[float, list[str]]:
    """Return the CPU seconds of an answer, read to its last row, and its rows, sorted."""
    before = time.process_time()
    rows = list(store.query(sparql))  # type: ignore[arg-type]
    return time.process_time() - before, sorted(map(str, rows))


def main() -> None:
    """Measure and print one line for each pair."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=4_000)
    store = generated(parser.parse_args().claims)
    for name, (bar, slow, fast) in PAIRS.items():
        times: list[tuple[float, float]] = []
        for _ in range(RUNS):
            (a, said), (b, heard) = asked(store, slow), asked(store, fast)
            assert said == heard, "the two answer differently"
            times.append((a, b))
        ratio = statistics.median(a / b for a, b in times)
        one, other = (1000 * statistics.median(column) for column in zip(*times, strict=True))
        verdict = "no bar" if bar is None else f"bar {bar} {'met' if ratio >= bar else 'NOT MET'}"
        print(f"{name:67} {one:9.2f} ms {other:7.2f} ms   ratio {ratio:7.2f}   {verdict}")


if __name__ == "__main__":
    main()
