"""How likely a portfolio is to fail, how independent its layers are, and what matters most."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from ..answers.hazards import Hazards, entailments, model_in_words
from ..answers.risk import risk_answer
from ..errors import InvalidInputError
from .options import common_options, need_option, question_options, time_limit_option
from .output import Sheet, Table, emit, joined, number
from .plots import plot_option, save, weights
from .probabilities import by_cell, by_mode, modes_called, residuals, similar, spans
from .question import Question

_FIGURES = {
    "probability": "P of failing",
    "independent": "if independent",
    "fully_correlated": "if fully correlated",
    "common_cause_share": "common-cause share",
    "decades": "decades",
    "effective_layers": "effective layers",
}
_MEASURES = ("birnbaum", "criticality", "diagnostic", "raw", "rrw", "structural")
_READINGS = ("certain", "possible")
_MOST_ROWS = 20
_ENDS = ("low", "high", "p_low", "p_high")
_LISTS = {
    "importance": ("failure_mode", "failure modes", "failure-mode"),
    "residuals_importance": ("event", "residual failures", ""),
    "assumptions_importance": ("assumption", "assumptions, if they failed", "assumption"),
    "techniques_importance": ("technique", "techniques", "technique"),
}
_FIGURE_NOTES = (
    "if independent: techniques fail independently, each with its own P; if fully correlated: together",
    "common-cause share: 1 - independent / P; decades: -log10 P; effective layers: ln P / mean ln P(t)",
)


def _hazard_options(command: Any) -> Any:
    for option in reversed(
        [
            click.option("--p", "chances", multiple=True, metavar="NAME=P", help="P of a failure mode."),
            click.option("--p-default", type=float, default=0.1, show_default=True, metavar="P"),
            click.option(
                "--c", "cells", multiple=True, metavar="T:F=P", help="P that F, if it occurs, defeats T."
            ),
            click.option(
                "--residual", multiple=True, metavar="[NAME=]P",
                help="P of failing by what is not listed: of a technique, an assumption, or every technique.",
            ),
            click.option(
                "--similar", "groups", multiple=True, metavar="NAME,NAME",
                help="Techniques whose residual failures have common causes.",
            ),
            click.option("--beta", type=float, metavar="B", help="Share of a residual that fails them all."),
            click.option("--mgl", metavar="B,G,..", help="Multiple Greek letters."),
            click.option("--alpha", metavar="A1,A2,..", help="Alpha factors."),
            click.option("--staggered", is_flag=True, help="Alpha factors of staggered testing."),
            click.option(
                "--scenarios", type=click.Path(path_type=Path), metavar="CSV",
                help="Columns scenario,weight,failure_mode,p.",
            ),
        ]
    ):  # fmt: skip
        command = option(command)
    return command


@click.command("risk")
@common_options()
@need_option
@_hazard_options
@click.option(
    "--tornado", is_flag=False, flag_value=3.0, type=float, metavar="[FACTOR]",
    help="P with each probability divided and multiplied by FACTOR (3).",
)  # fmt: skip
@click.option("--range", "ranges", multiple=True, metavar="NAME=LOW..HIGH", help="The same with these ends.")
@time_limit_option("Seconds, after which bounds are printed.", 30.0)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the simulation.")
@plot_option
@question_options
def command(
    question: Question, format_: str, need: int, time_limit: float, seed: int, plot: Path | None, **given: Any
) -> None:
    """Print the probability that a portfolio (-t ...) fails, and the importance of each failure mode.

    Exact within the time limit; beyond it proved bounds and a simulated interval, labelled so. All default
    probabilities are illustrations.

    Example: commoncause risk -t debate -t scientist-ai --p al-gen=0.05 --mode tabulated
    """
    question = question.in_effect()
    matrix = question.portfolio()
    hazards = _hazards(question, need, given)
    answer = risk_answer(
        matrix,
        hazards,
        reliances=question.assumptions,
        spans=spans(question, given["tornado"], given["ranges"]),
        time_limit=time_limit,
        seed=seed,
    )
    if plot:
        save(plot, weights(question, answer))
    words = model_in_words(matrix, hazards, question.label)
    emit(format_, answer, lambda: _tables(question, answer, words), lambda: _sheet(answer))


def _hazards(question: Question, need: int, given: dict[str, Any]) -> Hazards:
    if not 0 <= given["p_default"] <= 1:
        raise InvalidInputError(f"--p-default {given['p_default']}", remedy="give a probability from 0 to 1")
    techniques, assumptions = residuals(question, given["residual"])
    scenarios = []
    if given["scenarios"] is not None:
        from ..importers.scenarios import read_scenarios

        scenarios = read_scenarios(given["scenarios"], lambda name: modes_called(question, name))
    model = (given["beta"], given["mgl"], given["alpha"], given["staggered"])
    return Hazards(
        p=by_mode(question, given["chances"]),
        p_default=given["p_default"],
        need=need,
        conditional=by_cell(question, given["cells"]),
        scenarios=tuple(scenarios),
        residual=techniques,
        similar=similar(question, given["groups"], *model),
        assumptions=assumptions,
        entailed_by=entailments(question.claims.values(), question.view) if assumptions else {},
    )


def _sheet(answer: dict[str, Any]) -> Sheet:
    def _rows() -> Iterator[list[Any]]:
        for reading in _READINGS:
            for figure in _FIGURES:
                yield from _values(reading, "portfolio", "", figure, answer[figure][reading])
            for key, (name, _, _) in _LISTS.items():
                for row in answer[key][reading]:
                    for measure in _MEASURES:
                        if measure in row:
                            yield [reading, key, row[name], measure, row[measure]]
            for row in answer.get("tornado", {}).get(reading, ()):
                for measure in _ENDS:
                    yield [reading, "tornado", row["failure_mode"], measure, row[measure]]

    return Sheet(["reading", "part", "name", "figure", "value"], _rows())


def _values(reading: str, part: str, name: str, figure: str, value: Any) -> Iterator[list[Any]]:
    """A figure as it is, or what is known of it: bounds, and the interval of the simulation."""
    if isinstance(value, dict):
        for key in value:
            yield from _values(reading, part, name, f"{figure}_{key}", value[key])
    else:
        yield [reading, part, name, figure, value]


def _tables(question: Question, answer: dict[str, Any], words: list[str]) -> list[Table]:
    tables = [_company(question, answer, words)]
    for key in _LISTS:
        tables += [_measures(question, answer, key, reading) for reading in _READINGS if answer[key][reading]]
    if answer["ranges"] and answer["ranges"]["unknown_cells"]:
        tables.append(_ranges(question, answer["ranges"]))
    tables += [_tornado(question, answer["tornado"][r], r) for r in _READINGS if "tornado" in answer]
    tables[-1].notes = [*tables[-1].notes, *_left_out(answer), *question.caveats()]
    return tables


def _company(question: Question, answer: dict[str, Any], words: list[str]) -> Table:
    rows = [[label, *(_shown(answer[name][r]) for r in _READINGS)] for name, label in _FIGURES.items()]
    notes = [f"portfolio: {joined(question.label(t, 'technique') for t in answer['techniques'])}"]
    notes += [f"model: {'; '.join(words[:3])}", *words[3:], *_FIGURE_NOTES]
    if not answer["exact"]:
        rows.insert(1, ["simulated, 95% interval", *map(_interval, answer["probability"].values())])
        notes += _bounds_notes(answer)
    return Table(["", *_READINGS], rows, notes=notes)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return f"{number(value['lower'])} .. {number(value['upper'])}"
    return number(value)


def _bounds_notes(answer: dict[str, Any]) -> list[str]:
    samples = [p.get("sampled") for p in answer["probability"].values() if isinstance(p, dict)]
    notes = ["A .. B: proved bounds; the exact value was out of reach, --time-limit gives it more time"]
    return notes + [
        f"simulated: statistical, seed {sample['seed']}, {sample['samples']:,} draws, Clopper-Pearson"
        for sample in samples[:1]
        if sample
    ]


def _interval(probability: Any) -> str:
    sampled = probability["sampled"] if isinstance(probability, dict) else None
    return _shown(sampled) if sampled else "-"


def _measures(question: Question, answer: dict[str, Any], key: str, reading: str) -> Table:
    name, title, kind = _LISTS[key]
    rows = sorted(answer[key][reading], key=lambda row: (-float(f"{row['birnbaum']:.9g}"), row[name]))
    measures = [measure for measure in _MEASURES if measure in rows[0]]
    shown = [
        [question.label(row[name], kind) if kind else row[name], *(number(row[m]) for m in measures)]
        for row in rows
    ]
    formulas = answer["formulas"]["technique" if key.startswith("techniques") else "event"]
    notes = [f"{m}: {formulas[m]}" for m in measures] if reading == "possible" else []
    return Table(
        [name.replace("_", " "), *measures],
        shown,
        title=f"importance of {title}: {reading}",
        notes=_packed(notes),
        most=60,
    )


def _packed(notes: list[str]) -> list[str]:
    """Three formulas to a line."""
    return ["; ".join(notes[i : i + 3]) for i in range(0, len(notes), 3)]


def _ranges(question: Question, ranges: dict[str, Any]) -> Table:
    rows = [
        [question.label(row["failure_mode"], "failure-mode"), *(_shown(row[m]) for m in _MEASURES)]
        for row in ranges["importance"]
    ]
    n = ranges["unknown_cells"]
    note = f"share {_shown(ranges['common_cause_share'])}, layers {_shown(ranges['effective_layers'])}"
    title = f"whatever the {n} unknown cells are (all {1 << n:,} completions): from .. to"
    return Table(["failure mode", *_MEASURES], rows, title=title, notes=[note], most=_MOST_ROWS)


def _tornado(question: Question, swings: list[dict[str, Any]], reading: str) -> Table:
    rows = [
        [question.label(swing["failure_mode"], "failure-mode"), *(number(swing[end]) for end in _ENDS)]
        for swing in swings
    ]
    return Table(
        ["failure mode", "q low", "q high", "P at low", "P at high"], rows, title=f"tornado, {reading}"
    )


def _left_out(answer: dict[str, Any]) -> list[str]:
    notes = [f"{part.replace('_', ' ')}: {why}" for part, why in answer["left_out"].items()]
    if "ranges" in answer["left_out"]:
        notes.append("importance: two readings of the unknown cells, not its bounds over all of them")
    return notes
