"""Files to triples to SPARQL, behind one interface: in memory, on disk, at an endpoint."""

from .base import LocalStore, Store, text_of
from .home import Home, find_home, line_of
from .memory import LONGEST_LITERAL, MemoryStore
from .opening import home_of, open_store

__all__ = [
    "LONGEST_LITERAL",
    "Home",
    "LocalStore",
    "MemoryStore",
    "Store",
    "find_home",
    "home_of",
    "line_of",
    "open_store",
    "text_of",
]
