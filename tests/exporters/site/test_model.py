"""What the page is told: the landing view cell for cell, every claim, the answers of the library."""

from __future__ import annotations

import json

import pytest

import commoncause
from commoncause import View
from commoncause.exporters.site.model import landing_view, page_model

THING = {"id", "slug", "iri", "kind", "label", "notation", "alt", "definition", "family", "broader"}
CLAIM = {
    "kind",
    "subject",
    "object",
    "verdict",
    "source",
    "section",
    "mode",
    "modality",
    "condition",
    "rationale",
}


@pytest.fixture(scope="module")
def model(kb):
    return page_model(kb)


def test_it_lands_on_table_1_cell_for_cell(kb, table_1, model):
    assert landing_view(kb) == table_1
    assert model["view"] == {
        "label": "Table 1 of Dung and Mai (2025)",
        "source": "dung-mai-2025",
        "modes": ["tabulated"],
    }
    shown = {(c["technique"], c["failure_mode"]): (c["verdict"], tuple(c["claims"])) for c in model["cells"]}
    assert shown == {
        (cell.technique, cell.failure_mode): (cell.verdict.value, cell.claims) for cell in kb.matrix(table_1)
    }


def test_rows_and_columns_stand_as_in_the_paper(model):
    assert [t["notation"] or t["label"] for t in model["techniques"]][:3] == ["RLHF", "RLAIF", "W2S"]
    assert [f["slug"] for f in model["failure_modes"]] == [
        "s-tax", "cap-dev", "dec-al", "coll", "em-mis", "eval-diff", "al-gen",
    ]  # fmt: skip


def test_it_is_plain_json_and_the_same_twice(kb, model):
    text = json.dumps(model, allow_nan=False)
    assert json.loads(text) == model
    assert json.dumps(page_model(commoncause.load(kb.store.home.kb))) == text


def test_a_cell_shows_what_the_view_leaves_out(kb, model):
    cell = next(
        c
        for c in model["cells"]
        if (c["technique"], c["failure_mode"]) == ("iterated-amplification", "dec-al")
    )
    argued = "https://w3id.org/commoncause/kb/claim/dung-mai-2025-4-2-ida-dec-al"
    assert (cell["verdict"], cell["conflict"]) == ("protected", True)
    assert argued in cell["others"]
    assert not set(cell["claims"]) & set(cell["others"])
    assert model["claims"][argued]["verdict"] == "exposed"


def test_every_claim_named_anywhere_is_described(kb, model):
    assert model["claims"].keys() == kb.claims.keys()
    assert all(claim.keys() >= CLAIM | {"cites", "passages"} for claim in model["claims"].values())
    named = {iri for cell in model["cells"] for iri in (*cell["claims"], *cell["others"])}
    named |= {iri for key in ("reliances", "negations") for entry in model[key] for iri in entry["claims"]}
    named |= {iri for entry in model["answers"]["conflicts"] for iri in entry["claims"]}
    assert named <= model["claims"].keys()


def test_every_thing_has_every_field_and_stands_once(kb, model):
    things = [t for key in ("techniques", "failure_modes", "assumptions", "others") for t in model[key]]
    assert all(thing.keys() == THING for thing in things)
    assert len({thing["id"] for thing in things}) == len(things)
    assert {thing["iri"] for thing in things} == {t.iri for t in kb.things.values() if t.kind != "source"}
    assert {source["iri"] for source in model["sources"]} == {t.iri for t in kb.of_kind("source")}


def test_what_claims_cite_is_among_the_sources(model):
    sources = {source["id"] for source in model["sources"]}
    assert {cited for claim in model["claims"].values() for cited in claim["cites"]} <= sources


def test_answers_are_those_of_the_library(kb, table_1, model):
    from commoncause.answers import cut_sets_answer, single_points_answer

    matrix = kb.matrix(table_1)
    cut_sets = model["answers"]["cut_sets"]
    assert cut_sets["complete_to_order"] is None
    for reading in ("certain", "possible"):
        assert cut_sets[reading] == cut_sets_answer(matrix)[reading]["sets"] != []
    points = single_points_answer(matrix, kb.reliances().of(matrix.techniques))
    assert model["answers"]["single_points"] == points
    assert model["answers"]["scope"] == {
        "failure_modes": "Table 1 of Dung and Mai (2025)",
        "assumptions": "every claim in Dung and Mai (2025)",
    }
    assert len(model["answers"]["portfolios"]) == 7 + 21 + 35


def test_what_techniques_rest_on_is_shown_though_the_table_does_not_say_it(kb, model):
    resting = kb.reliances(View(sources={"dung-mai-2025"}))
    shown = {(r["technique"], r["assumption"]): tuple(r["claims"]) for r in model["reliances"]}
    assert shown == {(c.technique, c.failure_mode): c.claims for c in resting if c.claims} != {}


def test_inferred_claims_stand_beside_the_cell_and_not_in_it(small):
    model = page_model(small)
    cell = next(c for c in model["cells"] if (c["technique"], c["failure_mode"]) == ("a", "g"))
    assert cell["claims"] == []
    assert [model["claims"][iri]["mode"] for iri in cell["others"]] == ["inferred"]


def test_clusters_are_by_shared_assumptions(model):
    assumptions = {thing["slug"] for thing in model["assumptions"]}
    techniques = {thing["slug"] for thing in model["techniques"]}
    for cluster in model["answers"]["clusters"]:
        assert set(cluster["shared"]) <= assumptions
        assert set(cluster["members"]) <= techniques
        assert 0 <= cluster["stability"] <= 1


def test_the_query_behind_a_cell_finds_its_claims(kb, model):
    thing = {t["slug"]: t["iri"] for t in (*model["techniques"], *model["failure_modes"])}
    cell = next(c for c in model["cells"] if c["others"])
    query = model["queries"]["cell"].replace("{technique}", thing[cell["technique"]])
    rows = kb.store.select(query.replace("{failure_mode}", thing[cell["failure_mode"]]))
    assert sorted(row["claim"] for row in rows) == sorted({*cell["claims"], *cell["others"]})


def test_a_knowledge_base_of_ones_own_opens_on_every_claim(small):
    model = page_model(small)
    assert model["view"] == {"label": "every claim, whatever the source", "source": "", "modes": []}
    assert [t["slug"] for t in model["techniques"]] == ["b", "a"]
    assert [t["slug"] for t in model["others"]] == ["part"]
    assert model["others"][0]["broader"] == ["technique:a"]
    verdicts = {(c["technique"], c["failure_mode"]): c["verdict"] for c in model["cells"]}
    assert verdicts == {
        ("b", "g"): "protected",
        ("b", "f"): "unclear",
        ("a", "g"): "not-assessed",
        ("a", "f"): "exposed",
    }


def test_each_kind_of_claim_says_what_it_relates(small):
    claims = {iri.rsplit("/", 1)[1]: claim for iri, claim in page_model(small)["claims"].items()}
    said = {name: (c["subject"], c["object"], c["verdict"]) for name, c in claims.items()}
    assert said["t-a-f"] == ("technique:a", "failure:f", "exposed")
    assert said["r"] == ("technique:a", "assumption:x", "")
    assert said["n"] == ("failure:g", "assumption:x", "entails")
    assert said["c"] == ("technique:a", "technique:b", "incompatible")
    assert said["m"] == ("technique:part", "failure:f", "-weak")
    assert said["k"][:2] == ("technique:b", "category:family-bees")
    assert claims["p-b-f"]["condition"] == "assumption:x"
    assert claims["d"]["source"] == "s-2025"
    assert claims["d"]["rationale"] == "A slip."
    assert page_model(small)["defects"] == [{"severity": "minor", "wrong": "+1", "right": "1"}]


def test_a_technique_has_its_family_by_name(small, model):
    assert page_model(small)["techniques"][0]["family"] == "The bees"
    assert {t["slug"]: t["family"] for t in model["techniques"]}["rlhf"] == "Learning from feedback"


def test_a_source_view_is_named_after_where_it_stands(small):
    view = View(sources=frozenset({"s-2025"}), modes=frozenset({"tabulated"}))
    assert page_model(small, view)["view"]["label"] == "Table 1 of Ess (2025)"
    both = View(sources=frozenset({"s-2025"}))
    assert page_model(small, both)["view"]["label"] == "every claim in Ess (2025)"
    argued = View(sources=frozenset({"s-2025"}), modes=frozenset({"argued"}))
    assert page_model(small, argued)["view"]["label"] == "section 2 of Ess (2025)"


def test_a_large_matrix_is_analysed_to_a_low_order_and_says_so(tiny_kb):
    said = "a ccf:Assessment ; ccf:statedIn source:s ; ccf:mode ccf:argued ; ccf:verdict ccf:exposed"
    pairs = [(t, f) for t in range(64) for f in range(8) if (t >> f % 6) & 1 or f > 5]
    claims = "".join(
        f"claim:{t}-{f} {said} ; ccf:technique technique:t{t} ; ccf:failureMode failure:f{f} .\n"
        for t, f in pairs
    )
    named = [f"technique:t{t} a ccf:Technique ." for t in range(64)]
    named += [f"failure:f{f} a ccf:FailureMode ." for f in range(8)]
    answers = page_model(commoncause.load(tiny_kb("\n".join(named), claims)))["answers"]
    assert answers["cut_sets"]["complete_to_order"] == 3
    assert answers["cut_sets"]["certain"] == [["f6"], ["f7"]]
    assert max(len(portfolio["techniques"]) for portfolio in answers["portfolios"]) == 1


def test_where_nothing_is_assessed_there_is_no_answer(tiny_kb):
    kb = commoncause.load(tiny_kb('technique:a a ccf:Technique ; skos:prefLabel "A"@en .'))
    model = page_model(kb)
    assert (model["cells"], model["answers"]) == ([], {})
    assert [thing["slug"] for thing in model["others"]] == ["a"]


def test_gaps_are_counted_over_the_cells_of_the_page(kb, table_1, model):
    gaps = model["gaps"]
    matrix, whole = kb.matrix(table_1), kb.matrix()
    argued = [
        [cell.technique, cell.failure_mode]
        for cell in whole.of(matrix.techniques, matrix.failure_modes)
        if (said := [kb.claims[iri] for iri in cell.claims if kb.claims[iri].mode == "argued"])
        and not any(claim.cites for claim in said)
    ]
    assert sorted(gaps["uncited"]) == sorted(argued) != []
    assert gaps["not_assessed"] == []
    unclear = [c for c in model["cells"] if c["verdict"] == "unclear"]
    assert gaps["unclear"] == [[c["technique"], c["failure_mode"]] for c in unclear] != []
    assert gaps["contested"] == [[c["technique"], c["failure_mode"]] for c in model["cells"] if c["conflict"]]
    assert gaps["assessed"] == 49 >= len(gaps["one_source"])
    denied = {entry["assumption"] for entry in model["negations"]}
    assert {*gaps["assumptions"], *denied} == {thing["slug"] for thing in model["assumptions"]}
    assert not {*gaps["assumptions"]} & denied


def test_what_nobody_assessed_is_a_gap_and_no_source_of_its_own(small):
    gaps = page_model(small)["gaps"]
    assert gaps["not_assessed"] == [["a", "g"]]
    assert ["a", "g"] not in gaps["one_source"]
    assert gaps["assessed"] == 3


def test_a_bundle_is_told_with_its_parts_wherever_it_is_read(model):
    assert model["bundles"] == {"cap-dev": ["cap-dev-jumps", "cap-dev-level"]}
    assert {c["failure_mode"] for c in model["cells"] if c["bundle"]} == {"cap-dev"}


def test_a_defect_is_reached_from_the_cells_whose_claims_it_is_about(kb, model):
    cells = {(c["technique"], c["failure_mode"]): c for c in model["cells"]}
    told = cells["iterated-amplification", "al-gen"]
    assert "https://w3id.org/commoncause/kb/defect/dung-mai-2025-5-ida-al-gen" in told["defects"]
    for cell in cells.values():
        for iri in cell["defects"]:
            assert {*kb.claims[iri].derived_from} & {*cell["claims"], *cell["others"]}
            assert model["claims"][iri]["kind"] == "defect"


def test_a_classification_reads_as_words_even_where_its_category_has_no_label(kb, model, tiny_kb):
    told = [c for c in model["claims"].values() if c["kind"] == "classification"]
    assert {c["category"] for c in told} >= {"Safety by design", "Low safety tax"}
    bare = """claim:k a ccf:Classification ; ccf:statedIn source:s ; ccf:mode ccf:argued ;
        ccf:about technique:t ; ccf:scheme scheme:family ; ccf:category category:family-odd-ones ."""
    page = page_model(
        commoncause.load(tiny_kb('technique:t a ccf:Technique ; skos:prefLabel "T"@en .', bare))
    )
    assert page["others"][0]["family"] == "Odd ones"


def test_a_work_has_the_numbers_it_is_looked_up_by(model):
    identifiers = {source["slug"]: source["identifiers"] for source in model["sources"]}
    assert "2310.01405" in identifiers["zou-2023"]
