"""Names that people use, claims as they were made."""

from __future__ import annotations

import pytest

from commoncause import KnowledgeBase
from commoncause.errors import UnknownNameError


@pytest.mark.parametrize(
    "name",
    ["weak-to-strong", "W2S", "w2s", "weak-to-strong GENERALIZATION", " W2S ", "technique:weak-to-strong",
     "https://w3id.org/commoncause/kb/technique/weak-to-strong"],
)  # fmt: skip
def test_a_thing_is_found_by_any_of_its_names(kb: KnowledgeBase, name: str) -> None:
    assert kb.resolve(name, "technique").slug == "weak-to-strong"


@pytest.mark.parametrize(
    "name",
    ["Irving et al. (2018)", "ai safety via debate", "1805.00899", "10.48550/arXiv.1805.00899",
     "arxiv.org/pdf/1805.00899v2.pdf", "https://www.arxiv.org/abs/1805.00899", "arXiv:1805.00899v2",
     "https://doi.org/10.48550/arXiv.1805.00899", "https://arxiv.org/abs/1805.00899"],
)  # fmt: skip
def test_a_work_is_found_by_its_title_and_identifiers(kb: KnowledgeBase, name: str) -> None:
    assert kb.resolve(name, "source").slug == "irving-2018"


def test_what_looks_like_a_version_is_part_of_other_names(kb: KnowledgeBase) -> None:
    with pytest.raises(UnknownNameError):
        kb.resolve("irving-2018v2", "source")


def test_a_name_of_a_technique_is_not_lost_to_a_title(kb: KnowledgeBase) -> None:
    assert kb.resolve("AI safety via debate").slug == "debate"


def test_an_unknown_name_lists_close_ones(kb: KnowledgeBase) -> None:
    with pytest.raises(UnknownNameError, match=r"did you mean .*rlhf") as error:
        kb.resolve("rlfh", "technique")
    assert "rlhf" in error.value.candidates


def test_every_name_of_a_technique_or_failure_mode_stands_for_it_alone(kb: KnowledgeBase) -> None:
    for kind in ("technique", "failure-mode", "assumption"):
        for thing in kb.of_kind(kind):
            for name in (thing.slug, thing.label, thing.notation, *thing.alternatives):
                if name:
                    assert kb.resolve(name, kind) == thing


def test_a_claim_carries_its_place_and_grounds(kb: KnowledgeBase) -> None:
    claim = kb.claims["https://w3id.org/commoncause/kb/claim/dung-mai-2025-4-2-ida-dec-al"]
    assert (claim.kind, claim.source, claim.section) == ("assessment", "dung-mai-2025", "4.2")
    assert (claim.mode, claim.modality, claim.slug("verdict")) == ("argued", "hedged", "exposed")
    assert [(p.start, p.end) for p in claim.passages] == [(38744, 38898)]
    assert claim.rationale


def test_an_inferred_claim_names_the_claims_it_comes_from(kb: KnowledgeBase) -> None:
    inferred = kb.claims[
        "https://w3id.org/commoncause/kb/claim/inferred-rlhf-eval-diff-exposed-dung-mai-2025"
    ]
    kinds = {kb.claims[iri].kind for iri in inferred.derived_from}
    assert (inferred.mode, inferred.source, kinds) == ("inferred", "", {"reliance", "negation"})
