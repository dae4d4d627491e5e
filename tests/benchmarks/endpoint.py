"""Requests a second at ``commoncause serve`` and at Oxigraph's own server, over one database on disk.

    python tests/benchmarks/endpoint.py [--triples N] [--clients N] [--seconds S] [--rounds N]

Sixteen clients, each on a connection of its own, ask one query again and again; servers take turns, and the
ratio is that of the medians of the rounds. Clients and server share the machine, so that a figure says
something only beside the other. Bar: 0.7 for queries that cost the engine 5 ms or more; cheaper ones are
nearly all HTTP, and only reported.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent))

from generated_triples import write
from shapes import SHAPES

from commoncause.loading import fill_disk
from commoncause.store.disk import DiskStore

ASKED = ("optional", "conflict", "conflict, two", "aggregate", "text", "look-up")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def served(command: list[str], url: str) -> Iterator[None]:
    """Run a server until the block ends."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(300):
                with (
                    contextlib.suppress(OSError),
                    urllib.request.urlopen(url + "?query=ASK%7B%7D", timeout=5),
                ):
                    break
                time.sleep(0.1)
            yield
        finally:
            process.terminate()


async def client(port: int, request: bytes, end: float, lengths: set[int]) -> int:
    """Send a request again and again until the end; return how often it was answered."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answered = 0
    while time.monotonic() < end:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(head.decode())
        lengths.add(await _rest(reader, head.lower()))
        answered += 1
    writer.close()
    return answered


async def _rest(reader: asyncio.StreamReader, head: bytes) -> int:
    """Read the body of an answer, with a length or in chunks; return its size."""
    if b"content-length: " in head:
        size = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        await reader.readexactly(size)
        return size
    total = 0
    while size := int(await reader.readuntil(b"\r\n"), 16):
        await reader.readexactly(size + 2)
        total += size
    await reader.readuntil(b"\r\n")
    return total


async def rate(url: str, query: str, clients: int, seconds: float) -> tuple[float, set[int]]:
    """Return requests a second, and the sizes of the answers."""
    parts = urllib.parse.urlsplit(url)
    fields = urllib.parse.urlencode({"query": query}) + ("&" + parts.query if parts.query else "")
    request = (
        f"GET {parts.path}?{fields} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        "Accept: application/sparql-results+json\r\n\r\n"
    ).encode()
    lengths: set[int] = set()
    begin = time.monotonic()
    work = (client(parts.port or 80, request, begin + seconds, lengths) for _ in range(clients))
    return sum(await asyncio.gather(*work)) / (time.monotonic() - begin), lengths


def main() -> None:
    """Start both servers, ask by turns, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(given.triples, folder / "data.nq")
        fill_disk(folder / "store", [folder / "data.nq"])
        database = str(DiskStore.open(folder / "store").path)
        ours, theirs = free_port(), free_port()
        urls = {
            "ours": f"http://127.0.0.1:{ours}/sparql",
            "oxigraph": f"http://127.0.0.1:{theirs}/query?union-default-graph=true",
        }
        mine = [
            sys.executable,
            "-m",
            "commoncause",
            "serve",
            "--store",
            str(folder / "store"),
            "--port",
            str(ours),
        ]
        peer = Path(sys.executable).parent / "oxigraph"
        bare = [str(peer), "serve-read-only", "--location", database, "--bind", f"127.0.0.1:{theirs}"]
        with served(mine, urls["ours"]), served(bare, urls["oxigraph"].partition("?")[0]):
            print(f"{'query':<14}{'ours, 1/s':>12}{'oxigraph, 1/s':>16}{'ratio':>8}   (bar 0.7)")
            for query in ASKED:
                rates: dict[str, list[float]] = {who: [] for who in urls}
                for _ in range(given.rounds):
                    for who, url in urls.items():
                        found, _ = asyncio.run(rate(url, SHAPES[query], given.clients, given.seconds))
                        rates[who].append(found)
                one, two = median(rates["ours"]), median(rates["oxigraph"])
                print(f"{query:<14}{one:>12.1f}{two:>16.1f}{one / two:>8.2f}", flush=True)


if __name__ == "__main__":
    main()
