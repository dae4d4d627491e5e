"""What a group of works is about: the words of its titles that the other titles lack."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from .titles import title_of

__all__ = ["FORMULA", "distinguishing", "distinguishing_words", "log_likelihood"]

FORMULA = (
    "G2 = 2 * sum(O * ln(O / E)) over works with and without it, in the community and outside it; "
    "O observed, E expected if it were as common in both"
)
_EMPTY = frozenset(
    "about across after against all also am among an any around as be been before being between beyond "
    "both but can could do does down during each either et al every few get go has have he her his how i "
    "if into it its just less let like made make makes making many may me might more most much must my "
    "near need new no not now off often one only other our out over own per rather same she should since "
    "so some still such than that their them then there these they this those through thus too toward "
    "towards two under until up upon us use used uses using very was way we were what when where whether "
    "which while who whose why will within without would you your approach analysis case case-study "
    "introduction overview paper review study survey".split()
)


def log_likelihood(inside: int, of_inside: int, outside: int, of_outside: int) -> float:
    """Return G2 of a word in ``inside`` of ``of_inside`` titles and ``outside`` of ``of_outside`` others.

    It is 0 where the word is as common in both, and 0 too where it is rarer inside, which distinguishes the
    others.

    References
    ----------
    T. Dunning: "Accurate methods for the statistics of surprise and coincidence", Computational Linguistics
    19 (1993) 61-74, https://aclanthology.org/J93-1003/

    Examples
    --------
    >>> round(log_likelihood(3, 3, 0, 3), 4), log_likelihood(1, 2, 1, 2), log_likelihood(0, 2, 1, 2)
    (8.3178, 0.0, 0.0)
    """
    if inside * of_outside <= outside * of_inside:
        return 0.0
    total, having = of_inside + of_outside, inside + outside
    observed = (inside, outside, of_inside - inside, of_outside - outside)
    expected = (
        of_inside * having / total,
        of_outside * having / total,
        of_inside * (total - having) / total,
        of_outside * (total - having) / total,
    )
    return 2 * math.fsum(o * math.log(o / e) for o, e in zip(observed, expected, strict=True) if o)


def distinguishing_words(
    titles: Mapping[int, Sequence[str]], *, most: int = 5
) -> dict[int, list[tuple[str, float]]]:
    """Return group -> its words with their G2, the most distinguishing first, then by name.

    Titles are compared without case and accents; a word counts once a title, and words that say nothing
    (``the``, ``towards``), numbers and single letters do not count. G2 is rounded to 6 digits.

    Examples
    --------
    >>> distinguishing_words({1: ["Debate scales", "Debate works"], 2: ["Probing lies"]}, most=1)
    {1: [('debate', 3.819085)], 2: [('lies', 3.819085)]}
    """
    return distinguishing({group: [_words(title) for title in of] for group, of in titles.items()}, most=most)


def distinguishing(
    marks: Mapping[int, Sequence[Collection[str]]], *, most: int = 5
) -> dict[int, list[tuple[str, float]]]:
    """Return group -> the marks that tell its members from those of other groups, as `distinguishing_words`.

    Each member of a group is given as its marks, no mark twice.

    Examples
    --------
    >>> distinguishing({1: [{"rlhf"}, {"rlhf", "debate"}], 2: [{"debate"}]})
    {1: [('rlhf', 3.819085)], 2: [('debate', 1.046496)]}
    """
    counts = {group: Counter(mark for own in of for mark in own) for group, of in marks.items()}
    everywhere = sum(counts.values(), Counter())
    total = sum(map(len, marks.values()))
    return {group: _ranked(own, len(marks[group]), everywhere, total)[:most] for group, own in counts.items()}


def _ranked(own: Counter[str], size: int, everywhere: Counter[str], total: int) -> list[tuple[str, float]]:
    scored = (
        (word, round(log_likelihood(count, size, everywhere[word] - count, total - size), 6))
        for word, count in own.items()
    )
    return sorted(((word, score) for word, score in scored if score > 0), key=lambda row: (-row[1], row[0]))


def _words(title: str) -> set[str]:
    return {
        word
        for word in title_of(title).words
        if word not in _EMPTY and len(word) > 1 and not word.isdecimal()
    }
