"""How likely a portfolio is to fail, what that says about depth, and what matters most to it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from typing import Any

from ..analysis.bounds import probability_bounds
from ..analysis.completions import completion_ranges, unknown_cells
from ..analysis.frontier import BeyondReachError, Limits
from ..analysis.importance import FORMULAS, event_importance
from ..analysis.incidence import Exposure, failures_to_defeat
from ..analysis.interventions import TECHNIQUE_FORMULAS, importance_of_failing, technique_importance
from ..analysis.sampling import sampled_interval
from ..analysis.scenarios import scenario_marginals
from ..analysis.tornado import tornado_swings
from ..model import Matrix, Reading
from .company import company
from .hazards import Hazards, model_in_words, relation_of
from .readings import Json, plain, refusals

__all__ = ["risk_answer"]

Span = tuple[float, float]
_SHARE_OF_TIME = {Reading.CERTAIN: 0.3, Reading.POSSIBLE: 0.6}
"""When the probability of each reading must be there, as a part of the time limit."""


def risk_answer(
    matrix: Matrix,
    hazards: Hazards | None = None,
    *,
    reliances: Matrix | None = None,
    spans: Callable[[Mapping[str, float]], Mapping[str, Span]] | None = None,
    time_limit: float = 30.0,
    seed: int = 0,
) -> Json:
    """Return the probability that a portfolio (every technique of ``matrix``) fails, and what it rests on.

    Where the exact sum takes more than ``time_limit`` seconds, figures are objects with proved ``lower``
    and ``upper`` bounds and a ``sampled`` interval, ``exact`` is false, and what is not known is left out
    with a reason under ``left_out``.

    Parameters
    ----------
    reliances
        Techniques against the assumptions they rest on.
    spans
        Cause -> probability to cause -> (low, high), for a tornado table; none by default.
    """
    hazards = hazards or Hazards()
    start = time.monotonic()
    grace = min(time_limit, 5.0)
    limits = Limits(deadline=start + time_limit, grace=grace)
    readings: dict[str, _Reading] = {}
    with refusals():
        failures_to_defeat(len(matrix.techniques), hazards.need)
        for reading, share in _SHARE_OF_TIME.items():
            own = Limits(deadline=start + share * time_limit, grace=grace)
            relation = relation_of(matrix, reliances, hazards, reading)
            readings[reading.value] = _Reading(*relation, own, seed)
        answer = _figures(readings)
        left_out: dict[str, str] = {}
        for name, compute in _parts(readings, matrix, reliances, spans, limits).items():
            try:
                answer[name] = compute()
            except BeyondReachError as error:
                answer[name] = None if name == "ranges" else {reading: [] for reading in readings}
                left_out[name] = f"not computed: {error}"
        modes = set(matrix.failure_modes)
        rows = answer["importance"]
        answer["residuals_importance"] = {
            r: [_as_event(x) for x in rows[r] if x["failure_mode"] not in modes] for r in rows
        }
        answer["importance"] = {r: [x for x in rows[r] if x["failure_mode"] in modes] for r in rows}
    return {**answer, **_premises(matrix, hazards), "left_out": left_out}


def _as_event(row: Json) -> Json:
    return {("event" if name == "failure_mode" else name): value for name, value in row.items()}


def _premises(matrix: Matrix, hazards: Hazards) -> Json:
    return {
        "techniques": list(matrix.techniques),
        "need": hazards.need,
        "p": {mode: hazards.p.get(mode, hazards.p_default) for mode in matrix.failure_modes},
        "p_default": hazards.p_default,
        "model": model_in_words(matrix, hazards),
        "formulas": {"event": FORMULAS, "technique": TECHNIQUE_FORMULAS},
    }


def _parts(
    readings: Mapping[str, _Reading],
    matrix: Matrix,
    reliances: Matrix | None,
    spans: Callable[[Mapping[str, float]], Mapping[str, Span]] | None,
    limits: Limits,
) -> dict[str, Callable[[], Any]]:
    """What may take too long, each by itself."""

    def _assumptions() -> Json:
        relies = {r: reliances.exposure(r) if reliances is not None else {} for r in readings}
        return {r: reading.assumptions(relies[r], limits) for r, reading in readings.items()}

    parts: dict[str, Callable[[], Any]] = {
        "importance": lambda: {r: reading.importance(limits) for r, reading in readings.items()},
        "techniques_importance": lambda: {r: reading.members(limits) for r, reading in readings.items()},
        "assumptions_importance": _assumptions,
        "ranges": lambda: _ranges(readings["certain"], readings["possible"], limits),
    }
    if spans is not None:
        parts["tornado"] = lambda: {r: x.tornado(spans(x.q), limits) for r, x in readings.items()}
    return parts


class _Reading:
    """One reading of the unknown cells, its causes and their probabilities."""

    def __init__(
        self, exposure: Exposure, q: Mapping[str, float], hazards: Hazards, limits: Limits, seed: int
    ) -> None:
        self.exposure, self.q, self.hazards = exposure, q, hazards
        self.given: Any = {"need": hazards.need, "conditional": hazards.conditional}
        self.scenarios = hazards.scenarios
        self.bounds = probability_bounds(exposure, q, self.scenarios, limits=limits, **self.given)
        self.seed = seed

    def figures(self) -> dict[str, Any]:
        """The probability and its company."""
        own = scenario_marginals(self.exposure, self.q, self.scenarios, conditional=self.hazards.conditional)
        return company(self.bounds, list(own.values()), self.hazards.need)

    def sampled(self) -> Json | None:
        """The interval of a simulation; None where even that is too large."""
        try:
            drawn = sampled_interval(self.exposure, self.q, self.scenarios, seed=self.seed, **self.given)
        except BeyondReachError:
            return None
        return {name: getattr(drawn, name) for name in drawn.__slots__}

    def importance(self, limits: Limits) -> list[Json]:
        """The measures of every failure mode and every residual failure, by name."""
        rows = event_importance(self.exposure, self.q, scenarios=self.scenarios, limits=limits, **self.given)
        return [
            {"failure_mode": row.event, **{name: plain(getattr(row, name)) for name in FORMULAS}}
            for row in rows
        ]

    def members(self, limits: Limits) -> list[Json]:
        """The measures of every technique, by name."""
        rows = technique_importance(
            self.exposure, self.q, scenarios=self.scenarios, limits=limits, **self.given
        )
        return [
            {"technique": row.technique, **{n: plain(getattr(row, n)) for n in TECHNIQUE_FORMULAS}}
            for row in rows
        ]

    def assumptions(self, relies: Exposure, limits: Limits) -> list[Json]:
        """What if an assumption failed that the model gives no probability: its measures, by name."""
        struck: dict[str, set[str]] = {}
        for technique in self.exposure:
            for assumption in set(relies.get(technique, ())) - set(self.hazards.assumptions):
                struck.setdefault(assumption, set()).add(technique)
        rows = importance_of_failing(
            self.exposure, self.q, struck, scenarios=self.scenarios, limits=limits, **self.given
        )
        return [
            {"assumption": row.event, **{name: plain(getattr(row, name)) for name in FORMULAS}}
            for row in rows
        ]

    def tornado(self, spans: Mapping[str, Span], limits: Limits) -> list[Json]:
        """P at both ends of each span, the widest swing first."""
        swings = tornado_swings(
            self.exposure, self.q, spans, scenarios=self.scenarios, limits=limits, **self.given
        )
        return [
            {"failure_mode": s.event, "low": s.low, "high": s.high, "p_low": s.p_low, "p_high": s.p_high}
            for s in swings
        ]


def _figures(readings: Mapping[str, _Reading]) -> Json:
    found = {reading: x.figures() for reading, x in readings.items()}
    exact = all(x.bounds.is_exact for x in readings.values())
    answer: Json = {name: {r: found[r][name] for r in readings} for name in found["certain"]}
    for reading, x in readings.items():
        if not x.bounds.is_exact:
            answer["probability"][reading]["sampled"] = x.sampled()
    return {**answer, "exact": exact}


def _ranges(certain: _Reading, possible: _Reading, limits: Limits) -> Json:
    """Figures that are not monotone in exposure, over all completions of the unknown cells."""

    def _all(exposure: Exposure) -> dict[tuple[str, str], float | None]:
        x = _Reading(exposure, possible.q, possible.hazards, limits, 0)
        if not x.bounds.is_exact:
            raise BeyondReachError("not exact")
        figures = x.figures()
        found: dict[tuple[str, str], float | None] = {
            ("", name): figures[name] for name in ("common_cause_share", "effective_layers")
        }
        rows = event_importance(exposure, x.q, scenarios=x.scenarios, limits=limits, **x.given)
        found |= {(row.event, name): getattr(row, name) for row in rows for name in FORMULAS}
        return found

    ranges = completion_ranges(certain.exposure, possible.exposure, _all, limits=limits)

    def _row(event: str, names: Any) -> Json:
        return {name: _ends(ranges[event, name]) for name in names}

    return {
        "unknown_cells": len(unknown_cells(certain.exposure, possible.exposure)),
        **_row("", ("common_cause_share", "effective_layers")),
        "importance": [{"failure_mode": event, **_row(event, FORMULAS)} for event in sorted(possible.q)],
    }


def _ends(span: tuple[float, float] | None) -> Json | None:
    if span is None or math.isnan(span[0]):
        return None
    return {"lower": plain(span[0]), "upper": plain(span[1])}
