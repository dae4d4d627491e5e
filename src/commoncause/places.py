"""Where in its files a knowledge base describes a thing: file and line by IRI."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from .store import LocalStore, Store, line_of
from .vocab import PREFIXES

__all__ = ["Places", "shown"]


def shown(path: Path) -> str:
    """Return a path as people write it: relative to where they stand, where it lies below."""
    resolved, here = Path(os.path.realpath(path)), Path.cwd()
    return (resolved.relative_to(here) if resolved.is_relative_to(here) else path).as_posix()


class Places:
    """Where things are described: file and line by IRI; each file is read once."""

    def __init__(self, store: Store, first: Iterable[Path]) -> None:
        self._store = store
        front = [path for path in first if path in store.graphs]
        self._files = list(dict.fromkeys([*front, *store.graphs]))
        self._found: dict[str, tuple[str, int]] = {}

    def of(self, iri: str) -> tuple[str, int]:
        """Return file and line of the description of ``iri``; empty stands for what has no name.

        The line is 1 where nothing in the files begins with it or mentions it.
        """
        if iri not in self._found:
            self._found[iri] = self._search(iri)
        return self._found[iri]

    def _search(self, iri: str) -> tuple[str, int]:
        for path, lines in self._starts.items():
            if iri in lines:
                return shown(path), lines[iri]
        candidates = [path for path in self._files if not iri or self._describes(path, iri)] or self._files
        if not candidates:
            return str(self._store), 1
        marks = [(path, line_of(path, iri) if iri else _nameless_line(path)) for path in candidates]
        path, line = max(marks, key=lambda mark: mark[1] > 1)
        return shown(path), line

    def _describes(self, path: Path, iri: str) -> bool:
        if not isinstance(self._store, LocalStore):
            return False
        graph = self._store.graphs[path]
        node = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        quads = self._store.quads.quads_for_pattern(ox.NamedNode(iri), None, None, node)
        return next(quads, None) is not None

    @cached_property
    def _starts(self) -> dict[Path, dict[str, int]]:
        """File -> IRI of a subject that starts in the first column -> its line."""
        return {path: _subjects(path) for path in self._files}


def _subjects(path: Path) -> dict[str, int]:
    found: dict[str, int] = {}
    prefixes = dict(PREFIXES)
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        start = line[:500].partition(" ")[0]
        if declared := re.match(r"@?prefix\s+([\w-]*):\s*<([^<>]*)>", line[:500], re.IGNORECASE):
            prefixes[declared[1]] = declared[2]
        elif start.startswith("<"):
            found.setdefault(start.strip("<>"), number)
        elif ":" in start:
            prefix, _, local = start.partition(":")
            found.setdefault(prefixes.get(prefix, prefix + ":") + local, number)
    return found


def _nameless_line(path: Path) -> int:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return next((n for n, line in enumerate(lines, 1) if "[" in line[:500] or "_:" in line[:500]), 1)
