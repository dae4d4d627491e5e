"""How the house lays out a paragraph of Turtle: the order of its statements and where lines break.

The order and the grouping are those that the files of ``kb/`` were written with. A line holds up to
`WIDTH` characters unless a single text is longer, which cannot be broken without changing it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

__all__ = ["WIDTH", "paragraph"]

WIDTH = 160
"""Longest line, in characters, where breaking it is possible."""
FILL = 110
"""Longest line of a list of objects that is broken."""

_ROWS = """
a ccf:textOf
skos:prefLabel skos:notation
skos:altLabel
skos:definition
skos:broader
skos:related
ccf:combines
skos:inScheme ccf:position
dcterms:title
dcterms:creator
ccf:authors
dcterms:date dcterms:isPartOf bibo:volume bibo:issue bibo:pages dcterms:publisher fabio:hasArXivId bibo:doi \
dcterms:identifier dcterms:source
dcterms:isReplacedBy owl:deprecated
cito:cites
ccf:sha256
ccf:inText oa:start oa:end
grounds-of-a-defect
ccf:statedIn ccf:section ccf:severity
ccf:mode ccf:modality ccf:condition
sssom:subject_id sssom:predicate_id sssom:object_id
sssom:mapping_justification sssom:confidence
ccf:about ccf:scheme ccf:category ccf:metric
ccf:value ccf:lowerBound ccf:exclusiveLowerBound ccf:upperBound ccf:exclusiveUpperBound \
ccf:isApproximate ccf:unit
ccf:technique ccf:failureMode ccf:degree ccf:assumption ccf:grade
ccf:conditions
ccf:verdict ccf:coversNarrower
ccf:testedBy
ccf:singlesOut
ccf:wrong
ccf:right
ccf:rationale
cito:
prov:wasAttributedTo
ccf:passage
prov:wasDerivedFrom
skos:editorialNote
"""
_PLACE = {
    predicate: (row, column)
    for row, line in enumerate(_ROWS.split("\n"))
    for column, predicate in enumerate(line.split())
}
_GROUNDS = "prov:wasDerivedFrom"
_LAST = (len(_PLACE) + 1, 0)

Fact = tuple[str, Sequence[str]]


def paragraph(subject: str, facts: Iterable[Fact]) -> str:
    """Return the paragraph that says ``facts``, predicates with their objects as Turtle has them.

    The objects of a predicate keep their order; predicates come in the order of the house, those that it
    does not know last, by name.

    >>> facts = [("ccf:section", ['"2"']), ("ccf:statedIn", ["source:s"]), ("a", ["ccf:Reliance"])]
    >>> print(paragraph("claim:c", facts))
    claim:c a ccf:Reliance ;
        ccf:statedIn source:s ; ccf:section "2" .
    """
    lines = [line for row in _rows(list(facts)) for line in _lines(row)]
    return f"{subject} " + " ;\n    ".join(lines) + " ."


def _place(predicate: str, is_defect: bool) -> tuple[tuple[int, int], str]:
    """Return what predicates are sorted by; a defect begins with what it was found in."""
    if predicate == _GROUNDS and is_defect:
        return (_PLACE["grounds-of-a-defect"], predicate)
    family = predicate if predicate in _PLACE else predicate.partition(":")[0] + ":"
    return (_PLACE.get(family, _LAST), predicate)


def _rows(facts: Sequence[Fact]) -> Iterator[list[Fact]]:
    """Yield the facts that may share a line, row by row."""
    row: list[Fact] = []
    is_defect = any(predicate == "ccf:wrong" for predicate, _ in facts)
    for fact in sorted(facts, key=lambda fact: _place(fact[0], is_defect)):
        if row and not _share(row[-1][0], fact[0]):
            yield row
            row = []
        row.append(fact)
    if row:
        yield row


def _share(left: str, right: str) -> bool:
    return left in _PLACE and right in _PLACE and _PLACE[left][0] == _PLACE[right][0]


def _lines(row: Iterable[Fact]) -> Iterator[str]:
    line = ""
    for predicate, objects in row:
        statement = _statement(predicate, objects)
        joined = f"{line} ; {statement}" if line else statement
        if line and ("\n" in joined or len(joined) + 6 > WIDTH):
            yield line
            joined = statement
        line = joined
    yield line


def _statement(predicate: str, objects: Sequence[str]) -> str:
    if predicate == _GROUNDS:
        works = list(takewhile(lambda name: name.startswith("source:"), objects))
        return f"{predicate} " + ",\n        ".join(filter(None, [", ".join(works), *objects[len(works) :]]))
    whole = f"{predicate} " + ", ".join(objects)
    return whole if len(whole) + 6 <= WIDTH else _filled(predicate, objects)


def _filled(predicate: str, objects: Sequence[str]) -> str:
    """Break a list of objects into lines of up to `FILL` characters."""
    lines, line = [], f"    {predicate} {objects[0]}"
    for item in objects[1:]:
        if len(line) + len(item) + 4 > FILL:
            lines.append(f"{line},")
            line = f"        {item}"
        else:
            line += f", {item}"
    return "\n".join([*lines, line]).lstrip(" ")
