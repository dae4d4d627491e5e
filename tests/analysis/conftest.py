"""Table 1 of Dung and Mai (2025), by hand: the golden relation of the analyses."""

import pytest
from hypothesis import settings

# Two busy cores make single examples slow now and then; that is no defect.
settings.register_profile("analysis", settings(), deadline=None)
settings.load_profile("analysis")

MODES = ("s-tax", "cap-dev", "dec-al", "coll", "em-mis", "eval-diff", "al-gen")
MARKS = {
    "rlhf": "PXXPXXX",
    "rlaif": "PXXXXXX",
    "weak-to-strong": "PXXXXXX",
    "debate": "?XPXXXX",
    "representation-engineering": "PPXPPPX",
    "scientist-ai": "X?P?PPP",
    "iterated-amplification": "XPPPPPX",
}


def exposure(exposed_marks: str) -> dict[str, list[str]]:
    """Technique -> the modes whose mark is among ``exposed_marks``."""
    return {
        technique: [mode for mode, mark in zip(MODES, marks, strict=True) if mark in exposed_marks]
        for technique, marks in MARKS.items()
    }


@pytest.fixture(scope="session")
def certain() -> dict[str, list[str]]:
    """Unclear cells read as protected."""
    return exposure("X")


@pytest.fixture(scope="session")
def possible() -> dict[str, list[str]]:
    """Unclear cells read as exposed."""
    return exposure("X?")


@pytest.fixture(scope="session")
def tenth() -> dict[str, float]:
    """Every mode with probability 0.1."""
    return dict.fromkeys(MODES, 0.1)
