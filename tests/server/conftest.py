"""The server without a port: requests go straight to the application, its workers are real."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from commoncause import KnowledgeBase
from commoncause.server.app import make_app
from commoncause.server.settings import Settings
from commoncause.store import MemoryStore

DATA = "http://kasei.us/2009/09/sparql/data/data{}.rdf"


class Client:
    """A started server and a client of it, in one event loop.

    The loop has a thread of its own: the browser of other tests keeps one running in the main thread.
    """

    def __init__(self, kb: KnowledgeBase, settings: Settings) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        app = make_app(kb, settings)
        self._lifespan = app.router.lifespan_context(app)
        self.run(self._lifespan.__aenter__())
        transport = httpx.ASGITransport(app)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=60)

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Do the work in the server's loop and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def request(self, method: str, url: str, **given: Any) -> httpx.Response:
        answer: httpx.Response = self.run(self.http.request(method, url, **given))
        return answer

    def get(self, url: str, **given: Any) -> httpx.Response:
        return self.request("GET", url, **given)

    def ask(self, sparql: str, accept: str | None = None, **parameters: Any) -> httpx.Response:
        """Send a query by GET."""
        headers = {"Accept": accept} if accept is not None else {}
        return self.get("/sparql", params={"query": sparql, **parameters}, headers=headers)

    def together(self, *urls: str) -> list[httpx.Response]:
        async def _all() -> list[httpx.Response]:
            return await asyncio.gather(*(self.http.get(url) for url in urls))

        answers: list[httpx.Response] = self.run(_all())
        return answers

    def close(self) -> None:
        self.run(self.http.aclose())
        self.run(self._lifespan.__aexit__(None, None, None))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture(scope="package")
def start(kb: KnowledgeBase) -> Iterator[Callable[..., Client]]:
    """Start a server with settings, over the shipped knowledge base or another; it ends with the tests."""
    started: list[Client] = []

    def _start(of: KnowledgeBase | None = None, **settings: Any) -> Client:
        started.append(Client(of or kb, Settings(**{"workers": 1, "time_limit": 20.0, **settings})))
        return started[-1]

    yield _start
    for client in started:
        client.close()


@pytest.fixture(scope="package")
def client(start: Callable[..., Client]) -> Client:
    """The server over the shipped knowledge base."""
    return start()


@pytest.fixture(scope="package")
def w3c(kb: KnowledgeBase, start: Callable[..., Client]) -> Client:
    """The server over the data of the W3C's protocol tests: four graphs that each say one thing."""
    store = MemoryStore(kb.store.home)
    document = ox.NamedNode("http://xmlns.com/foaf/0.1/Document")
    type_ = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    for number in range(4):
        graph = ox.NamedNode(DATA.format(number))
        store.quads.add(ox.Quad(graph, type_, document, graph))
    return start(KnowledgeBase(store))
