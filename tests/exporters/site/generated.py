"""Generated models and networks of any size: Table 1 among techniques, assumptions and papers that cite."""

from __future__ import annotations

import random
from typing import Any

import networkx

from .table_one import BASE, network_of, table_model, thing

SHARES = {"technique": 0.06, "failure-mode": 0.04, "assumption": 0.06, "source": 0.84}
KEYS = {"assumption": "assumptions", "source": "sources"}
PREFIX = {"failure-mode": "failure"}
WORDS = "robust honest scalable oversight reward model debate probe circuit latent policy audit".split()
TOPICS = 40


def generated(nodes: int, seed: int = 0) -> tuple[dict[str, Any], networkx.MultiDiGraph]:
    """A model whose network has so many nodes and about three times as many relations.

    Papers come in topics and cite earlier ones, mostly of their own topic and those that are cited already.
    """
    chance = random.Random(seed)
    model = table_model()
    missing = nodes - network_of(model).number_of_nodes()
    made: dict[str, list[str]] = {}
    for kind, share in SHARES.items():
        count = round(missing * share) if kind != "source" else missing - sum(map(len, made.values()))
        made[kind] = [_add(model, kind, number, chance) for number in range(count)]
    network = network_of(model)
    _relate(network, made, chance)
    return model, network


def _add(model: dict[str, Any], kind: str, number: int, chance: random.Random) -> str:
    slug = f"{'p' if kind == 'source' else kind}-{number}"
    prefix = PREFIX.get(kind, kind)
    title = " ".join(chance.choices(WORDS, k=5))
    thing = {
        "id": f"{prefix}:{slug}", "slug": slug, "iri": f"{BASE}/{kind}/{slug}", "kind": kind, "notation": "",
        "label": f"Author {number} ({1990 + number % 36})" if kind == "source" else f"{title} {number}",
        "alt": [], "definition": "", "family": "", "broader": [],
    }  # fmt: skip
    if kind == "source":
        url = f"https://arxiv.org/abs/{1000 + number}.00001"
        thing |= {"title": title, "authors": f"Author {number}", "date": str(1990 + number % 36), "url": url}
        thing |= {"identifiers": [url.rsplit("/", 1)[1]]}
    model[KEYS.get(kind, "others")].append(thing)
    return str(thing["id"])


def _relate(network: networkx.MultiDiGraph, made: dict[str, list[str]], chance: random.Random) -> None:
    topics: list[list[str]] = [[] for _ in range(TOPICS)]
    for paper in made["source"]:
        topic = topics[chance.randrange(TOPICS)]
        known = topic[-30:] + topic[:10]
        for cited in {chance.choice(known) for _ in range(3)} if known else ():
            network.add_edge(paper, cited, key="cites", kind="cites", claims=())
        if chance.random() < 0.1 and made["source"]:
            network.add_edge(paper, "source:dung-mai-2025", key="cites", kind="cites", claims=())
        topic.append(paper)
    for technique in made["technique"]:
        for kind, relation in (("failure-mode", "exposed-to"), ("assumption", "rests-on")):
            for end in {chance.choice(made[kind]) for _ in range(2)} if made[kind] else ():
                network.add_edge(technique, end, key=relation, kind=relation, claims=())


def dense() -> dict[str, Any]:
    """A model of 12 techniques and 58 modes, three in ten cells a hole, some cells open."""
    chance = random.Random(12)
    model = table_model()
    techniques = [thing("technique", "technique", f"t{i:02}", f"Technique {i}") for i in range(12)]
    modes = [thing("failure", "failure-mode", f"m{i:02}", f"Mode {i}", f"M{i}") for i in range(58)]
    empty = {"claims": [], "conflict": False, "bundle": False, "others": [], "defects": []}
    cells = [
        empty | {"technique": technique["slug"], "failure_mode": mode["slug"], "verdict": verdict}
        for technique in techniques
        for mode in modes
        for verdict in chance.choices(["exposed", "protected", "unclear", "not-assessed"], [3, 6, 0.5, 0.5])
    ]
    own = {"techniques": techniques, "failure_modes": modes, "cells": cells}
    return model | own | {"bundles": {}, "reliances": [], "answers": {}}


def hostile() -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
    """Table 1 with names that would break out of an address, a shell or a page; which stand for which."""
    model = table_model()
    techniques = {"rlhf": 'a,b:c%2C\'; rm -rf "$HOME" <img src=x onerror=alert(1)>', "debate": "__proto__"}
    modes = {"coll": "x,y:0.5\u202e</script>", "s-tax": "constructor"}
    for old, new in {**techniques, **modes}.items():
        for item in [*model["techniques"], *model["failure_modes"]]:
            if item["slug"] == old:
                item |= {"slug": new, "label": new, "notation": ""}
        for item in [*model["cells"], *model["reliances"]]:
            item |= {key: new for key in ("technique", "failure_mode") if item.get(key) == old}
    model["gaps"] |= {"unclear": [], "contested": [], "one_source": []}
    return model | {"answers": {}}, techniques, modes
