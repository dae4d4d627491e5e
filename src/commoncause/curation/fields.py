"""The values that a kind of thing or claim takes, each written down once for the builders and the faces."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..vocab import VALUES

__all__ = ["Field", "Kind", "claim_kind", "must", "thing_kind"]


@dataclass(frozen=True, slots=True)
class Field:
    """One value: the name the builder knows it by, how it is given and what it means."""

    name: str
    help: str
    metavar: str = "TEXT"
    short: str = ""
    required: bool = False
    multiple: bool = False
    choices: tuple[str, ...] = ()
    is_flag: bool = False
    is_argument: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind: its class in the ontology, what it is for, its fields, an example of use."""

    name: str
    term: str
    help: str
    fields: tuple[Field, ...]
    example: str


def must(field: Field) -> Field:
    """Return a field as one that has to be given."""
    return replace(field, required=True)


SOURCE = Field("source", "The work that says so.", "SOURCE", required=True)
SOURCES = replace(SOURCE, multiple=True, help="A work that speaks of it; the first names the vocabulary.")
SLUG = Field("slug", "Last step of its IRI, if not the label's.", "SLUG")
LABEL = Field("label", "Its name.", "LABEL", required=True, is_argument=True)
SECTION = Field("section", 'Where, as the source numbers it: 4.2, "Table 1".', required=True)
RATIONALE = Field("rationale", "Why, in your own words, 10 to 800 characters.", required=True)
SPANS = (
    Field("passage", "Code points of a passage, end exclusive.", "START-END", multiple=True),
    Field("quote", "The exact words of a passage, looked up and not stored.", "WORDS", multiple=True),
    Field("sources", "Folder of the texts, each SOURCE.txt, for --quote.", "DIR"),
)
TECHNIQUE = Field("technique", "The technique.", "NAME", short="-t", required=True)
FAILURE_MODE = Field("failure-mode", "The failure mode.", "NAME", short="-f", required=True)
ASSUMPTION = Field("assumption", "The assumption.", "NAME", short="-a", required=True)
ABOUT = Field("about", "What it is about.", "NAME", required=True)
GRADE = Field("grade", "The source's grade, as it gives it.")

_THING = (
    LABEL,
    Field("definition", "What it is, in your own words.", required=True),
    SOURCES,
    Field("alias", "Another name.", multiple=True),
    Field("notation", "Its short form, such as W2S."),
    Field("broader", "What it is a kind or part of.", "NAME", multiple=True),
    Field("related", "A related one.", "NAME", multiple=True),
    Field("scheme", "Its vocabulary, if not that of the first source.", "SLUG"),
    SLUG,
)
_CLAIM = (
    SOURCE,
    SECTION,
    Field("mode", "How it is said.", required=True, choices=VALUES["Mode"][:4]),
    Field("modality", "How firmly.", required=True, choices=VALUES["Modality"]),
    Field("condition", "On what a conditional claim depends.", "NAME"),
)
_GROUNDS = (
    RATIONALE,
    *SPANS,
    Field("evidence", "A work that the source gives as evidence.", "WORK", multiple=True),
    Field("information", "A work that the source cites for information.", "WORK", multiple=True),
    Field("attributed-to", "The work whose claim the source reports.", "WORK"),
)


def thing_kind(name: str, term: str, text: str) -> Kind:
    """Return a kind of thing."""
    return Kind(name, term, text, _THING, '"Its name" --definition "What it is." --source dung-mai-2025')


def claim_kind(name: str, text: str, *fields: Field, example: str) -> Kind:
    """Return a kind of claim that a source makes, with the fields of its own."""
    options = f"--source S --section 2 --mode argued --modality plain {example} --rationale ... --quote ..."
    return Kind(name, name.capitalize(), text, (*_CLAIM, *fields, *_GROUNDS), options)
