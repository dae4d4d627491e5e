"""What answers of every kind are made of: both readings, plain numbers, errors that a user can act on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ..errors import InvalidInputError
from ..model import Matrix, Reading

__all__ = ["Json", "both", "plain", "refusals"]

Json = dict[str, Any]


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what `analysis` refuses into an error that a user can act on."""
    try:
        yield
    except ValueError as error:
        raise InvalidInputError(str(error)) from error


def both(compute: Callable[[Mapping[str, frozenset[str]]], Any], matrix: Matrix) -> Json:
    """Return ``compute`` of the exposure under each reading of what is not known."""
    with refusals():
        return {reading.value: compute(matrix.exposure(reading)) for reading in Reading}


def plain(value: Any) -> Any:
    """Return a number or a set as JSON has it: infinite in words, sets sorted."""
    if isinstance(value, tuple | frozenset):
        return sorted(value)
    return "inf" if value == float("inf") else value
