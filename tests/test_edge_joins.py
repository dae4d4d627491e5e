"""The same job on DuckDB, on a Spark of one process, and on scipy: the same links, ties included."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commoncause.analysis.citations import incidence_matrix
from commoncause.analysis.coupling import NORMALISATIONS
from commoncause.analysis.coupling import links_by_sharing as by_scipy
from commoncause.analysis.evidence import author_groups

pytestmark = [
    pytest.mark.filterwarnings("ignore::Warning:ibis"),
    pytest.mark.filterwarnings("ignore::Warning:duckdb"),
]
JOBS = {"bibliographic_coupling": ("citing", "cited"), "co_citation": ("cited", "citing")}
Row = list[object]


@pytest.fixture(scope="module")
def cites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Citations with a few works that everybody cites, some twice, some of themselves."""
    chance = random.Random(4)
    drawn = [(chance.randrange(120), int(120 * chance.random() ** 2)) for _ in range(900)]
    pairs = [(citing, cited) for citing, cited in drawn if citing != cited]
    lines = [f"w{citing:03},w{cited:03}" for citing, cited in [*pairs, *pairs[:50], (7, 7)]]
    path = tmp_path_factory.mktemp("cites") / "cites.csv"
    path.write_text("citing,cited\n" + "\n".join(lines) + "\n")
    return path


def _by_scipy(path: Path, item: str, normalisation: str = "cosine", most: int = 10) -> list[Row]:
    pairs = [tuple(line.split(",")) for line in path.read_text().splitlines()[1:]]
    pairs = [pair if item == "citing" else pair[::-1] for pair in pairs if pair[0] != pair[1]]
    names = sorted({name for pair in pairs for name in pair})
    matrix = incidence_matrix([tuple(map(names.index, pair)) for pair in pairs], (len(names), len(names)))
    links = by_scipy(matrix, normalisation=normalisation, most=most)  # type: ignore[arg-type]
    columns = (part.tolist() for part in (links.first, links.second, links.shared, links.strength))
    return [[names[a], names[b], n, s] for a, b, n, s in zip(*columns, strict=True)]


def _by_duckdb(path: Path, job: str, **options: object) -> list[Row]:
    import ibis

    import commoncause.edge_joins as joins

    table = ibis.duckdb.connect().read_csv(path)
    found = getattr(joins, job)(table, **options).to_pyarrow()
    return [list(row.values()) for row in found.to_pylist()]


@pytest.mark.parametrize("job", JOBS)
def test_duckdb_finds_the_links_of_scipy(cites: Path, job: str) -> None:
    ours = _by_scipy(cites, JOBS[job][0])
    assert len(ours) > 500
    assert _by_duckdb(cites, job) == ours


@pytest.mark.parametrize("normalisation", NORMALISATIONS)
def test_every_normalisation_ranks_alike(cites: Path, normalisation: str) -> None:
    others = cites.with_name("others.csv")
    others.write_text("\n".join(line for line in cites.read_text().splitlines() if line != "w007,w007"))
    options = {"item": "citing", "feature": "cited", "normalisation": normalisation, "most": 2}
    assert _by_duckdb(others, "links_by_sharing", **options) == _by_scipy(others, "citing", normalisation, 2)


def test_authors_are_linked_by_the_works_they_wrote_together(tmp_path: Path) -> None:
    path = tmp_path / "authorships.csv"
    path.write_text("author,work\nAnn,a\nBob,a\nAnn,b\nBob,b\nCid,b\nDee,c\n")
    found = _by_duckdb(path, "co_authorship")
    assert [row[:3] for row in found] == [["Ann", "Bob", 2], ["Ann", "Cid", 1], ["Bob", "Cid", 1]]
    assert [row[3] for row in found] == pytest.approx([1, 2**-0.5, 2**-0.5])


def _in_process(authorships: list[tuple[str, str]]) -> list[list[str]]:
    of: dict[str, list[str]] = {}
    for author, work in authorships:
        of.setdefault(work, []).append(author)
    groups = author_groups(of)
    return sorted([work, min(group.works)] for group in groups for work in group.works)


def _groups_by_duckdb(path: Path, authorships: list[tuple[str, str]]) -> list[Row]:
    path.write_text("author,work\n" + "".join(f"{author},{work}\n" for author, work in authorships))
    with TemporaryDirectory(dir=path.parent) as scratch:
        return _by_duckdb(path, "author_groups", scratch=scratch)


@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25)), min_size=1, max_size=60))
def test_groups_of_authors_are_those_of_the_process(tmp_path: Path, drawn: list[tuple[int, int]]) -> None:
    authorships = [(f"author{author:02}", f"w{work:02}") for author, work in drawn]
    assert _groups_by_duckdb(tmp_path / "authorships.csv", authorships) == _in_process(authorships)


@pytest.mark.parametrize("order", ["as they come", "shuffled"])
def test_a_chain_of_works_is_one_group_after_few_rounds(
    tmp_path: Path, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import commoncause.edge_joins as joins

    rounds: list[None] = []
    one_round = joins._merged
    monkeypatch.setattr(joins, "_merged", lambda *given: (rounds.append(None), one_round(*given))[1])
    numbers = list(range(2000))
    if order == "shuffled":
        random.Random(3).shuffle(numbers)
    chain = [(f"author{i:04}", f"w{numbers[j]:04}") for i in range(1999) for j in (i, i + 1)]
    found = _groups_by_duckdb(tmp_path / "chain.csv", chain)
    assert {row[1] for row in found} == {"w0000"}
    assert (len(found), len(rounds) < 20) == (2000, True)


ON_SPARK = """
import json, sys, warnings
warnings.simplefilter("ignore")
import ibis
from pyspark.sql import SparkSession
import commoncause.edge_joins as joins

path, authorships, out = sys.argv[1:]
options = {
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "1",
    "spark.driver.memory": "1g",
    "spark.sql.warehouse.dir": out + "/warehouse",
}
builder = SparkSession.builder.master("local[1]")
for name, value in options.items():
    builder = builder.config(name, value)
session = builder.getOrCreate()
cites = ibis.pyspark.connect(session).read_csv(path, header=True)
for job in ("bibliographic_coupling", "co_citation"):
    getattr(joins, job)(cites).to_parquet(f"{out}/{job}")
signed = ibis.pyspark.connect(session).read_csv(authorships, header=True)
joins.author_groups(signed, out + "/scratch").to_parquet(f"{out}/author_groups")
session.stop()
"""


@pytest.mark.skipif(
    "spark" not in os.environ.get("COMMONCAUSE_REQUIRE", "").split(",")
    and not (find_spec("pyspark") and shutil.which("java")),
    reason="no pyspark, or no Java",
)
def test_spark_finds_the_links_of_scipy(cites: Path, tmp_path: Path) -> None:
    """In a process of its own: what Java and pyspark print and warn of stays there."""
    environment = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_DIRS": str(tmp_path)}
    chance = random.Random(5)
    signed = [(f"author{chance.randrange(90):02}", f"w{chance.randrange(90):02}") for _ in range(90)]
    authorships = tmp_path / "authorships.csv"
    authorships.write_text("author,work\n" + "".join(f"{a},{w}\n" for a, w in signed))
    command = [sys.executable, "-c", ON_SPARK, str(cites), str(authorships), str(tmp_path)]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-2000:]
    for job, (item, _) in JOBS.items():
        assert _rows(tmp_path / job) == _by_scipy(cites, item)
    groups = _in_process(signed)
    assert 5 < len({group for _, group in groups}) < len(groups)
    assert _rows(tmp_path / "author_groups") == groups


def _rows(folder: Path) -> list[Row]:
    from pyarrow.parquet import read_table

    rows = [row for part in sorted(folder.glob("*.parquet")) for row in read_table(part).to_pylist()]
    return json.loads(json.dumps([list(row.values()) for row in rows]))
