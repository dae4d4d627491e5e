"""Answers as pictures: what ``--plot FILE.svg`` writes beside the answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..drawing.lettering import counted
from ..errors import InvalidInputError
from ..model import Matrix
from .question import Question

__all__ = ["columns", "plot_option", "ranges", "reach", "save", "shared_sets", "slices", "weights"]

plot_option = click.option(
    "--plot", type=click.Path(path_type=Path), metavar="FILE.svg", help="Draw the answer into this file too."
)


def save(path: Path, svg: str) -> None:
    """Write a picture whole or not at all; refuse a name that says another format."""
    from ..exporters.build import write_files

    if path.suffix.lower() != ".svg":
        raise InvalidInputError(f"--plot {path}", remedy="pictures are SVG: name a file that ends in .svg")
    write_files({path.name: svg.encode("utf-8", "replace")}, path.parent)


def slices(question: Question, matrix: Matrix) -> str:
    """Return the Swiss-cheese picture of a portfolio."""
    from ..drawing.swiss_cheese import swiss_cheese

    rows = question.in_order(matrix.techniques, "technique")
    columns = question.in_order(matrix.failure_modes, "failure-mode")
    cells = {t: {f: matrix.cells[t, f].verdict.value for f in columns} for t in rows}
    return swiss_cheese(cells, label=question.label, not_assessed=matrix.not_assessed.value)


def shared_sets(question: Question, matrix: Matrix) -> str:
    """Return the UpSet plot of what techniques share."""
    from ..drawing.upset import upset

    kind = "assumption" if matrix.over == "assumptions" else "failure-mode"
    rows = question.in_order(matrix.techniques, "technique")
    exposure = {reading: matrix.exposure(reading) for reading in ("certain", "possible")}
    ordered = {reading: {t: sorted(sets[t]) for t in rows} for reading, sets in exposure.items()}
    return upset(ordered, label=question.label, kinds=("technique", kind))


def columns(question: Question, relation: Matrix, answer: dict[str, Any], need: int, *, paths: bool) -> str:
    """Return the picture of minimal cut sets or path sets: a column of dots each."""
    from ..drawing.set_columns import set_columns

    kind = relation.over.removesuffix("s")
    found = {reading: answer[reading] for reading in ("certain", "possible")}
    order = question.in_order(relation.failure_modes, kind)
    n = counted(len(relation.techniques), "technique")
    holds = f"{'one' if need == 1 else f'{need:,}'} of them {'does' if need == 1 else 'do'}"
    notes = [f"The portfolio of {n} holds while {holds}."]
    return set_columns(found, order, label=question.label, kind=kind, paths=paths, notes=notes)


def reach(question: Question, matrix: Matrix, need: int) -> str:
    """Return the bars of how many techniques each failure mode, and each assumption, strikes."""
    from ..drawing.reach import reach_bars

    exposures = {}
    for relation in (matrix, question.assumptions):
        rows = question.in_order(relation.techniques, "technique")
        sets = {reading: relation.exposure(reading) for reading in ("certain", "possible")}
        exposures[relation.over.removesuffix("s")] = {r: {t: of[t] for t in rows} for r, of in sets.items()}
    return reach_bars(exposures, fatal=len(matrix.techniques) - need + 1, label=question.label)


def ranges(question: Question, portfolios: list[dict[str, Any]], notes: list[str]) -> str:
    """Return the ranges of decades of portfolios."""
    from ..drawing.portfolio_ranges import portfolio_ranges

    rows = [{**row, "techniques": question.in_order(row["techniques"], "technique")} for row in portfolios]
    return portfolio_ranges(rows, label=question.label, notes=notes)


def weights(question: Question, answer: dict[str, Any]) -> str:
    """Return the tornado chart of an answer on risk where it has one, else the bars of importance."""
    from ..analysis.importance import FORMULAS
    from ..drawing.bars import importance_bars
    from ..drawing.tornado import tornado

    if "tornado" in answer and answer["exact"]:
        return tornado(answer["tornado"], answer["probability"], label=question.label)
    return importance_bars(answer["importance"], formulas=FORMULAS, label=question.label)
