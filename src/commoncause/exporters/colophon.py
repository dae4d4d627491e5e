"""What every export says about itself: name, licences, how to cite."""

from __future__ import annotations

__all__ = [
    "AUTHORS",
    "CITED_AS",
    "CODE_LICENCE",
    "DATA_LICENCE",
    "DATA_LICENCE_URL",
    "DESCRIPTION",
    "RELEASED",
    "TITLE",
]

TITLE = "commoncause: which failure modes AI-alignment techniques share"
DESCRIPTION = (
    "A knowledge base of AI-alignment techniques, the failure modes they are exposed to, the assumptions "
    "they rest on and the papers that say so. Every answer names its claims; where sources disagree, both "
    "stand."
)
AUTHORS = "The commoncause contributors"
CITED_AS = "commoncause: which failure modes and assumptions AI-alignment techniques share"
"""The title to cite, that of ``CITATION.cff``."""
RELEASED = "2026-12-01"
"""The day of this version, that of ``CITATION.cff``: exports ask no clock."""
CODE_LICENCE = "MIT"
DATA_LICENCE = "CC BY 4.0"
DATA_LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
