"""What is wrong with a knowledge base, where, and what to do about it.

Three kinds of rule, each known by a name that says what is wrong: ``syntax`` and its like, met while files
are read; the property shapes of ``ontology/shapes.ttl`` (SHACL) for single things; the queries of
``ontology/checks/`` for what concerns several things at once, where any row is a violation. All of them see
what the files state, without the inbox and without what the rules derive but for the matches that mappings
make. The checks called ``inbox-...`` see the inbox, whose records may be incomplete but must be such as the
importers write and merging and review read; they are queries all, as it may hold a hundred thousand works.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from .errors import InvalidInputError, one_line
from .files import read_bytes
from .places import Places, shown
from .reasoning import derive
from .store import LONGEST_LITERAL, Home, MemoryStore, line_of
from .vocab import GRAPH, INBOX_GRAPH, KB, PREFIXES, compact, expand

if TYPE_CHECKING:
    import rdflib

__all__ = ["Check", "Violation", "checks", "shape_names", "validate"]

_SHACL = "http://www.w3.org/ns/shacl#"
_SUB_CLASS = f"{PREFIXES['rdfs']}subClassOf"
_NAMELESS = "[]"
"""How a blank node is shown: its label differs from one reading to the next."""
_SHORTEN = f"Shorten it to at most {LONGEST_LITERAL:,} characters."


@dataclass(frozen=True, slots=True)
class Violation:
    """One row of a report; sorts by file, line, rule, focus and message."""

    rule: str
    severity: str
    focus: str
    file: str
    line: int
    message: str
    hint: str

    def __lt__(self, other: Violation) -> bool:
        return self._key < other._key

    @property
    def _key(self) -> tuple[str, int, str, str, str]:
        return (self.file, self.line, self.rule, self.focus, self.message)

    def as_dict(self) -> dict[str, str | int]:
        """Return the row as JSON has it.

        >>> row = Violation("syntax", "violation", "", "kb/a.ttl", 3, "not valid Turtle", "mend it")
        >>> row.as_dict()["line"]
        3
        """
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Check:
    """A query any row of which is a violation, with the header that says what a row means."""

    name: str
    query: str
    message: str
    hint: str
    severity: str
    needs_all: bool = False
    """Whether an unreadable file would make it report what is not wrong."""

    @classmethod
    def read(cls, path: Path) -> Check:
        """Read a check file; raise `InvalidInputError` if its header lacks a line."""
        query = path.read_text(encoding="utf-8")
        header = dict(re.findall(r"^# (message|hint|severity|needs): (.+)$", query, re.MULTILINE))
        lacking = sorted({"message", "hint", "severity"} - header.keys())
        if lacking:
            raise InvalidInputError(
                f"no '# {lacking[0]}:' line", where=str(path), remedy="begin the check with its header"
            )
        needs_all = header.get("needs") == "every file"
        return cls(path.stem, query, header["message"], header["hint"], header["severity"], needs_all)


def checks(home: Home) -> list[Check]:
    """Return the checks of ``home``'s ontology, sorted by name."""
    return [Check.read(path) for path in home.queries("checks").values()]


def shape_names(home: Home) -> list[str]:
    """Return the names of the rules of ``shapes.ttl``: its property shapes, sorted."""
    kind, type_ = ox.NamedNode(_SHACL + "PropertyShape"), ox.NamedNode(PREFIXES["rdf"] + "type")
    quads = ox.parse(path=str(home.ontology / "shapes.ttl"))
    return sorted(_name(q.subject) for q in quads if q.predicate == type_ and q.object == kind)


def validate(
    home: Home, extra: Iterable[Path] = (), *, shapes_of: Collection[str] | None = None
) -> list[Violation]:
    """Return everything wrong with the files of ``home`` and ``extra``, sorted by file, line and rule.

    ``extra`` are further files, or folders of them, read on top of the knowledge base as if they belonged to
    it; one in a folder called ``claims`` is taken for the claims of the source that it is named after, one in
    ``inbox`` for a part of the inbox. A file that is not valid Turtle is reported as often as it has faults,
    and what can be read of it is still checked, save by those checks that would mistake what could not be
    read for missing. With ``shapes_of`` (IRIs) only these are held to the shapes, none of which looks beyond
    the thing it is about, and which take most of the time. Raises `InvalidInputError` only for a fault of the
    ontology's own shapes and checks.
    """
    store = MemoryStore(home)
    added = list(_files(extra))
    found = list(_load(store, added))
    places = Places(store, added)
    found += _described_twice(store)
    found += _shacl(store, places, shapes_of)
    derive(store, rules={"match"})
    found += _run(store, places, is_whole=not found)
    return sorted(set(found))


def _files(extra: Iterable[Path]) -> Iterator[Path]:
    for path in extra:
        yield from sorted(path.rglob("*.ttl")) if path.is_dir() else [path]


def _load(store: MemoryStore, added: Iterable[Path]) -> Iterator[Violation]:
    home = store.home
    plan = {home.ontology / "commoncause.ttl": "", **dict.fromkeys(home.thing_files, "")}
    plan |= {path: GRAPH + path.stem for path in home.claim_files}
    plan |= dict.fromkeys(home.inbox_files, INBOX_GRAPH)
    known = set(map(os.path.realpath, plan))
    for path in added:
        if os.path.realpath(path) not in known:
            known.add(os.path.realpath(path))
            plan[path] = {"claims": GRAPH + path.stem, "inbox": INBOX_GRAPH}.get(path.parent.name, "")
    if not home.thing_files:
        message, hint = "the folder holds no Turtle file of things", "Add a file such as techniques.ttl."
        yield Violation("empty-knowledge-base", "violation", "", shown(home.kb), 1, message, hint)
    for path, graph in plan.items():
        yield from _load_file(store, path, graph)


def _load_file(store: MemoryStore, path: Path, graph: str) -> Iterator[Violation]:
    try:
        store.load(path, graph)
    except InvalidInputError as error:
        if path not in store.graphs and not isinstance(error.__cause__, SyntaxError | MemoryError):
            hint = error.remedy[:1].upper() + error.remedy[1:] + "."
            yield Violation("unreadable-file", "violation", "", shown(path), 1, one_line(error.what), hint)
            return
        if error.__cause__ is not None:
            yield from _salvage(store, path, graph, error.__cause__)
        yield from _without_giants(store, path)


def _salvage(store: MemoryStore, path: Path, graph: str, first: BaseException) -> Iterator[Violation]:
    """Load the paragraphs of a broken file that are valid by themselves; report the others."""
    store.graphs[path] = graph
    target = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    lines = read_bytes(path).splitlines()
    prefixes = [line for line in lines if re.match(rb"@?prefix\b", line, re.IGNORECASE)]
    is_faulty = False
    for start, paragraph in _paragraphs(lines):
        try:
            content = b"\n".join([*prefixes, *paragraph])
            store.quads.load(content, format=ox.RdfFormat.TURTLE, to_graph=target)
        except SyntaxError as error:
            is_faulty = True
            yield _syntax(path, start + max(0, (error.lineno or 1) - 1 - len(prefixes)), error)
        except MemoryError:  # pyoxigraph's word for one token of more than 16 MiB
            is_faulty = True
            yield _giant(path, start, paragraph)
    if not is_faulty:
        yield _syntax(path, getattr(first, "lineno", None) or 1, first)


def _syntax(path: Path, line: int, error: BaseException) -> Violation:
    what = re.sub(r"^Parser error .*?: ", "", str(error.args[0]))
    hint = "Mend the Turtle on this line or just before it."
    return Violation(
        "syntax", "violation", "", shown(path), line, one_line(f"not valid Turtle: {what}"), hint
    )


def _giant(path: Path, start: int, paragraph: list[bytes]) -> Violation:
    offset, longest = max(enumerate(paragraph), key=lambda line: len(line[1]))
    focus = one_line(paragraph[0][:200].split(b" ")[0].decode("utf-8", "replace"))
    message = f"a text that is too long, on a line of {len(longest):,} bytes"
    return Violation("text-too-long", "violation", focus, shown(path), start + offset, message, _SHORTEN)


def _paragraphs(lines: list[bytes]) -> Iterator[tuple[int, list[bytes]]]:
    """Yield the blocks between blank lines with the numbers, from 1, of their first lines."""
    block: list[bytes] = []
    for number, line in enumerate([*lines, b""], 1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _without_giants(store: MemoryStore, path: Path) -> Iterator[Violation]:
    """Take texts that are too long out of the store, so that no rule has to read them, and report them."""
    for quad in list(store.quads):
        text = quad.object.value if isinstance(quad.object, ox.Literal) else ""
        if len(text) > LONGEST_LITERAL:
            store.quads.remove(quad)
            message = f"a text that is too long, of {len(text):,} characters: {_named(quad.predicate)}"
            line = line_of(path, quad.subject.value) if isinstance(quad.subject, ox.NamedNode) else 1
            focus = _named(quad.subject)
            yield Violation(
                "text-too-long", "violation", focus, shown(path), line, one_line(message), _SHORTEN
            )


def _described_twice(store: MemoryStore) -> Iterator[Violation]:
    """Report what is described in two places: two things of one name, or a merge gone wrong."""
    first: dict[str, str] = {}
    hint = "Give one of them another name, or make them one description."
    for path in store.graphs:
        for number, line in enumerate(read_bytes(path).splitlines(), 1):
            begun = re.match(r"([a-z]+:[^\s;,#<>\"]+) a ", line.decode("utf-8", "replace"))
            if begun and expand(focus := begun[1]).startswith(KB):
                place = f"{shown(path)}:{number}"
                if first.setdefault(focus, place) != place:
                    message = f"described twice: first at {first[focus]}"
                    yield Violation("described-twice", "violation", focus, shown(path), number, message, hint)


def _shacl(store: MemoryStore, places: Places, only: Collection[str] | None) -> Iterator[Violation]:
    import pyshacl
    from rdflib import BNode, Namespace, URIRef

    sh = Namespace(_SHACL)
    shapes = _graph(ox.parse(path=str(store.home.ontology / "shapes.ttl")))
    said = (triple for graph in ("", *store.graph_names) for triple in store.triples(graph))
    data = _graph(said if only is None else (t for t in said if _tells(t, only)))
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", inplace=True)
    for result in report.subjects(sh.sourceConstraintComponent):
        shape, focus = report.value(result, sh.sourceShape), report.value(result, sh.focusNode)
        value = report.value(result, sh.value)
        is_minor = report.value(result, sh.resultSeverity) != sh.Violation
        what = str(shapes.value(shape, sh.message) or report.value(result, sh.resultMessage))
        yield _row(
            places,
            rule=str(shape).rpartition("#")[2],
            severity="warning" if is_minor else "violation",
            focus=str(focus) if isinstance(focus, URIRef) else "",
            message=what if value is None or isinstance(value, BNode) else f"{what}: {compact(str(value))}",
            hint=str(shapes.value(shape, sh.description) or "See ontology/shapes.ttl."),
        )


def _tells(triple: ox.Triple, subjects: Collection[str]) -> bool:
    """Say whether a triple is about one of ``subjects``, or which class is a part of which."""
    if triple.predicate.value == _SUB_CLASS or not isinstance(triple.subject, ox.NamedNode):
        return True
    return triple.subject.value in subjects


def _row(places: Places, *, rule: str, severity: str, focus: str, message: str, hint: str) -> Violation:
    file, line = places.of(focus)
    return Violation(rule, severity, compact(focus) or _NAMELESS, file, line, one_line(message), hint)


def _graph(triples: Iterable[ox.Triple | ox.Quad]) -> rdflib.Graph:
    """Copy triples to rdflib as they are; what RDF 1.1 lacks (triples as terms) is left out."""
    import rdflib

    from .rdflib_terms import rdflib_term

    graph = rdflib.Graph()
    for t in triples:
        if isinstance(t.object, ox.Triple) or isinstance(t.subject, ox.Triple):
            continue
        graph.add((rdflib_term(t.subject), rdflib_term(t.predicate), rdflib_term(t.object)))
    return graph


def _run(store: MemoryStore, places: Places, *, is_whole: bool) -> Iterator[Violation]:
    for check in checks(store.home):
        if check.needs_all and not is_whole:
            continue
        solutions = store.query(check.query)
        if not isinstance(solutions, ox.QuerySolutions):
            where = str(store.home.ontology / "checks" / f"{check.name}.rq")
            raise InvalidInputError("not a SELECT query", where=where, remedy="select ?focus")
        names = {variable.value for variable in solutions.variables}
        for row in solutions:
            told = [_named(row[name]) for name in ("value", "detail") if name in names and row[name]]
            yield _row(
                places,
                rule=check.name,
                severity=check.severity,
                focus=row["focus"].value if isinstance(row["focus"], ox.NamedNode) else "",
                message=": ".join([check.message, *told]),
                hint=check.hint,
            )


def _name(shape: Any) -> str:
    return _named(shape).rpartition("#")[2]


def _named(term: Any) -> str:
    return _NAMELESS if isinstance(term, ox.BlankNode) else compact(str(getattr(term, "value", term)))
