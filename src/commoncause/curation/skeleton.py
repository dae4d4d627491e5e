"""``commoncause new``: a valid skeleton of a thing or a claim, in the right file, under the next free IRI."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ..errors import InvalidInputError
from ..files import read_bytes
from ..places import shown
from ..store import Home, line_of
from ..validation import Violation
from ..vocab import expand
from . import claims, things, works
from .desk import Desk, Draft, Values
from .insertion import inserted
from .kinds import CLAIM_KINDS, KINDS, Kind
from .writing import write_if_valid

__all__ = ["Written", "new"]

_MARK = "\ufeff"

Builder = Callable[[Desk, Kind, Values], list[Draft]]
_BUILDERS: dict[str, Builder] = {
    **dict.fromkeys(KINDS, things.thing),
    **dict.fromkeys(CLAIM_KINDS, claims.claim),
    "category": things.category,
    "defect": claims.defect,
    "mapping": claims.mapping,
    "text": works.text,
    "work": works.work,
}


@dataclass(frozen=True)
class Written:
    """What was written: prefixed name, file and line of each thing, what was asked for first."""

    places: tuple[tuple[str, str, int], ...]
    warnings: tuple[Violation, ...]


def new(home: Home, kind: str, values: Values) -> Written:
    """Add a thing or claim of a kind of `KINDS` to the files of ``home``.

    ``values`` holds a value for every field of the kind, None or empty where nothing is given. Raises
    `InvalidInputError` or `UnknownNameError`, and writes nothing, if a value cannot be used or the
    knowledge base would be the worse for it.
    """
    _refuse_broken(values)
    desk = Desk.of(home)
    drafts = _BUILDERS[kind](desk, KINDS[kind], values)
    texts: dict[Path, str] = {}
    for draft in drafts:
        before = texts[draft.file] if draft.file in texts else _text(draft.file)
        mark = _MARK if before.startswith(_MARK) else ""
        texts[draft.file] = mark + inserted(before.removeprefix(_MARK), draft, shown(draft.file))
    warnings = write_if_valid(home, texts, {expand(draft.subject) for draft in drafts})
    return Written(tuple(_places(drafts)), tuple(warnings))


def _text(path: Path) -> str:
    """Return the text of a file that has been read before, empty for one that is new."""
    return read_bytes(path).decode("utf-8") if path.exists() else ""


def _places(drafts: Iterable[Draft]) -> Iterable[tuple[str, str, int]]:
    for draft in drafts:
        yield draft.subject, shown(draft.file), line_of(draft.file, expand(draft.subject))


def _refuse_broken(values: Values) -> None:
    """Refuse text that is no Unicode, as a shell may pass on."""
    for name, value in values.items():
        for text in value if isinstance(value, list | tuple) else [value]:
            if isinstance(text, str) and not text.isascii():
                try:
                    text.encode("utf-8")
                except UnicodeEncodeError as error:
                    raise InvalidInputError(f"--{name} is not UTF-8", remedy="type it anew") from error
