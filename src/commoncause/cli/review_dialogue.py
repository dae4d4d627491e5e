"""The dialogue with a curator: a paper, a key, what it says, the next paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import click

from ..curation.review import Candidate, Review
from ..curation.review_changes import DEFAULT_RATIONALE, Grounds
from ..errors import CommoncauseError, InvalidInputError
from ..places import shown as shown_path
from ..validation import Violation
from .output import shown
from .review_answers import Answers, Ended
from .review_page import MOST_SUGGESTED, page

__all__ = ["Dialogue"]

_HELP = """y  relevant: into kb/papers.ttl, then its claims
n  not relevant: stays in kb/inbox/, not shown again
w  not relevant, and why
s  skip: it waits for another time
u  undo the last decision, with its claims
q  quit; everything decided is written"""
_CLAIM_HELP = """a  assessment: a technique is exposed to a failure mode, protected from it, or it is unclear
r  reliance: a technique rests on an assumption
Enter  no more claims: the next paper
q  quit; `commoncause review --claims` comes back to papers without a claim"""
_NAME_HELP = """the number of a suggestion above, or a name: slug, label, notation or synonym;
`commoncause query what-things-are-called` lists them"""
_RATIONALE = range(10, 801)
"""Characters of a rationale, as the shapes want it."""
_WHY_HELP = "why the paper says so, in your own words, 10 to 800 characters"
_WORDS_HELP = "the words of title or abstract that say so, letter by letter; the claim points to them"
_VERDICTS = {"e": "exposed", "p": "protected", "u": "unclear"}


class _Stop(Exception):  # noqa: N818 - not an error: the curator has enough
    """The curator quits."""


class Dialogue:
    """Walks through papers; counts what was decided of them."""

    def __init__(self, review: Review, candidates: Sequence[Candidate], *, only_claims: bool = False) -> None:
        self._review, self._candidates, self._only_claims = review, candidates, only_claims
        self._answers = Answers()
        self._decided: list[tuple[int, str, int]] = []
        """Place of a paper, what was decided, how many claims were made."""

    def run(self) -> None:
        """Ask until the papers, the answers or the curator's patience end."""
        try:
            self._walk()
        except (_Stop, Ended):
            click.echo()
        finally:
            click.echo(self._summary())

    def _walk(self) -> None:
        place = 0
        while place < len(self._candidates):
            one = self._candidates[place]
            is_open = one.paper.reason is None and not self._only_claims
            if is_open and one.paper.slug in self._review.inbox.excluded():
                place += 1  # another version of it was judged in this session
                continue
            click.echo(page(self._review, one, self._progress(place)))
            if self._only_claims:
                self._decided.append((place, "kept before", 0))
                self._ask_for_claims(one, place)
                place += 1
            else:
                place = self._judge(one, place)

    def _judge(self, one: Candidate, place: int) -> int:
        """Ask about a paper until it is decided or skipped; return the place of the next."""
        while True:
            key = self._answers.key("\n[y]es [n]o [w]hy not [s]kip [u]ndo [q]uit [?] ", "ynwsuq?")
            if key == "q":
                raise _Stop
            if key == "s":
                return place + 1
            if key == "?":
                click.echo(_HELP)
                continue
            try:
                if key == "u":
                    return self._undo()
                self._decide(one, place, key)
            except InvalidInputError as error:
                if error.where == "standard input":
                    raise
                click.echo(shown(str(error)))
                continue
            return place + 1

    def _undo(self) -> int:
        if not self._review.can_undo:
            raise InvalidInputError("nothing to undo", remedy="decide something first")
        self._review.undo()
        place, decision, _ = self._decided.pop()
        click.echo(f"undone: {self._candidates[place].paper.name} was {decision}")
        return place

    def _decide(self, one: Candidate, place: int, key: str) -> None:
        if key != "y":
            reason = self._answers.line("why: ") if key == "w" else ""
            self._review.drop(one.paper, reason)
            self._decided.append((place, "not relevant", 0))
            return
        warnings = self._review.keep(one.paper)
        self._decided.append((place, "kept", 0))
        click.echo(f"kept: {one.paper.name} in {shown_path(self._review.home.kb / 'papers.ttl')}")
        _warn(warnings)
        self._ask_for_claims(one, place)

    def _ask_for_claims(self, one: Candidate, place: int) -> None:
        while True:
            key = self._answers.key("claims: [a]ssessment [r]eliance [Enter] no more [q]uit [?] ", "ar\nq?")
            if key == "\n":
                return
            if key == "q":
                raise _Stop
            if key == "?":
                click.echo(_CLAIM_HELP)
                continue
            if grounds := self._grounds(one, key):
                name = self._written(one, grounds)
                _, decision, claims = self._decided[-1]
                self._decided[-1] = (place, decision, claims + bool(name))

    def _written(self, one: Candidate, grounds: Grounds) -> str | None:
        """Write a claim; return its name, None where it is there already or cannot stand."""
        try:
            name, warnings = self._review.claim(one.paper, grounds)
        except CommoncauseError as error:
            click.echo(shown(str(error)))
            return None
        click.echo(f"written: {name}" if name else "that claim is there already")
        _warn(warnings)
        return name

    def _grounds(self, one: Candidate, key: str) -> Grounds | None:
        """Ask what a claim says; None where the curator gives up."""
        technique = self._name(one, "technique")
        other = technique and self._name(one, "failure-mode" if key == "a" else "assumption")
        if not other:
            return None
        verdict = ""
        if key == "a":
            verdict = _VERDICTS[self._answers.key("[e]xposed [p]rotected [u]nclear ", "".join(_VERDICTS))]
        why = self._why()
        said = {"failure_mode": other} if key == "a" else {"assumption": other}
        return self._quoted(one, Grounds(technique, verdict=verdict, rationale=why, **said))

    def _quoted(self, one: Candidate, grounds: Grounds) -> Grounds | None:
        """Ask for the words that say so until they are there; None where the curator gives up."""
        default = "no claim"
        try:
            default = f'"{shown(" ... ".join(self._review.passages(one.paper, grounds)), 300)}"'
            nothing = grounds
        except InvalidInputError as error:
            click.echo(shown(str(error)))
            nothing = None
        for _ in range(self._answers.most):
            words = self._line(f"its words (Enter: {default}): ", _WORDS_HELP)
            if not words:
                return nothing
            quoted = replace(grounds, quote=words)
            try:
                self._review.passages(one.paper, quoted)
            except InvalidInputError as error:
                click.echo(shown(str(error)))
                continue
            return quoted
        raise self._answers.confused()

    def _why(self) -> str:
        """Ask for a reason until it is neither too short nor too long; empty for none."""
        for _ in range(self._answers.most):
            why = self._line(f'why (Enter: "{DEFAULT_RATIONALE}"): ', _WHY_HELP)
            if not why or len(why) in _RATIONALE:
                return why
            click.echo(f"{len(why):,} characters: {_WHY_HELP}")
        raise self._answers.confused()

    def _line(self, prompt: str, help_: str) -> str:
        """Ask for a line; a question mark alone asks for help."""
        while (given := self._answers.line(prompt)) == "?":
            click.echo(help_)
        return given

    def _name(self, one: Candidate, kind: str) -> str:
        """Ask for a thing by name or by the number of its suggestion; empty for none."""
        for _ in range(self._answers.most):
            prompt = f"{kind.replace('-', ' ')} (number above or name, Enter: no claim): "
            given = self._line(prompt, _NAME_HELP)
            if not given:
                return ""
            try:
                if given.isascii() and given.isdigit() and len(given) == 1:
                    return self._numbered(one, int(given), kind)
                return self._review.resolve(given, kind)
            except CommoncauseError as error:
                click.echo(shown(str(error)))
        raise self._answers.confused()

    def _numbered(self, one: Candidate, number: int, kind: str) -> str:
        rows = one.suggestions[:MOST_SUGGESTED]
        if not 1 <= number <= len(rows):
            raise InvalidInputError(f"nothing is suggested under {number}", remedy="give a name")
        name = rows[number - 1].thing
        if self._review.kind(name) != kind:
            raise InvalidInputError(f"{number} is no {kind.replace('-', ' ')}", remedy="give another number")
        return name

    def _progress(self, place: int) -> str:
        counts = Counter(decision for _, decision, _ in self._decided)
        parts = [f"{place + 1:,} of {len(self._candidates):,}", f"{counts['kept']:,} kept"]
        return ", ".join([*parts, f"{counts['not relevant']:,} not relevant"])

    def _summary(self) -> str:
        counts = Counter(decision for _, decision, _ in self._decided)
        claims = sum(count for _, _, count in self._decided)
        waiting = sum(1 for _ in self._review.inbox.papers())
        told = f"{counts['kept']:,} kept, {counts['not relevant']:,} not relevant"
        told += f", {claims:,} {'claim' if claims == 1 else 'claims'}"
        told += f"; {waiting:,} {'paper waits' if waiting == 1 else 'papers wait'} for a decision"
        bare = [
            place for place, decision, number in self._decided if decision != "not relevant" and not number
        ]
        if bare:
            names = ", ".join(self._candidates[place].paper.name for place in bare)
            told += f"\nwithout a claim so far: {names}; `commoncause review --claims` comes back to them"
        return told


def _warn(warnings: Sequence[Violation]) -> None:
    for row in warnings:
        click.echo(shown(f"note: {row.focus}: {row.message}: {row.hint}"))
