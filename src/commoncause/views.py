"""From claims to a matrix: which claims count, and what a disagreement between them becomes.

The rules of the house (design, section 4): sources and modes filter, OR within and AND between; a hedged
claim counts as its verdict, a conditional one reads unclear unless its condition is granted; a broader
failure mode is exposed where a narrower one is; a cell that nobody assessed is never a cell left unclear.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from .errors import InvalidInputError, UnknownNameError
from .model import Assessment, Cell, Matrix, Verdict
from .places import Places
from .store import Store
from .vocab import VALUES, compact, slug

__all__ = [
    "CONFLICT_RULES",
    "View",
    "assessments",
    "conflicts",
    "counted",
    "exposure_matrix",
    "reliance_matrix",
    "reliances",
    "verdict_of",
]


@dataclass(frozen=True)
class View:
    """Which claims count and how they are read; the default counts all but inferred ones."""

    sources: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    conflict: str = "unclear"
    inferred: bool = False
    everything: bool = False
    split: bool = False
    not_assessed: Verdict = Verdict.EXPOSED
    granted: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Take any collection of names; refuse a mode or rule that there is not."""
        for name in ("sources", "modes", "granted"):
            value = getattr(self, name)
            object.__setattr__(self, name, frozenset((value,) if isinstance(value, str) else value))
        for kind, names, known in (
            ("mode", self.modes, VALUES["Mode"]),
            ("conflict rule", {self.conflict}, tuple(CONFLICT_RULES)),
        ):
            if strange := sorted(set(names) - set(known)):
                raise UnknownNameError(strange[0], kind, candidates=known)

    def admits(self, source: str, mode: str, grounds: frozenset[str] = frozenset()) -> bool:
        """Say whether a claim of this source and mode counts; an inferred one if its grounds' sources do.

        >>> View(modes=frozenset({"argued"})).admits("dung-mai-2025", "tabulated")
        False
        """
        if mode == "inferred":
            wanted_at_all = self.inferred or "inferred" in self.modes
            return wanted_at_all and (not self.sources or grounds <= self.sources)
        wanted = self.modes - {"inferred"}
        if self.modes and not wanted:
            return False
        return (not self.sources or source in self.sources) and (not wanted or mode in wanted)

    def verdict(self, claim: Assessment) -> Verdict:
        """Return what the claim counts as: a conditional one as unclear unless its condition is granted."""
        if claim.modality == "conditional" and claim.condition not in self.granted:
            return Verdict.UNCLEAR
        return claim.verdict


_ASSESSMENTS = """
SELECT ?claim ?technique ?mode ?verdict ?source ?section ?how ?modality ?condition ?date WHERE {
  ?claim a ccf:Assessment .
  OPTIONAL { ?claim ccf:technique ?technique . ?technique a airo:RiskControl }
  OPTIONAL { ?claim ccf:failureMode ?mode . ?mode a ccf:FailureMode }
  OPTIONAL { ?claim ccf:verdict ?verdict }
  OPTIONAL { ?claim ccf:mode ?how }
  OPTIONAL { ?claim ccf:statedIn ?source OPTIONAL { ?source dcterms:date ?date } }
  OPTIONAL { ?claim ccf:section ?section }
  OPTIONAL { ?claim ccf:modality ?modality }
  OPTIONAL { ?claim ccf:condition ?condition }
}"""

_GROUNDS = """
SELECT ?claim ?source WHERE {
  ?claim ccf:mode ccf:inferred ; prov:wasDerivedFrom ?ground . ?ground ccf:statedIn ?source
}"""


def assessments(store: Store) -> list[Assessment]:
    """Return every assessment of the store, the inferred ones too, sorted by IRI.

    Raises `InvalidInputError` with file and line for one that says too little to count: no source, or no
    known technique, failure mode, verdict or mode.
    """
    rows = store.select(_ASSESSMENTS)
    for row in rows:
        if lack := _lacks(row):
            file, line = Places(store, ()).of(row["claim"])
            raise InvalidInputError(
                f"{compact(row['claim'])} has no {lack}",
                where=f"{file}:{line}",
                remedy="mend it, `commoncause validate` says how",
            )
    grounds: dict[str, set[str]] = defaultdict(set)
    for pair in store.select(_GROUNDS):
        grounds[pair["claim"]].add(slug(pair["source"]))
    found = [
        Assessment(
            iri=row["claim"],
            technique=slug(row["technique"]),
            failure_mode=slug(row["mode"]),
            verdict=Verdict(slug(row["verdict"])),
            source=slug(row.get("source", "")),
            section=row.get("section", ""),
            mode=slug(row["how"]),
            modality=slug(row.get("modality", "plain")),
            condition=slug(row.get("condition", "")),
            date=row.get("date", ""),
            grounds=frozenset(grounds[row["claim"]]),
        )
        for row in rows
    ]
    return sorted(found, key=lambda claim: claim.iri)


def _lacks(row: Mapping[str, str]) -> str:
    """Return what an assessment lacks to count, in words; empty if nothing."""
    how = slug(row.get("how", ""))
    if not row.get("source") and how != "inferred":
        return "source"
    for name, words in (("technique", "known technique"), ("mode", "known failure mode")):
        if name not in row:
            return words
    if slug(row.get("verdict", "")) not in VALUES["Verdict"]:
        return "known verdict"
    return "" if how in VALUES["Mode"] else "known mode"


def counted(claims: Iterable[Assessment], view: View) -> list[Assessment]:
    """Return the assessments that count in ``view``, in their order."""
    return [claim for claim in claims if view.admits(claim.source, claim.mode, claim.grounds)]


def _agreed(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict that all share, else unclear.

    >>> _agreed([Verdict.EXPOSED, Verdict.PROTECTED])
    <Verdict.UNCLEAR: 'unclear'>
    """
    different = set(verdicts)
    return different.pop() if len(different) == 1 else Verdict.UNCLEAR


def _if_any(wanted: Verdict) -> Callable[[list[tuple[Assessment, Verdict]]], Verdict]:
    """Return the rule: ``wanted`` if any claim says so, else what all agree on, else unclear."""

    def _rule(votes: list[tuple[Assessment, Verdict]]) -> Verdict:
        verdicts = [verdict for _, verdict in votes]
        return wanted if wanted in verdicts else _agreed(verdicts)

    return _rule


def _majority(votes: list[tuple[Assessment, Verdict]]) -> Verdict:
    """One vote a source, what it says with one voice; a tie reads unclear."""
    by_source: dict[str, list[Verdict]] = defaultdict(list)
    for claim, verdict in votes:
        by_source[claim.source].append(verdict)
    ranked = Counter(_agreed(verdicts) for verdicts in by_source.values()).most_common(2)
    tied = len(ranked) == 2 and ranked[0][1] == ranked[1][1]
    return Verdict.UNCLEAR if tied else ranked[0][0]


def _latest(votes: list[tuple[Assessment, Verdict]]) -> Verdict:
    """What the sources of the latest date say with one voice; a tie reads unclear.

    Dates are compared as precisely as the least precise one gives them.
    """
    precision = min(len(claim.date) for claim, _ in votes)
    last = max(claim.date[:precision] for claim, _ in votes)
    return _agreed(verdict for claim, verdict in votes if claim.date[:precision] == last)


CONFLICT_RULES: Mapping[str, Callable[[list[tuple[Assessment, Verdict]]], Verdict]] = {
    "unclear": lambda votes: _agreed(verdict for _, verdict in votes),
    "exposed": _if_any(Verdict.EXPOSED),
    "protected": _if_any(Verdict.PROTECTED),
    "majority": _majority,
    "latest": _latest,
}


def verdict_of(claims: Iterable[Assessment], view: View) -> Verdict:
    """Return what the counted claims on one cell come to in ``view``; without any, not assessed."""
    votes = [(claim, view.verdict(claim)) for claim in claims]
    return CONFLICT_RULES[view.conflict](votes) if votes else Verdict.NOT_ASSESSED


@dataclass(frozen=True)
class _Cells:
    """The counted claims of a view by cell, and which failure modes bundle which."""

    view: View
    claims: Mapping[tuple[str, str], list[Assessment]]
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def cell(self, technique: str, mode: str) -> Cell:
        """Return the cell as the view reads it."""
        own = self.claims.get((technique, mode), [])
        parts = self.parts.get(mode, ())
        if self.view.split:
            return self._cell(technique, mode, own) if own else self._of_bundle(technique, mode)
        narrower = [claim for part in parts for claim in self.claims.get((technique, part), [])]
        if narrower and not own:
            return self._from_parts(technique, mode)
        return self._cell(technique, mode, own + self._news(own, narrower), bool(parts))

    def _news(self, own: list[Assessment], narrower: list[Assessment]) -> list[Assessment]:
        """Return the claims on parts that bear on the bundle: an exposed part makes the bundle exposed.

        That a part is protected says nothing of the bundle; what repeats a claim on the bundle by the same
        section of a source says nothing new.
        """
        said = {(c.source, c.mode, c.section, self.view.verdict(c)) for c in own}
        readings = [(claim, self.view.verdict(claim)) for claim in narrower]
        return [
            claim
            for claim, verdict in readings
            if verdict is not Verdict.PROTECTED
            and (claim.source, claim.mode, claim.section, verdict) not in said
        ]

    def _cell(self, technique: str, mode: str, claims: list[Assessment], is_bundle: bool = False) -> Cell:
        contested = len({self.view.verdict(claim) for claim in claims}) > 1
        iris = tuple(sorted(claim.iri for claim in claims))
        return Cell(technique, mode, verdict_of(claims, self.view), iris, contested, is_bundle)

    def _from_parts(self, technique: str, mode: str) -> Cell:
        """A bundle without a claim of its own: exposed where a part is, protected only where all are."""
        parts = [
            self._cell(technique, part, self.claims.get((technique, part), [])) for part in self.parts[mode]
        ]
        verdicts = {part.verdict for part in parts}
        return Cell(
            technique,
            mode,
            verdict=Verdict.EXPOSED if Verdict.EXPOSED in verdicts else _agreed(verdicts),
            claims=tuple(sorted(iri for part in parts for iri in part.claims)),
            is_contested=any(part.is_contested for part in parts),
            is_bundle=True,
        )

    def _of_bundle(self, technique: str, part: str) -> Cell:
        """What a part inherits: unclear where only its bundle is assessed and exposed or unclear."""
        bundle = next((b for b, parts in self.parts.items() if part in parts), "")
        cell = self._cell(technique, part, self.claims.get((technique, bundle), []), bool(bundle))
        follows = cell.verdict in {Verdict.PROTECTED, Verdict.NOT_ASSESSED}
        return replace(cell, verdict=cell.verdict if follows else Verdict.UNCLEAR)


def exposure_matrix(
    claims: Iterable[Assessment],
    view: View,
    *,
    narrower: Mapping[str, Iterable[str]] | None = None,
    techniques: Iterable[str] = (),
    failure_modes: Iterable[str] = (),
) -> Matrix:
    """Return the exposure matrix of ``claims`` under ``view``.

    ``narrower`` maps a bundle of failure modes to its parts. The axes hold what the counted claims assess,
    and with ``view.everything`` also the given ``techniques`` and ``failure_modes``.
    """
    by_cell: dict[tuple[str, str], list[Assessment]] = defaultdict(list)
    for claim in counted(claims, view):
        by_cell[claim.technique, claim.failure_mode].append(claim)
    bundles = {bundle: tuple(sorted(parts)) for bundle, parts in (narrower or {}).items()}
    rows = {technique for technique, _ in by_cell}
    columns = {mode for _, mode in by_cell}
    if view.everything:
        rows |= set(techniques)
        columns |= set(failure_modes)
    columns = _split(columns, bundles) if view.split else _roll_up(columns, bundles)
    cells = _Cells(view, by_cell, bundles)
    return Matrix(
        tuple(sorted(rows)),
        tuple(sorted(columns)),
        {(t, f): cells.cell(t, f) for t in sorted(rows) for f in sorted(columns)},
        view.not_assessed,
    )


def _roll_up(columns: set[str], bundles: Mapping[str, tuple[str, ...]]) -> set[str]:
    bundle_of = {part: bundle for bundle, parts in bundles.items() for part in parts}
    return {bundle_of.get(mode, mode) for mode in columns}


def _split(columns: set[str], bundles: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {part for mode in columns for part in bundles.get(mode, (mode,))}


def conflicts(matrix: Matrix) -> list[Cell]:
    """Return the contested cells of a matrix in its order."""
    return [cell for cell in matrix if cell.is_contested]


_RELIANCES = """
SELECT ?claim ?technique ?assumption ?source ?how ?modality ?condition WHERE {
  ?claim a ccf:Reliance ; ccf:technique ?technique ; ccf:assumption ?assumption ; ccf:mode ?how .
  OPTIONAL { ?claim ccf:statedIn ?source }
  OPTIONAL { ?claim ccf:modality ?modality }
  OPTIONAL { ?claim ccf:condition ?condition }
}"""


def reliances(store: Store) -> list[dict[str, str]]:
    """Return every reliance of the store: claim, technique, assumption, and what a view asks of a claim."""
    return store.select(_RELIANCES)


def reliance_matrix(
    found: Iterable[Mapping[str, str]], view: View, *, without: frozenset[str] = frozenset()
) -> Matrix:
    """Return techniques against the assumptions they rest on.

    The failing of an assumption defeats whatever rests on it: *exposed* reads "rests on it". A conditional
    reliance reads unclear; a pair without a claim is no reliance under either reading. ``found`` is what
    `reliances` returns; claims whose IRI is in ``without`` do not count.
    """
    by_cell: dict[tuple[str, str], list[tuple[str, Verdict]]] = defaultdict(list)
    for row in found:
        if row["claim"] not in without and view.admits(slug(row.get("source", "")), slug(row["how"])):
            conditional = slug(row.get("modality", "plain")) == "conditional"
            open_ = conditional and slug(row.get("condition", "")) not in view.granted
            verdict = Verdict.UNCLEAR if open_ else Verdict.EXPOSED
            by_cell[slug(row["technique"]), slug(row["assumption"])].append((row["claim"], verdict))
    rows, columns = ({pair[axis] for pair in by_cell} for axis in (0, 1))
    cells = {}
    for t in sorted(rows):
        for a in sorted(columns):
            said = by_cell.get((t, a), [])
            firm = any(verdict is Verdict.EXPOSED for _, verdict in said)
            verdict = Verdict.EXPOSED if firm else Verdict.UNCLEAR if said else Verdict.NOT_ASSESSED
            cells[t, a] = Cell(t, a, verdict, tuple(sorted(iri for iri, _ in said)))
    return Matrix(tuple(sorted(rows)), tuple(sorted(columns)), cells, Verdict.PROTECTED, "assumptions")
