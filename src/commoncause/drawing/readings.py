"""How the two readings look on every picture: what is certain is filled, what is possible is outlined."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection

from ..model import Reading
from .svg import Picture, Point, polygon

__all__ = ["bar", "figure", "lanes_of", "pointed_bar", "reading_key", "readings_in", "sample"]

Sample = Callable[[Picture, float, float], None]

_EXPONENT = re.compile(r"e([+-])0*")


def readings_in(given: Collection[str]) -> list[str]:
    """Return the readings that are given, certain before possible.

    >>> readings_in({"possible": 1, "certain": 2})
    ['certain', 'possible']
    """
    return [reading.value for reading in Reading if reading.value in given]


def bar(picture: Picture, corner: Point, width: float, height: float, reading: str, tip: str = "") -> None:
    """Add a bar of this size, its outline included, from its left upper corner."""
    x, y = corner
    picture.rect(x + 0.5, y + 0.5, width - 1, height - 1, reading, tip)


def pointed_bar(picture: Picture, corner: Point, width: float, height: float, reading: str) -> None:
    """Add a bar that goes on for ever: it ends in a point instead of a side."""
    (x, y), end = corner, corner[0] + width
    y, height = y + 0.5, height - 1
    points = [(x, y), (end - height, y), (end, y + height / 2), (end - height, y + height), (x, y + height)]
    picture.path(polygon(points), reading)


def lanes_of(readings: Collection[str], height: float) -> dict[str, float]:
    """Return reading -> how far below the top of a row its bar begins; bars of ``height`` touch."""
    return {reading: i * height for i, reading in enumerate(readings_in(readings))}


def reading_key(readings: Collection[str]) -> list[tuple[Sample, str]]:
    """Return the entries of a key that explains how the readings look."""
    said = {
        Reading.CERTAIN: "certain: unknown cells read as protected",
        Reading.POSSIBLE: "possible: unknown cells read as exposed",
    }
    return [(sample(reading), said[Reading(reading)]) for reading in readings_in(readings)]


def figure(value: float | None) -> str:
    """Return a figure with three digits, as short as it can be.

    >>> figure(0.0130951), figure(0.000001234), figure(float("inf")), figure(None), figure(0.1)
    ('0.0131', '1.23e-6', '∞', '–', '0.1')
    """
    if value is None or math.isnan(value):
        return "–"
    return "∞" if math.isinf(value) else _EXPONENT.sub(lambda e: "e" + e[1].strip("+"), f"{value:.3g}")


def sample(reading: str) -> Sample:
    """Return what draws the entry of a key that looks like the bars of a reading."""
    return lambda picture, x, y: bar(picture, (x - 11, y - 6), 22, 12, reading)
