"""What can go wrong, each kind with its facts as attributes and the repair in its text.

Every message a user sees has three parts: what is wrong, where, and what to do about it.
This module imports nothing, so that everything may import it.
"""

from __future__ import annotations

__all__ = [
    "CommoncauseError",
    "InvalidInputError",
    "RefusedQueryError",
    "UnknownNameError",
]


class CommoncauseError(Exception):
    """Base of every error that commoncause raises on purpose; its text is one line."""


class InvalidInputError(CommoncauseError, ValueError):
    """Input that cannot be used as it is.

    ``picture`` are lines that show the place, for people at a terminal; the text says all without them.

    >>> str(InvalidInputError("empty file", where="a.csv:1", remedy="add a header"))
    'a.csv:1: empty file: add a header'
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "", picture: str = "") -> None:
        self.what, self.where, self.remedy, self.picture = what, where, remedy, picture
        super().__init__(one_line(": ".join(part for part in (where, what, remedy) if part)))


class RefusedQueryError(InvalidInputError):
    """A query that would write, or would send something to another server; it is never evaluated."""


class UnknownNameError(CommoncauseError, LookupError):
    """A name that stands for nothing, or for more than one thing.

    >>> str(UnknownNameError("rlfh", "technique", candidates=("rlhf", "rlaif")))
    "unknown technique 'rlfh': did you mean rlhf, rlaif?"
    """

    def __init__(
        self, name: str, kind: str, *, candidates: tuple[str, ...] = (), ambiguous: bool = False
    ) -> None:
        self.name, self.kind, self.candidates, self.ambiguous = name, kind, candidates, ambiguous
        shown = name if len(name) <= 80 else name[:77] + "..."
        if ambiguous:
            text = f"ambiguous {kind} {shown!r}: say which of {', '.join(candidates)}"
        elif candidates:
            text = f"unknown {kind} {shown!r}: did you mean {', '.join(candidates)}?"
        else:
            text = f"unknown {kind} {shown!r}: `commoncause query what-things-are-called` lists the names"
        super().__init__(one_line(text))


def shortened(text: str, limit: int = 80) -> str:
    """Return ``text``, its middle left out where it is longer than ``limit`` characters.

    >>> shortened("abcdefghij", 7)
    'ab...ij'
    """
    keep = (limit - 3) // 2
    return text if len(text) <= limit else f"{text[:keep]}...{text[-keep:]}"


def one_line(text: str, limit: int = 500) -> str:
    r"""Fold ``text`` to one printable line of at most ``limit`` characters.

    >>> one_line("a\n  b\x1b[31m")
    'a b?[31m'
    """
    folded = " ".join(text.split())
    printable = "".join(c if c.isprintable() else "?" for c in folded)
    return printable if len(printable) <= limit else printable[: limit - 3] + "..."
