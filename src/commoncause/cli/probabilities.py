"""Probabilities as options give them: ``NAME=0.1``, ``T:F=0.5``, names as people use them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

import click

from ..analysis.common_cause import alpha_shares, beta_shares, greek_shares
from ..analysis.residuals import SimilarTechniques
from ..catalogue import resolve
from ..errors import InvalidInputError, UnknownNameError, shortened
from ..model import Thing
from .question import Question

__all__ = ["by_cell", "by_mode", "modes_called", "residuals", "similar", "spans"]

Key = TypeVar("Key")
Value = TypeVar("Value")


def by_mode(question: Question, given: Iterable[str]) -> dict[str, float]:
    """Return failure mode -> probability from ``NAME=P``."""
    pairs = [(name, _probability(value, "--p")) for name, value in _assignments(given, "--p")]
    return _once([(mode, p) for name, p in pairs for mode in modes_called(question, name)], "--p")


def by_cell(question: Question, given: Iterable[str]) -> dict[tuple[str, str], float]:
    """Return (technique, failure mode) -> probability from ``T:F=P``."""
    pairs = []
    for name, value in _assignments(given, "--c"):
        technique, modes = _cell(question, name)
        pairs += [((technique, mode), _probability(value, "--c")) for mode in modes]
    return _once(pairs, "--c")


def _cell(question: Question, name: str) -> tuple[str, list[str]]:
    """Split a name at the colon that leaves two known names: names may hold colons themselves."""
    if ":" not in name:
        raise InvalidInputError(f"--c {shortened(name)}", remedy="write TECHNIQUE:FAILURE-MODE=P")
    failed: UnknownNameError | InvalidInputError | None = None
    for place in [place for place, char in enumerate(name) if char == ":"]:
        try:
            return _technique(question, name[:place]), modes_called(question, name[place + 1 :])
        except (UnknownNameError, InvalidInputError) as error:
            failed = failed or error
    raise failed or AssertionError


def residuals(question: Question, given: Iterable[str]) -> tuple[dict[str, float], dict[str, float]]:
    """Return technique -> and assumption -> probability from ``NAME=P``, or ``P`` for every technique."""
    given = list(given)
    numbers = [text for text in given if "=" not in text]
    if len(numbers) > 1:
        raise InvalidInputError(f"--residual {' and '.join(numbers)}", remedy="give one for all techniques")
    everyone = (
        dict.fromkeys(question.matrix.techniques, _probability(numbers[0], "--residual")) if numbers else {}
    )
    techniques: list[tuple[str, float]] = []
    assumptions: list[tuple[str, float]] = []
    for name, value in _assignments([text for text in given if "=" in text], "--residual"):
        kind, slug = _technique_or_assumption(question, name)
        (techniques if kind == "technique" else assumptions).append((slug, _probability(value, "--residual")))
    return {**everyone, **_once(techniques, "--residual")}, _once(assumptions, "--residual")


def _technique_or_assumption(question: Question, name: str) -> tuple[str, str]:
    if question.relation is not None:
        return "technique", _technique(question, name)
    pool = [thing for kind in ("technique", "assumption") for thing in question.kb.of_kind(kind)]
    thing = resolve(name, pool, "technique or assumption")
    if thing.kind == "technique":
        return thing.kind, _technique(question, name)
    if thing.slug not in question.assumptions.failure_modes:
        raise InvalidInputError(
            f"no technique of the portfolio rests on {thing.slug} in this view", remedy="leave it out"
        )
    return thing.kind, thing.slug


def similar(
    question: Question,
    groups: Iterable[str],
    beta: float | None,
    greek: str | None,
    alpha: str | None,
    staggered: bool,
) -> tuple[SimilarTechniques, ...]:
    """Return the groups of similar techniques, each with the shares of the common-cause model asked for."""
    models = [
        name for name, value in (("--beta", beta), ("--mgl", greek), ("--alpha", alpha)) if value is not None
    ]
    groups = list(groups)
    if not groups and not models and not staggered:
        return ()
    if len(models) != 1 or not groups or (staggered and models != ["--alpha"]):
        raise click.UsageError(
            "a common-cause model is one or more --similar NAME,NAME with one of --beta, --mgl, --alpha; "
            "--staggered goes with --alpha"
        )
    found = []
    for group in groups:
        members = tuple(_technique(question, name) for name in _parts(group))
        try:
            if beta is not None:
                shares = beta_shares(len(members), beta)
            elif greek is not None:
                shares = greek_shares(_numbers(greek, len(members) - 1, "--mgl"))
            else:
                shares = alpha_shares(_numbers(alpha or "", len(members), "--alpha"), staggered=staggered)
        except InvalidInputError:
            raise
        except ValueError as error:
            raise InvalidInputError(f"--similar {shortened(group)}: {error}") from error
        found.append(SimilarTechniques(members, shares))
    return tuple(found)


def _numbers(text: str, how_many: int, option: str) -> list[float]:
    values = [_probability(part, option) for part in _parts(text)]
    if len(values) != how_many:
        what = f"{option} has {len(values)} numbers, the group needs {how_many}"
        raise InvalidInputError(
            what, remedy="--mgl: one fewer than members; --alpha: one for each number failed"
        )
    return values


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def spans(
    question: Question, factor: float | None, ranges: Sequence[str]
) -> Callable[[Mapping[str, float]], dict[str, tuple[float, float]]] | None:
    """Return what gives each cause its low and high probability for a tornado table; None if not asked for.

    Low and high are q / factor and q * factor, at most 1, unless ``NAME=LOW..HIGH`` says otherwise.
    """
    if factor is None and not ranges:
        return None
    if factor is not None and not 1 <= factor < float("inf"):
        raise InvalidInputError(f"--tornado {factor}", remedy="give a factor of 1 or more")
    own = []
    for name, value in _assignments(ranges, "--range"):
        low, dots, high = value.partition("..")
        if not dots:
            raise InvalidInputError(
                f"--range {shortened(name)}={shortened(value)}", remedy="write NAME=LOW..HIGH"
            )
        span = (_probability(low, "--range"), _probability(high, "--range"))
        own += [(mode, span) for mode in modes_called(question, name)]
    given = _once(own, "--range")

    def _spans(q: Mapping[str, float]) -> dict[str, tuple[float, float]]:
        wide = {} if factor is None else {e: (p / factor, min(1.0, p * factor)) for e, p in q.items()}
        return {**wide, **given}

    return _spans


def modes_called(question: Question, name: str) -> list[str]:
    """Return the failure modes of the matrix that a name stands for: one, or the parts of a bundle."""
    axis = question.matrix.failure_modes
    if question.relation is not None:
        return [resolve(name, [Thing(iri=f, slug=f, kind="", label=f) for f in axis], "failure mode").slug]
    modes = question.kb.columns([name], question.view)
    if strange := [mode for mode in modes if mode not in axis]:
        raise UnknownNameError(strange[0], "failure mode of the matrix", candidates=axis[:10])
    return modes


def _technique(question: Question, name: str) -> str:
    technique = question.member(name)
    if technique not in question.matrix.techniques:
        raise UnknownNameError(name, "technique of the portfolio", candidates=question.matrix.techniques[:10])
    return technique


def _assignments(given: Iterable[str], option: str) -> list[tuple[str, str]]:
    pairs = []
    for text in given:
        name, equals, value = text.rpartition("=")
        if not equals or not name.strip() or not value.strip():
            raise InvalidInputError(f"{option} {shortened(text)}", remedy="write NAME=NUMBER")
        pairs.append((name.strip(), value.strip()))
    return pairs


def _probability(text: str, option: str) -> float:
    """Return a number from 0 to 1.

    >>> _probability("0.05", "--p")
    0.05
    """
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not 0 <= value <= 1:
        raise InvalidInputError(
            f"{option}: {shortened(text)} is no probability", remedy="give a number from 0 to 1"
        )
    return value


def _once(pairs: Iterable[tuple[Key, Value]], option: str) -> dict[Key, Value]:
    found: dict[Key, Value] = {}
    for name, value in pairs:
        if found.setdefault(name, value) != value:
            raise InvalidInputError(f"{option}: {name} has two values", remedy="give it once")
    return found
