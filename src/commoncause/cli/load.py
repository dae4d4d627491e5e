"""Build a store that outlives the process."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..store.home import is_endpoint
from .options import common_options
from .output import Sheet, Table, emit

_EVERY = 1 << 25
"""Bytes of a file between two lines about it."""


@click.command("load")
@common_options()
@click.option(
    "--store", required=True, metavar="DIR|URL|FILE.nq",
    help="Folder of the store, a server's graph store, or a file for its bulk loader.",
)  # fmt: skip
@click.option(
    "--as-is", is_flag=True, help="Derive nothing: the files hold what follows. For a store on disk."
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE...]")
def command(where: str | None, format_: str, store: str, as_is: bool, files: tuple[Path, ...]) -> None:
    """Load files into a store on disk, or onto a SPARQL server, with all that follows from them.

    FILE is Turtle, N-Triples, N-Quads, TriG, RDF/XML or JSON-LD, also with .gz, or the folder of a knowledge
    base; none stands for the knowledge base of --kb. The old store is in force until the new one is whole:
    a load that fails or is killed changes nothing, and can be run again.

    Example: commoncause load --store store
    """
    if as_is and (is_endpoint(store) or store.endswith(".nq")):
        raise click.UsageError("--as-is is for a store on disk")
    from ..loading import fill_disk, fill_file, fill_server

    paths = files or ([Path(where)] if where else [])
    report = _Report()
    if is_endpoint(store):
        count = fill_server(store, paths, told=report.read, stage=report.stage)
    elif store.endswith(".nq"):
        count = fill_file(Path(store), paths, told=report.read, stage=report.stage)
    else:
        count = fill_disk(Path(store), paths, as_is=as_is, told=report.read, stage=report.stage)
    rows = [[f"{count}"]]
    emit(format_, {"triples": count}, lambda: [Table(["triples"], rows)], lambda: Sheet(["triples"], rows))


class _Report:
    """Lines on standard error: on a terminal each of long files' parts, elsewhere each stage."""

    def __init__(self) -> None:
        self._last = ("", 0)

    def read(self, name: str, at: int, size: int) -> None:
        """Tell how much of a file has been read."""
        known, before = self._last
        if name != known or at - before >= _EVERY:
            self._last = (name, at)
            self.stage(f"reading {name}: {100 * at // max(size, 1)} % of {size:,} bytes")

    def stage(self, what: str) -> None:
        """Tell what begins."""
        click.echo(what, file=sys.stderr)
