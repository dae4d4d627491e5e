"""A user's own matrix from CSV: long form, names verbatim, about AI or about anything else.

Columns ``technique``, ``failure_mode`` and, unless a row means *protected* by itself, ``verdict``; further
columns are ignored. A pair that no row lists is not assessed, or exposed where rows list what mitigates.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..errors import InvalidInputError
from ..files import read_text
from ..model import Assessment, Cell, Matrix, Verdict
from ..store import LONGEST_LITERAL
from ..views import View, exposure_matrix

__all__ = ["POLARITIES", "matrix_of", "read_relation", "relation_matrix"]

MOST_CELLS = 5_000_000
"""Largest matrix that is made, in cells."""
POLARITIES = ("verdicts", "mitigates")
_VERDICTS = {verdict.value: verdict for verdict in Verdict if verdict is not Verdict.NOT_ASSESSED}


def read_relation(path: Path, polarity: str = "verdicts") -> tuple[list[Assessment], list[str]]:
    """Return the assessments of a CSV file, in its order, and the failure modes that no technique covers.

    Each is named after its place, ``FILE#line=N`` (RFC 5147). Raises `InvalidInputError` with file and line
    for a file that cannot be read, a wrong header, a missing name or an unknown verdict.
    """
    rows = _rows(path)
    header = next(rows, (1, []))[1]
    needed = ["technique", "failure_mode"] + (["verdict"] if polarity == "verdicts" else [])
    missing = [name for name in needed if header.count(name) != 1]
    if missing:
        raise InvalidInputError(
            f"wrong header: {', '.join(missing)} missing or repeated",
            where=f"{path}:1",
            remedy=f"the first line must name the columns {','.join(needed)}",
        )
    found: list[Assessment] = []
    uncovered: list[str] = []
    for line, cells in rows:
        if len(cells) > len(header):
            what = f"{len(cells)} fields below {len(header)} columns"
            raise InvalidInputError(what, where=f"{path}:{line}", remedy="quote a field that has a comma")
        row = dict(zip(header, cells, strict=False))
        claim = _assessment(row, f"{path}:{line}", f"{path.name}#line={line}", polarity)
        if claim.technique:
            found.append(claim)
        else:
            uncovered.append(claim.failure_mode)
    if not found and not uncovered:
        raise InvalidInputError("no rows below the header", where=str(path), remedy="add one row a cell")
    return found, uncovered


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and stripped cells of each row that has any; a byte-order mark is dropped."""
    reader = csv.reader(io.StringIO(read_text(path, pipes=True), newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield line, stripped
            line = reader.line_num + 1
    except csv.Error as error:
        where = f"{path}:{reader.line_num}"
        raise InvalidInputError(f"not CSV: {error}", where=where, remedy="quote the cell") from error


def _assessment(row: dict[str, str], where: str, iri: str, polarity: str) -> Assessment:
    technique, mode = row.get("technique", ""), row.get("failure_mode", "")
    if not mode or (not technique and polarity == "verdicts"):
        empty = "failure_mode" if not mode else "technique"
        raise InvalidInputError(f"no {empty}", where=where, remedy="fill the cell or drop the row")
    for name in (technique, mode):
        if len(name) > LONGEST_LITERAL:
            remedy = f"shorten it to at most {LONGEST_LITERAL:,}"
            raise InvalidInputError(f"a name of {len(name):,} characters", where=where, remedy=remedy)
    if polarity == "mitigates":
        return Assessment(iri, technique, mode, Verdict.PROTECTED)
    given = row.get("verdict", "").casefold()
    if given not in _VERDICTS:
        raise InvalidInputError(
            f"unknown verdict {row.get('verdict', '')[:40]!r}",
            where=where,
            remedy=f"use {', '.join(_VERDICTS)}",
        )
    return Assessment(iri, technique, mode, _VERDICTS[given])


def matrix_of(path: Path, view: View, polarity: str = "verdicts") -> tuple[Matrix, dict[str, Assessment]]:
    """Return the matrix of a CSV file under the conflict rule of ``view``, and its assessments by name."""
    claims, uncovered = read_relation(path, polarity)
    _require_size({c.technique for c in claims}, {c.failure_mode for c in claims} | set(uncovered), path)
    return relation_matrix(claims, uncovered, view, polarity), {claim.iri: claim for claim in claims}


def relation_matrix(
    claims: Iterable[Assessment],
    failure_modes: Iterable[str],
    view: View,
    polarity: str = "verdicts",
    *,
    techniques: Iterable[str] = (),
) -> Matrix:
    """Return the matrix of the rows of a file, with failure modes and techniques that no row covers.

    >>> row = Assessment("a.csv#line=2", "t", "f", Verdict.PROTECTED)
    >>> relation_matrix([row], ["g"], View(), "mitigates").cells["t", "g"].verdict.value
    'exposed'
    """
    whole = View(
        conflict=view.conflict, not_assessed=view.not_assessed, everything=True, granted=view.granted
    )
    matrix = exposure_matrix(claims, whole, techniques=techniques, failure_modes=failure_modes)
    return _exposed_elsewhere(matrix) if polarity == "mitigates" else matrix


def _require_size(rows: set[str], columns: set[str], path: Path) -> None:
    if (cells := len(rows) * len(columns)) > MOST_CELLS:
        what = f"{len(rows):,} techniques x {len(columns):,} failure modes are {cells:,} cells"
        remedy = f"cut it down to {MOST_CELLS:,}"
        raise InvalidInputError(what, where=str(path), remedy=remedy)


def _exposed_elsewhere(matrix: Matrix) -> Matrix:
    """Read every pair that no row lists as exposed."""
    cells = {
        (cell.technique, cell.failure_mode): cell
        if cell.claims
        else Cell(cell.technique, cell.failure_mode, Verdict.EXPOSED)
        for cell in matrix
    }
    return Matrix(matrix.techniques, matrix.failure_modes, cells, matrix.not_assessed)
