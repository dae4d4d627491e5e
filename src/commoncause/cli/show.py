"""One thing: definition, cells, claims, sources, neighbours."""

from __future__ import annotations

from typing import Any

import click

from ..catalogue import called, stands_for, waiting_works, work_facts
from ..errors import UnknownNameError
from ..explanation import claim_json
from ..knowledge_base import KnowledgeBase
from ..model import Claim, Thing
from ..vocab import compact, expand
from .options import common_options, loaded
from .output import GLYPHS, Sheet, Table, emit, joined

_NOT_RELEVANT = "judged not to be relevant; `commoncause review --again` shows it once more"
_WAITS = "waits in kb/inbox/ for `commoncause review`; no part of any answer until then"


@click.command("show")
@common_options()
@click.argument("name")
def command(where: str | None, format_: str, name: str) -> None:
    """Print what the knowledge base holds on a technique, failure mode, assumption, work or claim.

    A work that was imported and waits for a review is shown as it was imported; its citation key names it
    too.

    Example: commoncause show W2S
    """
    kb = loaded(where)
    claim = kb.claims.get(expand(name)) if ":" in name else None
    if claim is not None:
        shown = claim_json(claim)
        table = Table(["", ""], [[key, _text(value)] for key, value in shown.items() if value])
        emit(format_, shown, lambda: [table], lambda: Sheet(["property", "value"], shown.items()))
        return
    waiting = None
    try:
        thing = kb.resolve(name)
    except UnknownNameError as unknown:
        if unknown.ambiguous or not (iri := _imported(kb, name)):
            raise
        if iri in kb.things:
            thing = kb.things[iri]
        else:
            waiting = _waiting(kb, iri)
    if waiting:
        facts = waiting["facts"]
        from ..curation.review_inbox import ADMS_STATUS

        told = Table(
            ["", ""],
            [[key, joined(values)] for key, values in facts.items()],
            title=f"{waiting['label']}: {compact(waiting['iri'])}",
            notes=[_NOT_RELEVANT if ADMS_STATUS in facts else _WAITS],
        )
        rows = [["iri", waiting["iri"]], *facts.items()]
        emit(format_, waiting, lambda: [told], lambda: Sheet(["property", "value"], rows))
        return
    answer = _answer(kb, thing)
    rows = [[key, value] for key, value in answer.items() if key not in {"cells", "claims"}]
    rows += [["cell", [c["technique"], c["failure_mode"], c["verdict"]]] for c in answer["cells"]]
    rows += [["claim", c["iri"]] for c in answer["claims"]]
    emit(format_, answer, lambda: _tables(thing, answer), lambda: Sheet(["property", "value"], rows))


def _imported(kb: KnowledgeBase, name: str) -> str | None:
    """Return the IRI of the work for which what is called so in the inbox stands; None where nothing is."""
    works = waiting_works(kb.store)
    by = "dcterms:isReplacedBy"
    replaced = {iri: min(facts[by]) for iri, (_, facts) in works.items() if by in facts}
    found = {
        stands_for(thing.iri, replaced) for thing in called(name, (thing for thing, _ in works.values()))
    }
    if len(found) > 1:
        raise UnknownNameError(name, "work", candidates=tuple(map(compact, sorted(found))), ambiguous=True)
    return next(iter(found), None)


def _waiting(kb: KnowledgeBase, iri: str) -> dict[str, Any]:
    """Return what was imported of a work, in all the records that stand for it."""
    from ..answers.corpus import together

    said = together(*work_facts(kb.store, inbox=True)).get(iri, {})
    facts = {key: sorted(values) for key, values in sorted(said.items())}
    label = min(facts.get("skos:prefLabel", [iri]))
    return {"iri": iri, "kind": "source", "label": label, "is_in_inbox": True, "facts": facts}


def _text(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_text(part)}" for key, part in value.items())
    return joined(map(_text, value)) if isinstance(value, list) else str(value)


def _about(kb: KnowledgeBase, thing: Thing) -> list[Claim]:
    name = compact(thing.iri)
    return [
        claim
        for claim in kb.claims.values()
        if claim.mode != "inferred"
        and (name in claim.things or (thing.kind == "source" and _uses(claim, thing)))
    ]


def _uses(claim: Claim, thing: Thing) -> bool:
    return thing.slug in (*claim.cites, claim.origin)


def _answer(kb: KnowledgeBase, thing: Thing) -> dict[str, Any]:
    cells = [c for c in kb.matrix() if thing.slug in (c.technique, c.failure_mode) and c.claims]
    about = _about(kb, thing)
    narrower = [t.iri for t in kb.things.values() if thing.iri in t.broader]
    return {
        "iri": thing.iri,
        "kind": thing.kind,
        "label": thing.label,
        "notation": thing.notation or None,
        "synonyms": list(thing.alternatives),
        "definition": thing.definition,
        "broader": [compact(iri) for iri in thing.broader],
        "narrower": [compact(iri) for iri in narrower],
        "cells": [
            {
                "technique": c.technique,
                "failure_mode": c.failure_mode,
                "verdict": c.verdict.value,
                "claims": list(c.claims),
            }
            for c in (cells if thing.kind in {"technique", "failure-mode"} else [])
        ],
        "claims": [claim_json(claim) for claim in about],
        "sources": sorted({claim.origin for claim in about if claim.origin}),
    }


def _tables(thing: Thing, answer: dict[str, Any]) -> list[Table]:
    facts = [
        ["kind", thing.kind],
        ["also called", joined(filter(None, (thing.notation, *thing.alternatives)))],
        ["title" if thing.kind == "source" else "definition", thing.definition],
        ["broader", joined(answer["broader"])],
        ["narrower", joined(answer["narrower"])],
        ["IRI", thing.iri],
    ]
    tables = [Table(["", ""], [f for f in facts if f[1] not in {"", "-"}], title=thing.label)]
    if answer["cells"]:
        other = "failure_mode" if thing.kind == "technique" else "technique"
        rows = [
            [GLYPHS[c["verdict"]], c[other], c["verdict"], str(len(c["claims"]))] for c in answer["cells"]
        ]
        tables.append(
            Table(["", other.replace("_", " "), "verdict", "claims"], rows, title="cells, all claims")
        )
    claims = [
        [compact(c["iri"]), c["kind"], f"{c['source']}, {c['section']}", c["rationale"]]
        for c in answer["claims"]
    ]
    notes = ["why: commoncause explain NAME; passages: commoncause explain CLAIM"]
    tables.append(Table(["claim", "kind", "stated in", "rationale"], claims, title="claims", notes=notes))
    return tables
