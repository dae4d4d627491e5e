"""Minimal cut sets: the minimal sets of failure modes whose occurrence defeats a portfolio of techniques."""

from __future__ import annotations

from collections.abc import Iterator

from .hitting_sets import (
    HittingSets,
    iter_minimal_hitting_sets,
    iter_minimal_threshold_sets,
)
from .incidence import Exposure, Incidence, bits, failures_to_defeat, incidence

__all__ = ["count_minimal_cut_sets", "iter_minimal_cut_sets", "minimal_cut_sets", "single_points_of_failure"]


def minimal_cut_sets(
    exposure: Exposure, *, need: int = 1, max_order: int | None = None
) -> list[tuple[str, ...]]:
    """Every minimal set of failure modes that leaves fewer than ``need`` techniques holding.

    A technique fails as soon as one of its modes occurs. With ``need=1`` each technique alone suffices, and
    the cut sets are the minimal hitting sets of the techniques' exposures. A technique without exposure
    never fails.

    Parameters
    ----------
    exposure
        Technique -> the failure modes it is exposed to (or the assumptions it rests on). Repeated names
        count once.
    need
        The portfolio holds while at least this many techniques hold: top gate (n - need + 1)-of-n.
    max_order
        List exactly the cut sets of at most this many modes; all of them by default.

    Returns
    -------
    list of tuple of str
        Each sorted by name; the list by size, then by names. Empty if nothing defeats the portfolio.

    Raises
    ------
    ValueError
        If there is no technique, ``need`` is not between 1 and their number, or ``max_order`` is less than 1.

    Notes
    -----
    Their number can be exponential in the number of techniques: see `count_minimal_cut_sets` and
    ``max_order``.

    Examples
    --------
    >>> minimal_cut_sets({"debate": ["coll", "al-gen"], "oversight": ["cap-dev", "al-gen"]})
    [('al-gen',), ('cap-dev', 'coll')]
    >>> minimal_cut_sets({"debate": ["coll", "al-gen"], "oversight": ["cap-dev", "al-gen"]}, need=2)
    [('al-gen',), ('cap-dev',), ('coll',)]

    References
    ----------
    K. Murakami, T. Uno: "Efficient algorithms for dualizing large-scale hypergraphs", Discrete Applied
    Mathematics 170 (2014) 83-94, https://doi.org/10.1016/j.dam.2014.01.012
    """
    relation = incidence(exposure)
    by_order: dict[int, list[int]] = {}
    for chosen, finishers in _batches(relation, need, max_order):
        order = by_order.setdefault(chosen.bit_count() + 1, [])
        while finishers:
            last = finishers & -finishers
            finishers ^= last
            order.append(chosen | last)
    for cut_sets in by_order.values():
        cut_sets.sort(reverse=True)
    return _named([cut_set for order in sorted(by_order) for cut_set in by_order[order]], relation.modes)


def iter_minimal_cut_sets(
    exposure: Exposure, *, need: int = 1, max_order: int | None = None
) -> Iterator[tuple[str, ...]]:
    """The sets of `minimal_cut_sets`, one by one as the search finds them: each once, in no promised order.

    Takes memory for the search alone, whatever the number of cut sets. Errors are raised at the call.

    Examples
    --------
    >>> sorted(iter_minimal_cut_sets({"debate": ["coll", "al-gen"], "oversight": ["cap-dev", "al-gen"]}))
    [('al-gen',), ('cap-dev', 'coll')]
    """
    relation = incidence(exposure)
    batches = _batches(relation, need, max_order)
    return (
        relation.mode_names(chosen | 1 << last) for chosen, finishers in batches for last in bits(finishers)
    )


def count_minimal_cut_sets(
    exposure: Exposure, *, need: int = 1, max_order: int | None = None
) -> dict[int, int]:
    """Order -> how many minimal cut sets have it, orders ascending, without listing the sets.

    Parameters and errors are those of `minimal_cut_sets`. Orders that no cut set has are left out.

    Examples
    --------
    >>> count_minimal_cut_sets({"debate": ["coll", "al-gen"], "oversight": ["cap-dev", "al-gen"]})
    {1: 1, 2: 1}
    """
    count: dict[int, int] = {}
    for chosen, finishers in _batches(incidence(exposure), need, max_order):
        order = chosen.bit_count() + 1
        count[order] = count.get(order, 0) + finishers.bit_count()
    return dict(sorted(count.items()))


def single_points_of_failure(exposure: Exposure, *, need: int = 1) -> tuple[str, ...]:
    """The modes that defeat the portfolio alone: its minimal cut sets of order 1, sorted by name.

    They are counted, not searched for: a mode is one if it strikes at least n - need + 1 techniques.

    Raises
    ------
    ValueError
        If there is no technique, or ``need`` is not between 1 and their number.

    Examples
    --------
    >>> single_points_of_failure({"debate": ["coll", "al-gen"], "oversight": ["cap-dev", "al-gen"]})
    ('al-gen',)
    """
    relation = incidence(exposure)
    fatal = failures_to_defeat(len(relation.techniques), need)
    strikes = zip(relation.modes, relation.struck, strict=True)
    return tuple(mode for mode, struck in strikes if struck.bit_count() >= fatal)


def _batches(relation: Incidence, need: int, max_order: int | None) -> Iterator[HittingSets]:
    fatal = failures_to_defeat(len(relation.techniques), need)
    if max_order is not None and max_order < 1:
        raise ValueError(f"max_order is {max_order}; choose 1 or more, or None to list every cut set")
    if need > 1:
        return iter_minimal_threshold_sets(relation.exposed, fatal, max_size=max_order)
    if not all(relation.exposed):
        return iter(())
    return iter_minimal_hitting_sets(relation.exposed, max_size=max_order)


def _named(sets: list[int], modes: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Sets as tuples of names, read by thirds so that the few distinct thirds are translated once each."""
    width = -(-len(modes) // 3)
    names = modes[::-1]
    low, middle, high = _Names(names[:width]), _Names(names[width : 2 * width]), _Names(names[2 * width :])
    third = (1 << width) - 1
    return [high[s >> 2 * width] + middle[s >> width & third] + low[s & third] for s in sets]


class _Names(dict[int, tuple[str, ...]]):
    """Bitset -> the names of its bits, highest bit first."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self.names = names

    def __missing__(self, bitset: int) -> tuple[str, ...]:
        names = self[bitset] = tuple(self.names[bit] for bit in bits(bitset))[::-1]
        return names
