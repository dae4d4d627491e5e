"""`evidence`: the map, retractions and hinges; golden answers by hand from the shipped knowledge base."""

from __future__ import annotations

import csv
import io
import shutil
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from commoncause.vocab import KB

ROOT = Path(__file__).parent.parent.parent
ARGUED = ("--source", "dung-mai-2025", "--mode", "argued")
TABLE_1 = ("--source", "dung-mai-2025", "--mode", "tabulated")


def claim(name: str) -> str:
    return f"{KB}claim/{name}"


@pytest.fixture(scope="module")
def hinges() -> dict:  # type: ignore[type-arg]
    """The hinges of the prose of Dung and Mai, asked once."""
    import json

    from click.testing import CliRunner

    from commoncause.cli.evidence import hinges as command

    done = CliRunner().invoke(command, [*ARGUED, "--kb", str(ROOT / "kb"), "--format", "json"])
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


# --- the map


def test_the_keys_of_the_contract_are_there(ask) -> None:  # type: ignore[no-untyped-def]
    answer = ask("evidence", *TABLE_1)
    assert {"gaps", "single_source", "retraction", "cells", "groups"} <= answer.keys()
    assert len(answer["cells"]) == 49
    assert {"gap", "technique", "failure_mode", "verdict", "claims", "papers"} == answer["gaps"][0].keys()


def test_table_1_hangs_on_its_own_paper(ask) -> None:  # type: ignore[no-untyped-def]
    """The marks of the table cite nothing: every one of the 49 cells is the word of one paper of 2025."""
    answer = ask("evidence", *TABLE_1)
    counts = Counter(row["gap"] for row in answer["gaps"])
    assert counts == {"single-source": 49, "single-group": 49, "unclear": 3}
    assert all(row["hangs_on"] == ["dung-mai-2025"] for row in answer["single_source"])
    assert {row["newest_evidence"] for row in answer["cells"]} == {2025}
    assert [row["works"] for row in answer["retraction"]] == [["dung-mai-2025"]]
    assert len(answer["retraction"][0]["withdrawn"]) == 49


def test_a_cell_that_is_argued_from_another_paper(ask) -> None:  # type: ignore[no-untyped-def]
    """Debate / DEC-AL in section 4.2: one claim, which cites Brown-Cohen et al. (2023) as evidence. Irving is
    among its authors, so its group is that of the large collaborations; Dung and Mai are another.
    """
    [cell] = ask("evidence", *ARGUED, "-t", "debate", "-f", "dec-al")["cells"]
    assert cell["claims"] == [claim("dung-mai-2025-4-2-debate-dec-al")]
    assert cell["evidence"] == ["brown-cohen-2023"]
    assert cell["papers"] == cell["hangs_on"] == ["brown-cohen-2023", "dung-mai-2025"]
    assert cell["groups"] == cell["hangs_on_groups"] == ["Amodei, D.", "Dung, L."]
    assert cell["years"] == [2023, 2025]
    assert cell["newest_evidence"] == 2023
    assert cell["kinds"] == {"Article": 1, "Preprint": 1}
    assert cell["modes"] == ["argued"]
    assert cell["gaps"] == ["single-source"]


def test_three_cited_papers_are_no_single_support(ask) -> None:  # type: ignore[no-untyped-def]
    """RLHF / DEC-AL is argued from Carlsmith, Cotra and Greenblatt et al.: only their reader is one alone."""
    [cell] = ask("evidence", *ARGUED, "-t", "rlhf", "-f", "dec-al")["cells"]
    assert cell["evidence"] == ["carlsmith-2023", "cotra-2021", "greenblatt-2024"]
    assert cell["hangs_on"] == ["dung-mai-2025"]
    assert cell["groups"] == ["Amodei, D.", "Carlsmith, J.", "Cotra, A.", "Dung, L."]


@pytest.mark.parametrize(("years", "is_stale"), [(0, True), (5, True), (7, True), (8, False)])
def test_stale_is_measured_from_the_newest_work_and_never_from_today(ask, years, is_stale) -> None:  # type: ignore[no-untyped-def]
    """Debate / superhuman tasks: the wiki reports Irving et al. (2018); the newest work held is of 2026."""
    answer = ask("evidence", "-t", "debate", "-f", "superhuman-tasks", "--stale-years", str(years))
    assert (answer["newest_work"], answer["cells"][0]["newest_evidence"]) == (2026, 2018)
    assert ("stale" in answer["cells"][0]["gaps"]) is is_stale


def test_gap_narrows_the_map(ask) -> None:  # type: ignore[no-untyped-def]
    whole = ask("evidence")
    part = ask("evidence", "--gap", "contested")
    assert [c for c in whole["cells"] if "contested" in c["gaps"]] == part["cells"] != []
    assert {row["gap"] for row in part["gaps"]} == {"contested"}


def test_the_page_and_the_command_mean_the_same_by_a_gap(ask, kb, table_1) -> None:  # type: ignore[no-untyped-def]
    """The page of Table 1 weighs every claim on its cells, which is what the default view does."""
    from commoncause.exporters.site.gaps import gaps

    matrix, whole = kb.matrix(table_1), kb.matrix()
    pairs = [(t, f) for t in matrix.techniques for f in matrix.failure_modes]
    on_page = gaps(kb, matrix, whole.of(matrix.techniques, matrix.failure_modes), pairs)
    table, everything = ask("evidence", *TABLE_1), ask("evidence")
    shown = {
        "never-assessed": ("not_assessed", table),
        "unclear": ("unclear", table),
        "contested": ("contested", everything),
        "argued-without-citation": ("uncited", everything),
        "single-source": ("one_source", everything),
    }
    for gap, (key, answer) in shown.items():
        rows = [[row["technique"], row["failure_mode"]] for row in answer["gaps"] if row["gap"] == gap]
        assert sorted(row for row in rows if tuple(row) in pairs) == sorted(on_page[key]), gap


def test_csv_has_a_row_for_each_cell(run) -> None:  # type: ignore[no-untyped-def]
    rows = list(csv.DictReader(io.StringIO(run("evidence", *ARGUED, "--format", "csv").out)))
    assert len(rows) == 49
    [row] = [row for row in rows if (row["technique"], row["failure_mode"]) == ("debate", "dec-al")]
    assert row["papers"] == "brown-cohen-2023; dung-mai-2025"
    assert row["kinds"] == "Article 1; Preprint 1"


def test_plot_draws_the_map(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    run("evidence", *ARGUED, "--plot", tmp_path / "map.svg")
    text = "".join(ElementTree.parse(tmp_path / "map.svg").getroot().itertext())
    assert "49 of 49 cells assessed, 49 of them by one source alone." in text


def test_a_users_own_matrix_has_gaps_but_no_papers(ask, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    own = tmp_path / "own.csv"
    own.write_text("technique,failure_mode,verdict\nA,f,exposed\nB,f,protected\nB,g,unclear\nB,f,exposed\n")
    answer = ask("evidence", "--relation", own)
    found = {(row["gap"], row["technique"], row["failure_mode"]) for row in answer["gaps"]}
    assert found == {
        ("never-assessed", "A", "g"),
        ("unclear", "B", "g"),
        ("unclear", "B", "f"),
        ("contested", "B", "f"),
    }
    assert all(row["papers"] == [] for row in answer["cells"])


# --- retraction


def test_a_paper_whose_retraction_changes_conclusions(ask) -> None:  # type: ignore[no-untyped-def]
    """Brown-Cohen et al. (2023), by hand from section 4.2 ("As demonstrated by the formal results ...").

    The one argued claim that Debate is protected from DEC-AL gives it as all its evidence. Without the claim
    the cell is not assessed: protected under the certain reading as before, exposed under the possible one.
    There Debate has all that RE has (DEC-AL and AL-GEN), so that neither do the two complement each other,
    nor is there at most one mode that both have, nor does Debate escape DEC-AL. That Debate alone is both
    affordable and robust does not change: its safety tax is left open in 4.2, so the possible reading denied
    it before.
    """
    answer = ask("evidence", "retract", "brown-cohen-2023", *ARGUED)
    [row] = answer["retraction"]
    assert row["withdrawn"] == []
    assert [c["iri"] for c in row["unsupported"] if c["kind"] == "assessment"] == [
        claim("dung-mai-2025-4-2-debate-dec-al")
    ]
    [cell] = row["cells"]
    assert (cell["technique"], cell["failure_mode"]) == ("debate", "dec-al")
    assert (cell["before"], cell["after"], cell["claims_left"]) == ("protected", "not-assessed", [])
    changed = {change["claim"]: change for change in row["conclusions"]}
    assert set(changed) == {
        claim("dung-mai-2025-5-conclusion-debate-re-complementary"),
        claim("dung-mai-2025-5-conclusion-debate-re-prevent-almost-all"),
        claim("dung-mai-2025-5-conclusion-dec-al-all-but-two"),
    }
    for change in changed.values():
        assert (change["reading"], change["holds"], change["holds_without"]) == ("possible", True, False)
        assert change["fallen"] == [{"iri": claim("dung-mai-2025-4-2-debate-dec-al"), "section": "4.2"}]
    assert row["cut_sets"] == row["single_points"] == row["techniques_gone"] == []
    assert [(gap["gap"], gap["technique"]) for gap in answer["gaps"]] == [("never-assessed", "debate")]
    assert answer["single_source"] == []


def test_a_paper_whose_retraction_changes_nothing(ask) -> None:  # type: ignore[no-untyped-def]
    """Carlsmith (2023): wherever the prose gives it as evidence (DEC-AL in 4.1, three techniques in 4.2) it
    stands beside Cotra (2021) and Greenblatt et al. (2024), which remain.
    """
    answer = ask("evidence", "retract", "carlsmith-2023", *ARGUED)
    [row] = answer["retraction"]
    parts = (
        "withdrawn",
        "unsupported",
        "cells",
        "weakened",
        "conclusions",
        "cut_sets",
        "single_points",
        "clusters",
    )
    assert {part: row[part] for part in parts} == {part: [] for part in parts}
    assert row["probability"]["before"] == row["probability"]["after"]
    assert answer["gaps"] == answer["single_source"] == []


def test_a_paper_that_matters_to_the_prose_and_not_to_the_table(ask) -> None:  # type: ignore[no-untyped-def]
    """Betley et al. (2025) is all the evidence for RLHF / EM-MIS in 4.2, exposed for certain with it; of
    RLAIF the prose cites it for information only, and Table 1 cites nothing.
    """
    [prose] = ask("evidence", "retract", "betley-2025", *ARGUED)["retraction"]
    [table] = ask("evidence", "retract", "betley-2025", *TABLE_1)["retraction"]
    assert prose["unsupported"] == table["unsupported"] != []
    assert [(c["technique"], c["before"], c["after"]) for c in prose["cells"]] == [
        ("rlhf", "exposed", "not-assessed")
    ]
    assert {c["statement"] for c in prose["conclusions"]} >= {
        "CAP-DEV, DEC-AL, EM-MIS and AL-GEN each affect RLHF, RLAIF and W2S."
    }
    assert all((c["reading"], c["holds_without"]) == ("certain", False) for c in prose["conclusions"])
    assert table["cells"] == table["conclusions"] == table["cut_sets"] == []


def test_reliances_and_what_is_concluded_from_them_fall(ask) -> None:  # type: ignore[no-untyped-def]
    """Hubinger et al. (2024), of which 3.1 reports that three trainings leave a backdoor: without it nobody
    says that any of the three rests on there being none, and the conclusion drawn from that cannot be tested.
    """
    [row] = ask("evidence", "retract", "hubinger-2024", "--source", "dung-mai-2025")["retraction"]
    assert {c["kind"] for c in row["unsupported"]} == {"reliance", "conclusion"}
    assert [(c["claim"], c["holds"], c["holds_without"]) for c in row["conclusions"]] == [
        (claim("dung-mai-2025-3-1-conclusion-backdoor-outlasts-standard-techniques"), True, None)
    ]
    assert [(c["technique"], c["assumption"]) for c in row["reliances"]] == [
        ("rlhf", "no-persistent-backdoor")
    ]
    assert row["cells"] == []


def test_a_source_takes_all_it_states_with_it(ask) -> None:  # type: ignore[no-untyped-def]
    [row] = ask("evidence", "retract", "dung-mai-2025", *TABLE_1)["retraction"]
    assert len(row["cells"]) == 49
    assert {cell["after"] for cell in row["cells"]} == {"not-assessed"}
    assert len(row["techniques_gone"]) == len(row["failure_modes_gone"]) == 7
    assert {c["holds_without"] for c in row["conclusions"]} == {None}
    assert row["probability"]["after"] is None


def test_what_is_unsupported_can_be_kept(ask) -> None:  # type: ignore[no-untyped-def]
    [row] = ask("evidence", "retract", "brown-cohen-2023", *ARGUED, "--keep-unsupported")["retraction"]
    assert len(row["unsupported"]) == 3
    assert row["cells"] == row["conclusions"] == row["reliances"] == []


def test_all_works_of_an_author(ask) -> None:  # type: ignore[no-untyped-def]
    """Irving, G. signs three of the works held, each under this spelling."""
    for name in ("Irving", "Geoffrey Irving", "irving, g."):
        [row] = ask("evidence", "retract", "--author", name, *TABLE_1)["retraction"]
        assert row["works"] == ["brown-cohen-2023", "buhl-2025", "irving-2018"]


def test_two_works_together_take_what_neither_takes_alone(ask) -> None:  # type: ignore[no-untyped-def]
    """Debate / S-TAX in 4.2 is argued from Irving et al. (2018) and Kenton et al. (2024)."""
    alone = [
        ask("evidence", "retract", w, *ARGUED)["retraction"][0]["cells"]
        for w in ("irving-2018", "kenton-2024")
    ]
    [row] = ask("evidence", "retract", "irving-2018", "kenton-2024", *ARGUED)["retraction"]
    assert alone == [[], []]
    assert [(c["technique"], c["failure_mode"]) for c in row["cells"]] == [("debate", "s-tax")]


def test_what_falls_is_what_sparql_finds(kb) -> None:  # type: ignore[no-untyped-def]
    """Withdrawn: stated there. Unsupported: cites it and nothing else as evidence. For every work cited."""
    from commoncause.analysis.evidence import fallen
    from commoncause.answers.bibliography import bibliography, grounds_of

    grounds = grounds_of(kb.claims, bibliography(kb.store).evidence)
    for row in kb.store.select("SELECT DISTINCT ?w WHERE { ?c a ccf:Claim ; cito:citesAsEvidence ?w }"):
        work = row["w"]
        stated = kb.store.select(f"SELECT ?c WHERE {{ ?c a ccf:Claim ; ccf:statedIn <{work}> }}")
        alone = kb.store.select(
            f"SELECT DISTINCT ?c WHERE {{ ?c a ccf:Claim ; cito:citesAsEvidence <{work}> "
            f"MINUS {{ ?c cito:citesAsEvidence ?other FILTER(?other != <{work}>) }} }}"
        )
        withdrawn, unsupported = fallen(grounds, {work.rsplit("/", 1)[-1]})
        said = {iri for iri in unsupported if kb.claims[iri].mode != "inferred"}
        reporting = {
            iri for iri in said if kb.claims[iri].attributed_to and iri not in {r["c"] for r in alone}
        }
        assert set(withdrawn) - {i for i in withdrawn if kb.claims[i].mode == "inferred"} == {
            r["c"] for r in stated
        }
        assert said - reporting == {r["c"] for r in alone}
        follow = {iri for iri in unsupported if kb.claims[iri].mode == "inferred"}
        assert all(set(kb.claims[iri].derived_from) & said for iri in follow)


def test_what_is_inferred_falls_with_its_grounds(ask, kb) -> None:  # type: ignore[no-untyped-def]
    """Casper et al. (2023) is all the evidence that CAP-DEV undoes what RLHF rests on (4.2): with both, what
    follows for RLHF falls.
    """
    [row] = ask("evidence", "retract", "casper-2023", "--mode", "inferred")["retraction"]
    inferred = {c["iri"] for c in row["unsupported"] if kb.claims[c["iri"]].mode == "inferred"}
    gone = {iri for iri in inferred if kb.claims[iri].kind == "assessment"}
    said = {claim["iri"] for change in [*row["cells"], *row["weakened"]] for claim in change["fallen"]}
    assert said == gone != set()


@pytest.mark.parametrize("work", ["casper-2023", "openreview-2024", "wen-2025"])
def test_a_retraction_is_what_the_data_say_without_the_claims(ask, work: str) -> None:  # type: ignore[no-untyped-def]
    """The claims that fall are deleted from the triples, and the same is asked again."""
    import pyoxigraph as ox

    import commoncause
    from commoncause.analysis.cut_sets import minimal_cut_sets

    [row] = ask("evidence", "retract", work)["retraction"]
    whole = commoncause.load(ROOT / "kb")
    before = whole.matrix()
    store = whole.store
    for fell in [*row["withdrawn"], *row["unsupported"]]:
        for quad in list(store.quads.quads_for_pattern(ox.NamedNode(fell["iri"]), None, None, None)):  # type: ignore[attr-defined]
            store.quads.remove(quad)  # type: ignore[attr-defined]
    after = commoncause.KnowledgeBase(store).matrix()
    there = after.of(before.techniques, before.failure_modes, add=True)
    changed = {
        (c.technique, c.failure_mode, c.verdict.value, now.verdict.value)
        for c in before
        if (now := there.cells[c.technique, c.failure_mode]).verdict != c.verdict
    }
    said = {(c["technique"], c["failure_mode"], c["before"], c["after"]) for c in row["cells"]}
    assert {c for c in said if c[2] != c[3]} == changed
    # What was not safe with a claim is no safer without.
    framed = after.of(failure_modes=before.failure_modes, add=True)
    old, new = ({frozenset(s) for s in minimal_cut_sets(m.exposure("possible"))} for m in (before, framed))
    moved = {"gone": old - new, "new": new - old}
    for change, sets in moved.items():
        found = [c for c in row["cut_sets"] if c["change"] == change and c["reading"] == "possible"]
        assert {frozenset(c["set"]) for c in found} == sets
        assert all(c["fallen"] for c in found)
    points = {c["name"] for c in row["single_points"] if c["reading"] == "possible" and c["change"] == "gone"}
    assert points == {next(iter(s)) for s in moved["gone"] if len(s) == 1}


@pytest.mark.parametrize(
    ("work", "mode"), [("wen-2025", "persuasion"), ("ndss-2025", "safety-misalignment-attacks")]
)
def test_a_failure_mode_that_loses_its_evidence_stays_a_danger(ask, work: str, mode: str) -> None:  # type: ignore[no-untyped-def]
    [row] = ask("evidence", "retract", work)["retraction"]
    assert mode in row["failure_modes_gone"]
    assert row["single_points"] == row["cut_sets"] == []
    assert row["probability"]["before"] == row["probability"]["after"]
    fell = {claim["iri"] for claim in [*row["withdrawn"], *row["unsupported"]]}
    changes = [*row["cells"], *row["conclusions"], *row["reliances"]]
    assert {claim["iri"] for change in changes for claim in change["fallen"]} <= fell


# --- hinges


def test_hinges_are_ranked_by_the_conclusions_that_change(hinges) -> None:  # type: ignore[no-untyped-def]
    """Of the prose of 4.2: its own paper first; of the papers it cites those that a cell or conclusion has as
    its only evidence.
    """
    works = [row["name"] for row in hinges["hinges"] if row["kind"] == "work"]
    assert works == ["dung-mai-2025", "betley-2025", "brown-cohen-2023", "casper-2023", "wang-2025"]
    counts = [(row["counts"]["conclusions"], row["counts"]["cells"]) for row in hinges["hinges"]]
    assert counts == sorted(counts, reverse=True)


def test_every_work_and_group_is_told_of_once(hinges) -> None:  # type: ignore[no-untyped-def]
    named = [(row["kind"], row["name"]) for key in ("hinges", "cells_only", "nothing") for row in hinges[key]]
    assert len(named) == len(set(named)) == hinges["works"] + hinges["groups"]
    assert ("work", "carlsmith-2023") in {(r["kind"], r["name"]) for r in hinges["nothing"]}


def test_a_hinge_changes_what_its_retraction_changes(ask, hinges) -> None:  # type: ignore[no-untyped-def]
    for row in hinges["hinges"][2:5]:
        [alone] = ask("evidence", "retract", *row["works"], *ARGUED)["retraction"]
        for part in (
            "withdrawn",
            "unsupported",
            "cells",
            "conclusions",
            "cut_sets",
            "single_points",
            "reliances",
        ):
            assert row[part] == alone[part], (row["name"], part)


def test_hinges_in_words(run) -> None:  # type: ignore[no-untyped-def]
    out = run("evidence", "hinges", *TABLE_1).out
    assert "dung-mai-2025" in out
    assert "brown-cohen-2023" not in out
    assert "may merge namesakes" in out


# --- what is refused


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("retract",), 2, "name a work, or --author NAME"),
        (("retract", "brown-cohen-2032"), 1, "did you mean brown-cohen-2023"),
        (("retract", "--author", "Wang"), 1, "ambiguous author 'Wang': say which of Wang, A., Wang, J."),
        (("retract", "--author", "Wong, J."), 1, "unknown author 'Wong, J.'"),
        (("--mode", "argued", "retract", "casper-2023"), 2, "put the options after `evidence retract`"),
        (("retract", "casper-2023", "--relation", "x.csv"), 2, "no papers to retract"),
        (("hinges", "--time-limit", "0"), 1, "give seconds, more than 0"),
        (("--stale-years", "-1"), 2, "--stale-years"),
        (("--source", "nobody"), 1, "nobody"),
    ],
)
def test_what_cannot_be_answered_is_said(run, args, code, words) -> None:  # type: ignore[no-untyped-def]
    answer = run("evidence", *args)
    assert (answer.code, answer.out) == (code, "")
    assert words in answer.err
    assert answer.err.count("\n") == 1


def test_works_of_the_inbox_are_no_evidence(ask, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    shutil.copytree(ROOT / "tests" / "fixtures" / "good", tmp_path, dirs_exist_ok=True)
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    monkeypatch.chdir(tmp_path)
    before = ask("evidence")
    (tmp_path / "kb" / "inbox").mkdir()
    (tmp_path / "kb" / "inbox" / "new.ttl").write_text(
        "@prefix source: <https://w3id.org/commoncause/kb/source/> .\n"
        "@prefix fabio: <http://purl.org/spar/fabio/> .\n"
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        'source:new-2031 a fabio:Preprint ; dcterms:title "New" ; dcterms:date "2031"^^xsd:gYear .\n'
    )
    assert ask("evidence") == before
