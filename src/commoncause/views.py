"""From claims to a matrix: which claims count, and what a disagreement between them becomes.

The rules of the house (design, section 4): sources and modes filter, OR within and AND between; a hedged
claim counts as its verdict, a conditional one reads unclear unless its condition is granted; a broader
failure mode is exposed where a narrower one is; a cell that nobody assessed is never a cell left unclear.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from .model import Assessment, Cell, Matrix, Verdict
from .store import Store
from .vocab import slug

__all__ = [
    "CONFLICT_RULES",
    "View",
    "assessments",
    "conflicts",
    "counted",
    "exposure_matrix",
    "reliance_matrix",
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

    def admits(self, source: str, mode: str) -> bool:
        """Say whether a claim of this source and mode counts.

        >>> View(modes=frozenset({"argued"})).admits("dung-mai-2025", "tabulated")
        False
        """
        if mode == "inferred":
            return self.inferred or "inferred" in self.modes
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
  ?claim a ccf:Assessment ; ccf:technique ?technique ; ccf:failureMode ?mode ;
         ccf:verdict ?verdict ; ccf:mode ?how .
  OPTIONAL { ?claim ccf:statedIn ?source OPTIONAL { ?source dcterms:date ?date } }
  OPTIONAL { ?claim ccf:section ?section }
  OPTIONAL { ?claim ccf:modality ?modality }
  OPTIONAL { ?claim ccf:condition ?condition }
}"""


def assessments(store: Store) -> list[Assessment]:
    """Return every assessment of the store, the inferred ones too, sorted by IRI."""
    found = [
        Assessment(
            iri=row["claim"],
            technique=slug(row["technique"]),
            failure_mode=slug(row["mode"]),
            verdict=_verdict(slug(row["verdict"])),
            source=slug(row.get("source", "")),
            section=row.get("section", ""),
            mode=slug(row["how"]),
            modality=slug(row.get("modality", "plain")),
            condition=slug(row.get("condition", "")),
            date=row.get("date", ""),
        )
        for row in store.select(_ASSESSMENTS)
    ]
    return sorted(found, key=lambda claim: claim.iri)


def _verdict(name: str) -> Verdict:
    """Read a verdict; a word that is none counts as unclear, and `validate` reports it."""
    return Verdict(name) if name in {"exposed", "protected"} else Verdict.UNCLEAR


def counted(claims: Iterable[Assessment], view: View) -> list[Assessment]:
    """Return the assessments that count in ``view``, in their order."""
    return [claim for claim in claims if view.admits(claim.source, claim.mode)]


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
    """What the sources of the latest date say with one voice; a tie reads unclear."""
    last = max(claim.date for claim, _ in votes)
    return _agreed(verdict for claim, verdict in votes if claim.date == last)


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
        bundle = self._cell(technique, mode, own, bool(parts))
        said = {self.view.verdict(claim) for claim in own}
        narrower = [self.cell(technique, part) for part in parts]
        exposed = [part for part in narrower if part.verdict is Verdict.EXPOSED]
        if not own and any(part.claims for part in narrower):
            return self._from_parts(bundle, narrower)
        if own and exposed and Verdict.EXPOSED not in said:
            return self._against_parts(bundle, exposed)
        return bundle

    def _cell(self, technique: str, mode: str, claims: list[Assessment], is_bundle: bool = False) -> Cell:
        contested = len({self.view.verdict(claim) for claim in claims}) > 1
        iris = tuple(claim.iri for claim in claims)
        return Cell(technique, mode, verdict_of(claims, self.view), iris, contested, is_bundle)

    def _from_parts(self, bundle: Cell, parts: list[Cell]) -> Cell:
        """A bundle without a claim of its own: exposed where a part is, protected only where all are."""
        verdicts = {part.verdict for part in parts}
        verdict = Verdict.EXPOSED if Verdict.EXPOSED in verdicts else _agreed(verdicts)
        if verdict is Verdict.NOT_ASSESSED or (len(verdicts) > 1 and verdict is not Verdict.EXPOSED):
            verdict = Verdict.UNCLEAR
        return replace(
            bundle,
            verdict=verdict,
            claims=tuple(sorted(iri for part in parts for iri in part.claims)),
            is_contested=any(part.is_contested for part in parts),
        )

    def _against_parts(self, bundle: Cell, exposed: list[Cell]) -> Cell:
        """A part that is exposed contradicts claims on the bundle of which none says exposed."""
        kept = {"exposed": Verdict.EXPOSED, "protected": bundle.verdict}.get(
            self.view.conflict, Verdict.UNCLEAR
        )
        claims = sorted({*bundle.claims, *(iri for part in exposed for iri in part.claims)})
        return replace(bundle, verdict=kept, claims=tuple(claims), is_contested=True)

    def _of_bundle(self, technique: str, part: str) -> Cell:
        """What a part inherits: unclear where only its bundle is assessed and exposed or unclear."""
        bundle = next((b for b, parts in self.parts.items() if part in parts), "")
        cell = self._cell(technique, part, self.claims.get((technique, bundle), []), True)
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


def reliance_matrix(store: Store, view: View) -> Matrix:
    """Return techniques against the assumptions they rest on.

    The failing of an assumption defeats whatever rests on it: *exposed* reads "rests on it". A conditional
    reliance reads unclear; a pair without a claim is no reliance under either reading.
    """
    by_cell: dict[tuple[str, str], list[tuple[str, Verdict]]] = defaultdict(list)
    for row in store.select(_RELIANCES):
        if view.admits(slug(row.get("source", "")), slug(row["how"])):
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
    return Matrix(tuple(sorted(rows)), tuple(sorted(columns)), cells, Verdict.PROTECTED)
