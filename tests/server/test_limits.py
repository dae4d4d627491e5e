"""Limits of time, memory, rows and number; what a worker can still do: nothing but answer."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from .conftest import Client

FOREVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
BOMB = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a ?l"
ALL = "SELECT ?s ?p ?o { ?s ?p ?o }"


@pytest.fixture(scope="module")
def tight(start: Callable[..., Client]) -> Client:
    """A server that allows little."""
    return start(time_limit=1.5, memory=96, rows=50, waiting=2, workers=1)


def test_a_query_that_takes_too_long_is_stopped_for_good(tight: Client) -> None:
    answer = tight.ask(FOREVER)
    assert answer.status_code == 504
    assert "1.5 seconds" in answer.text
    assert tight.ask("ASK {}").status_code == 200
    # A new worker may be making itself ready; one that still joined would never rest.
    deadline = time.monotonic() + 20
    while busy := _busy_workers():
        assert time.monotonic() < deadline, busy


def _busy_workers() -> list[int]:
    """Return which workers of this process's servers use a processor over half a second."""
    import psutil

    before = {}
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if "commoncause.server.zygote" in " ".join(process.cmdline()):
                before[process] = process.cpu_times().user
    time.sleep(0.5)
    busy = []
    for process, used in before.items():
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.cpu_times().user - used > 0.1:
                busy.append(process.pid)
    return busy


def test_a_query_that_takes_too_much_memory_is_stopped(start: Callable[..., Client]) -> None:
    small = start(memory=96, time_limit=60.0)
    answer = small.ask(BOMB)
    assert answer.status_code == 507
    assert "96 MiB" in answer.text
    assert small.ask("ASK {}").status_code == 200


@pytest.mark.parametrize(
    "accept", ["application/json", "application/xml", "text/csv", "text/tab-separated-values"]
)
def test_a_long_result_is_cut_and_says_so(tight: Client, accept: str) -> None:
    answer = tight.ask(ALL, accept)
    assert answer.headers["commoncause-cut"] == "50; see=/query#limits"
    assert _rows(answer.content, accept) == 50
    if "json" in accept:
        assert answer.json()["head"]["link"] == ["/query#limits"]
    if "xml" in accept:
        assert b'<link href="/query#limits"/></head>' in answer.content


@pytest.mark.parametrize(
    "accept", ["application/json", "application/xml", "text/csv", "text/tab-separated-values"]
)
@pytest.mark.parametrize("limit", [0, 1, 49, 50])
def test_a_result_within_the_limit_is_whole(tight: Client, accept: str, limit: int) -> None:
    answer = tight.ask(f"{ALL} LIMIT {limit}", accept)
    assert "commoncause-cut" not in answer.headers
    assert _rows(answer.content, accept) == limit


def test_what_looks_like_rows_in_a_literal_is_none(tight: Client) -> None:
    rows = " ".join(f'"{text}"' for text in ("},{", "<result>", "a\\nb\\nc", "},{ },{ },{") * 10)
    for accept in ("application/json", "application/xml", "text/csv", "text/tab-separated-values"):
        answer = tight.ask(f"SELECT ?x {{ VALUES ?x {{ {rows} }} }}", accept)
        assert "commoncause-cut" not in answer.headers
        assert _rows(answer.content, accept) == 40


def _rows(content: bytes, accept: str) -> int:
    format_ = ox.QueryResultsFormat.from_media_type(accept)
    if accept == "text/csv":
        import csv
        import io

        return len(list(csv.reader(io.StringIO(content.decode(), newline="")))) - 1
    return len(list(ox.parse_query_results(content, format=format_)))  # type: ignore[arg-type]


def test_a_limit_stands_where_it_belongs(tight: Client) -> None:
    for query in (
        f"{ALL} OFFSET 3",
        f"{ALL} LIMIT 1000 OFFSET 3",
        f"{ALL} ORDER BY ?s ?p ?o",
        "SELECT ?s { ?s ?p ?o } VALUES ?p { rdf:type }",
        "SELECT ?s { { SELECT ?s { ?s ?p ?o } LIMIT 70 } }",
        "SELECT ?s (COUNT(?p) AS ?n) { ?s ?p ?o } GROUP BY ?s HAVING (COUNT(?p) > 1)",
    ):
        assert len(tight.ask(query).json()["results"]["bindings"]) == 50, query


def test_a_long_graph_is_cut_and_says_so(tight: Client) -> None:
    answer = tight.ask("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "text/turtle")
    assert answer.headers["commoncause-cut"].startswith("50;")
    assert b"# cut after 50 triples" in answer.content
    assert len(list(ox.parse(answer.content, format=ox.RdfFormat.TURTLE))) == 50
    same = tight.ask('CONSTRUCT { ?s a "x" } WHERE { VALUES ?s { <a:b> } ?a ?b ?c }', "text/turtle")
    assert "commoncause-cut" not in same.headers


def test_too_many_at_once_are_told_to_come_again(tight: Client) -> None:
    slow = "/sparql?query=" + FOREVER.replace("?", "%3F").replace(" ", "+")
    answers = tight.together(*[slow] * 8)
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses.count(503) >= 5
    assert set(statuses) == {503, 504}
    refused = next(answer for answer in answers if answer.status_code == 503)
    assert refused.headers["retry-after"] == "1"
    assert tight.ask("ASK {}").status_code == 200


INSIDE = textwrap.dedent("""
    import os, socket, subprocess, sys
    import pyoxigraph as ox
    from commoncause.server.sealing import has_no_network, seal

    files = sys.argv[1] == "files"
    ours, theirs = socket.socketpair()
    if os.fork():
        theirs.close()
        print(ours.recv(10_000).decode())
        sys.exit()
    ours.close()
    channel = seal(theirs, 256, files=files)
    tried = {}

    def attempt(name, action):
        try:
            action()
            tried[name] = "done"
        except BaseException as error:
            tried[name] = type(error).__name__

    port, secret = int(sys.argv[2]), sys.argv[3]
    store = ox.Store()
    attempt("connect", lambda: socket.create_connection(("127.0.0.1", port)))
    attempt("resolve", lambda: socket.getaddrinfo("example.org", 80))
    attempt("read", lambda: open(secret).read())
    attempt("password", lambda: open("/etc/passwd").read())
    attempt("write", lambda: open(secret, "w").write("x"))
    attempt("open", lambda: os.open(secret, os.O_RDWR))
    attempt("remove", lambda: os.remove(secret))
    attempt("run", lambda: subprocess.run(["true"]))
    attempt("system", lambda: os.system("true"))
    attempt("fork", os.fork)
    attempt("service", lambda: list(store.query(
        f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}")))
    attempt("load", lambda: store.update(f"LOAD <http://127.0.0.1:{port}/>"))
    if not files:
        attempt("import", lambda: __import__("wave"))
        attempt("engine", lambda: store.load(path=secret))
    attempt("memory", lambda: bytearray(1 << 30))
    attempt("answer", lambda: None)
    channel.sendall(repr(tried).encode())
""")


@pytest.mark.parametrize("kind", ["files", "none"])
def test_a_worker_has_no_way_out(kind: str, tmp_path: Path) -> None:
    """What a sealed process tries for itself, the engine without any check of ours among it."""
    secret = tmp_path / "secret"
    secret.write_text("kept")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        port = server.getsockname()[1]
        command = [sys.executable, "-W", "ignore", "-c", INSIDE, kind, str(port), str(secret)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        tried = eval(done.stdout)
        with pytest.raises(TimeoutError):
            server.accept()
    assert tried.pop("answer") == "done"
    assert "done" not in tried.values(), tried
    assert secret.read_text() == "kept"


def test_the_workers_of_the_server_are_sealed(kb) -> None:  # type: ignore[no-untyped-def]
    """The same of the real processes, as far as the system tells: descriptors, limits, namespaces."""
    import psutil

    from commoncause.server.settings import Settings

    before = set(psutil.Process().children())
    own = Client(kb, Settings(workers=1, time_limit=20.0))
    # Answered by a worker of the second kind: now both kinds are there.
    assert own.get("/api/defects").status_code == 200
    workers = [p for zygote in set(psutil.Process().children()) - before for p in zygote.children()]
    assert len(workers) == 2
    network = os.readlink("/proc/self/ns/net")
    for worker in workers:
        assert {f.fd for f in worker.open_files()} <= {0, 1, 2}
        assert worker.num_fds() <= 4
        assert worker.rlimit(psutil.RLIMIT_FSIZE) == (0, 0)
        assert os.readlink(f"/proc/{worker.pid}/ns/net") != network or os.geteuid() != 0
    own.close()


def test_workers_end_with_the_server(start: Callable[..., Client], kb) -> None:  # type: ignore[no-untyped-def]
    import psutil

    from commoncause.server.settings import Settings

    before = set(psutil.Process().children(recursive=True))
    own = Client(kb, Settings(workers=1, time_limit=5.0))
    mine = set(psutil.Process().children(recursive=True)) - before
    assert len(mine) >= 2
    own.close()
    _, alive = psutil.wait_procs(mine, timeout=5)
    assert not alive


def test_a_worker_that_dies_is_replaced(start: Callable[..., Client]) -> None:
    import psutil

    before = set(psutil.Process().children())
    mine = start(workers=1, time_limit=5.0)
    # Not the last of all children: the browser is one of them, and numbers of processes come round. The one
    # that analyses are forked from is started in the background, and may be there or not.
    (zygote,) = (child for child in set(psutil.Process().children()) - before if "queries" in child.cmdline())
    for worker in zygote.children():
        worker.kill()
    statuses = [mine.ask("ASK {}").status_code for _ in range(3)]
    assert statuses[-1] == 200
    assert set(statuses) <= {200, 507}
