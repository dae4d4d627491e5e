"""Which store stands behind ``--kb``: a folder of files, a store on disk, or an endpoint."""

from __future__ import annotations

from pathlib import Path

from .base import Store
from .home import MANIFEST, Home, find_home, is_endpoint, shipped_ontology
from .memory import MemoryStore

__all__ = ["home_of", "open_store"]


def open_store(where: str | Path | None = None) -> Store:
    """Open the knowledge base at ``where``: a folder of Turtle files, a store on disk or an endpoint's URL.

    Without ``where``: the nearest folder, else the one shipped (`find_home`). Files are loaded as they are;
    what follows from them is derived by whoever opens them (`commoncause.knowledge_base.load`). Raises
    `InvalidInputError`.
    """
    if where is not None and is_endpoint(where):
        from .remote import RemoteStore

        return RemoteStore.connect(str(where))
    if where is not None and (Path(where) / MANIFEST).is_file():
        from .disk import DiskStore

        return DiskStore.open(Path(where))
    return MemoryStore.open(find_home(where))


def home_of(where: str | Path | None = None) -> Home:
    """Return where the ontology of a knowledge base lies, with its queries; nothing is loaded or asked."""
    if is_endpoint(where):
        return Home(Path(), shipped_ontology())
    if where is not None and (Path(where) / MANIFEST).is_file():
        from .disk import DiskStore

        return DiskStore.open(Path(where)).home
    return find_home(where)
