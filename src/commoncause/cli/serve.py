"""The site, the SPARQL endpoint and the answers over HTTP."""

from __future__ import annotations

import contextlib
import importlib.util
import ipaddress
import logging
import os
import socket
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from ..errors import InvalidInputError
from ..store.home import is_endpoint
from .options import loaded, time_limit_option

if TYPE_CHECKING:
    from ..server.settings import Settings

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


@click.command("serve")
@click.option("--kb", "--store", "where", metavar="WHERE", help="Folder of the knowledge base or of a store.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=8000, show_default=True, help="0: any free one."
)
@time_limit_option("Seconds after which a query is stopped.", 10.0)
@click.option(
    "--memory", type=click.IntRange(64), default=1024, show_default=True, metavar="MB",
    help="What a query may take beyond the data, in MiB.",
)  # fmt: skip
@click.option(
    "--rows", type=click.IntRange(1), default=100_000, show_default=True, metavar="N",
    help="Rows or triples after which a result is cut, and says so.",
)  # fmt: skip
@click.option("--cors", metavar="ORIGIN", help="Let pages of this origin read the answers; * for any.")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Queries that run at once.")
@click.option(
    "--name", "names", multiple=True, metavar="HOST",
    help="Answer for this host name too, as behind a proxy.",
)  # fmt: skip
def command(
    where: str | None,
    host: str,
    port: int,
    time_limit: float,
    memory: int,
    rows: int,
    cors: str | None,
    workers: int | None,
    names: tuple[str, ...],
) -> None:
    """Serve the page, SPARQL at /sparql, a page for queries at /query, the answers as JSON at /api.

    Read-only, and on this machine alone unless --host says otherwise. A query that takes too long or too much
    memory is stopped; none can read a file or reach another server. A request that takes more than 30 seconds
    to arrive is given up.

    Example: commoncause serve --port 8000
    """
    _require_packages()
    from ..server.settings import Settings

    settings = Settings(time_limit=time_limit, memory=memory, rows=rows, cors=cors, hosts=_hosts(host, names))
    if workers is not None:
        settings = replace(settings, workers=workers)
    listener = _listener(host, port)
    with listener:
        _serve(listener, where, settings)


def _require_packages() -> None:
    if not hasattr(os, "fork"):
        raise InvalidInputError("serve needs a system that can fork", remedy="use Linux, macOS or WSL")
    missing = [name for name in ("starlette", "uvicorn") if importlib.util.find_spec(name) is None]
    if missing:
        what = f"serve needs {' and '.join(missing)}"
        raise InvalidInputError(what, remedy="pip install 'commoncause[serve]'")


def _hosts(host: str, names: tuple[str, ...]) -> frozenset[str] | None:
    """Return the host names that are answered: on a loopback its own, elsewhere any unless some are named."""
    given = frozenset(name.lower() for name in names)
    return given | _LOOPBACK if _is_loopback(host) else (given or None)


def _is_loopback(host: str) -> bool:
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        what = f"cannot listen: {error.strerror or error}"
        remedy = "name another --port or --host, 0 for any free port"
        raise InvalidInputError(what, where=f"{host}:{port}", remedy=remedy) from error
    # Without it the second packet of each answer waits 40 ms for the client's acknowledgement of the first.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _serve(listener: socket.socket, where: str | None, settings: Settings) -> None:
    import uvicorn

    from ..server.app import make_app
    from ..server.patience import patient

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    for noisy in ("httpx", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    if is_endpoint(where):
        remedy = "name a folder, or a store that commoncause load has made"
        raise InvalidInputError("an endpoint is served already", where=str(where), remedy=remedy)
    app = make_app(loaded(where), settings)
    config = uvicorn.Config(
        app,
        http=patient(settings.patience),
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="on",
        timeout_keep_alive=15,
        limit_concurrency=2 * (settings.workers + settings.waiting),
        h11_max_incomplete_event_size=2 * settings.longest_target,
    )
    host, port = listener.getsockname()[:2]
    click.echo(f"http://{f'[{host}]' if ':' in host else host}:{port}/")
    # uvicorn ends its work and then passes the signal on.
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])
