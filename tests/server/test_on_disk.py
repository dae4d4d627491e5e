"""The server over a store on disk: the same answers, and workers that see nothing but the database."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

import commoncause
from commoncause.loading import fill_disk

from .conftest import Client

ROOT = Path(__file__).parent.parent.parent
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("on-disk") / "store"
    waiting = path.parent / "inbox" / "new.ttl"
    waiting.parent.mkdir()
    waiting.write_text('<urn:x> <urn:p> "inbox" .')
    fill_disk(path, [ROOT / "kb", waiting])
    return path


@pytest.fixture(scope="module")
def served(folder: Path, start: Callable[..., Client]) -> Client:
    return start(commoncause.load(folder), time_limit=3.0)


def roots() -> set[str]:
    """Return the root folders of the processes that answer queries."""
    found = set()
    for path in Path("/proc").glob("[0-9]*"):
        # A process may end while it is looked at.
        with contextlib.suppress(OSError):
            if b"commoncause.server.zygote\0queries" in (path / "cmdline").read_bytes():
                found.add(os.readlink(path / "root"))
    return found


def test_answers_are_those_of_the_files(served: Client, client: Client) -> None:
    assert served.ask(COUNT).json() == client.ask(COUNT).json()
    for path in ("/api/cut-sets?source=dung-mai-2025&mode=tabulated", "/kb/technique/rlhf.ttl"):
        assert served.get(path).content == client.get(path).content


def test_the_inbox_is_there_for_those_who_ask_for_it(served: Client) -> None:
    for query, found in (("?s ?p 'inbox'", False), ("GRAPH ?g { ?s ?p 'inbox' }", True)):
        assert served.ask(f"ASK {{ {query} }}").json()["boolean"] is found


@pytest.mark.skipif(os.geteuid() != 0, reason="a root folder of its own takes rights")
def test_workers_see_nothing_but_the_edition(served: Client, folder: Path) -> None:
    assert served.ask(COUNT).status_code == 200
    (edition,) = (path for path in folder.iterdir() if path.is_dir())
    assert str(edition) in roots()


def test_a_query_that_takes_too_long_is_stopped_and_the_next_answered(served: Client) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    assert served.ask(endless).status_code == 504
    assert served.ask(COUNT).status_code == 200


def test_a_new_load_does_not_disturb_the_server(served: Client, folder: Path) -> None:
    before = served.ask(COUNT).content
    fill_disk(folder, [ROOT / "kb" / "papers.ttl"])
    everything = "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"
    assert int(served.ask(everything).json()["results"]["bindings"][0]["n"]["value"]) > 5_000
    assert served.ask(COUNT).content == before


def test_an_endpoint_is_not_served_again(run) -> None:  # type: ignore[no-untyped-def]
    answer = run("serve", "--kb", "http://127.0.0.1:9/sparql", "--port", "0")
    assert (answer.code, answer.err.count("\n")) == (1, 1)
    assert "an endpoint is served already" in answer.err
