"""Real SPARQL servers, started on the loopback and ended with the tests."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 10000
MaxDirtyBuffers = 7500
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
[SPARQL]
ResultSetMaxRows = 1000000
"""


@dataclass(frozen=True)
class Server:
    """The addresses of a server: where it is asked, and where graphs are put."""

    query: str
    graphs: str


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def needed(name: str, path: str | None) -> str:
    """Return the program, or skip; fail where COMMONCAUSE_REQUIRE names it."""
    if path is None and name in os.environ.get("COMMONCAUSE_REQUIRE", "").split(","):
        pytest.fail(f"COMMONCAUSE_REQUIRE names {name}, and there is none: install it")
    return path or pytest.skip(f"no {name} on this machine")


@contextlib.contextmanager
def running(command: list[str], url: str, folder: Path) -> Iterator[None]:
    """Run a server until the block ends; it is up when the address answers."""
    with (
        open(folder / "log", "w") as log,
        subprocess.Popen(command, stdout=log, stderr=log, cwd=folder) as process,
    ):
        try:
            wait_for(url, lambda: process.poll() is None, folder / "log")
            yield
        finally:
            process.kill()


def wait_for(url: str, is_alive: Callable[[], bool], log: Path) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        assert is_alive(), log.read_text()
        time.sleep(0.1)
    pytest.fail(f"no answer from {url}: {log.read_text()}")


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of PyPI's package oxigraph: its default graph is a graph of its own."""
    beside = Path(sys.executable).parent / "oxigraph"
    program = needed("oxigraph", str(beside) if beside.exists() else shutil.which("oxigraph"))
    folder, port = tmp_path_factory.mktemp("oxigraph"), free_port()
    command = [program, "serve", "--location", str(folder / "db"), "--bind", f"127.0.0.1:{port}"]
    url = f"http://127.0.0.1:{port}"
    with running(command, f"{url}/query?query=ASK%7B%7D", folder):
        yield Server(f"{url}/query", f"{url}/store")


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Debian's virtuoso-opensource-7: its default graph is the union of all graphs."""
    program = needed("virtuoso", shutil.which("virtuoso-t"))
    folder, http = tmp_path_factory.mktemp("virtuoso"), free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(INI.format(folder=folder, http=http, sql=free_port()))
    url = f"127.0.0.1:{http}"
    with running([program, "+foreground", "+configfile", str(ini)], f"http://{url}/sparql", folder):
        yield Server(f"http://{url}/sparql", f"http://dba:dba@{url}/sparql-graph-crud-auth")
