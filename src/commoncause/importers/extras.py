"""Libraries of the extra ``literature``, asked for where they are used."""

from __future__ import annotations

from importlib.util import find_spec

from ..errors import InvalidInputError

__all__ = ["needs_extra"]


def needs_extra(library: str, what: str) -> None:
    """Raise `InvalidInputError` with what to install if a library is missing.

    >>> needs_extra("no_such_library", "BibTeX")
    Traceback (most recent call last):
    commoncause.errors.InvalidInputError: BibTeX needs no_such_library: pip install "commoncause[literature]"
    """
    if find_spec(library) is None:
        raise InvalidInputError(f"{what} needs {library}", remedy='pip install "commoncause[literature]"')
