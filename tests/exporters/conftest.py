"""A small knowledge base with one claim of every kind, full of what breaks exporters."""

from __future__ import annotations

from pathlib import Path

import pytest

import commoncause
import commoncause.vocab
from commoncause import KnowledgeBase

PREFIXES = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in sorted(commoncause.vocab.PREFIXES.items()))

THINGS = r"""
technique:b a ccf:Technique ; skos:prefLabel "Bee & <co>"@en ; ccf:position 1 ;
    skos:altLabel "one"@en , "two"@en .
technique:a a ccf:Technique ; skos:prefLabel "=HYPERLINK(\"http://x.example\")"@en ; ccf:position 2 ;
    skos:notation "A" ; skos:definition "a control \u0001 and\na second line"@en .
technique:part a ccf:Technique ; skos:prefLabel "Part"@en ; skos:broader technique:a .
failure:f a ccf:FailureMode ; skos:prefLabel "Eff"@en ; ccf:position 2 .
failure:g a ccf:FailureMode ; skos:prefLabel "Gee"@en ; ccf:position 1 .
assumption:x a ccf:Assumption ; skos:prefLabel "Ex"@en .
scheme:family a skos:ConceptScheme ; skos:prefLabel "Family"@en .
category:family-bees a skos:Concept ; skos:prefLabel "The bees"@en ; skos:inScheme scheme:family .
source:s-2025 a fabio:Preprint ; skos:prefLabel "Ess (2025)" ; dcterms:title "On bees" ;
    ccf:authors "Ess, A.; Tee, B." ;
    dcterms:date "2025"^^xsd:gYear ; fabio:hasArXivId "2501.00001" ; bibo:doi "https://doi.org/10.1000/xyz" ;
    cito:cites source:t-2024 .
source:t-2024 a fabio:Book ; skos:prefLabel "Tee (2024)" ; dcterms:title "Tea" ; dcterms:creator "Tee, B." ;
    fabio:hasArXivId "2401.00002" .
source:u-2023 a fabio:BlogPost ; dcterms:title "You" ; dcterms:source <https://you.example/> .
"""

CLAIMS = r"""
claim:t-a-f a ccf:Assessment ; ccf:statedIn source:s-2025 ; ccf:section "Table 1" ; ccf:mode ccf:tabulated ;
    ccf:modality ccf:plain ; ccf:technique technique:a ; ccf:failureMode failure:f ; ccf:verdict ccf:exposed .
claim:t-b-f a ccf:Assessment ; ccf:statedIn source:s-2025 ; ccf:section "Table 1" ; ccf:mode ccf:tabulated ;
    ccf:modality ccf:plain ; ccf:technique technique:b ; ccf:failureMode failure:f ; ccf:verdict ccf:exposed .
claim:p-b-f a ccf:Assessment ; ccf:statedIn source:s-2025 ; ccf:section "2" ; ccf:mode ccf:argued ;
    ccf:modality ccf:conditional ; ccf:condition assumption:x ; ccf:technique technique:b ;
    ccf:failureMode failure:f ; ccf:verdict ccf:protected ; cito:citesAsEvidence source:t-2024 .
claim:p-b-g a ccf:Assessment ; ccf:statedIn source:s-2025 ; ccf:section "2" ; ccf:mode ccf:argued ;
    ccf:modality ccf:plain ; ccf:technique technique:b ; ccf:failureMode failure:g ;
    ccf:verdict ccf:protected .
claim:r a ccf:Reliance ; ccf:statedIn source:s-2025 ; ccf:section "2" ; ccf:mode ccf:argued ;
    ccf:modality ccf:plain ; ccf:technique technique:a ; ccf:assumption assumption:x .
claim:n a ccf:Negation ; ccf:statedIn source:s-2025 ; ccf:section "2" ; ccf:mode ccf:argued ;
    ccf:modality ccf:plain ; ccf:failureMode failure:g ; ccf:assumption assumption:x ;
    ccf:degree ccf:entails .
claim:c a ccf:Compatibility ; ccf:statedIn source:s-2025 ; ccf:section "3" ; ccf:mode ccf:argued ;
    ccf:modality ccf:plain ; ccf:technique technique:b , technique:a ; ccf:verdict ccf:incompatible .
claim:m a ccf:Mitigation ; ccf:statedIn source:s-2025 ; ccf:section "3" ; ccf:mode ccf:reported ;
    ccf:modality ccf:plain ; ccf:technique technique:part ; ccf:failureMode failure:f ; ccf:grade "-weak" .
claim:k a ccf:Classification ; ccf:statedIn source:s-2025 ; ccf:section "3" ; ccf:mode ccf:argued ;
    ccf:modality ccf:plain ; ccf:about technique:b ; ccf:scheme scheme:family ;
    ccf:category category:family-bees .
claim:q a ccf:Measurement ; ccf:statedIn source:s-2025 ; ccf:section "4" ; ccf:mode ccf:reported ;
    ccf:modality ccf:plain ; ccf:about technique:b ; ccf:metric "@home" ; ccf:value -0.5 ;
    ccf:unit "percent" .
claim:z a ccf:Conclusion ; skos:prefLabel "All is well."@en ; ccf:statedIn source:s-2025 ; ccf:section "5" ;
    ccf:mode ccf:concluded ; ccf:modality ccf:plain ; ccf:about technique:a , failure:f ;
    ccf:rationale "So."@en .
defect:d a ccf:Defect , ccf:CuratorStatement ; prov:wasDerivedFrom source:s-2025 ; ccf:section "4" ;
    ccf:severity ccf:minor ; ccf:wrong "+1" ; ccf:right "1" ; ccf:rationale "A slip."@en .
"""

# Valid Turtle that a round trip loses easily; nothing here means anything.
ODDITIES = r"""
technique:odd ccf:value "0.123456789"^^xsd:double , "1"^^xsd:boolean , "5"^^xsd:decimal , "007"^^xsd:integer ,
    true , 1.50 , "nonsense"^^xsd:integer , "x"^^<https://types.example/t> ,
    "quote\" and \\ at the end\\" , "tab\tcr\rlf\nend\"" , "ünï \U0001F41D"@en , "" ;
    ccf:about <https://odd.example/a(b)> , <https://odd.example/dot.> , <https://odd.example/50%25> ,
    <text:a> ,
        <https://w3id.org/commoncause/kb/technique/> , <https://w3id.org/commoncause/kb/technique///x> ;
    <https://odd.example/p-1> _:list , _:shared , _:loop , [ ccf:unit "inner" ;
    ccf:about [ ccf:unit "deeper" ] ] .
_:list rdf:first 1 ; rdf:rest ( 2 () ( 3 ) ) .
_:shared rdf:first 1 ; rdf:rest _:tail . _:tail rdf:first 2 ; rdf:rest rdf:nil .
technique:other ccf:about _:tail , <https://odd.example/> .
_:loop rdf:first 1 ; rdf:rest _:loop .
_:ring1 rdf:first 1 ; rdf:rest _:ring2 . _:ring2 rdf:first 2 ; rdf:rest _:ring1 .
_:twin1 ccf:unit "twin" . _:twin2 ccf:unit "twin" .
"""

INBOX = """technique:unreviewed a ccf:Technique ; skos:prefLabel "Not yet"@en ."""


def write_kb(folder: Path) -> Path:
    """Write the small knowledge base into ``folder``; return the folder of its things."""
    kb = folder / "kb"
    for name, text in {
        "things.ttl": THINGS,
        "odd.ttl": ODDITIES,
        "claims/s-2025.ttl": CLAIMS,
        "inbox/new.ttl": INBOX,
    }.items():
        (kb / name).parent.mkdir(parents=True, exist_ok=True)
        (kb / name).write_text(PREFIXES + text, encoding="utf-8")
    return kb


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_kb(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def small(small_folder: Path) -> KnowledgeBase:
    return commoncause.load(small_folder)
