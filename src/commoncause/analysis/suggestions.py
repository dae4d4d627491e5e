"""What a text is about: the names of a vocabulary found in it, whole words, the longest first.

Words are compared without case, accents, hyphens, plurals and British spelling; a short acronym (``RE``,
``W2S``) only as it is written. The names are a trie of words, so that a text costs the same however many
there are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import compress, count

__all__ = ["FORMULA", "Finder", "Found", "Suggestion", "fold_word", "sentences", "suggestions"]

FORMULA = "score = the words of every name found, an acronym for two; twice where it stands in the title"
_WORD = re.compile(r"[^\W_]+|,")
_PARTED = re.compile(r"[\s\-\u2010-\u2015/_'’+→]{0,8}")
"""What may stand between the words of one name."""
_MOST_SPELLINGS = 500_000
"""How many spellings are remembered: garbage has no end of them."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """A name of one or more things in a text: where it stands, and how much it tells."""

    start: int
    end: int
    things: tuple[str, ...]
    words: int
    """Words of the name; an acronym counts for two, for it is seldom said by chance."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A thing that a work may be about: score, how often it is named, and the words that name it."""

    thing: str
    score: int
    count: int
    words: tuple[str, ...]
    """As they stand in the work, each once, in the order of the text."""


@dataclass(slots=True)
class _Node:
    after: dict[str, _Node] = field(default_factory=dict)
    things: set[str] = field(default_factory=set)
    words: int = 0


class _Begins(dict[str, bool]):
    """Whether a name may begin with a word, as it is spelt; asked of every word of every text."""

    def __init__(self, folded: Mapping[str, _Node], exact: Mapping[str, _Node]) -> None:
        self._folded, self._exact = folded, exact

    def __missing__(self, word: str) -> bool:
        may = fold_word(word) in self._folded or not self._exact.keys().isdisjoint(
            (word, _singular_acronym(word))
        )
        if len(self) < _MOST_SPELLINGS:
            self[word] = may
        return may


class Finder:
    """The names of a vocabulary, ready to be found in texts.

    ``names`` has the names of each thing. A short acronym counts only as it is written, but for a plural
    ``s`` and hyphens: up to three letters, four with a vowel, or with a digit or hyphen.

    >>> finder = Finder({"rlhf": ["RLHF"], "re": ["RE", "representation engineering"]})
    >>> text = "Re: RLHF-trained models and representation-engineering"
    >>> [text[found.start : found.end] for found in finder.find(text)]
    ['RLHF', 'representation-engineering']
    """

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        self._folded, self._exact = _Node(), _Node()
        for thing, called in names.items():
            for name in called:
                self._add(thing, name)
        self._begins = _Begins(self._folded.after, self._exact.after)

    def _add(self, thing: str, name: str) -> None:
        words = _WORD.findall(name)
        node, fold = (self._exact, str) if _is_exact(name) else (self._folded, fold_word)
        for word in words:
            node = node.after.setdefault(fold(word), _Node())
        if words:
            node.things.add(thing)
            node.words = max(node.words, len(words), 2 * _is_acronym(name))

    def find(self, text: str) -> list[Found]:
        """Return the names in a text in its order, none within another; the longest wins.

        In a text all in capitals no short acronym can be told from a word, so none is found.
        """
        begins = list(map(self._begins.__getitem__, _WORD.findall(text)))
        if True not in begins:
            return []
        words = list(_WORD.finditer(text))
        roots = [(self._folded, False)]
        if any(word[0].islower() for word in words):
            roots.append((self._exact, True))
        found, past = [], 0
        for place in compress(count(), begins):
            if place < past:
                continue
            ends = [self._walk(text, words, place, root, is_exact=is_exact) for root, is_exact in roots]
            past, node = max(ends, key=lambda end: end[0])
            if node.things:
                both = set().union(*(end.things for at, end in ends if at == past))
                weight = max(end.words for at, end in ends if at == past)
                span = (words[place].start(), words[past - 1].end())
                found.append(Found(*span, tuple(sorted(both)), weight))
        return found

    def _walk(
        self, text: str, words: list[re.Match[str]], place: int, node: _Node, *, is_exact: bool
    ) -> tuple[int, _Node]:
        """Return the word after the longest name that begins at a word, and its node; 0 if none does."""
        last = _NOTHING
        for index in range(place, len(words)):
            word = words[index]
            after = node.after.get(word[0] if is_exact else fold_word(word[0]))
            if after is None and is_exact and word[0].endswith("s"):
                after = node.after.get(_singular_acronym(word[0]))
            if after is None or (index > place and not _are_together(text, words[index - 1], word)):
                break
            node = after
            if node.things and not (is_exact and _is_part(text, words[place].start(), word.end())):
                last = (index + 1, node)
        return last


_NOTHING = (0, _Node())


def _are_together(text: str, left: re.Match[str], right: re.Match[str]) -> bool:
    """Say whether two words follow each other as those of one name do."""
    between = text[left.end() : right.start()]
    return between == " " or _PARTED.fullmatch(between) is not None


def _is_acronym(name: str) -> bool:
    """Say whether a name is one word with two capitals or digits.

    >>> [_is_acronym(name) for name in ("RE", "RepE", "RLHF", "S-TAX", "Debate", "SAE-based methods")]
    [True, True, True, True, False, False]
    """
    return " " not in name.strip() and sum(c.isupper() or c.isdigit() for c in name) > 1


def _is_exact(name: str) -> bool:
    """Say whether the case of an acronym counts, for in another it may be a word or part of one.

    >>> [_is_exact(name) for name in ("RE", "COLL", "W2SG", "S-TAX", "RLHF", "Align-Pro")]
    [True, True, True, True, False, False]
    """
    letters = re.sub(r"[\W_]", "", name)
    is_odd = letters != name or any(c.isdigit() for c in name)
    shortest = 6 if is_odd else 4 if set("AEIOUaeiou").isdisjoint(letters) else 5
    return _is_acronym(name) and len(letters) < shortest


def _singular_acronym(word: str) -> str:
    """Return the singular of what may be the plural of an acronym, else the word."""
    return word[:-1] if word[-1] == "s" and word[:-1].isupper() else word


def _is_part(text: str, start: int, end: int) -> bool:
    """Say whether two letters are only a part of a word or of an abbreviation: ``RE-ranking``, ``A.RE``."""
    before, after = text[max(0, start - 1) : start], text[end : end + 2]
    is_joined = bool(re.match(r"[-\u2010\u2011./&]\w", after))
    return end - start == 2 and (is_joined or before in {"-", "\u2010", "\u2011", ".", "/", "&"})


@lru_cache(maxsize=200_000)
def fold_word(word: str) -> str:
    """Return a word as it is compared: without case, accents, plural and British spelling.

    Plurals go by the S-stemmer, which leaves other endings alone; -ise is -ize, -our is -or, -lling is -ling.

    References
    ----------
    D. Harman: "How effective is suffixing?", JASIS 42 (1991) 7-15.

    Examples
    --------
    >>> [fold_word(word) for word in ("Debates", "policies", "Modelling", "generalisation", "bias")]
    ['debate', 'policy', 'modeling', 'generalization', 'bia']
    """
    plain = word.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    if len(plain) > 3:
        plain = _singular(plain)
        if "is" in plain:
            plain = re.sub("is(ations?|ing|ed|e)$", r"iz\1", plain)
        if "our" in plain:
            plain = re.sub("our(al|s|ed|ing)?$", r"or\1", plain)
        if "ll" in plain:
            plain = re.sub("ll(ing|ed|er)$", r"l\1", plain)
    return plain


def _singular(word: str) -> str:
    if word.endswith("ies") and word[-4] not in "ae":
        return word[:-3] + "y"
    if word.endswith("es") and word[-3] not in "aeo":
        return word[:-1]
    return word[:-1] if word.endswith("s") and word[-2] not in "us" else word


def suggestions(finder: Finder, title: str, abstract: str) -> list[Suggestion]:
    """Return the things that a work may be about, the highest score (`FORMULA`) first, then by name.

    >>> finder = Finder({"debate": ["AI debate", "Debate"], "rlhf": ["RLHF"]})
    >>> for row in suggestions(finder, "Debates beat RLHF", "We compare AI debate with voting."):
    ...     print(row.thing, row.score, row.count, row.words)
    debate 4 2 ('Debates', 'AI debate')
    rlhf 4 1 ('RLHF',)
    """
    scores: dict[str, int] = {}
    words: dict[str, list[str]] = {}
    for text, weight in ((title, 2), (abstract, 1)):
        for found in finder.find(text):
            for thing in found.things:
                scores[thing] = scores.get(thing, 0) + weight * found.words
                words.setdefault(thing, []).append(" ".join(text[found.start : found.end].split()))
    rows = [
        Suggestion(thing, score, len(words[thing]), tuple(dict.fromkeys(words[thing])))
        for thing, score in scores.items()
    ]
    return sorted(rows, key=lambda row: (-row.score, row.thing))


def sentences(text: str) -> Iterator[Span]:
    """Yield start and end of the sentences of a text; a line ends one, an abbreviation may.

    >>> text = "Bees dance. They work!"
    >>> [text[start:end] for start, end in sentences(text)]
    ['Bees dance.', 'They work!']
    """
    start = 0
    for match in re.finditer(r"(?<=[.!?])\s+(?=[^a-z\s])|\n\s*|\Z", text):
        if text[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
