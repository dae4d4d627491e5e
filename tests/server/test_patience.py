"""Requests that come byte by byte, over real sockets: each has its time, others are answered meanwhile."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import uvicorn

from commoncause.server.patience import patient

HOST = b"Host: localhost\r\n"


async def application(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
    """Answer once the body is there; ``/slow`` takes longer than a request may."""
    import asyncio

    while (message := await receive())["type"] == "http.request" and message["more_body"]:
        pass
    if scope["path"] == "/slow":
        await asyncio.sleep(0.7)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture(scope="module")
def connect() -> Iterator[Callable[[], socket.socket]]:
    """A server that gives each request half a second."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        application, http=patient(0.5), log_config=None, lifespan="off", timeout_keep_alive=60
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield lambda: socket.create_connection(listener.getsockname(), timeout=30)
    server.should_exit = True
    thread.join()
    listener.close()


def _rest(connection: socket.socket) -> bytes:
    """Return what comes until the server closes; fails if it never does."""
    found = b""
    while part := connection.recv(4096):
        found += part
    return found


@pytest.mark.parametrize("begin", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: local"])
def test_a_head_that_never_ends_is_given_up(connect: Callable[[], socket.socket], begin: bytes) -> None:
    with connect() as slow:
        slow.sendall(begin)
        assert _rest(slow).startswith(b"HTTP/1.1 408 ")


def test_a_head_that_drips_has_no_more_time(connect: Callable[[], socket.socket]) -> None:
    with connect() as slow:
        slow.sendall(b"GET / HTTP/1.1\r\n")
        with contextlib.suppress(OSError):  # reset, or a broken pipe
            for _ in range(1200):
                slow.sendall(b"X-A: b\r\n")
                time.sleep(0.05)
            pytest.fail("a minute of dripping was borne")


def test_a_body_that_never_ends_is_given_up(connect: Callable[[], socket.socket]) -> None:
    with connect() as slow:
        slow.sendall(b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 9\r\n\r\nquery")
        assert b" 200 " not in _rest(slow)


def test_slow_answers_and_connections_kept_alive_are_left_alone(connect: Callable[[], socket.socket]) -> None:
    with connect() as client:
        for path in (b"/slow", b"/", b"/slow", b"/"):
            client.sendall(b"GET " + path + b" HTTP/1.1\r\n" + HOST + b"\r\n")
            answer = b""
            while not answer.endswith(b"ok"):
                part = client.recv(4096)
                assert part, answer
                answer += part
            assert answer.startswith(b"HTTP/1.1 200 ")
            # Idle for longer than a request may take.
            time.sleep(0.6)


def test_others_are_answered_while_some_drip(connect: Callable[[], socket.socket]) -> None:
    dripping = [connect() for _ in range(50)]
    for one in dripping:
        one.sendall(b"GET / HTTP/1.1\r\n")
    with connect() as client:
        client.sendall(b"GET / HTTP/1.1\r\nConnection: close\r\n" + HOST + b"\r\n")
        assert _rest(client).endswith(b"ok")
    for one in dripping:
        assert _rest(one).startswith(b"HTTP/1.1 408 ")
        one.close()
