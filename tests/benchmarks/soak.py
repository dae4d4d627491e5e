"""Minutes of mixed load on ``commoncause serve``: no error but those that are asked for, and no growth.

    python tests/benchmarks/soak.py [--minutes M] [--clients N] [--store DIR]

Clients ask for what people ask for (queries of all forms and formats, pages, answers as JSON) and for what
others try (broken queries, updates, endless ones, huge results, requests that are given up half way). Memory
is that of the server and its workers (proportional set size), read each ten seconds; compared are the medians
of the second and of the last fifth of the time. Exit 1 on a wrong status or on growth over 10 %.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from statistics import median

import httpx
import psutil

GOOD = [
    ("SELECT ?t { ?t ccf:exposedTo failure:al-gen }", "application/sparql-results+json"),
    ("SELECT ?c ?v { ?c a ccf:Assessment ; ccf:verdict ?v }", "text/csv"),
    ("ASK { technique:rlhf a ccf:Technique }", "application/sparql-results+xml"),
    ("CONSTRUCT { ?t ccf:restsOn ?a } WHERE { ?t ccf:restsOn ?a }", "text/turtle"),
    ("DESCRIBE technique:debate", "application/n-triples"),
    (
        "SELECT ?m (COUNT(*) AS ?n) { ?c ccf:failureMode ?m } GROUP BY ?m ORDER BY DESC(?n)",
        "text/tab-separated-values",
    ),
]
PAGES = [
    "/",
    "/site/",
    "/query",
    "/kb/technique/rlhf",
    "/health",
    "/api/single-points?source=dung-mai-2025",
    "/api/matrix",
]
BAD = [
    ("SELECT ?x {", 400),
    ("DROP ALL", 403),
    ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403),
]
HUGE = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 90000"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
BUSY = {503, 504}


def memory(process: psutil.Process) -> float:
    """Return the proportional set size of a process and its children, in MB."""
    total = 0
    for one in [process, *process.children(recursive=True)]:
        try:
            total += one.memory_full_info().pss
        except psutil.Error:
            continue
    return total / 1e6


def asked(chance: random.Random) -> Iterator[tuple[str, str, dict[str, str], set[int]]]:
    """Yield kind, address, headers and the statuses that are right, for ever."""
    while True:
        draw = chance.random()
        if draw < 0.6:
            query, accept = chance.choice(GOOD)
            yield "query", str(httpx.URL("/sparql", params={"query": query})), {"Accept": accept}, {200}
        elif draw < 0.8:
            yield "page", chance.choice(PAGES), {}, {200, 303}
        elif draw < 0.95:
            query, status = chance.choice(BAD)
            yield "refused", str(httpx.URL("/sparql", params={"query": query})), {}, {status}
        elif draw < 0.98:
            yield "huge", str(httpx.URL("/sparql", params={"query": HUGE})), {}, {200}
        else:
            yield "endless", str(httpx.URL("/sparql", params={"query": ENDLESS})), {}, {504}


async def client(url: str, seed: int, end: float, told: Counter[str]) -> None:
    """Ask until the end; every twentieth request is given up after a moment."""
    chance = random.Random(seed)
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:
        for kind, address, headers, right in asked(chance):
            if time.monotonic() > end:
                return
            patience = 0.02 if chance.random() < 0.05 else 60.0
            try:
                answer = await http.get(address, headers=headers, timeout=patience)
            except httpx.TimeoutException:
                told["given up"] += 1
                continue
            is_right = answer.status_code in right | BUSY
            told[kind if is_right else f"WRONG {kind} {answer.status_code} {address}"] += 1
            told["busy"] += answer.status_code == 503


async def watched(process: psutil.Process, end: float) -> list[float]:
    """Return the memory each ten seconds."""
    found = []
    while time.monotonic() < end:
        await asyncio.sleep(10)
        found.append(memory(process))
        print(f"{found[-1]:.0f} MB", file=sys.stderr, flush=True)
    return found


async def load(
    url: str, process: psutil.Process, minutes: float, clients: int
) -> tuple[Counter[str], list[float]]:
    """Put the load on the server; return what was answered and the memory."""
    told: Counter[str] = Counter()
    end = time.monotonic() + 60 * minutes
    work = [client(url, seed, end, told) for seed in range(clients)]
    sizes, *_ = await asyncio.gather(watched(process, end), *work)
    return told, sizes


def main() -> int:
    """Start the server, put the load on it, print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--store", help="a store on disk; default: the shipped files in memory")
    given = parser.parse_args()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "commoncause", "serve", "--port", str(port), "--time-limit", "3"]
    command += ["--store", given.store] if given.store else []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        url = process.stdout.readline().decode().strip().rstrip("/")
        try:
            told, sizes = asyncio.run(load(url, psutil.Process(process.pid), given.minutes, given.clients))
        finally:
            process.terminate()
    for kind, count in sorted(told.items()):
        print(f"{count:>9,}  {kind}")
    fifth = max(1, len(sizes) // 5)
    early, late = median(sizes[fifth : 2 * fifth]), median(sizes[-fifth:])
    print(f"memory: {early:.0f} MB in the second fifth, {late:.0f} MB in the last")
    print(f"growth: {late / early - 1:+.1%} (bar 10 %)")
    wrong = any(kind.startswith("WRONG") for kind in told)
    return int(wrong or late > 1.1 * early)


if __name__ == "__main__":
    sys.exit(main())
