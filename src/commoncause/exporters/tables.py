"""CSV tables: the matrix in long and wide form, the things, the works, and the claims by kind.

RFC 4180 in UTF-8 with a line feed at the end of each line. Several values in one cell are separated by
``"; "``. Claims are named by their IRIs, other things by their slugs, or by prefix and slug under ``about``,
where a claim may speak of several kinds. A cell that a spreadsheet would run as a formula gets a leading
apostrophe (OWASP, CSV injection), unless it is a plain number.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from ..model import Claim, Thing, Verdict
from ..views import View
from ..vocab import expand, slug
from .works import Work, works

if TYPE_CHECKING:
    from ..knowledge_base import KnowledgeBase

__all__ = ["CLAIM_TABLES", "THING_TABLES", "tables"]

Row = Sequence[object]

THING_TABLES = {
    "technique": "techniques.csv",
    "failure-mode": "failure-modes.csv",
    "assumption": "assumptions.csv",
    "combination": "combinations.csv",
    "attack": "attacks.csv",
    "framework": "frameworks.csv",
}
CLAIM_TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "assessment": ("assessments.csv", ("technique", "failureMode", "verdict")),
    "reliance": ("reliances.csv", ("technique", "assumption")),
    "negation": ("negations.csv", ("failureMode", "assumption", "degree")),
    "compatibility": ("compatibilities.csv", ("technique", "verdict")),
    "classification": ("classifications.csv", ("about", "scheme", "category")),
    "measurement": (
        "measurements.csv",
        (
            "about",
            "metric",
            "value",
            "lowerBound",
            "upperBound",
            "exclusiveLowerBound",
            "exclusiveUpperBound",
            "isApproximate",
            "grade",
            "unit",
            "conditions",
        ),
    ),
    "mitigation": ("mitigations.csv", ("technique", "failureMode", "grade")),
    "mapping": (
        "mappings.csv",
        ("subject_id", "predicate_id", "object_id", "mapping_justification", "confidence"),
    ),
    "conclusion": ("conclusions.csv", ("about", "singlesOut", "testedBy")),
    "defect": ("defects.csv", ("severity", "wrong", "right")),
}
"""Kind of claim -> its file and what it says, one column each."""

_THING = ("slug", "notation", "label", "alternatives", "definition", "broader", "position", "iri")
_WORK = ("title", "authors", "date", "kind", "venue", "volume", "issue", "pages", "doi", "arxiv", "url")
_CLAIM: dict[str, Callable[[Claim], object]] = {
    "source": lambda claim: claim.origin,
    "section": lambda claim: claim.section,
    "mode": lambda claim: claim.mode,
    "modality": lambda claim: claim.modality,
    "condition": lambda claim: claim.condition,
    "label": lambda claim: claim.label,
    "rationale": lambda claim: claim.rationale,
    "cites": lambda claim: claim.cites,
    "derived_from": lambda claim: claim.derived_from,
    "passages": lambda claim: [f"{p.text} {p.start}-{p.end}" for p in claim.passages],
    "claim": lambda claim: claim.iri,
}
_AS_THEY_ARE = frozenset(
    "about metric value lowerBound upperBound exclusiveLowerBound exclusiveUpperBound isApproximate unit "
    "conditions grade wrong right singlesOut subject_id predicate_id object_id mapping_justification "
    "confidence".split()
)
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def tables(kb: KnowledgeBase, view: View) -> dict[str, str]:
    """Return file name -> content of every table; the two matrices are those of ``view``.

    ``matrix.csv`` has the columns ``technique,failure_mode,verdict`` and a row for each assessed cell, so
    that ``--relation`` reads it back; ``matrix-table.csv`` has a row for each technique. Things stand in the
    order of the sources' own lists, claims in that of their IRIs.
    """
    found = _matrices(kb, view)
    for kind, name in THING_TABLES.items():
        found[name] = _csv(_THING, map(_thing_row, kb.of_kind(kind)))
    found["papers.csv"] = _csv(("slug", "label", *_WORK, "iri"), map(_work_row, works(kb)))
    for kind, (name, says) in CLAIM_TABLES.items():
        claims = [claim for claim in kb.claims.values() if claim.kind == kind]
        columns = (*map(_snake, says), *_CLAIM)
        found[name] = _csv(columns, (_claim_row(claim, says) for claim in claims))
    return found


def _matrices(kb: KnowledgeBase, view: View) -> dict[str, str]:
    matrix = kb.matrix(view)
    rows = _in_order(kb, "technique", matrix.techniques)
    columns = _in_order(kb, "failure-mode", matrix.failure_modes)
    verdicts = {(t, f): matrix.cells[t, f].verdict for t in rows for f in columns}
    assessed = ((*pair, verdict) for pair, verdict in verdicts.items() if verdict is not Verdict.NOT_ASSESSED)
    wide = ((t, *(verdicts[t, f] for f in columns)) for t in rows)
    return {
        "matrix.csv": _csv(("technique", "failure_mode", "verdict"), assessed),
        "matrix-table.csv": _csv(("technique", *columns), wide),
    }


def _in_order(kb: KnowledgeBase, kind: str, slugs: Iterable[str]) -> list[str]:
    place = {thing.slug: thing.order for thing in kb.of_kind(kind)}
    return sorted(slugs, key=lambda name: (name not in place, place.get(name, (0, name))))


def _thing_row(thing: Thing) -> Row:
    names = (thing.slug, thing.notation, thing.label, thing.alternatives, thing.definition)
    place = "" if thing.position is None else thing.position
    return (*names, [slug(iri) for iri in thing.broader], place, thing.iri)


def _work_row(work: Work) -> Row:
    return (work.thing.slug, work.thing.label, *(getattr(work, name) for name in _WORK), work.thing.iri)


def _claim_row(claim: Claim, says: Iterable[str]) -> Row:
    return (*(_said(claim, name) for name in says), *(value(claim) for value in _CLAIM.values()))


def _said(claim: Claim, name: str) -> list[str]:
    values = claim.says.get(name, ())
    return [value if name in _AS_THEY_ARE else slug(expand(value)) for value in values]


def _snake(name: str) -> str:
    """Return a property's name as a column's.

    >>> _snake("failureMode")
    'failure_mode'
    """
    return re.sub("[A-Z]", lambda capital: "_" + capital.group().lower(), name)


def _csv(columns: Sequence[str], rows: Iterable[Row]) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(map(_cell, columns))
    writer.writerows(map(_cell, row) for row in rows)
    return buffer.getvalue()


def _cell(value: object) -> str:
    r"""Return what stands in a cell: several values in one, and nothing that a spreadsheet would run.

    >>> _cell(("a", "b")), _cell("=1+1"), _cell("-0.5"), _cell("-x")
    ('a; b', "'=1+1", '-0.5', "'-x")
    """
    text = "; ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
    return "'" + text if text[:1] in tuple("=+-@\t\r") and not _NUMBER.fullmatch(text) else text
