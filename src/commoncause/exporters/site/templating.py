"""Where every page comes from: the templates, escaped throughout, and the files that go into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ...drawing.pyvis_network import EDGES, NODES
from . import content, content_security
from .packing import packed

if TYPE_CHECKING:
    import jinja2

__all__ = ["asset", "environment", "inert", "isolated"]

FOLLOWS = frozenset({"id", "smooth"})
"""Attributes of an edge that the page makes itself."""


def environment() -> jinja2.Environment:
    """Return the templates with what all of them use; a name that a template lacks is an error."""
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(str(files(__package__) / "templates")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    made.filters |= {
        "clip": content.clip,
        "short": content.short_name,
        "embed": lambda value: inert(content_security.embedded_json(packed(value))),
        "bare": _bare,
        "iso": isolated,
        "data": lambda value: inert(content_security.embedded_json(value)),
    }
    made.globals |= {"verdicts": content.VERDICTS, "modes": content.MODES, "names": content.NAMES}
    return made


def _bare(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return pyvis' nodes or edges without what follows from their kind."""
    looks: dict[str, Mapping[str, Any]] = {**NODES, **EDGES}
    return [
        {
            key: value
            for key, value in item.items()
            if looks.get(item["kind"], {}).get(key) != value and not (key in FOLLOWS and "from" in item)
        }
        for item in items
    ]


def isolated(text: str) -> Any:
    """Return a name escaped, and set apart where its direction could reorder what stands around it.

    >>> str(isolated("R&D")), str(isolated("\u05d0"))
    ('R&amp;D', '<bdi>\u05d0</bdi>')
    """
    from markupsafe import Markup, escape

    return escape(text) if text.isascii() else Markup("<bdi>{}</bdi>").format(text)


def asset(name: str) -> str:
    """Return the text of one of our own files, named from this folder."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def inert(text: str) -> Any:
    """Return a text that the templates leave as it is, their one door past autoescape.

    Only our own files, escaped JSON and pictures, whose writer escapes, may come here.
    """
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - see above
