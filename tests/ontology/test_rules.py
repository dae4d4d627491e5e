"""The inference rules: what follows is what was worked out by hand, whatever the order of files and rules."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from commoncause.reasoning import derive
from commoncause.store import Home, MemoryStore
from commoncause.vocab import DERIVED_GRAPH, GRAPH, compact

ROOT = Path(__file__).parent.parent.parent
HOME = Home(ROOT / "tests" / "fixtures" / "good" / "kb", ROOT / "ontology")
RULES = sorted(HOME.queries("rules").values())


def named(term: object) -> str:
    assert isinstance(term, ox.NamedNode | ox.Literal), "rules mint no blank nodes"
    return compact(term.value)


def derived(store: MemoryStore) -> set[tuple[str, str, str]]:
    """Run the rules; return what they added, as prefixed names."""
    derive(store)
    quads = store.quads.quads_for_pattern(None, None, None, ox.NamedNode(DERIVED_GRAPH))
    return {(named(q.subject), named(q.predicate), named(q.object)) for q in quads}


@pytest.fixture(scope="module")
def facts() -> set[tuple[str, str, str]]:
    return derived(MemoryStore.open(HOME))


@pytest.mark.parametrize(
    ("predicate", "pairs"),
    [
        (
            "ccf:exposedTo",
            {
                ("technique:alarm", "failure:outage"),  # the table, and section 2
                ("technique:alarm", "failure:inside-job"),  # section 2, hedged, against the table
                ("technique:guards", "failure:inside-job"),
                ("technique:guards", "failure:outage-long"),  # Brown
            },
        ),
        (
            "ccf:protectedFrom",
            {
                ("technique:alarm", "failure:inside-job"),
                ("technique:guards", "failure:outage"),
                ("technique:steel-door", "failure:outage"),
                ("technique:steel-door", "failure:inside-job"),  # on a condition
                ("technique:alarm-and-guards", "failure:inside-job"),
            },
        ),
        ("ccf:unclearWhether", {("technique:steel-door", "failure:inside-job")}),
        (
            "ccf:restsOn",
            {
                ("technique:alarm", "assumption:mains-power"),
                ("technique:alarm", "assumption:honest-staff"),
                ("technique:guards", "assumption:honest-staff"),
                ("technique:steel-door", "assumption:keys-not-shared"),
            },
        ),
        (
            "ccf:conflictsWith",
            {
                ("claim:smith-2024-table-1-alarm-inside-job", "claim:smith-2024-2-alarm-inside-job"),
                ("claim:smith-2024-2-alarm-inside-job", "claim:smith-2024-table-1-alarm-inside-job"),
                (
                    "claim:smith-2024-table-1-steel-door-inside-job",
                    "claim:smith-2024-2-steel-door-inside-job",
                ),
                (
                    "claim:smith-2024-2-steel-door-inside-job",
                    "claim:smith-2024-table-1-steel-door-inside-job",
                ),
            },
        ),
    ],
)
def test_what_follows_is_what_was_worked_out_by_hand(
    facts: set[tuple[str, str, str]], predicate: str, pairs: set[tuple[str, str]]
) -> None:
    assert {(s, o) for s, p, o in facts if p == predicate} == pairs


def test_inferred_assessments_are_those_of_the_assumptions(facts: set[tuple[str, str, str]]) -> None:
    """A plain reliance on what a mode entails the failing of is exposed, all else unclear."""
    assert {(s, o) for s, p, o in facts if p == "ccf:verdict"} == {
        ("claim:inferred-alarm-outage-exposed-smith-2024", "ccf:exposed"),
        ("claim:inferred-guards-inside-job-exposed-smith-2024", "ccf:exposed"),
        ("claim:inferred-steel-door-inside-job-unclear-smith-2024", "ccf:unclear"),  # only undermined
        ("claim:inferred-alarm-inside-job-unclear-smith-2024", "ccf:unclear"),  # rests on it conditionally
        ("claim:inferred-siren-outage-exposed-smith-2024-as-alarm", "ccf:exposed"),  # said of every alarm
        ("claim:inferred-hand-siren-outage-exposed-smith-2024-as-alarm", "ccf:exposed"),
    }
    assert {
        o
        for s, p, o in facts
        if s == "claim:inferred-alarm-outage-exposed-smith-2024" and p == "prov:wasDerivedFrom"
    } == {
        "claim:smith-2024-2-alarm-mains-power",
        "claim:smith-2024-2-outage-mains-power",
    }


def test_a_mapping_matches_in_both_directions(facts: set[tuple[str, str, str]]) -> None:
    assert {fact for fact in facts if fact[1].endswith("Match")} == {
        ("technique:alarm", "skos:narrowMatch", "technique:loudspeaker"),
        ("technique:loudspeaker", "skos:broadMatch", "technique:alarm"),
    }


def test_a_thing_is_of_every_class_above_its_own(facts: set[tuple[str, str, str]]) -> None:
    classes = {o for s, p, o in facts if s == "defect:smith-2024-3-four-measures" and p == "rdf:type"}
    assert classes == {"ccf:Claim", "obo:SEPIO_0000001"}


def test_curators_cells_make_no_shortcut_and_no_conflict(facts: set[tuple[str, str, str]]) -> None:
    mine = "claim:smith-2024-curator-steel-door-outage"
    assert ("technique:steel-door", "ccf:protectedFrom", "failure:outage-long") not in facts
    assert not {fact for fact in facts if fact[1] == "ccf:conflictsWith" and mine in fact}


def test_rules_run_again_add_nothing(facts: set[tuple[str, str, str]]) -> None:
    store = MemoryStore.open(HOME)
    assert derive(store) == len(facts)
    assert derive(store) == 0


@pytest.mark.parametrize("seed", range(4))
def test_the_fixed_point_is_one_whatever_the_order(
    seed: int, facts: set[tuple[str, str, str]], tmp_path: Path
) -> None:
    shuffle = random.Random(seed).sample
    shutil.copytree(HOME.ontology, tmp_path / "ontology")
    folder = tmp_path / "ontology" / "rules"
    for number, path in enumerate(shuffle(sorted(folder.iterdir()), len(RULES))):
        path.rename(folder / f"{number}-{path.name}")
    store = MemoryStore(Home(HOME.kb, tmp_path / "ontology"))
    files = [(path, "") for path in [HOME.ontology / "commoncause.ttl", *HOME.thing_files]]
    files += [(path, GRAPH + path.stem) for path in HOME.claim_files]
    for path, graph in shuffle(files, len(files)):
        store.load(path, graph)
    assert derived(store) == facts


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_each_rule_is_needed(path: Path, facts: set[tuple[str, str, str]], tmp_path: Path) -> None:
    shutil.copytree(HOME.ontology, tmp_path / "ontology")
    (tmp_path / "ontology" / "rules" / path.name).unlink()
    assert derived(MemoryStore.open(Home(HOME.kb, tmp_path / "ontology"))) < facts
