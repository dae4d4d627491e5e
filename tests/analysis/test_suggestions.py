"""What a text is about: golden answers on real titles and made-up abstracts, and what holds of any text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import commoncause
from commoncause.analysis.suggestions import Finder, sentences, suggestions
from commoncause.vocab import compact

KINDS = {"technique", "combination", "failure-mode", "assumption"}
ABSTRACT = """We study AI safety via debate. Debaters who collude defeat it, and so does deceptive alignment.
SAEs help; RE-ranking does not. Al Roe et al. agree."""


@pytest.fixture(scope="module")
def names(kb: commoncause.KnowledgeBase) -> dict[str, list[str]]:
    """The names of the shipped vocabulary."""
    return {
        compact(thing.iri): [name for name in (thing.label, thing.notation, *thing.alternatives) if name]
        for thing in kb.things.values()
        if thing.kind in KINDS
    }


@pytest.fixture(scope="module")
def finder(names: dict[str, list[str]]) -> Finder:
    return Finder(names)


# Titles of works in kb/papers.ttl; score and words worked out by hand.
TITLES = {
    "Constitutional ai: Harmlessness from ai feedback": [
        ("technique:constitutional-ai", 4, ("Constitutional ai",))
    ],
    "Scalable ai safety via doubly-efficient debate": [
        ("technique:doubly-efficient-debate", 6, ("doubly-efficient debate",))
    ],
    "Rlaif vs. rlhf: Scaling reinforcement learning from human feedback with ai feedback": [
        ("technique:rlhf", 14, ("rlhf", "reinforcement learning from human feedback")),
        ("technique:rlaif", 4, ("Rlaif",)),
    ],
    "Multi-agent risks from advanced ai": [("failure:multi-agent-risk", 6, ("Multi-agent risks",))],
    "Persona features control emergent misalignment": [
        ("failure:em-mis", 4, ("emergent misalignment",)),
        ("technique:ai-control", 2, ("control",)),
    ],
    "Towards understanding sycophancy in language models": [("failure:sycophancy", 2, ("sycophancy",))],
    "Concrete problems in AI safety": [],
    "Human error": [],
}


@pytest.mark.parametrize("title", TITLES)
def test_titles_as_found_by_hand(finder: Finder, title: str) -> None:
    found = [(row.thing, row.score, row.words) for row in suggestions(finder, title, "")]
    assert found == TITLES[title]


def test_an_abstract_as_found_by_hand(finder: Finder) -> None:
    found = [(row.thing, row.score, row.count, row.words) for row in suggestions(finder, "Bees", ABSTRACT)]
    assert found == [
        ("technique:debate", 4, 1, ("AI safety via debate",)),
        ("failure:deceptive-alignment", 2, 1, ("deceptive alignment",)),
        ("technique:sparse-autoencoders", 2, 1, ("SAEs",)),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("RE steers models", ["RE"]),
        ("re: models; Re-steering; RE-ranking; A.RE; PRE", []),
        ("We use RE.", ["RE"]),
        ("(RE) and RE, again", ["RE", "RE"]),
        ("RE-THINKING DEBATE IN THE RE ERA", ["DEBATE"]),
        ("AI debates, Ai Debate or ai\n debate", ["AI debates", "Ai Debate", "ai\n debate"]),
        ("AI-debate, AI, debate", ["AI-debate", "debate"]),
        ("an AI. Debate follows", ["Debate"]),
        ("aide bates debated", []),
        ("Álarm modelling models", ["modelling models"]),
        ("the developer's tax", []),
        ("S-TAX and S-Tax", ["S-TAX"]),
        ("weak to strong generalisations", ["weak to strong generalisations"]),
    ],
)  # fmt: skip
def test_words_are_whole_and_the_longest_name_wins(text: str, words: list[str]) -> None:
    finder = Finder(
        {
            "re": ["RE"],
            "debate": ["AI debate", "Debate"],
            "modeling": ["modeling model"],
            "tax": ["S-TAX"],
            "w2s": ["Weak-to-strong generalization", "Weak-to-strong"],
        }
    )
    assert [text[found.start : found.end] for found in finder.find(text)] == words


def test_a_name_of_two_things_suggests_both() -> None:
    [found] = Finder({"b": ["Control"], "a": ["control"]}).find("in control")
    assert found.things == ("a", "b")


def test_every_name_of_the_vocabulary_is_found_where_it_stands(
    finder: Finder, names: dict[str, list[str]]
) -> None:
    for thing, called in names.items():
        for name in called:
            [found] = [one for one in finder.find(f"we say {name} here") if thing in one.things]
            assert (found.start, found.end) == (7, 7 + len(name.rstrip(".!?)")))


@given(
    st.text(max_size=300),
    st.lists(st.sampled_from(["AI debate", "RE", "SAEs", "control", "\u202e"]), max_size=5),
)
def test_what_is_found_is_in_order_and_apart(noise: str, said: list[str]) -> None:
    finder = Finder({"debate": ["AI debate", "debate"], "re": ["RE"], "sae": ["SAE"], "control": ["control"]})
    text = f" {noise} ".join(["", *said, ""])
    found = finder.find(text)
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert finder.find(text) == found


@given(st.text(alphabet="ab. \n!?A", max_size=80))
def test_sentences_hold_all_words_in_order(text: str) -> None:
    spans = list(sentences(text))
    assert "".join("".join(text[slice(*span)].split()) for span in spans) == "".join(text.split())
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
