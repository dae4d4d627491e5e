"""The SPARQL behind what the page shows of a selection, for readers to run themselves.

Each is a template: names in braces stand for IRIs, which the page fills in (``static/queries.js``).
"""

from __future__ import annotations

from collections.abc import Iterable

from ...views import View
from ...vocab import PREFIXES

__all__ = ["queries"]

_ABOUT = "ccf:technique ccf:failureMode ccf:assumption ccf:about sssom:subject_id sssom:object_id"
_KINDS = (
    "ccf:Assessment ccf:Reliance ccf:Negation ccf:Mitigation ccf:Compatibility ccf:Classification"
    " ccf:Measurement ccf:Conclusion ccf:Mapping"
)
_CELL = """\
SELECT ?claim ?verdict ?mode ?source ?section WHERE {
  ?claim a ccf:Assessment ;
         ccf:technique <{technique}> ;
         ccf:failureMode/skos:broader* <{failure_mode}> ;
         ccf:verdict ?verdict ;
         ccf:mode ?mode .
  OPTIONAL { ?claim ccf:statedIn ?source ; ccf:section ?section }
}
ORDER BY ?claim"""
_NODE = f"""\
SELECT DISTINCT ?claim ?kind WHERE {{
  VALUES ?says {{ {_ABOUT} }}
  VALUES ?kind {{ {_KINDS} }}
  ?claim ?says <{{node}}> ; a ccf:Claim, ?kind .
}}
ORDER BY ?kind ?claim"""
_SOURCE = """\
SELECT DISTINCT ?claim WHERE {
  { ?claim a ccf:Claim ; ccf:statedIn <{node}> }
  UNION
  { ?claim a ccf:Defect ; ccf:passage/ccf:inText/ccf:textOf <{node}> }
  UNION
  { ?claim a ccf:Claim ; ?cites <{node}> FILTER(STRSTARTS(STR(?cites), STR(cito:))) }
}
ORDER BY ?claim"""
_EDGE = f"""\
SELECT DISTINCT ?claim ?source ?section WHERE {{
  VALUES ?one {{ {_ABOUT} }}
  VALUES ?other {{ {_ABOUT} }}
  ?claim a {{kind}} ; ?one <{{from}}> ; ?other <{{to}}> .
  OPTIONAL {{ ?claim ccf:statedIn ?source ; ccf:section ?section }}
}}
ORDER BY ?claim"""
_EVIDENCE = f"""\
SELECT DISTINCT ?claim WHERE {{
  VALUES ?says {{ {_ABOUT} }}
  ?claim a ccf:Claim ; ?says <{{from}}> ; ?cites <{{to}}>
  FILTER(STRSTARTS(STR(?cites), STR(cito:)))
}}
ORDER BY ?claim"""
_FACT = "SELECT ?relation WHERE { <{from}> ?relation <{to}> }"
_SET = """\
SELECT DISTINCT ?technique ?failureMode ?verdict ?claim WHERE {
  VALUES ?technique { {techniques} }
  VALUES ?failureMode { {members} }
  ?claim a ccf:Assessment ;
         ccf:technique ?technique ;
         ccf:failureMode/skos:broader* ?failureMode ;
         ccf:verdict ?verdict ;
         ccf:mode ?mode .
  OPTIONAL { ?claim ccf:statedIn ?source }
  FILTER({counted})
}
ORDER BY ?technique ?failureMode ?claim"""
_RELIANCES = """\
SELECT DISTINCT ?technique ?assumption ?claim WHERE {
  VALUES ?technique { {techniques} }
  VALUES ?assumption { {members} }
  ?claim a ccf:Reliance ; ccf:technique ?technique ; ccf:assumption ?assumption .
  OPTIONAL { ?claim ccf:statedIn ?source }
  FILTER({counted})
}
ORDER BY ?technique ?assumption ?claim"""


def queries(view: View) -> dict[str, str]:
    """Return selection -> query template; those of sets count the claims that ``view`` counts.

    >>> sorted(queries(View()))
    ['cell', 'edge', 'evidence', 'fact', 'node', 'reliances', 'set', 'source']
    """
    said = _among("source", (f"<{PREFIXES['source']}{name}>" for name in view.sources))
    modes = _among("mode", (f"ccf:{name}" for name in view.modes))
    is_inferred_out = not (view.inferred or view.modes)
    plain = " && ".join([*said, *modes, *(["?mode != ccf:inferred"] if is_inferred_out else [])])
    counted = f"({plain or 'true'}) || ?mode = ccf:inferred" if view.inferred else plain or "true"
    found = {
        "cell": _CELL,
        "node": _NODE,
        "source": _SOURCE,
        "edge": _EDGE,
        "evidence": _EVIDENCE,
        "fact": _FACT,
        "set": _SET.replace("{counted}", counted),
        "reliances": _RELIANCES.replace("{counted}", " && ".join(said) or "true"),
    }
    return {name: _with_prefixes(text) for name, text in found.items()}


def _among(variable: str, terms: Iterable[str]) -> list[str]:
    listed = ", ".join(sorted(terms))
    return [f"?{variable} IN ({listed})"] if listed else []


def _with_prefixes(text: str) -> str:
    """Return a query with the prefixes it uses declared.

    >>> print(_with_prefixes("SELECT * WHERE { ?claim a ccf:Claim }"))
    PREFIX ccf: <https://w3id.org/commoncause/ontology#>
    SELECT * WHERE { ?claim a ccf:Claim }
    """
    used = [name for name in ("ccf", "cito", "skos", "sssom") if f"{name}:" in text]
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in used) + text
