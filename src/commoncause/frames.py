"""Answers as pandas frames, each column with the type of its values; pandas is imported where it is used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from .model import Claim, Matrix
from .vocab import PREFIXES

if TYPE_CHECKING:
    import pandas
    import pyoxigraph as ox

__all__ = ["answer_frame", "claims_frame", "matrix_frame"]

_KINDS: Final = {
    **dict.fromkeys(
        "integer int long short byte nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger "
        "unsignedLong unsignedInt unsignedShort unsignedByte gYear".split(),
        "integer",
    ),
    **dict.fromkeys(("decimal", "double", "float"), "number"),
    "boolean": "boolean",
    "date": "date",
    "dateTime": "time",
    "dateTimeStamp": "time",
}
"""The types of XML Schema whose values a column may hold as such."""
_YEAR: Final = re.compile(r"(-?\d{4,})(?:Z|[+-]\d\d:\d\d)?")
_ZONE: Final = re.compile(r"(?:Z|[+-]\d\d:\d\d)$")
_LARGEST: Final = 2**63 - 1


def answer_frame(solutions: ox.QuerySolutions) -> pandas.DataFrame:
    """Return the rows of a SELECT query as a frame, a column for each variable.

    A column whose values are all of one kind has its type: ``int64`` (years too), ``float64``, ``bool``,
    ``datetime64`` (dates and times; in UTC where they have time zones), ``string`` for IRIs and texts. Where
    some are unbound, integers, numbers and truth values are of the nullable ``Int64``, ``Float64`` and
    ``boolean``, and the unbound ones are ``pandas.NA`` (``NaT`` for times). What is mixed, too large or no
    value of its type is a column of Python's own objects. No row: the columns are there, empty.
    """
    import pandas

    names = [variable.value for variable in solutions.variables]
    rows = [[row[name] for name in names] for row in solutions]
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    series = [_column(list(terms)) for terms in columns]
    frame = pandas.concat(series, axis=1) if series else pandas.DataFrame(index=range(len(rows)))
    frame.columns = pandas.Index(names, dtype=object)
    return frame


def _column(terms: Sequence[Any]) -> pandas.Series[Any]:
    import pandas

    read = [_read(term) for term in terms]
    kinds = {kind for kind, _ in read if kind}
    values = [pandas.NA if kind == "" else value for kind, value in read]
    has_gaps = any(kind == "" for kind, _ in read)
    if kinds == {"integer"}:
        return pandas.Series(values, dtype="Int64" if has_gaps else "int64")
    if kinds and kinds <= {"integer", "number"}:
        return pandas.Series(values, dtype="Float64" if has_gaps else "float64")
    if kinds == {"boolean"}:
        return pandas.Series(values, dtype="boolean" if has_gaps else "bool")
    if kinds == {"date"} or kinds == {"time"} or kinds == {"zoned"}:
        return _times(values, is_zoned=kinds == {"zoned"})
    return pandas.Series(values, dtype="string" if kinds == {"text"} else "object")


def _times(values: list[Any], *, is_zoned: bool) -> pandas.Series[Any]:
    """Return a column of times; of texts where one lies outside of what pandas can hold."""
    import pandas

    try:
        texts = pandas.Series(values, dtype="object")
        return pandas.to_datetime(texts, format="ISO8601", utc=is_zoned)
    except (ValueError, OverflowError):
        return pandas.Series(values, dtype="object")


def _read(term: Any) -> tuple[str, Any]:
    """Return the kind of a term, empty for an unbound one, and its Python value."""
    if term is None:
        return "", None
    datatype = getattr(getattr(term, "datatype", None), "value", "")
    text = term.value if hasattr(term, "value") else str(term)
    kind = _KINDS.get(datatype.removeprefix(PREFIXES["xsd"]), "text")
    try:
        return _value(kind, text)
    except ValueError:  # "abc"^^xsd:integer is well-formed RDF
        return "ill-typed", text


def _value(kind: str, text: str) -> tuple[str, Any]:
    if kind == "integer":
        year = _YEAR.fullmatch(text)
        number = int(year[1] if year else text)
        return (kind, number) if abs(number) <= _LARGEST else ("large", number)
    if kind == "number":
        return kind, float(text)
    if kind == "boolean":
        return kind, text in {"true", "1"}
    if kind == "time" and _ZONE.search(text):
        return "zoned", text
    if kind == "date" and _ZONE.search(text):
        return "text", text
    return kind, text


def matrix_frame(matrix: Matrix) -> pandas.DataFrame:
    """Return techniques by failure modes (or assumptions), each value the word of its verdict.

    What nobody assessed reads ``not-assessed``, which is not ``unclear``.
    """
    import pandas

    words = [[matrix.cells[t, f].verdict.value for f in matrix.failure_modes] for t in matrix.techniques]
    name = "assumption" if matrix.over == "assumptions" else "failure_mode"
    return pandas.DataFrame(
        words,
        index=pandas.Index(matrix.techniques, name="technique", dtype=object),
        columns=pandas.Index(matrix.failure_modes, name=name, dtype=object),
        dtype="string",
    )


def claims_frame(claims: Mapping[str, Claim]) -> pandas.DataFrame:
    """Return claims as a frame, one a row, by IRI; what they say stands in a column for each property.

    Things are prefixed names (``technique:rlhf``); several values of one property are joined by ``; ``; a
    property that a claim does not have is ``pandas.NA``.
    """
    import pandas

    ordered = [claims[iri] for iri in sorted(claims)]
    own = ("kind", "source", "section", "mode", "modality", "condition", "label", "rationale")
    says = sorted({name for claim in ordered for name in claim.says} - set(own))
    columns: dict[str, Iterable[Any]] = {
        name: [getattr(claim, name) or pandas.NA for claim in ordered] for name in own
    }
    columns |= {name: [_joined(claim.says.get(name, ()), pandas.NA) for claim in ordered] for name in says}
    index = pandas.Index([claim.iri for claim in ordered], name="claim", dtype=object)
    return pandas.DataFrame(columns, index=index, dtype="string")


def _joined(values: Sequence[str], nothing: Any) -> Any:
    return "; ".join(values) if values else nothing
