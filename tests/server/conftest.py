"""The server without a port: requests go straight to the application, its workers are real."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from commoncause import KnowledgeBase
from commoncause.server.app import make_app
from commoncause.server.settings import Settings
from commoncause.store import Store

DATA = "http://kasei.us/2009/09/sparql/data/data{}.rdf"


class Client:
    """A started server and a client of it, in one event loop."""

    def __init__(self, kb: KnowledgeBase, settings: Settings) -> None:
        self.runner = asyncio.Runner()
        app = make_app(kb, settings)
        self._lifespan = app.router.lifespan_context(app)
        self.runner.run(self._lifespan.__aenter__())
        transport = httpx.ASGITransport(app)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=60)

    def request(self, method: str, url: str, **given: Any) -> httpx.Response:
        return self.runner.run(self.http.request(method, url, **given))

    def get(self, url: str, **given: Any) -> httpx.Response:
        return self.request("GET", url, **given)

    def ask(self, sparql: str, accept: str | None = None, **parameters: Any) -> httpx.Response:
        """Send a query by GET."""
        headers = {"Accept": accept} if accept is not None else {}
        return self.get("/sparql", params={"query": sparql, **parameters}, headers=headers)

    def together(self, *urls: str) -> list[httpx.Response]:
        async def _all() -> list[httpx.Response]:
            return await asyncio.gather(*(self.http.get(url) for url in urls))

        return self.runner.run(_all())

    def close(self) -> None:
        self.runner.run(self.http.aclose())
        self.runner.run(self._lifespan.__aexit__(None, None, None))
        self.runner.close()


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
    store = Store(kb.store.home)
    document = ox.NamedNode("http://xmlns.com/foaf/0.1/Document")
    type_ = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    for number in range(4):
        graph = ox.NamedNode(DATA.format(number))
        store.quads.add(ox.Quad(graph, type_, document, graph))
    return start(KnowledgeBase(store))
