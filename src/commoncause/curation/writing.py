"""Files replaced whole or not at all, and only where the knowledge base is none the worse for it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace as with_
from pathlib import Path

from ..errors import InvalidInputError
from ..places import shown
from ..store import Home
from ..validation import Violation, validate

__all__ = ["refuse_packaged", "replace", "write_if_valid"]


def refuse_packaged(home: Home) -> None:
    """Refuse the copy of the knowledge base that an installed package brings: it is nobody's to edit."""
    if home.kb.parent.name == "_data" and home.kb.parent.parent.samefile(Path(__file__).parent.parent):
        what, remedy = (
            "the packaged copy is not for editing",
            "go to a folder that holds kb/, or name it with --kb",
        )
        raise InvalidInputError(what, where=str(home.kb), remedy=remedy)


def replace(texts: Mapping[Path, str | Iterable[bytes]]) -> None:
    """Write files: each is put in place at once, and none before all are written out beside their places.

    A text may come in parts, in UTF-8; where they end in an error nothing is written. A link is followed, the
    rights of a file stay. Raises `InvalidInputError` for a file that may not be written, ``OSError`` for a
    disk that is full.
    """
    staged: list[tuple[Path, Path]] = []
    try:
        for path, text in texts.items():
            target = Path(os.path.realpath(path))
            staged.append((_staged(target), target))
            with staged[-1][0].open("wb") as file:
                file.writelines([text.encode()] if isinstance(text, str) else text)
            if target.exists():
                shutil.copymode(target, staged[-1][0])
        for temporary, target in staged:
            os.replace(temporary, target)
    finally:
        for temporary, _ in staged:
            with suppress(OSError):
                temporary.unlink()


def _staged(target: Path) -> Path:
    if target.exists() and not (target.is_file() and os.access(target, os.W_OK)):
        raise InvalidInputError("it may not be written", where=shown(target), remedy="check its rights")
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.new")
    temporary.touch(exist_ok=False)
    return temporary


def write_if_valid(home: Home, texts: Mapping[Path, str], changed: Collection[str]) -> list[Violation]:
    """Write files of a knowledge base unless something would then be wrong that was not before.

    ``changed`` are the IRIs of what the files say something else of: only these are held to the shapes, and
    the whole to all checks. Returns the warnings that are new, sorted. Raises `InvalidInputError` with the
    violations that are new, and writes nothing, if there are any.
    """
    known = {_facts(row) for row in validate(home, shapes_of=changed)}
    worse = [row for row in _after(home, texts, changed) if _facts(row) not in known]
    wrong = [row for row in worse if row.severity == "violation"]
    if wrong:
        rows = "; ".join(f"{row.focus or row.file}: {row.message}" for row in wrong[:3])
        rows += f"; and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        raise InvalidInputError(rows, where="not written", remedy=wrong[0].hint)
    replace(texts)
    return worse


def _facts(row: Violation) -> tuple[str, str, str]:
    return (row.rule, row.focus, row.message)


def _after(home: Home, texts: Mapping[Path, str], changed: Collection[str]) -> list[Violation]:
    """Return what would be wrong: the files are laid over a copy of the knowledge base."""
    with tempfile.TemporaryDirectory(prefix="commoncause-") as folder:
        copy = Home(Path(folder), home.ontology)
        real: dict[str, str] = {}
        for path in [*home.thing_files, *home.claim_files, *home.inbox_files, *texts]:
            beside = copy.kb / path.relative_to(home.kb)
            beside.parent.mkdir(exist_ok=True)
            real[shown(beside)] = shown(path)
            if path in texts:
                beside.write_bytes(texts[path].encode())
            else:
                shutil.copyfile(path, beside)
        found = validate(copy, shapes_of=changed)
        return [with_(row, file=real.get(row.file, row.file)) for row in found]
