"""The numbers that must come out of Table 1, through the command line and its JSON."""

from __future__ import annotations

import csv
import io
import random

import pytest

SEVEN = ["debate", "iterated-amplification", "representation-engineering", "rlaif", "rlhf", "scientist-ai",
         "weak-to-strong"]  # fmt: skip


def sets(answer: dict, reading: str) -> list[list[str]]:
    return answer[reading]["sets"]


def test_matrix(ask, table_1_options) -> None:  # type: ignore[no-untyped-def]
    answer = ask("matrix", *table_1_options)
    verdicts = [cell["verdict"] for cell in answer["cells"]]
    assert [verdicts.count(v) for v in ("exposed", "protected", "unclear")] == [27, 19, 3]
    assert answer["techniques"] == SEVEN
    assert all(len(cell["claims"]) == 1 for cell in answer["cells"])


def test_cut_sets_of_all_seven(ask, table_1_options) -> None:  # type: ignore[no-untyped-def]
    answer = ask("cut-sets", *table_1_options)
    assert sets(answer, "certain") == [
        ["al-gen", "s-tax"],
        ["cap-dev", "dec-al", "s-tax"],
        ["coll", "dec-al", "s-tax"],
        ["dec-al", "em-mis", "s-tax"],
        ["dec-al", "eval-diff", "s-tax"],
    ]
    assert sets(answer, "possible") == [
        ["al-gen", "cap-dev"], ["al-gen", "coll"], ["al-gen", "s-tax"], ["dec-al", "s-tax"]
    ]  # fmt: skip
    assert answer["certain"]["complete_to_order"] is None
    assert answer["techniques"] == SEVEN


def test_single_points(ask, table_1_options) -> None:  # type: ignore[no-untyped-def]
    nothing = {"certain": [], "possible": []}
    assert ask("single-points", *table_1_options) == {"failure_modes": nothing, "assumptions": nothing}
    three = ask("single-points", "-t", "RLHF", "-t", "rlaif", "-t", "W2S", *table_1_options)["failure_modes"]
    shared = ["al-gen", "cap-dev", "dec-al", "em-mis", "eval-diff"]
    assert three == {"certain": shared, "possible": shared}
    cuts = ask("cut-sets", "-t", "rlhf", "-t", "rlaif", "-t", "weak-to-strong", *table_1_options)
    assert sets(cuts, "certain")[:5] == [[mode] for mode in shared]


def test_assumptions_shared_by_a_portfolio(ask) -> None:  # type: ignore[no-untyped-def]
    answer = ask("single-points", "-t", "rlhf", "-t", "rlaif", "-t", "w2s", "-t", "debate")
    assert "evaluation-easier-than-generation" in answer["assumptions"]["certain"]
    over = ask("cut-sets", "--over", "assumptions", "-t", "rlhf", "-t", "rlaif", "-t", "w2s", "-t", "debate")
    assert ["evaluation-easier-than-generation"] in sets(over, "certain")


def test_pairs_that_share_nothing(ask, table_1_options) -> None:  # type: ignore[no-untyped-def]
    found = ask("portfolios", "--max-size", "2", *table_1_options)["portfolios"]
    pairs = {tuple(p["techniques"]): p["shared"] for p in found if len(p["techniques"]) == 2}
    assert len(pairs) == 21
    free = [pair for pair, shared in pairs.items() if not shared["certain"] and not shared["possible"]]
    assert free == [("representation-engineering", "scientist-ai")]
    assert pairs["debate", "representation-engineering"] == {"certain": ["al-gen"], "possible": ["al-gen"]}


def test_conflicts_between_table_and_prose(ask) -> None:  # type: ignore[no-untyped-def]
    rows = ask("conflicts", "--source", "dung-mai-2025", "--mode", "tabulated", "--mode", "argued")[
        "conflicts"
    ]
    said = {
        (row["technique"], row["failure_mode"]): {c["mode"]: c["verdict"] for c in row["claims"]}
        for row in rows
    }
    assert said == {
        ("iterated-amplification", "coll"): {"tabulated": "protected", "argued": "exposed"},
        ("iterated-amplification", "dec-al"): {"tabulated": "protected", "argued": "exposed"},
        ("scientist-ai", "cap-dev"): {"tabulated": "unclear", "argued": "exposed"},
    }
    assert all(len(row["claims"]) == 2 for row in rows)


def test_the_papers_own_arithmetic_is_a_defect(ask) -> None:  # type: ignore[no-untyped-def]
    (found,) = [d for d in ask("defects")["defects"] if d["iri"].endswith("/dung-mai-2025-3-1-product")]
    assert (found["wrong"], found["right"]) == ("0.000000001", "0.0000000001")
    assert float(found["right"]) == pytest.approx(0.1**10)


def test_need_and_max_order(ask, table_1_options) -> None:  # type: ignore[no-untyped-def]
    limited = ask("cut-sets", "--max-order", "2", *table_1_options)
    assert sets(limited, "certain") == [["al-gen", "s-tax"]]
    assert limited["certain"]["complete_to_order"] == 2
    assert sets(ask("cut-sets", "--need", "7", *table_1_options), "certain")[0] == ["al-gen"]


def test_path_sets_of_a_pair(ask, table_1_options) -> None:  # type: ignore[no-untyped-def]
    answer = ask("cut-sets", "--paths", "-t", "re", "-t", "scientist-ai", *table_1_options)
    assert sets(answer, "certain") == [["s-tax"], ["al-gen", "dec-al"]]


def test_clusters_over_assumptions_and_failure_modes(ask, table_1_options) -> None:  # type: ignore[no-untyped-def]
    answer = ask("clusters", "--over", "failure-modes", *table_1_options)
    assert {"rlaif", "rlhf", "weak-to-strong"} <= set(answer["clusters"][0]["members"])
    assert all(0 <= cluster["stability"] <= 1 for cluster in answer["clusters"])
    over = ask("clusters")
    names = {name for concept in over["concepts"] for name in concept["shared"]}
    assert "evaluation-easier-than-generation" in names


def test_csv_of_the_matrix_is_a_relation(run, ask, tmp_path, table_1_options) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "table-1.csv"
    path.write_text(run("matrix", *table_1_options, "--format", "csv").out)
    assert len(list(csv.DictReader(io.StringIO(path.read_text())))) == 49
    mine, shipped = (ask("cut-sets", *options) for options in (("--relation", path), table_1_options))
    assert mine == shipped


def test_a_relation_that_is_not_about_ai(ask, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "mitigations.csv"
    path.write_text(
        "technique,failure_mode\nMFA,T1078 Valid Accounts\nPatching,T1190 Exploit\n,T1566 Phishing\n"
    )
    answer = ask("single-points", "--relation", path, "--polarity", "mitigates")
    assert answer["failure_modes"]["certain"] == ["T1566 Phishing"]
    cell = ask("matrix", "--relation", path, "--polarity", "mitigates", "-t", "mfa")["cells"][0]
    assert (cell["technique"], cell["claims"], cell["verdict"]) == (
        "MFA",
        ["mitigations.csv#line=2"],
        "protected",
    )


def test_a_bundle_named_with_split_means_its_parts(ask, run, table_1_options) -> None:  # type: ignore[no-untyped-def]
    answer = ask("matrix", "--split", "-f", "cap-dev", "-t", "rlhf", *table_1_options)
    assert [(c["failure_mode"], c["verdict"]) for c in answer["cells"]] == [
        ("cap-dev-jumps", "unclear"),
        ("cap-dev-level", "unclear"),
    ]
    assert "--split" in run("matrix", "-f", "cap-dev-level").err


def test_statements_that_contradict_each_other(ask) -> None:  # type: ignore[no-untyped-def]
    found = [s for s in ask("conflicts")["statements"] if s["kind"] == "classification"]
    about = {tuple(s["about"]): {c["says"] for c in s["claims"]} for s in found}
    assert about["technique:representation-engineering", "scheme:safety-tax"] == {
        "safety-tax-low", "safety-tax-moderate"
    }  # fmt: skip


def test_options_that_would_be_ignored_are_refused(run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "own.csv"
    path.write_text("technique,failure_mode,verdict\nA,f,exposed\n")
    assert run("matrix", "--relation", path, "--source", "nobody").code == 2
    assert run("matrix", "--polarity", "mitigates").code == 2
    assert run("export", "turtle", "--mode", "tabulated").code == 2
    assert run("export", "csv", "-t", "rlhf").code == 2


def test_portfolios_given_a_technique(ask, table_1_options) -> None:  # type: ignore[no-untyped-def]
    found = ask("portfolios", "--given", "Debate", "--max-size", "2", *table_1_options)["portfolios"]
    assert len(found) == 7
    assert all("debate" in p["techniques"] for p in found)
    assert found[0]["techniques"] == ["debate", "representation-engineering"]


def test_path_sets_up_to_an_order(ask, table_1_options) -> None:  # type: ignore[no-untyped-def]
    answer = ask(
        "cut-sets", "--paths", "--max-order", "1", "-t", "re", "-t", "scientist-ai", *table_1_options
    )
    assert answer["certain"] == {"count": 1, "complete_to_order": 1, "sets": [["s-tax"]]}


def test_gaps_are_marked(ask, run) -> None:  # type: ignore[no-untyped-def]
    found = ask(
        "portfolios",
        "-t",
        "rlhf",
        "-t",
        "circuit-breakers",
        "--mode",
        "tabulated",
        "--source",
        "dung-mai-2025",
    )["portfolios"]
    gaps = {tuple(p["techniques"]): p["unassessed"] for p in found}
    assert gaps == {("rlhf",): 0, ("circuit-breakers",): 7, ("circuit-breakers", "rlhf"): 7}
    assert found[0]["techniques"] != ["circuit-breakers"]
    note = run(
        "cut-sets", "-t", "rlhf", "-t", "circuit-breakers", "--mode", "tabulated", "--source", "dung-mai-2025"
    ).out
    assert "cells not assessed: Circuit breakers 7" in note


def test_a_view_without_reliances_says_so(run) -> None:  # type: ignore[no-untyped-def]
    for command in (("single-points",), ("cut-sets", "--over", "assumptions"), ("clusters",)):
        assert "no reliance counts" in run(*command, "--mode", "tabulated").out


def test_what_is_too_many_is_bounded_or_refused(run, ask, tmp_path) -> None:  # type: ignore[no-untyped-def]
    draw = random.Random(7)
    path = tmp_path / "large.csv"
    rows = [f"t{t},f{f},exposed" for t in range(40) for f in range(60) if draw.random() < 0.3]
    path.write_text("technique,failure_mode,verdict\n" + "\n".join(rows) + "\n")
    options = ("--relation", path, "--not-assessed", "protected")
    found = ask("cut-sets", *options)["certain"]
    assert (found["count"], found["complete_to_order"]) == (None, max(map(len, found["sets"])))
    assert ask("cut-sets", "--max-order", "3", *options)["certain"]["sets"] == [
        s for s in found["sets"] if len(s) <= 3
    ]
    refused = run("portfolios", "--max-size", "20", *options)
    assert (refused.code, "lower --max-size" in refused.err) == (1, True)
    assert run("cut-sets", *options).out.count("\n") < 250


def test_a_matrix_too_wide_for_a_grid_is_printed_by_technique(run) -> None:  # type: ignore[no-untyped-def]
    lines = run("matrix").out.splitlines()
    (exposed,) = [line for line in lines if line.startswith("✗  RLAIF ")]
    assert exposed.split(maxsplit=2)[2] == "CAP-DEV, DEC-AL, COLL, EM-MIS, EVAL-DIFF, AL-GEN"
    assert max(map(len, lines)) < 400
    assert any("too many for a grid" in line for line in lines)
    assert any(line.startswith("cells not assessed: ") and "techniques" in line for line in lines)
