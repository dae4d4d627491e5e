"""How a server is set up."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

__all__ = ["Settings"]


@dataclass(frozen=True)
class Settings:
    """Limits and permissions of a server."""

    time_limit: float = 10.0
    """Seconds that a query or an answer may take; then its worker is killed."""
    patience: float = 30.0
    """Seconds in which a request must have arrived, head and body."""
    memory: int = 1024
    """MiB that a worker may take beyond what the data need."""
    rows: int = 100_000
    """Solutions, or triples, after which a result is cut; the answer says so."""
    workers: int = field(default_factory=lambda: min(8, os.cpu_count() or 1))
    """Queries that run at once; as many analyses run beside them."""
    waiting: int = 32
    """Requests that may wait for a worker; the next ones are told to come again."""
    longest_body: int = 1_000_000
    """Longest body of a request, in bytes."""
    longest_target: int = 32_000
    """Longest path and query string of a request, in bytes."""
    cors: str | None = None
    """Origin whose pages may read the answers, ``*`` for any; None: no page but our own."""
    hosts: frozenset[str] | None = frozenset({"localhost", "127.0.0.1", "[::1]"})
    """Values of the Host header that are answered, without their port; None: any."""
