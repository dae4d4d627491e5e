"""What stands behind each cell, what is missing there, and what hangs on one paper or group of authors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from ..analysis.evidence import GAPS, Ground, fallen
from ..answers.bibliography import Bibliography, bibliography, grounds_of
from ..answers.evidence import STALE_YEARS, evidence_answer, opened
from ..answers.hinges import hinges_answer
from ..answers.retraction import Recomputation, Standing, grounds_left, retraction_answer
from ..model import Matrix
from .evidence_tables import evidence_tables, hinge_tables, retraction_tables
from .options import common_options, question_options, time_limit_option
from .output import Sheet, emit
from .plots import plot_option, save
from .question import Question

__all__ = ["command", "hinges", "retract"]

Row = dict[str, Any]
_CELL = ["technique", "failure_mode", "verdict", "gaps", "claims", "sources", "evidence", "papers", "groups"]
_CELL += ["years", "newest_evidence", "kinds", "modes", "hangs_on", "hangs_on_groups"]
_CHANGE = ["name", "part", "what", "reading", "before", "after", "fallen"]

_stale_option = click.option(
    "--stale-years",
    type=click.IntRange(0),
    default=STALE_YEARS,
    show_default=True,
    metavar="N",
    help="Evidence more than N years older than the newest work of the knowledge base is stale.",
)
_keep_option = click.option(
    "--keep-unsupported",
    is_flag=True,
    help="Recompute without the withdrawn claims alone; the unsupported ones are still named.",
)
_limit_option = time_limit_option("Seconds for each retraction, after which what is known is printed.", 20.0)


@click.group(
    "evidence", invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@common_options()
@_stale_option
@click.option(
    "--gap", "kinds", multiple=True, type=click.Choice(list(GAPS)), help="Only cells with this gap."
)
@plot_option
@question_options
def command(
    question: Question, format_: str, stale_years: int, kinds: tuple[str, ...], plot: Path | None
) -> None:
    """Print the evidence behind each cell: claims, papers, independent groups of authors, years, and gaps.

    Papers are the works that claims cite as evidence (cito:citesAsEvidence), or where they cite none so the
    works whose claim they report, and the sources that state them. Groups of authors are independent where no
    chain of joint works in the knowledge base links them; authors are told apart by surname and first
    initial, which may merge namesakes. A claim that gives no evidence is as old as its source. Gaps:
    never-assessed, unclear, contested, argued-without-citation, single-source, single-group, stale.

    Example: commoncause evidence --mode argued --gap argued-without-citation
    """
    context = click.get_current_context()
    if context.invoked_subcommand:
        _refuse_options(context)
        return
    grounds, works = _evidence(question)
    answer = evidence_answer(question.portfolio(), grounds, works, question.claims, stale_years=stale_years)
    if kinds:
        _narrow(answer, kinds)
    if plot:
        save(plot, _map(question, answer["cells"]))
    rows = ([_field(row[name]) for name in _CELL] for row in answer["cells"])
    emit(format_, answer, lambda: evidence_tables(question, answer), lambda: Sheet(_CELL, rows))


def _refuse_options(context: click.Context) -> None:
    """Refuse what would be ignored: each subcommand takes the options of a view itself."""
    sources = {name: context.get_parameter_source(name) for name in context.params}
    given = [name for name, of in sources.items() if of is click.core.ParameterSource.COMMANDLINE]
    if given:
        raise click.UsageError(f"put the options after `evidence {context.invoked_subcommand}`")


def _evidence(question: Question) -> tuple[dict[str, Ground], Bibliography]:
    if question.relation is not None:
        return {}, Bibliography({})
    works = bibliography(question.kb.store)
    return grounds_of(question.claims, works.evidence), works


def _narrow(answer: Row, kinds: tuple[str, ...]) -> None:
    """Leave the cells with one of these gaps."""
    answer["cells"] = [row for row in answer["cells"] if set(row["gaps"]) & set(kinds)]
    answer["gaps"] = [row for row in answer["gaps"] if row["gap"] in kinds]


def _map(question: Question, rows: list[Row]) -> str:
    from ..drawing.evidence_map import evidence_map

    techniques = question.in_order(dict.fromkeys(row["technique"] for row in rows), "technique")
    modes = question.in_order(dict.fromkeys(row["failure_mode"] for row in rows), "failure-mode")
    return evidence_map(rows, techniques, modes, label=question.label)


def _field(value: Any) -> Any:
    return [f"{kind} {number}" for kind, number in value.items()] if isinstance(value, dict) else value


@command.command("retract")
@common_options()
@click.argument("names", nargs=-1, metavar="[WORK]...")
@click.option("--author", "authors", multiple=True, metavar="NAME", help="Every work that NAME signs.")
@_keep_option
@_stale_option
@_limit_option
@question_options
def retract(
    question: Question,
    format_: str,
    names: tuple[str, ...],
    authors: tuple[str, ...],
    keep_unsupported: bool,
    stale_years: int,
    time_limit: float,
) -> None:
    """Print what changes once works are retracted: cells, conclusions, cut sets, single points, clusters.

    WORK is a slug, label, title, DOI or arXiv id. Claims fall in two ways: withdrawn are those that a
    retracted work states; unsupported are those others that cite works as evidence (or, citing none, report
    works), all of which are retracted. A claim that gives no evidence, or keeps some, stands; what is
    inferred from a claim falls with it. Cells, and all that follows, are recomputed without both kinds;
    --keep-unsupported leaves out the withdrawn alone. Works that cite a retracted one are not retracted, nor
    are other versions of it.

    Example: commoncause evidence retract casper-2023 --mode argued
    """
    _refuse_relation(question)
    if not names and not authors:
        raise click.UsageError("name a work, or --author NAME")
    question = question.in_effect()
    grounds, works = _evidence(question)
    found = {question.kb.resolve(name, "source").slug for name in names}
    found.update(work for name in authors for work in works.by_author(name))
    recomputation = Recomputation(_without(question), grounds, time_limit)
    row = retraction_answer(recomputation, found, question.claims, unsupported_too=not keep_unsupported)
    answer = {
        **_opened(question, recomputation, row, works, stale_years, keep=keep_unsupported),
        "retraction": [row],
    }
    emit(format_, answer, lambda: retraction_tables(question, answer), lambda: _changes([row]))


@command.command("hinges")
@common_options()
@_keep_option
@_limit_option
@question_options
def hinges(question: Question, format_: str, keep_unsupported: bool, time_limit: float) -> None:
    """Print the papers and groups of authors whose loss changes a conclusion, cut set or single point.

    Single points of failure of the evidence: each is retracted by itself, as `evidence retract` does it, and
    they are ranked by how many stated conclusions change, then cells, single points, cut sets, reliances and
    claims.

    Example: commoncause evidence hinges --source dung-mai-2025 --mode argued
    """
    _refuse_relation(question)
    question = question.in_effect()
    grounds, works = _evidence(question)
    recomputation = Recomputation(_without(question), grounds, time_limit)
    answer = hinges_answer(recomputation, works, question.claims, unsupported_too=not keep_unsupported)
    emit(format_, answer, lambda: hinge_tables(question, answer), lambda: _changes(answer["hinges"]))


def _refuse_relation(question: Question) -> None:
    if question.relation is not None:
        raise click.UsageError("a matrix of --relation has no papers to retract")


def _without(question: Question) -> Callable[[frozenset[str]], Standing]:
    """Return the question asked again without some claims."""
    question.portfolio()
    view, techniques = question.view, question.matrix.techniques if question.techniques else ()

    def _asked(lost: frozenset[str]) -> Standing:
        matrix = question.without(lost)
        reliances = question.kb.reliances(view, without=lost)
        rows = matrix.techniques
        # As for `robustness`: conclusions name their own failure modes.
        stated = () if question.modes else question.kb.stated(view, techniques=techniques, without=lost)
        return Standing(matrix, reliances.of(rows, add=True) if rows else Matrix((), (), {}), tuple(stated))

    return _asked


def _opened(
    question: Question,
    recomputation: Recomputation,
    row: Row,
    works: Bibliography,
    stale_years: int,
    *,
    keep: bool,
) -> Row:
    """Return the gaps that the retraction opens, and the cells that hang on one thing since."""
    withdrawn, unsupported = fallen(recomputation.grounds, row["works"])
    lost = frozenset(withdrawn) | (frozenset() if keep else frozenset(unsupported))
    now, matrix = question.without(lost), recomputation.now.matrix
    left = grounds_left(recomputation.grounds, row["works"], lost)
    there = now.of(matrix.techniques, matrix.failure_modes, add=True)
    before = evidence_answer(matrix, recomputation.grounds, works, question.claims, stale_years=stale_years)
    return opened(before, evidence_answer(there, left, works, question.claims, stale_years=stale_years))


def _changes(rows: list[Row]) -> Sheet:
    return Sheet(_CHANGE, (line for row in rows for line in _lines(row)))


def _lines(row: Row) -> Iterator[list[Any]]:
    """A line for each change of a retraction."""
    name = row.get("name") or row["works"]
    for part in ("withdrawn", "unsupported"):
        for claim in row[part]:
            yield [name, part, claim["iri"], None, None, None, None]
    for part, column in (("cells", "failure_mode"), ("reliances", "assumption")):
        for cell in row[part]:
            what = f"{cell['technique']}/{cell[column]}"
            yield [name, part, what, None, cell["before"], cell["after"], _iris(cell)]
    for change in row["conclusions"]:
        held = [change["holds"], change["holds_without"]]
        yield [name, "conclusions", change["claim"], change["reading"], *held, _iris(change)]
    for part, key in (("single_points", "name"), ("cut_sets", "set"), ("clusters", "members")):
        for change in row[part] or ():
            there = [change["change"] == "gone", change["change"] == "new"]
            yield [name, part, change[key], change.get("reading"), *there, _iris(change)]


def _iris(change: Row) -> list[str]:
    return [claim["iri"] for claim in change["fallen"]]
