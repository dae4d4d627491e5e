"""Techniques and failure modes as bitsets: the form in which the algorithms here read a relation."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

__all__ = ["Exposure", "Incidence", "bits", "failures_to_defeat", "incidence"]

Exposure = Mapping[str, Collection[str]]
"""Technique -> the failure modes it is exposed to, or the assumptions it rests on."""


@dataclass(frozen=True, slots=True)
class Incidence:
    """A relation of techniques and modes, both in the order of their names.

    ``exposed[i]`` is the bitset of the modes of ``techniques[i]`` and ``struck[j]`` the bitset of the
    techniques that ``modes[j]`` strikes. Technique ``i`` is bit ``i``. Mode ``j`` is bit ``len(modes) - 1 -
    j``: among bitsets of one size, the larger integer then holds the alphabetically earlier names.
    """

    techniques: tuple[str, ...]
    modes: tuple[str, ...]
    exposed: tuple[int, ...]
    struck: tuple[int, ...]

    def mode_names(self, modes: int) -> tuple[str, ...]:
        """Names of the modes in a bitset, sorted."""
        last = len(self.modes) - 1
        return tuple(self.modes[last - bit] for bit in reversed(list(bits(modes))))

    def technique_names(self, techniques: int) -> tuple[str, ...]:
        """Names of the techniques in a bitset, sorted."""
        return tuple(self.techniques[bit] for bit in bits(techniques))


def incidence(exposure: Exposure) -> Incidence:
    """Encode a relation; repeated names in a collection count once.

    Raises
    ------
    TypeError
        If a name is not a string, or a collection of modes is itself a string.

    Examples
    --------
    >>> relation = incidence({"rlhf": ["coll", "al-gen"], "debate": ["al-gen"]})
    >>> relation.techniques, relation.modes, relation.exposed, relation.struck
    (('debate', 'rlhf'), ('al-gen', 'coll'), (2, 3), (3, 2))
    """
    _require_names(exposure)
    techniques = tuple(sorted(exposure))
    modes = tuple(sorted({mode for collection in exposure.values() for mode in collection}))
    row, column = dict.fromkeys(techniques, 0), dict.fromkeys(modes, 0)
    bit_of = {mode: 1 << bit for bit, mode in enumerate(reversed(modes))}
    for index, technique in enumerate(techniques):
        for mode in exposure[technique]:
            row[technique] |= bit_of[mode]
            column[mode] |= 1 << index
    return Incidence(techniques, modes, tuple(row.values()), tuple(column.values()))


def failures_to_defeat(n_techniques: int, need: int) -> int:
    """How many of ``n_techniques`` must fail before fewer than ``need`` hold: n - need + 1.

    Raises
    ------
    ValueError
        If there is no technique, or ``need`` is not between 1 and their number.

    Examples
    --------
    >>> failures_to_defeat(7, need=1), failures_to_defeat(7, need=7)
    (7, 1)
    """
    if n_techniques < 1:
        raise ValueError("the portfolio has no technique; name at least one")
    if not 1 <= need <= n_techniques:
        raise ValueError(
            f"need is {need}, but the portfolio has {n_techniques} technique(s); "
            f"choose a number from 1 to {n_techniques}"
        )
    return n_techniques - need + 1


def bits(bitset: int) -> Iterator[int]:
    """Positions of the ones of a non-negative integer, ascending.

    Examples
    --------
    >>> list(bits(0b10110))
    [1, 2, 4]
    """
    while bitset:
        low = bitset & -bitset
        yield low.bit_length() - 1
        bitset ^= low


def _require_names(exposure: Exposure) -> None:
    for technique, collection in exposure.items():
        if not isinstance(technique, str):
            raise TypeError(f"technique {technique!r} is not a string; name techniques by strings")
        if isinstance(collection, str):
            raise TypeError(
                f"the modes of {technique!r} are one string, {collection!r}; give a list of names"
            )
        for mode in collection:
            if not isinstance(mode, str):
                raise TypeError(
                    f"mode {mode!r} of technique {technique!r} is not a string; name modes by strings"
                )
