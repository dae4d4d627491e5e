"""The literature of a knowledge base: works that may be one paper twice, what to read, maps."""

from __future__ import annotations

import click

from ..store import find_home
from .literature_maps import influential, main_path, map_command, timeline
from .options import common_options
from .output import Sheet, Table, emit, number
from .reading import read_next


@click.group("literature", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """The works: which may be one paper twice, what to read next, communities, main path, timeline.

    Example: commoncause literature duplicates
    """


@command.command("duplicates")
@common_options()
def duplicates(where: str | None, format_: str) -> None:
    """List pairs of works that may be one paper, with their score and why; decide with `same` or `different`.

    The score is 0.7 title + 0.2 authors + 0.1 year, each from 0 to 1.

    Example: commoncause literature duplicates --format csv
    """
    from ..curation.decisions import undecided

    pairs = undecided(find_home(where))
    columns = ["left", "right", "verdict", "score", "reasons"]
    rows = [[f"source:{p.left}", f"source:{p.right}", p.verdict, p.score, list(p.reasons)] for p in pairs]
    answer = {"pairs": [dict(zip(columns, row, strict=True)) for row in rows]}
    lines = [
        [number(p.score), f"source:{p.left}", f"source:{p.right}", "; ".join(p.reasons), p.titles[1]]
        for p in pairs
    ]
    note = "decide with `commoncause literature same LEFT RIGHT` or `... different LEFT RIGHT`"
    table = Table(
        ["score", "left", "right", "why", "title"], lines, notes=[note] if pairs else [], most=40,
        empty="no pair of works waits for a decision",
    )  # fmt: skip
    emit(format_, answer, lambda: [table], lambda: Sheet(columns, rows))


@command.command("same")
@common_options()
@click.argument("left")
@click.argument("right")
def same(where: str | None, format_: str, left: str, right: str) -> None:
    """Record that two works are one; the reviewed one stays, else LEFT, with what is known of both.

    Example: commoncause literature same source:bai-2022 source:bai-2022a
    """
    from ..curation.decisions import decide_same
    from ..curation.writing import refuse_packaged
    from ..places import shown

    home = find_home(where)
    refuse_packaged(home)
    stays, path = decide_same(home, left, right)
    answer = {"file": shown(path), "stays": f"source:{stays}"}
    row = [answer["stays"], answer["file"]]
    emit(
        format_,
        answer,
        lambda: [Table(["stays", "written to"], [row])],
        lambda: Sheet(["stays", "file"], [row]),
    )


@command.command("different")
@common_options()
@click.argument("left")
@click.argument("right")
def different(where: str | None, format_: str, left: str, right: str) -> None:
    """Record that two works are different; they are never merged or listed again.

    What `import` merged by mistake is a work of its own again: name the work that stayed and, from the rows
    of `import`, what the record stands as.

    Example: commoncause literature different source:lee-2023 source:lee-2023a
    """
    from ..curation.decisions import decide_different
    from ..curation.writing import refuse_packaged
    from ..places import shown

    home = find_home(where)
    refuse_packaged(home)
    part, path = decide_different(home, left, right)
    again = f"source:{part}" if part else ""
    rows = {"stands again": again, "written to": shown(path)}
    told = {name: value for name, value in rows.items() if value}
    emit(
        format_,
        {"again": again or None, "file": shown(path)},
        lambda: [Table(list(told), [list(told.values())])],
        lambda: Sheet(["again", "file"], [list(rows.values())]),
    )


for inside in (influential, main_path, map_command, read_next, timeline):
    command.add_command(inside)
