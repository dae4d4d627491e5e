"""Files to a store that outlives the process: on disk, or on a server.

What a store holds is what `commoncause.load` makes of the same files in memory: ontology, things, claims,
inbox, and what follows from them.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from .errors import InvalidInputError
from .knowledge_base import complete
from .store import Home, find_home
from .store.disk import Edition, replaced
from .store.filling import FillingStore, SourceFile, Told, source_files
from .store.http import Address
from .store.remote import THINGS_GRAPH
from .vocab import INBOX_GRAPH

__all__ = ["fill_disk", "fill_file", "fill_server"]

Stage = Callable[[str], None]
"""What is told when a stage begins."""

_GRAPH_PARAMETER: Final = "graph"


def fill_disk(
    folder: Path,
    paths: Iterable[Path] = (),
    *,
    as_is: bool = False,
    told: Told | None = None,
    stage: Stage | None = None,
) -> int:
    """Build a store on disk from files and return its number of triples.

    ``paths`` are files of RDF and knowledge base folders; none stands for the nearest knowledge base. With
    ``as_is`` nothing is derived: for files that hold what follows already, as `fill_file` writes them. The
    store that was there before is replaced at the very end, and stays as it is if anything goes wrong.
    Raises `InvalidInputError` with file and line for a file that is not valid.
    """
    files, home = _plan(paths)
    with replaced(folder) as path:
        shutil.copytree(home.ontology, path / "ontology", ignore=_not_ours)
        _fill_database(path, Home(folder, path / "ontology"), files, told, stage, as_is=as_is)
    return Edition.read(folder).triples


def fill_server(
    url: str, paths: Iterable[Path] = (), *, told: Told | None = None, stage: Stage | None = None
) -> int:
    """Put a knowledge base on a server, graph by graph, and return the number of triples sent.

    ``url`` is that of the SPARQL 1.1 Graph Store Protocol, with the user and password it wants; each graph
    is replaced as a whole, those of other data are left alone. What stands in no graph goes into
    ``graph/things``, the last, so that no reader takes a first upload for whole before it is.
    """
    address = Address.of(url)
    files, home = _plan(paths)
    store = FillingStore(ox.Store(), home)
    _fill(store, files, told, stage)
    total = 0
    for graph in [*store.graph_names, INBOX_GRAPH, ""]:
        triples = list(store.triples(graph))
        if triples:
            _tell(stage, f"sending {len(triples):,} triples of {graph or THINGS_GRAPH}")
            body = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
            address.put([(_GRAPH_PARAMETER, graph or THINGS_GRAPH)], body, "application/n-triples")
            total += len(triples)
    return total


def fill_file(
    path: Path, paths: Iterable[Path] = (), *, told: Told | None = None, stage: Stage | None = None
) -> int:
    """Write a knowledge base as N-Quads for a server's own bulk loader; return the number of triples.

    Every triple has a graph, as servers differ in what they make of one without: things stand in
    ``graph/things``. The lines come in no particular order.
    """
    files, home = _plan(paths)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
        store = FillingStore(ox.Store(str(Path(folder) / "triples")), home)
        _fill(store, files, told, stage)
        _tell(stage, f"writing {path}")
        fresh, total = Path(folder) / path.name, 0
        with fresh.open("w", encoding="utf-8") as file:
            for graph in [*store.graph_names, INBOX_GRAPH, ""]:
                node = ox.NamedNode(graph or THINGS_GRAPH)
                for s, p, o in store.triples(graph):
                    file.write(f"{ox.Quad(s, p, o, node)} .\n")
                    total += 1
        fresh.replace(path)
    return total


def _plan(paths: Iterable[Path]) -> tuple[list[SourceFile], Home]:
    """Return the files to load, the ontology first, and the home of the ontology."""
    given = list(paths)
    folders = [path for path in given if path.is_dir()]
    home = find_home(folders[0] if folders else None)
    files = [
        SourceFile(home.ontology / "commoncause.ttl"),
        *source_files(given or [home.kb]),
    ]
    for file in files:
        _ = file.format
        if not file.path.is_file():
            raise InvalidInputError("no such file", where=str(file.path), remedy="name a file of RDF")
    return files, home


def _not_ours(_: str, names: list[str]) -> set[str]:
    """Leave out what an ontology folder may hold besides files of triples, shapes and queries."""
    return {name for name in names if "." in name and not name.endswith((".ttl", ".rq"))}


def _fill(
    store: FillingStore,
    files: Iterable[SourceFile],
    told: Told | None,
    stage: Stage | None,
    *,
    as_is: bool = False,
) -> None:
    for file in files:
        store.fill(file, told)
    if as_is:
        return
    _tell(stage, "deriving what follows")
    store.drop_derived()
    complete(store)


def _fill_database(
    path: Path,
    home: Home,
    files: Iterable[SourceFile],
    told: Told | None,
    stage: Stage | None,
    *,
    as_is: bool,
) -> None:
    """Leave a closed database; where this fails, `replaced` closes it with what is left of this call."""
    quads = ox.Store(str(path / "triples"))
    store, given = FillingStore(quads, home), list(files)
    inbox = [f for f in given if f.graph == INBOX_GRAPH and not f.format.supports_datasets]
    _fill(store, (file for file in given if file not in inbox), told, stage, as_is=as_is)
    if inbox and not quads.contains_named_graph(ox.NamedNode(INBOX_GRAPH)):
        quads.flush()
        quads.backup(str(path / "reviewed"))
    for file in inbox:
        store.fill(file, told)
    quads.flush()


def _tell(stage: Stage | None, what: str) -> None:
    if stage is not None:
        stage(what)
