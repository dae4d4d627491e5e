"""A valid skeleton of a thing or a claim."""

from __future__ import annotations

from typing import Any

import click

from ..curation.kinds import CLAIM_KINDS, KINDS, Field, Kind
from ..store import find_home
from .options import common_options
from .output import Sheet, Table, emit


class _Kinds(click.Group):
    """The kinds as commands, each made from its row of the table."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the kinds, sorted, and ``claim``."""
        return sorted([*KINDS, "claim"])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a kind; None for an unknown one."""
        if cmd_name == "claim":
            return _claim
        return _command(KINDS[cmd_name]) if cmd_name in KINDS else None


@click.group("new", cls=_Kinds, context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Add a thing or a claim: a valid skeleton under the next free IRI, in the file where it belongs.

    Nothing is written if the knowledge base would be the worse for it. Names of things are slugs, notations,
    labels or synonyms; `commoncause new KIND --help` lists what a kind takes.

    Example: commoncause new technique "Honeypots" --definition "Bait that ..." --source dung-mai-2025
    """


@click.command(
    "claim",
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
)
@click.option("--kind", type=click.Choice([*CLAIM_KINDS, "defect", "mapping"]), required=True)
@click.argument("rest", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def _claim(ctx: click.Context, kind: str, rest: tuple[str, ...]) -> None:
    """Say which with --kind: `new claim --kind assessment` is `new assessment`."""
    made = _command(KINDS[kind])
    with made.make_context(kind, list(rest), parent=ctx.parent) as inner:
        made.invoke(inner)


def _command(kind: Kind) -> click.Command:
    @common_options()
    def _run(where: str | None, format_: str, **given: Any) -> None:
        _write(kind, where, format_, {field.name: given[_key(field)] for field in kind.fields})

    help_ = f"{kind.help}\n\nExample: commoncause new {kind.name} {kind.example}"
    made = click.command(kind.name, help=help_, short_help=kind.help)(_run)
    made.params = [_parameter(field) for field in kind.fields] + made.params
    return made


def _key(field: Field) -> str:
    return field.name.replace("-", "_") + "_"


def _parameter(field: Field) -> click.Parameter:
    if field.is_argument:
        return click.Argument([_key(field)], metavar=field.metavar)
    flags = [flag for flag in (field.short, f"--{field.name}", _key(field)) if flag]
    kind = click.Choice(field.choices) if field.choices else None
    return click.Option(
        flags,
        type=kind,
        metavar=None if kind or field.is_flag else field.metavar,
        required=field.required,
        multiple=field.multiple,
        is_flag=field.is_flag,
        help=field.help,
    )


def _write(kind: Kind, where: str | None, format_: str, values: dict[str, Any]) -> None:
    from ..curation.skeleton import new
    from ..curation.writing import refuse_packaged

    home = find_home(where)
    refuse_packaged(home)
    written = new(home, kind.name, values)
    columns = ["iri", "file", "line"]
    rows = [dict(zip(columns, place, strict=True)) for place in written.places]
    answer = {"written": rows, "warnings": [row.as_dict() for row in written.warnings]}
    notes = [f"{row.file}:{row.line}: {row.focus}: {row.message}: {row.hint}" for row in written.warnings]
    lines = [[iri, f"{file}:{line}"] for iri, file, line in written.places]
    table = Table(["written", "place"], lines, notes=notes)
    emit(format_, answer, lambda: [table], lambda: Sheet(columns, ([r[c] for c in columns] for r in rows)))
