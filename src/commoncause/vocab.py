"""Namespaces and terms: the one place where an IRI is spelt out.

``TERMS`` names every term of ``ontology/commoncause.ttl`` and nothing else; a test compares the two.
Everything here is plain strings, so that every engine can use it.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "CCF",
    "CLASSES",
    "DERIVED_GRAPH",
    "GRAPH",
    "INBOX_GRAPH",
    "KB",
    "KINDS",
    "PREFIXES",
    "PROPERTIES",
    "TERMS",
    "VALUES",
    "ccf",
    "compact",
    "expand",
    "kind_of",
    "slug",
]

CCF: Final = "https://w3id.org/commoncause/ontology#"
KB: Final = "https://w3id.org/commoncause/kb/"
GRAPH: Final = KB + "graph/"
DERIVED_GRAPH: Final = GRAPH + "derived"
INBOX_GRAPH: Final = GRAPH + "inbox"

PREFIXES: Final[dict[str, str]] = {
    "airo": "https://w3id.org/airo#",
    "assumption": KB + "assumption/",
    "attack": KB + "attack/",
    "bibo": "http://purl.org/ontology/bibo/",
    "category": KB + "category/",
    "ccf": CCF,
    "cell": KB + "cell/",
    "cito": "http://purl.org/spar/cito/",
    "claim": KB + "claim/",
    "dcterms": "http://purl.org/dc/terms/",
    "defect": KB + "defect/",
    "dpv": "https://w3id.org/dpv#",
    "fabio": "http://purl.org/spar/fabio/",
    "failure": KB + "failure-mode/",
    "framework": KB + "framework/",
    "import": KB + "import/",
    "oa": "http://www.w3.org/ns/oa#",
    "obo": "http://purl.obolibrary.org/obo/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "passage": KB + "passage/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "scheme": KB + "scheme/",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "source": KB + "source/",
    "sssom": "https://w3id.org/sssom/",
    "technique": KB + "technique/",
    "test": "https://w3id.org/commoncause/test#",
    "text": KB + "text/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

CLASSES: Final = frozenset(
    "Technique FailureMode Assumption Combination Attack Framework Text ImportedFile Claim Assessment "
    "Reliance Negation Compatibility Classification Measurement Mitigation Conclusion CuratorStatement "
    "Defect Mapping Cell Test Verdict CompatibilityVerdict Mode Modality Degree Severity".split()
)
VALUES: Final[dict[str, tuple[str, ...]]] = {
    "Verdict": ("exposed", "protected", "unclear"),
    "CompatibilityVerdict": ("compatible", "incompatible", "undecided"),
    "Mode": ("tabulated", "argued", "concluded", "reported", "inferred"),
    "Modality": ("plain", "hedged", "conditional"),
    "Degree": ("entails", "undermines"),
    "Severity": ("minor", "major"),
}
PROPERTIES: Final = frozenset(
    "statedIn section mode modality condition rationale passage inText textOf sha256 technique failureMode "
    "assumption verdict degree coversNarrower about scheme category metric value lowerBound upperBound "
    "exclusiveLowerBound exclusiveUpperBound isApproximate unit conditions grade testedBy singlesOut wrong "
    "right severity authors position combines exposedTo protectedFrom unclearWhether restsOn conflictsWith "
    "inView isContested openAlexId citationKey citesIdentifier importedWith".split()
)
TERMS: Final = CLASSES | PROPERTIES | frozenset(name for names in VALUES.values() for name in names)

KINDS: Final[dict[str, str]] = {
    "technique": "technique",
    "failure": "failure-mode",
    "assumption": "assumption",
    "attack": "attack",
    "framework": "framework",
    "source": "source",
    "claim": "claim",
    "defect": "defect",
}


def ccf(name: str) -> str:
    """Return the IRI of a term of the ontology.

    Raises ``KeyError`` for a name that the ontology lacks, so that a misspelt term cannot pass.

    >>> ccf("exposed")
    'https://w3id.org/commoncause/ontology#exposed'
    """
    if name not in TERMS:
        raise KeyError(name)
    return CCF + name


def expand(curie: str) -> str:
    """Return the IRI that a prefixed name stands for; any other string comes back as it is.

    >>> expand("technique:rlhf")
    'https://w3id.org/commoncause/kb/technique/rlhf'
    """
    prefix, colon, local = curie.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else curie


def compact(iri: str) -> str:
    """Return ``prefix:local`` for an IRI of a known namespace, the IRI itself otherwise.

    >>> compact("https://w3id.org/commoncause/kb/failure-mode/al-gen")
    'failure:al-gen'
    >>> compact("https://example.org/")
    'https://example.org/'
    """
    best = max((p for p, base in PREFIXES.items() if iri.startswith(base)), key=_base_length, default=None)
    return iri if best is None else f"{best}:{iri[len(PREFIXES[best]) :]}"


def _base_length(prefix: str) -> int:
    return len(PREFIXES[prefix])


def slug(iri: str) -> str:
    """Return the last step of an IRI's path or its fragment.

    >>> slug("https://w3id.org/commoncause/kb/technique/rlhf"), slug(ccf("argued"))
    ('rlhf', 'argued')
    """
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def kind_of(iri: str) -> str:
    """Return what kind of thing an IRI of the knowledge base names, or ``"other"``.

    >>> kind_of("https://w3id.org/commoncause/kb/failure-mode/s-tax")
    'failure-mode'
    """
    return KINDS.get(compact(iri).partition(":")[0], "other")
