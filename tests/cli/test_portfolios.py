"""`portfolios`: each option against Table 1 by hand or all subsets by brute force, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, product
from math import isclose, log10, prod
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commoncause.answers import Choices, Terms, portfolios_answer, selection_answer
from commoncause.model import Cell, Matrix, Verdict

TABLE_1 = ("--source", "dung-mai-2025", "--mode", "tabulated")
SEVEN = (
    "debate",
    "iterated-amplification",
    "representation-engineering",
    "rlaif",
    "rlhf",
    "scientist-ai",
    "weak-to-strong",
)
RE, SAI, IDA = "representation-engineering", "scientist-ai", "iterated-amplification"
EXPOSED = {
    "debate": {"cap-dev", "coll", "em-mis", "eval-diff", "al-gen"},
    IDA: {"s-tax", "al-gen"},
    RE: {"dec-al", "al-gen"},
    "rlaif": {"cap-dev", "dec-al", "coll", "em-mis", "eval-diff", "al-gen"},
    "rlhf": {"cap-dev", "dec-al", "em-mis", "eval-diff", "al-gen"},
    SAI: {"s-tax"},
    "weak-to-strong": {"cap-dev", "dec-al", "coll", "em-mis", "eval-diff", "al-gen"},
}
POSSIBLE = {**EXPOSED, "debate": EXPOSED["debate"] | {"s-tax"}, SAI: {"s-tax", "cap-dev", "coll"}}
Ask = Callable[..., Any]


def p_of(rows: list[set[str]] | list[frozenset[str]], q: dict[str, float]) -> float:
    """P that every row is struck, over all states of the modes."""
    modes = sorted(frozenset().union(*rows))
    total = 0.0
    for states in product((False, True), repeat=len(modes)):
        occurring = {mode for mode, occurs in zip(modes, states, strict=True) if occurs}
        if all(row & occurring for row in rows):
            total += prod(q[m] if m in occurring else 1 - q[m] for m in modes)
    return total


def techniques(answer: Any) -> list[tuple[str, ...]]:
    return [tuple(found["techniques"]) for found in answer["portfolios"]]


def subsets(names: tuple[str, ...], most: int) -> list[tuple[str, ...]]:
    return [s for n in range(1, most + 1) for s in combinations(sorted(names), n)]


def test_all_portfolios_up_to_a_size_are_ranked_by_possible_decades(ask: Ask) -> None:
    found = ask("portfolios", "--max-size", "2", *TABLE_1)["portfolios"]
    assert sorted(tuple(p["techniques"]) for p in found) == sorted(subsets(SEVEN, 2))
    q = dict.fromkeys(POSSIBLE["rlaif"] | {"s-tax"}, 0.1)
    for p in found:
        for reading, exposure in (("certain", EXPOSED), ("possible", POSSIBLE)):
            rows = [exposure[t] for t in p["techniques"]]
            assert isclose(p["probability"][reading], p_of(rows, q))
            assert isclose(p["decades"][reading], -log10(p_of(rows, q)))
            assert p["shared"][reading] == sorted(set.intersection(*rows))
    ranks = [round(p["decades"]["possible"], 9) for p in found]
    assert ranks == sorted(ranks, reverse=True)


def test_three_techniques_are_the_most_unless_said_otherwise(ask: Ask) -> None:
    assert max(map(len, techniques(ask("portfolios", *TABLE_1)))) == 3
    assert max(map(len, techniques(ask("portfolios", "--pareto", *TABLE_1)))) == 4


def test_what_runs_already_is_in_every_portfolio(ask: Ask) -> None:
    answer = ask("portfolios", "--given", "debate", "--given", "RE", "--max-size", "3", *TABLE_1)
    assert all({"debate", RE} <= set(p) for p in techniques(answer))
    assert len(answer["portfolios"]) == 1 + 5
    rows = {row["technique"]: row for row in answer["additions"]}
    assert set(rows) == set(SEVEN) - {"debate", RE}
    # Debate and RE both fail by AL-GEN, or by DEC-AL with one of the other four of debate.
    before = 0.1 + 0.09 * (1 - 0.9**4)
    after = p_of(
        [EXPOSED["debate"], EXPOSED[RE], EXPOSED[SAI]], dict.fromkeys(POSSIBLE["rlaif"] | {"s-tax"}, 0.1)
    )
    assert isclose(rows[SAI]["decades_gained"]["certain"], log10(before / after))
    assert answer["additions"][0]["technique"] == SAI
    assert answer["redundant"] == {"certain": [], "possible": []}


def test_a_technique_that_covers_nothing_more_is_redundant(ask: Ask) -> None:
    answer = ask("portfolios", "--given", "rlhf", "--given", "w2s", "--max-size", "2", *TABLE_1)
    expected = [{"technique": "weak-to-strong", "covered_by": ["rlhf"]}]
    assert answer["redundant"] == {"certain": expected, "possible": expected}


def test_the_pareto_set_of_table_1(ask: Ask) -> None:
    answer = ask("portfolios", "--pareto", *TABLE_1)
    assert all(p["pareto"] for p in answer["portfolios"])
    assert techniques(answer) == [
        (IDA,),
        (RE,),
        (SAI,),
        (RE, SAI),
        ("debate", RE, SAI),
        (IDA, RE, SAI),
        ("debate", IDA, RE, SAI),
    ]


def test_only_one_pair_has_no_single_point(ask: Ask) -> None:
    assert techniques(ask("portfolios", "--no-single-point", "--max-size", "2", *TABLE_1)) == [(RE, SAI)]
    found = techniques(ask("portfolios", "--no-single-point", *TABLE_1))
    free = [s for s in subsets(SEVEN, 3) if not set.intersection(*(POSSIBLE[t] for t in s))]
    assert sorted(found) == sorted(free)


def test_the_probability_of_a_mode_and_of_all_others(ask: Ask) -> None:
    options = ("-t", "re", "-t", "ida", "--max-size", "2", "--p", "AL-GEN=0.5", "--p-default", "0.2")
    answer = ask("portfolios", *options, *TABLE_1)
    found = {tuple(p["techniques"]): p["probability"]["certain"] for p in answer["portfolios"]}
    # AL-GEN, or else DEC-AL and S-TAX.
    assert isclose(found[IDA, RE], 0.5 + 0.5 * 0.2 * 0.2)
    assert (answer["p"], answer["p_default"]) == ({"al-gen": 0.5}, 0.2)


@pytest.mark.parametrize(
    ("options", "value", "chosen"),
    [
        (("--find", "smallest"), 2, (RE, SAI)),
        (("--find", "independent"), 2, (RE, SAI)),
        (("--find", "coverage"), 7, (RE, SAI)),
        (("--find", "smallest", "--given", "ida"), 3, None),
        (("--find", "smallest", "--max-size", "1"), None, None),
        (("--find", "smallest", "--min-order", "3"), None, None),
        (("--find", "coverage", "--max-size", "1"), 5, None),
        (("--find", "independent", "--max-size", "1"), 1, None),
    ],
)
def test_the_best_for_a_goal(ask: Ask, options: tuple[str, ...], value: int | None, chosen: Any) -> None:
    answer = ask("portfolios", *options, *TABLE_1)
    assert (answer["found"]["value"], answer["found"]["proved"]) == (value, True)
    assert len(answer["portfolios"]) == (value is not None)
    if chosen:
        assert techniques(answer) == [chosen]


def test_the_words_for_what_cannot_be(run: Any) -> None:
    said = run("portfolios", "--find", "smallest", "--max-size", "1", *TABLE_1).out
    assert "no portfolio fits" in said
    assert "proved: no portfolio does this" in said


def test_taxes_add_up_and_ones_own_count_first(ask: Ask) -> None:
    options = ("-t", "rlhf", "-t", "re", "-t", "ida", "--source", "dung-mai-2025")
    tax = {
        p: f["safety_tax"]
        for f in ask("portfolios", *options)["portfolios"]
        for p in [tuple(f["techniques"])]
    }
    # The paper: RLHF moderate at most, RE moderate, IDA high.
    assert (tax["rlhf",], tax[RE,], tax[IDA,]) == (1, 1, 2)
    assert tax[IDA, RE, "rlhf"] == 4
    cheap = techniques(ask("portfolios", *options, "--max-tax", "2"))
    assert sorted(cheap) == sorted(p for p, sum_ in tax.items() if sum_ <= 2)
    own = techniques(ask("portfolios", *options, "--max-tax", "2", "--tax", "IDA=0.5", "--tax", "rlhf=0"))
    assert (IDA, RE, "rlhf") in own


def test_techniques_without_a_tax_fit_no_limit(run: Any, ask: Ask) -> None:
    assert ask("portfolios", "--max-tax", "9", *TABLE_1)["portfolios"] == []
    assert (
        "no safety tax counts in this view: give --tax" in run("portfolios", "--max-tax", "9", *TABLE_1).out
    )
    assert techniques(ask("portfolios", "--max-tax", "9", "--tax", "re=9", *TABLE_1)) == [(RE,)]
    assert techniques(ask("portfolios", "--max-tax", "9", "--tax", "re=9", "--pareto", *TABLE_1)) == [(RE,)]


OWN = """
technique:a a ccf:Technique , skos:Concept ; skos:prefLabel "A"@en .
technique:b a ccf:Technique , skos:Concept ; skos:prefLabel "B"@en .
technique:c a ccf:Technique , skos:Concept ; skos:prefLabel "C"@en .
technique:a-with-b a ccf:Combination , skos:Concept ; skos:prefLabel "A with B"@en ;
    ccf:combines technique:a , technique:b .
failure:f a ccf:FailureMode ; skos:prefLabel "F"@en .
failure:g a ccf:FailureMode ; skos:prefLabel "G"@en .
failure:h a ccf:FailureMode ; skos:prefLabel "H"@en .
source:a-source dcterms:title "A source" .
"""
ROWS = {"a": "xpp", "b": "pxp", "c": "ppx", "a-with-b": "xxp"}


@pytest.fixture
def own(tiny_kb: Any) -> tuple[str, Path]:
    """A and B, each of which holds where the other fails, and their combination, which has both failures."""
    stated = "ccf:statedIn source:a-source ; ccf:section '1' ; ccf:mode ccf:argued ; ccf:modality ccf:plain"
    claims = [
        f"claim:{t}-{f} a ccf:Assessment ; {stated} ; ccf:technique technique:{t} ; "
        f"ccf:failureMode failure:{f} ; ccf:verdict ccf:{'exposed' if mark == 'x' else 'protected'} ."
        for t, marks in ROWS.items()
        for f, mark in zip("fgh", marks, strict=True)
    ]
    claims.append(
        f"claim:clash a ccf:Compatibility ; {stated} ; ccf:technique technique:a , technique:c ; "
        "ccf:verdict ccf:incompatible ."
    )
    return "--kb", tiny_kb(OWN, "\n".join(claims))


def test_what_is_incompatible_is_marked_or_left_out(ask: Ask, run: Any, own: tuple[str, Path]) -> None:
    found = {tuple(p["techniques"]): p["incompatible"] for p in ask("portfolios", *own)["portfolios"]}
    assert found["a", "c"] == found["a", "b", "c"] == [["a", "c"]]
    assert found["a", "b"] == []
    assert "incompatible: A with C" in run("portfolios", *own).out
    left = techniques(ask("portfolios", "--compatible", *own))
    assert sorted(left) == sorted(p for p in found if not {"a", "c"} <= set(p))
    added = ask("portfolios", "--given", "a", "--compatible", *own)["additions"]
    assert "c" not in [row["technique"] for row in added]
    assert "c" in [row["technique"] for row in ask("portfolios", "--given", "a", *own)["additions"]]
    assert techniques(ask("portfolios", "--find", "smallest", "--compatible", *own)) in [
        [("b", "c")],
        [("a-with-b", "c")],
    ]


@pytest.mark.parametrize("named", [(), ("-t", "a", "-t", "b", "-t", "c")])
def test_a_combination_replaces_its_parts(ask: Ask, own: tuple[str, Path], named: tuple[str, ...]) -> None:
    answer = ask("portfolios", *named, *own)
    found = {tuple(p["techniques"]): p for p in answer["portfolios"]}
    assert (("a-with-b",) in found) == (not named)
    both = found["a", "b"]
    # Alone A fails by F and B by G; together by either.
    assert isclose(both["probability"]["certain"], 0.19)
    assert (both["shared"]["certain"], both["replaced_by"]) == (["f", "g"], ["a-with-b"])
    assert isclose(found["a",]["probability"]["certain"], 0.1)
    adding = {r["technique"]: r for r in ask("portfolios", "--given", "a", *named, *own)["additions"]}
    assert adding["b"]["decades_gained"]["certain"] < 0 < adding["c"]["decades_gained"]["certain"]
    assert ("a-with-b" in adding) == (not named)
    best = techniques(ask("portfolios", "--pareto", *named, *own))
    assert ("a", "b") not in best
    assert ask("portfolios", "--given", "a", "--given", "b", *named, *own)["redundant"]["certain"] == []


def test_the_probability_of_named_parts_is_that_of_their_combination(
    ask: Ask, run: Any, own: tuple[str, Path]
) -> None:
    parts = ("-t", "a", "-t", "b")
    answer = ask("risk", *parts, *own)
    assert answer["techniques"] == ["a-with-b"]
    assert isclose(answer["probability"]["certain"], 0.19)
    assert isclose(ask("risk", *parts, "-t", "c", *own)["probability"]["certain"], 0.019)
    assert ask("single-points", *parts, *own)["failure_modes"]["certain"] == ["f", "g"]
    assert ask("cut-sets", *parts, *own)["certain"]["sets"] == [["f"], ["g"]]
    assert "A, B count as A with B, which is assessed itself" in run("cut-sets", *parts, *own).out
    assert ask("risk", "-t", "A with B", "-t", "b", *own)["techniques"] == ["a-with-b"]
    assert "a-with-b" in run("explain", "cut-sets", *parts, *own).out
    # The whole view is every technique as it stands.
    assert len(ask("risk", *own)["techniques"]) == 4


def test_a_goal_chooses_a_combination_itself(ask: Ask, run: Any, own: tuple[str, Path]) -> None:
    found = ask("portfolios", "--find", "smallest", "--given", "a-with-b", *own)
    assert techniques(found) == [("a-with-b", "c")]
    named = ("-t", "a", "-t", "b")
    assert ask("portfolios", "--find", "smallest", *named, *own)["found"]["value"] is None
    refused = run("portfolios", "--find", "smallest", "--given", "a", *own)
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert "a is part of a-with-b, which is assessed itself" in refused.err


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("-t", "nobody"), 1, "unknown technique 'nobody'"),
        (("--given", "nobody"), 1, "unknown technique 'nobody'"),
        (("--given", "ida", "-t", "debate"), 1, "name them with -t too"),
        (("--given", "ida", "--given", "re", "--max-size", "1"), 1, "raise max_size"),
        (("--max-size", "0"), 2, "--max-size"),
        (("--max-size", "x"), 2, "--max-size"),
        (("--min-order", "2"), 2, "--min-order goes with --find smallest"),
        (("--min-order", "1", "--find", "smallest"), 2, "--min-order"),
        (("--find", "coverage", "--min-order", "2"), 2, "--min-order goes with --find smallest"),
        (("--find", "best"), 2, "--find"),
        (("--find", "smallest", "--pareto"), 2, "choose"),
        (("--time-limit", "5"), 2, "--time-limit goes with --find"),
        (("--find", "smallest", "--time-limit", "0"), 1, "give seconds"),
        (("--find", "smallest", "--time-limit", "nan"), 1, "give seconds"),
        (("--find", "smallest", "--time-limit", "inf"), 1, "give seconds"),
        (("--tax", "re=nan"), 1, "write NAME=X"),
        (("--tax", "re=-1"), 1, "write NAME=X"),
        (("--tax", "re"), 1, "write NAME=X"),
        (("--tax", "nobody=1"), 1, "unknown technique 'nobody'"),
        (("--max-tax", "nan"), 1, "give a number"),
        (("--max-tax", "inf"), 1, "give a number"),
        (("--max-tax", "-1"), 1, "give a number"),
        (("--p", "al-gen=2"), 1, "probability"),
        (("--p", "nobody=0.1"), 1, "unknown failure-mode 'nobody'"),
        (("--p-default", "nan"), 1, "probability"),
        (("--plot", "answer.png"), 1, "ends in .svg"),
    ],
)
def test_what_cannot_be_asked_is_one_line(run: Any, options: tuple[str, ...], code: int, words: str) -> None:
    said = run("portfolios", *options, *TABLE_1)
    assert (said.code, said.out, said.err.count("\n")) == (code, "", 1)
    assert words in said.err
    assert "Traceback" not in said.err


def test_a_view_in_which_nothing_is_assessed_is_refused(run: Any) -> None:
    said = run("portfolios", "--source", "dung-mai-2025-web-summary", "--mode", "tabulated")
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert "loosen --source and --mode" in said.err


def test_thousands_of_techniques_are_bounded_or_refused(run: Any, ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    rows = [f"t{i},f{(i * 7 + j) % 30},exposed" for i in range(2_000) for j in range(2)]
    path.write_text("technique,failure_mode,verdict\n" + "\n".join(rows) + "\n")
    options = ("--relation", path, "--not-assessed", "protected")
    for more in ((), ("--max-size", "2"), ("--given", "t0")):
        refused = run("portfolios", *more, *options)
        assert (refused.code, refused.err.count("\n")) == (1, 1)
        assert "lower --max-size" in refused.err
    assert "name up to 22" in run("portfolios", "--pareto", *options).err
    assert ask("portfolios", "--find", "smallest", *options)["found"]["value"] == 2
    assert run("portfolios", "--max-size", "1", *options).out.count("\n") < 120


modes = st.frozensets(st.sampled_from("fgh"), max_size=3)
relations = st.fixed_dictionaries(
    {"a": st.tuples(modes, modes)},
    optional={t: st.tuples(modes, modes) for t in ("b", "c", "a-with-b")},
)


def matrix_of(relation: dict[str, tuple[frozenset[str], frozenset[str]]]) -> Matrix:
    verdicts = {
        (t, f): Verdict.EXPOSED if f in sure else Verdict.UNCLEAR if f in perhaps else Verdict.PROTECTED
        for t, (sure, perhaps) in relation.items()
        for f in "fgh"
    }
    cells = {pair: Cell(*pair, verdict) for pair, verdict in verdicts.items()}
    return Matrix(tuple(sorted(relation)), tuple("fgh"), cells)


def in_effect(chosen: tuple[str, ...], names: set[str]) -> set[str]:
    """The one combination in place of its parts."""
    if "a-with-b" in names and ({"a", "b"} <= set(chosen) or "a-with-b" in chosen):
        return set(chosen) - {"a", "b"} | {"a-with-b"}
    return set(chosen)


def measures(chosen: tuple[str, ...], matrix: Matrix) -> tuple[float, ...]:
    """What portfolios are compared by, less being better."""
    found: list[float] = [len(chosen)]
    for reading in ("certain", "possible"):
        exposure = matrix.exposure(reading)
        rows = [exposure[t] for t in in_effect(chosen, set(matrix.techniques))]
        order = next(
            (n for n in range(1, 4) for s in combinations("fgh", n) if all(row & set(s) for row in rows)), 99
        )
        found += [len(frozenset.intersection(*rows)), -order, round(p_of(rows, dict.fromkeys("fgh", 0.1)), 9)]
    return tuple(found)


@settings(max_examples=60, deadline=None)
@given(relations, st.booleans())
def test_the_pareto_set_with_a_combination_is_that_of_all_subsets(relation: Any, is_choice: bool) -> None:
    matrix = matrix_of(relation)
    is_choice = is_choice or not {"a", "b", "a-with-b"} <= relation.keys()
    stand_ins = frozenset() if is_choice else frozenset({"a-with-b"})
    combined = Choices(combined={"a-with-b": frozenset({"a", "b"})})
    terms = Terms(choices=combined, stand_ins=stand_ins)
    every = {s: measures(s, matrix) for s in subsets(tuple(relation.keys() - stand_ins), len(relation))}
    best = [
        s
        for s, f in every.items()
        if not any(g != f and all(x <= y for x, y in zip(g, f, strict=True)) for g in every.values())
    ]
    assert sorted(techniques(portfolios_answer(matrix, terms=terms, pareto=True))) == sorted(best)
    ranked = portfolios_answer(matrix, terms=terms)["portfolios"]
    assert sorted(tuple(p["techniques"]) for p in ranked if p["pareto"]) == sorted(best)
    assert len(ranked) == len(every)


@settings(max_examples=60, deadline=None)
@given(relations, st.sampled_from(["smallest", "independent", "coverage"]))
def test_no_choice_of_combinations_apart_from_their_parts_is_better(relation: Any, goal: str) -> None:
    matrix = matrix_of(relation)
    exposure = matrix.exposure("possible")
    values = []
    for chosen in subsets(matrix.techniques, len(relation)):
        if in_effect(chosen, set(relation)) != set(chosen):
            continue
        rows = [exposure[t] for t in chosen]
        if goal == "smallest" and not frozenset.intersection(*rows):
            values.append(-len(chosen))
        elif goal == "independent" and not any(x & y for x, y in combinations(rows, 2)):
            values.append(len(chosen))
        elif goal == "coverage":
            occurring = frozenset().union(*exposure.values())
            values.append(sum(any(f not in row for row in rows) for f in occurring))
    terms = Terms(choices=Choices(combined={"a-with-b": frozenset({"a", "b"})}))
    found = selection_answer(matrix, goal, terms)["found"]
    assert found["proved"]
    assert found["value"] == (abs(max(values)) if values else None)
