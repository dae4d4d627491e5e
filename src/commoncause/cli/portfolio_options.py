"""Options on which portfolios may be chosen, and on what terms they are compared."""

from __future__ import annotations

from typing import Any

import click

from ..answers import Choices, Terms, choices_of
from ..errors import InvalidInputError
from .options import time_limit_option
from .probabilities import by_mode
from .question import Question

__all__ = ["portfolio_options", "terms_of"]


_ASKED = [
    click.option(
        "--given", multiple=True, metavar="NAME",
        help="This runs: portfolios that hold it, what each other adds, what is redundant.",
    ),
    click.option("--pareto", is_flag=True, help="Only portfolios that no other dominates, of any size."),
    click.option(
        "--find", "goal", type=click.Choice(["smallest", "independent", "coverage"]),
        help="One best portfolio among any number of techniques: the smallest without a single point "
        "of failure, the most that share nothing, the most failure modes covered.",
    ),
    click.option(
        "--min-order", type=click.IntRange(2), metavar="N",
        help="With --find smallest: no N-1 failure modes together defeat it (2).",
    ),
    time_limit_option("Seconds for --find (60)."),
]  # fmt: skip
_ALLOWED = [
    click.option(
        "--max-size", type=click.IntRange(1), metavar="K",
        help="Techniques of a portfolio at the most; default: 3, with --pareto and --find any.",
    ),
    click.option(
        "--no-single-point", is_flag=True, help="Only portfolios without a single point of failure."
    ),
    click.option("--compatible", is_flag=True, help="Leave out what is said to be incompatible."),
    click.option("--max-tax", type=float, metavar="X", help="Most safety tax; taxes add up."),
    click.option(
        "--tax", "taxes", multiple=True, metavar="NAME=X",
        help="Safety tax of a technique; default: low 0, moderate 1, high 2 as the sources have it.",
    ),
]  # fmt: skip
_PROBABILITIES = [
    click.option("--p", "chances", multiple=True, metavar="NAME=P", help="P of a failure mode."),
    click.option(
        "--p-default", type=float, default=0.1, show_default=True, metavar="P",
        help="P of any other failure mode.",
    ),
]  # fmt: skip


def portfolio_options(command: Any) -> Any:
    """Add the options of portfolios to a command."""
    for option in reversed([*_ASKED, *_ALLOWED, *_PROBABILITIES]):
        command = option(command)
    return command


def terms_of(
    question: Question,
    default_size: int | None,
    max_size: int | None,
    given: tuple[str, ...],
    taxes: tuple[str, ...],
    chances: tuple[str, ...],
    p_default: float,
    **terms: Any,
) -> Terms:
    """Return the terms that the options describe; `InvalidInputError` for what is no number."""
    if not 0 <= p_default <= 1:
        raise InvalidInputError(f"--p-default {p_default}", remedy="give a probability from 0 to 1")
    if terms["max_tax"] is not None and not 0 <= terms["max_tax"] < float("inf"):
        raise InvalidInputError(f"--max-tax {terms['max_tax']}", remedy="give a number, 0 or more")
    choices = Choices()
    if question.relation is None:
        choices = choices_of(question.claims.values(), question.view, question.kb.store)
    own = dict(_tax(question, text) for text in taxes)
    choices = Choices(
        {**choices.tax, **own}, choices.contested_tax - own.keys(), choices.compatibility, choices.combined
    )
    return Terms(
        choices=choices,
        p=by_mode(question, chances),
        p_default=p_default,
        given=frozenset(question.member(name) for name in given),
        max_size=max_size or default_size,
        **terms,
    )


def _tax(question: Question, text: str) -> tuple[str, float]:
    name, sign, value = text.rpartition("=")
    try:
        tax = float(value)
    except ValueError:
        tax = float("nan")
    if not sign or not 0 <= tax < float("inf"):
        raise InvalidInputError(f"--tax {text[:60]}", remedy="write NAME=X, X a number, 0 or more")
    return question.member(name), tax
