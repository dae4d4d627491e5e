"""Answers of a curator: single keys on a terminal, lines where standard input is piped."""

from __future__ import annotations

import os
import sys

import click

from ..errors import InvalidInputError
from .output import shown

__all__ = ["Answers", "Ended"]

_MOST_ASKED = 5
_LONGEST_LINE = 4_096
_MOST_DISCARDED = 256
_LONGEST_KEY = 16


class Ended(Exception):  # noqa: N818 - not an error: there are no more answers
    """Standard input has ended."""


class Answers:
    """Asks; what is not understood is asked again, `_MOST_ASKED` times at most."""

    def __init__(self) -> None:
        self._has_keys = sys.stdin.isatty()

    def key(self, prompt: str, keys: str) -> str:
        """Return one of ``keys``; the line feed stands for nothing but the Enter key.

        Raises `Ended` where there are no more answers, `InvalidInputError` where none is understood.
        """
        for _ in range(_MOST_ASKED):
            click.echo(prompt, nl=False)
            given = self._key() if self._has_keys else self._line().casefold() or "\n"
            click.echo(shown(given) if self._has_keys else "")
            if len(given) == 1 and given in keys:
                return given
            listed = ", ".join("Enter" if key == "\n" else key for key in keys)
            click.echo(f"not understood: one of {listed}")
        raise self.confused()

    def line(self, prompt: str) -> str:
        """Return a line, its blanks folded; raises `Ended` where there is none."""
        click.echo(prompt, nl=False)
        given = self._line()
        if not self._has_keys:
            click.echo()
        return given

    def confused(self) -> InvalidInputError:
        """Return the error of somebody who is not understood."""
        what = f"no answer understood, {_MOST_ASKED} times"
        remedy = "what was decided before is written; run the review again to go on"
        return InvalidInputError(what, where="standard input", remedy=remedy)

    @property
    def most(self) -> int:
        """How often a question is asked."""
        return _MOST_ASKED

    def _key(self) -> str:
        try:
            given = _pressed().casefold()
        except EOFError as error:
            raise Ended from error
        if given == "\x04":
            raise Ended
        return "\n" if given == "\r" else given

    def _line(self) -> str:
        line = sys.stdin.buffer.readline(_LONGEST_LINE)
        if not line:
            raise Ended
        rest = line
        for _ in range(_MOST_DISCARDED):
            if rest.endswith(b"\n") or len(rest) < _LONGEST_LINE:
                return " ".join(line.decode("utf-8", "replace").split())
            rest = sys.stdin.buffer.readline(_LONGEST_LINE)
        raise InvalidInputError(
            f"a line of more than {_LONGEST_LINE * _MOST_DISCARDED:,} bytes",
            where="standard input",
            remedy="answer with one letter a line",
        )


def _pressed() -> str:
    """Return the key that is pressed, or was pressed ahead, which `click.getchar` would throw away."""
    try:
        import select
        import termios
        import tty
    except ImportError:  # Windows
        return click.getchar()
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal, termios.TCSADRAIN)
        given = os.read(terminal, 1)
        while given and _goes_on(given) and select.select([terminal], [], [], 0)[0]:
            given += os.read(terminal, 1)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
    if not given:
        raise EOFError
    return given.decode("utf-8", "replace")


def _goes_on(key: bytes) -> bool:
    """Say whether more bytes may belong to a key: an arrow, or a letter outside ASCII.

    >>> [_goes_on(key) for key in (b"y", b"\\x1b[", b"\\x1b[A", b"\\xc3", b"\\xc3\\xa9")]
    [False, True, False, True, False]
    """
    if len(key) > _LONGEST_KEY:
        return False
    if key[:1] == b"\x1b":
        return len(key) < 3 or not (key[-1:].isalpha() or key[-1:] == b"~")
    try:
        key.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False
