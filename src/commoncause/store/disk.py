"""A knowledge base on disk: more triples than memory holds, open in no time.

A store is a folder with a manifest that names the *edition* in force: a folder of its own with the triples in
an Oxigraph database, never written again once the manifest names it, and the ontology they were loaded with.
A load makes a new edition and puts the manifest in place by a rename, so that whatever happens on the way
there is the old store or the new one (rename(2)).

Where an inbox comes in files of its own, an edition has a second database, of all but the inbox: a query that
names no graph is over the union of what is reviewed, which the engine looks up at once, where it takes listed
graphs one by one. The two share their files (hard links), so that the second costs nothing.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import traceback
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from ..errors import InvalidInputError
from ..sparql import Dataset, ParsedQuery
from ..vocab import INBOX_GRAPH
from .base import LocalStore
from .home import MANIFEST, Home

__all__ = ["DiskStore", "Edition", "replaced"]

_FORMAT: Final = 1
"""Number of the layout that this program writes and reads."""
_ATTEMPTS: Final = 5
_OPEN: Final = ("quads", "reviewed")
"""What of a store is open, and stays in its process."""
_LOCK: Final = ".lock"
_REVIEWED: Final = "reviewed"
"""The database without the inbox."""
_IN_USE: Final = "in-use"
"""The file that each reader of an edition holds, so that it is not cleared away under it."""


@dataclass(frozen=True)
class Edition:
    """What the manifest says of the edition in force."""

    name: str
    triples: int
    graphs: tuple[str, ...]
    """IRIs of the named graphs, sorted, the inbox among them."""

    @classmethod
    def read(cls, folder: Path) -> Edition:
        """Read the manifest of a store; raise `InvalidInputError` where it is none of ours."""
        try:
            said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            edition = cls(str(said["edition"]), int(said["triples"]), tuple(map(str, said["graphs"])))
            known = said["format"] == _FORMAT and edition.name.isalnum()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _unreadable(folder) from error
        if not known:
            raise _unreadable(folder)
        return edition


def _unreadable(folder: Path) -> InvalidInputError:
    remedy = "load it again: commoncause load --store"
    return InvalidInputError("not a store that this version reads", where=str(folder), remedy=remedy)


class DiskStore(LocalStore):
    """A store on disk, opened for reading when it is first asked.

    What other processes get of it is its name: each opens it by itself, as the engine's threads and files do
    not outlive a fork.
    """

    def __init__(self, folder: Path, edition: Edition) -> None:
        self.folder, self._edition = folder, edition
        self.home = Home(folder, self.path.parent / "ontology")

    @classmethod
    def open(cls, folder: Path) -> DiskStore:
        """Return the store in ``folder``; raise `InvalidInputError` where there is none.

        As long as it lives, a load that puts another edition in force leaves this one on the disk.
        """
        folder = folder.resolve()
        for _ in range(_ATTEMPTS):
            edition = Edition.read(folder)
            with contextlib.suppress(FileNotFoundError):
                held = os.open(folder / edition.name / _IN_USE, os.O_RDONLY)
                fcntl.flock(held, fcntl.LOCK_SH)
                # A load may have replaced the edition before it was held: then the manifest names another.
                if Edition.read(folder) == edition:
                    store = cls(folder, edition)
                    weakref.finalize(store, os.close, held)
                    return store
                os.close(held)
        raise _unreadable(folder)

    @property
    def path(self) -> Path:
        """The folder of the database."""
        return self.folder / self._edition.name / "triples"

    @cached_property
    def quads(self) -> ox.Store:  # type: ignore[override]
        """The database, opened for reading."""
        return self._opened(self.path)

    @cached_property
    def reviewed(self) -> ox.Store | None:
        """The database without the inbox, opened for reading; None where there is no inbox."""
        path = self.path.parent / _REVIEWED
        return self._opened(path) if path.is_dir() else None

    def _opened(self, path: Path) -> ox.Store:
        try:
            return ox.Store.read_only(str(path))
        except OSError as error:
            raise _unreadable(self.folder) from error

    def _engine(self, asked: ParsedQuery, dataset: Dataset | None) -> tuple[ox.Store, dict[str, Any]]:
        if dataset is None:
            if not self._has_inbox:
                return self.quads, {"use_default_graph_as_union": True}
            if "graph" not in asked.words and self.reviewed is not None:
                return self.reviewed, {"use_default_graph_as_union": True}
        return super()._engine(asked, dataset)

    @cached_property
    def _has_inbox(self) -> bool:
        return INBOX_GRAPH in self._edition.graphs

    def open_here(self) -> None:
        """Enter the folder of the edition and open it from there, so that its paths hold in a chroot."""
        os.chdir(self.path.parent)
        has_inbox = Path(_REVIEWED).is_dir()
        self.__dict__["quads"] = ox.Store.read_only(self.path.name)
        self.__dict__["reviewed"] = ox.Store.read_only(_REVIEWED) if has_inbox else None

    def close(self) -> None:
        """Close the database; it is opened again when it is asked again."""
        for name in _OPEN:
            self.__dict__.pop(name, None)

    def __getstate__(self) -> dict[str, Any]:
        """Return all but the open database."""
        return {key: value for key, value in self.__dict__.items() if key not in _OPEN}

    def __len__(self) -> int:
        return self._edition.triples

    def edition(self) -> str:
        """Return the name of the edition in force when the store was opened."""
        return self._edition.name

    @property
    def graph_names(self) -> list[str]:
        """The IRIs of the named graphs that a query sees, sorted: all but the inbox."""
        return [name for name in self._edition.graphs if name != INBOX_GRAPH]


@contextlib.contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """Give a folder for the next edition; where the block ends well, it is the store's from then on.

    In it the block leaves ``triples``, a closed database, ``ontology``, and with an inbox ``reviewed``, the
    database without it. Nobody sees it before; if the
    block fails or the process is killed, the store is what it was, and the next load clears the remains.
    Raises `InvalidInputError` where the folder is something else, or another load is at work in it.
    """
    if folder.is_dir() and any(folder.iterdir()) and not _is_ours(folder):
        remedy = "name a new folder, or one that holds a store"
        raise InvalidInputError("a folder that is no store", where=str(folder), remedy=remedy)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        remedy = "name a folder that can be written"
        raise InvalidInputError(error.strerror or "no folder", where=str(folder), remedy=remedy) from error
    with _locked(folder):
        _clear(folder, kept=_in_force(folder))
        name = os.urandom(8).hex()
        path = folder / name
        path.mkdir()
        (path / _IN_USE).touch()
        try:
            yield path
            _put_in_force(folder, _described(path))
        except BaseException as error:
            # What failed holds the database open, whose threads write into the folder until it is closed.
            traceback.clear_frames(error.__traceback__)
            raise
        finally:
            _clear(folder, kept=_in_force(folder))


def _is_ours(folder: Path) -> bool:
    """Say whether a folder is a store, or what a first load that was killed has left."""
    return (folder / MANIFEST).is_file() or (folder / _LOCK).is_file()


def _in_force(folder: Path) -> str | None:
    with contextlib.suppress(InvalidInputError):
        return Edition.read(folder).name
    return None


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder against other loads; the system lets go of it however the process ends."""
    with open(folder / _LOCK, "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            remedy = "wait until it has ended"
            what = "another load is at work on this store"
            raise InvalidInputError(what, where=str(folder), remedy=remedy) from error
        yield


def _clear(folder: Path, kept: str | None) -> None:
    for path in folder.iterdir():
        if path.is_dir() and path.name != kept and not _is_in_use(path):
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.startswith(MANIFEST + "."):
            path.unlink()


def _is_in_use(path: Path) -> bool:
    try:
        with open(path / _IN_USE) as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _described(path: Path) -> Mapping[str, Any]:
    quads = ox.Store.read_only(str(path / "triples"))
    graphs = sorted(g.value for g in quads.named_graphs() if isinstance(g, ox.NamedNode))
    return {"format": _FORMAT, "edition": path.name, "triples": len(quads), "graphs": graphs}


def _put_in_force(folder: Path, manifest: Mapping[str, Any]) -> None:
    fresh = folder / f"{MANIFEST}.{manifest['edition']}"
    with open(fresh, "w", encoding="utf-8") as file:
        json.dump(manifest, file, indent=2, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, folder / MANIFEST)
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
