"""The numbers that must come out of Table 1, through the command line and its JSON."""

from __future__ import annotations

import csv
import io

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
    (found,) = [d for d in ask("defects")["defects"] if d["section"] == "3.1"]
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
