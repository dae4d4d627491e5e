"""Drafts of claims: what a source says, where, how firmly and on what grounds."""

from __future__ import annotations

import re
from collections.abc import Callable

import pyoxigraph as ox

from ..errors import InvalidInputError
from ..vocab import compact, expand, slug
from . import spans
from .desk import Desk, Draft, Facts, Term, Values, english, nodes, plain
from .kinds import Kind
from .naming import numbered, slugified

__all__ = ["claim", "defect", "mapping"]

_TECHNIQUES = ("technique", "combination")
_HEADINGS = {"compatibility": "compatibility of techniques"}
_NUMBERS = {
    "value": "ccf:value",
    "at-least": "ccf:lowerBound",
    "more-than": "ccf:exclusiveLowerBound",
    "at-most": "ccf:upperBound",
    "less-than": "ccf:exclusiveUpperBound",
}


def claim(desk: Desk, kind: Kind, values: Values) -> list[Draft]:
    """Return the draft of a claim that a source makes, with those of its passages that are new."""
    source = desk.name(values["source"], "source")
    tail, says = _SAYS[kind.name](desk, values)
    works = {
        "cito:citesAsEvidence": desk.names(values["evidence"], "source"),
        "cito:citesForInformation": desk.names(values["information"], "source"),
        "prov:wasAttributedTo": desk.names(filter(None, [values["attributed-to"]]), "source"),
    }
    condition = values["condition"] and desk.name(values["condition"], "assumption", "failure-mode")
    facts: dict[str, list[Term]] = {
        "a": nodes(f"ccf:{kind.term}"),
        "ccf:statedIn": nodes(source),
        "ccf:section": plain(values["section"]),
        "ccf:mode": nodes(f"ccf:{values['mode']}"),
        "ccf:modality": nodes(f"ccf:{values['modality']}"),
        "ccf:condition": nodes(condition),
        "ccf:rationale": english(values["rationale"]),
        **{name: nodes(*found) for name, found in works.items()},
        **{name: list(terms) for name, terms in says.items()},
    }
    name = f"claim:{slug(expand(source))}-{slugified(values['section'])}-{tail}"
    return _with_passages(desk, source, name, facts, _HEADINGS.get(kind.name, f"{kind.name}s"), values)


def defect(desk: Desk, kind: Kind, values: Values) -> list[Draft]:
    """Return the draft of a defect of a source, with those of its passages that are new."""
    source = desk.name(values["source"], "source")
    facts: dict[str, list[Term]] = {
        "a": nodes("ccf:Defect", "ccf:CuratorStatement"),
        "prov:wasDerivedFrom": nodes(source, *(_known(desk, name) for name in values["claim"])),
        "ccf:section": plain(values["section"]),
        "ccf:severity": nodes(f"ccf:{values['severity']}"),
        "ccf:wrong": english(values["wrong"]),
        "ccf:right": english(values["right"]),
        "ccf:rationale": english(values["rationale"]),
    }
    what = slugified(values["wrong"], 40)
    name = f"defect:{slug(expand(source))}-{slugified(values['section'])}-{what}".strip("-")
    return _with_passages(desk, source, name, facts, "defects", values)


def mapping(desk: Desk, kind: Kind, values: Values) -> list[Draft]:
    """Return the draft of a mapping between the vocabularies of two sources."""
    sources = desk.names(values["source"], "source")
    left, right = desk.name(values["subject"]), desk.name(values["object"])
    facts: dict[str, list[Term]] = {
        "a": nodes("ccf:Mapping", "ccf:CuratorStatement"),
        "prov:wasDerivedFrom": nodes(*sources),
        "sssom:subject_id": nodes(left),
        "sssom:predicate_id": nodes(f"skos:{values['match']}Match"),
        "sssom:object_id": nodes(right),
        "sssom:mapping_justification": nodes("semapv:ManualMappingCuration"),
        "sssom:confidence": [_number("confidence", values["confidence"], as_decimal=True)],
        "ccf:rationale": english(values["rationale"]),
    }
    name = numbered(f"claim:mapping-{slug(expand(left))}-{slug(expand(right))}", desk.taken)
    title = "Mappings between the vocabularies of the sources."
    return [Draft(desk.home.kb / "mappings.ttl", name, facts, "mappings", title)]


def _with_passages(
    desk: Desk, source: str, name: str, facts: dict[str, list[Term]], heading: str, values: Values
) -> list[Draft]:
    found = spans.passages(desk, source, values)
    facts["ccf:passage"] = nodes(*(f"passage:{p.text}-{p.start}-{p.end}" for p in found))
    file, title = desk.claims_file(source)
    draft = Draft(file, numbered(name, desk.taken), facts, heading, title)
    return [draft, *spans.drafts(desk, found, file, title)]


def _known(desk: Desk, name: str) -> str:
    short = compact(expand(name if ":" in name else f"claim:{name}"))
    if short not in desk.taken:
        raise InvalidInputError(f"unknown claim {name!r}", remedy="`commoncause show NAME` lists its claims")
    return short


def _number(name: str, text: str, *, as_decimal: bool = False) -> Term:
    """Return a number as it is written, of the datatype that Turtle gives it."""
    if re.fullmatch("[+-]?[0-9]+", text, re.ASCII) and not as_decimal:
        datatype = "integer"
    elif re.fullmatch(r"[+-]?[0-9]*\.?[0-9]+", text, re.ASCII):
        datatype, text = "decimal", text if "." in text else f"{text}.0"
    elif re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]{1,3}", text, re.ASCII) and not as_decimal:
        datatype = "double"
    else:
        raise InvalidInputError(f"--{name} is no number: {text!r}", remedy="write it as 0.25")
    return ox.Literal(text, datatype=ox.NamedNode(expand(f"xsd:{datatype}")))


Said = tuple[str, Facts]


def _assessment(desk: Desk, values: Values) -> Said:
    technique = desk.name(values["technique"], *_TECHNIQUES)
    mode = desk.name(values["failure-mode"], "failure-mode")
    says = {"ccf:technique": nodes(technique), "ccf:failureMode": nodes(mode)}
    says |= {"ccf:verdict": nodes(f"ccf:{values['verdict']}")} if "verdict" in values else {}
    says |= {"ccf:grade": plain(values["grade"])} if "grade" in values else {}
    joint = "" if "verdict" in values else "mitigates-"
    return f"{desk.short(technique)}-{joint}{desk.short(mode)}", says


def _reliance(desk: Desk, values: Values) -> Said:
    technique = desk.name(values["technique"], *_TECHNIQUES)
    assumption = desk.name(values["assumption"], "assumption")
    says = {"ccf:technique": nodes(technique), "ccf:assumption": nodes(assumption)}
    return f"{desk.short(technique)}-rests-on-{desk.short(assumption)}", says


def _negation(desk: Desk, values: Values) -> Said:
    mode = desk.name(values["failure-mode"], "failure-mode")
    assumption = desk.name(values["assumption"], "assumption")
    says = {
        "ccf:failureMode": nodes(mode),
        "ccf:degree": nodes(f"ccf:{values['degree']}"),
        "ccf:assumption": nodes(assumption),
    }
    return f"{desk.short(mode)}-{values['degree']}-{desk.short(assumption)}", says


def _compatibility(desk: Desk, values: Values) -> Said:
    pair = list(dict.fromkeys(desk.names(values["technique"], *_TECHNIQUES)))
    if len(pair) != 2:
        raise InvalidInputError(f"{len(pair)} techniques, not two", remedy="name two different ones with -t")
    says = {"ccf:technique": nodes(*pair), "ccf:verdict": nodes(f"ccf:{values['verdict']}")}
    return f"{desk.short(pair[0])}-{desk.short(pair[1])}-compatibility", says


def _classification(desk: Desk, values: Values) -> Said:
    about, category = desk.name(values["about"]), desk.name(values["category"], "category")
    scheme = min(map(compact, desk.concepts[expand(category)].broader))
    says = {"ccf:about": nodes(about), "ccf:scheme": nodes(scheme), "ccf:category": nodes(category)}
    return f"{desk.short(about)}-{slug(expand(scheme))}", says


def _measurement(desk: Desk, values: Values) -> Said:
    about, metric = desk.names(values["about"]), desk.name(values["metric"], "category")
    given = {name: values[name] for name in _NUMBERS if values[name] is not None}
    says: dict[str, list[Term]] = {
        "ccf:about": nodes(*about),
        "ccf:metric": nodes(metric),
        **{_NUMBERS[name]: [_number(name, text)] for name, text in given.items()},
        "ccf:isApproximate": [ox.Literal(True)] if values["approximate"] else [],
        "ccf:unit": plain(values["unit"]),
        "ccf:conditions": plain(values["conditions"]),
        "ccf:grade": plain(values["grade"]),
    }
    what = slug(expand(metric)).removeprefix("metric-")
    return f"{desk.short(about[0])}-{what}", says


def _conclusion(desk: Desk, values: Values) -> Said:
    says = {
        "skos:prefLabel": english(values["statement"]),
        "ccf:about": nodes(*desk.names(values["about"])),
        "ccf:testedBy": nodes(_test(desk, values["tested-by"] or "none")),
        "ccf:singlesOut": nodes(*desk.names(values["singles-out"])),
    }
    return f"conclusion-{slugified(values['statement'], 40)}".strip("-"), says


def _test(desk: Desk, name: str) -> str:
    known = {row["t"] for row in desk.store.select("SELECT ?t WHERE { ?t a ccf:Test }")}
    iri = expand(f"test:{name.removeprefix('test:')}")
    if known and iri not in known:
        listed = ", ".join(sorted(map(slug, known)))
        raise InvalidInputError(f"unknown test {name!r}", remedy=f"one of {listed}")
    return iri


_SAYS: dict[str, Callable[[Desk, Values], Said]] = {
    "assessment": _assessment,
    "classification": _classification,
    "compatibility": _compatibility,
    "conclusion": _conclusion,
    "measurement": _measurement,
    "mitigation": _assessment,
    "negation": _negation,
    "reliance": _reliance,
}
