"""An endpoint as a knowledge base: addresses, refusals, and servers that answer nonsense."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from commoncause.errors import InvalidInputError
from commoncause.store import open_store
from commoncause.store.http import Address


class Liar(BaseHTTPRequestHandler):
    """Answers as the path says: ``/STATUS/TYPE/BODY``."""

    def do_POST(self) -> None:
        _, status, kind, body = self.path.split("/", 3)
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(int(status))
        if status == "302":
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.send_header("Content-Type", kind.replace(":", "/"))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def liar() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Liar) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/200/text:html/<html>", "no SPARQL results, but text/html"),
        ("/200/application:sparql-results+json/{", "broken SPARQL results"),
        ("/200/application:sparql-results+json/[]", "broken SPARQL results"),
        ("/500/text:plain/out%20of%20luck", "500: out%20of%20luck"),
        ("/401/text:plain/who", "401: who: write user and password into the address"),
        ("/302/text:plain/there", "302"),
        (
            '/200/application:sparql-results+json/{"head":{"vars":["g"]},"results":{"bindings":[]}}',
            "does not show",
        ),
    ],
)
def test_what_is_no_knowledge_base_is_one_line(path: str, told: str, liar: str, run) -> None:  # type: ignore[no-untyped-def]
    answer = run("matrix", "--kb", liar + path)
    assert (answer.code, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert told in answer.err


@pytest.mark.parametrize(
    "url",
    [
        "ftp://host/x",
        "file:///etc/passwd",
        "http://",
        "http:///path",
        "http://host:port/",
        "http://a b/",
        "://",
        "http://h/\x1b[2J",
    ],
)
def test_only_web_addresses_are_taken(url: str) -> None:
    with pytest.raises(InvalidInputError, match="no address of an endpoint"):
        open_store(url)


def test_nobody_there_is_one_line(run) -> None:  # type: ignore[no-untyped-def]
    answer = run("matrix", "--kb", "http://127.0.0.1:9/sparql")
    assert (answer.code, answer.err.count("\n")) == (1, 1)
    assert "is the server running?" in answer.err


def test_the_password_is_kept_to_itself() -> None:
    address = Address.of("https://me:s%3Acret@example.org:8443/sparql?x=1#part")
    assert (address.url, address.user, address.password) == (
        "https://example.org:8443/sparql?x=1",
        "me",
        "s:cret",
    )
    assert "cret" not in f"{address} {address!r}"
