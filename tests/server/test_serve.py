"""The command, with a port: it says where, answers, and ends when told."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parent.parent.parent


@contextlib.contextmanager
def served(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "commoncause", "serve", "--port", "0", "--workers", "1", *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def test_it_serves_and_ends_cleanly() -> None:
    with served() as (process, address):
        assert address.startswith("http://127.0.0.1:")
        with httpx.Client(base_url=address, timeout=60) as client:
            answer = client.get("/sparql", params={"query": "SELECT ?t { ?t a ccf:Technique } LIMIT 2"})
            assert len(answer.json()["results"]["bindings"]) == 2
            assert client.head("/sparql", params={"query": "ASK {}"}).content == b""
            assert client.post("/sparql", data={"query": "ASK {}"}).json()["boolean"] is True
            chunked = client.post(
                "/sparql",
                content=iter([b"ASK", b" {}"]),
                headers={"Content-Type": "application/sparql-query"},
            )
            assert chunked.json()["boolean"] is True
            assert client.get("/health", headers={"Host": "evil.example"}).status_code == 421
            assert "server" not in answer.headers
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        assert process.returncode == 0, err
        assert out == ""
        assert "Traceback" not in err
        assert "GET /sparql 200" in err


def test_what_is_no_http_is_refused_and_it_goes_on() -> None:
    with served() as (_, address):
        host, port = address.removeprefix("http://").rstrip("/").split(":")
        smuggled = (
            b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /evil HTTP/1.1\r\n\r\n"
        )
        twice = b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nContent-Length: 7\r\n\r\nASK {}"
        long = b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
        two_hosts = b"GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n"
        no_host = b"GET /health HTTP/1.0\r\n\r\n"
        for raw in (
            b"\x00\xff\x16\x03\r\n\r\n",
            smuggled,
            twice,
            long,
            two_hosts,
            no_host,
            b"GET / HTTP/9.9\r\n\r\n",
        ):
            with socket.create_connection((host, int(port)), timeout=20) as connection:
                connection.sendall(raw)
                connection.shutdown(socket.SHUT_WR)
                assert connection.recv(4096)[:12] in {b"HTTP/1.1 400", b""}, raw[:80]
        with urllib.request.urlopen(address + "health") as answer:
            assert json.load(answer)["workers"]["queries"] == 1


def test_a_port_in_use_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "commoncause", "serve", "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"127.0.0.1:{port}: cannot listen" in done.stderr


@pytest.mark.parametrize("options", [("--time-limit", "0"), ("--host", "not.a.host.example")])
def test_bad_options_are_one_line(run, options: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    answer = run("serve", "--port", "0", *options)
    assert answer.code == 1
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize(
    ("host", "names", "answered"),
    [
        ("127.0.0.1", (), {"localhost", "127.0.0.1", "[::1]"}),
        ("::1", ("KB.example",), {"localhost", "127.0.0.1", "[::1]", "kb.example"}),
        ("0.0.0.0", (), None),
        ("0.0.0.0", ("kb.example",), {"kb.example"}),
    ],
)
def test_which_hosts_are_answered(host: str, names: tuple[str, ...], answered: set[str] | None) -> None:
    from commoncause.cli.serve import _hosts

    assert _hosts(host, names) == answered


def test_no_answer_waits_for_an_acknowledgement() -> None:
    from commoncause.cli.serve import _listener

    with _listener("127.0.0.1", 0) as listener:
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
