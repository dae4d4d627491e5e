"""Options that commands share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..errors import InvalidInputError
from ..views import CONFLICT_RULES
from ..vocab import VALUES

if TYPE_CHECKING:
    from ..knowledge_base import KnowledgeBase

__all__ = ["common_options", "loaded", "need_option", "question_options", "time_limit_option"]

Command = TypeVar("Command", bound=Callable[..., Any])


def _forget_colour(_ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        os.environ["NO_COLOR"] = "1"


def common_options(*formats: str) -> Callable[[Command], Command]:
    """Add ``--kb``, ``--format`` (table, json, csv and ``formats``) and ``--no-color`` to a command."""
    choices = click.Choice(["table", "json", "csv", *formats])
    options = [
        click.option("--kb", "where", metavar="WHERE", help="Folder of the knowledge base."),
        click.option("--format", "format_", type=choices, default="table", show_default=True),
        click.option(
            "--no-color", is_flag=True, expose_value=False, callback=_forget_colour, help="No colour."
        ),
    ]
    return lambda command: _decorated(command, options)


def loaded(where: str | None) -> KnowledgeBase:
    """Return the knowledge base that a command is asked about: the one it runs on already, or a folder's."""
    from ..knowledge_base import KnowledgeBase, load

    context = click.get_current_context(silent=True)
    held = context.find_object(KnowledgeBase) if context else None
    return held or load(where)


def seconds(_ctx: click.Context, param: click.Parameter, value: float | None) -> float | None:
    """Refuse a time limit after which nothing would ever stop; a callback of click."""
    if value is not None and not 0 < value < float("inf"):
        raise InvalidInputError(f"{param.opts[0]} {value}", remedy="give seconds, more than 0")
    return value


def time_limit_option(help_: str, default: float | None = None) -> Callable[[Command], Command]:
    """Return the option ``--time-limit``; ``help_`` says what happens after so many seconds."""
    return click.option(
        "--time-limit",
        type=float,
        callback=seconds,
        default=default,
        show_default=default is not None,
        metavar="S",
        help=help_,
    )


need_option = click.option(
    "--need",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    metavar="K",
    help="The portfolio holds while K techniques do.",
)


def _decorated(command: Command, options: Iterable[Callable[[Any], Any]]) -> Command:
    for option in reversed(list(options)):
        command = option(command)
    return command


_VIEW_OPTIONS = [
    click.option(
        "-t", "--technique", "techniques", multiple=True, metavar="NAME", help="Only this technique."
    ),
    click.option(
        "-f", "--failure-mode", "modes", multiple=True, metavar="NAME", help="Only this failure mode."
    ),
    click.option("--source", "sources", multiple=True, metavar="S", help="Only claims of this source."),
    click.option(
        "--mode", "how", multiple=True, type=click.Choice(VALUES["Mode"]), help="Only claims made so."
    ),
    click.option(
        "--conflict",
        type=click.Choice(list(CONFLICT_RULES)),
        default="unclear",
        show_default=True,
        help="What a cell becomes when its claims differ.",
    ),
    click.option("--inferred", is_flag=True, help="Let inferred assessments count."),
    click.option(
        "--all", "everything", is_flag=True, help="All techniques and failure modes, assessed or not."
    ),
    click.option("--split", is_flag=True, help="Put the parts of a bundled failure mode in its place."),
    click.option(
        "--not-assessed",
        type=click.Choice(["exposed", "protected"]),
        default="exposed",
        show_default=True,
        help="How the possible reading takes a cell that nobody assessed.",
    ),
    click.option("--grant", "granted", multiple=True, metavar="NAME", help="Take this condition as given."),
    click.option(
        "--relation", type=click.Path(path_type=Path), metavar="CSV", help="Use this matrix instead."
    ),
    click.option(
        "--polarity",
        type=click.Choice(["verdicts", "mitigates"]),
        default="verdicts",
        show_default=True,
        help="What a row of --relation means.",
    ),
]


def question_options(command: Command) -> Command:
    """Add the options of a view and a portfolio; the command receives them as one `Question`."""

    def _wrapped(**values: Any) -> Any:
        from .question import Question

        given = {field.name: values.pop(field.name) for field in fields(Question) if field.init}
        return command(question=Question(**given), **values)

    _wrapped.__doc__, _wrapped.__name__ = command.__doc__, command.__name__
    _wrapped.__click_params__ = list(getattr(command, "__click_params__", []))  # type: ignore[attr-defined]
    return _decorated(_wrapped, _VIEW_OPTIONS)  # type: ignore[return-value]
