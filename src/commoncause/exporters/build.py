"""Write the exports: everything in memory first, then each file whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InvalidInputError
from ..views import View
from . import CRATE, FORMATS, export
from .readme import readme
from .ro_crate import METADATA, ro_crate

if TYPE_CHECKING:
    from ..knowledge_base import KnowledgeBase

__all__ = ["build", "contents", "write_files"]


def build(kb: KnowledgeBase, out: Path, progress: Callable[[str], None] = lambda step: None) -> list[Path]:
    """Make every export of ``kb`` in the folder ``out``; return the paths written, sorted.

    Nothing is written unless all could be made. ``progress`` is told each step, and of each file in the
    folder that the build does not make, which is left as it is. Raises `InvalidInputError` for a folder
    that cannot be written to.
    """
    files = contents(kb, progress)
    paths = write_files(files, out)
    for stranger in sorted(set(filter(Path.is_file, out.rglob("*"))) - set(paths)):
        progress(f"left alone: {stranger} is not made by the build")
    return paths


def contents(kb: KnowledgeBase, progress: Callable[[str], None] = lambda step: None) -> dict[str, bytes]:
    """Return name -> content of every file that `build` writes, the tables under ``csv/``."""
    files: dict[str, bytes] = {}
    for format_ in (name for name in FORMATS if name != CRATE):
        progress(f"export {format_}")
        folder = "csv/" if format_ == "csv" else ""
        files |= {folder + name: content for name, content in export(kb, format_, View()).items()}
    # The README tells of the metadata, the metadata of the README and of its digest.
    files["README.md"] = readme(kb, files | {METADATA: b""}).encode()
    return files | {METADATA: ro_crate(kb, files).encode()}


def write_files(files: Mapping[str, bytes], out: Path) -> list[Path]:
    """Write name -> content into the folder ``out``, made if need be; return the paths, sorted.

    All contents go to temporary files beside their places first and are moved there when the last one is
    written, so that a full disk leaves the old files whole. Raises `InvalidInputError` where the system
    refuses.
    """
    moves: dict[Path, Path] = {}
    try:
        for name in sorted(files):
            place = out / name
            place.parent.mkdir(parents=True, exist_ok=True)
            _require_place(place, out)
            moves[place] = place.with_name(f".{place.name}.{secrets.token_hex(8)}.tmp")
            with moves[place].open("xb") as stream:
                stream.write(files[name])
        for place, temporary in moves.items():
            os.replace(temporary, place)
    except OSError as error:
        what = f"cannot write: {error.strerror or error}"
        remedy = "name a folder you may write to with --out"
        raise InvalidInputError(
            what, where=str(error.filename2 or error.filename or out), remedy=remedy
        ) from error
    finally:
        for temporary in moves.values():
            temporary.unlink(missing_ok=True)
    return sorted(moves)


def _require_place(place: Path, out: Path) -> None:
    """Refuse a place that is a folder, or that a link takes out of ``out``."""
    if place.is_dir():
        raise InvalidInputError("is a folder", where=str(place), remedy="move it away, a file goes there")
    if not place.parent.resolve().is_relative_to(out.resolve()):
        raise InvalidInputError("leads elsewhere", where=str(place.parent), remedy="remove the link")
