"""Dates as bibliographies write them, in the forms that a work may have: year, month or day."""

from __future__ import annotations

import datetime
import re

__all__ = ["date_of"]

_MONTHS = {
    name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}
_ISO = re.compile(r"([12][0-9]{3})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?(?![0-9]).*", re.DOTALL)
_YEAR = re.compile(r"(?<![0-9])[12][0-9]{3}(?![0-9])")
_DAY = re.compile(r"(?<![0-9])([0-9]{1,2})(?:st|nd|rd|th)?(?![0-9])")
_WORD = re.compile("[A-Za-z]{3,}")


def date_of(text: str) -> str:
    """Return ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, as much as a text says; empty if it names no year.

    >>> date_of("2023-7-1"), date_of("12 May 2020"), date_of("2019/03//"), date_of("c. 1999?")
    ('2023-07-01', '2020-05-12', '2019-03', '1999')
    >>> date_of("2023-13"), date_of("2023-02-30"), date_of("June 5th, 2001"), date_of("2022--2023")
    ('2023', '2023-02', '2001-06-05', '2022')
    """
    text = text.strip()
    if len(text) == 4 and text.isascii() and text.isdigit():
        return text if text[0] in "12" else ""
    if found := _ISO.match(text[:100]):
        year, month, day = found.groups()
        if month or not _month(text):
            return _valid(year, int(month or 0), int(day or 0))
    year_found = _YEAR.search(text[:100])
    if not year_found:
        return ""
    rest = text[:100].replace(year_found[0], " ", 1)
    day_found = _DAY.search(rest)
    return _valid(year_found[0], _month(rest), int(day_found[1]) if day_found else 0)


def _month(text: str) -> int:
    return next((n for word in _WORD.findall(text) if (n := _MONTHS.get(word[:3].lower(), 0))), 0)


def _valid(year: str, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return year
    try:
        return datetime.date(int(year), month, day).isoformat()
    except ValueError:
        return f"{year}-{month:02}"
