"""Table 1 of Dung and Mai (2025), written by hand, as the page's model and network."""

from __future__ import annotations

import itertools
from typing import Any

import networkx

from commoncause import View
from commoncause.answers.corpus import Corpus, Paper
from commoncause.exporters.site.maps import maps
from commoncause.exporters.site.queries import queries
from commoncause.work_records import WorkRecord

BASE = "https://w3id.org/commoncause/kb"
MODES = {
    "s-tax": "Low willingness to pay a safety tax",
    "cap-dev": "Extreme or sudden growth of capability",
    "dec-al": "Early deceptive alignment",
    "coll": "Collusion between systems",
    "em-mis": "Emergent misalignment",
    "eval-diff": "Evaluating as hard as generating",
    "al-gen": "Dangerous generalisation of alignment",
}
TECHNIQUES = {
    "rlhf": ("RLHF", "Reinforcement learning from human feedback", "P X X P X X X"),
    "rlaif": ("RLAIF", "Reinforcement learning from AI feedback", "P X X X X X X"),
    "weak-to-strong": ("W2S", "Weak-to-strong generalisation", "P X X X X X X"),
    "debate": ("", "AI Debate", "? X P X X X X"),
    "representation-engineering": ("RE", "Representation engineering", "P P X P P P X"),
    "scientist-ai": ("", "Scientist AI", "X ? P ? P P P"),
    "iterated-amplification": ("IDA", "Iterated amplification", "X P P P P P X"),
}
ASSUMPTIONS = {
    "evaluation-easier": (
        "Judging is easier than doing",
        ["rlhf", "rlaif", "weak-to-strong", "debate"],
        ["eval-diff"],
    ),
    "benign-generalisation": (
        "Trained alignment carries over",
        ["rlhf", "rlaif", "weak-to-strong", "debate", "representation-engineering", "iterated-amplification"],
        ["al-gen"],
    ),
    "no-collusion": ("Copies do not conspire", ["rlaif", "weak-to-strong", "debate"], ["coll"]),
    "tax-is-paid": ("Someone pays for safety", ["scientist-ai", "iterated-amplification"], ["s-tax"]),
}
SOURCES = {
    "dung-mai-2025": ("Dung & Mai (2025)", "Shared failure modes of alignment techniques", None),
    "zou-2023": (
        "Zou et al. (2023)",
        "Representation engineering from the top down",
        "https://arxiv.org/abs/2310.01405",
    ),
    "irving-2018": ("Irving et al. (2018)", "Safety through debate", "https://arxiv.org/abs/1805.00899"),
    "betley-2025": (
        "Betley et al. (2025)",
        "Narrow training, broad misalignment",
        "https://arxiv.org/abs/2502.17424",
    ),
}
VERDICTS = {"X": "exposed", "P": "protected", "?": "unclear"}
RELATION = {"exposed": "exposed-to", "protected": "protected-from", "unclear": "unclear-whether"}
INFERRED = f"{BASE}/claim/inferred-rlaif-coll"
CONCLUSIONS = {
    "Feedback needs a judge": ("holds", [["tabulated", True, True]], []),
    "Nothing defeats all": ("does not hold", [["tabulated", False, False]], [["rlhf", "coll"]]),
    "Two are enough": ("depends", [["tabulated", False, True]], [["debate", "s-tax"], ["rlhf", "coll"]]),
}
DEFECT = f"{BASE}/defect/dung-mai-2025-5-ida-al-gen"
PARTS = {"cap-dev-level": "Extreme capability", "cap-dev-jumps": "Sudden growth of capability"}
# Cells where the argument of section 4.2 departs from the table.
CONTESTED = {
    ("iterated-amplification", "dec-al"): "exposed",
    ("iterated-amplification", "coll"): "exposed",
    ("scientist-ai", "cap-dev"): "exposed",
}


def thing(prefix: str, path: str, slug: str, label: str, notation: str = "") -> dict[str, Any]:
    return {
        "id": f"{prefix}:{slug}",
        "slug": slug,
        "iri": f"{BASE}/{path}/{slug}",
        "label": label,
        "notation": notation,
        "alt": [f"{label} (alias)"],
        "definition": f"What is meant by {label.lower()}, said in one plain sentence of its own.",
        "family": "",
        "broader": [],
    }


def claim(kind: str, subject: str, target: str, verdict: str, **more: Any) -> dict[str, Any]:
    plain = {
        "kind": kind,
        "subject": subject,
        "object": target,
        "verdict": verdict,
        "source": "dung-mai-2025",
        "section": "Table 1",
        "mode": "tabulated",
        "modality": "plain",
        "condition": "",
        "rationale": "The mark in the table says so.",
        "cites": [],
        "passages": [[26118, 26154]],
    }
    return plain | more


def minimal_cut_sets(exposures: list[set[str]]) -> list[list[str]]:
    found: list[frozenset[str]] = []
    for size in range(1, len(MODES) + 1):
        for cut in map(frozenset, itertools.combinations(MODES, size)):
            if all(cut & exposed for exposed in exposures) and not any(f <= cut for f in found):
                found.append(cut)
    return sorted((sorted(cut) for cut in found), key=lambda cut: (len(cut), cut))


def table_cells(claims: dict[str, Any]) -> list[dict[str, Any]]:
    cells = []
    for technique, (_, _, row) in TECHNIQUES.items():
        for mode, mark in zip(MODES, row.split(), strict=True):
            iri = f"{BASE}/claim/dung-mai-2025-table-1-{technique}-{mode}"
            ends = (f"technique:{technique}", f"failure:{mode}")
            claims[iri] = claim("assessment", *ends, VERDICTS[mark])
            others = []
            if (technique, mode) in CONTESTED:
                others = [iri.replace("table-1", "4-2")]
                reason = "Parts of the work could outgrow their overseer, so the condition stays a danger."
                claims[others[0]] = claim(
                    "assessment",
                    *ends,
                    CONTESTED[technique, mode],
                    section="4.2",
                    mode="argued",
                    modality="hedged",
                    rationale=reason,
                    cites=["source:irving-2018"],
                    passages=[[38744, 38898]],
                )
            cells.append(
                {
                    "technique": technique,
                    "failure_mode": mode,
                    "verdict": VERDICTS[mark],
                    "claims": [iri],
                    "conflict": bool(others),
                    "bundle": mode == "cap-dev",
                    "others": others,
                    "defects": [DEFECT] if (technique, mode) == ("iterated-amplification", "al-gen") else [],
                }
            )
    return cells


def table_answers() -> dict[str, Any]:
    def cuts(open_marks: str) -> list[list[str]]:
        rows = [row.split() for _, _, row in TECHNIQUES.values()]
        return minimal_cut_sets(
            [{m for m, mark in zip(MODES, row, strict=True) if mark in open_marks} for row in rows]
        )

    return {
        "cut_sets": {"certain": cuts("X"), "possible": cuts("X?")},
        "single_points": {
            "failure_modes": {"certain": [], "possible": []},
            "assumptions": {"certain": [], "possible": ["benign-generalisation"]},
        },
        "scope": {
            "failure_modes": "Table 1 of Dung & Mai (2025)",
            "assumptions": "every claim in Dung & Mai (2025)",
        },
        "clusters": [
            {
                "members": ["rlhf", "rlaif", "weak-to-strong", "debate"],
                "shared": ["evaluation-easier"],
                "stability": 1.0,
            },
            {
                "members": ["iterated-amplification", "scientist-ai"],
                "shared": ["tax-is-paid"],
                "stability": 0.81,
            },
        ],
        "concepts": [
            {"techniques": ["debate", "rlaif", "weak-to-strong"], "shared": ["no-collusion"]},
        ],
        "by_failure_modes": {
            "clusters": [
                {"members": ["rlaif", "weak-to-strong"], "shared": ["al-gen", "coll"], "stability": 0.62}
            ],
            "concepts": [],
        },
        "conflicts": [
            {
                "technique": technique,
                "failure_mode": mode,
                "claims": [
                    f"{BASE}/claim/dung-mai-2025-{part}-{technique}-{mode}" for part in ("table-1", "4-2")
                ],
            }
            for technique, mode in CONTESTED
        ],
        "portfolios": [
            {
                "techniques": ["debate", "scientist-ai"],
                "shared": {"certain": [], "possible": ["cap-dev", "coll", "s-tax"]},
            },
            {
                "techniques": ["representation-engineering", "rlhf"],
                "shared": {"certain": ["al-gen", "dec-al"], "possible": ["al-gen", "dec-al"]},
            },
        ],
    }


def table_gaps(cells: list[dict[str, Any]]) -> dict[str, Any]:
    pairs = {(cell["technique"], cell["failure_mode"]): cell for cell in cells}
    return {
        "not_assessed": [],
        "unclear": [list(pair) for pair, cell in pairs.items() if cell["verdict"] == "unclear"],
        "contested": [list(pair) for pair in pairs if pair in CONTESTED],
        "uncited": [],
        "one_source": [list(pair) for pair in pairs],
        "assessed": len(pairs),
        "assumptions": ["no-collusion"],
    }


def other_claims() -> dict[str, Any]:
    """A defect of the source, a family, and what goes with what: claims that fill no cell."""
    techniques = [f"technique:{slug}" for slug in TECHNIQUES]
    kinship = {"category": "Learning from feedback", "scheme": "Family of a technique"}
    return {
        DEFECT: claim("defect", "", "", "", section="5", mode="", rationale="A slip."),
        f"{BASE}/claim/family-rlhf": claim(
            "classification", techniques[0], "category:family-learning", "family-learning", **kinship
        ),
    } | {
        f"{BASE}/claim/goes-with-{i}": claim("compatibility", techniques[0], other, "compatible")
        for i, other in enumerate(techniques[1:])
    }


def conclusion_iri(statement: str) -> str:
    return f"{BASE}/claim/concludes-{statement.split()[0].lower()}"


def beside_the_claims(claims: dict[str, Any]) -> dict[str, Any]:
    """What claims say beside their records; adds the claims that only this is said of."""
    for statement in CONCLUSIONS:
        claims[conclusion_iri(statement)] = claim(
            "conclusion",
            "technique:rlhf",
            "",
            "",
            section="5",
            mode="concluded",
            rationale="It is summed up.",
        )
    claims[f"{BASE}/claim/win-rate"] = claim("measurement", "technique:rlhf", "", "", section="3")
    claims[f"{BASE}/claim/mapping"] = claim(
        "mapping", "technique:dpo", "technique:rlhf", "broadMatch", source="", section="", mode=""
    )
    claims[INFERRED] = claim(
        "assessment", "technique:rlaif", "failure:coll", "exposed", source="", section="", mode="inferred"
    )
    place = {iri: n for n, iri in enumerate(claims)}
    grounds = {
        INFERRED: ["4-2-rlaif-rests-on-no-collusion", "4-2-coll-entails-no-collusion"],
        DEFECT: ["table-1-iterated-amplification-al-gen"],
    }
    names = sorted({f"technique:{t}" for t in TECHNIQUES} | {f"failure:{f}" for f in MODES})
    return {
        "conclusions": {
            "names": names,
            "rows": [
                {
                    "statement": statement,
                    "outcome": outcome,
                    "views": views,
                    "about": [names.index("technique:debate"), names.index("technique:rlhf")],
                    "cells": [[names.index(f"technique:{t}"), names.index(f"failure:{f}")] for t, f in cells],
                }
                for statement, (outcome, views, cells) in CONCLUSIONS.items()
            ],
        },
        "defects": [{"severity": "major", "wrong": "no", "right": "yes"}],
        "measurements": [
            {
                "metric": "Win rate",
                "value": "40–60%",
                "conditions": "Against plain tuning.",
                "of": ["Small models"],
                "also": ["technique:debate"],
            }
        ],
        "derived": [
            {"claim": place[iri], "grounds": [place[f"{BASE}/claim/dung-mai-2025-{end}"] for end in ends]}
            for iri, ends in grounds.items()
        ],
        "contradictions": {
            "cells": [
                [t, f, [place[f"{BASE}/claim/dung-mai-2025-{part}-{t}-{f}"] for part in ("table-1", "4-2")]]
                for t, f in CONTESTED
            ]
            + [["dpo", "al-gen", [place[INFERRED]]]],
            "statements": [
                {"kind": "compatibility", "claims": [place[f"{BASE}/claim/goes-with-{i}"] for i in (0, 1)]}
            ],
        },
        "turning": {"now": [[2, 1]], "cells": [[1, 1] if n == 41 else [2, 1] for n in range(49)]},
    }


def table_model() -> dict[str, Any]:
    claims: dict[str, Any] = {}
    cells = table_cells(claims)
    reliances, negations = [], []
    for slug, (_, techniques, modes) in ASSUMPTIONS.items():
        for technique in techniques:
            iri = f"{BASE}/claim/dung-mai-2025-4-2-{technique}-rests-on-{slug}"
            claims[iri] = claim(
                "reliance",
                f"technique:{technique}",
                f"assumption:{slug}",
                "",
                section="4.2",
                mode="argued",
                rationale="The argument leans on it.",
                cites=["source:betley-2025"] if (technique, slug) == ("debate", "no-collusion") else [],
            )
            reliances.append({"technique": technique, "assumption": slug, "claims": [iri]})
        for mode in modes:
            iri = f"{BASE}/claim/dung-mai-2025-4-2-{mode}-entails-{slug}"
            claims[iri] = claim(
                "negation", f"failure:{mode}", f"assumption:{slug}", "entails", section="4.1", mode="argued"
            )
            negations.append({"failure_mode": mode, "assumption": slug, "degree": "entails", "claims": [iri]})
    sources = [
        {
            **thing("source", "source", slug, label),
            "title": title,
            "authors": label.split(" (")[0],
            "date": label[-5:-1],
            "url": url,
            "identifiers": [url.rsplit("/", 1)[1]] if url else [],
        }
        for slug, (label, title, url) in SOURCES.items()
    ]
    claims |= other_claims()
    beside = beside_the_claims(claims)
    narrower = thing("technique", "technique", "dpo", "Direct preference optimisation", "DPO")
    return {
        "title": "Correlated failure of AI-alignment techniques",
        "description": "Every verdict is a claim somebody made, kept with its source and its reason.",
        "version": "0.1.0",
        "licence": {"code": "MIT", "data": "CC-BY-4.0"},
        "view": {"label": "Table 1 of Dung & Mai (2025)", "source": "dung-mai-2025", "modes": ["tabulated"]},
        "techniques": [
            thing("technique", "technique", slug, label, notation)
            | {"family": "Learning from feedback" if slug.startswith("rl") else ""}
            for slug, (notation, label, _) in TECHNIQUES.items()
        ],
        "failure_modes": [
            thing("failure", "failure-mode", slug, label, slug.upper()) for slug, label in MODES.items()
        ],
        "assumptions": [
            thing("assumption", "assumption", slug, label) for slug, (label, _, _) in ASSUMPTIONS.items()
        ],
        "sources": sources,
        "maps": table_maps(sources),
        "others": [
            narrower | {"kind": "technique", "broader": ["technique:rlhf"]},
            *(
                thing("failure", "failure-mode", slug, label)
                | {"kind": "failure-mode", "broader": ["failure:cap-dev"]}
                for slug, label in PARTS.items()
            ),
        ],
        "cells": cells,
        "bundles": {"cap-dev": sorted(PARTS)},
        "gaps": table_gaps(cells),
        "claims": claims,
        "reliances": reliances,
        "negations": negations,
        "answers": table_answers(),
        "queries": queries(View(sources=frozenset({"dung-mai-2025"}), modes=frozenset({"tabulated"}))),
        **beside,
    }


def table_maps(sources: list[dict[str, Any]]) -> dict[str, Any]:
    """The first work cites the others."""
    first, *rest = names = [source["id"] for source in sources]
    papers = [Paper(s["id"], s["label"], WorkRecord(s["title"], s["authors"], s["date"])) for s in sources]
    library = Corpus(tuple(sorted(papers, key=lambda p: p.name)), tuple((first, other) for other in rest))
    return maps(library, names, engine="louvain")


def network_of(model: dict[str, Any]) -> networkx.MultiDiGraph:
    network = networkx.MultiDiGraph()
    kinds = {
        "techniques": "technique",
        "failure_modes": "failure-mode",
        "assumptions": "assumption",
        "sources": "source",
    }
    for key, kind in kinds.items():
        for place, item in enumerate(model[key], 1):
            network.add_node(
                item["id"],
                kind=kind,
                position=place,
                **{k: item[k] for k in ("iri", "label", "notation", "definition")},
            )
    for item in model["others"]:
        network.add_node(
            item["id"],
            kind=item["kind"],
            position=None,
            **{k: item[k] for k in ("iri", "label", "notation", "definition")},
        )
        for wider in item["broader"]:
            network.add_edge(item["id"], wider, key="broader", kind="broader", claims=())
    for iri, said in model["claims"].items():
        kind = {
            "reliance": "rests-on",
            "negation": said["verdict"],
            "compatibility": "compatible-with",
            "assessment": RELATION.get(said["verdict"]),
        }.get(said["kind"])
        if kind is None:
            continue
        network.add_edge(said["subject"], said["object"], key=kind, kind=kind, claims=(iri,))
    for source in model["sources"][1:]:
        network.add_edge(model["sources"][0]["id"], source["id"], key="cites", kind="cites", claims=())
    return network
