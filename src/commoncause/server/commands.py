"""The answers of the command line for programs elsewhere: the same commands, options and JSON.

A command is run in a worker with ``--format json`` and nothing that names a file; so what the help of a
command says holds here too, and what it refuses is refused in the same words.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from typing import Final

import click

from ..errors import InvalidInputError, UnknownNameError, shortened
from ..knowledge_base import KnowledgeBase

__all__ = ["ANSWERS", "arguments_of", "command_of", "parameters_of", "run_command"]

ANSWERS: Final = (
    "clusters",
    "conclusions",
    "conflicts",
    "cut-sets",
    "defects",
    "evidence",
    "evidence-hinges",
    "evidence-retract",
    "explain",
    "matrix",
    "portfolios",
    "risk",
    "robustness",
    "show",
    "single-points",
)
"""The commands that are answered over HTTP."""
_NOT_OFFERED: Final = frozenset({"where", "format_", "plot", "relation", "polarity", "scenarios", "no_color"})


@cache
def command_of(name: str) -> click.Command:
    """Return the command of the command line. Raises `UnknownNameError` for one that is not answered."""
    if name not in ANSWERS:
        raise UnknownNameError(name, "answer", candidates=ANSWERS)
    if name.startswith("evidence-"):
        return command_of("evidence").commands[name.removeprefix("evidence-")]  # type: ignore[attr-defined, no-any-return]
    command: click.Command = import_module(f"..cli.{name.replace('-', '_')}", __package__).command
    return command


@cache
def parameters_of(name: str) -> Mapping[str, click.Parameter]:
    """Return parameter of a request -> option or argument of the command: those that name no file."""
    offered = [p for p in command_of(name).params if p.name not in _NOT_OFFERED and p.expose_value]
    return {_called(parameter): parameter for parameter in offered}


def _called(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Argument):
        return "name"
    return max(parameter.opts, key=len).lstrip("-")


def arguments_of(name: str, given: Iterable[tuple[str, str]], time_limit: float) -> list[str]:
    """Return the arguments of a command for the parameters of a request, in their order.

    ``time_limit`` holds for commands that take one, unless the request gives less. Raises `InvalidInputError`
    for a parameter that the command lacks and `UnknownNameError` for a command that is not answered.

    >>> arguments_of("single-points", [("technique", "rlhf"), ("split", "true")], 5)
    ['--format=json', '--technique=rlhf', '--split']
    """
    known = parameters_of(name)
    options, names, limits = ["--format=json"], [], [time_limit]
    for key, value in given:
        parameter = known.get(key)
        if parameter is None:
            what = f"unknown parameter {shortened(key)!r} of {name}"
            raise InvalidInputError(what, remedy=f"it takes {', '.join(sorted(known)) or 'none'}")
        if isinstance(parameter, click.Argument):
            names.append(value)
        elif key == "time-limit":
            limits.append(_seconds(value))
        elif isinstance(parameter, click.Option) and parameter.is_flag:
            options += [f"--{key}"] if _is_true(key, value) else []
        else:
            options.append(f"--{key}={value}")
    if _takes_limit(name, options):
        options.append(f"--time-limit={min(limits)}")
    return [*options, *(["--", *names] if names else [])]


def _takes_limit(name: str, options: Iterable[str]) -> bool:
    # portfolios takes a time limit with --find alone.
    finds = any(option.startswith("--find=") for option in options)
    return "time-limit" in parameters_of(name) and (name != "portfolios" or finds)


def _seconds(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise InvalidInputError(f"time-limit {shortened(value)}", remedy="give seconds, more than 0")
    return seconds


def _is_true(key: str, value: str) -> bool:
    if value.lower() not in {"", "1", "0", "true", "false", "yes", "no"}:
        raise InvalidInputError(f"{key}={shortened(value)}", remedy="give true or false")
    return value.lower() not in {"0", "false", "no"}


class _Printed(io.TextIOWrapper):
    """What a command prints; without a hash, by which click would remember each stream for ever."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), "utf-8", "replace")


def run_command(kb: KnowledgeBase, name: str, arguments: list[str]) -> bytes:
    """Run a command on a knowledge base that is loaded and return the JSON that it prints.

    Raises `InvalidInputError` for what the command refuses.
    """
    printed, unheard = _Printed(), _Printed()
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(unheard):
            command_of(name).main(arguments, prog_name=name, standalone_mode=False, obj=kb)
    except click.ClickException as error:
        raise InvalidInputError(error.format_message().rstrip(".")) from error
    printed.seek(0)
    return printed.read().encode()
