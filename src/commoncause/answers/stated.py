"""The stated conclusions that can be tested in one view, ready for `robustness`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from ..analysis.conclusions import TESTS, Case
from ..model import Claim, Matrix, Reading

__all__ = ["Stated", "stated_conclusions"]


@dataclass(frozen=True)
class Stated:
    """A conclusion of a source, with what its test looks at under each reading."""

    claim: Claim
    cells: Matrix
    """What it is about: failure modes, or assumptions where the test looks at these."""
    cases: Mapping[Reading, Case]

    @property
    def test(self) -> str:
        """The name of its test."""
        return self.claim.slug("testedBy")


def stated_conclusions(
    claims: Iterable[Claim],
    matrix_of: Callable[[bool], tuple[Matrix, Matrix]],
    *,
    parts: Collection[str] = (),
    techniques: Collection[str] = (),
) -> list[Stated]:
    """Return the conclusions whose test can run on all that they are about, sorted by IRI.

    ``matrix_of`` has exposures and reliances, with bundles split where it is asked so, which is for
    conclusions about one of the ``parts``. ``techniques``: only conclusions about none but these.
    """
    found = []
    for claim in claims:
        if claim.kind != "conclusion" or claim.slug("testedBy") not in TESTS:
            continue
        rows, columns, assumptions = (_about(claim, kind) for kind in ("technique", "failure", "assumption"))
        if techniques and not (rows and rows <= set(techniques)):
            continue
        matrix, reliances = matrix_of(bool(columns & set(parts)))
        if rows <= set((reliances if assumptions else matrix).techniques) and columns <= set(
            matrix.failure_modes
        ):
            found += _stated(claim, matrix.of(rows, columns, add=True), reliances, assumptions)
    return sorted(found, key=lambda stated: stated.claim.iri)


def _stated(claim: Claim, part: Matrix, reliances: Matrix, assumptions: frozenset[str]) -> list[Stated]:
    resting = reliances.of(part.techniques, assumptions, add=True) if assumptions else None
    cases = {
        reading: Case(
            exposure=part.exposure(reading),
            modes=frozenset(part.failure_modes),
            singled_out=_slugs(claim.says.get("singlesOut", ())),
            rests_on=resting.exposure(reading) if resting else {},
            assumptions=assumptions,
        )
        for reading in Reading
    }
    looks_at = resting if resting and claim.slug("testedBy") == "shares-an-assumption" else part
    return [Stated(claim, looks_at, cases)] if part.techniques else []


def _about(claim: Claim, kind: str) -> frozenset[str]:
    return _slugs(name for name in claim.says.get("about", ()) if name.startswith(f"{kind}:"))


def _slugs(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.rpartition(":")[2] for name in names)
