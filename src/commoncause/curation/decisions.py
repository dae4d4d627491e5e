"""What people decided about two works: the same, or different for ever; and which pairs wait for that.

Decisions stand in ``kb/inbox/decisions.ttl``: ``owl:differentFrom`` between works that only look alike,
``dcterms:isReplacedBy`` from a work to the one that it is. Nothing of either work is taken away. What an
import merged says the same in the file of that import, and can be told apart again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from ..analysis.duplicates import Index, Verdict
from ..errors import InvalidInputError, UnknownNameError
from ..places import shown
from ..store import Home
from ..vocab import PREFIXES
from .held_works import HeldWorks, described, named, statements
from .inbox_file import InboxFile
from .writing import replace

__all__ = ["DECISIONS", "TITLE", "Pair", "decide_different", "decide_same", "undecided"]

_SOURCE = PREFIXES["source"]
DECISIONS = "decisions.ttl"
"""The file of the inbox that keeps decisions; no library has its name."""
TITLE = "What was decided about works; written by `commoncause literature` and `commoncause review`."
"""The comment on top of that file."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two works that may be one, how alike they are and why; ``left`` is the earlier."""

    left: str
    right: str
    verdict: Verdict
    score: float
    reasons: tuple[str, ...]
    titles: tuple[str, str]


def undecided(home: Home) -> list[Pair]:
    """Return the pairs of works that may be one paper and that nobody decided about, the likeliest first."""
    held = HeldWorks.of(home)
    index = Index()
    found: dict[frozenset[str], Pair] = {}
    for slug, facts in held.facts.items():
        mine = held.kept(slug)
        work = described(mine, facts)
        for match in index.matches(work):
            pair = frozenset((mine, match.name))
            if pair not in found and pair not in held.different and pair not in held.versions:
                titles = (held.facts[match.name].get("dcterms:title", ""), work.title)
                found[pair] = Pair(match.name, mine, match.verdict, match.score, match.reasons, titles)
        index.add(work)
    return sorted(found.values(), key=lambda pair: (-pair.score, pair.left, pair.right))


def decide_different(home: Home, one: str, other: str) -> tuple[str, Path]:
    """Record that two works are different; they are not merged or listed again.

    A merge that an import made is undone: what was merged is a work of its own again, with its origin and
    with the works that cite it or were merged into it in turn. Returns that work, empty if they were two
    before, and the file of decisions. What a review has taken over into the files of things stays there, and
    records that say the very same are one for good.

    Raises `UnknownNameError` for a work that is not held, `InvalidInputError` if somebody found them the
    same, or if both were merged into a third.
    """
    held = HeldWorks.of(home)
    left, right = _named(held, one), _named(held, other)
    facts = [(left, "owl:differentFrom", f"source:{right}")]
    if held.kept(left) != held.kept(right):
        return "", _write(home, facts)
    part = _merged(held, left, right)
    return part, _write(home, facts, apart=part)


def _merged(held: HeldWorks, left: str, right: str) -> str:
    """Return which of two works was merged into the other."""
    for part, whole in ((left, right), (right, left)):
        if part != whole and whole in held.successors(part):
            return part
    if left == right:
        raise InvalidInputError(f"source:{left} is one work", remedy="name the record that is another")
    what = f"source:{left} and source:{right} were merged into source:{held.kept(left)}"
    raise InvalidInputError(what, remedy="say which of them is different from that one")


def decide_same(home: Home, one: str, other: str) -> tuple[str, Path]:
    """Record that two works are the same; returns the one that stays, a curated one first, and the file.

    Raises `UnknownNameError` for a work that is not held; `InvalidInputError` if both are curated, which only
    an editor of those files can merge, or if they were found to be different.
    """
    held = HeldWorks.of(home)
    left, right = held.kept(_named(held, one)), held.kept(_named(held, other))
    if left == right:
        raise InvalidInputError(f"source:{left} is one work already", remedy="there is nothing to decide")
    if frozenset((left, right)) in held.different:
        what = f"source:{left} and source:{right} were found to be different"
        raise InvalidInputError(what, where=f"inbox/{DECISIONS}", remedy="take that line out first")
    if {left, right} <= held.curated:
        what = f"source:{left} and source:{right} are both reviewed"
        raise InvalidInputError(what, remedy="merge them in the file where they stand")
    stays, goes = (right, left) if right in held.curated else (left, right)
    facts = [(goes, "dcterms:isReplacedBy", f"source:{stays}"), (goes, "owl:deprecated", "true")]
    return stays, _write(home, facts)


def _named(held: HeldWorks, name: str) -> str:
    """Return the slug of a work by slug, prefixed name or IRI, or by a citation key of one alone."""
    slug = re.sub(r"^(?:source:|.*/)", "", name.strip().strip("<>"))
    if slug not in held.facts:
        cited = [work for work, facts in held.facts.items() if facts.get("ccf:citationKey") == name.strip()]
        if len(cited) == 1:
            return cited[0]
        import difflib

        close = tuple(difflib.get_close_matches(slug, held.facts, n=3))
        raise UnknownNameError(name, "work", candidates=close)
    return slug


def _write(home: Home, facts: list[tuple[str, str, str]], *, apart: str = "") -> Path:
    """Write facts to the file of decisions, and take out that ``apart`` is another work."""
    path = home.kb / "inbox" / DECISIONS
    sheet = InboxFile.open(path, TITLE)
    for slug, predicate, term in facts:
        sheet.add(f"source:{slug}", predicate, term)
    changed = _without_merge(home, apart) if apart else {}
    replace(changed | {path: sheet.text()})
    return path


def _without_merge(home: Home, slug: str) -> dict[Path, str]:
    """Return the text of the files that say by which work one is replaced, without that."""
    changed = {}
    for path in [*home.thing_files, *home.inbox_files]:
        if not any(_says_merged(quad, slug) for quad in statements(path)):
            continue
        if path.parent.name != "inbox" or path.name == DECISIONS:
            what = f"source:{slug} was found to be the same"
            raise InvalidInputError(what, where=shown(path), remedy="take that line out first")
        sheet = InboxFile.open(path)
        for predicate in ("dcterms:isReplacedBy", "owl:deprecated"):
            sheet.blocks[f"source:{slug}"].pop(predicate, None)
        changed[path] = sheet.text()
    return changed


def _says_merged(quad: ox.Quad, slug: str) -> bool:
    subject = getattr(quad.subject, "value", "")
    return subject == _SOURCE + slug and named(quad.predicate.value) == "dcterms:isReplacedBy"
