"""The eight shapes of queries that the benchmarks of engine and endpoint ask, the last of them in two ways.

"conflict" is a self-join, which the engine answers slowly; "conflict, two" asks the same in the way that
``query --explain`` advises (`commoncause.sparql.self_joins`). Both are reported.
"""

from __future__ import annotations

__all__ = ["SHAPES"]

_KB = "https://w3id.org/commoncause/kb/"
_ONE, _TWO = (
    f"?{name} ccf:technique <{_KB}technique/g-7> ; ccf:failureMode ?mode ; ccf:verdict ccf:{verdict}"
    for name, verdict in (("one", "exposed"), ("two", "protected"))
)
PROLOGUE = """PREFIX ccf: <https://w3id.org/commoncause/ontology#>
PREFIX cito: <http://purl.org/spar/cito/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX fabio: <http://purl.org/spar/fabio/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
SHAPES: dict[str, str] = {
    name: PROLOGUE + text
    for name, text in {
        "look-up": f"SELECT ?p ?o {{ <{_KB}source/paper-77> ?p ?o }}",
        "star": f"""SELECT ?claim ?verdict ?section ?reason {{
            ?claim ccf:technique <{_KB}technique/g-3> ; ccf:failureMode <{_KB}failure-mode/g-2> ;
                   ccf:verdict ?verdict ; ccf:section ?section ; ccf:rationale ?reason }}""",
        "join": f"""SELECT ?title (COUNT(?claim) AS ?n) {{
            ?claim ccf:technique <{_KB}technique/g-5> ; cito:citesAsEvidence ?work .
            ?work dcterms:title ?title }} GROUP BY ?title""",
        "two hops": f"""SELECT (COUNT(DISTINCT ?far) AS ?n) {{
            <{_KB}source/paper-4000> cito:cites/cito:cites ?far }}""",
        "aggregate": """SELECT ?technique ?verdict (COUNT(*) AS ?n) {
            ?claim a ccf:Assessment ; ccf:technique ?technique ; ccf:verdict ?verdict }
            GROUP BY ?technique ?verdict""",
        "optional": """SELECT ?technique ?label ?notation {
            ?technique a ccf:Technique ; skos:prefLabel ?label
            OPTIONAL { ?technique skos:notation ?notation } } ORDER BY ?label""",
        "text": """SELECT ?work ?title { ?work a fabio:JournalArticle ; dcterms:title ?title
            FILTER(CONTAINS(?title, "4242th")) }""",
        "conflict": f"SELECT ?mode (COUNT(*) AS ?n) {{ {_ONE} . {_TWO} }} GROUP BY ?mode",
        "conflict, two": f"""SELECT ?mode (COUNT(*) AS ?n) {{
            {_ONE} . {{ SELECT * {{ {_TWO} }} }} }} GROUP BY ?mode""",
    }.items()
}
"""Name -> query; each binds to the things that `generated_triples` makes of any size."""
