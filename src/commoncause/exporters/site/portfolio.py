"""What the page needs to answer for any portfolio as the command does: combinations, readings, options."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ... import catalogue
from ...answers.choices import combined_in
from ...model import Matrix, Verdict
from ...views import View

if TYPE_CHECKING:
    from ...knowledge_base import KnowledgeBase

__all__ = ["portfolio_terms", "view_options"]


def portfolio_terms(kb: KnowledgeBase, view: View, matrix: Matrix, reliances: Matrix) -> dict[str, Any]:
    """Return what counts when a reader of the page ticks techniques of ``matrix``.

    ``not_assessed`` is how the possible reading takes a cell that nobody assessed; ``combined`` are
    ``[combination, its parts]``, in whose place it counts; ``open_reliances`` are ``[technique, assumption]``
    that count in the possible reading alone; ``options`` make the command line see the same cells, and for
    ``assumptions`` the same ``reliances``. All sorted.
    """
    combined = combined_in(matrix, catalogue.combinations(kb.store))
    unclear = (cell for cell in reliances if cell.claims and cell.verdict is Verdict.UNCLEAR)
    return {
        "not_assessed": matrix.not_assessed.value,
        "combined": [[whole, sorted(parts)] for whole, parts in sorted(combined.items())],
        "open_reliances": sorted([cell.technique, cell.failure_mode] for cell in unclear),
        "options": {
            "cells": view_options(view),
            "assumptions": view_options(replace(view, modes=frozenset())),
        },
    }


def view_options(view: View) -> list[str]:
    """Return the options, a word each, that ask the command line for ``view``.

    >>> view_options(View(sources=frozenset({"dung-mai-2025"}), modes=frozenset({"tabulated"})))
    ['--source', 'dung-mai-2025', '--mode', 'tabulated']
    >>> view_options(View())
    []
    """
    named = (("--source", view.sources), ("--mode", view.modes), ("--grant", view.granted))
    words = [word for option, names in named for name in sorted(names) for word in (option, name)]
    if view.conflict != View().conflict:
        words += ["--conflict", view.conflict]
    if view.not_assessed != View().not_assessed:
        words += ["--not-assessed", view.not_assessed.value]
    flags = {"--inferred": view.inferred, "--all": view.everything, "--split": view.split}
    return words + [flag for flag, is_set in flags.items() if is_set]
