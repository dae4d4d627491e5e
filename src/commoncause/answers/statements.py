"""Derived conclusions in words, from slugs or from what people call things."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

__all__ = ["Words", "in_words"]

Words = Callable[[str, str], str]
"""Slug and kind -> what people call it."""

_SENTENCES: Mapping[str, str] = {
    "no-single-point": "no single failure mode defeats all",
    "single-point": "{modes} alone defeats all",
    "at-least": "fewer than {number} failure modes never defeat all",
    "suffices": "some {number} failure modes together defeat all",
    "cut-set": "{modes} together defeat all",
    "adds": "{techniques} adds protection",
    "share-nothing": "{techniques} share no failure mode",
    "undefeated": "no set of failure modes defeats all",
}


def in_words(said: Mapping[str, Any], label: Words = lambda slug, _kind: slug) -> str:
    """Return what a conclusion says; one that a source states has its words already.

    All: every technique of the portfolio.

    Raises
    ------
    KeyError
        If its ``kind`` is none of `commoncause.analysis.robustness.KINDS`.

    Examples
    --------
    >>> in_words({"kind": "cut-set", "techniques": [], "failure_modes": ["al-gen", "coll"], "number": 0})
    'al-gen and coll together defeat all'
    """
    if said["kind"] == "stated":
        return str(said["statement"])
    return _SENTENCES[said["kind"]].format(
        techniques=_listed([label(t, "technique") for t in said["techniques"]]),
        modes=_listed([label(f, "failure-mode") for f in said["failure_modes"]]),
        number=said["number"],
    )


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
