"""The model behind a probability: what is assumed, in values and in words, and its two readings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from ..analysis.depth import require_probability
from ..analysis.residuals import Residuals, SimilarTechniques, with_residuals
from ..analysis.scenarios import Scenario
from ..model import Claim, Matrix, Reading
from ..views import View

__all__ = ["Hazards", "entailments", "model_in_words", "relation_of"]

Words = Callable[[str, str], str]
"""Slug and kind -> what people call it."""


@dataclass(frozen=True)
class Hazards:
    """What is assumed about probabilities; by default each mode has one tenth, which is an illustration."""

    p: Mapping[str, float] = field(default_factory=dict)
    """Failure mode -> probability."""
    p_default: float = 0.1
    need: int = 1
    conditional: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """(technique, failure mode) -> probability that the occurring mode defeats the technique."""
    scenarios: tuple[Scenario, ...] = ()
    residual: Mapping[str, float] = field(default_factory=dict)
    """Technique -> probability of failing by what is not listed."""
    similar: tuple[SimilarTechniques, ...] = ()
    assumptions: Mapping[str, float] = field(default_factory=dict)
    """Assumption -> probability of failing by itself."""
    entailed_by: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Assumption -> the failure modes that entail its failing."""


def relation_of(
    matrix: Matrix, reliances: Matrix | None, hazards: Hazards, reading: Reading
) -> tuple[dict[str, frozenset[str]], dict[str, float], Hazards]:
    """Return technique -> causes, cause -> probability, and what else holds, under one reading.

    Causes are modes, then residual failures. A mode that entails the failing of an assumption that has a
    probability here defeats for certain what rests on it, whatever c is given. Raises ValueError for what is
    no probability.
    """
    require_probability("p_default", hazards.p_default)
    q = {mode: hazards.p.get(mode, hazards.p_default) for mode in matrix.failure_modes}
    relies = reliances.exposure(reading) if reliances is not None else {}
    entailed = {a: hazards.entailed_by.get(a, ()) for a in hazards.assumptions}
    residuals = Residuals(hazards.residual, hazards.similar, hazards.assumptions, relies, entailed)
    conditional = {
        (technique, mode): c
        for (technique, mode), c in hazards.conditional.items()
        if not any(mode in entailed.get(assumption, ()) for assumption in relies.get(technique, ()))
    }
    return *with_residuals(matrix.exposure(reading), q, residuals), replace(hazards, conditional=conditional)


def entailments(claims: Iterable[Claim], view: View) -> dict[str, frozenset[str]]:
    """Return assumption -> the failure modes that entail its failing, by the claims that count in ``view``.

    A mode that only undermines an assumption, or entails its failing on a condition, is left out.
    """
    found: dict[str, set[str]] = {}
    for claim in claims:
        counts = claim.kind == "negation" and view.admits(claim.source, claim.mode)
        if counts and claim.slug("degree") == "entails" and claim.modality != "conditional":
            found.setdefault(claim.slug("assumption"), set()).add(claim.slug("failureMode"))
    return {assumption: frozenset(modes) for assumption, modes in sorted(found.items())}


def model_in_words(matrix: Matrix, hazards: Hazards, label: Words = lambda slug, _kind: slug) -> list[str]:
    """Return what the probabilities rest on, a sentence each: they are nothing without it."""
    n, weak = len(matrix.techniques), sum(c < 1 for c in hazards.conditional.values())
    need = "each technique alone suffices" if hazards.need == 1 else f"{hazards.need} of {n} must hold"
    strikes = "an occurring mode defeats every technique exposed to it"
    strikes += f", where given with a probability of its own (cells: {weak})" if weak else ""
    said = [f"{need}; {strikes}; {_independence(hazards)}"]
    given = [f"{label(mode, 'failure-mode')} {p:g}" for mode, p in sorted(hazards.p.items())]
    illustration = f"each mode has P {hazards.p_default:g} (an illustration)"
    said.append(f"P of {', '.join(given)}; any other: {illustration}" if given else illustration)
    said.append(_residuals_in_words(hazards, label))
    said += [
        f"{name} fails by itself with P {p:g}, which defeats what rests on it and causes no mode"
        for name, p in sorted(hazards.assumptions.items())
    ]
    if "s-tax" in matrix.failure_modes:
        said.append(f"{label('s-tax', 'failure-mode')} reads: not deployed")
    return said


def _independence(hazards: Hazards) -> str:
    if not hazards.scenarios:
        return "modes occur independently"
    weights = ", ".join(f"{s.name} {s.weight:g}" for s in hazards.scenarios)
    return f"modes occur independently given the scenario ({weights})"


def _residuals_in_words(hazards: Hazards, label: Words) -> str:
    if not hazards.residual:
        return "causes that are not listed are left out"
    given = [f"{label(t, 'technique')} {p:g}" for t, p in sorted(hazards.residual.items())]
    groups = [", ".join(label(t, "technique") for t in group.members) for group in hazards.similar]
    shared = "".join(f"; common causes among {group}" for group in groups)
    return f"causes that are not listed (residual): {', '.join(given)}{shared}"
