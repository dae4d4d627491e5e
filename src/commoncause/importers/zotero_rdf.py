"""Works from Zotero RDF: RDF/XML in which each item stands under the root and points to the others.

The XML is read once by `safe_xml`, which refuses a document type and with it every entity, for the lines;
what it says is read as RDF. Nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from ..errors import InvalidInputError, shortened
from .records import Fields, Record, Rejected, record_of
from .safe_xml import Element, read_xml
from .zotero_csv import KINDS

__all__ = ["read_zotero_rdf"]

_BASE = "urn:zotero:"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_NAMES = {
    "bib": "http://purl.org/net/biblio#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prism": "http://prismstandard.org/namespaces/1.2/basic/",
    "rdf": _RDF,
    "vcard": "http://nwalsh.com/rdf/vCard#",
    "z": "http://www.zotero.org/namespaces/export#",
}
_NO_WORKS = {"attachment", "note", "annotation"}

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def read_zotero_rdf(path: Path) -> Iterator[Record | Rejected]:
    """Yield a record or its rejection for each item but attachments and notes, in the order of the file.

    Raises `InvalidInputError` with the line for what is not XML or not RDF, a document type, or a file
    without items.
    """
    root = read_xml(path)
    items = [(element, about) for element in root if (about := _item_name(element, root)) is not None]
    if not items:
        raise InvalidInputError("no item of Zotero", where=str(path), remedy="export it as Zotero RDF")
    graph = _Graph.read(path)
    for element, about in items:
        line = int(element.where.rpartition(":")[2])
        if not about:
            yield Rejected(element.tag, line, "an item without rdf:about")
            continue
        node = graph.named(about)
        kind = graph.text(node, "z:itemType")
        if kind not in _NO_WORKS:
            yield record_of(_fields(graph, node, kind), _key(about), line)


def _item_name(element: Element, root: Element) -> str | None:
    """Return what an item under the root is called, empty if it has no name; None for what is no item."""
    prefixes = {name: iri for name, iri in root.attributes.items() if name.startswith("xmlns:")}
    mine = {name.removeprefix("xmlns:") for name, iri in prefixes.items() if iri == _NAMES["z"]}
    if not any(child.tag.partition(":")[0] in mine and child.tag.endswith(":itemType") for child in element):
        return None
    return element.attributes.get("rdf:about", "")


def _key(about: str) -> str:
    return "" if about.startswith(("http:", "https:", "urn:")) else about.lstrip("#")


@dataclass(frozen=True)
class _Graph:
    """What a file says, by subject and predicate."""

    facts: dict[Node, dict[str, list[Node]]]

    @classmethod
    def read(cls, path: Path) -> _Graph:
        """Read RDF/XML; raises `InvalidInputError` with the line for what is none."""
        facts: dict[Node, dict[str, list[Node]]] = {}
        try:
            for t in ox.parse(path=str(path), format=ox.RdfFormat.RDF_XML, base_iri=_BASE):
                facts.setdefault(t.subject, {}).setdefault(t.predicate.value, []).append(t.object)
        except (SyntaxError, OSError, ValueError) as error:
            what = shortened(str(error.args[0]) if error.args else type(error).__name__)
            where = f"{path}:{getattr(error, 'lineno', None) or 1}"
            raise InvalidInputError(f"not RDF/XML: {what}", where=where, remedy="export it anew") from error
        return cls(facts)

    def named(self, about: str) -> Node:
        """Return the node of an item, whose name may be relative."""
        for name in (about, _BASE + about):
            try:
                if (node := ox.NamedNode(name)) in self.facts:
                    return node
            except ValueError:
                continue
        return ox.BlankNode()

    def all(self, node: Node, name: str) -> list[Node]:
        """Return the objects of a predicate, by its prefixed name."""
        prefix, _, local = name.partition(":")
        return self.facts.get(node, {}).get(_NAMES[prefix] + local, [])

    def texts(self, node: Node, name: str) -> list[str]:
        """Return the literals of a predicate."""
        return [found.value for found in self.all(node, name) if isinstance(found, ox.Literal)]

    def text(self, node: Node, name: str) -> str:
        """Return the first literal of a predicate."""
        return next(iter(self.texts(node, name)), "")

    def members(self, node: Node) -> list[Node]:
        """Return the members of a sequence, in order."""
        numbered = [
            (int(name.removeprefix(_RDF + "_")), member)
            for name, found in self.facts.get(node, {}).items()
            if name.removeprefix(_RDF + "_").isdecimal()
            for member in found
        ]
        return [member for _, member in sorted(numbered, key=lambda pair: pair[0])]


def _fields(graph: _Graph, node: Node, kind: str) -> Fields:
    containers = [
        found for name in ("dcterms:isPartOf", "bib:presentedAt") for found in graph.all(node, name)
    ]
    parts = [node, *containers]

    def _text(name: str) -> str:
        return next((text for part in parts if (text := graph.text(part, name))), "")

    identifiers = [text for part in parts for text in _identifiers(graph, part)]
    publishers = graph.all(node, "dc:publisher")
    return Fields(
        kind=KINDS.get(kind, "Expression"),
        title=graph.text(node, "dc:title"),
        authors=_authors(graph, node),
        date=graph.text(node, "dc:date"),
        container=next((text for found in containers if (text := graph.text(found, "dc:title"))), ""),
        volume=_text("prism:volume"),
        issue=_text("prism:number"),
        pages=graph.text(node, "bib:pages"),
        publisher=next((text for found in publishers if (text := graph.text(found, "foaf:name"))), ""),
        doi=next((text for text in identifiers if text.upper().startswith("DOI")), ""),
        url=next((text for text in identifiers if text.startswith("http")), ""),
        abstract=graph.text(node, "dcterms:abstract"),
        keywords=_subjects(graph, node),
        mentions=[*identifiers, graph.text(node, "dc:description")],
    )


def _identifiers(graph: _Graph, node: Node) -> list[str]:
    """Return identifiers: plain, as in ``DOI 10.1000/b``, or an address in a node of its own."""
    inner = [text for found in graph.all(node, "dc:identifier") for text in graph.texts(found, "rdf:value")]
    return [*graph.texts(node, "dc:identifier"), *inner]


def _authors(graph: _Graph, node: Node) -> list[str]:
    for role in ("bib:authors", "bib:editors", "z:contributors"):
        people = [person for found in graph.all(node, role) for person in graph.members(found)]
        names = [_name(graph, person) for person in people]
        if any(names):
            return names
    return []


def _name(graph: _Graph, person: Node) -> str:
    given = graph.text(person, "foaf:givenName") or graph.text(person, "foaf:givenname")
    return ", ".join(filter(None, [graph.text(person, "foaf:surname"), given])) or graph.text(
        person, "foaf:name"
    )


def _subjects(graph: _Graph, node: Node) -> list[str]:
    inner = [text for found in graph.all(node, "dc:subject") for text in graph.texts(found, "rdf:value")]
    return [*graph.texts(node, "dc:subject"), *inner]
