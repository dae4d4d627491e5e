"""The main path: counts by hand, all paths of small networks, and counts beyond any float."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from commoncause.analysis.citations import CitationNetwork, citation_network
from commoncause.analysis.main_path import main_path, search_path_counts

# Knowledge flows from a to c and so on; a and b are sources, g and h sinks.
FLOWS = ["ac", "bc", "bd", "ce", "cf", "df", "eg", "fg", "fh"]
ARCS = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).map(sorted).map(tuple), max_size=16)


def _network(flows: list[str], works: str = "abcdefgh") -> CitationNetwork:
    return citation_network(works, [(flow[1], flow[0]) for flow in flows])


def test_search_path_counts_by_hand() -> None:
    """The eight paths: aceg acfg acfh bceg bcfg bcfh bdfg bdfh."""
    counts = {a[0] + b[0]: n for (a, b), n in search_path_counts(_network(FLOWS)).items()}
    assert counts == {"ac": 3, "bc": 3, "bd": 2, "ce": 2, "cf": 4, "df": 2, "eg": 2, "fg": 3, "fh": 3}


def test_the_main_path_by_hand() -> None:
    """Sums: a-c-f-g 3+4+3 = 10, and so a-c-f-h, b-c-f-g, b-c-f-h; the other four have 7."""
    found = main_path(_network(FLOWS))
    assert found.steps == (("a",), ("c",), ("f",), ("g",))
    assert (found.counts, found.paths, found.tied, found.circles) == ((3, 4, 3), 8, 4, ())


def test_works_on_a_circle_are_one_step() -> None:
    found = main_path(_network(["ab", "bc", "cb", "cd", "ca", "de", "gh", "hg"]))
    assert found.circles == (("a", "b", "c"), ("g", "h"))
    assert found.steps == (("a", "b", "c"), ("d",), ("e",))
    assert (found.counts, found.paths) == ((1, 1), 1)


def test_no_citations_no_path() -> None:
    for works in ("", "ab"):
        found = main_path(citation_network(works, []))
        assert (found.steps, found.counts, found.paths, found.tied) == ((), (), 0, 0)


def test_counts_beyond_any_float_are_exact() -> None:
    """A ladder of 200 rungs of 3 works, each citing the 3 before: 3^200 paths, 3^198 on each citation."""
    names = [[f"{rung:03}{side}" for side in "abc"] for rung in range(200)]
    cites = [(new, old) for i in range(1, 200) for new in names[i] for old in names[i - 1]]
    found = main_path(citation_network([name for rung in names for name in rung], cites))
    assert found.paths == 3**200
    assert set(found.counts) == {3**198}
    assert found.tied == 3**200
    assert found.steps == tuple((rung[0],) for rung in names)


@given(ARCS)
def test_small_networks_agree_with_all_their_paths(arcs: set[tuple[int, int]]) -> None:
    flows = sorted("abcdefgh"[a] + "abcdefgh"[b] for a, b in arcs if a != b)
    ahead = {x: [flow[1] for flow in flows if flow[0] == x] for x in "abcdefgh"}
    starts = [x for x in "abcdefgh" if ahead[x] and not any(flow[1] == x for flow in flows)]
    paths = [path for start in starts for path in _all_paths(start, ahead)]
    counts = {flow: sum(flow in path for path in paths) for flow in flows}
    network = _network(flows)
    assert {a[0] + b[0]: n for (a, b), n in search_path_counts(network).items()} == counts
    found = main_path(network)
    assert found.paths == len(paths)
    sums = {path: sum(counts[path[i : i + 2]] for i in range(len(path) - 1)) for path in paths}
    best = [path for path in sorted(paths) if sums[path] == max(sums.values())]
    assert "".join(step[0] for step in found.steps) == (best[0] if best else "")
    assert found.tied == len(best)


def _all_paths(start: str, ahead: dict[str, list[str]]) -> list[str]:
    return [start + rest for end in ahead[start] for rest in _all_paths(end, ahead)] or [start]
