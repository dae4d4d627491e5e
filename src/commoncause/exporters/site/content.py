"""What the page says before any script runs: the answer in words, the matrix, the lists.

Plain values in, plain values out; the templates only lay them out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from . import table
from .content_security import safe_url

if TYPE_CHECKING:
    import networkx

Model = Mapping[str, Any]

VERDICTS = {
    "exposed": {"glyph": "✗", "name": "exposed", "says": "the condition can defeat the technique"},
    "protected": {"glyph": "✓", "name": "protected", "says": "the technique does not suffer from it"},
    "unclear": {"glyph": "?", "name": "unclear", "says": "assessed, and left open"},
    "not-assessed": {"glyph": "", "name": "not assessed", "says": "nobody has said anything"},
}
KINDS = {
    "technique": "techniques",
    "failure-mode": "failure_modes",
    "assumption": "assumptions",
    "source": "sources",
}
# For each kind of relation: how it reads from its start, and from its end.
RELATIONS = {
    "exposed-to": ("is exposed to", "can defeat"),
    "protected-from": ("is protected from", "does not defeat"),
    "unclear-whether": ("may or may not be exposed to", "may or may not defeat"),
    "rests-on": ("rests on", "is relied on by"),
    "entails": ("entails the failing of", "fails whenever there is"),
    "undermines": ("undermines", "is undermined by"),
    "addresses": ("addresses", "is addressed by"),
    "compatible-with": ("is compatible with", "is compatible with"),
    "incompatible-with": ("is incompatible with", "is incompatible with"),
    "undecided-with": ("may or may not be compatible with", "may or may not be compatible with"),
    "broader": ("is a kind of", "covers"),
    "cites": ("cites", "is cited by"),
    "evidence": ("is argued with reference to", "is cited as evidence on"),
}
# How a claim is made, and what a kind of thing is called.
MODES = {
    "tabulated": "in a table",
    "argued": "argued in the text",
    "concluded": "concluded",
    "reported": "reported from others",
    "inferred": "inferred by rule",
}
NAMES = {
    "technique": "technique",
    "failure-mode": "failure mode",
    "assumption": "assumption",
    "source": "paper",
}
VIEWS = {
    "matrix": "Matrix",
    "graph": "Graph",
    "portfolio": "Portfolio",
    "clusters": "Clusters",
    "evidence": "Evidence",
    "papers": "Papers",
    "maps": "Maps",
    "conclusions": "Conclusions",
    "defects": "Defects",
    "words": "Words",
    "about": "About",
}
"""View of the page -> what it is called; the first is the one it opens on."""
NUMBERS = tuple("no one two three four five six seven eight nine ten eleven twelve".split())
NAME_LENGTH = 60


def clip(text: object, length: int = NAME_LENGTH) -> str:
    """Return the text, cut to so many characters with an ellipsis; whole names are in the details.

    >>> clip("abcdef", 4)
    'abc…'
    """
    whole = "" if text is None else str(text)
    return whole if len(whole) <= length else whole[: length - 1].rstrip() + "…"


def in_words(number: int) -> str:
    """Return a small number as a word, a larger one in digits.

    >>> in_words(2), in_words(66)
    ('two', '66')
    """
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else str(number)


def joined(names: Sequence[str]) -> str:
    """Return names as a sentence lists them.

    >>> joined(["S-TAX", "COLL", "AL-GEN"])
    'S-TAX, COLL and AL-GEN'
    """
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""


def short_name(thing: Mapping[str, Any]) -> str:
    """Return what a thing is called where space is short: its notation, else its label, else its slug."""
    return clip(thing.get("notation") or thing.get("label") or thing.get("slug", ""))


def counts(model: Model) -> dict[str, int]:
    """Return how many cells read each verdict, and how many are contested."""
    cells = model["cells"]
    by_verdict = {verdict: sum(cell["verdict"] == verdict for cell in cells) for verdict in VERDICTS}
    blank = len(model["techniques"]) * len(model["failure_modes"]) - len(cells)
    by_verdict[model.get("unlisted", "not-assessed")] += blank
    return by_verdict | {"contested": sum(bool(cell.get("conflict")) for cell in cells)}


def headline(model: Model) -> str:
    """Return the answer in one line, computed from the cut sets and the matrix.

    Certain cut sets (unclear and not assessed count as protected) speak first; possible ones only where
    there are none.
    """
    total = len(model["techniques"])
    every = "the one technique" if total == 1 else f"all {in_words(total)} techniques"
    answers = model.get("answers", {})
    cut_sets = answers.get("cut_sets", {})
    if not total or not model["failure_modes"]:
        return "Nothing is assessed in this view."
    order = cut_sets.get("complete_to_order")
    few = f"up to {in_words(order)} of " if order else ""
    if certain := cut_sets.get("certain"):
        said = (_defeat(model, certain, every, ""), _widest(model), _resting(model))
        return " ".join(filter(None, said))
    if possible := cut_sets.get("possible"):
        sure = f"No set of {few}these failure modes does for certain." if few else "Not for certain."
        return f"{sure} {_defeat(model, possible, every, 'If every open cell went wrong, ')}"
    if few:
        return f"No set of {few}these failure modes defeats {every}."
    return f"No set of these failure modes defeats {every}: at least one is exposed to none of them."


def _defeat(model: Model, sets: Sequence[Sequence[str]], every: str, lead: str) -> str:
    order = min(map(len, sets))
    smallest = [cut for cut in sets if len(cut) == order]
    names = joined([_mode_name(model, slug) for slug in smallest[0]])
    if order == 1:
        return f"{lead}{names} alone {'would defeat' if lead else 'defeats'} {every}."
    if lead:
        return f"{lead}{names} together would defeat {every}."
    rest = len(smallest) - 1
    at_least = "at least " if len(smallest) == len(sets) < (_number(model, sets) or 0) else ""
    number = f"{at_least}{in_words(rest)} other {'set' if rest == 1 else 'sets'}"
    others = f", and so do {number} of {in_words(order)}"
    return f"No single failure mode defeats {every}, but {names} together do{others if rest else ''}."


def _number(model: Model, sets: Sequence[Sequence[str]]) -> int | None:
    """Return how many sets there are, of which ``sets`` are listed."""
    cut_sets = model["answers"]["cut_sets"]
    reading = next(name for name in ("certain", "possible") if cut_sets.get(name) is sets)
    number: int | None = cut_sets.get("counts", {}).get(reading)
    return number


def _widest(model: Model) -> str:
    reach = table.reach(model, "failure_mode")
    total = len(model["techniques"])
    if not any(reach.values()) or max(reach.values()) == total:
        return ""
    slug = max(reach, key=lambda mode: (reach[mode], mode))
    return f"{_mode_name(model, slug)} alone reaches {in_words(reach[slug])} of {in_words(total)}."


def _resting(model: Model) -> str:
    points = model["answers"].get("single_points", {}).get("assumptions", {}).get("certain", ())
    names = {thing["slug"]: thing["label"] for thing in model.get("assumptions", ())}
    if not points:
        return ""
    total = in_words(len(model["techniques"]))
    if len(points) > 1:
        return f"But all {total} rest on the same {in_words(len(points))} assumptions."
    label = clip(names.get(points[0], points[0]), 110)
    return f"But all {total} rest on one assumption: {label[:1].lower() + label[1:]}."


def _mode_name(model: Model, slug: str) -> str:
    return next((short_name(mode) for mode in model["failure_modes"] if mode["slug"] == slug), clip(slug))


def matrix(model: Model) -> dict[str, Any]:
    """Return the table: the modes with how many techniques each reaches, and a row a technique.

    Of a matrix that is too large only what `table.foremost` leaves of it; ``is_cut`` then.
    """
    cells = {(cell["technique"], cell["failure_mode"]): cell for cell in model["cells"]}
    techniques, modes = table.foremost(model)
    reach = table.reach(model, "failure_mode")
    blank = model.get("unlisted", "not-assessed")
    empty = {"verdict": blank, "claims": [], "conflict": False, "others": []}
    rows = [
        {
            "thing": row,
            "cells": [cells.get((row["slug"], mode["slug"]), empty) | {"mode": mode} for mode in modes],
        }
        for row in techniques
    ]
    whole = len(model["techniques"]), len(model["failure_modes"])
    return {
        "columns": [{"thing": mode, "exposed": reach[mode["slug"]]} for mode in modes],
        "rows": rows,
        "total": whole[0] * whole[1],
        "is_cut": (len(techniques), len(modes)) != whole,
        "is_wide": table.is_wide(model),
    }


def views(model: Model) -> dict[str, str]:
    """Return the views that have something to show: a file of one's own has no works, errors or conclusions.

    A library, of which nobody has claimed anything yet, has maps first, then its works.

    >>> one = {"techniques": [{"definition": ""}], "failure_modes": [], "claims": {}}
    >>> [view for view in VIEWS if view not in views(one)]
    ['clusters', 'papers', 'maps', 'conclusions', 'defects', 'words', 'about']
    """
    if model.get("sources") and not model["techniques"] and not model["claims"]:
        return {
            view: VIEWS[view] for view in ("maps", "papers") if view == "papers" or model["maps"]["kinds"]
        }
    things = (thing for key in KINDS.values() for thing in model.get(key, ()))
    answers = model.get("answers", {})
    has = {
        "clusters": answers.get("clusters") or answers.get("by_failure_modes", {}).get("clusters"),
        "papers": model.get("sources"),
        "maps": model.get("maps", {}).get("kinds"),
        "conclusions": model.get("conclusions", {}).get("rows"),
        "defects": model.get("defects"),
        "words": any(thing.get("definition") for thing in things),
        "about": model.get("claims"),
    }
    return {view: words for view, words in VIEWS.items() if has.get(view, True)}


def catalogue(model: Model) -> dict[str, dict[str, Any]]:
    """Return {id: thing} over every kind, each with its ``kind``; a source's url only where it is safe."""
    found: dict[str, dict[str, Any]] = {}
    for kind, key in KINDS.items():
        for thing in model.get(key, ()):
            found[thing["id"]] = {"kind": kind, **thing}
    for thing in model.get("others", ()):
        found.setdefault(thing["id"], {"kind": "technique", "other": True, **thing})
    for thing in found.values():
        thing["url"] = safe_url(thing.get("url"))
    return found


def bundles(model: Model) -> list[str]:
    """Return a line for each failure mode of the table that stands for several narrower ones.

    >>> mode = {"slug": "cap", "notation": "CAP"}
    >>> bundles({"bundles": {"cap": ["level", "jumps"]}, "failure_modes": [mode]})
    ['CAP bundles two narrower conditions: two techniques exposed to it may fall to different ones.']
    """
    return [
        f"{_mode_name(model, mode)} bundles {in_words(len(parts))} narrower conditions:"
        " two techniques exposed to it may fall to different ones."
        for mode, parts in sorted(model.get("bundles", {}).items())
    ]


def with_evidence(model: Model, network: networkx.MultiDiGraph) -> networkx.MultiDiGraph:
    """Return a copy of the network with a line from each thing to the works cited in claims about it.

    The lines have the kind ``evidence`` and name the claims, sorted.
    """
    cited: dict[tuple[str, str], set[str]] = {}
    for iri, claim in model.get("claims", {}).items():
        for end in {claim["subject"], claim["object"]} & set(network):
            for work in set(claim["cites"]) & set(network):
                cited.setdefault((end, work), set()).add(iri)
    extended = network.copy()
    for (end, work), claims in sorted(cited.items()):
        extended.add_edge(end, work, key="evidence", kind="evidence", claims=tuple(sorted(claims)))
    return extended
