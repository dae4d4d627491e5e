"""The Pareto set of portfolios: those that no other equals in every respect and beats in one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .incidence import Exposure, incidence
from .lattice import MOST_TECHNIQUES, all_portfolio_probabilities
from .orders import order_table, shared_table

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

__all__ = ["CRITERIA", "Constraints", "nondominated", "pareto_portfolios"]

PIVOTS = 64
"""Rows that rule out others before all are compared."""
CRITERIA = (
    "size: fewer techniques",
    "shared: fewer failure modes that strike all of them, certain and possible",
    "order: larger smallest cut set, certain and possible",
    "decades: more, certain and possible",
    "tax: less, where every technique has one",
)
"""What portfolios are compared by."""


@dataclass(frozen=True)
class Constraints:
    """Which portfolios may be chosen."""

    given: frozenset[str] = frozenset()
    """Techniques that every one contains."""
    max_size: int | None = None
    incompatible: frozenset[frozenset[str]] = frozenset()
    """Sets of techniques, mostly pairs, of which none contains all."""
    tax: Mapping[str, float] | None = None
    """Technique -> its tax; taxes add up."""
    max_tax: float | None = None
    no_single_point: bool = False
    """No mode strikes all techniques, on the possible reading."""

    def admits(self, techniques: Collection[str]) -> bool:
        """Whether size, given techniques, compatibility and tax admit a portfolio.

        A technique without a tax fits no ``max_tax``.

        >>> Constraints(tax={"a": 1, "b": 2}, max_tax=2).admits(["a", "b"])
        False
        """
        chosen = frozenset(techniques)
        if not self.given <= chosen or any(clash <= chosen for clash in self.incompatible):
            return False
        if self.max_size is not None and len(chosen) > self.max_size:
            return False
        return self.max_tax is None or self.total_tax(chosen) <= self.max_tax

    def total_tax(self, techniques: Collection[str]) -> float:
        """The sum of the taxes; infinite where one has none.

        >>> Constraints(tax={"a": 1}).total_tax(["a", "b"])
        inf
        """
        tax = self.tax or {}
        return sum(tax.get(technique, float("inf")) for technique in techniques)


def pareto_portfolios(
    certain: Exposure,
    possible: Exposure,
    *,
    q: Mapping[str, float],
    constraints: Constraints | None = None,
    combined: Mapping[str, Collection[str]] | None = None,
) -> list[tuple[str, ...]]:
    """All portfolios that none of the others dominates, by the `CRITERIA`; exhaustive.

    Parameters
    ----------
    certain, possible
        Technique -> the modes it is exposed to, with open cells read as protected and as exposed.
    q
        Failure mode -> probability, in [0, 1].
    combined
        Combination -> its parts: where a portfolio holds all parts, or the combination, this replaces them.

    Returns
    -------
    list of tuple of str
        Techniques sorted by name; by size, then by names. Portfolios that tie in every respect are all there.

    Raises
    ------
    ValueError
        If there is no technique or there are more than 22, or ``q`` lacks a mode.

    Examples
    --------
    >>> e = {"rlhf": ["coll", "al-gen"], "debate": ["coll"], "oversight": ["al-gen"]}
    >>> pareto_portfolios(e, e, q={"coll": 0.1, "al-gen": 0.1})
    [('debate',), ('oversight',), ('debate', 'oversight')]
    """
    import numpy as np

    limits = constraints or Constraints()
    techniques = sorted(certain)
    numbers = np.flatnonzero(_admitted(techniques, limits))
    effective = replaced(numbers, techniques, combined or {})
    columns: list[NDArray[Any]] = [_bit_counts(numbers, len(techniques))]
    for exposure in (certain, possible):
        relation = incidence(exposure)
        shared = shared_table(relation)[effective]
        p = all_portfolio_probabilities(exposure, q)[1][effective]
        columns += [shared, -order_table(relation)[effective].astype(np.int32), _significant(p)]
    if limits.no_single_point:
        numbers, columns = numbers[shared == 0], [column[shared == 0] for column in columns]
    if limits.tax is not None and all(t in limits.tax for t in techniques):
        columns.append(_sums(numbers, [limits.tax[t] for t in techniques]))
    kept = numbers[nondominated(np.column_stack(columns))] if len(numbers) else numbers
    found = [tuple(t for bit, t in enumerate(techniques) if number >> bit & 1) for number in kept.tolist()]
    return sorted(found, key=lambda names: (len(names), names))


def _admitted(techniques: list[str], limits: Constraints) -> NDArray[numpy.bool_]:
    """Which portfolios the constraints admit, the single points apart; by bitset."""
    import numpy as np

    if len(techniques) > MOST_TECHNIQUES:
        raise ValueError(
            f"{len(techniques)} techniques have too many portfolios to compare; name up to {MOST_TECHNIQUES}"
        )
    numbers = np.arange(1 << len(techniques))
    bit = {technique: 1 << index for index, technique in enumerate(techniques)}
    fixed = sum(bit[technique] for technique in limits.given)
    admitted: NDArray[numpy.bool_] = (numbers & fixed == fixed) & (numbers > 0)
    for clash in limits.incompatible:
        whole = sum(bit.get(technique, 1 << len(techniques)) for technique in clash)
        admitted &= numbers & whole != whole
    if limits.max_size is not None:
        admitted &= _bit_counts(numbers, len(techniques)) <= limits.max_size
    if limits.max_tax is not None:
        admitted &= _sums(numbers, [limits.total_tax([t]) for t in techniques]) <= limits.max_tax
    return admitted


def _bit_counts(numbers: NDArray[numpy.int64], k: int) -> NDArray[numpy.int64]:
    return _sums(numbers, [1] * k)


def _sums(numbers: NDArray[numpy.int64], weights: list[float] | list[int]) -> NDArray[numpy.int64]:
    import numpy as np

    total = np.zeros(len(numbers), dtype=np.array(weights).dtype)
    for bit, weight in enumerate(weights):
        total[numbers >> bit & 1 == 1] += weight
    return total


def _significant(p: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
    """Probabilities to 12 significant digits, so that rounding does not decide a tie."""
    import numpy as np

    with np.errstate(divide="ignore"):
        scale = 10.0 ** (11 - np.floor(np.log10(p, where=p > 0, out=np.zeros_like(p))))
    rounded: NDArray[numpy.float64] = np.where(p > 0, np.round(p * scale) / scale, 0.0)
    return rounded


def replaced(
    numbers: NDArray[numpy.int64], techniques: list[str], combined: Mapping[str, Collection[str]]
) -> NDArray[numpy.int64]:
    """The portfolios with each combination in place of its parts, the largest combinations first."""
    bit = {technique: 1 << index for index, technique in enumerate(techniques)}
    effective = numbers.copy()
    for whole in sorted(combined, key=lambda name: (-len(combined[name]), name)):
        if whole not in bit:
            continue
        known = [part in bit for part in combined[whole]]
        parts = sum(bit.get(part, 0) for part in combined[whole])
        holds = effective & bit[whole] != 0
        if all(known):
            holds |= effective & parts == parts
        effective[holds] = effective[holds] & ~parts | bit[whole]
    return effective


def nondominated(points: NDArray[numpy.float64]) -> NDArray[numpy.bool_]:
    """Which rows no other row equals or undercuts in every column and undercuts in one; less is better.

    Examples
    --------
    >>> import numpy as np
    >>> nondominated(np.array([[1, 3], [2, 2], [2, 3], [1, 3]])).tolist()
    [True, True, False, True]
    """
    import numpy as np

    mask = np.zeros(len(points), dtype=bool)
    left = _promising(points)
    order = left[np.lexsort(points[left].T[::-1])]
    rows = points[order]
    is_first = np.ones(len(rows), dtype=bool)
    is_first[1:] = (rows[1:] != rows[:-1]).any(axis=1)
    distinct = rows[is_first]
    is_kept = np.ones(len(distinct), dtype=bool)
    for index, row in enumerate(distinct):
        if is_kept[index]:
            # What comes later dominates nothing that came before.
            is_kept[index + 1 :] &= (distinct[index + 1 :] < row).any(axis=1)
    mask[order] = is_kept[np.cumsum(is_first) - 1]
    return mask


def _promising(points: NDArray[numpy.float64]) -> NDArray[numpy.int64]:
    """Indices of the rows left when a few good ones have ruled out what they dominate."""
    import numpy as np

    draw = np.random.default_rng(0)
    span = np.ptp(points, axis=0)
    left, rows = np.arange(len(points)), points
    for _ in range(PIVOTS):
        # The best by any weighing of the columns is dominated by none; other weights rule out others.
        weights = draw.random(points.shape[1]) ** 2 / np.where(span > 0, span, 1)
        pivot = rows[(rows @ weights).argmin()]
        kept = (rows < pivot).any(axis=1) | (rows == pivot).all(axis=1)
        left, rows = left[kept], rows[kept]
    return left
