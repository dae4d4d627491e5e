"""What can be begun with ``commoncause new``: each kind with the values that it takes.

The command line is made from this table, so that a kind and its options are written down once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..vocab import VALUES
from .fields import (
    ABOUT,
    ASSUMPTION,
    FAILURE_MODE,
    GRADE,
    LABEL,
    RATIONALE,
    SECTION,
    SLUG,
    SOURCE,
    SOURCES,
    SPANS,
    TECHNIQUE,
    Field,
    Kind,
    claim_kind,
    must,
    thing_kind,
)

__all__ = ["CLAIM_KINDS", "KINDS", "WORK_TYPES", "Field", "Kind"]

WORK_TYPES = tuple(
    "Article BlogPost Book BookChapter ConferencePaper DoctoralThesis JournalArticle MastersThesis NewsItem "
    "Preprint ProceedingsPaper ReportDocument Thesis WebPage WikiEntry WikipediaEntry WorkingPaper".split()
)
MATCHES = ("exact", "close", "broad", "narrow", "related")
NUMBERS = {
    "value": "The number.",
    "at-least": "A bound that it does not lie below.",
    "more-than": "A bound that it lies above.",
    "at-most": "A bound that it does not lie above.",
    "less-than": "A bound that it lies below.",
}


def _table(kinds: Iterable[Kind]) -> dict[str, Kind]:
    return {kind.name: kind for kind in sorted(kinds, key=lambda kind: kind.name)}


_CLAIMS = (
    claim_kind(
        "assessment",
        "A technique is exposed to a failure mode, protected from it, or that is unclear.",
        TECHNIQUE,
        FAILURE_MODE,
        Field("verdict", "What is said.", required=True, choices=VALUES["Verdict"]),
        example="-t rlhf -f coll --verdict exposed",
    ),
    claim_kind(
        "reliance",
        "A technique rests on an assumption.",
        TECHNIQUE,
        ASSUMPTION,
        example="-t rlhf -a no-collusion",
    ),
    claim_kind(
        "negation",
        "A failure mode entails or undermines the failing of an assumption.",
        FAILURE_MODE,
        Field("degree", "How.", required=True, choices=VALUES["Degree"]),
        ASSUMPTION,
        example="-f coll --degree entails -a no-collusion",
    ),
    claim_kind(
        "compatibility",
        "Two techniques go together, or do not.",
        replace(TECHNIQUE, multiple=True, help="One of the two; name both."),
        Field("verdict", "What is said.", required=True, choices=VALUES["CompatibilityVerdict"]),
        example="-t rlhf -t debate --verdict compatible",
    ),
    claim_kind(
        "classification",
        "A thing belongs to a category of a scheme.",
        ABOUT,
        Field("category", "The category.", "NAME", required=True),
        example="--about rlhf --category family-learning-from-feedback",
    ),
    claim_kind(
        "measurement",
        "A number that the source reports.",
        replace(ABOUT, multiple=True),
        Field("metric", "What was measured: a category, see `new category`.", "NAME", required=True),
        *(Field(name, text, "NUMBER") for name, text in NUMBERS.items()),
        Field("approximate", "The source itself calls the number approximate.", is_flag=True),
        Field("unit", "The unit."),
        Field("conditions", "Subjects, baseline and setting, as the source states them."),
        GRADE,
        example="--about rlhf --metric NAME --value 0.2",
    ),
    claim_kind(
        "mitigation",
        "A technique addresses a failure mode; it never fills a cell.",
        TECHNIQUE,
        FAILURE_MODE,
        GRADE,
        example="-t rlhf -f coll",
    ),
    claim_kind(
        "conclusion",
        "A statement of the source that an analysis can test.",
        Field("statement", "The conclusion in one sentence of your own.", required=True),
        replace(ABOUT, multiple=True),
        Field("tested-by", "The test; `none` where no analysis bears on it.", "TEST"),
        Field("singles-out", "What it says something special of.", "NAME", multiple=True),
        example='--statement "..." --about rlhf',
    ),
    Kind(
        "defect",
        "Defect",
        "An error in a source: what is wrong, and what is right.",
        (
            SOURCE,
            SECTION,
            Field("severity", "How much it matters.", required=True, choices=VALUES["Severity"]),
            Field("wrong", "What the source says, in your own words or a few of its own.", required=True),
            Field("right", "What is right, or why it is undecidable.", required=True),
            Field("claim", "A claim that it concerns.", "CLAIM", multiple=True),
            RATIONALE,
            *SPANS,
        ),
        "--source dung-mai-2025 --section 3.1 --severity minor --wrong ... --right ... --passage 10-20",
    ),
    Kind(
        "mapping",
        "Mapping",
        "A thing of one source's vocabulary is the same as, or near to, one of another's.",
        (
            must(Field("subject", "The thing that is mapped.", "NAME")),
            must(Field("match", "How near.", choices=MATCHES)),
            must(Field("object", "The thing that it is mapped to.", "NAME")),
            must(Field("confidence", "How probable it is that the mapping is right, 0 to 1.", "NUMBER")),
            replace(SOURCES, help="A work that it was derived from."),
            RATIONALE,
        ),
        "--subject ida --match close --object debate --confidence 0.3 --source S --rationale ...",
    ),
)

_OTHERS = (
    thing_kind("technique", "Technique", "A technique, in techniques.ttl."),
    thing_kind("failure-mode", "FailureMode", "A failure mode, in failure-modes.ttl."),
    thing_kind(
        "assumption", "Assumption", "An assumption, in assumptions.ttl; its label is the proposition."
    ),
    thing_kind("attack", "Attack", "An attack, in techniques.ttl."),
    thing_kind("framework", "Framework", "A framework for thinking of techniques, in techniques.ttl."),
    Kind(
        "category",
        "Concept",
        "A category or metric of a scheme, for classifications and measurements.",
        (
            LABEL,
            Field("scheme", "The scheme; begun with it where it is new.", "SLUG", required=True),
            Field("definition", "What it is, in your own words."),
            replace(SOURCES, required=False, help="A work that uses it."),
            SLUG,
        ),
        '"Rate of refusals" --scheme metric',
    ),
    Kind(
        "work",
        "Expression",
        "A work, in papers.ttl; with --text also the digest of its text, so that claims can point into it.",
        (
            Field("title", "Its title.", required=True),
            Field("year", "Its year, or YYYY-MM-DD.", "YEAR", required=True),
            Field("type", "What kind of work, a class of FaBiO.", required=True, choices=WORK_TYPES),
            Field("authors", 'In order, "Family, G.; Family, G."; organisations by name.'),
            Field("arxiv", "Its arXiv identifier.", "ID"),
            Field("doi", "Its DOI.", "DOI"),
            Field("in", "The journal, proceedings, archive or site it is in."),
            *(Field(name, f"Its {name}.") for name in ("volume", "issue", "pages", "publisher")),
            Field("url", "Its address.", "URL"),
            Field("text", "The text to count passages in, kept as DIR/SOURCE.txt.", "FILE"),
            replace(SLUG, help="Last step of its IRI, if not author and year."),
        ),
        '--authors "Smith, A.; Lee, B." --year 2026 --title "..." --type Preprint',
    ),
    Kind(
        "text",
        "Text",
        "The digest of the text of a work, so that claims can point into it.",
        (SOURCE, must(Field("text", "The text, kept as DIR/SOURCE.txt.", "FILE"))),
        "--source lee-2023 --text texts/lee-2023.txt",
    ),
)

CLAIM_KINDS = tuple(sorted(kind.name for kind in _CLAIMS))
KINDS = _table([*_CLAIMS, *_OTHERS])
