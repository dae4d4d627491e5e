"""Integer programs over the techniques of a portfolio, solved by HiGHS.

References
----------
Q. Huangfu, J. A. J. Hall: "Parallelizing the dual revised simplex method", Mathematical Programming
Computation 10 (2018) 119-142, https://doi.org/10.1007/s12532-017-0130-5 (HiGHS)
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .incidence import Incidence, bits
from .pareto import Constraints

__all__ = ["Program", "Selection"]


@dataclass(frozen=True, slots=True)
class Selection:
    """The portfolio that was found, if any, and what is proved of it.

    ``value`` is the number of techniques, or of failure modes covered; none does better than ``bound``.
    ``is_proved``: value and bound meet, or no portfolio fits. ``gap`` is their distance.
    """

    techniques: tuple[str, ...] | None
    value: int | None
    bound: int | None
    is_proved: bool

    @property
    def gap(self) -> int | None:
        """How much better another portfolio might be; None where there is no bound, or nothing was found."""
        return None if self.value is None or self.bound is None else abs(self.value - self.bound)


@dataclass
class Program:
    """An integer program over the techniques, and the modes covered behind them."""

    relation: Incidence
    limits: Constraints
    deadline: float
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)
    width: int = 0

    def __post_init__(self) -> None:
        self.n = self.width = len(self.relation.techniques)
        self.place = {technique: index for index, technique in enumerate(self.relation.techniques)}
        self.high = [1.0] * self.n

    def row(self, weights: dict[int, float], low: float = -math.inf, high: float = math.inf) -> None:
        """Low <= sum of weight x <= high."""
        self.rows.append((weights, low, high))

    def constrain(self) -> None:
        """The constraints on any portfolio."""
        for technique in sorted(self.limits.given):
            self.row({self.place[technique]: 1.0}, low=1)
        for clash in sorted(map(sorted, self.limits.incompatible)):
            if all(technique in self.place for technique in clash):
                self.row({self.place[technique]: 1.0 for technique in clash}, high=len(clash) - 1)
        if self.limits.max_size is not None:
            self.row(dict.fromkeys(range(self.n), 1.0), high=self.limits.max_size)
        if self.limits.max_tax is not None:
            tax = [self.limits.total_tax([technique]) for technique in self.relation.techniques]
            self.high = [float(math.isfinite(own)) for own in tax]
            weights = {index: own for index, own in enumerate(tax) if math.isfinite(own)}
            self.row(weights, high=self.limits.max_tax)
        if self.limits.no_single_point:
            self.spare(self.relation.struck)

    def struck_by(self, modes: Sequence[str]) -> int:
        """The techniques that a set of modes strikes."""
        chosen = set(modes)
        places = (self.relation.modes.index(mode) for mode in chosen)
        struck = 0
        for place in places:
            struck |= self.relation.struck[place]
        return struck

    def spare(self, struck: Iterable[int]) -> None:
        """Of each set of techniques struck together, one at least must be chosen outside."""
        for hit in struck:
            self.row({index: 1.0 for index in range(self.n) if not hit >> index & 1}, low=1)

    def greedy(self) -> tuple[str, ...] | None:
        """Techniques without a single point of failure, each the first that spares most of what is left."""
        names, chosen = self.relation.techniques, sorted(self.limits.given)
        left = (1 << len(self.relation.modes)) - 1
        for technique in chosen:
            left &= self.relation.exposed[self.place[technique]]
        while left or not chosen:
            fits = [t for t in names if self.relation.exposed[self.place[t]] & left != left or not left]
            fits = [t for t in fits if t not in chosen and self._admits([*chosen, t])]
            if not fits:
                return None
            best = min(fits, key=lambda t: ((self.relation.exposed[self.place[t]] & left).bit_count(), t))
            chosen.append(best)
            left &= self.relation.exposed[self.place[best]]
        return tuple(sorted(chosen)) if self._admits(chosen) else None

    def _admits(self, chosen: Sequence[str]) -> bool:
        return replace(self.limits, given=frozenset()).admits(chosen)

    def share_nothing(self) -> None:
        """Of the techniques that a mode strikes, at most one."""
        for hit in self.relation.struck:
            self.row(dict.fromkeys(bits(hit), 1.0), high=1)

    def cover(self) -> None:
        """A variable for each mode, at most the number of chosen techniques that it spares."""
        for hit in self.relation.struck:
            spared = {index: -1.0 for index in range(self.n) if not hit >> index & 1}
            self.row({self.width: 1.0, **spared}, high=0)
            self.width += 1

    def solved(self, sign: int, *, covering: bool = False) -> Selection:
        """The least (sign 1) or largest (-1) number of techniques, or of modes covered."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        counted = range(self.n, self.width) if covering else range(self.n)
        objective = np.zeros(self.width)
        objective[list(counted)] = sign
        cells = [(r, c, w) for r, (weights, _, _) in enumerate(self.rows) for c, w in weights.items()]
        at, columns, weights = zip(*cells, strict=True) if cells else ((), (), ())
        matrix = csr_array((weights, (at, columns)), shape=(len(self.rows), self.width))
        limits = LinearConstraint(
            matrix, [low for _, low, _ in self.rows], [high for _, _, high in self.rows]
        )
        answer = milp(
            objective,
            integrality=np.ones(self.width),
            bounds=Bounds(0, [*self.high, *[1.0] * (self.width - self.n)]),
            constraints=limits if self.rows else (),
            options={"time_limit": max(0.01, self.deadline - time.monotonic()), "mip_rel_gap": 0},
        )
        return self._selection(answer, sign, counted)

    def _selection(self, answer: Any, sign: int, counted: range) -> Selection:
        bound = getattr(answer, "mip_dual_bound", None)
        limit = None if bound is None or not math.isfinite(bound) else sign * math.ceil(bound - 1e-6)
        if answer.x is None:
            return Selection(None, None, limit, is_proved=answer.status == 2)
        chosen = [round(x) for x in answer.x]
        self._check(chosen)
        value = sum(chosen[index] for index in counted)
        techniques = tuple(self.relation.techniques[index] for index in range(self.n) if chosen[index])
        return Selection(techniques, value, limit, is_proved=answer.status == 0 and value == limit)

    def _check(self, chosen: list[int]) -> None:
        """Hold the solver's answer against every constraint: rounding must not have broken one."""
        for weights, low, high in self.rows:
            total = sum(weight * chosen[index] for index, weight in weights.items())
            if not low <= total <= high + 1e-9:
                raise ValueError("the solver's answer breaks a constraint: give taxes as smaller numbers")
