"""Where a knowledge base lives: the folder of its files, and that of its ontology."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from ..errors import InvalidInputError
from ..vocab import compact

__all__ = ["MANIFEST", "Home", "find_home", "is_endpoint", "line_of", "shipped_ontology"]

MANIFEST: Final = "commoncause-store.json"
"""The file by which a folder is known as a store on disk."""


@dataclass(frozen=True)
class Home:
    """Where a knowledge base lives: the folder of its things and claims, and that of its ontology."""

    kb: Path
    ontology: Path

    @cached_property
    def thing_files(self) -> tuple[Path, ...]:
        """The files of things, sorted by name."""
        return tuple(sorted(self.kb.glob("*.ttl")))

    @cached_property
    def claim_files(self) -> tuple[Path, ...]:
        """The files of claims, one a source, sorted by name."""
        return tuple(sorted((self.kb / "claims").glob("*.ttl")))

    @cached_property
    def inbox_files(self) -> tuple[Path, ...]:
        """The files of imported records that nobody has reviewed yet, sorted by name."""
        return tuple(sorted((self.kb / "inbox").glob("*.ttl")))

    def queries(self, folder: str) -> dict[str, Path]:
        """Return name -> file of the SPARQL files in a folder of the ontology: checks, rules or queries."""
        return {path.stem: path for path in sorted((self.ontology / folder).glob("*.rq"))}


def is_endpoint(where: str | Path | None) -> bool:
    """Say whether ``where`` is an address rather than a folder."""
    return where is not None and "://" in str(where)


def find_home(where: str | Path | None = None) -> Home:
    """Return the folder of the knowledge base at ``where``, or of the nearest one.

    Without ``where``: ``./kb`` beside ``./ontology``, else the copy inside the installed package, else the
    source tree of an editable install. Raises `InvalidInputError` if there is none, and for a store on disk
    or an endpoint, which have no files to check or to edit.
    """
    if is_endpoint(where):
        remedy = "name the folder of its files with --kb"
        raise InvalidInputError("an endpoint has no files to work on", where=str(where), remedy=remedy)
    if where is not None and (Path(where) / MANIFEST).is_file():
        remedy = "name the folder that it was loaded from"
        raise InvalidInputError("a store has no files to work on", where=str(where), remedy=remedy)
    if where is not None:
        return _home_at(Path(where))
    for root in [Path(), *_shipped()]:
        if (root / "kb").is_dir() and (root / "ontology" / "commoncause.ttl").is_file():
            return Home(root / "kb", root / "ontology")
    raise InvalidInputError("no knowledge base found", remedy="name its folder with --kb")


def shipped_ontology() -> Path:
    """Return the folder of the ontology that comes with the program."""
    for root in _shipped():
        if (root / "ontology" / "commoncause.ttl").is_file():
            return root / "ontology"
    raise InvalidInputError("no ontology found", remedy="install commoncause again")


def _shipped() -> list[Path]:
    package = Path(__file__).parent.parent
    return [package / "_data", package.parent.parent]


def _home_at(kb: Path) -> Home:
    if not kb.is_dir():
        raise InvalidInputError(
            "no such folder", where=str(kb), remedy="--kb takes a folder that holds Turtle files of things"
        )
    for root in [kb.resolve().parent, *_shipped()]:
        if (root / "ontology" / "commoncause.ttl").is_file():
            return Home(kb, root / "ontology")
    raise InvalidInputError(
        "no ontology beside it", where=str(kb), remedy="put commoncause.ttl in ../ontology"
    )


def line_of(path: Path, iri: str) -> int:
    """Return the line, from 1, on which a Turtle file first has ``iri`` as a subject; 1 if it never has."""
    names = (compact(iri), f"<{iri}>")
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    for found in (_starts(lines, names), _mentions(lines, names)):
        if (number := next(found, None)) is not None:
            return number
    return 1


def _starts(lines: Iterable[str], names: tuple[str, ...]) -> Iterator[int]:
    return (n for n, line in enumerate(lines, 1) if line.partition(" ")[0] in names)


def _mentions(lines: Iterable[str], names: tuple[str, ...]) -> Iterator[int]:
    return (n for n, line in enumerate(lines, 1) if any(name in line for name in names))
