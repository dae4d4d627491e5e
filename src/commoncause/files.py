"""Reading files as they come from strangers: regular, of bounded size, in UTF-8."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from .errors import InvalidInputError

__all__ = ["LARGEST_FILE", "read_bytes", "read_text"]

LARGEST_FILE = 256 * 1024 * 1024
"""Largest file that is read, in bytes; larger data belong into a store on disk."""


def read_bytes(path: Path, *, pipes: bool = False) -> bytes:
    """Return the content of a file; with ``pipes`` also of a pipe, up to `LARGEST_FILE`.

    Raises `InvalidInputError` for what cannot be read, is no regular file (a device never ends, a pipe may
    wait for ever) or is too large.
    """
    try:
        kind = os.stat(path).st_mode
        if not (stat.S_ISREG(kind) or (pipes and stat.S_ISFIFO(kind))):
            what = "a folder" if stat.S_ISDIR(kind) else "not a regular file"
            raise InvalidInputError(what, where=str(path), remedy="name a file")
        with open(path, "rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, InvalidInputError):
            raise
        reason = getattr(error, "strerror", None) or "it cannot be read"
        raise InvalidInputError(reason, where=str(path), remedy="check the name and rights") from error
    if len(content) > LARGEST_FILE:
        raise InvalidInputError(
            f"larger than {LARGEST_FILE:,} bytes", where=str(path), remedy="split it into smaller files"
        )
    return content


def read_text(path: Path, *, pipes: bool = False) -> str:
    """Return the text of a UTF-8 file without its byte-order mark; errors as for `read_bytes`."""
    content = read_bytes(path, pipes=pipes)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidInputError("not UTF-8", where=f"{path}:{line}", remedy="save it as UTF-8") from error
