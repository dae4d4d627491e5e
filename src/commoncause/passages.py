"""Claims held against the words of their sources, for whoever has the texts.

A text is known by the SHA-256 of its bytes; a passage is a span of its code points, from 0, end exclusive,
counted without newline translation.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from . import catalogue
from .errors import InvalidInputError, UnknownNameError
from .files import read_bytes
from .knowledge_base import KnowledgeBase
from .model import Claim, Passage

__all__ = ["CheckedClaim", "check_passages"]


@dataclass(frozen=True)
class CheckedClaim:
    """A claim beside its words; ``reason`` says what is wrong with its passages, empty if nothing is."""

    claim: Claim
    source: str
    words: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class _Text:
    characters: str = ""
    reason: str = ""


def check_passages(kb: KnowledgeBase, folder: Path, source: str | None = None) -> list[CheckedClaim]:
    """Check the passages of every claim of a source (default: of all) against ``folder/<source>.txt``.

    Returns one row a claim, sorted by IRI; inferred claims and mappings stand in no text. Raises
    `InvalidInputError` if there is no such folder, `UnknownNameError` if no claim is of the source.
    """
    if not folder.is_dir():
        raise InvalidInputError("no such folder", where=str(folder), remedy="name the folder of the texts")
    claims = [c for c in kb.claims.values() if c.mode != "inferred" and c.kind != "mapping"]
    known = sorted({claim.origin for claim in claims if claim.origin})
    if source is not None and source not in known:
        raise UnknownNameError(source, "source", candidates=tuple(known))
    wanted = [claim for claim in claims if source is None or claim.origin == source]
    texts = {name: _read(folder, *facts) for name, facts in catalogue.texts(kb.store).items()}
    return [_checked(claim, texts) for claim in wanted]


def _read(folder: Path, source: str, digest: str) -> _Text:
    path = folder / f"{source}.txt"
    try:
        content = read_bytes(path)
        if hashlib.sha256(content).hexdigest() != digest:
            return _Text(reason=f"{path} is another version: its digest differs")
        return _Text(content.decode("utf-8"))
    except InvalidInputError as error:
        return _Text(reason=f"{path}: {error.what}")
    except UnicodeDecodeError:
        return _Text(reason=f"{path} is not UTF-8")


def _checked(claim: Claim, texts: dict[str, _Text]) -> CheckedClaim:
    reasons, words = [], []
    for passage in claim.passages:
        text = texts.get(passage.text, _Text(reason=f"the text {passage.text} is not described"))
        reason = text.reason or _misplaced(passage, text.characters)
        if reason:
            reasons.append(reason)
        else:
            words.append(text.characters[passage.start : passage.end])
    if not claim.passages:
        reasons.append("it has no passage")
    return CheckedClaim(claim, claim.origin, tuple(words), "; ".join(dict.fromkeys(reasons)))


def _misplaced(passage: Passage, characters: str) -> str:
    if passage.start >= passage.end:
        return f"passage {passage.start}-{passage.end} is empty"
    if passage.end > len(characters):
        return f"passage {passage.start}-{passage.end} ends past the text's {len(characters):,} characters"
    if not characters[passage.start : passage.end].strip():
        return f"passage {passage.start}-{passage.end} holds only white space"
    return ""
