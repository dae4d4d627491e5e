"""commoncause: which failure modes and assumptions AI-alignment techniques share, and who says so.

``commoncause.load()`` gives the knowledge base as one object; everything else hangs on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .knowledge_base import KnowledgeBase as KnowledgeBase
    from .knowledge_base import load as load
    from .views import View as View

__all__ = ["KnowledgeBase", "View", "__version__", "load"]

__version__ = "0.1.0"

_HOMES = {"KnowledgeBase": "knowledge_base", "load": "knowledge_base", "View": "views"}


def __dir__() -> list[str]:
    return sorted(__all__)


def __getattr__(name: str) -> Any:
    """Import the public names where they are first used, so that the command line starts quickly."""
    from importlib import import_module

    if name == "analysis":
        return import_module(".analysis", __name__)
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
