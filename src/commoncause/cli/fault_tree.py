"""Fault trees in the Open-PSA Model Exchange Format: read, written and solved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..answers.fault_tree import portfolio_tree, solution_answer, tree_answer
from .options import common_options, need_option, question_options, time_limit_option
from .output import Sheet, Table, emit, number

if TYPE_CHECKING:
    from .question import Question

_MEASURES = ("birnbaum", "criticality", "diagnostic", "raw", "rrw", "structural")
_MOST_ROWS = 20
_FILES = click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE.xml..."
)
_TOP = click.option("--top", metavar="NAME", help="The top gate, where the files leave it open.")


@click.group("fault-tree")
def command() -> None:
    """Read, write and solve fault trees (Open-PSA MEF, the format of SCRAM).

    Example: commoncause fault-tree export --source dung-mai-2025 --mode tabulated --out table-1.xml
    """


@command.command("solve")
@common_options()
@_FILES
@_TOP
@click.option("--max-order", type=click.IntRange(1), metavar="N", help="Count cut sets up to this order.")
@time_limit_option("Stop after S seconds with what is known.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the sampling, if it comes to that.")
def solve(
    where: str | None, format_: str, files: tuple[Path, ...], top: str | None,
    max_order: int | None, time_limit: float | None, seed: int,
) -> None:  # fmt: skip
    """Print the exact probability, the minimal cut sets by order and the importance of each event.

    Example: commoncause fault-tree solve plant.xml --max-order 3
    """
    del where
    from ..importers.open_psa import read_open_psa

    tree = read_open_psa(*files, top=top)
    answer = solution_answer(tree, max_order=max_order, time_limit=time_limit, seed=seed)
    rows = [[row["event"], *(row[name] for name in _MEASURES)] for row in answer["importance"]]
    emit(format_, answer, lambda: _solution(answer), lambda: Sheet(["event", *_MEASURES], rows))


def _solution(answer: dict[str, Any]) -> list[Table]:
    from ..analysis.fault_tree import FORMULAS

    sets = answer["minimal_cut_sets"]
    rows = [["probability", number(answer["probability"]) if answer["exact"] else "not exact: see below"]]
    if bounds := answer.get("bounds"):
        rows.append(["proved bounds", f"{number(bounds['lower'])} to {number(bounds['upper'])}"])
    if drawn := answer.get("interval"):
        rows.append(
            [f"sampled, {drawn['confidence']:.0%}", f"{number(drawn['lower'])} to {number(drawn['upper'])}"]
        )
    count = sets["count"]
    rows.append(["minimal cut sets", "-" if count is None else f"{count:,}"])
    rows += [[f"  of order {order}", f"{n:,}"] for order, n in (sets["by_order"] or {}).items()]
    notes = [answer["reason"]] if "reason" in answer else []
    if sets["complete_to_order"] is not None:
        notes.append(f"cut sets are complete up to order {sets['complete_to_order']}")
    tables = [Table(["", ""], rows, notes=notes)]
    ranked = sorted(answer["importance"], key=lambda row: (-row["birnbaum"], row["event"]))
    if ranked:
        cells = [[row["event"], *(number(row[name]) for name in _MEASURES)] for row in ranked]
        formulas = [f"{name}: {formula}" for name, formula in FORMULAS.items()]
        tables.append(
            Table(
                ["event", *_MEASURES], cells, title="importance", notes=["; ".join(formulas)], most=_MOST_ROWS
            )
        )
    return tables


@command.command("import")
@common_options()
@_FILES
@_TOP
def import_(where: str | None, format_: str, files: tuple[Path, ...], top: str | None) -> None:
    """Read a model and print what it holds: with --format json the whole tree.

    Example: commoncause fault-tree import plant.xml --format json
    """
    del where
    from ..importers.open_psa import read_open_psa

    answer = tree_answer(read_open_psa(*files, top=top))
    gates = answer["gates"]
    rows = [
        [name, gate["kind"], str(gate.get("k", "")), ", ".join(gate["children"])]
        for name, gate in gates.items()
    ]
    notes = [
        f"top: {answer['top']}; {len(gates):,} gates, {len(answer['events']):,} basic events,"
        f" {len(answer['houses']):,} house events; {'coherent' if answer['coherent'] else 'with negation'}"
    ]
    columns = ["gate", "kind", "k", "children"]
    emit(format_, answer, lambda: [Table(columns, rows, notes=notes, most=50)], lambda: Sheet(columns, rows))


@command.command("export")
@click.option("--kb", "where", metavar="WHERE", help="Folder of the knowledge base.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE.xml", help="Write here, not to the screen."
)
@click.option("--p-default", type=float, default=0.1, show_default=True, metavar="P", help="P of each mode.")
@click.option("--reading", type=click.Choice(["certain", "possible"]), default="certain", show_default=True)
@need_option
@question_options
def export(question: Question, out: Path | None, p_default: float, reading: str, need: int) -> None:
    """Write the portfolio of a view as a fault tree: it fails when too few of its techniques hold.

    Example: commoncause fault-tree export -t debate -t "representation engineering" --out two.xml
    """
    from ..exporters.build import write_files
    from ..exporters.open_psa import portfolio_open_psa

    matrix = question.in_effect().portfolio()
    tree = portfolio_tree(matrix, reading, need=need, p_default=p_default)
    text = portfolio_open_psa(tree, reading, p_default)
    if out is None:
        click.echo(text, nl=False)
    else:
        write_files({out.name: text.encode()}, out.parent)
        click.echo(f"{out}: {len(tree.gates):,} gates, {len(tree.events):,} basic events")
