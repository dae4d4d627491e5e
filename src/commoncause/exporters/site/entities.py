"""A small static page for each thing and work, and the list of them: read without JavaScript, made to print.

The pages lie in ``site/``: ``site/technique/rlhf.html`` is the page of ``technique:rlhf``, its steps those of
the IRI. One stylesheet serves all; what is wider than a page, the matrix and the graph, is in the page beside
the folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from ... import __version__
from ...errors import UnknownNameError
from ...model import Thing
from ...vocab import KB, compact
from ..colophon import CODE_LICENCE, DATA_LICENCE, DATA_LICENCE_URL, DESCRIPTION, TITLE
from ..works import Work, works
from . import content
from .content_security import safe_url
from .entity_claims import Evidence
from .entity_paths import chapter_path, path_of, way
from .entity_pictures import picture
from .entity_sections import Cells, assessed, sections
from .entity_sources import CHAPTERS, chapter_groups, digests, source_sections
from .linked_data import chapter_data, relations, thing_data, work_data
from .templating import asset, environment, inert

if TYPE_CHECKING:
    import jinja2

    from ...knowledge_base import KnowledgeBase

__all__ = ["FOLDER", "POLICY", "EntityPages", "entity_pages"]

Json = dict[str, Any]

FOLDER: Final = "site"
STYLES: Final = ("tokens.css", "marks.css", "entity.css", "around.css")
POLICY: Final = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
"""Nothing runs and nothing is fetched but the stylesheet beside the pages."""
KINDS: Final = {
    "technique": "Techniques",
    "combination": "Combinations of techniques",
    "failure-mode": "Failure modes",
    "attack": "Attacks",
    "assumption": "Assumptions",
    "framework": "Frameworks",
    "source": "Papers and other works",
    "other": "Other things",
}
"""The kinds in the order of the list, with their titles."""


def entity_pages(kb: KnowledgeBase) -> dict[str, bytes]:
    """Return name -> content of every page, the list and the stylesheet; the names begin with ``site/``.

    The same data gives the same bytes.
    """
    return {f"{FOLDER}/{name}": text.encode() for name, text in EntityPages(kb).files().items()}


class EntityPages:
    """The pages of one knowledge base; each is made when it is asked for."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.paths: Mapping[str, str] = {iri: path_of(iri) for iri in kb.things}
        """IRI -> where its page lies in the folder of the site."""
        self.evidence = Evidence(kb)
        self.cells = Cells(kb)
        self._relations = relations(kb)
        self._backwards = _backwards(self._relations)

    @cached_property
    def makers(self) -> dict[str, Callable[[], str]]:
        """Name of each file in the folder, sorted -> what makes its text."""
        made: dict[str, Callable[[], str]] = {"index.html": self.index, "style.css": self.style}
        made |= {path: partial(self.page, iri) for iri, path in self.paths.items()}
        for work in self.kb.of_kind("source"):
            for chapter in CHAPTERS:
                if self.evidence.has_page(work.slug, chapter):
                    made[chapter_path(self.paths[work.iri], chapter)] = partial(self._chapter, work, chapter)
        return dict(sorted(made.items()))

    def files(self) -> dict[str, str]:
        """Return name -> text of everything in the folder, sorted by name."""
        return {name: make() for name, make in self.makers.items()}

    def page(self, iri: str) -> str:
        """Return the page of a thing as HTML. Raises `UnknownNameError` for an IRI that names none."""
        thing = self.kb.things.get(iri)
        if thing is None:
            raise UnknownNameError(iri, "entry")
        return self._render("entity/thing.html.j2", self._context(thing))

    def index(self) -> str:
        """Return the list of everything by kind, from A to Z."""
        number = {iri: len(self.evidence.about.get(compact(iri), ())) for iri in self.kb.things}
        known = {kind: self.evidence.things(kind) for kind in KINDS}
        return self._render(
            "entity/index.html.j2",
            {
                "way": partial(way, "index.html"),
                "title": TITLE,
                "description": DESCRIPTION,
                "kinds": {kind: things for kind, things in known.items() if things},
                "titles": KINDS,
                "paths": self.paths,
                "number": number,
                "years": {work.thing.iri: work.title for work in self._works.values()},
            },
        )

    def _chapter(self, work: Thing, chapter: str) -> str:
        """Return the page of what a work says much of."""
        page, title = chapter_path(self.paths[work.iri], chapter), CHAPTERS[chapter]
        title = title[:1].lower() + title[1:]
        context = {
            "title": title,
            "groups": chapter_groups(self.evidence, work, chapter),
            "linked_data": chapter_data(work, title),
        }
        return self._render("entity/chapter.html.j2", self._places(work, page) | context)

    def style(self) -> str:
        """Return the stylesheet of all pages."""
        return "\n".join(asset(f"static/{name}") for name in STYLES)

    @cached_property
    def _templates(self) -> jinja2.Environment:
        made = environment()
        made.filters["web"] = safe_url
        made.globals |= {
            "policy": inert(POLICY),
            "version": __version__,
            "licence": {"code": CODE_LICENCE, "data": DATA_LICENCE, "url": DATA_LICENCE_URL},
        }
        return made

    @cached_property
    def _works(self) -> dict[str, Work]:
        return {work.thing.iri: work for work in works(self.kb)}

    @cached_property
    def _digests(self) -> dict[str, list[Json]]:
        return digests(self.evidence)

    def _render(self, template: str, context: Json) -> str:
        text = self._templates.get_template(template).render(context)
        # What UTF-8 cannot hold becomes a question mark here rather than an error on writing.
        return text.encode("utf-8", "replace").decode()

    def _context(self, thing: Thing) -> Json:
        work = self._works.get(thing.iri)
        facts = self._relations.get(thing.iri, {})
        of_work = thing.kind == "source"
        context = self._places(thing, self.paths[thing.iri]) | {
            "work": work,
            "in_page": quote(compact(thing.iri), safe=":", errors="replace"),
            "facts": self._facts(thing, facts),
            "counts": {} if of_work else assessed(self.cells, thing),
            "bundles": self._bundles(thing),
            "part_of": self._part_of(thing),
            "sections": source_sections(self.evidence, thing)
            if of_work
            else sections(self.evidence, self.cells, thing),
            "texts": self._digests.get(thing.slug, []) if of_work else [],
            "linked_data": work_data(work, facts) if work else thing_data(thing, facts),
        }
        return context | {"picture": inert(picture(self.evidence, thing, context, context["way"]))}

    def _places(self, thing: Thing, path: str) -> Json:
        """Return where a page at ``path`` stands: whose it is, where the thing's own one is, the ways on."""
        return {"thing": thing, "path": path, "own": self.paths[thing.iri], "way": partial(way, path)}

    def _facts(self, thing: Thing, facts: Mapping[str, list[str]]) -> list[tuple[str, list[Json]]]:
        """Return how a thing relates to others by its entry alone: words, and links to what they lead to."""
        back = self._backwards.get(thing.iri, {})
        kind, covers = content.RELATIONS["broader"]
        cites, cited = content.RELATIONS["cites"]
        told = (
            (kind, facts.get("skos:broader")),
            (covers, back.get("skos:broader")),
            ("combines", facts.get("ccf:combines")),
            ("is part of", back.get("ccf:combines")),
            ("is related to", facts.get("skos:related")),
            ("is named in", facts.get("dcterms:source")),
            (cites, facts.get("cito:cites")),
            (cited, back.get("cito:cites")),
        )
        return [(words, self._links(iris)) for words, iris in told if iris]

    def _links(self, iris: Iterable[str]) -> list[Json]:
        return [self.evidence.link(iri) for iri in sorted(iris, key=self.evidence.rank)]

    def _bundles(self, thing: Thing) -> list[str]:
        """Return what is to be known of a failure mode that stands for several narrower ones."""
        parts = self.cells.bundles.get(thing.slug) if thing.kind == "failure-mode" else None
        mode = {"slug": thing.slug, "notation": thing.notation, "label": thing.label}
        return content.bundles({"bundles": {thing.slug: parts}, "failure_modes": [mode]}) if parts else []

    def _part_of(self, thing: Thing) -> Json | None:
        bundle = self.cells.parts.get(thing.slug) if thing.kind == "failure-mode" else None
        return self.evidence.link(f"{KB}failure-mode/{bundle}") if bundle else None


def _backwards(found: Mapping[str, Mapping[str, list[str]]]) -> dict[str, dict[str, list[str]]]:
    """Return the same relations from their other ends."""
    back: dict[str, dict[str, list[str]]] = {}
    for subject, ends in found.items():
        for name in ("skos:broader", "ccf:combines", "cito:cites"):
            for iri in ends.get(name, ()):
                back.setdefault(iri, {}).setdefault(name, []).append(subject)
    return back
