"""Errors found in the sources."""

from __future__ import annotations

import click

from ..answers import defects_answer
from ..knowledge_base import load
from .options import common_options
from .output import Sheet, Table, emit


@click.command("defects")
@common_options()
def command(where: str | None, format_: str) -> None:
    """Print what is wrong in the sources, where, and what is right.

    Example: commoncause defects
    """
    answer = defects_answer(load(where).claims)
    columns = ["source", "section", "severity", "wrong", "right"]

    def _rows(names: list[str]) -> list[list[str]]:
        return [[defect[name] for name in names] for defect in answer["defects"]]

    sheet = Sheet(["iri", *columns], _rows(["iri", *columns]))
    emit(format_, answer, lambda: [Table(columns, _rows(columns))], lambda: sheet)
